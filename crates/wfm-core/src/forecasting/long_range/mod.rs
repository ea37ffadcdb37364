//! Months ahead: the wave of earlier years at the level of the last weeks.
//!
//! Comes in: a [`DailyHistory`] and the queue's calendar. Goes out: a [`LongRangeForecast`] of every day, with weeks and
//! months, which are sums of days but have bands of their own.
//!
//! ```text
//! ln Y_d = level_d + calendar_d                        calendar: weekday, month turn, closed neighbours, special days
//! s_k(d) = Σ_|j| ≤ 14 (15 − |j|) level_(d−364k+j) / Σ (15 − |j|)         the season, k years of 52 weeks before
//! g_k    = mean of level_d − s_k(d) over the last six weeks, newer days counting more
//! level  = Σ_k 2^(1−k) (s_k(d) + eta_h g_k + rho_h (f_k − g_k)) / Σ_k 2^(1−k)
//! ```
//!
//! `f_k` is `g_k` with a memory of days only: `rho_h` blends the level of the last days out over six weeks. `eta_h` falls
//! from 1 to 0.9 over half a year: what was gained on last year is hardly lost again. Growth is not carried on into a
//! second year. Special days have the effect that days of their name had, on whatever date they fall.
//!
//! It is right for queues whose year repeats itself, from 13 months of history on. Without a yearly wave, or with less
//! history, the level of the last weeks is all there is (method `level`). It knows nothing of customers won, prices or
//! products.
//!
//! Cost: linear in the days of the history.

mod calendar_effects;
mod daily_totals;
mod levels;
mod monthly_totals;
mod spread;
mod sums;
mod wave;
mod yearly_wave;

use chrono::{Days, NaiveDate, Weekday};

use super::DayTable;
use super::special_days::DayEffect;
use crate::error::{Error, Result};
use crate::model::{DailyHistory, DayForecast, LongRangeForecast, QueueCalendar};
use crate::units::{Seconds, Share};
use calendar_effects::CalendarEffects;
pub use daily_totals::daily_history;
use levels::LevelForecast;
pub use monthly_totals::with_months;
use spread::{DAYS_OF_NOISE, Noise, Spread};
pub(in crate::forecasting) use yearly_wave::with_yearly_wave;

/// Fewest days with contacts.
const FEWEST_DAYS: usize = 30;
/// Thirteen months: a year, and the weeks that are compared with it.
const DAYS_OF_A_WAVE: usize = 395;
/// Two years, from which on the errors of earlier forecasts say enough of long leads.
const DAYS_OF_A_BAND: usize = 728;
/// Weight of a day's handle time against the day after it.
const AHT_DISCOUNT: f64 = 0.985;

/// What can be asked of a forecast of months.
#[derive(Debug, Clone, PartialEq)]
pub struct LongRangeOptions {
    /// Probabilities of the quantiles, each inside `(0, 1)`, lowest first.
    pub quantiles: Vec<Share>,
    /// First day of a week.
    pub week_starts: Weekday,
    /// Variance of the logarithm of a day about its level, 0 or more, for a queue of which only months are known: that of
    /// queues like it, [`day_noise`]. Absent: 0.0225, which is 15 %.
    pub day_noise: Option<f64>,
}

impl Default for LongRangeOptions {
    /// Quantiles of 10, 50 and 90 %, weeks from Monday, nothing known of other queues.
    fn default() -> Self {
        LongRangeOptions { quantiles: vec![0.1, 0.5, 0.9], week_starts: Weekday::Mon, day_noise: None }
    }
}

/// The forecast of one queue for the days from `first` to `last`, both inclusive, from what was known before `first`.
///
/// # Errors
/// [`Error::TooLittleHistory`] with fewer than 30 days of contacts before `first`; [`Error::InvalidInput`] when `last` is
/// before `first`, a quantile is no probability or the noise of days no variance.
pub fn long_range(
    history: &DailyHistory,
    calendar: &QueueCalendar,
    first: NaiveDate,
    last: NaiveDate,
    options: &LongRangeOptions,
) -> Result<LongRangeForecast> {
    check(history, first, last, options)?;
    let effects = CalendarEffects::fit(history, calendar, first, last);
    let levels = effects.levels();
    let waves = wave::is_there(levels);
    let model = LevelForecast::new(levels, levels.known(), waves);
    let is_part = |day: usize| history.is_part(history.first() + Days::new(day as u64));
    let spread = Spread::of(&effects, waves, is_part, options.day_noise);
    let days: Vec<DayForecast> = first
        .iter_days()
        .take_while(|date| *date <= last)
        .map(|date| day(date, calendar, &effects, &model, &spread, options))
        .collect();
    let span = |spans| sums::spans(spans, effects.end(), &spread, options);
    Ok(LongRangeForecast {
        queue: history.queue().clone(),
        weeks: span(sums::weeks(&days, options.week_starts)),
        months: span(sums::months(&days)),
        days,
        aht: handle_time(history, first),
        method: if waves { "yearly" } else { "level" }.to_owned(),
        notes: notes(levels.span(), waves, &model, &spread),
    })
}

/// Variance of the logarithm of single days about their level, weekdays and all: what a queue of which only months are known
/// may expect of its days if it is like this one. `None` with fewer than four weeks of days that were counted one by one.
pub fn day_noise(history: &DailyHistory, calendar: &QueueCalendar) -> Option<f64> {
    let counted = |day: usize| !history.is_part(history.first() + Days::new(day as u64));
    let noise = Noise::of(&CalendarEffects::plain_levels(history, calendar), counted);
    (noise.days >= DAYS_OF_NOISE).then(|| noise.mean())
}

fn day(
    date: NaiveDate,
    calendar: &QueueCalendar,
    effects: &CalendarEffects,
    model: &LevelForecast<'_>,
    spread: &Spread,
    options: &LongRangeOptions,
) -> DayForecast {
    let special = super::day_table::special(date, calendar);
    let reason = special.as_ref().map(|special| special.title());
    let given = special.and_then(|special| DayEffect::given(date, &special, calendar));
    let number = effects.number(date);
    let log = effects.on(date, given.is_some()).map(|effect| model.level(number) + effect);
    let offered = log.map_or(0.0, |log| ((log + spread.lift()).exp() - 1.0).max(0.0));
    let offered = offered * given.as_ref().map_or(1.0, |effect| effect.factor);
    let variance =
        spread.of_level(number + 1 - effects.levels().known()) + spread.of_day() + effects.doubt(date);
    DayForecast {
        date,
        offered,
        quantiles: spread::quantiles(offered, variance, &options.quantiles),
        special: reason,
        effect: given.and_then(|effect| effect.on_forecast()),
    }
}

/// Seconds over contacts, newer days counting more.
fn handle_time(history: &DailyHistory, first: NaiveDate) -> Option<Seconds> {
    let (mut handled, mut seconds, mut weight) = (0.0, 0.0, 1.0);
    let past = history.first().iter_days().take_while(|date| *date < first.min(history.end()));
    for date in past.collect::<Vec<_>>().into_iter().rev() {
        if let Some((n, time)) = history.handling(date) {
            handled += weight * n;
            seconds += weight * time;
        }
        weight *= AHT_DISCOUNT;
    }
    (handled > 0.0 && seconds > 0.0).then(|| seconds / handled)
}

fn notes(days: usize, waves: bool, model: &LevelForecast<'_>, spread: &Spread) -> Vec<String> {
    let months = (days as f64 / 30.4).floor();
    let mut notes = Vec::new();
    if waves {
        let percent = 100.0 * model.growth().exp_m1();
        notes.push(format!(
            "the wave of earlier years from {months} months of history; the last six weeks are {percent:+.0} % against a \
             year before"
        ));
    } else if days < DAYS_OF_A_WAVE {
        notes.push(format!(
            "{months} months of history know no yearly wave, which takes 13: every month is forecast at the level of the \
             last weeks"
        ));
    } else {
        notes.push(format!(
            "no yearly wave in {months} months of history: the level of the last weeks goes on"
        ));
    }
    if let Some(variance) = spread.taken() {
        notes.push(format!(
            "hardly a day was counted by itself: the noise of single days is taken to be {:.0} %",
            100.0 * variance.sqrt()
        ));
    }
    if days < DAYS_OF_A_BAND {
        notes.push(
            "too little history for a long-range band, which takes two years: beyond six weeks at least ±20 % is \
             allowed for"
                .to_owned(),
        );
    }
    notes
}

fn check(
    history: &DailyHistory,
    first: NaiveDate,
    last: NaiveDate,
    options: &LongRangeOptions,
) -> Result<()> {
    if last < first {
        return Err(Error::invalid("last day", last, format!("{first} or later")));
    }
    if let Some(wrong) = options.day_noise.filter(|noise| !(noise.is_finite() && *noise >= 0.0)) {
        return Err(Error::invalid("noise of days", wrong, "a finite variance, 0 or more"));
    }
    if let Some(wrong) = options.quantiles.iter().find(|p| !(**p > 0.0 && **p < 1.0)) {
        return Err(Error::invalid("quantile", wrong, "a probability above 0 and below 1"));
    }
    let days = history.first().iter_days().take_while(|date| *date < first.min(history.end()));
    let found = days.filter(|date| history.offered(*date).is_some()).count();
    if found < FEWEST_DAYS {
        return Err(Error::TooLittleHistory {
            queue: history.queue().to_string(),
            found: format!("{found} days of contacts before {first}"),
            needed: format!("a forecast of months needs {FEWEST_DAYS}, and 13 months for the yearly wave"),
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests;
