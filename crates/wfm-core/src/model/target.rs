//! What a queue promises its customers.

use std::fmt;
use std::str::FromStr;

use crate::error::Error;
use crate::units::{Seconds, Share};

/// How a service level is counted. Figures of different definitions are never compared.
///
/// | name | formula, T = `within_seconds`, τ = short-abandon limit |
/// |---|---|
/// | `offered` | answered ≤ T / offered |
/// | `excl_short_abandons` | answered ≤ T / (offered − abandoned ≤ T) |
/// | `answered` | answered ≤ T / answered |
/// | `wait_le_t` | (answered ≤ T + abandoned ≤ T) / offered |
/// | `short_abandons_good` | (answered ≤ T + abandoned ≤ τ) / offered |
/// | `short_abandons_removed` | answered ≤ T / (offered − abandoned ≤ τ) |
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum ServiceLevelDefinition {
    /// Every contact that arrived counts: the strictest, and the default.
    #[default]
    Offered,
    /// Those who hung up within the threshold are left out.
    ExclShortAbandons,
    /// Only answered contacts count.
    Answered,
    /// Those who hung up within the threshold count as served.
    WaitLeT,
    /// Those who hung up within an own limit count as served.
    ShortAbandonsGood,
    /// Those who hung up within an own limit are left out.
    ShortAbandonsRemoved,
}

impl ServiceLevelDefinition {
    /// All definitions, strictest first.
    pub const ALL: [ServiceLevelDefinition; 6] = [
        ServiceLevelDefinition::Offered,
        ServiceLevelDefinition::ExclShortAbandons,
        ServiceLevelDefinition::Answered,
        ServiceLevelDefinition::WaitLeT,
        ServiceLevelDefinition::ShortAbandonsGood,
        ServiceLevelDefinition::ShortAbandonsRemoved,
    ];

    /// The name used in files.
    pub fn name(self) -> &'static str {
        match self {
            ServiceLevelDefinition::Offered => "offered",
            ServiceLevelDefinition::ExclShortAbandons => "excl_short_abandons",
            ServiceLevelDefinition::Answered => "answered",
            ServiceLevelDefinition::WaitLeT => "wait_le_t",
            ServiceLevelDefinition::ShortAbandonsGood => "short_abandons_good",
            ServiceLevelDefinition::ShortAbandonsRemoved => "short_abandons_removed",
        }
    }
}

impl fmt::Display for ServiceLevelDefinition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for ServiceLevelDefinition {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let names: Vec<&str> = Self::ALL.iter().map(|d| d.name()).collect();
        Self::ALL
            .into_iter()
            .find(|definition| definition.name() == text)
            .ok_or_else(|| Error::invalid("service_level_definition", text, names.join(", ")))
    }
}

/// A share of contacts answered within a time, counted by a definition.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ServiceLevelTarget {
    /// Share to be answered in time, `0 ≤ share < 1`.
    pub share: Share,
    /// The threshold in seconds.
    pub within: Seconds,
    /// How it is counted.
    pub definition: ServiceLevelDefinition,
    /// The short-abandon limit τ of the two definitions that have one.
    pub short_abandon: Option<Seconds>,
}

/// A share of deferred work done within hours.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ResponseTarget {
    /// Share to be done in time, `0..=1`.
    pub share: Share,
    /// Hours after arrival; open hours of the queue count.
    pub within_hours: f64,
}

/// The stretch of time over which a service-level target must be met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum TargetOver {
    /// In every interval.
    #[default]
    Interval,
    /// Over each day, weighted by contacts.
    Day,
    /// Over the week, weighted by contacts.
    Week,
}

/// Everything a queue promises; what is absent is not asked for.
#[derive(Debug, Clone, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Target {
    /// Service level.
    pub service_level: Option<ServiceLevelTarget>,
    /// Where the service level must hold.
    pub over: TargetOver,
    /// Largest share of contacts that may hang up.
    pub max_abandonment: Option<Share>,
    /// Largest average speed of answer.
    pub max_asa: Option<Seconds>,
    /// Largest share of staffed time spent handling, `0 < o ≤ 1`.
    pub max_occupancy: Option<Share>,
    /// Fewest agents on the queue whenever it is open.
    pub minimum_agents: u32,
    /// For deferred work.
    pub response: Option<ResponseTarget>,
}

impl Target {
    /// Whether anything is promised that decides how many agents are needed.
    pub fn is_empty(&self) -> bool {
        self.service_level.is_none()
            && self.max_abandonment.is_none()
            && self.max_asa.is_none()
            && self.max_occupancy.is_none()
            && self.response.is_none()
    }
}
