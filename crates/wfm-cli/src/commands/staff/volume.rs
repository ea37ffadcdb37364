//! `--volume`: staffing for more than what is expected, and how sure it makes the promise.

use clap::ValueEnum;
use wfm_core::io::Inputs;
use wfm_core::model::{Centre, Forecast, Queue, Requirement, StaffingModel};
use wfm_core::staffing::{self, Options, Risk, Waiting};

use super::backlog::Backlog;
use crate::planning;

/// The volume to staff for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Volume {
    /// The expected contacts
    Expected,
    /// The expected contacts, and agents enough for the service level to be kept on average over all volumes there may be
    ExpectedService,
    /// Not exceeded in half of the intervals
    P50,
    /// Not exceeded in 8 of 10 intervals
    P80,
    /// Not exceeded in 9 of 10 intervals
    P90,
}

impl Volume {
    fn probability(self) -> Option<f64> {
        match self {
            Volume::Expected | Volume::ExpectedService => None,
            Volume::P50 => Some(0.5),
            Volume::P80 => Some(0.8),
            Volume::P90 => Some(0.9),
        }
    }
}

/// A queue, what it needs, and if a volume was asked for, how sure that is.
#[derive(Debug)]
pub(super) struct Sized<'a> {
    pub(super) queue: &'a Queue,
    pub(super) requirement: Requirement,
    pub(super) risk: Option<Risk>,
    /// Deferred work that waits at the start, if it was told.
    pub(super) backlog: Option<Vec<Waiting>>,
}

/// Requirements of every queue that was forecast.
///
/// # Errors
/// For all queues at once, when one promises nothing or has no handle time, or when a volume is asked of a forecast
/// without bands.
pub(super) fn sized<'a>(
    inputs: &'a Inputs,
    forecasts: &[Forecast],
    volume: Option<Volume>,
    backlog: &Backlog,
    options: &Options,
) -> anyhow::Result<Vec<Sized<'a>>> {
    let centre = &inputs.centre;
    let mut known = Vec::new();
    for forecast in forecasts {
        if let Some(queue) = centre.queue(&forecast.queue) {
            known.push((queue, forecast, backlog.of(queue, forecast, inputs)?));
        }
    }
    planning::all(known.into_iter().map(|(queue, forecast, backlog)| {
        let options = Options { backlog, ..options.clone() };
        of_queue(centre, queue, forecast, volume, &options)
    }))
}

fn of_queue<'a>(
    centre: &Centre,
    queue: &'a Queue,
    forecast: &Forecast,
    volume: Option<Volume>,
    options: &Options,
) -> wfm_core::Result<Sized<'a>> {
    let with = |forecast: &Forecast, options: &Options| {
        staffing::requirement(forecast, queue, centre.shrinkage_of(queue), options)
    };
    let required = |forecast: &Forecast| with(forecast, options);
    let expected = required(forecast)?;
    let backlog = options.backlog.clone();
    let Some(volume) = volume else { return Ok(Sized { queue, requirement: expected, risk: None, backlog }) };
    let requirement = match volume.probability() {
        Some(probability) => required(&staffing::at_quantile(forecast, probability)?)?,
        None if volume == Volume::ExpectedService => {
            with(forecast, &Options { unsure_volume: true, ..options.clone() })?
        }
        None => expected.clone(),
    };
    // Deferred work is done whenever there is time: no interval keeps a promise by itself.
    let is_deferred = queue.sizing_model() == StaffingModel::Deferred;
    let risk = match is_deferred {
        true => None,
        false => Some(staffing::risk(forecast, queue, &expected, &requirement.agents)?),
    };
    Ok(Sized { queue, requirement, risk, backlog })
}
