//! Shortest run of work: whoever starts a shift does so on at least `min_consecutive_days` days in a row.
//!
//! Runs at the edge of what is known, the first published day or the end of the horizon, may go on beyond it and are no
//! violations.

use super::{Action, AgentRoster, Rule, RuleName, Violation};
use crate::rostering::terms::Terms;

/// State: days worked in a row so far, at most `min_consecutive_days`; 0 on a day off.
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
        let carry = &self.terms.carry;
        if carry.run_is_open { self.terms.min_run } else { carry.run.min(self.terms.min_run) }
    }

    fn step(&self, state: u32, action: &Action<'_>) -> Option<u32> {
        match action.shift {
            Some(_) => Some((state + 1).min(self.terms.min_run)),
            None => (state == 0 || state >= self.terms.min_run).then_some(0),
        }
    }
}

pub(super) fn check(roster: &AgentRoster<'_>, found: &mut Vec<Violation>) {
    let Some(least) = roster.problem.contract(roster.agent).min_consecutive_days else { return };
    for run in roster.runs().into_iter().filter(|run| run.worked && !run.open && run.days < least) {
        let message = format!("{} days of work in a row, at least {least} are asked for", run.days);
        found.push(roster.violation(RuleName::MinConsecutiveDays, Some(run.first), message));
    }
}
