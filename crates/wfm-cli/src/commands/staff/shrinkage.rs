//! `--shrinkage`: given in a word, or learned from what agents did.

use std::collections::BTreeSet;
use std::str::FromStr;

use anyhow::Context;
use wfm_core::io::Inputs;
use wfm_core::model::{Combine, Shrinkage};
use wfm_core::staffing;

use crate::commands::erlang::Share;
use crate::output::Terminal;

/// States in which an agent serves the queue, as telephone systems call them.
pub(super) const AVAILABLE: [&str; 16] = [
    "available",
    "ready",
    "idle",
    "waiting",
    "ringing",
    "on_queue",
    "talking",
    "talk",
    "on_call",
    "busy",
    "hold",
    "chatting",
    "wrap_up",
    "acw",
    "after_call_work",
    "after_contact_work",
];

/// What was typed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Given {
    Share(f64),
    States,
}

impl FromStr for Given {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "states" {
            return Ok(Given::States);
        }
        match text.parse::<Share>() {
            Ok(Share(share)) if (0.0..1.0).contains(&share) => Ok(Given::Share(share)),
            Ok(_) => Err("expected a share from 0 to below 1: at 100 % nobody is left".to_owned()),
            Err(message) => Err(format!("{message}, or states")),
        }
    }
}

/// Replaces the shrinkage of the centre and of every queue, and says by what.
///
/// # Errors
/// When the states teach nothing.
pub(super) fn replace(
    given: Given,
    available: &[String],
    inputs: &mut Inputs,
    terminal: &Terminal,
) -> anyhow::Result<()> {
    inputs.centre.shrinkage = match given {
        Given::Share(share) => Shrinkage::new(vec![("given".to_owned(), share)], Combine::Additive)?,
        Given::States => learned(available, inputs)?,
    };
    for queue in &mut inputs.centre.queues {
        queue.shrinkage = None;
    }
    if given == Given::States {
        let shrinkage = &inputs.centre.shrinkage;
        let causes: Vec<String> =
            shrinkage.causes().iter().map(|(cause, share)| format!("{cause} {}", percent(*share))).collect();
        terminal.say(format!(
            "Shrinkage of states.csv: {} ({}). Leave and illness leave no record there and come on top",
            percent(shrinkage.total()),
            causes.join(", "),
        ));
    }
    Ok(())
}

fn learned(available: &[String], inputs: &Inputs) -> anyhow::Result<Shrinkage> {
    let serving: BTreeSet<String> = available.iter().map(|state| plain(state)).collect();
    let recorded: BTreeSet<&str> = inputs.states.iter().map(|state| state.state.as_str()).collect();
    let matching: Vec<&str> =
        recorded.iter().copied().filter(|state| serving.contains(&plain(state))).collect();
    staffing::learned_shrinkage(&inputs.states, &matching).with_context(|| {
        let recorded: Vec<&str> = recorded.into_iter().collect();
        format!("learning shrinkage from states.csv, whose states are {}; name those that serve the queue with --available", recorded.join(", "))
    })
}

/// `After-Call Work` is `after_call_work`.
fn plain(state: &str) -> String {
    state.trim().to_lowercase().replace([' ', '-'], "_")
}

fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}
