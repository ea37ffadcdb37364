//! `daily.csv`: totals of days, or of months, for forecasts of months.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::codes::{self, Defect, Table as Kind};
use super::problem::{InputProblem, Report, Reported};
use super::source::Source;
use super::table::{Column, Row, Table, optional, required};
use super::value::{Names, parse_date};
use crate::model::{Centre, DailyHistory, MonthTotal, MonthlyHistory, Observations};

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

/// Rows of one queue by date: line, and offered, handled and handle_seconds.
type Rows = BTreeMap<NaiveDate, (u64, [Option<f64>; 3])>;

/// The rows of one queue: of days, and of months by their first day.
#[derive(Default)]
struct Days {
    days: Rows,
    months: Rows,
}

/// What a `daily.csv` holds, in the order of `centre.toml`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DailyTotals {
    /// One per queue with rows of days.
    pub days: Vec<DailyHistory>,
    /// One per queue with rows of months.
    pub months: Vec<MonthlyHistory>,
}

/// Reads the table.
pub(super) fn read(source: Source, centre: &Centre, report: &Report) -> DailyTotals {
    let Some(mut table) = Table::open(Kind::Daily, source, &COLUMNS, report) else {
        return DailyTotals::default();
    };
    let file = table.name.clone();
    let names = Names::new("queue", "centre.toml", centre.queues.iter().map(|queue| queue.id.as_str()));
    let mut queues: Vec<Days> = centre.queues.iter().map(|_| Days::default()).collect();
    while let Some(row) = table.row() {
        // A row that could not be read has been reported.
        let _ = add_row(&row, &names, &mut queues);
    }
    let mut totals = DailyTotals::default();
    for (queue, Days { days, months }) in centre.queues.iter().zip(&queues) {
        let history = history(queue.id.as_str(), days);
        if (history.is_none() && !days.is_empty()) || span(months) > MOST_DAYS {
            report_span(if history.is_none() { days } else { months }, &file, report);
            continue;
        }
        totals.days.extend(history);
        if !months.is_empty() {
            totals.months.push(MonthlyHistory { queue: queue.id.clone(), months: month_totals(months) });
        }
    }
    totals
}

fn add_row(row: &Row, names: &Names, queues: &mut [Days]) -> Result<(), Reported> {
    let month = row.text(DATE).and_then(first_of_month);
    let date = month.map_or_else(|| row.needed_date(DATE), Ok);
    let queue = row.needed(QUEUE).and_then(|name| names.find(row, QUEUE, name));
    let values = [OFFERED, HANDLED, HANDLE_SECONDS].map(|column| row.number(column));
    let (date, queue) = (date?, queue?);
    let [offered, handled, seconds] = values;
    let values = [offered?, handled?, seconds?];
    let Days { days, months } = &mut queues[queue];
    let rows = if month.is_some() { months } else { days };
    if let Some((line, _)) = rows.insert(date, (row.line, values)) {
        let what = format!("the queue has {} in line {line} already", row.text(DATE).unwrap_or_default());
        let remedy = "remove one of the two rows, or write their sum";
        return Err(row.report(row.problem(Defect::Duplicate, DATE, what).remedy(remedy)));
    }
    Ok(())
}

/// The first day of a month written as `2026-11`.
fn first_of_month(text: &str) -> Option<NaiveDate> {
    (text.len() == 7).then(|| parse_date(&format!("{text}-01"))).flatten()
}

fn month_totals(rows: &Rows) -> BTreeMap<NaiveDate, MonthTotal> {
    let total = |[offered, handled, handle_seconds]: [Option<f64>; 3]| MonthTotal {
        offered,
        handled,
        handle_seconds,
    };
    rows.iter().map(|(month, (_, values))| (*month, total(*values))).collect()
}

/// Days from the first row to the last.
fn span(rows: &Rows) -> i64 {
    let ends = rows.keys().next().zip(rows.keys().next_back());
    ends.map_or(0, |(first, last)| (*last - *first).num_days() + 1)
}

/// The days of one queue; none when there are none, or when they reach too far.
fn history(queue: &str, days: &Rows) -> Option<DailyHistory> {
    let (first, len) = (*days.keys().next()?, span(days));
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

fn report_span(days: &Rows, file: &str, report: &Report) {
    let ends = days.first_key_value().zip(days.last_key_value());
    if let Some(((first, _), (last, (line, _)))) = ends {
        let problem = InputProblem::new(
            codes::DAILY_SPAN,
            file,
            format!("the rows of a queue reach from {first} to {last}"),
        );
        report
            .add(problem.line(*line).column("date").expected("at most 50 years").remedy("correct the year"));
    }
}
