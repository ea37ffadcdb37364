//! How the contacts of an interval end, and the tally that sums intervals to days and weeks.

use crate::erlang::{Counted, Ends, Figures};
use crate::model::{Performance, ServiceLevelDefinition, ServiceLevelTarget};
use crate::units::{Contacts, Seconds, Share};

/// What a number of agents gives: shares of the contacts offered, and how busy the agents are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Outcome {
    pub(super) ends: Ends,
    pub(super) asa: Seconds,
    pub(super) occupancy: Share,
}

impl Outcome {
    pub(super) fn of(figures: &Figures, ends: Ends) -> Outcome {
        Outcome { ends, asa: figures.asa, occupancy: figures.occupancy }
    }

    pub(super) fn answered(&self) -> Share {
        self.ends.answered_in_time + self.ends.answered_late
    }

    pub(super) fn abandonment(&self) -> Share {
        self.ends.abandoned_short + self.ends.abandoned_long
    }

    /// Share that leaves the line for a callback; noise of the sums is none.
    fn called_back(&self) -> Share {
        let left = 1.0 - self.ends.offered();
        if left > 1e-9 { left } else { 0.0 }
    }

    /// `more` of the time the other outcome, else this one: an agent there for part of the interval.
    pub(super) fn mixed(&self, other: &Outcome, more: Share, occupancy: Share) -> Outcome {
        let mix = |here: f64, there: f64| if more > 0.0 { here + more * (there - here) } else { here };
        let ends = Ends {
            answered_in_time: mix(self.ends.answered_in_time, other.ends.answered_in_time),
            answered_late: mix(self.ends.answered_late, other.ends.answered_late),
            abandoned_short: mix(self.ends.abandoned_short, other.ends.abandoned_short),
            abandoned_long: mix(self.ends.abandoned_long, other.ends.abandoned_long),
            blocked: mix(self.ends.blocked, other.ends.blocked),
        };
        let (few, many) = ((1.0 - more) * self.answered(), more * other.answered());
        let waited = times(few, self.asa) + times(many, other.asa);
        let asa = if few + many > 0.0 { waited / (few + many) } else { f64::INFINITY };
        Outcome { ends, asa, occupancy }
    }
}

/// Counts of a stretch of time from which every figure of service follows; tallies of several intervals add up.
///
/// Percentages are never averaged: numerators and denominators are summed.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Tally {
    /// The promise by whose definition and threshold contacts are counted.
    pub target: Option<ServiceLevelTarget>,
    /// Contacts that arrive.
    pub offered: Contacts,
    /// Contacts that count as served in time, by the definition of the target.
    pub in_time: Contacts,
    /// Contacts that count at all, by the definition of the target.
    pub counted: Contacts,
    /// Contacts answered, sooner or later.
    pub answered: Contacts,
    /// Waiting time of the answered, in seconds.
    pub waited: Seconds,
    /// Contacts that hang up.
    pub abandoned: Contacts,
    /// Contacts that accept to be called back instead: work to be planned beside this.
    pub callbacks: Contacts,
    /// Seconds agents spend handling.
    pub handling: Seconds,
    /// Seconds agents are on the queue.
    pub staffed: Seconds,
}

impl Tally {
    /// The tally of one interval in which `offered` contacts end as `outcome` says.
    pub(super) fn of(
        outcome: &Outcome,
        offered: Contacts,
        staffed: Seconds,
        target: Option<&ServiceLevelTarget>,
    ) -> Tally {
        let (in_time, counted) =
            target.map_or((0.0, 0.0), |target| in_time(&outcome.ends, target.definition));
        Tally {
            target: target.copied(),
            offered,
            in_time: offered * in_time,
            counted: offered * counted,
            answered: offered * outcome.answered(),
            waited: times(offered * outcome.answered(), outcome.asa),
            abandoned: offered * outcome.abandonment(),
            callbacks: offered * outcome.called_back(),
            handling: times(staffed, outcome.occupancy),
            staffed,
        }
    }

    /// An interval without contacts.
    pub(super) fn idle(staffed: Seconds) -> Tally {
        Tally { staffed, ..Tally::default() }
    }

    /// The service of the whole stretch; a figure is absent where nobody counts.
    pub fn performance(&self) -> Performance {
        let share = |part: f64, whole: f64| (whole > 0.0).then(|| part / whole);
        Performance {
            service_level: share(self.in_time, self.counted),
            asa: share(self.waited, self.answered),
            abandonment: share(self.abandoned, self.offered),
            occupancy: share(self.handling, self.staffed),
        }
    }
}

impl std::ops::Add for Tally {
    type Output = Tally;

    fn add(self, other: Tally) -> Tally {
        Tally {
            target: self.target.or(other.target),
            offered: self.offered + other.offered,
            in_time: self.in_time + other.in_time,
            counted: self.counted + other.counted,
            answered: self.answered + other.answered,
            waited: self.waited + other.waited,
            abandoned: self.abandoned + other.abandoned,
            callbacks: self.callbacks + other.callbacks,
            handling: self.handling + other.handling,
            staffed: self.staffed + other.staffed,
        }
    }
}

impl std::iter::Sum for Tally {
    fn sum<I: Iterator<Item = Tally>>(tallies: I) -> Tally {
        tallies.fold(Tally::default(), |sum, tally| sum + tally)
    }
}

/// The definition as the formulas take it.
pub(super) fn counted(target: &ServiceLevelTarget) -> Counted {
    let short = target.short_abandon.unwrap_or(target.within);
    match target.definition {
        ServiceLevelDefinition::Offered => Counted::Offered,
        ServiceLevelDefinition::ExclShortAbandons => Counted::ExclShortAbandons,
        ServiceLevelDefinition::Answered => Counted::Answered,
        ServiceLevelDefinition::WaitLeT => Counted::WaitLeT,
        ServiceLevelDefinition::ShortAbandonsGood => Counted::ShortAbandonsGood(short),
        ServiceLevelDefinition::ShortAbandonsRemoved => Counted::ShortAbandonsRemoved(short),
    }
}

/// Numerator and denominator of a service level, as shares of the contacts offered.
fn in_time(ends: &Ends, definition: ServiceLevelDefinition) -> (Share, Share) {
    let answered = ends.answered_in_time + ends.answered_late;
    let all = answered + ends.abandoned_short + ends.abandoned_long + ends.blocked;
    match definition {
        ServiceLevelDefinition::Offered => (ends.answered_in_time, all),
        ServiceLevelDefinition::ExclShortAbandons | ServiceLevelDefinition::ShortAbandonsRemoved => {
            (ends.answered_in_time, all - ends.abandoned_short)
        }
        ServiceLevelDefinition::Answered => (ends.answered_in_time, answered),
        ServiceLevelDefinition::WaitLeT | ServiceLevelDefinition::ShortAbandonsGood => {
            (ends.answered_in_time + ends.abandoned_short, all)
        }
    }
}

/// A product in which nothing times an infinity is nothing.
fn times(amount: f64, each: f64) -> f64 {
    if amount > 0.0 { amount * each } else { 0.0 }
}
