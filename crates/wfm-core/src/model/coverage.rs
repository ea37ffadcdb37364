//! What a roster gives a queue.

use super::{Grid, Performance, QueueId};

/// Agents rostered against agents required on a queue, and the service to be expected.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Coverage {
    /// The queue.
    pub queue: QueueId,
    /// The grid of every per-interval figure below.
    pub grid: Grid,
    /// Whether the queue is open, per interval.
    pub open: Vec<bool>,
    /// Whole agents required on the schedule, per interval.
    pub required: Vec<u32>,
    /// Agents rostered to the queue, per interval.
    pub rostered: Vec<f64>,
    /// Service to be expected, after shrinkage, per interval.
    pub performance: Vec<Performance>,
}

impl Coverage {
    /// Agents above (or, negative, below) the requirement in interval `index`.
    pub fn net(&self, index: usize) -> f64 {
        self.rostered[index] - f64::from(self.required[index])
    }
}
