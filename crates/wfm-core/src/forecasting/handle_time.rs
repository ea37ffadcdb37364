//! Average handle time: a level, and a factor per slot of the day that is pulled towards 1 where few were handled.

use crate::model::{Grid, History, Measure};
use crate::units::Seconds;

use super::day_table::DayTable;

/// Days that count.
const DAYS: usize = 56;
/// Handled contacts that weigh as much as the belief that the slot is like any other: the squared spread of handle
/// times (about 1.4) over the spread between slots.
const PRIOR_CONTACTS: f64 = 50.0;

/// Expected handle time per interval of `grid`, or `None` when no handle time was recorded.
///
/// ```text
/// A = Σ handle_seconds / Σ handled          ψ_s = (Σ handle_seconds_s / A + K) / (Σ handled_s + K)
/// aht = A · ψ_s                             K = 50 contacts
/// ```
pub(super) fn per_interval(history: &History, table: &DayTable, grid: &Grid) -> Option<Vec<Seconds>> {
    let seconds = history.measure(Measure::HandleSeconds)?;
    let first_day = table.days.len().saturating_sub(DAYS);
    let first = table.days.get(first_day)?.date;
    let last = table.days.last()?.date;
    let mut sums = vec![(0.0, 0.0); table.slots];
    for day in history.grid().days().into_iter().filter(|day| (first..=last).contains(&day.date)) {
        for index in day.intervals {
            if let (Some(time), Some(handled)) = (seconds.get(index), handled(history, index)) {
                let (times, contacts) = &mut sums[table.slot(history.grid().minute_of_day(index))];
                *times += time;
                *contacts += handled;
            }
        }
    }
    let (time, contacts) = sums.iter().fold((0.0, 0.0), |(a, b), (time, handled)| (a + time, b + handled));
    if contacts <= 0.0 || time <= 0.0 {
        return None;
    }
    let level = time / contacts;
    let of_slot: Vec<Seconds> = sums
        .iter()
        .map(|(time, handled)| level * (time / level + PRIOR_CONTACTS) / (handled + PRIOR_CONTACTS))
        .collect();
    Some((0..grid.len()).map(|index| of_slot[table.slot(grid.minute_of_day(index))]).collect())
}

/// Contacts handled in interval `index`; where the history has only arrivals, those who did not give up.
fn handled(history: &History, index: usize) -> Option<f64> {
    let arrived = || {
        let abandoned = history.get(Measure::Abandoned, index).unwrap_or(0.0);
        Some((history.get(Measure::Offered, index)? - abandoned).max(0.0))
    };
    match history.measure(Measure::Handled) {
        Some(handled) => handled.get(index),
        None => arrived(),
    }
}
