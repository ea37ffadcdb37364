//! The steps that several commands share: which days, forecast, requirement, problem, roster, coverage.

mod days;
mod forecasts;
mod required;
mod rostered;

use anyhow::anyhow;

pub(crate) use days::{named_week, week_after, week_of};
pub(crate) use forecasts::{
    Forecasted, backtests, calendars, forecasts, known_queues, layers, layers_by, over, tested,
};
pub(crate) use required::{given_requirements, required_week, requirements};
pub(crate) use rostered::{Remarks, Rostered, coverages, problem, rostered, wanted};

/// All values, or all errors together.
pub(crate) fn all<T>(results: impl Iterator<Item = wfm_core::Result<T>>) -> anyhow::Result<Vec<T>> {
    let (mut values, mut errors) = (Vec::new(), Vec::new());
    for result in results {
        match result {
            Ok(value) => values.push(value),
            Err(error) => errors.push(error.to_string()),
        }
    }
    if errors.is_empty() { Ok(values) } else { Err(anyhow!(errors.join("\n"))) }
}
