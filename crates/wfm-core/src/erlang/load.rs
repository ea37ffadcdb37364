//! What is offered to a queue, checked once.

use crate::error::{Error, Result};
use crate::units::{Contacts, Erlangs, Seconds, Share};

/// The largest load the formulas accept; far above it the number of agents would not fit a `u32`.
pub const MOST_ERLANGS: Erlangs = 1e9;

/// So few erlangs or agents are none at all.
pub(super) const NOTHING: f64 = 1e-100;

/// Traffic offered to a queue: how much of it, and how long each contact is handled.
///
/// ```
/// use wfm_core::erlang::Load;
///
/// let load = Load::new(100.0, 180.0, 1800.0)?;
/// assert_eq!(load.erlangs(), 10.0);
/// # Ok::<(), wfm_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Load {
    erlangs: Erlangs,
    aht: Seconds,
}

impl Load {
    /// The load of `offered` contacts of `aht` seconds each, spread over an interval.
    ///
    /// ```text
    /// a = offered · AHT / interval
    /// ```
    ///
    /// # Errors
    ///
    /// When `offered` is negative, `aht` or `interval_seconds` not positive, or one of them not finite.
    pub fn new(offered: Contacts, aht: Seconds, interval_seconds: Seconds) -> Result<Load> {
        not_negative("offered", offered)?;
        positive("aht", aht)?;
        positive("interval_seconds", interval_seconds)?;
        Load::of_erlangs(offered * aht / interval_seconds, aht)
    }

    /// A load given in erlangs: contacts per second times seconds of handling each. Below 1e-100 it is none.
    ///
    /// # Errors
    ///
    /// When `erlangs` is negative or above [`MOST_ERLANGS`], `aht` not positive, or one of them not finite.
    pub fn of_erlangs(erlangs: Erlangs, aht: Seconds) -> Result<Load> {
        not_negative("erlangs", erlangs)?;
        if erlangs > MOST_ERLANGS {
            return Err(Error::invalid("erlangs", erlangs, format!("at most {MOST_ERLANGS:e}")));
        }
        positive("aht", aht)?;
        Ok(Load { erlangs: 0.0, aht }.with_erlangs(erlangs))
    }

    /// Traffic intensity in erlangs, `0 ≤ a ≤ 1e9`.
    pub fn erlangs(&self) -> Erlangs {
        self.erlangs
    }

    /// Average handle time in seconds, positive.
    pub fn aht(&self) -> Seconds {
        self.aht
    }

    /// Contacts per second.
    pub fn rate(&self) -> f64 {
        self.erlangs / self.aht
    }

    /// The same handle time with another intensity; the caller sees to its range.
    pub(super) fn with_erlangs(self, erlangs: Erlangs) -> Load {
        Load { erlangs: if erlangs < NOTHING { 0.0 } else { erlangs }, ..self }
    }
}

/// How long callers are prepared to wait: the mean of an exponential distribution.
///
/// Learn it as total waiting time of **all** callers over the number who hung up. The mean wait of those who hung up
/// is far too short: it leaves out everybody whose patience was longer than the wait.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Patience(Seconds);

impl Patience {
    /// A mean patience in seconds.
    ///
    /// # Errors
    ///
    /// When it is not a positive finite number. "Nobody hangs up" is Erlang C, not an infinite patience.
    pub fn new(seconds: Seconds) -> Result<Patience> {
        positive("patience", seconds)?;
        Ok(Patience(seconds))
    }

    /// The mean in seconds.
    pub fn seconds(self) -> Seconds {
        self.0
    }
}

pub(super) fn positive(field: &str, given: f64) -> Result<()> {
    accept(field, given, given > 0.0 && given.is_finite(), "a positive number")
}

pub(super) fn not_negative(field: &str, given: f64) -> Result<()> {
    accept(field, given, given >= 0.0 && given.is_finite(), "a number from 0")
}

/// A share with `0 < share < 1`, or `0 ≤ share < 1` where zero is meaningful.
pub(super) fn share(field: &str, given: Share, from_zero: bool) -> Result<()> {
    let expected = match (from_zero, (1.0..=100.0).contains(&given)) {
        (true, false) => "a share from 0 to below 1".to_owned(),
        (false, false) => "a share between 0 and 1".to_owned(),
        (_, true) if given == 1.0 => "a share below 1: 100 % is out of reach for any number".to_owned(),
        (_, true) => format!("a share below 1; {given} % is {}", given / 100.0),
    };
    let low_enough = if from_zero { given >= 0.0 } else { given > 0.0 };
    accept(field, given, low_enough && given < 1.0, expected)
}

pub(super) fn accept(field: &str, given: f64, good: bool, expected: impl Into<String>) -> Result<()> {
    if good { Ok(()) } else { Err(Error::invalid(field, given, expected)) }
}

/// A number of agents or seconds as the formulas take it: from 0, and 0 for what is no number.
pub(super) fn from_zero(given: f64) -> f64 {
    given.max(0.0)
}

/// Whole agents as a `u32`; above its range the largest.
pub(super) fn whole(agents: f64) -> u32 {
    agents as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_names_the_field_and_what_was_given() {
        let error = Load::new(100.0, 0.0, 1800.0).unwrap_err();
        assert_eq!(error.to_string(), "aht is 0; expected a positive number");
        assert!(Load::new(f64::NAN, 180.0, 1800.0).unwrap_err().to_string().starts_with("offered is NaN"));
        assert!(Load::new(1e300, 1e300, 1.0).is_err());
        assert!(Patience::new(f64::INFINITY).is_err());
    }

    #[test]
    fn eighty_is_not_a_share_and_the_message_says_so() {
        let error = share("service_level", 80.0, true).unwrap_err();
        assert_eq!(error.to_string(), "service_level is 80; expected a share below 1; 80 % is 0.8");
    }
}
