//! Drawing times: a [`Distribution`](crate::model::operation::Distribution) made ready for many draws.

use rand_distr::{Distribution as _, Exp1, Gamma, StandardNormal};
use rand_pcg::Pcg64Mcg;

use crate::error::{Error, Result};
use crate::model::operation::{Distribution, Shape};
use crate::units::Seconds;

/// A distribution with its constants worked out.
#[derive(Debug, Clone, Copy)]
pub(super) enum Draw {
    Exponential {
        mean: Seconds,
    },
    /// `e^(mu + sigma·N)`
    LogNormal {
        mu: f64,
        sigma: f64,
    },
    Gamma {
        unit: Gamma<f64>,
        scale: f64,
    },
    Constant(Seconds),
}

impl Draw {
    /// A distribution ready to be drawn from.
    ///
    /// ```text
    /// lognormal: σ² = ln(1 + cv²), μ = ln(mean) − σ²/2        gamma: shape 1/cv², scale mean·cv²
    /// ```
    ///
    /// # Errors
    /// When the spread is out of all proportion.
    pub(super) fn of(distribution: &Distribution) -> Result<Draw> {
        let Distribution { shape, mean, cv } = *distribution;
        Ok(match shape {
            Shape::Exponential => Draw::Exponential { mean },
            Shape::LogNormal => {
                let variance = (cv * cv).ln_1p();
                Draw::LogNormal { mu: mean.ln() - variance / 2.0, sigma: variance.sqrt() }
            }
            Shape::Gamma => {
                let shape = (cv * cv).recip();
                let unit = Gamma::new(shape, 1.0)
                    .map_err(|_| Error::invalid("cv", cv, "a coefficient of variation of common size"))?;
                Draw::Gamma { unit, scale: mean / shape }
            }
            Shape::Deterministic => Draw::Constant(mean),
            Shape::Infinite => Draw::Constant(f64::INFINITY),
        })
    }

    /// The next time, 0 or more.
    #[inline]
    pub(super) fn next(&self, random: &mut Pcg64Mcg) -> Seconds {
        match self {
            Draw::Exponential { mean } => mean * standard_exponential(random),
            Draw::LogNormal { mu, sigma } => {
                let normal: f64 = StandardNormal.sample(random);
                (mu + sigma * normal).exp()
            }
            Draw::Gamma { unit, scale } => scale * unit.sample(random),
            Draw::Constant(seconds) => *seconds,
        }
    }
}

/// An exponential number of mean 1, by the ziggurat.
#[inline]
pub(super) fn standard_exponential(random: &mut Pcg64Mcg) -> f64 {
    Exp1.sample(random)
}

#[cfg(test)]
mod tests {
    use super::super::streams::{Purpose, stream};
    use super::*;

    #[test]
    fn draws_have_the_mean_and_spread_asked_for() {
        for (distribution, cv) in [
            (Distribution::exponential(240.0), 1.0),
            (Distribution::lognormal(240.0, 0.7), 0.7),
            (Distribution::gamma(240.0, 1.4), 1.4),
            (Distribution::deterministic(240.0), 0.0),
        ] {
            let draw = Draw::of(&distribution).unwrap();
            let mut random = stream(1, 0, 0, Purpose::HandleTime);
            let times: Vec<f64> = (0..200_000).map(|_| draw.next(&mut random)).collect();
            let mean = times.iter().sum::<f64>() / times.len() as f64;
            let squares = times.iter().map(|time| (time - mean).powi(2)).sum::<f64>() / times.len() as f64;
            assert!((mean / 240.0 - 1.0).abs() < 0.012, "{distribution:?}: mean {mean}");
            assert!(
                (squares.sqrt() / mean - cv).abs() < 0.02,
                "{distribution:?}: cv {}",
                squares.sqrt() / mean
            );
        }
        let endless = Draw::of(&Distribution::ENDLESS).unwrap();
        assert_eq!(endless.next(&mut stream(1, 0, 0, Purpose::Patience)), f64::INFINITY);
    }
}
