//! What can be asked of a forecast.

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, Result};
use crate::units::Share;

/// How to forecast.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// The method.
    pub method: Method,
    /// Probabilities of the quantiles to forecast, each inside `(0, 1)`, lowest first.
    pub quantiles: Vec<Share>,
}

/// A way to forecast volume. Written and read by its name: `day-model`, `mean-8`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Method {
    /// `auto`: [`Method::DayModel`] where there are six weeks of history, the mean of eight weekdays where there are fewer.
    Automatic,
    /// `day-model`: the total of each day from the calendar, shared out by the shape of its weekday.
    DayModel,
    /// `factor`: a day as a mixture of three typical days, each carried on from day to day; good for tomorrow. Its bands
    /// are those of the day model.
    Factors,
    /// `mixed`: the day model without a calendar: weekdays, special days and what the last days were off.
    Mixed,
    /// `holt-winters`: a level and shapes of day and week that follow every interval; good for tomorrow, slow. Its bands are
    /// those of the day model.
    HoltWinters,
    /// `mean-8`: mean of the last `weeks` ordinary days of the same weekday, slot by slot. The mean of one is the
    /// `seasonal-naive` forecast.
    MeanOfWeekdays {
        /// How many days to average, 1 or more.
        weeks: usize,
    },
    /// `median-8`: the median in place of the mean.
    MedianOfWeekdays {
        /// Of how many days, 1 or more.
        weeks: usize,
    },
}

impl Default for Options {
    /// The automatic choice of method with quantiles of 10, 50 and 90 %.
    fn default() -> Self {
        Options { method: Method::Automatic, quantiles: vec![0.1, 0.5, 0.9] }
    }
}

impl Options {
    /// The same quantiles by another method.
    pub fn by(&self, method: Method) -> Options {
        Options { method, quantiles: self.quantiles.clone() }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Method::Automatic => f.write_str("auto"),
            Method::DayModel => f.write_str("day-model"),
            Method::Factors => f.write_str("factor"),
            Method::Mixed => f.write_str("mixed"),
            Method::HoltWinters => f.write_str("holt-winters"),
            Method::MeanOfWeekdays { weeks: 1 } => f.write_str("seasonal-naive"),
            Method::MeanOfWeekdays { weeks } => write!(f, "mean-{weeks}"),
            Method::MedianOfWeekdays { weeks } => write!(f, "median-{weeks}"),
        }
    }
}

impl FromStr for Method {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let weeks = |prefix: &str| name.strip_prefix(prefix)?.parse().ok().filter(|weeks: &usize| *weeks > 0);
        match name {
            "auto" => Ok(Method::Automatic),
            "day-model" => Ok(Method::DayModel),
            "factor" => Ok(Method::Factors),
            "mixed" => Ok(Method::Mixed),
            "holt-winters" => Ok(Method::HoltWinters),
            "seasonal-naive" => Ok(Method::MeanOfWeekdays { weeks: 1 }),
            _ => (weeks("mean-").map(|weeks| Method::MeanOfWeekdays { weeks }))
                .or_else(|| weeks("median-").map(|weeks| Method::MedianOfWeekdays { weeks }))
                .ok_or_else(|| {
                    let expected = "auto, day-model, mixed, factor, holt-winters, seasonal-naive, mean-8 or median-8 (or another number of weeks)";
                    Error::invalid("method", name, expected)
                }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_are_read_as_they_are_written() {
        for name in
            ["auto", "day-model", "mixed", "factor", "holt-winters", "seasonal-naive", "mean-4", "median-8"]
        {
            assert_eq!(name.parse::<Method>().unwrap().to_string(), name);
        }
        for wrong in ["mean-0", "mean-", "arima", ""] {
            assert!(wrong.parse::<Method>().is_err(), "{wrong}");
        }
    }
}
