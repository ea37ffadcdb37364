//! History to forecast: how many contacts will arrive in each interval, and how long they take.
//!
//! Comes in: the [`History`] of one queue, its [`QueueCalendar`], and the [`Grid`] to be forecast. Goes out: a
//! [`Forecast`] with a value per interval, quantiles of intervals and of days, and notes on what was noticed.
//!
//! Method `mean-8`: the mean of the last eight ordinary days of the same weekday, slot by slot. It needs one week, is
//! easily audited and hard to beat weeks ahead; it follows a trend with a month's delay and knows no month turn.
//! Closed days are nothing at all, special days take the effect that days of the same name had before, and handle times
//! are weighted by the contacts handled. Only days before the first forecast day are used, so that a forecast made for a
//! week in the past is what would have been known then.
//!
//! It does not know why: a campaign or a price change has to be in the calendar.
//!
//! Cost: linear in the intervals of the history.

mod day_table;
mod weekday_means;
mod special_days;
mod bands;
mod handle_time;

use chrono::{Datelike, NaiveDate};

use crate::error::{Error, Result};
use crate::model::{DayForecast, Forecast, Grid, History, Quantile, QueueCalendar};
use crate::units::Share;
use bands::Spread;
use day_table::DayTable;

/// How to forecast.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// The method.
    pub method: Method,
    /// Probabilities of the quantiles to forecast, each inside `(0, 1)`, lowest first.
    pub quantiles: Vec<Share>,
}

/// A way to forecast volume.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Method {
    /// Mean of the last `weeks` ordinary days of the same weekday, slot by slot.
    MeanOfWeekdays {
        /// How many days to average, 1 or more.
        weeks: usize,
    },
}

impl Default for Options {
    /// Mean of eight weekdays with quantiles of 10, 50 and 90 %.
    fn default() -> Self {
        Options { method: Method::MeanOfWeekdays { weeks: 8 }, quantiles: vec![0.1, 0.5, 0.9] }
    }
}

/// The forecast of one queue over `grid`.
///
/// # Errors
/// [`Error::TooLittleHistory`] when nothing was observed in opening hours before the first day of `grid`;
/// [`Error::InvalidInput`] when the steps of history and grid differ or an option is out of range.
pub fn forecast(
    history: &History,
    calendar: &QueueCalendar,
    grid: &Grid,
    options: &Options,
) -> Result<Forecast> {
    let Method::MeanOfWeekdays { weeks } = options.method;
    check(history, grid, options, weeks)?;
    let days = grid.days();
    let first = days.first().map_or(NaiveDate::MAX, |day| day.date);
    let table = DayTable::before(first, history, calendar);
    let open = calendar.open_intervals(grid);
    if table.days.is_empty() && open.contains(&true) {
        return Err(too_little(history, first));
    }

    let expected = weekday_means::every_weekday(&table, weeks);
    let effects = special_days::learn(&table, weeks);
    let spread = Spread::of(&table, weeks);
    let mut offered = vec![0.0; grid.len()];
    let mut quantiles: Vec<Quantile> =
        options.quantiles.iter().map(|p| no_contacts(*p, grid.len())).collect();
    let mut day_forecasts = Vec::with_capacity(days.len());
    let mut notes = table.notes();
    for day in &days {
        let special = effects.on(day.date, calendar);
        let volumes = &expected[day.date.weekday().num_days_from_monday() as usize];
        let times = table.times_each_slot_occurs(grid, &day.intervals);
        let mut total = 0.0;
        for index in day.intervals.clone().filter(|index| open[*index]) {
            let slot = table.slot(grid.minute_of_day(index));
            offered[index] = special.factor * volumes[slot] / f64::from(times[slot].max(1));
            total += offered[index];
            for quantile in &mut quantiles {
                quantile.offered[index] = spread.interval(slot, offered[index], quantile.probability);
            }
        }
        let of_day = options.quantiles.iter().map(|p| (*p, spread.day(total, *p))).collect();
        day_forecasts.push(DayForecast {
            date: day.date,
            offered: total,
            quantiles: of_day,
            special: special.reason,
        });
        notes.extend(special.note);
    }
    Ok(Forecast {
        queue: history.queue().clone(),
        grid: grid.clone(),
        aht: handle_time::per_interval(history, &table, grid),
        method: format!("mean-{weeks}"),
        days: day_forecasts,
        open,
        offered,
        quantiles,
        notes,
    })
}

fn check(history: &History, grid: &Grid, options: &Options, weeks: usize) -> Result<()> {
    if weeks == 0 {
        return Err(Error::invalid("weeks to average", weeks, "1 or more"));
    }
    if let Some(wrong) = options.quantiles.iter().find(|p| !(**p > 0.0 && **p < 1.0)) {
        return Err(Error::invalid("quantile", wrong, "a probability above 0 and below 1"));
    }
    if history.grid().step_minutes() != grid.step_minutes() {
        let expected = format!("{} as in the history", history.grid().step_minutes());
        return Err(Error::invalid("interval_minutes of the forecast", grid.step_minutes(), expected));
    }
    Ok(())
}

fn too_little(history: &History, first: NaiveDate) -> Error {
    Error::TooLittleHistory {
        queue: history.queue().to_string(),
        found: format!("nothing was recorded in its opening hours before {first}"),
        needed: "one week is the least, eight weeks are good".to_owned(),
    }
}

fn no_contacts(probability: Share, len: usize) -> Quantile {
    Quantile { probability, offered: vec![0.0; len] }
}

#[cfg(test)]
mod tests;
