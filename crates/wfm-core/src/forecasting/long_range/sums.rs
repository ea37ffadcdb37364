//! Weeks and months: sums of days, with bands of their own.

use chrono::{Datelike, NaiveDate, Weekday};

use super::LongRangeOptions;
use super::spread::{self, Spread};
use crate::model::{DayForecast, SpanForecast};

/// The days cut into weeks.
pub(super) fn weeks(days: &[DayForecast], starts: Weekday) -> Vec<&[DayForecast]> {
    days.chunk_by(|_, next| next.date.weekday() != starts).collect()
}

/// The days cut into months.
pub(super) fn months(days: &[DayForecast]) -> Vec<&[DayForecast]> {
    days.chunk_by(|day, next| (day.date.year(), day.date.month()) == (next.date.year(), next.date.month()))
        .collect()
}

/// The sums of `spans`; the history ended the day before `end`.
pub(super) fn spans(
    spans: Vec<&[DayForecast]>,
    end: NaiveDate,
    spread: &Spread,
    options: &LongRangeOptions,
) -> Vec<SpanForecast> {
    let sum = |days: &&[DayForecast]| {
        let (first, last) = (days.first()?.date, days.last()?.date);
        let offered: f64 = days.iter().map(|day| day.offered).sum();
        let squares: f64 = days.iter().map(|day| day.offered * day.offered).sum();
        // Errors of days are independent of each other, those of the level are common to all.
        let of_days = if offered > 0.0 { spread.of_day() * squares / (offered * offered) } else { 0.0 };
        let middle = first + (last - first) / 2;
        let ahead = usize::try_from((middle - end).num_days() + 1).unwrap_or(1);
        let quantiles = spread::quantiles(offered, spread.of_level(ahead) + of_days, &options.quantiles);
        Some(SpanForecast { first, last, offered, quantiles })
    };
    spans.iter().filter_map(sum).collect()
}
