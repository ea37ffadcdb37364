//! How handle times change over the day: a factor per slot, then one per slot of each weekday.
//!
//! ```text
//! psi[s]   = (Σ_d k_d H[d,s]/A_d + K) / (Σ_d k_d N[d,s] + K)             k_d = 0.98^age, A_d level of day d
//! psi[w,s] = psi[s] · (Σ_(d in w) k_d H[d,s]/A_d + K₂) / (Σ_(d in w) k_d N[d,s] psi[s] + K₂)
//! ```

use super::cells::Cells;
use super::credibility::{Group, Variances};
use super::level::Level;
use super::weekday;

/// Weight of a day against the day after it.
const DISCOUNT: f64 = 0.98;
/// Usual contacts that outweigh the belief that a slot is like any other: the squared spread of handle times, 1.4, over
/// that between slots, which differ by a twelfth.
const SLOT_PRIOR: f64 = 200.0;
/// The same for a weekday's slot against that of all days.
const WEEKDAY_SLOT_PRIOR: f64 = 1000.0;

/// Factors on the level of a day.
#[derive(Debug)]
pub(super) struct Shape {
    /// By weekday, Monday first, and slot.
    factors: Vec<Vec<f64>>,
}

impl Shape {
    pub(super) fn fit(cells: &Cells, level: &Level) -> Self {
        let all = vec![vec![1.0; cells.slots]; 7];
        let mut slots = vec![Group::default(); cells.slots];
        for_each_cell(cells, level, &all, |_, slot, weight, ratio| slots[slot].add(weight, ratio));
        let common = pulled(&slots, SLOT_PRIOR, cells.days.len());
        let mut weekday_slots = vec![Group::default(); 7 * cells.slots];
        let by_weekday = vec![common.clone(); 7];
        for_each_cell(cells, level, &by_weekday, |weekday, slot, weight, ratio| {
            weekday_slots[weekday * cells.slots + slot].add(weight, ratio);
        });
        let own = pulled(&weekday_slots, WEEKDAY_SLOT_PRIOR, cells.days.len());
        let times = |own: &[f64]| own.iter().zip(&common).map(|(own, common)| own * common).collect();
        Shape { factors: own.chunks(cells.slots.max(1)).map(times).collect() }
    }

    /// The factor of `slot` on `weekday`.
    pub(super) fn factor(&self, weekday: usize, slot: usize) -> f64 {
        self.factors[weekday][slot]
    }
}

/// Calls `each` with weekday, slot, discounted expected contacts and the ratio to the expected average, cell by cell.
fn for_each_cell(
    cells: &Cells,
    level: &Level,
    expected: &[Vec<f64>],
    mut each: impl FnMut(usize, usize, f64, f64),
) {
    for day in &cells.days {
        let (weekday, weight) = (weekday(day.date), DISCOUNT.powi(cells.age(day)));
        let of_day = level.on(day.date);
        for (slot, contacts, average) in day.averages() {
            let factor = expected[weekday][slot];
            each(weekday, slot, weight * contacts * factor, average / (of_day * factor));
        }
    }
}

fn pulled(groups: &[Group], usual: f64, days: usize) -> Vec<f64> {
    let prior = Variances::of(groups).prior(usual, days);
    groups.iter().map(|group| group.pulled_to_one(prior)).collect()
}
