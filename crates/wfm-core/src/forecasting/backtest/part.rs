//! Some of the days, or of the hours, that a backtest has scored.

use std::fmt;

use chrono::{Datelike, Weekday};

use crate::model::DayForecast;

/// Minutes of a band of hours.
const BAND: u32 = 360;

/// Some of the days of a backtest, or some hours of every day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// Days of one weekday.
    Weekday(Weekday),
    /// Days that the calendar says nothing of.
    Ordinary,
    /// Days with an entry in the calendar.
    Special,
    /// Six hours of the local day: from this hour on, 0, 6, 12 or 18.
    Hours(u32),
    /// Days of which an imported forecast or a change by hand has changed the contacts.
    Changed,
}

impl Part {
    /// All parts: the weekdays, Monday first, ordinary and special days, bands of hours, days that were changed.
    pub const ALL: [Part; 14] = [
        Part::Weekday(Weekday::Mon),
        Part::Weekday(Weekday::Tue),
        Part::Weekday(Weekday::Wed),
        Part::Weekday(Weekday::Thu),
        Part::Weekday(Weekday::Fri),
        Part::Weekday(Weekday::Sat),
        Part::Weekday(Weekday::Sun),
        Part::Ordinary,
        Part::Special,
        Part::Hours(0),
        Part::Hours(6),
        Part::Hours(12),
        Part::Hours(18),
        Part::Changed,
    ];

    /// Whether the part has intervals of the day.
    pub(super) fn contains_day(self, day: &DayForecast, is_changed: bool) -> bool {
        match self {
            Part::Weekday(weekday) => day.date.weekday() == weekday,
            Part::Ordinary => day.special.is_none(),
            Part::Special => day.special.is_some(),
            Part::Hours(_) => true,
            Part::Changed => is_changed,
        }
    }

    /// Whether the part has intervals that start at `minute` of the local day.
    pub(super) fn contains_minute(self, minute: u32) -> bool {
        match self {
            Part::Hours(from) => minute / BAND == 60 * from / BAND,
            _ => true,
        }
    }
}

impl fmt::Display for Part {
    /// `mon`, `ordinary`, `special`, `06-12`, `changed`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Part::Weekday(weekday) => f.write_str(&weekday.to_string().to_lowercase()),
            Part::Ordinary => f.write_str("ordinary"),
            Part::Special => f.write_str("special"),
            Part::Hours(from) => write!(f, "{from:02}-{:02}", from + BAND / 60),
            Part::Changed => f.write_str("changed"),
        }
    }
}
