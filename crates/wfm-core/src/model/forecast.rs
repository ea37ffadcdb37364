//! What is expected to arrive on a queue.

use chrono::NaiveDate;

use super::series::Series;
use super::{Grid, QueueId};
use crate::error::Result;
use crate::units::{Contacts, Seconds, Share};

/// A forecast of one queue: volume, handle time, and how far off it may be.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(try_from = "RawForecast"))]
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
    /// Whether every series has one entry per interval and only finite figures from 0 on.
    ///
    /// # Errors
    /// Naming the series that has not.
    pub fn check(&self) -> Result<()> {
        let whose = format!("the forecast of queue {}", self.queue);
        let series = Series::on(&self.grid, &whose);
        series.has_length_of("open", &self.open)?;
        series.has_figures("offered", &self.offered)?;
        self.aht.iter().try_for_each(|aht| series.has_figures("aht", aht))?;
        let mut quantiles = self.quantiles.iter();
        quantiles.try_for_each(|quantile| series.has_figures("a quantile", &quantile.offered))
    }

    /// The quantile of `probability`, if it was forecast.
    pub fn quantile(&self, probability: Share) -> Option<&Quantile> {
        self.quantiles.iter().find(|q| (q.probability - probability).abs() < 1e-9)
    }

    /// Expected contacts over the whole grid.
    pub fn total(&self) -> Contacts {
        self.offered.iter().sum()
    }
}

#[cfg(feature = "serde")]
#[derive(serde::Deserialize)]
struct RawForecast {
    queue: QueueId,
    grid: Grid,
    open: Vec<bool>,
    offered: Vec<Contacts>,
    aht: Option<Vec<Seconds>>,
    quantiles: Vec<Quantile>,
    days: Vec<DayForecast>,
    method: String,
    notes: Vec<String>,
}

#[cfg(feature = "serde")]
impl TryFrom<RawForecast> for Forecast {
    type Error = crate::error::Error;

    fn try_from(raw: RawForecast) -> Result<Self> {
        let RawForecast { queue, grid, open, offered, aht, quantiles, days, method, notes } = raw;
        let forecast = Forecast { queue, grid, open, offered, aht, quantiles, days, method, notes };
        forecast.check().map(|()| forecast)
    }
}

#[cfg(all(test, feature = "serde"))]
mod tests {
    use super::*;

    #[test]
    fn a_forecast_comes_back_from_json_as_it_was_and_only_whole() {
        let forecast = Forecast {
            queue: "calls".into(),
            grid: Grid::new("2026-11-23T08:00:00Z".parse().unwrap(), 30, 2, chrono_tz::UTC).unwrap(),
            open: vec![true, true],
            offered: vec![10.0, 12.5],
            aht: Some(vec![180.0, 200.0]),
            quantiles: vec![Quantile { probability: 0.9, offered: vec![15.0, 18.0] }],
            days: Vec::new(),
            method: "given".to_owned(),
            notes: Vec::new(),
        };
        let json = serde_json::to_value(&forecast).unwrap();
        assert_eq!(serde_json::from_value::<Forecast>(json.clone()).unwrap(), forecast);
        for series in ["/open", "/offered", "/aht", "/quantiles/0/offered"] {
            let mut short = json.clone();
            short.pointer_mut(series).unwrap().as_array_mut().unwrap().pop();
            let error = serde_json::from_value::<Forecast>(short).unwrap_err().to_string();
            assert!(error.contains("of the forecast of queue calls is 1 values; expected 2"), "{error}");
        }
        let mut negative = json;
        negative["offered"][1] = (-1.0).into();
        assert!(serde_json::from_value::<Forecast>(negative).is_err());
    }
}
