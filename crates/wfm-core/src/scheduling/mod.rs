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

pub use breaks::{BreakInput, Moved, Rebroken, breaks};

use crate::model::{Grid, Requirement};

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
