//! `overrides.csv`: what people change in the forecast.

use super::codes::{self, Defect, Table as Kind};
use super::problem::{Report, Reported};
use super::source::Source;
use super::table::{Column, Row, Table, optional, required, text};
use super::value::{Names, parse_number};
use crate::model::{Centre, Override, OverrideChange, OverrideFigure};

const FROM: usize = 0;
const TO: usize = 1;
const HOURS: usize = 2;
const QUEUE: usize = 3;
const FIGURE: usize = 4;
const FACTOR: usize = 5;
const ADD: usize = 6;
const SET: usize = 7;
const REASON: usize = 8;
const WHO: usize = 9;

const COLUMNS: [Column; 10] = [
    required("from"),
    optional("to"),
    optional("hours"),
    optional("queue"),
    optional("figure"),
    optional("factor"),
    optional("add"),
    optional("set"),
    text("reason"),
    text("who"),
];

/// The overrides in the order of the file, which is the order in which they are applied.
pub(super) fn read(source: Source, centre: &Centre, report: &Report) -> Vec<Override> {
    let Some(mut table) = Table::open(Kind::Overrides, source, &COLUMNS, report) else { return Vec::new() };
    let queues = Names::new("queue", "centre.toml", centre.queues.iter().map(|queue| queue.id.as_str()));
    let mut overrides = Vec::new();
    while let Some(row) = table.row() {
        overrides.extend(by_hand(&row, &queues));
    }
    overrides
}

fn by_hand(row: &Row, queues: &Names) -> Result<Override, Reported> {
    let from = row.needed_date(FROM);
    let to = row.date(TO);
    let hours = row.parsed(HOURS, "hours such as 09:00-12:00");
    let queue = row.text(QUEUE).map(|name| queues.find(row, QUEUE, name).map(|_| name.into())).transpose();
    let figure = row.word(FIGURE, OverrideFigure::name, &OverrideFigure::ALL);
    let change = change(row);
    let from = from?;
    let to = to?.unwrap_or(from);
    if to < from {
        let problem = row.problem_of(codes::OVERRIDE_ORDER, TO, format!("{to} is before {from}"));
        return Err(row.report(problem.remedy("swap or correct the dates")));
    }
    Ok(Override {
        from,
        to,
        hours: hours?,
        queue: queue?,
        figure: figure?.unwrap_or_default(),
        change: change?,
        reason: row.text(REASON).map(str::to_owned),
        who: row.text(WHO).map(str::to_owned),
    })
}

/// The one change of a row.
fn change(row: &Row) -> Result<OverrideChange, Reported> {
    let factor = row.number(FACTOR);
    let add = signed(row, ADD);
    let set = row.number(SET);
    match (factor?, add?, set?) {
        (Some(factor), None, None) => Ok(OverrideChange::Factor(factor)),
        (None, Some(more), None) => Ok(OverrideChange::Add(more)),
        (None, None, Some(value)) => Ok(OverrideChange::Set(value)),
        (factor, add, set) => {
            let count = [factor, add, set].iter().flatten().count();
            let what =
                if count == 0 { "the row changes nothing" } else { "the row has more than one change" };
            let problem = row.problem_of(codes::OVERRIDE_CHANGE, FACTOR, what);
            let remedy = "fill in one of these cells and leave the others empty";
            Err(row.report(problem.expected("one of factor, add and set").remedy(remedy)))
        }
    }
}

/// A number that may be negative; nothing where the cell is empty.
fn signed(row: &Row, column: usize) -> Result<Option<f64>, Reported> {
    let Some(text) = row.text(column) else { return Ok(None) };
    parse_number(text, row.decimal_comma).map(Some).map_err(|_| {
        let problem = row.problem(Defect::NotANumber, column, format!("{text:?} is not a number"));
        row.report(problem.expected("a number such as 40 or -12.5").remedy("correct the cell"))
    })
}
