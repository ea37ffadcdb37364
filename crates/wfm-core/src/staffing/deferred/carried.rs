//! A backlog given at the start of a stretch, with its own ages.

use super::{Backlog, Batch, Desk, Waiting};
use crate::error::{Error, Result};
use crate::model::{Queue, Requirement, StaffingModel};
use crate::staffing::coverage::check_agents;
use crate::staffing::demand::Demand;
use crate::staffing::outcome::Tally;

/// Ages that count, in intervals: more than a year of quarter hours changes nothing.
const OLDEST: f64 = 35_040.0;

impl Desk {
    /// The desk when it is known what waits at the start.
    ///
    /// # Errors
    /// When contacts or an age are negative or not finite, or no handle time of the queue is known.
    pub(in crate::staffing) fn carrying(self, backlog: &[Waiting], demand: &Demand) -> Result<Desk> {
        let is_number = |value: f64| value.is_finite() && value >= 0.0;
        if let Some(wrong) = backlog.iter().find(|w| !is_number(w.age_hours) || !is_number(w.contacts)) {
            let given = format!("{} contacts of {} hours", wrong.contacts, wrong.age_hours);
            return Err(Error::invalid("backlog", given, "contacts and open hours, both 0 or more"));
        }
        let mut waiting: Vec<&Waiting> = backlog.iter().filter(|waiting| waiting.contacts > 0.0).collect();
        waiting.sort_by(|a, b| b.age_hours.total_cmp(&a.age_hours));
        let aht = demand.aht.iter().copied().find(|aht| *aht > 0.0);
        let Some(aht) = aht.or(waiting.is_empty().then_some(0.0)) else {
            let expected = "aht_seconds in the forecast, to know the work of the backlog";
            return Err(Error::invalid("average handle time", "missing", expected));
        };
        let age = |hours: f64| (hours * 3600.0 / demand.grid.step_seconds() - 1e-9).ceil().clamp(0.0, OLDEST);
        let batch = |waiting: &&Waiting| Batch {
            came: -(age(waiting.age_hours) as i64),
            index: 0,
            contacts: waiting.contacts,
            aht,
        };
        Ok(Desk { carried: Some(waiting.iter().map(batch).collect()), ..self })
    }
}

/// What `agents` on a queue of deferred work make of a backlog and of what comes: tallies of the contacts of each
/// interval, which leave the backlog out, and what waits at the end of each.
///
/// None for other work, and when the requirement has no basis.
///
/// # Errors
/// When `agents` has another length than the grid or is not made of numbers from 0 on, or as
/// [`requirement`](super::super::requirement()).
pub fn worked_off(
    queue: &Queue,
    requirement: &Requirement,
    agents: &[f64],
    backlog: &[Waiting],
) -> Result<Option<(Vec<Tally>, Vec<Backlog>)>> {
    check_agents("agents", agents, requirement)?;
    match (&requirement.basis, queue.sizing_model()) {
        (Some(basis), StaffingModel::Deferred) => {
            let demand = Demand::of_basis(requirement, basis)?;
            Ok(Some(Desk::of(queue)?.carrying(backlog, &demand)?.service(&demand, agents)))
        }
        _ => Ok(None),
    }
}
