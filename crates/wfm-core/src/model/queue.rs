//! A queue: a kind of work that arrives, and how it is served.

use std::fmt;
use std::str::FromStr;

use super::{OpeningHours, QueueId, Shrinkage, Target};
use crate::error::Error;
use crate::units::{Contacts, Seconds, Share};

/// The way contacts arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Channel {
    /// Telephone calls.
    Voice,
    /// Chats; an agent may hold several at once.
    Chat,
    /// E-mail: answered within hours.
    Email,
    /// Paper work: done within hours or days.
    BackOffice,
    /// Calls the centre makes.
    Outbound,
    /// Calls promised to customers who did not want to wait.
    Callback,
    /// Social media.
    Social,
    /// Text messages.
    Sms,
}

impl Channel {
    /// All channels.
    pub const ALL: [Channel; 8] = [
        Channel::Voice,
        Channel::Chat,
        Channel::Email,
        Channel::BackOffice,
        Channel::Outbound,
        Channel::Callback,
        Channel::Social,
        Channel::Sms,
    ];

    /// The name used in files.
    pub fn name(self) -> &'static str {
        match self {
            Channel::Voice => "voice",
            Channel::Chat => "chat",
            Channel::Email => "email",
            Channel::BackOffice => "back_office",
            Channel::Outbound => "outbound",
            Channel::Callback => "callback",
            Channel::Social => "social",
            Channel::Sms => "sms",
        }
    }

    /// Whether a customer is waiting on the line or in the window while the contact queues.
    pub fn is_live(self) -> bool {
        matches!(self, Channel::Voice | Channel::Chat)
    }
}

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Channel {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let names: Vec<&str> = Self::ALL.iter().map(|c| c.name()).collect();
        Self::ALL
            .into_iter()
            .find(|channel| channel.name() == text)
            .ok_or_else(|| Error::invalid("channel", text, names.join(", ")))
    }
}

/// The mathematics by which a queue is sized.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
pub enum StaffingModel {
    /// Everybody waits, nobody hangs up.
    ErlangC,
    /// Callers hang up; needs a patience.
    ErlangA,
    /// Callers hang up and some dial again.
    ErlangX,
    /// Several chats at once, slower when more are open.
    Chat,
    /// Work with a deadline.
    Deferred,
    /// Plain workload divided by an occupancy.
    Workload,
}

impl StaffingModel {
    /// All models.
    pub const ALL: [StaffingModel; 6] = [
        StaffingModel::ErlangC,
        StaffingModel::ErlangA,
        StaffingModel::ErlangX,
        StaffingModel::Chat,
        StaffingModel::Deferred,
        StaffingModel::Workload,
    ];

    /// The name used in files.
    pub fn name(self) -> &'static str {
        match self {
            StaffingModel::ErlangC => "erlang-c",
            StaffingModel::ErlangA => "erlang-a",
            StaffingModel::ErlangX => "erlang-x",
            StaffingModel::Chat => "chat",
            StaffingModel::Deferred => "deferred",
            StaffingModel::Workload => "workload",
        }
    }
}

impl fmt::Display for StaffingModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for StaffingModel {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let names: Vec<&str> = Self::ALL.iter().map(|m| m.name()).collect();
        Self::ALL
            .into_iter()
            .find(|model| model.name() == text)
            .ok_or_else(|| Error::invalid("model", text, names.join(", ")))
    }
}

/// A queue: what arrives, when it is open, what it promises and by which model it is sized.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Queue {
    /// Its id in every file.
    pub id: QueueId,
    /// The way contacts arrive.
    pub channel: Channel,
    /// Weekly opening hours.
    pub opening: OpeningHours,
    /// How it is sized; absent: the usual model of the channel.
    pub model: Option<StaffingModel>,
    /// Mean patience of a waiting customer; absent: unknown, and nobody is assumed to hang up.
    pub patience: Option<Seconds>,
    /// Telephone lines: contacts in talk and waiting together; absent: as many as needed. For `erlang-x`.
    pub lines: Option<u32>,
    /// Share of those who hung up that dial again; absent: 0. For `erlang-x`.
    pub redial_abandoned: Option<Share>,
    /// Share of those who found all lines busy that dial again; absent: 0. For `erlang-x`.
    pub redial_blocked: Option<Share>,
    /// Share of those offered a callback who accept; absent: none is offered. For `erlang-a`.
    pub callback_share: Option<Share>,
    /// Expected wait above which a callback is offered; absent: to everybody who has to wait.
    pub callback_after: Option<Seconds>,
    /// Coefficient of variation of handle times, standard deviation over mean; absent: unknown.
    pub handle_time_cv: Option<f64>,
    /// Contacts an agent may hold at once; 1 but for chat.
    pub concurrency: u32,
    /// Speed of each open chat when an agent holds 1, 2, …; empty: unknown.
    pub chat_speed: Vec<f64>,
    /// What the queue promises.
    pub target: Target,
    /// Shrinkage of this queue; absent: the centre's.
    pub shrinkage: Option<Shrinkage>,
    /// Queues of the same group are forecast together, so that they add up to the forecast of the group. A group of groups is
    /// written before a slash: `retail/cards`.
    #[cfg_attr(feature = "serde", serde(default))]
    pub group: Option<String>,
    /// A queue whose days look alike, for a queue with little history of its own.
    #[cfg_attr(feature = "serde", serde(default))]
    pub like: Option<QueueId>,
    /// Contacts expected on a usual open day, as long as there is little history.
    #[cfg_attr(feature = "serde", serde(default))]
    pub expected_per_day: Option<Contacts>,
}

impl Queue {
    /// The model by which this queue is sized: its own, or the usual one of its channel.
    ///
    /// | channel | model |
    /// |---|---|
    /// | voice, callback | `erlang-a` if the patience is known, `erlang-x` if lines or redials are too; else `erlang-c` |
    /// | chat | `chat` |
    /// | email, back_office, social, sms | `deferred` with a response target, else `workload` |
    /// | outbound | `workload` |
    pub fn sizing_model(&self) -> StaffingModel {
        let redials =
            self.lines.is_some() || self.redial_abandoned.is_some() || self.redial_blocked.is_some();
        let usual = || match self.channel {
            Channel::Voice | Channel::Callback if self.patience.is_none() => StaffingModel::ErlangC,
            Channel::Voice | Channel::Callback if redials => StaffingModel::ErlangX,
            Channel::Voice | Channel::Callback => StaffingModel::ErlangA,
            Channel::Chat => StaffingModel::Chat,
            Channel::Outbound => StaffingModel::Workload,
            _ if self.target.response.is_some() => StaffingModel::Deferred,
            _ => StaffingModel::Workload,
        };
        self.model.unwrap_or_else(usual)
    }

    /// The groups it belongs to, the largest first: `retail` and `retail/cards`.
    pub fn groups(&self) -> impl Iterator<Item = &str> {
        let path = self.group.as_deref().unwrap_or_default();
        let ends =
            path.match_indices('/').map(|(end, _)| end).chain((!path.is_empty()).then_some(path.len()));
        ends.filter(|end| *end > 0).map(|end| &path[..end])
    }

    /// A queue without a promise, always open: a start for struct literals.
    pub fn new(id: impl Into<QueueId>, channel: Channel) -> Self {
        Queue {
            id: id.into(),
            channel,
            opening: OpeningHours {
                rules: vec![super::OpeningRule {
                    days: super::WeekdaySet::ALL,
                    hours: super::TimeRange::ALL_DAY,
                }],
            },
            model: None,
            patience: None,
            lines: None,
            redial_abandoned: None,
            redial_blocked: None,
            callback_share: None,
            callback_after: None,
            handle_time_cv: None,
            concurrency: 1,
            chat_speed: Vec::new(),
            target: Target::default(),
            shrinkage: None,
            group: None,
            like: None,
            expected_per_day: None,
        }
    }
}
