//! The planning grid: equal intervals from an absolute instant on, seen in a time zone.

use std::ops::Range;

use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Timelike, Utc};
use chrono_tz::Tz;

use crate::error::{Error, Result};

/// Intervals of equal length, one after the other.
///
/// An interval is an absolute instant plus the step, so the repeated hour in autumn is two different hours and the hour
/// missing in spring is none. Local days are found with [`Grid::days`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(try_from = "RawGrid", into = "RawGrid")
)]
pub struct Grid {
    start: DateTime<Utc>,
    step_minutes: u32,
    len: usize,
    zone: Tz,
}

/// A local calendar day on a grid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// The local date.
    pub date: NaiveDate,
    /// Its intervals on the grid: fewer or more than usual when the clock changes.
    pub intervals: Range<usize>,
}

/// What a local time of the clock means in a zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LocalInstant {
    /// It happens once.
    Once(DateTime<Utc>),
    /// It happens twice, in autumn: the earlier and the later instant.
    Twice(DateTime<Utc>, DateTime<Utc>),
    /// It does not happen, in spring.
    Never,
}

impl Grid {
    /// A grid of `len` intervals of `step_minutes` (`1..=1440`) from `start` on.
    ///
    /// # Errors
    /// When the step is outside `1..=1440` or the grid would end after the last representable date.
    pub fn new(start: DateTime<Utc>, step_minutes: u32, len: usize, zone: Tz) -> Result<Self> {
        if !(1..=1440).contains(&step_minutes) {
            return Err(Error::invalid("interval_minutes", step_minutes, "1 to 1440"));
        }
        let minutes = i64::try_from(len).ok().and_then(|len| len.checked_mul(i64::from(step_minutes)));
        let end = minutes.and_then(Duration::try_minutes).and_then(|span| start.checked_add_signed(span));
        match end {
            Some(_) => Ok(Grid { start, step_minutes, len, zone }),
            None => Err(Error::invalid("grid length", len, "an end before the last date there is")),
        }
    }

    /// The grid of `days` whole local days from `first` on.
    ///
    /// # Errors
    /// As [`Grid::new`].
    pub fn of_days(first: NaiveDate, days: u32, step_minutes: u32, zone: Tz) -> Result<Self> {
        let last = first.checked_add_signed(Duration::days(i64::from(days)));
        let last =
            last.ok_or_else(|| Error::invalid("days", days, "an end before the last date there is"))?;
        let start = first_instant(first, zone);
        let minutes = (first_instant(last, zone) - start).num_minutes();
        let len = minutes.max(0).unsigned_abs().div_ceil(u64::from(step_minutes.max(1)));
        Grid::new(start, step_minutes, len as usize, zone)
    }

    /// Instant at which the first interval starts.
    pub fn start(&self) -> DateTime<Utc> {
        self.start
    }

    /// Instant at which the last interval ends.
    pub fn end(&self) -> DateTime<Utc> {
        self.instant(self.len)
    }

    /// Length of an interval in minutes.
    pub fn step_minutes(&self) -> u32 {
        self.step_minutes
    }

    /// Length of an interval in seconds.
    pub fn step_seconds(&self) -> f64 {
        f64::from(self.step_minutes) * 60.0
    }

    /// Number of intervals.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is no interval.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The zone whose local days count.
    pub fn zone(&self) -> Tz {
        self.zone
    }

    /// Start of interval `index`, also past the end of the grid.
    pub fn instant(&self, index: usize) -> DateTime<Utc> {
        self.start + Duration::minutes(i64::from(self.step_minutes) * index as i64)
    }

    /// Start of interval `index` on the local clock.
    pub fn local(&self, index: usize) -> DateTime<Tz> {
        self.instant(index).with_timezone(&self.zone)
    }

    /// The interval that contains `instant`, if it is on the grid.
    pub fn index_of(&self, instant: DateTime<Utc>) -> Option<usize> {
        let minutes = (instant - self.start).num_seconds().div_euclid(60);
        let index = usize::try_from(minutes.div_euclid(i64::from(self.step_minutes))).ok()?;
        (index < self.len).then_some(index)
    }

    /// The local days of the grid, in order. An interval belongs to the day it starts in.
    pub fn days(&self) -> Vec<Day> {
        let mut days: Vec<Day> = Vec::new();
        let mut index = 0;
        while index < self.len {
            let date = self.local(index).date_naive();
            let next = date.succ_opt().map_or(self.end(), |tomorrow| first_instant(tomorrow, self.zone));
            let minutes = (next - self.instant(index)).num_minutes().max(1).unsigned_abs();
            let count = minutes.div_ceil(u64::from(self.step_minutes)) as usize;
            let end = (index + count).min(self.len);
            days.push(Day { date, intervals: index..end });
            index = end;
        }
        days
    }

    /// Minutes after local midnight at which interval `index` starts on the clock, `0..1440`.
    pub fn minute_of_day(&self, index: usize) -> u32 {
        self.local(index).num_seconds_from_midnight() / 60
    }
}

#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
struct RawGrid {
    start: DateTime<Utc>,
    step_minutes: u32,
    len: usize,
    zone: Tz,
}

#[cfg(feature = "serde")]
impl TryFrom<RawGrid> for Grid {
    type Error = Error;

    fn try_from(raw: RawGrid) -> Result<Self> {
        Grid::new(raw.start, raw.step_minutes, raw.len, raw.zone)
    }
}

#[cfg(feature = "serde")]
impl From<Grid> for RawGrid {
    fn from(grid: Grid) -> Self {
        RawGrid { start: grid.start, step_minutes: grid.step_minutes, len: grid.len, zone: grid.zone }
    }
}

/// The local date on which `instant` falls in `zone`.
pub fn date_of(instant: DateTime<Utc>, zone: Tz) -> NaiveDate {
    instant.with_timezone(&zone).date_naive()
}

/// What the local clock time `local` means in `zone`.
pub fn local_instant(local: NaiveDateTime, zone: Tz) -> LocalInstant {
    match zone.from_local_datetime(&local) {
        chrono::LocalResult::Single(instant) => LocalInstant::Once(instant.to_utc()),
        chrono::LocalResult::Ambiguous(first, second) => LocalInstant::Twice(first.to_utc(), second.to_utc()),
        chrono::LocalResult::None => LocalInstant::Never,
    }
}

/// First instant of a local date: midnight, or the end of the gap where the clock skips midnight.
pub fn first_instant(date: NaiveDate, zone: Tz) -> DateTime<Utc> {
    let midnight = date.and_time(NaiveTime::MIN);
    // Gaps of the tz database are whole quarter hours and at most a day (Samoa dropped 30 December 2011).
    (0..=96)
        .find_map(|quarter| match local_instant(midnight + Duration::minutes(15 * quarter), zone) {
            LocalInstant::Once(instant) | LocalInstant::Twice(instant, _) => Some(instant),
            LocalInstant::Never => None,
        })
        .unwrap_or_else(|| Utc.from_utc_datetime(&midnight))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn days_with_a_clock_change_have_23_and_25_hours() {
        let grid = Grid::of_days(date("2026-03-28"), 3, 15, Tz::Europe__London).unwrap();
        let lengths: Vec<usize> = grid.days().iter().map(|day| day.intervals.len()).collect();
        assert_eq!(lengths, [96, 92, 96]);
        let grid = Grid::of_days(date("2026-10-24"), 3, 60, Tz::Europe__London).unwrap();
        let lengths: Vec<usize> = grid.days().iter().map(|day| day.intervals.len()).collect();
        assert_eq!(lengths, [24, 25, 24]);
    }

    #[test]
    fn a_day_whose_midnight_is_skipped_starts_after_the_gap() {
        // Tehran moved its clocks at midnight until 2022.
        let first = first_instant(date("2022-03-22"), Tz::Asia__Tehran);
        assert_eq!(first.with_timezone(&Tz::Asia__Tehran).to_rfc3339(), "2022-03-22T01:00:00+04:30");
        let grid = Grid::of_days(date("2022-03-21"), 2, 30, Tz::Asia__Tehran).unwrap();
        assert_eq!(grid.days().iter().map(|d| d.intervals.len()).collect::<Vec<_>>(), [48, 46]);
    }

    #[test]
    fn every_interval_is_found_where_it_starts() {
        let grid = Grid::of_days(date("2026-10-25"), 1, 30, Tz::Europe__London).unwrap();
        for index in 0..grid.len() {
            assert_eq!(grid.index_of(grid.instant(index)), Some(index));
        }
        assert_eq!(grid.index_of(grid.end()), None);
        assert_eq!(grid.index_of(grid.start() - Duration::seconds(1)), None);
    }

    #[test]
    fn a_half_hour_clock_change_keeps_whole_intervals() {
        let grid = Grid::of_days(date("2026-04-04"), 3, 60, Tz::Australia__Lord_Howe).unwrap();
        let days = grid.days();
        assert_eq!(days.len(), 3);
        assert_eq!(days.last().unwrap().intervals.end, grid.len());
    }
}
