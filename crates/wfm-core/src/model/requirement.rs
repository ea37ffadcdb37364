//! How many agents a queue needs.

use super::series::Series;
use super::{Grid, Performance, QueueId, ServiceLevelTarget, StaffingModel};
use crate::error::Result;
use crate::units::{Contacts, Erlangs, Seconds};

/// Agents needed on a queue, per interval.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(try_from = "RawRequirement")
)]
pub struct Requirement {
    /// The queue.
    pub queue: QueueId,
    /// The grid of every per-interval figure below.
    pub grid: Grid,
    /// Whether the queue is open, per interval.
    pub open: Vec<bool>,
    /// Agents needed on the queue, per interval.
    pub agents: Vec<f64>,
    /// Agents to put on the schedule so that, after shrinkage, enough are on the queue. Not rounded: whoever needs a
    /// count rounds once.
    pub scheduled: Vec<f64>,
    /// Where the figures come from; absent when a requirement was given as it is.
    pub basis: Option<Basis>,
}

impl Requirement {
    /// Whether every series, those of the basis too, has one entry per interval and only finite figures from 0 on.
    ///
    /// # Errors
    /// Naming the series that has not.
    pub fn check(&self) -> Result<()> {
        let whose = format!("the requirement of queue {}", self.queue);
        let series = Series::on(&self.grid, &whose);
        series.has_length_of("open", &self.open)?;
        series.has_figures("agents", &self.agents)?;
        series.has_figures("scheduled", &self.scheduled)?;
        self.basis.as_ref().map_or(Ok(()), |basis| basis.check(&series))
    }

    /// The same requirement on another grid of the same step, such as one week of several. Intervals of `grid` that this
    /// requirement does not cover are closed and need nobody.
    pub fn on(&self, grid: &Grid) -> Requirement {
        let from: Vec<Option<usize>> = (0..grid.len()).map(|i| self.grid.index_of(grid.instant(i))).collect();
        Requirement {
            queue: self.queue.clone(),
            open: picked(&self.open, &from),
            agents: picked(&self.agents, &from),
            scheduled: picked(&self.scheduled, &from),
            basis: self.basis.as_ref().map(|basis| Basis {
                offered: picked(&basis.offered, &from),
                aht: picked(&basis.aht, &from),
                erlangs: picked(&basis.erlangs, &from),
                performance: picked(&basis.performance, &from),
                ..basis.clone()
            }),
            grid: grid.clone(),
        }
    }
}

fn picked<T: Copy + Default>(values: &[T], from: &[Option<usize>]) -> Vec<T> {
    from.iter().map(|index| index.and_then(|i| values.get(i).copied()).unwrap_or_default()).collect()
}

/// What a requirement was computed from, and what it gives.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(try_from = "RawBasis"))]
pub struct Basis {
    /// The mathematics used.
    pub model: StaffingModel,
    /// The promise it is sized for.
    pub service_level: Option<ServiceLevelTarget>,
    /// Contacts, per interval.
    pub offered: Vec<Contacts>,
    /// Average handle time, per interval.
    pub aht: Vec<Seconds>,
    /// Traffic intensity, per interval.
    pub erlangs: Vec<Erlangs>,
    /// What exactly `agents` on the queue give, per interval.
    pub performance: Vec<Performance>,
    /// What the reader should know.
    pub warnings: Vec<Warning>,
}

impl Basis {
    fn check(&self, series: &Series<'_>) -> Result<()> {
        series.has_figures("offered", &self.offered)?;
        series.has_figures("aht", &self.aht)?;
        series.has_figures("erlangs", &self.erlangs)?;
        series.has_length_of("performance", &self.performance)
    }
}

#[cfg(feature = "serde")]
#[derive(serde::Deserialize)]
struct RawRequirement {
    queue: QueueId,
    grid: Grid,
    open: Vec<bool>,
    agents: Vec<f64>,
    scheduled: Vec<f64>,
    basis: Option<Basis>,
}

#[cfg(feature = "serde")]
impl TryFrom<RawRequirement> for Requirement {
    type Error = crate::error::Error;

    fn try_from(raw: RawRequirement) -> Result<Self> {
        let RawRequirement { queue, grid, open, agents, scheduled, basis } = raw;
        let requirement = Requirement { queue, grid, open, agents, scheduled, basis };
        requirement.check().map(|()| requirement)
    }
}

#[cfg(feature = "serde")]
#[derive(serde::Deserialize)]
struct RawBasis {
    model: StaffingModel,
    service_level: Option<ServiceLevelTarget>,
    offered: Vec<Contacts>,
    aht: Vec<Seconds>,
    erlangs: Vec<Erlangs>,
    performance: Vec<Performance>,
    warnings: Vec<Warning>,
}

#[cfg(feature = "serde")]
impl TryFrom<RawBasis> for Basis {
    type Error = crate::error::Error;

    /// A basis has no grid of its own: all it can promise is that its series are equally long.
    fn try_from(raw: RawBasis) -> Result<Self> {
        let RawBasis { model, service_level, offered, aht, erlangs, performance, warnings } = raw;
        let basis = Basis { model, service_level, offered, aht, erlangs, performance, warnings };
        basis.check(&Series { whose: "a basis", len: basis.offered.len() }).map(|()| basis)
    }
}

/// A caution about a result, with a stable code.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Warning {
    /// Such as `W1`.
    pub code: String,
    /// In words, with the numbers that caused it.
    pub message: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_cut_from_a_requirement_keeps_its_instants() {
        let zone = chrono_tz::Europe::London;
        let grid = Grid::of_days("2026-10-24".parse().unwrap(), 3, 60, zone).unwrap();
        let count = |grid: &Grid| (0..grid.len()).map(|i| i as f64).collect::<Vec<f64>>();
        let whole = Requirement {
            queue: "calls".into(),
            open: vec![true; grid.len()],
            agents: count(&grid),
            scheduled: count(&grid),
            basis: None,
            grid,
        };
        let part = whole.on(&Grid::of_days("2026-10-25".parse().unwrap(), 3, 60, zone).unwrap());
        assert_eq!((part.agents[0], part.agents[24], part.agents[48]), (24.0, 48.0, 72.0));
        assert_eq!(part.open.iter().filter(|open| **open).count(), 49);
        assert_eq!(part.agents[49..].iter().sum::<f64>(), 0.0);
    }

    #[cfg(feature = "serde")]
    #[test]
    fn a_requirement_comes_back_from_json_as_it_was_and_only_whole() {
        let overloaded = Performance { asa: Some(f64::INFINITY), ..Performance::default() };
        let requirement = Requirement {
            queue: "calls".into(),
            grid: Grid::new("2026-11-23T08:00:00Z".parse().unwrap(), 30, 2, chrono_tz::UTC).unwrap(),
            open: vec![true, true],
            agents: vec![14.0, 15.0],
            scheduled: vec![20.0, 21.5],
            basis: Some(Basis {
                model: StaffingModel::ErlangC,
                service_level: None,
                offered: vec![100.0, 110.0],
                aht: vec![180.0, 180.0],
                erlangs: vec![10.0, 11.0],
                performance: vec![overloaded, Performance::default()],
                warnings: Vec::new(),
            }),
        };
        let json = serde_json::to_value(&requirement).unwrap();
        assert_eq!(serde_json::from_value::<Requirement>(json.clone()).unwrap(), requirement);
        let own = ["/open", "/agents", "/scheduled"];
        let of_basis = ["/basis/offered", "/basis/aht", "/basis/erlangs", "/basis/performance"];
        for series in own.into_iter().chain(of_basis) {
            let mut short = json.clone();
            short.pointer_mut(series).unwrap().as_array_mut().unwrap().pop();
            let error = serde_json::from_value::<Requirement>(short).unwrap_err().to_string();
            assert!(error.contains("one per interval"), "{series}: {error}");
        }
        let mut basis = requirement.basis.clone().unwrap();
        basis.erlangs.push(0.0);
        let longer = Requirement { basis: Some(basis), ..requirement };
        assert!(
            longer.check().unwrap_err().to_string().starts_with("erlangs of the requirement of queue calls")
        );
    }
}
