//! Forecast, size and roster a contact centre.
//!
//! Read the modules from top to bottom and you follow the data: history → forecast → requirement → shifts → roster; and
//! [`scenario`] asks what would be if.
#![cfg_attr(not(test), warn(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr))]

pub mod units;
pub mod error;
pub mod control;
pub mod model;
pub mod erlang;
mod solver;
pub mod forecasting;
pub mod staffing;
pub mod simulation;
pub mod scheduling;
pub mod rostering;
pub mod multi_skill;
pub mod intraday;
pub mod scenario;
#[cfg(feature = "csv")]
pub mod io;

pub use error::{Conflict, Error, Result};

/// The README's example is a test.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;
