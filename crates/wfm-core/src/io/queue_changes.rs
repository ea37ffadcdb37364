//! `queue_changes.csv`: queues that were split, merged or renamed.

use super::codes::{self, Defect, Table as Kind};
use super::problem::{InputProblem, Report, Reported};
use super::source::Source;
use super::table::{Column, Row, Table, optional, required};
use super::value::Names;
use crate::model::{Centre, QueueChange};
use crate::units::Share;

const DATE: usize = 0;
const FROM: usize = 1;
const TO: usize = 2;
const SHARE: usize = 3;

const COLUMNS: [Column; 4] = [required("date"), required("from"), required("to"), optional("share")];

/// A change and its line in the file.
type Line = (u64, QueueChange);

/// The changes, in the order of the file.
pub(super) fn read(source: Source, centre: &Centre, report: &Report) -> Vec<QueueChange> {
    let Some(mut table) = Table::open(Kind::QueueChanges, source, &COLUMNS, report) else {
        return Vec::new();
    };
    let mut lines: Vec<Line> = Vec::new();
    let queues = Names::new("queue", "centre.toml", centre.queues.iter().map(|queue| queue.id.as_str()));
    while let Some(row) = table.row() {
        if let Ok(change) = change(&row, &queues, &lines) {
            lines.push((row.line, change));
        }
    }
    for (line, change) in &lines {
        check_shares(*line, change, &lines, centre, &table.name, report);
    }
    lines.into_iter().map(|(_, change)| change).collect()
}

fn change(row: &Row, queues: &Names, lines: &[Line]) -> Result<QueueChange, Reported> {
    let (date, from, to) = (row.needed_date(DATE), row.needed(FROM), row.needed(TO));
    let share = share(row);
    let (from, to) = (from?, to?);
    queues.find(row, TO, to)?;
    if from == to {
        let problem =
            row.problem_of(codes::QUEUE_CHANGE_SELF, TO, format!("queue {from:?} goes over into itself"));
        return Err(row.report(
            problem.expected("another queue").remedy("correct one of the names, or delete the row"),
        ));
    }
    let change = QueueChange { date: date?, from: from.into(), to: to.into(), share: share? };
    let same =
        |other: &QueueChange| (other.date, &other.from, &other.to) == (change.date, &change.from, &change.to);
    if let Some((line, _)) = lines.iter().find(|(_, other)| same(other)) {
        let what = format!("line {line} says already how {from} goes over into {to} on this day");
        return Err(row.report(row.problem(Defect::Duplicate, TO, what).remedy("keep one of the rows")));
    }
    Ok(change)
}

/// All of it where the cell is empty.
fn share(row: &Row) -> Result<Share, Reported> {
    let share = row.number(SHARE)?.unwrap_or(1.0);
    if share > 0.0 && share <= 1.0 {
        return Ok(share);
    }
    let problem = row.problem(Defect::OutOfRange, SHARE, format!("the share is {share}"));
    let remedy = "write a share, such as 0.4 for 40 %; empty is all";
    Err(row.report(problem.expected("above 0 and at most 1").remedy(remedy)))
}

/// Says at the first row of a queue on a day whether more than all, or less than all of a queue that is gone, goes elsewhere.
fn check_shares(
    line: u64,
    change: &QueueChange,
    lines: &[Line],
    centre: &Centre,
    file: &str,
    report: &Report,
) {
    let alike = || lines.iter().filter(|(_, other)| (other.date, &other.from) == (change.date, &change.from));
    if alike().next().is_none_or(|(first, _)| *first != line) {
        return;
    }
    let QueueChange { date, from, .. } = change;
    let sum: Share = alike().map(|(_, other)| other.share).sum();
    let problem = |code, what| InputProblem::new(code, file, what).line(line).column("share");
    if sum > 1.0 + QueueChange::ROUNDING {
        let what = format!("{:.1} % of queue {from} go elsewhere on {date}", 100.0 * sum);
        let problem = problem(codes::QUEUE_CHANGE_SHARES, what).expected("shares that add up to 1 at most");
        report.add(problem.remedy("correct the shares of this queue on this day"));
    }
    let goes_on = lines.iter().any(|(_, other)| other.from == *from && other.date > *date);
    if sum < 1.0 - QueueChange::ROUNDING && !goes_on && centre.queues.iter().all(|queue| queue.id != *from) {
        let what = format!(
            "{:.1} % of the contacts that queue {from} had before {date} count nowhere: it is not in centre.toml",
            100.0 * (1.0 - sum)
        );
        let remedy = "nothing, if they have left the centre; else let the shares add up to 1";
        report.add(problem(codes::QUEUE_CHANGE_LOST, what).remedy(remedy));
    }
}
