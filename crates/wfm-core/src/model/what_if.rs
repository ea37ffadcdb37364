//! What-ifs: named, altered assumptions.
//!
//! A scenario is a name and a list of changes; what they do to a plan is said by [`scenario`](crate::scenario), which also
//! checks their ranges.

use super::{Agent, Contract, ContractId, OpeningHours, QueueId, ShiftTemplate, Skill};
use crate::units::{Seconds, Share};

/// Altered assumptions under one name.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Scenario {
    /// What people call it.
    pub name: String,
    /// What is other than in the base; nothing: the base itself. Their order does not matter, but of two changes that
    /// set the same thing the later holds.
    pub changes: Vec<Change>,
}

impl Scenario {
    /// A scenario of these changes.
    pub fn new(name: impl Into<String>, changes: Vec<Change>) -> Self {
        Scenario { name: name.into(), changes }
    }
}

/// One altered assumption. `queues` are those it concerns; none named: all.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[expect(clippy::large_enum_variant, reason = "a scenario has a handful of changes")]
pub enum Change {
    /// What arrives, and when.
    Demand {
        /// The queues.
        queues: Vec<QueueId>,
        /// What is other.
        change: DemandChange,
    },
    /// What is promised to customers, and how long they wait for it.
    Promise {
        /// The queues; where none is named, those of which the promise can be asked.
        queues: Vec<QueueId>,
        /// What is other.
        change: PromiseChange,
    },
    /// Paid time that does not reach the queue.
    Shrinkage {
        /// The queues.
        queues: Vec<QueueId>,
        /// What is other.
        change: ShrinkageChange,
    },
    /// People and their working time.
    Supply(SupplyChange),
}

/// Another demand.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum DemandChange {
    /// So many times the contacts, above 0.
    Volume(f64),
    /// So many times the average handle time, above 0.
    Aht(f64),
    /// A bot or a page takes some of the contacts.
    Deflection {
        /// Share of the contacts it takes on, `0 ≤ share < 1`.
        share: Share,
        /// Handle time of those it takes over that of all, above 0: below 1 when it takes the easy ones.
        aht_ratio: f64,
        /// Share of those it takes on that come to an agent all the same.
        return_share: Share,
    },
    /// Another share of contacts settled at the first attempt.
    FirstContactResolution {
        /// The share as it is.
        from: Share,
        /// The share as it might be.
        to: Share,
        /// Share of the unsettled who come again.
        repeat_share: Share,
    },
    /// Other weekly opening hours.
    Opening {
        /// The hours.
        opening: OpeningHours,
        /// Share of the contacts of closed hours that come in hours of the same day that stay open.
        moved_share: Share,
        /// Contacts of an interval that is newly open over those of a mean open interval; needed where hours open.
        new_hours_level: Option<f64>,
    },
}

/// Another promise, or another patience with it.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum PromiseChange {
    /// So many times the mean patience, above 0.
    Patience(f64),
    /// The share to be answered in time.
    ServiceLevel(Share),
    /// The threshold of the service level.
    Within(Seconds),
    /// The largest share that may hang up.
    MaxAbandonment(Share),
    /// The largest average speed of answer.
    MaxAsa(Seconds),
    /// The largest share of staffed time spent handling.
    MaxOccupancy(Share),
    /// The fewest agents whenever the queue is open.
    MinimumAgents(u32),
    /// The share of deferred work to be done in time.
    RespondShare(Share),
    /// The hours within which deferred work is to be done.
    RespondWithinHours(f64),
}

/// Another shrinkage.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum ShrinkageChange {
    /// Added to the total, as a share of paid time; below 0: less.
    Points(f64),
    /// Share of those who would be there that are away.
    Absence(Share),
}

/// Other people, or other rules for their time.
#[expect(clippy::large_enum_variant, reason = "a scenario has a handful of changes")]
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum SupplyChange {
    /// A contract in place of the one with its id, or a new one.
    Contract(Contract),
    /// A shift template in place of the one with its id, or a new one.
    Shift(ShiftTemplate),
    /// Agents who leave: the last of a group, in the order they are listed.
    Leavers {
        /// Out of whom.
        group: AgentGroup,
        /// How many.
        count: u32,
    },
    /// New agents, all alike but for their ids.
    Hire {
        /// What each of them is; the id is the beginning of theirs.
        agent: Agent,
        /// How many.
        count: u32,
    },
    /// A group learns to serve a queue.
    Train {
        /// Who learns; those who serve the queue already go on as they do.
        group: AgentGroup,
        /// What they learn.
        skill: Skill,
    },
}

/// Agents of whom all that is given is true; nothing given: everybody.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default))]
pub struct AgentGroup {
    /// Their contract.
    pub contract: Option<ContractId>,
    /// Their team.
    pub team: Option<String>,
    /// Their site.
    pub site: Option<String>,
    /// A queue they can serve.
    pub serves: Option<QueueId>,
}

impl AgentGroup {
    /// Whether `agent` belongs to the group.
    pub fn contains(&self, agent: &Agent) -> bool {
        let fits = |wanted: &Option<String>, found: &Option<String>| wanted.is_none() || wanted == found;
        self.contract.as_ref().is_none_or(|contract| *contract == agent.contract)
            && fits(&self.team, &agent.team)
            && fits(&self.site, &agent.site)
            && self.serves.as_ref().is_none_or(|queue| agent.speed_on(queue).is_some())
    }
}

/// One assumption at several values.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Axis {
    /// What is varied: `volume`.
    pub name: String,
    /// A scenario for each value, called after it: `volume 1.1`.
    pub steps: Vec<Scenario>,
}

/// Every combination of the values of several assumptions.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ScenarioGrid {
    /// What people call it.
    pub name: String,
    /// What is varied, the slowest first.
    pub axes: Vec<Axis>,
}

/// All that is asked of a plan at once.
#[derive(Debug, Clone, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Questions {
    /// Scenarios with names of their own.
    pub scenarios: Vec<Scenario>,
    /// Grids of scenarios.
    pub grids: Vec<ScenarioGrid>,
    /// Assumptions to be varied one at a time.
    pub sensitivity: Vec<Axis>,
}
