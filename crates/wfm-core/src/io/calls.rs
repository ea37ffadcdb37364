//! A call log: one row per call, summed to the history of each queue.
//!
//! Everything about a call counts in the interval in which it arrived. Blocked calls are offered too. An interval
//! between the first and the last call without a call is zero while the queue is open; outside that span it is missing.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};

use super::codes::{self, Defect, Table as Kind};
use super::problem::{Report, Reported};
use super::source::Source;
use super::table::{Column, Row, Table, optional, required};
use super::time::Clock;
use super::value::Names;
use crate::model::{Calendar, Centre, Grid, History, Measure, Observations, Queue, date_of};

const ARRIVAL: usize = 0;
const QUEUE: usize = 1;
const ANSWERED: usize = 2;
const ENDED: usize = 3;
const OUTCOME: usize = 4;

const COLUMNS: [Column; 6] = [
    required("arrival"),
    optional("queue"),
    optional("answered"),
    optional("ended"),
    optional("outcome"),
    optional("agent"),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Answered,
    Abandoned,
    Blocked,
}

fn outcome_name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Answered => "answered",
        Outcome::Abandoned => "abandoned",
        Outcome::Blocked => "blocked",
    }
}

/// A call: what became of it, after how long a wait, and how long it took.
#[derive(Debug, Clone, Copy)]
struct Call {
    arrival: DateTime<Utc>,
    outcome: Outcome,
    wait: Option<f64>,
    handle: Option<f64>,
}

/// Totals in the order of [`Measure::ALL`], as far as a call log knows them.
type Totals = [f64; MEASURES];
const MEASURES: usize = Measure::WaitAbandonedSeconds as usize + 1;

/// Calls are first counted in stretches of five minutes, of which every planning interval is made.
const STRETCH_SECONDS: i64 = 300;

pub(super) fn read(source: Source, centre: &Centre, calendar: &Calendar, report: &Report) -> Vec<History> {
    let Some(mut table) = Table::open(Kind::Calls, source, &COLUMNS, report) else { return Vec::new() };
    let queues = Names::new("queue", "centre.toml", centre.queues.iter().map(|queue| queue.id.as_str()));
    let mut clock = Clock::new(centre.zone);
    let mut totals: Vec<BTreeMap<i64, Totals>> = vec![BTreeMap::new(); centre.queues.len()];
    let mut span: Option<(DateTime<Utc>, DateTime<Utc>)> = None;
    while let Some(row) = table.row() {
        let queue = queue_of(&row, centre, &queues);
        let (Ok(call), Ok(queue)) = (call(&row, &mut clock), queue) else { continue };
        let (first, last) = span.unwrap_or((call.arrival, call.arrival));
        let (first, last) = (first.min(call.arrival), last.max(call.arrival));
        if last - first > Duration::days(50 * 366) {
            let problem = row.problem_of(codes::CALL_SPAN, ARRIVAL, "the calls span more than 50 years");
            row.report(problem.remedy("correct the year"));
            continue;
        }
        span = Some((first, last));
        let stretch = call.arrival.timestamp().div_euclid(STRETCH_SECONDS);
        count(totals[queue].entry(stretch).or_default(), &call, &centre.queues[queue]);
    }
    match span {
        Some(span) => histories(centre, calendar, span, totals),
        None => Vec::new(),
    }
}

fn queue_of(row: &Row, centre: &Centre, queues: &Names) -> Result<usize, Reported> {
    match row.text(QUEUE) {
        Some(name) => queues.find(row, QUEUE, name),
        None if centre.queues.len() == 1 => Ok(0),
        None => row.needed(QUEUE).map(|_| 0),
    }
}

fn call(row: &Row, clock: &mut Clock) -> Result<Call, Reported> {
    let arrival = row.needed_instant(ARRIVAL, clock);
    let (answered, ended) = (row.instant(ANSWERED, clock), row.instant(ENDED, clock));
    let outcome = row.word(OUTCOME, outcome_name, &[Outcome::Answered, Outcome::Abandoned, Outcome::Blocked]);
    let (arrival, answered, ended) = (arrival?, answered?, ended?);
    let in_order =
        answered.is_none_or(|at| at >= arrival) && ended.is_none_or(|at| at >= answered.unwrap_or(arrival));
    if !in_order {
        let problem =
            row.problem_of(codes::CALL_ORDER, ENDED, "the call is answered or ends before it begins");
        return Err(row
            .report(problem.expected("arrival, answered, ended in this order").remedy("correct the times")));
    }
    let usual = if answered.is_some() { Outcome::Answered } else { Outcome::Abandoned };
    let outcome = outcome?.unwrap_or(usual);
    let seconds = |from: DateTime<Utc>, to: DateTime<Utc>| (to - from).num_milliseconds() as f64 / 1000.0;
    let (wait, handle) = match outcome {
        Outcome::Answered => {
            let at = answered.ok_or_else(|| {
                row.report(
                    row.problem(Defect::EmptyCell, ANSWERED, "an answered call needs the time of the answer")
                        .remedy("fill it in"),
                )
            })?;
            (Some(seconds(arrival, at)), ended.map(|end| seconds(at, end)))
        }
        Outcome::Abandoned => (ended.map(|end| seconds(arrival, end)), None),
        Outcome::Blocked => (None, None),
    };
    Ok(Call { arrival, outcome, wait, handle })
}

fn count(totals: &mut Totals, call: &Call, queue: &Queue) {
    let mut add = |measure: Measure, value: f64| totals[measure as usize] += value;
    let target = queue.target.service_level;
    let within =
        |limit: Option<f64>| matches!((call.wait, limit), (Some(wait), Some(limit)) if wait <= limit);
    add(Measure::Offered, 1.0);
    match call.outcome {
        Outcome::Answered => {
            add(Measure::Handled, 1.0);
            add(Measure::HandleSeconds, call.handle.unwrap_or(0.0));
            add(Measure::WaitAnsweredSeconds, call.wait.unwrap_or(0.0));
            add(Measure::AnsweredInThreshold, f64::from(u8::from(within(target.map(|t| t.within)))));
        }
        Outcome::Abandoned => {
            add(Measure::Abandoned, 1.0);
            add(Measure::WaitAbandonedSeconds, call.wait.unwrap_or(0.0));
            add(Measure::AbandonedShort, f64::from(u8::from(within(target.and_then(|t| t.short_abandon)))));
        }
        Outcome::Blocked => {}
    }
}

fn histories(
    centre: &Centre,
    calendar: &Calendar,
    (first, last): (DateTime<Utc>, DateTime<Utc>),
    totals: Vec<BTreeMap<i64, Totals>>,
) -> Vec<History> {
    let (from, to) = (date_of(first, centre.zone), date_of(last, centre.zone));
    let days = u32::try_from((to - from).num_days() + 1).unwrap_or(0);
    let Ok(grid) = Grid::of_days(from, days, centre.interval_minutes, centre.zone) else { return Vec::new() };
    let span = grid.index_of(first).unwrap_or(0)..grid.index_of(last).map_or(0, |index| index + 1);
    let with_calls = centre.queues.iter().zip(totals).filter(|(_, totals)| !totals.is_empty());
    with_calls
        .filter_map(|(queue, totals)| {
            let open = calendar.of_queue(&queue.id, &queue.opening).open_intervals(&grid);
            history(queue, &grid, totals, |index| span.contains(&index) && open.get(index) == Some(&true))
        })
        .collect()
}

/// Only measures that the queue's target gives a meaning are kept.
fn history(
    queue: &Queue,
    grid: &Grid,
    totals: BTreeMap<i64, Totals>,
    covered: impl Fn(usize) -> bool,
) -> Option<History> {
    let mut cells: Vec<Option<Totals>> =
        (0..grid.len()).map(|index| covered(index).then_some([0.0; MEASURES])).collect();
    for (stretch, totals) in totals {
        let start = DateTime::from_timestamp(stretch * STRETCH_SECONDS, 0)?;
        let cell = cells.get_mut(grid.index_of(start)?)?.get_or_insert([0.0; MEASURES]);
        for (sum, value) in cell.iter_mut().zip(totals) {
            *sum += value;
        }
    }
    let target = queue.target.service_level;
    let known = |measure: &Measure| match measure {
        Measure::AnsweredInThreshold => target.is_some(),
        Measure::AbandonedShort => target.is_some_and(|target| target.short_abandon.is_some()),
        _ => true,
    };
    let mut measures = BTreeMap::new();
    for (column, measure) in Measure::ALL.into_iter().take(MEASURES).enumerate().filter(|(_, m)| known(m)) {
        let values = cells.iter().map(|cell| cell.map(|totals| totals[column])).collect();
        measures.insert(measure, Observations::new(values).ok()?);
    }
    History::new(queue.id.clone(), grid.clone(), measures).ok()
}
