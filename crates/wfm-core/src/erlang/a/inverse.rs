//! Fewest agents and largest loads under Erlang A.
//!
//! Every goal is monotone in the number of agents, and can be met below the load. The search looks where a straight
//! line through the last two trials meets the goal, on the scale of log odds where the figures are nearly straight, and
//! settles the answer on whole numbers.

use super::queue::Queue;
use crate::erlang::goal::{Answer, Goal, Kind};
use crate::erlang::load::{MOST_ERLANGS, whole};
use crate::erlang::search::{largest_real, least_real, least_whole};
use crate::erlang::{Load, Patience};

/// Fewest agents that meet every goal; 0 for no load, at least 1 otherwise.
///
/// ```
/// use wfm_core::erlang::{Goal, Load, Patience, a};
///
/// // 500 erlangs at a patience of a minute: 416 agents answer 80 % within 20 s, and many callers hang up.
/// let load = Load::of_erlangs(500.0, 180.0)?;
/// let patience = Patience::new(60.0)?;
/// assert_eq!(a::agents(load, patience, &[Goal::service_level(0.80, 20.0)?]).agents, 416);
/// # Ok::<(), wfm_core::Error>(())
/// ```
pub fn agents(load: Load, patience: Patience, goals: &[Goal]) -> Answer {
    let mut answer = Answer { agents: 0, binding: None };
    if load.erlangs() == 0.0 {
        return answer;
    }
    answer.agents = 1;
    for (index, goal) in goals.iter().enumerate() {
        let needed = fewest(load, patience, goal, answer.agents);
        if needed > answer.agents || answer.binding.is_none() {
            answer.binding = Some(index);
        }
        answer.agents = needed;
    }
    answer
}

/// Whether so many agents, whole or not, meet every goal.
pub fn meets(load: Load, patience: Patience, agents: f64, goals: &[Goal]) -> bool {
    if load.erlangs() == 0.0 {
        return true;
    }
    let Some(queue) = Queue::new(load, patience, agents) else { return goals.is_empty() };
    goals.iter().all(|goal| missed_by(&queue, goal) <= 0.0)
}

/// The real number of agents that meets every goal exactly; 0 for no load.
pub fn agents_continuous(load: Load, patience: Patience, goals: &[Goal]) -> f64 {
    let Answer { agents, .. } = agents(load, patience, goals);
    if agents == 0 {
        return 0.0;
    }
    let n = f64::from(agents);
    least_real(n - 1.0, n, |n| meets(load, patience, n, goals))
}

/// The largest load, in erlangs of the same handle time, that `agents` handle within every goal.
///
/// Hang-ups let a queue take any load: where no goal limits it, the answer is 1e9.
pub fn largest_load(aht_of: Load, patience: Patience, agents: u32, goals: &[Goal]) -> f64 {
    let n = f64::from(agents);
    if agents == 0 {
        return 0.0;
    }
    largest_real(n, MOST_ERLANGS, |a| meets(aht_of.with_erlangs(a), patience, n, goals))
}

fn fewest(load: Load, patience: Patience, goal: &Goal, low: u32) -> u32 {
    // Mostly one goal decides, and the agents it needs are enough for the others.
    if low > 1 && shortfall(load, patience, f64::from(low), goal) <= 0.0 {
        return low;
    }
    let low = low.max(lower_bound(load, goal));
    let guess = guess(load, f64::from(low), |n| shortfall(load, patience, n, goal));
    least_whole(low, whole(guess.ceil()), |n| shortfall(load, patience, f64::from(n), goal) <= 0.0)
}

/// Answered contacts keep at most n agents busy: `a·(1 − P(abandon)) ≤ n`.
fn lower_bound(load: Load, goal: &Goal) -> u32 {
    let answered = match goal.0 {
        Kind::ServiceLevel { share, counted: crate::erlang::Counted::Offered, .. } => share,
        Kind::Abandonment(most) => 1.0 - most,
        _ => 0.0,
    };
    whole((load.erlangs() * answered * (1.0 - 1e-12)).ceil())
}

/// Where a line through two trials crosses zero, refined while it still moves by more than half an agent.
fn guess(load: Load, low: f64, mut shortfall: impl FnMut(f64) -> f64) -> f64 {
    let a = load.erlangs();
    let (mut before, mut n) = (a.max(low), a.max(low) + 0.5 * a.sqrt() + 0.5);
    let mut missing_before = shortfall(before);
    for _ in 0..6 {
        let missing = shortfall(n);
        let slope = (missing - missing_before) / (n - before);
        let next = n - missing / slope;
        if !next.is_finite() {
            break;
        }
        (before, missing_before) = (n, missing);
        n = next.max(low);
        if (n - before).abs() < 0.5 {
            break;
        }
    }
    n
}

/// How far the goal is missed by `agents`, on a scale that is nearly straight in their number; met from 0 down.
fn shortfall(load: Load, patience: Patience, agents: f64, goal: &Goal) -> f64 {
    if load.erlangs() == 0.0 {
        return -1.0;
    }
    Queue::new(load, patience, agents).map_or(f64::INFINITY, |queue| missed_by(&queue, goal))
}

fn missed_by(queue: &Queue, goal: &Goal) -> f64 {
    match goal.0 {
        Kind::ServiceLevel { share, counted, .. } => {
            let (within, short) = goal.times();
            match queue.ends(within, short).missed(counted) {
                Some(missed) => log_odds(missed, 1.0 - share),
                None => f64::INFINITY,
            }
        }
        Kind::Asa(most) => (queue.asa() / most).ln(),
        Kind::WaitProbability(most) => log_odds(queue.wait_probability(), most),
        Kind::Abandonment(most) => log_odds(queue.abandonment(), most),
        Kind::Occupancy(most) => queue.occupancy() / most - 1.0,
        Kind::Blocking(_) => -1.0,
    }
}

/// Difference of the log odds of a share and the most it may be; not above 0 exactly where `share ≤ most`.
fn log_odds(share: f64, most: f64) -> f64 {
    if share <= most && most >= 1.0 {
        return -1.0;
    }
    let apart = (share * (1.0 - most) / (most * (1.0 - share))).ln();
    if share <= most { apart.min(0.0) } else { apart.max(f64::MIN_POSITIVE) }
}
