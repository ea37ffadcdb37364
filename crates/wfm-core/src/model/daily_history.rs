//! What happened on a queue, day by day: for plans of months, where intervals say nothing more.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};

use super::{Observations, QueueId};
use crate::error::{Error, Result};
use crate::units::Contacts;

/// Totals of consecutive local days of one queue. Missing is not zero, as in [`History`](super::History).
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(try_from = "RawDailyHistory", into = "RawDailyHistory")
)]
pub struct DailyHistory {
    queue: QueueId,
    first: NaiveDate,
    offered: Observations,
    handled: Observations,
    handle_seconds: Observations,
    /// Days whose totals are parts of longer ones, shared out.
    parts: BTreeSet<NaiveDate>,
}

impl DailyHistory {
    /// Contacts offered and handled and the seconds of handling, one total per day from `first` on.
    ///
    /// # Errors
    /// When the three have different lengths, or the last day is beyond the calendar's end.
    pub fn new(
        queue: QueueId,
        first: NaiveDate,
        offered: Observations,
        handled: Observations,
        handle_seconds: Observations,
    ) -> Result<Self> {
        for (field, len) in [("handled", handled.len()), ("handle_seconds", handle_seconds.len())] {
            if len != offered.len() {
                return Err(Error::invalid(field, len, format!("{} days, as offered has", offered.len())));
            }
        }
        match first.checked_add_days(Days::new(offered.len() as u64)) {
            Some(_) => {
                let parts = BTreeSet::new();
                Ok(DailyHistory { queue, first, offered, handled, handle_seconds, parts })
            }
            None => Err(Error::invalid("days", offered.len(), "an end before the last date there is")),
        }
    }

    /// A history of arrivals alone.
    ///
    /// # Errors
    /// As [`DailyHistory::new`].
    pub fn of_offered(queue: QueueId, first: NaiveDate, offered: Observations) -> Result<Self> {
        let unknown = Observations::missing(offered.len());
        DailyHistory::new(queue, first, offered, unknown.clone(), unknown)
    }

    /// The queue.
    pub fn queue(&self) -> &QueueId {
        &self.queue
    }

    /// The first day.
    pub fn first(&self) -> NaiveDate {
        self.first
    }

    /// The day after the last.
    pub fn end(&self) -> NaiveDate {
        self.first + Days::new(self.offered.len() as u64)
    }

    /// Contacts offered on `date`; `None` when missing.
    pub fn offered(&self, date: NaiveDate) -> Option<Contacts> {
        self.offered.get(self.index(date)?)
    }

    /// Contacts handled on `date` and the seconds it took, where both are known.
    pub fn handling(&self, date: NaiveDate) -> Option<(Contacts, f64)> {
        let index = self.index(date)?;
        self.handled.get(index).zip(self.handle_seconds.get(index))
    }

    /// The same days as parts of longer totals: nobody has counted them one by one.
    pub fn shared_out(mut self) -> Self {
        let known = self.first.iter_days().zip(self.offered.iter()).filter(|(_, offered)| offered.is_some());
        self.parts = known.map(|(date, _)| date).collect();
        self
    }

    /// Whether the total of `date` is a part of a longer one.
    pub fn is_part(&self, date: NaiveDate) -> bool {
        self.parts.contains(&date)
    }

    /// These days, and those of `other` where this history knows nothing of the day.
    ///
    /// # Errors
    /// When both together reach too far.
    pub fn filled_from(&self, other: &DailyHistory) -> Result<DailyHistory> {
        let first = self.first.min(other.first);
        let days = (self.end().max(other.end()) - first).num_days().max(0) as usize;
        let mut filled = DailyHistory::of_offered(self.queue.clone(), first, Observations::missing(days))?;
        for (index, date) in first.iter_days().take(days).enumerate() {
            let source = if self.offered(date).is_some() { self } else { other };
            if let Some(offered) = source.offered(date) {
                filled.offered.set(index, offered)?;
                filled.parts.extend(source.parts.get(&date));
            }
            if let Some((handled, seconds)) = source.handling(date) {
                filled.handled.set(index, handled)?;
                filled.handle_seconds.set(index, seconds)?;
            }
        }
        Ok(filled)
    }

    fn index(&self, date: NaiveDate) -> Option<usize> {
        usize::try_from((date - self.first).num_days()).ok()
    }
}

#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
struct RawDailyHistory {
    queue: QueueId,
    first: NaiveDate,
    offered: Observations,
    handled: Observations,
    handle_seconds: Observations,
    #[serde(default)]
    parts: BTreeSet<NaiveDate>,
}

#[cfg(feature = "serde")]
impl TryFrom<RawDailyHistory> for DailyHistory {
    type Error = Error;

    fn try_from(raw: RawDailyHistory) -> Result<Self> {
        let days = DailyHistory::new(raw.queue, raw.first, raw.offered, raw.handled, raw.handle_seconds)?;
        Ok(DailyHistory { parts: raw.parts, ..days })
    }
}

#[cfg(feature = "serde")]
impl From<DailyHistory> for RawDailyHistory {
    fn from(days: DailyHistory) -> Self {
        RawDailyHistory {
            queue: days.queue,
            first: days.first,
            offered: days.offered,
            handled: days.handled,
            handle_seconds: days.handle_seconds,
            parts: days.parts,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(first: &str, offered: &[Option<f64>]) -> DailyHistory {
        let offered = Observations::new(offered.to_vec()).unwrap();
        DailyHistory::of_offered("calls".into(), first.parse().unwrap(), offered).unwrap()
    }

    #[test]
    fn gaps_are_filled_from_another_table_and_what_is_known_stays() {
        let own = days("2026-01-03", &[Some(3.0), None, Some(5.0)]);
        let other = days("2026-01-01", &[Some(10.0), None, Some(30.0), Some(40.0)]);
        let filled = own.filled_from(&other).unwrap();
        let expected = days("2026-01-01", &[Some(10.0), None, Some(3.0), Some(40.0), Some(5.0)]);
        assert_eq!(filled, expected);
        assert_eq!(filled.offered("2025-12-31".parse().unwrap()), None);
        assert_eq!(filled.end().to_string(), "2026-01-06");
        let date = |day: &str| day.parse().unwrap();
        let filled = own.filled_from(&other.shared_out()).unwrap();
        assert!(filled.is_part(date("2026-01-01")) && filled.is_part(date("2026-01-04")));
        assert!(!filled.is_part(date("2026-01-02")) && !filled.is_part(date("2026-01-03")));
    }
}
