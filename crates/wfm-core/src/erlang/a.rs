//! Erlang A (M/M/n+M): callers wait, and hang up when their patience ends.
//!
//! The usual voice queue. Patience is exponential with a known mean; the handle time's distribution hardly matters. It
//! settles under any load, so targets can be met with fewer agents than erlangs: look at [`Figures::abandonment`]
//! beside every service level. It knows no redials, see [`x`](super::x), and no limit of trunks, see [`k`](super::k).
//!
//! Source: C. Palm (1957); O. Garnett, A. Mandelbaum, M. Reiman (2002), *Designing a Call Center with Impatient
//! Customers*, MSOM 4:208–227; here in a form whose sums have positive terms only.

mod inverse;
mod queue;
mod series;

pub use inverse::{agents, agents_continuous, largest_load, meets};

use super::load::from_zero;
use super::{Ends, Figures, Load, Patience};
use crate::units::Seconds;
use queue::Queue;

/// Every figure that needs no threshold; `agents` may be fractional.
///
/// ```text
/// θ = 1/patience, x = nμ/θ, y = λ/θ, A1 = Σ_{k≥1} y^k/((x+1)…(x+k)), D = 1/B(n, a) + A1
///
/// P(wait) = (1 + A1)/D        P(abandon) = Σ_{k≥1} k·y^(k−1)/((x+1)…(x+k)) / D
/// E[wait] = P(abandon)/θ      occupancy = a·(1 − P(abandon))/n
/// ```
///
/// ```
/// use wfm_core::erlang::{Load, Patience, a};
///
/// // 100 calls of 180 s in half an hour, patience 300 s, 10 agents for 10 erlangs.
/// let load = Load::new(100.0, 180.0, 1800.0)?;
/// let figures = a::figures(load, Patience::new(300.0)?, 10.0);
/// assert!((figures.abandonment - 0.109438).abs() < 5e-7);
/// assert!((figures.mean_wait - 32.831).abs() < 5e-4);
/// assert!((figures.asa - 31.239).abs() < 5e-4);
/// # Ok::<(), wfm_core::Error>(())
/// ```
pub fn figures(load: Load, patience: Patience, agents: f64) -> Figures {
    if load.erlangs() == 0.0 {
        return Figures::IDLE;
    }
    match Queue::new(load, patience, from_zero(agents)) {
        Some(queue) => queue.figures(),
        None => nobody_answers(load, patience),
    }
}

/// How the contacts end: answered within `within` seconds or later, hung up within `short` seconds or later.
///
/// ```text
/// P(served, W>T)    = (n/a)·g·A1(y_T)/D                  g = exp(y·(1−e^(−θT)) − xθT),  y_T = y·e^(−θT)
/// P(abandoned, W>T) = g·e^(−θT)·Σ k·y_T^(k−1)/((x+1)…(x+k)) / D
/// ```
///
/// ```
/// use wfm_core::erlang::{Counted, Load, Patience, a};
///
/// let load = Load::new(100.0, 180.0, 1800.0)?;
/// let ends = a::ends(load, Patience::new(300.0)?, 10.0, 20.0, 20.0);
/// assert!((ends.service_level(Counted::Offered).unwrap() - 0.516810).abs() < 5e-7);
/// assert!((ends.service_level(Counted::Answered).unwrap() - 0.580319).abs() < 5e-7);
/// # Ok::<(), wfm_core::Error>(())
/// ```
pub fn ends(load: Load, patience: Patience, agents: f64, within: Seconds, short: Seconds) -> Ends {
    let (within, short) = (from_zero(within), from_zero(short));
    if load.erlangs() == 0.0 {
        return Ends::IDLE;
    }
    match Queue::new(load, patience, from_zero(agents)) {
        Some(queue) => queue.ends(within, short),
        None => {
            let exponent = -short / patience.seconds();
            let (abandoned_short, abandoned_long) = (-exponent.exp_m1(), exponent.exp());
            Ends { answered_in_time: 0.0, abandoned_short, abandoned_long, ..Ends::IDLE }
        }
    }
}

/// Without agents everybody waits out the patience and hangs up.
fn nobody_answers(load: Load, patience: Patience) -> Figures {
    let wait = patience.seconds();
    Figures {
        stable: true,
        wait_probability: 1.0,
        abandonment: 1.0,
        mean_wait: wait,
        asa: f64::INFINITY,
        mean_wait_of_waiting: wait,
        mean_wait_abandoned: Some(wait),
        queue_length: load.erlangs() * (wait / load.aht()),
        occupancy: 1.0,
        ..Figures::IDLE
    }
}

#[cfg(test)]
mod tests;
