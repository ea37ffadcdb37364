//! What the reader should know, each warning once, with its figures.

use wfm_core::model::{Agent, Queue, Requirement, StaffingModel};
use wfm_core::staffing;

use super::volume::Sized;
use crate::output::Terminal;

/// Says every warning once: queues of which the same is said stand together.
pub(super) fn say(sized: &[Sized<'_>], agents: &[Agent], terminal: &Terminal) {
    let mut said: Vec<(&str, &str, Vec<&str>)> = Vec::new();
    for requirement in sized.iter().map(|sized| &sized.requirement) {
        for warning in requirement.basis.iter().flat_map(|basis| &basis.warnings) {
            let queue = requirement.queue.as_str();
            let known = said
                .iter_mut()
                .find(|(code, message, _)| *code == warning.code && *message == warning.message);
            match known {
                Some((.., queues)) => queues.push(queue),
                None => said.push((&warning.code, &warning.message, vec![queue])),
            }
        }
    }
    for (code, message, queues) in said {
        terminal.say(format!("{code} {}: {message}", queues.join(", ")));
    }
    say_pooling(sized, agents, terminal);
}

/// W6 for the queues of one model whose agents could help each other.
fn say_pooling(sized: &[Sized<'_>], agents: &[Agent], terminal: &Terminal) {
    for model in StaffingModel::ALL {
        let shared = shared(sized, agents, model);
        if shared.len() < 2 {
            continue;
        }
        let names: Vec<&str> = shared.iter().map(|(queue, _)| queue.id.as_str()).collect();
        match staffing::pooling(&shared) {
            Ok(pooling) => {
                if let Some(warning) = pooling.warning() {
                    terminal.say(format!("{} {}: {}", warning.code, names.join(", "), warning.message));
                }
            }
            // W3: service levels of different definitions have no common one.
            Err(error) => terminal.detail(format!("no pooled requirement of {}: {error}", names.join(", "))),
        }
    }
}

/// The live queues of `model` that have an agent in common with another of them.
fn shared<'a>(
    sized: &'a [Sized<'_>],
    agents: &[Agent],
    model: StaffingModel,
) -> Vec<(&'a Queue, &'a Requirement)> {
    let serves = |agent: &Agent, queue: &Queue| {
        agent.skills.is_empty() || agent.skills.iter().any(|skill| skill.queue == queue.id)
    };
    let of_model = |queue: &Queue| queue.channel.is_live() && queue.sizing_model() == model;
    let live: Vec<&Sized<'_>> = sized.iter().filter(|sized| of_model(sized.queue)).collect();
    let is_shared = |here: &&&Sized<'_>| {
        let another = |agent: &Agent| {
            live.iter().any(|there| there.queue.id != here.queue.id && serves(agent, there.queue))
        };
        agents.iter().any(|agent| serves(agent, here.queue) && another(agent))
    };
    live.iter().filter(is_shared).map(|sized| (sized.queue, &sized.requirement)).collect()
}
