//! Ever more changed days, each repair built on the best few with fewer.

use std::collections::BTreeMap;

use crate::rostering::board::Tour;
use crate::rostering::graph::OFF;
use crate::rostering::limited;
use crate::rostering::plan::{Plan, Scratch};

/// Some agents' new tours.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct State {
    pub(super) changed: BTreeMap<usize, Tour>,
    cost: i64,
}

/// Agents tried beyond the first change.
const PROMISING: usize = 40;
/// Repairs that are built on, per number of changes.
const WIDTH: usize = 8;
/// Most days changed by one step.
const DAYS: usize = 2;

pub(super) struct Search<'b> {
    plan: Plan<'b>,
    scratch: Scratch,
    first_day: usize,
}

impl<'b> Search<'b> {
    pub(super) fn new(plan: Plan<'b>, first_day: usize) -> Self {
        Search { plan, scratch: Scratch::default(), first_day }
    }

    /// The best repairs with ever more changes, each cheaper than those before.
    pub(super) fn run(mut self, most: usize) -> Vec<State> {
        let nothing = State { changed: BTreeMap::new(), cost: self.plan.cost() };
        let everybody: Vec<usize> =
            (0..self.plan.tours.len()).filter(|agent| self.plan.tours[*agent].is_some()).collect();
        let first = self.steps(&nothing, &everybody);
        let promising = promising(&first);
        let mut levels: Vec<Vec<State>> = vec![vec![nothing]];
        for changes in 1..=most {
            let mut level: Vec<State> = Vec::new();
            for days in 1..=DAYS.min(changes) {
                for state in levels[changes - days].clone() {
                    let next = match state.changed.is_empty() {
                        true => first[days - 1].clone(),
                        false => self.steps(&state, &promising).swap_remove(days - 1),
                    };
                    level.extend(next);
                }
            }
            level.sort_by(|a, b| a.cost.cmp(&b.cost).then_with(|| a.changed.cmp(&b.changed)));
            level.dedup();
            level.truncate(WIDTH);
            levels.push(level);
        }
        let mut best: Vec<State> = Vec::new();
        for state in levels.into_iter().filter_map(|level| level.into_iter().next()) {
            if best.last().is_none_or(|last| state.cost < last.cost) {
                best.push(state);
            }
        }
        best
    }

    /// Every way to go on from `state` by 1, 2, … days of one more agent.
    fn steps(&mut self, state: &State, agents: &[usize]) -> Vec<Vec<State>> {
        let published: Vec<(usize, Option<Tour>)> = state
            .changed
            .iter()
            .map(|(agent, tour)| {
                let old = self.plan.remove(*agent);
                self.plan.insert(*agent, tour.clone());
                (*agent, old)
            })
            .collect();
        let mut found = vec![Vec::new(); DAYS];
        for agent in agents.iter().copied().filter(|agent| !state.changed.contains_key(agent)) {
            for (days, step) in self.of_agent(agent).into_iter().enumerate() {
                let Some((cost, tour)) = step else { continue };
                let mut next = State { cost, ..state.clone() };
                next.changed.insert(agent, tour);
                found[days].push(next);
            }
        }
        for (agent, old) in published {
            self.plan.remove(agent);
            old.into_iter().for_each(|tour| self.plan.insert(agent, tour));
        }
        found
    }

    /// The best tours of an agent with 1, 2, … changed days, with the cost of the whole roster.
    fn of_agent(&mut self, agent: usize) -> Vec<Option<(i64, Tour)>> {
        let board = self.plan.board;
        let class = &board.classes[board.class_of[agent]];
        let Some(old) = self.plan.remove(agent) else { return Vec::new() };
        let given = self.plan.actions(agent, &old);
        let group = board.group(class);
        self.scratch.sums.reset(self.plan.savings(group).iter().copied());
        let (sums, costs) = (&self.scratch.sums, &mut self.scratch.costs);
        self.plan.action_costs(agent, sums, costs);
        let attendance = self.plan.attendance_savings(agent);
        for (day, shift) in old.iter().enumerate() {
            let Some(shift) = shift else { continue };
            // What stays keeps its breaks.
            let position = usize::from(given[day]);
            let worth = board.on_queue(class, day, shift).into_iter();
            let worth: i64 = worth.map(|(from, to)| sums.between(from as i64, to as i64)).sum();
            let candidate = &board.candidates(class).all[shift.candidate];
            let attended = attendance.as_ref().map_or(0, |savings| savings.of(candidate));
            costs.shifts[day][position] = class.own.shifts[day][position] - worth - attended;
        }
        let without = self.plan.cost() + class.constant;
        let found = limited::tours(&board.graphs[class.graph], costs, &given, self.first_day, DAYS);
        let tour = |(cost, actions)| {
            let mut tour = board.tour(class, &actions, sums);
            for (day, action) in actions.iter().enumerate().filter(|(day, action)| **action == given[*day]) {
                tour[day] = if *action == OFF { None } else { old[day].clone() };
            }
            (without + cost, tour)
        };
        let tours = found.into_iter().map(|found| found.map(tour)).collect();
        self.plan.insert(agent, old);
        tours
    }
}

/// The agents whose first steps cost least.
fn promising(first: &[Vec<State>]) -> Vec<usize> {
    let mut steps: Vec<(i64, usize)> = first
        .iter()
        .flatten()
        .filter_map(|state| Some((state.cost, *state.changed.keys().next()?)))
        .collect();
    steps.sort_unstable();
    let mut agents: Vec<usize> = Vec::new();
    for (_, agent) in steps {
        if agents.len() < PROMISING && !agents.contains(&agent) {
            agents.push(agent);
        }
    }
    agents
}
