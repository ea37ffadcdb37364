//! When the search ends: counted work first, the caller's clock or cancellation as a safety net.

use super::board::Board;
use super::{Options, Outcome};
use crate::control::{Control, Progress, Stop};
use crate::error::Error;

/// Keeps count of the work and of what is proven.
#[derive(Debug, Clone)]
pub(super) struct Watch<'a> {
    control: &'a Control<'a>,
    limit: u64,
    gap: f64,
    /// Money per unit of the objective.
    money: f64,
    /// Every cost is a whole multiple of this, so every bound may be rounded up to one.
    grain: i64,
    pub(super) work: u64,
    /// Best proven lower bound, in money units.
    pub(super) bound: Option<i64>,
    pub(super) outcome: Option<Outcome>,
    /// What went wrong, each once.
    pub(super) setbacks: Vec<String>,
    phase: &'static str,
    /// Least cost of any roster so far.
    lowest: i64,
    asked: u64,
}

/// Work between two looks at the clock: some milliseconds.
const WORK_BETWEEN_LOOKS: u64 = 2_000_000;

impl<'a> Watch<'a> {
    pub(super) fn new(options: &Options, control: &'a Control<'a>, board: &Board<'_>) -> Self {
        Watch {
            control,
            limit: options.work_limit,
            gap: options.gap,
            money: board.money,
            grain: board.grain(),
            work: 0,
            bound: None,
            outcome: None,
            setbacks: Vec::new(),
            phase: "first roster",
            lowest: i64::MAX,
            asked: 0,
        }
    }

    /// A watch for a part of the search that runs beside others.
    pub(super) fn branch(&self) -> Self {
        Watch { setbacks: Vec::new(), ..self.clone() }
    }

    /// Adds what a branch has done since `start`.
    pub(super) fn join(&mut self, branch: Watch<'_>, start: &Watch<'_>) {
        self.work += branch.work - start.work;
        for words in branch.setbacks {
            if !self.setbacks.contains(&words) {
                self.setbacks.push(words);
            }
        }
    }

    pub(super) fn phase(&mut self, phase: &'static str) {
        self.phase = phase;
    }

    /// Notes that a part of the search failed. A solver that gives up costs quality, not the answer.
    pub(super) fn setback(&mut self, error: &Error) {
        let words = format!("{}: {error}", self.phase);
        if !self.setbacks.contains(&words) {
            self.setbacks.push(words);
        }
    }

    pub(super) fn spend(&mut self, work: u64) {
        self.work += work;
    }

    /// Work of the whole search.
    pub(super) fn planned(&self) -> u64 {
        self.limit
    }

    pub(super) fn raise_bound(&mut self, bound: i64) {
        // No part of the cost is below 0, so neither is any roster's.
        let rounded = (-((-bound).div_euclid(self.grain)) * self.grain).max(0);
        self.bound = self.bound.max(Some(rounded));
    }

    /// Whether to stop now, with a roster of this cost in hand.
    pub(super) fn is_over(&mut self, cost: i64) -> bool {
        if self.outcome.is_some() {
            return true;
        }
        if self.work < self.asked + WORK_BETWEEN_LOOKS && self.work < self.limit {
            return false;
        }
        self.asked = self.work;
        self.report(cost);
        self.outcome = match (self.control.stop(), self.proven(cost)) {
            (_, Some(outcome)) => Some(outcome),
            (Some(Stop::TimeLimit), _) => Some(Outcome::TimeLimit),
            (Some(Stop::Cancelled), _) => Some(Outcome::Cancelled),
            (None, None) if self.work >= self.limit => Some(Outcome::WorkLimit),
            (None, None) => None,
        };
        self.outcome.is_some()
    }

    /// What the bound says about a roster of this cost.
    pub(super) fn proven(&self, cost: i64) -> Option<Outcome> {
        let bound = self.bound?;
        if cost <= bound {
            return Some(Outcome::Optimal);
        }
        let gap = (cost - bound) as f64 / bound as f64;
        (bound > 0 && gap <= self.gap).then_some(Outcome::WithinGap)
    }

    /// Tells how far the search is, with a roster of this cost in hand.
    pub(super) fn report(&mut self, cost: i64) {
        self.lowest = self.lowest.min(cost);
        self.control.report(&Progress {
            phase: self.phase,
            done: self.work,
            planned: self.limit,
            cost: Some(self.lowest as f64 / self.money),
            bound: self.bound.map(|bound| bound as f64 / self.money),
        });
    }
}
