//! Paid hours of a week: `lo ≤ paid hours + leave credit ≤ hi`, in every week.
//!
//! The least does not apply to a week in which the agent is not employed on every day.

use super::{Action, AgentRoster, Rule, RuleName, Violation};
use crate::rostering::terms::{Terms, credit, employed_all_week};

/// State: paid minutes of the week so far, leave credit included.
pub(super) struct Automaton<'a> {
    terms: &'a Terms,
}

impl<'a> Automaton<'a> {
    pub(super) fn new(terms: &'a Terms) -> Self {
        Automaton { terms }
    }

    fn credit(&self, week: usize) -> u32 {
        self.terms.weeks.get(week).map_or(0, |week| week.credit_minutes)
    }
}

impl Rule for Automaton<'_> {
    fn start(&self) -> u32 {
        self.credit(0)
    }

    fn step(&self, state: u32, action: &Action<'_>) -> Option<u32> {
        let paid = state + action.shift.map_or(0, |shift| shift.paid);
        (paid <= self.terms.weeks[action.day / 7].max_minutes).then_some(paid)
    }

    fn end_of_week(&self, state: u32, week: usize) -> Option<u32> {
        (state >= self.terms.weeks[week].min_minutes).then(|| self.credit(week + 1))
    }
}

pub(super) fn check(roster: &AgentRoster<'_>, found: &mut Vec<Violation>) {
    let (lo, hi) = roster.problem.contract(roster.agent).hours_per_week;
    for week in roster.problem.weeks() {
        let worked: f64 = roster.in_week(week).map(|shift| f64::from(shift.paid_minutes) / 60.0).sum();
        let hours = worked + credit(roster.problem, roster.agent, week).hours;
        let lo = if employed_all_week(roster.problem, roster.agent, week) { lo } else { 0.0 };
        if hours < lo - 1e-6 || hours > hi + 1e-6 {
            let message = format!("{hours:.2} paid hours in the week, the contract asks for {lo} to {hi}");
            found.push(roster.violation(RuleName::HoursPerWeek, Some(week[0]), message));
        }
    }
}
