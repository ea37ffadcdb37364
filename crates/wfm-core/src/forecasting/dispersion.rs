//! How far counts stray from their mean beyond chance: slot by slot, and all slots of a day together.
//!
//! ```text
//! F[d,s]  = Y_d prof[w(d),s]                     Y_d contacts of day d, R = y − F
//! own_s   = (Σ_d R² − Σ_d F) / Σ_d F²            its variance V_s = 2 Σ_d (F + c F²)² / (Σ_d F²)²
//! c       = mean of own_s, weighted by 1 / (V_s + c²)
//! cvs2_s  = max(0, l own_s + (1 − l) c)          l = c² / (c² + V_s), averaged over three slots
//! Var     = m + κ (cvs2_s + cvd2) m²             m mean of the slot, cvd2 = exp(v) − 1 of its day
//! ```
//!
//! Slots differ by about as much as they vary: so far, and no farther than it could not be chance, a slot is believed.

use super::past::Past;
use super::profile::{Profiles, moving_average};

/// Days that are looked at.
const DAYS: usize = 60;
/// `Σ F²` below which nothing was expected of a slot.
const NOTHING: f64 = 1e-12;
/// Times the mean is weighted anew.
const PASSES: usize = 2;

/// What was seen of a slot.
#[derive(Debug, Default, Clone, Copy)]
struct Sums {
    /// `Σ (R² − F)`.
    extra: f64,
    /// `Σ F²`, `Σ F³` and `Σ F⁴`.
    square: f64,
    cube: f64,
    fourth: f64,
}

impl Sums {
    fn add(&mut self, seen: f64, expected: f64, weight: f64) {
        self.extra += weight * weight * (seen - expected).powi(2) - expected;
        let square = expected * expected;
        self.square += square;
        self.cube += square * expected;
        self.fourth += square * square;
    }

    /// `own_s` and its variance where the truth is `common`; `None` where nothing was expected.
    fn estimate(&self, common: f64) -> Option<(f64, f64)> {
        let noise = 2.0 * (self.square + 2.0 * common * self.cube + common * common * self.fourth);
        (self.square > NOTHING).then(|| (self.extra / self.square, noise / (self.square * self.square)))
    }

    /// `own_s`, pulled to `common` as far as their difference could be chance.
    fn shrunken(&self, common: f64) -> f64 {
        let Some((own, variance)) = self.estimate(common) else { return 0.0 };
        let between = common * common;
        let trust = between / (between + variance).max(1e-30);
        (trust * own + (1.0 - trust) * common).max(0.0)
    }
}

/// `c`: `cvs2` of a usual slot.
fn common(sums: &[Sums]) -> f64 {
    let (extra, square) = sums.iter().fold((0.0, 0.0), |(a, b), sums| (a + sums.extra, b + sums.square));
    let mut common = if square > 0.0 { (extra / square).max(0.0) } else { 0.0 };
    for _ in 0..PASSES {
        let (mut sum, mut whole) = (0.0, 0.0);
        for (own, variance) in sums.iter().filter_map(|sums| sums.estimate(common)) {
            let weight = 1.0 / (variance + common * common);
            sum += weight * own;
            whole += weight;
        }
        if whole > 0.0 {
            common = (sum / whole).max(0.0);
        }
    }
    common
}

/// Extra variance of the slots.
#[derive(Debug)]
pub(super) struct Dispersion {
    /// `cvs2` of each slot.
    pub(super) slots: Vec<f64>,
}

impl Dispersion {
    pub(super) fn of(past: &Past<'_>, profiles: &Profiles) -> Self {
        let mut sums = vec![Sums::default(); past.table.slots];
        let days = past.ordinary_days(past.known);
        for day in days.iter().rev().take(DAYS) {
            let shape = &profiles.by_weekday[day.weekday];
            for (slot, sums) in sums.iter_mut().enumerate() {
                if let Some(offered) = day.day.offered[slot] {
                    sums.add(offered, day.total * shape[slot], day.day.weight(slot));
                }
            }
        }
        let common = common(&sums);
        let raw: Vec<f64> = sums.iter().map(|sums| sums.shrunken(common)).collect();
        Dispersion { slots: moving_average(&raw, 3) }
    }

    /// Squared relative spread of a day's total that comes from its slots alone: `Σ cvs2_s m_s² / (Σ m_s)²`.
    pub(super) fn of_day(&self, means: &[f64]) -> f64 {
        let total: f64 = means.iter().sum();
        let extra: f64 = self.slots.iter().zip(means).map(|(cvs2, mean)| cvs2 * mean * mean).sum();
        if total > 0.0 { extra / (total * total) } else { 0.0 }
    }
}
