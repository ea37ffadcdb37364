//! The problem laid out for the search: base steps, cost curves, groups of agents with the same queues, and classes of
//! like agents with their legal tours.
//!
//! Money inside the search is whole numbers: micro-units per base step and part of an agent, so that sums do not depend on
//! their order.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, Utc};

use super::attendance::{self, Savings};
use super::burden;
use super::candidates::{Candidate, Candidates};
use super::carry::CarryOver;
use super::choices::{Days, days};
use super::graph::{Choices, Graph, OFF};
use super::own::OwnCosts;
use super::pricer::{ActionCosts, Actions};
use super::problem::Problem;
use super::side_by_side::each;
use super::terms::Terms;
use crate::model::{Activity, AvailabilityKind, Lock, ShiftId};
use crate::scheduling::curve::{self, Curve};
use crate::scheduling::gcd;
use crate::scheduling::places::{BreakPlan, PriceSums};
use crate::scheduling::sharing::Groups;

/// Everything the search looks up.
#[derive(Debug)]
pub(super) struct Board<'a> {
    pub(super) problem: &'a Problem,
    pub(super) plans: Vec<BreakPlan>,
    pub(super) zones: Vec<Candidates>,
    pub(super) groups: Groups,
    pub(super) lanes: Vec<Lane>,
    /// Per interval and queue.
    pub(super) curves: Vec<Vec<Curve>>,
    pub(super) steps: usize,
    pub(super) steps_per_interval: usize,
    pub(super) classes: Vec<Class>,
    pub(super) class_of: Vec<usize>,
    /// Shared by classes with the same choices and terms.
    pub(super) graphs: Vec<Graph>,
    /// Money per unit of the objective.
    pub(super) money: f64,
    /// Agents at work from shifts of the past, per group and base step.
    pub(super) past: Vec<Vec<u32>>,
    pub(super) attendance: attendance::Rules,
}

/// Agents whose time is worth the same at any prices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lane {
    pub(super) zone: usize,
    pub(super) group: usize,
    /// Rules of attendance with prices that concern them.
    pub(super) priced: Vec<usize>,
}

/// Like agents: the same legal tours at the same own costs.
#[derive(Debug)]
pub(super) struct Class {
    /// Positions of the agents, in order.
    pub(super) agents: Vec<usize>,
    pub(super) lane: usize,
    /// Rules of attendance that concern them.
    pub(super) attendance: Vec<usize>,
    pub(super) graph: usize,
    pub(super) days: Days,
    pub(super) own: ActionCosts,
    /// Cost of every tour beside its actions.
    pub(super) constant: i64,
    /// Counted work of finding the best tour once: edges, shifts and steps.
    pub(super) work: u64,
}

/// A shift with its breaks, in base steps after its start.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Shift {
    pub(super) candidate: usize,
    pub(super) breaks: Vec<u16>,
}

/// Work of sharing people out as one comes or goes, on average per base step of the horizon.
const WORK_OF_SHARING: u64 = 400;

/// What one agent works over the horizon, per day.
pub(super) type Tour = Vec<Option<Shift>>;

/// A published shift: template, start, end, lock and starts of what is not on the queue.
type Promise = (String, DateTime<Utc>, DateTime<Utc>, u8, Vec<DateTime<Utc>>);

/// An entry of availability without its agent: kind, start, end, and the shift and weight of a wish.
type Row = (AvailabilityKind, DateTime<Utc>, DateTime<Utc>, Option<ShiftId>, u16);

/// What makes agents alike.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Kind {
    contract: usize,
    lane: usize,
    attendance: Vec<usize>,
    preferred: Option<u16>,
    rows: Vec<Row>,
    promised: Vec<Promise>,
    employed: Vec<bool>,
    carry: CarryOver,
    burden: u64,
}

impl<'a> Board<'a> {
    /// Lays the problem out; agents without a legal tour come back as positions in `Err`.
    pub(super) fn new(problem: &'a Problem) -> Result<Board<'a>, Vec<usize>> {
        let groups = Groups::of(&problem.agents, &problem.queues);
        let money = 1e6 * problem.steps_per_interval() as f64 * groups.unit as f64;
        let mut board = Board {
            plans: problem.shifts.iter().map(|s| BreakPlan::new(s, problem.step)).collect(),
            zones: Vec::new(),
            curves: curves(problem, groups.unit),
            groups,
            lanes: Vec::new(),
            steps: problem.steps(),
            steps_per_interval: problem.steps_per_interval(),
            classes: Vec::new(),
            class_of: Vec::new(),
            graphs: Vec::new(),
            money,
            past: Vec::new(),
            attendance: attendance::Rules::new(problem, money),
            problem,
        };
        let groups = board.groups.of_agents(&problem.agents, &problem.queues);
        board.past = past_cover(problem, &board, &groups);
        board.sort_into_classes(&groups)?;
        Ok(board)
    }

    fn sort_into_classes(&mut self, groups: &[usize]) -> Result<(), Vec<usize>> {
        let problem = self.problem;
        let factors = burden::factors(problem);
        let promises = problem.has_promises();
        let mut kinds: BTreeMap<Kind, usize> = BTreeMap::new();
        let mut graphs: BTreeMap<(usize, Choices, Terms), usize> = BTreeMap::new();
        for agent in 0..problem.agents.len() {
            let attendance = self.attendance.concerning(agent);
            let lane = self.lane(agent, groups[agent], &attendance);
            let factor = if problem.weights.fairness > 0.0 { factors[agent] } else { 0.0 };
            let terms = Terms::of(problem, agent, &BTreeSet::new());
            let kind = kind(problem, agent, (lane, &attendance), &terms, factor);
            let next = self.classes.len();
            let number = *kinds.entry(kind).or_insert(next);
            if number == next {
                let zone = self.lanes[lane].zone;
                let days = days(problem, &self.plans, &self.zones[zone], agent, &BTreeSet::new());
                let next = graphs.len();
                let graph = *graphs.entry((zone, days.choices.clone(), terms)).or_insert(next);
                let own = OwnCosts::new(problem, agent, factor, promises);
                let (own, constant) = self.price_own(&own, lane, &days.choices);
                let (agents, work) = (Vec::new(), 0);
                self.classes.push(Class { agents, lane, attendance, graph, days, own, constant, work });
            }
            self.classes[number].agents.push(agent);
            self.class_of.push(number);
        }
        self.add_graphs(graphs)?;
        self.count_work();
        Ok(())
    }

    /// The graphs of these, by number; agents without a legal tour come back in `Err`.
    fn add_graphs(&mut self, numbers: BTreeMap<(usize, Choices, Terms), usize>) -> Result<(), Vec<usize>> {
        let mut wanted: Vec<_> = numbers.into_iter().collect();
        wanted.sort_by_key(|(_, number)| *number);
        let zones = &self.zones;
        let graphs = each(wanted, |((zone, choices, terms), _)| Graph::new(&zones[zone], &choices, &terms));
        let stuck = |agent: &usize| graphs[self.classes[self.class_of[*agent]].graph].is_none();
        let stuck: Vec<usize> = (0..self.class_of.len()).filter(stuck).collect();
        self.graphs = graphs.into_iter().flatten().collect();
        if stuck.is_empty() { Ok(()) } else { Err(stuck) }
    }

    fn count_work(&mut self) {
        for class in &mut self.classes {
            let shifts: usize = class.days.choices.shifts.iter().map(Vec::len).sum();
            class.work = self.graphs[class.graph].edges() + 30 * shifts as u64 + 10 * self.steps as u64;
        }
    }

    /// Counted work of giving an agent of a class the best tour: finding it, and sharing everybody out among queues anew.
    pub(super) fn work_of_response(&self, class: &Class) -> u64 {
        let sharing = if self.groups.are_separate() { 0 } else { WORK_OF_SHARING * self.steps as u64 };
        class.work + sharing
    }

    fn lane(&mut self, agent: usize, group: usize, attendance: &[usize]) -> usize {
        let zone = self.problem.zone_of(agent);
        let zone = self.zones.iter().position(|known| known.zone == zone).unwrap_or_else(|| {
            self.zones.push(Candidates::new(self.problem, &self.plans, zone));
            self.zones.len() - 1
        });
        let lane = Lane { zone, group, priced: self.attendance.priced(attendance) };
        self.lanes.iter().position(|known| *known == lane).unwrap_or_else(|| {
            self.lanes.push(lane);
            self.lanes.len() - 1
        })
    }

    fn price_own(&self, own: &OwnCosts<'_>, lane: usize, choices: &Choices) -> (ActionCosts, i64) {
        let money = |cost: f64| (cost * self.money).round() as i64;
        let candidates = &self.zones[self.lanes[lane].zone].all;
        let of_day =
            |shifts: &Vec<usize>| shifts.iter().map(|s| money(own.of_shift(&candidates[*s]))).collect();
        let shifts = choices.shifts.iter().map(of_day).collect();
        let off = self.problem.dates.iter().map(|date| money(own.of_day_off(*date))).collect();
        (ActionCosts { shifts, off }, money(own.constant()))
    }

    /// The greatest amount of money of which every roster's cost is a whole multiple.
    pub(super) fn grain(&self) -> i64 {
        let own = self.classes.iter().flat_map(|class| {
            let actions = class.own.shifts.iter().flatten().chain(&class.own.off);
            actions.copied().chain([class.constant])
        });
        let pieces = self.curves.iter().flatten().flat_map(|curve| curve.pieces()).flatten();
        own.chain(pieces.map(|(_, cost)| cost)).chain(self.attendance.costs()).fold(0, gcd).max(1)
    }

    pub(super) fn candidates(&self, class: &Class) -> &Candidates {
        &self.zones[self.lanes[class.lane].zone]
    }

    pub(super) fn group(&self, class: &Class) -> usize {
        self.lanes[class.lane].group
    }

    /// The curves of all queues at a base step.
    pub(super) fn curves_at(&self, step: usize) -> &[Curve] {
        &self.curves[step / self.steps_per_interval]
    }

    /// What a shift is worth at these prices of an agent's time on the queue, its breaks at the best places.
    pub(super) fn worth(&self, class: &Class, day: usize, candidate: &Candidate, sums: &PriceSums) -> i64 {
        let busy = &class.days.busy[day];
        let plan = &self.plans[candidate.shift];
        let taken: i64 = busy.iter().map(|(from, to)| sums.between(*from, *to)).sum();
        let breaks = match &class.days.locked[day] {
            None => plan.least(sums, (candidate.from, candidate.to), busy).unwrap_or(0),
            Some(starts) => plan
                .lengths()
                .zip(starts)
                .map(|(steps, at)| (candidate.from + i64::from(*at), steps))
                .map(|(from, steps)| sums.between(from, from + steps))
                .sum(),
        };
        sums.between(candidate.from, candidate.to) - taken - breaks
    }

    /// What every candidate of a lane is worth to a class without fixed activities or locks.
    pub(super) fn worth_table(&self, lane: usize, sums: &PriceSums) -> Vec<i64> {
        let candidates = &self.zones[self.lanes[lane].zone];
        (0..candidates.all.len()).map(|position| candidates.worth(position, &self.plans, sums)).collect()
    }

    /// Costs of all actions of a class: own cost minus worth, from the lane's table where there is one, and minus what
    /// attendance gains.
    pub(super) fn action_costs(
        &self,
        class: &Class,
        table: Option<&[i64]>,
        sums: &PriceSums,
        attendance: Option<&Savings>,
        costs: &mut ActionCosts,
    ) {
        let candidates = self.candidates(class);
        costs.off.clone_from(&class.own.off);
        costs.shifts.resize_with(class.own.shifts.len(), Vec::new);
        for (day, shifts) in class.days.choices.shifts.iter().enumerate() {
            let plain = class.days.busy[day].is_empty() && class.days.locked[day].is_none();
            let worth = |shift: usize| match table {
                Some(table) if plain => table[shift],
                None if plain => candidates.worth(shift, &self.plans, sums),
                _ => self.worth(class, day, &candidates.all[shift], sums),
            };
            let own = &class.own.shifts[day];
            costs.shifts[day].clear();
            costs.shifts[day].extend(shifts.iter().zip(own).map(|(shift, own)| own - worth(*shift)));
            let Some(savings) = attendance else { continue };
            for (cost, shift) in costs.shifts[day].iter_mut().zip(shifts) {
                *cost -= savings.of(&candidates.all[*shift]);
            }
        }
    }

    /// Own cost of a tour.
    pub(super) fn own_cost(&self, class: &Class, actions: &Actions) -> i64 {
        class.constant + class.own.of(actions)
    }

    /// The tour with its breaks at the best places for these prices.
    pub(super) fn tour(&self, class: &Class, actions: &Actions, sums: &PriceSums) -> Tour {
        let shift = |(day, action): (usize, &u16)| {
            let candidate = match *action {
                OFF => return None,
                member => class.days.choices.shifts[day][usize::from(member)],
            };
            Some(Shift { candidate, breaks: self.break_places(class, day, candidate, sums) })
        };
        actions.iter().enumerate().map(shift).collect()
    }

    /// The actions of a tour of this class; a shift that is none of its choices counts as off.
    pub(super) fn actions(&self, class: &Class, tour: &Tour) -> Actions {
        let action = |(day, shift): (usize, &Option<Shift>)| {
            let choices = &class.days.choices.shifts[day];
            let position = shift.as_ref().and_then(|shift| choices.binary_search(&shift.candidate).ok());
            position.map_or(OFF, |position| position as u16)
        };
        tour.iter().enumerate().map(action).collect()
    }

    pub(super) fn break_places(
        &self,
        class: &Class,
        day: usize,
        candidate: usize,
        sums: &PriceSums,
    ) -> Vec<u16> {
        if let Some(starts) = &class.days.locked[day] {
            return starts.clone();
        }
        let shift = &self.candidates(class).all[candidate];
        let placed = self.plans[shift.shift].place(sums, (shift.from, shift.to), &class.days.busy[day]);
        placed.map(|(_, starts)| starts).unwrap_or_default()
    }

    /// Base steps of the horizon that fixed activities take of a shift.
    pub(super) fn away(&self, class: &Class, day: usize, candidate: usize) -> impl Iterator<Item = usize> {
        let shift = self.candidates(class).all[candidate];
        let end = shift.to.min(self.steps as i64);
        let busy = class.days.busy[day].iter();
        busy.flat_map(move |(from, to)| {
            let stretch = shift.from.max(*from).max(0)..end.min(*to);
            stretch.map(|step| step as usize)
        })
    }

    /// Whether no break of a shift falls upon a fixed activity.
    pub(super) fn is_clear(&self, class: &Class, day: usize, shift: &Shift) -> bool {
        let mut busy = class.days.busy[day].iter();
        busy.all(|(from, to)| self.breaks(class, shift).all(|(begin, end)| end <= *from || *to <= begin))
    }

    /// The breaks of a shift, as base steps of the horizon.
    fn breaks(&self, class: &Class, shift: &Shift) -> impl Iterator<Item = (i64, i64)> {
        let candidate = &self.candidates(class).all[shift.candidate];
        let lengths = self.plans[candidate.shift].lengths();
        lengths.zip(&shift.breaks).map(|(steps, at)| {
            let from = candidate.from + i64::from(*at);
            (from, from + steps)
        })
    }

    /// Stretches of base steps on the queue, on the horizon, in order.
    pub(super) fn on_queue(&self, class: &Class, day: usize, shift: &Shift) -> Vec<(usize, usize)> {
        let mut stretches = Vec::new();
        self.each_on_queue(class, day, shift, |from, to| stretches.push((from, to)));
        stretches
    }

    /// Calls `act` for every stretch of [`Board::on_queue`].
    pub(super) fn each_on_queue(
        &self,
        class: &Class,
        day: usize,
        shift: &Shift,
        mut act: impl FnMut(usize, usize),
    ) {
        let candidate = &self.candidates(class).all[shift.candidate];
        let breaks = self.breaks(class, shift);
        let on_horizon = |step: i64| step.clamp(0, self.steps as i64) as usize;
        let mut at = candidate.from;
        let mut pass = |(from, to): (i64, i64)| {
            if at < from && on_horizon(at) < on_horizon(from) {
                act(on_horizon(at), on_horizon(from));
            }
            at = at.max(to);
        };
        let busy = &class.days.busy[day];
        if busy.is_empty() {
            // Breaks are in order.
            breaks.for_each(&mut pass);
        } else {
            let mut away: Vec<(i64, i64)> = breaks.chain(busy.iter().copied()).collect();
            away.sort_unstable();
            away.into_iter().for_each(&mut pass);
        }
        pass((candidate.to, candidate.to));
    }
}

fn kind(
    problem: &Problem,
    agent: usize,
    (lane, attendance): (usize, &[usize]),
    terms: &Terms,
    burden: f64,
) -> Kind {
    let near = Duration::days(2);
    let (start, end) = (problem.grid.start() - near, problem.grid.end() + near);
    let rows = problem.availability[agent].iter().filter(|row| start < row.to && row.from < end);
    // Activities to be placed forbid nothing.
    let rows = rows.filter(|row| row.minutes_to_place().is_none());
    let promised = problem.published[agent].iter().filter(|row| problem.dates.contains(&row.date));
    let mut rows: Vec<_> =
        rows.map(|row| (row.kind, row.from, row.to, row.shift.clone(), row.weight)).collect();
    rows.sort_unstable();
    Kind {
        contract: problem.contract_of[agent],
        lane,
        attendance: attendance.to_vec(),
        preferred: problem.agents[agent].preferred_start.map(|time| time.minutes()),
        rows,
        promised: promised
            .map(|row| {
                let breaks = row.segments.iter().filter(|s| s.activity != Activity::OnQueue).map(|s| s.start);
                let lock = match row.locked {
                    Lock::None => 0,
                    Lock::Shift => 1,
                    Lock::Breaks => 2,
                };
                (row.shift.as_str().to_owned(), row.start, row.end, lock, breaks.collect())
            })
            .collect(),
        employed: problem.dates.iter().map(|date| problem.employed(agent, *date)).collect(),
        carry: terms.carry.clone(),
        burden: burden.to_bits(),
    }
}

/// Cost curves per interval and queue.
pub(super) fn curves(problem: &Problem, unit: i64) -> Vec<Vec<Curve>> {
    curve::curves(&problem.required, problem.grid.len(), &problem.weights, unit)
}

fn past_cover(problem: &Problem, board: &Board<'_>, groups: &[usize]) -> Vec<Vec<u32>> {
    let mut cover = vec![vec![0; board.steps]; board.groups.all.len()];
    for (agent, group) in groups.iter().enumerate() {
        for shift in problem.past(agent) {
            for (from, to) in super::coverage::on_queue(problem, shift) {
                cover[*group][from..to].iter_mut().for_each(|count| *count += 1);
            }
        }
    }
    cover
}
