//! Blending: agents of a live queue who do deferred or outbound work between calls.
//!
//! Calls need people who wait for them; the waiting can be filled up to an occupancy that agents bear:
//!
//! ```text
//! spare = n·o − a·(share of callers answered)
//! ```
//!
//! Right when the other work can be put down at once, or is taken up only while several agents are idle; a piece of
//! work that cannot be interrupted delays a call. Spare time beyond what an interval's deferred work needs is not
//! counted ahead, so the answer is on the safe side.

use super::coverage;
use super::demand::Demand;
use super::{scheduled, workload};
use crate::error::{Error, Result};
use crate::model::{Queue, Requirement, Shrinkage};
use crate::units::Share;

/// Agents' worth of other work that `agents` on a live queue can do between contacts, per interval, if they may be busy
/// up to `max_occupancy`.
///
/// # Errors
/// When the occupancy is not above 0 and at most 1, when the requirement has no basis or `agents` another length.
pub fn spare_agents(
    queue: &Queue,
    requirement: &Requirement,
    agents: &[f64],
    max_occupancy: Share,
) -> Result<Vec<f64>> {
    if !(max_occupancy > 0.0 && max_occupancy <= 1.0) {
        return Err(Error::invalid("max_occupancy", max_occupancy, "a share above 0, at most 1"));
    }
    coverage::check_agents("agents", agents, requirement)?;
    let Some(basis) = &requirement.basis else {
        return Err(Error::invalid("requirement", "one without a basis", "one computed from a forecast"));
    };
    let tallies = coverage::by_interval(queue, &Demand::of_basis(requirement, basis)?, agents)?;
    let step = requirement.grid.step_seconds();
    Ok(tallies
        .iter()
        .map(|tally| ((tally.staffed * max_occupancy - tally.handling) / step).max(0.0))
        .collect())
}

/// The requirement of a queue of deferred work that is left when `spare` agents' worth of work is done elsewhere.
///
/// The basis goes: it told what all of the agents give.
///
/// # Errors
/// When `spare` has another length than the grid or is not made of numbers from 0 on.
pub fn relieved(
    queue: &Queue,
    requirement: &Requirement,
    spare: &[f64],
    shrinkage: &Shrinkage,
) -> Result<Requirement> {
    coverage::check_agents("spare", spare, requirement)?;
    // An agent of the queue is planned busy for part of the time; spare agents are counted by their busy time.
    let occupancy = workload::occupancy(queue)?;
    let minimum = f64::from(queue.target.minimum_agents);
    let left = |((agents, spare), open): ((&f64, &f64), &bool)| {
        (agents - spare / occupancy).max(if *open { minimum } else { 0.0 })
    };
    let agents: Vec<f64> = requirement.agents.iter().zip(spare).zip(&requirement.open).map(left).collect();
    Ok(Requirement {
        scheduled: agents.iter().map(|agents| scheduled(*agents, shrinkage)).collect(),
        agents,
        basis: None,
        ..requirement.clone()
    })
}
