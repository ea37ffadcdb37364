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
