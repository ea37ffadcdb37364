//! Paid hours of the period: `lo ≤ paid hours + leave credit ≤ hi` over all weeks together, so that a short week may make
//! up for a long one.
//!
//! The least does not apply to an agent who is not employed on every day.

use super::{Action, AgentRoster, Rule, RuleName, Violation};
use crate::rostering::terms::{PeriodTerms, credit, employed_all_period};

/// State: paid minutes so far, leave credit of the whole period included.
pub(super) struct Automaton<'a> {
    period: &'a PeriodTerms,
    weeks: usize,
}

impl<'a> Automaton<'a> {
    pub(super) fn new(period: &'a PeriodTerms, weeks: usize) -> Self {
        Automaton { period, weeks }
    }
}

impl Rule for Automaton<'_> {
    fn start(&self) -> u32 {
        self.period.start
    }

    fn step(&self, state: u32, action: &Action<'_>) -> Option<u32> {
        let paid = state + action.shift.map_or(0, |shift| shift.paid);
        (paid <= self.period.max).then_some(paid)
    }

    fn end_of_week(&self, state: u32, week: usize) -> Option<u32> {
        (week + 1 < self.weeks || state >= self.period.min).then_some(state)
    }
}

pub(super) fn check(roster: &AgentRoster<'_>, found: &mut Vec<Violation>) {
    let (problem, agent) = (roster.problem, roster.agent);
    let Some((lo, hi)) = problem.contract(agent).hours_per_period else { return };
    let worked: f64 = roster.shifts.iter().map(|shift| f64::from(shift.paid_minutes) / 60.0).sum();
    let hours = worked + problem.weeks().map(|week| credit(problem, agent, week).hours).sum::<f64>();
    let lo = if employed_all_period(problem, agent) { lo } else { 0.0 };
    if hours < lo - 1e-6 || hours > hi + 1e-6 {
        let message = format!("{hours:.2} paid hours in the period, the contract asks for {lo} to {hi}");
        found.push(roster.violation(RuleName::HoursPerPeriod, None, message));
    }
}
