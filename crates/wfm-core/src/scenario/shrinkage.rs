//! Other shrinkage and absence.

use crate::error::{Error, Result};
use crate::model::{Combine, Shrinkage, ShrinkageChange};

/// Whether the change is within its range.
///
/// # Errors
/// Naming the value that is not.
pub(super) fn check(change: &ShrinkageChange) -> Result<()> {
    match *change {
        ShrinkageChange::Points(points) if points > -1.0 && points < 1.0 => Ok(()),
        ShrinkageChange::Absence(share) if (0.0..1.0).contains(&share) => Ok(()),
        ShrinkageChange::Points(points) => {
            Err(Error::invalid("shrinkage_points", points, "between -1 and 1; 0.02 is two points more"))
        }
        ShrinkageChange::Absence(share) => {
            Err(Error::invalid("absence", share, "a share from 0 up to but not including 1"))
        }
    }
}

/// The shrinkage after a checked change. What goes below none at all is none.
///
/// # Errors
/// When nothing would be left.
pub(super) fn changed(shrinkage: &Shrinkage, change: &ShrinkageChange) -> Result<Shrinkage> {
    let before = shrinkage.total();
    let total = match *change {
        ShrinkageChange::Points(points) => (before + points).max(0.0),
        // 1 − (1 − s)·(1 − absence), such that none changes nothing, to the bit.
        ShrinkageChange::Absence(share) => before + (1.0 - before) * share,
    };
    if total == before {
        return Ok(shrinkage.clone());
    }
    Shrinkage::new(vec![("in this scenario".to_owned(), total)], Combine::Additive)
}
