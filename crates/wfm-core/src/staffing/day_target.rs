//! A service level promised over a day or a week: the fewest agents in all, with a floor for every interval.
//!
//! ```text
//! minimise Σ n_i   so that   Σ in_time_i(n_i) ≥ s · Σ counted_i(n_i),   SL_i(n_i) ≥ floor,   every other promise kept
//! ```
//!
//! Marginal analysis gives the next agent where it lifts the sum most. That is exact where each further agent of an
//! interval helps less than the one before, as with Erlang C above its load. Under Erlang A service rises ever faster
//! up to a bend near the load and ever slower beyond; where a floor lies below the bend, dynamic programming over the
//! total number of agents finds the exact answer. Without a floor some intervals would be given up.
//!
//! Source: Koole, van der Sluis (2003), *Optimal Shift Scheduling with a Global Service Level Constraint*.

use super::demand::Demand;
use super::outcome::Tally;
use super::promises::Promises;
use super::service::Service;
use crate::erlang::Load;
use crate::error::Result;
use crate::units::{Contacts, Share};

/// Fewest agents per interval of `demand` that meet the service level over all of `intervals` together.
///
/// # Errors
/// When a load or the floor is outside its range, or the lines of a queue are too few.
pub(super) fn agents(
    demand: &Demand,
    intervals: std::ops::Range<usize>,
    service: &Service,
    promises: &Promises,
    floor: Share,
    exact: bool,
) -> Result<Vec<u32>> {
    let least =
        promises.with_share(floor.min(promises.target().service_level.map_or(0.0, |level| level.share)))?;
    let mut curves = Vec::new();
    let mut enough = 0;
    for index in intervals.clone() {
        let Some(load) = demand.load(index)? else { continue };
        let minimum = promises.target().minimum_agents;
        let floor = least_agents(service, load, &least)?.max(minimum);
        enough += u64::from(service.agents(load, promises)?.max(floor) - floor);
        curves.push(Curve::new(service, load, demand.offered[index], promises, floor));
    }
    let extra = fewest(&mut curves, enough, exact);
    let mut found = curves.iter().zip(extra).map(|(curve, extra)| curve.floor + extra);
    let minimum = promises.target().minimum_agents;
    intervals
        .map(|index| match demand.load(index)? {
            _ if !demand.open[index] => Ok(0),
            Some(_) => Ok(found.next().unwrap_or(minimum)),
            None => Ok(minimum),
        })
        .collect()
}

/// Agents that keep the floor; nobody where the floor is nothing and nothing else is promised.
fn least_agents(service: &Service, load: Load, least: &Promises) -> Result<u32> {
    let is_nothing = least.goals().len() == 1 && least.target().service_level.is_some_and(|l| l.share == 0.0);
    // Erlang C has no service below its load, so there the first agent above it is the least there can be.
    if is_nothing && *service != Service::ErlangC { Ok(0) } else { service.agents(load, least) }
}

/// What each agent above the floor adds in one interval, computed once.
struct Curve<'a> {
    service: &'a Service,
    load: Load,
    offered: Contacts,
    promises: &'a Promises,
    floor: u32,
    /// Contacts in time above what is promised of those who count, by agents above the floor; negative below it.
    excess: Vec<f64>,
}

impl<'a> Curve<'a> {
    fn new(service: &'a Service, load: Load, offered: Contacts, promises: &'a Promises, floor: u32) -> Self {
        Curve { service, load, offered, promises, floor, excess: Vec::new() }
    }

    fn excess(&mut self, extra: usize) -> f64 {
        while self.excess.len() <= extra {
            let agents = f64::from(self.floor) + self.excess.len() as f64;
            let target = self.promises.target();
            let tally = match self.service.outcome(self.load, agents, target) {
                Some(outcome) => Tally::of(&outcome, self.offered, 0.0, target.service_level.as_ref()),
                None => Tally::idle(0.0),
            };
            let share = target.service_level.map_or(0.0, |level| level.share);
            self.excess.push(tally.in_time - share * tally.counted);
        }
        self.excess[extra]
    }

    /// What the next agent after `extra` adds.
    fn step(&mut self, extra: usize) -> f64 {
        self.excess(extra + 1) - self.excess(extra)
    }
}

/// Agents above the floors, at most `enough` in all, of which it is known that so many can do.
fn fewest(curves: &mut [Curve<'_>], enough: u64, exact: bool) -> Vec<u32> {
    let marginal = marginal_analysis(curves, enough);
    let most = marginal.as_ref().map_or(enough, |(extra, _)| extra.iter().map(|e| u64::from(*e)).sum());
    match marginal {
        Some((extra, true)) if !exact => extra,
        _ => dynamic_program(curves, most as usize),
    }
}

/// Agents above the floors, one after the other to where the next adds most, and whether that is sure to be the
/// fewest; none when more than `enough` were given.
fn marginal_analysis(curves: &mut [Curve<'_>], enough: u64) -> Option<(Vec<u32>, bool)> {
    let mut extra = vec![0_u32; curves.len()];
    let mut steps: Vec<f64> = curves.iter_mut().map(|curve| curve.step(0)).collect();
    let mut excess: f64 = curves.iter_mut().map(|curve| curve.excess(0)).sum();
    let mut is_concave = true;
    let mut given = 0;
    while excess < 0.0 {
        let best = (0..steps.len()).reduce(|best, i| if steps[i] > steps[best] { i } else { best })?;
        excess += steps[best];
        extra[best] += 1;
        given += 1;
        if given > enough {
            return None;
        }
        steps[best] = curves[best].step(extra[best] as usize);
    }
    for (curve, extra) in curves.iter_mut().zip(&extra) {
        // One step beyond what was given: the steps that were compared.
        let steps: Vec<f64> = (0..=*extra as usize + 1).map(|at| curve.step(at)).collect();
        is_concave &= steps.windows(2).all(|pair| pair[1] <= pair[0] + 1e-12);
    }
    Some((extra, is_concave))
}

/// The fewest agents above the floors, exactly: the largest excess for every total, interval by interval.
///
/// Takes `intervals · most²` steps at worst; where service is nearly complete no further agent is tried.
fn dynamic_program(curves: &mut [Curve<'_>], most: usize) -> Vec<u32> {
    let mut best = vec![0.0];
    let mut choices: Vec<Vec<u32>> = Vec::new();
    for curve in curves.iter_mut() {
        let options = useful_options(curve, most);
        let len = (best.len() + options - 1).min(most + 1);
        let mut next = vec![f64::NEG_INFINITY; len];
        let mut choice = vec![0_u32; len];
        for extra in 0..options {
            let excess = curve.excess(extra);
            for (before, value) in best.iter().enumerate().take(len.saturating_sub(extra)) {
                if value + excess > next[before + extra] {
                    next[before + extra] = value + excess;
                    choice[before + extra] = extra as u32;
                }
            }
        }
        best = next;
        choices.push(choice);
    }
    let mut total = best.iter().position(|excess| *excess >= -1e-9).unwrap_or(best.len() - 1);
    let mut extra = vec![0; curves.len()];
    for (index, choice) in choices.iter().enumerate().rev() {
        extra[index] = choice[total];
        total -= choice[total] as usize;
    }
    extra
}

/// Numbers of extra agents worth trying: beyond them an agent adds next to nothing.
fn useful_options(curve: &mut Curve<'_>, most: usize) -> usize {
    let beyond_the_load = (curve.load.erlangs() / curve.service.capacity()).ceil() as usize + 1;
    let from = beyond_the_load.saturating_sub(curve.floor as usize);
    let saturated = (from..most).find(|extra| curve.step(*extra) < 1e-9 * curve.offered);
    saturated.unwrap_or(most).min(most) + 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Channel, Grid, Queue, ServiceLevelDefinition, ServiceLevelTarget};
    use crate::staffing::coverage;

    /// Four half-hours, handle time 300 s.
    const CALLS: [f64; 4] = [9.0, 30.0, 54.0, 21.0];

    fn demand() -> Demand {
        let start = "2026-11-23T08:00:00Z".parse().unwrap();
        Demand {
            grid: Grid::new(start, 30, 4, chrono_tz::UTC).unwrap(),
            open: vec![true; 4],
            offered: CALLS.to_vec(),
            aht: vec![300.0; 4],
            erlangs: CALLS.map(|calls| calls / 6.0).to_vec(),
        }
    }

    fn queue(patience: Option<f64>, definition: ServiceLevelDefinition) -> Queue {
        let mut queue = Queue { patience, ..Queue::new("calls", Channel::Voice) };
        let level = ServiceLevelTarget { share: 0.80, within: 20.0, definition, short_abandon: None };
        queue.target.service_level = Some(level);
        queue
    }

    fn level(queue: &Queue, agents: &[u32]) -> f64 {
        let agents: Vec<f64> = agents.iter().map(|agents| f64::from(*agents)).collect();
        let tallies = coverage::by_interval(queue, &demand(), &agents).unwrap();
        tallies.into_iter().sum::<Tally>().performance().service_level.unwrap_or(0.0)
    }

    /// The fewest agents in all by trying every way to place up to 16 in each interval.
    fn tried(queue: &Queue, floors: &[u32]) -> u32 {
        let mut fewest = u32::MAX;
        for code in 0..17_u32.pow(4) {
            let agents: Vec<u32> = (0..4).map(|i| code / 17_u32.pow(i) % 17).collect();
            let total = agents.iter().sum();
            let is_allowed = agents.iter().zip(floors).all(|(agents, floor)| agents >= floor);
            if total < fewest && is_allowed && level(queue, &agents) >= 0.80 {
                fewest = total;
            }
        }
        fewest
    }

    #[test]
    fn no_way_to_place_agents_takes_fewer() {
        use ServiceLevelDefinition::{Answered, Offered};
        for (patience, definition, floor) in [
            (Some(180.0), Offered, 0.0),
            (Some(180.0), Offered, 0.5),
            (Some(60.0), Answered, 0.6),
            (None, Offered, 0.5),
        ] {
            let queue = queue(patience, definition);
            let (service, promises) =
                (Service::of(&queue).unwrap(), Promises::of(&queue, queue.sizing_model()).unwrap());
            let least = promises.with_share(floor).unwrap();
            let floors: Vec<u32> = (0..4)
                .map(|i| least_agents(&service, demand().load(i).unwrap().unwrap(), &least).unwrap())
                .collect();
            for exact in [false, true] {
                let agents = agents(&demand(), 0..4, &service, &promises, floor, exact).unwrap();
                assert!(level(&queue, &agents) >= 0.80);
                assert_eq!(agents.iter().sum::<u32>(), tried(&queue, &floors), "{patience:?} {definition}");
            }
        }
    }
}
