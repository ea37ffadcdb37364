//! What customers get over a stretch of time, how far it varies, and how often a promise is kept.

use std::ops::Range;

use super::counts::Counts;
use super::simulated::{Metric, Simulated};
use super::statistics::{Estimate, estimate, quantile};
use crate::model::{ServiceLevelDefinition, ServiceLevelTarget};
use crate::units::{Contacts, Seconds, Share};

/// Service over a stretch; a figure is absent where nothing counts.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Service {
    /// Mean number of calls.
    pub offered: Contacts,
    /// Service level over all replications, by the definition of the promise.
    pub service_level: Option<Estimate>,
    /// Service levels that 10 % and 90 % of the replications stay below.
    pub band: Option<(Share, Share)>,
    /// Share of replications with calls that reach the promised service level.
    pub met: Option<Share>,
    /// Mean wait of the answered.
    pub asa: Option<Seconds>,
    /// Share that hangs up.
    pub abandonment: Option<Share>,
}

impl Simulated {
    /// Service of a call type over a stretch of intervals, against what is promised.
    pub fn service(
        &self,
        call_type: usize,
        intervals: Range<usize>,
        promise: &ServiceLevelTarget,
    ) -> Service {
        let counts = self.counts(call_type, intervals);
        let figure = |metric: Metric| estimate(counts.iter().map(|counts| metric.parts(counts)));
        let parts = |counts: &Counts| counts.service_level(promise.definition);
        let mut levels: Vec<f64> =
            counts.iter().filter_map(|counts| level(counts, promise.definition)).collect();
        let met = levels.iter().filter(|level| **level >= promise.share - 1e-9).count() as f64;
        Service {
            offered: counts.iter().map(|counts| f64::from(counts.offered)).sum::<f64>() / counts.len() as f64,
            service_level: estimate(counts.iter().map(parts)),
            met: (!levels.is_empty()).then(|| met / levels.len() as f64),
            band: quantile(&mut levels, 0.1).zip(quantile(&mut levels, 0.9)),
            asa: figure(Metric::Asa).map(|asa| asa.mean),
            abandonment: figure(Metric::Abandonment).map(|abandonment| abandonment.mean),
        }
    }

    /// Share of the stretches with calls in which the promise is kept, over all replications.
    pub fn kept(
        &self,
        call_type: usize,
        stretches: &[Range<usize>],
        promise: &ServiceLevelTarget,
    ) -> Option<Share> {
        let (mut kept, mut counted) = (0.0, 0.0);
        for played in &self.replications {
            for stretch in stretches {
                let counts: Counts = played.calls[call_type][stretch.clone()].iter().sum();
                if let Some(level) = level(&counts, promise.definition) {
                    counted += 1.0;
                    kept += f64::from(u8::from(level >= promise.share - 1e-9));
                }
            }
        }
        (counted > 0.0).then(|| kept / counted)
    }

    /// How much a service level is above that of another run of the same calls, with the interval of the difference. Runs
    /// that share their random numbers are compared replication by replication.
    pub fn gain(
        &self,
        other: &Simulated,
        call_type: usize,
        definition: ServiceLevelDefinition,
    ) -> Option<Estimate> {
        let level = |played: &Simulated| {
            let counts = played.counts(call_type, 0..played.intervals);
            let parts: Vec<(f64, f64)> =
                counts.iter().map(|counts| counts.service_level(definition)).collect();
            Some((estimate(parts.iter().copied())?.mean, parts))
        };
        let ((mine, here), (theirs, there)) = (level(self)?, level(other)?);
        let mean = |parts: &[(f64, f64)]| parts.iter().map(|(_, den)| den).sum::<f64>() / parts.len() as f64;
        let (size, other_size) = (mean(&here), mean(&there));
        // Each ratio moves by its residual over its mean denominator.
        let moves = here.iter().zip(&there).map(|((num, den), (other_num, other_den))| {
            ((num - mine * den) / size - (other_num - theirs * other_den) / other_size, 1.0)
        });
        let noise = estimate(moves)?;
        Some(Estimate { mean: mine - theirs, half_width: noise.half_width })
    }
}

/// The service level of some calls, if any of them counts.
fn level(counts: &Counts, definition: ServiceLevelDefinition) -> Option<Share> {
    let (in_time, counted) = counts.service_level(definition);
    (counted > 0.0).then(|| in_time / counted)
}
