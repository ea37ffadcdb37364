//! Every shift that could be worked, in base steps, and what cover costs.

use std::collections::BTreeMap;

use chrono::{Datelike, Duration, NaiveDate};

use super::ShiftInput;
use crate::model::{Grid, LocalInstant, ShiftTemplate, local_instant};
use crate::scheduling::curve::{Curve, curves};
use crate::scheduling::places::{BreakPlan, PriceSums};
use crate::scheduling::sharing::{Group, Groups};
use crate::scheduling::{gcd, whole_agents};

/// A shift on a day.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    /// Number of the distinct shift: template, start on the clock and length.
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
    pub(super) groups: Groups,
    /// Per interval and queue.
    pub(super) curves: Vec<Vec<Curve>>,
    pub(super) per_interval: usize,
    pub(super) steps: usize,
    pub(super) step: i64,
    pub(super) plans: Vec<BreakPlan>,
    pub(super) candidates: Vec<Candidate>,
    pub(super) kinds: usize,
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
        let mut layout = Layout {
            curves: curves(&required, grid.len(), input.weights, 1),
            required,
            groups,
            per_interval,
            steps: grid.len() * per_interval,
            step,
            plans: input.shifts.iter().map(|shift| BreakPlan::new(shift, step)).collect(),
            candidates: Vec::new(),
            kinds: 0,
            charge: (input.distinct_shift * money).round() as i64,
            cyclic: input.cyclic,
            money,
            grid,
        };
        layout.add_candidates(input, &starts);
        layout
    }

    fn add_candidates(&mut self, input: &ShiftInput<'_>, starts: &[Start]) {
        let mut kinds: BTreeMap<(usize, u32, u32), usize> = BTreeMap::new();
        for start in starts {
            let template = &input.shifts[start.template];
            for length in &template.lengths {
                let steps = i64::from(*length) / self.step;
                if *length == 0 || !self.plans[start.template].fits(steps) {
                    continue;
                }
                let next = kinds.len();
                let kind = *kinds.entry((start.template, start.clock, *length)).or_insert(next);
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
        self.kinds = kinds.len();
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

    /// Steps on the queue of a shift with these breaks.
    pub(super) fn on_queue(&self, candidate: &Candidate, breaks: &[u16]) -> Vec<usize> {
        let lengths = self.plans[candidate.template].lengths();
        let away: Vec<(i64, i64)> = lengths
            .zip(breaks)
            .map(|(steps, at)| (candidate.from + i64::from(*at), candidate.from + i64::from(*at) + steps))
            .collect();
        let at_work = (candidate.from..candidate.to)
            .filter(|step| away.iter().all(|(from, to)| step < from || to <= step));
        at_work.filter_map(|step| self.on_grid(step)).collect()
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

/// A start of a template on a day.
struct Start {
    template: usize,
    date: NaiveDate,
    clock: u32,
    /// Minutes after the start of the grid.
    minute: i64,
}

/// Every start, in order of time; none in the hour that is missing in spring.
fn starts(shifts: &[ShiftTemplate], grid: &Grid) -> Vec<Start> {
    let mut starts = Vec::new();
    for day in grid.days() {
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
                starts.push(Start { template, date: day.date, clock, minute });
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
