//! What the agents must achieve, checked once.

use super::figures::{Ends, Figures};
use super::load::{not_negative, positive, share};
use crate::error::Result;
use crate::units::{Seconds, Share};

/// How a service level is counted; see the table of [`Ends`].
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Counted {
    /// Answered in time, of all offered: the strictest.
    #[default]
    Offered,
    /// Those who hung up within the threshold are left out.
    ExclShortAbandons,
    /// Answered in time, of those answered.
    Answered,
    /// Those who hung up within the threshold count as good.
    WaitLeT,
    /// Those who hung up within this many seconds count as good.
    ShortAbandonsGood(Seconds),
    /// Those who hung up within this many seconds are left out.
    ShortAbandonsRemoved(Seconds),
}

impl Counted {
    /// The limit below which a hang-up is short, for a threshold of `within` seconds.
    pub fn short(self, within: Seconds) -> Seconds {
        match self {
            Counted::ShortAbandonsGood(limit) | Counted::ShortAbandonsRemoved(limit) => limit,
            _ => within,
        }
    }
}

/// One thing the agents must achieve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Goal(pub(super) Kind);

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Kind {
    ServiceLevel { share: Share, within: Seconds, counted: Counted },
    Asa(Seconds),
    WaitProbability(Share),
    Abandonment(Share),
    Occupancy(Share),
    Blocking(Share),
}

impl Goal {
    /// At least `share` of the contacts offered are answered within `within` seconds.
    ///
    /// # Errors
    ///
    /// When `share` is not in `[0, 1)` (nobody reaches 1; 80 % is 0.8) or `within` is negative or not finite.
    pub fn service_level(share: Share, within: Seconds) -> Result<Goal> {
        Goal::service_level_counted(share, within, Counted::Offered)
    }

    /// At least `share` in time, counted by another definition.
    ///
    /// # Errors
    ///
    /// As [`Goal::service_level`]; also when the limit of short hang-ups is negative or not finite.
    pub fn service_level_counted(share: Share, within: Seconds, counted: Counted) -> Result<Goal> {
        self::share("service_level", share, true)?;
        not_negative("within", within)?;
        not_negative("short_abandon", counted.short(within))?;
        Ok(Goal(Kind::ServiceLevel { share, within, counted }))
    }

    /// The average wait of answered contacts is at most `seconds`.
    ///
    /// # Errors
    ///
    /// When `seconds` is not positive and finite.
    pub fn asa(seconds: Seconds) -> Result<Goal> {
        positive("asa", seconds)?;
        Ok(Goal(Kind::Asa(seconds)))
    }

    /// At most `share` of the contacts have to wait.
    ///
    /// # Errors
    ///
    /// When `share` is not between 0 and 1.
    pub fn wait_probability(share: Share) -> Result<Goal> {
        self::share("wait_probability", share, false)?;
        Ok(Goal(Kind::WaitProbability(share)))
    }

    /// At most `share` of the contacts offered hang up.
    ///
    /// # Errors
    ///
    /// When `share` is not between 0 and 1.
    pub fn abandonment(share: Share) -> Result<Goal> {
        self::share("abandonment", share, false)?;
        Ok(Goal(Kind::Abandonment(share)))
    }

    /// Agents spend at most `share` of their time handling.
    ///
    /// # Errors
    ///
    /// When `share` is not positive or above 1.
    pub fn occupancy(share: Share) -> Result<Goal> {
        if share != 1.0 {
            self::share("occupancy", share, false)?;
        }
        Ok(Goal(Kind::Occupancy(share)))
    }

    /// At most `share` of the contacts offered find all trunks busy.
    ///
    /// # Errors
    ///
    /// When `share` is not between 0 and 1.
    pub fn blocking(share: Share) -> Result<Goal> {
        self::share("blocking", share, false)?;
        Ok(Goal(Kind::Blocking(share)))
    }

    /// Seconds of the threshold, and the limit of short hang-ups, that figures need to judge this goal.
    pub(super) fn times(&self) -> (Seconds, Seconds) {
        match self.0 {
            Kind::ServiceLevel { within, counted, .. } => (within, counted.short(within)),
            _ => (0.0, 0.0),
        }
    }

    /// Whether figures, and ends taken at the goal's own threshold and limit of short hang-ups, meet it.
    pub fn is_met_by(&self, figures: &Figures, ends: &Ends) -> bool {
        match self.0 {
            Kind::ServiceLevel { share, counted, .. } => {
                figures.stable && ends.missed(counted).is_some_and(|missed| missed <= 1.0 - share)
            }
            Kind::Asa(most) => figures.asa <= most,
            Kind::WaitProbability(most) => figures.stable && figures.wait_probability <= most,
            Kind::Abandonment(most) => figures.stable && figures.abandonment <= most,
            Kind::Occupancy(most) => figures.stable && figures.occupancy <= most,
            Kind::Blocking(most) => ends.blocked <= most,
        }
    }
}

/// The fewest agents that meet every goal, and the goal that asked for the last of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    /// Fewest agents.
    pub agents: u32,
    /// Which goal of the list binds; none where there is no load or no goal.
    pub binding: Option<usize>,
}
