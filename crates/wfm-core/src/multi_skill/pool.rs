//! The tasks of a centre: queues that share agents, taken together.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{Promise, Task, Terms};
use crate::error::{Error, Result};
use crate::model::operation::{Operation, Staffing};
use crate::model::{Agent, Centre, Forecast, Grid, Queue, QueueId, Requirement, Target, TargetOver};
use crate::simulation::{self, Skills, contact_speed, promise};
use crate::staffing::{self, WorkingWeek};

/// Queues that share agents, and who there is for them.
#[derive(Debug, Clone, PartialEq)]
pub struct Pool {
    /// The queues, in the order of the first call types; callbacks of theirs follow.
    pub queues: Vec<QueueId>,
    /// The intervals.
    pub grid: Grid,
    /// Calls of the queues; a group for every set of skills among the agents, nobody in it yet. Agents who can both talk and
    /// chat belong to a group of either kind: at each moment they do one of them.
    pub operation: Operation,
    /// One per call type.
    pub promises: Vec<Promise>,
    /// One per group.
    pub terms: Vec<Terms>,
    /// The upper bound: each queue with agents of its own, added up, per interval.
    pub separate: Vec<f64>,
    /// The lower bound: one group that serves all of them, per interval; absent where their promises have no mean.
    pub pooled: Option<Vec<f64>>,
}

impl Pool {
    /// What is to be sized.
    pub fn task(&self) -> Task<'_> {
        Task { operation: &self.operation, promises: &self.promises, terms: &self.terms }
    }

    /// The bounds between which the answer lies, in agents per interval: everybody serves everything, and nobody a second
    /// queue. By formula, so that a played answer may lie a little beyond.
    pub fn bounds(&self) -> (Option<&[f64]>, &[f64]) {
        (self.pooled.as_deref(), &self.separate)
    }
}

/// A queue with all that is known of it.
type Part<'a> = (&'a Queue, &'a Forecast, &'a Requirement);

/// The pools of a centre: queues that agents serve together, as far as they promise something that waiting can break.
/// Queues that share nobody are in none of them.
///
/// An agent of a group costs the mean hour of its people, or of all where theirs is not known. Groups with several skills are
/// as large at most as their people are there on average while the pool is open, by contract and after shrinkage; groups
/// that no smaller skill can do without, and all others, may grow.
///
/// # Errors
/// When grids differ, when a requirement has no basis or a forecast no handle times.
pub fn pools(
    centre: &Centre,
    agents: &[Agent],
    forecasts: &[Forecast],
    requirements: &[Requirement],
) -> Result<Vec<Pool>> {
    let parts: Vec<Part> =
        forecasts.iter().filter_map(|forecast| part(centre, forecast, requirements)).collect();
    let queues: Vec<&Queue> = parts.iter().map(|(queue, ..)| *queue).collect();
    let mut ways: BTreeMap<Skills, Vec<&Agent>> = BTreeMap::new();
    for agent in agents {
        for way in ways_of(agent, &queues) {
            ways.entry(way).or_default().push(agent);
        }
    }
    together(queues.len(), ways.keys())
        .into_iter()
        .filter(|members| members.len() > 1)
        .map(|members| pool(centre, &members, &parts, &ways))
        .collect()
}

fn part<'a>(centre: &'a Centre, forecast: &'a Forecast, requirements: &'a [Requirement]) -> Option<Part<'a>> {
    let queue = centre.queue(&forecast.queue)?;
    let requirement = requirements.iter().find(|requirement| requirement.queue == queue.id)?;
    let target = &queue.target;
    let is_played = promise(queue).is_some() || target.max_abandonment.is_some() || target.max_asa.is_some();
    (is_played && forecast.total() > 0.0).then_some((queue, forecast, requirement))
}

/// What an agent can do at once: queues that are worked in the same way.
fn ways_of(agent: &Agent, queues: &[&Queue]) -> Vec<Skills> {
    let mut ways: Vec<Skills> = Vec::new();
    for skill in simulation::skills(agent, queues) {
        let speeds = |queue: usize| contact_speed(queues[queue]);
        match ways.iter_mut().find(|way| speeds(way[0].0) == speeds(skill.0)) {
            Some(way) => way.push(skill),
            None => ways.push(vec![skill]),
        }
    }
    ways
}

/// Sets of queues that hang together by somebody's skills.
fn together<'a>(queues: usize, ways: impl Iterator<Item = &'a Skills>) -> Vec<Vec<usize>> {
    let mut sets: Vec<Vec<usize>> = (0..queues).map(|queue| vec![queue]).collect();
    for way in ways {
        let (mut joined, apart): (Vec<_>, Vec<_>) =
            sets.into_iter().partition(|set| way.iter().any(|(queue, _)| set.contains(queue)));
        let mut one: Vec<usize> = joined.drain(..).flatten().collect();
        one.sort_unstable();
        sets = apart;
        sets.push(one);
    }
    sets.sort();
    sets
}

fn pool(
    centre: &Centre,
    members: &[usize],
    all: &[Part<'_>],
    ways: &BTreeMap<Skills, Vec<&Agent>>,
) -> Result<Pool> {
    let parts: Vec<Part<'_>> = members.iter().map(|member| all[*member]).collect();
    let grid = &parts[0].1.grid;
    if let Some((queue, ..)) =
        parts.iter().find(|(_, forecast, requirement)| forecast.grid != *grid || requirement.grid != *grid)
    {
        return Err(Error::invalid(
            format!("grid of queue {}", queue.id),
            "another",
            "that of the other queues",
        ));
    }
    let queues: Vec<&Queue> = parts.iter().map(|(queue, ..)| *queue).collect();
    let forecasts: Vec<Forecast> = parts.iter().map(|(_, forecast, _)| (*forecast).clone()).collect();
    let call_types = simulation::call_types(&queues, &forecasts, &[], grid)?;
    let nobody = || Staffing::Counts(vec![0; grid.len()]);
    let (mut groups, mut terms) = (Vec::new(), Vec::new());
    let own: BTreeMap<Skills, &Vec<&Agent>> =
        ways.iter().filter_map(|(way, people)| Some((within(way, members)?, people))).collect();
    let presence = Presence::of(centre, &parts, grid);
    for (way, people) in &own {
        groups.push(simulation::group(way, &queues, nobody()));
        let can_grow =
            way.len() == 1 || !way.iter().all(|(queue, _)| is_served_by_fewer(*queue, way.len(), own.keys()));
        terms.push(Terms { cost: 1.0, most: (!can_grow).then(|| presence.on_average(people)) });
    }
    let people: Vec<&Vec<&Agent>> = own.values().copied().collect();
    terms.iter_mut().zip(costs(&people)).for_each(|(terms, cost)| terms.cost = cost);
    let mut promises = parts.iter().map(|part| promise_of(part, grid)).collect::<Result<Vec<Promise>>>()?;
    promises.resize(call_types.len(), Promise::in_every_interval(Target::default(), vec![0.0; grid.len()]));
    let agents_of =
        |interval: usize| parts.iter().map(|(_, _, requirement)| requirement.agents[interval]).sum();
    Ok(Pool {
        queues: queues.iter().map(|queue| queue.id.clone()).collect(),
        operation: Operation {
            interval: grid.step_seconds(),
            intervals: grid.len(),
            warmup: 0.0,
            groups: simulation::with_callbacks(groups, &call_types),
            call_types,
            day_rate_shape: None,
        },
        promises,
        terms,
        separate: (0..grid.len()).map(agents_of).collect(),
        pooled: pooled(&parts),
        grid: grid.clone(),
    })
}

/// A way in terms of the members, if all of it is among them.
fn within(way: &Skills, members: &[usize]) -> Option<Skills> {
    let place = |queue: usize| members.iter().position(|member| *member == queue);
    way.iter().map(|(queue, speed)| Some((place(*queue)?, *speed))).collect()
}

fn is_served_by_fewer<'a>(queue: usize, skills: usize, mut ways: impl Iterator<Item = &'a Skills>) -> bool {
    ways.any(|way| way.len() < skills && way.iter().any(|(other, _)| *other == queue))
}

/// How much people are there while a pool is open.
struct Presence<'a> {
    centre: &'a Centre,
    /// Share of the hours on the schedule that reaches the queue.
    on_queue: f64,
    open_hours_a_week: f64,
}

impl<'a> Presence<'a> {
    fn of(centre: &'a Centre, parts: &[Part<'_>], grid: &Grid) -> Presence<'a> {
        let is_open = |interval: &usize| parts.iter().any(|(_, _, requirement)| requirement.open[*interval]);
        let open = (0..grid.len()).filter(is_open).count() as f64;
        Presence {
            centre,
            on_queue: 1.0 - centre.shrinkage_of(parts[0].0).total(),
            open_hours_a_week: (7.0 * 24.0 * open / grid.len() as f64).max(f64::MIN_POSITIVE),
        }
    }

    /// People there at once on average, at least one.
    fn on_average(&self, people: &[&Agent]) -> u32 {
        let week = |agent: &&Agent| WorkingWeek::of_agent(agent, &self.centre.contracts, &self.centre.shifts);
        let hours: f64 = people.iter().filter_map(week).map(|week| week.hours()).sum();
        (hours * self.on_queue / self.open_hours_a_week).round().max(1.0) as u32
    }
}

/// Mean cost of an hour of each group, as far as it is known; 1 where nobody's is.
fn costs(groups: &[&Vec<&Agent>]) -> Vec<f64> {
    let mean = |people: &mut dyn Iterator<Item = &&Agent>| {
        let known: Vec<f64> =
            people.filter_map(|agent| agent.cost_per_hour).filter(|cost| *cost > 0.0).collect();
        (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64)
    };
    let of_all = mean(&mut groups.iter().flat_map(|people| people.iter())).unwrap_or(1.0);
    groups.iter().map(|people| mean(&mut people.iter()).unwrap_or(of_all)).collect()
}

fn promise_of((queue, _, requirement): &Part<'_>, grid: &Grid) -> Result<Promise> {
    let days: Vec<Range<usize>> = grid.days().into_iter().map(|day| day.intervals).collect();
    let stretches = match queue.target.over {
        TargetOver::Interval if queue.channel.is_live() => Vec::new(),
        TargetOver::Week => days.chunks(7).map(|week| week[0].start..week[week.len() - 1].end).collect(),
        _ => days,
    };
    let target = Target { service_level: promise(queue), ..queue.target.clone() };
    Ok(Promise { target, stretches, work: work(queue, requirement)? })
}

/// Agents kept busy by what will be handled, at the largest occupancy; of deferred work, all that it requires.
fn work(queue: &Queue, requirement: &Requirement) -> Result<Vec<f64>> {
    if !queue.channel.is_live() {
        return Ok(requirement.agents.clone());
    }
    let missing = || {
        Error::invalid(
            format!("requirement of queue {}", queue.id),
            "without a basis",
            "one computed from a forecast",
        )
    };
    let basis = requirement.basis.as_ref().ok_or_else(missing)?;
    let most = queue.target.max_occupancy.unwrap_or(1.0);
    let busy = |(agents, performance): (&f64, &crate::model::Performance)| {
        agents * performance.occupancy.unwrap_or(0.0).min(1.0) / most
    };
    Ok(requirement.agents.iter().zip(&basis.performance).map(busy).collect())
}

/// Live queues in one group, and of deferred work what does not fit between their calls.
fn pooled(parts: &[Part<'_>]) -> Option<Vec<f64>> {
    let (live, later): (Vec<&Part<'_>>, Vec<&Part<'_>>) =
        parts.iter().partition(|(queue, ..)| queue.channel.is_live());
    let intervals = parts[0].2.agents.len();
    let deferred =
        |interval: usize| later.iter().map(|(_, _, requirement)| requirement.agents[interval]).sum::<f64>();
    if live.is_empty() {
        return Some((0..intervals).map(deferred).collect());
    }
    let pairs: Vec<(&Queue, &Requirement)> =
        live.iter().map(|(queue, _, requirement)| (*queue, *requirement)).collect();
    let pooled = staffing::pooling(&pairs).ok()?.pooled;
    let busy: Vec<Vec<f64>> =
        live.iter().map(|(queue, _, requirement)| work(queue, requirement).ok()).collect::<Option<_>>()?;
    let at = |interval: usize| {
        let idle = pooled[interval] - busy.iter().map(|busy| busy[interval]).sum::<f64>();
        pooled[interval] + (deferred(interval) - idle.max(0.0)).max(0.0)
    };
    Some((0..intervals).map(at).collect())
}
