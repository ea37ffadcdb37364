//! Recorded series of real queues, from the folder that `WFM_TEST_DATA` names.

#![allow(dead_code)]

use std::path::PathBuf;
use std::process::Command;

use chrono::NaiveDate;
use wfm_core::model::{DayKind, OpeningHours, OpeningRule, QueueCalendar, SpecialDay};

/// A file of the test data as text, unpacked if its name ends in `.gz`; `None`, with a word, without the data.
pub(crate) fn text(name: &str) -> Option<String> {
    let Some(folder) = std::env::var_os("WFM_TEST_DATA") else {
        println!("skipped: WFM_TEST_DATA names no folder of test data");
        return None;
    };
    let path = PathBuf::from(folder).join(name);
    if !name.ends_with(".gz") {
        return Some(std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}")));
    }
    // gzip ships with every Unix; the tests need no other use for it.
    match Command::new("gzip").arg("-dc").arg(path).output() {
        Ok(output) => Some(String::from_utf8(output.stdout).expect("UTF-8")),
        Err(_) => {
            println!("skipped: there is no gzip to unpack {name}");
            None
        }
    }
}

/// The rows below the header, split at commas.
pub(crate) fn rows(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.lines().skip(1).map(|line| line.trim_end().split(',').collect())
}

/// Hours of a week, with the special days of a `calendar.csv`: `date, kind, name`.
pub(crate) fn calendar(days: &str, hours: &str, special: &str) -> QueueCalendar {
    let rule = OpeningRule { days: days.parse().unwrap(), hours: hours.parse().unwrap() };
    let mut special: Vec<SpecialDay> = rows(special).map(|row| special_day(&row)).collect();
    special.sort_by_key(|day| day.date);
    QueueCalendar { opening: OpeningHours { rules: vec![rule] }, special }
}

fn special_day(row: &[&str]) -> SpecialDay {
    let kind = DayKind::ALL.into_iter().find(|kind| kind.name() == row[1]).expect("a kind");
    let name = row.get(2).filter(|name| !name.is_empty()).map(|name| (*name).to_owned());
    SpecialDay { date: date(row[0]), kind, name, queue: None, open: Vec::new(), factor: None }
}

/// A date as written in files.
pub(crate) fn date(text: &str) -> NaiveDate {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}
