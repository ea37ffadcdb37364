//! What happened on a queue, month by month: all that is left of some years.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::QueueId;
use crate::units::Contacts;

/// Totals of whole calendar months of one queue.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct MonthlyHistory {
    /// The queue.
    pub queue: QueueId,
    /// Totals by the first day of their month.
    pub months: BTreeMap<NaiveDate, MonthTotal>,
}

/// Totals of a month, 0 or more; nobody knows those that are absent.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct MonthTotal {
    /// Contacts that arrived.
    pub offered: Option<Contacts>,
    /// Contacts that were answered.
    pub handled: Option<Contacts>,
    /// Seconds of handling them.
    pub handle_seconds: Option<f64>,
}
