//! Whole numbers of shifts: the whole part of the program's answer, then shifts added, taken away and exchanged.

use std::collections::BTreeMap;

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

use super::layout::{Candidate, Layout};
use super::{ShiftCount, ShiftOptions};
use crate::model::ShiftTemplate;
use crate::scheduling::cover::Cover;
use crate::scheduling::places::PriceSums;

/// Anonymous agents at work.
#[derive(Debug, Clone)]
pub(super) struct Staff<'a> {
    layout: &'a Layout<'a>,
    cover: Cover<'a>,
    shifts: Vec<(usize, Vec<u16>)>,
    /// Agents per distinct shift.
    used: Vec<u32>,
    pay: i64,
}

impl<'a> Staff<'a> {
    /// The whole part of these numbers.
    pub(super) fn new(layout: &'a Layout<'a>, relaxed: &[(usize, Vec<u16>, f64)]) -> Self {
        let cover = Cover::nobody(&layout.groups, &layout.curves, layout.per_interval);
        let mut staff = Staff { layout, cover, shifts: Vec::new(), used: vec![0; layout.kinds], pay: 0 };
        for (shift, breaks, number) in relaxed {
            (0..(number + 1e-4).floor() as u32).for_each(|_| staff.add(*shift, breaks.clone()));
        }
        staff
    }

    /// Adds, takes away and exchanges until nothing is gained, then tries at random for as many rounds as asked for.
    pub(super) fn improve(&mut self, options: &ShiftOptions) {
        self.settle();
        let mut rng = Pcg64Mcg::seed_from_u64(options.seed);
        for _ in 0..options.rounds {
            let mut other = self.clone();
            other.ruin(&mut rng);
            other.settle();
            if other.cost() <= self.cost() {
                *self = other;
            }
        }
    }

    /// Cost of everything, in money units.
    fn cost(&self) -> i64 {
        let (coverage, pay, distinct) = self.parts();
        coverage + pay + distinct
    }

    /// Cost of coverage, of paid time and of distinct shifts.
    pub(super) fn parts(&self) -> (i64, i64, i64) {
        let distinct = self.used.iter().filter(|agents| **agents > 0).count() as i64;
        (self.cover.cost(), self.pay, distinct * self.layout.charge)
    }

    fn add(&mut self, shift: usize, breaks: Vec<u16>) {
        self.count(shift, &breaks, true);
        self.shifts.push((shift, breaks));
    }

    fn take(&mut self, position: usize) -> (usize, Vec<u16>) {
        let (shift, breaks) = self.shifts.swap_remove(position);
        self.count(shift, &breaks, false);
        (shift, breaks)
    }

    fn count(&mut self, shift: usize, breaks: &[u16], come: bool) {
        let candidate = &self.layout.candidates[shift];
        for step in self.layout.on_queue(candidate, breaks) {
            self.cover.count(0, step, come);
        }
        let used = &mut self.used[candidate.kind];
        *used = if come { *used + 1 } else { *used - 1 };
        self.pay += if come { candidate.pay } else { -candidate.pay };
    }

    /// The shift whose coming saves most, if any saves anything.
    fn best(&self) -> Option<(usize, PriceSums)> {
        let layout = self.layout;
        let sums = layout.sums(|step| self.cover.saving(0, step));
        let price = |candidate: &Candidate| {
            let charge = if self.used[candidate.kind] == 0 { layout.charge } else { 0 };
            candidate.pay + charge - layout.worth(candidate, &sums)
        };
        let priced = layout.candidates.iter().enumerate().map(|(shift, candidate)| (price(candidate), shift));
        priced.min().filter(|(price, _)| *price < 0).map(|(_, shift)| (shift, sums))
    }

    fn fill(&mut self) {
        while let Some((shift, sums)) = self.best() {
            let breaks = self.layout.breaks(&self.layout.candidates[shift], &sums);
            self.add(shift, breaks);
        }
    }

    /// Adds what saves, then takes every shift away and puts the best in its place, until nothing is gained.
    fn settle(&mut self) {
        self.fill();
        loop {
            let before = self.cost();
            for position in (0..self.shifts.len()).rev() {
                self.exchange(position);
            }
            if self.cost() >= before {
                return;
            }
        }
    }

    /// Puts the best shift in the place of one, or nothing. The last shift takes the empty place, the new one stands last.
    fn exchange(&mut self, position: usize) {
        let before = self.cost();
        let (shift, breaks) = self.take(position);
        let better = match self.best() {
            None => self.cost() <= before,
            Some((other, sums)) => {
                let places = self.layout.breaks(&self.layout.candidates[other], &sums);
                self.add(other, places);
                let better = self.cost() < before;
                if !better {
                    self.take(self.shifts.len() - 1);
                }
                better
            }
        };
        if !better {
            self.add(shift, breaks);
        }
    }

    /// Takes away a few shifts, or all of one or two distinct ones where those have a charge.
    fn ruin(&mut self, rng: &mut Pcg64Mcg) {
        let few = rng.random_range(2..=6_usize).min(self.shifts.len());
        if self.layout.charge == 0 {
            for _ in 0..few {
                self.take(rng.random_range(0..self.shifts.len()));
            }
            return;
        }
        for _ in 0..rng.random_range(1..=3_u32) {
            if self.shifts.is_empty() {
                return;
            }
            let (shift, _) = self.shifts[rng.random_range(0..self.shifts.len())];
            let kind = self.layout.candidates[shift].kind;
            for position in (0..self.shifts.len()).rev() {
                if self.layout.candidates[self.shifts[position].0].kind == kind {
                    self.take(position);
                }
            }
        }
    }

    /// Agents per queue and interval, the mean over the interval.
    pub(super) fn covered(&self) -> Vec<Vec<f64>> {
        let layout = self.layout;
        let of_queue = |queue: usize| {
            let agents = |interval: usize| -> f64 {
                let steps = interval * layout.per_interval..(interval + 1) * layout.per_interval;
                steps.map(|step| self.cover.on(queue, step) as f64).sum::<f64>() / layout.per_interval as f64
            };
            (0..layout.grid.len()).map(agents).collect()
        };
        (0..layout.required.len()).map(of_queue).collect()
    }

    /// Agents per shift and day.
    pub(super) fn counts(&self, templates: &[ShiftTemplate]) -> Vec<ShiftCount> {
        let mut agents: BTreeMap<usize, u32> = BTreeMap::new();
        self.shifts.iter().for_each(|(shift, _)| *agents.entry(*shift).or_default() += 1);
        let count = |(shift, agents): (usize, u32)| {
            let layout = self.layout;
            let candidate = &layout.candidates[shift];
            let instant = |step: i64| layout.grid.start() + chrono::Duration::minutes(step * layout.step);
            ShiftCount {
                shift: templates[candidate.template].id.clone(),
                date: candidate.date,
                start: instant(candidate.from),
                end: instant(candidate.to),
                paid_minutes: candidate.paid_minutes,
                agents,
            }
        };
        agents.into_iter().map(count).collect()
    }
}
