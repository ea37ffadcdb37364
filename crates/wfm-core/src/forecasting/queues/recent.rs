//! What other queues may need of a queue's past, so that its history can go.

use chrono::{Datelike, NaiveDate};

use super::super::day_table::DayTable;
use super::super::weekday_means;
use crate::model::{History, QueueCalendar};
use crate::units::Contacts;

/// Days of history from which on a queue stands on its own.
const SHORT: usize = 21;
/// Newest days whose totals are kept.
const TOTALS: usize = 56;
/// Weeks that make a usual day.
const WEEKS: usize = 8;

/// The last days of a queue before a forecast.
#[derive(Debug)]
pub(super) struct Recent {
    /// Open days with a record.
    pub(super) days: usize,
    /// Contacts of each of the newest days, oldest first.
    pub(super) totals: Vec<(NaiveDate, Contacts)>,
    /// Contacts of a usual day by weekday, Monday first; 0 where there was none.
    pub(super) usual: [Contacts; 7],
    /// Contacts of all days by slot of the day, for a queue of less than three weeks.
    pub(super) slots: Vec<Contacts>,
    /// Length of a slot.
    pub(super) step_minutes: u32,
}

impl Recent {
    /// The days before `first`; `None` when there are none.
    pub(super) fn of(history: &History, calendar: &QueueCalendar, first: NaiveDate) -> Option<Self> {
        let table = DayTable::before(first, history, calendar);
        let newest = &table.days[table.days.len().saturating_sub(TOTALS)..];
        let recent = Recent {
            days: table.days.len(),
            totals: newest.iter().map(|day| (day.date, day.offered.iter().flatten().sum())).collect(),
            usual: usual_days(&table),
            slots: if table.days.len() < SHORT { by_slot(&table) } else { Vec::new() },
            step_minutes: table.step_minutes,
        };
        (recent.days > 0).then_some(recent)
    }

    /// Whether the queue has less than three weeks of its own.
    pub(super) fn is_short(&self) -> bool {
        self.days < SHORT
    }

    /// Mean contacts of one of the newest days.
    pub(super) fn mean(&self) -> Contacts {
        self.totals.iter().map(|(_, contacts)| contacts).sum::<f64>() / self.totals.len() as f64
    }

    /// Contacts of `date`, if it is one of the newest days.
    pub(super) fn on(&self, date: NaiveDate) -> Option<Contacts> {
        let place = self.totals.binary_search_by_key(&date, |(date, _)| *date).ok()?;
        Some(self.totals[place].1)
    }
}

fn usual_days(table: &DayTable) -> [Contacts; 7] {
    let mut usual = [0.0; 7];
    for (weekday, slots) in weekday_means::every_weekday(table, WEEKS).iter().enumerate() {
        // The means lend a weekday without days those of others.
        if table.days.iter().any(|day| day.date.weekday().num_days_from_monday() as usize == weekday) {
            usual[weekday] = slots.iter().sum();
        }
    }
    usual
}

fn by_slot(table: &DayTable) -> Vec<Contacts> {
    let mut slots = vec![0.0; table.slots];
    for day in &table.days {
        slots.iter_mut().zip(&day.offered).for_each(|(sum, offered)| *sum += offered.unwrap_or(0.0));
    }
    slots
}
