//! `calendar.csv`: days that are not ordinary.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::codes::{self, Defect, Table as Kind};
use super::problem::{Report, Reported};
use super::source::Source;
use super::table::{Column, Row, Table, optional, required};
use super::value::Names;
use crate::model::{Calendar, Centre, DayKind, QueueId, SpecialDay, TimeRange};

const DATE: usize = 0;
const KIND: usize = 1;
const NAME: usize = 2;
const QUEUE: usize = 3;
const OPEN: usize = 4;
const FACTOR: usize = 5;

const COLUMNS: [Column; 6] = [
    required("date"),
    required("kind"),
    optional("name"),
    optional("queue"),
    optional("open"),
    optional("factor"),
];

pub(super) fn read(source: Source, centre: &Centre, report: &Report) -> Calendar {
    let queues = Names::new("queue", "centre.toml", centre.queues.iter().map(|queue| queue.id.as_str()));
    let mut days = Vec::new();
    let mut lines = BTreeMap::new();
    let Some(mut table) = Table::open(Kind::Calendar, source, &COLUMNS, report) else {
        return Calendar::default();
    };
    while let Some(row) = table.row() {
        let Ok(day) = special_day(&row, &queues) else { continue };
        match lines.insert(key(&day), row.line) {
            Some(line) => {
                let what = format!("{} is {} in line {line} already", day.date, day.kind.name());
                row.report(row.problem(Defect::Duplicate, DATE, what).remedy("remove one of the two rows"));
            }
            None => days.push(day),
        }
    }
    days.sort_by_key(|day| day.date);
    Calendar { days }
}

/// What makes two rows the same: two events on one day are two things, the same day closed twice is a slip.
fn key(day: &SpecialDay) -> (NaiveDate, DayKind, Option<QueueId>, Option<String>) {
    (day.date, day.kind, day.queue.clone(), day.name.clone().filter(|_| day.kind == DayKind::Event))
}

fn special_day(row: &Row, queues: &Names) -> Result<SpecialDay, Reported> {
    let date = row.needed_date(DATE);
    let kind = row.needed(KIND).and_then(|_| row.word(KIND, DayKind::name, &DayKind::ALL));
    let queue = row.text(QUEUE).map(|name| queues.find(row, QUEUE, name).map(|_| name.into())).transpose();
    let open = open_hours(row);
    let factor = row.number(FACTOR);
    let day = SpecialDay {
        date: date?,
        kind: kind?.ok_or(Reported)?,
        name: row.text(NAME).map(str::to_owned),
        queue: queue?,
        open: open?,
        factor: factor?,
    };
    if day.kind == DayKind::Short && day.open.is_empty() {
        let problem = row.problem_of(codes::CALENDAR_SHORT, OPEN, "a short day needs its hours");
        let remedy = "fill in open, or call the day holiday, event or closed";
        return Err(row.report(problem.expected("hours such as 09:00-13:00").remedy(remedy)));
    }
    if day.kind == DayKind::Closed && !day.open.is_empty() {
        let problem =
            row.problem_of(codes::CALENDAR_CLOSED, OPEN, "a closed day has hours; they do not count");
        row.report(problem.remedy("empty the cell, or call the day short"));
    }
    Ok(day)
}

/// `09:00-13:00`, or several stretches with `|` between them.
fn open_hours(row: &Row) -> Result<Vec<TimeRange>, Reported> {
    let Some(text) = row.text(OPEN) else { return Ok(Vec::new()) };
    let parsed: Result<Vec<TimeRange>, _> = text.split('|').map(|range| range.trim().parse()).collect();
    parsed.map_err(|_| {
        let problem = row.problem(Defect::NotAWord, OPEN, format!("{text:?} is not understood"));
        let expected = "hours such as 09:00-13:00, or 09:00-12:00|14:00-17:00";
        row.report(problem.expected(expected).remedy("correct the cell"))
    })
}
