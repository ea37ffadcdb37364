//! The handle time of a whole day: its level, weekday, and a slow trend that is not believed for long.
//!
//! ```text
//! minimise Σ_d w_d (H_d/(N_d L) − 1 − l − weekday − slope · weeks)² + K weekday² + (v/0.005²) slope²
//! w_d = 0.985^age · v / (σ²/N_d + τ²)         N contacts, H seconds of day d; v mean variance, so that a usual day weighs 1;
//!                                             K from the days themselves, usually 3
//! ```
//!
//! Ratios are fitted, not their logarithms: the logarithm of the mean of three contacts is biased.

use chrono::NaiveDate;

use super::super::cholesky::Symmetric;
use super::cells::Cells;
use super::credibility::{Group, Variances};
use super::weekday;
use crate::units::Seconds;

/// Weight of a day against the day after it.
const DISCOUNT: f64 = 0.985;
/// Usual days that weigh as much as the belief that the weekday does not matter.
const WEEKDAY_PRIOR: f64 = 3.0;
/// The handle time of a day is never known better than to a tenth of a per cent.
const SMALLEST_VARIANCE: f64 = 1e-6;
/// Usual change from week to week, as a share of the level.
const USUAL_SLOPE: f64 = 0.005;
/// What is left of the slope a week later.
const DAMPING: f64 = 0.9;
/// Columns: the level, the weekdays, the slope.
const WEEKDAYS: usize = 1;
const SLOPE: usize = 8;
/// No day is forecast below or above this part of the mean.
const BOUNDS: (f64, f64) = (0.25, 4.0);

/// The fitted level.
#[derive(Debug)]
pub(super) struct Level {
    mean: Seconds,
    effects: Vec<f64>,
    /// The newest day.
    last: NaiveDate,
}

impl Level {
    pub(super) fn fit(cells: &Cells) -> Self {
        let last = cells.days.last().map_or(NaiveDate::MIN, |day| day.date);
        let (days, usual) = weighted_days(cells);
        let mut weekdays = [Group::default(); 7];
        days.iter().for_each(|day| weekdays[day.weekday].add(day.weight, day.ratio));
        let mut penalties = vec![Variances::of(&weekdays).prior(WEEKDAY_PRIOR, days.len()); SLOPE + 1];
        penalties[0] = 1e-9;
        penalties[SLOPE] = usual / USUAL_SLOPE.powi(2);
        let mut normal = Symmetric::diagonal(&penalties);
        let mut right = vec![0.0; SLOPE + 1];
        for day in &days {
            let columns = [(0, 1.0), (WEEKDAYS + day.weekday, 1.0), (SLOPE, day.weeks)];
            for (position, (column, value)) in columns.iter().enumerate() {
                right[*column] += day.weight * value * day.ratio;
                for (other, with) in &columns[..=position] {
                    normal.add(*column, *other, day.weight * value * with);
                }
            }
        }
        Level { mean: cells.mean, effects: normal.solve(&right), last }
    }

    /// Seconds of a contact on `date`, past or to come.
    pub(super) fn on(&self, date: NaiveDate) -> Seconds {
        let weeks = (date - self.last).num_days() as f64 / 7.0;
        // Σ DAMPING^k over the weeks ahead.
        let slope = if weeks > 0.0 { (1.0 - DAMPING.powf(weeks)) * DAMPING / (1.0 - DAMPING) } else { weeks };
        let effect = self.effects[0] + self.effects[WEEKDAYS + weekday(date)] + self.effects[SLOPE] * slope;
        self.mean * (1.0 + effect).clamp(BOUNDS.0, BOUNDS.1)
    }
}

/// A day as the regression sees it.
struct WeightedDay {
    weekday: usize,
    /// Weeks after the newest day: 0 or less.
    weeks: f64,
    weight: f64,
    /// Its handle time over the mean, less 1.
    ratio: f64,
}

/// The days, and the variance of a usual one.
fn weighted_days(cells: &Cells) -> (Vec<WeightedDay>, f64) {
    let groups: Vec<Group> = cells
        .days
        .iter()
        .map(|day| {
            let mut group = Group::default();
            day.averages().for_each(|(_, contacts, average)| group.add(contacts, average / cells.mean));
            group
        })
        .collect();
    let variances = Variances::of(&groups);
    let variance = |contacts: f64| (variances.within / contacts + variances.between).max(SMALLEST_VARIANCE);
    let handled: f64 = cells.days.iter().map(|day| day.handled).sum();
    let usual = variance(handled / cells.days.len().max(1) as f64);
    let days = cells.days.iter().map(|day| WeightedDay {
        weekday: weekday(day.date),
        weeks: -f64::from(cells.age(day)) / 7.0,
        weight: DISCOUNT.powi(cells.age(day)) * usual / variance(day.handled),
        ratio: day.seconds / day.handled / cells.mean - 1.0,
    });
    (days.collect(), usual)
}
