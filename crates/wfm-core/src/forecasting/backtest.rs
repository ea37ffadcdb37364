//! Forecasts made again for days of the past, each from what was known then, and compared with what came.

use std::fmt;
use std::ops::{Range, RangeInclusive};

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::accuracy::{Accuracy, PROBABILITIES, Sums};
use super::day_table::DayTable;
use super::{Method, Options, forecast};
use crate::error::{Error, Result};
use crate::model::{DayForecast, Forecast, Grid, History, Measure, QueueCalendar, QueueId};

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
    /// Which days.
    pub part: Part,
    /// How good.
    pub accuracy: Accuracy,
}

/// Some of the days of a backtest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// Days of one weekday.
    Weekday(Weekday),
    /// Days that the calendar says nothing of.
    Ordinary,
    /// Days with an entry in the calendar.
    Special,
}

impl Part {
    /// All parts: the weekdays, Monday first, ordinary and special days.
    pub const ALL: [Part; 9] = [
        Part::Weekday(Weekday::Mon),
        Part::Weekday(Weekday::Tue),
        Part::Weekday(Weekday::Wed),
        Part::Weekday(Weekday::Thu),
        Part::Weekday(Weekday::Fri),
        Part::Weekday(Weekday::Sat),
        Part::Weekday(Weekday::Sun),
        Part::Ordinary,
        Part::Special,
    ];

    fn contains(self, day: &DayForecast) -> bool {
        match self {
            Part::Weekday(weekday) => day.date.weekday() == weekday,
            Part::Ordinary => day.special.is_none(),
            Part::Special => day.special.is_some(),
        }
    }
}

/// Accuracy of a method over some distance.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// The method.
    pub method: Method,
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
    let origins = origins(history, options)?;
    let week = calendar_week(calendar);
    let (mut scores, mut parts) = (Vec::new(), Vec::new());
    let scale = origins.first().and_then(|first| weekly_change(history, calendar, *first));
    for method in &options.methods {
        let buckets = Lead::buckets(week);
        let mut sums = vec![Sums::default(); buckets.len()];
        let mut of_parts = [Sums::default(); Part::ALL.len()];
        for origin in &origins {
            // A method may lack the history for the earliest origins.
            if let Ok(forecast) = forecast_from(history, calendar, *origin, *method, options.horizon_days) {
                for (lead, day, scored) in scored_days(history, &forecast) {
                    if let Some(bucket) = buckets.iter().position(|bucket| bucket.contains(lead)) {
                        sums[bucket].merge(&scored);
                    }
                    let of_parts = of_parts.iter_mut().zip(Part::ALL);
                    of_parts.filter(|(_, part)| part.contains(day)).for_each(|(sums, _)| sums.merge(&scored));
                }
            }
        }
        let mut all = Sums::default();
        sums.iter().for_each(|sums| all.merge(sums));
        let rows = buckets.into_iter().zip(&sums).chain([(Lead::ALL, &all)]);
        scores.extend(rows.filter_map(|(lead, sums)| {
            Some(Score { method: *method, lead, accuracy: sums.accuracy(scale)? })
        }));
        parts.extend(Part::ALL.into_iter().zip(&of_parts).filter_map(|(part, sums)| {
            Some(PartScore { method: *method, part, accuracy: sums.accuracy(scale)? })
        }));
    }
    if scores.is_empty() {
        return Err(Error::TooLittleHistory {
            queue: history.queue().to_string(),
            found: "no day could be forecast from the days before it".to_owned(),
            needed: "a backtest needs a week before the first forecast and contacts after it".to_owned(),
        });
    }
    Ok(Backtest { queue: history.queue().clone(), origins, scores, parts })
}

impl Backtest {
    /// The score of `method` at `lead`.
    pub fn score(&self, method: Method, lead: Lead) -> Option<&Score> {
        self.scores.iter().find(|score| score.method == method && score.lead == lead)
    }

    /// The method with the smallest WAPE at `lead`; of equals the one asked for first.
    pub fn best(&self, lead: Lead) -> Option<&Score> {
        let at = self.scores.iter().filter(|score| score.lead == lead);
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

fn forecast_from(
    history: &History,
    calendar: &QueueCalendar,
    origin: NaiveDate,
    method: Method,
    days: u32,
) -> Result<Forecast> {
    let grid = Grid::of_days(origin, days, history.grid().step_minutes(), history.grid().zone())?;
    forecast(history, calendar, &grid, &Options { method, quantiles: PROBABILITIES.to_vec() })
}

/// The open days of a forecast that were observed: how many open days ahead, and the sums of their open intervals.
fn scored_days<'a>(history: &History, forecast: &'a Forecast) -> Vec<(usize, &'a DayForecast, Sums)> {
    let days = forecast.grid.days().into_iter().zip(&forecast.days);
    let open_days = days.filter(|(day, _)| day.intervals.clone().any(|index| forecast.open[index]));
    let scored = open_days.enumerate().filter_map(|(before, (day, told))| {
        Some((before + 1, told, sums_of_day(history, forecast, day.intervals)?))
    });
    scored.collect()
}

/// Sums of the open intervals that were observed; `None` when there is none.
fn sums_of_day(history: &History, forecast: &Forecast, intervals: Range<usize>) -> Option<Sums> {
    let (mut sums, mut actual, mut expected, mut seen) = (Sums::default(), 0.0, 0.0, false);
    for index in intervals.filter(|index| forecast.open[*index]) {
        let past = history.grid().index_of(forecast.grid.instant(index));
        let Some(arrived) = past.and_then(|past| history.get(Measure::Offered, past)) else { continue };
        let mut quantiles = [0.0; PROBABILITIES.len()];
        for (value, quantile) in quantiles.iter_mut().zip(&forecast.quantiles) {
            *value = quantile.offered[index];
        }
        sums.add(arrived, forecast.offered[index], quantiles);
        actual += arrived;
        expected += forecast.offered[index];
        seen = true;
    }
    sums.add_day(actual, expected);
    seen.then_some(sums)
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
