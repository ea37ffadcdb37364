//! Instants written as RFC 3339 with an offset, or as the local time of a zone.

use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use chrono_tz::Tz;

use super::codes::Defect;
use super::problem::Reported;
use super::table::Row;
use super::value::parse_date;
use crate::model::{LocalInstant, first_instant, local_instant};

const EXPECTED: &str = "RFC 3339 such as 2026-11-23T07:00:00+01:00, or local time such as 2026-11-23 07:00";

/// A date and time as written: an instant, or what the clock shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Written {
    At(DateTime<Utc>),
    Local(NaiveDateTime),
}

/// Reads `2026-11-23T07:00:00`, also with a space, without seconds, with fractions of a second, with an offset.
pub(crate) fn parse_time(text: &str) -> Option<Written> {
    let date = parse_date(text.get(..10)?)?;
    let rest = text.get(10..)?.strip_prefix(['T', 't', ' '])?;
    let zone = rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len());
    let (clock, zone) = rest.split_at(zone);
    let (time, next_day) = parse_clock(clock.trim_end())?;
    let local = date.and_time(time).checked_add_signed(Duration::days(i64::from(next_day)))?;
    match zone {
        "" => Some(Written::Local(local)),
        "Z" | "z" => Some(Written::At(local.and_utc())),
        _ => Some(Written::At(local.checked_sub_signed(parse_offset(zone)?)?.and_utc())),
    }
}

/// The instant written as `text`: with an offset, or as the local time of `zone`, of which the earlier counts where it comes
/// twice. `None` when it is no time, or one that the clock skips.
pub fn instant(text: &str, zone: Tz) -> Option<DateTime<Utc>> {
    match parse_time(text.trim())? {
        Written::At(instant) => Some(instant),
        Written::Local(local) => match local_instant(local, zone) {
            LocalInstant::Once(instant) | LocalInstant::Twice(instant, _) => Some(instant),
            LocalInstant::Never => None,
        },
    }
}

/// `HH:MM` or `HH:MM:SS`, and whether it is `24:00`, the start of the next day.
fn parse_clock(text: &str) -> Option<(NaiveTime, bool)> {
    let mut parts = text.split(':');
    let hours = two_digits(parts.next()?)?;
    let minutes = two_digits(parts.next()?)?;
    let seconds = match parts.next() {
        Some(text) => {
            let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
            fraction.bytes().all(|b| b.is_ascii_digit()).then(|| two_digits(whole)).flatten()?
        }
        None => 0,
    };
    if parts.next().is_some() {
        return None;
    }
    if (hours, minutes, seconds) == (24, 0, 0) {
        return Some((NaiveTime::MIN, true));
    }
    NaiveTime::from_hms_opt(hours, minutes, seconds).map(|time| (time, false))
}

fn parse_offset(text: &str) -> Option<Duration> {
    let (sign, digits) = text.split_at_checked(1)?;
    let (hours, minutes) = match digits.split_once(':') {
        Some((hours, minutes)) => (two_digits(hours)?, two_digits(minutes)?),
        None if digits.len() == 4 => (two_digits(digits.get(..2)?)?, two_digits(digits.get(2..)?)?),
        None => (two_digits(digits)?, 0),
    };
    let minutes = i64::from(hours * 60 + minutes);
    (minutes < 1440 && hours < 24).then(|| Duration::minutes(if sign == "-" { -minutes } else { minutes }))
}

fn two_digits(text: &str) -> Option<u32> {
    (text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

/// Local times of one zone. The last day is remembered: a file names the same day many times.
#[derive(Debug)]
pub(crate) struct Clock {
    pub(crate) zone: Tz,
    /// A day of 24 even hours and its first instant.
    even_day: Option<(NaiveDate, DateTime<Utc>)>,
}

impl Clock {
    pub(crate) fn new(zone: Tz) -> Self {
        Clock { zone, even_day: None }
    }

    /// What the local time means.
    pub(crate) fn instant(&mut self, local: NaiveDateTime) -> LocalInstant {
        let date = local.date();
        if let Some((day, start)) = self.even_day
            && day == date
        {
            return LocalInstant::Once(start + (local - date.and_time(NaiveTime::MIN)));
        }
        if let Some(next) = date.succ_opt() {
            let start = first_instant(date, self.zone);
            if first_instant(next, self.zone) - start == Duration::hours(24) {
                self.even_day = Some((date, start));
            }
        }
        local_instant(local, self.zone)
    }
}

impl Row<'_> {
    /// The time written in a cell; nothing where it is empty.
    pub(crate) fn written(&self, column: usize) -> Result<Option<Written>, Reported> {
        let Some(text) = self.text(column) else { return Ok(None) };
        let time = parse_time(text);
        time.map(Some).ok_or_else(|| self.report(self.not_a_time(column, text, EXPECTED)))
    }

    /// An instant; nothing where the cell is empty. A local time that comes twice is the earlier, with a note.
    pub(crate) fn instant(
        &self,
        column: usize,
        clock: &mut Clock,
    ) -> Result<Option<DateTime<Utc>>, Reported> {
        match self.written(column)? {
            None => Ok(None),
            Some(Written::At(instant)) => Ok(Some(instant)),
            Some(Written::Local(local)) => self.resolve(column, local, clock).map(Some),
        }
    }

    /// An instant that must be there.
    pub(crate) fn needed_instant(&self, column: usize, clock: &mut Clock) -> Result<DateTime<Utc>, Reported> {
        self.needed(column)?;
        self.instant(column, clock)?.ok_or(Reported)
    }

    fn resolve(
        &self,
        column: usize,
        local: NaiveDateTime,
        clock: &mut Clock,
    ) -> Result<DateTime<Utc>, Reported> {
        match clock.instant(local) {
            LocalInstant::Once(instant) => Ok(instant),
            LocalInstant::Twice(earlier, _) => {
                let what = format!("the local time {local} comes twice on this day; the earlier is taken");
                let remedy = "write the offset, if the later is meant";
                self.report(self.problem(Defect::TwiceOnce, column, what).remedy(remedy));
                Ok(earlier)
            }
            LocalInstant::Never => Err(self.no_such_time(column, local, clock.zone)),
        }
    }

    /// Reports a local time inside the hour that is skipped in spring.
    pub(crate) fn no_such_time(&self, column: usize, local: NaiveDateTime, zone: Tz) -> Reported {
        let what = format!(
            "the local time {local} does not exist in {zone}: the clock skips it; the row is set aside"
        );
        let remedy = "check the zone of the export, or write times with their offset";
        self.report(self.problem(Defect::NoSuchTime, column, what).remedy(remedy))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> Written {
        Written::At(text.parse().unwrap())
    }

    #[test]
    fn many_ways_to_write_an_instant() {
        for text in [
            "2003-03-03T07:00:00-05:00",
            "2003-03-03 12:00Z",
            "2003-03-03T12:00:00.000+0000",
            "2003-03-03T14:00+02",
        ] {
            assert_eq!(parse_time(text), Some(utc("2003-03-03T12:00:00Z")), "{text}");
        }
        let local = parse_time("2003-03-03 07:00").unwrap();
        assert_eq!(local, Written::Local("2003-03-03T07:00:00".parse().unwrap()));
        assert_eq!(parse_time("2003-03-02T24:00"), parse_time("2003-03-03T00:00:00"));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "2003-02-30T07:00",
            "2003-03-03",
            "2003-03-03T7:00",
            "2003-03-03T07:60",
            "2003-03-03T24:01",
            "",
            "é",
            "2003-03-03T07:00+99:00",
            "2003-03-03T07:00:00:00",
            "+262143-12-31T23:00",
        ] {
            assert_eq!(parse_time(text), None, "{text}");
        }
    }

    #[test]
    fn the_remembered_day_agrees_with_the_zone() {
        let zone = chrono_tz::Europe::London;
        let mut clock = Clock::new(zone);
        for day in ["2026-03-28", "2026-03-29", "2026-03-30", "2026-10-24", "2026-10-25"] {
            let date: NaiveDate = day.parse().unwrap();
            for minute in 0..1440 {
                let local = date.and_time(NaiveTime::MIN) + Duration::minutes(minute);
                assert_eq!(clock.instant(local), local_instant(local, zone));
            }
        }
    }
}
