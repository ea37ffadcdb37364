//! Fewest agents and largest loads under Erlang C.
//!
//! Every goal is monotone in the number of agents. The search climbs from the first stable number by the recurrence of
//! Erlang B, so that each further agent costs a multiplication: the answer lies a few √a above the load.

use crate::erlang::goal::{Answer, Goal, Kind};
use crate::erlang::load::{MOST_ERLANGS, whole};
use crate::erlang::search::{largest_real, least_real};
use crate::erlang::{Load, b, c};

/// Fewest agents that meet every goal; 0 for no load.
///
/// A goal about hang-ups or blocked contacts asks for a stable queue only: under Erlang C there are none. Without
/// goals the answer is the fewest agents for which the queue settles.
///
/// ```
/// use wfm_core::erlang::{Goal, Load, c};
///
/// let load = Load::new(100.0, 180.0, 1800.0)?;
/// let goals = [Goal::service_level(0.80, 20.0)?, Goal::occupancy(0.85)?];
/// assert_eq!(c::agents(load, &goals).agents, 14);
/// # Ok::<(), wfm_core::Error>(())
/// ```
pub fn agents(load: Load, goals: &[Goal]) -> Answer {
    if load.erlangs() == 0.0 {
        return Answer { agents: 0, binding: None };
    }
    let least = load.erlangs().floor() + 1.0;
    let mut answer = Answer { agents: 0, binding: None };
    let mut at = least;
    for (index, goal) in goals.iter().enumerate() {
        let needed = fewest(load, goal, at);
        if needed > at || answer.binding.is_none() {
            answer.binding = Some(index);
        }
        at = needed;
    }
    answer.agents = whole(at);
    answer
}

/// The real number of agents that meets every goal exactly; 0 for no load.
///
/// It lies above the load and, at most one below the whole answer.
pub fn agents_continuous(load: Load, goals: &[Goal]) -> f64 {
    let Answer { agents, .. } = agents(load, goals);
    if agents == 0 {
        return 0.0;
    }
    let n = f64::from(agents);
    let low = (n - 1.0).max(load.erlangs());
    least_real(low, n, |n| goals.iter().all(|goal| is_met(load, n, goal)))
}

/// The largest load, in erlangs of the same handle time, that `agents` handle within every goal.
///
/// ```text
/// sup { a < n : every goal is met }
/// ```
pub fn largest_load(aht_of: Load, agents: u32, goals: &[Goal]) -> f64 {
    let n = f64::from(agents);
    if agents == 0 {
        return 0.0;
    }
    largest_real(n, MOST_ERLANGS.min(n), |a| {
        a < n && goals.iter().all(|goal| is_met(aht_of.with_erlangs(a), n, goal))
    })
}

fn is_met(load: Load, n: f64, goal: &Goal) -> bool {
    match goal.0 {
        Kind::Occupancy(most) => load.erlangs() <= most * n,
        _ => goal.is_met_by(&c::figures(load, n), &c::ends(load, n, goal.times().0)),
    }
}

/// Fewest agents from `from` on, a whole number above the load.
fn fewest(load: Load, goal: &Goal, from: f64) -> f64 {
    let (a, aht) = (load.erlangs(), load.aht());
    match goal.0 {
        Kind::Occupancy(most) => from.max(ceil(a / most)),
        Kind::Asa(most) => climb(a, from, |n, weight| n * aht <= most * (n - a) * weight),
        Kind::WaitProbability(most) => climb(a, from, |n, weight| n <= most * weight),
        Kind::ServiceLevel { share, within, .. } => in_time(load, 1.0 - share, within, from),
        Kind::Abandonment(_) | Kind::Blocking(_) => from,
    }
}

/// `C·e^(−(n−a)·T/AHT) ≤ missed`; the exponential shrinks by the same factor with every agent.
fn in_time(load: Load, missed: f64, within: f64, from: f64) -> f64 {
    let (a, rate) = (load.erlangs(), within / load.aht());
    let mut patience_left = (-(from - a) * rate).exp();
    if patience_left <= missed {
        return from;
    }
    let factor = (-rate).exp();
    climb(a, from, |n, weight| {
        let met = n * patience_left <= missed * weight;
        patience_left *= factor;
        met
    })
}

/// First n from `from` on for which `is_met(n, n/C)` holds.
///
/// ```text
/// n/C = (n−a)/B + a,     1/B(n+1) = 1 + (n+1)/a · 1/B(n)
/// ```
fn climb(a: f64, from: f64, mut is_met: impl FnMut(f64, f64) -> bool) -> f64 {
    let (mut n, mut inverse) = (from, b::inverse(a, from));
    while !is_met(n, (n - a) * inverse + a) && n < f64::from(u32::MAX) {
        n += 1.0;
        inverse = 1.0 + n / a * inverse;
    }
    n
}

/// Rounds up, forgiving the noise of floating point: 2.4/0.8 is 3, not 4.
fn ceil(x: f64) -> f64 {
    (x - 1e-9 * x.max(1.0)).ceil()
}
