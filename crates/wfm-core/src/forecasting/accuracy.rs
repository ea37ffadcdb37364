//! How good forecasts were: error, bias, bands, and what chance alone would have left.

use super::negative_binomial::ln_gamma;
use crate::units::{Contacts, Share};

/// Accuracy over the intervals of some days. Shares are `0..1` of the contacts that arrived.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Accuracy {
    /// Days that were scored; a day counts once for each forecast of it.
    pub days: usize,
    /// Error of intervals: `Σ |a − f| / Σ a`, with `a` arrived and `f` forecast.
    pub wape: Share,
    /// The same on the totals of days.
    pub day_wape: Share,
    /// `Σ (f − a) / Σ a`: above 0, too much was forecast.
    pub bias: f64,
    /// Mean absolute error of an interval against that of the same interval a week before, in the history before the
    /// first test day; below 1 is better than repeating last week. `None` when there is no week to compare with.
    pub mase: Option<f64>,
    /// Share of intervals inside the band from 10 to 90 %.
    pub coverage_80: Share,
    /// Share of intervals inside the band from 2.5 to 97.5 %.
    pub coverage_95: Share,
    /// Continuous ranked probability score, in contacts: twice the mean pinball loss of the quantiles; smaller is better.
    pub crps: Contacts,
    /// WAPE of a forecast that knows the true mean of every interval, if contacts arrive by chance alone.
    pub floor: Share,
}

/// Sums from which an [`Accuracy`] is made.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sums {
    days: usize,
    intervals: f64,
    actual: f64,
    error: f64,
    signed: f64,
    day_error: f64,
    floor: f64,
    pinball: f64,
    inside_80: f64,
    inside_95: f64,
}

/// Quantiles that a scored forecast has, lowest first.
pub(super) const PROBABILITIES: [Share; 7] = [0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975];

impl Sums {
    /// Adds an interval with its quantiles of [`PROBABILITIES`].
    pub(super) fn add(
        &mut self,
        actual: Contacts,
        forecast: Contacts,
        quantiles: [Contacts; PROBABILITIES.len()],
    ) {
        self.intervals += 1.0;
        self.actual += actual;
        self.error += (actual - forecast).abs();
        self.signed += forecast - actual;
        self.floor += poisson_floor(actual);
        self.inside_80 += f64::from(quantiles[1] <= actual && actual <= quantiles[5]);
        self.inside_95 += f64::from(quantiles[0] <= actual && actual <= quantiles[6]);
        let losses = PROBABILITIES.iter().zip(quantiles).map(|(p, quantile)| pinball(*p, actual, quantile));
        self.pinball += losses.sum::<f64>() / PROBABILITIES.len() as f64;
    }

    /// Adds the totals of a day whose intervals were added.
    pub(super) fn add_day(&mut self, actual: Contacts, forecast: Contacts) {
        self.days += 1;
        self.day_error += (actual - forecast).abs();
    }

    /// Adds what others have summed up.
    pub(super) fn merge(&mut self, other: &Sums) {
        self.days += other.days;
        self.intervals += other.intervals;
        self.actual += other.actual;
        self.error += other.error;
        self.signed += other.signed;
        self.day_error += other.day_error;
        self.floor += other.floor;
        self.pinball += other.pinball;
        self.inside_80 += other.inside_80;
        self.inside_95 += other.inside_95;
    }

    /// The accuracy, or `None` when nothing arrived; `scale` is the mean change of an interval from week to week.
    pub(super) fn accuracy(&self, scale: Option<f64>) -> Option<Accuracy> {
        if self.actual <= 0.0 {
            return None;
        }
        Some(Accuracy {
            days: self.days,
            wape: self.error / self.actual,
            day_wape: self.day_error / self.actual,
            bias: self.signed / self.actual,
            mase: scale.map(|scale| self.error / self.intervals / scale),
            coverage_80: self.inside_80 / self.intervals,
            coverage_95: self.inside_95 / self.intervals,
            crps: 2.0 * self.pinball / self.intervals,
            floor: self.floor / self.actual,
        })
    }
}

/// Loss of a quantile: what was missed above it weighs `p`, below it `1 − p`.
fn pinball(probability: Share, actual: Contacts, quantile: Contacts) -> f64 {
    (probability * (actual - quantile)).max((probability - 1.0) * (actual - quantile))
}

/// Expected absolute error of a forecast that knows the true mean of a Poisson count, in contacts.
///
/// ```text
/// E|X − λ| = 2 e^−λ λ^(⌊λ⌋+1) / ⌊λ⌋!
/// ```
///
/// `mean` is `λ`, 0 or more. Source: Johnson, Kemp and Kotz (2005), *Univariate Discrete Distributions*, section 4.3.
pub fn poisson_floor(mean: Contacts) -> Contacts {
    if mean <= 0.0 {
        return 0.0;
    }
    let whole = mean.floor();
    2.0 * (-mean + (whole + 1.0) * mean.ln() - ln_gamma(whole + 1.0)).exp()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values summed directly from the Poisson probabilities, rounded to a tenth of a per cent.
    #[test]
    fn the_floor_agrees_with_the_table() {
        let table = [(2.0, 54.1), (5.0, 35.1), (10.0, 25.0), (30.0, 14.5), (100.0, 8.0), (1000.0, 2.5)];
        for (mean, percent) in table {
            assert!((100.0 * poisson_floor(mean) / mean - percent).abs() <= 0.0501, "{mean}");
        }
        assert_eq!(poisson_floor(0.0), 0.0);
    }

    #[test]
    fn a_perfect_forecast_has_no_error_and_full_bands() {
        let mut sums = Sums::default();
        sums.add(7.0, 7.0, [7.0; 7]);
        sums.add_day(7.0, 7.0);
        let accuracy = sums.accuracy(Some(2.0)).unwrap();
        assert_eq!((accuracy.wape, accuracy.bias, accuracy.crps), (0.0, 0.0, 0.0));
        assert_eq!((accuracy.coverage_80, accuracy.mase), (1.0, Some(0.0)));
    }

    #[test]
    fn figures_of_two_intervals_are_those_worked_by_hand() {
        let mut sums = Sums::default();
        sums.add(10.0, 12.0, [5.0, 8.0, 11.0, 12.0, 13.0, 16.0, 19.0]);
        sums.add(30.0, 26.0, [18.0, 20.0, 23.0, 26.0, 28.0, 29.0, 31.0]);
        sums.add_day(40.0, 38.0);
        let accuracy = sums.accuracy(Some(6.0)).unwrap();
        assert_eq!((accuracy.wape, accuracy.bias, accuracy.day_wape), (6.0 / 40.0, -2.0 / 40.0, 2.0 / 40.0));
        assert_eq!((accuracy.coverage_80, accuracy.coverage_95, accuracy.mase), (0.5, 1.0, Some(0.5)));
    }

    #[test]
    fn nothing_that_arrived_is_nothing_to_measure_by() {
        assert_eq!(Sums::default().accuracy(None), None);
    }
}
