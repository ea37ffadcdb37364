//! The Solar Hijri calendar of Iran, by its 33-year cycle of leap years.
//!
//! The cycle gives the astronomical calendar of Tehran from 1244 to 1472 AP (1865 to 2093); outside it the new year may
//! be a day off.
//!
//! Source: K. M. Borkowski (1996), *The Persian calendar for 3000 years*, Earth, Moon and Planets 74.

use chrono::{Datelike, Duration, NaiveDate};

/// Years of a cycle that have 366 days.
const LEAP_YEARS: [i32; 8] = [1, 5, 9, 13, 17, 22, 26, 30];

/// Days of the first six months together.
const FIRST_HALF: i64 = 6 * 31;

/// A date of the Solar Hijri calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Jalali {
    /// Year, Anno Persico.
    pub(crate) year: i32,
    /// `1..=12`; 1 is Farvardin.
    pub(crate) month: u32,
    /// `1..=31`.
    pub(crate) day: u32,
}

impl Jalali {
    /// The Solar Hijri name of `date`.
    pub(crate) fn of(date: NaiveDate) -> Self {
        let year = date.year() - 621;
        let (year, nowruz) =
            if date < new_year(year) { (year - 1, new_year(year - 1)) } else { (year, new_year(year)) };
        let days = (date - nowruz).num_days();
        let (month, day) = if days < FIRST_HALF {
            (days / 31, days % 31)
        } else {
            (6 + (days - FIRST_HALF) / 30, (days - FIRST_HALF) % 30)
        };
        Jalali { year, month: month as u32 + 1, day: day as u32 + 1 }
    }
}

/// First of Farvardin, counted from that of 1403, which was 20 March 2024.
fn new_year(year: i32) -> NaiveDate {
    let anchor = NaiveDate::from_ymd_opt(2024, 3, 20).unwrap_or_default();
    anchor.checked_add_signed(Duration::days(days_before(year) - days_before(1403))).unwrap_or(anchor)
}

/// Days from the first of year 0 to the first of `year`.
fn days_before(year: i32) -> i64 {
    let (cycles, rest) = (year.div_euclid(33), year.rem_euclid(33));
    let leaps = 8 * cycles + LEAP_YEARS.iter().filter(|leap| **leap < rest).count() as i32;
    365 * i64::from(year) + i64::from(leaps)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jalali(date: &str) -> (i32, u32, u32) {
        let date = Jalali::of(date.parse().unwrap());
        (date.year, date.month, date.day)
    }

    #[test]
    fn dates_of_printed_calendars_agree() {
        assert_eq!(jalali("2021-03-20"), (1399, 12, 30));
        assert_eq!(jalali("2021-03-21"), (1400, 1, 1));
        assert_eq!(jalali("2024-03-20"), (1403, 1, 1));
        assert_eq!(jalali("2025-03-20"), (1403, 12, 30));
        assert_eq!(jalali("2025-03-21"), (1404, 1, 1));
        assert_eq!(jalali("1979-02-11"), (1357, 11, 22));
        assert_eq!(jalali("2026-11-23"), (1405, 9, 2));
    }

    #[test]
    fn two_hundred_years_pass_day_by_day() {
        let mut date: NaiveDate = "1870-01-01".parse().unwrap();
        let mut before = Jalali::of(date);
        while date.year() < 2070 {
            date = date.succ_opt().unwrap();
            let now = Jalali::of(date);
            let same_month = (now.year, now.month, now.day) == (before.year, before.month, before.day + 1);
            let next_month = (now.year, now.month, now.day) == (before.year, before.month + 1, 1);
            let next_year = (now.year, now.month, now.day) == (before.year + 1, 1, 1) && before.month == 12;
            assert!(same_month || next_month || next_year, "{before:?} {now:?}");
            let longest = if now.month <= 6 { 31 } else { 30 };
            assert!((1..=12).contains(&now.month) && (1..=longest).contains(&now.day), "{now:?}");
            assert_eq!(
                new_year(now.year) + Duration::days(day_of_year(now)),
                date,
                "{now:?} counts back to its date"
            );
            before = now;
        }
    }

    fn day_of_year(date: Jalali) -> i64 {
        let months = i64::from(date.month - 1);
        months * 30 + months.min(6) + i64::from(date.day - 1)
    }
}
