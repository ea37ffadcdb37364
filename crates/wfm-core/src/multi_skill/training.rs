//! What one more skill is worth.

use super::search::Search;
use super::{GroupRequirement, Options, Task, Terms, check, play};
use crate::control::Control;
use crate::error::{Error, Result};
use crate::model::ServiceLevelDefinition;
use crate::model::operation::{Group, Operation, Serving, Staffing};
use crate::simulation::Estimate;

/// What it is worth that one agent of a group, in every interval, can serve another call type too.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct TrainingValue {
    /// Agent-intervals of the one who learned: as many as the group has anybody.
    pub trained: u32,
    /// Service level of each call type at the same staffing, more than before; absent where nothing counts.
    pub gains: Vec<Option<Estimate>>,
    /// Agent-intervals that can be spared, the same promises kept.
    pub saved: u32,
    /// What they cost.
    pub saved_cost: f64,
}

/// The value of training: in every interval one agent of `group` learns what `learns` says. First with everybody there as in
/// `found`, then with as few as keep the promises.
///
/// # Errors
/// When the group or the call type is not there, or is served already; as [`group_requirement`](super::group_requirement).
pub fn training(
    task: &Task<'_>,
    found: &GroupRequirement,
    group: usize,
    learns: Serving,
    options: &Options,
    control: &Control<'_>,
) -> Result<TrainingValue> {
    check(task)?;
    let operation = trained(task.operation, group, learns)?;
    let agents = moved(&found.agents, group);
    let mut terms = task.terms.to_vec();
    terms.push(Terms { most: Some(1), ..terms[group] });
    let task = Task { operation: &operation, terms: &terms, ..*task };
    let (before, after) = same_calls(&found.agents, &agents, &task, options, control)?;
    let definition = |call_type: usize| {
        let level = task.promises[call_type].target.service_level;
        level.map_or(ServiceLevelDefinition::Offered, |level| level.definition)
    };
    let gains = (0..operation.call_types.len())
        .map(|call_type| after.gain(&before, call_type, definition(call_type)));
    let gains = gains.collect();
    let mut search = Search::new(&task, options, control)?;
    search.resume(agents.clone())?;
    search.spare()?;
    let count = |agents: &[Vec<u32>]| agents.iter().flatten().sum::<u32>();
    Ok(TrainingValue {
        trained: agents[agents.len() - 1].iter().sum(),
        gains,
        saved: count(&agents) - count(&search.agents),
        saved_cost: found.cost - search.cost(),
    })
}

/// Plays both staffings with the same calls.
fn same_calls(
    before: &[Vec<u32>],
    after: &[Vec<u32>],
    task: &Task<'_>,
    options: &Options,
    control: &Control<'_>,
) -> Result<(crate::simulation::Simulated, crate::simulation::Simulated)> {
    let mut before = before.to_vec();
    before.push(vec![0; task.operation.intervals]);
    let seed = options.seed.wrapping_add(1);
    Ok((
        play(task.operation, &before, options, seed, control)?,
        play(task.operation, after, options, seed, control)?,
    ))
}

/// The operation with one more group: like `group`, and serving another call type.
fn trained(operation: &Operation, group: usize, learns: Serving) -> Result<Operation> {
    let known = operation.groups.get(group);
    let known = known.ok_or_else(|| Error::invalid("group to train", group, "one of the groups"))?;
    if learns.call_type >= operation.call_types.len() {
        return Err(Error::invalid("call type to learn", learns.call_type, "one of the call types"));
    }
    if known.serves.iter().any(|serving| serving.call_type == learns.call_type) {
        let name = &operation.call_types[learns.call_type].name;
        return Err(Error::invalid(
            format!("call type to learn for {}", known.name),
            name,
            "one not served yet",
        ));
    }
    // Calls ask those with fewer skills first.
    let later = |serving: Serving| Serving { group_rank: serving.group_rank + 1, ..serving };
    let last = known.serves.iter().map(|serving| serving.group_rank).max().unwrap_or(0);
    let mut serves: Vec<Serving> = known.serves.iter().copied().map(later).collect();
    serves.push(Serving { group_rank: last + 1, ..learns });
    let mut operation = operation.clone();
    operation.groups.push(Group {
        name: format!(
            "{} who learned {}",
            operation.groups[group].name, operation.call_types[learns.call_type].name
        ),
        staffing: Staffing::Counts(vec![0; operation.intervals]),
        serves,
        contact_speed: operation.groups[group].contact_speed.clone(),
    });
    Ok(operation)
}

/// One agent of `group` in every interval belongs to the new group.
fn moved(agents: &[Vec<u32>], group: usize) -> Vec<Vec<u32>> {
    let mut moved = agents.to_vec();
    let learned: Vec<u32> = agents[group].iter().map(|agents| (*agents).min(1)).collect();
    moved[group].iter_mut().zip(&learned).for_each(|(agents, learned)| *agents -= learned);
    moved.push(learned);
    moved
}
