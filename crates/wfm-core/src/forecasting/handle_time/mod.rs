//! Average handle time: the level of a day, and a factor per slot that is believed as far as contacts speak for it.
//!
//! Comes in: seconds and contacts handled of each interval, and the contacts that are forecast. Goes out: seconds per
//! interval of the forecast. Everything is weighted by contacts handled; a mean of averages is formed nowhere.
//!
//! ```text
//! A_d       = L (1 + weekday + slope · weeks)            L seconds of all days over contacts of all days
//! psi[w,s]  = factor of the slot on A_d, pulled to 1; then that of the weekday's slot, pulled to the slot's
//! aht[d,s]  = A_d psi[w,s] / (Σ_s m_s psi[w,s] / Σ_s m_s)      m contacts forecast: slots only share the day's level out
//! ```
//!
//! It is right where handle times change slowly, and with few contacts, where raw means of slots are mostly chance. It
//! follows a new process or new staff with the delay of some weeks, and knows no concurrency: the handle time of a chat is
//! that at the concurrency of the history.
//!
//! Cost: linear in the intervals of the last year.

mod cells;
mod credibility;
mod level;
mod shape;

use chrono::{Datelike, NaiveDate};

use super::day_table::{DayTable, minutes_of_day};
use crate::model::{Grid, History};
use crate::units::{Contacts, Seconds};
use cells::Cells;
use level::Level;
use shape::Shape;

/// Expected handle time per interval of `grid`, in which `offered` contacts are forecast; `None` when no handle time was
/// recorded. Closed intervals have the level of their day.
pub(super) fn per_interval(
    history: &History,
    table: &DayTable,
    grid: &Grid,
    offered: &[Contacts],
) -> Option<Vec<Seconds>> {
    let cells = Cells::of(history, table)?;
    let level = Level::fit(&cells);
    let shape = Shape::fit(&cells, &level);
    let mut aht = vec![0.0; grid.len()];
    for day in grid.days() {
        let factors: Vec<f64> = minutes_of_day(grid, &day)
            .into_iter()
            .map(|minute| shape.factor(weekday(day.date), table.slot(minute)))
            .collect();
        let volume = &offered[day.intervals.clone()];
        let of_day = level.on(day.date) / mean_factor(&factors, volume);
        for (seconds, factor) in aht[day.intervals.clone()].iter_mut().zip(&factors) {
            *seconds = of_day * factor;
        }
    }
    Some(aht)
}

/// Mean of the factors over the contacts of the day; 1 when there are none.
fn mean_factor(factors: &[f64], volume: &[Contacts]) -> f64 {
    let total: f64 = volume.iter().sum();
    let weighted: f64 = factors.iter().zip(volume).map(|(factor, contacts)| factor * contacts).sum();
    if total > 0.0 { weighted / total } else { 1.0 }
}

fn weekday(date: NaiveDate) -> usize {
    date.weekday().num_days_from_monday() as usize
}

#[cfg(test)]
mod tests;
