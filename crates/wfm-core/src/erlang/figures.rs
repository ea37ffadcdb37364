//! How a queue does: one struct for every model.

use super::goal::Counted;
use crate::units::{Seconds, Share};

/// Everything about a queue that does not depend on a threshold; probabilities are per **offered** contact.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figures {
    /// Whether the queue settles; if not, the wait is infinite, the service level 0 and everybody waits.
    pub stable: bool,
    /// Share that is accepted and not answered at once, those who hang up later included.
    pub wait_probability: Share,
    /// Share that finds all trunks busy.
    pub blocking: Share,
    /// Share that hangs up.
    pub abandonment: Share,
    /// Mean wait of all accepted contacts, until answer or hang-up.
    pub mean_wait: Seconds,
    /// Average speed of answer: mean wait of the **answered** contacts; infinite where nobody is.
    pub asa: Seconds,
    /// Mean wait of those who wait at all.
    pub mean_wait_of_waiting: Seconds,
    /// Mean wait of those who hang up; absent where nobody does.
    pub mean_wait_abandoned: Option<Seconds>,
    /// Mean number of contacts waiting.
    pub queue_length: f64,
    /// Handling time over staffed time.
    pub occupancy: Share,
}

impl Figures {
    /// No load: whoever came would be answered at once.
    pub(super) const IDLE: Figures = Figures {
        stable: true,
        wait_probability: 0.0,
        blocking: 0.0,
        abandonment: 0.0,
        mean_wait: 0.0,
        asa: 0.0,
        mean_wait_of_waiting: 0.0,
        mean_wait_abandoned: None,
        queue_length: 0.0,
        occupancy: 0.0,
    };

    /// More load than can be handled: everybody waits, for ever.
    pub(super) const OVERLOADED: Figures = Figures {
        stable: false,
        wait_probability: 1.0,
        mean_wait: f64::INFINITY,
        asa: f64::INFINITY,
        mean_wait_of_waiting: f64::INFINITY,
        queue_length: f64::INFINITY,
        occupancy: 1.0,
        ..Figures::IDLE
    };
}

/// How contacts end, as shares of those offered: what every definition of a service level is made of.
///
/// | definition, T = threshold, τ = short limit | formula |
/// |---|---|
/// | [`Offered`](Counted::Offered) | answered ≤ T / offered |
/// | [`ExclShortAbandons`](Counted::ExclShortAbandons) | answered ≤ T / (offered − abandoned ≤ T) |
/// | [`Answered`](Counted::Answered) | answered ≤ T / answered |
/// | [`WaitLeT`](Counted::WaitLeT) | (answered ≤ T + abandoned ≤ T) / offered |
/// | [`ShortAbandonsGood`](Counted::ShortAbandonsGood) | (answered ≤ T + abandoned ≤ τ) / offered |
/// | [`ShortAbandonsRemoved`](Counted::ShortAbandonsRemoved) | answered ≤ T / (offered − abandoned ≤ τ) |
///
/// ```text
/// answered in time + answered late + abandoned ≤ τ + abandoned > τ + blocked = 1
/// ```
///
/// Counts serve as well as shares, then the sum is the number offered. The example is that of callcentrehelper.com,
/// *Service Level Threshold Calculations*: 1000 answered, 860 of them within 20 s; 60 hung up, 20 of them within 20 s.
///
/// ```
/// use wfm_core::erlang::{Counted, Ends};
///
/// let ends = Ends { answered_in_time: 860.0, answered_late: 140.0, abandoned_short: 20.0, abandoned_long: 40.0,
///                   blocked: 0.0 };
/// let level = |counted| (ends.service_level(counted).unwrap() * 10_000.0).round() / 100.0;
/// assert_eq!(level(Counted::Offered), 81.13);
/// assert_eq!(level(Counted::ExclShortAbandons), 82.69);
/// assert_eq!(level(Counted::Answered), 86.00);
/// assert_eq!(level(Counted::WaitLeT), 83.02);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ends {
    /// Answered within the threshold T.
    pub answered_in_time: f64,
    /// Answered after T.
    pub answered_late: f64,
    /// Hung up within the short limit τ; T itself for the definitions that know no other.
    pub abandoned_short: f64,
    /// Hung up later.
    pub abandoned_long: f64,
    /// Found all trunks busy.
    pub blocked: f64,
}

impl Ends {
    /// Everybody answered at once.
    pub(super) const IDLE: Ends = Ends {
        answered_in_time: 1.0,
        answered_late: 0.0,
        abandoned_short: 0.0,
        abandoned_long: 0.0,
        blocked: 0.0,
    };

    /// All contacts offered.
    pub fn offered(&self) -> f64 {
        self.answered_in_time + self.missed_by_most() + self.abandoned_short
    }

    /// The service level, `0..=1`; none where nobody counts.
    ///
    /// `abandoned_short` must have been taken at the limit of the definition, see [`Counted::short`].
    pub fn service_level(&self, counted: Counted) -> Option<Share> {
        let (good, missed) = self.good_and_missed(counted);
        share_of(good, missed)
    }

    /// The complement of the service level, exact also where that is close to 1.
    pub fn missed(&self, counted: Counted) -> Option<Share> {
        let (good, missed) = self.good_and_missed(counted);
        share_of(missed, good)
    }

    fn good_and_missed(&self, counted: Counted) -> (f64, f64) {
        match counted {
            Counted::Offered => (self.answered_in_time, self.missed_by_most() + self.abandoned_short),
            Counted::ExclShortAbandons | Counted::ShortAbandonsRemoved(_) => {
                (self.answered_in_time, self.missed_by_most())
            }
            Counted::Answered => (self.answered_in_time, self.answered_late),
            Counted::WaitLeT | Counted::ShortAbandonsGood(_) => {
                (self.answered_in_time + self.abandoned_short, self.missed_by_most())
            }
        }
    }

    fn missed_by_most(&self) -> f64 {
        self.answered_late + self.abandoned_long + self.blocked
    }
}

fn share_of(part: f64, rest: f64) -> Option<Share> {
    let whole = part + rest;
    (whole > 0.0).then(|| part / whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The short limit of 5 s in the published example: 10 of the 60 hung up within it.
    #[test]
    fn an_own_limit_for_short_hang_ups_gives_two_more_levels() {
        let ends = Ends {
            answered_in_time: 860.0,
            answered_late: 140.0,
            abandoned_short: 10.0,
            abandoned_long: 50.0,
            blocked: 0.0,
        };
        let good = ends.service_level(Counted::ShortAbandonsGood(5.0)).unwrap();
        let removed = ends.service_level(Counted::ShortAbandonsRemoved(5.0)).unwrap();
        assert!((good - 870.0 / 1060.0).abs() < 1e-15);
        assert!((removed - 860.0 / 1050.0).abs() < 1e-15);
    }

    #[test]
    fn where_nobody_counts_there_is_no_service_level() {
        let nobody = Ends { answered_in_time: 0.0, abandoned_long: 1.0, ..Ends::IDLE };
        assert_eq!(nobody.service_level(Counted::Answered), None);
        assert_eq!(nobody.service_level(Counted::Offered), Some(0.0));
    }
}
