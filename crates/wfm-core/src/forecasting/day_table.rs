//! The history as a table: one row per local day, one column per slot of the local clock.

use std::ops::Range;

use chrono::{Datelike, NaiveDate, Weekday};

use crate::model::{DayKind, Grid, History, Measure, QueueCalendar};

/// Days on which the queue was open and something was observed, oldest first.
#[derive(Debug)]
pub(super) struct DayTable {
    /// Length of a slot.
    pub(super) step_minutes: u32,
    /// Slots of a day of 24 hours.
    pub(super) slots: usize,
    /// The days.
    pub(super) days: Vec<TableDay>,
    open_cells: usize,
    missing_cells: usize,
}

/// One day of the table.
#[derive(Debug)]
pub(super) struct TableDay {
    pub(super) date: NaiveDate,
    /// What makes the day special; `None` for an ordinary day.
    pub(super) special: Option<Special>,
    /// Contacts per slot; `None` where closed or missing. An hour that came twice is summed.
    pub(super) offered: Vec<Option<f64>>,
    /// Slots in which the queue was open.
    pub(super) open: Vec<bool>,
}

/// What special days have in common: the name, or the kind where there is no name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Special {
    pub(super) kind: DayKind,
    pub(super) name: Option<String>,
}

impl Special {
    /// What people call the day.
    pub(super) fn title(&self) -> String {
        let kind = || match self.kind {
            DayKind::Closed => "closed",
            DayKind::Holiday => "holiday",
            DayKind::Event => "event",
            DayKind::Short => "short day",
        };
        self.name.clone().unwrap_or_else(|| kind().to_owned())
    }
}

impl DayTable {
    /// The days of `history` before `first`.
    pub(super) fn before(first: NaiveDate, history: &History, calendar: &QueueCalendar) -> Self {
        let grid = history.grid();
        let open = calendar.open_intervals(grid);
        let mut table = DayTable {
            step_minutes: grid.step_minutes(),
            slots: 1440usize.div_ceil(grid.step_minutes() as usize),
            days: Vec::new(),
            open_cells: 0,
            missing_cells: 0,
        };
        for day in grid.days().into_iter().take_while(|day| day.date < first) {
            let mut offered = vec![None; table.slots];
            let mut open_slots = vec![false; table.slots];
            let (mut cells, mut missing) = (0, 0);
            for index in day.intervals.filter(|index| open[*index]) {
                cells += 1;
                open_slots[table.slot(grid.minute_of_day(index))] = true;
                match history.get(Measure::Offered, index) {
                    Some(count) => {
                        let slot = &mut offered[table.slot(grid.minute_of_day(index))];
                        *slot = Some(slot.unwrap_or(0.0) + count);
                    }
                    None => missing += 1,
                }
            }
            // A day without a single record is a day the export does not cover, not a day with gaps.
            if missing < cells {
                table.open_cells += cells;
                table.missing_cells += missing;
                let special = special(day.date, calendar);
                table.days.push(TableDay { date: day.date, special, offered, open: open_slots });
            }
        }
        table
    }

    /// The slot in which minute `minute` of the local day lies.
    pub(super) fn slot(&self, minute: u32) -> usize {
        (minute / self.step_minutes) as usize
    }

    /// How often the clock passes each slot on a day: twice in the repeated hour of autumn.
    pub(super) fn times_each_slot_occurs(&self, grid: &Grid, intervals: &Range<usize>) -> Vec<u8> {
        let mut times = vec![0; self.slots];
        for index in intervals.clone() {
            times[self.slot(grid.minute_of_day(index))] += 1;
        }
        times
    }

    /// What a planner should know about the history.
    pub(super) fn notes(&self) -> Vec<String> {
        if self.missing_cells * 20 < self.open_cells || self.open_cells == 0 {
            return Vec::new();
        }
        let percent = 100 * self.missing_cells / self.open_cells;
        vec![format!(
            "{percent} % of the open intervals have no record and are left out as missing; if nothing arrived then, \
             the history should say offered = 0"
        )]
    }
}

impl TableDay {
    pub(super) fn weekday(&self) -> Weekday {
        self.date.weekday()
    }

    /// The share of `shape` that lies in the day's open slots.
    pub(super) fn open_mass(&self, shape: &[f64]) -> f64 {
        shape.iter().zip(&self.open).filter(|(_, open)| **open).map(|(share, _)| share).sum()
    }
}

/// What makes `date` special for the forecast; the queue's own entry counts before one of all queues.
pub(super) fn special(date: NaiveDate, calendar: &QueueCalendar) -> Option<Special> {
    let day = calendar.special_on(date).next()?;
    Some(Special { kind: day.kind, name: day.name.clone() })
}
