//! The running day: what the rest of it will bring, given what has come so far.
//!
//! Comes in: the forecast of the morning, the contacts of the day until now, and how forecasts of past days fared
//! ([`day_ahead`]). Goes out: a [`Reforecast`] of the rest of the day with narrower bands.
//!
//! ```text
//! m'_s = m_s (A/F)^b        s after now; A contacts so far, F what was forecast of them, A/F held in [1/2, 2]
//! ```
//!
//! `b` says how much of a morning's surplus the afternoon usually keeps; it is learned for the time of day from past days
//! ([`weight`](Reforecast::weight)). The usual practice, `b = 1`, is often worse than no update at all: much of a busy hour is chance, or
//! contacts that came early.
//!
//! It is right for contacts that are answered at once. Deferred work carries a backlog instead, and callers who try again
//! after an outage are not a busier day: intervals of an outage are left out.
//!
//! Cost: a multiple of the intervals of a day; learning costs one forecast for each past day.

mod day_ahead;
mod outage;
mod reforecast;

pub use day_ahead::{DayAhead, day_ahead};
pub use reforecast::{Reforecast, reforecast};

#[cfg(test)]
mod tests;
