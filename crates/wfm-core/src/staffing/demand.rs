//! What there is to do, per interval: a forecast, checked, with its load.

use super::varying_load::{self, Carrying};
use crate::erlang::Load;
use crate::error::{Error, Result};
use crate::model::{Basis, Forecast, Grid, Queue, Requirement};
use crate::units::{Contacts, Erlangs, Seconds};

/// The demand on a queue: one value per interval of the forecast's grid; nothing arrives while it is closed.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Demand {
    pub(super) grid: Grid,
    pub(super) open: Vec<bool>,
    pub(super) offered: Vec<Contacts>,
    pub(super) aht: Vec<Seconds>,
    /// The load to staff for, which may lag behind the arrivals.
    pub(super) erlangs: Vec<Erlangs>,
}

impl Demand {
    /// The demand of a forecast, with long handle times carried into later intervals as `carrying` says.
    ///
    /// # Errors
    /// When the forecast is of another queue, has series of other lengths than its grid, negative or infinite
    /// contacts, or contacts without a handle time.
    pub(super) fn of(forecast: &Forecast, queue: &Queue, carrying: Carrying) -> Result<Demand> {
        if forecast.queue != queue.id {
            let expected = format!("queue {}, to be staffed", queue.id);
            return Err(Error::invalid("queue of the forecast", &forecast.queue, expected));
        }
        let grid = forecast.grid.clone();
        check_length("open", forecast.open.len(), &grid)?;
        check_length("offered", forecast.offered.len(), &grid)?;
        let offered = offered_while_open(forecast)?;
        let aht = handle_times(forecast, &offered)?;
        let step = grid.step_seconds();
        let arriving: Vec<Erlangs> =
            offered.iter().zip(&aht).map(|(calls, aht)| calls * aht / step).collect();
        let erlangs = match carrying.is_used(&aht, &offered, step) {
            true => varying_load::modified(&arriving, &aht, &forecast.open, step),
            false => arriving,
        };
        Ok(Demand { open: forecast.open.clone(), grid, offered, aht, erlangs })
    }

    /// The demand a requirement was computed from.
    ///
    /// # Errors
    /// When a series has another length than the grid.
    pub(super) fn of_basis(requirement: &Requirement, basis: &Basis) -> Result<Demand> {
        let grid = requirement.grid.clone();
        check_length("open", requirement.open.len(), &grid)?;
        check_length("agents", requirement.agents.len(), &grid)?;
        check_length("offered", basis.offered.len(), &grid)?;
        check_length("aht", basis.aht.len(), &grid)?;
        check_length("erlangs", basis.erlangs.len(), &grid)?;
        Ok(Demand {
            grid,
            open: requirement.open.clone(),
            offered: basis.offered.clone(),
            aht: basis.aht.clone(),
            erlangs: basis.erlangs.clone(),
        })
    }

    /// The load of interval `index`; none when nothing is to be done.
    ///
    /// # Errors
    /// When the load is beyond what the formulas accept.
    pub(super) fn load(&self, index: usize) -> Result<Option<Load>> {
        let erlangs = self.erlangs[index];
        if erlangs > 0.0 { Load::of_erlangs(erlangs, self.aht[index]).map(Some) } else { Ok(None) }
    }
}

fn check_length(field: &str, len: usize, grid: &Grid) -> Result<()> {
    if len == grid.len() {
        return Ok(());
    }
    Err(Error::invalid(field, format!("{len} values"), format!("{}, one per interval", grid.len())))
}

fn offered_while_open(forecast: &Forecast) -> Result<Vec<Contacts>> {
    let wrong = |calls: &f64| !calls.is_finite() || *calls < 0.0;
    if let Some(index) = forecast.offered.iter().position(wrong) {
        return Err(at(forecast, "offered", index, forecast.offered[index], "a finite number, 0 or more"));
    }
    let while_open = |(calls, open): (&f64, &bool)| if *open { *calls } else { 0.0 };
    Ok(forecast.offered.iter().zip(&forecast.open).map(while_open).collect())
}

/// Handle times of all intervals; those without contacts take the latest known, for what is carried into them.
fn handle_times(forecast: &Forecast, offered: &[Contacts]) -> Result<Vec<Seconds>> {
    let Some(aht) = &forecast.aht else {
        if offered.iter().all(|calls| *calls == 0.0) {
            return Ok(vec![0.0; offered.len()]);
        }
        let field = format!("average handle time of queue {}", forecast.queue);
        let expected = "handle_seconds or aht_seconds in the history, or aht_seconds in the forecast";
        return Err(Error::invalid(field, "missing", expected));
    };
    check_length("aht", aht.len(), &forecast.grid)?;
    let usable = |aht: f64| aht.is_finite() && aht > 0.0;
    if let Some(index) = (0..aht.len()).find(|i| offered[*i] > 0.0 && !usable(aht[*i])) {
        return Err(at(forecast, "aht", index, aht[index], "a positive number of seconds"));
    }
    let mut latest = 0.0;
    Ok(aht
        .iter()
        .map(|aht| {
            latest = if usable(*aht) { *aht } else { latest };
            latest
        })
        .collect())
}

fn at(forecast: &Forecast, field: &str, index: usize, given: f64, expected: &str) -> Error {
    let start = forecast.grid.local(index).to_rfc3339();
    Error::invalid(format!("{field} of queue {} at {start}", forecast.queue), given, expected)
}
