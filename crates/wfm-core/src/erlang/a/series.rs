//! The sums Erlang A is made of.

/// Sums over the waiting places of a queue, for `x = nμ/θ > 0` and `z ≥ 0`.
///
/// ```text
/// b_k = z^(k−1)/((x+1)…(x+k)),    H_k = Σ_{j≤k} 1/(x+j),    G_k = Σ_{j≤k} j/(x+j)
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

    /// `Σ b_k·H_k` and `Σ b_k·G_k`: what the waits of the answered and of those who hang up add up to.
    pub(super) fn waits(x: f64, z: f64) -> (f64, f64) {
        let (mut k, mut place, mut term) = (1.0, x + 1.0, 1.0 / (x + 1.0));
        let (mut answering, mut leaving) = (term, term);
        let (mut answered, mut abandoned) = (0.0, 0.0);
        for _ in 0..MOST_TERMS {
            answered += term * answering;
            abandoned += term * leaving;
            (k, place) = (k + 1.0, place + 1.0);
            let each = 1.0 / place;
            answering += each;
            leaving += k * each;
            term *= z * each;
            if is_spent(term * leaving, abandoned, z * each) {
                break;
            }
        }
        (answered, abandoned)
    }
}

/// Whether everything after `term` is below a tenth of the last digit of `sum`: the rest falls at least
/// geometrically by `ratio`.
fn is_spent(term: f64, sum: f64, ratio: f64) -> bool {
    let fall = 1.0 - ratio;
    fall > 0.0 && term <= 1e-17 * sum * fall * fall
}
