//! What a simulation plays: calls that arrive, the agents who serve them, and who serves what.
//!
//! An operation is a stretch of equal intervals, seconds counted from its start. It knows no date, no zone and no roster;
//! whoever has those lays them out as seconds.

mod call_type;
mod distribution;
mod group;
mod problems;

pub use call_type::{CallType, Callback, Redials};
pub use distribution::{Distribution, Shape};
pub use group::{Group, Serving, Shift, Staffing};

use crate::error::{Error, Result};
use crate::units::Seconds;

/// Calls, agents and rules of one stretch of time.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// Length of an interval in seconds, above 0.
    pub interval: Seconds,
    /// Number of intervals, at least 1. After the last one no call arrives; those that are there are followed until they
    /// leave, served by the agents of the last moment.
    pub intervals: usize,
    /// Calls that arrive in the first seconds are not counted: the stretch starts empty.
    pub warmup: Seconds,
    /// Kinds of calls, at least one.
    pub call_types: Vec<CallType>,
    /// Groups of like agents, at least one. Among groups of equal rank a call goes to the one that stands first.
    pub groups: Vec<Group>,
    /// Shape of a gamma factor of mean 1, drawn once a replication, by which every arrival rate is multiplied; absent:
    /// the rates are what they are. Its coefficient of variation is `1/√shape`.
    pub day_rate_shape: Option<f64>,
}

impl Operation {
    /// Length of the whole stretch in seconds.
    pub fn end(&self) -> Seconds {
        self.interval * self.intervals as f64
    }

    /// Everything that is wrong with the operation, in the order of its parts.
    pub fn problems(&self) -> Vec<Error> {
        problems::of(self)
    }

    /// Whether the operation can be played.
    ///
    /// # Errors
    /// The first of its [`problems`](Operation::problems).
    pub fn check(&self) -> Result<()> {
        self.problems().into_iter().next().map_or(Ok(()), Err)
    }
}
