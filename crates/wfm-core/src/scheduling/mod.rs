//! Shifts without names: where breaks go, how many of which shifts cover a requirement, and what cover costs.
//!
//! Comes in: shift templates, a requirement per queue and the weights of the roster; for [`breaks()`] also a roster. Goes
//! out: the same roster with its breaks at better places, or numbers of shifts. The rules of people (hours, rest, days off)
//! belong to [`rostering`](crate::rostering), which builds on the parts of this module.

mod breaks;
pub(crate) mod cover;
pub(crate) mod curve;
pub(crate) mod places;
pub(crate) mod sharing;
mod shift_demand;

pub use breaks::{BreakInput, Moved, Rebroken, breaks};
pub use shift_demand::{
    ShiftCost, ShiftCount, ShiftDemand, ShiftInput, ShiftOptions, Uncovered, shift_demand,
};

use crate::error::{Error, Result};
use crate::model::{Grid, Requirement};

/// The grid of all these requirements.
pub(crate) fn on_one_grid(requirements: &[Requirement]) -> Result<&Grid> {
    let first =
        requirements.first().ok_or_else(|| Error::invalid("requirements", "none", "one per queue"))?;
    for requirement in requirements {
        requirement.check()?;
        if requirement.grid != first.grid {
            let given = format!("another grid for {}", requirement.queue);
            return Err(Error::invalid("requirements", given, "one grid for all queues"));
        }
    }
    Ok(&first.grid)
}

/// Whole agents to schedule per interval of `grid`: `scheduled` rounded up, 0 where there is no row.
pub(crate) fn whole_agents(requirement: &Requirement, grid: &Grid) -> Vec<u32> {
    let at = |index| {
        let found = requirement.grid.index_of(grid.instant(index));
        let agents = found.and_then(|found| requirement.scheduled.get(found)).copied().unwrap_or(0.0);
        (agents - 1e-9).ceil().clamp(0.0, 1e6) as u32
    };
    (0..grid.len()).map(at).collect()
}

/// Greatest common divisor; 0 is a multiple of everything.
pub(crate) fn gcd(a: i64, b: i64) -> i64 {
    let (mut a, mut b) = (a.abs(), b.abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}
