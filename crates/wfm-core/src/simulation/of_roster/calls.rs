//! The call types of a roster's operation: queues with their forecasts.

use super::is_deferred;
use crate::error::{Error, Result};
use crate::model::operation::{CallType, Callback, Distribution, Redials};
use crate::model::{Forecast, Grid, Queue, ServiceLevelDefinition, ServiceLevelTarget};
use crate::units::{Contacts, Seconds};

/// Mean time after which callers try again.
const REDIAL_DELAY: Seconds = 300.0;

/// One call type per queue, then one for the callbacks of each queue that offers them.
///
/// `paths` are futures of each forecast; none: the forecasts are certain.
pub(crate) fn call_types(
    queues: &[&Queue],
    forecasts: &[Forecast],
    paths: &[Vec<Vec<Contacts>>],
    grid: &Grid,
) -> Result<Vec<CallType>> {
    let mut types = Vec::with_capacity(queues.len());
    for (index, (queue, forecast)) in queues.iter().zip(forecasts).enumerate() {
        types.push(call_type(queue, forecast, paths.get(index), grid)?);
    }
    for (index, queue) in queues.iter().enumerate() {
        if let Some(share) = queue.callback_share {
            let after = queue.callback_after.unwrap_or(0.0);
            types[index].callback = Some(Callback { share, after, becomes: types.len() });
            types.push(callbacks(&types[index]));
        }
    }
    Ok(types)
}

/// What a queue promises to those who wait; of work that may be done later, a share within hours.
pub fn promise(queue: &Queue) -> Option<ServiceLevelTarget> {
    if !is_deferred(queue) {
        return queue.target.service_level;
    }
    queue.target.response.map(|response| ServiceLevelTarget {
        share: response.share,
        within: 3600.0 * response.within_hours,
        definition: ServiceLevelDefinition::Offered,
        short_abandon: None,
    })
}

fn call_type(
    queue: &Queue,
    forecast: &Forecast,
    paths: Option<&Vec<Vec<Contacts>>>,
    grid: &Grid,
) -> Result<CallType> {
    let missing = || {
        Error::invalid(
            format!("aht_seconds of queue {}", queue.id),
            "missing",
            "average handle times in the forecast: add handle_seconds or aht_seconds to the history",
        )
    };
    let at = on(&forecast.grid, grid);
    let aht: Vec<Seconds> = at(forecast.aht.as_ref().ok_or_else(missing)?);
    let offered = at(&forecast.offered);
    let mean = mean_handle_time(&offered, &aht).ok_or_else(missing)?;
    let level = promise(queue);
    let within = level.map_or(0.0, |level| level.within);
    let short = level.and_then(|level| level.short_abandon).unwrap_or(within);
    let patience = queue.patience.filter(|_| !is_deferred(queue));
    let open: Vec<bool> = {
        let places = (0..grid.len()).map(|index| forecast.grid.index_of(grid.instant(index)));
        places
            .map(|place| place.is_some_and(|place| forecast.open[place] || forecast.offered[place] > 0.0))
            .collect()
    };
    let redials = queue.redial_abandoned.is_some() || queue.redial_blocked.is_some();
    let offered = match paths {
        Some(paths) if !paths.is_empty() => paths.iter().map(|path| only(&open, at(path))).collect(),
        _ => vec![offered],
    };
    Ok(CallType {
        handle_time_factors: aht.iter().map(|seconds| seconds / mean).collect(),
        short_abandon: short,
        offered,
        open,
        deferred: is_deferred(queue),
        lines: queue.lines,
        redials: redials.then(|| Redials {
            abandoned: queue.redial_abandoned.unwrap_or(0.0),
            blocked: queue.redial_blocked.unwrap_or(0.0),
            delay: REDIAL_DELAY,
        }),
        ..CallType::new(
            queue.id.as_str(),
            Vec::new(),
            handle_time(queue, mean),
            patience.map_or(Distribution::ENDLESS, Distribution::exponential),
            within,
        )
    })
}

/// Log-normal where the spread is known, else exponential.
fn handle_time(queue: &Queue, mean: Seconds) -> Distribution {
    match queue.handle_time_cv {
        Some(cv) if cv > 0.0 => Distribution::lognormal(mean, cv),
        Some(_) => Distribution::deterministic(mean),
        None => Distribution::exponential(mean),
    }
}

/// Callbacks of a call type: the same talk, nobody waiting on the line.
fn callbacks(of: &CallType) -> CallType {
    CallType {
        name: format!("{} callbacks", of.name),
        offered: vec![vec![0.0; of.offered[0].len()]],
        patience: Distribution::ENDLESS,
        deferred: true,
        lines: None,
        redials: None,
        callback: None,
        ..of.clone()
    }
}

/// Figures of one grid on another; 0 where there are none.
pub(super) fn on<'g>(from: &'g Grid, to: &'g Grid) -> impl Fn(&Vec<f64>) -> Vec<f64> + 'g {
    let place = move |index: usize| from.index_of(to.instant(index));
    move |figures| {
        let at = |index| place(index).and_then(|place| figures.get(place)).copied().unwrap_or(0.0);
        (0..to.len()).map(at).collect()
    }
}

/// Contacts of the open intervals.
fn only(open: &[bool], path: Vec<Contacts>) -> Vec<Contacts> {
    path.into_iter().zip(open).map(|(contacts, open)| if *open { contacts } else { 0.0 }).collect()
}

/// Mean over all contacts; none when no handle time is known.
fn mean_handle_time(offered: &[Contacts], aht: &[Seconds]) -> Option<Seconds> {
    let work: f64 = offered.iter().zip(aht).map(|(contacts, seconds)| contacts * seconds).sum();
    let contacts: f64 = offered.iter().sum();
    let plain = aht.iter().copied().fold(0.0, f64::max);
    let mean = if work > 0.0 { work / contacts } else { plain };
    (mean > 0.0).then_some(mean)
}
