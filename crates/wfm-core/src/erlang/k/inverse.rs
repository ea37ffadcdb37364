//! Fewest agents on given trunks, and fewest trunks for given agents.

use super::{Line, MOST_WAITING, ends, figures};
use crate::erlang::goal::{Answer, Goal, Kind};
use crate::erlang::load::MOST_ERLANGS;
use crate::erlang::search::{largest_real, least_whole};
use crate::erlang::{Load, Patience, b};
use crate::units::Erlangs;

/// Fewest agents on `capacity` trunks that meet every goal; none where a trunk for each agent is still too few.
///
/// 0 for no load, at least 1 otherwise.
pub fn agents(load: Load, patience: Option<Patience>, capacity: u32, goals: &[Goal]) -> Option<Answer> {
    fewest(load, capacity, goals, |n, goal| {
        Line::new(n, capacity).is_ok_and(|line| is_met(load, patience, line, goal))
    })
}

/// The largest load, in erlangs of the same handle time, that `line` handles within every goal.
///
/// A line that turns people away settles under any load: where no goal limits it, the answer is 1e9.
///
/// ```
/// use wfm_core::erlang::{Goal, Load, k};
///
/// // As many trunks as agents: 15 lines carry 8.108 erlangs at 1 %.
/// let line = k::Line::new(15, 15)?;
/// let most = k::largest_load(Load::of_erlangs(0.0, 180.0)?, None, line, &[Goal::blocking(0.01)?]);
/// assert!((most - 8.108).abs() < 1e-3);
/// # Ok::<(), wfm_core::Error>(())
/// ```
pub fn largest_load(aht_of: Load, patience: Option<Patience>, line: Line, goals: &[Goal]) -> Erlangs {
    largest_real(f64::from(line.agents()), MOST_ERLANGS, |a| {
        goals.iter().all(|goal| is_met(aht_of.with_erlangs(a), patience, line, goal))
    })
}

/// The search shared with redials: every goal in turn, from the answer of the one before.
pub(in crate::erlang) fn fewest(
    load: Load,
    capacity: u32,
    goals: &[Goal],
    is_met: impl Fn(u32, &Goal) -> bool,
) -> Option<Answer> {
    let mut answer = Answer { agents: 0, binding: None };
    if load.erlangs() == 0.0 {
        return Some(answer);
    }
    answer.agents = 1.max(capacity.saturating_sub(MOST_WAITING));
    for (index, goal) in goals.iter().enumerate() {
        let guess = (load.erlangs() as u32).min(capacity);
        let needed = least_whole(answer.agents, guess, |n| n > capacity || is_met(n, goal));
        if needed > answer.agents || answer.binding.is_none() {
            answer.binding = Some(index);
        }
        answer.agents = needed;
    }
    (answer.agents <= capacity).then_some(answer)
}

/// Fewest trunks for `agents` that meet every goal; none where no number of trunks does.
///
/// A service level of answered contacts may fall and rise with the trunks, as fewer are turned away and more wait, so
/// the numbers are tried one after another.
///
/// ```
/// use wfm_core::erlang::{Goal, Load, k};
///
/// let load = Load::of_erlangs(10.0, 180.0)?;
/// let trunks = k::capacity(load, None, 12, &[Goal::blocking(0.01)?]).unwrap();
/// assert!(k::figures(load, None, k::Line::new(12, trunks)?).blocking <= 0.01);
/// assert!(k::figures(load, None, k::Line::new(12, trunks - 1)?).blocking > 0.01);
/// # Ok::<(), wfm_core::Error>(())
/// ```
pub fn capacity(load: Load, patience: Option<Patience>, agents: u32, goals: &[Goal]) -> Option<u32> {
    if load.erlangs() == 0.0 || agents == 0 {
        return (load.erlangs() == 0.0).then_some(agents);
    }
    let limit = goals.iter().map(most_blocked).fold(1.0, f64::min);
    let others: Vec<Goal> =
        goals.iter().filter(|goal| !matches!(goal.0, Kind::Blocking(_))).copied().collect();
    let mut blocking = b::blocking(load.erlangs(), f64::from(agents));
    for waiting in 0..=MOST_WAITING {
        let line = Line::new(agents, agents.checked_add(waiting)?).ok()?;
        if waiting > 0 {
            blocking = one_more_place(load, patience, agents, waiting, blocking);
        }
        if blocking <= limit && others.iter().all(|goal| is_met(load, patience, line, goal)) {
            return Some(line.capacity());
        }
        if blocking < 1e-18 || is_hopeless(load, patience, agents, blocking, limit) {
            return None;
        }
    }
    None
}

/// Blocking of one more place follows from that of the last: `r·β/(1 + r·β)`, `r = λ/(nμ + mθ)`.
fn one_more_place(load: Load, patience: Option<Patience>, agents: u32, waiting: u32, blocking: f64) -> f64 {
    let leaving = patience.map_or(0.0, |p| load.aht() / p.seconds());
    let ratio = load.erlangs() / (f64::from(agents) + f64::from(waiting) * leaving);
    ratio * blocking / (1.0 + ratio * blocking)
}

/// Without hang-ups blocking falls to 1 − n/a and no further.
fn is_hopeless(load: Load, patience: Option<Patience>, agents: u32, blocking: f64, limit: f64) -> bool {
    let floor = 1.0 - f64::from(agents) / load.erlangs();
    patience.is_none() && floor >= 0.0 && (floor >= limit || blocking - floor < 1e-12)
}

fn most_blocked(goal: &Goal) -> f64 {
    match goal.0 {
        Kind::Blocking(most) => most,
        _ => 1.0,
    }
}

pub(in crate::erlang) fn is_met(load: Load, patience: Option<Patience>, line: Line, goal: &Goal) -> bool {
    let (within, short) = goal.times();
    goal.is_met_by(&figures(load, patience, line), &ends(load, patience, line, within, short))
}
