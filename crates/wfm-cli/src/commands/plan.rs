//! `wfm plan CENTRE`

use std::io::Write;
use std::time::Instant;

use wfm_core::io::{self, Want, Wanted};
use wfm_core::model::Forecast;

use super::roster;
use crate::args;
use crate::output::{Format, Terminal, files, headline};
use crate::summary::{Inputs, Summary};
use crate::{Answer, centre, planning};

/// Forecasts, staffs, rosters, writes every table and the report, and prints what the week looks like.
pub(crate) fn run(
    args: &args::Plan,
    global: &args::Global,
    terminal: &Terminal,
    out: &mut dyn Write,
) -> anyhow::Result<Answer> {
    let start = Instant::now();
    let folder = &args.centre.centre;
    let wanted = Wanted { history: Want::Needed, ..roster::wanted() };
    let inputs = centre::open(folder, &wanted, global.strict, terminal)?;
    let first = match args.week {
        Some(date) => planning::named_week(&inputs.centre, date, terminal),
        None => planning::week_after(&inputs.centre, &inputs.history)?,
    };
    let layers = planning::layers(&inputs, first, 7, terminal)?;
    say_gaps(&inputs, &layers.forecasts, terminal);
    let requirements = planning::requirements(&inputs.centre, &layers.forecasts)?;
    let rostered = planning::rostered(inputs, &requirements, first, &args.search, terminal)?;
    let read = Inputs::of(folder, &centre::input_files(folder, &wanted))?;
    let summary = Summary::of(&rostered, &layers.forecasts, read)?;
    summary.warn_of_misses(terminal);
    let written = centre::out_folder(folder, &args.out);
    files::write(&written, &rostered, &summary, Some(&layers))?;
    match global.format {
        Format::Table => {
            headline::print(&rostered, &summary, out)?;
            writeln!(out, "{}", headline::line("Report", written.join("report.html").display()))?;
        }
        format => headline::print_search(&summary, start.elapsed(), format, out)?,
    }
    let missed = global.strict && summary.misses_a_target();
    Ok(if missed { Answer::No } else { Answer::Done })
}

/// Queues without a history are not planned; nobody should find out from the phones.
fn say_gaps(inputs: &io::Inputs, forecasts: &[Forecast], terminal: &Terminal) {
    for queue in &inputs.centre.queues {
        if forecasts.iter().all(|forecast| forecast.queue != queue.id) {
            terminal.warn(format!("queue {} has no history and is not planned", queue.id));
        }
    }
}
