//! Availability: a shift meets no `leave` and no `unavailable` stretch; on a day with `only` windows it lies inside one of
//! them. The day is the one on which the shift starts.

use chrono::{DateTime, NaiveDate, Utc};

use super::{AgentRoster, RuleName, Violation};
use crate::model::{Availability, AvailabilityKind, date_of};
use crate::rostering::problem::Problem;

/// The `only` windows of an agent that concern `date`: those that begin on it or cover all of it.
pub(in crate::rostering) fn only_windows(
    problem: &Problem,
    agent: usize,
    date: NaiveDate,
) -> impl Iterator<Item = (usize, &Availability)> {
    let zone = problem.zone_of(agent);
    problem.availability[agent].iter().enumerate().filter(move |(_, row)| {
        row.kind == AvailabilityKind::Only
            && (date_of(row.from, zone) == date || problem.whole_days(agent, row).any(|day| day == date))
    })
}

/// Whether a stretch of work is compatible with one `leave` or `unavailable` row.
pub(in crate::rostering) fn allows(row: &Availability, from: DateTime<Utc>, to: DateTime<Utc>) -> bool {
    !matches!(row.kind, AvailabilityKind::Leave | AvailabilityKind::Unavailable)
        || to <= row.from
        || row.to <= from
}

pub(super) fn check(roster: &AgentRoster<'_>, found: &mut Vec<Violation>) {
    let rows = &roster.problem.availability[roster.agent];
    for shift in &roster.shifts {
        for row in rows.iter().filter(|row| !allows(row, shift.start, shift.end)) {
            let message = format!("works during {}", row.kind.name());
            found.push(roster.violation(RuleName::Availability, Some(shift.date), message));
        }
        let mut windows =
            only_windows(roster.problem, roster.agent, shift.date).map(|(_, row)| row).peekable();
        let bound = windows.peek().is_some();
        if bound && !windows.any(|row| row.from <= shift.start && shift.end <= row.to) {
            let message = "works outside the hours of that day".to_owned();
            found.push(roster.violation(RuleName::Availability, Some(shift.date), message));
        }
    }
}
