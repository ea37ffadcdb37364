//! The standard normal distribution.

use crate::units::Share;

/// Quantile of the standard normal distribution to nine digits.
///
/// Source: Acklam (2003), "An algorithm for computing the inverse normal cumulative distribution function".
pub(super) fn normal_quantile(probability: Share) -> f64 {
    const A: [f64; 6] = [
        -3.969683028665376e1,
        2.209460984245205e2,
        -2.759285104469687e2,
        1.38357751867269e2,
        -3.066479806614716e1,
        2.506628277459239,
    ];
    const B: [f64; 5] = [
        -5.447609879822406e1,
        1.615858368580409e2,
        -1.556989798598866e2,
        6.680131188771972e1,
        -1.328068155288572e1,
    ];
    const C: [f64; 6] = [
        -7.784894002430293e-3,
        -3.223964580411365e-1,
        -2.400758277161838,
        -2.549732539343734,
        4.374664141464968,
        2.938163982698783,
    ];
    const D: [f64; 4] = [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416];
    let polynomial = |coefficients: &[f64], x: f64| coefficients.iter().fold(0.0, |sum, c| sum * x + c);
    let tail = probability.min(1.0 - probability);
    if tail > 0.02425 {
        let q = probability - 0.5;
        let r = q * q;
        return polynomial(&A, r) * q / (polynomial(&B, r) * r + 1.0);
    }
    let q = (-2.0 * tail.ln()).sqrt();
    let distance = -polynomial(&C, q) / (polynomial(&D, q) * q + 1.0);
    if probability < 0.5 { -distance } else { distance }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_of_the_normal_distribution_agree_with_the_table() {
        let known = [(0.001, -3.090232306), (0.1, -1.281551566), (0.5, 0.0), (0.975, 1.959963985)];
        for (p, z) in known {
            assert!((normal_quantile(p) - z).abs() < 5e-9, "{p}: {}", normal_quantile(p));
        }
    }
}
