//! How far earlier forecasts by the mean of weekdays were off, beyond chance.
//!
//! ```text
//! e²_s   = max(0, Σ ((y − m)² − m) / Σ m²)        y observed, m expected from the weekdays before; pooled over 5 slots
//! e²_day = the same with the totals of days
//! ```

use super::day_table::DayTable;
use super::profile::moving_average;
use super::weekday_means;

/// Days whose errors are looked at.
const DAYS: usize = 60;
/// Slots whose errors are pooled: single slots have too few.
const POOLED: usize = 5;
/// Squared relative error of a day when nothing is known of errors.
const UNKNOWN: f64 = 0.04;
/// Days that weigh as much as this ignorance.
const PRIOR_DAYS: f64 = 1.0;

/// Squared relative errors beyond chance.
#[derive(Debug, Clone)]
pub(super) struct MeanErrors {
    /// Of each slot.
    pub(super) slots: Vec<f64>,
    /// Of the total of a day.
    pub(super) day: f64,
    /// Correlation of the error of a day with that of the next in the table, `0..=0.9`.
    pub(super) correlation: f64,
}

/// Sums of squared errors and of squared expectations.
#[derive(Debug, Default, Clone, Copy)]
struct Sums {
    errors: f64,
    squares: f64,
}

impl MeanErrors {
    /// The errors on the last ordinary days of the table.
    pub(super) fn of(table: &DayTable, weeks: usize) -> Self {
        let mut slots = vec![Sums::default(); table.slots];
        let (mut day, mut errors) = (Sums::default(), Vec::new());
        let ordinary = (0..table.days.len()).rev().filter(|index| table.days[*index].special.is_none());
        for index in ordinary.take(DAYS) {
            let expected = weekday_means::before_day(table, index, weeks);
            let (mut observed_total, mut expected_total) = (0.0, 0.0);
            for (sums, (seen, mean)) in slots.iter_mut().zip(table.days[index].offered.iter().zip(&expected))
            {
                if let (Some(seen), Some(mean)) = (seen, mean) {
                    sums.add(*seen, *mean);
                    observed_total += seen;
                    expected_total += mean;
                }
            }
            if expected_total > 0.0 {
                day.add(observed_total, expected_total);
                errors.push(observed_total / expected_total - 1.0);
            }
        }
        let known = errors.len() as f64;
        let believed = |seen: f64| (known * seen + PRIOR_DAYS * UNKNOWN) / (known + PRIOR_DAYS);
        let pooled =
            |part: fn(&Sums) -> f64| moving_average(&slots.iter().map(part).collect::<Vec<_>>(), POOLED);
        let (errors_of_slots, squares) = (pooled(|sums| sums.errors), pooled(|sums| sums.squares));
        let of_slots = errors_of_slots.iter().zip(&squares);
        MeanErrors {
            slots: of_slots.map(|(errors, squares)| believed(beyond_chance(*errors, *squares))).collect(),
            day: believed(beyond_chance(day.errors, day.squares)),
            correlation: correlation(&errors),
        }
    }
}

impl Sums {
    fn add(&mut self, seen: f64, expected: f64) {
        self.errors += (seen - expected).powi(2) - expected;
        self.squares += expected * expected;
    }
}

fn beyond_chance(errors: f64, squares: f64) -> f64 {
    if squares > 0.0 { (errors / squares).max(0.0) } else { 0.0 }
}

/// Correlation of each error with the next.
fn correlation(errors: &[f64]) -> f64 {
    let product: f64 = errors.windows(2).map(|pair| pair[0] * pair[1]).sum();
    let square: f64 = errors.iter().map(|error| error * error).sum();
    if square > 0.0 { (product / square).clamp(0.0, 0.9) } else { 0.0 }
}
