//! Days off of the period: `lo ≤ days without a shift start and without leave credit ≤ hi` over all weeks together.
//!
//! The most does not apply to an agent who is not employed on every day.

use super::{Action, AgentRoster, Rule, RuleName, Violation};
use crate::rostering::terms::{PeriodTerms, credit, employed_all_period};

/// State: days without a shift so far; those of leave credit have been added to both limits.
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
        let off = state + u32::from(action.shift.is_none());
        (off <= self.period.max).then_some(off)
    }

    fn end_of_week(&self, state: u32, week: usize) -> Option<u32> {
        (week + 1 < self.weeks || state >= self.period.min).then_some(state)
    }
}

pub(super) fn check(roster: &AgentRoster<'_>, found: &mut Vec<Violation>) {
    let (problem, agent) = (roster.problem, roster.agent);
    let Some((lo, hi)) = problem.contract(agent).days_off_per_period else { return };
    let credited: i64 = problem.weeks().map(|week| i64::from(credit(problem, agent, week).days)).sum();
    let free = problem.dates.iter().filter(|date| !roster.works(**date)).count() as i64 - credited;
    let too_many = free > i64::from(hi) && employed_all_period(problem, agent);
    if free < i64::from(lo) || too_many {
        let message = format!("{free} days off in the period, the contract asks for {lo} to {hi}");
        found.push(roster.violation(RuleName::DaysOffPerPeriod, None, message));
    }
}
