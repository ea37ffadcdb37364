//! What would be gained if agents of several queues were one group (W6).
//!
//! Adding up the requirements of queues supposes that nobody helps out. If everybody served every queue, the summed
//! load would need far fewer. Real centres lie between: the two numbers are bounds, not an answer; that takes
//! simulation.

use super::demand::Demand;
use super::promises::Promises;
use super::service::Service;
use super::{Options, agents_by_interval};
use crate::error::{Error, Result};
use crate::model::{Basis, Queue, Requirement, ServiceLevelTarget, Warning};

/// Agents for queues apart and together, per interval of their common grid.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Pooling {
    /// Each queue with its own agents, added up.
    pub separate: Vec<f64>,
    /// One group for all of them.
    pub pooled: Vec<f64>,
}

impl Pooling {
    /// W6 with both numbers; none where nothing would be gained.
    pub fn warning(&self) -> Option<Warning> {
        let (separate, pooled): (f64, f64) = (self.separate.iter().sum(), self.pooled.iter().sum());
        let gain = separate - pooled;
        (gain > 0.5).then(|| Warning {
            code: "W6".to_owned(),
            message: format!(
                "queues staffed separately take {separate:.0} agent-intervals, agents who serve all of them \
                 {pooled:.0}; shared skills are worth up to {gain:.0}"
            ),
        })
    }
}

/// The bounds for queues that are answered at once: separate, and fully pooled with the targets weighted by contacts.
///
/// The pooled group has the model of the first queue, the mean patience, and promises that hold wherever every queue keeps
/// its own: mean shares, the longest threshold, the largest occupancy.
///
/// # Errors
/// When there is no queue, when grids differ or a requirement has no basis, when service levels are counted by other
/// definitions (W3), or when a queue is not sized interval by interval.
pub fn pooling(queues: &[(&Queue, &Requirement)]) -> Result<Pooling> {
    let Some((first, _)) = queues.first() else {
        return Err(Error::invalid("queues to pool", "none", "at least one"));
    };
    let parts: Vec<(&Queue, &Requirement, &Basis)> =
        queues.iter().map(|(queue, requirement)| basis_of(queue, requirement)).collect::<Result<_>>()?;
    let demand = summed(&parts)?;
    let group = group(first, &parts)?;
    let promises = Promises::of(&group, group.sizing_model())?;
    let pooled = agents_by_interval(&demand, &Service::of(&group)?, &promises, &Options::default())?;
    let separate = (0..demand.grid.len())
        .map(|index| parts.iter().map(|(_, requirement, _)| requirement.agents[index]).sum())
        .collect();
    Ok(Pooling { separate, pooled })
}

fn basis_of<'a>(
    queue: &'a Queue,
    requirement: &'a Requirement,
) -> Result<(&'a Queue, &'a Requirement, &'a Basis)> {
    if Service::of(queue)?.is_divisible() {
        let expected = "a queue that is answered at once; deferred work has nothing to gain";
        return Err(Error::invalid("queue to pool", &queue.id, expected));
    }
    let basis = requirement.basis.as_ref();
    let basis = basis.ok_or_else(|| Error::invalid("requirement to pool", &queue.id, "one with a basis"))?;
    Ok((queue, requirement, basis))
}

fn summed(parts: &[(&Queue, &Requirement, &Basis)]) -> Result<Demand> {
    let (_, first, basis) = parts[0];
    let mut sum = Demand::of_basis(first, basis)?;
    for (queue, requirement, basis) in &parts[1..] {
        if requirement.grid != sum.grid {
            return Err(Error::invalid("grid of queue to pool", &queue.id, "the same as of the others"));
        }
        let more = Demand::of_basis(requirement, basis)?;
        for index in 0..sum.grid.len() {
            let work = sum.offered[index] * sum.aht[index] + more.offered[index] * more.aht[index];
            sum.open[index] |= more.open[index];
            sum.offered[index] += more.offered[index];
            sum.erlangs[index] += more.erlangs[index];
            if sum.offered[index] > 0.0 {
                sum.aht[index] = work / sum.offered[index];
            } else {
                sum.aht[index] = sum.aht[index].max(more.aht[index]);
            }
        }
    }
    Ok(sum)
}

/// The first queue, with what must hold on average if every queue keeps its promise: shares are means weighted by contacts,
/// thresholds and occupancy the largest of all. A limit that some queue does not have, the group has not.
fn group(first: &Queue, parts: &[(&Queue, &Requirement, &Basis)]) -> Result<Queue> {
    let contacts: Vec<f64> = parts.iter().map(|(_, _, basis)| basis.offered.iter().sum::<f64>()).collect();
    let total: f64 = contacts.iter().sum();
    let mean = |values: Vec<f64>| match total > 0.0 {
        true => values.iter().zip(&contacts).map(|(value, contacts)| value * contacts).sum::<f64>() / total,
        false => values[0],
    };
    let every = |of: fn(&Queue) -> Option<f64>| {
        parts.iter().map(|(queue, ..)| of(queue)).collect::<Option<Vec<f64>>>()
    };
    let most = |values: Vec<f64>| values.into_iter().fold(0.0, f64::max);
    let mut group = first.clone();
    group.target.service_level = service_level(first, parts)?.map(|level| ServiceLevelTarget {
        share: every(|queue| queue.target.service_level.map(|level| level.share)).map_or(level.share, mean),
        ..level
    });
    group.target.max_abandonment = every(|queue| queue.target.max_abandonment).map(mean);
    group.target.max_asa = every(|queue| queue.target.max_asa).map(mean);
    group.target.max_occupancy = every(|queue| queue.target.max_occupancy).map(most);
    group.target.minimum_agents =
        parts.iter().map(|(queue, ..)| queue.target.minimum_agents).max().unwrap_or(0);
    group.patience = every(|queue| queue.patience).map(mean).or(first.patience);
    Ok(group)
}

/// The service level of the first queue within the longest threshold of all; none where some queue promises none.
///
/// # Errors
/// When they are counted by other definitions (W3).
fn service_level(
    first: &Queue,
    parts: &[(&Queue, &Requirement, &Basis)],
) -> Result<Option<ServiceLevelTarget>> {
    let levels = parts.iter().map(|(queue, ..)| Some((queue, queue.target.service_level?)));
    let Some(levels) = levels.collect::<Option<Vec<_>>>() else { return Ok(None) };
    let mut longest = levels[0].1;
    for (queue, level) in levels {
        if level.definition != longest.definition {
            let field = format!("service level of queue {}", queue.id);
            let expected = format!("{}, as of {}", longest.definition, first.id);
            return Err(Error::invalid(field, level.definition, expected));
        }
        if level.within > longest.within {
            longest = level;
        }
    }
    Ok(Some(longest))
}
