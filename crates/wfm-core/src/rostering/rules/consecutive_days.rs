//! Days in a row: never more than `max_consecutive_days` days running on which a shift starts, the days before the
//! horizon included.

use chrono::Duration;

use super::{Action, AgentRoster, Rule, RuleName, Violation};
use crate::rostering::terms::Terms;

/// State: length of the current run of days.
pub(super) struct Automaton<'a> {
    terms: &'a Terms,
}

impl<'a> Automaton<'a> {
    pub(super) fn new(terms: &'a Terms) -> Self {
        Automaton { terms }
    }
}

impl Rule for Automaton<'_> {
    fn start(&self) -> u32 {
        self.terms.max_run.map_or(0, |_| self.terms.carry.run)
    }

    fn step(&self, state: u32, action: &Action<'_>) -> Option<u32> {
        match (self.terms.max_run, action.shift) {
            (None, _) | (_, None) => Some(0),
            (Some(most), Some(_)) => (state < most).then_some(state + 1),
        }
    }
}

pub(super) fn check(roster: &AgentRoster<'_>, found: &mut Vec<Violation>) {
    let Some(most) = roster.problem.contract(roster.agent).max_consecutive_days else { return };
    let past: Vec<_> = roster.problem.past(roster.agent).map(|shift| shift.date).collect();
    let works = |date| roster.works(date) || past.contains(&date);
    for date in &roster.problem.dates {
        let run = (0..).take_while(|back| works(*date - Duration::days(*back))).count() as u32;
        if roster.works(*date) && run > most {
            let message = format!("day {run} of work in a row, at most {most} are allowed");
            found.push(roster.violation(RuleName::MaxConsecutiveDays, Some(*date), message));
        }
    }
}
