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
use crate::model::{Basis, Queue, Requirement, Warning};

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

/// The bounds for queues whose customers are called by the same rules: separate, and fully pooled with the targets
/// weighted by contacts.
///
/// The pooled group has the model of the first queue and its limits; the patience is the mean of all.
///
/// # Errors
/// When there is no queue, when grids differ or a requirement has no basis, when service levels are counted by other
/// definitions or thresholds (W3), or when a queue is not sized interval by interval.
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

/// The first queue with the mean target and patience of all, weighted by contacts.
fn group(first: &Queue, parts: &[(&Queue, &Requirement, &Basis)]) -> Result<Queue> {
    let mut group = first.clone();
    let contacts: Vec<f64> = parts.iter().map(|(_, _, basis)| basis.offered.iter().sum::<f64>()).collect();
    let total: f64 = contacts.iter().sum();
    let mean = |values: Vec<f64>| values.iter().zip(&contacts).map(|(v, c)| v * c).sum::<f64>() / total;
    if let Some(level) = &mut group.target.service_level {
        let mut shares = Vec::new();
        for (queue, ..) in parts {
            match queue.target.service_level {
                Some(other) if other.definition == level.definition && other.within == level.within => {
                    shares.push(other.share);
                }
                _ => {
                    let field = format!("service level of queue {}", queue.id);
                    let expected =
                        format!("{} within {} s, as of {}", level.definition, level.within, first.id);
                    return Err(Error::invalid(field, "another", expected));
                }
            }
        }
        if total > 0.0 {
            level.share = mean(shares);
        }
    }
    let patience: Option<Vec<f64>> = parts.iter().map(|(queue, ..)| queue.patience).collect();
    group.patience = patience.filter(|_| total > 0.0).map(mean).or(first.patience);
    Ok(group)
}
