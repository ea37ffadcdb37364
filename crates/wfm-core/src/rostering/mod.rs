//! Who works when: a legal week for every agent, breaks placed, at the least cost that can be found, and a lower bound
//! that says how much better any roster could possibly be.
//!
//! Comes in: a [`Problem`] of people, shifts, contracts, availability, a published roster and a requirement per queue.
//! Goes out: a [`Solved`] roster with its [`Cost`], a proven lower bound, prices of time and the [`Outcome`] of the search.
//! [`check`] and [`cost()`] judge any roster without the search.
//!
//! Coverage is soft and priced, so an answer exists whenever every agent alone has a legal tour; if somebody has none,
//! [`roster()`] names everybody concerned and the reasons that contradict each other before it starts.
//!
//! The method: best legal tours by dynamic programming over the rules' automata; prices of time by a Lagrangian search,
//! which gives the bound, and by a linear program over tours; a dive from that program to whole people; whole days chosen
//! anew for everybody, re-pricing of small lots of agents, annealing. Cost grows with days, templates and *classes* of like agents. See
//! `docs/rostering.md`.
//!
//! It does not know: fractions of people, swaps between agents after publication, or tasks that must follow each other.

mod activities;
mod alternative;
mod assemble;
mod attendance;
mod board;
mod burden;
mod candidates;
mod carry;
mod change;
mod check;
mod choices;
mod conflict;
mod contracts;
mod cost;
mod coverage;
mod dive;
mod explain;
mod generate;
mod graph;
mod improve;
mod limited;
mod local;
mod master;
mod own;
mod placing;
mod plan;
mod pool;
mod pricer;
mod prices;
mod problem;
mod repair;
mod rules;
mod search;
mod side_by_side;
mod solved;
mod standing;
mod terms;
mod watch;

pub use activities::{Unplaced, UnplacedReason, unplaced};
pub use assemble::with_queues;
pub use attendance::{Misattended, misattended};
pub use burden::{BurdenKind, BurdenSpread, Spread, burdens};
pub use change::{ShiftChange, changes};
pub use check::check;
pub use cost::{Cost, cost, payroll};
pub use coverage::rostered;
pub use explain::{
    Answer, Explanation, Obstacle, Price, Question, RefusedWish, Remedy, ShiftValue, Shortage, explain,
};
pub use problem::{Input, Problem};
pub use repair::{Absence, RepairLimits, Repaired, Tradeoff, repair};
pub use rules::{RuleName, Violation};
pub use search::{Bound, bound, feasible, roster};
pub use solved::{Gap, Options, Outcome, Solved};

#[cfg(test)]
mod tests;
