//! People who can work, and when they can and want to.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use super::{AgentId, ContractId, QueueId, ShiftId, TimeOfDay};

/// A person who can work.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Agent {
    /// Id in every file.
    pub id: AgentId,
    /// Working-time rules.
    pub contract: ContractId,
    /// Name for people; absent: the id.
    pub name: Option<String>,
    /// Queues the agent can serve; empty: all.
    pub skills: Vec<Skill>,
    /// Where the agent works.
    pub site: Option<String>,
    /// Zone of the agent's local times; absent: the centre's.
    pub zone: Option<Tz>,
    /// Team.
    pub team: Option<String>,
    /// Start of shift the agent likes best, local time.
    pub preferred_start: Option<TimeOfDay>,
    /// First day of employment.
    pub hire_date: Option<NaiveDate>,
    /// Last day of employment.
    pub leave_date: Option<NaiveDate>,
    /// Cost of a paid hour in the centre's currency.
    pub cost_per_hour: Option<f64>,
    /// Week of the contract's rotation, from 1 on, that the agent works in the week in which the rotation begins; absent:
    /// any of its weeks.
    pub rotation_week: Option<u32>,
}

/// A queue the agent can serve, and how fast.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Skill {
    /// The queue.
    pub queue: QueueId,
    /// Work done per hour against an ordinary agent, above 0; 1 is ordinary.
    pub speed: f64,
}

impl Agent {
    /// An agent who can serve every queue: a start for struct literals.
    pub fn new(id: impl Into<AgentId>, contract: impl Into<ContractId>) -> Self {
        Agent {
            id: id.into(),
            contract: contract.into(),
            name: None,
            skills: Vec::new(),
            site: None,
            zone: None,
            team: None,
            preferred_start: None,
            hire_date: None,
            leave_date: None,
            cost_per_hour: None,
            rotation_week: None,
        }
    }

    /// Speed on `queue`; none when the agent cannot serve it.
    pub fn speed_on(&self, queue: &QueueId) -> Option<f64> {
        match self.skills.is_empty() {
            true => Some(1.0),
            false => self.skills.iter().find(|skill| skill.queue == *queue).map(|skill| skill.speed),
        }
    }

    /// The name for people.
    pub fn display_name(&self) -> &str {
        self.name.as_deref().unwrap_or(self.id.as_str())
    }
}

/// What an agent can, cannot or would like to do in a stretch of time.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Availability {
    /// The agent.
    pub agent: AgentId,
    /// First instant.
    pub from: DateTime<Utc>,
    /// First instant after.
    pub to: DateTime<Utc>,
    /// What it says.
    pub kind: AvailabilityKind,
    /// The shift that a wish is about; absent: any shift. Other kinds do not look at it.
    pub shift: Option<ShiftId>,
    /// Length in minutes of an activity that may happen anywhere between `from` and `to`, once; absent: all that time. Other
    /// kinds do not look at it.
    #[cfg_attr(feature = "serde", serde(default))]
    pub minutes: Option<u32>,
    /// Name shared by those who do an activity to be placed at the same time, in entries of one kind, length and days.
    #[cfg_attr(feature = "serde", serde(default))]
    pub together: Option<String>,
    /// How much a wish counts against an ordinary one, from 1 on; of several wishes of a day the weightiest counts.
    #[cfg_attr(feature = "serde", serde(default = "ordinary"))]
    pub weight: u16,
    /// Free text.
    pub note: Option<String>,
}

#[cfg(feature = "serde")]
fn ordinary() -> u16 {
    1
}

impl Availability {
    /// An ordinary entry without a note: a start for struct literals.
    pub fn new(
        agent: impl Into<AgentId>,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
        kind: AvailabilityKind,
    ) -> Self {
        let (shift, minutes, together, note) = (None, None, None, None);
        Availability { agent: agent.into(), from, to, kind, shift, minutes, together, weight: 1, note }
    }

    /// Whether the agent must be at work from `from` to `to`, away from the queue.
    pub fn is_fixed_activity(&self) -> bool {
        self.kind.is_activity() && self.minutes.is_none()
    }

    /// Length in minutes of an activity that is to be placed between `from` and `to`.
    pub fn minutes_to_place(&self) -> Option<u32> {
        self.minutes.filter(|_| self.kind.is_activity())
    }
}

/// Kinds of availability.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum AvailabilityKind {
    /// Paid leave: no work.
    Leave,
    /// No work.
    Unavailable,
    /// On a day with such windows, work only inside one of them.
    Only,
    /// Would like the day off, or at least not that shift.
    WishOff,
    /// Would like to work that day, or that shift.
    WishWork,
    /// Must be at work, in a meeting.
    Meeting,
    /// Must be at work, in a training.
    Training,
    /// Must be at work, being coached.
    Coaching,
    /// Must be at work, doing something else than the queue.
    Fixed,
}

impl AvailabilityKind {
    /// All kinds.
    pub const ALL: [AvailabilityKind; 9] = [
        AvailabilityKind::Leave,
        AvailabilityKind::Unavailable,
        AvailabilityKind::Only,
        AvailabilityKind::WishOff,
        AvailabilityKind::WishWork,
        AvailabilityKind::Meeting,
        AvailabilityKind::Training,
        AvailabilityKind::Coaching,
        AvailabilityKind::Fixed,
    ];

    /// The name used in files, which is also the activity of the four that happen at work.
    pub fn name(self) -> &'static str {
        match self {
            AvailabilityKind::Leave => "leave",
            AvailabilityKind::Unavailable => "unavailable",
            AvailabilityKind::Only => "only",
            AvailabilityKind::WishOff => "wish_off",
            AvailabilityKind::WishWork => "wish_work",
            AvailabilityKind::Meeting => "meeting",
            AvailabilityKind::Training => "training",
            AvailabilityKind::Coaching => "coaching",
            AvailabilityKind::Fixed => "fixed",
        }
    }

    /// Whether it happens at work, away from the queue.
    pub fn is_activity(self) -> bool {
        matches!(
            self,
            AvailabilityKind::Meeting
                | AvailabilityKind::Training
                | AvailabilityKind::Coaching
                | AvailabilityKind::Fixed
        )
    }
}
