//! `wfm plan CENTRE`

use std::io::Write;
use std::time::Instant;

use chrono::NaiveDate;
use clap::Args;
use wfm_core::io::{self, Want, Wanted};
use wfm_core::model::{Forecast, Grid};

use crate::args::{CentreFolder, Global, Rostering, date, weeks};
use crate::outlook::{self, Outlook, Stage, Wish};
use crate::output::{Format, Terminal, files, headline, outlook as outlook_lines};
use crate::planning::Rostered;
use crate::summary::{Inputs, Summary};
use crate::{Answer, centre, planning};

/// `wfm plan`
#[derive(Debug, Args)]
pub(crate) struct PlanArgs {
    #[command(flatten)]
    pub(crate) centre: CentreFolder,
    /// A day of the first week to plan [default: the first whole week after the history ends]
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) week: Option<NaiveDate>,
    /// Number of weeks to plan together, 1 to 13
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = weeks())]
    pub(crate) weeks: u32,
    #[command(flatten)]
    pub(crate) rostering: Rostering,
}

/// Forecasts, staffs, rosters, writes every table and the report, and prints what the week looks like.
pub(crate) fn run(
    args: &PlanArgs,
    global: &Global,
    terminal: &Terminal,
    out: &mut dyn Write,
) -> anyhow::Result<Answer> {
    let start = Instant::now();
    let folder = &args.centre.centre;
    let wanted = Wanted { history: Want::Needed, ..planning::wanted() };
    let inputs = centre::open(folder, &wanted, global.strict, terminal)?;
    let first = match args.week {
        Some(date) => planning::named_week(&inputs.centre, date, terminal),
        None => planning::week_after(&inputs.centre, &inputs.history)?,
    };
    let days = 7 * args.weeks;
    let mut forecasted = planning::layers(&inputs, first, days, terminal)?;
    say_gaps(&inputs, &forecasted.forecasts, terminal);
    let requirements = planning::requirements(&inputs.centre, &forecasted.forecasts)?;
    forecasted.tested = planning::tested(&inputs, terminal);
    let rostered = planning::rostered(inputs, &requirements, first, days, &args.rostering.search, terminal)?;
    let read = Inputs::of(folder, &centre::input_files(folder, &wanted))?;
    let mut summary = Summary::of(&rostered, &forecasted, read)?;
    summary.simulation = Some(played(&rostered, &forecasted.forecasts, terminal)?);
    summary.warn_of_misses(terminal);
    summary.warn_of_remarks(terminal, &rostered.inputs.centre);
    let written = centre::out_folder(folder, &args.rostering.out);
    files::write(&written, &rostered, &summary, &forecasted, args.rostering.handouts)?;
    match global.format {
        Format::Table => {
            headline::print(&rostered, &summary, out)?;
            if let Some(simulation) = &summary.simulation {
                outlook_lines::print_short(simulation, out)?;
            }
            writeln!(out, "{}", headline::line("Report", written.join("report.html").display()))?;
        }
        format => headline::print_search(&summary, start.elapsed(), format, out)?,
    }
    let missed = global.strict && summary.misses_a_target();
    Ok(if missed { Answer::No } else { Answer::Done })
}

/// Plays the roster at random, as often as is quick.
fn played(rostered: &Rostered, forecasts: &[Forecast], terminal: &Terminal) -> anyhow::Result<Outlook> {
    let centre = &rostered.inputs.centre;
    let stage = Stage {
        inputs: &rostered.inputs,
        grid: &Grid::of_days(rostered.first, rostered.days, centre.interval_minutes, centre.zone)?,
        roster: &rostered.solved.roster,
        forecasts,
        requirements: &rostered.requirements,
        coverage: &rostered.coverage,
    };
    let wish = Wish { replications: None, seed: rostered.seed, absence: None };
    outlook::outlook(&stage, &wish, terminal)
}

/// Queues without a history are not planned; nobody should find out from the phones.
fn say_gaps(inputs: &io::Inputs, forecasts: &[Forecast], terminal: &Terminal) {
    for queue in &inputs.centre.queues {
        if forecasts.iter().all(|forecast| forecast.queue != queue.id) {
            terminal.warn(format!("queue {} has no history and is not planned", queue.id));
        }
    }
}
