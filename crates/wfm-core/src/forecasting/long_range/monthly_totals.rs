//! Months of which only the total is known, shared out over their days.
//!
//! ```text
//! day = (total − Σ known days of the month) · u_w / Σ u_w        over the open days without a record
//! ```
//!
//! `u_w` is the mean of the known days of the weekday, all alike where none is known. Special days take part in the sum but
//! stay unknown: nobody can say what came on them, and the others must not teach that they are ordinary.

use chrono::{Datelike, Months, NaiveDate};

use super::super::day_table::special;
use crate::error::Result;
use crate::model::{DailyHistory, MonthTotal, MonthlyHistory, Observations, QueueCalendar};

/// `days`, and where they know nothing of a day, its part of the total that `months` have of its month.
///
/// # Errors
/// When a total is negative or not finite, or both together reach too far.
pub fn with_months(
    days: &DailyHistory,
    months: &MonthlyHistory,
    calendar: &QueueCalendar,
) -> Result<DailyHistory> {
    let usual = usual_days(days);
    let mut filled = days.clone();
    for (first, total) in &months.months {
        let parts = shared_out(*first, total, days, &usual, calendar)?;
        filled = filled.filled_from(&parts.shared_out())?;
    }
    Ok(filled)
}

/// The days of a month without a record, each with its part of what the others have left of the total.
fn shared_out(
    first: NaiveDate,
    total: &MonthTotal,
    known: &DailyHistory,
    usual: &[f64; 7],
    calendar: &QueueCalendar,
) -> Result<DailyHistory> {
    let end = first.checked_add_months(Months::new(1)).unwrap_or(first);
    let dates: Vec<NaiveDate> = first.iter_days().take_while(|date| *date < end).collect();
    let is_left =
        |date: &NaiveDate| known.offered(*date).is_none() && !calendar.open_minutes(*date).is_empty();
    let weight = |date: &NaiveDate| if is_left(date) { usual[weekday(*date)] } else { 0.0 };
    let whole: f64 = dates.iter().map(weight).sum();
    let handled = |date: &NaiveDate| known.handling(*date).unwrap_or_default();
    let parts = |total: Option<f64>, known: &dyn Fn(&NaiveDate) -> f64| -> Result<Observations> {
        let left = total.map(|total| (total - dates.iter().map(known).sum::<f64>()).max(0.0));
        let part = |date: &NaiveDate| {
            let is_told = whole > 0.0 && weight(date) > 0.0 && special(*date, calendar).is_none();
            left.filter(|_| is_told).map(|left| left * weight(date) / whole)
        };
        Observations::new(dates.iter().map(part).collect())
    };
    let offered = parts(total.offered, &|date| known.offered(*date).unwrap_or(0.0))?;
    let (count, seconds) = (total.handled, total.handle_seconds);
    let (count, seconds) = (parts(count, &|date| handled(date).0)?, parts(seconds, &|date| handled(date).1)?);
    DailyHistory::new(known.queue().clone(), first, offered, count, seconds)
}

/// Mean contacts of the known days of each weekday against that of all.
fn usual_days(days: &DailyHistory) -> [f64; 7] {
    let mut sums = [(0.0, 0.0); 7];
    let dates = days.first().iter_days().take((days.end() - days.first()).num_days().max(0) as usize);
    for (date, offered) in dates.filter_map(|date| Some((date, days.offered(date)?))) {
        sums[weekday(date)].0 += offered;
        sums[weekday(date)].1 += 1.0;
    }
    let (all, count) = sums.iter().fold((0.0, 0.0), |(a, b), (sum, days)| (a + sum, b + days));
    sums.map(|(sum, days)| if days > 0.0 && all > 0.0 { sum / days / (all / count) } else { 1.0 })
}

fn weekday(date: NaiveDate) -> usize {
    date.weekday().num_days_from_monday() as usize
}
