//! Whether the figures of a contract make sense at all, before any agent or day is looked at.

use std::ops::RangeInclusive;

use crate::error::{Error, Result};
use crate::model::{Contract, ShiftTemplate};

/// Hours of a leap year: no period is longer.
const YEAR: f64 = 8784.0;

/// Refuses figures out of their range and shifts that are not there.
///
/// # Errors
/// [`Error::InvalidInput`] with the first of them.
pub(super) fn check(contract: &Contract, shifts: &[ShiftTemplate]) -> Result<()> {
    let wrong = |field: &str, given: String, expected: &str| {
        Err(Error::invalid(format!("{field} of contract {}", contract.id), given, expected))
    };
    if let Some((key, id)) = contract.named_shifts().find(|(_, id)| shifts.iter().all(|s| s.id != **id)) {
        return wrong(key, id.to_string(), "ids of shifts");
    }
    for (field, (lo, hi), most, expected) in pairs(contract) {
        if !(0.0..=most).contains(&lo) || !(lo..=most).contains(&hi) {
            return wrong(field, format!("{lo} to {hi}"), expected);
        }
    }
    for (field, given, range, expected) in figures(contract) {
        if !range.contains(&given) {
            return wrong(field, given.to_string(), expected);
        }
    }
    if let Some(weeks) = contract.rotation.as_ref().map(|rotation| rotation.weeks.len())
        && !(1..=32).contains(&weeks)
    {
        return wrong("rotation", format!("{weeks} weeks"), "1 to 32 weeks");
    }
    match contract.weekends_off_of {
        Some((off, of)) if off > of || !(1..=26).contains(&of) => {
            wrong("weekends_off_of", format!("{off} of {of}"), "weekends off, of 1 to 26")
        }
        _ => Ok(()),
    }
}

type Pair = (&'static str, (f64, f64), f64, &'static str);

/// Least and most, with the most there can be.
fn pairs(contract: &Contract) -> Vec<Pair> {
    let whole = |(lo, hi): (u32, u32)| (f64::from(lo), f64::from(hi));
    let counts = contract.shift_counts.iter();
    let weekly = counts.clone().filter_map(|count| count.per_week);
    let whole_period = counts.filter_map(|count| count.per_period);
    let mut pairs: Vec<Pair> = vec![
        ("hours_per_week", contract.hours_per_week, 168.0, "least and most hours, 0 to 168"),
        ("days_per_week", whole(contract.days_per_week), 7.0, "least and most days, 0 to 7"),
    ];
    let days = "least and most days, 0 to 366";
    pairs.extend(contract.hours_per_period.map(|p| ("hours_per_period", p, YEAR, "least and most hours")));
    pairs.extend(contract.days_off_per_period.map(|p| ("days_off_per_period", whole(p), 366.0, days)));
    pairs.extend(weekly.map(|p| ("shift_counts", whole(p), 7.0, "least and most per week, 0 to 7")));
    pairs.extend(whole_period.map(|p| ("shift_counts", whole(p), 366.0, "least and most per period")));
    pairs
}

type Figure = (&'static str, f64, RangeInclusive<f64>, &'static str);

fn figures(contract: &Contract) -> Vec<Figure> {
    let mut figures: Vec<Figure> = vec![("min_rest_hours", contract.min_rest_hours, 0.0..=336.0, "0 to 336")];
    let rest = contract.min_weekly_rest_hours;
    figures.extend(rest.map(|hours| ("min_weekly_rest_hours", hours, 0.0..=168.0, "0 to 168")));
    let change = contract.max_start_change_hours;
    figures.extend(change.map(|hours| ("max_start_change_hours", hours, 0.0..=24.0, "0 to 24")));
    let rests = contract.rest_after.values();
    figures.extend(rests.map(|hours| ("rest_after", *hours, 0.0..=336.0, "0 to 336")));
    let run = contract.max_consecutive_weekends.map(f64::from);
    figures.extend(run.map(|most| ("max_consecutive_weekends", most, 0.0..=26.0, "0 to 26")));
    figures
}
