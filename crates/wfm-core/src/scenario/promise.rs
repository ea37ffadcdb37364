//! Other promises, applied to a queue.

use super::demand::factor_of;
use crate::error::{Error, Result};
use crate::model::{PromiseChange, Queue, QueueId, StaffingModel};

/// Whether the change is within its range.
///
/// # Errors
/// Naming the value that is not.
pub(super) fn check(change: &PromiseChange) -> Result<()> {
    let right = |given: f64, is_right: bool, expected: &str| match is_right {
        true => Ok(()),
        false => Err(Error::invalid(name(change), given, expected)),
    };
    match *change {
        PromiseChange::Patience(factor) => factor_of(name(change), factor),
        PromiseChange::ServiceLevel(share) => {
            right(share, (0.0..1.0).contains(&share), "a share from 0 up to but not including 1")
        }
        PromiseChange::MaxAbandonment(share) | PromiseChange::RespondShare(share) => {
            right(share, (0.0..=1.0).contains(&share), "a share from 0 to 1")
        }
        PromiseChange::MaxOccupancy(share) => {
            right(share, share > 0.0 && share <= 1.0, "a share above 0, at most 1")
        }
        PromiseChange::Within(seconds) | PromiseChange::MaxAsa(seconds) => {
            right(seconds, seconds >= 0.0 && seconds.is_finite(), "seconds, 0 or more")
        }
        PromiseChange::RespondWithinHours(hours) => {
            right(hours, hours > 0.0 && hours.is_finite(), "hours above 0")
        }
        PromiseChange::MinimumAgents(_) => Ok(()),
    }
}

/// Whether `queue` has what the change alters.
pub(super) fn fits(change: &PromiseChange, queue: &Queue) -> bool {
    let waits = !matches!(queue.sizing_model(), StaffingModel::Deferred | StaffingModel::Workload);
    match change {
        PromiseChange::Patience(_) => queue.patience.is_some(),
        PromiseChange::ServiceLevel(_) | PromiseChange::Within(_) => queue.target.service_level.is_some(),
        PromiseChange::MaxAbandonment(_) | PromiseChange::MaxAsa(_) => waits,
        PromiseChange::MaxOccupancy(_) | PromiseChange::MinimumAgents(_) => true,
        PromiseChange::RespondShare(_) | PromiseChange::RespondWithinHours(_) => {
            queue.target.response.is_some()
        }
    }
}

/// The error of a change that a queue has nothing for.
pub(super) fn unfit(change: &PromiseChange, queue: &QueueId) -> Error {
    let expected = match change {
        PromiseChange::Patience(_) => "a queue with patience_seconds",
        PromiseChange::ServiceLevel(_) | PromiseChange::Within(_) => {
            "a queue with service_level and within_seconds"
        }
        PromiseChange::MaxAbandonment(_) | PromiseChange::MaxAsa(_) => "a queue where customers wait",
        PromiseChange::MaxOccupancy(_) | PromiseChange::MinimumAgents(_) => "any queue",
        PromiseChange::RespondShare(_) | PromiseChange::RespondWithinHours(_) => {
            "a queue with respond_within_hours and respond_share"
        }
    };
    Error::invalid(format!("{} for queue {queue}", name(change)), "of no use there", expected)
}

/// Applies a checked change, where it fits.
pub(super) fn change(queue: &mut Queue, change: &PromiseChange) {
    if !fits(change, queue) {
        return;
    }
    let target = &mut queue.target;
    match *change {
        PromiseChange::Patience(factor) => queue.patience.iter_mut().for_each(|patience| *patience *= factor),
        PromiseChange::ServiceLevel(share) => {
            target.service_level.iter_mut().for_each(|level| level.share = share)
        }
        PromiseChange::Within(seconds) => {
            target.service_level.iter_mut().for_each(|level| level.within = seconds)
        }
        PromiseChange::MaxAbandonment(share) => target.max_abandonment = Some(share),
        PromiseChange::MaxAsa(seconds) => target.max_asa = Some(seconds),
        PromiseChange::MaxOccupancy(share) => target.max_occupancy = Some(share),
        PromiseChange::MinimumAgents(agents) => target.minimum_agents = agents,
        PromiseChange::RespondShare(share) => {
            target.response.iter_mut().for_each(|response| response.share = share)
        }
        PromiseChange::RespondWithinHours(hours) => {
            target.response.iter_mut().for_each(|response| response.within_hours = hours)
        }
    }
}

/// The name in files.
fn name(change: &PromiseChange) -> &'static str {
    match change {
        PromiseChange::Patience(_) => "patience",
        PromiseChange::ServiceLevel(_) => "service_level",
        PromiseChange::Within(_) => "within_seconds",
        PromiseChange::MaxAbandonment(_) => "max_abandonment",
        PromiseChange::MaxAsa(_) => "max_asa_seconds",
        PromiseChange::MaxOccupancy(_) => "max_occupancy",
        PromiseChange::MinimumAgents(_) => "minimum_agents",
        PromiseChange::RespondShare(_) => "respond_share",
        PromiseChange::RespondWithinHours(_) => "respond_within_hours",
    }
}
