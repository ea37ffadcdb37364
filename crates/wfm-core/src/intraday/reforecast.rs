//! The rest of the day in the light of the hours before.

use std::ops::Range;

use chrono::{DateTime, NaiveDate, Utc};

use super::day_ahead::{DayAhead, spread_of_days, weight};
use super::outage::outages;
use crate::error::{Error, Result};
use crate::forecasting::{count_quantiles, variation};
use crate::model::{Day, DayForecast, Forecast, Grid, History, Measure, Quantile, Variation};
use crate::units::{Contacts, Share};

/// No update before so many contacts were expected, nor before this share of the day.
const FEWEST: Contacts = 50.0;
const SMALLEST_SHARE: Share = 0.1;
/// The ratio is held within this and its inverse.
const LARGEST_RATIO: f64 = 2.0;
/// Handled contacts that weigh as much as the handle time forecast.
const HANDLED_PRIOR: Contacts = 200.0;
/// Width of the band of 80 % of a normal distribution in standard deviations.
const BAND_DEVIATIONS: f64 = 2.563;
/// Part of an interval's variance that always stays.
const LEAST_VARIANCE: f64 = 0.1;

/// A day under way.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Reforecast {
    /// The day on its own grid: intervals before now hold what came (where unknown, what was forecast), without a band; the
    /// others the new expectation. Its variation is that of the others, the band of the day that of what is still to come
    /// on top of what came; futures are drawn from [`Reforecast::ahead`].
    pub forecast: Forecast,
    /// What came, per interval; `None` where it is not over, closed or missing.
    pub actual: Vec<Option<Contacts>>,
    /// What the morning had forecast, per interval.
    pub morning: Vec<Contacts>,
    /// First interval that is not over.
    pub now: usize,
    /// Contacts that came in the intervals that are over and counted.
    pub seen: Contacts,
    /// What was forecast of the same intervals.
    pub expected: Contacts,
    /// What was forecast of the rest of the day in the morning.
    pub rest_before: Contacts,
    /// What is forecast of it now.
    pub rest: Contacts,
    /// `b`: how much of the surplus so far the rest is taken to keep, `0..1`; 0 when there was no update.
    pub weight: Share,
}

impl Reforecast {
    /// The intervals that are not over, as a forecast of their own: what futures of the day are drawn from.
    ///
    /// # Errors
    /// None but those of [`Grid::new`].
    pub fn ahead(&self) -> Result<Forecast> {
        let today = &self.forecast;
        let mut ahead = only(today, &(self.now..today.grid.len()))?;
        ahead.days = today.days.iter().map(|day| whole_day(&ahead, today, day.date, 0)).collect();
        Ok(ahead)
    }
}

/// The rest of the day that `now` falls on, from the `forecast` made of it before, the `actual` contacts until now and
/// how `past` days went. Intervals that end after `now` are not looked at.
///
/// There is no update before 50 contacts were expected, nor before a tenth of the day's; intervals of an outage do not
/// count.
///
/// # Errors
/// [`Error::InvalidInput`] when the forecast does not cover the day, or the steps of forecast and actual differ.
pub fn reforecast(
    forecast: &Forecast,
    actual: &History,
    now: DateTime<Utc>,
    past: &[DayAhead],
) -> Result<Reforecast> {
    let day = day_of(forecast, now)?;
    if actual.grid().step_minutes() != forecast.grid.step_minutes() {
        let expected = format!("{} as in the forecast", forecast.grid.step_minutes());
        return Err(Error::invalid("interval_minutes of the day", actual.grid().step_minutes(), expected));
    }
    let mut today = only(forecast, &day.intervals)?;
    let over = (0..today.grid.len()).take_while(|index| today.grid.instant(index + 1) <= now).count();
    let morning = today.offered.clone();
    let counts = counts(&today, actual, over);
    let silent = outages(&counts, today.grid.step_minutes());
    let counted = |index: &usize| !silent.iter().any(|run| run.contains(index));
    let pairs = (0..over).filter(counted).filter_map(|index| Some((counts[index].0?, counts[index].1)));
    let (seen, expected) = pairs.fold((0.0, 0.0), |(a, f), (count, mean)| (a + count, f + mean));
    let total = today.total();
    let rest_before: Contacts = today.offered[over..].iter().sum();
    let enough = expected >= FEWEST && expected >= SMALLEST_SHARE * total;
    let cut = cut(&today.grid, over);
    let weight = if enough { weight(past, cut) } else { 0.0 };
    today.notes = notes(&today.grid, &silent, over, enough);
    if enough {
        let ratio = (seen / expected).clamp(1.0 / LARGEST_RATIO, LARGEST_RATIO);
        update(&mut today, over, ratio.powf(weight), weight * spread_of_days(past));
        update_handle_times(&mut today, actual, over);
    }
    let rest = today.offered[over..].iter().sum();
    for (index, (count, _)) in counts.iter().enumerate().take(over) {
        let came = count.unwrap_or(today.offered[index]);
        today.offered[index] = came;
        today.quantiles.iter_mut().for_each(|quantile| quantile.offered[index] = came);
        today.variation.iter_mut().for_each(|variation| variation.of_intervals[index] = 0.0);
    }
    today.days = vec![whole_day(&today, forecast, day.date, over)];
    let actual = counts.into_iter().map(|(count, _)| count).collect();
    Ok(Reforecast { forecast: today, actual, morning, now: over, seen, expected, rest_before, rest, weight })
}

fn day_of(forecast: &Forecast, now: DateTime<Utc>) -> Result<Day> {
    let index = forecast.grid.index_of(now);
    let mut days = forecast.grid.days().into_iter();
    let day = index.and_then(|index| days.find(|day| day.intervals.contains(&index)));
    day.ok_or_else(|| {
        let local = |instant: DateTime<Utc>| instant.with_timezone(&forecast.grid.zone()).to_rfc3339();
        let (start, end) = (local(forecast.grid.start()), local(forecast.grid.end()));
        Error::invalid("now", local(now), format!("a time of the forecast, from {start} to {end}"))
    })
}

/// The forecast of some intervals of a day, without bands of the day: as seen in the morning they are of no use now.
fn only(forecast: &Forecast, range: &Range<usize>) -> Result<Forecast> {
    let range = range.clone();
    let grid = &forecast.grid;
    let quantile = |quantile: &Quantile| Quantile {
        probability: quantile.probability,
        offered: quantile.offered[range.clone()].to_vec(),
    };
    let day = grid.days().iter().position(|day| day.intervals.contains(&range.start));
    let variation = variation(forecast).ok().zip(day).map(|(variation, day)| Variation {
        of_days: vec![variation.of_days[day]],
        of_intervals: variation.of_intervals[range.clone()].to_vec(),
        ..variation
    });
    Ok(Forecast {
        grid: Grid::new(grid.instant(range.start), grid.step_minutes(), range.len(), grid.zone())?,
        open: forecast.open[range.clone()].to_vec(),
        offered: forecast.offered[range.clone()].to_vec(),
        aht: forecast.aht.as_ref().map(|aht| aht[range.clone()].to_vec()),
        quantiles: forecast.quantiles.iter().map(quantile).collect(),
        days: Vec::new(),
        weeks: Vec::new(),
        variation,
        notes: Vec::new(),
        ..forecast.clone()
    })
}

/// The day as it is seen now: what came, and a band of what is still to come.
fn whole_day(today: &Forecast, morning: &Forecast, date: NaiveDate, over: usize) -> DayForecast {
    let came: Contacts = today.offered[..over].iter().sum();
    let rest: Contacts = today.offered[over..].iter().sum();
    let variance = today.variation.as_ref().map(|variation| {
        let own = (over..today.offered.len())
            .map(|index| variation.of_intervals[index] * today.offered[index].powi(2));
        rest + variation.of_days[0] * rest * rest + own.sum::<f64>()
    });
    let probabilities: Vec<Share> = today.quantiles.iter().map(|quantile| quantile.probability).collect();
    let quantiles = variance.map_or_else(Vec::new, |variance| {
        let values = count_quantiles(rest, variance, &probabilities);
        probabilities.iter().zip(values).map(|(p, contacts)| (*p, came + contacts)).collect()
    });
    let known = morning.days.iter().find(|day| day.date == date);
    DayForecast {
        date,
        offered: came + rest,
        quantiles,
        special: known.and_then(|day| day.special.clone()),
        effect: known.and_then(|day| day.effect),
    }
}

/// What came in each open interval that is over, and what was expected of each interval.
fn counts(today: &Forecast, actual: &History, over: usize) -> Vec<(Option<Contacts>, Contacts)> {
    let count = |index: usize| {
        let past = actual.grid().index_of(today.grid.instant(index))?;
        actual.get(Measure::Offered, past).filter(|_| index < over && today.open[index])
    };
    (0..today.grid.len()).map(|index| (count(index), today.offered[index])).collect()
}

/// The slot of the local clock at which the rest of the day begins.
fn cut(grid: &Grid, over: usize) -> usize {
    let minute = if over < grid.len() { grid.minute_of_day(over) } else { 1440 };
    (minute / grid.step_minutes()) as usize
}

/// Multiplies the rest of the day by `factor`, and takes what is now `known` of the day's squared relative error out of the
/// bands.
fn update(today: &mut Forecast, over: usize, factor: f64, known: f64) {
    for index in over..today.grid.len() {
        let (mean, narrow) = (today.offered[index], narrowing(today, index, known));
        today.offered[index] = factor * mean;
        for quantile in &mut today.quantiles {
            let value = &mut quantile.offered[index];
            *value = (factor * (mean + narrow * (*value - mean))).max(0.0);
        }
    }
    if let Some(variation) = &mut today.variation {
        let of_day = &mut variation.of_days[0];
        *of_day = (*of_day - known).max(LEAST_VARIANCE * *of_day);
    }
}

/// By how much a band narrows when `known` of its squared relative error is gone.
///
/// The variance of the interval is read off its outermost quantiles as if they were those of 80 % of a normal
/// distribution; wider ones make the narrowing cautious.
fn narrowing(today: &Forecast, index: usize, known: f64) -> f64 {
    let (Some(low), Some(high)) = (today.quantiles.first(), today.quantiles.last()) else { return 1.0 };
    let deviation = (high.offered[index] - low.offered[index]) / BAND_DEVIATIONS;
    if deviation <= 0.0 {
        return 1.0;
    }
    let known = known * today.offered[index] * today.offered[index];
    (1.0 - known / (deviation * deviation)).max(LEAST_VARIANCE).sqrt()
}

/// `aht' = aht (A/F)^(n/(n + 200))`: A seconds of handling so far, F what was forecast of the `n` contacts handled.
fn update_handle_times(today: &mut Forecast, actual: &History, over: usize) {
    let Some(aht) = &mut today.aht else { return };
    let (mut handled, mut seconds, mut expected) = (0.0, 0.0, 0.0);
    for index in (0..over).filter(|index| today.open[*index]) {
        let Some(past) = actual.grid().index_of(today.grid.instant(index)) else { continue };
        let get = |measure| actual.get(measure, past);
        if let (Some(n), Some(time)) = (get(Measure::Handled), get(Measure::HandleSeconds)) {
            handled += n;
            seconds += time;
            expected += n * aht[index];
        }
    }
    if seconds > 0.0 && expected > 0.0 {
        let ratio = (seconds / expected).clamp(1.0 / LARGEST_RATIO, LARGEST_RATIO);
        let factor = ratio.powf(handled / (handled + HANDLED_PRIOR));
        aht[over..].iter_mut().for_each(|seconds| *seconds *= factor);
    }
}

fn notes(grid: &Grid, silent: &[Range<usize>], over: usize, enough: bool) -> Vec<String> {
    let clock = |index: usize| grid.instant(index).with_timezone(&grid.zone()).format("%H:%M").to_string();
    let mut notes: Vec<String> = silent
        .iter()
        .map(|run| {
            format!(
                "nothing came from {} to {}, which is no chance: taken for an outage and left out",
                clock(run.start),
                clock(run.end)
            )
        })
        .collect();
    if !enough && over < grid.len() {
        notes.push(format!(
            "too little has been expected until {} to learn from: the forecast of the morning stands",
            clock(over)
        ));
    }
    notes
}
