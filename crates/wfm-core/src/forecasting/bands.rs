//! Bands: quantiles of intervals, days and weeks from what the error of a forecast is made of.
//!
//! ```text
//! Var of an interval = m + t (a + b) m²                  m expected contacts, a of its day, b its own
//! Var of some days   = Σ m + t (Σ b m² + Σ_d Σ_e ρ^|d−e| √(a_d a_e) M_d M_e)      M_d expected contacts of day d
//! ```
//!
//! Counts are negative binomial. `t` is 1 for the band of 80 %; errors have heavier tails than the distribution, so that
//! other levels have their own. `ρ` is the correlation from one open day to the next.

use std::ops::Range;

use super::negative_binomial;
use crate::model::{Day, DayForecast, Grid, Quantile, Variation, WeekForecast};
use crate::units::{Contacts, Share};

/// Levels at which the scale of a band is known; others lie between.
pub(super) const LEVELS: [Share; 3] = [0.5, 0.8, 0.95];
/// Position of the level at which `t` is 1.
pub(super) const MAIN: usize = 1;
/// Days of a week.
const WEEK: usize = 7;

/// One figure for each of [`LEVELS`].
pub(super) type OfLevels = [f64; LEVELS.len()];

/// `t` of each level.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tails {
    pub(super) intervals: OfLevels,
    pub(super) days: OfLevels,
}

impl Default for Tails {
    fn default() -> Self {
        Tails { intervals: [1.0; LEVELS.len()], days: [1.0; LEVELS.len()] }
    }
}

/// What is needed to draw bands around a forecast.
#[derive(Debug)]
pub(super) struct Bands<'a> {
    pub(super) offered: &'a [Contacts],
    pub(super) variation: &'a Variation,
    pub(super) days: &'a [Day],
    pub(super) tails: Tails,
    pub(super) probabilities: &'a [Share],
}

impl Bands<'_> {
    /// Quantiles of every interval of `grid`.
    pub(super) fn of_intervals(&self, grid: &Grid) -> Vec<Quantile> {
        let empty = |p: &Share| Quantile { probability: *p, offered: vec![0.0; grid.len()] };
        let mut quantiles: Vec<Quantile> = self.probabilities.iter().map(empty).collect();
        for (day, shared) in self.days.iter().zip(&self.variation.of_days) {
            for index in day.intervals.clone() {
                let extra = shared + self.variation.of_intervals[index];
                let values = values(self.offered[index], extra, &self.tails.intervals, self.probabilities);
                for (quantile, value) in quantiles.iter_mut().zip(values) {
                    quantile.offered[index] = value;
                }
            }
        }
        quantiles
    }

    /// Every day; what makes it special is left open.
    pub(super) fn of_days(&self) -> Vec<DayForecast> {
        let of_day = |day: usize| {
            let (offered, quantiles) = self.stretch(day..day + 1);
            DayForecast { date: self.days[day].date, offered, quantiles, special: None, effect: None }
        };
        (0..self.days.len()).map(of_day).collect()
    }

    /// Every seven days.
    pub(super) fn of_weeks(&self) -> Vec<WeekForecast> {
        let of_week = |first: usize| {
            let days = first..(first + WEEK).min(self.days.len());
            let (offered, quantiles) = self.stretch(days.clone());
            WeekForecast { first: self.days[first].date, days: days.len(), offered, quantiles }
        };
        (0..self.days.len()).step_by(WEEK).map(of_week).collect()
    }

    /// Expected contacts of consecutive days and their quantiles.
    fn stretch(&self, days: Range<usize>) -> (Contacts, Vec<(Share, Contacts)>) {
        let (mut total, mut variance) = (0.0, 0.0);
        // Covariance of the contacts of all days before with a day whose relative deviation is 1.
        let mut before = 0.0;
        for day in days {
            let intervals = self.days[day].intervals.clone();
            let of_day: Contacts = self.offered[intervals.clone()].iter().sum();
            if of_day <= 0.0 {
                continue;
            }
            let own = |index: usize| self.variation.of_intervals[index] * self.offered[index].powi(2);
            let deviation = self.variation.of_days[day].sqrt() * of_day;
            variance += intervals.map(own).sum::<f64>() + deviation * (deviation + 2.0 * before);
            before = self.variation.day_correlation * (before + deviation);
            total += of_day;
        }
        let extra = if total > 0.0 { variance / (total * total) } else { 0.0 };
        let values = values(total, extra, &self.tails.days, self.probabilities);
        (total, self.probabilities.iter().copied().zip(values).collect())
    }
}

/// What the slots of a day share and what each has of its own, such that every slot keeps its squared relative spread
/// `of_slots` and the total of the day its own, `of_day`. Where the two disagree the day is believed: chance hides less of
/// it.
///
/// ```text
/// a + b_s = e_s,   a + Σ w_s b_s = e_day,   w_s = m_s² / (Σ m_s)²
/// ```
pub(super) fn apart(means: &[f64], of_slots: &[f64], of_day: f64) -> (f64, Vec<f64>) {
    let total: f64 = means.iter().sum();
    if total <= 0.0 {
        return (0.0, vec![0.0; means.len()]);
    }
    let cells = means.iter().map(|mean| mean / total).zip(of_slots);
    let (mut squares, mut alone) = (0.0, 0.0);
    for (share, spread) in cells {
        squares += share * share;
        alone += share * share * spread;
    }
    let shared = if squares < 0.999 { (of_day - alone) / (1.0 - squares) } else { of_day };
    let shared = shared.max(0.0);
    (shared, of_slots.iter().map(|spread| (spread - shared).max(0.0)).collect())
}

/// Quantiles of a count of `mean` with `extra` squared relative spread beyond chance.
fn values(mean: Contacts, extra: f64, tails: &OfLevels, probabilities: &[Share]) -> Vec<Contacts> {
    let level = |probability: Share| (2.0 * probability - 1.0).abs();
    let mut found: Vec<Option<f64>> = vec![None; probabilities.len()];
    for first in 0..probabilities.len() {
        if found[first].is_none() {
            // Both ends of a band have the same variance and are found on one way.
            let of_band =
                |place: &usize| (level(probabilities[*place]) - level(probabilities[first])).abs() < 1e-9;
            let band: Vec<usize> = (first..probabilities.len()).filter(of_band).collect();
            let ends: Vec<Share> = band.iter().map(|place| probabilities[*place]).collect();
            let variance = mean + at_level(tails, level(ends[0])) * extra * mean * mean;
            for (place, value) in band.into_iter().zip(negative_binomial::quantiles(mean, variance, &ends)) {
                found[place] = Some(value);
            }
        }
    }
    // Levels are scaled on their own, but a higher probability never has fewer contacts.
    let rising = found.into_iter().flatten().scan(0.0, |below, value| {
        *below = value.max(*below);
        Some(*below)
    });
    rising.collect()
}

/// The figure of `level`, on straight lines between the levels known.
fn at_level(figures: &OfLevels, level: Share) -> f64 {
    let above = LEVELS.partition_point(|known| *known < level);
    if above == 0 || above == LEVELS.len() {
        return figures[above.min(LEVELS.len() - 1)];
    }
    let part = (level - LEVELS[above - 1]) / (LEVELS[above] - LEVELS[above - 1]);
    figures[above - 1] + part * (figures[above] - figures[above - 1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_never_fall_however_the_levels_are_scaled() {
        let found = values(100.0, 0.05, &[4.0, 4.0, 0.25], &[0.025, 0.1, 0.5, 0.9, 0.975]);
        assert!(found.is_sorted(), "{found:?}");
    }

    #[test]
    fn spreads_of_slots_and_of_their_day_are_taken_apart_and_give_both_again() {
        let means = [10.0, 30.0, 60.0];
        let (shared, own) = apart(&means, &[0.05, 0.04, 0.03], 0.025);
        for (own, spread) in own.iter().zip([0.05, 0.04, 0.03]) {
            assert!((shared + own - spread).abs() < 1e-12);
        }
        let of_day: f64 = means.iter().zip(&own).map(|(mean, own)| own * (mean / 100.0f64).powi(2)).sum();
        assert!((shared + of_day - 0.025).abs() < 1e-12);
    }

    #[test]
    fn a_day_that_moves_more_than_its_intervals_seem_to_is_believed() {
        let (shared, own) = apart(&[50.0, 50.0], &[0.01, 0.01], 0.5);
        assert!(shared > 0.5 && own == [0.0, 0.0], "{shared}");
        assert_eq!(apart(&[0.0, 0.0], &[0.01, 0.01], 0.5), (0.0, vec![0.0, 0.0]));
    }
}
