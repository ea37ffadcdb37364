//! What is asked of the search and what it answers.

use super::cost::Cost;
use crate::model::{Roster, RosterWeights};

/// Limits of the search.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// Counted work after which the search stops. The same work gives the same roster, on any machine.
    pub work_limit: u64,
    /// The search stops when `(cost − bound) / bound` is at most this.
    pub gap: f64,
    /// Seed of every random choice.
    pub seed: u64,
}

/// Work that takes about a second on two ordinary processors.
const WORK_PER_SECOND: f64 = 2e9;

impl Options {
    /// The limits that a centre's weights ask for: as much work as usually fits into the time limit.
    pub fn new(weights: &RosterWeights) -> Self {
        let seconds = weights.time_limit_seconds.clamp(0.0, 1e6);
        Options { work_limit: (seconds * WORK_PER_SECOND) as u64, gap: weights.gap, seed: weights.seed }
    }
}

impl Default for Options {
    fn default() -> Self {
        Options::new(&RosterWeights::default())
    }
}

/// Why the search ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Outcome {
    /// No roster costs less: the cost equals the lower bound.
    Optimal,
    /// The cost is within the gap asked for.
    WithinGap,
    /// The search had tried all it knows and gained nothing more; work was left over.
    Exhausted,
    /// The counted work was used up; the same run gives the same roster again, more work may give a better one.
    WorkLimit,
    /// The caller's clock ran out; another run may get further.
    TimeLimit,
    /// The caller cancelled; this is the best roster until then.
    Cancelled,
}

/// A roster, what it costs, and how good it is proven to be.
#[derive(Debug, Clone, PartialEq)]
pub struct Solved {
    /// Who works when.
    pub roster: Roster,
    /// What it costs, recomputed from the roster.
    pub cost: Cost,
    /// What any legal roster costs at least; none when the search was stopped before it had proven anything.
    pub lower_bound: Option<f64>,
    /// What one agent more is worth, in units of the objective, per queue and interval: the prices that prove the bound.
    /// Empty without a bound.
    pub prices: Vec<Vec<f64>>,
    /// Why the search ended.
    pub outcome: Outcome,
    /// Counted work done.
    pub work: u64,
    /// What went wrong on the way, in the solver's words, each once: the roster is legal and the bound holds all the same,
    /// but part of the search was lost. Empty unless a solver gave up.
    pub setbacks: Vec<String>,
    /// Paid hours of the roster times the weight of a paid hour; see [`Solved::gap_of_payroll`].
    pub payroll: f64,
}

/// How far a cost may be from the least there is, measured three ways.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Gap {
    /// Cost minus lower bound, in units of the objective: nobody can save more than this.
    pub units: f64,
    /// `units / bound`; none when the bound is not above 0. Frightens where the bound is small.
    pub of_bound: Option<f64>,
    /// `units / (paid hours · paid_hour_above_minimum)`: against all that is paid; none when nothing is. Flatters.
    pub of_payroll: Option<f64>,
}

impl Gap {
    /// The gap of a roster that costs `cost`, with `payroll` for its paid hours; all in units of the objective.
    pub fn new(cost: f64, lower_bound: f64, payroll: f64) -> Gap {
        let units = cost - lower_bound;
        let of = |whole: f64| (whole > 0.0).then(|| units / whole);
        Gap { units, of_bound: of(lower_bound), of_payroll: of(payroll) }
    }
}

impl Solved {
    /// The outcome that cost and bound prove, where they prove one.
    pub(super) fn settle_outcome(&mut self, gap: f64) {
        let proven = match (self.lower_bound, self.outcome) {
            (Some(bound), _) if self.cost.total() <= bound => Some(Outcome::Optimal),
            (Some(_), _) if self.gap().is_some_and(|found| found <= gap) => Some(Outcome::WithinGap),
            // What was proven without the activities says nothing with them.
            (_, Outcome::Optimal | Outcome::WithinGap) => Some(Outcome::Exhausted),
            _ => None,
        };
        self.outcome = proven.unwrap_or(self.outcome);
    }

    fn gaps(&self) -> Option<Gap> {
        self.lower_bound.map(|bound| Gap::new(self.cost.total(), bound, self.payroll))
    }

    /// Cost minus lower bound, in units of the objective: nobody can save more than this.
    pub fn gap_units(&self) -> Option<f64> {
        self.gaps().map(|gap| gap.units)
    }

    /// `(cost − bound) / bound`; none when the bound is not above 0.
    pub fn gap(&self) -> Option<f64> {
        self.gaps()?.of_bound
    }

    /// `(cost − bound) / (paid hours · paid_hour_above_minimum)`: the gap against all that is paid. The first ratio
    /// frightens, this one flatters.
    pub fn gap_of_payroll(&self) -> Option<f64> {
        self.gaps()?.of_payroll
    }
}
