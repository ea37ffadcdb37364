//! Anonymous agents at work: what they cost, who comes and who goes, and what saves most at the moment.

use std::collections::BTreeSet;

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

use super::ShiftCount;
use super::layout::{Candidate, Layout, stretches};
use crate::model::ShiftTemplate;
use crate::scheduling::places::PriceSums;

/// Starts of the breaks of one agent's shift, in base steps after its start.
pub(super) type Places = Vec<u16>;

/// Anonymous agents at work.
#[derive(Debug, Clone)]
pub(super) struct Staff<'a> {
    pub(super) layout: &'a Layout<'a>,
    /// Agents on the queues per step.
    cover: Vec<i64>,
    coverage: i64,
    /// The agents of every candidate.
    at_work: Vec<Vec<Places>>,
    /// Agents per distinct shift.
    used: Vec<u32>,
    pay: i64,
}

/// Agents who come and others who go, at once.
#[derive(Debug, Default)]
pub(super) struct Change {
    /// Candidates, and how many of their agents go: those who came last.
    pub(super) going: Vec<(usize, usize)>,
    /// Candidates, how many agents come, and where all of them have their breaks.
    pub(super) coming: Vec<(usize, usize, Places)>,
    /// What that does to the numbers on the queues.
    marks: Vec<(usize, i64)>,
}

impl Change {
    pub(super) fn is_empty(&self) -> bool {
        self.going.is_empty() && self.coming.is_empty()
    }

    pub(super) fn clear(&mut self) {
        self.going.clear();
        self.coming.clear();
    }
}

impl<'a> Staff<'a> {
    /// The whole part of these numbers.
    pub(super) fn new(layout: &'a Layout<'a>, relaxed: &[(usize, Places, f64)]) -> Self {
        let mut staff = Staff {
            layout,
            cover: vec![0; layout.steps],
            coverage: layout.curves.iter().map(|curve| curve.cost(0)).sum(),
            at_work: vec![Vec::new(); layout.candidates.len()],
            used: vec![0; layout.kinds.len()],
            pay: 0,
        };
        for (candidate, places, number) in relaxed {
            let agents = (number + 1e-4).floor() as usize;
            staff.come(*candidate, agents, places.clone());
        }
        staff
    }

    /// Cost of everything, in money units.
    pub(super) fn cost(&self) -> i64 {
        let (coverage, pay, distinct) = self.parts();
        coverage + pay + distinct
    }

    /// Cost of coverage, of paid time and of distinct shifts.
    pub(super) fn parts(&self) -> (i64, i64, i64) {
        let distinct = self.used.iter().filter(|agents| **agents > 0).count() as i64;
        (self.coverage, self.pay, distinct * self.layout.charge)
    }

    /// The same, counted anew from who is at work.
    pub(super) fn recounted(&self) -> (i64, i64, i64) {
        let layout = self.layout;
        let mut cover = vec![0; layout.steps];
        let mut kinds = BTreeSet::new();
        let mut pay = 0;
        for (candidate, at_work) in layout.candidates.iter().zip(&self.at_work) {
            for places in at_work {
                layout.on_queue(candidate, places).into_iter().for_each(|step| cover[step] += 1);
                kinds.insert(candidate.kind);
                pay += candidate.pay;
            }
        }
        let coverage = layout.curves.iter().zip(cover).map(|(curve, cover)| curve.cost(cover)).sum();
        (coverage, pay, kinds.len() as i64 * layout.charge)
    }

    /// Agents of a distinct shift.
    pub(super) fn used(&self, kind: usize) -> u32 {
        self.used[kind]
    }

    /// Agents of a candidate.
    pub(super) fn agents(&self, candidate: usize) -> usize {
        self.at_work[candidate].len()
    }

    /// Where the last agent of a candidate has breaks.
    pub(super) fn last(&self, candidate: usize) -> Option<&Places> {
        self.at_work[candidate].last()
    }

    /// Makes another agent of a candidate its last.
    pub(super) fn bring_forward(&mut self, candidate: usize, agent: usize) {
        let last = self.at_work[candidate].len() - 1;
        self.at_work[candidate].swap(agent, last);
    }

    /// What a change adds to the cost of coverage and pay.
    pub(super) fn price(&self, change: &mut Change) -> i64 {
        let layout = self.layout;
        let Change { going, coming, marks } = change;
        let mut pay = 0;
        marks.clear();
        for (candidate, agents) in going.iter() {
            let at_work = &self.at_work[*candidate];
            let places = &at_work[at_work.len() - agents..];
            let has_breaks = layout.has_breaks(*candidate);
            let candidate = &layout.candidates[*candidate];
            pay -= candidate.pay * *agents as i64;
            match has_breaks {
                true => places.iter().for_each(|places| layout.mark(candidate, places, -1, marks)),
                false => layout.mark(candidate, &[], -(*agents as i64), marks),
            }
        }
        for (candidate, agents, places) in coming.iter() {
            let candidate = &layout.candidates[*candidate];
            pay += candidate.pay * *agents as i64;
            layout.mark(candidate, places, *agents as i64, marks);
        }
        marks.sort_unstable_by_key(|(step, _)| *step);
        pay + self.difference(marks)
    }

    fn difference(&self, marks: &[(usize, i64)]) -> i64 {
        let mut sum = 0;
        stretches(marks, |from, to, agents| {
            for (cover, curve) in self.cover[from..to].iter().zip(&self.layout.curves[from..to]) {
                sum += curve.cost(cover + agents) - curve.cost(*cover);
            }
        });
        sum
    }

    /// Makes a change that has been priced.
    pub(super) fn make(&mut self, change: &mut Change, price: i64) {
        let mut pay = 0;
        for (candidate, agents) in change.going.drain(..) {
            let left = self.at_work[candidate].len() - agents;
            self.at_work[candidate].truncate(left);
            let candidate = &self.layout.candidates[candidate];
            self.used[candidate.kind] -= agents as u32;
            pay -= candidate.pay * agents as i64;
        }
        for (candidate, agents, places) in change.coming.drain(..) {
            self.at_work[candidate].extend(std::iter::repeat_n(places, agents));
            let candidate = &self.layout.candidates[candidate];
            self.used[candidate.kind] += agents as u32;
            pay += candidate.pay * agents as i64;
        }
        stretches(&change.marks, |from, to, agents| {
            self.cover[from..to].iter_mut().for_each(|cover| *cover += agents);
        });
        self.coverage += price - pay;
        self.pay += pay;
    }

    /// Where one more agent of this shift has breaks at least harm.
    pub(super) fn places(&self, candidate: usize) -> Places {
        let layout = self.layout;
        if !layout.has_breaks(candidate) {
            return Places::new();
        }
        let candidate = &layout.candidates[candidate];
        let saving = |step| layout.on_grid(step).map_or(0, |step| self.saving(step));
        layout.breaks_within(candidate, (candidate.from..candidate.to).map(saving))
    }

    /// What one more agent at a step would save.
    fn saving(&self, step: usize) -> i64 {
        let curve = &self.layout.curves[step];
        curve.cost(self.cover[step]) - curve.cost(self.cover[step] + 1)
    }

    /// The shift whose coming saves most, if any saves anything, with its breaks.
    fn best(&self) -> Option<(usize, Places)> {
        let layout = self.layout;
        let sums: PriceSums = layout.sums(|step| self.saving(step));
        let price = |candidate: &Candidate| {
            let charge = if self.used[candidate.kind] == 0 { layout.charge } else { 0 };
            candidate.pay + charge - layout.worth(candidate, &sums)
        };
        let priced = layout.candidates.iter().enumerate().map(|(shift, candidate)| (price(candidate), shift));
        let best = priced.min().filter(|(price, _)| *price < 0);
        best.map(|(_, shift)| (shift, layout.breaks(&layout.candidates[shift], &sums)))
    }

    fn come(&mut self, candidate: usize, agents: usize, places: Places) {
        let mut change = Change { coming: vec![(candidate, agents, places)], ..Change::default() };
        let price = self.price(&mut change);
        self.make(&mut change, price);
    }

    /// The agent of a candidate who came last goes.
    fn go(&mut self, candidate: usize) {
        let mut change = Change { going: vec![(candidate, 1)], ..Change::default() };
        let price = self.price(&mut change);
        self.make(&mut change, price);
    }

    /// Adds what saves, then takes every shift away and puts the best in its place, until nothing is gained.
    pub(super) fn settle(&mut self) {
        while let Some((candidate, places)) = self.best() {
            self.come(candidate, 1, places);
        }
        loop {
            let before = self.cost();
            for candidate in 0..self.at_work.len() {
                for agent in (0..self.at_work[candidate].len()).rev() {
                    self.exchange(candidate, agent);
                }
            }
            if self.cost() >= before {
                return;
            }
        }
    }

    /// Puts the best shift in the place of one, or nothing.
    fn exchange(&mut self, candidate: usize, agent: usize) {
        let before = self.cost();
        self.bring_forward(candidate, agent);
        let places = self.last(candidate).cloned().unwrap_or_default();
        self.go(candidate);
        let better = match self.best() {
            None => self.cost() <= before,
            Some((other, places)) => {
                self.come(other, 1, places);
                let better = self.cost() < before;
                if !better {
                    self.go(other);
                }
                better
            }
        };
        if !better {
            self.come(candidate, 1, places);
        }
    }

    /// Takes a few agents away, or all of one to three distinct shifts where those have a charge, and settles again: so often,
    /// keeping what is not dearer.
    pub(super) fn rebuild(&mut self, times: u32, seed: u64) {
        let mut rng = Pcg64Mcg::seed_from_u64(seed);
        for _ in 0..times {
            let mut other = self.clone();
            other.ruin(&mut rng);
            other.settle();
            if other.cost() <= self.cost() {
                *self = other;
            }
        }
    }

    fn ruin(&mut self, rng: &mut Pcg64Mcg) {
        let charged = self.layout.charge > 0;
        let times = if charged { rng.random_range(1..=3_u32) } else { rng.random_range(2..=6_u32) };
        for _ in 0..times {
            let all: usize = self.used.iter().map(|agents| *agents as usize).sum();
            if all == 0 {
                return;
            }
            let candidate = self.of_agent(rng.random_range(0..all));
            if charged {
                let kind = self.layout.candidates[candidate].kind;
                let days = self.layout.kinds[kind].on_day.iter().flatten();
                days.for_each(|candidate| (0..self.agents(*candidate)).for_each(|_| self.go(*candidate)));
            } else {
                let agent = rng.random_range(0..self.agents(candidate));
                self.bring_forward(candidate, agent);
                self.go(candidate);
            }
        }
    }

    /// The candidate of an agent, all agents being numbered in order.
    fn of_agent(&self, mut number: usize) -> usize {
        let holds = |at_work: &Vec<Places>| {
            let found = number < at_work.len();
            number = number.saturating_sub(at_work.len());
            found
        };
        self.at_work.iter().position(holds).unwrap_or(0)
    }

    /// Agents per queue and interval, the mean over the interval.
    pub(super) fn covered(&self) -> Vec<Vec<f64>> {
        let layout = self.layout;
        let mut covered = vec![vec![0.0; layout.grid.len()]; layout.required.len()];
        for (step, agents) in self.cover.iter().enumerate() {
            for (queue, agents) in layout.shared(step, *agents).into_iter().enumerate() {
                covered[queue][step / layout.per_interval] += agents as f64 / layout.per_interval as f64;
            }
        }
        covered
    }

    /// Agents per shift and day.
    pub(super) fn counts(&self, templates: &[ShiftTemplate]) -> Vec<ShiftCount> {
        let layout = self.layout;
        let count = |(candidate, agents): (&Candidate, &Vec<Places>)| {
            let instant = |step: i64| layout.grid.start() + chrono::Duration::minutes(step * layout.step);
            ShiftCount {
                shift: templates[candidate.template].id.clone(),
                date: candidate.date,
                start: instant(candidate.from),
                end: instant(candidate.to),
                paid_minutes: candidate.paid_minutes,
                agents: agents.len() as u32,
            }
        };
        let worked = layout.candidates.iter().zip(&self.at_work).filter(|(_, agents)| !agents.is_empty());
        worked.map(count).collect()
    }
}
