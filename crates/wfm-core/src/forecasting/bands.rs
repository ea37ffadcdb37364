//! Bands: how far earlier forecasts by the same method were off.

use super::day_table::DayTable;
use super::normal::normal_quantile;
use super::weekday_means;
use crate::units::{Contacts, Share};

/// Days whose errors are looked at.
const DAYS: usize = 60;
/// Slots on either side whose errors are pooled: single slots have too few.
const NEIGHBOURS: usize = 2;
/// Fewest errors that make an empirical quantile.
const FEWEST: usize = 20;

/// Errors of earlier forecasts, standardised by the root of the expected contacts, sorted.
///
/// ```text
/// e = (y − m) / √max(m, 1)        y observed, m expected from the weekdays before
/// ```
#[derive(Debug)]
pub(super) struct Spread {
    by_slot: Vec<Vec<f64>>,
    of_days: Vec<f64>,
}

impl Spread {
    /// The errors on the last ordinary days of the table.
    pub(super) fn of(table: &DayTable, weeks: usize) -> Self {
        let mut single = vec![Vec::new(); table.slots];
        let mut of_days = Vec::new();
        let ordinary = (0..table.days.len()).rev().filter(|index| table.days[*index].special.is_none());
        for index in ordinary.take(DAYS) {
            let expected = weekday_means::before_day(table, index, weeks);
            let (mut observed_total, mut expected_total) = (0.0, 0.0);
            for (slot, (seen, mean)) in table.days[index].offered.iter().zip(&expected).enumerate() {
                if let (Some(seen), Some(mean)) = (seen, mean) {
                    single[slot].push((seen - mean) / mean.max(1.0).sqrt());
                    observed_total += seen;
                    expected_total += mean;
                }
            }
            if expected_total > 0.0 {
                of_days.push(observed_total / expected_total - 1.0);
            }
        }
        let by_slot = (0..single.len()).map(|slot| pooled(&single, slot)).collect();
        of_days.sort_by(f64::total_cmp);
        Spread { by_slot, of_days }
    }

    /// The quantile of an interval in `slot` with `mean` expected contacts.
    pub(super) fn interval(&self, slot: usize, mean: Contacts, probability: Share) -> Contacts {
        let errors = &self.by_slot[slot];
        if mean <= 0.0 {
            return 0.0;
        }
        let error =
            if errors.len() < FEWEST { normal_quantile(probability) } else { quantile(errors, probability) };
        (mean + error * mean.max(1.0).sqrt()).max(0.0)
    }

    /// The quantile of a day with `mean` expected contacts.
    pub(super) fn day(&self, mean: Contacts, probability: Share) -> Contacts {
        let error = if self.of_days.len() < FEWEST {
            // A day of few weeks of history: Poisson noise and a tenth of day-to-day change.
            normal_quantile(probability) * (1.0 / mean.max(1.0) + 0.01).sqrt()
        } else {
            quantile(&self.of_days, probability)
        };
        (mean * (1.0 + error)).max(0.0)
    }
}

/// Errors of `slot` and its neighbours, sorted.
fn pooled(single: &[Vec<f64>], slot: usize) -> Vec<f64> {
    let range = slot.saturating_sub(NEIGHBOURS)..(slot + NEIGHBOURS + 1).min(single.len());
    let mut errors = single[range].concat();
    errors.sort_by(f64::total_cmp);
    errors
}

/// Quantile of sorted values, linear between them (Hyndman and Fan 1996, type 7).
fn quantile(sorted: &[f64], probability: Share) -> f64 {
    let position = probability * (sorted.len() - 1) as f64;
    let below = position.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (position - below as f64) * (sorted[above] - sorted[below])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_lie_between_the_sorted_values() {
        let sorted = [1.0, 2.0, 4.0];
        assert_eq!(quantile(&sorted, 0.5), 2.0);
        assert_eq!(quantile(&sorted, 0.75), 3.0);
        assert_eq!(quantile(&[7.0], 0.9), 7.0);
    }
}
