//! Every shift that could be worked, in base steps, and what cover costs.

use std::collections::BTreeMap;

use chrono::{Datelike, Duration, NaiveDate};

use super::ShiftInput;
use crate::model::{Grid, LocalInstant, ShiftTemplate, local_instant};
use crate::scheduling::curve::{Curve, curves};
use crate::scheduling::places::{BreakPlan, PriceSums};
use crate::scheduling::sharing::{Group, Groups};
use crate::scheduling::{gcd, whole_agents};

/// A distinct shift: a template, a start on the clock and a length.
#[derive(Debug, Clone)]
pub(super) struct Kind {
    /// Start and end in minutes after midnight.
    pub(super) span: (u32, u32),
    /// The shift on each day of the grid, where it can be worked.
    pub(super) on_day: Vec<Option<usize>>,
}

/// A shift on a day.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    /// Number of the distinct shift.
    pub(super) kind: usize,
    pub(super) template: usize,
    pub(super) date: NaiveDate,
    pub(super) from: i64,
    pub(super) to: i64,
    pub(super) paid_minutes: u32,
    /// Cost of its paid time, in money units.
    pub(super) pay: i64,
}

/// The problem in base steps and money units: micro-units per base step.
#[derive(Debug)]
pub(super) struct Layout<'a> {
    pub(super) grid: &'a Grid,
    pub(super) required: Vec<Vec<u32>>,
    groups: Groups,
    /// Per interval and queue.
    queue_curves: Vec<Vec<Curve>>,
    /// Per step: what everybody on the queues together comes to, shared out at the least cost.
    pub(super) curves: Vec<Curve>,
    pub(super) per_interval: usize,
    pub(super) steps: usize,
    pub(super) step: i64,
    pub(super) plans: Vec<BreakPlan>,
    pub(super) candidates: Vec<Candidate>,
    pub(super) kinds: Vec<Kind>,
    /// Cost of a distinct shift.
    pub(super) charge: i64,
    pub(super) cyclic: bool,
    pub(super) money: f64,
}

impl<'a> Layout<'a> {
    pub(super) fn new(input: &ShiftInput<'a>, grid: &'a Grid) -> Self {
        let required: Vec<Vec<u32>> = input.requirements.iter().map(|r| whole_agents(r, grid)).collect();
        let everybody = Group { queues: (0..required.len()).map(|queue| (queue, 1)).collect() };
        let groups = Groups::new(vec![everybody], 1, required.len());
        let starts = starts(input.shifts, grid);
        let step = base_step(input.shifts, &starts, grid);
        let per_interval = (i64::from(grid.step_minutes()) / step) as usize;
        let money = 1e6 * per_interval as f64;
        let queue_curves = curves(&required, grid.len(), input.weights, 1);
        let mut layout = Layout {
            curves: queue_curves
                .iter()
                .flat_map(|of_queues| std::iter::repeat_n(Curve::joined(of_queues), per_interval))
                .collect(),
            queue_curves,
            required,
            groups,
            per_interval,
            steps: grid.len() * per_interval,
            step,
            plans: input.shifts.iter().map(|shift| BreakPlan::new(shift, step)).collect(),
            candidates: Vec::new(),
            kinds: Vec::new(),
            charge: (input.distinct_shift * money).round() as i64,
            cyclic: input.cyclic,
            money,
            grid,
        };
        layout.add_candidates(input, &starts);
        layout
    }

    fn add_candidates(&mut self, input: &ShiftInput<'_>, starts: &[Start]) {
        let days = self.grid.days().len();
        let mut known: BTreeMap<(usize, u32, u32), usize> = BTreeMap::new();
        for start in starts {
            let template = &input.shifts[start.template];
            for length in &template.lengths {
                let steps = i64::from(*length) / self.step;
                if *length == 0 || !self.plans[start.template].fits(steps) {
                    continue;
                }
                let kind = *known.entry((start.template, start.clock, *length)).or_insert(self.kinds.len());
                if kind == self.kinds.len() {
                    let span = (start.clock, start.clock + length);
                    self.kinds.push(Kind { span, on_day: vec![None; days] });
                }
                self.kinds[kind].on_day[start.day] = Some(self.candidates.len());
                let paid_minutes = template.paid_minutes(*length);
                let from = start.minute / self.step;
                let pay = input.paid_hour * f64::from(paid_minutes) / 60.0 * self.money;
                self.candidates.push(Candidate {
                    kind,
                    template: start.template,
                    date: start.date,
                    from,
                    to: from + steps,
                    paid_minutes,
                    pay: pay.round() as i64,
                });
            }
        }
    }

    /// Agents per queue at a step, so many being at work.
    pub(super) fn shared(&self, step: usize, agents: i64) -> Vec<i64> {
        let mut shares = self.groups.nobody();
        let curves = &self.queue_curves[step / self.per_interval];
        for _ in 0..agents {
            self.groups.add(&mut shares, curves, 0);
        }
        shares.cover
    }

    /// The step on the grid, if there is one: a week that repeats has no end.
    pub(super) fn on_grid(&self, step: i64) -> Option<usize> {
        let step = if self.cyclic { step.rem_euclid(self.steps.max(1) as i64) } else { step };
        usize::try_from(step).ok().filter(|step| *step < self.steps)
    }

    /// Sums of a price per step that reach over the end of a week that repeats.
    pub(super) fn sums(&self, price: impl Fn(usize) -> i64) -> PriceSums {
        let rounds = if self.cyclic { 2 } else { 1 };
        let prices: Vec<i64> = (0..self.steps).map(price).collect();
        PriceSums::new((0..rounds).flat_map(|_| prices.iter().copied()))
    }

    /// What a shift is worth at these prices, its breaks at the best places.
    pub(super) fn worth(&self, candidate: &Candidate, sums: &PriceSums) -> i64 {
        let span = (candidate.from, candidate.to);
        sums.between(span.0, span.1) - self.plans[candidate.template].least(sums, span, &[]).unwrap_or(0)
    }

    /// The best places of its breaks at these prices.
    pub(super) fn breaks(&self, candidate: &Candidate, sums: &PriceSums) -> Vec<u16> {
        let placed = self.plans[candidate.template].place(sums, (candidate.from, candidate.to), &[]);
        placed.map(|(_, starts)| starts).unwrap_or_default()
    }

    /// The best places of its breaks at these prices of its own steps.
    pub(super) fn breaks_within(
        &self,
        candidate: &Candidate,
        prices: impl IntoIterator<Item = i64>,
    ) -> Vec<u16> {
        let span = (0, candidate.to - candidate.from);
        let placed = self.plans[candidate.template].place(&PriceSums::new(prices), span, &[]);
        placed.map(|(_, starts)| starts).unwrap_or_default()
    }

    /// Whether any shift has breaks.
    pub(super) fn any_breaks(&self) -> bool {
        self.plans.iter().any(|plan| plan.lengths().next().is_some())
    }

    /// Whether a shift has breaks.
    pub(super) fn has_breaks(&self, candidate: usize) -> bool {
        self.plans[self.candidates[candidate].template].lengths().next().is_some()
    }

    /// Whether a shift may have its breaks at these places.
    pub(super) fn allows(&self, candidate: usize, places: &[u16]) -> bool {
        let candidate = &self.candidates[candidate];
        let starts: Vec<i64> = places.iter().map(|at| i64::from(*at)).collect();
        self.plans[candidate.template].allows(&starts, candidate.to - candidate.from)
    }

    /// Adds `agents` of a shift with these breaks, as changes of the number on the queues: at a step, by so many.
    pub(super) fn mark(
        &self,
        candidate: &Candidate,
        breaks: &[u16],
        agents: i64,
        changes: &mut Vec<(usize, i64)>,
    ) {
        self.mark_span((candidate.from, candidate.to), agents, changes);
        for (steps, at) in self.plans[candidate.template].lengths().zip(breaks) {
            let from = candidate.from + i64::from(*at);
            self.mark_span((from, from + steps), -agents, changes);
        }
    }

    /// The end of the grid cuts a span; in a week that repeats it goes on from the beginning.
    fn mark_span(&self, (from, to): (i64, i64), agents: i64, changes: &mut Vec<(usize, i64)>) {
        let steps = self.steps as i64;
        let mut add = |from: i64, to: i64| {
            if from < to {
                changes.push((from as usize, agents));
                changes.push((to as usize, -agents));
            }
        };
        if !self.cyclic {
            return add(from.max(0), to.min(steps));
        }
        let (mut from, mut left) = (from.rem_euclid(steps.max(1)), to - from);
        while left > 0 {
            let until = (from + left).min(steps);
            add(from, until);
            left -= until - from;
            from = 0;
        }
    }

    /// Steps on the queue of a shift with these breaks.
    pub(super) fn on_queue(&self, candidate: &Candidate, breaks: &[u16]) -> Vec<usize> {
        let mut changes = Vec::new();
        self.mark(candidate, breaks, 1, &mut changes);
        changes.sort_unstable();
        let mut steps = Vec::new();
        stretches(&changes, |from, to, _| steps.extend(from..to));
        steps
    }

    /// Whether any shift is at work in an interval.
    pub(super) fn can_cover(&self, interval: usize) -> bool {
        let steps = interval * self.per_interval..(interval + 1) * self.per_interval;
        let covers = |candidate: &Candidate| {
            (candidate.from..candidate.to).any(|step| self.on_grid(step).is_some_and(|s| steps.contains(&s)))
        };
        self.candidates.iter().any(covers)
    }
}

/// Calls with every stretch of steps over which the sum of the changes before is not 0, and that sum. The changes are in
/// order of steps.
pub(super) fn stretches(changes: &[(usize, i64)], mut call: impl FnMut(usize, usize, i64)) {
    let (mut from, mut agents) = (0, 0);
    for (step, change) in changes {
        if agents != 0 && from < *step {
            call(from, *step, agents);
        }
        (from, agents) = (*step, agents + change);
    }
}

/// A start of a template on a day.
struct Start {
    template: usize,
    day: usize,
    date: NaiveDate,
    clock: u32,
    /// Minutes after the start of the grid.
    minute: i64,
}

/// Every start, in order of time; none in the hour that is missing in spring.
fn starts(shifts: &[ShiftTemplate], grid: &Grid) -> Vec<Start> {
    let mut starts = Vec::new();
    for (number, day) in grid.days().iter().enumerate() {
        for (template, shift) in shifts.iter().enumerate() {
            if !shift.days.contains(day.date.weekday()) {
                continue;
            }
            for clock in shift.starts() {
                let local = day.date.and_time(Default::default()) + Duration::minutes(i64::from(clock));
                let instant = match local_instant(local, grid.zone()) {
                    LocalInstant::Once(instant) | LocalInstant::Twice(instant, _) => instant,
                    LocalInstant::Never => continue,
                };
                let minute = (instant - grid.start()).num_minutes();
                starts.push(Start { template, day: number, date: day.date, clock, minute });
            }
        }
    }
    starts.sort_by_key(|start| (start.minute, start.template));
    starts
}

fn base_step(shifts: &[ShiftTemplate], starts: &[Start], grid: &Grid) -> i64 {
    let parts = shifts.iter().flat_map(|shift| {
        let breaks = shift.breaks.iter().flat_map(|b| {
            [b.minutes, b.earliest, if b.latest > b.earliest { shift.break_every_minutes } else { 0 }]
        });
        breaks.chain(shift.lengths.iter().copied()).map(i64::from)
    });
    let starts = starts.iter().map(|start| start.minute);
    parts.chain(starts).fold(i64::from(grid.step_minutes()), gcd).max(1)
}
