//! Shapes of thin queues: a slot is averaged with its neighbours, as far as leaving out a week says that it helps.
//!
//! ```text
//! p_b[s]   = Σ_|j| ≤ b (b + 1 − |j|) p[s+j] / Σ_|j| ≤ b (b + 1 − |j|)        never across a slot that is closed
//! b        = the width with the least Σ_weeks Σ_s (Y p_b[s] − y ln p_b[s])     p_b from all other weeks
//! ```
//!
//! `y` are the contacts of slot `s` in the week left out, `Y` those of its days: the Poisson deviance but for a constant. Right
//! below some five contacts a slot, where chance hides every edge and peak; above, the shape is pulled towards its
//! neighbours slot by slot.
//!
//! Source: after Bowman (1984), *Biometrika* 71:353.

use chrono::Datelike;

use super::profile::Shaped;

/// Contacts of an interval below which a queue is thin.
const THIN: f64 = 5.0;
/// Weeks without which leaving one out says nothing.
const FEWEST_WEEKS: usize = 4;
/// Half-widths that are tried, in slots.
const WIDTHS: [usize; 7] = [0, 1, 2, 3, 5, 8, 12];

/// Contacts of each slot and of the whole days in which it was open, both weighted.
type Sums = Vec<(f64, f64)>;

/// A triangle of weights over neighbouring slots.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kernel {
    half_width: usize,
}

impl Kernel {
    /// The kernel for the shape of `days`; `None` for a queue that is not thin or has hardly any history.
    pub(super) fn of(days: &[Shaped<'_>], slots: usize) -> Option<Kernel> {
        let seen = |day: &Shaped<'_>| day.day.offered.iter().flatten().count() as f64;
        let (contacts, cells) =
            days.iter().fold((0.0, 0.0), |(sum, cells), day| (sum + day.total, cells + seen(day)));
        if cells == 0.0 || contacts >= THIN * cells {
            return None;
        }
        let weeks: Vec<Sums> = days
            .chunk_by(|a, b| a.day.date.iso_week() == b.day.date.iso_week())
            .map(|days| sums(days, slots))
            .collect();
        if weeks.len() < FEWEST_WEEKS {
            return None;
        }
        let mut all = vec![(0.0, 0.0); slots];
        weeks.iter().for_each(|week| add(&mut all, week));
        let deviance = |half_width: usize| {
            let kernel = Kernel { half_width };
            weeks.iter().map(|week| kernel.deviance(&all, week)).sum::<f64>()
        };
        let tried = WIDTHS.map(|half_width| (half_width, deviance(half_width)));
        let best = tried.into_iter().min_by(|a, b| a.1.total_cmp(&b.1));
        best.map(|(half_width, _)| Kernel { half_width })
    }

    /// `shares`, each averaged with its neighbours.
    pub(super) fn smooth(self, shares: &[Option<f64>]) -> Vec<Option<f64>> {
        let at = |slot: usize| shares.get(slot).copied().flatten();
        let average = |slot: usize| {
            let own = (self.half_width + 1) as f64;
            let (mut sum, mut weights) = (own * at(slot)?, own);
            let sides: [&dyn Fn(usize) -> Option<usize>; 2] =
                [&|apart| slot.checked_sub(apart), &|apart| Some(slot + apart)];
            for side in sides {
                for apart in 1..=self.half_width {
                    let Some(share) = side(apart).and_then(at) else { break };
                    let weight = (self.half_width + 1 - apart) as f64;
                    sum += weight * share;
                    weights += weight;
                }
            }
            Some(sum / weights)
        };
        (0..shares.len()).map(average).collect()
    }

    /// Deviance of `week` under the smooth shape of all other weeks.
    fn deviance(self, all: &Sums, week: &Sums) -> f64 {
        let others = all.iter().zip(week).map(|(all, week)| (all.0 - week.0, all.1 - week.1));
        let shares: Vec<Option<f64>> =
            others.map(|(contacts, totals)| (totals > 1e-9).then(|| contacts.max(0.0) / totals)).collect();
        // A slot that no other week has seen a contact in may still get one.
        let least = 0.1 / all.iter().map(|(_, totals)| *totals).fold(1.0, f64::max);
        let cells = self.smooth(&shares).into_iter().zip(week);
        let of_cell = |(share, (contacts, totals)): (Option<f64>, &(f64, f64))| {
            let share = share?.max(least);
            Some(totals * share - contacts * share.ln())
        };
        cells.filter_map(of_cell).sum()
    }
}

/// Contacts of each slot over `days`, and of the days in which it was seen.
pub(super) fn sums<'a>(days: impl IntoIterator<Item = &'a Shaped<'a>>, slots: usize) -> Sums {
    let mut sums = vec![(0.0, 0.0); slots];
    for day in days {
        for (slot, ((contacts, totals), offered)) in sums.iter_mut().zip(&day.day.offered).enumerate() {
            if let Some(offered) = offered {
                let weight = day.weight * day.day.weight(slot);
                *contacts += weight * offered;
                *totals += weight * day.total;
            }
        }
    }
    sums
}

fn add(all: &mut Sums, week: &Sums) {
    for (all, week) in all.iter_mut().zip(week) {
        all.0 += week.0;
        all.1 += week.1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_borrowed_across_a_closed_slot() {
        let shares = [Some(0.0), Some(0.0), None, Some(0.5), Some(0.5)];
        let smooth = Kernel { half_width: 3 }.smooth(&shares);
        assert_eq!(smooth, [Some(0.0), Some(0.0), None, Some(0.5), Some(0.5)]);
        let wide = Kernel { half_width: 1 }.smooth(&[Some(0.0), Some(0.4), Some(0.0)]);
        assert_eq!(wide, [Some(0.4 / 3.0), Some(0.2), Some(0.4 / 3.0)]);
        assert_eq!(Kernel { half_width: 0 }.smooth(&shares), shares);
    }
}
