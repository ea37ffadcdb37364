//! Erlang C (M/M/n): everybody waits, nobody hangs up.
//!
//! Right for a queue with hardly any hang-ups; where callers do hang up it overstates waiting, see [`a`](super::a).
//! A queue with `agents ≤ erlangs` has no steady state: everybody waits, for ever. That is an answer, not an error.
//!
//! Source: A. K. Erlang (1917); N. Gans, G. Koole, A. Mandelbaum (2003), *Telephone Call Centers: Tutorial, Review, and
//! Research Prospects*.

mod inverse;

pub use inverse::{agents, agents_continuous, largest_load};

use super::load::from_zero;
use super::{Ends, Figures, Load, b};
use crate::units::{Seconds, Share};

/// Probability that a contact has to wait, `0..=1`; `agents` may be fractional.
///
/// ```text
/// C(n, a) = B / ((n−a)/n + (a/n)·B)      B = B(n, a)
/// ```
pub fn wait_probability(load: Load, agents: f64) -> Share {
    Queue::new(load, agents).map_or(unstable(load), |queue| queue.waits)
}

/// Share of contacts answered within `within` seconds, `0..=1`.
///
/// ```text
/// SL = 1 − C·e^(−(n−a)·T/AHT)
/// ```
///
/// ```
/// use wfm_core::erlang::{Load, c};
///
/// // 100 calls of 180 s in half an hour on 14 agents: the example of pyworkforce.
/// let load = Load::new(100.0, 180.0, 1800.0)?;
/// assert!((c::service_level(load, 14.0, 20.0) - 0.888350019179467).abs() < 1e-14);
/// assert!((c::asa(load, 14.0) - 7.83593701177724).abs() < 1e-13);
/// # Ok::<(), wfm_core::Error>(())
/// ```
pub fn service_level(load: Load, agents: f64, within: Seconds) -> Share {
    ends(load, agents, within).answered_in_time
}

/// Share of contacts that wait longer than `within` seconds: the complement of the service level, exact on its own.
pub fn late(load: Load, agents: f64, within: Seconds) -> Share {
    ends(load, agents, within).answered_late
}

/// Average speed of answer in seconds; infinite when overloaded.
///
/// ```text
/// ASA = C·AHT/(n−a)
/// ```
pub fn asa(load: Load, agents: f64) -> Seconds {
    figures(load, agents).asa
}

/// The wait in seconds that a `share` of the contacts does not exceed; 0 where so many are answered at once.
///
/// ```text
/// AHT/(n−a)·ln(C/(1−p))
/// ```
pub fn wait_percentile(load: Load, agents: f64, share: Share) -> Seconds {
    let rest = 1.0 - share.clamp(0.0, 1.0);
    match Queue::new(load, agents) {
        Some(queue) if queue.waits <= rest => 0.0,
        Some(queue) => queue.mean_wait_of_waiting * (queue.waits / rest).ln(),
        None if load.erlangs() == 0.0 => 0.0,
        None => f64::INFINITY,
    }
}

/// Probability of having to wait behind more than `waiting` others.
///
/// ```text
/// C·ρ^(k+1)
/// ```
pub fn queue_longer_than(load: Load, agents: f64, waiting: u32) -> Share {
    let Some(queue) = Queue::new(load, agents) else { return unstable(load) };
    queue.waits * (load.erlangs() / agents).powf(f64::from(waiting) + 1.0)
}

/// How the contacts end for a threshold of `within` seconds.
pub fn ends(load: Load, agents: f64, within: Seconds) -> Ends {
    let Some(queue) = Queue::new(load, agents) else {
        let late = unstable(load);
        return Ends { answered_in_time: 1.0 - late, answered_late: late, ..Ends::IDLE };
    };
    let exponent = -queue.spare * (from_zero(within) / load.aht());
    // Both shares are sums and products of positive numbers: neither is taken from 1.
    let in_time = queue.at_once - queue.waits * exponent.exp_m1();
    Ends { answered_in_time: in_time, answered_late: queue.waits * exponent.exp(), ..Ends::IDLE }
}

/// Every figure that needs no threshold.
pub fn figures(load: Load, agents: f64) -> Figures {
    match Queue::new(load, agents) {
        Some(queue) => queue.figures(load, agents),
        None if load.erlangs() == 0.0 => Figures::IDLE,
        None => Figures::OVERLOADED,
    }
}

/// A queue that settles.
struct Queue {
    waits: Share,
    at_once: Share,
    /// n − a.
    spare: f64,
    mean_wait_of_waiting: Seconds,
}

impl Queue {
    /// None where there is no load, or more than the agents can handle.
    fn new(load: Load, agents: f64) -> Option<Queue> {
        let (a, n) = (load.erlangs(), from_zero(agents).min(1e12));
        let spare = n - a;
        if a == 0.0 || spare <= 0.0 {
            return None;
        }
        let mean_wait_of_waiting = load.aht() / spare;
        let inverse = b::inverse(a, n);
        let blocked = 1.0 / inverse;
        let weight = spare + a * blocked;
        let accepted = if inverse < 1e16 { (inverse - 1.0) * blocked } else { 1.0 };
        Some(Queue {
            waits: n * blocked / weight,
            at_once: spare * accepted / weight,
            spare,
            mean_wait_of_waiting,
        })
    }

    fn figures(&self, load: Load, agents: f64) -> Figures {
        let asa = self.waits * self.mean_wait_of_waiting;
        Figures {
            stable: true,
            wait_probability: self.waits,
            mean_wait: asa,
            asa,
            mean_wait_of_waiting: self.mean_wait_of_waiting,
            queue_length: self.waits * load.erlangs() / (agents - load.erlangs()),
            occupancy: load.erlangs() / agents,
            ..Figures::IDLE
        }
    }
}

fn unstable(load: Load) -> Share {
    if load.erlangs() == 0.0 { 0.0 } else { 1.0 }
}

#[cfg(test)]
mod tests;
