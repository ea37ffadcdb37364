//! Working-time rules of a group of agents.

use std::collections::BTreeMap;

use super::{ContractId, Rotation, ShiftId};

/// Working-time rules. What is absent is not limited.
///
/// A *period* is all weeks that are rostered together.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Contract {
    /// Its id in every file.
    pub id: ContractId,
    /// Fewest and most paid hours a week.
    pub hours_per_week: (f64, f64),
    /// Fewest and most working days a week.
    pub days_per_week: (u32, u32),
    /// Shortest and longest shift in hours, unpaid breaks included.
    pub hours_per_day: Option<(f64, f64)>,
    /// Hours between the end of a shift and the start of the next; 0 when none are asked for.
    pub min_rest_hours: f64,
    /// Most days in a row on which a shift starts.
    pub max_consecutive_days: Option<u32>,
    /// Days in a row without a shift, at least once in every week.
    pub consecutive_days_off: Option<u32>,
    /// Latest minus earliest start of a week, in hours.
    pub max_start_spread_hours: Option<f64>,
    /// `(n, m)`: at least `n` weekends off in every `m`.
    pub weekends_off_of: Option<(u32, u32)>,
    /// Paid hours credited for a whole day of leave, which then counts as a day worked.
    pub leave_day_hours: Option<f64>,
    /// Shift templates the contract may work; all when absent.
    pub shifts: Option<Vec<ShiftId>>,
    /// Length of the longest stretch without work that every week must hold, in hours.
    pub min_weekly_rest_hours: Option<f64>,
    /// Fewest days in a row on which a shift starts, once one does.
    pub min_consecutive_days: Option<u32>,
    /// Fewest days off in a row, once one is off.
    pub min_consecutive_days_off: Option<u32>,
    /// Shifts that may not start on the day after another: `night` → `early`, `day`.
    #[cfg_attr(feature = "serde", serde(default))]
    pub not_next_day: BTreeMap<ShiftId, Vec<ShiftId>>,
    /// Shifts after which the next day is off.
    #[cfg_attr(feature = "serde", serde(default))]
    pub day_off_after: Vec<ShiftId>,
    /// Shifts before which the day is off.
    #[cfg_attr(feature = "serde", serde(default))]
    pub day_off_before: Vec<ShiftId>,
    /// Most weekends in a row with a shift.
    pub max_consecutive_weekends: Option<u32>,
    /// Most weekends with a shift in the whole period.
    pub max_weekends: Option<u32>,
    /// How often shifts are worked in a week or in the whole period.
    #[cfg_attr(feature = "serde", serde(default))]
    pub shift_counts: Vec<ShiftCount>,
    /// Fewest and most paid hours of the whole period.
    pub hours_per_period: Option<(f64, f64)>,
    /// Fewest and most days off of the whole period.
    pub days_off_per_period: Option<(u32, u32)>,
    /// Most hours between the starts of two neighbouring days.
    pub max_start_change_hours: Option<f64>,
    /// Whether all shifts of a week have the same paid hours.
    #[cfg_attr(feature = "serde", serde(default))]
    pub same_paid_hours_in_week: bool,
    /// Hours from the end of a shift to the start of the next one that is another: recovery after nights.
    #[cfg_attr(feature = "serde", serde(default))]
    pub rest_after: BTreeMap<ShiftId, f64>,
    /// Which shifts are worked on which day of which week.
    pub rotation: Option<Rotation>,
}

impl Contract {
    /// A contract with nothing but hours and days of a week: a start for struct literals.
    pub fn new(id: impl Into<ContractId>, hours_per_week: (f64, f64), days_per_week: (u32, u32)) -> Self {
        Contract {
            id: id.into(),
            hours_per_week,
            days_per_week,
            hours_per_day: None,
            min_rest_hours: 0.0,
            max_consecutive_days: None,
            consecutive_days_off: None,
            max_start_spread_hours: None,
            weekends_off_of: None,
            leave_day_hours: None,
            shifts: None,
            min_weekly_rest_hours: None,
            min_consecutive_days: None,
            min_consecutive_days_off: None,
            not_next_day: BTreeMap::new(),
            day_off_after: Vec::new(),
            day_off_before: Vec::new(),
            max_consecutive_weekends: None,
            max_weekends: None,
            shift_counts: Vec::new(),
            hours_per_period: None,
            days_off_per_period: None,
            max_start_change_hours: None,
            same_paid_hours_in_week: false,
            rest_after: BTreeMap::new(),
            rotation: None,
        }
    }

    /// Every shift a rule of the contract names, with the key in which it stands.
    pub fn named_shifts(&self) -> impl Iterator<Item = (&'static str, &ShiftId)> {
        let next = self.not_next_day.iter().flat_map(|(first, next)| std::iter::once(first).chain(next));
        let counted = self.shift_counts.iter().flat_map(|count| &count.shifts);
        let rotated = self.rotation.iter().flat_map(|rotation| rotation.weeks.iter().flatten());
        let rotated = rotated.flat_map(|day| day.shifts.iter().flatten());
        let of = |key: &'static str| move |id| (key, id);
        (self.shifts.iter().flatten().map(of("shifts")))
            .chain(next.map(of("not_next_day")))
            .chain(self.day_off_after.iter().map(of("day_off_after")))
            .chain(self.day_off_before.iter().map(of("day_off_before")))
            .chain(counted.map(of("shift_counts")))
            .chain(self.rest_after.keys().map(of("rest_after")))
            .chain(rotated.map(of("rotation")))
    }
}

/// How often some shifts together are worked: fewest and most.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ShiftCount {
    /// The shifts counted.
    pub shifts: Vec<ShiftId>,
    /// In every week.
    pub per_week: Option<(u32, u32)>,
    /// In the whole period.
    pub per_period: Option<(u32, u32)>,
}
