//! Who should be at work at the same time: a lead on every shift, no more people than seats, two who share a car, two who
//! must not meet.

use super::{Agent, AgentId, OpeningHours, QueueId};

/// Fewest and most people at work together, or all of them or none, at a price. Whoever has a shift is at work, breaks and
/// meetings included.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Attendance {
    /// What people call it.
    pub id: String,
    /// These agents; empty: any.
    pub agents: Vec<AgentId>,
    /// Those of this team; absent: of any.
    pub team: Option<String>,
    /// Those of this site; absent: of any.
    pub site: Option<String>,
    /// Those who serve this queue; absent: any.
    pub queue: Option<QueueId>,
    /// Hours in which it holds, in the centre's zone.
    pub open: OpeningHours,
    /// Fewest people; 0 when there may be none.
    pub at_least: u32,
    /// Most people; absent: any number.
    pub at_most: Option<u32>,
    /// Whether they come together or not at all: whoever is there without the others counts, or whoever is missing, if
    /// those are fewer.
    pub together: bool,
    /// Cost per person missing, too many or without the others, and interval.
    pub cost: f64,
}

impl Attendance {
    /// Whether it is about this agent.
    pub fn concerns(&self, agent: &Agent) -> bool {
        let same = |wanted: &Option<String>, given: &Option<String>| wanted.is_none() || wanted == given;
        (self.agents.is_empty() || self.agents.contains(&agent.id))
            && same(&self.team, &agent.team)
            && same(&self.site, &agent.site)
            && self.queue.as_ref().is_none_or(|queue| agent.speed_on(queue).is_some())
    }
}
