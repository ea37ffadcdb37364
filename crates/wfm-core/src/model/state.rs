//! What agents actually did.

use chrono::{DateTime, Utc};

use super::AgentId;

/// One state of an agent, as the telephone system recorded it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct AgentState {
    /// The agent.
    pub agent: AgentId,
    /// Free text; the centre sorts states into kinds.
    pub state: String,
    /// Start.
    pub start: DateTime<Utc>,
    /// End.
    pub end: DateTime<Utc>,
}
