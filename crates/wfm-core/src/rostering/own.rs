//! What a tour costs the agent who works it: everything of the objective but coverage.
//!
//! It is a sum over agent, day and shift, so it becomes a table that the pricer adds to the prices of time.

use chrono::NaiveDate;

use super::burden;
use super::candidates::Candidate;
use super::problem::Problem;
use super::terms::{credit, employed_all_week};
use crate::model::{Availability, AvailabilityKind, ShiftId};

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
        let id = &self.problem.shifts[shift.shift].id;
        let changed = self.promises && !self.promised(shift);
        paid + self.deviation(shift)
            + weights.wished_day_off * self.refused_off(shift.date, id)
            + weights.wished_work * self.refused_work(shift.date, Some(id))
            + if changed { weights.changed_shift } else { 0.0 }
            + self.burden * f64::from(points)
    }

    pub(super) fn of_day_off(&self, date: NaiveDate) -> f64 {
        let weights = &self.problem.weights;
        let changed = self.promises && self.problem.promised(self.agent, date).is_some();
        weights.wished_work * self.refused_work(date, None)
            + if changed { weights.changed_shift } else { 0.0 }
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

    /// Weight of the wishes for a day off, or away from this shift, that it refuses.
    fn refused_off(&self, date: NaiveDate, worked: &ShiftId) -> f64 {
        let refused = |wish: &&Availability| wish.shift.as_ref().is_none_or(|shift| shift == worked);
        self.heaviest(AvailabilityKind::WishOff, date, refused)
    }

    /// Weight of the wishes to work, or to work another shift, that this shift or a day off refuses.
    fn refused_work(&self, date: NaiveDate, worked: Option<&ShiftId>) -> f64 {
        let refused = |wish: &&Availability| match (&wish.shift, worked) {
            (_, None) => true,
            (Some(wished), Some(worked)) => wished != worked,
            (None, Some(_)) => false,
        };
        self.heaviest(AvailabilityKind::WishWork, date, refused)
    }

    fn heaviest(
        &self,
        kind: AvailabilityKind,
        date: NaiveDate,
        refused: impl Fn(&&Availability) -> bool,
    ) -> f64 {
        let rows = self.problem.availability[self.agent].iter().filter(|row| row.kind == kind);
        let of_day =
            rows.filter(refused).filter(|row| self.problem.touched(self.agent, row).any(|d| d == date));
        of_day.map(|row| f64::from(row.weight)).fold(0.0, f64::max)
    }

    fn promised(&self, shift: &Candidate) -> bool {
        self.problem.promised(self.agent, shift.date).is_some_and(|promised| {
            promised.shift == self.problem.shifts[shift.shift].id
                && promised.start == self.problem.instant(shift.start)
                && promised.end == self.problem.instant(shift.end)
        })
    }
}
