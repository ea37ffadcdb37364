//! Histories of queues that were split, merged or renamed, as if today's queues had been there all along.
//!
//! Comes in: the histories as they were recorded, those that change on one grid, the changes, and the calendars of the queues
//! whose opening times are known. Goes out: histories in which the days before a change count for the queue on which the
//! contacts arrive now. Right where the parts of a queue were alike; a split by hour or by customer has another shape than its
//! whole, which the weeks after it will tell.
//!
//! ```text
//! part_k = q(x Σ_j≤k share_j) − q(x Σ_j<k share_j)         x a total of the interval, q rounds to whole 2⁻²⁰
//! ```
//!
//! What is left of `x` stays where it was. Parts are whole multiples of 2⁻²⁰, so that sums of whole contacts are the same to the
//! last bit however often they are split and merged. All totals go along, those of handle times too.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike;

use crate::error::{Error, Result};
use crate::model::{Grid, History, Measure, Observations, QueueCalendar, QueueChange, QueueId};
use crate::units::Share;

/// Parts of a contact that can be told apart.
const PARTS: f64 = (1u32 << 20) as f64;
/// Shares from which on all goes.
const WHOLE: Share = 1.0 - QueueChange::ROUNDING;

/// The totals of an interval.
type Totals = BTreeMap<Measure, f64>;

/// What is known of a queue in an interval.
#[derive(Debug, Clone, Default, PartialEq)]
enum Row {
    /// It has no part in it: closed, not there yet, or not there any more.
    #[default]
    Nothing,
    /// It should have a record and has none.
    Unknown,
    Counted(Totals),
}

/// The histories as today's queues would have had them. Changes are applied in order of date, those of a day at once; a queue
/// without a record left has no history.
///
/// An interval in which a queue should have a record, because at least half of its weeks have one, and has none, is missing
/// wherever a part of it goes: half of the contacts are not known to be all. Intervals in which its calendar says that it was
/// closed are no such; a queue without a calendar, such as one that is gone, may have been open at any time. A figure that only
/// some of the parts have is missing.
///
/// # Errors
/// [`Error::InvalidInput`] when a share is not above 0 and at most 1, when more than all of a queue goes elsewhere on a day, when
/// queues that change have histories on several grids, and when totals are too large to be added up.
pub fn with_changes(
    histories: Vec<History>,
    changes: &[QueueChange],
    calendars: &BTreeMap<QueueId, QueueCalendar>,
) -> Result<Vec<History>> {
    check_shares(changes)?;
    let is_changed =
        |queue: &QueueId| changes.iter().any(|change| [&change.from, &change.to].contains(&queue));
    let first = histories.iter().find(|history| is_changed(history.queue()));
    let Some(grid) = first.map(|history| history.grid().clone()) else {
        return Ok(histories);
    };
    let order: Vec<QueueId> = histories.iter().map(|history| history.queue().clone()).collect();
    let (mut moving, mut still) = (BTreeMap::new(), BTreeMap::new());
    for history in histories {
        let queue = history.queue().clone();
        if !is_changed(&queue) {
            still.insert(queue, history);
        } else if *history.grid() == grid {
            let rows = rows(&history, calendars.get(&queue));
            moving.insert(queue, rows);
        } else {
            let given = format!("on another grid for {queue}");
            return Err(Error::invalid("history", given, "one grid for all queues that change"));
        }
    }
    let mut dated: Vec<&QueueChange> = changes.iter().collect();
    dated.sort_by_key(|change| change.date);
    for at_once in dated.chunk_by(|a, b| a.date == b.date) {
        apply(at_once, &grid, &mut moving);
    }
    let fresh = moving.keys().filter(|queue| !order.contains(queue)).cloned().collect::<Vec<_>>();
    let mut found = Vec::new();
    for queue in order.into_iter().chain(fresh) {
        match (still.remove(&queue), moving.remove(&queue)) {
            (Some(history), _) => found.push(history),
            (None, Some(rows)) => found.extend(history(queue, &grid, &rows)?),
            (None, None) => {}
        }
    }
    Ok(found)
}

/// # Errors
/// When a share, or what goes from a queue on a day, is not a part.
fn check_shares(changes: &[QueueChange]) -> Result<()> {
    let mut sums: BTreeMap<_, Share> = BTreeMap::new();
    for QueueChange { date, from, to, share } in changes {
        if !(*share > 0.0 && *share <= 1.0) {
            let field = format!("share of {from} that goes to {to} on {date}");
            return Err(Error::invalid(field, share, "above 0 and at most 1"));
        }
        *sums.entry((date, from)).or_default() += share;
    }
    match sums.into_iter().find(|(_, sum)| *sum > 1.0 + QueueChange::ROUNDING) {
        Some(((date, from), sum)) => {
            Err(Error::invalid(format!("sum of the shares of {from} on {date}"), sum, "at most 1"))
        }
        None => Ok(()),
    }
}

/// Applies the changes of a day to the intervals before it.
fn apply(changes: &[&QueueChange], grid: &Grid, queues: &mut BTreeMap<QueueId, Vec<Row>>) {
    let after = grid.days().into_iter().find(|day| day.date >= changes[0].date);
    let end = after.map_or(grid.len(), |day| day.intervals.start);
    let mut arrived: Vec<(&QueueId, usize, Row)> = Vec::new();
    let sources: BTreeSet<&QueueId> = changes.iter().map(|change| &change.from).collect();
    for from in sources {
        let Some(rows) = queues.get_mut(from) else { continue };
        let of_source = changes.iter().filter(|change| change.from == *from);
        let to: Vec<(&QueueId, Share)> = of_source.map(|change| (&change.to, change.share)).collect();
        for (index, row) in rows[..end].iter_mut().enumerate() {
            let (parts, rest) = std::mem::take(row).split(&to);
            *row = rest;
            arrived.extend(to.iter().zip(parts).map(|((queue, _), part)| (*queue, index, part)));
        }
    }
    for (queue, index, part) in arrived {
        let rows = queues.entry(queue.clone()).or_insert_with(|| vec![Row::Nothing; grid.len()]);
        rows[index].add(part);
    }
}

impl Row {
    /// The parts that go to each queue, and what stays; nothing stays when all of it goes.
    fn split(self, to: &[(&QueueId, Share)]) -> (Vec<Row>, Row) {
        let is_whole = to.iter().map(|(_, share)| share).sum::<Share>() >= WHOLE;
        let Row::Counted(whole) = self else {
            return (vec![self.clone(); to.len()], if is_whole { Row::Nothing } else { self });
        };
        let mut parts = vec![Totals::new(); to.len()];
        let mut rest = Totals::new();
        for (measure, total) in whole {
            let (mut gone, mut shares) = (0.0, 0.0);
            for (part, (_, share)) in parts.iter_mut().zip(to) {
                shares += share;
                let until = (total * shares * PARTS).round() / PARTS;
                let until = if shares >= WHOLE { total } else { until.min(total) };
                part.insert(measure, until - gone);
                gone = until;
            }
            rest.insert(measure, total - gone);
        }
        let rest = if is_whole { Row::Nothing } else { Row::Counted(rest) };
        (parts.into_iter().map(Row::Counted).collect(), rest)
    }

    /// Adds a part; a figure that one of both lacks is not known of their sum.
    fn add(&mut self, part: Row) {
        *self = match (std::mem::take(self), part) {
            (Row::Nothing, other) | (other, Row::Nothing) => other,
            (Row::Unknown, _) | (_, Row::Unknown) => Row::Unknown,
            (Row::Counted(own), Row::Counted(part)) => {
                let both = |(measure, total): (Measure, f64)| Some((measure, total + part.get(&measure)?));
                Row::Counted(own.into_iter().filter_map(both).collect())
            }
        }
    }
}

/// What was recorded. Unknown is what has no record between the first and the last, where the queue was open as far as is known
/// and at least half of the weeks have one.
fn rows(history: &History, calendar: Option<&QueueCalendar>) -> Vec<Row> {
    let grid = history.grid();
    let is_there = |index: &usize| history.get(Measure::Offered, *index).is_some();
    let row = |index: usize| {
        let totals =
            Measure::ALL.into_iter().filter_map(|measure| Some((measure, history.get(measure, index)?)));
        if is_there(&index) { Row::Counted(totals.collect()) } else { Row::Nothing }
    };
    let mut rows: Vec<Row> = (0..grid.len()).map(row).collect();
    let span = (0..grid.len()).find(is_there).zip((0..grid.len()).rfind(is_there));
    let span = span.map_or(0..0, |(first, last)| first..last + 1);
    let open = calendar.map(|calendar| calendar.open_intervals(grid));
    let is_due = |index: &usize| span.contains(index) && open.as_ref().is_none_or(|open| open[*index]);
    let mut seen: BTreeMap<(u32, u32), (u32, u32)> = BTreeMap::new();
    let mut slots = Vec::with_capacity(span.len());
    for day in grid.days() {
        for index in day.intervals.filter(is_due) {
            let slot = (day.date.weekday().num_days_from_monday(), grid.minute_of_day(index));
            let (records, weeks) = seen.entry(slot).or_default();
            *records += u32::from(is_there(&index));
            *weeks += 1;
            slots.push((index, slot));
        }
    }
    for (index, slot) in slots {
        let is_usual = seen.get(&slot).is_some_and(|(records, weeks)| 2 * records >= *weeks);
        if is_usual && rows[index] == Row::Nothing {
            rows[index] = Row::Unknown;
        }
    }
    rows
}

fn history(queue: QueueId, grid: &Grid, rows: &[Row]) -> Result<Option<History>> {
    let mut measures = BTreeMap::from([(Measure::Offered, Observations::missing(grid.len()))]);
    let mut is_empty = true;
    for (index, row) in rows.iter().enumerate() {
        let Row::Counted(totals) = row else { continue };
        is_empty = false;
        for (measure, total) in totals {
            let observations = measures.entry(*measure).or_insert_with(|| Observations::missing(grid.len()));
            observations.set(index, *total)?;
        }
    }
    if is_empty { Ok(None) } else { History::new(queue, grid.clone(), measures).map(Some) }
}
