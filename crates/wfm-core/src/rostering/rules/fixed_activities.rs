//! Fixed activities: a meeting, training, coaching or fixed activity lies inside a shift of the agent, is named there for
//! exactly its time, is paid and is no work on a queue.
//!
//! It belongs to the shift of the day on which it starts or, when no shift of that day could hold it, to the night shift of
//! the day before.

use super::{AgentRoster, RuleName, Violation};
use crate::model::{Activity, date_of};

pub(super) fn check(roster: &AgentRoster<'_>, found: &mut Vec<Violation>) {
    let zone = roster.problem.zone_of(roster.agent);
    let rows = roster.problem.availability[roster.agent].iter().filter(|row| row.is_fixed_activity());
    for row in rows {
        let date = date_of(row.from, zone);
        let past = roster.problem.past(roster.agent).any(|shift| row.from < shift.end);
        if past || !roster.problem.dates.contains(&date) {
            continue;
        }
        let holder = roster.shifts.iter().find(|shift| shift.start <= row.from && row.to <= shift.end);
        let named = |segment: &crate::model::Segment| {
            (segment.start, segment.end) == (row.from, row.to)
                && matches!(&segment.activity, Activity::Named(name) if name == row.kind.name())
        };
        let message = match holder {
            None => format!("no shift contains the {}", row.kind.name()),
            Some(shift) if !shift.segments.iter().any(named) => {
                format!("the shift does not show the {} at its time", row.kind.name())
            }
            Some(_) => continue,
        };
        found.push(roster.violation(RuleName::FixedActivities, Some(date), message));
    }
}
