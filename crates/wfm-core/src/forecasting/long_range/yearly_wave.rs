//! The yearly wave in a forecast by interval: the short-range model knows none.

use super::super::rescale::rescale;
use super::{DAYS_OF_A_WAVE, LongRangeOptions, daily_history, long_range};
use crate::error::Result;
use crate::model::{DayForecast, Forecast, History, LongRangeForecast, QueueCalendar, date_of};

/// Days after the history from which on the totals are those of the long-range forecast alone.
const BLEND_DAYS: f64 = 42.0;

/// `forecast` with its days drawn towards the totals of [`long_range`], the more the farther ahead, where the history has a
/// yearly wave:
///
/// ```text
/// total_d = (1 − w) short_d + w long_d,   w = min(1, h/42)          h days after the end of the history
/// ```
///
/// The day keeps its shape; the bands of its intervals widen as that of the day does.
pub(in crate::forecasting) fn with_yearly_wave(
    mut forecast: Forecast,
    history: &History,
    calendar: &QueueCalendar,
) -> Result<Forecast> {
    let Some(long) = waves(&forecast, history, calendar)? else { return Ok(forecast) };
    let end = date_of(history.grid().end(), history.grid().zone());
    let days = forecast.days.iter().zip(&long.days).map(|(short, long)| {
        let ahead = (short.date - end).num_days() + 1;
        blend(short, long, (ahead as f64 / BLEND_DAYS).clamp(0.0, 1.0))
    });
    let days = days.collect();
    rescale(&mut forecast, days);
    forecast.notes.push(
        "the history has a yearly wave: the totals of days are drawn towards it, and from six weeks ahead they are its own"
            .to_owned(),
    );
    Ok(forecast)
}

/// The long-range forecast of the same days, if the history has a yearly wave.
fn waves(
    forecast: &Forecast,
    history: &History,
    calendar: &QueueCalendar,
) -> Result<Option<LongRangeForecast>> {
    let dates = |day: Option<&DayForecast>| day.map(|day| day.date);
    let (Some(first), Some(last)) = (dates(forecast.days.first()), dates(forecast.days.last())) else {
        return Ok(None);
    };
    let start = date_of(history.grid().start(), history.grid().zone());
    if (first - start).num_days() < DAYS_OF_A_WAVE as i64 {
        return Ok(None);
    }
    let quantiles = forecast.quantiles.iter().map(|quantile| quantile.probability).collect();
    let options = LongRangeOptions { quantiles, ..LongRangeOptions::default() };
    let days = daily_history(history, calendar)?;
    // Too few days for a forecast of months are no reason to have none of a week.
    let long = long_range(&days, calendar, first, last, &options).ok();
    Ok(long.filter(|long| long.method == "yearly" && long.days.len() == forecast.days.len()))
}

/// A day between the short and the long forecast of it.
fn blend(short: &DayForecast, long: &DayForecast, weight: f64) -> DayForecast {
    let mix = |short: f64, long: f64| (1.0 - weight) * short + weight * long;
    let both = short.quantiles.iter().zip(&long.quantiles);
    DayForecast {
        offered: mix(short.offered, long.offered),
        quantiles: both.map(|((p, near), (_, far))| (*p, mix(*near, *far))).collect(),
        ..short.clone()
    }
}
