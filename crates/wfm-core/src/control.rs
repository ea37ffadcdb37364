//! Progress and cancellation as values: a search reports where it is and asks whether to go on.
//!
//! The library has no clock and starts no threads of its own accord; whoever calls a search decides what a time limit
//! is. Searches stop on counted work, so a run that was not stopped from outside repeats exactly.

use std::fmt;

/// Handed to every search that may take longer than a moment.
pub struct Control<'a> {
    stop: &'a (dyn Fn() -> Option<Stop> + Sync),
    report: &'a (dyn Fn(&Progress) + Sync),
}

/// Why a search was stopped from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Stop {
    /// The caller's time limit has passed.
    TimeLimit,
    /// The caller cancelled.
    Cancelled,
}

/// How far a search is.
#[derive(Debug, Clone, PartialEq)]
pub struct Progress {
    /// What is being done, in a word or two: `prices`, `improving`.
    pub phase: &'static str,
    /// Work done in this phase, in the phase's own counted units.
    pub done: u64,
    /// Work planned for this phase.
    pub planned: u64,
    /// Cost of the best answer so far.
    pub cost: Option<f64>,
    /// Best proven lower bound so far.
    pub bound: Option<f64>,
}

impl<'a> Control<'a> {
    /// A control that asks `stop` between units of work and tells `report` how far it is.
    pub fn new(stop: &'a (dyn Fn() -> Option<Stop> + Sync), report: &'a (dyn Fn(&Progress) + Sync)) -> Self {
        Control { stop, report }
    }

    /// Why to stop now, if so.
    pub fn stop(&self) -> Option<Stop> {
        (self.stop)()
    }

    /// Tells the caller how far the search is.
    pub fn report(&self, progress: &Progress) {
        (self.report)(progress);
    }
}

impl Control<'static> {
    /// Never stops, tells nobody.
    pub fn unlimited() -> Self {
        Control { stop: &|| None, report: &|_| {} }
    }
}

impl fmt::Debug for Control<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Control")
    }
}
