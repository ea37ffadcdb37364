//! People in hours and money: what a head gives a queue, what an hour costs, how much there is.

use std::collections::BTreeMap;

use super::levelled::{Group, levelled};
use super::supply::People;
use crate::model::{Agent, Contract, Queue, ShiftTemplate};
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
        let (known, now) = (with_rules(&people.agents, people), with_rules(today, people));
        let heads = queues.iter().map(|queue| head(queue, &now, people)).collect();
        let hours = (!known.is_empty()).then(|| levelled(&groups(&known, queues), need));
        Supply { hours, heads }
    }
}

/// Agents whose contract is known, and what it comes to.
fn with_rules<'a>(agents: &'a [Agent], people: &People) -> Vec<(&'a Agent, Rules)> {
    agents.iter().filter_map(|agent| Some((agent, Rules::of_agent(agent, people)?))).collect()
}

/// What a contract comes to.
#[derive(Debug, Clone, Copy)]
struct Rules {
    paid_hours: f64,
    at_work: Share,
}

impl Rules {
    fn of_agent(agent: &Agent, people: &People) -> Option<Rules> {
        let contract = people.contracts.iter().find(|contract| contract.id == agent.contract)?;
        Some(Rules::of(contract, &people.shifts))
    }

    fn of(contract: &Contract, shifts: &[ShiftTemplate]) -> Rules {
        let (least, most) = contract.hours_per_week;
        let works =
            |shift: &&ShiftTemplate| contract.shifts.as_ref().is_none_or(|ids| ids.contains(&shift.id));
        let (mut paid, mut breaks) = (0_u32, 0_u32);
        for shift in shifts.iter().filter(works) {
            let in_breaks: u32 = shift.breaks.iter().filter(|b| b.paid).map(|b| b.minutes).sum();
            for length in &shift.lengths {
                paid += shift.paid_minutes(*length);
                breaks += in_breaks.min(shift.paid_minutes(*length));
            }
        }
        let at_work = if paid > breaks { f64::from(paid - breaks) / f64::from(paid) } else { 1.0 };
        Rules { paid_hours: 0.5 * (least + most), at_work }
    }
}

/// The mean of those who serve the queue; else of all contracts; else the usual.
fn head(queue: &Queue, known: &[(&Agent, Rules)], people: &People) -> Head {
    let serving: Vec<&(&Agent, Rules)> =
        known.iter().filter(|(agent, _)| agent.speed_on(&queue.id).is_some()).collect();
    let mut rules: Vec<Rules> = serving.iter().map(|(_, rules)| *rules).collect();
    if rules.is_empty() {
        rules = people.contracts.iter().map(|contract| Rules::of(contract, &people.shifts)).collect();
    }
    let costs: Vec<f64> = serving.iter().filter_map(|(agent, _)| agent.cost_per_hour).collect();
    let paid: f64 = rules.iter().map(|rules| rules.paid_hours).sum();
    let worked: f64 = rules.iter().map(|rules| rules.paid_hours * rules.at_work).sum();
    Head {
        paid_hours: if paid > 0.0 { paid / rules.len() as f64 } else { USUAL_HOURS },
        at_work: if paid > 0.0 { worked / paid } else { 1.0 },
        cost_per_hour: (!costs.is_empty()).then(|| costs.iter().sum::<f64>() / costs.len() as f64),
    }
}

/// Agents alike in their skills, with their hours on the schedule.
fn groups(known: &[(&Agent, Rules)], queues: &[Queue]) -> Vec<Group> {
    // Speeds by their bits, so that groups come in one order.
    let mut hours: BTreeMap<Vec<(usize, u64)>, f64> = BTreeMap::new();
    for (agent, rules) in known {
        let skills = queues.iter().enumerate();
        let skills = skills.filter_map(|(place, queue)| Some((place, agent.speed_on(&queue.id)?.to_bits())));
        *hours.entry(skills.collect()).or_default() += rules.paid_hours * rules.at_work;
    }
    let speeds = |skills: Vec<(usize, u64)>| {
        skills.into_iter().map(|(place, bits)| (place, f64::from_bits(bits))).collect()
    };
    hours.into_iter().map(|(skills, hours)| Group { skills: speeds(skills), hours }).collect()
}
