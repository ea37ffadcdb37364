//! All queues at once: what a queue cannot know by itself, it borrows from others.
//!
//! Comes in: every queue with its calendar and history. Goes out: a forecast of each.
//!
//! 1. Intervals in which every queue of a channel was silent are an outage of the feed ([`feed`]).
//! 2. What closed days, the turn of the month and special days do is learned from the queues of a group together ([`pools`]).
//! 3. Each queue by itself, its calendar drawn to that of the others, with the yearly wave where its history has one.
//! 4. A queue of less than three weeks takes the days of the queue it is `like`, or of its group, at the level its
//!    planner expects; its own contacts take over as they come ([`newcomer`]).
//! 5. Queues of a group and the group's own forecast are made to add up, each giving way as far as it is uncertain, and so
//!    are groups of groups ([`group`]).
//!
//! Groups are right for queues that share their customers: what moves one, moves the others. It is wrong for queues that take contacts
//! from each other by routing, unless their split is steady.
//!
//! Cost: that of one forecast per queue and per group. Memory: the forecasts, one sum per group and channel, and the histories of
//! the queues that are being worked on, a few for each thread ([`forecasts_from`]).

mod agreement;
mod feed;
mod group;
mod newcomer;
mod pools;
mod recent;
mod sum;

use std::borrow::Cow;

use chrono::NaiveDate;

use super::long_range::with_yearly_wave;
use super::shared_effects::Evidence;
use super::{Amid, Options, forecast_amid};
use crate::control::{Control, Progress};
use crate::error::{Error, Result};
use crate::model::{Forecast, Grid, History, Queue, QueueCalendar};
use feed::Feeds;
use group::Groups;
use pools::Pools;
use recent::Recent;

/// Queues that each thread has in hand.
const IN_HAND: usize = 4;

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

/// A queue whose history is fetched when its turn comes.
#[derive(Debug, Clone, Copy)]
pub struct QueueInTurn<'a> {
    /// The queue; its `group`, `like` and `expected_per_day` say what it may borrow.
    pub queue: &'a Queue,
    /// Its hours and special days.
    pub calendar: &'a QueueCalendar,
}

/// Gives the history of the queue at a position, if it has any.
type Fetch<'f, 'h> = &'f (dyn Fn(usize) -> Result<Option<Cow<'h, History>>> + Sync);

/// The forecasts of `queues` over `grid`, in their order.
///
/// # Errors
/// For each queue by itself: those of [`forecast`](super::forecast); [`Error::TooLittleHistory`] for a queue that has no
/// history and nobody to borrow from; [`Error::Cancelled`] for those whose turn had not come when `control` stopped.
pub fn forecasts(
    queues: &[QueuePast<'_>],
    grid: &Grid,
    options: &Options,
    control: &Control<'_>,
) -> Vec<Result<Forecast>> {
    let turns: Vec<QueueInTurn<'_>> =
        queues.iter().map(|past| QueueInTurn { queue: past.queue, calendar: past.calendar }).collect();
    forecasts_from(
        &turns,
        &|position| Ok(queues[position].history.map(Cow::Borrowed)),
        grid,
        options,
        control,
    )
}

/// The same for histories that need not be in memory at once: `history` is asked for that of the queue at a position in
/// `queues` when its turn comes, on several threads with the feature `parallel`, and the history is dropped when the queue
/// is done. Where several queues share a channel or a group it is asked twice, first for silences of the whole feed and for
/// what the group says of the calendar.
///
/// The answers are the same whatever the threads, and the same as those of [`forecasts`].
///
/// # Errors
/// As [`forecasts`], and whatever `history` answers.
///
/// ```
/// use std::borrow::Cow;
/// use wfm_core::control::Control;
/// use wfm_core::forecasting::{Options, QueueInTurn, forecasts_from};
/// use wfm_core::model::{Channel, Grid, History, Measure, Observations, Queue, QueueCalendar};
///
/// let queues: Vec<Queue> = (0..3).map(|n| Queue::new(format!("queue {n}"), Channel::Voice)).collect();
/// let rule = wfm_core::model::OpeningRule { days: "mon-sun".parse()?, hours: "00:00-24:00".parse()? };
/// let calendar = QueueCalendar { opening: wfm_core::model::OpeningHours { rules: vec![rule] }, special: Vec::new() };
/// let past = Grid::of_days("2026-01-05".parse()?, 14, 60, chrono_tz::UTC)?;
/// let next = Grid::of_days("2026-01-19".parse()?, 7, 60, chrono_tz::UTC)?;
/// let turns: Vec<QueueInTurn> = queues.iter().map(|queue| QueueInTurn { queue, calendar: &calendar }).collect();
/// // In earnest this reads a file or asks a database.
/// let fetch = |position: usize| {
///     let offered = Observations::new(vec![Some(10.0 * (position + 1) as f64); past.len()])?;
///     let measures = [(Measure::Offered, offered)].into();
///     Ok(Some(Cow::Owned(History::new(queues[position].id.clone(), past.clone(), measures)?)))
/// };
/// let forecasts = forecasts_from(&turns, &fetch, &next, &Options::default(), &Control::unlimited());
/// assert_eq!(forecasts.len(), 3);
/// assert!((forecasts[2].as_ref().unwrap().total() - 7.0 * 24.0 * 30.0).abs() < 1.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn forecasts_from<'h>(
    queues: &[QueueInTurn<'_>],
    history: &(dyn Fn(usize) -> Result<Option<Cow<'h, History>>> + Sync),
    grid: &Grid,
    options: &Options,
    control: &Control<'_>,
) -> Vec<Result<Forecast>> {
    let asked =
        Asked { queues, grid, options, first: grid.days().first().map_or(NaiveDate::MAX, |day| day.date) };
    let (feeds, pools) = asked.beforehand(history, control);
    let mut groups = Groups::of(queues);
    let mut own: Vec<Own> = Vec::with_capacity(queues.len());
    for positions in turns(queues.len()) {
        let answers = match control.stop() {
            Some(_) => positions.map(|_| (Own::of(Err(Error::Cancelled)), None)).collect(),
            None => in_parallel(positions.collect(), |position| {
                asked.by_itself(position, history, &feeds, &pools)
            }),
        };
        for (answer, history) in answers {
            let position = own.len();
            if !answer.is_new(queues[position].queue) && answer.forecast.is_ok() {
                groups.add(position, &queues[position], history.as_deref());
            } else {
                groups.pass(position);
            }
            own.push(answer);
        }
        groups.forecast_complete(&asked);
        report(control, own.len(), queues.len());
    }
    asked.together(own, &groups)
}

/// What is asked of all queues.
struct Asked<'a> {
    queues: &'a [QueueInTurn<'a>],
    grid: &'a Grid,
    options: &'a Options,
    /// First day of the forecast.
    first: NaiveDate,
}

/// A queue by itself, and what others may need of its past.
struct Own {
    forecast: Result<Forecast>,
    recent: Option<Recent>,
}

impl Own {
    fn of(forecast: Result<Forecast>) -> Self {
        Own { forecast, recent: None }
    }

    /// Whether the planner says what to expect and the queue is too young to know better.
    fn is_new(&self, queue: &Queue) -> bool {
        queue.expected_per_day.is_some() && self.recent.as_ref().is_none_or(Recent::is_short)
    }
}

impl Asked<'_> {
    /// The silences of every channel with several queues, and what the queues of every group say of the calendar.
    fn beforehand(&self, history: Fetch<'_, '_>, control: &Control<'_>) -> (Feeds, Pools) {
        let (mut feeds, mut pools) = (Feeds::of(self.queues), Pools::of(self.queues));
        for positions in turns(self.queues.len()) {
            let is_wanted = |position: &usize| feeds.wants(*position) || pools.wants(*position);
            let positions: Vec<usize> = positions.filter(is_wanted).collect();
            if control.stop().is_some() {
                break;
            }
            let pasts = in_parallel(positions.clone(), |position| {
                let past = history(position).ok().flatten();
                let of_group = past.as_deref().filter(|_| pools.wants(position));
                let evidence =
                    of_group.and_then(|past| Evidence::of(past, self.queues[position].calendar, self.first));
                (past, evidence)
            });
            for (position, (history, evidence)) in positions.into_iter().zip(pasts) {
                feeds.add(position, &self.queues[position], history.as_deref());
                pools.add(position, evidence);
            }
        }
        feeds.listen(self.first);
        pools.add_up();
        (feeds, pools)
    }

    /// The queue by itself, and its history for its group.
    fn by_itself<'h>(
        &self,
        position: usize,
        history: Fetch<'_, 'h>,
        feeds: &Feeds,
        pools: &Pools,
    ) -> (Own, Option<Cow<'h, History>>) {
        let QueueInTurn { queue, calendar } = self.queues[position];
        let past = match history(position) {
            Ok(Some(past)) => past,
            Ok(None) => return (Own::of(Err(no_history(queue))), None),
            Err(error) => return (Own::of(Err(error)), None),
        };
        let shared = pools.others(position);
        let amid = Amid { silences: feeds.silences(position), shared: shared.as_ref() };
        let forecast = with_wave(&past, calendar, self.grid, self.options, amid);
        let recent = self.is_asked_about(queue).then(|| Recent::of(&past, calendar, self.first)).flatten();
        (Own { forecast, recent }, queue.group.is_some().then_some(past))
    }

    /// Whether others, or the queue as a new one, need to know its last days.
    fn is_asked_about(&self, queue: &Queue) -> bool {
        let is_sister = |other: &QueueInTurn<'_>| other.queue.like.as_ref() == Some(&queue.id);
        queue.group.is_some() || queue.expected_per_day.is_some() || self.queues.iter().any(is_sister)
    }

    /// New queues borrow, groups add up.
    fn together(&self, own: Vec<Own>, groups: &Groups) -> Vec<Result<Forecast>> {
        let borrowed: Vec<Option<Result<Forecast>>> = (0..own.len())
            .map(|position| {
                let expected = self.queues[position].queue.expected_per_day;
                let expected = expected.filter(|_| own[position].is_new(self.queues[position].queue))?;
                Some(newcomer::forecast(self, position, expected, &own))
            })
            .collect();
        let (mut forecasts, recents): (Vec<_>, Vec<_>) =
            own.into_iter().map(|own| (own.forecast, own.recent)).unzip();
        for (forecast, borrowed) in forecasts.iter_mut().zip(borrowed) {
            if let Some(borrowed) = borrowed {
                *forecast = borrowed;
            }
        }
        groups.reconcile(self, &recents, &mut forecasts);
        forecasts
    }
}

/// A forecast, with the yearly wave where the history has one.
fn with_wave(
    history: &History,
    calendar: &QueueCalendar,
    grid: &Grid,
    options: &Options,
    amid: Amid<'_>,
) -> Result<Forecast> {
    with_yearly_wave(forecast_amid(history, calendar, grid, options, amid)?, history, calendar)
}

fn no_history(queue: &Queue) -> Error {
    Error::TooLittleHistory {
        queue: queue.id.to_string(),
        found: "no history".to_owned(),
        needed: "a queue without history needs expected_per_day, and like or group".to_owned(),
    }
}

/// The positions of so many queues, a few at a time.
fn turns(queues: usize) -> impl Iterator<Item = std::ops::Range<usize>> {
    #[cfg(feature = "parallel")]
    let at_once = IN_HAND * rayon::current_num_threads();
    #[cfg(not(feature = "parallel"))]
    let at_once = IN_HAND;
    (0..queues).step_by(at_once).map(move |first| first..(first + at_once).min(queues))
}

/// `work` done on every item, in their order; on several threads with the feature `parallel`.
pub(crate) fn in_parallel<T: Send, R: Send>(items: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    #[cfg(feature = "parallel")]
    {
        use rayon::prelude::*;
        items.into_par_iter().map(&work).collect()
    }
    #[cfg(not(feature = "parallel"))]
    items.into_iter().map(work).collect()
}

fn report(control: &Control<'_>, done: usize, planned: usize) {
    let (done, planned) = (done as u64, planned as u64);
    control.report(&Progress { phase: "forecast", done, planned, cost: None, bound: None });
}

#[cfg(test)]
mod tests;
