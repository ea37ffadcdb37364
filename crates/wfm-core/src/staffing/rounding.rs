//! From agents on paper to people: rounded once, where a count is needed.
//!
//! Rounding up adds about half an agent per interval on average; rounding per interval and again on the sum adds more.
//! So a [`Requirement`] keeps `scheduled` as it was computed, and whoever needs a count rounds here.

use crate::model::Requirement;

/// How agents become whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Rounding {
    /// Up: never too few in any interval. For rosters.
    #[default]
    Ceil,
    /// To the nearest, halves up: right on average.
    Nearest,
    /// What is left of one interval is carried to the next, so that the total is right to half an agent.
    Cumulative,
}

/// Fewest whole agents that are at least `agents`, forgiving the noise of floating point; 0 for what is no number.
///
/// ```text
/// ⌈x − 1e-9·max(1, x)⌉
/// ```
///
/// Without the allowance 1 / (1 − 0.8) would need 6 people instead of 5.
///
/// ```
/// use wfm_core::staffing::whole_agents;
///
/// assert_eq!((1.0_f64 / (1.0 - 0.8)).ceil(), 6.0);
/// assert_eq!(whole_agents(1.0 / (1.0 - 0.8)), 5);
/// ```
pub fn whole_agents(agents: f64) -> u32 {
    // Casting saturates: above the range of u32 the largest, below 0 and for NaN nobody.
    (agents - 1e-9 * agents.clamp(1.0, 1e12)).ceil() as u32
}

/// Whole agents per interval by a rounding policy.
///
/// ```
/// use wfm_core::staffing::{Rounding, rounded};
///
/// let agents = [1.4, 1.4, 1.4, 1.4, 1.4];
/// assert_eq!(rounded(&agents, Rounding::Ceil), [2, 2, 2, 2, 2]);
/// assert_eq!(rounded(&agents, Rounding::Nearest), [1, 1, 1, 1, 1]);
/// assert_eq!(rounded(&agents, Rounding::Cumulative), [1, 2, 1, 2, 1]);
/// ```
pub fn rounded(agents: &[f64], rounding: Rounding) -> Vec<u32> {
    match rounding {
        Rounding::Ceil => agents.iter().map(|agents| whole_agents(*agents)).collect(),
        Rounding::Nearest => agents.iter().map(|agents| nearest(*agents)).collect(),
        Rounding::Cumulative => cumulative(agents),
    }
}

/// Whole agents to put on the schedule, per interval: `scheduled` rounded up.
pub fn scheduled_agents(requirement: &Requirement) -> Vec<u32> {
    rounded(&requirement.scheduled, Rounding::Ceil)
}

fn nearest(agents: f64) -> u32 {
    (agents + 0.5 + 1e-9).floor() as u32
}

fn cumulative(agents: &[f64]) -> Vec<u32> {
    let mut carried = 0.0;
    agents
        .iter()
        .map(|agents| {
            let whole = nearest(carried + agents);
            carried += agents - f64::from(whole);
            whole
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The two cases of float noise seen in other programs.
    #[test]
    fn float_noise_costs_nobody() {
        assert_eq!(whole_agents(1.0 / (1.0 - 0.8)), 5);
        assert_eq!(whole_agents(2.4 / 0.8), 3);
        assert_eq!(whole_agents(97.142_857), 98);
        assert_eq!(whole_agents(3.0 + 1e-6), 4);
    }

    #[test]
    fn nonsense_is_nobody() {
        for nothing in [0.0, -3.0, f64::NAN, f64::NEG_INFINITY] {
            assert_eq!(whole_agents(nothing), 0);
        }
        assert_eq!(whole_agents(f64::INFINITY), u32::MAX);
    }

    #[test]
    fn cumulative_rounding_keeps_the_total() {
        let agents: Vec<f64> = (0..200).map(|i| 3.0 + f64::from(i % 7) / 7.0).collect();
        let total: f64 = agents.iter().sum();
        let whole: u32 = rounded(&agents, Rounding::Cumulative).iter().sum();
        assert!((f64::from(whole) - total).abs() <= 0.5 + 1e-9);
    }
}
