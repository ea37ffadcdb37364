//! What is promised for a call type, in the form the search needs: sums that must not be negative.

use std::ops::Range;

use crate::error::{Error, Result};
use crate::model::operation::CallType;
use crate::model::{ServiceLevelTarget, Target};
use crate::simulation::{Counts, Simulated};
use crate::units::{Seconds, Share};

/// What is promised for a call type.
#[derive(Debug, Clone, PartialEq)]
pub struct Promise {
    /// Service level, hang-ups, ASA, and the fewest agents who can serve the type. Its response and occupancy are not
    /// read: say them as a service level and in `work`.
    pub target: Target,
    /// The stretches over each of which it must hold, in order and apart; none: over every interval.
    pub stretches: Vec<Range<usize>>,
    /// Agents that the work of the type takes at least, per interval, whoever does it: its erlangs over the largest
    /// occupancy.
    pub work: Vec<f64>,
}

impl Promise {
    /// A promise for every interval by itself.
    pub fn in_every_interval(target: Target, work: Vec<f64>) -> Promise {
        Promise { target, stretches: Vec::new(), work }
    }

    pub(super) fn check(&self, call_type: &CallType, intervals: usize) -> Result<()> {
        let of = |what: &str| format!("{what} of call type {}", call_type.name);
        if self.work.len() != intervals || self.work.iter().any(|work| !(work.is_finite() && *work >= 0.0)) {
            return Err(Error::invalid(of("work"), "another list", "a number from 0 on per interval"));
        }
        let mut last = 0;
        for stretch in &self.stretches {
            if stretch.start < last || stretch.end > intervals || stretch.is_empty() {
                let given = format!("{}..{}", stretch.start, stretch.end);
                return Err(Error::invalid(
                    of("stretches"),
                    given,
                    "stretches of intervals, in order and apart",
                ));
            }
            last = stretch.end;
        }
        match self.target.service_level {
            Some(level) if level.within != call_type.within => Err(Error::invalid(
                of("threshold"),
                level.within,
                format!("{} s, as it is played", call_type.within),
            )),
            _ => Ok(()),
        }
    }
}

/// A sum over stretches that must not be negative.
#[derive(Debug, Clone)]
pub(super) struct Goal {
    pub(super) call_type: usize,
    kind: Kind,
    pub(super) stretches: Vec<Range<usize>>,
    /// The stretch that each interval belongs to.
    pub(super) stretch_of: Vec<Option<usize>>,
    /// Whether calls may be served long after they came, so that an agent helps those of other intervals.
    pub(super) is_patient: bool,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    ServiceLevel(ServiceLevelTarget),
    Abandonment(Share),
    Asa(Seconds),
}

impl Goal {
    /// The goals of a promise.
    pub(super) fn of(index: usize, call_type: &CallType, promise: &Promise, intervals: usize) -> Vec<Goal> {
        let target = &promise.target;
        let level = target.service_level.map(Kind::ServiceLevel);
        let others = [target.max_abandonment.map(Kind::Abandonment), target.max_asa.map(Kind::Asa)];
        let each = || (0..intervals).map(|interval| interval..interval + 1).collect::<Vec<_>>();
        // A share to be kept over a day holds hang-ups and waits over the day, too.
        let stretches = if promise.stretches.is_empty() { each() } else { promise.stretches.clone() };
        let mut stretch_of = vec![None; intervals];
        for (number, stretch) in stretches.iter().enumerate() {
            stretch_of[stretch.clone()].fill(Some(number));
        }
        let kinds = level.into_iter().chain(others.into_iter().flatten());
        let is_patient = call_type.deferred;
        let goal = |kind| Goal {
            call_type: index,
            kind,
            stretches: stretches.clone(),
            stretch_of: stretch_of.clone(),
            is_patient,
        };
        kinds.map(goal).collect()
    }

    /// What calls add to the sum: calls answered in time beyond the share promised, hang-ups or seconds below the limit.
    fn value(&self, counts: &Counts) -> f64 {
        match self.kind {
            Kind::ServiceLevel(level) => {
                let (in_time, counted) = counts.service_level(level.definition);
                in_time - level.share * counted
            }
            Kind::Abandonment(most) => most * f64::from(counts.offered) - f64::from(counts.abandoned),
            // Those whom nobody answers have waited longer than any limit.
            Kind::Asa(most) => {
                most * f64::from(counts.answered)
                    - counts.wait_answered
                    - most * f64::from(counts.unanswered())
            }
        }
    }

    /// The values of every interval, on average over the replications.
    pub(super) fn values(&self, played: &Simulated) -> Vec<f64> {
        let mut values = vec![0.0; played.intervals];
        for replication in &played.replications {
            for (value, counts) in values.iter_mut().zip(&replication.calls[self.call_type]) {
                *value += self.value(counts);
            }
        }
        let count = played.replications.len() as f64;
        values.iter_mut().for_each(|value| *value /= count);
        values
    }

    /// The sum of each stretch.
    pub(super) fn sums(&self, values: &[f64]) -> Vec<f64> {
        self.stretches.iter().map(|stretch| values[stretch.clone()].iter().sum()).collect()
    }
}
