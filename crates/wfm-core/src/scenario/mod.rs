//! What would be if: scenarios applied to a plan, and their answers side by side.
//!
//! Comes in: a [`Base`], which is what a plan of requirements is made from, and [`Scenario`]s, each a list of altered
//! assumptions. Goes out: one [`Outcome`] a scenario with the two answers a planner asks for: what would be *required*
//! then, and what *today's* staff, those whom the base requires, would give then. [`applied`] gives the altered base
//! itself, for a roster or anything else.
//!
//! ```text
//! volume      λ' = f·λ            deflection  λ' = (1 − d·(1 − c))·λ,  AHT' = AHT·(1 − d·(1 − c)·ρ)/(1 − d·(1 − c))
//! AHT         AHT' = f·AHT        first contact resolution  λ' = λ·(1 − r·(1 − from))/(1 − r·(1 − to))
//! shrinkage   s' = s + points,    then absence: s' = 1 − (1 − s)·(1 − absence)
//! ```
//!
//! Right for questions about levels: volume, handle time, promises, absence, heads. People are counted by contract
//! hours, so shifts that fit the day badly are not seen: make a roster of the altered base where that matters. Queues are
//! sized one by one; what shared skills are worth takes simulation. It does not know who works when.
//!
//! Cost: a queue is sized once per different demand and promise, some ten microseconds an open interval; scenarios that
//! differ in shrinkage or people alone share the sizing.

mod applied;
mod demand;
mod promise;
mod shrinkage;
mod supply;
mod heads;
mod levelled;
mod outcome;
mod sizing;
mod grid;
mod tornado;
#[cfg(test)]
mod tests;

use std::sync::atomic::{AtomicU64, Ordering};

use crate::control::{Control, Progress};
use crate::error::{Error, Result};
use crate::model::{Agent, Calendar, Centre, Forecast, Scenario};
use crate::staffing;

pub use applied::applied;
pub use grid::grid;
pub use outcome::{Figures, Outcome, Staffed};
pub use tornado::{Bar, End, Figure, tornado};

use sizing::{Job, Today};

/// What a plan is made from.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Base {
    /// Queues, shrinkage, contracts and shifts.
    pub centre: Centre,
    /// Days that are not ordinary, for scenarios of other opening hours.
    pub calendar: Calendar,
    /// Forecasts, at most one per queue, all on one grid of whole days.
    pub forecasts: Vec<Forecast>,
    /// Today's agents; none: heads and hours are counted by contracts alone, and costs are unknown.
    pub agents: Vec<Agent>,
}

/// Choices of a comparison.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default))]
pub struct Options {
    /// How queues are sized.
    pub staffing: staffing::Options,
    /// Whether to tell how sure the promises are over the bands of the forecast; about doubles the work.
    pub odds: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options { staffing: staffing::Options::default(), odds: true }
    }
}

/// What each scenario takes and gives, in their order. One that cannot be answered does not keep the others from it.
///
/// An empty scenario is the base itself, to the bit.
///
/// ```no_run
/// use wfm_core::control::Control;
/// use wfm_core::model::{Change, DemandChange, Scenario};
/// use wfm_core::scenario::{Base, Options, outcomes};
/// # fn base() -> Base { unimplemented!() }
///
/// let more = Change::Demand { queues: Vec::new(), change: DemandChange::Volume(1.1) };
/// let asked = [Scenario::new("as it is", Vec::new()), Scenario::new("a tenth more", vec![more])];
/// for outcome in outcomes(&base(), &asked, &Options::default(), &Control::unlimited())? {
///     let outcome = outcome?;
///     println!("{}: {:.1} heads", outcome.scenario, outcome.total.required.heads);
/// }
/// # Ok::<(), wfm_core::Error>(())
/// ```
///
/// # Errors
/// When the base itself cannot be staffed; for each scenario, when a change is outside its range or finds nothing to
/// change, naming both, when its queues cannot be staffed, or when the caller cancelled.
pub fn outcomes(
    base: &Base,
    scenarios: &[Scenario],
    options: &Options,
    control: &Control<'_>,
) -> Result<Vec<Result<Outcome>>> {
    let today = Today::of(base, options)?;
    let supplies: Vec<Result<heads::Supply>> =
        scenarios.iter().map(|scenario| today.supply_under(scenario)).collect();
    let jobs = sizing::jobs(&today, scenarios, &supplies);
    let done = AtomicU64::new(0);
    let answers = each(&jobs, |job: &Job<'_>| {
        if control.stop().is_some() {
            return job.refused(Error::Cancelled);
        }
        let answers = job.figures(&today);
        let done = done.fetch_add(1, Ordering::Relaxed) + 1;
        let planned = jobs.len() as u64;
        control.report(&Progress { phase: "scenarios", done, planned, cost: None, bound: None });
        answers
    });
    Ok(outcome::gathered(&today, scenarios, supplies, answers.into_iter().flatten()))
}

/// `answer` of every job in order, on several threads where the feature `parallel` is on. Jobs do not depend on each
/// other, so threads change nothing but the time.
fn each<J: Sync, T: Send>(jobs: &[J], answer: impl Fn(&J) -> T + Sync + Send) -> Vec<T> {
    #[cfg(feature = "parallel")]
    {
        use rayon::prelude::*;
        jobs.par_iter().map(answer).collect()
    }
    #[cfg(not(feature = "parallel"))]
    {
        jobs.iter().map(answer).collect()
    }
}

/// An error of a scenario, under its name.
fn named(scenario: &Scenario, error: Error) -> Error {
    match error {
        Error::InvalidInput { field, given, expected } => {
            Error::InvalidInput { field: format!("scenario {:?}: {field}", scenario.name), given, expected }
        }
        other => other,
    }
}
