//! The sums Erlang A is made of.

/// Sums over the waiting places of a queue, for `x = nμ/θ > 0` and `z ≥ 0`.
///
/// ```text
/// b_k = z^(k−1)/((x+1)…(x+k)),    H_k = 1/(x+1) + … + 1/(x+k)
/// ```
#[derive(Debug, Clone, Copy)]
pub(super) struct Series {
    /// `A1 = z·Σ b_k`.
    pub(super) a1: f64,
    /// `Σ k·b_k`.
    pub(super) weighted: f64,
}

/// More terms than any load up to 1e9 erlangs and a patience up to 10,000 handle times needs.
const MOST_TERMS: u32 = 50_000_000;

impl Series {
    pub(super) fn new(x: f64, z: f64) -> Series {
        let (mut term, mut sum, mut weighted) = (1.0 / (x + 1.0), 0.0, 0.0);
        let (mut k, mut place) = (1.0, x + 1.0);
        for _ in 0..MOST_TERMS {
            sum += term;
            weighted += k * term;
            k += 1.0;
            place += 1.0;
            let ratio = z / place;
            term *= ratio;
            if is_spent(k * term, weighted, ratio) {
                break;
            }
        }
        Series { a1: z * sum, weighted }
    }

    /// `Σ b_k·H_k`: what the waits of answered callers add up to.
    pub(super) fn waits(x: f64, z: f64) -> f64 {
        let (mut place, mut harmonic) = (x + 1.0, 1.0 / (x + 1.0));
        let (mut term, mut sum) = (harmonic, 0.0);
        for _ in 0..MOST_TERMS {
            sum += term * harmonic;
            place += 1.0;
            let each = 1.0 / place;
            harmonic += each;
            term *= z * each;
            if is_spent(term * harmonic, sum, z * each) {
                break;
            }
        }
        sum
    }
}

/// Whether everything after `term` is below a tenth of the last digit of `sum`: the rest falls at least
/// geometrically by `ratio`.
fn is_spent(term: f64, sum: f64, ratio: f64) -> bool {
    let fall = 1.0 - ratio;
    fall > 0.0 && term <= 1e-17 * sum * fall * fall
}
