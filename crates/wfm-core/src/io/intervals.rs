//! Rows of interval tables put onto the planning grid: history, requirement and forecast share it.
//!
//! Every queue keeps one value per interval and column, and the line each value came from, so that a row that comes
//! twice is reported with both lines. Memory is four bytes per row and eight per interval and column.

use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use chrono_tz::Tz;

use super::codes::{self, Code, Defect};
use super::problem::{InputProblem, Report, Reported};
use super::series::Series;
use super::table::Row;
use super::time::{Clock, Written};
use crate::model::{Grid, LocalInstant, date_of, first_instant};

/// Longest span of one file; a year mistyped must not fill the memory.
const MOST_MINUTES: i64 = 50 * 366 * 1440;

/// How a table treats rows that are not one planning interval each.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rules {
    /// Whether finer rows are summed.
    pub(crate) sum_finer: bool,
    pub(crate) off_grid: Code,
    pub(crate) coarse: Code,
    pub(crate) span: Code,
}

impl Rules {
    pub(crate) const HISTORY: Rules = Rules {
        sum_finer: true,
        off_grid: codes::HISTORY_OFF_GRID,
        coarse: codes::HISTORY_COARSE,
        span: codes::HISTORY_SPAN,
    };
    pub(crate) const PLAN: Rules = Rules {
        sum_finer: false,
        off_grid: codes::INTERVALS_OFF_GRID,
        coarse: codes::INTERVALS_COARSE,
        span: codes::INTERVALS_SPAN,
    };
}

/// Interval tables being put together.
pub(crate) struct Intervals {
    rules: Rules,
    step: i64,
    clock: Clock,
    columns: usize,
    /// Local midnight of the first row's day; intervals are counted from here.
    anchor: Option<DateTime<Utc>>,
    first: i64,
    last: i64,
    queues: Vec<Series>,
    /// Names of the files, and how many lines were before each.
    files: Vec<(u32, String)>,
    lines: u32,
    /// Local times that come twice and came once so far: queue, minute of the later, line, the time.
    once: Vec<(usize, i64, u32, NaiveDateTime)>,
}

/// Where a row belongs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    queue: usize,
    cell: usize,
}

impl Intervals {
    /// For `queues` queues and rows with `columns` values.
    pub(crate) fn new(rules: Rules, step_minutes: u32, zone: Tz, queues: usize, columns: usize) -> Self {
        let clock = Clock::new(zone);
        let step = i64::from(step_minutes.max(1));
        let queues = (0..queues).map(|_| Series::default()).collect();
        let (files, once) = (Vec::new(), Vec::new());
        Intervals {
            rules,
            step,
            clock,
            columns,
            anchor: None,
            first: 0,
            last: 0,
            queues,
            files,
            lines: 0,
            once,
        }
    }

    /// Says that the next rows come from another file.
    pub(crate) fn next_file(&mut self, name: &str) {
        self.files.push((self.lines, name.to_owned()));
    }

    /// Finds the place of a row of `queue` that starts as written in `column`.
    pub(crate) fn place(&mut self, row: &Row, column: usize, queue: usize) -> Result<Place, Reported> {
        row.needed(column)?;
        let written = row.written(column)?.ok_or(Reported)?;
        let line = self.line_number(row);
        match written {
            Written::At(instant) => self.put(row, column, queue, instant, line),
            Written::Local(local) => match self.clock.instant(local) {
                LocalInstant::Once(instant) => self.put(row, column, queue, instant, line),
                LocalInstant::Never => Err(row.no_such_time(column, local, self.clock.zone)),
                LocalInstant::Twice(earlier, later) => {
                    let early = self.minute(row, column, earlier)?;
                    if self.queues[queue].line(self.step, early).is_some() {
                        return self.put(row, column, queue, later, line);
                    }
                    let late = self.minute(row, column, later)?;
                    self.once.push((queue, late, line, local));
                    self.put(row, column, queue, earlier, line)
                }
            },
        }
    }

    /// The line of a row, counted through all files.
    fn line_number(&mut self, row: &Row) -> u32 {
        let before = self.files.last().map_or(0, |(before, _)| *before);
        self.lines = before.saturating_add(u32::try_from(row.line).unwrap_or(u32::MAX));
        self.lines
    }

    /// Minutes from the anchor to `instant`.
    fn minute(&mut self, row: &Row, column: usize, instant: DateTime<Utc>) -> Result<i64, Reported> {
        let zone = self.clock.zone;
        let start = self.anchor.is_none();
        let anchor = *self.anchor.get_or_insert_with(|| first_instant(date_of(instant, zone), zone));
        let minute = (instant - anchor).num_seconds().div_euclid(60);
        let (first, last) =
            if start { (minute, minute) } else { (self.first.min(minute), self.last.max(minute)) };
        if last - first > MOST_MINUTES {
            let what = format!("the rows reach from {} to {}", self.local(first), self.local(last));
            let problem = row.problem_of(self.rules.span, column, what).expected("at most 50 years");
            return Err(row.report(problem.remedy("correct the year")));
        }
        (self.first, self.last) = (first, last);
        Ok(minute)
    }

    fn put(
        &mut self,
        row: &Row,
        column: usize,
        queue: usize,
        instant: DateTime<Utc>,
        line: u32,
    ) -> Result<Place, Reported> {
        let minute = self.minute(row, column, instant)?;
        if instant.timestamp().rem_euclid(60) != 0 {
            return Err(self.report_off_grid(row.report, minute, line));
        }
        if let Some(before) = self.queues[queue].line(self.step, minute) {
            return Err(self.report_twice(row, column, minute, before));
        }
        let cell = self.queues[queue].put(self.step, minute, line, self.columns);
        Ok(Place { queue, cell })
    }

    /// Adds `value` to what the place holds in value column `column`.
    pub(crate) fn add(&mut self, place: Place, column: usize, value: f64) {
        let series = &mut self.queues[place.queue];
        let len = series.len;
        let values = &mut series.values[column];
        if values.is_empty() {
            values.resize(len, f64::NAN);
        }
        let cell = &mut values[place.cell];
        *cell = if cell.is_nan() { value } else { *cell + value };
    }

    fn local(&self, minute: i64) -> String {
        let instant = self.anchor.unwrap_or_default() + Duration::minutes(minute);
        instant.with_timezone(&self.clock.zone).format("%Y-%m-%d %H:%M").to_string()
    }

    fn locate(&self, line: u32) -> (&str, u64) {
        let file = self.files.iter().rev().find(|(before, _)| *before < line);
        file.map_or(("", 0), |(before, name)| (name, u64::from(line - before)))
    }

    fn report_twice(&self, row: &Row, column: usize, minute: i64, before: u32) -> Reported {
        let (file, line) = self.locate(before);
        let place = if file == row.name { format!("line {line}") } else { format!("{file}:{line}") };
        let what = format!("the interval {} of this queue stands already in {place}", self.local(minute));
        row.report(
            row.problem(Defect::Duplicate, column, what).remedy(format!(
                "remove one of the two rows (line {} and {place}), or add them up",
                row.line
            )),
        )
    }

    fn report_off_grid(&self, report: &Report, minute: i64, line: u32) -> Reported {
        let (file, line) = self.locate(line);
        let what = format!("a row that starts at {} lies between two intervals", self.local(minute));
        report.add(
            InputProblem::new(self.rules.off_grid, file, what)
                .line(line)
                .column("interval_start")
                .expected(format!("starts every {} minutes from midnight, or an even part of it", self.step))
                .remedy("correct the time, or export the table by interval"),
        );
        Reported
    }

    /// Checks all rows and puts every queue onto one grid of whole local days from the first row to the last.
    ///
    /// Nothing comes back when there are no rows.
    pub(crate) fn finish(mut self, report: &Report, queue_names: &[&str]) -> Option<(Grid, Vec<Series>)> {
        let anchor = self.anchor?;
        self.note_once(report);
        for (index, name) in queue_names.iter().enumerate().take(self.queues.len()) {
            self.judge_rows(report, index, name);
        }
        let date = |minute| date_of(anchor + Duration::minutes(minute), self.clock.zone);
        let (first, last) = (date(self.first), date(self.last));
        let days = u32::try_from((last - first).num_days() + 1).ok()?;
        let grid = Grid::of_days(first, days, self.step as u32, self.clock.zone).ok()?;
        let start = (grid.start() - anchor).num_minutes().div_euclid(self.step);
        for series in &mut self.queues {
            series.align(start, grid.len());
        }
        Some((grid, self.queues))
    }

    fn note_once(&self, report: &Report) {
        for (queue, later, line, local) in &self.once {
            if self.queues[*queue].line(self.step, *later).is_none() {
                let (file, line) = self.locate(*line);
                let table = self.table();
                let what = format!(
                    "the local time {local} comes twice on this day but stands here once; the earlier is taken"
                );
                report.add(
                    InputProblem::new(Defect::TwiceOnce.code(table), file, what)
                        .line(line)
                        .column("interval_start")
                        .remedy("write the offset, if the later is meant or the row holds both hours"),
                );
            }
        }
    }

    fn table(&self) -> codes::Table {
        if self.rules.sum_finer { codes::Table::History } else { codes::Table::Intervals }
    }

    /// Finds out how long the rows of a queue are and reports those that do not fit.
    fn judge_rows(&mut self, report: &Report, index: usize, name: &str) {
        let step = self.step;
        let series = &mut self.queues[index];
        series.seen.sort_by_key(|(offset, _)| *offset);
        let counts: Vec<(i64, usize)> = series
            .seen
            .iter()
            .map(|(offset, lines)| (*offset, lines.iter().filter(|line| **line > 0).count()))
            .collect();
        let row_minutes = row_minutes(step, &counts);
        series.row_minutes = row_minutes as u32;
        let series = &self.queues[index];
        for (offset, lines) in series.seen.iter().filter(|(offset, _)| offset % row_minutes != 0) {
            for (cell, line) in lines.iter().enumerate().filter(|(_, line)| **line > 0) {
                let minute = (series.first + cell as i64) * step + offset;
                self.report_off_grid(report, minute, *line);
            }
        }
        let distance = if row_minutes < step { row_minutes } else { series.distance() * step };
        if (row_minutes < step && !self.rules.sum_finer) || distance > step {
            self.report_length(report, name, distance);
        }
    }

    fn report_length(&self, report: &Report, name: &str, minutes: i64) {
        let file = self.files.first().map_or("", |(_, name)| name);
        let what = format!("the rows of queue {name:?} are {minutes} minutes apart");
        let expected = match self.rules.sum_finer {
            true => format!("rows of {} minutes, the planning interval, or an even part of it", self.step),
            false => format!("rows of {} minutes, the planning interval", self.step),
        };
        let problem =
            InputProblem::new(self.rules.coarse, file, what).column("interval_start").expected(expected);
        let remedy =
            format!("set interval_minutes = {minutes} in centre.toml, or export the table by interval");
        report.add(problem.remedy(remedy));
    }
}

/// Length of rows that start at these minutes inside an interval of `step` minutes.
///
/// Rows are finer than the interval when all its parts of one length occur, none of them but rarely: 5-minute rows
/// start at 0, 5 and 10 minutes past each quarter hour. The longest such length wins; what lies beside it is off the grid.
fn row_minutes(step: i64, counts: &[(i64, usize)]) -> i64 {
    let total: usize = counts.iter().map(|(_, count)| count).sum();
    let count_at = |offset: i64| counts.iter().find(|(o, _)| *o == offset).map_or(0, |(_, count)| *count);
    let mut best = (step, count_at(0));
    for length in (1..step).rev().filter(|length| step % length == 0) {
        let parts: Vec<usize> = (0..step / length).map(|part| count_at(part * length)).collect();
        let on_it: usize = parts.iter().sum();
        let rarest = parts.iter().min().copied().unwrap_or(0);
        if rarest > 0 && rarest * 20 * parts.len() >= on_it && on_it > best.1 {
            best = (length, on_it);
        }
        if best.1 == total {
            break;
        }
    }
    best.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_length_of_rows_is_seen_from_where_they_start() {
        assert_eq!(row_minutes(15, &[(0, 90)]), 15);
        assert_eq!(row_minutes(15, &[(0, 30), (5, 30), (10, 30)]), 5);
        assert_eq!(row_minutes(30, &[(0, 50), (15, 50)]), 15);
        assert_eq!(row_minutes(30, &[(0, 20), (6, 20), (12, 20), (18, 20), (24, 20)]), 6);
        // A stray row is off the grid, not a finer table.
        assert_eq!(row_minutes(15, &[(0, 90), (7, 1)]), 15);
        assert_eq!(row_minutes(30, &[(0, 90), (15, 1)]), 30);
        assert_eq!(row_minutes(15, &[(0, 30), (5, 30), (7, 1), (10, 30)]), 5);
    }
}
