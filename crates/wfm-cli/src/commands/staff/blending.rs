//! Deferred work that would fit between the calls of agents who can do both.

use wfm_core::model::{Agent, Centre, Queue, StaffingModel};
use wfm_core::staffing;

use super::volume::Sized;
use crate::output::Terminal;

/// Says for each deferred queue how much of it fits into the idle time of live queues, up to their `max_occupancy`.
/// The requirement stays: whoever plans so takes it off.
///
/// # Errors
/// When a requirement does not say what it is computed from.
pub(super) fn say(
    sized: &[Sized<'_>],
    centre: &Centre,
    agents: &[Agent],
    terminal: &Terminal,
) -> anyhow::Result<()> {
    for desk in sized.iter().filter(|sized| sized.queue.sizing_model() == StaffingModel::Deferred) {
        let (mut spare, mut names) = (vec![0.0; desk.requirement.grid.len()], Vec::new());
        for live in sized.iter().filter(|live| live.requirement.grid == desk.requirement.grid) {
            let both = share_of_both(live.queue, desk.queue, agents);
            let Some(cap) = live.queue.target.max_occupancy.filter(|_| both > 0.0) else { continue };
            let idle = staffing::spare_agents(live.queue, &live.requirement, &live.requirement.agents, cap)?;
            spare.iter_mut().zip(idle).for_each(|(spare, idle)| *spare += both * idle);
            names.push(live.queue.id.as_str());
        }
        if names.is_empty() {
            continue;
        }
        let left =
            staffing::relieved(desk.queue, &desk.requirement, &spare, centre.shrinkage_of(desk.queue))?;
        let hours = |agents: &[f64]| agents.iter().sum::<f64>() * left.grid.step_seconds() / 3600.0;
        let (all, left) = (hours(&desk.requirement.agents), hours(&left.agents));
        terminal.say(format!(
            "{}: {:.1} of its {all:.1} agent-hours would fit between the contacts of {}, whose agents can do both; \
             they are not taken off",
            desk.queue.id,
            all - left,
            names.join(", "),
        ));
    }
    Ok(())
}

/// Of the agents who serve a live queue, the share who serve the deferred one too; 0 for other work.
fn share_of_both(live: &Queue, desk: &Queue, agents: &[Agent]) -> f64 {
    let serves = |agent: &Agent, queue: &Queue| {
        agent.skills.is_empty() || agent.skills.iter().any(|skill| skill.queue == queue.id)
    };
    let able: Vec<&Agent> = agents.iter().filter(|agent| serves(agent, live)).collect();
    let both = able.iter().filter(|agent| serves(agent, desk)).count();
    if live.channel.is_live() && !able.is_empty() { both as f64 / able.len() as f64 } else { 0.0 }
}
