//! Where the breaks of a given roster go best, also while the day is running.
//!
//! Comes in: a roster whose shifts stand, with or without breaks. Goes out: the same shifts with every break in its window,
//! on its step, in order, never in a meeting, and too few and too many agents at less cost. One shift after the other gets
//! the best places for the others as they are, until nothing is gained; a break moves only if that saves something. Right
//! for a few hours ahead and for a published week; a little dearer than breaks chosen together with the shifts. Cost: a few
//! passes over all shifts.
//!
//! It does not know the rules of people, and needs none: shifts keep their start and end.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use super::cover::Cover;
use super::curve::curves;
use super::places::{BreakPlan, PriceSums};
use super::sharing::Groups;
use super::{gcd, on_one_grid, whole_agents};
use crate::error::Result;
use crate::model::{
    Activity, Agent, AgentId, Assignment, Grid, Lock, QueueId, Requirement, Roster, RosterWeights, Segment,
    ShiftTemplate,
};

/// A roster whose breaks are to be placed.
#[derive(Debug, Clone, Copy)]
pub struct BreakInput<'a> {
    /// Templates of the shifts, with their break windows. A shift of another template stays as it is.
    pub shifts: &'a [ShiftTemplate],
    /// Who works, and which queues they serve. A shift of anybody else stays as it is and covers nothing.
    pub agents: &'a [Agent],
    /// What is to be covered: one per queue, all on one grid. Time outside the grid is worth nothing.
    pub requirements: &'a [Requirement],
    /// Costs of too few and too many agents.
    pub weights: &'a RosterWeights,
    /// Who works which shift. Activities that are no breaks of the template stay where they are.
    pub roster: &'a Roster,
    /// Breaks that begin before stay, and none is moved there: the moment from which the day can still be changed.
    pub from: Option<DateTime<Utc>>,
}

/// A roster with its breaks at better places.
#[derive(Debug, Clone, PartialEq)]
pub struct Rebroken {
    /// The shifts given. A stretch on the queue names it only where the agent serves no other.
    pub roster: Roster,
    /// Breaks that were placed or moved, in order of the roster.
    pub moved: Vec<Moved>,
    /// Cost of too few and too many agents before, in units of the objective.
    pub before: f64,
    /// The same afterwards, never more unless breaks were missing.
    pub after: f64,
}

/// A break at a new place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// Whose break.
    pub agent: AgentId,
    /// The day on which the shift starts.
    pub date: NaiveDate,
    /// Its name in the shift template.
    pub activity: String,
    /// Where it began; none when it was missing.
    pub before: Option<DateTime<Utc>>,
    /// Where it begins.
    pub after: DateTime<Utc>,
}

/// Places the breaks of a roster at the least cost of too few and too many agents that can be found.
///
/// Breaks of shifts with `locked = breaks` stay. A shift whose breaks cannot all be placed stays as it is.
///
/// # Errors
/// [`InvalidInput`](crate::Error::InvalidInput) when there is no requirement, or the requirements are not all whole and on one grid.
pub fn breaks(input: &BreakInput<'_>) -> Result<Rebroken> {
    let grid = on_one_grid(input.requirements)?;
    let queues: Vec<QueueId> = input.requirements.iter().map(|r| r.queue.clone()).collect();
    let required: Vec<Vec<u32>> = input.requirements.iter().map(|r| whole_agents(r, grid)).collect();
    let groups = Groups::of(input.agents, &queues);
    let curves = curves(&required, grid.len(), input.weights, groups.unit);
    let clock = Clock::new(input, grid);
    let per_interval = (i64::from(grid.step_minutes()) / clock.step) as usize;
    let mut cover = Cover::nobody(&groups, &curves, per_interval);
    let mut shifts = laid_out(input, &queues, &groups, &clock);
    shifts.iter().for_each(|shift| shift.count(&mut cover, true));
    let money = 1e6 * per_interval as f64 * groups.unit as f64;
    let before = cover.cost() as f64 / money;
    while pass(&mut shifts, &mut cover) > 0 {}
    let (roster, moved) = written(input, &queues, &shifts, &clock);
    Ok(Rebroken { roster, moved, before, after: cover.cost() as f64 / money })
}

/// One pass over all shifts; gives how many of them gained.
fn pass(shifts: &mut [Shift<'_>], cover: &mut Cover<'_>) -> usize {
    let movable = shifts.iter_mut().filter(|shift| shift.movable);
    movable.map(|shift| usize::from(shift.improve(cover))).sum()
}

/// Base steps of a grid: the greatest stretch that divides its intervals and everything in the roster.
struct Clock {
    start: DateTime<Utc>,
    step: i64,
}

impl Clock {
    fn new(input: &BreakInput<'_>, grid: &Grid) -> Clock {
        let minute = |instant: DateTime<Utc>| (instant - grid.start()).num_minutes();
        let parts = input.shifts.iter().flat_map(|template| {
            let every = i64::from(template.break_every_minutes);
            let spans = template.breaks.iter().flat_map(|b| [b.minutes, b.earliest]).map(i64::from);
            spans.chain([every])
        });
        let times = input.roster.assignments.iter().flat_map(|shift| {
            let inside = shift.segments.iter().flat_map(|segment| [segment.start, segment.end]);
            inside.chain([shift.start, shift.end])
        });
        let step = parts.chain(times.map(minute)).fold(i64::from(grid.step_minutes()), gcd);
        Clock { start: grid.start(), step: step.max(1) }
    }

    fn step_of(&self, instant: DateTime<Utc>) -> i64 {
        (instant - self.start).num_minutes().div_euclid(self.step)
    }

    fn instant(&self, step: i64) -> DateTime<Utc> {
        self.start + chrono::Duration::minutes(step * self.step)
    }
}

/// A shift in base steps; what happens inside it counts from its start.
struct Shift<'a> {
    assignment: &'a Assignment,
    template: Option<&'a ShiftTemplate>,
    group: Option<usize>,
    from: i64,
    steps: i64,
    plan: BreakPlan,
    busy: Vec<(i64, i64)>,
    /// Start of every break; empty while they are not placed.
    starts: Vec<i64>,
    movable: bool,
}

fn laid_out<'a>(
    input: &BreakInput<'a>,
    queues: &[QueueId],
    groups: &Groups,
    clock: &Clock,
) -> Vec<Shift<'a>> {
    let group_of = groups.of_agents(input.agents, queues);
    let groups: BTreeMap<&AgentId, usize> = input.agents.iter().map(|a| &a.id).zip(group_of).collect();
    let shift = |assignment: &'a Assignment| {
        let template = input.shifts.iter().find(|template| template.id == assignment.shift);
        Shift::new(assignment, template, groups.get(&assignment.agent).copied(), input.from, clock)
    };
    input.roster.assignments.iter().map(shift).collect()
}

impl<'a> Shift<'a> {
    fn new(
        assignment: &'a Assignment,
        template: Option<&'a ShiftTemplate>,
        group: Option<usize>,
        now: Option<DateTime<Utc>>,
        clock: &Clock,
    ) -> Shift<'a> {
        let (from, to) = (clock.step_of(assignment.start), clock.step_of(assignment.end));
        let taken =
            |segment: &Segment| (clock.step_of(segment.start) - from, clock.step_of(segment.end) - from);
        let breaks = template.map_or(&[][..], |template| &template.breaks);
        let away = assignment.segments.iter().filter(|segment| segment.activity != Activity::OnQueue);
        let (own, other): (Vec<&Segment>, Vec<&Segment>) =
            away.partition(|segment| breaks.iter().any(|b| b.id == segment.activity.name()));
        let begun = now
            .map_or(i64::MIN / 2, |now| -((clock.start - now).num_minutes().div_euclid(clock.step)) - from);
        let settled = |at: i64| at < begun || assignment.locked == Lock::Breaks;
        let at = |id: &str| own.iter().find(|segment| segment.activity.name() == id).map(|s| taken(s).0);
        let pins: Vec<Option<i64>> = breaks.iter().map(|b| at(&b.id).filter(|at| settled(*at))).collect();
        let plan = template.map(|template| BreakPlan::new(template, clock.step).settled(&pins, begun));
        let plan = plan.unwrap_or_default();
        let starts: Option<Vec<i64>> = breaks.iter().map(|b| at(&b.id)).collect();
        let busy: Vec<(i64, i64)> = other.into_iter().map(taken).collect();
        let movable = template.is_some() && group.is_some() && pins.iter().any(Option::is_none);
        let mut shift = Shift {
            assignment,
            template,
            group,
            from,
            steps: to - from,
            plan,
            busy,
            starts: starts.unwrap_or_default(),
            movable,
        };
        shift.movable &= shift.place(&PriceSums::default()).is_some();
        shift
    }

    fn place(&self, sums: &PriceSums) -> Option<(i64, Vec<i64>)> {
        let (worth, starts) = self.plan.place(sums, (0, self.steps), &self.busy)?;
        Some((worth, starts.into_iter().map(i64::from).collect()))
    }

    /// Breaks of the shift as stretches, those placed so far.
    fn breaks(&self) -> Vec<(i64, i64)> {
        self.plan.lengths().zip(&self.starts).map(|(steps, at)| (*at, at + steps)).collect()
    }

    fn count(&self, cover: &mut Cover<'_>, come: bool) {
        let Some(group) = self.group else { return };
        let away: Vec<(i64, i64)> = match self.template {
            Some(_) => self.breaks().into_iter().chain(self.busy.iter().copied()).collect(),
            None => self.busy.clone(),
        };
        for at in (0..self.steps).filter(|at| away.iter().all(|(from, to)| at < from || to <= at)) {
            match usize::try_from(self.from + at) {
                Ok(step) if step < cover.steps() => cover.count(group, step..step + 1, come),
                _ => {}
            }
        }
    }

    /// Moves the breaks to the best places for the others as they are; whether that gained anything.
    fn improve(&mut self, cover: &mut Cover<'_>) -> bool {
        let Some(group) = self.group else { return false };
        self.count(cover, false);
        let price = |at: i64| match usize::try_from(self.from + at) {
            Ok(step) if step < cover.steps() => cover.saving(group, step),
            _ => 0,
        };
        let sums = PriceSums::new((0..self.steps).map(price));
        let now: i64 = self.breaks().into_iter().map(|(from, to)| sums.between(from, to)).sum();
        let missing = self.starts.len() < self.plan.lengths().count();
        let better = self.place(&sums).filter(|(worth, _)| missing || *worth < now);
        let gained = better.is_some();
        if let Some((_, starts)) = better {
            self.starts = starts;
        }
        self.count(cover, true);
        gained
    }
}

/// The roster with the breaks where they are now, and the breaks that moved.
fn written(
    input: &BreakInput<'_>,
    queues: &[QueueId],
    shifts: &[Shift<'_>],
    clock: &Clock,
) -> (Roster, Vec<Moved>) {
    let mut moved = Vec::new();
    let write = |shift: &Shift<'_>| {
        let Some(template) = shift.template.filter(|_| shift.movable) else {
            return shift.assignment.clone();
        };
        let agent = input.agents.iter().find(|agent| agent.id == shift.assignment.agent);
        let mut away: Vec<Segment> = Vec::new();
        for (b, (from, to)) in template.breaks.iter().zip(shift.breaks()) {
            let (start, end) = (clock.instant(shift.from + from), clock.instant(shift.from + to));
            let was = shift.assignment.segments.iter().find(|segment| segment.activity.name() == b.id);
            let was = was.map(|segment| segment.start);
            if was != Some(start) {
                moved.push(Moved {
                    agent: shift.assignment.agent.clone(),
                    date: shift.assignment.date,
                    activity: b.id.clone(),
                    before: was,
                    after: start,
                });
            }
            away.push(Segment { start, end, activity: Activity::Named(b.id.clone()), queue: None });
        }
        let is_break = |segment: &&Segment| template.breaks.iter().any(|b| b.id == segment.activity.name());
        let others =
            shift.assignment.segments.iter().filter(|s| s.activity != Activity::OnQueue && !is_break(s));
        away.extend(others.cloned());
        away.sort_by_key(|segment| (segment.start, segment.end));
        let segments = shift.assignment.filled(away, agent.and_then(|agent| only_queue(agent, queues)));
        Assignment { segments, ..shift.assignment.clone() }
    };
    (Roster { assignments: shifts.iter().map(write).collect() }, moved)
}

/// The queue of an agent who serves no other.
fn only_queue(agent: &Agent, queues: &[QueueId]) -> Option<QueueId> {
    let mut served = queues
        .iter()
        .filter(|queue| agent.skills.is_empty() || agent.skills.iter().any(|skill| skill.queue == **queue));
    let first = served.next().cloned();
    first.filter(|_| served.next().is_none())
}
