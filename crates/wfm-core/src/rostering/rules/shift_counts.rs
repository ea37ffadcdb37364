//! Counts of shifts: of the shifts of every entry of `shift_counts` together, `lo` to `hi` are worked in every week, or in
//! the whole period.
//!
//! The least does not apply to a week or period in which the agent is not employed on every day.

use chrono::NaiveDate;

use super::{Action, AgentRoster, Rule, RuleName, Violation};
use crate::model::ShiftId;
use crate::rostering::terms::{CountTerms, employed_all_week};

/// State: shifts counted so far.
pub(super) struct Automaton<'a> {
    count: &'a CountTerms,
    weeks: usize,
}

impl<'a> Automaton<'a> {
    pub(super) fn new(count: &'a CountTerms, weeks: usize) -> Self {
        Automaton { count, weeks }
    }
}

impl Rule for Automaton<'_> {
    fn start(&self) -> u32 {
        0
    }

    fn step(&self, state: u32, action: &Action<'_>) -> Option<u32> {
        let counts = action.shift.is_some_and(|shift| self.count.shifts.contains(&shift.shift));
        let worked = state + u32::from(counts);
        (worked <= self.count.max).then_some(worked)
    }

    fn end_of_week(&self, state: u32, week: usize) -> Option<u32> {
        match self.count.weekly {
            true => (state >= self.count.min[week]).then_some(0),
            false => (week + 1 < self.weeks || state >= self.count.min[0]).then_some(state),
        }
    }
}

pub(super) fn check(roster: &AgentRoster<'_>, found: &mut Vec<Violation>) {
    let whole = |days: &[NaiveDate]| employed_all_week(roster.problem, roster.agent, days);
    for count in &roster.problem.contract(roster.agent).shift_counts {
        let weekly = roster.problem.weeks().filter_map(|week| Some((week, count.per_week?, "week")));
        let period = count.per_period.map(|range| (roster.problem.dates.as_slice(), range, "period"));
        for (days, (lo, hi), span) in weekly.chain(period) {
            let worked = worked(roster, days, &count.shifts);
            let lo = if whole(days) { lo } else { 0 };
            if worked < lo || worked > hi {
                let names: Vec<&str> = count.shifts.iter().map(ShiftId::as_str).collect();
                let message =
                    format!("{} {worked} times in the {span}, asked for are {lo} to {hi}", names.join(", "));
                found.push(roster.violation(RuleName::ShiftCounts, days.first().copied(), message));
            }
        }
    }
}

fn worked(roster: &AgentRoster<'_>, days: &[NaiveDate], shifts: &[ShiftId]) -> u32 {
    roster.in_week(days).filter(|shift| shifts.contains(&shift.shift)).count() as u32
}
