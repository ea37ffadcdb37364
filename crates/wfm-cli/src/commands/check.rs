//! `wfm check CENTRE`

use wfm_core::io::{Inputs, Want, Wanted};
use wfm_core::model::Grid;
use wfm_core::rostering;

use crate::args::CentreFolder;
use crate::output::Terminal;
use crate::{Answer, centre, planning};

/// Reads everything that is there, and asks whether every agent has a legal week.
pub(crate) fn run(args: &CentreFolder, strict: bool, terminal: &Terminal) -> anyhow::Result<Answer> {
    let there = Want::IfThere;
    let wanted = Wanted {
        history: there,
        agents: there,
        availability: there,
        published: there,
        states: there,
        forecast: there,
        requirement: there,
    };
    let inputs = centre::open(&args.centre, &wanted, strict, terminal)?;
    if !inputs.agents.is_empty() {
        check_contracts(&inputs)?;
    }
    terminal.say(found(&inputs));
    Ok(Answer::Done)
}

/// Whether every agent has a legal week: the one after the history, or the first of the requirement.
fn check_contracts(inputs: &Inputs) -> anyhow::Result<()> {
    let first =
        inputs.requirement.iter().flatten().map(|requirement| requirement.grid.local(0).date_naive()).min();
    let first = match first {
        Some(date) => planning::week_of(&inputs.centre, date),
        None if inputs.history.is_empty() => return Ok(()),
        None => planning::week_after(&inputs.centre, &inputs.history)?,
    };
    Grid::of_days(first, 7, inputs.centre.interval_minutes, inputs.centre.zone)?;
    let problem = planning::problem(inputs, Vec::new(), first, 7)?;
    Ok(rostering::feasible(&problem)?)
}

fn found(inputs: &Inputs) -> String {
    let centre = &inputs.centre;
    let days = inputs.history.iter().map(|history| history.grid().days().len()).max();
    let history = days.map_or("no history".to_owned(), |days| format!("{} of history", counted(days, "day")));
    format!(
        "{}: {}, {history}, {} on {}, {}. Everything can be used.",
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
