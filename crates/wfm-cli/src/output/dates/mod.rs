//! Dates for people: Gregorian or Solar Hijri, in the words and digits of a language.

mod jalali;

use chrono::{Datelike, NaiveDate};
use wfm_core::model::DateStyle;

use super::words::Words;
use jalali::Jalali;

/// Writes dates in a style and language.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dates {
    style: DateStyle,
    words: Words,
}

impl Dates {
    /// Dates of this style in the language of `words`.
    pub(crate) fn new(style: DateStyle, words: Words) -> Self {
        Dates { style, words }
    }

    /// Weekday, day, month and year: `Monday 23 November 2026`.
    pub(crate) fn long(&self, date: NaiveDate) -> String {
        let (year, month, day) = self.parts(date);
        self.words.digits(&format!("{} {day} {month} {year}", self.weekday(date)))
    }

    /// Short weekday, day and month: `Mon 23 Nov`.
    pub(crate) fn short(&self, date: NaiveDate) -> String {
        let (_, month, day) = self.parts(date);
        self.words.digits(&format!("{} {day} {}", self.weekday_short(date), self.short_month(date, month)))
    }

    /// A stretch of days, both ends included: `23 November – 29 November 2026`.
    pub(crate) fn range(&self, first: NaiveDate, last: NaiveDate) -> String {
        let (first_year, first_month, first_day) = self.parts(first);
        let (last_year, last_month, last_day) = self.parts(last);
        if first == last {
            return self.words.digits(&format!("{last_day} {last_month} {last_year}"));
        }
        let first = match (first_year == last_year, first_month == last_month) {
            (true, true) => format!("{first_day}"),
            (true, false) => format!("{first_day} {first_month}"),
            _ => format!("{first_day} {first_month} {first_year}"),
        };
        self.words.digits(&format!("{first} – {last_day} {last_month} {last_year}"))
    }

    /// The weekday alone: `Monday`.
    pub(crate) fn weekday(&self, date: NaiveDate) -> &'static str {
        self.words.table().weekdays[date.weekday().num_days_from_monday() as usize]
    }

    /// The weekday alone, short: `Mon`.
    pub(crate) fn weekday_short(&self, date: NaiveDate) -> &'static str {
        self.words.table().weekdays_short[date.weekday().num_days_from_monday() as usize]
    }

    fn parts(&self, date: NaiveDate) -> (i32, &'static str, u32) {
        let table = self.words.table();
        match self.style {
            DateStyle::Gregorian => (date.year(), table.months[date.month0() as usize], date.day()),
            DateStyle::Jalali => {
                let Jalali { year, month, day } = Jalali::of(date);
                (year, table.jalali_months[month as usize - 1], day)
            }
        }
    }

    fn short_month(&self, date: NaiveDate, long: &'static str) -> &'static str {
        match self.style {
            DateStyle::Gregorian => self.words.table().months_short[date.month0() as usize],
            DateStyle::Jalali => long,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wfm_core::model::Language;

    fn dates(style: DateStyle, language: Language) -> Dates {
        Dates::new(style, Words::of(language))
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_date_is_written_in_the_language_of_the_reader() {
        let monday = day("2026-11-23");
        assert_eq!(dates(DateStyle::Gregorian, Language::En).long(monday), "Monday 23 November 2026");
        assert_eq!(dates(DateStyle::Gregorian, Language::Ru).long(monday), "понедельник 23 ноября 2026");
        assert_eq!(dates(DateStyle::Jalali, Language::Fa).long(monday), "دوشنبه ۲ آذر ۱۴۰۵");
        assert_eq!(dates(DateStyle::Jalali, Language::En).short(monday), "Mon 2 Azar");
    }

    #[test]
    fn a_range_says_nothing_twice() {
        let english = dates(DateStyle::Gregorian, Language::En);
        assert_eq!(english.range(day("2026-11-23"), day("2026-11-29")), "23 – 29 November 2026");
        assert_eq!(english.range(day("2026-11-23"), day("2026-11-23")), "23 November 2026");
        assert_eq!(english.range(day("2026-11-30"), day("2026-12-06")), "30 November – 6 December 2026");
        assert_eq!(english.range(day("2026-12-28"), day("2027-01-03")), "28 December 2026 – 3 January 2027");
    }
}
