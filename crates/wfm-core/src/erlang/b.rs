//! Erlang B (M/M/n/n): no waiting room, whoever finds every trunk busy is turned away.
//!
//! Right for sizing trunks and for work that cannot wait; it depends on the handle time's mean alone. It knows no
//! redials: where those who are turned away try again, see [`x`](super::x).
//!
//! Source: A. K. Erlang (1917); real n after R. Fortet and D. L. Jagerman (1974), *Some Properties of the Erlang Loss
//! Function*; the algorithm needs no factorial and no Γ.

use super::load::{MOST_ERLANGS, NOTHING, from_zero, whole};
use super::poisson;
use super::search::{largest_real, least_real, least_whole};
use super::{Goal, goal::Kind};
use crate::error::Result;
use crate::units::{Erlangs, Share};

/// Beyond this many erlangs or trunks the fluid limit `1 − n/a` stands for the sum.
const FLUID: f64 = 1e12;

/// Share of contacts that find all trunks busy, `0..=1`; `trunks` may be fractional.
///
/// ```text
/// B(n, a) = (aⁿ/n!) / Σ_{k≤n} aᵏ/k!      real n:  1/B = a·∫₀^∞ e^(−at)·(1+t)ⁿ dt
/// ```
///
/// ```
/// use wfm_core::erlang::b;
///
/// // 30 lines, 25 erlangs: the example of the Wolfram demonstration.
/// assert!((b::blocking(25.0, 30.0) - 0.0526032).abs() < 5e-8);
/// ```
pub fn blocking(erlangs: Erlangs, trunks: f64) -> Share {
    let (a, n) = (from_zero(erlangs), from_zero(trunks));
    if a.max(n) > FLUID {
        return if n == 0.0 { 1.0 } else { (1.0 - n / a).max(0.0) };
    }
    (1.0 / inverse(a, n)).min(1.0)
}

/// Natural logarithm of the blocking probability, also where that is too small for an `f64`.
pub fn ln_blocking(erlangs: Erlangs, trunks: f64) -> f64 {
    let (a, n) = (from_zero(erlangs), from_zero(trunks));
    if a >= NOTHING && n > a && (NOTHING..=FLUID).contains(&n) {
        let ln_pmf = poisson::ln_pmf(n, a);
        return (ln_pmf - (-ln_pmf.exp() * tail(a, n)).ln_1p()).min(0.0);
    }
    if n >= 1.0 && n <= a && a <= FLUID {
        // 1/B − 1, which is small where blocking is nearly certain.
        return -(n / a * inverse(a, n - 1.0)).ln_1p();
    }
    blocking(a, n).ln()
}

/// Fewest trunks that block at most `share` of the contacts.
///
/// ```
/// use wfm_core::erlang::b;
///
/// // Westbay's example: 15 lines carry 8.108 erlangs at 1 %.
/// assert_eq!(b::trunks(8.108, 0.01)?, 15);
/// # Ok::<(), wfm_core::Error>(())
/// ```
///
/// # Errors
///
/// When `share` is not between 0 and 1, or `erlangs` is negative, above 1e9 or not finite.
pub fn trunks(erlangs: Erlangs, share: Share) -> Result<u32> {
    let most = check(erlangs, share)?;
    if erlangs == 0.0 {
        return Ok(0);
    }
    // Carried traffic a·(1−B) cannot exceed n: nothing below this is enough.
    let low = (erlangs * (1.0 - most)).ceil().max(1.0);
    let guess = whole(low.max(erlangs + erlangs.sqrt() * (0.1 / most).ln().clamp(-3.0, 5.0) * 0.4));
    Ok(least_whole(whole(low), guess, |n| is_blocked_at_most(erlangs, f64::from(n), most)))
}

/// The real number of trunks that blocks exactly `share`, or 0 where none is needed.
///
/// # Errors
///
/// As [`trunks`].
pub fn trunks_continuous(erlangs: Erlangs, share: Share) -> Result<f64> {
    let n = f64::from(trunks(erlangs, share)?);
    Ok(if n == 0.0 { 0.0 } else { least_real(n - 1.0, n, |n| is_blocked_at_most(erlangs, n, share)) })
}

/// The largest load in erlangs of which `trunks` block at most `share`.
///
/// # Errors
///
/// When `share` is not between 0 and 1, or `trunks` is not a finite number from 0.
pub fn largest_load(trunks: f64, share: Share) -> Result<Erlangs> {
    super::load::not_negative("trunks", trunks)?;
    let most = check(0.0, share)?;
    if trunks == 0.0 {
        return Ok(0.0);
    }
    Ok(largest_real(trunks, MOST_ERLANGS, |a| is_blocked_at_most(a, trunks, most)))
}

fn check(erlangs: Erlangs, share: Share) -> Result<Share> {
    super::Load::of_erlangs(erlangs, 1.0)?;
    match Goal::blocking(share)? {
        Goal(Kind::Blocking(most)) => Ok(most),
        _ => Ok(share),
    }
}

fn is_blocked_at_most(a: f64, n: f64, most: f64) -> bool {
    1.0 <= most * inverse(a, n)
}

/// `1/B` for `a, n ≥ 0`; infinite where blocking is below 1e-308.
pub(super) fn inverse(a: f64, n: f64) -> f64 {
    if n == 0.0 {
        1.0
    } else if a < NOTHING {
        f64::INFINITY
    } else if n < NOTHING {
        1.0
    } else if n <= a || (n <= 64.0 && n.fract() == 0.0) {
        from_below(a, n)
    } else {
        from_above(a, n)
    }
}

/// The recurrence `1/B(k) = 1 + (k/a)/B(k−1)`, started so far below that its start no longer matters.
fn from_below(a: f64, n: f64) -> f64 {
    let steps = steps_that_matter(a, n);
    if steps < n.floor() {
        return climb(a, 1.0, n - steps, steps);
    }
    let rest = n.fract();
    let start = if rest == 0.0 { 1.0 } else { inverse_of_fraction(a, rest) };
    climb(a, start, rest, n.floor())
}

/// Steps k with `n(n−1)…(n−k+1)/aᵏ ≤ e^(−k·ln(a/n) − k²/2n)` above 1e-17.
fn steps_that_matter(a: f64, n: f64) -> f64 {
    let m = n.min(a);
    let fall = (a / m).ln();
    (80.0 / (fall + (fall * fall + 80.0 / m).sqrt())).ceil() + (n - m).ceil()
}

/// `steps` steps of the recurrence from `1/B(k) = start`, two at a time: the divisions overlap.
fn climb(a: f64, start: f64, k: f64, steps: f64) -> f64 {
    let (mut inverse, mut k) = (start, k + 1.0);
    let steps = steps as u64;
    for _ in 0..steps / 2 {
        let (first, second) = (k / a, (k + 1.0) / a);
        inverse = (1.0 + second) + first * second * inverse;
        k += 2.0;
    }
    if steps % 2 == 1 {
        inverse = 1.0 + k / a * inverse;
    }
    inverse
}

/// `n > a`: `1/B = (1 − p·S)/p` with the Poisson probability p of n and the tail S above it.
fn from_above(a: f64, n: f64) -> f64 {
    let p = poisson::ln_pmf(n, a).exp();
    (1.0 - p * tail(a, n)) / p
}

/// `S = Σ_{j≥1} aʲ/((n+1)…(n+j))` for `n ≥ a`.
fn tail(a: f64, n: f64) -> f64 {
    let (mut sum, mut term, mut next) = (0.0, 1.0, n);
    while term > 1e-17 * sum {
        next += 1.0;
        term *= a / next;
        sum += term;
    }
    sum
}

/// `1/B(f, a) = e^a·a^(−f)·Γ(f+1, a)` for `0 < f < 1`.
fn inverse_of_fraction(a: f64, f: f64) -> f64 {
    if a < f + 1.0 {
        // 1/B(f+1) is at least 2 here: taking 1 off costs no digits.
        return (from_above(a, f + 1.0) - 1.0) * a / (f + 1.0);
    }
    a * legendre_fraction(a, f)
}

/// Legendre's continued fraction of `Γ(f+1, a)/(e^(−a)·a^(f+1))` by Lentz's method.
fn legendre_fraction(a: f64, f: f64) -> f64 {
    let mut b = a - f;
    let (mut c, mut d) = (f64::INFINITY, 1.0 / b);
    let mut fraction = d;
    for i in 1..1000 {
        let i = f64::from(i);
        let numerator = -i * (i - 1.0 - f);
        b += 2.0;
        d = 1.0 / (numerator * d + b);
        c = b + numerator / c;
        let factor = c * d;
        fraction *= factor;
        if (factor - 1.0).abs() < 1e-16 {
            break;
        }
    }
    fraction
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_trunks_everybody_is_turned_away_and_without_load_nobody() {
        assert_eq!(blocking(5.0, 0.0), 1.0);
        assert_eq!(blocking(0.0, 3.0), 0.0);
        assert_eq!(blocking(f64::NAN, f64::NAN), 1.0);
        assert_eq!(ln_blocking(0.0, 3.0), f64::NEG_INFINITY);
    }

    /// Tables of the trade: 10 channels carry 2.3, 3.1 and 3.6 erlangs at 0.01, 0.1 and 0.3 %... to one decimal.
    #[test]
    fn ten_channels_carry_what_the_printed_tables_say() {
        for (share, erlangs) in [(0.0001, 2.3), (0.001, 3.1), (0.003, 3.6)] {
            assert!((largest_load(10.0, share).unwrap() - erlangs).abs() < 0.05);
        }
    }

    #[test]
    fn the_load_that_blocks_one_in_a_hundred_is_blocked_one_in_a_hundred() {
        let load = largest_load(15.0, 0.01).unwrap();
        assert!((blocking(load, 15.0) - 0.01).abs() < 1e-16);
        assert!((load - 8.108).abs() < 1e-3);
    }

    #[test]
    fn a_probability_too_small_for_a_float_still_has_a_logarithm() {
        assert_eq!(blocking(0.001, 200.0), 0.0);
        assert!(ln_blocking(0.001, 200.0) < -2000.0);
    }

    #[test]
    fn fractional_trunks_lie_on_the_recurrence() {
        for (a, n) in [(0.3, 0.4), (0.7, 1.2), (3.0, 2.5), (12.0, 7.25), (40.0, 44.5)] {
            let step = 1.0 + (n + 1.0) / a * inverse(a, n);
            assert!((inverse(a, n + 1.0) / step - 1.0).abs() < 5e-15, "a {a}, n {n}");
        }
    }

    #[test]
    fn absurd_numbers_have_answers_too() {
        for (a, n) in [(1e300, 1e300), (1e300, 5.0), (1e-300, 3.0), (5e-324, 0.5), (f64::INFINITY, 1.0)] {
            let share = blocking(a, n);
            assert!((0.0..=1.0).contains(&share), "B({n}, {a}) = {share}");
        }
    }
}
