//! Paid time that does not reach the queue: put on top of a requirement, taken off a roster, learned from records.
//!
//! `scheduled = on_queue / (1 − s)`, never `on_queue · (1 + s)`: at 30 % that would be 9 % too few.

use std::collections::BTreeMap;

use crate::error::{Error, Result};
use crate::model::{AgentState, Combine, Shrinkage};
use crate::units::Share;

/// Agents to schedule so that `on_queue` remain, not rounded.
///
/// ```text
/// scheduled = on_queue / (1 − s)
/// ```
///
/// ```
/// use wfm_core::model::{Combine, Shrinkage};
///
/// let shrinkage = Shrinkage::new(vec![("all".to_owned(), 0.30)], Combine::Additive)?;
/// assert!((wfm_core::staffing::scheduled(14.0, &shrinkage) - 20.0).abs() < 1e-12);
/// # Ok::<(), wfm_core::Error>(())
/// ```
pub fn scheduled(on_queue: f64, shrinkage: &Shrinkage) -> f64 {
    on_queue / (1.0 - shrinkage.total())
}

/// Agents who, of those scheduled, can be expected on the queue.
///
/// ```text
/// on_queue = scheduled · (1 − s)
/// ```
pub fn on_queue(scheduled: f64, shrinkage: &Shrinkage) -> f64 {
    scheduled * (1.0 - shrinkage.total())
}

/// Shrinkage as it was: the share of recorded time spent in each state that is not work on the queue.
///
/// All causes are shares of the same recorded time, so they add up. `available` names the states in which an agent
/// serves the queue: talking, ready, after-contact work. Everything else shrinks. Causes come in order of their names.
///
/// Right when the records cover paid time from clock-in to clock-out; absences during which nobody is logged in, such as
/// leave and illness, leave no record and must be given beside it.
///
/// # Errors
///
/// When nothing was recorded, when a state ends before it starts, or when no time at all was available.
pub fn learned_shrinkage(states: &[AgentState], available: &[&str]) -> Result<Shrinkage> {
    let mut seconds: BTreeMap<&str, f64> = BTreeMap::new();
    for state in states {
        let length = (state.end - state.start).as_seconds_f64();
        if length < 0.0 {
            let given = format!("{} to {}", state.start.to_rfc3339(), state.end.to_rfc3339());
            let field = format!("state {} of agent {}", state.state, state.agent);
            return Err(Error::invalid(field, given, "an end after the start"));
        }
        *seconds.entry(&state.state).or_default() += length;
    }
    let total: f64 = seconds.values().sum();
    if total <= 0.0 {
        return Err(Error::invalid("states", "no recorded time", "states of agents with a start and an end"));
    }
    seconds.retain(|state, _| !available.contains(state));
    if seconds.values().sum::<f64>() >= total {
        return Err(Error::invalid("available states", available.join(", "), "a state that was recorded"));
    }
    let causes: Vec<(String, Share)> =
        seconds.into_iter().map(|(state, seconds)| (state.to_owned(), seconds / total)).collect();
    Shrinkage::new(causes, Combine::Additive)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, Duration, Utc};

    fn state(name: &str, from_minute: i64, to_minute: i64) -> AgentState {
        let midnight: DateTime<Utc> = "2026-11-23T00:00:00Z".parse().unwrap();
        AgentState {
            agent: "A1".into(),
            state: name.to_owned(),
            start: midnight + Duration::minutes(from_minute),
            end: midnight + Duration::minutes(to_minute),
        }
    }

    #[test]
    fn what_was_recorded_is_learned() {
        let states = [
            state("talking", 0, 200),
            state("ready", 200, 360),
            state("meeting", 360, 420),
            state("break", 420, 450),
            state("break", 450, 480),
        ];
        let shrinkage = learned_shrinkage(&states, &["talking", "ready", "wrap_up"]).unwrap();
        assert_eq!(shrinkage.combine(), Combine::Additive);
        assert_eq!(shrinkage.causes(), [("break".to_owned(), 0.125), ("meeting".to_owned(), 0.125)]);
    }

    #[test]
    fn records_that_teach_nothing_are_refused() {
        assert!(learned_shrinkage(&[], &["ready"]).is_err());
        assert!(learned_shrinkage(&[state("ready", 10, 10)], &["ready"]).is_err());
        assert!(learned_shrinkage(&[state("ready", 10, 5)], &["ready"]).is_err());
        assert!(learned_shrinkage(&[state("meeting", 0, 60)], &["ready"]).is_err());
    }

    #[test]
    fn what_is_put_on_top_comes_off_again() {
        let causes = [("leave", 0.1), ("illness", 0.1), ("training", 0.1)].map(|(n, s)| (n.to_owned(), s));
        let shrinkage = Shrinkage::new(causes.to_vec(), Combine::Multiplicative).unwrap();
        assert!((on_queue(scheduled(17.0, &shrinkage), &shrinkage) - 17.0).abs() < 1e-12);
        assert_eq!(scheduled(17.0, &Shrinkage::default()), 17.0);
    }
}
