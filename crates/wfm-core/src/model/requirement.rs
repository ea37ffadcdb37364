//! How many agents a queue needs.

use super::{Grid, Performance, QueueId, ServiceLevelTarget, StaffingModel};
use crate::units::{Contacts, Erlangs, Seconds};

/// Agents needed on a queue, per interval.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Requirement {
    /// The queue.
    pub queue: QueueId,
    /// The grid of every per-interval figure below.
    pub grid: Grid,
    /// Whether the queue is open, per interval.
    pub open: Vec<bool>,
    /// Agents needed on the queue, per interval.
    pub agents: Vec<f64>,
    /// Agents to put on the schedule so that, after shrinkage, enough are on the queue. Not rounded: whoever needs a
    /// count rounds once.
    pub scheduled: Vec<f64>,
    /// Where the figures come from; absent when a requirement was given as it is.
    pub basis: Option<Basis>,
}

impl Requirement {
    /// The same requirement on another grid of the same step, such as one week of several. Intervals of `grid` that this
    /// requirement does not cover are closed and need nobody.
    pub fn on(&self, grid: &Grid) -> Requirement {
        let from: Vec<Option<usize>> = (0..grid.len()).map(|i| self.grid.index_of(grid.instant(i))).collect();
        Requirement {
            queue: self.queue.clone(),
            open: picked(&self.open, &from),
            agents: picked(&self.agents, &from),
            scheduled: picked(&self.scheduled, &from),
            basis: self.basis.as_ref().map(|basis| Basis {
                offered: picked(&basis.offered, &from),
                aht: picked(&basis.aht, &from),
                erlangs: picked(&basis.erlangs, &from),
                performance: picked(&basis.performance, &from),
                ..basis.clone()
            }),
            grid: grid.clone(),
        }
    }
}

fn picked<T: Copy + Default>(values: &[T], from: &[Option<usize>]) -> Vec<T> {
    from.iter().map(|index| index.and_then(|i| values.get(i).copied()).unwrap_or_default()).collect()
}

/// What a requirement was computed from, and what it gives.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Basis {
    /// The mathematics used.
    pub model: StaffingModel,
    /// The promise it is sized for.
    pub service_level: Option<ServiceLevelTarget>,
    /// Contacts, per interval.
    pub offered: Vec<Contacts>,
    /// Average handle time, per interval.
    pub aht: Vec<Seconds>,
    /// Traffic intensity, per interval.
    pub erlangs: Vec<Erlangs>,
    /// What exactly `agents` on the queue give, per interval.
    pub performance: Vec<Performance>,
    /// What the reader should know.
    pub warnings: Vec<Warning>,
}

/// A caution about a result, with a stable code.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Warning {
    /// Such as `W1`.
    pub code: String,
    /// In words, with the numbers that caused it.
    pub message: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_cut_from_a_requirement_keeps_its_instants() {
        let zone = chrono_tz::Europe::London;
        let grid = Grid::of_days("2026-10-24".parse().unwrap(), 3, 60, zone).unwrap();
        let count = |grid: &Grid| (0..grid.len()).map(|i| i as f64).collect::<Vec<f64>>();
        let whole = Requirement {
            queue: "calls".into(),
            open: vec![true; grid.len()],
            agents: count(&grid),
            scheduled: count(&grid),
            basis: None,
            grid,
        };
        let part = whole.on(&Grid::of_days("2026-10-25".parse().unwrap(), 3, 60, zone).unwrap());
        assert_eq!((part.agents[0], part.agents[24], part.agents[48]), (24.0, 48.0, 72.0));
        assert_eq!(part.open.iter().filter(|open| **open).count(), 49);
        assert_eq!(part.agents[49..].iter().sum::<f64>(), 0.0);
    }
}
