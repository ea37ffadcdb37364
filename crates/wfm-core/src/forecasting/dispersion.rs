//! How far counts stray from their mean beyond chance: slot by slot, and all slots of a day together.
//!
//! ```text
//! F[d,s]  = Y_d prof[w(d),s]                     Y_d contacts of day d, R = y − F
//! cvs2_s  = max(0, (Σ_d R² − Σ_d F) / Σ_d F²)    averaged over three slots
//! Var     = m + κ (cvs2_s + cvd2) m²             m mean of the slot, cvd2 = exp(v) − 1 of its day
//! ```

use super::past::Past;
use super::profile::{Profiles, moving_average};

/// Days that are looked at.
const DAYS: usize = 60;

/// Extra variance of the slots.
#[derive(Debug)]
pub(super) struct Dispersion {
    /// `cvs2` of each slot.
    pub(super) slots: Vec<f64>,
}

impl Dispersion {
    pub(super) fn of(past: &Past<'_>, profiles: &Profiles) -> Self {
        let mut sums = vec![(0.0, 0.0); past.table.slots];
        let days = past.ordinary_days(past.known);
        for day in days.iter().rev().take(DAYS) {
            let shape = &profiles.by_weekday[day.weekday];
            for ((extra, square), (offered, share)) in sums.iter_mut().zip(day.day.offered.iter().zip(shape))
            {
                if let Some(offered) = offered {
                    let expected = day.total * share;
                    *extra += (offered - expected).powi(2) - expected;
                    *square += expected * expected;
                }
            }
        }
        let raw: Vec<f64> = sums
            .iter()
            .map(|(extra, square)| if *square > 0.0 { (extra / square).max(0.0) } else { 0.0 })
            .collect();
        Dispersion { slots: moving_average(&raw, 3) }
    }

    /// Squared relative spread of a day's total that comes from its slots alone: `Σ cvs2_s m_s² / (Σ m_s)²`.
    pub(super) fn of_day(&self, means: &[f64]) -> f64 {
        let total: f64 = means.iter().sum();
        let extra: f64 = self.slots.iter().zip(means).map(|(cvs2, mean)| cvs2 * mean * mean).sum();
        if total > 0.0 { extra / (total * total) } else { 0.0 }
    }
}
