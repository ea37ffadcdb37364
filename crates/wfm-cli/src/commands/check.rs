//! `wfm check CENTRE`

use std::io::Write;

use clap::Args;
use serde_json::json;
use wfm_core::io::{self, InputProblems, Inputs, Want, Wanted};
use wfm_core::model::Grid;
use wfm_core::rostering;

use crate::args::{CentreFolder, Global, weeks};
use crate::output::{Format, Table, Terminal};
use crate::{Answer, centre, planning};

/// `wfm check`
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    #[command(flatten)]
    pub(crate) centre: CentreFolder,
    /// Number of weeks that are rostered together, 1 to 13
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = weeks())]
    pub(crate) weeks: u32,
}

/// Reads everything that is there, asks whether every agent has a legal week, and whether a week could be planned.
pub(crate) fn run(
    args: &CheckArgs,
    global: &Global,
    terminal: &Terminal,
    out: &mut dyn Write,
) -> anyhow::Result<Answer> {
    let there = Want::IfThere;
    let wanted = Wanted {
        history: there,
        daily: there,
        agents: there,
        availability: there,
        published: there,
        states: there,
        forecast: there,
        requirement: there,
    };
    if global.format != Format::Table {
        centre::folder(&args.centre.centre)?;
        let reading = io::read(&args.centre.centre, &wanted);
        table(&reading.problems).print(global.format, out)?;
        return if reading.problems.refuse(global.strict) {
            Err(reading.problems.into())
        } else {
            Ok(Answer::Done)
        };
    }
    let inputs = centre::open(&args.centre.centre, &wanted, global.strict, terminal)?;
    if !inputs.agents.is_empty() {
        check_contracts(&inputs, 7 * args.weeks)?;
    }
    terminal.say(found(&inputs));
    match obstacle(&inputs, terminal) {
        Some(obstacle) => terminal.warn(format!("a week could not be planned yet: {obstacle}")),
        None => terminal.say("Everything can be used: a week can be planned."),
    }
    Ok(Answer::Done)
}

/// What would stop `wfm plan`, if anything.
fn obstacle(inputs: &Inputs, terminal: &Terminal) -> Option<String> {
    if inputs.history.is_empty() {
        return Some("there is no history".to_owned());
    }
    if inputs.agents.is_empty() {
        return Some("agents.csv is missing or has no agents".to_owned());
    }
    let forecasts = planning::week_after(&inputs.centre, &inputs.history)
        .and_then(|first| planning::forecasts(inputs, first, 7, &terminal.silent()));
    let requirements = forecasts.and_then(|forecasts| planning::requirements(&inputs.centre, &forecasts));
    requirements.err().map(|error| error.to_string())
}

/// One row per problem, for programs.
fn table(problems: &InputProblems) -> Table {
    let mut table = Table::new(["severity", "code", "file", "line", "column", "what", "expected", "remedy"]);
    for problem in problems {
        table.row([
            json!(problem.severity().to_string()),
            json!(problem.code.to_string()),
            json!(problem.file),
            json!(problem.line),
            json!(problem.column),
            json!(problem.what),
            json!(problem.expected),
            json!(problem.remedy),
        ]);
    }
    table
}

/// Whether every agent has a legal tour of the days after the history, or from the first week of the requirement on.
fn check_contracts(inputs: &Inputs, days: u32) -> anyhow::Result<()> {
    let first =
        inputs.requirement.iter().flatten().map(|requirement| requirement.grid.local(0).date_naive()).min();
    let first = match first {
        Some(date) => planning::week_of(&inputs.centre, date),
        None if inputs.history.is_empty() => return Ok(()),
        None => planning::week_after(&inputs.centre, &inputs.history)?,
    };
    Grid::of_days(first, days, inputs.centre.interval_minutes, inputs.centre.zone)?;
    let problem = planning::problem(inputs, Vec::new(), first, days)?;
    Ok(rostering::feasible(&problem)?)
}

fn found(inputs: &Inputs) -> String {
    let centre = &inputs.centre;
    let days = inputs.history.iter().map(|history| history.grid().days().len()).max();
    let history = days.map_or("no history".to_owned(), |days| format!("{} of history", counted(days, "day")));
    format!(
        "{}: {}, {history}, {} on {}, {}.",
        centre.name,
        counted(centre.queues.len(), "queue"),
        counted(inputs.agents.len(), "agent"),
        counted(centre.contracts.len(), "contract"),
        counted(centre.shifts.len(), "shift template")
    )
}

/// A number with its noun.
fn counted(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}
