//! What days remember of each other: a level that wanders, and noise that every day has of its own.
//!
//! ```text
//! e_d = s_d + w_d,   s_d = φ s_(d−1) + v_d          Var s = q σ²,   Var w = (1 − q) σ²
//! ```
//!
//! so that days `k` apart are correlated by `q φ^k`: what lasts for weeks is told apart from what is gone tomorrow. `φ`
//! and `q` are means over a grid, weighted by their likelihood; the best pair alone would be chosen mostly by noise. On
//! days that say nothing the level only fades.
//!
//! Source: Harvey (1989), *Forecasting, Structural Time Series Models and the Kalman Filter*, chapter 3.

/// `φ` that are tried.
const FADES: [f64; 5] = [0.3, 0.6, 0.8, 0.92, 0.98];
/// `q` that are tried.
const SHARED: [f64; 4] = [0.1, 0.35, 0.65, 0.95];
/// Standard deviations to which an error moves the level.
const FAR: f64 = 2.0;
/// Standard deviations to which it counts as noise: what is unusual belongs to it, but what is out of this world does not.
const OUTLIER: f64 = 2.2;

/// Days whose spreads, none of them below a twentieth, are multiplied before their logarithm is taken.
const DAYS_OF_A_LOGARITHM: usize = 32;
/// Halvings of the range of a correlation.
const HALVINGS: usize = 20;

/// How the errors of days hang together.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Memory {
    /// `φ`, `0..1`: what is left of the level from day to day.
    fades: f64,
    /// `q`, `0..1`: part of the variance that is the level's.
    shared: f64,
}

/// What is known of the level after the last day, in standard deviations of an error.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Level {
    /// Its mean.
    pub(super) mean: f64,
    /// Its variance.
    variance: f64,
    /// `σ²`.
    pub(super) noise: f64,
}

impl Memory {
    /// The memory that `errors`, of a standard deviation near 1, speak for; `None` says nothing.
    pub(super) fn of(errors: &[Option<f64>]) -> Self {
        let pairs: [Memory; FADES.len() * SHARED.len()] = std::array::from_fn(|pair| Memory {
            fades: FADES[pair / SHARED.len()],
            shared: SHARED[pair % SHARED.len()],
        });
        let likely = follow(&pairs, errors).map(|(_, likelihood)| likelihood);
        let best = likely.into_iter().fold(f64::MIN, f64::max);
        let (mut mean, mut whole) = (Memory::default(), 0.0);
        for (memory, likelihood) in pairs.iter().zip(likely) {
            let weight = (likelihood - best).exp();
            mean.fades += weight * memory.fades;
            mean.shared += weight * memory.shared;
            whole += weight;
        }
        Memory { fades: mean.fades / whole, shared: mean.shared / whole }
    }

    /// Follows the level through `errors`.
    pub(super) fn level(&self, errors: &[Option<f64>]) -> Level {
        let [(level, _)] = follow(&[*self], errors);
        level
    }

    /// Part of the level that is left after `days`.
    pub(super) fn left(&self, days: i32) -> f64 {
        self.fades.powi(days)
    }

    /// Variance of the error `days` after the last, in parts of `σ²`.
    pub(super) fn variance(&self, level: &Level, days: i32) -> f64 {
        let square = self.left(days).powi(2);
        1.0 - self.shared + self.shared * (1.0 - square) + square * level.variance
    }

    /// The one correlation from day to day, each fading like the last, that leaves the sum of `days` days its variance:
    /// `Σ_k (n − k) ρ^k = Σ_k (n − k) q φ^k`.
    pub(super) fn correlation(&self, days: usize) -> f64 {
        let sum = |first: f64, fades: f64| {
            let terms = (1..days).scan(first, |correlation, apart| {
                let term = (days - apart) as f64 * *correlation;
                *correlation *= fades;
                Some(term)
            });
            terms.sum::<f64>()
        };
        let wanted = sum(self.shared * self.fades, self.fades);
        let (mut low, mut high) = (0.0, self.fades);
        for _ in 0..HALVINGS {
            let middle = 0.5 * (low + high);
            if sum(middle, middle) < wanted { low = middle } else { high = middle }
        }
        0.5 * (low + high)
    }
}

/// The level after `errors` in the eyes of each memory, and the logarithm of their likelihood. All memories are followed
/// abreast: the processor then works on several at a time.
fn follow<const N: usize>(memories: &[Memory; N], errors: &[Option<f64>]) -> [(Level, f64); N] {
    let (mut mean, mut variance) = ([0.0; N], memories.map(|memory| memory.shared));
    let (mut squares, mut noise, mut logs) = ([0.0; N], [0.0; N], [0.0; N]);
    // One logarithm for many days: of the product of their spreads.
    let (mut product, mut count) = ([1.0f64; N], 0usize);
    for error in errors {
        for (n, memory) in memories.iter().enumerate() {
            let square = memory.fades * memory.fades;
            mean[n] *= memory.fades;
            variance[n] = square * variance[n] + (1.0 - square) * memory.shared;
        }
        let Some(error) = error else { continue };
        let (near, counted) = (error.clamp(-FAR, FAR), error.clamp(-OUTLIER, OUTLIER));
        for (n, memory) in memories.iter().enumerate() {
            let spread = variance[n] + 1.0 - memory.shared;
            let surprise = near - mean[n];
            let gain = variance[n] / spread;
            squares[n] += surprise * surprise / spread;
            noise[n] += (counted - mean[n]).powi(2) / spread;
            product[n] *= spread;
            mean[n] += gain * surprise;
            variance[n] *= 1.0 - gain;
        }
        count += 1;
        if count.is_multiple_of(DAYS_OF_A_LOGARITHM) {
            logs.iter_mut()
                .zip(&mut product)
                .for_each(|(log, product)| *log += std::mem::replace(product, 1.0).ln());
        }
    }
    let known = count.max(1) as f64;
    std::array::from_fn(|n| {
        let likely =
            logs[n] + product[n].ln() + count as f64 * (squares[n] / known).max(f64::MIN_POSITIVE).ln();
        (Level { mean: mean[n], variance: variance[n], noise: noise[n] / known }, -0.5 * likely)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand_distr::{Distribution, StandardNormal};

    /// Errors of a level with this memory.
    fn errors(seed: u64, days: usize, fades: f64, shared: f64) -> Vec<Option<f64>> {
        let mut random = rand_pcg::Pcg64Mcg::seed_from_u64(seed);
        let mut draw = move || -> f64 { StandardNormal.sample(&mut random) };
        let mut level = shared.sqrt() * draw();
        let mut error = |_| {
            level = fades * level + (shared * (1.0 - fades * fades)).sqrt() * draw();
            Some(level + (1.0 - shared).sqrt() * draw())
        };
        (0..days).map(&mut error).collect()
    }

    #[test]
    fn a_long_memory_and_a_short_one_are_told_apart() {
        for (fades, shared) in [(0.95, 0.6), (0.5, 0.8), (0.8, 0.4)] {
            let found = Memory::of(&errors(5, 4000, fades, shared));
            let next = |memory: &Memory| memory.shared * memory.fades;
            assert!((found.fades - fades).abs() < 0.12, "{fades} {shared}: {found:?}");
            assert!((next(&found) - fades * shared).abs() < 0.08, "{fades} {shared}: {found:?}");
        }
    }

    #[test]
    fn errors_ahead_are_as_large_as_they_are_said_to_be() {
        let memory = Memory { fades: 0.9, shared: 0.6 };
        for days in [1, 5, 20] {
            let (mut seen, mut said) = (0.0, 0.0);
            for seed in 0..1500 {
                let errors = errors(seed, 60 + days, 0.9, 0.6);
                let level = memory.level(&errors[..60]);
                let last = errors[59 + days].unwrap_or_default();
                seen += (last - memory.left(days as i32) * level.mean).powi(2);
                said += memory.variance(&level, days as i32);
            }
            assert!((seen / said - 1.0).abs() < 0.1, "{days}: {seen} {said}");
        }
    }

    #[test]
    fn the_one_correlation_leaves_a_week_its_variance() {
        let memory = Memory { fades: 0.9, shared: 0.5 };
        let of_week = |correlation: &dyn Fn(i32) -> f64| -> f64 {
            (0..7).flat_map(|a: i32| (0..7).map(move |b: i32| (a - b).abs())).map(correlation).sum()
        };
        let one = memory.correlation(7);
        let wanted = of_week(&|apart| if apart == 0 { 1.0 } else { 0.5 * 0.9f64.powi(apart) });
        assert!((of_week(&|apart| one.powi(apart)) / wanted - 1.0).abs() < 1e-4, "{one}");
        assert!(one > 0.45 && one < 0.9, "{one}");
        assert_eq!(Memory::default().correlation(7), 0.0);
    }

    #[test]
    fn days_that_say_nothing_let_the_level_fade() {
        let memory = Memory { fades: 0.8, shared: 0.9 };
        let mut errors = vec![Some(1.5); 10];
        let before = memory.level(&errors);
        errors.extend([None; 3]);
        let after = memory.level(&errors);
        assert!((after.mean - 0.512 * before.mean).abs() < 1e-12);
        assert!(after.variance > before.variance);
        assert!(memory.level(&[]).mean == 0.0 && Memory::of(&[]).fades < 1.0);
    }
}
