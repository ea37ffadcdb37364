//! Shortest run of days off: whoever is off is so for at least `min_consecutive_days_off` days in a row.
//!
//! Runs at the edge of what is known, the first published day or the end of the horizon, may go on beyond it and are no
//! violations.

use super::{Action, AgentRoster, Rule, RuleName, Violation};
use crate::rostering::terms::Terms;

/// State: days off in a row so far, at most `min_consecutive_days_off`; 0 on a day of work.
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
        if carry.run_is_open { self.terms.min_run_off } else { carry.run_off.min(self.terms.min_run_off) }
    }

    fn step(&self, state: u32, action: &Action<'_>) -> Option<u32> {
        match action.shift {
            None => Some((state + 1).min(self.terms.min_run_off)),
            Some(_) => (state == 0 || state >= self.terms.min_run_off).then_some(0),
        }
    }
}

pub(super) fn check(roster: &AgentRoster<'_>, found: &mut Vec<Violation>) {
    let Some(least) = roster.problem.contract(roster.agent).min_consecutive_days_off else { return };
    for run in roster.runs().into_iter().filter(|run| !run.worked && !run.open && run.days < least) {
        let message = format!("{} days off in a row, at least {least} are asked for", run.days);
        found.push(roster.violation(RuleName::MinConsecutiveDaysOff, Some(run.first), message));
    }
}
