//! The shape of a day: the share of its contacts that arrives in each slot, by weekday.
//!
//! Recent days count more, and each weekday's own shape is pulled towards the common one as far as its difference could
//! be chance:
//!
//! ```text
//! k_d      = 0.98^(age of day d in days)         p[d,s] = y[d,s] / Y_d
//! q[w,s]   = Σ_(d in w) k_d y[d,s] / Σ_(d in w) k_d Y_d            c_s the same over all days
//! vs[w,s]  = mean over d in w of (p[d,s] − q[w,s])² / n_w          n_w = (Σ k_d)² / Σ k_d²
//! vb[w,s]  = max((q[w,s] − c_s)² − vs[w,s], 0)                     both averaged over five slots
//! prof     = l q + (1 − l) c,   l = vb / (vb + vs)
//! ```

use super::day_table::{DayTable, TableDay};

/// Weight of a day against the day after it.
const DISCOUNT: f64 = 0.98;
/// Slots over which the variances are averaged.
const WINDOW: usize = 5;

/// The shapes of all weekdays.
#[derive(Debug)]
pub(super) struct Profiles {
    /// Share of each slot, Monday first; each adds up to 1 over the open slots of the weekday.
    pub(super) by_weekday: Vec<Vec<f64>>,
}

/// A day of the table with its total and its weight.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shaped<'a> {
    pub(super) day: &'a TableDay,
    /// Contacts of the whole day, missing slots filled up.
    pub(super) total: f64,
    pub(super) weekday: usize,
    /// Days before the newest.
    pub(super) age: i32,
}

impl Shaped<'_> {
    fn weight(&self) -> f64 {
        DISCOUNT.powi(self.age)
    }
}

impl Profiles {
    /// The shapes of ordinary `days`; `open` says which slots each weekday has.
    pub(super) fn of(days: &[Shaped<'_>], open: &[Vec<bool>]) -> Self {
        let slots = open.first().map_or(0, Vec::len);
        let common = shares(days.iter(), slots);
        let by_weekday = (0..7)
            .map(|weekday| {
                let own: Vec<Shaped<'_>> =
                    days.iter().filter(|day| day.weekday == weekday).copied().collect();
                scaled(shrunken(&own, &common), &open[weekday])
            })
            .collect();
        Profiles { by_weekday }
    }

    /// The shape of special days, pulled towards `ordinary`, the shape of their weekday.
    pub(super) fn of_class(days: &[Shaped<'_>], ordinary: &[f64], open: &[bool]) -> Vec<f64> {
        let common: Vec<Option<f64>> = ordinary.iter().map(|share| Some(*share)).collect();
        scaled(shrunken(days, &common), open)
    }
}

/// `q`: the share of each slot over `days`; `None` where no day was open.
fn shares<'a>(days: impl Iterator<Item = &'a Shaped<'a>>, slots: usize) -> Vec<Option<f64>> {
    let mut sums = vec![(0.0, 0.0); slots];
    for day in days {
        let weight = day.weight();
        for ((contacts, totals), offered) in sums.iter_mut().zip(&day.day.offered) {
            if let Some(offered) = offered {
                *contacts += weight * offered;
                *totals += weight * day.total;
            }
        }
    }
    sums.into_iter().map(|(contacts, totals)| (totals > 0.0).then(|| contacts / totals)).collect()
}

/// The shape of `days` alike, pulled towards `common`.
fn shrunken(days: &[Shaped<'_>], common: &[Option<f64>]) -> Vec<f64> {
    let own = shares(days.iter(), common.len());
    let (sampling, between) = variances(days, &own, common);
    let (sampling, between) = (moving_average(&sampling, WINDOW), moving_average(&between, WINDOW));
    let blend = |slot: usize| match (own[slot], common[slot]) {
        (Some(own), Some(common)) => {
            let trust = between[slot] / (between[slot] + sampling[slot] + 1e-15);
            trust * own + (1.0 - trust) * common
        }
        (own, common) => own.or(common).unwrap_or(0.0),
    };
    (0..common.len()).map(blend).collect()
}

/// `vs` and `vb` of each slot.
fn variances(days: &[Shaped<'_>], own: &[Option<f64>], common: &[Option<f64>]) -> (Vec<f64>, Vec<f64>) {
    let (sum, squares) = days.iter().map(Shaped::weight).fold((0.0, 0.0), |(a, b), k| (a + k, b + k * k));
    let effective: f64 = if squares > 0.0 { sum * sum / squares } else { 1.0 };
    let mut sampling = vec![0.0; own.len()];
    let mut between = vec![0.0; own.len()];
    for slot in 0..own.len() {
        let (Some(q), Some(c)) = (own[slot], common[slot]) else { continue };
        let shares = days.iter().filter_map(|day| Some(day.day.offered[slot]? / day.total.max(1.0)));
        let (squares, count) = shares.fold((0.0, 0.0), |(sum, n), p| (sum + (p - q) * (p - q), n + 1.0));
        // One day alone shows no variance: then nothing but the common shape is known.
        sampling[slot] = if count > 1.0 { squares / (count - 1.0) / effective } else { f64::INFINITY };
        between[slot] = (q - c) * (q - c);
    }
    for (between, sampling) in between.iter_mut().zip(&mut sampling) {
        if sampling.is_infinite() {
            (*between, *sampling) = (0.0, 1.0);
        }
        *between = (*between - *sampling).max(0.0);
    }
    (sampling, between)
}

/// Zero outside the open slots, adding up to 1 inside.
fn scaled(mut shares: Vec<f64>, open: &[bool]) -> Vec<f64> {
    for (share, open) in shares.iter_mut().zip(open) {
        if !open {
            *share = 0.0;
        }
    }
    let total: f64 = shares.iter().sum();
    let count = open.iter().filter(|open| **open).count().max(1) as f64;
    for (share, open) in shares.iter_mut().zip(open).filter(|(_, open)| **open) {
        debug_assert!(*open);
        *share = if total > 0.0 { *share / total } else { 1.0 / count };
    }
    shares
}

/// Centred moving average; at the edges over what there is.
pub(super) fn moving_average(values: &[f64], window: usize) -> Vec<f64> {
    let half = window / 2;
    let average = |index: usize| {
        let around = &values[index.saturating_sub(half)..(index + half + 1).min(values.len())];
        around.iter().sum::<f64>() / around.len() as f64
    };
    (0..values.len()).map(average).collect()
}

/// Slots of each weekday in which `minutes` says the queue is regularly open.
pub(super) fn regular_slots(
    table: &DayTable,
    open_on: impl Fn(usize) -> Vec<std::ops::Range<u32>>,
) -> Vec<Vec<bool>> {
    let slots_of = |stretches: Vec<std::ops::Range<u32>>| {
        (0..table.slots)
            .map(|slot| {
                let start = slot as u32 * table.step_minutes;
                stretches.iter().any(|s| s.start < start + table.step_minutes && start < s.end)
            })
            .collect()
    };
    (0..7).map(|weekday| slots_of(open_on(weekday))).collect()
}
