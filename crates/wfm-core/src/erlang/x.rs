//! Erlang X: hang-ups, limited trunks, and people who dial again.
//!
//! A share of those who hang up or find all trunks busy tries again and adds to the load as further Poisson traffic.
//! Right for a hotline that is hard to reach; every figure is per **attempt**, [`served_per_fresh`] per person. It
//! supposes that redials come long enough after the first try to find another state.
//!
//! Source: after G. Koole, *Call Center Optimization* (2013), from memory of the model; no agreement with its tables is
//! claimed.

use super::k::{self, Line};
use super::load::MOST_ERLANGS;
use super::search::largest_real;
use super::{Answer, Ends, Figures, Goal, Load, Patience, a};
use crate::error::{Error, Result};
use crate::units::{Erlangs, Seconds, Share};

/// Shares of those who failed that dial again.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Redials {
    abandoned: Share,
    blocked: Share,
}

impl Redials {
    /// Of those who hang up `abandoned` try again, of those who find all trunks busy `blocked`.
    ///
    /// # Errors
    ///
    /// When a share is not in `0..=1`.
    pub fn new(abandoned: Share, blocked: Share) -> Result<Redials> {
        for (field, given) in [("redial_abandoned", abandoned), ("redial_blocked", blocked)] {
            if !(0.0..=1.0).contains(&given) {
                return Err(Error::invalid(field, given, "a share from 0 to 1"));
            }
        }
        Ok(Redials { abandoned, blocked })
    }
}

/// The load with all redials, of `fresh` traffic; none where more keep trying than can ever be answered.
///
/// ```text
/// L·(1 − r_ab·P_ab(L) − r_bl·P_bl(L)) = a
/// ```
///
/// The left side increases in L. It has a solution whenever one share is below 1, up to 1e9 erlangs.
///
/// ```
/// use wfm_core::erlang::{Load, Patience, k::Line, x};
///
/// let fresh = Load::of_erlangs(10.0, 180.0)?;
/// let patience = Patience::new(120.0)?;
/// let redials = x::Redials::new(0.5, 0.5)?;
/// let total = x::total_load(fresh, Some(patience), Line::new(12, 20)?, redials).unwrap();
/// assert!((total.erlangs() - 10.375403188966874).abs() < 1e-12);
/// # Ok::<(), wfm_core::Error>(())
/// ```
pub fn total_load(fresh: Load, patience: Option<Patience>, line: Line, redials: Redials) -> Option<Load> {
    solved(fresh, redials, |load| k::lost(load, patience, line))
}

/// The same where there is always a free line, so that only those who hang up dial again: Erlang A at a larger load.
///
/// ```
/// use wfm_core::erlang::{Load, Patience, a, k::Line, x};
///
/// let fresh = Load::of_erlangs(10.0, 180.0)?;
/// let patience = Patience::new(120.0)?;
/// let redials = x::Redials::new(0.5, 0.0)?;
/// let total = x::total_load_on_endless_lines(fresh, patience, 9.0, redials).unwrap();
/// let gave_up = a::figures(total, patience, 9.0).abandonment;
/// assert!((total.erlangs() * (1.0 - 0.5 * gave_up) - 10.0).abs() < 1e-12);
/// # Ok::<(), wfm_core::Error>(())
/// ```
pub fn total_load_on_endless_lines(
    fresh: Load,
    patience: Patience,
    agents: f64,
    redials: Redials,
) -> Option<Load> {
    solved(fresh, redials, |load| (a::figures(load, patience, agents).abandonment, 0.0))
}

/// The load of which as much as `fresh` is left without the redials of those who are `lost`.
///
/// False position in the form of Illinois: some eight loads are tried, where halving would take fifty.
fn solved(fresh: Load, redials: Redials, lost: impl Fn(Load) -> (Share, Share)) -> Option<Load> {
    let a = fresh.erlangs();
    let excess = |erlangs: f64| {
        let (abandoned, blocked) = lost(fresh.with_erlangs(erlangs));
        erlangs * (1.0 - redials.abandoned * abandoned - redials.blocked * blocked) - a
    };
    if a == 0.0 {
        return Some(fresh);
    }
    let (mut low, mut missing) = (a, excess(a));
    if missing >= 0.0 {
        return Some(fresh);
    }
    let mut high = (2.0 * a).min(MOST_ERLANGS);
    let mut spare = excess(high);
    while spare < 0.0 {
        if high >= MOST_ERLANGS {
            return None;
        }
        (low, missing) = (high, spare);
        high = (2.0 * high).min(MOST_ERLANGS);
        spare = excess(high);
    }
    for _ in 0..100 {
        let middle = high - spare * (high - low) / (spare - missing);
        if middle <= low || middle >= high {
            break;
        }
        let left = excess(middle);
        if left < 0.0 {
            // An end that stays counts for half, or the other would only creep.
            (low, missing, spare) = (middle, left, 0.5 * spare);
        } else {
            (high, spare, missing) = (middle, left, 0.5 * missing);
        }
        if left.abs() <= 1e-15 * a {
            return Some(fresh.with_erlangs(middle));
        }
    }
    Some(fresh.with_erlangs(high))
}

/// Every figure that needs no threshold, per attempt.
pub fn figures(fresh: Load, patience: Option<Patience>, line: Line, redials: Redials) -> Figures {
    match total_load(fresh, patience, line, redials) {
        Some(total) => k::figures(total, patience, line),
        None => Figures::OVERLOADED,
    }
}

/// How the attempts end.
pub fn ends(
    fresh: Load,
    patience: Option<Patience>,
    line: Line,
    redials: Redials,
    within: Seconds,
    short: Seconds,
) -> Ends {
    match total_load(fresh, patience, line, redials) {
        Some(total) => k::ends(total, patience, line, within, short),
        None => Ends { answered_in_time: 0.0, blocked: 1.0, ..Ends::IDLE },
    }
}

/// Share of people who are answered in the end, whatever the number of their attempts.
///
/// ```text
/// (1 − P_bl − P_ab)·L/a
/// ```
pub fn served_per_fresh(fresh: Load, patience: Option<Patience>, line: Line, redials: Redials) -> Share {
    let Some(total) = total_load(fresh, patience, line, redials) else {
        return (f64::from(line.agents()) / fresh.erlangs()).min(1.0);
    };
    if fresh.erlangs() == 0.0 {
        return 1.0;
    }
    let figures = k::figures(total, patience, line);
    ((1.0 - figures.blocking - figures.abandonment) * total.erlangs() / fresh.erlangs()).clamp(0.0, 1.0)
}

/// Fewest agents on `capacity` trunks that meet every goal per attempt; none where a trunk for each is too few.
pub fn agents(
    fresh: Load,
    patience: Option<Patience>,
    capacity: u32,
    redials: Redials,
    goals: &[Goal],
) -> Option<Answer> {
    k::fewest(fresh, capacity, goals, |n, goal| {
        Line::new(n, capacity)
            .ok()
            .and_then(|line| total_load(fresh, patience, line, redials).map(|total| (line, total)))
            .is_some_and(|(line, total)| k::is_met(total, patience, line, goal))
    })
}

/// The largest load of fresh contacts, in erlangs of the same handle time, that `line` handles within every goal per
/// attempt; 1e9 where no goal limits it.
pub fn largest_load(
    aht_of: Load,
    patience: Option<Patience>,
    line: Line,
    redials: Redials,
    goals: &[Goal],
) -> Erlangs {
    largest_real(f64::from(line.agents()), MOST_ERLANGS, |a| {
        total_load(aht_of.with_erlangs(a), patience, line, redials)
            .is_some_and(|total| goals.iter().all(|goal| k::is_met(total, patience, line, goal)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_redials_it_is_the_limited_line() {
        let (load, line) = (Load::of_erlangs(10.0, 180.0).unwrap(), Line::new(8, 15).unwrap());
        let patience = Some(Patience::new(120.0).unwrap());
        let none = Redials::new(0.0, 0.0).unwrap();
        assert_eq!(figures(load, patience, line, none), k::figures(load, patience, line));
    }

    #[test]
    fn people_who_never_give_up_are_all_served_or_overwhelm_the_line() {
        let line = Line::new(12, 20).unwrap();
        let (patience, always) = (Some(Patience::new(120.0).unwrap()), Redials::new(1.0, 1.0).unwrap());
        let light = Load::of_erlangs(10.0, 180.0).unwrap();
        assert!((served_per_fresh(light, patience, line, always) - 1.0).abs() < 1e-12);
        let heavy = Load::of_erlangs(13.0, 180.0).unwrap();
        assert_eq!(total_load(heavy, patience, line, always), None);
        assert!(!figures(heavy, patience, line, always).stable);
        assert!((served_per_fresh(heavy, patience, line, always) - 12.0 / 13.0).abs() < 1e-12);
    }

    #[test]
    fn redials_ask_for_more_agents() {
        let load = Load::of_erlangs(50.0, 300.0).unwrap();
        let (patience, goal) = (Some(Patience::new(60.0).unwrap()), [Goal::abandonment(0.05).unwrap()]);
        let needed =
            |share| agents(load, patience, 80, Redials::new(share, share).unwrap(), &goal).unwrap().agents;
        assert!(needed(0.9) > needed(0.0));
    }

    #[test]
    fn the_largest_load_is_handled_and_a_little_more_is_not() {
        let (line, patience) = (Line::new(30, 45).unwrap(), Some(Patience::new(90.0).unwrap()));
        let none = Load::of_erlangs(0.0, 240.0).unwrap();
        let goals = [Goal::service_level(0.8, 20.0).unwrap(), Goal::blocking(0.02).unwrap()];
        let redials = Redials::new(0.6, 0.9).unwrap();
        let is_met = |erlangs: f64| {
            let level = ends(none.with_erlangs(erlangs), patience, line, redials, 20.0, 20.0);
            level.answered_in_time >= 0.8 && level.blocked <= 0.02
        };
        let most = largest_load(none, patience, line, redials, &goals);
        assert!(is_met(most * (1.0 - 1e-9)) && !is_met(most * (1.0 + 1e-9)), "{most}");
        let once = k::largest_load(none, patience, line, &goals);
        assert!(most < once && once < 30.0, "{most} {once}");
    }
}
