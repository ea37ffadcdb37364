//! Placed activities: a meeting, training or coaching with a length of its own happens once, at work, on the queue's time,
//! anywhere between `from` and `to`, from the start of a planning interval on. Those who do it together do it at the same
//! time. One that is not there is no breach: it has its price.
//!
//! The search places them in a roster that stands, and from then on they are fixed.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use super::{RuleName, Violation};
use crate::model::{Activity, Assignment, Availability, AvailabilityKind, Segment, date_of};
use crate::rostering::problem::Problem;

/// Start and end.
pub(in crate::rostering) type Stretch = (DateTime<Utc>, DateTime<Utc>);

/// A row of an agent's availability that is to be placed, with where it is.
pub(in crate::rostering) type Placed = (usize, Option<Stretch>);

/// Rows of an agent's availability that are to be placed in the horizon, each with the stretch of these shifts that is it:
/// every activity goes to the row that must be done soonest.
pub(in crate::rostering) fn placed(problem: &Problem, agent: usize, shifts: &[&Assignment]) -> Vec<Placed> {
    let rows = &problem.availability[agent];
    let wanted = |row: &Availability| row.minutes_to_place().is_some() && is_inside(problem, row);
    let mut found: Vec<Placed> =
        (0..rows.len()).filter(|row| wanted(&rows[*row])).map(|row| (row, None)).collect();
    if found.is_empty() {
        return found;
    }
    let mut segments: Vec<&Segment> = shifts.iter().flat_map(|shift| &shift.segments).collect();
    segments.sort_by_key(|segment| segment.start);
    for segment in segments.into_iter().filter(|segment| !is_fixed(rows, segment)) {
        let open = found
            .iter_mut()
            .filter(|(row, stretch)| stretch.is_none() && fits(problem, &rows[*row], segment));
        if let Some((_, stretch)) = open.min_by_key(|(row, _)| rows[*row].to) {
            *stretch = Some((segment.start, segment.end));
        }
    }
    found
}

fn is_inside(problem: &Problem, row: &Availability) -> bool {
    row.from < problem.grid.end() && problem.grid.start() < row.to
}

fn is(segment: &Segment, kind: AvailabilityKind) -> bool {
    matches!(&segment.activity, Activity::Named(name) if name == kind.name())
}

fn is_fixed(rows: &[Availability], segment: &Segment) -> bool {
    let mut fixed = rows.iter().filter(|row| row.is_fixed_activity());
    fixed.any(|row| (row.from, row.to) == (segment.start, segment.end) && is(segment, row.kind))
}

fn fits(problem: &Problem, row: &Availability, segment: &Segment) -> bool {
    let minutes = (segment.end - segment.start).num_minutes();
    let on_grid = problem.minute(segment.start).rem_euclid(i64::from(problem.grid.step_minutes())) == 0;
    is(segment, row.kind)
        && on_grid
        && row.minutes_to_place().map(i64::from) == Some(minutes)
        && row.from <= segment.start
        && segment.end <= row.to
}

/// What those share who do an activity together: name, kind, length, first and last local day.
pub(in crate::rostering) type Gathering<'a> = (&'a str, AvailabilityKind, u32, NaiveDate, NaiveDate);

/// The gathering of a row of an agent, if it belongs to one.
pub(in crate::rostering) fn gathering<'a>(
    problem: &Problem,
    agent: usize,
    row: &'a Availability,
) -> Option<Gathering<'a>> {
    let zone = problem.zone_of(agent);
    let (from, to) = (date_of(row.from, zone), date_of(row.to - chrono::Duration::seconds(1), zone));
    Some((row.together.as_deref()?, row.kind, row.minutes_to_place()?, from, to))
}

/// Those who do not meet when the first of their gathering does.
pub(in crate::rostering) fn check(
    problem: &Problem,
    of_agent: &[Vec<&Assignment>],
    found: &mut Vec<Violation>,
) {
    let mut times: BTreeMap<Gathering<'_>, DateTime<Utc>> = BTreeMap::new();
    for (agent, shifts) in of_agent.iter().enumerate() {
        for (row, stretch) in placed(problem, agent, shifts) {
            let row = &problem.availability[agent][row];
            let Some(((start, _), gathering)) = stretch.zip(gathering(problem, agent, row)) else { continue };
            let others = *times.entry(gathering).or_insert(start);
            if others != start {
                let zone = problem.zone_of(agent);
                found.push(Violation {
                    rule: RuleName::PlacedActivities,
                    agent: problem.agents[agent].id.clone(),
                    date: Some(date_of(start, zone)),
                    message: format!(
                        "{} with {} at {}, the others at {}",
                        row.kind.name(),
                        gathering.0,
                        start.with_timezone(&zone).format("%Y-%m-%d %H:%M"),
                        others.with_timezone(&zone).format("%Y-%m-%d %H:%M"),
                    ),
                });
            }
        }
    }
}
