//! Distances of breaks: no stretch without a break is longer than `max_work_without_break`, from the end of a break to the
//! next it is at least `min_between_breaks`, and `min_from_shift_ends` from either end of the shift to a break. Time in a
//! meeting is work.
//!
//! It needs no automaton: breaks that cannot keep it make no candidate, and the places tried for breaks all do.

use chrono::{DateTime, Utc};

use super::{AgentRoster, RuleName, Violation};
use crate::model::{Assignment, BreakRules, ShiftTemplate};

pub(super) fn check(roster: &AgentRoster<'_>, found: &mut Vec<Violation>) {
    for shift in &roster.shifts {
        let template = roster.problem.shifts.iter().find(|template| template.id == shift.shift);
        for message in template.iter().flat_map(|template| broken(template, shift)) {
            found.push(roster.violation(RuleName::BreakDistances, Some(shift.date), message));
        }
    }
}

fn broken(template: &ShiftTemplate, shift: &Assignment) -> Vec<String> {
    let is_break = |name: &str| template.breaks.iter().any(|b| b.id == name);
    let mut breaks: Vec<(DateTime<Utc>, DateTime<Utc>)> = shift
        .segments
        .iter()
        .filter(|segment| is_break(segment.activity.name()))
        .map(|segment| (segment.start, segment.end))
        .collect();
    breaks.sort_unstable();
    let starts = breaks.iter().map(|(start, _)| *start).chain([shift.end]);
    let ends = [shift.start].into_iter().chain(breaks.iter().map(|(_, end)| *end));
    let stretches = ends.zip(starts).enumerate();
    let message = |(position, (from, to)): (usize, (DateTime<Utc>, DateTime<Utc>))| {
        let at_end = position == 0 || position == breaks.len();
        stretch(template.break_rules, (to - from).num_minutes(), at_end, breaks.is_empty())
    };
    stretches.filter_map(message).collect()
}

/// What is wrong with a stretch of work; `at_end`, when it begins or ends with the shift.
fn stretch(rules: BreakRules, minutes: i64, at_end: bool, no_breaks: bool) -> Option<String> {
    if let Some(most) = rules.max_work.filter(|most| minutes > i64::from(*most)) {
        return Some(format!("{minutes} minutes without a break, at most {most} are allowed"));
    }
    let (least, between) = match at_end {
        true => (rules.min_from_ends, "an end of the shift and a break"),
        false => (rules.min_between, "two breaks"),
    };
    let is_short = minutes < i64::from(least) && !no_breaks;
    is_short.then(|| format!("{minutes} minutes between {between}, at least {least} are asked for"))
}
