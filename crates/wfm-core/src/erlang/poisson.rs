//! Poisson probabilities to the last digit, for whole and real counts.
//!
//! Source: C. Loader (2000), *Fast and Accurate Computation of Binomial Probabilities*: the saddle-point form keeps
//! 1e-14 where `exp(−a + n·ln a − lnΓ(n+1))` loses half the digits at 1e6.

/// `½·ln(2π)`.
const LN_ROOT_TWO_PI: f64 = 0.918_938_533_204_672_8;

/// Logarithm of the Poisson probability of `n > 0` at mean `a > 0`.
///
/// ```text
/// ln( e^(−a)·aⁿ / Γ(n+1) )
/// ```
pub(super) fn ln_pmf(n: f64, a: f64) -> f64 {
    -stirling_rest(n) - deviance(n, a) - LN_ROOT_TWO_PI - 0.5 * n.ln()
}

/// What Stirling's formula leaves of the factorial.
///
/// ```text
/// δ(n) = lnΓ(n+1) − (n+½)·ln n + n − ½·ln 2π,    δ(n) = δ(n+1) + (n+½)·ln(1+1/n) − 1
/// ```
fn stirling_rest(n: f64) -> f64 {
    let (mut n, mut rest) = (n, 0.0);
    while n < 16.0 {
        rest += (n + 0.5) * (1.0 / n).ln_1p() - 1.0;
        n += 1.0;
    }
    let v = 1.0 / (n * n);
    let series =
        1.0 / 12.0 - v * (1.0 / 360.0 - v * (1.0 / 1260.0 - v * (1.0 / 1680.0 - v * (1.0 / 1188.0))));
    rest + series / n
}

/// How far `n` is from the mean `a`, never negative.
///
/// ```text
/// n·ln(n/a) + a − n = (n−a)·v + 2n·(v³/3 + v⁵/5 + …),   v = (n−a)/(n+a)
/// ```
pub(super) fn deviance(n: f64, a: f64) -> f64 {
    let apart = n - a;
    let v = apart / (n + a);
    if v.abs() > 0.4 {
        return n * (n / a).ln() - apart;
    }
    let (mut sum, mut power, square) = (apart * v, 2.0 * n * v, v * v);
    for odd in 1..64 {
        power *= square;
        let next = sum + power / f64::from(2 * odd + 1);
        if next == sum {
            break;
        }
        sum = next;
    }
    sum
}

/// The digamma function of `x + 1`, `x > 0`.
///
/// ```text
/// ψ(x+1) = ln x + 1/(2x) − 1/(12x²) + 1/(120x⁴) − …,    ψ(x+1) = ψ(x+2) − 1/(x+1)
/// ```
pub(super) fn digamma_next(x: f64) -> f64 {
    let (mut x, mut shift) = (x, 0.0);
    while x < 16.0 {
        x += 1.0;
        shift += 1.0 / x;
    }
    let v = 1.0 / (x * x);
    let series = v * (1.0 / 12.0 - v * (1.0 / 120.0 - v * (1.0 / 252.0 - v * (1.0 / 240.0 - v / 132.0))));
    x.ln() + 0.5 / x - series - shift
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(x: f64, y: f64) {
        assert!((x - y).abs() <= 1e-14 * y.abs().max(1.0), "{x} is not {y}");
    }

    #[test]
    fn probabilities_of_small_counts_are_those_of_the_factorials() {
        let mut factorial = 1.0_f64;
        for n in 1..=20 {
            factorial *= f64::from(n);
            let direct = -3.5 + f64::from(n) * 3.5_f64.ln() - factorial.ln();
            close(ln_pmf(f64::from(n), 3.5), direct);
        }
    }

    /// Γ(3/2) = √π/2, so half a contact at mean 1 has probability 2/(e·√π).
    #[test]
    fn a_count_may_be_real() {
        close(ln_pmf(0.5, 1.0), (2.0 / (1.0_f64.exp() * std::f64::consts::PI.sqrt())).ln());
    }

    /// ψ(1) = −γ is reached from ψ(2) = 1 − γ.
    #[test]
    fn digamma_of_two_is_one_less_the_constant_of_euler() {
        close(digamma_next(1.0), 1.0 - 0.577_215_664_901_532_9);
    }
}
