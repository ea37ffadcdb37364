//! The shape of a day: the share of its contacts that arrives in each slot, by weekday.
//!
//! Recent days count more, and each weekday's own shape is pulled towards the common one as far as its difference could
//! be chance:
//!
//! ```text
//! k_d      = 0.05 · 0.95^age + 0.015 · 0.985^age              age of day d in days, p[d,s] = y[d,s] / Y_d
//! q[w,s]   = Σ_(d in w) k_d y[d,s] / Σ_(d in w) k_d Y_d            c_s the same over all days
//! vs[w,s]  = mean over d in w of (p[d,s] − q[w,s])² / n_w          n_w = (Σ k_d)² / Σ k_d²
//! vb[w,s]  = max((q[w,s] − c_s)² − vs[w,s], 0)                     both averaged over five slots
//! prof     = l q + (1 − l) c,   l = vb / (vb + vs)
//! ```
//!
//! Before that, `q` and `c` are pulled in the same way towards `(p[s−1] + 2 p[s] + p[s+1]) / 4`: thin slots borrow from
//! their neighbours, an edge or a peak that is there every day stays. Nothing is borrowed across closing time. Thin queues,
//! of less than five contacts a slot, are smoothed by a [`Kernel`] instead, and below twenty a day all weekdays have one
//! shape.

use super::day_table::{DayTable, TableDay};
use super::kernel::{Kernel, sums};

/// Weights of a day against the day after it: half of the trust in a day follows what is new, half remembers. Queues differ
/// in how fast their shape changes; both together were as good as the better of the two everywhere.
const DISCOUNTS: [f64; 2] = [0.95, 0.985];
/// Contacts of a day below which weekdays cannot be told apart.
const VERY_THIN: f64 = 20.0;
/// Slots over which the variances are averaged.
const WINDOW: usize = 5;

/// Part of the sampling variance of a slot that is in its difference from the mean with its neighbours.
const NEIGHBOURS_CHANCE: f64 = 0.375;

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
    /// How much the day counts.
    pub(super) weight: f64,
}

/// How much a day counts that is `age` days older than the newest.
pub(super) fn weight_of_age(age: i32) -> f64 {
    DISCOUNTS.iter().map(|g| (1.0 - g) * g.powi(age)).sum()
}

impl Profiles {
    /// The shapes of ordinary `days`; `open` says which slots each weekday has.
    pub(super) fn of(days: &[Shaped<'_>], open: &[Vec<bool>]) -> Self {
        Profiles::smoothed_by(Kernel::of(days, open.first().map_or(0, Vec::len)), days, open)
    }

    /// The shapes, smoothed by `kernel` or, without one, slot by slot.
    fn smoothed_by(kernel: Option<Kernel>, days: &[Shaped<'_>], open: &[Vec<bool>]) -> Self {
        let slots = open.first().map_or(0, Vec::len);
        let smooth = |days: &[Shaped<'_>], shares: &[Option<f64>]| match kernel {
            Some(kernel) => kernel.smooth(shares),
            None => smooth(shares, &chance_variance(days, shares)),
        };
        let common = smooth(days, &shares(days.iter(), slots));
        let alike = kernel.is_some() && is_very_thin(days);
        let by_weekday = (0..7)
            .map(|weekday| {
                let days: Vec<Shaped<'_>> =
                    days.iter().filter(|day| day.weekday == weekday && !alike).copied().collect();
                let own = smooth(&days, &shares(days.iter(), slots));
                scaled(shrunken(&days, &own, &common), &open[weekday])
            })
            .collect();
        Profiles { by_weekday }
    }

    /// The shape of special days, pulled towards `ordinary`, the shape of their weekday. The days are few and unlike each
    /// other, so that their neighbouring slots are believed further than those of ordinary days.
    pub(super) fn of_class(days: &[Shaped<'_>], ordinary: &[f64], open: &[bool]) -> Vec<f64> {
        let common: Vec<Option<f64>> = ordinary.iter().map(|share| Some(*share)).collect();
        let own = shares(days.iter(), ordinary.len());
        let own = smooth(&own, &sampling_variance(days, &own));
        scaled(shrunken(days, &own, &common), open)
    }
}

/// Whether the days are too thin for weekdays of different shapes.
fn is_very_thin(days: &[Shaped<'_>]) -> bool {
    days.iter().map(|day| day.total).sum::<f64>() < VERY_THIN * days.len() as f64
}

/// `q`: the share of each slot over `days`; `None` where no day was open.
fn shares<'a>(days: impl Iterator<Item = &'a Shaped<'a>>, slots: usize) -> Vec<Option<f64>> {
    let share = |(contacts, totals): (f64, f64)| (totals > 0.0).then(|| contacts / totals);
    sums(days, slots).into_iter().map(share).collect()
}

/// The shape of `days` alike, pulled towards `common`.
fn shrunken(days: &[Shaped<'_>], own: &[Option<f64>], common: &[Option<f64>]) -> Vec<f64> {
    let between_and_chance = |ratio: f64| ratio / (ratio + 1.0);
    let shape = pulled(own, common, &sampling_variance(days, own), 1.0, between_and_chance);
    shape.into_iter().map(|share| share.unwrap_or(0.0)).collect()
}

/// `own`, where the difference of a slot from its neighbours is believed as far as it is more than `variance`.
fn smooth(own: &[Option<f64>], variance: &[f64]) -> Vec<Option<f64>> {
    let neighbours: Vec<Option<f64>> = (0..own.len()).map(|slot| around(own, slot)).collect();
    // The best weights of two estimates of which one is unbiased and half of the other: 1 − l = 1 / (3/4 + 2 vb/vs).
    let trust = |ratio: f64| (1.0 - 1.0 / (0.75 + 2.0 * ratio)).max(0.0);
    pulled(own, &neighbours, variance, NEIGHBOURS_CHANCE, trust)
}

/// `own`, pulled towards `target`; `chance` is the part of the sampling variance that is in their difference, and `trust`
/// says how far `own` is believed, given `vb / vs`.
fn pulled(
    own: &[Option<f64>],
    target: &[Option<f64>],
    sampling: &[f64],
    chance: f64,
    trust: impl Fn(f64) -> f64,
) -> Vec<Option<f64>> {
    let difference = |slot: usize| Some((own[slot]? - target[slot]?).powi(2) - chance * sampling[slot]);
    let between: Vec<f64> = (0..own.len()).map(|slot| difference(slot).unwrap_or(0.0).max(0.0)).collect();
    let (sampling, between) = (moving_average(sampling, WINDOW), moving_average(&between, WINDOW));
    let blend = |slot: usize| match (own[slot], target[slot]) {
        (Some(own), Some(target)) => {
            let trust = trust(between[slot] / (sampling[slot] + 1e-15));
            Some(trust * own + (1.0 - trust) * target)
        }
        (own, target) => own.or(target),
    };
    (0..own.len()).map(blend).collect()
}

/// `(p[s−1] + 2 p[s] + p[s+1]) / 4`; the first and the last slot have a neighbour on one side only and stay as they are.
fn around(shares: &[Option<f64>], slot: usize) -> Option<f64> {
    let share = |slot: usize| shares.get(slot).copied().flatten();
    match (share(slot.wrapping_sub(1)), share(slot)?, share(slot + 1)) {
        (Some(before), own, Some(after)) => Some((before + 2.0 * own + after) / 4.0),
        (_, own, _) => Some(own),
    }
}

/// The part of the sampling variance that neighbours do not share: contacts arrive by chance, `q / Σ Y`, but never more than
/// was seen.
fn chance_variance(days: &[Shaped<'_>], own: &[Option<f64>]) -> Vec<f64> {
    let (sum, squares) = days.iter().fold((0.0, 0.0), |(sum, squares), day| {
        (sum + day.weight * day.total, squares + day.weight * day.weight * day.total)
    });
    let contacts = if squares > 0.0 { sum * sum / squares } else { 1.0 };
    let seen = sampling_variance(days, own);
    own.iter().zip(seen).map(|(share, seen)| seen.min(share.unwrap_or(0.0) / contacts.max(1.0))).collect()
}

/// `vs` of each slot.
fn sampling_variance(days: &[Shaped<'_>], own: &[Option<f64>]) -> Vec<f64> {
    let (sum, squares) = days.iter().map(|day| day.weight).fold((0.0, 0.0), |(a, b), k| (a + k, b + k * k));
    let effective: f64 = if squares > 0.0 { sum * sum / squares } else { 1.0 };
    let of_slot = |(slot, own): (usize, &Option<f64>)| {
        let Some(q) = own else { return 0.0 };
        let shares = days.iter().filter_map(|day| Some(day.day.offered[slot]? / day.total.max(1.0)));
        let (squares, count) = shares.fold((0.0, 0.0), |(sum, n), p| (sum + (p - q) * (p - q), n + 1.0));
        // One day alone shows no variance: then hardly more than the common shape is known.
        if count > 1.0 { squares / (count - 1.0) / effective } else { 1.0 }
    };
    own.iter().enumerate().map(of_slot).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    fn days(slots: &[[f64; 7]]) -> Vec<TableDay> {
        let row = |counts: &[f64; 7]| TableDay {
            date: chrono::NaiveDate::default(),
            special: None,
            offered: counts.iter().map(|count| Some(*count)).collect(),
            open: vec![true; 7],
            weights: Vec::new(),
            outside: 0.0,
        };
        slots.iter().map(row).collect()
    }

    fn shape(days: &[TableDay]) -> Vec<f64> {
        let shaped: Vec<Shaped<'_>> = (days.iter().zip(0..))
            .map(|(day, age)| Shaped {
                day,
                total: day.offered.iter().flatten().sum(),
                weekday: 0,
                weight: weight_of_age(age),
            })
            .collect();
        Profiles::of(&shaped, &vec![vec![true; 7]; 7]).by_weekday.swap_remove(0)
    }

    #[test]
    fn thin_slots_borrow_from_their_neighbours() {
        let thin = shape(&days(&[[0.0, 2.0, 0.0, 1.0, 2.0, 0.0, 1.0], [1.0, 0.0, 2.0, 1.0, 0.0, 1.0, 2.0]]));
        assert!(thin[1..6].iter().all(|share| *share > 0.1 && *share < 0.18), "{thin:?}");
        assert!((thin.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    }

    /// Truth, and shapes by kernel and without one, of half a year of days with `contacts` from eight to eight.
    fn of_thin_queue(seed: u64, contacts: f64) -> (Vec<f64>, [Profiles; 2]) {
        use rand::SeedableRng;
        use rand_distr::{Distribution, Poisson};
        let mut random = rand_pcg::Pcg64Mcg::seed_from_u64(seed);
        let mut truth: Vec<f64> =
            (0..24).map(|slot| 1.0 + 2.0 * (std::f64::consts::PI * f64::from(slot) / 23.0).sin()).collect();
        let whole: f64 = truth.iter().sum();
        truth.iter_mut().for_each(|share| *share /= whole);
        let mut count = |share: &f64| {
            Some(Poisson::new(contacts * share).map_or(0.0, |poisson| poisson.sample(&mut random)))
        };
        let monday = chrono::NaiveDate::default() + chrono::Days::new(4);
        let dates =
            monday.iter_days().filter(|date| chrono::Datelike::weekday(date).num_days_from_monday() < 5);
        let days: Vec<TableDay> = dates
            .take(130)
            .map(|date| TableDay {
                date,
                special: None,
                offered: truth.iter().map(&mut count).collect(),
                open: vec![true; 24],
                weights: Vec::new(),
                outside: 0.0,
            })
            .collect();
        let shaped = |(day, age)| {
            let day: &TableDay = day;
            let weekday = day.weekday().num_days_from_monday() as usize;
            Shaped { day, total: day.offered.iter().flatten().sum(), weekday, weight: weight_of_age(age) }
        };
        let shaped: Vec<Shaped<'_>> = days.iter().zip((0..130).rev()).map(shaped).collect();
        let open = vec![vec![true; 24]; 7];
        let plain = Profiles::smoothed_by(None, &shaped, &open);
        let shapes = [Profiles::of(&shaped, &open), plain];
        (truth, shapes)
    }

    #[test]
    fn thin_queues_are_nearer_to_the_truth_with_a_kernel_and_thick_ones_have_none() {
        for (contacts, gain) in [(6.0, 0.75), (15.0, 0.85), (60.0, 0.95)] {
            let (mut by_kernel, mut plain) = (0.0, 0.0);
            for seed in 0..10 {
                let (truth, [kernel, slots]) = of_thin_queue(seed, contacts);
                let error = |shape: &[f64]| shape.iter().zip(&truth).map(|(a, b)| (a - b).abs()).sum::<f64>();
                by_kernel += kernel.by_weekday[..5].iter().map(|shape| error(shape)).sum::<f64>();
                plain += slots.by_weekday[..5].iter().map(|shape| error(shape)).sum::<f64>();
            }
            assert!(by_kernel < gain * plain, "{contacts}: {by_kernel} {plain}");
        }
        let (_, [thick, plain]) = of_thin_queue(1, 400.0);
        assert_eq!(thick.by_weekday, plain.by_weekday);
    }

    #[test]
    fn a_peak_that_is_there_every_day_stays() {
        let steady = [[100.0, 100.0, 100.0, 400.0, 100.0, 100.0, 100.0]; 20];
        let peak = shape(&days(&steady));
        assert!((peak[3] - 0.4).abs() < 0.01, "{peak:?}");
        assert!((peak[0] - 0.1).abs() < 0.01, "{peak:?}");
    }
}
