//! Change of starts: on two neighbouring days of work the starts lie at most `max_start_change_hours` apart, in minutes
//! after midnight of each shift's own day, the last published day included.

use chrono::Timelike;

use super::{Action, AgentRoster, Rule, RuleName, Violation};
use crate::model::Assignment;
use crate::rostering::terms::Terms;

/// State: yesterday's start in minutes after midnight, plus 1; 0 after a day off.
pub(super) struct Automaton<'a> {
    terms: &'a Terms,
    most: u32,
}

impl<'a> Automaton<'a> {
    pub(super) fn new(terms: &'a Terms, most: u32) -> Self {
        Automaton { terms, most }
    }
}

impl Rule for Automaton<'_> {
    fn start(&self) -> u32 {
        self.terms.carry.yesterday.as_ref().map_or(0, |yesterday| yesterday.clock + 1)
    }

    fn step(&self, state: u32, action: &Action<'_>) -> Option<u32> {
        let Some(shift) = action.shift else { return Some(0) };
        let start = shift.clock + 1;
        (state == 0 || state.abs_diff(start) <= self.most).then_some(start)
    }
}

pub(super) fn check(roster: &AgentRoster<'_>, found: &mut Vec<Violation>) {
    let Some(most) = roster.problem.contract(roster.agent).max_start_change_hours else { return };
    let zone = roster.problem.zone_of(roster.agent);
    let clock = |shift: &Assignment| shift.start.with_timezone(&zone).num_seconds_from_midnight();
    for (before, shift) in roster.neighbours() {
        let hours = f64::from(clock(before).abs_diff(clock(shift))) / 3600.0;
        if hours > most + 1e-6 {
            let message =
                format!("starts {hours:.2} hours away from the day before, at most {most} are allowed");
            found.push(roster.violation(RuleName::MaxStartChangeHours, Some(shift.date), message));
        }
    }
}
