//! Working-time rules of a group of agents.

use super::{ContractId, ShiftId};

/// Working-time rules. What is absent is not limited.
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
}
