//! What a queue promises, checked, in the form the searches need.

use super::outcome::{Outcome, Tally, counted};
use crate::erlang::Goal;
use crate::error::{Error, Result};
use crate::model::{Queue, ServiceLevelTarget, StaffingModel, Target};
use crate::units::Share;

/// The promises of a queue's target.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Promises {
    target: Target,
    goals: Vec<Goal>,
}

/// The promise, or other bound, that decides how many agents are needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Binding {
    /// The service level.
    ServiceLevel,
    /// The longest average speed of answer.
    Asa,
    /// The largest share that may hang up.
    Abandonment,
    /// The occupancy cap.
    Occupancy,
    /// The work itself: fewer agents would never get through it, or the response time asks for more.
    Workload,
    /// The fewest agents there must be while open.
    MinimumAgents,
}

impl Promises {
    /// The promises of a queue.
    ///
    /// # Errors
    /// When nothing is promised, naming the queue and what to add; when a share or a time is outside its range; when
    /// only a limit on hang-ups is promised for a model in which nobody hangs up.
    pub(super) fn of(queue: &Queue, model: StaffingModel) -> Result<Promises> {
        let target = &queue.target;
        let waits = !matches!(model, StaffingModel::Deferred | StaffingModel::Workload);
        if waits {
            check_something_decides(queue)?;
        }
        let mut goals = Vec::new();
        if let Some(level) = &target.service_level {
            goals.push(Goal::service_level_counted(level.share, level.within, counted(level))?);
        }
        goals.extend(target.max_asa.map(Goal::asa).transpose()?);
        goals.extend(target.max_abandonment.map(Goal::abandonment).transpose()?);
        goals.extend(target.max_occupancy.map(Goal::occupancy).transpose()?);
        Ok(Promises { target: target.clone(), goals })
    }

    /// The same with another share to be answered in time, or as it is where no service level is promised.
    ///
    /// # Errors
    /// When the share is not in `[0, 1)`.
    pub(super) fn with_share(&self, share: Share) -> Result<Promises> {
        let Some(level) = self.target.service_level else { return Ok(self.clone()) };
        let level = ServiceLevelTarget { share, ..level };
        let mut promises = self.clone();
        promises.target.service_level = Some(level);
        // The service level's goal is the first, see `of`.
        promises.goals[0] = Goal::service_level_counted(share, level.within, counted(&level))?;
        Ok(promises)
    }

    pub(super) fn target(&self) -> &Target {
        &self.target
    }

    pub(super) fn goals(&self) -> &[Goal] {
        &self.goals
    }

    /// The first promise that an outcome breaks.
    pub(super) fn broken(&self, outcome: &Outcome) -> Option<Binding> {
        let target = &self.target;
        let level = target.service_level.as_ref();
        let got = Tally::of(outcome, 1.0, 1.0, level).performance();
        if level.is_some_and(|level| got.service_level.is_none_or(|got| got < level.share)) {
            return Some(Binding::ServiceLevel);
        }
        if target.max_asa.is_some_and(|most| outcome.asa > most) {
            return Some(Binding::Asa);
        }
        if target.max_abandonment.is_some_and(|most| outcome.abandonment() > most) {
            return Some(Binding::Abandonment);
        }
        if target.max_occupancy.is_some_and(|most| outcome.occupancy > most) {
            return Some(Binding::Occupancy);
        }
        None
    }
}

/// A queue where customers wait needs a promise, or any number of agents would do.
fn check_something_decides(queue: &Queue) -> Result<()> {
    let target = &queue.target;
    if target.service_level.is_none()
        && target.max_asa.is_none()
        && target.max_abandonment.is_none()
        && target.max_occupancy.is_none()
    {
        let field = format!("target of queue {}", queue.id);
        let expected = "service_level with within_seconds (0.80 and 20 is usual for calls), max_asa_seconds, \
                        max_abandonment or max_occupancy";
        return Err(Error::invalid(field, "missing", expected));
    }
    let only_abandonment =
        target.service_level.is_none() && target.max_asa.is_none() && target.max_occupancy.is_none();
    if only_abandonment && queue.patience.is_none() {
        let field = format!("patience_seconds of queue {}", queue.id);
        let expected = "a mean patience: without one nobody hangs up and max_abandonment asks for nothing";
        return Err(Error::invalid(field, "missing", expected));
    }
    Ok(())
}
