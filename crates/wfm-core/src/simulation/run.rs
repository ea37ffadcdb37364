//! Replications, one after the other or side by side, until there are enough.

use super::options::Options;
use super::plan::Plan;
use super::simulated::{Metric, Replication, Simulated};
use super::{Operation, line, network};
use crate::control::{Control, Progress, Stop};
use crate::error::{Error, Result};

/// Replications between two questions whether to stop.
const BATCH: usize = 64;

/// Plays an operation many times.
///
/// The answer depends on the operation and the options alone, not on the number of threads. When `control` stops it, what
/// was played until then is the answer.
///
/// # Errors
/// When the operation or the options make no sense; when it was stopped before the first replication.
pub fn simulate(operation: &Operation, options: &Options, control: &Control<'_>) -> Result<Simulated> {
    operation.check()?;
    options.check()?;
    let plan = Plan::new(operation, options.seed)?;
    let mut simulated = Simulated::new(operation, options.seed);
    let mut wanted = options.replications;
    loop {
        let stopped = play(&plan, &mut simulated, wanted, control);
        if simulated.replications.is_empty() {
            return Err(Error::Cancelled);
        }
        let most = options.most_replications.max(options.replications);
        if stopped.is_some() || wanted >= most || is_precise(&simulated, options) {
            return Ok(simulated);
        }
        wanted = (2 * wanted).min(most);
    }
}

/// Plays on until there are `wanted` replications.
fn play(plan: &Plan, simulated: &mut Simulated, wanted: usize, control: &Control<'_>) -> Option<Stop> {
    while simulated.replications.len() < wanted {
        if let Some(stop) = control.stop() {
            return Some(stop);
        }
        let done = simulated.replications.len();
        simulated.replications.extend(batch(plan, done..wanted.min(done + BATCH)));
        let (done, planned) = (simulated.replications.len() as u64, wanted as u64);
        control.report(&Progress { phase: "simulating", done, planned, cost: None, bound: None });
    }
    None
}

fn one(plan: &Plan, number: usize) -> Replication {
    match line::is_line(plan.operation) {
        true => line::replication(plan, number as u64),
        false => network::replication(plan, number as u64),
    }
}

#[cfg(feature = "parallel")]
fn batch(plan: &Plan, numbers: std::ops::Range<usize>) -> Vec<Replication> {
    use rayon::prelude::*;
    numbers.into_par_iter().map(|number| one(plan, number)).collect()
}

#[cfg(not(feature = "parallel"))]
fn batch(plan: &Plan, numbers: std::ops::Range<usize>) -> Vec<Replication> {
    numbers.map(|number| one(plan, number)).collect()
}

/// Whether the service level of every call type is known well enough, or no precision was asked for.
fn is_precise(simulated: &Simulated, options: &Options) -> bool {
    let Some(wanted) = options.precision else { return true };
    (0..simulated.call_types.len()).all(|call_type| {
        let level = simulated.of_call_type(call_type, Metric::ServiceLevelOffered);
        level.is_none_or(|level| level.half_width <= wanted)
    })
}
