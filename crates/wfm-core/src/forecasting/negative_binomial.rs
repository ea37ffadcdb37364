//! Counts with a mean and a variance at least as large: quantiles of the negative binomial distribution.

use super::normal::normal_quantile;
use crate::units::Share;

/// Above this mean the distribution is as good as continuous.
const CONTINUOUS: f64 = 10_000.0;

/// Above this variance a hardly skewed distribution is as good as continuous.
const WIDE: f64 = 225.0;

/// The smallest count `k` with `P(N ≤ k) ≥ q` for each probability `q`, lowest first; above a mean of 10,000, and where
/// the distribution is wide and hardly skewed, rounded from a continuous approximation.
///
/// ```text
/// p = m / V,   r = m² / (V − m)          m mean, V variance, floored at 1.0001 m (a Poisson count)
/// P(k+1) = P(k) (1 − p) (k + r) / (k + 1)
/// ```
///
/// `mean` is 0 or more; probabilities are inside `(0, 1)`.
/// Source: Johnson, Kemp and Kotz (2005), *Univariate Discrete Distributions*, chapter 5.
pub(crate) fn quantiles(mean: f64, variance: f64, probabilities: &[Share]) -> Vec<f64> {
    if mean <= 0.0 {
        return vec![0.0; probabilities.len()];
    }
    let variance = variance.max(1.0001 * mean);
    let shape = Shape::new(mean, variance);
    if (variance > WIDE && shape.skewness < 0.4) || mean > CONTINUOUS {
        return probabilities.iter().map(|q| shape.continuous_quantile(*q)).collect();
    }
    shape.counted_quantiles(probabilities)
}

struct Shape {
    mean: f64,
    deviation: f64,
    /// `p`.
    p: f64,
    /// `r`.
    size: f64,
    skewness: f64,
    excess_kurtosis: f64,
}

impl Shape {
    fn new(mean: f64, variance: f64) -> Self {
        let p = mean / variance;
        let size = mean * mean / (variance - mean);
        let skewness = (2.0 - p) / (size * (1.0 - p)).sqrt();
        let excess_kurtosis = 6.0 / size + p * p / (size * (1.0 - p));
        Shape { mean, deviation: variance.sqrt(), p, size, skewness, excess_kurtosis }
    }

    /// Adds up the probabilities from far below the mean on, once for all quantiles.
    fn counted_quantiles(&self, probabilities: &[Share]) -> Vec<f64> {
        let start = (self.mean - 7.0 * self.deviation).max(0.0).floor();
        let end = self.mean + 40.0 * self.deviation + 20.0;
        let (mut count, mut probability) = (start, self.probability(start));
        let mut cumulated = probability;
        let mut found = Vec::with_capacity(probabilities.len());
        for wanted in probabilities {
            while cumulated < *wanted && count < end {
                probability *= (1.0 - self.p) * (count + self.size) / (count + 1.0);
                count += 1.0;
                cumulated += probability;
            }
            found.push(count);
        }
        found
    }

    fn probability(&self, count: f64) -> f64 {
        let ways = ln_gamma(count + self.size) - ln_gamma(self.size) - ln_gamma(count + 1.0);
        // ln(1 − p) loses its digits when the count is all but Poisson.
        (ways + self.size * self.p.ln() + count * (-self.p).ln_1p()).exp()
    }

    /// Cornish and Fisher's expansion where the skewness is small, Wilson and Hilferty's gamma quantile elsewhere.
    fn continuous_quantile(&self, probability: Share) -> f64 {
        let z = normal_quantile(probability);
        let value = if self.skewness < 0.5 {
            let (s, k) = (self.skewness, self.excess_kurtosis);
            let w = z + (z * z - 1.0) * s / 6.0 + (z * z * z - 3.0 * z) * k / 24.0
                - (2.0 * z * z * z - 5.0 * z) * s * s / 36.0;
            self.mean + self.deviation * w
        } else {
            let alpha = (self.mean / self.deviation).powi(2);
            let cube = 1.0 - 1.0 / (9.0 * alpha) + z / (3.0 * alpha.sqrt());
            self.mean * cube.max(0.0).powi(3)
        };
        value.max(0.0).round()
    }
}

/// Logarithm of the gamma function for `x > 0`, to 14 digits: Stirling's series after moving `x` above 10.
///
/// Source: Abramowitz and Stegun (1964), *Handbook of Mathematical Functions*, 6.1.41.
pub(super) fn ln_gamma(mut x: f64) -> f64 {
    let mut shift = 1.0;
    while x < 10.0 {
        shift *= x;
        x += 1.0;
    }
    let y = 1.0 / (x * x);
    let series = (1.0 / 12.0 - y * (1.0 / 360.0 - y * (1.0 / 1260.0 - y * (1.0 / 1680.0 - y / 1188.0)))) / x;
    (x - 0.5) * x.ln() - x + 0.5 * (2.0 * std::f64::consts::PI).ln() + series - shift.ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gamma_function_agrees_with_known_values() {
        let half = 0.5 * std::f64::consts::PI.ln();
        for (x, expected) in [(0.5, half), (1.0, 0.0), (5.0, 24f64.ln()), (11.0, 3_628_800f64.ln())] {
            assert!((ln_gamma(x) - expected).abs() < 1e-13, "{x}");
        }
    }

    /// Poisson and negative binomial quantiles of R 4.3: `qpois(p, 4)` and `qnbinom(p, size = 3, prob = 0.2)`.
    #[test]
    fn quantiles_agree_with_sums_of_probabilities() {
        assert_eq!(quantiles(4.0, 4.0, &[0.1, 0.5, 0.9]), [2.0, 4.0, 7.0]);
        let (size, p) = (3.0f64, 0.2f64);
        let mass = |k: u32| {
            let ways = f64::from((k + 2) * (k + 1)) / 2.0;
            ways * p.powf(size) * (1.0 - p).powi(k as i32)
        };
        for wanted in [0.025, 0.1, 0.5, 0.9, 0.975] {
            let mut sum = 0.0;
            let expected = (0..).find(|k| {
                sum += mass(*k);
                sum >= wanted
            });
            let found = quantiles(12.0, 60.0, &[wanted])[0];
            assert_eq!(Some(found as u32), expected, "{wanted}");
        }
    }

    #[test]
    fn the_continuous_quantiles_are_within_a_count_of_the_exact_ones() {
        let probabilities = [0.025, 0.1, 0.5, 0.9, 0.975];
        for (mean, variance) in
            [(200.0, 230.0), (120.0, 400.0), (1000.0, 1200.0), (1200.0, 6400.0), (2500.0, 90_000.0)]
        {
            let shape = Shape::new(mean, variance);
            for (q, exact) in probabilities.iter().zip(shape.counted_quantiles(&probabilities)) {
                let quick = shape.continuous_quantile(*q);
                assert!((quick - exact).abs() <= 1.0, "{mean} {variance} {q}: {quick} {exact}");
            }
        }
    }

    #[test]
    fn nothing_expected_is_nothing_at_every_probability() {
        assert_eq!(quantiles(0.0, 0.0, &[0.1, 0.9]), [0.0, 0.0]);
    }
}
