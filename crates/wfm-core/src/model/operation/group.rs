//! A group of like agents: when they are there, and what they serve.

use crate::units::{Seconds, Share};

/// Agents who serve the same call types alike.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Its name in tables.
    pub name: String,
    /// How many agents are on the queue when.
    pub staffing: Staffing,
    /// What they serve; a call type that is not listed is not served.
    pub serves: Vec<Serving>,
    /// Speed of each open contact when an agent holds 1, 2, …: as many contacts at once as there are speeds, at least
    /// one. A new contact goes to the agent with the fewest.
    pub contact_speed: Vec<f64>,
}

/// A call type that a group serves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Serving {
    /// Position of the call type.
    pub call_type: usize,
    /// Order in which a call looks for a free agent: 1 first.
    pub group_rank: u32,
    /// Order in which a freed agent takes the waiting calls: 1 first; of equal rank, the longest waiting.
    pub call_rank: u32,
    /// Work done per hour against an ordinary agent, above 0: divides the handle time.
    pub speed: f64,
    /// Agents of the group kept free for other calls: one of this type is taken only while more than these are idle.
    pub reserve: u32,
}

impl Serving {
    /// First choice both ways, at ordinary speed, no agent kept free.
    pub fn first_choice(call_type: usize) -> Self {
        Serving { call_type, group_rank: 1, call_rank: 1, speed: 1.0, reserve: 0 }
    }
}

/// Agents on the queue over time. When their number falls, calls in hand are finished; when it rises, those who come
/// take waiting calls at once.
#[derive(Debug, Clone, PartialEq)]
pub enum Staffing {
    /// A number of agents per interval.
    Counts(Vec<u32>),
    /// Shifts of people, some of whom do not come.
    Shifts {
        /// One per person and day.
        shifts: Vec<Shift>,
        /// Probability that a shift is not worked at all, drawn per shift.
        absence: Share,
        /// Probability that a person who came is away from the queue, drawn per shift and interval.
        away: Share,
    },
}

/// When one person is on the queue on one day.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Shift {
    /// From and to, in seconds from the start of the operation, in order and apart from each other.
    pub spans: Vec<(Seconds, Seconds)>,
}
