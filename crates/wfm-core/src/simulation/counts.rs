//! What is counted of calls and agents.

use crate::model::ServiceLevelDefinition;
use crate::units::Seconds;

/// Calls of one type that arrived in one stretch of one replication, and how they ended. Counts of several add up.
///
/// `offered = answered + abandoned + blocked + called_back + unanswered()`.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Counts {
    /// Calls that arrived, attempts to call again included.
    pub offered: u32,
    /// Of these, attempts to call again.
    pub redials: u32,
    /// Calls that were answered.
    pub answered: u32,
    /// Answered within the threshold.
    pub answered_in_time: u32,
    /// Calls that hung up.
    pub abandoned: u32,
    /// Hung up within the threshold.
    pub abandoned_in_time: u32,
    /// Hung up within the short-abandon limit.
    pub abandoned_short: u32,
    /// Calls that found all lines busy.
    pub blocked: u32,
    /// Calls that took the offer of a callback.
    pub called_back: u32,
    /// Calls that waited at all, those that hung up included.
    pub waited: u32,
    /// Waiting time of the answered.
    pub wait_answered: Seconds,
    /// Waiting time of the answered and of those who hung up.
    pub wait: Seconds,
    /// Handle time of the answered.
    pub handling: Seconds,
}

impl Counts {
    /// Calls that nobody ever answered and that never hung up: endless patience, and no agent to the end.
    pub fn unanswered(&self) -> u32 {
        self.offered - self.answered - self.abandoned - self.blocked - self.called_back
    }

    /// Numerator and denominator of a service level. Calls that took a callback left the line and do not count.
    pub fn service_level(&self, definition: ServiceLevelDefinition) -> (f64, f64) {
        use ServiceLevelDefinition as By;
        let in_time = f64::from(self.answered_in_time);
        let all = f64::from(self.offered - self.called_back);
        match definition {
            By::Offered => (in_time, all),
            By::ExclShortAbandons => (in_time, all - f64::from(self.abandoned_in_time)),
            By::Answered => (in_time, f64::from(self.answered)),
            By::WaitLeT => (in_time + f64::from(self.abandoned_in_time), all),
            By::ShortAbandonsGood => (in_time + f64::from(self.abandoned_short), all),
            By::ShortAbandonsRemoved => (in_time, all - f64::from(self.abandoned_short)),
        }
    }

    #[inline]
    pub(super) fn answer(&mut self, wait: Seconds, within: Seconds, handling: Seconds) {
        self.answered += 1;
        self.answered_in_time += u32::from(wait <= within);
        self.waited += u32::from(wait > 0.0);
        self.wait_answered += wait;
        self.wait += wait;
        self.handling += handling;
    }

    #[inline]
    pub(super) fn abandon(&mut self, wait: Seconds, within: Seconds, short: Seconds) {
        self.abandoned += 1;
        self.abandoned_in_time += u32::from(wait <= within);
        self.abandoned_short += u32::from(wait <= short);
        self.waited += u32::from(wait > 0.0);
        self.wait += wait;
    }
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Counts) {
        self.offered += other.offered;
        self.redials += other.redials;
        self.answered += other.answered;
        self.answered_in_time += other.answered_in_time;
        self.abandoned += other.abandoned;
        self.abandoned_in_time += other.abandoned_in_time;
        self.abandoned_short += other.abandoned_short;
        self.blocked += other.blocked;
        self.called_back += other.called_back;
        self.waited += other.waited;
        self.wait_answered += other.wait_answered;
        self.wait += other.wait;
        self.handling += other.handling;
    }
}

impl<'a> std::iter::Sum<&'a Counts> for Counts {
    fn sum<I: Iterator<Item = &'a Counts>>(counts: I) -> Counts {
        counts.fold(Counts::default(), |mut sum, counts| {
            sum += *counts;
            sum
        })
    }
}

/// Time of a group's agents in one replication, between warm-up and end.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct TeamTime {
    /// Agent-seconds with at least one contact in hand, beyond the end of a shift too.
    pub busy: Seconds,
    /// Agent-seconds on duty.
    pub staffed: Seconds,
    /// Contact-seconds in hand: more than `busy` where agents hold several.
    pub contacts: Seconds,
}
