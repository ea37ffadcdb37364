//! What a number of agents gives the customers of an interval.

use crate::units::{Seconds, Share};

/// Expected service of one interval; a figure is absent where it has no meaning, as for an interval without contacts.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Performance {
    /// Share of contacts answered in time, by the definition of the queue's target.
    pub service_level: Option<Share>,
    /// Average speed of answer over the answered contacts; infinite when the queue only grows. JSON knows no infinity:
    /// there an absent figure is left out, and `null` is an infinite one.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "seconds_or_infinite")
    )]
    pub asa: Option<Seconds>,
    /// Share of contacts that hang up.
    pub abandonment: Option<Share>,
    /// Handling time over staffed time.
    pub occupancy: Option<Share>,
}

#[cfg(feature = "serde")]
fn seconds_or_infinite<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Seconds>, D::Error> {
    let seconds: Option<Seconds> = serde::Deserialize::deserialize(from)?;
    Ok(Some(seconds.unwrap_or(f64::INFINITY)))
}
