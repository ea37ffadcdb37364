//! Histories of queues that were split, merged or renamed, as if today's queues had been there all along.
//!
//! Comes in: the histories as they were recorded, on one grid, and the changes. Goes out: histories in which the days before a
//! change count for the queue on which the contacts arrive now. Right where the parts of a queue were alike; a split by hour or
//! by customer has another shape than its whole, which the weeks after it will tell.
//!
//! ```text
//! part_k = q(x Σ_j≤k share_j) − q(x Σ_j<k share_j)         x a total of the interval, q rounds to whole 2⁻²⁰
//! ```
//!
//! What is left of `x` stays where it was. Parts are whole multiples of 2⁻²⁰, so that sums of whole contacts are the same to the
//! last bit however often they are split and merged. All totals go along, those of handle times too.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike;

use crate::error::Result;
use crate::model::{Grid, History, Measure, Observations, QueueChange, QueueId};
use crate::units::Share;

/// Parts of a contact that can be told apart.
const PARTS: f64 = (1u32 << 20) as f64;
/// Shares that are missing from the whole by less than this are all there is.
const WHOLE: Share = 1.0 - 1e-9;

/// The totals of an interval.
type Totals = BTreeMap<Measure, f64>;
/// The totals of one queue in each interval of the grid; `None` where nothing was recorded.
type Rows = Vec<Option<Totals>>;

/// The histories as today's queues would have had them. Changes are applied in order of date, those of a day at once; a queue
/// without a record left has no history.
///
/// An interval in which `from` should have had a record, because at least half of its weeks had one, and has none, is missing
/// on `to` as well: half of the contacts are not known to be all. A figure that only some of the parts have is missing.
///
/// # Errors
/// When totals are too large to be added up.
pub fn with_changes(histories: Vec<History>, changes: &[QueueChange]) -> Result<Vec<History>> {
    let Some(grid) = histories.first().map(|history| history.grid().clone()).filter(|_| !changes.is_empty())
    else {
        return Ok(histories);
    };
    let order: Vec<QueueId> = histories.iter().map(|history| history.queue().clone()).collect();
    let (mut moving, mut still) = (BTreeMap::new(), BTreeMap::new());
    for history in histories {
        let is_changed = changes.iter().any(|change| [&change.from, &change.to].contains(&history.queue()));
        if is_changed && *history.grid() == grid {
            moving.insert(history.queue().clone(), rows(&history));
        } else {
            still.insert(history.queue().clone(), history);
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

/// Applies the changes of a day to the intervals before it.
fn apply(changes: &[&QueueChange], grid: &Grid, queues: &mut BTreeMap<QueueId, Rows>) {
    let after = grid.days().into_iter().find(|day| day.date >= changes[0].date);
    let end = after.map_or(grid.len(), |day| day.intervals.start);
    let mut gaps: Vec<(QueueId, Vec<usize>)> = Vec::new();
    let mut arrived: Vec<(QueueId, usize, Totals)> = Vec::new();
    let sources: BTreeSet<&QueueId> = changes.iter().map(|change| &change.from).collect();
    for from in sources {
        let Some(rows) = queues.get_mut(from) else { continue };
        let to: Vec<(&QueueId, Share)> = changes
            .iter()
            .filter(|change| change.from == *from)
            .map(|change| (&change.to, change.share))
            .collect();
        let missing = missing(rows, grid, end);
        gaps.extend(to.iter().map(|(queue, _)| ((*queue).clone(), missing.clone())));
        for (index, row) in rows[..end].iter_mut().enumerate() {
            let Some(whole) = row.take() else { continue };
            let (parts, rest) = split(whole, &to);
            *row = rest;
            arrived.extend(to.iter().zip(parts).map(|((queue, _), part)| ((*queue).clone(), index, part)));
        }
    }
    for (queue, index, part) in arrived {
        let rows = queues.entry(queue).or_insert_with(|| vec![None; grid.len()]);
        add(&mut rows[index], part);
    }
    for (queue, missing) in gaps {
        if let Some(rows) = queues.get_mut(&queue) {
            missing.into_iter().for_each(|index| rows[index] = None);
        }
    }
}

/// The parts of a row that go to each queue, and what stays; nothing stays when all of it goes.
fn split(whole: Totals, to: &[(&QueueId, Share)]) -> (Vec<Totals>, Option<Totals>) {
    let mut parts = vec![BTreeMap::new(); to.len()];
    let mut rest = BTreeMap::new();
    let mut shares = 0.0;
    for (measure, total) in whole {
        let mut gone = 0.0;
        shares = 0.0;
        for (part, (_, share)) in parts.iter_mut().zip(to) {
            shares += share;
            let until =
                if shares >= WHOLE { total } else { ((total * shares * PARTS).round() / PARTS).min(total) };
            part.insert(measure, until - gone);
            gone = until;
        }
        rest.insert(measure, total - gone);
    }
    (parts, (shares < WHOLE).then_some(rest))
}

/// Adds a part to a row; a figure that one of them lacks is not known of their sum.
fn add(row: &mut Option<Totals>, part: Totals) {
    *row = Some(match row.take() {
        None => part,
        Some(own) => own
            .into_iter()
            .filter_map(|(measure, total)| Some((measure, total + part.get(&measure)?)))
            .collect(),
    });
}

/// Intervals before `end` without a record between the first and the last, where at least half of the weeks have one.
fn missing(rows: &Rows, grid: &Grid, end: usize) -> Vec<usize> {
    let (Some(first), Some(last)) =
        (rows[..end].iter().position(Option::is_some), rows[..end].iter().rposition(Option::is_some))
    else {
        return Vec::new();
    };
    let mut seen: BTreeMap<(u32, u32), (u32, u32)> = BTreeMap::new();
    let mut slots = Vec::with_capacity(last + 1 - first);
    for day in grid.days() {
        for index in day.intervals.filter(|index| (first..=last).contains(index)) {
            let slot = (day.date.weekday().num_days_from_monday(), grid.minute_of_day(index));
            let (records, weeks) = seen.entry(slot).or_default();
            *records += u32::from(rows[index].is_some());
            *weeks += 1;
            slots.push((index, slot));
        }
    }
    let usual = |slot: &(u32, u32)| seen.get(slot).is_some_and(|(records, weeks)| 2 * records >= *weeks);
    slots
        .into_iter()
        .filter(|(index, slot)| rows[*index].is_none() && usual(slot))
        .map(|(index, _)| index)
        .collect()
}

fn rows(history: &History) -> Rows {
    let row = |index: usize| {
        let totals =
            Measure::ALL.into_iter().filter_map(|measure| Some((measure, history.get(measure, index)?)));
        history.get(Measure::Offered, index).map(|_| totals.collect())
    };
    (0..history.grid().len()).map(row).collect()
}

fn history(queue: QueueId, grid: &Grid, rows: &Rows) -> Result<Option<History>> {
    if rows.iter().all(Option::is_none) {
        return Ok(None);
    }
    let mut measures = BTreeMap::from([(Measure::Offered, Observations::missing(grid.len()))]);
    for (index, row) in rows.iter().enumerate() {
        for (measure, total) in row.iter().flatten() {
            let observations = measures.entry(*measure).or_insert_with(|| Observations::missing(grid.len()));
            observations.set(index, *total)?;
        }
    }
    History::new(queue, grid.clone(), measures).map(Some)
}
