//! What is expected to arrive on a queue.

use chrono::NaiveDate;

use super::{Grid, QueueId};
use crate::units::{Contacts, Seconds, Share};

/// A forecast of one queue: volume, handle time, and how far off it may be.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Forecast {
    /// The queue.
    pub queue: QueueId,
    /// The grid of every per-interval figure below.
    pub grid: Grid,
    /// Whether the queue is open, per interval. Closed intervals have no contacts.
    pub open: Vec<bool>,
    /// Expected contacts, per interval.
    pub offered: Vec<Contacts>,
    /// Expected average handle time, per interval; absent when nothing is known of handle times.
    pub aht: Option<Vec<Seconds>>,
    /// Quantiles of the contacts of one interval, lowest probability first. They do not add up: the quantile of a day
    /// is in [`DayForecast`].
    pub quantiles: Vec<Quantile>,
    /// The same by local day; empty when the forecast was read from a file.
    pub days: Vec<DayForecast>,
    /// Name of the method.
    pub method: String,
    /// What was noticed and done on the way, for the report.
    pub notes: Vec<String>,
}

/// A quantile of the contacts of each interval.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Quantile {
    /// Probability that no more than this arrives, `0..1`.
    pub probability: Share,
    /// Contacts, per interval.
    pub offered: Vec<Contacts>,
}

/// The forecast of a local day.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct DayForecast {
    /// The local date.
    pub date: NaiveDate,
    /// Expected contacts of the day.
    pub offered: Contacts,
    /// Quantiles of the day's contacts: probability and contacts, lowest first.
    pub quantiles: Vec<(Share, Contacts)>,
    /// Why the day is not ordinary, if so.
    pub special: Option<String>,
}

impl Forecast {
    /// The quantile of `probability`, if it was forecast.
    pub fn quantile(&self, probability: Share) -> Option<&Quantile> {
        self.quantiles.iter().find(|q| (q.probability - probability).abs() < 1e-9)
    }

    /// Expected contacts over the whole grid.
    pub fn total(&self) -> Contacts {
        self.offered.iter().sum()
    }
}
