//! Figures from replications, with their 95 % intervals.

/// A figure, and how far chance may have moved it.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Estimate {
    /// The figure.
    pub mean: f64,
    /// Half of the 95 % interval; infinite with fewer than two replications.
    pub half_width: f64,
}

impl Estimate {
    /// Whether `value` lies within the 95 % interval.
    pub fn covers(&self, value: f64) -> bool {
        (self.mean - value).abs() <= self.half_width
    }
}

/// The ratio of two sums over replications, such as calls answered in time over calls offered; none when nothing counts.
///
/// ```text
/// m = Σ num / Σ den,   d_r = num_r − m·den_r,   half-width = 1.96·√(Σ d_r² / (R·(R − 1))) / mean(den)
/// ```
///
/// Source: A. Law, W. Kelton, *Simulation Modeling and Analysis*, ratio estimation over independent replications.
pub fn estimate(parts: impl Iterator<Item = (f64, f64)> + Clone) -> Option<Estimate> {
    let (mut numerator, mut denominator, mut count) = (0.0, 0.0, 0.0);
    for (num, den) in parts.clone() {
        numerator += num;
        denominator += den;
        count += 1.0;
    }
    if denominator <= 0.0 {
        return None;
    }
    let mean = numerator / denominator;
    let squares: f64 = parts.map(|(num, den)| (num - mean * den).powi(2)).sum();
    let half_width = match count >= 2.0 {
        true => 1.96 * (squares / (count * (count - 1.0))).sqrt() * count / denominator,
        false => f64::INFINITY,
    };
    Some(Estimate { mean, half_width })
}

/// The value below which the share `probability` of `values` lies, between neighbours on a straight line; none of none.
///
/// `values` are put in order.
pub fn quantile(values: &mut [f64], probability: f64) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let at = probability.clamp(0.0, 1.0) * values.len().checked_sub(1)? as f64;
    let (low, high) = (values[at.floor() as usize], values[at.ceil() as usize]);
    Some(low + (high - low) * at.fract())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_of_sums_is_no_mean_of_ratios() {
        let parts = [(8.0, 10.0), (1.0, 2.0), (0.0, 0.0)];
        let found = estimate(parts.iter().copied()).unwrap();
        assert!((found.mean - 0.75).abs() < 1e-15);
        // d = 0.5, −0.5, 0: √(0.5/6)/4
        assert!((found.half_width - 1.96 * (0.5f64 / 6.0).sqrt() / 4.0).abs() < 1e-15);
        assert_eq!(estimate([(0.0, 0.0)].into_iter()), None);
        assert_eq!(estimate([(1.0, 2.0)].into_iter()).unwrap().half_width, f64::INFINITY);
    }

    #[test]
    fn quantiles_lie_between_neighbours() {
        let mut values = [3.0, 1.0, 2.0, 4.0, 5.0];
        assert_eq!(quantile(&mut values, 0.5), Some(3.0));
        assert!((quantile(&mut values, 0.1).unwrap() - 1.4).abs() < 1e-12);
        assert_eq!(quantile(&mut [], 0.5), None);
        assert_eq!(quantile(&mut [7.0], 0.9), Some(7.0));
    }
}
