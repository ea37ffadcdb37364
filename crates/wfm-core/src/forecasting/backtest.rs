//! Forecasts made again for days of the past, each from what was known then, and compared with what came.
//!
//! What is scored as [`Method::Automatic`] is what would have been saved: with the yearly wave, the help of other queues
//! ([`forecasts`]), and beside it the same after the imported forecast and the changes by hand ([`Layers`]). Other methods
//! are scored by themselves, as yardsticks.

mod part;
mod tally;

use std::fmt;
use std::ops::RangeInclusive;

use chrono::{Days, NaiveDate};

use super::accuracy::{Accuracy, PROBABILITIES};
use super::day_table::DayTable;
use super::queues::in_parallel;
use super::{Layers, Method, Options, QueuePast, forecast, forecasts};
use crate::control::{Control, Progress};
use crate::error::{Error, Result};
use crate::model::{Channel, Forecast, Grid, History, Queue, QueueCalendar, QueueId};
pub use part::Part;
use tally::Tally;

/// Forecasts that are made at once.
const AT_ONCE: usize = 4;

/// What to try.
#[derive(Debug, Clone, PartialEq)]
pub struct BacktestOptions {
    /// Methods to compare; the first is the one whose reason is given.
    pub methods: Vec<Method>,
    /// How many forecasts to make again with each method, 1 or more.
    pub origins: usize,
    /// Days from the start of one forecast to the next, 1 or more. A number that is no whole week tries all weekdays.
    pub every_days: u32,
    /// Days ahead of each forecast, 1 or more.
    pub horizon_days: u32,
}

impl Default for BacktestOptions {
    /// Eight forecasts of four weeks, started five days apart, by the automatic choice and the trade's habits.
    fn default() -> Self {
        let means = [8, 4, 1].map(|weeks| Method::MeanOfWeekdays { weeks });
        let mut methods = vec![Method::Automatic, Method::Factors, Method::MedianOfWeekdays { weeks: 8 }];
        methods.extend(means);
        BacktestOptions { methods, origins: 8, every_days: 5, horizon_days: 28 }
    }
}

/// How each method would have done.
#[derive(Debug, Clone, PartialEq)]
pub struct Backtest {
    /// The queue.
    pub queue: QueueId,
    /// First days of the forecasts, oldest first.
    pub origins: Vec<NaiveDate>,
    /// Accuracy of each method at each distance, methods in the order asked for; methods that had too little history and
    /// distances without a scored day are left out.
    pub scores: Vec<Score>,
    /// Accuracy of each method over all distances on some of the days, methods in the order asked for; those without a
    /// scored day are left out.
    pub parts: Vec<PartScore>,
}

/// Accuracy of a method on some of the days.
#[derive(Debug, Clone, PartialEq)]
pub struct PartScore {
    /// The method.
    pub method: Method,
    /// Whether an imported forecast and changes by hand lie over it.
    pub changed: bool,
    /// Which days.
    pub part: Part,
    /// How good.
    pub accuracy: Accuracy,
}

/// Accuracy of a method over some distance.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// The method.
    pub method: Method,
    /// Whether an imported forecast and changes by hand lie over it; scored where they touch any of the days.
    pub changed: bool,
    /// How far ahead.
    pub lead: Lead,
    /// How good.
    pub accuracy: Accuracy,
}

/// How far ahead, in days on which the queue is open: the first day of a forecast is 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lead {
    /// Nearest day.
    pub first: usize,
    /// Farthest day.
    pub last: usize,
}

impl Lead {
    /// Every distance.
    pub const ALL: Lead = Lead { first: 1, last: usize::MAX };

    /// The distances that are told apart for a queue that is open on `week` days a week: tomorrow, the rest of the week,
    /// the second week, the third and fourth, and beyond.
    pub(super) fn buckets(week: usize) -> Vec<Lead> {
        let edges = [1, week, 2 * week, 4 * week, usize::MAX];
        let mut buckets = vec![Lead { first: 1, last: 1 }];
        let later = edges.windows(2).map(|edge| Lead { first: edge[0] + 1, last: edge[1] });
        buckets.extend(later.filter(|lead| lead.first <= lead.last));
        buckets
    }

    pub(super) fn contains(self, day: usize) -> bool {
        (self.first..=self.last).contains(&day)
    }
}

impl fmt::Display for Lead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.first, self.last) {
            (1, usize::MAX) => f.write_str("all days"),
            (first, usize::MAX) => write!(f, "day {first} on"),
            (first, last) if first == last => write!(f, "day {first}"),
            (first, last) => write!(f, "days {first}-{last}"),
        }
    }
}

/// Forecasts the last weeks of `history` again from several starting days and compares each method with what came.
///
/// Every forecast uses the days before its start alone; of the days after it only the calendar is known. Closed and
/// missing intervals are not scored.
///
/// # Errors
/// [`Error::TooLittleHistory`] when no method can be tried; [`Error::InvalidInput`] when an option is out of range.
pub fn backtest(history: &History, calendar: &QueueCalendar, options: &BacktestOptions) -> Result<Backtest> {
    let queue = Queue::new(history.queue().clone(), Channel::Voice);
    let past = QueuePast { queue: &queue, calendar, history: Some(history) };
    let tested = backtests(&[past], &Layers::default(), options, &Control::unlimited());
    tested.into_iter().next().unwrap_or(Err(Error::Cancelled))
}

/// The same for several queues that are forecast together, in their order, with what lies over their forecasts. The last
/// weeks are those of the history that ends last.
///
/// # Errors
/// For each queue those of [`backtest`]; [`Error::Cancelled`] when `control` stopped before the last forecast.
pub fn backtests(
    queues: &[QueuePast<'_>],
    layers: &Layers<'_>,
    options: &BacktestOptions,
    control: &Control<'_>,
) -> Vec<Result<Backtest>> {
    let latest = queues.iter().filter_map(|past| past.history).max_by_key(|history| history.grid().end());
    let origins = match latest.map_or(Ok(Vec::new()), |history| origins(history, options)) {
        Ok(origins) => origins,
        Err(error) => return queues.iter().map(|_| Err(error.clone())).collect(),
    };
    let test = Test { queues, layers, days: options.horizon_days };
    let mut tested = Vec::new();
    for (done, method) in options.methods.iter().enumerate() {
        let Some(tallies) = test.method(*method, &origins, (done, options.methods.len()), control) else {
            return queues.iter().map(|_| Err(Error::Cancelled)).collect();
        };
        tested.push((*method, tallies));
    }
    (0..queues.len()).map(|queue| test.backtest(queue, &origins, &tested)).collect()
}

/// Queues that are forecast again.
struct Test<'a> {
    queues: &'a [QueuePast<'a>],
    layers: &'a Layers<'a>,
    days: u32,
}

/// What a forecast of a queue was compared with, as the method made it, and after changes where there are any.
#[derive(Default)]
struct Tallies {
    model: Tally,
    changed: Tally,
}

impl Tallies {
    fn merge(&mut self, other: &Tallies) {
        self.model.merge(&other.model);
        self.changed.merge(&other.changed);
    }
}

impl Test<'_> {
    /// The tallies of each queue by `method`; `None` when stopped.
    fn method(
        &self,
        method: Method,
        origins: &[NaiveDate],
        (done, planned): (usize, usize),
        control: &Control<'_>,
    ) -> Option<Vec<Tallies>> {
        let mut sums: Vec<Tallies> = self.queues.iter().map(|_| Tallies::default()).collect();
        // A few at a time, so that there is a moment to stop.
        for (turn, some) in origins.chunks(AT_ONCE).enumerate() {
            if control.stop().is_some() {
                return None;
            }
            let tallied = in_parallel(some.to_vec(), |origin| self.origin(method, origin));
            for tallies in &tallied {
                sums.iter_mut().zip(tallies).for_each(|(sums, tallies)| sums.merge(tallies));
            }
            let done = done * origins.len() + (turn * AT_ONCE + some.len());
            let (done, planned) = (done as u64, (planned * origins.len()) as u64);
            control.report(&Progress { phase: "backtest", done, planned, cost: None, bound: None });
        }
        Some(sums)
    }

    /// The tallies of each queue by a forecast from `origin` on; a method may lack the history for the earliest.
    fn origin(&self, method: Method, origin: NaiveDate) -> Vec<Tallies> {
        let options = Options { method, quantiles: PROBABILITIES.to_vec() };
        let base = self.queues.iter().find_map(|past| past.history).map(|history| history.grid());
        let grid =
            base.and_then(|base| Grid::of_days(origin, self.days, base.step_minutes(), base.zone()).ok());
        let Some(grid) = grid else { return Vec::new() };
        let made: Vec<Result<Forecast>> = match method {
            Method::Automatic => forecasts(self.queues, &grid, &options, &Control::unlimited()),
            _ => in_parallel(self.queues.to_vec(), |past| alone(&past, &grid, &options)),
        };
        let queues = self.queues.iter().zip(made);
        queues.map(|(past, made)| self.tallies(past, made.ok().as_ref(), method)).collect()
    }

    fn tallies(&self, past: &QueuePast<'_>, made: Option<&Forecast>, method: Method) -> Tallies {
        let (Some(history), Some(model)) = (past.history, made) else { return Tallies::default() };
        let week = calendar_week(past.calendar);
        if method != Method::Automatic || self.layers.is_empty() {
            return Tallies { model: Tally::of(history, model, week, &[]), changed: Tally::default() };
        }
        let changed = self.layers.over(model);
        let days = model.days.iter().zip(&changed.days);
        let touched: Vec<NaiveDate> = days
            .filter(|(model, changed)| model.offered != changed.offered)
            .map(|(day, _)| day.date)
            .collect();
        Tallies {
            model: Tally::of(history, model, week, &touched),
            changed: Tally::of(history, &changed, week, &touched),
        }
    }

    /// The backtest of one queue from its tallies by each method.
    fn backtest(
        &self,
        position: usize,
        origins: &[NaiveDate],
        tested: &[(Method, Vec<Tallies>)],
    ) -> Result<Backtest> {
        let QueuePast { queue, calendar, history } = self.queues[position];
        let scale = history
            .zip(origins.first())
            .and_then(|(history, first)| weekly_change(history, calendar, *first));
        let (mut scores, mut parts) = (Vec::new(), Vec::new());
        for (method, tallies) in tested {
            let Some(Tallies { model, changed }) = tallies.get(position) else { continue };
            let touched = model.has(Part::Changed);
            for (tally, changed) in [(model, false), (changed, true)] {
                if changed && !touched {
                    continue;
                }
                let (method, leads) = (*method, Lead::buckets(calendar_week(calendar)));
                scores.extend(tally.leads(&leads).into_iter().filter_map(|(lead, sums)| {
                    Some(Score { method, changed, lead, accuracy: sums.accuracy(scale)? })
                }));
                parts.extend(tally.parts().filter_map(|(part, sums)| {
                    Some(PartScore { method, changed, part, accuracy: sums.accuracy(scale)? })
                }));
            }
        }
        if scores.is_empty() {
            return Err(Error::TooLittleHistory {
                queue: queue.id.to_string(),
                found: "no day could be forecast from the days before it".to_owned(),
                needed: "a backtest needs a week before the first forecast and contacts after it".to_owned(),
            });
        }
        Ok(Backtest { queue: queue.id.clone(), origins: origins.to_vec(), scores, parts })
    }
}

fn alone(past: &QueuePast<'_>, grid: &Grid, options: &Options) -> Result<Forecast> {
    let history = past.history.ok_or(Error::Cancelled)?;
    forecast(history, past.calendar, grid, options)
}

impl Backtest {
    /// The score of `method` at `lead`.
    pub fn score(&self, method: Method, lead: Lead) -> Option<&Score> {
        self.scores.iter().find(|score| score.method == method && !score.changed && score.lead == lead)
    }

    /// The scores of `method` on `part` of the days: as it was made, and after changes, where there are any.
    pub fn part(&self, method: Method, part: Part) -> (Option<&PartScore>, Option<&PartScore>) {
        let of = |changed: bool| {
            let mut parts = self.parts.iter();
            parts.find(|score| score.method == method && score.changed == changed && score.part == part)
        };
        (of(false), of(true))
    }

    /// The method with the smallest WAPE at `lead`; of equals the one asked for first.
    pub fn best(&self, lead: Lead) -> Option<&Score> {
        let at = self.scores.iter().filter(|score| !score.changed && score.lead == lead);
        at.min_by(|a, b| a.accuracy.wape.total_cmp(&b.accuracy.wape))
    }

    /// The first method against the mean of eight weekdays, in a sentence.
    pub fn reason(&self) -> Option<String> {
        let first = self.scores.iter().find(|score| score.lead == Lead::ALL)?;
        let own = &first.accuracy;
        let percent = |share: f64| format!("{:.1} %", 100.0 * share);
        let against =
            self.score(Method::MeanOfWeekdays { weeks: 8 }, Lead::ALL).filter(|s| s.method != first.method);
        let against = against.map_or(String::new(), |score| {
            format!(" against {} for the mean of 8 weekdays", percent(score.accuracy.wape))
        });
        Some(format!(
            "{}: WAPE {}{against} over {} test days (chance alone leaves {})",
            first.method,
            percent(own.wape),
            own.days,
            percent(own.floor)
        ))
    }
}

/// First days of the forecasts: the last one leaves a whole horizon where the history is long enough.
fn origins(history: &History, options: &BacktestOptions) -> Result<Vec<NaiveDate>> {
    for (field, value) in [
        ("origins", options.origins as u64),
        ("every_days", u64::from(options.every_days)),
        ("horizon_days", u64::from(options.horizon_days)),
        ("methods", options.methods.len() as u64),
    ] {
        if value == 0 {
            return Err(Error::invalid(field, value, "1 or more"));
        }
    }
    let days = history.grid().days();
    let known: RangeInclusive<NaiveDate> = match (days.first(), days.last()) {
        (Some(first), Some(last)) => first.date..=last.date,
        _ => return Ok(Vec::new()),
    };
    let mut origins = Vec::new();
    let mut origin = known.end().checked_sub_days(Days::new(u64::from(options.horizon_days) - 1));
    while let Some(date) = origin.filter(|date| date > known.start() && origins.len() < options.origins) {
        origins.push(date);
        origin = date.checked_sub_days(Days::new(u64::from(options.every_days)));
    }
    origins.reverse();
    Ok(origins)
}

/// Mean absolute change of an interval from one week to the next before `first`.
fn weekly_change(history: &History, calendar: &QueueCalendar, first: NaiveDate) -> Option<f64> {
    let table = DayTable::before(first, history, calendar);
    let (mut change, mut count) = (0.0, 0.0);
    for day in &table.days {
        let week_before = day.date - Days::new(7);
        let Ok(before) = table.days.binary_search_by_key(&week_before, |day| day.date) else { continue };
        for (now, then) in day.offered.iter().zip(&table.days[before].offered) {
            if let (Some(now), Some(then)) = (now, then) {
                change += (now - then).abs();
                count += 1.0;
            }
        }
    }
    (change > 0.0).then(|| change / count)
}

/// Days of the week on which the queue is regularly open, at least 1.
fn calendar_week(calendar: &QueueCalendar) -> usize {
    let week = NaiveDate::default().iter_days().take(7);
    week.filter(|date| !calendar.opening.minutes(*date).is_empty()).count().max(1)
}
