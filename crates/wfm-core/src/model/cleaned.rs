//! What a forecast has not taken at its word in the history, and why.

use chrono::NaiveDate;

use crate::units::Contacts;

/// A stretch of a day of the history that was left out, counts less or was filled up.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Cleaned {
    /// The local day.
    pub date: NaiveDate,
    /// Where the stretch starts on the local clock, in minutes after midnight, `0..1440`.
    pub from_minute: u32,
    /// Where it ends, `1..=1440`.
    pub to_minute: u32,
    /// Contacts on record; absent when there is no record.
    pub observed: Option<Contacts>,
    /// Contacts that were to be expected; absent when nothing was.
    pub expected: Option<Contacts>,
    /// What the forecast has done.
    pub action: CleaningAction,
    /// What is strange.
    pub reason: CleaningReason,
}

/// What a forecast does with a strange stretch of history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum CleaningAction {
    /// It teaches nothing.
    LeftOut,
    /// It teaches less than others, the less the stranger it is.
    CountedLess,
    /// The total of the day is that of its other intervals, filled up by the usual share of the missing ones.
    FilledUp,
}

impl CleaningAction {
    /// The name used in files.
    pub fn name(self) -> &'static str {
        match self {
            CleaningAction::LeftOut => "left_out",
            CleaningAction::CountedLess => "counted_less",
            CleaningAction::FilledUp => "filled_up",
        }
    }
}

/// What is strange about a stretch of history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum CleaningReason {
    /// The queue was open, and the whole day has no record.
    MissingDay,
    /// Open intervals have no record.
    MissingIntervals,
    /// The history ends within the opening hours of its last day.
    PartialLastDay,
    /// Nothing arrived for so long that chance does not explain it.
    Outage,
    /// Nothing arrived on any queue of the channel, and chance does not explain it.
    FeedOutage,
    /// An interval is far from the share of its day that it has on other days.
    UnusualInterval,
    /// The total of the day is far from what its weekday and the calendar make of it.
    UnusualDay,
    /// Contacts while the queue was closed.
    ClosedHours,
}

impl CleaningReason {
    /// The name used in files.
    pub fn name(self) -> &'static str {
        match self {
            CleaningReason::MissingDay => "missing_day",
            CleaningReason::MissingIntervals => "missing_intervals",
            CleaningReason::PartialLastDay => "partial_last_day",
            CleaningReason::Outage => "outage",
            CleaningReason::FeedOutage => "feed_outage",
            CleaningReason::UnusualInterval => "unusual_interval",
            CleaningReason::UnusualDay => "unusual_day",
            CleaningReason::ClosedHours => "closed_hours",
        }
    }
}
