//! The shift itself: made by its template (day, start on the step, length), allowed by the contract (`shifts`,
//! `hours_per_day`), filled with activities without a hole, every break taken once in its window and on its step, and
//! paid for total length minus unpaid breaks.

use chrono::{DateTime, Datelike, Timelike, Utc};

use super::{AgentRoster, RuleName, Violation};
use crate::model::{Activity, Assignment, AvailabilityKind, BreakTemplate, Segment, ShiftTemplate};

pub(super) fn check(roster: &AgentRoster<'_>, found: &mut Vec<Violation>) {
    for shift in &roster.shifts {
        let mut say = |rule, message: String| found.push(roster.violation(rule, Some(shift.date), message));
        match roster.problem.shifts.iter().find(|template| template.id == shift.shift) {
            None => say(RuleName::Template, format!("there is no shift {}", shift.shift)),
            Some(template) => {
                check_start(roster, template, shift, &mut say);
                check_contract(roster, shift, &mut say);
                check_activities(template, shift, &mut say);
            }
        }
    }
}

fn minutes(from: DateTime<Utc>, to: DateTime<Utc>) -> f64 {
    (to - from).num_seconds() as f64 / 60.0
}

fn check_start(
    roster: &AgentRoster<'_>,
    template: &ShiftTemplate,
    shift: &Assignment,
    say: &mut impl FnMut(RuleName, String),
) {
    let local = shift.start.with_timezone(&roster.problem.zone_of(roster.agent));
    let seconds = local.num_seconds_from_midnight();
    let (clock, window) = (seconds / 60, template.start);
    let after = clock.wrapping_sub(window.earliest);
    let on_step = seconds.is_multiple_of(60) && after.is_multiple_of(template.start_every_minutes.max(1));
    if !(window.earliest..=window.latest).contains(&clock) || !on_step {
        say(RuleName::Template, format!("{} cannot start at {}", template.id, local.format("%H:%M")));
    }
    if !template.days.contains(shift.date.weekday()) {
        say(RuleName::Template, format!("{} is not worked on a {}", template.id, shift.date.weekday()));
    }
    let length = minutes(shift.start, shift.end);
    if !template.lengths.iter().any(|allowed| f64::from(*allowed) == length) {
        say(RuleName::Template, format!("{} cannot last {length} minutes", template.id));
    }
}

fn check_contract(roster: &AgentRoster<'_>, shift: &Assignment, say: &mut impl FnMut(RuleName, String)) {
    let contract = roster.problem.contract(roster.agent);
    if contract.shifts.as_ref().is_some_and(|shifts| !shifts.contains(&shift.shift)) {
        say(RuleName::Shifts, format!("contract {} does not work {}", contract.id, shift.shift));
    }
    let hours = minutes(shift.start, shift.end) / 60.0;
    if let Some((lo, hi)) = contract.hours_per_day
        && (hours < lo - 1e-6 || hours > hi + 1e-6)
    {
        say(RuleName::HoursPerDay, format!("{hours:.2} hours long, the contract asks for {lo} to {hi}"));
    }
}

fn check_activities(template: &ShiftTemplate, shift: &Assignment, say: &mut impl FnMut(RuleName, String)) {
    let mut at = shift.start;
    for segment in &shift.segments {
        if segment.start != at || segment.end <= segment.start {
            let clock = segment.start.format("%H:%M UTC");
            say(RuleName::Template, format!("activities leave a hole or overlap at {clock}"));
        }
        at = segment.end;
    }
    if at != shift.end {
        say(RuleName::Template, "the activities do not end with the shift".to_owned());
    }
    check_breaks(template, shift, say);
    let length = minutes(shift.start, shift.end);
    let unpaid: f64 = template.breaks.iter().filter(|b| !b.paid).map(|b| f64::from(b.minutes)).sum();
    if (length - unpaid - f64::from(shift.paid_minutes)).abs() > 1e-6 {
        let should = length - unpaid;
        say(RuleName::Template, format!("{} paid minutes, should be {should}", shift.paid_minutes));
    }
}

fn check_breaks(template: &ShiftTemplate, shift: &Assignment, say: &mut impl FnMut(RuleName, String)) {
    let mut say = |message: String| say(RuleName::Breaks, message);
    let taken: Vec<&Segment> = shift.segments.iter().filter(|s| s.activity != Activity::OnQueue).collect();
    let breaks =
        || taken.iter().filter_map(|s| template.breaks.iter().position(|b| b.id == s.activity.name()));
    for segment in &taken {
        let name = segment.activity.name();
        match template.breaks.iter().find(|b| b.id == name) {
            Some(b) => check_break(template, b, shift, segment, &mut say),
            None if is_activity(name) => {}
            None => say(format!("{} has no activity called {name}", template.id)),
        }
    }
    for (index, b) in template.breaks.iter().enumerate() {
        match breaks().filter(|taken| *taken == index).count() {
            0 => say(format!("break {} is missing", b.id)),
            1 => {}
            times => say(format!("break {} is taken {times} times", b.id)),
        }
    }
    if !breaks().is_sorted() {
        say("the breaks are not in the order of the shift template".to_owned());
    }
}

/// A break starts in its window, on its step, and lasts as long as the template says.
fn check_break(
    template: &ShiftTemplate,
    b: &BreakTemplate,
    shift: &Assignment,
    segment: &Segment,
    say: &mut impl FnMut(String),
) {
    let after = minutes(shift.start, segment.start);
    let every = f64::from(template.break_every_minutes.max(1));
    let in_window = f64::from(b.earliest) <= after && after <= f64::from(b.latest);
    if !in_window || (after - f64::from(b.earliest)) % every != 0.0 {
        say(format!("break {} starts {after} minutes into the shift", b.id));
    }
    if minutes(segment.start, segment.end) != f64::from(b.minutes) {
        say(format!("break {} does not last {} minutes", b.id, b.minutes));
    }
}

fn is_activity(name: &str) -> bool {
    AvailabilityKind::ALL.iter().any(|kind| kind.is_activity() && kind.name() == name)
}
