//! How far off a forecast of months may be: what earlier ones would have been.
//!
//! ```text
//! Var ln Y = V(lead) + v                       V of the level, v of a single day about its level
//! V        = (Σ e² n + 4 V₀) / (Σ n + 4)       e mean error of the level over a week, forecast n half-years apart
//! ```
//!
//! Days whose totals are parts of a month say nothing of `v`. With fewer than four weeks of days that were counted one by one,
//! what is usual stands in for the missing ones: 15 %, or what the caller knows of queues like it.
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
/// Days that say by themselves how noisy days are.
pub(super) const DAYS_OF_NOISE: f64 = 28.0;
/// Variance of the logarithm of a day of which only the month is known: 15 % for its weekday and its noise.
const USUAL_NOISE: f64 = 0.0225;
/// Newest days whose own noise is looked at.
const NOISE_DAYS: usize = YEAR;

/// Variances of log totals.
#[derive(Debug)]
pub(super) struct Spread {
    /// Last day of each lead and `V`.
    of_level: Vec<(usize, f64)>,
    of_day: f64,
    /// Variance of the days that were seen about their level, parts of months among them.
    seen: f64,
    /// Variance that was taken for days that nobody has counted one by one, where it matters.
    taken: Option<f64>,
    /// Whether there is too little history for a band.
    young: bool,
}

impl Spread {
    /// From the errors of forecasts made again on the past. `is_part` tells the days that nobody has counted one by one, of which
    /// the noise is `usual`.
    pub(super) fn of(
        effects: &CalendarEffects,
        waves: bool,
        is_part: impl Fn(usize) -> bool,
        usual: Option<f64>,
    ) -> Self {
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
        let seen = Noise::of(levels, |_| true);
        let counted = Noise::of(levels, |day| !is_part(day));
        let unknown = (DAYS_OF_NOISE - counted.days).clamp(0.0, seen.days - counted.days);
        let usual = usual.unwrap_or(USUAL_NOISE);
        let taken = (unknown > 0.0).then_some(usual);
        let usual = Noise { sum: unknown * usual, days: unknown };
        let of_day = Noise { sum: counted.sum + usual.sum, days: counted.days + usual.days }.mean();
        Spread { of_level, of_day, seen: seen.mean(), taken, young: levels.span() < DAYS_OF_A_BAND }
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

    /// The variance of days that nobody has counted, where it was needed.
    pub(super) fn taken(&self) -> Option<f64> {
        self.taken
    }

    /// What the mean of the days that were seen has over the typical one, as a logarithm: parts of a month are means already.
    pub(super) fn lift(&self) -> f64 {
        self.seen / 2.0
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

/// Squared distances of the last year's days from the smoothed level.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Noise {
    sum: f64,
    pub(super) days: f64,
}

impl Noise {
    /// Of the days that count.
    pub(super) fn of(levels: &Levels, counts: impl Fn(usize) -> bool) -> Self {
        let known = levels.known();
        let mut noise = Noise::default();
        for day in (known.saturating_sub(NOISE_DAYS)..known).filter(|day| counts(*day)) {
            if let Some((level, around)) = levels.get(day).zip(levels.smooth(day, known)) {
                noise.sum += (level - around).powi(2);
                noise.days += 1.0;
            }
        }
        noise
    }

    pub(super) fn mean(self) -> f64 {
        if self.days > 0.0 { self.sum / self.days } else { 0.0 }
    }
}
