//! Plain workload: so many hours of work, so many people, each busy so much of the time.
//!
//! Right for work nobody waits for, and as a first estimate for anything else. It knows no waiting and promises no
//! service; a result of it says so (W9).
//!
//! ```text
//! agents = a / (c · o)
//! ```
//!
//! `a` is the load in Erlangs, `c` the contacts an agent handles at once, `o` the occupancy planned.

use crate::erlang::Load;
use crate::error::{Error, Result};
use crate::model::Queue;
use crate::units::Share;

/// Occupancy of live work where the queue sets no cap.
const LIVE: Share = 0.85;
/// Occupancy of deferred work where the queue sets no cap: nobody has to be free when it arrives.
const DEFERRED: Share = 0.95;

/// Largest share of staffed time an agent is planned to be busy: the queue's `max_occupancy`, else 85 % for live
/// channels and 95 % for deferred ones.
///
/// # Errors
/// When the queue's cap is not above 0 and at most 1.
pub(super) fn occupancy(queue: &Queue) -> Result<Share> {
    let usual = if queue.channel.is_live() { LIVE } else { DEFERRED };
    let occupancy = queue.target.max_occupancy.unwrap_or(usual);
    if occupancy > 0.0 && occupancy <= 1.0 {
        return Ok(occupancy);
    }
    let field = format!("max_occupancy of queue {}", queue.id);
    Err(Error::invalid(field, occupancy, "a share above 0, at most 1"))
}

/// Agents for a load, not rounded: `a / (c · o)`.
pub(super) fn agents(load: Load, concurrency: f64, occupancy: Share) -> f64 {
    load.erlangs() / (concurrency * occupancy)
}
