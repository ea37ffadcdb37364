//! Who works when, and what they do then.

use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};

use super::{AgentId, QueueId, ShiftId};

/// Who works which shift.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(transparent))]
pub struct Roster {
    /// One per agent and day worked, in order of agent and start.
    pub assignments: Vec<Assignment>,
}

/// One shift of one agent.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Assignment {
    /// The agent.
    pub agent: AgentId,
    /// The local day on which the shift starts; hours and days count there.
    pub date: NaiveDate,
    /// The shift template.
    pub shift: ShiftId,
    /// Start of the shift.
    pub start: DateTime<Utc>,
    /// End of the shift.
    pub end: DateTime<Utc>,
    /// Paid minutes.
    pub paid_minutes: u32,
    /// What is done from start to end, without a hole, in order.
    pub segments: Vec<Segment>,
    /// What may not be changed, when the assignment comes from a published roster.
    pub locked: Lock,
}

impl Assignment {
    /// What is done from start to end: these activities, in order of time, and time on `queue` in between.
    pub(crate) fn filled(&self, away: Vec<Segment>, queue: Option<QueueId>) -> Vec<Segment> {
        let serving = |start, end| Segment { start, end, activity: Activity::OnQueue, queue: queue.clone() };
        let mut at = self.start;
        let mut segments = Vec::with_capacity(away.len() + 1);
        for segment in away {
            if at < segment.start {
                segments.push(serving(at, segment.start));
            }
            at = at.max(segment.end);
            segments.push(segment);
        }
        if at < self.end {
            segments.push(serving(at, self.end));
        }
        segments
    }
}

/// One stretch of a shift.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Segment {
    /// Start.
    pub start: DateTime<Utc>,
    /// End.
    pub end: DateTime<Utc>,
    /// What is done.
    pub activity: Activity,
    /// The queue served, while on a queue.
    pub queue: Option<QueueId>,
}

/// What an agent does.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(from = "String", into = "String")
)]
pub enum Activity {
    /// Serves a queue.
    OnQueue,
    /// A break of the shift template, or a meeting, training, coaching or fixed activity, by its name.
    Named(String),
}

impl Activity {
    /// The name used in files.
    pub fn name(&self) -> &str {
        match self {
            Activity::OnQueue => "on_queue",
            Activity::Named(name) => name,
        }
    }
}

impl From<String> for Activity {
    fn from(name: String) -> Self {
        if name == Activity::OnQueue.name() { Activity::OnQueue } else { Activity::Named(name) }
    }
}

impl From<Activity> for String {
    fn from(activity: Activity) -> Self {
        activity.name().to_owned()
    }
}

impl fmt::Display for Activity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// How much of a published assignment is promised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Lock {
    /// Nothing: it may be changed at a cost.
    #[default]
    None,
    /// The shift; its breaks may move.
    Shift,
    /// The shift and its breaks.
    Breaks,
}

impl Lock {
    /// All locks.
    pub const ALL: [Lock; 3] = [Lock::None, Lock::Shift, Lock::Breaks];

    /// The name used in files.
    pub fn name(self) -> &'static str {
        match self {
            Lock::None => "none",
            Lock::Shift => "shift",
            Lock::Breaks => "breaks",
        }
    }
}
