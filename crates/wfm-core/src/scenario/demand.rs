//! Other volumes, handle times and opening hours, applied to a forecast.

use crate::error::{Error, Result};
use crate::model::{Calendar, DemandChange, Forecast, Queue};
use crate::units::Contacts;

/// Whether the change is within its range.
///
/// # Errors
/// Naming the value that is not.
pub(super) fn check(change: &DemandChange) -> Result<()> {
    let share = |field: &str, value: f64, below_one: bool| {
        let most_is_right = if below_one { value < 1.0 } else { value <= 1.0 };
        let expected = format!("a share from 0 up to{} 1", if below_one { " but not including" } else { "" });
        right(field, value, value >= 0.0 && most_is_right, &expected)
    };
    match change {
        DemandChange::Volume(factor) => factor_of("volume", *factor),
        DemandChange::Aht(factor) => factor_of("aht", *factor),
        DemandChange::Deflection { share: deflected, aht_ratio, return_share } => {
            share("deflection", *deflected, true)?;
            share("return_share", *return_share, false)?;
            factor_of("deflected_aht_ratio", *aht_ratio)?;
            let left = 1.0 - stays_away(*deflected, *return_share) * aht_ratio;
            let expected = "less than the whole work: a smaller share, or a smaller deflected_aht_ratio";
            right("deflection times deflected_aht_ratio", 1.0 - left, left > 0.0, expected)
        }
        DemandChange::FirstContactResolution { from, to, repeat_share } => {
            share("fcr", *from, false)?;
            share("fcr after the change", *to, false)?;
            share("repeat_share", *repeat_share, true)
        }
        DemandChange::Opening { moved_share, new_hours_level, .. } => {
            share("moved_share", *moved_share, false)?;
            new_hours_level.map_or(Ok(()), |level| {
                right("new_hours_level", level, level >= 0.0 && level.is_finite(), "a number, 0 or more")
            })
        }
    }
}

fn right(field: &str, given: f64, is_right: bool, expected: &str) -> Result<()> {
    if is_right { Ok(()) } else { Err(Error::invalid(field, given, expected)) }
}

/// A factor must be positive and finite.
pub(super) fn factor_of(field: &str, factor: f64) -> Result<()> {
    right(field, factor, factor > 0.0 && factor.is_finite(), "a factor above 0; 1.1 is a tenth more")
}

/// Applies a checked change.
///
/// # Errors
/// When hours open and nobody said how busy they are.
pub(super) fn change(
    forecast: &mut Forecast,
    queue: &mut Queue,
    calendar: &Calendar,
    change: &DemandChange,
) -> Result<()> {
    match change {
        DemandChange::Volume(factor) => scale_volume(forecast, *factor),
        DemandChange::Aht(factor) => scale_aht(forecast, *factor),
        DemandChange::Deflection { share, aht_ratio, return_share } => {
            let away = stays_away(*share, *return_share);
            scale_aht(forecast, (1.0 - away * aht_ratio) / (1.0 - away));
            scale_volume(forecast, 1.0 - away);
        }
        DemandChange::FirstContactResolution { from, to, repeat_share } => {
            let repeated = |resolved: f64| 1.0 - repeat_share * (1.0 - resolved);
            scale_volume(forecast, repeated(*from) / repeated(*to));
        }
        DemandChange::Opening { opening, moved_share, new_hours_level } => {
            queue.opening = opening.clone();
            let open = calendar.of_queue(&queue.id, opening).open_intervals(&forecast.grid);
            reopen(forecast, open, *moved_share, *new_hours_level)?;
        }
    }
    Ok(())
}

/// Share of the contacts that neither come nor come back.
fn stays_away(deflected: f64, returned: f64) -> f64 {
    deflected * (1.0 - returned)
}

fn scale_aht(forecast: &mut Forecast, factor: f64) {
    forecast.aht.iter_mut().flatten().for_each(|aht| *aht *= factor);
}

fn scale_volume(forecast: &mut Forecast, factor: f64) {
    if factor == 1.0 {
        return;
    }
    let offered = forecast.offered.iter().map(|offered| offered * factor).collect();
    set_offered(forecast, offered);
    for day in &mut forecast.days {
        let before = day.offered;
        day.offered *= factor;
        // Of a day, chance is a small part: its band grows with its volume.
        for (_, contacts) in &mut day.quantiles {
            *contacts = (day.offered + (*contacts - before) * factor).max(0.0);
        }
    }
}

/// Other expected contacts, with bands as sure of the rate as before.
///
/// The variance of a count is chance and a rate that is off: `λ + (cv·λ)²`. At `f` times the contacts the first part is `f`
/// times as large, the second `f²` times.
fn set_offered(forecast: &mut Forecast, offered: Vec<Contacts>) {
    let deviations = deviations(forecast);
    let whole = |values: &[f64]| values.iter().sum::<f64>().max(f64::MIN_POSITIVE);
    let total = whole(&forecast.offered);
    for quantile in &mut forecast.quantiles {
        let usual = whole(&quantile.offered) / total;
        for (index, contacts) in quantile.offered.iter_mut().enumerate() {
            let (before, after) = (forecast.offered[index], offered[index]);
            if before == after {
                continue;
            }
            *contacts = match before > 0.0 {
                true => {
                    (after + (*contacts - before) * growth(before, after, deviations.get(index))).max(0.0)
                }
                false => after * usual,
            };
        }
    }
    forecast.offered = offered;
}

/// How much wider a band becomes.
fn growth(before: Contacts, after: Contacts, deviation: Option<&f64>) -> f64 {
    let factor = after / before;
    match deviation {
        Some(deviation) if *deviation > 0.0 => {
            let variance = deviation * deviation;
            let chance = variance.min(before);
            ((factor * chance + factor * factor * (variance - chance)) / variance).sqrt()
        }
        _ => factor,
    }
}

/// Standard deviations of the contacts, per interval; none without bands.
fn deviations(forecast: &Forecast) -> Vec<f64> {
    /// Distance of the 10th and 90th percentile of a normal distribution, in standard deviations.
    const P10_TO_P90: f64 = 2.563_103_131_089_2;
    let bands = forecast.quantile(0.1).zip(forecast.quantile(0.9));
    bands.map_or_else(Vec::new, |(low, high)| {
        low.offered.iter().zip(&high.offered).map(|(low, high)| (high - low) / P10_TO_P90).collect()
    })
}

/// Other open intervals: contacts of those that close move within their day or stay away, those that open are as busy as
/// was said.
fn reopen(
    forecast: &mut Forecast,
    open: Vec<bool>,
    moved_share: f64,
    new_hours_level: Option<f64>,
) -> Result<()> {
    if open == forecast.open {
        return Ok(());
    }
    let was_open = std::mem::replace(&mut forecast.open, open);
    let opens = |index: usize| forecast.open[index] && !was_open[index];
    let stays = |index: usize| forecast.open[index] && was_open[index];
    let mut offered = vec![0.0; was_open.len()];
    for day in forecast.grid.days() {
        let all: Contacts = forecast.offered[day.intervals.clone()].iter().sum();
        let kept: Contacts =
            day.intervals.clone().filter(|index| stays(*index)).map(|index| forecast.offered[index]).sum();
        let growth = if kept > 0.0 { 1.0 + moved_share * (all - kept) / kept } else { 1.0 };
        for index in day.intervals.filter(|index| stays(*index)) {
            offered[index] = forecast.offered[index] * growth;
        }
    }
    let new: Vec<usize> = (0..was_open.len()).filter(|index| opens(*index)).collect();
    if let Some(first) = new.first() {
        let level = new_hours_level.ok_or_else(|| {
            let when = forecast.grid.local(*first).format("%a %H:%M");
            let given = format!("missing, though {} opens at {when}", forecast.queue);
            let expected = "contacts of a new interval over those of a mean open one, such as 0.3";
            Error::invalid("new_hours_level", given, expected)
        })?;
        let (contacts, aht) = mean_interval(forecast, &was_open);
        for index in new {
            offered[index] = level * contacts;
            if let Some(times) = &mut forecast.aht {
                times[index] = aht;
            }
        }
    }
    set_offered(forecast, offered);
    forecast.days.clear();
    Ok(())
}

/// Contacts of a mean open interval, and their mean handle time.
fn mean_interval(forecast: &Forecast, open: &[bool]) -> (Contacts, f64) {
    let contacts: Contacts = forecast.offered.iter().sum();
    let intervals = open.iter().filter(|open| **open).count().max(1) as f64;
    let aht = forecast.aht.as_deref().unwrap_or_default();
    let work: f64 = aht.iter().zip(&forecast.offered).map(|(aht, offered)| aht * offered).sum();
    (contacts / intervals, if contacts > 0.0 { work / contacts } else { 0.0 })
}
