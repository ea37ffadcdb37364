//! What a roster gives a queue.

use super::series::Series;
use super::{Grid, Performance, QueueId};
use crate::error::Result;

/// Agents rostered against agents required on a queue, and the service to be expected.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(try_from = "RawCoverage"))]
pub struct Coverage {
    /// The queue.
    pub queue: QueueId,
    /// The grid of every per-interval figure below.
    pub grid: Grid,
    /// Whether the queue is open, per interval.
    pub open: Vec<bool>,
    /// Whole agents required on the schedule, per interval.
    pub required: Vec<u32>,
    /// Agents rostered to the queue, per interval.
    pub rostered: Vec<f64>,
    /// Service to be expected, after shrinkage, per interval.
    pub performance: Vec<Performance>,
}

impl Coverage {
    /// Agents above (or, negative, below) the requirement in interval `index`; 0 outside the grid.
    pub fn net(&self, index: usize) -> f64 {
        let rostered = self.rostered.get(index).copied().unwrap_or(0.0);
        rostered - self.required.get(index).copied().map_or(0.0, f64::from)
    }

    /// Whether every series has one entry per interval, and as many agents are rostered as a finite number from 0 on.
    ///
    /// # Errors
    /// Naming the series that has not.
    pub fn check(&self) -> Result<()> {
        let whose = format!("the coverage of queue {}", self.queue);
        let series = Series::on(&self.grid, &whose);
        series.has_length_of("open", &self.open)?;
        series.has_length_of("required", &self.required)?;
        series.has_figures("rostered", &self.rostered)?;
        series.has_length_of("performance", &self.performance)
    }
}

#[cfg(feature = "serde")]
#[derive(serde::Deserialize)]
struct RawCoverage {
    queue: QueueId,
    grid: Grid,
    open: Vec<bool>,
    required: Vec<u32>,
    rostered: Vec<f64>,
    performance: Vec<Performance>,
}

#[cfg(feature = "serde")]
impl TryFrom<RawCoverage> for Coverage {
    type Error = crate::error::Error;

    fn try_from(raw: RawCoverage) -> Result<Self> {
        let RawCoverage { queue, grid, open, required, rostered, performance } = raw;
        let coverage = Coverage { queue, grid, open, required, rostered, performance };
        coverage.check().map(|()| coverage)
    }
}

#[cfg(all(test, feature = "serde"))]
mod tests {
    use super::*;

    #[test]
    fn coverage_comes_back_from_json_as_it_was_and_only_whole() {
        let performance = Performance { asa: Some(f64::INFINITY), ..Performance::default() };
        let coverage = Coverage {
            queue: "calls".into(),
            grid: Grid::new("2026-11-23T08:00:00Z".parse().unwrap(), 30, 2, chrono_tz::UTC).unwrap(),
            open: vec![true, false],
            required: vec![3, 0],
            rostered: vec![2.5, 0.0],
            performance: vec![performance, Performance::default()],
        };
        let json = serde_json::to_value(&coverage).unwrap();
        assert_eq!(serde_json::from_value::<Coverage>(json.clone()).unwrap(), coverage);
        for series in ["open", "required", "rostered", "performance"] {
            let mut short = json.clone();
            short[series].as_array_mut().unwrap().pop();
            let error = serde_json::from_value::<Coverage>(short).unwrap_err().to_string();
            let expected = format!("{series} of the coverage of queue calls is 1 values; expected 2");
            assert!(error.starts_with(&expected), "{error}");
        }
        let short = Coverage { rostered: Vec::new(), ..coverage };
        assert_eq!(short.net(0), -3.0);
    }
}
