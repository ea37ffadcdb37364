//! The history as a table: one row per local day, one column per slot of the local clock.

use std::ops::Range;

use chrono::{Datelike, NaiveDate, Weekday};

use crate::model::{Day, DayKind, Grid, History, Measure, QueueCalendar};

/// Minutes of a day.
const MINUTES: u32 = 1440;

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
    /// How much each slot counts in the shape of its weekday, `0..=1`; empty: all count in full.
    pub(super) weights: Vec<f64>,
    /// Contacts outside the opening hours.
    pub(super) outside: f64,
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
        let mut table = DayTable {
            step_minutes: grid.step_minutes(),
            slots: 1440usize.div_ceil(grid.step_minutes() as usize),
            days: Vec::new(),
            open_cells: 0,
            missing_cells: 0,
        };
        for day in grid.days().into_iter().take_while(|day| day.date < first) {
            table.add(history, &day, calendar);
        }
        table
    }

    /// Slots of the stretches between two minutes.
    fn slots_within(&self, stretches: &[Range<u32>], minutes: Range<u32>) -> Vec<usize> {
        let steps = minutes.step_by(self.step_minutes as usize);
        let open = steps.filter(|minute| is_open(stretches, *minute, self.step_minutes));
        open.map(|minute| self.slot(minute)).collect()
    }

    /// Adds a day, unless it was closed or has no record at all: such a day is one the export does not cover.
    fn add(&mut self, history: &History, day: &Day, calendar: &QueueCalendar) {
        let stretches = calendar.open_minutes(day.date);
        let mut offered = vec![None; self.slots];
        let mut open = vec![false; self.slots];
        let (mut cells, mut missing) = (0, 0);
        let minutes = minutes_of_day(history.grid(), day);
        let mut outside = 0.0;
        for (index, minute) in day.intervals.clone().zip(&minutes) {
            let count = history.get(Measure::Offered, index);
            if !is_open(&stretches, *minute, self.step_minutes) {
                outside += count.unwrap_or(0.0);
                continue;
            }
            let slot = self.slot(*minute);
            cells += 1;
            open[slot] = true;
            match count {
                Some(count) => offered[slot] = Some(offered[slot].unwrap_or(0.0) + count),
                None => missing += 1,
            }
        }
        // A history may start and end within a day.
        let (start, end) = (minutes.first().copied(), minutes.last().map(|last| last + self.step_minutes));
        for stretch in [0..start.unwrap_or(0), end.unwrap_or(MINUTES)..MINUTES] {
            for slot in self.slots_within(&stretches, stretch) {
                (open[slot], cells, missing) = (true, cells + 1, missing + 1);
            }
        }
        if missing < cells {
            self.open_cells += cells;
            self.missing_cells += missing;
            let special = special(day.date, calendar);
            let weights = Vec::new();
            self.days.push(TableDay { date: day.date, special, offered, open, weights, outside });
        }
    }

    /// The slot in which minute `minute` of the local day lies.
    pub(super) fn slot(&self, minute: u32) -> usize {
        (minute / self.step_minutes) as usize
    }

    /// How often the clock passes each slot on a day: twice in the repeated hour of autumn.
    pub(super) fn times_each_slot_occurs(&self, minutes: &[u32]) -> Vec<u8> {
        let mut times = vec![0; self.slots];
        for minute in minutes {
            times[self.slot(*minute)] += 1;
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

/// Whether the slot of `step` minutes from `minute` on lies in one of the stretches, at least in part.
fn is_open(stretches: &[Range<u32>], minute: u32, step: u32) -> bool {
    stretches.iter().any(|s| s.start < minute + step && minute < s.end)
}

/// Minutes after midnight at which the intervals of `day` start on the clock.
pub(super) fn minutes_of_day(grid: &Grid, day: &Day) -> Vec<u32> {
    let step = grid.step_minutes();
    if day.intervals.len() as u32 * step == 1440 {
        // No clock change: no need to ask the time zone for every interval.
        let first = grid.minute_of_day(day.intervals.start);
        return (0..day.intervals.len() as u32).map(|count| first + count * step).collect();
    }
    day.intervals.clone().map(|index| grid.minute_of_day(index)).collect()
}

impl TableDay {
    pub(super) fn weekday(&self) -> Weekday {
        self.date.weekday()
    }

    /// How much `slot` counts in the shape of the weekday.
    pub(super) fn weight(&self, slot: usize) -> f64 {
        self.weights.get(slot).copied().unwrap_or(1.0)
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
