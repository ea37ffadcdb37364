//! Past days, each with what was forecast of it the evening before.

use chrono::NaiveDate;

use crate::error::Result;
use crate::forecasting::{self, Options, in_parallel};
use crate::model::{Forecast, Grid, History, Measure, QueueCalendar};
use crate::units::{Contacts, Share};

/// Belief in `b` before any day was seen.
const USUAL: f64 = 0.4;
/// Days that this belief is worth.
const PRIOR_DAYS: f64 = 20.0;
/// Errors beyond this many standard deviations count as so many: a feast teaches little about ordinary days.
const LARGEST_ERROR: f64 = 2.5;
/// Days from which on their own spread is believed.
const DAYS_OF_SPREAD: usize = 10;
/// Days that are forecast again at once.
const AT_ONCE: usize = 12;
/// Squared relative error of a day's total where too few days are known.
const USUAL_SPREAD: f64 = 0.01;

/// A past day on the slots of the local clock: interval lengths from midnight on.
#[derive(Debug, Clone, PartialEq)]
pub struct DayAhead {
    /// The local date.
    pub date: NaiveDate,
    /// What was forecast of each slot by the history before this day.
    pub forecast: Vec<Contacts>,
    /// What came; `None` where closed or missing.
    pub actual: Vec<Option<Contacts>>,
}

/// The last `days` days of `history` before `before` on which the queue was open, oldest first, each forecast from the days
/// before it. Days that cannot be forecast, for want of history, are left out.
///
/// # Errors
/// None at present but those of [`Grid::of_days`].
pub fn day_ahead(
    history: &History,
    calendar: &QueueCalendar,
    before: NaiveDate,
    days: usize,
) -> Result<Vec<DayAhead>> {
    let grid = history.grid();
    let mut open_days: Vec<NaiveDate> = grid.days().iter().map(|day| day.date).collect();
    open_days.retain(|date| *date < before && !calendar.open_minutes(*date).is_empty());
    let options = Options { quantiles: Vec::new(), ..Options::default() };
    let of = |date: NaiveDate| -> Result<Option<DayAhead>> {
        let today = Grid::of_days(date, 1, grid.step_minutes(), grid.zone())?;
        let forecast = forecasting::forecast(history, calendar, &today, &options).ok();
        Ok(forecast.map(|forecast| DayAhead::of(date, &forecast, history)))
    };
    let mut found = Vec::new();
    // Newest first, and no more than are needed.
    for dates in open_days.rchunks(AT_ONCE) {
        if found.len() >= days {
            break;
        }
        for day in in_parallel(dates.iter().rev().copied().collect(), of) {
            found.extend(day?);
        }
    }
    found.truncate(days);
    found.reverse();
    Ok(found)
}

impl DayAhead {
    fn of(date: NaiveDate, forecast: &Forecast, history: &History) -> Self {
        let grid = &forecast.grid;
        let slots = 1440usize.div_ceil(grid.step_minutes() as usize);
        let mut day = DayAhead { date, forecast: vec![0.0; slots], actual: vec![None; slots] };
        for index in (0..grid.len()).filter(|index| forecast.open[*index]) {
            let slot = (grid.minute_of_day(index) / grid.step_minutes()) as usize;
            day.forecast[slot] += forecast.offered[index];
            let past = history.grid().index_of(grid.instant(index));
            if let Some(count) = past.and_then(|past| history.get(Measure::Offered, past)) {
                day.actual[slot] = Some(day.actual[slot].unwrap_or(0.0) + count);
            }
        }
        day
    }

    /// Logarithms of what came over what was forecast, in the slots before `cut` and from it on; `None` when either has
    /// nothing.
    fn ratios(&self, cut: usize) -> Option<(f64, f64)> {
        Some((
            self.log_ratio(0..cut.min(self.actual.len()))?,
            self.log_ratio(cut.min(self.actual.len())..self.actual.len())?,
        ))
    }

    fn log_ratio(&self, slots: std::ops::Range<usize>) -> Option<f64> {
        let seen = slots.filter_map(|slot| Some((self.actual[slot]?, self.forecast[slot])));
        let (actual, forecast) = seen.fold((0.0, 0.0), |(a, f), (actual, mean)| (a + actual, f + mean));
        (actual > 0.0 && forecast > 0.0).then(|| (actual / forecast).ln())
    }
}

/// `b` for a day of which the slots before `cut` are known.
///
/// ```text
/// b  = clip( (Σ a_i c_i + K b₀ c̄²) / (Σ c_i² + K c̄²), 0, 1 )
/// ```
///
/// `c_i` and `a_i` are logarithms of the ratios of past day `i` before the cut and after it, cut at 2.5 deviations, `c̄²` the
/// mean of `c_i²`, `b₀ = 0.4` and `K = 20` days.
pub(super) fn weight(past: &[DayAhead], cut: usize) -> Share {
    let pairs: Vec<(f64, f64)> = past.iter().filter_map(|day| day.ratios(cut)).collect();
    let before = cut_off(pairs.iter().map(|(c, _)| *c).collect());
    let after = cut_off(pairs.iter().map(|(_, a)| *a).collect());
    let product: f64 = before.iter().zip(&after).map(|(c, a)| a * c).sum();
    let square: f64 = before.iter().map(|c| c * c).sum();
    if square <= 0.0 {
        return USUAL;
    }
    let prior = PRIOR_DAYS * square / pairs.len() as f64;
    ((product + prior * USUAL) / (square + prior)).clamp(0.0, 1.0)
}

/// Squared relative error of the total of a day, as past forecasts had it.
pub(super) fn spread_of_days(past: &[DayAhead]) -> f64 {
    let errors: Vec<f64> = past.iter().filter_map(|day| day.log_ratio(0..day.actual.len())).collect();
    if errors.len() < DAYS_OF_SPREAD {
        return USUAL_SPREAD;
    }
    let days = errors.len() as f64;
    cut_off(errors).iter().map(|error| error * error).sum::<f64>() / days
}

/// The errors, none beyond 2.5 standard deviations (1.4826 times their median size).
fn cut_off(errors: Vec<f64>) -> Vec<f64> {
    let mut sizes: Vec<f64> = errors.iter().map(|error| error.abs()).collect();
    sizes.sort_by(f64::total_cmp);
    let limit = sizes.get(sizes.len() / 2).map_or(0.0, |middle| LARGEST_ERROR * 1.4826 * middle);
    errors.into_iter().map(|error| error.clamp(-limit, limit)).collect()
}
