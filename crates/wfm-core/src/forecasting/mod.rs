//! History to forecast: how many contacts will arrive in each interval, and how long they take.
//!
//! Comes in: the [`History`] of one queue, its [`QueueCalendar`], and the [`Grid`] to be forecast. Goes out: a
//! [`Forecast`] with a value per interval, quantiles of intervals, days and weeks, what these are made of, and notes on what
//! was noticed; and from it [`sample_paths`], futures as they may come.
//!
//! Method `day-model`, from six weeks of history on: a robust regression of log totals on weekday, closed neighbours, the
//! first and last business days of the month and special days gives the total of each day, and what the last days were
//! off is carried on; the shape of the weekday shares the total out over the slots. It is right for queues that live by
//! the calendar, days to weeks ahead. It knows no yearly wave, and nothing of why: a campaign or a price change has to be
//! in the calendar.
//!
//! Method `mean-8`: the mean of the last eight ordinary days of the same weekday, slot by slot. It needs one week, is
//! easily audited and hard to beat weeks ahead; it follows a trend with a month's delay and knows no month turn.
//!
//! By default the day model is taken, and at a distance where forecasts of the last weeks made again say clearly that another
//! method is better, that one. The forecast says which, and what it found in the history: [`Forecast::choices`],
//! [`Forecast::cleaned`], [`Forecast::level_changes`]. Thin queues need no method of their own: slots borrow from their
//! neighbours and weekdays from each other as far as their differences could be chance, the thinnest as far as weeks left
//! out say.
//!
//! Closed days are nothing at all, special days take the effect that days of the same name had before, and handle times
//! are weighted by the contacts handled. Only days before the first forecast day are used, so that a forecast made for a
//! week in the past is what would have been known then.
//!
//! Cost: linear in the intervals of the history.

mod day_table;
mod cleaning;
mod weekday_means;
mod special_days;
mod shared_effects;
mod mean_errors;
mod handle_time;
mod options;
mod outlook;
mod timeline;
mod past;
mod regression;
mod memory;
mod day_model;
mod level;
mod profile;
mod kernel;
mod factors;
mod holt_winters;
mod nelder_mead;
mod calendar_model;
mod dispersion;
mod rehearsal;
mod calibration;
mod selection;
mod fitting;
mod cholesky;
mod normal;
mod negative_binomial;
mod bands;
mod variation;
mod sample_paths;
mod accuracy;
mod backtest;
mod long_range;
mod layers;
mod rescale;
mod queues;
mod queue_changes;

use chrono::NaiveDate;

use crate::error::{Error, Result};
use crate::model::{Day, DayForecast, Forecast, Grid, History, QueueCalendar, Variation};
use crate::units::Contacts;
pub use accuracy::{Accuracy, poisson_floor};
pub use backtest::{Backtest, BacktestOptions, Lead, Part, PartScore, Score, backtest, backtests};
pub use layers::{Layers, overridden, replaced};
pub use long_range::{LongRangeOptions, daily_history, day_noise, long_range, with_months};
pub use options::{Method, Options};
pub use queue_changes::with_changes;
pub use queues::{QueueInTurn, QueuePast, forecasts, forecasts_from};
pub use sample_paths::{SamplePath, sample_paths};
pub use variation::variation;

use bands::Bands;
use cleaning::Silence;
use day_table::{DayTable, minutes_of_day};
use fitting::{Fit, fit};
pub(crate) use negative_binomial::quantiles as count_quantiles;
use outlook::{Fitted, Outlook};
pub(crate) use queues::in_parallel;
use shared_effects::SharedEffects;
use special_days::DayEffect;

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
    forecast_amid(history, calendar, grid, options, Amid::default())
}

/// What other queues tell of one.
#[derive(Debug, Clone, Copy, Default)]
struct Amid<'a> {
    /// Silences of its feed, in order of time.
    silences: &'a [Silence],
    /// What the other queues of its group say of the calendar.
    shared: Option<&'a SharedEffects>,
}

/// The same with what other queues tell of it.
fn forecast_amid(
    history: &History,
    calendar: &QueueCalendar,
    grid: &Grid,
    options: &Options,
    amid: Amid<'_>,
) -> Result<Forecast> {
    check(history, grid, options)?;
    let days = grid.days();
    let first = days.first().map_or(NaiveDate::MAX, |day| day.date);
    let last = days.last().map_or(first, |day| day.date);
    let mut table = DayTable::before(first, history, calendar);
    let mut cleaned = cleaning::clean(&mut table, calendar, amid.silences);
    let open = calendar.open_intervals(grid);
    if table.days.is_empty() && open.contains(&true) {
        return Err(too_little(history, first));
    }
    let Fit { fitted, method, why } =
        fit(&table, calendar, history.queue(), first..=last, options.method, amid.shared)?;
    cleaned.extend(fitted.unusual_days());
    cleaned.sort_by_key(|stretch| (stretch.date, stretch.from_minute, stretch.reason));
    let mut notes = vec![why];
    // Means know no calendar but special days, which tell by themselves where their effects come from.
    notes.extend(amid.shared.filter(|_| method == Method::DayModel).map(SharedEffects::note));
    notes.extend(table.notes());
    let mut expected = Expected::nothing(grid, &fitted);
    for day in &days {
        let outlook = fitted.day(day.date);
        expected.add(grid, day, &open, &table, &outlook);
        expected.special.push(outlook.effect);
    }
    let Expected { offered, variation, special } = expected;
    let (tails, probabilities) = (fitted.tails(), &options.quantiles);
    let bands = Bands { offered: &offered, variation: &variation, days: &days, tails, probabilities };
    let named = |(day, effect): (DayForecast, DayEffect)| DayForecast {
        effect: effect.on_forecast(),
        special: effect.reason,
        ..day
    };
    Ok(Forecast {
        queue: history.queue().clone(),
        grid: grid.clone(),
        aht: handle_time::per_interval(history, &table, grid, &offered),
        method: method.to_string(),
        choices: fitted.choices().to_vec(),
        quantiles: bands.of_intervals(grid),
        days: bands.of_days().into_iter().zip(special).map(named).collect(),
        weeks: bands.of_weeks(),
        variation: Some(variation),
        cleaned,
        level_changes: fitted.level_changes(),
        open,
        offered,
        notes,
    })
}

/// What is expected of each interval and day.
struct Expected {
    offered: Vec<Contacts>,
    variation: Variation,
    special: Vec<DayEffect>,
}

impl Expected {
    fn nothing(grid: &Grid, fitted: &Fitted<'_>) -> Self {
        let nothing = vec![0.0; grid.len()];
        let variation = Variation {
            of_days: Vec::new(),
            of_intervals: nothing.clone(),
            day_correlation: fitted.day_correlation(),
        };
        Expected { offered: nothing, variation, special: Vec::new() }
    }

    /// Lays the slots of the local clock onto the intervals of `day` that are open.
    fn add(&mut self, grid: &Grid, day: &Day, open: &[bool], table: &DayTable, outlook: &Outlook) {
        let minutes = minutes_of_day(grid, day);
        let times = table.times_each_slot_occurs(&minutes);
        let cells = || {
            let open = day.intervals.clone().zip(&minutes).filter(|(index, _)| open[*index]);
            open.map(|(index, minute)| (index, table.slot(*minute)))
        };
        let mut means = vec![0.0; table.slots];
        for (index, slot) in cells() {
            self.offered[index] = outlook.slots[slot] / f64::from(times[slot].max(1));
            means[slot] += self.offered[index];
        }
        let (shared, own) = bands::apart(&means, &outlook.of_slots, outlook.of_day);
        for (index, slot) in cells() {
            self.variation.of_intervals[index] = own[slot];
        }
        self.variation.of_days.push(shared);
    }
}

fn check(history: &History, grid: &Grid, options: &Options) -> Result<()> {
    if let Method::MeanOfWeekdays { weeks: 0 } | Method::MedianOfWeekdays { weeks: 0 } = options.method {
        return Err(Error::invalid("weeks to average", 0, "1 or more"));
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

#[cfg(test)]
mod tests;
