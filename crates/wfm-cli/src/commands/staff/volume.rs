//! `--volume`: staffing for more than what is expected, and how sure it makes the promise.

use clap::ValueEnum;
use wfm_core::model::{Centre, Forecast, Queue, Requirement, StaffingModel};
use wfm_core::staffing::{self, Options, Risk};

use crate::planning;

/// The volume to staff for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Volume {
    /// The expected contacts
    Expected,
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
            Volume::Expected => None,
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
}

/// Requirements of every queue that was forecast.
///
/// # Errors
/// For all queues at once, when one promises nothing or has no handle time, or when a volume is asked of a forecast
/// without bands.
pub(super) fn sized<'a>(
    centre: &'a Centre,
    forecasts: &[Forecast],
    volume: Option<Volume>,
    options: &Options,
) -> anyhow::Result<Vec<Sized<'a>>> {
    planning::all(forecasts.iter().filter_map(|forecast| {
        let queue = centre.queue(&forecast.queue)?;
        Some(of_queue(centre, queue, forecast, volume, options))
    }))
}

fn of_queue<'a>(
    centre: &Centre,
    queue: &'a Queue,
    forecast: &Forecast,
    volume: Option<Volume>,
    options: &Options,
) -> wfm_core::Result<Sized<'a>> {
    let required =
        |forecast: &Forecast| staffing::requirement(forecast, queue, centre.shrinkage_of(queue), options);
    let expected = required(forecast)?;
    let Some(volume) = volume else { return Ok(Sized { queue, requirement: expected, risk: None }) };
    let requirement = match volume.probability() {
        Some(probability) => required(&staffing::at_quantile(forecast, probability)?)?,
        None => expected.clone(),
    };
    // Deferred work is done whenever there is time: no interval keeps a promise by itself.
    let is_deferred = queue.sizing_model() == StaffingModel::Deferred;
    let risk = match is_deferred {
        true => None,
        false => Some(staffing::risk(forecast, queue, &expected, &requirement.agents)?),
    };
    Ok(Sized { queue, requirement, risk })
}
