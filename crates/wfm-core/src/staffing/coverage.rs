//! What agents give, in one interval and over days and weeks: the service of a requirement or a roster.

use super::deferred::{self, Backlog};
use super::demand::Demand;
use super::outcome::Tally;
use super::service::Service;
use super::{on_queue, scheduled_agents};
use crate::erlang::Load;
use crate::error::{Error, Result};
use crate::model::{Coverage, Performance, Queue, Requirement, ServiceLevelTarget, Shrinkage, StaffingModel};

/// Service to be expected from `agents` on the queue, whole or not, at a steady load.
///
/// Plain workload and deferred work know no waiting customer: of them only the occupancy is told.
///
/// # Errors
/// When the queue's model lacks something, such as Erlang A a patience.
pub fn performance(queue: &Queue, load: Load, agents: f64) -> Result<Performance> {
    let service = Service::of(queue)?;
    Ok(tally(&service, queue, Some(load), load.rate(), agents.max(0.0), 1.0).performance())
}

/// What a roster gives a queue: `rostered` agents per interval of the requirement's grid, of whom shrinkage leaves
/// some on the queue.
///
/// `required` is the requirement's `scheduled` in whole people. A requirement without a basis says nothing about its
/// load, so no service can be expected of it and all performance is absent.
///
/// # Errors
/// When `rostered` or a series of the requirement has another length than the grid or is not made of numbers from 0 on;
/// when the queue's model lacks something.
pub fn coverage(
    queue: &Queue,
    requirement: &Requirement,
    shrinkage: &Shrinkage,
    rostered: &[f64],
) -> Result<Coverage> {
    check_agents("rostered", rostered, requirement)?;
    let there: Vec<f64> = rostered.iter().map(|agents| on_queue(*agents, shrinkage)).collect();
    let performance = match &requirement.basis {
        Some(basis) => {
            let demand = Demand::of_basis(requirement, basis)?;
            by_interval(queue, &demand, &there)?.iter().map(Tally::performance).collect()
        }
        None => vec![Performance::default(); requirement.grid.len()],
    };
    Ok(Coverage {
        queue: requirement.queue.clone(),
        grid: requirement.grid.clone(),
        open: requirement.open.clone(),
        required: scheduled_agents(requirement),
        rostered: rostered.to_vec(),
        performance,
    })
}

/// The tally of every interval with `agents` on the queue in it; the sum of a stretch, a day or a week, is that of the
/// stretch.
///
/// For what the requirement itself gives, pass its `agents`; for a roster, what [`on_queue`] leaves of it. None when
/// the requirement has no basis.
///
/// # Errors
/// As [`coverage`].
pub fn tallies(queue: &Queue, requirement: &Requirement, agents: &[f64]) -> Result<Option<Vec<Tally>>> {
    check_agents("agents", agents, requirement)?;
    let basis = requirement.basis.as_ref();
    basis.map(|basis| by_interval(queue, &Demand::of_basis(requirement, basis)?, agents)).transpose()
}

/// Deferred work waiting at the end of each interval with `agents` on the queue, if the stretch before was staffed as
/// required. None for other work, and when the requirement has no basis.
///
/// # Errors
/// As [`coverage`].
pub fn backlog(queue: &Queue, requirement: &Requirement, agents: &[f64]) -> Result<Option<Vec<Backlog>>> {
    check_agents("agents", agents, requirement)?;
    match (Service::of(queue)?, &requirement.basis) {
        (Service::Deferred(desk), Some(basis)) => {
            Ok(Some(desk.service(&Demand::of_basis(requirement, basis)?, agents).1))
        }
        _ => Ok(None),
    }
}

/// Tallies of days, weeks or queues summed to one: a service level weighted by the contacts that count, an ASA by those
/// answered, an occupancy by staffed time.
///
/// # Errors
/// When the service levels are counted by different definitions or thresholds: such figures are never mixed (W3).
pub fn combine(tallies: &[Tally]) -> Result<Tally> {
    let mut levels = tallies.iter().filter_map(|tally| tally.target);
    if let Some(first) = levels.next() {
        let name = |level: &ServiceLevelTarget| match level.short_abandon {
            Some(short) => format!("{} within {} s, short {short} s", level.definition, level.within),
            None => format!("{} within {} s", level.definition, level.within),
        };
        if let Some(other) = levels.find(|other| name(other) != name(&first)) {
            let expected = format!("{}, as the others: they are not comparable", name(&first));
            return Err(Error::invalid("service level to be combined", name(&other), expected));
        }
    }
    Ok(tallies.iter().copied().sum())
}

/// The promise by which contacts of the queue count as served in time.
pub(super) fn promise(queue: &Queue) -> Option<ServiceLevelTarget> {
    match &queue.target.response {
        Some(response) if queue.sizing_model() == StaffingModel::Deferred => {
            Some(deferred::promise(response))
        }
        _ => queue.target.service_level,
    }
}

/// The tally of every interval with `agents` on the queue.
pub(super) fn by_interval(queue: &Queue, demand: &Demand, agents: &[f64]) -> Result<Vec<Tally>> {
    tallies_of(&Service::of(queue)?, queue, demand, agents)
}

/// The same of a service that may know of a backlog.
pub(super) fn tallies_of(
    service: &Service,
    queue: &Queue,
    demand: &Demand,
    agents: &[f64],
) -> Result<Vec<Tally>> {
    if let Service::Deferred(desk) = service {
        return Ok(desk.service(demand, agents).0);
    }
    let seconds = demand.grid.step_seconds();
    (0..demand.grid.len())
        .map(|index| {
            let load = demand.load(index)?;
            Ok(tally(service, queue, load, demand.offered[index], agents[index], seconds))
        })
        .collect()
}

fn tally(
    service: &Service,
    queue: &Queue,
    load: Option<Load>,
    offered: f64,
    agents: f64,
    seconds: f64,
) -> Tally {
    let staffed = agents * seconds;
    let Some(load) = load.filter(|load| load.erlangs() > 0.0) else { return Tally::idle(staffed) };
    match service.outcome(load, agents, &queue.target) {
        Some(outcome) => Tally::of(&outcome, offered, staffed, queue.target.service_level.as_ref()),
        None => {
            let capacity = agents * service.capacity();
            let busy = if capacity > 0.0 { (load.erlangs() / capacity).min(1.0) } else { 1.0 };
            Tally { offered, handling: busy * staffed, ..Tally::idle(staffed) }
        }
    }
}

/// As many `agents` as the requirement has intervals, and a requirement whose series fit its grid.
pub(super) fn check_agents(field: &str, agents: &[f64], requirement: &Requirement) -> Result<()> {
    requirement.check()?;
    let len = requirement.grid.len();
    if agents.len() != len {
        return Err(Error::invalid(
            field,
            format!("{} values", agents.len()),
            format!("{len}, one per interval"),
        ));
    }
    match agents.iter().find(|agents| !agents.is_finite() || **agents < 0.0) {
        Some(wrong) => Err(Error::invalid(field, wrong, "a number of agents, 0 or more")),
        None => Ok(()),
    }
}
