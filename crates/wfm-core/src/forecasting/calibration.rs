//! Bands that hold what they promise: the extra variance is scaled until forecasts of past days would have covered them.
//!
//! ```text
//! Var = m + κ (cvs2_s + cvd2) m²        κ in [1/4, 4] such that the band of level L held L of the past intervals,
//!                                       then κ^(n/(n+10)) with n the past days looked at
//! ```
//!
//! Special days are left out: their errors are another matter. Each level has its own `κ`: errors have heavier tails than
//! the distribution, so that one number cannot serve both the middle and the ends. Days have their own as well.

use std::collections::BTreeSet;

use super::bands::{LEVELS, MAIN, OfLevels, Tails};
use super::calendar_model::CalendarModel;
use super::normal::normal_quantile;
use super::past::Past;
use super::rehearsal::Rehearsal;
use crate::units::Share;

/// Intervals that are enough.
const CELLS: usize = 1500;
/// Days that weigh as much as the belief that `κ` is 1.
const PRIOR_DAYS: f64 = 10.0;
/// Squared error of an interval against that of forecasts made again: these knew less and have a single regression.
const KNOWS_MORE: f64 = 0.85;
/// Halvings of the logarithmic range of `κ`: to 4 %.
const HALVINGS: usize = 7;

/// `κ` of each level.
#[derive(Debug)]
pub(super) struct Calibration {
    intervals: OfLevels,
    days: OfLevels,
}

/// A count that was forecast.
#[derive(Debug, Clone, Copy)]
struct Cell {
    seen: f64,
    mean: f64,
    /// Extra squared relative spread at `κ = 1`.
    extra: f64,
}

impl Default for Calibration {
    fn default() -> Self {
        Calibration { intervals: [1.0; LEVELS.len()], days: [1.0; LEVELS.len()] }
    }
}

impl Calibration {
    /// Forecasts the last weeks again and compares.
    pub(super) fn of(past: &Past<'_>, model: &CalendarModel, rehearsals: &[Rehearsal]) -> Self {
        let (mut intervals, mut days) = (Vec::new(), Vec::new());
        let mut scored = BTreeSet::new();
        for rehearsal in rehearsals {
            for day in rehearsal.days(past) {
                if compare(past, model, rehearsal, day, &mut intervals, &mut days) {
                    scored.insert(day);
                }
            }
        }
        let stride = intervals.len().div_ceil(CELLS).max(1);
        let some: Vec<Cell> = intervals.into_iter().step_by(stride).collect();
        let trust = scored.len() as f64 / (scored.len() as f64 + PRIOR_DAYS);
        let scale = |cells: &[Cell], against: f64| {
            let mut scales = LEVELS.map(|level| against * scale_that_covers(cells, level).powf(trust));
            // What happens one day in twenty is hardly seen in a few weeks: quiet weeks do not narrow the widest band.
            scales[LEVELS.len() - 1] = scales[LEVELS.len() - 1].max(1.0);
            scales
        };
        let against = if some.is_empty() { 1.0 } else { KNOWS_MORE };
        Calibration { intervals: scale(&some, against), days: scale(&days, 1.0) }
    }

    /// `κ` of the main band of intervals.
    pub(super) fn of_intervals(&self) -> f64 {
        self.intervals[MAIN]
    }

    /// `κ` of the main band of days.
    pub(super) fn of_days(&self) -> f64 {
        self.days[MAIN]
    }

    /// `κ` of each level against that of the main one.
    pub(super) fn tails(&self) -> Tails {
        let against_main = |scales: OfLevels| scales.map(|scale| scale / scales[MAIN]);
        Tails { intervals: against_main(self.intervals), days: against_main(self.days) }
    }
}

/// Adds the intervals of an ordinary `day` and the day itself to the cells, if it was seen.
fn compare(
    past: &Past<'_>,
    model: &CalendarModel,
    rehearsal: &Rehearsal,
    day: usize,
    intervals: &mut Vec<Cell>,
    days: &mut Vec<Cell>,
) -> bool {
    let line = &past.line.days[day];
    let (Some(seen), Some(row), None) = (past.totals[day], past.rows[day], &line.special) else {
        return false;
    };
    let variance = rehearsal.model.variance(&past.line, day);
    let total = rehearsal.model.total(&past.line, day, 1.0);
    let shape = &rehearsal.profiles.by_weekday[line.weekday];
    let cvd2 = variance.exp_m1();
    days.push(Cell { seen, mean: total, extra: cvd2 + model.dispersion.of_day(shape) });
    for (slot, offered) in
        past.table.days[row].offered.iter().enumerate().filter(|(slot, _)| shape[*slot] > 0.0)
    {
        if let Some(seen) = offered {
            intervals.push(Cell {
                seen: *seen,
                mean: total * shape[slot],
                extra: cvd2 + model.dispersion.slots[slot],
            });
        }
    }
    true
}

/// The `κ` at which the band of `level` holds that share of the cells.
fn scale_that_covers(cells: &[Cell], level: Share) -> f64 {
    if cells.is_empty() {
        return 1.0;
    }
    let z = normal_quantile(0.5 + level / 2.0);
    let covered = |scale: f64| cells.iter().filter(|cell| cell.is_inside(z, scale)).count() as f64;
    let (mut low, mut high) = (0.25f64.ln(), 4f64.ln());
    for _ in 0..HALVINGS {
        let middle = 0.5 * (low + high);
        if covered(middle.exp()) < level * cells.len() as f64 {
            low = middle;
        } else {
            high = middle;
        }
    }
    (0.5 * (low + high)).exp()
}

impl Cell {
    /// Whether the count lies in the band of `±z`, by the first terms of Cornish and Fisher's expansion.
    fn is_inside(&self, z: f64, scale: f64) -> bool {
        let mean = self.mean.max(1e-9);
        let extra = scale * self.extra * mean;
        let deviation = (mean * (1.0 + extra)).sqrt();
        // Skewness of the negative binomial: (1 + 2 extra) / √Var.
        let lean = (z * z - 1.0) * (1.0 + 2.0 * extra) / deviation / 6.0;
        let (low, high) = (mean + deviation * (lean - z), mean + deviation * (lean + z));
        low.max(0.0).round() <= self.seen && self.seen <= high.round()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand_distr::{Distribution, Gamma, Poisson};

    /// Counts with a mean of 200 and an extra spread of 10 %, of which the forecast believes `believed`.
    fn cells(believed: f64) -> Vec<Cell> {
        let mut random = rand_pcg::Pcg64Mcg::seed_from_u64(5);
        let factor = Gamma::new(100.0, 0.01).unwrap();
        let mut draw = || Poisson::new(200.0 * factor.sample(&mut random)).unwrap().sample(&mut random);
        (0..20_000).map(|_| Cell { seen: draw(), mean: 200.0, extra: believed }).collect()
    }

    #[test]
    fn a_belief_twice_too_wide_is_halved_and_one_twice_too_narrow_is_doubled() {
        for (believed, expected) in [(0.02, 0.5), (0.01, 1.0), (0.005, 2.0)] {
            for level in LEVELS {
                let found = scale_that_covers(&cells(believed), level);
                assert!((found / expected).ln().abs() < 0.12, "{believed} {level}: {found}");
            }
        }
    }
}
