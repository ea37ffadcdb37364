//! Several queues added up to one.

use std::collections::BTreeMap;

use super::QueueInTurn;
use crate::model::{
    Grid, History, Measure, Observations, OpeningHours, OpeningRule, QueueCalendar, QueueId, SpecialDay,
};
use crate::units::Contacts;

/// The contacts of several queues together. An interval counts when every queue that is open then has a record.
#[derive(Debug, Default)]
pub(super) struct Sum {
    grid: Option<Grid>,
    /// Whether all histories are on one grid.
    fits: bool,
    /// Contacts so far; NaN where an open queue has no record. Never seen outside.
    contacts: Vec<Contacts>,
    /// Queues open in each interval.
    open: Vec<u16>,
    rules: Vec<OpeningRule>,
    special: Vec<SpecialDay>,
    queues: usize,
}

impl Sum {
    /// Adds a queue; one without a history makes the sum unknown.
    pub(super) fn add(&mut self, queue: &QueueInTurn<'_>, history: Option<&History>) {
        if self.queues == 0 {
            self.start(queue, history);
        }
        self.queues += 1;
        self.rules.extend(&queue.calendar.opening.rules);
        let Some(history) = history.filter(|history| self.grid.as_ref() == Some(history.grid())) else {
            self.fits = false;
            return;
        };
        let open = queue.calendar.open_intervals(history.grid());
        for index in (0..open.len()).filter(|index| open[*index]) {
            self.open[index] += 1;
            self.contacts[index] += history.get(Measure::Offered, index).unwrap_or(f64::NAN);
        }
    }

    fn start(&mut self, queue: &QueueInTurn<'_>, history: Option<&History>) {
        let len = history.map_or(0, |history| history.grid().len());
        self.grid = history.map(|history| history.grid().clone());
        self.fits = true;
        (self.contacts, self.open) = (vec![0.0; len], vec![0; len]);
        // Special on the whole is what is special for all.
        let common = queue.calendar.special.iter().filter(|day| day.queue.is_none());
        self.special = common.cloned().collect();
    }

    /// The sum as a history and a calendar of its own, of the intervals in which `least` queues or more are open; `None`
    /// when there are not so many, or the histories are on different grids.
    pub(super) fn finish(self, name: QueueId, least: u16) -> Option<(History, QueueCalendar)> {
        let grid = self.grid.filter(|_| self.fits && self.queues >= usize::from(least))?;
        let mut offered = Observations::missing(grid.len());
        for (index, contacts) in self.contacts.into_iter().enumerate() {
            if self.open[index] >= least && !contacts.is_nan() {
                offered.set(index, contacts).ok()?;
            }
        }
        let history = History::new(name, grid, BTreeMap::from([(Measure::Offered, offered)])).ok()?;
        let opening = OpeningHours { rules: self.rules };
        Some((history, QueueCalendar { opening, special: self.special }))
    }
}
