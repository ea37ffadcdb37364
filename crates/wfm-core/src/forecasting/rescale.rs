//! New totals for the days of a forecast: every interval keeps its share of its day.

use std::ops::Range;

use crate::model::{DayForecast, Forecast};
use crate::units::{Contacts, Share};

/// Most a band is widened, so that a day without one is not blown up.
const WIDEST: f64 = 10.0;

/// Puts `days`, one for each day of the forecast, in place of its own. The bands of intervals and weeks move with the
/// totals, and widen as those of the days do. A day without contacts before has no shape to share a total out by, and
/// stays.
pub(super) fn rescale(forecast: &mut Forecast, days: Vec<DayForecast>) {
    let intervals: Vec<Range<usize>> = forecast.grid.days().into_iter().map(|day| day.intervals).collect();
    let mut widened = vec![1.0; days.len()];
    for (index, (after, intervals)) in days.into_iter().zip(intervals).enumerate() {
        if forecast.days[index].offered > 0.0 {
            let before = std::mem::replace(&mut forecast.days[index], after);
            let after = &forecast.days[index];
            let factor = after.offered / before.offered;
            let wider = (relative_width(after) / relative_width(&before)).clamp(1.0, WIDEST);
            for interval in intervals {
                let mean = forecast.offered[interval];
                forecast.offered[interval] = factor * mean;
                for quantile in &mut forecast.quantiles {
                    quantile.offered[interval] = moved(quantile.offered[interval], mean, factor, wider);
                }
            }
            if let Some(variation) = &mut forecast.variation {
                variation.of_days[index] *= wider * wider;
            }
            widened[index] = wider;
        }
    }
    rescale_weeks(forecast, &widened);
}

/// Makes the weeks the sums of their days again, their bands as much wider as those of their days.
fn rescale_weeks(forecast: &mut Forecast, widened: &[f64]) {
    let mut first = 0;
    for week in &mut forecast.weeks {
        let days = first..(first + week.days).min(forecast.days.len());
        let total: f64 = forecast.days[days.clone()].iter().map(|day| day.offered).sum();
        if week.offered > 0.0 && total > 0.0 {
            let weighted = forecast.days[days].iter().zip(&widened[first..]);
            let wider = weighted.map(|(day, wider)| day.offered * wider).sum::<f64>() / total;
            let (mean, factor) = (week.offered, total / week.offered);
            for (_, contacts) in &mut week.quantiles {
                *contacts = moved(*contacts, mean, factor, wider);
            }
            week.offered = total;
        }
        first += week.days;
    }
}

/// Makes days and weeks the sums of their intervals again, their bands in proportion; without contacts before there is no
/// band to scale, and it is the figure itself.
pub(super) fn sum_up(forecast: &mut Forecast) {
    let intervals = forecast.grid.days().into_iter().map(|day| day.intervals);
    for (day, intervals) in forecast.days.iter_mut().zip(intervals) {
        let offered = forecast.offered[intervals].iter().sum();
        in_proportion(&mut day.quantiles, day.offered, offered);
        day.offered = offered;
    }
    let mut first = 0;
    for week in &mut forecast.weeks {
        let days = first..(first + week.days).min(forecast.days.len());
        let offered = forecast.days[days].iter().map(|day| day.offered).sum();
        in_proportion(&mut week.quantiles, week.offered, offered);
        week.offered = offered;
        first += week.days;
    }
}

fn in_proportion(quantiles: &mut [(Share, Contacts)], before: Contacts, after: Contacts) {
    for (_, contacts) in quantiles {
        *contacts = if before > 0.0 { *contacts * (after / before) } else { after };
    }
}

/// A quantile around `mean` when the mean is multiplied by `factor` and the band is `wider`.
fn moved(quantile: f64, mean: f64, factor: f64, wider: f64) -> f64 {
    (factor * (mean + wider * (quantile - mean))).max(0.0)
}

/// The day with another total, and its band in proportion.
pub(super) fn with_total(day: &DayForecast, offered: f64) -> DayForecast {
    let factor = if day.offered > 0.0 { offered / day.offered } else { 1.0 };
    let quantiles = day.quantiles.iter().map(|(p, contacts)| (*p, factor * contacts)).collect();
    DayForecast { offered, quantiles, ..day.clone() }
}

/// Width of the day's band over its contacts; 1 where there is no band.
fn relative_width(day: &DayForecast) -> f64 {
    let ends = day.quantiles.first().zip(day.quantiles.last());
    let width = ends.map_or(0.0, |((_, low), (_, high))| (high - low) / day.offered.max(1.0));
    if width > 0.0 { width } else { 1.0 }
}
