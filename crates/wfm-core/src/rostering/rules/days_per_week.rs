//! Days of a week: `lo ≤ shifts started + leave days credited ≤ hi`, in every week.
//!
//! The least does not apply to a week in which the agent is not employed on every day.

use super::{Action, AgentRoster, Rule, RuleName, Violation};
use crate::rostering::terms::{Terms, credit, employed_all_week};

/// State: days worked in the week so far, leave credit included.
pub(super) struct Automaton<'a> {
    terms: &'a Terms,
}

impl<'a> Automaton<'a> {
    pub(super) fn new(terms: &'a Terms) -> Self {
        Automaton { terms }
    }

    fn credit(&self, week: usize) -> u32 {
        self.terms.weeks.get(week).map_or(0, |week| week.credit_days)
    }
}

impl Rule for Automaton<'_> {
    fn start(&self) -> u32 {
        self.credit(0)
    }

    fn step(&self, state: u32, action: &Action<'_>) -> Option<u32> {
        let days = state + u32::from(action.shift.is_some());
        (days <= self.terms.weeks[action.day / 7].max_days).then_some(days)
    }

    fn end_of_week(&self, state: u32, week: usize) -> Option<u32> {
        (state >= self.terms.weeks[week].min_days).then(|| self.credit(week + 1))
    }
}

pub(super) fn check(roster: &AgentRoster<'_>, found: &mut Vec<Violation>) {
    let (lo, hi) = roster.problem.contract(roster.agent).days_per_week;
    for week in roster.problem.weeks() {
        let worked = roster.in_week(week).count() as u32;
        let days = worked + credit(roster.problem, roster.agent, week).days;
        let lo = if employed_all_week(roster.problem, roster.agent, week) { lo } else { 0 };
        if days < lo || days > hi {
            let message = format!("{days} days in the week, the contract asks for {lo} to {hi}");
            found.push(roster.violation(RuleName::DaysPerWeek, Some(week[0]), message));
        }
    }
}
