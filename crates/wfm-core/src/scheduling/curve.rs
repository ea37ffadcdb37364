//! What too few and too many agents cost in one interval: convex, piecewise linear.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::{CostBand, RosterWeights};

/// Cost of the cover of a queue at one moment, in money units per base step.
///
/// Cover counts in parts of an agent, `unit` to one; band `j` is `max(1, ⌈share_j · required⌉) − (the bands before)` agents
/// wide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Curve {
    required: i64,
    under: Vec<Band>,
    over: Vec<Band>,
    /// What one more agent costs, by cover, the last for all above; empty where it was not worth a table.
    rises: Arc<[i64]>,
}

/// Rises in a table, at most.
const MOST_RISES: i64 = 1 << 12;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Band {
    width: i64,
    cost: i64,
}

impl Curve {
    pub(crate) fn new(required: u32, weights: &RosterWeights, unit: i64) -> Self {
        let bands = |bands: &[CostBand]| {
            let mut before = 0;
            let band = |band: &CostBand| {
                let reach =
                    band.up_to_share.map(|share| (share * f64::from(required) - 1e-9).ceil().max(1.0) as i64);
                let width = reach.map_or(i64::MAX / 4, |reach| (reach - before) * unit);
                before = reach.unwrap_or(before);
                Band { width, cost: (band.cost * 1e6).round() as i64 }
            };
            bands.iter().map(band).collect()
        };
        Curve {
            required: i64::from(required) * unit,
            under: bands(&weights.understaffing),
            over: bands(&weights.overstaffing),
            rises: Arc::default(),
        }
    }

    /// Any cover is as good as any other.
    pub(crate) fn silent() -> Self {
        Curve { required: 0, under: Vec::new(), over: Vec::new(), rises: Arc::default() }
    }

    /// With a table of what one more whole agent costs: quicker where the same is asked again and again.
    fn with_rises(mut self) -> Self {
        let top = self.required + reaches(&self.over).max().unwrap_or(0);
        if top < MOST_RISES {
            self.rises = (0..=top).map(|cover| self.rise_by_bands(cover, 1)).collect();
        }
        self
    }

    /// What the covers of several queues cost together, an agent always being where one saves most: all bands, the cheapest
    /// nearest to what all of them require.
    pub(crate) fn joined(curves: &[Curve]) -> Self {
        let sorted = |mut bands: Vec<Band>| {
            bands.sort_by_key(|band| band.cost);
            bands
        };
        Curve {
            required: curves.iter().map(|curve| curve.required).sum(),
            under: sorted(curves.iter().flat_map(Curve::short).collect()),
            over: sorted(curves.iter().flat_map(|curve| curve.over.iter().copied()).collect()),
            rises: Arc::default(),
        }
    }

    /// Bands below the requirement, no further than it reaches: nobody is shorter than of everybody.
    fn short(&self) -> impl Iterator<Item = Band> {
        self.under.iter().scan(self.required, |left, band| {
            let width = band.width.min(*left);
            *left -= width;
            Some(Band { width, ..*band })
        })
    }

    /// Cost of a cover.
    #[inline]
    pub(crate) fn cost(&self, cover: i64) -> i64 {
        let short = self.required - cover;
        if short >= 0 { along(&self.under, short) } else { along(&self.over, -short) }
    }

    /// What `parts` more of an agent cost above the cost of a cover, less than nothing where there are too few.
    #[inline]
    pub(crate) fn rise(&self, cover: i64, parts: i64) -> i64 {
        if parts == 1
            && cover >= 0
            && let Some(last) = self.rises.len().checked_sub(1)
        {
            return self.rises[(cover as usize).min(last)];
        }
        self.rise_by_bands(cover, parts)
    }

    /// What it costs that the cover changes by so many parts, which may be below 0.
    #[inline]
    pub(crate) fn change(&self, cover: i64, parts: i64) -> i64 {
        match parts {
            0 => 0,
            1.. => self.rise(cover, parts),
            _ => -self.rise(cover + parts, -parts),
        }
    }

    fn rise_by_bands(&self, cover: i64, parts: i64) -> i64 {
        let short = self.required - cover;
        let within = |bands: &[Band], from: i64, to: i64| {
            let mut before = 0;
            for band in bands {
                let reach = before + band.width;
                if to <= reach {
                    return (before <= from).then_some(band.cost * parts);
                }
                before = reach;
            }
            None
        };
        let rise = match short >= parts {
            true => within(&self.under, short - parts, short).map(|saved| -saved),
            false if short <= 0 => within(&self.over, -short, parts - short),
            false => None,
        };
        rise.unwrap_or_else(|| self.cost(cover + parts) - self.cost(cover))
    }

    /// The least of `cost(c) + price · c` over all covers `c ≥ 0`, and the smallest such cover.
    pub(crate) fn least(&self, price: i64) -> (i64, i64) {
        let below = reaches(&self.under).map(|short| self.required - short);
        let above = reaches(&self.over).map(|over| self.required + over);
        let covers = below.chain([0, self.required]).chain(above).filter(|cover| *cover >= 0);
        covers.map(|cover| (self.cost(cover) + price * cover, cover)).min().unwrap_or((0, 0))
    }

    /// The dearest a unit of cover can be too many (as a negative price) and too few.
    pub(crate) fn price_range(&self) -> (i64, i64) {
        let dearest = |bands: &[Band]| bands.last().map_or(0, |band| band.cost);
        (-dearest(&self.over), if self.required > 0 { dearest(&self.under) } else { 0 })
    }

    /// Bands below and above the requirement as widths and costs, nearest first; `None` is open-ended.
    pub(crate) fn pieces(&self) -> [Vec<(Option<i64>, i64)>; 2] {
        let list = |bands: &[Band]| {
            bands.iter().map(|b| ((b.width < i64::MAX / 4).then_some(b.width), b.cost)).collect::<Vec<_>>()
        };
        [list(&self.under), list(&self.over)]
    }

    pub(crate) fn required(&self) -> i64 {
        self.required
    }
}

/// Curves per interval and queue, of whole agents `required` per queue and interval.
pub(crate) fn curves(
    required: &[Vec<u32>],
    intervals: usize,
    weights: &RosterWeights,
    unit: i64,
) -> Vec<Vec<Curve>> {
    let mut known: BTreeMap<u32, Curve> = BTreeMap::new();
    let mut of = |required: u32| {
        let curve = || {
            let curve = Curve::new(required, weights, unit);
            if unit == 1 { curve.with_rises() } else { curve }
        };
        known.entry(required).or_insert_with(curve).clone()
    };
    (0..intervals).map(|at| required.iter().map(|row| of(row[at])).collect()).collect()
}

#[inline]
fn along(bands: &[Band], amount: i64) -> i64 {
    let (mut left, mut cost) = (amount, 0);
    for band in bands {
        let take = left.min(band.width);
        cost += take * band.cost;
        left -= take;
        if left == 0 {
            break;
        }
    }
    cost
}

fn reaches(bands: &[Band]) -> impl Iterator<Item = i64> {
    bands.iter().filter(|band| band.width < i64::MAX / 4).scan(0, |reach, band| {
        *reach += band.width;
        Some(*reach)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_tenth_short_is_cheap_and_the_rest_is_dear() {
        let curve = Curve::new(20, &RosterWeights::default(), 1);
        let costs: Vec<i64> =
            [20, 19, 18, 17, 21, 22, 23].iter().map(|c| curve.cost(*c) / 1_000_000).collect();
        assert_eq!(costs, [0, 10, 20, 50, 2, 4, 10]);
    }

    #[test]
    fn queues_together_cost_what_the_best_shares_cost() {
        let curves = [7, 0, 20].map(|required| Curve::new(required, &RosterWeights::default(), 1));
        let joined = Curve::joined(&curves);
        for cover in 0..40 {
            let shares = (0..=cover).flat_map(|a| (0..=cover - a).map(move |b| [a, b, cover - a - b]));
            let cost =
                |shares: [i64; 3]| curves.iter().zip(shares).map(|(c, share)| c.cost(share)).sum::<i64>();
            assert_eq!(Some(joined.cost(cover)), shares.map(cost).min(), "{cover}");
        }
    }

    #[test]
    fn a_rise_is_the_difference_of_two_costs() {
        let curve = Curve::new(20, &RosterWeights::default(), 10);
        for (cover, parts) in (-30..400).flat_map(|cover| [1, 3, 10, 25].map(|parts| (cover, parts))) {
            assert_eq!(curve.rise(cover, parts), curve.cost(cover + parts) - curve.cost(cover), "{cover}");
        }
        let curve = Curve::new(20, &RosterWeights::default(), 1).with_rises();
        for cover in -5..60 {
            assert_eq!(curve.rise(cover, 1), curve.cost(cover + 1) - curve.cost(cover), "{cover}");
        }
    }

    #[test]
    fn the_least_over_all_covers_is_at_a_corner() {
        let curve = Curve::new(7, &RosterWeights::default(), 1);
        for price in [-6, -5, -2, -1, 0, 3, 10, 11, 30] {
            let price = price * 1_000_000;
            let brute = (0..200).map(|cover| curve.cost(cover) + price * cover).min();
            assert_eq!(Some(curve.least(price).0), brute, "price {price}");
        }
    }
}
