//! What can be asked of a forecast.

use crate::units::Share;

/// How to forecast.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// The method.
    pub method: Method,
    /// Probabilities of the quantiles to forecast, each inside `(0, 1)`, lowest first.
    pub quantiles: Vec<Share>,
}

/// A way to forecast volume.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Method {
    /// [`Method::DayModel`] where there are six weeks of history, the mean of eight weekdays where there are fewer.
    Automatic,
    /// The total of each day from the calendar, shared out by the shape of its weekday.
    DayModel,
    /// Mean of the last `weeks` ordinary days of the same weekday, slot by slot.
    MeanOfWeekdays {
        /// How many days to average, 1 or more.
        weeks: usize,
    },
}

impl Default for Options {
    /// The automatic choice of method with quantiles of 10, 50 and 90 %.
    fn default() -> Self {
        Options { method: Method::Automatic, quantiles: vec![0.1, 0.5, 0.9] }
    }
}
