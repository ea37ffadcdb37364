//! A contact centre: its queues, shifts, contracts and conventions.

use chrono::Weekday;
use chrono_tz::Tz;

use super::{
    Contract, ContractId, Queue, QueueId, RosterWeights, ShiftId, ShiftTemplate, Shrinkage, WeekdaySet,
};

/// Language of reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "lowercase"))]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Persian.
    Fa,
    /// Russian.
    Ru,
}

/// How dates are shown in reports; files always hold ISO 8601.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "lowercase"))]
pub enum DateStyle {
    /// 23 November 2026.
    #[default]
    Gregorian,
    /// 2 Azar 1405.
    Jalali,
}

/// What a centre is.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Centre {
    /// What people call it.
    pub name: String,
    /// The zone of every local time.
    pub zone: Tz,
    /// First day of a working week.
    pub week_starts: Weekday,
    /// Days of the weekend.
    pub weekend: WeekdaySet,
    /// Length of a planning interval: 5, 10, 15, 20, 30 or 60.
    pub interval_minutes: u32,
    /// Language of reports.
    pub language: Language,
    /// How reports show dates.
    pub date_style: DateStyle,
    /// ISO 4217 code, such as `GBP`.
    pub currency: Option<String>,
    /// Queues, in file order.
    pub queues: Vec<Queue>,
    /// Shrinkage of queues that have none of their own.
    pub shrinkage: Shrinkage,
    /// Shift templates, in file order.
    pub shifts: Vec<ShiftTemplate>,
    /// Contracts, in file order.
    pub contracts: Vec<Contract>,
    /// Weights of the roster's objective.
    pub weights: RosterWeights,
}

impl Centre {
    /// The queue called `id`.
    pub fn queue(&self, id: &QueueId) -> Option<&Queue> {
        self.queues.iter().find(|queue| queue.id == *id)
    }

    /// The shift template called `id`.
    pub fn shift(&self, id: &ShiftId) -> Option<&ShiftTemplate> {
        self.shifts.iter().find(|shift| shift.id == *id)
    }

    /// The contract called `id`.
    pub fn contract(&self, id: &ContractId) -> Option<&Contract> {
        self.contracts.iter().find(|contract| contract.id == *id)
    }

    /// The shrinkage that applies to `queue`.
    pub fn shrinkage_of<'a>(&'a self, queue: &'a Queue) -> &'a Shrinkage {
        queue.shrinkage.as_ref().unwrap_or(&self.shrinkage)
    }
}
