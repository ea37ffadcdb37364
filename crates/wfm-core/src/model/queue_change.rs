//! Queues that were split, merged or renamed.

use chrono::NaiveDate;

use super::QueueId;
use crate::units::Share;

/// From some day on, contacts of one queue arrive on another: what the first had before counts as the history of the second.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct QueueChange {
    /// First local day on which the contacts arrive on the other queue.
    pub date: NaiveDate,
    /// The queue on which they arrived before; it need not be there any more.
    pub from: QueueId,
    /// The queue on which they arrive now.
    pub to: QueueId,
    /// Which part of them, above 0 and up to 1.
    pub share: Share,
}

impl QueueChange {
    /// What the shares of a queue on a day may miss 1 by and still be all of it: ten parts written with six digits, or three
    /// of 0.333333.
    pub const ROUNDING: Share = 5e-6;
}
