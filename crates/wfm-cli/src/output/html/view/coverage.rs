//! Requirement against roster, a chart a day: how many are needed and there, and the service to be expected.

use std::ops::Range;

use chrono::NaiveDate;
use serde::Serialize;
use wfm_core::model::{Coverage, Day, Grid, QueueId, Requirement};

use super::service::meets;
use super::shortages::missing;
use super::span::Span;
use super::{CHARTED_QUEUES, Reader};
use crate::output::html::chart::{Picture, Scale, blocks, step_area, steps, ticks};
use crate::output::html::input::ReportInput;

const WIDTH: f64 = 400.0;
const LEFT: f64 = 30.0;
const RIGHT: f64 = WIDTH - 6.0;
/// Top and bottom of the chart of agents.
const AGENTS: (f64, f64) = (10.0, 140.0);
/// Top and bottom of the strip of service levels.
const SERVICE: (f64, f64) = (172.0, 204.0);

/// The charts of one queue.
#[derive(Debug, Serialize)]
pub(super) struct QueueCoverage {
    queue: String,
    rostered: bool,
    served: bool,
    target: Option<String>,
    days: Vec<CoverageDay>,
}

#[derive(Debug, Serialize)]
struct CoverageDay {
    label: String,
    special: Option<String>,
    short: Option<String>,
    svg: Option<String>,
}

/// What there is to draw about a queue: the requirement alone, or what the roster gives as well.
struct Series<'a> {
    queue: &'a QueueId,
    grid: &'a Grid,
    open: &'a [bool],
    required: Vec<f64>,
    rostered: Option<&'a [f64]>,
    service: Vec<Option<f64>>,
}

impl<'a> Series<'a> {
    fn of_coverage(coverage: &'a Coverage) -> Self {
        Series {
            queue: &coverage.queue,
            grid: &coverage.grid,
            open: &coverage.open,
            required: coverage.required.iter().map(|n| f64::from(*n)).collect(),
            rostered: Some(&coverage.rostered),
            service: coverage.performance.iter().map(|performance| performance.service_level).collect(),
        }
    }

    fn of_requirement(requirement: &'a Requirement) -> Self {
        Series {
            queue: &requirement.queue,
            grid: &requirement.grid,
            open: &requirement.open,
            required: requirement.scheduled.iter().map(|n| n.ceil()).collect(),
            rostered: None,
            service: vec![None; requirement.grid.len()],
        }
    }

    /// Open, needed or staffed intervals: a shift may start before the doors open.
    fn active(&self) -> Vec<bool> {
        let staffed = |index: usize| self.rostered.is_some_and(|rostered| rostered[index] > 0.0);
        (0..self.grid.len()).map(|i| self.open[i] || self.required[i] > 0.0 || staffed(i)).collect()
    }

    fn missing(&self, index: usize) -> Option<f64> {
        missing(self.required[index], self.rostered?[index])
    }
}

/// Requirement against roster for every charted queue.
pub(super) fn coverage(reader: &Reader) -> Vec<QueueCoverage> {
    series(reader.input).iter().take(CHARTED_QUEUES).map(|series| queue(reader, series)).collect()
}

/// The chart of one queue and day alone, if that day is on the page and the queue is open.
pub(in crate::output::html) fn picture(
    input: &ReportInput,
    queue: &QueueId,
    date: NaiveDate,
) -> Option<String> {
    let reader = Reader::new(input);
    let series = series(input).into_iter().find(|series| series.queue == queue)?;
    let active = series.active();
    let day = reader.days_of(series.grid).into_iter().find(|day| day.date == date)?;
    active[day.intervals.clone()].contains(&true).then(|| {
        let span = Span::of(series.grid, &active);
        chart(&reader, &series, span, &levels(&series), &day)
    })
}

fn series<'a>(input: &ReportInput<'a>) -> Vec<Series<'a>> {
    if input.coverage.is_empty() {
        input.requirements.iter().map(Series::of_requirement).collect()
    } else {
        input.coverage.iter().map(Series::of_coverage).collect()
    }
}

fn levels(series: &Series) -> Vec<f64> {
    let all = series.required.iter().chain(series.rostered.unwrap_or_default());
    ticks(all.fold(0.0_f64, |most, n| most.max(*n)), 4)
}

fn queue(reader: &Reader, series: &Series) -> QueueCoverage {
    let active = series.active();
    let span = Span::of(series.grid, &active);
    let levels = levels(series);
    let days = reader.days_of(series.grid);
    QueueCoverage {
        queue: series.queue.to_string(),
        rostered: series.rostered.is_some(),
        served: series.service.iter().any(Option::is_some),
        target: super::definitions::promise(reader, series.queue),
        days: days
            .iter()
            .map(|day| CoverageDay {
                label: reader.dates.short(day.date),
                special: reader.special(day.date, Some(series.queue)),
                short: short_of(reader, series, day.intervals.clone()),
                svg: active[day.intervals.clone()]
                    .contains(&true)
                    .then(|| chart(reader, series, span, &levels, day)),
            })
            .collect(),
    }
}

/// The largest shortage of a day in words.
fn short_of(reader: &Reader, series: &Series, intervals: Range<usize>) -> Option<String> {
    let worst = intervals.filter_map(|index| series.missing(index)).max_by(f64::total_cmp)?;
    Some(reader.words.count("up_to_short", worst.round() as u64))
}

fn chart(reader: &Reader, series: &Series, span: Span, levels: &[f64], day: &Day) -> String {
    let shown = span.intervals(series.grid, day);
    let served = series.service[shown.clone()].iter().any(Option::is_some);
    let bottom = if served { SERVICE.1 } else { AGENTS.1 };
    let x = Scale::new((0.0, shown.len() as f64), (LEFT, RIGHT));
    let mut picture = Picture::new(WIDTH, bottom + 20.0);
    for (place, label) in span.hours(reader, series.grid, &shown, 7) {
        picture.line("grid", (x.at(place), AGENTS.0), (x.at(place), AGENTS.1));
        picture.text("tick mid", (x.at(place).clamp(LEFT + 8.0, RIGHT - 14.0), bottom + 14.0), &label);
    }
    agents(reader, series, &mut picture, x, levels, shown.clone());
    if served {
        service(reader, series, &mut picture, x, shown.clone());
    }
    let title = [("queue", series.queue.as_str()), ("day", &reader.dates.long(day.date))];
    let met =
        || reader.words.text(if series.rostered.is_some() { "requirement_met" } else { "requirement_only" });
    let description = short_of(reader, series, shown).unwrap_or_else(met);
    picture.finish(&reader.words.fill("coverage_title", &title), &description)
}

fn agents(
    reader: &Reader,
    series: &Series,
    picture: &mut Picture,
    x: Scale,
    levels: &[f64],
    shown: Range<usize>,
) {
    let top = levels.last().copied().unwrap_or(1.0);
    let y = Scale::new((0.0, top), (AGENTS.1, AGENTS.0));
    for level in levels {
        picture.line("grid", (LEFT, y.at(*level)), (RIGHT, y.at(*level)));
        picture.text("tick end", (LEFT - 5.0, y.at(*level) + 3.5), &reader.words.number(*level, 0));
    }
    if let Some(rostered) = series.rostered {
        picture.path("rostered", &step_area(x, y, &rostered[shown.clone()]));
        let gap = |index: usize| {
            let index = shown.start + index;
            series.missing(index).map(|_| (rostered[index], series.required[index]))
        };
        picture.path("missing", &blocks(x, y, shown.len(), gap));
    }
    picture.path("required", &steps(x, y, &series.required[shown]));
}

fn service(reader: &Reader, series: &Series, picture: &mut Picture, x: Scale, shown: Range<usize>) {
    let y = Scale::new((0.0, 1.0), (SERVICE.1, SERVICE.0));
    let target = reader.queue(series.queue).and_then(|queue| queue.target.service_level).map(|sl| sl.share);
    let bars = |met: bool| {
        blocks(x, y, shown.len(), |index| {
            let level = series.service[shown.start + index]?;
            (target.is_none_or(|target| meets(level, target)) == met).then_some((0.0, level))
        })
    };
    picture.text("tick start", (LEFT, SERVICE.0 - 7.0), &reader.words.text("service_strip"));
    picture.path("met", &bars(true));
    picture.path("missed", &bars(false));
    picture.line("base", (LEFT, SERVICE.1), (RIGHT, SERVICE.1));
    if let Some(target) = target {
        picture.line("target", (LEFT, y.at(target)), (RIGHT, y.at(target)));
        picture.text("tick end", (LEFT - 5.0, y.at(target) + 3.5), &reader.words.percent(target, 0));
    }
}
