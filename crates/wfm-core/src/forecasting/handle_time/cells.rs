//! What was handled in each slot of each day, with single giants cut down.

use chrono::NaiveDate;

use super::super::day_table::{DayTable, minutes_of_day};
use crate::model::{History, Measure};
use crate::units::{Contacts, Seconds};

/// Newest days that are looked at: what is older has no weight left.
const DAYS: usize = 364;
/// A cell of fewer contacts may be one giant.
const FEW: Contacts = 10.0;
/// A giant lies this many deviations above the median.
const GIANT: f64 = 6.0;

/// The days on which anything was handled.
#[derive(Debug)]
pub(super) struct Cells {
    /// Slots of a day of 24 hours.
    pub(super) slots: usize,
    /// Oldest first.
    pub(super) days: Vec<CellDay>,
    /// `L`: seconds over contacts of all days.
    pub(super) mean: Seconds,
}

/// One day.
#[derive(Debug)]
pub(super) struct CellDay {
    pub(super) date: NaiveDate,
    /// Contacts and seconds of each slot.
    pub(super) cells: Vec<(Contacts, Seconds)>,
    pub(super) handled: Contacts,
    pub(super) seconds: Seconds,
}

impl Cells {
    /// The cells of the table's days, or `None` when no handle time was recorded.
    pub(super) fn of(history: &History, table: &DayTable) -> Option<Self> {
        history.measure(Measure::HandleSeconds)?;
        let first = table.days.get(table.days.len().saturating_sub(DAYS))?.date;
        let last = table.days.last()?.date;
        let grid_days = history.grid().days();
        let recent = grid_days.iter().filter(|day| (first..=last).contains(&day.date));
        let mut days: Vec<CellDay> = recent
            .map(|day| {
                let mut cells = vec![(0.0, 0.0); table.slots];
                for (index, minute) in day.intervals.clone().zip(minutes_of_day(history.grid(), day)) {
                    let (contacts, seconds) = &mut cells[table.slot(minute)];
                    if let (Some(n), Some(time)) =
                        (handled(history, index), history.get(Measure::HandleSeconds, index))
                    {
                        *contacts += n;
                        *seconds += time;
                    }
                }
                CellDay { date: day.date, cells, handled: 0.0, seconds: 0.0 }
            })
            .collect();
        cut_giants(&mut days);
        days.iter_mut().for_each(CellDay::sum_up);
        days.retain(|day| day.handled > 0.0);
        let (handled, seconds) = days.iter().fold((0.0, 0.0), |(n, t), d| (n + d.handled, t + d.seconds));
        (seconds > 0.0).then(|| Cells { slots: table.slots, days, mean: seconds / handled })
    }

    /// Days from the newest back to `day`.
    pub(super) fn age(&self, day: &CellDay) -> i32 {
        self.days.last().map_or(0, |last| (last.date - day.date).num_days() as i32)
    }
}

impl CellDay {
    fn sum_up(&mut self) {
        self.handled = self.cells.iter().map(|(contacts, _)| contacts).sum();
        self.seconds = self.cells.iter().map(|(_, seconds)| seconds).sum();
    }

    /// Cells with contacts: slot, contacts, average handle time.
    pub(super) fn averages(&self) -> impl Iterator<Item = (usize, Contacts, Seconds)> {
        let cells = self.cells.iter().enumerate().filter(|(_, (contacts, _))| *contacts > 0.0);
        cells.map(|(slot, (contacts, seconds))| (slot, *contacts, seconds / contacts))
    }
}

/// Cuts the average of thin cells at the median and six deviations (1.4826 times the median absolute one).
fn cut_giants(days: &mut [CellDay]) {
    let averages: Vec<Seconds> =
        days.iter().flat_map(|day| day.averages().map(|(_, _, average)| average)).collect();
    let Some(middle) = median(averages.clone()) else { return };
    let deviations = averages.iter().map(|average| (average - middle).abs()).collect();
    let spread = 1.4826 * median(deviations).unwrap_or(0.0);
    if spread <= 0.0 {
        return;
    }
    let most = middle + GIANT * spread;
    for (contacts, seconds) in days.iter_mut().flat_map(|day| &mut day.cells) {
        if (f64::MIN_POSITIVE..FEW).contains(contacts) {
            *seconds = seconds.min(*contacts * most);
        }
    }
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    let middle = values.len() / 2;
    (!values.is_empty()).then(|| *values.select_nth_unstable_by(middle, f64::total_cmp).1)
}

/// Contacts handled in interval `index`; where the history has only arrivals, those who did not give up.
fn handled(history: &History, index: usize) -> Option<Contacts> {
    let arrived = || {
        let abandoned = history.get(Measure::Abandoned, index).unwrap_or(0.0);
        Some((history.get(Measure::Offered, index)? - abandoned).max(0.0))
    };
    match history.measure(Measure::Handled) {
        Some(handled) => handled.get(index),
        None => arrived(),
    }
}
