//! `history.csv`: what happened, per interval and queue.

use std::collections::BTreeMap;

use super::codes::{self, Table as Kind};
use super::intervals::{Intervals, Rules};
use super::problem::{InputProblem, Report, Reported};
use super::series::Series;
use super::source::Source;
use super::table::{Column, Row, Table, optional, required};
use super::value::Names;
use crate::model::{
    Calendar, Centre, Grid, History, Measure, Observations, Queue, QueueCalendar, QueueChange, QueueId,
};

/// Share of a queue's contacts outside opening hours from which the hours themselves are in doubt.
const WORTH_A_WARNING: f64 = 0.05;

const START: usize = 0;
const QUEUE: usize = 1;
/// The measures follow in their order.
const FIRST_MEASURE: usize = 2;
const AHT: usize = FIRST_MEASURE + Measure::ALL.len();

const COLUMNS: [Column; AHT + 1] = [
    required("interval_start"),
    required("queue"),
    required("offered"),
    optional("handled"),
    optional("abandoned"),
    optional("abandoned_short"),
    optional("answered_in_threshold"),
    optional("handle_seconds"),
    optional("wait_answered_seconds"),
    optional("wait_abandoned_seconds"),
    optional("resolved_first"),
    optional("csat_sum"),
    optional("csat_count"),
    optional("nps_promoters"),
    optional("nps_detractors"),
    optional("nps_count"),
    optional("aht_seconds"),
];

/// Histories put together from one or several tables.
pub(super) struct Histories<'c> {
    centre: &'c Centre,
    /// Queues that are gone, after those of the centre.
    gone: Vec<&'c QueueId>,
    queues: Names<'c>,
    rows: Intervals,
    file: Option<String>,
}

impl<'c> Histories<'c> {
    /// Of the queues of `centre` and of those that are gone and from which others came.
    pub(super) fn new(centre: &'c Centre, changes: &'c [QueueChange]) -> Self {
        let is_there = |id: &QueueId| centre.queues.iter().any(|queue| queue.id == *id);
        let mut gone: Vec<&QueueId> =
            changes.iter().map(|change| &change.from).filter(|from| !is_there(from)).collect();
        gone.sort();
        gone.dedup();
        let known = centre.queues.iter().map(|queue| &queue.id).chain(gone.iter().copied());
        let queues = Names::new("queue", "centre.toml", known.map(QueueId::as_str));
        let measures = Measure::ALL.len();
        let step = centre.interval_minutes;
        let rows =
            Intervals::new(Rules::HISTORY, step, centre.zone, centre.queues.len() + gone.len(), measures);
        Histories { centre, gone, queues, rows, file: None }
    }

    /// Adds the rows of a table.
    pub(super) fn add(&mut self, source: Source, report: &Report) {
        let Some(mut table) = Table::open(Kind::History, source, &COLUMNS, report) else { return };
        self.file.get_or_insert_with(|| table.name.clone());
        self.rows.next_file(&table.name);
        let mut average = false;
        while let Some(row) = table.row() {
            // A row that could not be read has been reported.
            let _ = self.add_row(&row, &mut average);
        }
        if average {
            let what = "aht_seconds without handled: multiplied by the contacts that did not abandon";
            report.add(
                InputProblem::new(codes::HISTORY_AHT, &table.name, what)
                    .remedy("add a column handled, or handle_seconds"),
            );
        }
    }

    fn add_row(&mut self, row: &Row, average: &mut bool) -> Result<(), Reported> {
        let queue = row.needed(QUEUE).and_then(|name| self.queues.find(row, QUEUE, name));
        let values = values(row, average);
        let place = self.rows.place(row, START, queue?)?;
        for (column, value) in values?.into_iter().enumerate() {
            if let Some(value) = value {
                self.rows.add(place, column, value);
            }
        }
        Ok(())
    }

    /// The histories of all queues that have rows, each on the grid of the whole days of all tables.
    pub(super) fn finish(self, calendar: &Calendar, report: &Report) -> Vec<History> {
        let queues = self.centre.queues.iter().map(|queue| &queue.id);
        let names: Vec<&str> = queues.chain(self.gone.iter().copied()).map(QueueId::as_str).collect();
        let Some((grid, series)) = self.rows.finish(report, &names) else { return Vec::new() };
        let file = self.file.unwrap_or_default();
        let mut histories = Vec::new();
        let mut series = series.into_iter();
        for (queue, mut series) in self.centre.queues.iter().zip(series.by_ref()) {
            if !series.is_empty() {
                let days = calendar.of_queue(&queue.id, &queue.opening);
                set_aside_closed(queue, &days, &grid, &mut series, &file, report);
                note_incomplete(queue, &days, &grid, &series, &file, report);
                histories.extend(history(&queue.id, &grid, series));
            }
        }
        // Nobody knows any more when a queue was open that is gone; its heirs will leave out what they are closed for.
        for (id, series) in self.gone.iter().zip(series) {
            if series.is_empty() {
                let what = format!("queue {:?} of queue_changes.csv has no rows", id.as_str());
                let remedy = "correct the name in queue_changes.csv, or add its rows";
                report.add(InputProblem::new(codes::QUEUE_CHANGE_UNKNOWN, &file, what).remedy(remedy));
            } else {
                histories.extend(history(id, &grid, series));
            }
        }
        histories
    }
}

/// One value per measure; those of the row that are impossible together are reported.
fn values(row: &Row, average: &mut bool) -> Result<[Option<f64>; Measure::ALL.len()], Reported> {
    let mut values = [None; Measure::ALL.len()];
    let mut result = Ok(());
    for (index, value) in values.iter_mut().enumerate() {
        match row.number(FIRST_MEASURE + index) {
            Ok(number) => *value = number,
            Err(reported) => result = Err(reported),
        }
    }
    let aht = row.number(AHT);
    result?;
    if let (Some(aht), None) = (aht?, values[Measure::HandleSeconds as usize]) {
        values[Measure::HandleSeconds as usize] = handle_seconds(aht, &values, average);
    }
    check_parts(row, &values)?;
    Ok(values)
}

/// Total handle time from an average: by contacts handled, else by those that did not abandon.
fn handle_seconds(aht: f64, values: &[Option<f64>], average: &mut bool) -> Option<f64> {
    let of = |measure: Measure| values[measure as usize];
    let contacts = of(Measure::Handled).or_else(|| {
        *average = true;
        of(Measure::Offered).map(|offered| offered - of(Measure::Abandoned).unwrap_or(0.0))
    });
    contacts.map(|contacts| aht * contacts.max(0.0))
}

/// A part cannot exceed its whole.
fn check_parts(row: &Row, values: &[Option<f64>]) -> Result<(), Reported> {
    // Figures shared out among queues are fractional and add up but for rounding.
    const ROUNDING: f64 = 1e-6;
    const PARTS: [(Measure, Measure); 3] = [
        (Measure::Abandoned, Measure::Offered),
        (Measure::AbandonedShort, Measure::Abandoned),
        (Measure::AnsweredInThreshold, Measure::Handled),
    ];
    let mut result = Ok(());
    for (part, whole) in PARTS {
        if let (Some(some), Some(all)) = (values[part as usize], values[whole as usize])
            && some > all + ROUNDING
        {
            let (part_name, whole_name) = (part.name(), whole.name());
            let what = format!("{part_name} is {some}, above {whole_name}, which is {all}");
            let problem = row.problem_of(codes::HISTORY_PARTS, FIRST_MEASURE + part as usize, what);
            let problem = problem.expected(format!("at most {whole_name}"));
            result = Err(row.report(problem.remedy("correct the row; are the columns swapped?")));
        }
    }
    result
}

fn set_aside_closed(
    queue: &Queue,
    days: &QueueCalendar,
    grid: &Grid,
    series: &mut Series,
    file: &str,
    report: &Report,
) {
    let (mut count, mut offered) = (0, 0.0);
    let all: f64 = (0..grid.len()).filter_map(|index| series.get(Measure::Offered as usize, index)).sum();
    for (index, open) in days.open_intervals(grid).into_iter().enumerate() {
        if !open && series.has_row(index) {
            count += 1;
            offered += series.get(Measure::Offered as usize, index).unwrap_or(0.0);
            series.clear(index);
        }
    }
    if count > 0 {
        let intervals = if count == 1 { "1 interval".to_owned() } else { format!("{count} intervals") };
        let what = format!(
            "queue {:?}: {intervals} outside opening hours set aside, with {offered:.0} offered contacts in all",
            queue.id.as_str()
        );
        let remedy =
            "nothing, if the queue is closed then; else correct open in centre.toml, or calendar.csv";
        let (code, what) = if offered > WORTH_A_WARNING * all {
            (codes::HISTORY_MOSTLY_CLOSED, format!("{what}: {:.0} % of all", 100.0 * offered / all))
        } else {
            (codes::HISTORY_CLOSED, what)
        };
        report.add(InputProblem::new(code, file, what).remedy(remedy));
    }
}

fn note_incomplete(
    queue: &Queue,
    days: &QueueCalendar,
    grid: &Grid,
    series: &Series,
    file: &str,
    report: &Report,
) {
    let parts = (grid.step_minutes() / series.row_minutes.max(1)) as usize;
    let fine = Grid::new(grid.start(), series.row_minutes.max(1), grid.len() * parts, grid.zone());
    let Ok(fine) = fine else { return };
    if parts == 1 {
        return;
    }
    let open = days.open_intervals(&fine);
    let count = (0..grid.len())
        .filter(|index| series.get(Measure::Offered as usize, *index).is_some())
        .filter(|index| {
            let missing = |part: usize| !series.has_part(*index, part as i64 * i64::from(series.row_minutes));
            (0..parts).any(|part| open[index * parts + part] && missing(part))
        })
        .count();
    if count > 0 {
        let what = format!(
            "queue {:?}: {count} intervals are summed from some of their {}-minute rows only; the other rows are missing",
            queue.id.as_str(),
            series.row_minutes
        );
        let remedy = "nothing, if the export leaves out rows without contacts; else complete it";
        report.add(InputProblem::new(codes::HISTORY_INCOMPLETE, file, what).remedy(remedy));
    }
}

fn history(id: &QueueId, grid: &Grid, mut series: Series) -> Option<History> {
    let mut measures = BTreeMap::new();
    for (column, measure) in Measure::ALL.into_iter().enumerate() {
        if measure == Measure::Offered || series.has(column) {
            let values = series.take(column);
            let mut observations = Observations::missing(grid.len());
            for (index, value) in values.into_iter().enumerate().filter(|(_, value)| !value.is_nan()) {
                observations.set(index, value).ok()?;
            }
            measures.insert(measure, observations);
        }
    }
    History::new(id.clone(), grid.clone(), measures).ok()
}
