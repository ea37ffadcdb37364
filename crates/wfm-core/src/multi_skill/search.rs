//! The staffing as it stands, what it gives, and how another one is tried.

use super::cover::Cover;
use super::promise::Goal;
use super::{GroupRequirement, Options, Task, play};
use crate::control::{Control, Progress};
use crate::error::{Error, Result};

/// What lacks less than this, in calls or seconds of a stretch, is kept.
pub(super) const NOTHING: f64 = 1e-9;

/// Sums of promises: per goal, a value per interval.
pub(super) type Values = Vec<Vec<f64>>;

pub(super) struct Search<'a> {
    pub(super) task: &'a Task<'a>,
    options: &'a Options,
    control: &'a Control<'a>,
    pub(super) goals: Vec<Goal>,
    pub(super) cover: Cover,
    pub(super) costs: Vec<f64>,
    /// Intervals over which an agent's going is felt.
    pub(super) reach: usize,
    pub(super) agents: Vec<Vec<u32>>,
    pub(super) values: Values,
    trials: usize,
}

impl<'a> Search<'a> {
    pub(super) fn new(
        task: &'a Task<'a>,
        options: &'a Options,
        control: &'a Control<'a>,
    ) -> Result<Search<'a>> {
        let operation = task.operation;
        let types = operation.call_types.iter().zip(task.promises).enumerate();
        let goals = types.flat_map(|(index, (call_type, promise))| {
            Goal::of(index, call_type, promise, operation.intervals)
        });
        let longest =
            operation.call_types.iter().map(|call_type| call_type.handle_time.mean).fold(0.0, f64::max);
        Ok(Search {
            task,
            options,
            control,
            goals: goals.collect(),
            cover: Cover::of(operation),
            costs: task.terms.iter().map(|terms| terms.cost).collect(),
            reach: (1 + (2.0 * longest / operation.interval).ceil() as usize).min(4).min(operation.intervals),
            agents: vec![vec![0; operation.intervals]; operation.groups.len()],
            values: Vec::new(),
            trials: 0,
        })
    }

    /// Agents who cover the work with some to spare, who may yet be too few.
    pub(super) fn start(&mut self) -> Result<()> {
        /// Spare agents over the square root of the load, of all call types together: half of what is usual.
        const SPARE: f64 = 0.5;
        for interval in 0..self.intervals() {
            let work = self.work(interval);
            let all: f64 = work.iter().sum();
            let needed: Vec<f64> =
                work.iter().map(|work| work + SPARE * work / all.max(1.0).sqrt()).collect();
            let mut agents = self.at(interval);
            self.cover.fill(&mut agents, &needed, &self.costs, |group, agents| self.has_room(group, agents));
            self.fill_minimum(interval, &mut agents);
            agents.into_iter().enumerate().for_each(|(group, agents)| self.agents[group][interval] = agents);
        }
        let agents = self.agents.clone();
        self.values = self.trial(&agents)?.ok_or(Error::Cancelled)?;
        Ok(())
    }

    /// Takes up a staffing found before.
    pub(super) fn resume(&mut self, agents: Vec<Vec<u32>>) -> Result<()> {
        self.values = self.trial(&agents)?.ok_or(Error::Cancelled)?;
        self.agents = agents;
        Ok(())
    }

    fn fill_minimum(&self, interval: usize, agents: &mut [u32]) {
        for call_type in 0..self.task.promises.len() {
            while self.is_below_minimum(call_type, interval, agents) {
                let serving = (0..agents.len()).filter(|group| self.serves(*group, call_type));
                let fit = serving.filter(|group| self.has_room(*group, agents[*group]));
                match fit.min_by(|a, b| self.costs[*a].total_cmp(&self.costs[*b])) {
                    Some(group) => agents[group] += 1,
                    None => break,
                }
            }
        }
    }

    pub(super) fn is_below_minimum(&self, call_type: usize, interval: usize, agents: &[u32]) -> bool {
        let open = self.task.operation.call_types[call_type].open.get(interval).copied().unwrap_or(true);
        let serving = (0..agents.len()).filter(|group| self.serves(*group, call_type));
        open && serving.map(|group| agents[group]).sum::<u32>()
            < self.task.promises[call_type].target.minimum_agents
    }

    pub(super) fn intervals(&self) -> usize {
        self.task.operation.intervals
    }

    pub(super) fn serves(&self, group: usize, call_type: usize) -> bool {
        self.task.operation.groups[group].serves.iter().any(|serving| serving.call_type == call_type)
    }

    /// Whether there may be one more than these agents of a group at once.
    pub(super) fn has_room(&self, group: usize, agents: u32) -> bool {
        self.task.terms[group].most.is_none_or(|most| agents < most)
    }

    /// Agents of an interval, per group.
    pub(super) fn at(&self, interval: usize) -> Vec<u32> {
        self.agents.iter().map(|group| group[interval]).collect()
    }

    /// Work of an interval, per call type.
    pub(super) fn work(&self, interval: usize) -> Vec<f64> {
        self.task.promises.iter().map(|promise| promise.work[interval]).collect()
    }

    /// What a staffing gives; nothing when the search is over.
    pub(super) fn trial(&mut self, agents: &[Vec<u32>]) -> Result<Option<Values>> {
        if self.trials >= self.options.trials || self.control.stop().is_some() {
            return Ok(None);
        }
        let played = match play(self.task.operation, agents, self.options, self.options.seed, self.control) {
            Err(Error::Cancelled) => return Ok(None),
            other => other?,
        };
        self.trials += 1;
        let (done, planned) = (self.trials as u64, self.options.trials as u64);
        let cost = Some(self.cost());
        self.control.report(&Progress { phase: "trying staffings", done, planned, cost, bound: None });
        Ok(Some(self.goals.iter().map(|goal| goal.values(&played)).collect()))
    }

    /// What stretches have to spare, per goal.
    pub(super) fn surplus(&self) -> Values {
        self.goals.iter().zip(&self.values).map(|(goal, values)| goal.sums(values)).collect()
    }

    pub(super) fn cost(&self) -> f64 {
        let of_group = |(agents, cost): (&Vec<u32>, &f64)| f64::from(agents.iter().sum::<u32>()) * cost;
        self.agents.iter().zip(&self.costs).map(of_group).sum()
    }

    /// The answer, played once more with other calls.
    pub(super) fn finished(self) -> Result<GroupRequirement> {
        let mut broken = Vec::new();
        for (goal, sums) in self.goals.iter().zip(self.surplus()) {
            for (stretch, sum) in goal.stretches.iter().zip(sums) {
                if sum < -NOTHING && !broken.contains(&(goal.call_type, stretch.clone())) {
                    broken.push((goal.call_type, stretch.clone()));
                }
            }
        }
        let other_calls = self.options.seed.wrapping_add(1);
        Ok(GroupRequirement {
            cost: self.cost(),
            broken,
            trials: self.trials,
            played: play(self.task.operation, &self.agents, self.options, other_calls, self.control)?,
            agents: self.agents,
        })
    }
}
