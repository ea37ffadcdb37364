//! From a roster to the operation that plays it: calls from forecasts, agents from the activities of their shifts.
//!
//! Comes in: a centre, its agents, a roster, forecasts and, for uncertain volume, sample paths of the rates. Goes out: a
//! [`Operation`] of the whole stretch of days, one call type per queue, one group per set of agents with the same queues
//! and speeds.
//!
//! | of the centre | in the operation |
//! |---|---|
//! | voice, chat | callers wait until their patience or the line ends; contacts of several queues are taken in order of arrival |
//! | other channels | deferred work: taken when no caller waits, its time counted in open hours |
//! | agents with several queues | a contact goes to those with the fewest queues first; whoever both talks and chats does at each moment what the roster says |
//! | shrinkage `unplanned` | whole shifts that are not worked, drawn per agent and day |
//! | other shrinkage | time away from the queue, drawn per agent and interval |
//! | redials | after five minutes on average |
//! | callbacks | deferred work of the agents of the queue |
//!
//! What cannot be known from a roster is left out: work carried over from the days before, agents moved during the day.

mod calls;
mod people;

pub(crate) use calls::call_types;
pub use calls::promise;
pub(crate) use people::{Skills, contact_speed, group, skills, with_callbacks};

use crate::error::{Error, Result};
use crate::model::operation::Operation;
use crate::model::{Agent, Centre, Coverage, Forecast, Grid, Queue, Roster};
use crate::units::{Contacts, Share};

/// A roster, and what will meet it.
#[derive(Debug, Clone, Copy)]
pub struct RosterPlay<'a> {
    /// The centre.
    pub centre: &'a Centre,
    /// Agents of the roster.
    pub agents: &'a [Agent],
    /// Who works when, with activities.
    pub roster: &'a Roster,
    /// The intervals to play.
    pub grid: &'a Grid,
    /// Forecasts of the queues to play, with handle times.
    pub forecasts: &'a [Forecast],
    /// Per forecast, futures as rates per interval of the forecast's grid; none: the forecast is certain.
    pub paths: &'a [Vec<Vec<Contacts>>],
    /// What the roster gives each queue, on `grid`; needed where each queue is played alone.
    pub coverage: &'a [Coverage],
    /// Share of shifts not worked at all; absent: the centre's unplanned shrinkage.
    pub absence: Option<Share>,
}

/// How much of reality is played: each step adds one thing to those before, so that the difference is its effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Realism {
    /// Each queue has the agents that coverage counts for it, evenly thinned by shrinkage, and no interval leaves callers to
    /// the next: those who still wait hang up. Against the formula: load that moves, whole people.
    Cleared,
    /// Callers wait on: what one interval leaves undone the next one finds.
    Alone,
    /// Agents with several queues take whatever waits.
    Shared,
    /// Whole shifts are not worked, and people are away at random.
    Absences,
    /// The volume of days and intervals is uncertain.
    Uncertain,
}

impl Realism {
    /// All steps, simplest first.
    pub const ALL: [Realism; 5] =
        [Realism::Cleared, Realism::Alone, Realism::Shared, Realism::Absences, Realism::Uncertain];

    /// The name used in files.
    pub fn name(self) -> &'static str {
        match self {
            Realism::Cleared => "cleared",
            Realism::Alone => "alone",
            Realism::Shared => "shared",
            Realism::Absences => "absences",
            Realism::Uncertain => "uncertain",
        }
    }
}

impl<'a> RosterPlay<'a> {
    /// The operation of the roster. Its first call types are the queues of `forecasts`, in order.
    ///
    /// # Errors
    /// When a forecast is of no queue of the centre or has no handle times, or when a part does not fit the grid.
    pub fn operation(&self, realism: Realism) -> Result<Operation> {
        let queues = self.queues()?;
        let paths = if realism == Realism::Uncertain { self.paths } else { &[] };
        let mut call_types = calls::call_types(&queues, self.forecasts, paths, self.grid)?;
        for call_type in call_types.iter_mut().filter(|call_type| !call_type.deferred) {
            call_type.cleared_each_interval = realism == Realism::Cleared;
        }
        let groups = match realism {
            Realism::Cleared | Realism::Alone => people::by_queue(self, &queues)?,
            Realism::Shared => people::steady(self, &queues),
            Realism::Absences | Realism::Uncertain => people::drawn(self, &queues),
        };
        let operation = Operation {
            interval: self.grid.step_seconds(),
            intervals: self.grid.len(),
            warmup: 0.0,
            groups: people::with_nobody(people::with_callbacks(groups, &call_types), &call_types),
            call_types,
            day_rate_shape: None,
        };
        Ok(operation)
    }

    /// The queues that are played, in the order of the forecasts.
    fn queues(&self) -> Result<Vec<&'a Queue>> {
        let centre = self.centre;
        let found = self.forecasts.iter().map(|forecast| {
            let unknown = || Error::invalid("queue of a forecast", &forecast.queue, "a queue of the centre");
            centre.queue(&forecast.queue).ok_or_else(unknown)
        });
        found.collect()
    }
}

/// Whether work of the queue waits for hours rather than on the line.
fn is_deferred(queue: &Queue) -> bool {
    !queue.channel.is_live()
}

#[cfg(test)]
mod tests;
