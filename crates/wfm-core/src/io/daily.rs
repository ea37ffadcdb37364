//! `daily.csv`: totals of days, for forecasts of months.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::codes::{self, Defect, Table as Kind};
use super::problem::{Problem, Report, Reported};
use super::source::Source;
use super::table::{Column, Row, Table, optional, required};
use super::value::Names;
use crate::model::{Centre, DailyHistory, Observations};

const DATE: usize = 0;
const QUEUE: usize = 1;
const OFFERED: usize = 2;
const HANDLED: usize = 3;
const HANDLE_SECONDS: usize = 4;

const COLUMNS: [Column; 5] = [
    required("date"),
    required("queue"),
    required("offered"),
    optional("handled"),
    optional("handle_seconds"),
];

/// Longest span of a file; a year mistyped must not fill the memory.
const MOST_DAYS: i64 = 50 * 366;

/// A row of one queue: its line, and offered, handled and handle_seconds.
type Days = BTreeMap<NaiveDate, (u64, [Option<f64>; 3])>;

/// One history per queue with rows, in the order of `centre.toml`.
pub(super) fn read(source: Source, centre: &Centre, report: &Report) -> Vec<DailyHistory> {
    let Some(mut table) = Table::open(Kind::Daily, source, &COLUMNS, report) else { return Vec::new() };
    let file = table.name.clone();
    let names = Names::new("queue", "centre.toml", centre.queues.iter().map(|queue| queue.id.as_str()));
    let mut queues: Vec<Days> = centre.queues.iter().map(|_| Days::new()).collect();
    while let Some(row) = table.row() {
        // A row that could not be read has been reported.
        let _ = add_row(&row, &names, &mut queues);
    }
    let histories = centre.queues.iter().zip(&queues).filter_map(|(queue, days)| {
        let history = history(queue.id.as_str(), days);
        if history.is_none() && !days.is_empty() {
            report_span(days, &file, report);
        }
        history
    });
    histories.collect()
}

fn add_row(row: &Row, names: &Names, queues: &mut [Days]) -> Result<(), Reported> {
    let date = row.needed_date(DATE);
    let queue = row.needed(QUEUE).and_then(|name| names.find(row, QUEUE, name));
    let values = [OFFERED, HANDLED, HANDLE_SECONDS].map(|column| row.number(column));
    let (date, queue) = (date?, queue?);
    let [offered, handled, seconds] = values;
    let values = [offered?, handled?, seconds?];
    if let Some((line, _)) = queues[queue].insert(date, (row.line, values)) {
        let what = format!("the queue has {date} in line {line} already");
        let remedy = "remove one of the two rows, or write their sum";
        return Err(row.report(row.problem(Defect::Duplicate, DATE, what).remedy(remedy)));
    }
    Ok(())
}

/// The days of one queue; none when there are none, or when they reach too far.
fn history(queue: &str, days: &Days) -> Option<DailyHistory> {
    let (first, last) = (*days.keys().next()?, *days.keys().next_back()?);
    let len = (last - first).num_days() + 1;
    if len > MOST_DAYS {
        return None;
    }
    let mut measures = [0; 3].map(|_| Observations::missing(len as usize));
    for (date, (_, values)) in days {
        let index = (*date - first).num_days() as usize;
        for (measure, value) in measures.iter_mut().zip(values) {
            if let Some(value) = value {
                measure.set(index, *value).ok()?;
            }
        }
    }
    let [offered, handled, seconds] = measures;
    DailyHistory::new(queue.into(), first, offered, handled, seconds).ok()
}

fn report_span(days: &Days, file: &str, report: &Report) {
    let ends = days.first_key_value().zip(days.last_key_value());
    if let Some(((first, _), (last, (line, _)))) = ends {
        let problem = Problem::new(
            codes::DAILY_SPAN,
            file,
            format!("the rows of a queue reach from {first} to {last}"),
        );
        report
            .add(problem.line(*line).column("date").expected("at most 50 years").remedy("correct the year"));
    }
}
