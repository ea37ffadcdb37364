//! How long to play, and with which seed.

use crate::error::{Error, Result};
use crate::units::Share;

/// Replications, seed and precision.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    /// Replications to play; with a precision, those played first.
    pub replications: usize,
    /// Seed of every random number.
    pub seed: u64,
    /// Half-width of the 95 % interval to reach for the service level of every call type, as a share; absent: just the
    /// replications. Replications are doubled until it is reached.
    pub precision: Option<Share>,
    /// Most replications to play for the precision.
    pub most_replications: usize,
}

impl Default for Options {
    fn default() -> Self {
        Options { replications: 100, seed: 1, precision: None, most_replications: 100_000 }
    }
}

impl Options {
    /// Whether the options make sense.
    ///
    /// # Errors
    /// When there is no replication or the precision is no share above 0.
    pub fn check(&self) -> Result<()> {
        if self.replications == 0 {
            return Err(Error::invalid("replications", 0, "at least 1"));
        }
        match self.precision {
            Some(precision) if !(precision > 0.0 && precision < 1.0) => {
                Err(Error::invalid("precision", precision, "a share above 0 and below 1, such as 0.005"))
            }
            _ => Ok(()),
        }
    }
}
