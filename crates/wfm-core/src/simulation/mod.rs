//! Discrete-event simulation: what a roster gives when calls come at random, callers hang up and agents go home.
//!
//! Comes in: a [`Operation`], how many days to play, and a seed. Goes out: [`Simulated`], the counts of every
//! replication, from which figures follow with their 95 % intervals, per interval, day or whole.
//!
//! Right where the closed formulas of [`erlang`](crate::erlang) suppose too much: load that changes within the day,
//! agents who serve several kinds of calls, people who go on a break in the middle of a call, uncertain volume, shared
//! absences. Wrong as a quick answer: chance is only averaged out by many replications, so for one queue at a steady
//! load the formula is both faster and exact. It does not know what agents do between calls, and its callers never change
//! their mind because of what they hear.
//!
//! Cost: linear in the calls, tens of nanoseconds each for one call type served by one group, some hundreds else.
//!
//! ```
//! use wfm_core::control::Control;
//! use wfm_core::model::operation::{CallType, Distribution, Group, Operation, Serving, Staffing};
//! use wfm_core::simulation::{Metric, Options, simulate};
//!
//! let minute = 60.0;
//! let (talk, patience) = (Distribution::lognormal(4.0 * minute, 0.8), Distribution::exponential(3.0 * minute));
//! let operation = Operation {
//!     interval: 30.0 * minute,
//!     intervals: 3,
//!     warmup: 0.0,
//!     call_types: vec![CallType::new("calls", vec![60.0, 90.0, 60.0], talk, patience, 20.0)],
//!     groups: vec![Group {
//!         name: "team".to_owned(),
//!         staffing: Staffing::Counts(vec![10, 13, 10]),
//!         serves: vec![Serving::first_choice(0)],
//!         contact_speed: vec![1.0],
//!     }],
//!     day_rate_shape: None,
//! };
//! let days = simulate(&operation, &Options { replications: 200, ..Options::default() }, &Control::unlimited())?;
//! let level = days.of_call_type(0, Metric::ServiceLevelOffered).unwrap();
//! assert!(level.mean > 0.6 && level.mean < 0.95 && level.half_width < 0.02);
//! # Ok::<(), wfm_core::Error>(())
//! ```

mod streams;
mod draw;
mod plan;
mod arrivals;
mod presence;
mod counts;
mod line;
mod team;
mod waiting;
mod network;
mod options;
mod run;
mod statistics;
mod simulated;
mod service;
mod of_roster;

pub use counts::{Counts, TeamTime};
pub use of_roster::{Realism, RosterPlay, promise};
pub(crate) use of_roster::{Skills, call_types, contact_speed, group, skills, with_callbacks};
pub use options::Options;
pub use run::simulate;
pub use service::Service;
pub use simulated::{Metric, Replication, Simulated};
pub use statistics::{Estimate, estimate, quantile};

use crate::model::operation::Operation;

#[cfg(test)]
mod tests;
