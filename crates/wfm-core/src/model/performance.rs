//! What a number of agents gives the customers of an interval.

use crate::units::{Seconds, Share};

/// Expected service of one interval; a figure is absent where it has no meaning, as for an interval without contacts.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Performance {
    /// Share of contacts answered in time, by the definition of the queue's target.
    pub service_level: Option<Share>,
    /// Average speed of answer over the answered contacts; infinite when the queue only grows.
    pub asa: Option<Seconds>,
    /// Share of contacts that hang up.
    pub abandonment: Option<Share>,
    /// Handling time over staffed time.
    pub occupancy: Option<Share>,
}
