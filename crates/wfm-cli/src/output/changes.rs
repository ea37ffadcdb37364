//! Changed days of agents, in words.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use wfm_core::model::{Activity, Assignment, DateStyle, Language, Segment};
use wfm_core::rostering::ShiftChange;

use super::dates::Dates;
use super::words::Words;

/// Dates as the terminal shows them.
pub(crate) fn dates() -> Dates {
    Dates::new(DateStyle::Gregorian, Words::of(Language::En))
}

/// `Mon 23 Nov 14:00`.
pub(crate) fn moment(instant: DateTime<Utc>, zone: Tz) -> String {
    let local = instant.with_timezone(&zone);
    format!("{} {}", dates().short(local.date_naive()), local.format("%H:%M"))
}

/// What an agent would do instead, day by day; breaks are named only where nothing else differs.
pub(crate) fn in_words(changes: &[ShiftChange], zone: Tz) -> String {
    let shifts: Vec<String> =
        changes.iter().filter(|change| !change.is_break_only()).map(|change| day(change, zone)).collect();
    if !shifts.is_empty() {
        return shifts.join("; ");
    }
    let breaks: Vec<String> = changes.iter().map(|change| day(change, zone)).collect();
    breaks.join("; ")
}

/// As [`in_words`], with the names of the agents.
pub(crate) fn with_names(changes: &[ShiftChange], zone: Tz) -> String {
    let named: Vec<String> =
        changes.iter().map(|change| format!("{} {}", change.agent, day(change, zone))).collect();
    named.join("; ")
}

fn day(change: &ShiftChange, zone: Tz) -> String {
    let day = dates().short(change.date);
    match (&change.before, &change.after) {
        (Some(before), Some(after)) if change.is_break_only() => {
            format!("{day}: {}", moved(before, after, zone))
        }
        (Some(before), Some(after)) => {
            format!("{day}: {} instead of {}", shift(after, zone), shift(before, zone))
        }
        (None, Some(after)) => format!("{day}: {} instead of a day off", shift(after, zone)),
        (Some(before), None) => format!("{day}: off instead of {}", shift(before, zone)),
        (None, None) => format!("{day}: off"),
    }
}

/// `rest 1 10:15 instead of 10:00`, for everything off the queue that begins at another time.
fn moved(before: &Assignment, after: &Assignment, zone: Tz) -> String {
    let clock = |instant: DateTime<Utc>| instant.with_timezone(&zone).format("%H:%M");
    let away = |shift: &Assignment| -> Vec<Segment> {
        shift.segments.iter().filter(|s| s.activity != Activity::OnQueue).cloned().collect()
    };
    let mut was = away(before);
    let mut words = Vec::new();
    for now in away(after) {
        let same = was.iter().position(|was| was.activity == now.activity);
        let Some(was) = same.map(|position| was.remove(position)) else { continue };
        if was.start != now.start {
            words.push(format!(
                "{} {} instead of {}",
                now.activity.name(),
                clock(now.start),
                clock(was.start)
            ));
        }
    }
    words.join(", ")
}

/// `day 09:00–17:00`.
pub(crate) fn shift(shift: &Assignment, zone: Tz) -> String {
    let clock = |instant: DateTime<Utc>| instant.with_timezone(&zone).format("%H:%M");
    format!("{} {}–{}", shift.shift, clock(shift.start), clock(shift.end))
}
