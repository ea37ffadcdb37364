//! Local time of day, stretches of it, and sets of weekdays.

use std::fmt;
use std::str::FromStr;

use chrono::Weekday;

use crate::error::Error;

/// A local time of day from `00:00` to `24:00`, in whole minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(try_from = "String", into = "String")
)]
pub struct TimeOfDay(u16);

impl TimeOfDay {
    /// Minutes in a day of 24 hours.
    pub const MINUTES_PER_DAY: u16 = 1440;
    /// `00:00`.
    pub const MIDNIGHT: TimeOfDay = TimeOfDay(0);
    /// `24:00`, the end of the day.
    pub const END: TimeOfDay = TimeOfDay(Self::MINUTES_PER_DAY);

    /// The time `minutes` after `00:00`, if that is no later than `24:00`.
    pub fn from_minutes(minutes: u16) -> Option<Self> {
        (minutes <= Self::MINUTES_PER_DAY).then_some(TimeOfDay(minutes))
    }

    /// Minutes after `00:00`, `0..=1440`.
    pub fn minutes(self) -> u16 {
        self.0
    }
}

impl FromStr for TimeOfDay {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        parse_minutes(text)
            .and_then(|minutes| u16::try_from(minutes).ok())
            .and_then(TimeOfDay::from_minutes)
            .ok_or_else(|| Error::invalid("time of day", text, "HH:MM from 00:00 to 24:00"))
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:02}:{:02}", self.0 / 60, self.0 % 60))
    }
}

impl TryFrom<String> for TimeOfDay {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

impl From<TimeOfDay> for String {
    fn from(time: TimeOfDay) -> String {
        time.to_string()
    }
}

/// Minutes of a duration written `H:MM`, such as `8:00` or `36:30`.
pub fn parse_minutes(text: &str) -> Option<u32> {
    let (hours, minutes) = text.trim().split_once(':')?;
    let digits = |part: &str| !part.is_empty() && part.len() <= 3 && part.bytes().all(|b| b.is_ascii_digit());
    if !digits(hours) || !digits(minutes) || minutes.len() != 2 {
        return None;
    }
    let (hours, minutes): (u32, u32) = (hours.parse().ok()?, minutes.parse().ok()?);
    (minutes < 60).then_some(hours * 60 + minutes)
}

/// A stretch of local time from `start` up to, not including, `end`.
///
/// `22:00-06:00` runs over midnight. `00:00-24:00` is the whole day; equal ends are refused when parsing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(try_from = "String", into = "String")
)]
pub struct TimeRange {
    /// First minute inside.
    pub start: TimeOfDay,
    /// First minute after; at or before `start` when the range runs over midnight.
    pub end: TimeOfDay,
}

impl TimeRange {
    /// The whole day.
    pub const ALL_DAY: TimeRange = TimeRange { start: TimeOfDay::MIDNIGHT, end: TimeOfDay::END };

    /// Whether the range ends on the following day.
    pub fn over_midnight(&self) -> bool {
        self.end <= self.start
    }
}

impl FromStr for TimeRange {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let wrong = || Error::invalid("time range", text, "HH:MM-HH:MM, such as 09:00-17:00");
        let (start, end) = text.split_once('-').ok_or_else(wrong)?;
        let start: TimeOfDay = start.trim().parse().map_err(|_| wrong())?;
        let end: TimeOfDay = end.trim().parse().map_err(|_| wrong())?;
        if start == end || start == TimeOfDay::END {
            return Err(wrong());
        }
        Ok(TimeRange { start, end })
    }
}

impl fmt::Display for TimeRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}-{}", self.start, self.end))
    }
}

impl TryFrom<String> for TimeRange {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

impl From<TimeRange> for String {
    fn from(range: TimeRange) -> String {
        range.to_string()
    }
}

const WEEKDAYS: [(Weekday, &str, &str); 7] = [
    (Weekday::Mon, "mon", "monday"),
    (Weekday::Tue, "tue", "tuesday"),
    (Weekday::Wed, "wed", "wednesday"),
    (Weekday::Thu, "thu", "thursday"),
    (Weekday::Fri, "fri", "friday"),
    (Weekday::Sat, "sat", "saturday"),
    (Weekday::Sun, "sun", "sunday"),
];

/// Three letters, lower case: `mon`.
pub fn weekday_name(day: Weekday) -> &'static str {
    WEEKDAYS[day.num_days_from_monday() as usize].1
}

/// The weekday called `mon` or `monday`, whatever the case.
pub fn weekday_from_name(name: &str) -> Option<Weekday> {
    let name = name.trim().to_ascii_lowercase();
    WEEKDAYS.iter().find(|(_, short, long)| name == *short || name == *long).map(|(day, _, _)| *day)
}

/// A set of weekdays, written `mon-fri`, `sat` or `mon,wed,fri`; `fri-mon` runs over the week's end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(try_from = "String", into = "String")
)]
pub struct WeekdaySet(u8);

impl WeekdaySet {
    /// All seven days.
    pub const ALL: WeekdaySet = WeekdaySet(0b111_1111);

    /// Whether `day` is in the set.
    pub fn contains(self, day: Weekday) -> bool {
        self.0 & (1 << day.num_days_from_monday()) != 0
    }

    /// The set with `day` added.
    pub fn with(self, day: Weekday) -> Self {
        WeekdaySet(self.0 | 1 << day.num_days_from_monday())
    }

    /// Whether no day is in the set.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The days of the set, Monday first.
    pub fn iter(self) -> impl Iterator<Item = Weekday> {
        WEEKDAYS.iter().map(|(day, _, _)| *day).filter(move |day| self.contains(*day))
    }
}

impl FromStr for WeekdaySet {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let wrong = || Error::invalid("weekdays", text, "mon-fri, sat, or mon,wed,fri");
        let mut set = WeekdaySet::default();
        for part in text.split(',') {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            let first = weekday_from_name(first).ok_or_else(wrong)?;
            let last = weekday_from_name(last).ok_or_else(wrong)?;
            let mut day = first;
            set = set.with(day);
            while day != last {
                day = day.succ();
                set = set.with(day);
            }
        }
        Ok(set)
    }
}

impl fmt::Display for WeekdaySet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.iter().map(weekday_name).collect();
        f.pad(&names.join(","))
    }
}

impl TryFrom<String> for WeekdaySet {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

impl From<WeekdaySet> for String {
    fn from(set: WeekdaySet) -> String {
        set.to_string()
    }
}

impl FromIterator<Weekday> for WeekdaySet {
    fn from_iter<I: IntoIterator<Item = Weekday>>(days: I) -> Self {
        days.into_iter().fold(WeekdaySet::default(), WeekdaySet::with)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_run_from_midnight_to_24() {
        assert_eq!("07:30".parse::<TimeOfDay>().map(TimeOfDay::minutes), Ok(450));
        assert_eq!("24:00".parse(), Ok(TimeOfDay::END));
        for wrong in ["24:01", "7", "07:60", "-1:00", "07:5", "", "aa:bb", "07:00:00"] {
            assert!(wrong.parse::<TimeOfDay>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_range_may_run_over_midnight_but_not_be_empty() {
        let night: TimeRange = "22:00-06:00".parse().unwrap();
        assert!(night.over_midnight());
        assert!(!TimeRange::ALL_DAY.over_midnight());
        assert!("09:00-09:00".parse::<TimeRange>().is_err());
    }

    #[test]
    fn weekday_sets_read_ranges_lists_and_the_turn_of_the_week() {
        let days = |text: &str| text.parse::<WeekdaySet>().unwrap().to_string();
        assert_eq!(days("mon-fri"), "mon,tue,wed,thu,fri");
        assert_eq!(days("sat-wed"), "mon,tue,wed,sat,sun");
        assert_eq!(days("Mon, WED"), "mon,wed");
        assert!("mon-".parse::<WeekdaySet>().is_err());
        assert!("weekday".parse::<WeekdaySet>().is_err());
    }
}
