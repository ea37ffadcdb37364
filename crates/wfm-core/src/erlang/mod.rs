//! Closed formulas of queues on plain numbers: how long people wait, and how few agents are enough.
//!
//! Comes in: a [`Load`] (erlangs and average handle time), a number of agents, whole or fractional, and what the
//! formula needs beside it: patience, trunks, a threshold. Goes out: [`Figures`], or the fewest agents that meet a
//! list of [`Goal`]s.
//!
//! | module | queue | right when |
//! |---|---|---|
//! | [`b`] | no waiting room | trunks: whoever finds all lines busy is turned away |
//! | [`c`] | endless patience | hardly anybody hangs up |
//! | [`a`] | callers hang up | the usual voice queue |
//! | [`k`] | limited trunks, with or without hang-ups | lines are scarce |
//! | [`x`] | hang-ups, limited trunks, redials | those who fail try again |
//!
//! All of them suppose Poisson arrivals and a load that stands still for the interval. Input is checked once, where a
//! [`Load`], [`Patience`], [`Goal`], [`Line`](k::Line) or [`Redials`](x::Redials) is made. Behind that every function
//! is total: no error, no panic, no NaN. An overloaded queue has service level 0 and an infinite ASA; that is a value.
//! A negative or missing number of agents or seconds counts as 0.
//!
//! Exact from 1e-3 to 1e6 erlangs: sums have positive terms only, no factorial is formed, and complements such as the
//! share answered late are computed on their own, never as 1 − (number near 1).
//!
//! It does not know intervals, queues, shrinkage or files.

mod load;
mod goal;
mod figures;
mod poisson;
mod search;
pub mod b;
pub mod c;
pub mod a;
pub mod k;
pub mod x;

pub use figures::{Ends, Figures};
pub use goal::{Answer, Counted, Goal};
pub use load::{Load, MOST_ERLANGS, Patience};
