//! All queues at once: what a queue cannot know by itself, it borrows from others.
//!
//! Comes in: every queue with its calendar and history. Goes out: a forecast of each.
//!
//! 1. Each queue by itself, with the yearly wave where its history has one.
//! 2. A queue of less than three weeks takes the days of the queue it is `like`, or of its group, at the level its
//!    planner expects; its own contacts take over as they come ([`newcomer`]).
//! 3. Queues of a group and the group's own forecast are made to add up, each giving way as far as it is uncertain
//!    ([`group`]).
//!
//! Groups are right for queues that share their customers: what moves one, moves the others. It is wrong for queues that take contacts
//! from each other by routing, unless their split is steady.
//!
//! Cost: that of one forecast per queue and per group.

mod group;
mod newcomer;

use std::collections::BTreeMap;

use super::day_table::DayTable;
use super::long_range::with_yearly_wave;
use super::{Options, forecast};
use crate::error::{Error, Result};
use crate::model::{Forecast, Grid, History, Queue, QueueCalendar};
use chrono::NaiveDate;

/// A queue and what is known of it.
#[derive(Debug, Clone, Copy)]
pub struct QueuePast<'a> {
    /// The queue; its `group`, `like` and `expected_per_day` say what it may borrow.
    pub queue: &'a Queue,
    /// Its hours and special days.
    pub calendar: &'a QueueCalendar,
    /// Its history, if it has any.
    pub history: Option<&'a History>,
}

/// The forecasts of `queues` over `grid`, in their order.
///
/// # Errors
/// For each queue by itself: those of [`forecast`]; [`Error::TooLittleHistory`] for a queue that has no history and nobody
/// to borrow from.
pub fn forecasts(queues: &[QueuePast<'_>], grid: &Grid, options: &Options) -> Vec<Result<Forecast>> {
    let own = all_by_themselves(queues, grid, options);
    let first = grid.days().first().map_or(NaiveDate::MAX, |day| day.date);
    let mut forecasts: Vec<Result<Forecast>> = queues
        .iter()
        .zip(&own)
        .map(|(past, forecast)| match past.queue.expected_per_day {
            Some(expected) if newcomer::is_one(past, first) => {
                newcomer::forecast(past, expected, queues, &own, first, options)
            }
            _ => forecast.clone(),
        })
        .collect();
    for members in groups(queues) {
        group::reconcile(queues, &members, &mut forecasts, grid, options);
    }
    forecasts
}

/// Every queue by itself; on several threads with the feature `parallel`.
fn all_by_themselves(queues: &[QueuePast<'_>], grid: &Grid, options: &Options) -> Vec<Result<Forecast>> {
    let of_queue = |past: &QueuePast<'_>| by_itself(past, grid, options);
    #[cfg(feature = "parallel")]
    {
        use rayon::prelude::*;
        queues.par_iter().map(of_queue).collect()
    }
    #[cfg(not(feature = "parallel"))]
    queues.iter().map(of_queue).collect()
}

fn by_itself(past: &QueuePast<'_>, grid: &Grid, options: &Options) -> Result<Forecast> {
    let history = past.history.ok_or_else(|| Error::TooLittleHistory {
        queue: past.queue.id.to_string(),
        found: "no history".to_owned(),
        needed: "a queue without history needs expected_per_day, and like or group".to_owned(),
    })?;
    let forecast = forecast(history, past.calendar, grid, options)?;
    with_yearly_wave(forecast, history, past.calendar)
}

/// Positions of the queues of each group with more than one, by name of the group.
fn groups(queues: &[QueuePast<'_>]) -> Vec<Vec<usize>> {
    let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (position, past) in queues.iter().enumerate() {
        if let Some(group) = &past.queue.group {
            groups.entry(group).or_default().push(position);
        }
    }
    groups.into_values().filter(|members| members.len() > 1).collect()
}

/// The days of a queue before `first`.
fn table(past: &QueuePast<'_>, first: NaiveDate) -> Option<DayTable> {
    past.history.map(|history| DayTable::before(first, history, past.calendar))
}

#[cfg(test)]
mod tests;
