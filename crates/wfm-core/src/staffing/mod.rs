//! From a forecast to how many people are needed, and what a number of people gives.
//!
//! Comes in: a [`Forecast`] of one queue, what the [`Queue`] promises, the [`Shrinkage`] of its agents. Goes out: a
//! [`Requirement`], per interval the fewest agents that keep every promise, with the figures behind it; and, for a
//! roster, the service to be expected.
//!
//! | work | by | module |
//! |---|---|---|
//! | calls | Erlang C, A or X | `service` |
//! | chat | a birth–death chain of conversations | [`Chat`] |
//! | calls, with callbacks offered | Erlang A, from which those called back drop out | `callback` |
//! | e-mail, back office | the deadline of each piece of work | `deferred` |
//! | pieces of work with deadlines of their own | earliest deadline first: [`schedule`] | `work_items` |
//! | outbound | [`dials`] by the binomial tail; agents by plain workload | `outbound` |
//! | other work between calls | what is left of an occupancy: [`spare_agents`] | `blended` |
//! | anything | plain workload, saying so | `workload` |
//!
//! Right when intervals are long against handle times, or handle times are carried over (see [`Carrying`]); when one
//! group of agents serves one queue; when arrivals are about Poisson within an interval. Wrong for agents who serve
//! several queues at once, which simulation answers. It does not know shifts, people or files.

mod promises;
mod outcome;
mod demand;
mod varying_load;
mod service;
mod voice;
mod callback;
mod workload;
mod chat;
mod shrinkage;
mod rounding;
mod work_items;
mod deferred;
mod outbound;
mod blended;
mod day_target;
mod uncertainty;
mod coverage;
mod curve;
mod pooling;
mod warnings;
mod working_week;

use crate::erlang::Load;
use crate::error::Result;
use crate::model::{Basis, Forecast, Performance, Queue, Requirement, Shrinkage, TargetOver};
use crate::units::Share;

use demand::Demand;
use promises::Promises;
use service::Service;
use warnings::Plan;

pub use blended::{relieved, spare_agents};
pub use chat::{Chat, ChatFigures};
pub use coverage::{backlog, combine, coverage, performance, tallies};
pub use curve::{CurvePoint, curve};
pub use deferred::{Backlog, Waiting, worked_off};
pub use outbound::{dials, dropped};
pub use outcome::Tally;
pub use pooling::{Pooling, pooling};
pub use promises::Binding;
pub use rounding::{Rounding, rounded, scheduled_agents, whole_agents};
pub use shrinkage::{learned_shrinkage, on_queue, scheduled};
pub use uncertainty::{Odds, Risk, Volumes, at_quantile, risk};
pub use varying_load::Carrying;
pub use work_items::{WorkDone, WorkItem, least_level_capacity, schedule};
pub use working_week::WorkingWeek;

/// Choices of a calculation; the defaults suit a roster.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default))]
pub struct Options {
    /// Whether contacts still in hand from earlier intervals count in the load.
    pub carrying: Carrying,
    /// Real numbers of agents that keep the promises exactly, in place of whole people: for headcount over months. A
    /// target over the day is then kept in every interval.
    pub fractional: bool,
    /// Least service level of any interval where the target is over a day or a week, `0 ≤ floor < 1`.
    pub floor: Share,
    /// Dynamic programming for such a target also where marginal analysis is sure enough.
    pub exact: bool,
    /// Agents for the service to be expected over all volumes within the forecast's bands, where a service level is
    /// promised: it is then kept on average in every interval, also one over the day. Else for the expected volume.
    pub unsure_volume: bool,
    /// Deferred work that waits when the forecast begins; without one the stretch is taken as one of many alike, which
    /// begins with the backlog that it leaves. Other work has none.
    pub backlog: Option<Vec<Waiting>>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            carrying: Carrying::default(),
            fractional: false,
            floor: 0.5,
            exact: false,
            unsure_volume: false,
            backlog: None,
        }
    }
}

/// Agents a queue needs, per interval of the forecast: the fewest that keep every promise of its target.
///
/// `agents` are on the queue, whole where customers wait to be answered; `scheduled` is what to roster so that, after shrinkage, they are there, not rounded:
///
/// ```text
/// scheduled = agents / (1 − s)
/// ```
///
/// Open intervals have at least `minimum_agents`, also without a contact; closed ones have none. The model is the
/// queue's, or the usual one of its channel, see [`Queue::sizing_model`].
///
/// # Errors
/// When the queue promises nothing that decides a number, naming what to add; when its model lacks something, such as
/// a patience; when contacts are forecast without a handle time; when a figure is outside its range.
pub fn requirement(
    forecast: &Forecast,
    queue: &Queue,
    shrinkage: &Shrinkage,
    options: &Options,
) -> Result<Requirement> {
    requirement_with_tallies(forecast, queue, shrinkage, options).map(|(requirement, _)| requirement)
}

/// The same with the tally of every interval, from which the service of days and weeks follows: see [`tallies`].
///
/// # Errors
/// As [`requirement`].
pub fn requirement_with_tallies(
    forecast: &Forecast,
    queue: &Queue,
    shrinkage: &Shrinkage,
    options: &Options,
) -> Result<(Requirement, Vec<Tally>)> {
    let model = queue.sizing_model();
    let promises = Promises::of(queue, model)?;
    let mut service = Service::of(queue)?;
    let demand = Demand::of(forecast, queue, service.carrying(options))?;
    if let (Service::Deferred(desk), Some(backlog)) = (&service, &options.backlog) {
        service = Service::Deferred(desk.clone().carrying(backlog, &demand)?);
    }
    let agents = agents_on_queue(forecast, &demand, &service, &promises, options)?;
    let mut requirement = Requirement {
        queue: queue.id.clone(),
        open: demand.open.clone(),
        scheduled: agents.iter().map(|agents| scheduled(*agents, shrinkage)).collect(),
        agents,
        basis: None,
        grid: demand.grid.clone(),
    };
    let tallies = coverage::tallies_of(&service, queue, &demand, &requirement.agents)?;
    let plan = Plan {
        queue,
        forecast,
        demand: &demand,
        service: &service,
        promises: &promises,
        agents: &requirement.agents,
        tallies: &tallies,
    };
    requirement.basis = Some(Basis {
        model,
        service_level: coverage::promise(queue),
        warnings: plan.warnings()?,
        performance: tallies.iter().map(|tally| tally.performance()).collect::<Vec<Performance>>(),
        offered: demand.offered,
        aht: demand.aht,
        erlangs: demand.erlangs,
    });
    Ok((requirement, tallies))
}

/// Agents for one steady load, and what decided their number.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Sizing {
    /// Fewest agents on the queue; whole where customers wait to be answered.
    pub agents: f64,
    /// The promise that one agent fewer would break; absent where nobody is needed.
    pub binding: Option<Binding>,
}

/// Fewest agents on a queue for one load, and the promise that decides.
///
/// # Errors
/// As [`requirement`].
pub fn sizing(queue: &Queue, load: Load) -> Result<Sizing> {
    let promises = Promises::of(queue, queue.sizing_model())?;
    let service = Service::of(queue)?;
    let minimum = f64::from(queue.target.minimum_agents);
    let needed = match () {
        () if load.erlangs() == 0.0 => 0.0,
        () if service.is_divisible() => service.fractional_agents(load, &promises)?,
        () => f64::from(service.agents(load, &promises)?),
    };
    let binding = if minimum > needed || needed == 0.0 {
        (minimum > 0.0).then_some(Binding::MinimumAgents)
    } else {
        let one_fewer = service.outcome(load, needed - 1.0, promises.target());
        Some(one_fewer.and_then(|outcome| promises.broken(&outcome)).unwrap_or(Binding::Workload))
    };
    Ok(Sizing { agents: needed.max(minimum), binding })
}

/// Agents on the queue per interval, for promises that hold in each of them or over days or weeks.
fn agents_on_queue(
    forecast: &Forecast,
    demand: &Demand,
    service: &Service,
    promises: &Promises,
    options: &Options,
) -> Result<Vec<f64>> {
    if let Service::Deferred(desk) = service {
        let minimum = f64::from(promises.target().minimum_agents);
        let at_least = |(agents, open): (f64, &bool)| if *open { agents.max(minimum) } else { 0.0 };
        return Ok(desk.agents(demand).into_iter().zip(&demand.open).map(at_least).collect());
    }
    let has_level = promises.target().service_level.is_some() && !service.is_divisible();
    if options.unsure_volume && has_level {
        return uncertainty::agents_over_volumes(forecast, demand, service, promises, options.fractional);
    }
    let is_single = promises.target().service_level.is_none() || options.fractional || service.is_divisible();
    match promises.target().over {
        TargetOver::Day if !is_single => agents_over_days(1, demand, service, promises, options),
        TargetOver::Week if !is_single => agents_over_days(7, demand, service, promises, options),
        _ => agents_by_interval(demand, service, promises, options),
    }
}

fn agents_over_days(
    days: usize,
    demand: &Demand,
    service: &Service,
    promises: &Promises,
    options: &Options,
) -> Result<Vec<f64>> {
    let mut agents = Vec::with_capacity(demand.grid.len());
    for stretch in demand.grid.days().chunks(days) {
        let intervals = stretch[0].intervals.start..stretch[stretch.len() - 1].intervals.end;
        let found = day_target::agents(demand, intervals, service, promises, options.floor, options.exact)?;
        agents.extend(found.into_iter().map(f64::from));
    }
    Ok(agents)
}

fn agents_by_interval(
    demand: &Demand,
    service: &Service,
    promises: &Promises,
    options: &Options,
) -> Result<Vec<f64>> {
    let minimum = f64::from(promises.target().minimum_agents);
    let is_real = options.fractional || service.is_divisible();
    (0..demand.grid.len())
        .map(|index| match demand.load(index)? {
            _ if !demand.open[index] => Ok(0.0),
            Some(load) if is_real => Ok(service.fractional_agents(load, promises)?.max(minimum)),
            Some(load) => Ok(f64::from(service.agents(load, promises)?).max(minimum)),
            None => Ok(minimum),
        })
        .collect()
}
