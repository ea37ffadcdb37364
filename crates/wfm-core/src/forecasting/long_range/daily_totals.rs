//! Intervals summed to days, for a history that is kept by interval.

use crate::error::Result;
use crate::model::{DailyHistory, History, Measure, Observations, QueueCalendar};

use super::super::weekday_means;
use super::DayTable;
use chrono::NaiveDate;

/// A day counts when the slots that were seen usually carry at least this share of its contacts.
const LEAST_SEEN: f64 = 0.8;

/// The totals of each day of `history` in opening hours.
///
/// Where some open intervals are missing, the total is what was seen over the share that those intervals usually have; a day of
/// which less than 80 % was seen is missing. Closed days are missing, too: they are no days without contacts.
///
/// # Errors
/// None but those of [`DailyHistory::new`], which a history on a grid does not meet.
pub fn daily_history(history: &History, calendar: &QueueCalendar) -> Result<DailyHistory> {
    let days = history.grid().days();
    let first = days.first().map_or(NaiveDate::default(), |day| day.date);
    let table = DayTable::before(NaiveDate::MAX, history, calendar);
    let usual = weekday_means::every_weekday(&table, table.days.len());
    let mut offered = Observations::missing(days.len());
    for day in &table.days {
        let usual = &usual[day.weekday().num_days_from_monday() as usize];
        let seen: f64 = day.offered.iter().flatten().sum();
        let seen_mass: f64 =
            usual.iter().zip(&day.offered).filter(|(_, seen)| seen.is_some()).map(|(u, _)| u).sum();
        let mass = day.open_mass(usual);
        let complete = day.open.iter().zip(&day.offered).all(|(open, seen)| !open || seen.is_some());
        let index = (day.date - first).num_days() as usize;
        if complete {
            offered.set(index, seen)?;
        } else if seen_mass > 0.0 && seen_mass >= LEAST_SEEN * mass {
            offered.set(index, seen * mass / seen_mass)?;
        }
    }
    let total = |measure: Measure| -> Result<Observations> {
        let mut totals = Observations::missing(days.len());
        for (index, day) in days.iter().enumerate() {
            for value in day.intervals.clone().filter_map(|interval| history.get(measure, interval)) {
                totals.add(index, value)?;
            }
        }
        Ok(totals)
    };
    let (handled, seconds) = (total(Measure::Handled)?, total(Measure::HandleSeconds)?);
    DailyHistory::new(history.queue().clone(), first, offered, handled, seconds)
}
