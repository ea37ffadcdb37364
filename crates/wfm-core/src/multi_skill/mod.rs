//! How many agents of which skills: several queues, several groups, nobody counted twice.
//!
//! Comes in: a [`Task`], which is an [`Operation`] whose staffing is to be found, what is promised for each of its call
//! types, and what an agent of each group costs. Goes out: a [`GroupRequirement`], agents per group and interval with which
//! every promise holds when the operation is played; [`pools`] makes the tasks of a centre, [`Pool::bounds`] says
//! between which sizes the answer must lie, and [`training`] what one more skill is worth.
//!
//! No formula answers this. The search plays the same calls again and again, with common random numbers, so that the effect
//! of one agent is seen beyond chance:
//!
//! 1. start with agents who cover the work of every set of queues (an agent who serves two of them counts once in it);
//! 2. where a promise is broken, add the agent who mends most for the cost, until all hold;
//! 3. take away whoever is not missed, and exchange dear agents for cheap ones.
//!
//! Right for queues that share some agents. Wrong for a queue of its own, which [`staffing`](crate::staffing) sizes exactly
//! and a thousand times as fast. The answer is good, not proven the best; it is found on some hundred played stretches, so
//! an interval with few calls is known only roughly. It does not know shifts: people come and go by the interval.
//!
//! Source: M. Cezik, P. L'Ecuyer (2008), *Staffing Multiskill Call Centers via Linear Programming and Simulation*, Management
//! Science 54:310-323, for differences under common random numbers; the search here is marginal, without cuts.

mod cover;
mod promise;
mod search;
mod moves;
mod pool;
mod training;

pub use pool::{Pool, pools};
pub use promise::Promise;
pub use training::{TrainingValue, training};

use std::ops::Range;

use crate::control::Control;
use crate::error::{Error, Result};
use crate::model::operation::Operation;
use crate::simulation::{self, Simulated};
use search::Search;

/// What is to be sized.
#[derive(Debug, Clone, Copy)]
pub struct Task<'a> {
    /// Calls, and who serves what. The staffing of its groups is not read.
    pub operation: &'a Operation,
    /// One per call type.
    pub promises: &'a [Promise],
    /// One per group.
    pub terms: &'a [Terms],
}

/// On which terms agents of a group are to be had.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Terms {
    /// Cost of an agent for an interval, above 0, in any unit.
    pub cost: f64,
    /// Most agents at once; absent: as many as are needed.
    pub most: Option<u32>,
}

/// Choices of the search.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default))]
pub struct Options {
    /// Replications of each staffing that is tried; absent: about half a million calls, 20 to 400 replications.
    pub replications: Option<usize>,
    /// Seed of every random number.
    pub seed: u64,
    /// Most staffings to try.
    pub trials: usize,
}

impl Default for Options {
    fn default() -> Self {
        Options { replications: None, seed: 1, trials: 600 }
    }
}

/// Agents per group and interval, and what they give.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct GroupRequirement {
    /// Agents on the queue, per group and interval.
    pub agents: Vec<Vec<u32>>,
    /// What they cost, in the unit of the terms.
    pub cost: f64,
    /// Call types and stretches whose promise does not hold: nobody more was to be had, or the search was stopped.
    pub broken: Vec<(usize, Range<usize>)>,
    /// Staffings that were tried.
    pub trials: usize,
    /// The staffing played with other calls than those of the search: an honest witness.
    pub played: Simulated,
}

impl GroupRequirement {
    /// Agents of all groups, per interval.
    pub fn total(&self) -> Vec<u32> {
        let intervals = 0..self.agents.first().map_or(0, Vec::len);
        intervals.map(|interval| self.agents.iter().map(|group| group[interval]).sum()).collect()
    }
}

/// The fewest agents per group and interval, by cost, with which every promise holds.
///
/// ```
/// use wfm_core::control::Control;
/// use wfm_core::model::operation::*;
/// use wfm_core::model::{ServiceLevelDefinition, ServiceLevelTarget, Target};
/// use wfm_core::multi_skill::{Options, Promise, Task, Terms, group_requirement};
///
/// // Two languages of four erlangs for an hour, and people who speak one of them or both.
/// let talk = Distribution::exponential(180.0);
/// let calls = |name: &str| CallType::new(name, vec![40.0; 2], talk, Distribution::exponential(120.0), 20.0);
/// let group = |name: &str, speaks: &[usize]| Group {
///     name: name.to_owned(),
///     staffing: Staffing::Counts(vec![0; 2]),
///     serves: speaks.iter().map(|call_type| Serving::first_choice(*call_type)).collect(),
///     contact_speed: vec![1.0],
/// };
/// let operation = Operation {
///     interval: 1800.0,
///     intervals: 2,
///     warmup: 0.0,
///     call_types: vec![calls("English"), calls("French")],
///     groups: vec![group("English only", &[0]), group("French only", &[1]), group("both", &[0, 1])],
///     day_rate_shape: None,
/// };
/// let level =
///     ServiceLevelTarget { share: 0.8, within: 20.0, definition: ServiceLevelDefinition::Offered, short_abandon: None };
/// let promise = Promise::in_every_interval(Target { service_level: Some(level), ..Target::default() }, vec![4.0; 2]);
/// let terms = [Terms { cost: 1.0, most: None }, Terms { cost: 1.0, most: None }, Terms { cost: 1.1, most: Some(2) }];
/// let promises = [promise.clone(), promise];
/// let task = Task { operation: &operation, promises: &promises, terms: &terms };
/// let found = group_requirement(&task, &Options::default(), &Control::unlimited())?;
/// assert!(found.broken.is_empty() && found.agents[2].iter().all(|both| *both <= 2));
/// # Ok::<(), wfm_core::Error>(())
/// ```
///
/// # Errors
/// When the operation makes no sense, when promises or terms do not fit it, or when it was stopped before anything was
/// played. A promise that cannot be kept is no error: see [`GroupRequirement::broken`].
pub fn group_requirement(
    task: &Task<'_>,
    options: &Options,
    control: &Control<'_>,
) -> Result<GroupRequirement> {
    check(task)?;
    let mut search = Search::new(task, options, control)?;
    search.start()?;
    search.mend()?;
    let mut cost = f64::INFINITY;
    while search.cost() < cost {
        cost = search.cost();
        search.spare()?;
        search.exchange()?;
    }
    search.finished()
}

fn check(task: &Task<'_>) -> Result<()> {
    task.operation.check()?;
    let (types, groups) = (&task.operation.call_types, &task.operation.groups);
    let count = |field: &str, given: usize, wanted: usize, of: &str| match given == wanted {
        true => Ok(()),
        false => Err(Error::invalid(field, given, format!("{wanted}, one per {of}"))),
    };
    count("promises", task.promises.len(), types.len(), "call type")?;
    count("terms", task.terms.len(), groups.len(), "group")?;
    for (call_type, promise) in types.iter().zip(task.promises) {
        promise.check(call_type, task.operation.intervals)?;
    }
    for (group, terms) in groups.iter().zip(task.terms) {
        if !(terms.cost > 0.0 && terms.cost.is_finite()) {
            return Err(Error::invalid(format!("cost of group {}", group.name), terms.cost, "above 0"));
        }
    }
    Ok(())
}

/// The operation with these agents.
fn staffed(operation: &Operation, agents: &[Vec<u32>]) -> Operation {
    let mut operation = operation.clone();
    for (group, agents) in operation.groups.iter_mut().zip(agents) {
        group.staffing = crate::model::operation::Staffing::Counts(agents.clone());
    }
    operation
}

/// Replications that are enough, unless a number is asked for.
fn replications(operation: &Operation, options: &Options) -> usize {
    /// Calls of a trial.
    const CALLS: f64 = 5e5;
    let calls: f64 =
        operation.call_types.iter().map(|call_type| call_type.offered[0].iter().sum::<f64>()).sum();
    options.replications.unwrap_or((CALLS / calls.max(1.0)).clamp(20.0, 400.0) as usize)
}

/// Plays a staffing.
fn play(
    operation: &Operation,
    agents: &[Vec<u32>],
    options: &Options,
    seed: u64,
    control: &Control<'_>,
) -> Result<Simulated> {
    let options = simulation::Options {
        replications: replications(operation, options),
        seed,
        ..simulation::Options::default()
    };
    let stop = || control.stop();
    simulation::simulate(&staffed(operation, agents), &options, &Control::new(&stop, &|_| {}))
}

#[cfg(test)]
mod tests;
