//! Sample paths: futures as they may come, with intervals of a day that move together and days that follow each other.
//!
//! Comes in: a [`Forecast`] with its [`Variation`], or at least with bands of 10 and 90 %. Goes out: futures, each with the
//! rate and the contacts of every interval. Right wherever single quantiles are not enough: the risk of a whole day or
//! week, queues that share agents. Wrong for a tail that nobody has seen: the factors have light ones.
//!
//! ```text
//! z_d = ρ z_(d−1) + √(1 − ρ²) ε          ε normal, over open days; ρ day_correlation
//! D_d = exp(√v z_d − v/2)                v = ln(1 + of_days): mean 1, variance of_days
//! G_s ~ Gamma                            mean 1, variance of_intervals
//! rate = m D_d G_s,   contacts ~ Poisson(rate)
//! ```
//!
//! Every queue has a stream of its own, from the seed and its name: queues may be drawn in any order, and the first paths
//! are the same however many follow. Two queues are independent. Cost: linear in intervals times paths.
//!
//! Source: Weinberg, Brown and Stroud (2007), *JASA* 102:1185; Taylor (2012), *Management Science* 58:534.

use rand::SeedableRng;
use rand_distr::{Distribution, Gamma, Poisson, StandardNormal};
use rand_pcg::Pcg64Mcg;

use super::variation::variation;
use crate::error::Result;
use crate::model::{Day, Forecast, QueueId, Variation};
use crate::units::Contacts;

/// Below this squared relative spread a factor is 1.
const STEADY: f64 = 1e-12;

/// One way the future may go.
#[derive(Debug, Clone, PartialEq)]
pub struct SamplePath {
    /// Contacts that were to be expected had the factors been known, per interval of the forecast's grid.
    pub rates: Vec<Contacts>,
    /// Contacts that came, a whole number per interval.
    pub offered: Vec<Contacts>,
}

/// `paths` futures of the queue of `forecast`; the mean over many of them is the forecast.
///
/// # Errors
/// When the forecast does not fit together, or has neither a variation nor quantiles of 10 and 90 %.
pub fn sample_paths(forecast: &Forecast, paths: usize, seed: u64) -> Result<Vec<SamplePath>> {
    forecast.check()?;
    let variation = variation(forecast)?;
    let days = forecast.grid.days();
    let mut random = stream(&forecast.queue, seed);
    Ok((0..paths).map(|_| path(forecast, &variation, &days, &mut random)).collect())
}

/// The random stream of a queue: PCG-64 from the seed and the FNV-1a hash of the queue's name.
fn stream(queue: &QueueId, seed: u64) -> Pcg64Mcg {
    let hash = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let name = queue.as_str().bytes().fold(0xcbf2_9ce4_8422_2325, hash);
    Pcg64Mcg::seed_from_u64(name.wrapping_add(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15)))
}

fn path(forecast: &Forecast, variation: &Variation, days: &[Day], random: &mut Pcg64Mcg) -> SamplePath {
    let mut rates = vec![0.0; forecast.grid.len()];
    let mut offered = rates.clone();
    let carry = variation.day_correlation;
    let mut state: Option<f64> = None;
    for (day, spread) in days.iter().zip(&variation.of_days) {
        if forecast.offered[day.intervals.clone()].iter().all(|mean| *mean <= 0.0) {
            continue;
        }
        let fresh: f64 = StandardNormal.sample(random);
        let z = state.map_or(fresh, |before| carry * before + (1.0 - carry * carry).sqrt() * fresh);
        state = Some(z);
        let log_variance = spread.ln_1p();
        let of_day = (log_variance.sqrt() * z - log_variance / 2.0).exp();
        for index in day.intervals.clone().filter(|index| forecast.offered[*index] > 0.0) {
            let own = factor(variation.of_intervals[index], random);
            rates[index] = forecast.offered[index] * of_day * own;
            offered[index] = count(rates[index], random);
        }
    }
    SamplePath { rates, offered }
}

/// A gamma factor of mean 1 and this variance.
fn factor(variance: f64, random: &mut Pcg64Mcg) -> f64 {
    if variance < STEADY {
        return 1.0;
    }
    Gamma::new(1.0 / variance, variance).map_or(1.0, |gamma| gamma.sample(random))
}

/// A Poisson count; a rate too large or too small for one is its own count.
fn count(rate: f64, random: &mut Pcg64Mcg) -> Contacts {
    Poisson::new(rate).map_or(rate.round(), |poisson| poisson.sample(random))
}
