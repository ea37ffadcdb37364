//! `wfm staff CENTRE`

use std::io::Write;
use std::path::PathBuf;

use serde_json::json;
use wfm_core::io::{self, Files, Inputs, Source, Want, Wanted, write};
use wfm_core::model::{Forecast, Requirement};
use wfm_core::staffing;

use crate::args;
use crate::output::{Format, Table, Terminal, rounded};
use crate::{Answer, centre, planning};

/// Writes `requirement.csv` and prints the days.
pub(crate) fn run(
    args: &args::Staff,
    global: &args::Global,
    terminal: &Terminal,
    out: &mut dyn Write,
) -> anyhow::Result<Answer> {
    let from_file = forecast_file(args);
    let history = if from_file.is_some() { Want::No } else { Want::Needed };
    let wanted = Wanted { history, ..Wanted::default() };
    let inputs = centre::open(&args.centre.centre, &wanted, global.strict, terminal)?;
    let forecasts = forecasts(args, &inputs, from_file, global.strict, terminal)?;
    let requirements = planning::requirements(&inputs.centre, &forecasts)?;
    for requirement in &requirements {
        for warning in requirement.basis.iter().flat_map(|basis| &basis.warnings) {
            terminal.say(format!("{} {}: {}", warning.code, requirement.queue, warning.message));
        }
    }

    let folder = centre::out_folder(&args.centre.centre, &args.out);
    let mut files = Files::new(&folder);
    files.add("requirement.csv", |out| write::requirement(out, &requirements))?;
    files.commit()?;
    days(&inputs, &requirements)?.print(global.format, out)?;
    if global.format == Format::Table {
        terminal.say(format!("The intervals are in {}", folder.join("requirement.csv").display()));
    }
    Ok(Answer::Done)
}

/// The forecast to staff for, if it is a file: the one named, else one that lies in the centre or in its output, unless
/// days were asked for.
fn forecast_file(args: &args::Staff) -> Option<PathBuf> {
    let centre = &args.centre.centre;
    let lying = || {
        let out = centre::out_folder(centre, &args.out).join("forecast.csv");
        centre::first_existing(&[centre.join("forecast.csv"), out]).filter(|_| args.days.from.is_none())
    };
    args.forecast.clone().or_else(lying)
}

fn forecasts(
    args: &args::Staff,
    inputs: &Inputs,
    file: Option<PathBuf>,
    strict: bool,
    terminal: &Terminal,
) -> anyhow::Result<Vec<Forecast>> {
    match file {
        Some(path) => {
            terminal.say(format!("Staffing for the forecast in {}", path.display()));
            centre::accept(io::forecast(Source::path(&path), &inputs.centre), strict, terminal)
        }
        None => {
            let from =
                args.days.from.map_or_else(|| planning::week_after(&inputs.centre, &inputs.history), Ok)?;
            planning::forecasts(inputs, from, args.days.days)
        }
    }
}

/// One row per queue and day.
fn days(inputs: &Inputs, requirements: &[Requirement]) -> anyhow::Result<Table> {
    let mut table = Table::new([
        "queue",
        "date",
        "weekday",
        "offered",
        "agent_hours",
        "scheduled_hours",
        "most_agents",
        "service_level",
        "asa_seconds",
        "abandonment",
        "occupancy",
        "model",
    ]);
    for requirement in requirements {
        let Some(queue) = inputs.centre.queue(&requirement.queue) else { continue };
        let hours = f64::from(requirement.grid.step_minutes()) / 60.0;
        for day in requirement.grid.days() {
            let cells = day.intervals.clone();
            let tally = staffing::summary(queue, requirement, &requirement.agents, cells.clone())?;
            let service = tally.as_ref().map(|tally| tally.performance()).unwrap_or_default();
            let share = |value: Option<f64>| json!(value.map(|value| rounded(value, 4)));
            table.row([
                json!(requirement.queue.as_str()),
                json!(day.date),
                json!(day.date.format("%a").to_string()),
                json!(tally.map(|tally| rounded(tally.offered, 1))),
                rounded(hours * requirement.agents[cells.clone()].iter().sum::<f64>(), 2),
                rounded(hours * requirement.scheduled[cells.clone()].iter().sum::<f64>(), 2),
                rounded(requirement.agents[cells].iter().fold(0.0, |most: f64, agents| most.max(*agents)), 2),
                share(service.service_level),
                json!(service.asa.filter(|asa| asa.is_finite()).map(|asa| rounded(asa, 1))),
                share(service.abandonment),
                share(service.occupancy),
                json!(requirement.basis.as_ref().map(|basis| basis.model.name())),
            ]);
        }
    }
    Ok(table)
}
