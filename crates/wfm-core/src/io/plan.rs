//! `requirement.csv` and `forecast.csv`: one row per interval and queue of a plan.
//!
//! The grid is the whole local days from the first row to the last; an interval without a row is closed.

use super::codes::Table as Kind;
use super::intervals::{Intervals, Rules};
use super::problem::{Report, Reported};
use super::series::Series;
use super::source::Source;
use super::table::{Column, Row, Table, optional, required};
use super::value::Names;
use crate::model::{Basis, Centre, Forecast, Grid, Performance, Quantile, Queue, Requirement};

const START: usize = 0;
const QUEUE: usize = 1;
/// The values follow.
const VALUES: usize = 2;

/// Reads the rows of `table`; the first columns are the interval and the queue, the others values.
fn rows(
    mut table: Table,
    centre: &Centre,
    columns: usize,
    infinite: Option<usize>,
    needed: usize,
) -> Option<(Grid, Vec<Series>)> {
    let names: Vec<&str> = centre.queues.iter().map(|queue| queue.id.as_str()).collect();
    let queues = Names::new("queue", "centre.toml", names.iter().copied());
    let (step, zone) = (centre.interval_minutes, centre.zone);
    let mut intervals = Intervals::new(Rules::PLAN, step, zone, names.len(), columns - VALUES);
    intervals.next_file(&table.name);
    while let Some(row) = table.row() {
        let queue = row.needed(QUEUE).and_then(|name| queues.find(&row, QUEUE, name));
        let Ok(values) = values(&row, columns, infinite, needed) else { continue };
        let Ok(place) = queue.and_then(|queue| intervals.place(&row, START, queue)) else { continue };
        for (column, value) in values.into_iter().enumerate() {
            if let Some(value) = value {
                intervals.add(place, column, value);
            }
        }
    }
    intervals.finish(table.report, &names)
}

fn values(
    row: &Row,
    columns: usize,
    infinite: Option<usize>,
    needed: usize,
) -> Result<Vec<Option<f64>>, Reported> {
    let mut result = row.needed(needed).map(|_| ());
    let mut values = Vec::with_capacity(columns - VALUES);
    for column in VALUES..columns {
        let number =
            if infinite == Some(column) { row.number_or_infinite(column) } else { row.number(column) };
        match number {
            Ok(number) => values.push(number),
            Err(reported) => result = Err(reported),
        }
    }
    result.map(|()| values)
}

/// One column as plain numbers, 0 where there is none.
fn column(series: &Series, column: usize, len: usize) -> Vec<f64> {
    (0..len).map(|index| series.get(column - VALUES, index).unwrap_or(0.0)).collect()
}

fn open(series: &Series, len: usize) -> Vec<bool> {
    (0..len).map(|index| series.has_row(index)).collect()
}

mod of_requirement {
    pub(super) const OFFERED: usize = 2;
    pub(super) const AHT: usize = 3;
    pub(super) const ERLANGS: usize = 4;
    pub(super) const AGENTS: usize = 5;
    pub(super) const SCHEDULED: usize = 6;
    pub(super) const SERVICE_LEVEL: usize = 7;
    pub(super) const ASA: usize = 8;
    pub(super) const ABANDONMENT: usize = 9;
    pub(super) const OCCUPANCY: usize = 10;
}

const REQUIREMENT: [Column; 11] = [
    required("interval_start"),
    required("queue"),
    optional("offered"),
    optional("aht_seconds"),
    optional("erlangs"),
    required("agents"),
    optional("scheduled"),
    optional("service_level"),
    optional("asa_seconds"),
    optional("abandonment"),
    optional("occupancy"),
];

pub(super) fn requirement(source: Source, centre: &Centre, report: &Report) -> Vec<Requirement> {
    use of_requirement::{AGENTS, ASA};
    let Some(table) = Table::open(Kind::Intervals, source, &REQUIREMENT, report) else { return Vec::new() };
    let Some((grid, series)) = rows(table, centre, REQUIREMENT.len(), Some(ASA), AGENTS) else {
        return Vec::new();
    };
    let given = centre.queues.iter().zip(series).filter(|(_, series)| !series.is_empty());
    given.map(|(queue, series)| requirement_of(queue, &grid, &series)).collect()
}

fn requirement_of(queue: &Queue, grid: &Grid, series: &Series) -> Requirement {
    use of_requirement::{AGENTS, AHT, OFFERED, SCHEDULED};
    let len = grid.len();
    let agents = column(series, AGENTS, len);
    let scheduled = (0..len).map(|i| series.get(SCHEDULED - VALUES, i).unwrap_or(agents[i])).collect();
    let has_basis = series.has(OFFERED - VALUES) && series.has(AHT - VALUES);
    Requirement {
        queue: queue.id.clone(),
        grid: grid.clone(),
        open: open(series, len),
        agents,
        scheduled,
        basis: has_basis.then(|| basis(queue, grid, series)),
    }
}

fn basis(queue: &Queue, grid: &Grid, series: &Series) -> Basis {
    use of_requirement::{ABANDONMENT, AHT, ASA, ERLANGS, OCCUPANCY, OFFERED, SERVICE_LEVEL};
    let len = grid.len();
    let (offered, aht) = (column(series, OFFERED, len), column(series, AHT, len));
    let load = |i: usize| offered[i] * aht[i] / grid.step_seconds();
    let figure = |column: usize, i: usize| series.get(column - VALUES, i);
    Basis {
        // The file does not say by which model it was made.
        model: queue.sizing_model(),
        service_level: queue.target.service_level,
        erlangs: (0..len).map(|i| figure(ERLANGS, i).unwrap_or_else(|| load(i))).collect(),
        performance: (0..len)
            .map(|i| Performance {
                service_level: figure(SERVICE_LEVEL, i),
                asa: figure(ASA, i),
                abandonment: figure(ABANDONMENT, i),
                occupancy: figure(OCCUPANCY, i),
            })
            .collect(),
        offered,
        aht,
        warnings: Vec::new(),
    }
}

mod of_forecast {
    pub(super) const OFFERED: usize = 2;
    pub(super) const AHT: usize = 3;
    /// Columns and probabilities of the quantiles.
    pub(super) const QUANTILES: [(usize, f64); 3] = [(4, 0.1), (5, 0.5), (6, 0.9)];
}

const FORECAST: [Column; 8] = [
    required("interval_start"),
    required("queue"),
    required("offered"),
    optional("aht_seconds"),
    optional("offered_p10"),
    optional("offered_p50"),
    optional("offered_p90"),
    // What the model said below the changes; a forecast is what it was changed to.
    optional("model_offered"),
];

pub(super) fn forecast(source: Source, centre: &Centre, report: &Report) -> Vec<Forecast> {
    let Some(table) = Table::open(Kind::Intervals, source, &FORECAST, report) else { return Vec::new() };
    let read = rows(table, centre, FORECAST.len(), None, of_forecast::OFFERED);
    let Some((grid, series)) = read else { return Vec::new() };
    let given = centre.queues.iter().zip(series).filter(|(_, series)| !series.is_empty());
    given.map(|(queue, series)| forecast_of(queue, &grid, &series)).collect()
}

fn forecast_of(queue: &Queue, grid: &Grid, series: &Series) -> Forecast {
    use of_forecast::{AHT, OFFERED, QUANTILES};
    let len = grid.len();
    let quantiles = QUANTILES.iter().filter(|(place, _)| series.has(place - VALUES));
    let (open, offered) = (open(series, len), column(series, OFFERED, len));
    Forecast {
        aht: series.has(AHT - VALUES).then(|| column(series, AHT, len)),
        quantiles: quantiles
            .map(|(place, probability)| Quantile {
                probability: *probability,
                offered: column(series, *place, len),
            })
            .collect(),
        method: "file".to_owned(),
        ..Forecast::given(queue.id.clone(), grid.clone(), open, offered)
    }
}
