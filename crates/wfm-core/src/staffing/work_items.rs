//! Pieces of work that each have a deadline, whatever its rule: what a capacity gets done, and the least that is enough.
//!
//! Comes in: [`WorkItem`]s and a capacity per interval. Goes out: what is done in time and late, and the backlog. Work is
//! done earliest deadline first, which keeps every deadline if any order does:
//!
//! ```text
//! feasible  ⇔  for every window [s, t):   Σ work with arrival ≥ s and deadline ≤ t   ≤   Σ capacity in [s, t)
//! least level  =  max over windows of   Σ work with arrival ≥ s and deadline ≤ t  /  open intervals in [s, t)
//! ```
//!
//! Right for work that can be divided and put down; wrong for contacts answered within minutes. A queue with one promise
//! for all of its work is sized by [`requirement`](super::requirement()), whose agents may vary over the day.
//!
//! Source: Yao, Demers, Shenker (1995), *A Scheduling Model for Reduced CPU Energy*: the peak density.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::error::{Error, Result};
use crate::units::Seconds;

/// Work of one kind that came together. Times are intervals of the stretch, counted from 0 at its start.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct WorkItem {
    /// Interval from whose start on it can be done; below 0 for a backlog from before the stretch, by its age.
    pub arrival: i64,
    /// Interval before whose start it is to be done; from 0 down for work that is late already. One beyond the end of
    /// the stretch binds nothing.
    pub deadline: i64,
    /// Seconds of work, 0 or more.
    pub work_seconds: Seconds,
}

/// What becomes of work items. Done and left over add to what came.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct WorkDone {
    /// Seconds of each item done by its deadline, in the order given.
    pub in_time: Vec<Seconds>,
    /// Seconds of work done, per interval.
    pub done: Vec<Seconds>,
    /// Seconds of work whose deadline is the end of the interval and passes undone, per interval: the shortage. What
    /// was late before the stretch counts in its first interval.
    pub late: Vec<Seconds>,
    /// Seconds of work that came and waits at the end, per interval.
    pub backlog: Vec<Seconds>,
    /// Intervals since the oldest of it came, per interval; 0 without a backlog.
    pub oldest: Vec<u64>,
}

/// Work done by `capacity`, seconds of work per interval, earliest deadline first. Closed intervals have a capacity of 0.
///
/// Of one deadline, what came first is done first. Shortage is a result, not an error.
///
/// ```
/// use wfm_core::staffing::{WorkItem, schedule};
/// let letters = WorkItem { arrival: 0, deadline: 2, work_seconds: 3000.0 };
/// let claim = WorkItem { arrival: 1, deadline: 4, work_seconds: 1200.0 };
/// let done = schedule(&[letters, claim], &[1200.0, 1200.0, 1200.0, 1200.0])?;
/// assert_eq!(done.in_time, [2400.0, 1200.0]);
/// assert_eq!(done.late, [0.0, 600.0, 0.0, 0.0]);
/// assert_eq!(done.backlog, [1800.0, 1800.0, 600.0, 0.0]);
/// # Ok::<(), wfm_core::Error>(())
/// ```
///
/// # Errors
/// When work or a capacity is negative or not finite, or a deadline is not after its arrival.
pub fn schedule(items: &[WorkItem], capacity: &[Seconds]) -> Result<WorkDone> {
    check(items)?;
    if let Some(wrong) = capacity.iter().find(|seconds| !seconds.is_finite() || **seconds < 0.0) {
        return Err(Error::invalid("capacity", wrong, "seconds of work, 0 or more"));
    }
    let mut left: Vec<Seconds> = items.iter().map(|item| item.work_seconds).collect();
    let mut found = WorkDone {
        in_time: vec![0.0; items.len()],
        done: Vec::new(),
        late: Vec::new(),
        backlog: Vec::new(),
        oldest: Vec::new(),
    };
    let mut coming = by_arrival(items).into_iter().peekable();
    let mut waiting = BinaryHeap::new();
    for (now, capacity) in (0_i64..).zip(capacity) {
        while let Some(index) = coming.next_if(|index| items[*index].arrival <= now) {
            waiting.push(Reverse((items[index].deadline, items[index].arrival, index)));
        }
        let mut free = *capacity;
        while let Some(Reverse((deadline, _, index))) = waiting.peek().copied() {
            let done = free.min(left[index]);
            free -= done;
            left[index] -= done;
            found.in_time[index] += if deadline > now { done } else { 0.0 };
            if left[index] > 0.0 {
                break;
            }
            waiting.pop();
        }
        let still = || waiting.iter().map(|Reverse(item)| *item);
        found.done.push(capacity - free);
        let missed = still().filter(|(deadline, ..)| *deadline == now + 1);
        found.late.push(missed.map(|(.., index)| left[index]).sum());
        found.backlog.push(still().map(|(.., index)| left[index]).sum());
        found.oldest.push(still().map(|(_, came, _)| (now + 1).abs_diff(came)).max().unwrap_or(0));
    }
    // What was late before is late whether it is done now or not.
    if let Some(first) = found.late.first_mut() {
        *first += items.iter().filter(|item| item.deadline <= 0).map(|item| item.work_seconds).sum::<f64>();
    }
    Ok(found)
}

/// The least level of work, seconds per open interval, with which no item is late: the densest window. Infinite when
/// work is late before the stretch, or comes and is due while all is closed.
///
/// # Errors
/// As [`schedule`].
pub fn least_level_capacity(items: &[WorkItem], open: &[bool]) -> Result<Seconds> {
    check(items)?;
    let last = i64::try_from(open.len()).unwrap_or(i64::MAX);
    let mut open_before = vec![0_u32];
    for is_open in open {
        open_before.push(open_before[open_before.len() - 1] + u32::from(*is_open));
    }
    let at = |time: i64| f64::from(open_before[time.clamp(0, last) as usize]);
    let mut bound: Vec<&WorkItem> =
        items.iter().filter(|item| item.deadline <= last && item.work_seconds > 0.0).collect();
    bound.sort_by_key(|item| item.deadline);
    let mut starts: Vec<i64> = bound.iter().map(|item| item.arrival.max(0)).collect();
    starts.sort_unstable();
    starts.dedup();
    let mut level: Seconds = 0.0;
    for start in starts {
        let mut work = 0.0;
        for item in bound.iter().filter(|item| item.arrival.max(0) >= start) {
            work += item.work_seconds;
            // A window without open time makes it infinite.
            level = level.max(work / (at(item.deadline) - at(start)).max(0.0));
        }
    }
    Ok(level)
}

fn by_arrival(items: &[WorkItem]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..items.len()).collect();
    order.sort_by_key(|index| items[*index].arrival);
    order
}

fn check(items: &[WorkItem]) -> Result<()> {
    let is_wrong = |item: &&WorkItem| !item.work_seconds.is_finite() || item.work_seconds < 0.0;
    if let Some(item) = items.iter().find(is_wrong) {
        return Err(Error::invalid("work_seconds", item.work_seconds, "seconds of work, 0 or more"));
    }
    match items.iter().find(|item| item.deadline <= item.arrival) {
        Some(item) => {
            let expected = format!("after the arrival, {}", item.arrival);
            Err(Error::invalid("deadline", item.deadline, expected))
        }
        None => Ok(()),
    }
}
