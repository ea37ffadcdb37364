//! How a queue is served: one enum over the models, asked what agents give and how few are enough.

use super::Options;
use super::callback::Offer;
use super::chat::Chat;
use super::deferred::Desk;
use super::outcome::{Outcome, counted};
use super::promises::Promises;
use super::rounding::whole_agents;
use super::varying_load::Carrying;
use super::voice::{self, Redialling};
use super::workload;
use crate::erlang::{Load, Patience, a, c};
use crate::error::Result;
use crate::model::{Queue, StaffingModel, Target};
use crate::units::{Erlangs, Seconds, Share};

/// A queue's model with what it needs to know.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Service {
    /// Nobody hangs up.
    ErlangC,
    /// Callers hang up.
    ErlangA(Patience),
    /// Callers hang up, or accept to be called back.
    Callback(Offer),
    /// Callers hang up and dial again, on lines that may all be busy.
    ErlangX(Redialling),
    /// Several chats an agent.
    Chat(Chat),
    /// Work that may wait for hours.
    Deferred(Desk),
    /// Contacts an agent handles at once, and the occupancy planned.
    Workload { concurrency: f64, occupancy: Share },
}

impl Service {
    /// The service of a queue.
    ///
    /// # Errors
    /// When the model lacks something, such as Erlang A a patience.
    pub(super) fn of(queue: &Queue) -> Result<Service> {
        match queue.sizing_model() {
            StaffingModel::ErlangC => Ok(Service::ErlangC),
            StaffingModel::ErlangA => {
                let patience = voice::patience(queue)?;
                Ok(Offer::of(queue, patience)?.map_or(Service::ErlangA(patience), Service::Callback))
            }
            StaffingModel::ErlangX => Ok(Service::ErlangX(Redialling::of(queue)?)),
            StaffingModel::Chat => Ok(Service::Chat(Chat::of(queue)?)),
            StaffingModel::Deferred => Ok(Service::Deferred(Desk::of(queue)?)),
            StaffingModel::Workload => {
                let occupancy = workload::occupancy(queue)?;
                Ok(Service::Workload { concurrency: f64::from(queue.concurrency.max(1)), occupancy })
            }
        }
    }

    /// What `agents`, whole or not, give a load. None for work nobody waits for.
    pub(super) fn outcome(&self, load: Load, agents: f64, target: &Target) -> Option<Outcome> {
        let (within, short) = thresholds(target);
        match self {
            Service::ErlangC => Some(Outcome::of(&c::figures(load, agents), c::ends(load, agents, within))),
            Service::ErlangA(patience) => Some(Outcome::of(
                &a::figures(load, *patience, agents),
                a::ends(load, *patience, agents, within, short),
            )),
            Service::Callback(offer) => {
                Some(between_whole(agents, |n| offer.outcome(load, n, within, short)))
            }
            Service::ErlangX(line) => Some(between_whole(agents, |n| line.outcome(load, n, within, short))),
            Service::Chat(chat) => Some(between_whole(agents, |n| chat.outcome(load, n, within, short))),
            Service::Deferred(_) | Service::Workload { .. } => None,
        }
    }

    /// How load is carried into later intervals: deferred work has its own way.
    pub(super) fn carrying(&self, options: &Options) -> Carrying {
        if matches!(self, Service::Deferred(_)) { Carrying::Never } else { options.carrying }
    }

    /// Erlangs that one agent can handle when always busy.
    pub(super) fn capacity(&self) -> Erlangs {
        match self {
            Service::ErlangC | Service::ErlangA(_) | Service::Callback(_) | Service::ErlangX(_) => 1.0,
            Service::Chat(chat) => chat.capacity(),
            Service::Deferred(desk) => desk.concurrency(),
            Service::Workload { concurrency, .. } => *concurrency,
        }
    }

    /// Fewest whole agents that keep every promise at this load.
    ///
    /// # Errors
    /// When the lines are too few for any number of agents to keep it.
    pub(super) fn agents(&self, load: Load, promises: &Promises) -> Result<u32> {
        match self {
            Service::ErlangC => Ok(c::agents(load, promises.goals()).agents),
            Service::ErlangA(patience) => Ok(a::agents(load, *patience, promises.goals()).agents),
            Service::ErlangX(line) => {
                // Without redials and with lines enough it would be the answer.
                let guess = a::agents(load, line.patience(), promises.goals()).agents;
                self.fewest(load, guess, |agents| self.keeps(load, agents, promises))
            }
            Service::Chat(_) | Service::Callback(_) => {
                let guess = whole_agents(load.erlangs() / self.capacity());
                self.fewest(load, guess, |agents| self.keeps(load, agents, promises))
            }
            Service::Deferred(_) | Service::Workload { .. } => {
                Ok(whole_agents(self.fractional_agents(load, promises)?))
            }
        }
    }

    /// The real number of agents that keeps every promise exactly: for plans of headcount over months, not for rosters.
    ///
    /// # Errors
    /// As [`Service::agents`].
    pub(super) fn fractional_agents(&self, load: Load, promises: &Promises) -> Result<f64> {
        match self {
            Service::Deferred(desk) => return Ok(desk.mean_agents(load)),
            Service::Workload { concurrency, occupancy } => {
                return Ok(workload::agents(load, *concurrency, *occupancy));
            }
            _ => {}
        }
        let enough = self.agents(load, promises)?;
        Ok(part_of(enough, |agents| self.keeps(load, agents, promises)))
    }

    /// Fewest whole agents of whom `keeps` is true, and of all more; `load` is told where the lines are too few.
    ///
    /// # Errors
    /// As [`Service::agents`].
    pub(super) fn fewest(&self, load: Load, guess: u32, keeps: impl Fn(f64) -> bool) -> Result<u32> {
        let keeps = |agents: u32| keeps(f64::from(agents));
        match self {
            Service::ErlangX(line) => {
                searched(guess, line.most_agents(), keeps).ok_or_else(|| line.too_few(load))
            }
            _ => Ok(searched(guess, u32::MAX, keeps).unwrap_or(u32::MAX)),
        }
    }

    /// Whether a part of an agent does its part of the work, because nobody waits to be answered.
    pub(super) fn is_divisible(&self) -> bool {
        matches!(self, Service::Deferred(_) | Service::Workload { .. })
    }

    /// Whether `agents` keep every promise.
    pub(super) fn keeps(&self, load: Load, agents: f64, promises: &Promises) -> bool {
        if let Service::ErlangA(patience) = self {
            return a::meets(load, *patience, agents, promises.goals());
        }
        match self.outcome(load, agents, promises.target()) {
            Some(outcome) => promises.broken(&outcome).is_none(),
            None => agents * self.capacity() >= load.erlangs(),
        }
    }
}

/// Fewest agents from a guess on: doubles the step until the answer lies between, then halves the gap. Right because
/// more agents never do worse. None when not even `most` are enough.
fn searched(guess: u32, most: u32, keeps: impl Fn(u32) -> bool) -> Option<u32> {
    let keeps = |agents: u32| agents > 0 && keeps(agents);
    let (mut few, mut enough, mut step) = (0, guess.clamp(1, most), 1_u32);
    if keeps(enough) {
        few = enough - 1;
        while keeps(few) {
            (enough, step) = (few, step.saturating_mul(2));
            few = few.saturating_sub(step);
        }
    } else {
        while few < enough {
            few = enough;
            enough = enough.saturating_add(step).min(most);
            step = step.saturating_mul(2);
            if keeps(enough) {
                break;
            }
        }
        if few == enough {
            return None;
        }
    }
    while few + 1 < enough {
        let middle = few + (enough - few) / 2;
        if keeps(middle) { enough = middle } else { few = middle }
    }
    Some(enough)
}

/// The real number of agents, at most one below `enough`, of whom `keeps` begins to be true.
pub(super) fn part_of(enough: u32, keeps: impl Fn(f64) -> bool) -> f64 {
    let mut enough = f64::from(enough);
    let mut few = (enough - 1.0).max(0.0);
    // 60 halvings of one agent: the last bit of a double.
    for _ in 0..60 {
        let middle = 0.5 * (few + enough);
        if keeps(middle) { enough = middle } else { few = middle }
    }
    enough
}

/// Threshold and limit of short hang-ups; 0 where nothing is promised.
fn thresholds(target: &Target) -> (Seconds, Seconds) {
    target.service_level.map_or((0.0, 0.0), |level| (level.within, counted(&level).short(level.within)))
}

/// A fraction of an agent is an agent for that part of the time.
fn between_whole(agents: f64, outcome: impl Fn(u32) -> Outcome) -> Outcome {
    let few = agents.max(0.0).floor();
    let more = agents.max(0.0) - few;
    let low = outcome(few as u32);
    if more == 0.0 {
        return low;
    }
    let high = outcome((few as u32).saturating_add(1));
    // Busy time over staffed time, not the mean of two occupancies.
    let busy = (1.0 - more) * few * low.occupancy + more * (few + 1.0) * high.occupancy;
    low.mixed(&high, more, busy / agents)
}
