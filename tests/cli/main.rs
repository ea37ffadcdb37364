//! Sessions with the built program: what a person types, what comes back, with which exit code.
//!
//! [`session`] is the harness: a throw-away folder and a `wfm` to call in it.

mod session;

mod conventions;
mod interruption;
mod init;
mod erlang;
mod check;
mod forecast;
mod backtest;
mod intraday;
mod staff;
mod staff_options;
mod roster;
mod breaks;
mod shifts;
mod explain;
mod repair;
mod verify;
mod simulate;
mod plan;
mod whatif;
mod bad_input;
