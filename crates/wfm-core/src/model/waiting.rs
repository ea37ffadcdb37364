//! Deferred work that waits already.

use chrono::{DateTime, Utc};

use super::QueueId;
use crate::units::Contacts;

/// Contacts that came at one time and are not done.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct WaitingContacts {
    /// The queue.
    pub queue: QueueId,
    /// When they came.
    pub arrived: DateTime<Utc>,
    /// How many.
    pub contacts: Contacts,
}
