//! What a cell can hold: numbers, words, dates, times of day, names.

use std::collections::BTreeMap;
use std::str::FromStr;

use chrono::NaiveDate;

use super::codes::Defect;
use super::names::suggestion;
use super::problem::{InputProblem, Reported};
use super::table::Row;

/// Why a text is no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoNumber {
    NotANumber,
    NotFinite,
}

/// The number written as `text`. A decimal comma is understood where the delimiter is not a comma.
pub(crate) fn parse_number(text: &str, decimal_comma: bool) -> Result<f64, NoNumber> {
    let number = match text.parse::<f64>() {
        Ok(number) => number,
        Err(_) if decimal_comma && text.matches(',').count() == 1 && !text.contains('.') => {
            text.replace(',', ".").parse().map_err(|_| NoNumber::NotANumber)?
        }
        Err(_) => return Err(NoNumber::NotANumber),
    };
    if number.is_finite() { Ok(number) } else { Err(NoNumber::NotFinite) }
}

/// A bare date, `2026-11-23`.
pub(crate) fn parse_date(text: &str) -> Option<NaiveDate> {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let digits = |from: usize, to: usize| {
        bytes[from..to].iter().try_fold(0, |n, b| b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0')))
    };
    NaiveDate::from_ymd_opt(digits(0, 4)? as i32, digits(5, 7)?, digits(8, 10)?)
}

impl<'t> Row<'t> {
    /// A number from 0 on; nothing where the cell is empty.
    pub(crate) fn number(&self, column: usize) -> Result<Option<f64>, Reported> {
        let Some(text) = self.text(column) else { return Ok(None) };
        let refuse = |defect, what| {
            let problem =
                self.problem(defect, column, what).expected("a number, 0 or more, such as 12 or 12.5");
            Err(self.report(problem.remedy("correct the cell, or leave it empty if nobody knows")))
        };
        match parse_number(text, self.decimal_comma) {
            Ok(number) if number >= 0.0 => Ok(Some(number)),
            Ok(number) => refuse(Defect::OutOfRange, format!("{number} is negative")),
            Err(NoNumber::NotFinite) => refuse(Defect::OutOfRange, format!("{text:?} is not finite")),
            Err(NoNumber::NotANumber) => refuse(Defect::NotANumber, format!("{text:?} is not a number")),
        }
    }

    /// As [`Row::number`], but infinity may be written, as `inf`.
    pub(crate) fn number_or_infinite(&self, column: usize) -> Result<Option<f64>, Reported> {
        if self.text(column) == Some("inf") { Ok(Some(f64::INFINITY)) } else { self.number(column) }
    }

    /// A date; nothing where the cell is empty.
    pub(crate) fn date(&self, column: usize) -> Result<Option<NaiveDate>, Reported> {
        let Some(text) = self.text(column) else { return Ok(None) };
        match parse_date(text) {
            Some(date) => Ok(Some(date)),
            None => Err(self.report(self.not_a_time(column, text, "a date such as 2026-11-23"))),
        }
    }

    /// A date that must be there.
    pub(crate) fn needed_date(&self, column: usize) -> Result<NaiveDate, Reported> {
        self.needed(column)?;
        self.date(column)?.ok_or(Reported)
    }

    pub(crate) fn not_a_time(&self, column: usize, text: &str, expected: &str) -> InputProblem {
        let shape = text.get(..10).is_some_and(|date| {
            date.bytes()
                .enumerate()
                .all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() })
        });
        let what = match text.get(..10) {
            Some(date) if shape && parse_date(date).is_none() => format!("the date {date} does not exist"),
            _ => format!("{text:?} is not a date or time"),
        };
        self.problem(Defect::NotATime, column, what).expected(expected).remedy("correct the cell")
    }

    /// One of a few words; nothing where the cell is empty.
    pub(crate) fn word<T: Copy>(
        &self,
        column: usize,
        name: impl Fn(T) -> &'static str,
        all: &[T],
    ) -> Result<Option<T>, Reported> {
        let Some(text) = self.text(column) else { return Ok(None) };
        let names: Vec<&str> = all.iter().map(|t| name(*t)).collect();
        match all.iter().find(|t| name(**t).eq_ignore_ascii_case(text)) {
            Some(found) => Ok(Some(*found)),
            None => {
                let remedy = suggestion(text, names.iter().copied(), "use one of these words");
                let problem =
                    self.problem(Defect::NotAWord, column, format!("{text:?} is not a word allowed here"));
                Err(self.report(problem.expected(format!("one of {}", names.join(", "))).remedy(remedy)))
            }
        }
    }

    /// A text of a shape of its own, such as a time of day; nothing where the cell is empty.
    pub(crate) fn parsed<T: FromStr>(&self, column: usize, expected: &str) -> Result<Option<T>, Reported> {
        let Some(text) = self.text(column) else { return Ok(None) };
        match text.parse() {
            Ok(value) => Ok(Some(value)),
            Err(_) => Err(self.report(
                self.problem(Defect::NotAWord, column, format!("{text:?} is not understood"))
                    .expected(expected)
                    .remedy("correct the cell"),
            )),
        }
    }
}

/// The names known of one kind of thing, and the unknown ones met in a file, each reported once.
#[derive(Debug)]
pub(crate) struct Names<'n> {
    what: &'static str,
    home: &'static str,
    known: BTreeMap<&'n str, usize>,
    met: std::cell::RefCell<std::collections::BTreeSet<String>>,
}

impl<'n> Names<'n> {
    /// Things called `what` that are listed in `home`, in their order.
    pub(crate) fn new(
        what: &'static str,
        home: &'static str,
        names: impl IntoIterator<Item = &'n str>,
    ) -> Self {
        let known = names.into_iter().enumerate().map(|(index, name)| (name, index)).collect();
        Names { what, home, known, met: Default::default() }
    }

    /// Position of the thing called `name`.
    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        self.known.get(name).copied()
    }

    /// Position of the thing named in a cell; an unknown name is reported the first time it occurs.
    pub(crate) fn find(&self, row: &Row, column: usize, name: &str) -> Result<usize, Reported> {
        self.position(name).ok_or_else(|| {
            if self.is_new(name) {
                row.report(self.unknown(row.problem(Defect::UnknownName, column, ""), name));
            }
            Reported
        })
    }

    /// Whether `name` occurs for the first time.
    pub(crate) fn is_new(&self, name: &str) -> bool {
        let mut met = self.met.borrow_mut();
        met.len() < 10_000 && met.insert(name.to_owned())
    }

    /// The problem of an unknown `name`.
    pub(crate) fn unknown(&self, problem: InputProblem, name: &str) -> InputProblem {
        let known: Vec<&str> = self.known.keys().copied().take(8).collect();
        let more = if self.known.len() > known.len() { ", …" } else { "" };
        let expected = match known.is_empty() {
            true => format!("one of {}, which has no {}", self.home, self.what),
            false => format!("one of {}: {}{more}", self.home, known.join(", ")),
        };
        let otherwise = format!("add it to {}, or correct the name", self.home);
        let remedy = suggestion(name, self.known.keys().copied(), otherwise);
        let what = format!("there is no {} {name:?}", self.what);
        InputProblem { what, ..problem }.expected(expected).remedy(remedy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_comma_counts_only_where_it_cannot_be_the_delimiter() {
        assert_eq!(parse_number("1,5", true), Ok(1.5));
        assert_eq!(parse_number("1,5", false), Err(NoNumber::NotANumber));
        assert_eq!(parse_number("1.234,5", true), Err(NoNumber::NotANumber));
        assert_eq!(parse_number("1e3", false), Ok(1000.0));
    }

    #[test]
    fn infinite_and_absent_numbers_are_told_from_text() {
        for text in ["inf", "-inf", "NaN", "1e999"] {
            assert_eq!(parse_number(text, false), Err(NoNumber::NotFinite));
        }
        assert_eq!(parse_number("4l", false), Err(NoNumber::NotANumber));
    }
}
