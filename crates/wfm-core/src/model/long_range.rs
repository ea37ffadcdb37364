//! What is expected to arrive months ahead.

use chrono::NaiveDate;

use super::{DayForecast, QueueId};
use crate::units::{Contacts, Seconds, Share};

/// A forecast of one queue by day, week and month, for headcount and budgets.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct LongRangeForecast {
    /// The queue.
    pub queue: QueueId,
    /// Every local day; a closed day has no contacts.
    pub days: Vec<DayForecast>,
    /// Weeks, the first and the last perhaps cut off.
    pub weeks: Vec<SpanForecast>,
    /// Calendar months, the first and the last perhaps cut off.
    pub months: Vec<SpanForecast>,
    /// Seconds of handling a contact in the last weeks of the history; `None` when unknown. It is not carried on.
    pub aht: Option<Seconds>,
    /// Name of the method: `yearly` or `level`.
    pub method: String,
    /// What was noticed and done on the way, for the report.
    pub notes: Vec<String>,
}

/// The forecast of several days together.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SpanForecast {
    /// First day.
    pub first: NaiveDate,
    /// Last day, inclusive.
    pub last: NaiveDate,
    /// Expected contacts, the sum of the days'.
    pub offered: Contacts,
    /// Quantiles of the contacts of the span: probability and contacts, lowest first. Those of days do not add up to
    /// them.
    pub quantiles: Vec<(Share, Contacts)>,
}
