//! A queue with little history: the days of another at the level its planner expects.
//!
//! ```text
//! total_d = r S_d                                S_d forecast of the sister's day
//! r       = (m r_own + 3 r_planned) / (m + 3)    m own days; r_planned = expected_per_day / usual day of the sister
//! share   = (n own + 2000 borrowed) / (n + 2000)          of an interval in its day, n own contacts
//! Var     = mean + 0.04 mean²
//! ```
//!
//! A day on which the sister is closed has no contacts; the hours of both should be alike.

use chrono::NaiveDate;

use super::super::day_table::DayTable;
use super::super::{Options, negative_binomial, weekday_means};
use super::{QueuePast, table};
use crate::error::{Error, Result};
use crate::model::{DayForecast, Forecast, Quantile};
use crate::units::Contacts;

/// Days of history from which on a queue stands on its own.
const DAYS: usize = 21;
/// Days that the planner's word is worth.
const PRIOR_DAYS: f64 = 3.0;
/// Contacts that the borrowed shape is worth.
const PRIOR_CONTACTS: f64 = 2000.0;
/// Squared relative error of a day.
const DOUBT: f64 = 0.04;
/// Weeks that make a usual day of the sister.
const WEEKS: usize = 8;

/// Whether the queue has less than three weeks of its own before `first`.
pub(super) fn is_one(past: &QueuePast<'_>, first: NaiveDate) -> bool {
    table(past, first).is_none_or(|table| table.days.len() < DAYS)
}

/// The forecast of a queue of which `expected` contacts a day are expected, from the `forecasts` of `queues`.
pub(super) fn forecast(
    past: &QueuePast<'_>,
    expected: Contacts,
    queues: &[QueuePast<'_>],
    forecasts: &[Result<Forecast>],
    first: NaiveDate,
    options: &Options,
) -> Result<Forecast> {
    let sisters: Vec<usize> = sisters(past, queues).filter(|sister| forecasts[*sister].is_ok()).collect();
    let tables: Vec<DayTable> = sisters.iter().filter_map(|sister| table(&queues[*sister], first)).collect();
    let usual = usual_days(&tables);
    let open_days = usual.iter().filter(|total| **total > 0.0).count() as f64;
    let mut borrowed = sisters.iter().filter_map(|sister| forecasts[*sister].as_ref().ok());
    let (Some(sister), true) = (borrowed.next(), open_days > 0.0) else {
        return Err(Error::TooLittleHistory {
            queue: past.queue.id.to_string(),
            found: "no queue with a forecast to borrow from".to_owned(),
            needed: "name one with like, or put the queue into a group with a history".to_owned(),
        });
    };
    let mut forecast = sister.clone();
    for other in borrowed {
        forecast.offered.iter_mut().zip(&other.offered).for_each(|(sum, offered)| *sum += offered);
    }
    let own = Own::of(table(past, first), &usual);
    let planned = expected / (usual.iter().sum::<f64>() / open_days);
    let ratio = (own.days * own.ratio + PRIOR_DAYS * planned) / (own.days + PRIOR_DAYS);
    forecast.queue = past.queue.id.clone();
    forecast.open = past.calendar.open_intervals(&forecast.grid);
    own.shape(&mut forecast, ratio);
    if let Some(aht) = own_aht(past, forecasts, queues) {
        forecast.aht = Some(aht);
    }
    bands(&mut forecast, options);
    let from = past.queue.like.as_ref().map_or("its group".to_owned(), |like| format!("queue {like}"));
    let days = own.days;
    forecast.method = "borrowed".to_owned();
    forecast.notes = vec![format!(
        "the days of {from} at {ratio:.2} times their contacts: {expected} a day are expected, and there are {days} days of its own"
    )];
    Ok(forecast)
}

/// Positions of the queues to borrow from: the one it is like, else its group.
fn sisters<'a>(past: &'a QueuePast<'_>, queues: &'a [QueuePast<'_>]) -> impl Iterator<Item = usize> + 'a {
    (0..queues.len()).filter(move |position| {
        let other = queues[*position].queue;
        let alike = match &past.queue.like {
            Some(like) => other.id == *like,
            None => past.queue.group.is_some() && other.group == past.queue.group,
        };
        alike && other.id != past.queue.id
    })
}

/// Contacts of a usual day of the sisters together, by weekday.
fn usual_days(tables: &[DayTable]) -> Vec<Contacts> {
    let mut usual = vec![0.0; 7];
    for table in tables {
        let seen: Vec<bool> = (0..7)
            .map(|weekday| table.days.iter().any(|day| day.weekday().num_days_from_monday() == weekday))
            .collect();
        for (weekday, slots) in weekday_means::every_weekday(table, WEEKS).iter().enumerate() {
            // The means lend a weekday without days those of others.
            if seen[weekday] {
                usual[weekday] += slots.iter().sum::<f64>();
            }
        }
    }
    usual
}

/// The queue's own days.
struct Own {
    days: f64,
    /// Their contacts against usual days of the sister.
    ratio: f64,
    contacts: Contacts,
    /// Contacts by slot of the day.
    slots: Vec<Contacts>,
    step_minutes: u32,
}

impl Own {
    fn of(table: Option<DayTable>, usual: &[Contacts]) -> Self {
        let mut own = Own { days: 0.0, ratio: 0.0, contacts: 0.0, slots: Vec::new(), step_minutes: 1 };
        let Some(table) = table else { return own };
        own.slots = vec![0.0; table.slots];
        own.step_minutes = table.step_minutes;
        let mut expected = 0.0;
        for day in &table.days {
            own.days += 1.0;
            expected += usual[day.weekday().num_days_from_monday() as usize];
            for (sum, offered) in own.slots.iter_mut().zip(&day.offered) {
                *sum += offered.unwrap_or(0.0);
            }
        }
        own.contacts = own.slots.iter().sum();
        if expected > 0.0 {
            own.ratio = own.contacts / expected;
        }
        own
    }

    /// Brings each day to `ratio` times its contacts, shared out as the own contacts say so far.
    fn shape(&self, forecast: &mut Forecast, ratio: f64) {
        let belief = self.contacts / (self.contacts + PRIOR_CONTACTS);
        let days = forecast.grid.days();
        for day in &days {
            let total: f64 = day.intervals.clone().map(|index| forecast.offered[index]).sum();
            let slot = |index: usize| {
                let minute = forecast.grid.minute_of_day(index);
                self.slots.get((minute / self.step_minutes) as usize).copied().unwrap_or(0.0)
            };
            let open: Vec<usize> = day.intervals.clone().filter(|index| forecast.open[*index]).collect();
            let own: f64 = open.iter().map(|index| slot(*index)).sum();
            let borrowed: f64 = open.iter().map(|index| forecast.offered[*index]).sum();
            let share = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
            let belief = if own > 0.0 && borrowed > 0.0 { belief } else { 0.0 };
            let mut means = vec![0.0; day.intervals.len()];
            for index in open {
                let shape = belief * share(slot(index), own)
                    + (1.0 - belief) * share(forecast.offered[index], borrowed);
                means[index - day.intervals.start] = ratio * total * shape;
            }
            forecast.offered[day.intervals.clone()].copy_from_slice(&means);
        }
    }
}

/// Its own handle times, where it has any.
fn own_aht(
    past: &QueuePast<'_>,
    forecasts: &[Result<Forecast>],
    queues: &[QueuePast<'_>],
) -> Option<Vec<f64>> {
    let position = queues.iter().position(|other| other.queue.id == past.queue.id)?;
    forecasts[position].as_ref().ok()?.aht.clone()
}

/// Wide bands, by negative binomial.
fn bands(forecast: &mut Forecast, options: &Options) {
    let of =
        |mean: Contacts| negative_binomial::quantiles(mean, mean + DOUBT * mean * mean, &options.quantiles);
    let by_interval: Vec<Vec<Contacts>> = forecast.offered.iter().map(|mean| of(*mean)).collect();
    let quantile = |position: usize, probability: &f64| Quantile {
        probability: *probability,
        offered: by_interval.iter().map(|quantiles| quantiles[position]).collect(),
    };
    forecast.quantiles = options.quantiles.iter().enumerate().map(|(at, p)| quantile(at, p)).collect();
    let days = forecast.grid.days();
    forecast.days = forecast
        .days
        .iter()
        .zip(&days)
        .map(|(day, intervals)| {
            let offered = intervals.intervals.clone().map(|index| forecast.offered[index]).sum();
            let quantiles = options.quantiles.iter().copied().zip(of(offered)).collect();
            DayForecast { offered, quantiles, ..day.clone() }
        })
        .collect();
}
