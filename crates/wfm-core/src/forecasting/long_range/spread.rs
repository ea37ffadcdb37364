//! How far off a forecast of months may be: what earlier ones would have been.
//!
//! ```text
//! Var ln Y = V(lead) + v                       V of the level, v of a single day about its level
//! V        = (Σ e² n + 4 V₀) / (Σ n + 4)       e mean error of the level over a week, forecast n half-years apart
//! ```
//!
//! Errors of the level move all days of a week together, those of days cancel out: so a month is known better than a day,
//! but not by much.

use super::super::normal::normal_quantile;
use super::DAYS_OF_A_BAND;
use super::calendar_effects::CalendarEffects;
use super::levels::{LevelForecast, Levels, YEAR};
use crate::units::{Contacts, Share};

/// Last days of the leads that are told apart, and what is believed of them: standard deviations of the log level.
const LEADS: [(usize, f64); 5] = [(7, 0.05), (28, 0.08), (91, 0.12), (182, 0.16), (364, 0.2)];
/// Earlier forecasts that weigh as much as the belief.
const PRIOR: f64 = 4.0;
/// Days from the start of one earlier forecast to the next.
const EVERY: usize = 14;
/// Days of history before the first of them, besides the year: the weeks that are compared with it.
const BEFORE: usize = 42;
/// Least deviation beyond six weeks where there are no two years of history: ±20 % hold 80 %.
const LEAST: f64 = 0.156;
const LEAST_FROM: usize = 42;
/// Newest days whose own noise is looked at.
const NOISE_DAYS: usize = YEAR;

/// Variances of log totals.
#[derive(Debug)]
pub(super) struct Spread {
    /// Last day of each lead and `V`.
    of_level: Vec<(usize, f64)>,
    of_day: f64,
    /// Whether there is too little history for a band.
    young: bool,
}

impl Spread {
    /// From the errors of forecasts made again on the past.
    pub(super) fn of(effects: &CalendarEffects, waves: bool) -> Self {
        let levels = effects.levels();
        let mut sums = [(0.0, 0.0); LEADS.len()];
        let first = if waves { YEAR + BEFORE } else { BEFORE };
        let start = levels.known() - levels.span();
        for until in (start + first..levels.known().saturating_sub(7)).step_by(EVERY) {
            let forecast = LevelForecast::new(levels, until, waves);
            for (week, error) in weekly_errors(levels, &forecast, until) {
                let Some(lead) = LEADS.iter().position(|(last, _)| week + 7 <= *last) else { continue };
                // Forecasts that see the same weeks count as one.
                let count = EVERY as f64 / LEADS[lead].0.max(EVERY) as f64;
                let weeks = (LEADS[lead].0 - if lead > 0 { LEADS[lead - 1].0 } else { 0 }) as f64 / 7.0;
                sums[lead].0 += count / weeks * error * error;
                sums[lead].1 += count / weeks;
            }
        }
        let mut widest = 0.0f64;
        let of_level = LEADS.iter().zip(sums).map(|((last, belief), (errors, count))| {
            widest = widest.max((errors + PRIOR * belief * belief) / (count + PRIOR));
            (*last, widest)
        });
        let of_level = of_level.collect();
        Spread { of_level, of_day: noise_of_days(levels), young: levels.span() < DAYS_OF_A_BAND }
    }

    /// `V` so many days ahead, from 1 on, on straight lines between the leads.
    pub(super) fn of_level(&self, ahead: usize) -> f64 {
        let next = self.of_level.partition_point(|(last, _)| *last < ahead);
        let (Some((last, _)), Some((end, variance))) = (self.of_level.last(), self.of_level.get(next)) else {
            return self.at_least(self.of_level.last().map_or(0.0, |(_, v)| *v), ahead);
        };
        let (begin, before) =
            next.checked_sub(1).and_then(|i| self.of_level.get(i)).copied().unwrap_or((0, *variance));
        let part = (ahead.min(*last) - begin) as f64 / (end - begin) as f64;
        self.at_least(before + part * (variance - before), ahead)
    }

    /// `v`.
    pub(super) fn of_day(&self) -> f64 {
        self.of_day
    }

    fn at_least(&self, variance: f64, ahead: usize) -> f64 {
        if self.young && ahead > LEAST_FROM { variance.max(LEAST * LEAST) } else { variance }
    }
}

/// Quantiles of contacts whose logarithm has this variance.
pub(super) fn quantiles(offered: Contacts, variance: f64, of: &[Share]) -> Vec<(Share, Contacts)> {
    let deviation = (variance + 1.0 / offered.max(1.0)).sqrt();
    of.iter().map(|p| (*p, offered * (normal_quantile(*p) * deviation).exp())).collect()
}

/// First day ahead of each whole week and the mean error of the level in it.
fn weekly_errors(levels: &Levels, forecast: &LevelForecast<'_>, until: usize) -> Vec<(usize, f64)> {
    let weeks = (until..levels.known().saturating_sub(6)).step_by(7);
    let error = |start: usize| {
        let days = (start..start + 7).filter_map(|day| Some(levels.get(day)? - forecast.level(day)));
        let errors: Vec<f64> = days.collect();
        let mean = errors.iter().sum::<f64>() / errors.len() as f64;
        (!errors.is_empty()).then_some((start - until, mean))
    };
    weeks.filter_map(error).collect()
}

/// Mean square of the last year's days about the smoothed level.
fn noise_of_days(levels: &Levels) -> f64 {
    let (known, mut sum, mut days) = (levels.known(), 0.0, 0.0);
    for day in known.saturating_sub(NOISE_DAYS)..known {
        if let Some((level, around)) = levels.get(day).zip(levels.smooth(day, known)) {
            sum += (level - around).powi(2);
            days += 1.0;
        }
    }
    if days > 0.0 { sum / days } else { 0.0 }
}
