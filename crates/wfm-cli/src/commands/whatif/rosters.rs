//! `--roster`: the base and every named scenario as agents and rules really allow.

use chrono::NaiveDate;
use wfm_core::io::{DailyTotals, Inputs};
use wfm_core::model::{Agent, AgentId};
use wfm_core::scenario::{self, Base};

use super::asked::{Answered, Asked, Kind};
use crate::args::Search;
use crate::output::Terminal;
use crate::planning::{self, Forecasted};
use crate::summary::{self, QueueSummary, RosterSummary, Summary};

/// The roster of a scenario, in figures.
#[derive(Debug)]
pub(super) struct Rostered {
    pub(super) roster: RosterSummary,
    pub(super) queues: Vec<QueueSummary>,
}

impl Rostered {
    pub(super) fn rostered_hours(&self) -> f64 {
        self.queues.iter().map(|queue| queue.rostered_hours).sum()
    }

    pub(super) fn short_hours(&self) -> f64 {
        self.queues.iter().map(|queue| queue.short_hours).sum()
    }
}

/// Rosters the base and every named scenario.
///
/// # Errors
/// When the rules of some agents contradict each other in one of them.
pub(super) fn add(
    asked: &mut Asked,
    base: &Base,
    inputs: &Inputs,
    first: NaiveDate,
    search: &Search,
    terminal: &Terminal,
) -> anyhow::Result<()> {
    let asked_for = |answer: &&mut Answered| matches!(answer.kind, Kind::Base | Kind::Named);
    for answer in asked.answers.iter_mut().filter(asked_for) {
        terminal.say(format!("Rostering {}", answer.scenario.name));
        let altered = scenario::applied(base, &answer.scenario)?;
        let requirements = planning::requirements(&altered.centre, &altered.forecasts)?;
        let altered = altered_inputs(altered, inputs);
        let rostered = planning::rostered(altered, &requirements, first, 7, search, terminal)?;
        let nothing_read = summary::Inputs { names: Vec::new(), sha256: String::new() };
        let Summary { roster, queues, .. } = Summary::of(&rostered, &Forecasted::default(), nothing_read)?;
        answer.roster = Some(Rostered { roster, queues });
    }
    Ok(())
}

/// The inputs with what the scenario alters; nothing is left of those who are gone.
fn altered_inputs(altered: Base, inputs: &Inputs) -> Inputs {
    let mut now = Inputs {
        centre: altered.centre,
        agents: altered.agents,
        history: Vec::new(),
        availability: inputs.availability.clone(),
        published: inputs.published.clone(),
        calendar: inputs.calendar.clone(),
        states: Vec::new(),
        forecast: None,
        requirement: None,
        daily: DailyTotals::default(),
        overrides: Vec::new(),
        queue_changes: Vec::new(),
        imported_forecast: Vec::new(),
    };
    let stays = |agents: &[Agent], id: &AgentId| agents.iter().any(|agent| agent.id == *id);
    now.availability.retain(|entry| stays(&now.agents, &entry.agent));
    now.published.assignments.retain(|assignment| stays(&now.agents, &assignment.agent));
    now
}
