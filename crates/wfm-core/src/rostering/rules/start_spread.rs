//! Start spread: `latest start − earliest start ≤ max_start_spread_hours` in every week, in minutes after midnight of the
//! shift's own day.
//!
//! The search needs no state for it: it looks for the best week inside every band `[b, b + spread]` of starts, and the
//! best of the bands is the best week.

use chrono::Timelike;

use super::{AgentRoster, RuleName, Violation};

/// Starts of a week, in minutes after midnight, from the first to the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::rostering) struct Band {
    pub(in crate::rostering) first: u32,
    pub(in crate::rostering) last: u32,
}

/// The bands that no other contains.
pub(in crate::rostering) fn bands(mut starts: Vec<u32>, spread: Option<u32>) -> Vec<Band> {
    let Some(spread) = spread else { return vec![Band { first: 0, last: u32::MAX }] };
    starts.sort_unstable();
    starts.dedup();
    let mut bands: Vec<Band> = Vec::new();
    for first in &starts {
        let reach = starts.partition_point(|start| *start <= first.saturating_add(spread));
        let last = starts[reach - 1];
        if bands.last().is_none_or(|band| band.last < last) {
            bands.push(Band { first: *first, last });
        }
    }
    if bands.is_empty() {
        // A week without any shift still needs a band to be off in.
        bands.push(Band { first: 0, last: 0 });
    }
    bands
}

pub(super) fn check(roster: &AgentRoster<'_>, found: &mut Vec<Violation>) {
    let Some(spread) = roster.problem.contract(roster.agent).max_start_spread_hours else { return };
    let zone = roster.problem.zone_of(roster.agent);
    for week in roster.problem.weeks() {
        let clock =
            |start: chrono::DateTime<chrono::Utc>| start.with_timezone(&zone).num_seconds_from_midnight();
        let starts: Vec<u32> = roster.in_week(week).map(|shift| clock(shift.start)).collect();
        let (Some(first), Some(last)) = (starts.iter().min(), starts.iter().max()) else { continue };
        let hours = f64::from(last - first) / 3600.0;
        if hours > spread + 1e-6 {
            let message =
                format!("starts lie {hours:.2} hours apart in the week, at most {spread} are allowed");
            found.push(roster.violation(RuleName::MaxStartSpreadHours, Some(week[0]), message));
        }
    }
}
