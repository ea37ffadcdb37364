//! A roster in base steps in which activities are placed, and the cover that changes with it.

use std::collections::BTreeMap;

use super::laid::Laid;
use crate::model::{Assignment, Availability, AvailabilityKind, Roster};
use crate::rostering::board::curves;
use crate::rostering::coverage::on_queue;
use crate::rostering::problem::Problem;
use crate::rostering::rules::{gathering, placed};
use crate::scheduling::cover::Cover;
use crate::scheduling::curve::Curve;
use crate::scheduling::places::PriceSums;
use crate::scheduling::sharing::Groups;

/// Places tried exactly, of all that the prices of the moment recommend.
const TRIED: usize = 16;
/// Passes at most in which everything may go elsewhere.
const PASSES: usize = 3;

/// An activity to be placed: one for everybody who does it together.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    pub(super) kind: AvailabilityKind,
    pub(super) minutes: u32,
    /// Agents, each with the row of their availability.
    pub(super) members: Vec<(usize, usize)>,
}

/// Who serves what, and what cover costs.
#[derive(Debug)]
pub(super) struct Ground {
    groups: Groups,
    group_of: Vec<usize>,
    curves: Vec<Vec<Curve>>,
}

impl Ground {
    pub(super) fn new(problem: &Problem) -> Ground {
        let groups = Groups::of(&problem.agents, &problem.queues);
        let group_of = groups.of_agents(&problem.agents, &problem.queues);
        let curves = curves(problem, groups.unit);
        Ground { groups, group_of, curves }
    }
}

/// An activity tried at a place.
#[derive(Debug)]
pub(super) struct Trial {
    /// Change of the cost of cover, in money units.
    pub(super) cover: i64,
    /// Members who are there, with their shift as it would be.
    there: Vec<(usize, usize, Laid)>,
    /// What the members cost who are not there, in money units.
    left_out: i64,
}

impl Trial {
    fn cost(&self) -> i64 {
        self.cover + self.left_out
    }

    /// Members who are there.
    pub(super) fn members(&self) -> usize {
        self.there.len()
    }
}

/// The roster under work.
#[derive(Debug)]
pub(super) struct Desk<'a> {
    problem: &'a Problem,
    group_of: &'a [usize],
    /// Money units to one of the objective.
    pub(super) money: f64,
    /// In step with `shifts` at all times.
    cover: Cover<'a>,
    /// Per agent, in order of start.
    shifts: Vec<Vec<Laid>>,
    pub(super) wanted: Vec<Wanted>,
}

impl<'a> Desk<'a> {
    /// Lays `roster` out, with the activities that are placed in it already.
    pub(super) fn new(problem: &'a Problem, ground: &'a Ground, roster: &Roster) -> Desk<'a> {
        let cover = Cover::nobody(&ground.groups, &ground.curves, problem.steps_per_interval());
        let mut desk = Desk {
            problem,
            group_of: &ground.group_of,
            money: 1e6 * problem.steps_per_interval() as f64 * ground.groups.unit as f64,
            cover,
            shifts: vec![Vec::new(); problem.agents.len()],
            wanted: wanted(problem),
        };
        for agent in 0..problem.agents.len() {
            for shift in problem.past(agent) {
                for (from, to) in on_queue(problem, shift) {
                    desk.cover.count(desk.group_of[agent], from..to, true);
                }
            }
        }
        desk.lay_out(roster);
        desk
    }

    fn lay_out(&mut self, roster: &Roster) {
        let mut of_agent: Vec<Vec<(usize, &Assignment)>> = vec![Vec::new(); self.problem.agents.len()];
        for (position, shift) in roster.assignments.iter().enumerate() {
            if let Some(agent) = self.problem.agent_index(&shift.agent) {
                of_agent[agent].push((position, shift));
            }
        }
        for (agent, mut shifts) in of_agent.into_iter().enumerate() {
            shifts.sort_by_key(|(_, shift)| shift.start);
            let assignments: Vec<&Assignment> = shifts.iter().map(|(_, shift)| *shift).collect();
            let placed = placed(self.problem, agent, &assignments);
            for (position, shift) in shifts {
                let laid = Laid::new(self.problem, position, shift, &placed);
                count(&mut self.cover, self.group_of[agent], &laid, true);
                self.shifts[agent].push(laid);
            }
        }
    }

    /// Places everything where it costs least, and moves what is placed while that saves anything.
    pub(super) fn place_all(&mut self) {
        let wanted = self.wanted.clone();
        for _ in 0..PASSES {
            let before = self.cover.cost() + self.left_out(&wanted);
            for wanted in &wanted {
                self.place(wanted);
            }
            if self.cover.cost() + self.left_out(&wanted) >= before {
                break;
            }
        }
    }

    fn place(&mut self, wanted: &Wanted) {
        let old = self.take_away(wanted);
        let missing = (wanted.members.len() - old.len()) as i64;
        let was = self.back_again(&old).map(|cost| cost + self.price(wanted) * missing);
        let nothing = self.price(wanted) * wanted.members.len() as i64;
        match self.best(wanted) {
            Some(trial) if trial.cost() < was.unwrap_or(nothing) => {
                for (agent, shift, laid) in trial.there {
                    self.set(agent, shift, laid);
                }
            }
            _ if was.is_some() => {
                for (agent, shift, laid) in old {
                    self.set(agent, shift, laid);
                }
            }
            _ => {}
        }
    }

    /// The best place for something that is not placed; none where nobody can do it at any time.
    pub(super) fn best(&mut self, wanted: &Wanted) -> Option<Trial> {
        let mut starts = self.starts(wanted);
        starts.sort_unstable();
        starts.truncate(TRIED);
        let mut best: Option<Trial> = None;
        for (_, at) in starts {
            let trial = self.trial(wanted, at);
            if !trial.there.is_empty() && best.as_ref().is_none_or(|best| trial.cost() < best.cost()) {
                best = Some(trial);
            }
        }
        best
    }

    /// Places at which somebody is at work, with what they roughly cost.
    fn starts(&self, wanted: &Wanted) -> Vec<(i64, i64)> {
        let steps = steps_of(self.problem, wanted.minutes);
        let price = self.price(wanted);
        let mut rough: BTreeMap<i64, i64> = BTreeMap::new();
        for (agent, row) in &wanted.members {
            let row = &self.problem.availability[*agent][*row];
            let group = self.group_of[*agent];
            let saving = |step| self.cover.saving(group, step as usize);
            for at in places(self.problem, row) {
                if self.shift_at(*agent, (at, at + steps)).is_some() {
                    let horizon = self.cover.steps() as i64;
                    let worth: i64 = (at.max(0)..(at + steps).min(horizon)).map(saving).sum();
                    *rough.entry(at).or_default() += worth - price;
                }
            }
        }
        rough.into_iter().map(|(at, rough)| (rough, at)).collect()
    }

    fn shift_at(&self, agent: usize, stretch: (i64, i64)) -> Option<usize> {
        self.shifts[agent].iter().position(|shift| shift.has_room(stretch))
    }

    /// What it costs to hold it at `at`; everything is as it was afterwards.
    fn trial(&mut self, wanted: &Wanted, at: i64) -> Trial {
        let stretch = (at, at + steps_of(self.problem, wanted.minutes));
        let before = self.cover.cost();
        let mut there = Vec::new();
        for (agent, row) in &wanted.members {
            let is_place = places(self.problem, &self.problem.availability[*agent][*row]).any(|p| p == at);
            let Some(shift) = self.shift_at(*agent, stretch).filter(|_| is_place) else { continue };
            let old = self.shifts[*agent][shift].clone();
            if let Some(new) = self.with(*agent, &old, *row, stretch) {
                self.set(*agent, shift, new);
                there.push((*agent, shift, old));
            }
        }
        let left_out = self.price(wanted) * (wanted.members.len() - there.len()) as i64;
        let cover = self.cover.cost() - before;
        // The last change is taken back first: an agent may have two rows of a gathering.
        let mut found = Vec::new();
        for (agent, shift, old) in there.into_iter().rev() {
            found.push((agent, shift, self.shifts[agent][shift].clone()));
            self.set(agent, shift, old);
        }
        found.reverse();
        Trial { cover, there: found, left_out }
    }

    /// A shift with an activity in it, its breaks at the best places for the others as they are if they are in the way.
    fn with(&mut self, agent: usize, shift: &Laid, row: usize, stretch: (i64, i64)) -> Option<Laid> {
        let mut new = shift.clone();
        new.placed.push((row, stretch));
        if new.breaks().any(|(from, to)| from < stretch.1 && stretch.0 < to) {
            let group = self.group_of[agent];
            count(&mut self.cover, group, shift, false);
            let sums = PriceSums::new(self.cover.savings(group).iter().copied());
            count(&mut self.cover, group, shift, true);
            new.move_breaks(&sums)?;
        }
        Some(new)
    }

    fn set(&mut self, agent: usize, shift: usize, laid: Laid) {
        let group = self.group_of[agent];
        count(&mut self.cover, group, &self.shifts[agent][shift], false);
        count(&mut self.cover, group, &laid, true);
        self.shifts[agent][shift] = laid;
    }

    /// Takes an activity out of the roster; gives the shifts as they were.
    fn take_away(&mut self, wanted: &Wanted) -> Vec<(usize, usize, Laid)> {
        let mut old = Vec::new();
        for (agent, row) in &wanted.members {
            let holds = |shift: &Laid| shift.placed.iter().any(|(placed, _)| placed == row);
            let Some(shift) = self.shifts[*agent].iter().position(holds) else { continue };
            let was = self.shifts[*agent][shift].clone();
            let mut now = was.clone();
            now.placed.retain(|(placed, _)| placed != row);
            self.set(*agent, shift, now);
            old.push((*agent, shift, was));
        }
        old
    }

    /// What cover costs more with these shifts than with those there now; none without any.
    fn back_again(&mut self, old: &[(usize, usize, Laid)]) -> Option<i64> {
        if old.is_empty() {
            return None;
        }
        let before = self.cover.cost();
        let mut now = Vec::new();
        for (agent, shift, laid) in old {
            now.push((*agent, *shift, self.shifts[*agent][*shift].clone()));
            self.set(*agent, *shift, laid.clone());
        }
        let cost = self.cover.cost() - before;
        for (agent, shift, laid) in now.into_iter().rev() {
            self.set(agent, shift, laid);
        }
        Some(cost)
    }

    /// Whether an agent's row is placed.
    pub(super) fn is_placed(&self, (agent, row): (usize, usize)) -> bool {
        self.shifts[agent].iter().any(|shift| shift.placed.iter().any(|(placed, _)| *placed == row))
    }

    /// Whether an agent has a shift in a stretch of time, be it for a part of it.
    pub(super) fn is_at_work(&self, agent: usize, stretch: (i64, i64)) -> bool {
        self.shifts[agent].iter().any(|shift| shift.span.0 < stretch.1 && stretch.0 < shift.span.1)
    }

    /// What leaving out one member costs, in money units.
    pub(super) fn price(&self, wanted: &Wanted) -> i64 {
        let hours = f64::from(wanted.minutes) / 60.0;
        (self.problem.weights.unplaced_activity_hour * hours * self.money).round() as i64
    }

    fn left_out(&self, wanted: &[Wanted]) -> i64 {
        let of = |wanted: &Wanted| {
            let missing = wanted.members.iter().filter(|member| !self.is_placed(**member)).count();
            self.price(wanted) * missing as i64
        };
        wanted.iter().map(of).sum()
    }

    /// The roster as it is now.
    pub(super) fn roster(&self, given: &Roster) -> Roster {
        let mut roster = given.clone();
        for (agent, shifts) in self.shifts.iter().enumerate() {
            for shift in shifts {
                let assignment = &mut roster.assignments[shift.position];
                let segments = shift.segments(self.problem, agent, assignment);
                assignment.segments = segments;
            }
        }
        roster
    }
}

fn count(cover: &mut Cover<'_>, group: usize, shift: &Laid, come: bool) {
    let steps = cover.steps() as i64;
    for step in shift.on_queue().filter(|step| (0..steps).contains(step)) {
        cover.count(group, step as usize..step as usize + 1, come);
    }
}

/// Everything to be placed: first what several do together, then what has least time to be done in.
fn wanted(problem: &Problem) -> Vec<Wanted> {
    let mut together: BTreeMap<_, Wanted> = BTreeMap::new();
    let mut alone: Vec<Wanted> = Vec::new();
    for (agent, rows) in problem.availability.iter().enumerate() {
        for (position, _) in placed(problem, agent, &[]) {
            let row = &rows[position];
            let minutes = row.minutes_to_place().unwrap_or(0);
            let nobody = Wanted { kind: row.kind, minutes, members: Vec::new() };
            match gathering(problem, agent, row) {
                Some(key) => together.entry(key).or_insert(nobody).members.push((agent, position)),
                None => alone.push(Wanted { members: vec![(agent, position)], ..nobody }),
            }
        }
    }
    let room = |wanted: &Wanted| {
        let (agent, row) = wanted.members[0];
        let row = &problem.availability[agent][row];
        ((row.to - row.from).num_minutes() - i64::from(wanted.minutes), agent)
    };
    alone.sort_by_key(room);
    let mut together: Vec<Wanted> = together.into_values().collect();
    together.sort_by_key(|wanted| std::cmp::Reverse(wanted.members.len()));
    together.into_iter().chain(alone).collect()
}

/// Base steps that so many minutes take.
pub(super) fn steps_of(problem: &Problem, minutes: u32) -> i64 {
    (i64::from(minutes) + problem.step - 1) / problem.step
}

/// The base steps at which an activity may begin: starts of planning intervals.
pub(super) fn places(problem: &Problem, row: &Availability) -> impl Iterator<Item = i64> + use<> {
    let interval = i64::from(problem.grid.step_minutes());
    let minutes = i64::from(row.minutes_to_place().unwrap_or(0));
    let first = problem.minute_up(row.from).max(0);
    let last = (problem.minute(row.to) - minutes).min(problem.minute(problem.grid.end()));
    let step = problem.step;
    let first = (first + interval - 1).div_euclid(interval);
    (first..).map(move |at| at * interval).take_while(move |at| *at <= last).map(move |at| at / step)
}
