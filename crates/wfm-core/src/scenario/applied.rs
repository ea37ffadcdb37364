//! A scenario applied to a base: the altered base.

use super::supply::{self, People};
use super::{Base, demand, named, promise, shrinkage};
use crate::error::{Error, Result};
use crate::model::{Change, DemandChange, Forecast, Queue, QueueId, Scenario, Shrinkage, ShrinkageChange};

/// The base with everything in it that the scenario changes; what it does not mention stays to the bit.
///
/// # Errors
/// When a change is outside its range, or finds nothing to change.
pub fn applied(base: &Base, scenario: &Scenario) -> Result<Base> {
    check(base, scenario)?;
    let mut altered = base.clone();
    let people = people(base, scenario)?;
    altered.centre.contracts = people.contracts;
    altered.centre.shifts = people.shifts;
    altered.agents = people.agents;
    for forecast in &mut altered.forecasts {
        let Some(place) = base.centre.queues.iter().position(|queue| queue.id == forecast.queue) else {
            continue;
        };
        let queue = QueueCase::of(base, place, scenario).map_err(|error| named(scenario, error))?;
        *forecast = queue.forecast;
        altered.centre.queues[place] = queue.queue;
        altered.centre.queues[place].shrinkage = match queue.shrinkage == *base.shrinkage(place) {
            true => base.centre.queues[place].shrinkage.clone(),
            false => Some(queue.shrinkage),
        };
    }
    Ok(altered)
}

/// The people of a scenario.
///
/// # Errors
/// When a change of them finds nobody or is outside its range.
pub(super) fn people(base: &Base, scenario: &Scenario) -> Result<People> {
    let mut people = People::of(base);
    for change in in_order(scenario) {
        if let Change::Supply(change) = change {
            people.change(change).map_err(|error| named(scenario, error))?;
        }
    }
    Ok(people)
}

/// Whether every change has something to change and is within its range.
///
/// # Errors
/// Naming the scenario, and the change that has not.
pub(super) fn check(base: &Base, scenario: &Scenario) -> Result<()> {
    scenario.changes.iter().try_for_each(|change| check_change(base, change)).map_err(|e| named(scenario, e))
}

fn check_change(base: &Base, change: &Change) -> Result<()> {
    match change {
        Change::Demand { queues, change } => known(base, queues).and_then(|()| demand::check(change)),
        Change::Promise { queues, change } => {
            known(base, queues)?;
            promise::check(change)?;
            let asked = |queue: &&Queue| is_in(queues, &queue.id);
            let mut unfit =
                base.centre.queues.iter().filter(asked).filter(|queue| !promise::fits(change, queue));
            let all = base.centre.queues.iter().filter(asked).count();
            match (queues.is_empty(), unfit.clone().count(), unfit.next()) {
                (false, _, Some(queue)) => Err(promise::unfit(change, &queue.id)),
                (true, none, Some(queue)) if none == all => Err(promise::unfit(change, &queue.id)),
                _ => Ok(()),
            }
        }
        Change::Shrinkage { queues, change } => known(base, queues).and_then(|()| shrinkage::check(change)),
        Change::Supply(_) => Ok(()),
    }
}

fn known(base: &Base, queues: &[QueueId]) -> Result<()> {
    match queues.iter().find(|id| base.centre.queue(id).is_none()) {
        Some(unknown) => {
            let ids: Vec<&str> = base.centre.queues.iter().map(|queue| queue.id.as_str()).collect();
            Err(Error::invalid("queue", unknown, format!("one of {}", ids.join(", "))))
        }
        None => Ok(()),
    }
}

fn is_in(queues: &[QueueId], id: &QueueId) -> bool {
    queues.is_empty() || queues.contains(id)
}

/// The changes in the one order in which they are applied, whatever the order in which they were written.
fn in_order(scenario: &Scenario) -> Vec<&Change> {
    let mut changes: Vec<&Change> = scenario.changes.iter().collect();
    changes.sort_by_key(|change| rank(change));
    changes
}

fn rank(change: &Change) -> u8 {
    match change {
        Change::Demand { change, .. } => match change {
            DemandChange::Volume(_) => 0,
            DemandChange::FirstContactResolution { .. } => 1,
            DemandChange::Aht(_) => 2,
            DemandChange::Deflection { .. } => 3,
            DemandChange::Opening { .. } => 4,
        },
        Change::Promise { .. } => 5,
        Change::Shrinkage { change: ShrinkageChange::Points(_), .. } => 6,
        Change::Shrinkage { change: ShrinkageChange::Absence(_), .. } => 7,
        Change::Supply(change) => 8 + supply::rank(change),
    }
}

impl Base {
    /// The shrinkage of the queue at `place`.
    pub(super) fn shrinkage(&self, place: usize) -> &Shrinkage {
        self.centre.shrinkage_of(&self.centre.queues[place])
    }

    /// The forecast of the queue at `place`.
    pub(super) fn forecast(&self, place: usize) -> Option<&Forecast> {
        self.forecasts.iter().find(|forecast| forecast.queue == self.centre.queues[place].id)
    }
}

/// One queue under a scenario.
#[derive(Debug, Clone)]
pub(super) struct QueueCase {
    pub(super) forecast: Forecast,
    pub(super) queue: Queue,
    pub(super) shrinkage: Shrinkage,
}

impl QueueCase {
    /// The queue at `place`, which has a forecast.
    ///
    /// # Errors
    /// When a change does not go with it, such as a shrinkage of everything.
    pub(super) fn of(base: &Base, place: usize, scenario: &Scenario) -> Result<QueueCase> {
        let queue = &base.centre.queues[place];
        let forecast = base.forecast(place).ok_or_else(|| {
            Error::invalid(format!("forecast of queue {}", queue.id), "missing", "one per queue")
        })?;
        let mut case = QueueCase {
            forecast: forecast.clone(),
            queue: queue.clone(),
            shrinkage: base.shrinkage(place).clone(),
        };
        for change in in_order(scenario) {
            match change {
                Change::Demand { queues, change } if is_in(queues, &queue.id) => {
                    demand::change(&mut case.forecast, &mut case.queue, &base.calendar, change)?;
                }
                Change::Promise { queues, change } if is_in(queues, &queue.id) => {
                    promise::change(&mut case.queue, change);
                }
                Change::Shrinkage { queues, change } if is_in(queues, &queue.id) => {
                    case.shrinkage = shrinkage::changed(&case.shrinkage, change)?;
                }
                _ => {}
            }
        }
        Ok(case)
    }
}

/// What of a scenario decides the size of a queue on the phones: equal texts, equal sizes.
pub(super) fn sizing_key(queue: &QueueId, scenario: &Scenario) -> String {
    let decides = |change: &&Change| match change {
        Change::Demand { queues, .. } | Change::Promise { queues, .. } => is_in(queues, queue),
        Change::Shrinkage { .. } | Change::Supply(_) => false,
    };
    let what = |change: &Change| match change {
        Change::Demand { change, .. } => format!("{change:?}"),
        Change::Promise { change, .. } => format!("{change:?}"),
        Change::Shrinkage { .. } | Change::Supply(_) => String::new(),
    };
    let texts: Vec<String> = in_order(scenario).into_iter().filter(decides).map(what).collect();
    texts.join(";")
}
