//! What a person changes in a forecast.

use chrono::NaiveDate;

use super::{QueueId, TimeRange};

/// A change by hand of a forecast, kept apart from it: what the model said stays visible.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Override {
    /// First local day.
    pub from: NaiveDate,
    /// Last local day, inclusive.
    pub to: NaiveDate,
    /// Local hours of each of the days; the whole day when absent.
    pub hours: Option<TimeRange>,
    /// The queue; all when absent.
    pub queue: Option<QueueId>,
    /// What is changed.
    pub figure: OverrideFigure,
    /// How.
    pub change: OverrideChange,
    /// Why.
    pub reason: Option<String>,
    /// By whom.
    pub who: Option<String>,
}

/// The figure that an override changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum OverrideFigure {
    /// Contacts.
    #[default]
    Offered,
    /// Average handle time, in seconds.
    Aht,
}

impl OverrideFigure {
    /// All figures.
    pub const ALL: [OverrideFigure; 2] = [OverrideFigure::Offered, OverrideFigure::Aht];

    /// The name used in files.
    pub fn name(self) -> &'static str {
        match self {
            OverrideFigure::Offered => "offered",
            OverrideFigure::Aht => "aht",
        }
    }
}

/// How a figure is changed. Contacts are those of the hours of one day together; handle times are those of each interval.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum OverrideChange {
    /// Multiplied, by 0 or more.
    Factor(f64),
    /// So many more, or with a minus fewer; never below 0.
    Add(f64),
    /// So many, 0 or more.
    Set(f64),
}

impl OverrideChange {
    /// The figure after the change.
    pub fn of(self, figure: f64) -> f64 {
        match self {
            OverrideChange::Factor(factor) => figure * factor,
            OverrideChange::Add(more) => figure + more,
            OverrideChange::Set(value) => value,
        }
        .max(0.0)
    }
}
