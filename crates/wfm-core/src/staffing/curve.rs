//! What you would need: numbers of agents around the one required, and the service each gives.

use super::promises::Promises;
use super::rounding::whole_agents;
use super::service::Service;
use super::{coverage, sizing};
use crate::erlang::Load;
use crate::error::{Error, Result};
use crate::model::{Performance, Queue};

/// A number of agents on the queue, and what it gives.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct CurvePoint {
    /// Agents on the queue.
    pub agents: u32,
    /// The service they give.
    pub performance: Performance,
    /// Whether they keep every promise of the queue, its fewest agents among them.
    pub keeps: bool,
}

/// Numbers of agents around the one a steady load needs, fewest first, and what each gives: at most `most` of them, in
/// equal steps.
///
/// It reaches `2·√n` agents to either side of the `n` needed, where the service goes from poor to nearly perfect: chance
/// is as wide as the square root of the load.
///
/// ```
/// use wfm_core::erlang::Load;
/// use wfm_core::model::{Channel, Queue, ServiceLevelTarget};
/// use wfm_core::staffing;
///
/// let mut queue = Queue::new("calls", Channel::Voice);
/// let definition = Default::default();
/// queue.target.service_level =
///     Some(ServiceLevelTarget { share: 0.8, within: 20.0, definition, short_abandon: None });
/// let curve = staffing::curve(&queue, Load::new(100.0, 180.0, 1800.0)?, 25)?;
/// let fewest = curve.iter().find(|point| point.keeps).unwrap();
/// assert_eq!(fewest.agents, 14);
/// # Ok::<(), wfm_core::Error>(())
/// ```
///
/// # Errors
/// As [`sizing`]; also for deferred work, where agents of one interval serve those before and after.
pub fn curve(queue: &Queue, load: Load, most: usize) -> Result<Vec<CurvePoint>> {
    let service = Service::of(queue)?;
    if matches!(service, Service::Deferred(_)) {
        let expected = "work that is answered at once; deferred work of an interval is done in others too";
        return Err(Error::invalid("queue of the curve", &queue.id, expected));
    }
    let needed = whole_agents(sizing(queue, load)?.agents);
    let promises = Promises::of(queue, queue.sizing_model())?;
    around(needed, most)
        .map(|agents| {
            let n = f64::from(agents);
            let is_enough = agents >= queue.target.minimum_agents;
            let keeps = is_enough && (load.erlangs() == 0.0 || service.keeps(load, n, &promises));
            Ok(CurvePoint { agents, performance: coverage::performance(queue, load, n)?, keeps })
        })
        .collect()
}

/// At most `most` numbers in equal steps around `needed`, which is one of them; from 1 on.
fn around(needed: u32, most: usize) -> impl Iterator<Item = u32> {
    let reach = (2.0 * f64::from(needed).sqrt()).ceil().max(3.0) as u32;
    let sides = (most.saturating_sub(1) / 2).max(1) as u32;
    let step = reach.div_ceil(sides);
    let below = (1..=reach / step).rev().map(move |steps| needed.saturating_sub(steps * step));
    let above = (0..=reach / step).map(move |steps| needed.saturating_add(steps * step));
    below.chain(above).filter(|agents| *agents > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_has_few_points_and_the_answer_among_them() {
        for needed in [0, 1, 2, 14, 100, 5000] {
            let points: Vec<u32> = around(needed, 25).collect();
            assert!(points.len() <= 25 && points.len() >= 3, "{points:?}");
            assert!(needed == 0 || points.contains(&needed));
            assert!(points.windows(2).all(|pair| pair[0] < pair[1]), "{points:?}");
        }
    }
}
