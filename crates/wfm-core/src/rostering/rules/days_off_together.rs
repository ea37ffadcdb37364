//! Days off together: every week has `consecutive_days_off` adjacent days, all in that week, on which no shift starts.

use super::{Action, AgentRoster, Rule, RuleName, Violation};
use crate::rostering::terms::Terms;

/// State: days off in a row at the end so far; `r`, once reached, stays until the week ends.
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
        0
    }

    fn step(&self, state: u32, action: &Action<'_>) -> Option<u32> {
        let wanted = self.terms.off_together;
        match action.shift {
            _ if state >= wanted => Some(wanted),
            Some(_) => Some(0),
            None => Some(state + 1),
        }
    }

    fn end_of_week(&self, state: u32, _week: usize) -> Option<u32> {
        (state >= self.terms.off_together).then_some(0)
    }
}

pub(super) fn check(roster: &AgentRoster<'_>, found: &mut Vec<Violation>) {
    let Some(wanted) = roster.problem.contract(roster.agent).consecutive_days_off else { return };
    for week in roster.problem.weeks() {
        let free = |days: &[chrono::NaiveDate]| days.iter().all(|day| !roster.works(*day));
        if wanted > 0 && !week.windows(wanted as usize).any(free) {
            let message = format!("no {wanted} days off together in the week");
            found.push(roster.violation(RuleName::ConsecutiveDaysOff, Some(week[0]), message));
        }
    }
}
