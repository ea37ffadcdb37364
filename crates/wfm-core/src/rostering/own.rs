//! What a tour costs the agent who works it: everything of the objective but coverage.
//!
//! It is a sum over agent, day and shift, so it becomes a table that the pricer adds to the prices of time.

use super::burden;
use super::candidates::Candidate;
use super::problem::Problem;
use super::terms::{credit, employed_all_week};
use crate::model::AvailabilityKind;

/// Own costs of one agent, in units of the objective.
pub(super) struct OwnCosts<'a> {
    problem: &'a Problem,
    agent: usize,
    /// Cost of a point of burden.
    burden: f64,
    promises: bool,
}

impl<'a> OwnCosts<'a> {
    pub(super) fn new(problem: &'a Problem, agent: usize, burden_factor: f64, promises: bool) -> Self {
        OwnCosts { problem, agent, burden: problem.weights.fairness * burden_factor, promises }
    }

    pub(super) fn of_shift(&self, shift: &Candidate) -> f64 {
        let weights = &self.problem.weights;
        let paid = weights.paid_hour_above_minimum * f64::from(shift.paid) / 60.0;
        let points = burden::points(self.problem, shift.date, shift.clock, shift.length);
        let wished_off = self.wished(shift, AvailabilityKind::WishOff);
        let changed = self.promises && !self.promised(shift);
        paid + self.deviation(shift)
            + if wished_off { weights.wished_day_off } else { 0.0 }
            + if changed { weights.changed_shift } else { 0.0 }
            + self.burden * f64::from(points)
    }

    pub(super) fn of_day_off(&self, date: chrono::NaiveDate) -> f64 {
        let weights = &self.problem.weights;
        let wished = self.wishes(AvailabilityKind::WishWork).any(|day| day == date);
        let changed = self.promises && self.problem.promised(self.agent, date).is_some();
        (if wished { weights.wished_work } else { 0.0 }) + if changed { weights.changed_shift } else { 0.0 }
    }

    /// What is added whatever the tour: paid hours count from the contract's minimum on.
    pub(super) fn constant(&self) -> f64 {
        let (lo, _) = self.problem.contract(self.agent).hours_per_week;
        let hours = self.problem.weeks().map(|week| {
            let least = if employed_all_week(self.problem, self.agent, week) { lo } else { 0.0 };
            credit(self.problem, self.agent, week).hours - least
        });
        self.problem.weights.paid_hour_above_minimum * hours.sum::<f64>()
    }

    fn deviation(&self, shift: &Candidate) -> f64 {
        let weights = &self.problem.weights;
        let Some(preferred) = self.problem.agents[self.agent].preferred_start else { return 0.0 };
        let minutes = (f64::from(shift.clock) - f64::from(preferred.minutes())).abs();
        let cost = weights.start_deviation_hour * minutes / 60.0;
        weights.start_deviation_cap.map_or(cost, |cap| cost.min(cap))
    }

    fn wishes(&self, kind: AvailabilityKind) -> impl Iterator<Item = chrono::NaiveDate> {
        let rows = self.problem.availability[self.agent].iter().filter(move |row| row.kind == kind);
        rows.flat_map(|row| self.problem.touched(self.agent, row))
    }

    fn wished(&self, shift: &Candidate, kind: AvailabilityKind) -> bool {
        self.wishes(kind).any(|date| date == shift.date)
    }

    fn promised(&self, shift: &Candidate) -> bool {
        self.problem.promised(self.agent, shift.date).is_some_and(|promised| {
            promised.shift == self.problem.shifts[shift.shift].id
                && promised.start == self.problem.instant(shift.start)
                && promised.end == self.problem.instant(shift.end)
        })
    }
}
