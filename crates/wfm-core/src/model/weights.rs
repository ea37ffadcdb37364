//! What a roster costs: the weights of its objective, in units the planner chooses.

use super::Attendance;

/// A band of a cost that rises with the distance from the requirement.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct CostBand {
    /// The band reaches up to this share of the requirement, rounded up, at least 1; open-ended when absent.
    pub up_to_share: Option<f64>,
    /// Cost per agent and interval inside the band.
    pub cost: f64,
}

/// Weights of the roster's objective. Costs must not fall from band to band.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default))]
pub struct RosterWeights {
    /// Per agent and interval short.
    pub understaffing: Vec<CostBand>,
    /// Per agent and interval too many.
    pub overstaffing: Vec<CostBand>,
    /// Per paid hour above the contract's minimum.
    pub paid_hour_above_minimum: f64,
    /// Per hour between a shift's start and the agent's preferred start.
    pub start_deviation_hour: f64,
    /// Most that the deviation of one shift may cost; no limit when absent.
    pub start_deviation_cap: Option<f64>,
    /// Per shift on a day the agent wished off.
    pub wished_day_off: f64,
    /// Per day the agent wished to work and does not.
    pub wished_work: f64,
    /// Per agent and day that differs from the published roster.
    pub changed_shift: f64,
    /// Per hour of a meeting, training or coaching that was to be placed and is not: none is placed where it would cost
    /// coverage more than that.
    pub unplaced_activity_hour: f64,
    /// Per point of burden (nights, weekends, holidays, early and late shifts), more for those who carried more.
    pub fairness: f64,
    /// People of some kind who should be at work together.
    pub attendance: Vec<Attendance>,
    /// Safety net of the search, in seconds.
    pub time_limit_seconds: f64,
    /// The search stops when `(cost − bound) / bound` is below this.
    pub gap: f64,
    /// Seed of every random choice.
    pub seed: u64,
}

impl Default for RosterWeights {
    /// The weights of the starter centre: a shortage costs five times a surplus, a wish as much as a small shortage.
    fn default() -> Self {
        let band = |up_to_share, cost| CostBand { up_to_share, cost };
        RosterWeights {
            understaffing: vec![band(Some(0.10), 10.0), band(None, 30.0)],
            overstaffing: vec![band(Some(0.10), 2.0), band(None, 6.0)],
            paid_hour_above_minimum: 4.0,
            start_deviation_hour: 2.0,
            start_deviation_cap: Some(8.0),
            wished_day_off: 10.0,
            wished_work: 0.0,
            changed_shift: 0.0,
            unplaced_activity_hour: 60.0,
            fairness: 0.0,
            attendance: Vec::new(),
            time_limit_seconds: 60.0,
            gap: 0.005,
            seed: 1,
        }
    }
}
