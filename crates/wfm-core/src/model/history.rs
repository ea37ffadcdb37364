//! What happened on a queue, interval by interval.

use std::collections::BTreeMap;

use super::{Grid, QueueId};
use crate::error::{Error, Result};

/// A figure counted per interval. All are totals: the AHT of a sum is not the mean of AHTs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Measure {
    /// Contacts that arrived.
    Offered,
    /// Contacts that were answered.
    Handled,
    /// Contacts that gave up.
    Abandoned,
    /// Contacts that gave up within the short-abandon limit.
    AbandonedShort,
    /// Contacts answered within the service-level threshold.
    AnsweredInThreshold,
    /// Talk, hold and after-contact work of the handled contacts, in seconds.
    HandleSeconds,
    /// Waiting time of the answered contacts, in seconds.
    WaitAnsweredSeconds,
    /// Waiting time of the abandoned contacts, in seconds.
    WaitAbandonedSeconds,
    /// Contacts resolved at first contact.
    ResolvedFirst,
    /// Sum of satisfaction scores.
    CsatSum,
    /// Satisfaction answers.
    CsatCount,
    /// Promoters among the recommendation answers.
    NpsPromoters,
    /// Detractors among the recommendation answers.
    NpsDetractors,
    /// Recommendation answers.
    NpsCount,
}

impl Measure {
    /// All measures, in the order of the file's columns.
    pub const ALL: [Measure; 14] = [
        Measure::Offered,
        Measure::Handled,
        Measure::Abandoned,
        Measure::AbandonedShort,
        Measure::AnsweredInThreshold,
        Measure::HandleSeconds,
        Measure::WaitAnsweredSeconds,
        Measure::WaitAbandonedSeconds,
        Measure::ResolvedFirst,
        Measure::CsatSum,
        Measure::CsatCount,
        Measure::NpsPromoters,
        Measure::NpsDetractors,
        Measure::NpsCount,
    ];

    /// The column's name in files.
    pub fn name(self) -> &'static str {
        match self {
            Measure::Offered => "offered",
            Measure::Handled => "handled",
            Measure::Abandoned => "abandoned",
            Measure::AbandonedShort => "abandoned_short",
            Measure::AnsweredInThreshold => "answered_in_threshold",
            Measure::HandleSeconds => "handle_seconds",
            Measure::WaitAnsweredSeconds => "wait_answered_seconds",
            Measure::WaitAbandonedSeconds => "wait_abandoned_seconds",
            Measure::ResolvedFirst => "resolved_first",
            Measure::CsatSum => "csat_sum",
            Measure::CsatCount => "csat_count",
            Measure::NpsPromoters => "nps_promoters",
            Measure::NpsDetractors => "nps_detractors",
            Measure::NpsCount => "nps_count",
        }
    }
}

/// One measure per interval of a grid, where some intervals were not observed.
///
/// Missing is not zero: nothing arrived is `Some(0.0)`, nobody knows is `None`.
#[derive(Debug, Clone, Default)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(try_from = "Vec<Option<f64>>", into = "Vec<Option<f64>>")
)]
pub struct Observations {
    // NaN marks a missing interval: half the memory of Option<f64>, and never seen outside this type.
    values: Vec<f64>,
}

impl Observations {
    /// `len` intervals, none observed.
    pub fn missing(len: usize) -> Self {
        Observations { values: vec![f64::NAN; len] }
    }

    /// One value per interval.
    ///
    /// # Errors
    /// When a value is negative or not finite.
    pub fn new(values: Vec<Option<f64>>) -> Result<Self> {
        let mut observations = Observations::missing(values.len());
        for (index, value) in values.into_iter().enumerate() {
            if let Some(value) = value {
                observations.set(index, value)?;
            }
        }
        Ok(observations)
    }

    /// Number of intervals.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there are no intervals.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// What was counted in interval `index`; `None` when missing or outside.
    pub fn get(&self, index: usize) -> Option<f64> {
        self.values.get(index).copied().filter(|value| !value.is_nan())
    }

    /// Records `value` for interval `index`.
    ///
    /// # Errors
    /// When the value is negative or not finite, or the interval does not exist.
    pub fn set(&mut self, index: usize, value: f64) -> Result<()> {
        if !value.is_finite() || value < 0.0 {
            return Err(Error::invalid("observation", value, "a finite number, 0 or more"));
        }
        let len = self.values.len();
        let cell = self.values.get_mut(index);
        *cell.ok_or_else(|| Error::invalid("interval", index, format!("less than {len}")))? = value;
        Ok(())
    }

    /// Adds `value` to what interval `index` holds; a missing interval starts from nothing.
    ///
    /// # Errors
    /// As [`Observations::set`].
    pub fn add(&mut self, index: usize, value: f64) -> Result<()> {
        self.set(index, self.get(index).unwrap_or(0.0) + value)
    }

    /// All intervals in order.
    pub fn iter(&self) -> impl Iterator<Item = Option<f64>> {
        self.values.iter().map(|value| Some(*value).filter(|value| !value.is_nan()))
    }

    /// Sum of what was observed.
    pub fn total(&self) -> f64 {
        self.iter().flatten().sum()
    }
}

impl PartialEq for Observations {
    /// Missing is equal to missing, which the marks for it would not be.
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl TryFrom<Vec<Option<f64>>> for Observations {
    type Error = Error;

    fn try_from(values: Vec<Option<f64>>) -> Result<Self> {
        Observations::new(values)
    }
}

impl From<Observations> for Vec<Option<f64>> {
    fn from(observations: Observations) -> Self {
        observations.iter().collect()
    }
}

/// The history of one queue on a grid.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(try_from = "RawHistory", into = "RawHistory")
)]
pub struct History {
    queue: QueueId,
    grid: Grid,
    measures: BTreeMap<Measure, Observations>,
}

impl History {
    /// The history of `queue`: each measure with one observation per interval of `grid`; `offered` must be there.
    ///
    /// # Errors
    /// When `offered` is absent or a measure has another length than the grid.
    pub fn new(queue: QueueId, grid: Grid, measures: BTreeMap<Measure, Observations>) -> Result<Self> {
        if !measures.contains_key(&Measure::Offered) {
            return Err(Error::invalid("history", "no offered", "one value of offered per interval"));
        }
        for (measure, observations) in &measures {
            if observations.len() != grid.len() {
                let expected = format!("{} intervals, as the grid has", grid.len());
                return Err(Error::invalid(measure.name(), observations.len(), expected));
            }
        }
        Ok(History { queue, grid, measures })
    }

    /// The queue.
    pub fn queue(&self) -> &QueueId {
        &self.queue
    }

    /// The grid of all measures.
    pub fn grid(&self) -> &Grid {
        &self.grid
    }

    /// A measure, if it was recorded at all.
    pub fn measure(&self, measure: Measure) -> Option<&Observations> {
        self.measures.get(&measure)
    }

    /// Measures that were recorded.
    pub fn measures(&self) -> impl Iterator<Item = (Measure, &Observations)> {
        self.measures.iter().map(|(measure, observations)| (*measure, observations))
    }

    /// What was counted in interval `index`; `None` when missing.
    pub fn get(&self, measure: Measure, index: usize) -> Option<f64> {
        self.measure(measure).and_then(|observations| observations.get(index))
    }
}

#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
struct RawHistory {
    queue: QueueId,
    grid: Grid,
    measures: BTreeMap<Measure, Observations>,
}

#[cfg(feature = "serde")]
impl TryFrom<RawHistory> for History {
    type Error = Error;

    fn try_from(raw: RawHistory) -> Result<Self> {
        History::new(raw.queue, raw.grid, raw.measures)
    }
}

#[cfg(feature = "serde")]
impl From<History> for RawHistory {
    fn from(history: History) -> Self {
        RawHistory { queue: history.queue, grid: history.grid, measures: history.measures }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_is_not_zero() {
        let mut observations = Observations::missing(3);
        observations.set(0, 0.0).unwrap();
        observations.add(1, 2.0).unwrap();
        observations.add(1, 3.0).unwrap();
        assert_eq!(observations.iter().collect::<Vec<_>>(), [Some(0.0), Some(5.0), None]);
        assert_eq!(observations.total(), 5.0);
        assert_eq!(observations, observations.clone());
        assert_ne!(observations, Observations::missing(3));
    }

    #[test]
    fn negative_and_infinite_counts_are_refused() {
        let mut observations = Observations::missing(1);
        for wrong in [-1.0, f64::INFINITY, f64::NAN] {
            assert!(observations.set(0, wrong).is_err());
        }
        assert!(observations.set(1, 1.0).is_err());
    }

    #[cfg(feature = "serde")]
    #[test]
    fn json_cannot_smuggle_in_what_the_constructor_refuses() {
        assert!(serde_json::from_str::<Observations>("[1.0, null, 2.5]").is_ok());
        assert!(serde_json::from_str::<Observations>("[-1.0]").is_err());
    }
}
