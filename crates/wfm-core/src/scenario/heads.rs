//! People in hours and money: what a head gives a queue, what an hour costs, how much there is.

use std::collections::BTreeMap;

use super::levelled::{Group, levelled};
use super::supply::People;
use crate::model::{Agent, Queue};
use crate::staffing::WorkingWeek;
use crate::units::Share;

/// Paid hours of a head where there is neither an agent nor a contract.
const USUAL_HOURS: f64 = 40.0;

/// What people can give, per queue of the centre.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Supply {
    /// Hours a week on the schedule that today's agents have for the queue; absent without agents.
    pub(super) hours: Option<Vec<f64>>,
    /// What a head is on each queue.
    pub(super) heads: Vec<Head>,
}

/// A mean head of those who serve a queue.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Head {
    /// Paid hours a week: the middle of the contract's range.
    pub(super) paid_hours: f64,
    /// Share of them not spent in paid breaks.
    pub(super) at_work: Share,
    /// Cost of a paid hour, over those of whom it is known.
    pub(super) cost_per_hour: Option<f64>,
}

impl Head {
    /// Hours on the schedule in a week.
    pub(super) fn hours(&self) -> f64 {
        self.paid_hours * self.at_work
    }
}

impl Supply {
    /// The supply of `people` for queues that need so many scheduled hours a week. What a head is follows their rules and
    /// the mix of today's agents: who is hired changes how many there are, not how many are needed.
    pub(super) fn of(people: &People, today: &[Agent], queues: &[Queue], need: &[f64]) -> Supply {
        let (known, now) = (with_weeks(&people.agents, people), with_weeks(today, people));
        let heads = queues.iter().map(|queue| head(queue, &now, people)).collect();
        let hours = (!known.is_empty()).then(|| levelled(&groups(&known, queues), need));
        Supply { hours, heads }
    }
}

/// Agents whose contract is known, and what it comes to.
fn with_weeks<'a>(agents: &'a [Agent], people: &People) -> Vec<(&'a Agent, WorkingWeek)> {
    let week = |agent: &Agent| WorkingWeek::of_agent(agent, &people.contracts, &people.shifts);
    agents.iter().filter_map(|agent| Some((agent, week(agent)?))).collect()
}

/// The mean of those who serve the queue; else of all contracts; else the usual.
fn head(queue: &Queue, known: &[(&Agent, WorkingWeek)], people: &People) -> Head {
    let serving: Vec<&(&Agent, WorkingWeek)> =
        known.iter().filter(|(agent, _)| agent.speed_on(&queue.id).is_some()).collect();
    let mut weeks: Vec<WorkingWeek> = serving.iter().map(|(_, week)| *week).collect();
    if weeks.is_empty() {
        weeks = people.contracts.iter().map(|contract| WorkingWeek::of(contract, &people.shifts)).collect();
    }
    let costs: Vec<f64> = serving.iter().filter_map(|(agent, _)| agent.cost_per_hour).collect();
    let paid: f64 = weeks.iter().map(|week| week.paid_hours).sum();
    let worked: f64 = weeks.iter().map(|week| week.hours()).sum();
    Head {
        paid_hours: if paid > 0.0 { paid / weeks.len() as f64 } else { USUAL_HOURS },
        at_work: if paid > 0.0 { worked / paid } else { 1.0 },
        cost_per_hour: (!costs.is_empty()).then(|| costs.iter().sum::<f64>() / costs.len() as f64),
    }
}

/// Agents alike in their skills, with their hours on the schedule.
fn groups(known: &[(&Agent, WorkingWeek)], queues: &[Queue]) -> Vec<Group> {
    // Speeds by their bits, so that groups come in one order.
    let mut hours: BTreeMap<Vec<(usize, u64)>, f64> = BTreeMap::new();
    for (agent, week) in known {
        let skills = queues.iter().enumerate();
        let skills = skills.filter_map(|(place, queue)| Some((place, agent.speed_on(&queue.id)?.to_bits())));
        *hours.entry(skills.collect()).or_default() += week.hours();
    }
    let speeds = |skills: Vec<(usize, u64)>| {
        skills.into_iter().map(|(place, bits)| (place, f64::from_bits(bits))).collect()
    };
    hours.into_iter().map(|(skills, hours)| Group { skills: speeds(skills), hours }).collect()
}
