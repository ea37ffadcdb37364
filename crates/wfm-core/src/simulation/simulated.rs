//! What was counted, replication by replication, and the figures that follow.

use std::ops::Range;

use super::counts::{Counts, TeamTime};
use super::statistics::{Estimate, estimate};
use crate::model::ServiceLevelDefinition;
use crate::model::operation::Operation;

/// The counts of all replications of an operation.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Simulated {
    /// Names of the call types.
    pub call_types: Vec<String>,
    /// Names of the groups.
    pub groups: Vec<String>,
    /// Number of intervals.
    pub intervals: usize,
    /// Seed of the random numbers.
    pub seed: u64,
    /// What was counted, in order.
    pub replications: Vec<Replication>,
}

/// What was counted in one replication.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Replication {
    /// Per call type, the counts of every interval of arrival.
    pub calls: Vec<Vec<Counts>>,
    /// Per group.
    pub teams: Vec<TeamTime>,
}

/// A figure of service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Metric {
    /// Answered within the threshold, of all offered.
    ServiceLevelOffered,
    /// The same without those who hung up within the threshold.
    ServiceLevelExclShortAbandons,
    /// Answered within the threshold, of the answered.
    ServiceLevelAnswered,
    /// Answered or hung up within the threshold, of all offered.
    ServiceLevelWaitLeT,
    /// Hung up, of all offered.
    Abandonment,
    /// Found all lines busy, of all offered.
    Blocking,
    /// Took a callback, of all offered.
    CalledBack,
    /// Waited at all, of all offered.
    Waited,
    /// Mean wait of the answered, in seconds.
    Asa,
    /// Mean wait of the answered and of those who hung up, in seconds.
    MeanWait,
}

impl Metric {
    /// All metrics.
    pub const ALL: [Metric; 10] = [
        Metric::ServiceLevelOffered,
        Metric::ServiceLevelExclShortAbandons,
        Metric::ServiceLevelAnswered,
        Metric::ServiceLevelWaitLeT,
        Metric::Abandonment,
        Metric::Blocking,
        Metric::CalledBack,
        Metric::Waited,
        Metric::Asa,
        Metric::MeanWait,
    ];

    /// The name used in tables.
    pub fn name(self) -> &'static str {
        match self {
            Metric::ServiceLevelOffered => "sl_offered",
            Metric::ServiceLevelExclShortAbandons => "sl_excl_short_abandons",
            Metric::ServiceLevelAnswered => "sl_answered",
            Metric::ServiceLevelWaitLeT => "sl_wait_le_t",
            Metric::Abandonment => "p_abandon",
            Metric::Blocking => "p_block",
            Metric::CalledBack => "p_called_back",
            Metric::Waited => "p_wait",
            Metric::Asa => "asa_served_s",
            Metric::MeanWait => "mean_wait_all_s",
        }
    }

    /// Numerator and denominator.
    pub fn parts(self, counts: &Counts) -> (f64, f64) {
        let offered = f64::from(counts.offered);
        match self {
            Metric::ServiceLevelOffered => counts.service_level(ServiceLevelDefinition::Offered),
            Metric::ServiceLevelExclShortAbandons => {
                counts.service_level(ServiceLevelDefinition::ExclShortAbandons)
            }
            Metric::ServiceLevelAnswered => counts.service_level(ServiceLevelDefinition::Answered),
            Metric::ServiceLevelWaitLeT => counts.service_level(ServiceLevelDefinition::WaitLeT),
            Metric::Abandonment => (f64::from(counts.abandoned), offered),
            Metric::Blocking => (f64::from(counts.blocked), offered),
            Metric::CalledBack => (f64::from(counts.called_back), offered),
            Metric::Waited => (f64::from(counts.waited), offered),
            Metric::Asa => (counts.wait_answered, f64::from(counts.answered)),
            Metric::MeanWait => (counts.wait, f64::from(counts.answered + counts.abandoned)),
        }
    }
}

impl Simulated {
    pub(super) fn new(operation: &Operation, seed: u64) -> Self {
        Simulated {
            call_types: operation.call_types.iter().map(|call_type| call_type.name.clone()).collect(),
            groups: operation.groups.iter().map(|group| group.name.clone()).collect(),
            intervals: operation.intervals,
            seed,
            replications: Vec::new(),
        }
    }

    /// The counts of a call type over a stretch of intervals, one per replication.
    pub fn counts(&self, call_type: usize, intervals: Range<usize>) -> Vec<Counts> {
        self.replications
            .iter()
            .map(|played| played.calls[call_type][intervals.clone()].iter().sum())
            .collect()
    }

    /// A figure of a call type over the whole stretch; none where nothing counts.
    pub fn of_call_type(&self, call_type: usize, metric: Metric) -> Option<Estimate> {
        self.over(call_type, 0..self.intervals, metric)
    }

    /// A figure of a call type over a stretch of intervals, such as one or a day.
    pub fn over(&self, call_type: usize, intervals: Range<usize>, metric: Metric) -> Option<Estimate> {
        let counts = self.counts(call_type, intervals);
        estimate(counts.iter().map(|counts| metric.parts(counts)))
    }

    /// A figure of all call types together.
    pub fn of_all(&self, metric: Metric) -> Option<Estimate> {
        let all: Vec<Counts> =
            self.replications.iter().map(|played| played.calls.iter().flatten().sum()).collect();
        estimate(all.iter().map(|counts| metric.parts(counts)))
    }

    /// Mean number of calls of a type per replication.
    pub fn offered(&self, call_type: usize) -> Option<Estimate> {
        let counts = self.counts(call_type, 0..self.intervals);
        estimate(counts.iter().map(|counts| (f64::from(counts.offered), 1.0)))
    }

    /// Mean number of calls of all types per replication.
    pub fn offered_in_all(&self) -> Option<Estimate> {
        let offered = |played: &Replication| -> u64 {
            played.calls.iter().flatten().map(|counts| u64::from(counts.offered)).sum()
        };
        estimate(self.replications.iter().map(|played| (offered(played) as f64, 1.0)))
    }

    /// Share of a group's time on duty with a contact in hand; above 1 when calls outlast the shifts.
    pub fn occupancy(&self, group: usize) -> Option<Estimate> {
        estimate(
            self.replications.iter().map(|played| (played.teams[group].busy, played.teams[group].staffed)),
        )
    }

    /// Whether agents of the group ever held several contacts at once.
    pub fn holds_several(&self, group: usize) -> bool {
        self.replications.iter().any(|played| played.teams[group].contacts > played.teams[group].busy)
    }

    /// Contacts in hand of an agent of the group who has any.
    pub fn contacts_per_busy_agent(&self, group: usize) -> Option<Estimate> {
        estimate(
            self.replications.iter().map(|played| (played.teams[group].contacts, played.teams[group].busy)),
        )
    }
}
