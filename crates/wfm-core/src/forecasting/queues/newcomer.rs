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

use chrono::{Datelike, NaiveDate};

use super::super::bands::{Bands, Tails};
use super::recent::Recent;
use super::{Asked, Own};
use crate::error::{Error, Result};
use crate::model::{Forecast, Queue, Variation};
use crate::units::{Contacts, Share};

/// Days that the planner's word is worth.
const PRIOR_DAYS: f64 = 3.0;
/// Contacts that the borrowed shape is worth.
const PRIOR_CONTACTS: f64 = 2000.0;
/// Squared relative error of a day.
const DOUBT: f64 = 0.04;
/// Correlation of a day's error with that of the next: what is unknown is mostly the level.
const CORRELATION: f64 = 0.9;

/// The forecast of the queue at `position`, of which `expected` contacts a day are expected, from what the others are by
/// themselves.
pub(super) fn forecast(
    asked: &Asked<'_>,
    position: usize,
    expected: Contacts,
    queues: &[Own],
) -> Result<Forecast> {
    let (queue, calendar) = (asked.queues[position].queue, asked.queues[position].calendar);
    let sisters: Vec<(&Forecast, &Recent)> = sisters(asked, queue)
        .filter_map(|sister| queues[sister].forecast.as_ref().ok().zip(queues[sister].recent.as_ref()))
        .collect();
    let usual: Vec<Contacts> =
        (0..7).map(|weekday| sisters.iter().map(|(_, recent)| recent.usual[weekday]).sum()).collect();
    let open_days = usual.iter().filter(|total| **total > 0.0).count() as f64;
    let (Some((sister, _)), true) = (sisters.first(), open_days > 0.0) else {
        return Err(Error::TooLittleHistory {
            queue: queue.id.to_string(),
            found: "no queue with a forecast to borrow from".to_owned(),
            needed: "name one with like, or put the queue into a group with a history".to_owned(),
        });
    };
    let open = calendar.open_intervals(asked.grid);
    let mut offered = vec![0.0; asked.grid.len()];
    for (other, _) in &sisters {
        offered.iter_mut().zip(&other.offered).for_each(|(sum, offered)| *sum += offered);
    }
    let own = OwnDays::of(queues[position].recent.as_ref(), &usual);
    let planned = expected / (usual.iter().sum::<f64>() / open_days);
    let ratio = (own.days * own.ratio + PRIOR_DAYS * planned) / (own.days + PRIOR_DAYS);
    let mut forecast = Forecast {
        // Its own handle times, where it has any.
        aht: queues[position].forecast.as_ref().map_or_else(|_| sister.aht.clone(), |own| own.aht.clone()),
        method: "borrowed".to_owned(),
        ..Forecast::given(queue.id.clone(), asked.grid.clone(), open, offered)
    };
    own.shape(&mut forecast, ratio);
    bands(&mut forecast, sister, &asked.options.quantiles);
    let from = queue.like.as_ref().map_or("its group".to_owned(), |like| format!("queue {like}"));
    let days = own.days;
    forecast.notes.push(format!(
        "the days of {from} at {ratio:.2} times their contacts: {expected} a day are expected, and there are {days} days of its own"
    ));
    Ok(forecast)
}

/// Positions of the queues to borrow from: the one it is like, else its group.
fn sisters<'a>(asked: &'a Asked<'_>, queue: &'a Queue) -> impl Iterator<Item = usize> + 'a {
    (0..asked.queues.len()).filter(move |position| {
        let other = asked.queues[*position].queue;
        let alike = match &queue.like {
            Some(like) => other.id == *like,
            None => queue.group.is_some() && other.group == queue.group,
        };
        alike && other.id != queue.id
    })
}

/// The queue's own days.
struct OwnDays<'a> {
    days: f64,
    /// Their contacts against usual days of the sister.
    ratio: f64,
    contacts: Contacts,
    /// Contacts by slot of the day.
    slots: &'a [Contacts],
    step_minutes: u32,
}

impl<'a> OwnDays<'a> {
    fn of(recent: Option<&'a Recent>, usual: &[Contacts]) -> Self {
        let Some(recent) = recent else {
            return OwnDays { days: 0.0, ratio: 0.0, contacts: 0.0, slots: &[], step_minutes: 1 };
        };
        let weekday = |date: NaiveDate| date.weekday().num_days_from_monday() as usize;
        let expected: Contacts = recent.totals.iter().map(|(date, _)| usual[weekday(*date)]).sum();
        let contacts: Contacts = recent.slots.iter().sum();
        OwnDays {
            days: recent.days as f64,
            ratio: if expected > 0.0 { contacts / expected } else { 0.0 },
            contacts,
            slots: &recent.slots,
            step_minutes: recent.step_minutes,
        }
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

/// Wide bands of intervals, days and weeks; days that are special to the sister are special here.
fn bands(forecast: &mut Forecast, sister: &Forecast, probabilities: &[Share]) {
    let days = forecast.grid.days();
    let variation = Variation {
        of_days: vec![DOUBT; days.len()],
        of_intervals: vec![0.0; forecast.grid.len()],
        day_correlation: CORRELATION,
    };
    let (offered, tails) = (&forecast.offered, Tails::default());
    let bands = Bands { offered, variation: &variation, days: &days, tails, probabilities };
    forecast.quantiles = bands.of_intervals(&forecast.grid);
    forecast.days = bands.of_days();
    forecast.weeks = bands.of_weeks();
    for (day, borrowed) in forecast.days.iter_mut().zip(&sister.days) {
        (day.special, day.effect) = (borrowed.special.clone(), borrowed.effect);
    }
    forecast.variation = Some(variation);
}
