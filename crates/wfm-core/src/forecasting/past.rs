//! The past of a queue laid on its timeline: the total of each day, with closed, missing and half-seen days told apart.

use chrono::{Days, NaiveDate};

use super::day_table::DayTable;
use super::profile::{Shaped, regular_slots};
use super::timeline::Timeline;
use super::weekday_means;
use crate::model::QueueCalendar;

/// A day counts when the slots that were seen usually carry at least this share of its contacts.
pub(super) const LEAST_SEEN: f64 = 0.8;

/// What is known of each day before the forecast.
#[derive(Debug)]
pub(super) struct Past<'a> {
    pub(super) table: &'a DayTable,
    pub(super) line: Timeline,
    /// Number of days of the line that are past.
    pub(super) known: usize,
    /// Row of the table of each past day.
    pub(super) rows: Vec<Option<usize>>,
    /// Contacts of each past day in the regular hours of its weekday: what a day of full hours would have had.
    pub(super) totals: Vec<Option<f64>>,
    /// Logarithm of the totals.
    pub(super) logs: Vec<Option<f64>>,
    /// Regular slots of each weekday, Monday first.
    pub(super) open: Vec<Vec<bool>>,
    /// Plain mean of what each slot of each weekday has seen.
    usual: Vec<Vec<f64>>,
}

impl<'a> Past<'a> {
    /// The past of `table` before `first`, on a line that goes on to `last`.
    pub(super) fn new(
        table: &'a DayTable,
        calendar: &QueueCalendar,
        first: NaiveDate,
        last: NaiveDate,
    ) -> Self {
        let from = table.days.first().map_or(first, |day| day.date);
        let line = Timeline::new(from, last.max(first), calendar);
        let known = line.position(first);
        let day_of: Vec<Option<usize>> = line.days[..known]
            .iter()
            .map(|day| table.days.binary_search_by_key(&day.date, |row| row.date).ok())
            .collect();
        let monday = NaiveDate::default() - Days::new(3);
        let open =
            regular_slots(table, |weekday| calendar.opening.minutes(monday + Days::new(weekday as u64)));
        let usual = weekday_means::every_weekday(table, table.days.len());
        let (totals, logs) = (vec![None; known], vec![None; known]);
        let mut past = Past { table, line, known, rows: day_of, totals, logs, open, usual };
        past.fill_totals();
        past
    }

    /// Ordinary days with a total, for their shape.
    pub(super) fn ordinary_days(&self, until: usize) -> Vec<Shaped<'a>> {
        (0..until)
            .filter(|day| self.line.days[*day].special.is_none())
            .filter_map(|day| self.shaped(day, until))
            .collect()
    }

    /// Day `day` with its total, seen from day `until`.
    pub(super) fn shaped(&self, day: usize, until: usize) -> Option<Shaped<'a>> {
        let line = &self.line.days[day];
        let row = &self.table.days[self.rows[day]?];
        Some(Shaped {
            day: row,
            total: self.totals[day]?,
            weekday: line.weekday,
            age: (until - 1 - day) as i32,
        })
    }

    /// Contacts that each slot of `weekday` usually sees.
    pub(super) fn usual(&self, weekday: usize) -> &[f64] {
        &self.usual[weekday]
    }

    /// Full weeks of days with a total.
    pub(super) fn weeks(&self) -> usize {
        self.totals.iter().flatten().count() / self.line.week.max(1)
    }

    fn fill_totals(&mut self) {
        let shapes = self.first_shapes();
        for day in (0..self.known).filter(|day| !self.line.days[*day].off) {
            let Some(row) = self.rows[day] else { continue };
            let shape = &shapes[self.line.days[day].weekday];
            let offered = &self.table.days[row].offered;
            let (mut seen, mut mass) = (0.0, 0.0);
            for (offered, share) in offered.iter().zip(shape).filter(|(_, share)| **share > 0.0) {
                if let Some(offered) = offered {
                    seen += offered;
                    mass += share;
                }
            }
            let hours = self.table.days[row].open_mass(shape);
            if mass > 0.0 && mass >= LEAST_SEEN * hours {
                self.totals[day] = Some(seen / mass);
                self.logs[day] = Some((seen / mass + 1.0).ln());
            }
        }
    }

    /// Shapes of the weekdays from the plain mean of what each slot has seen, to fill the gaps of others.
    fn first_shapes(&self) -> Vec<Vec<f64>> {
        let shape = |(means, open): (&Vec<f64>, &Vec<bool>)| -> Vec<f64> {
            let inside = |(mean, open): (&f64, &bool)| if *open { *mean } else { 0.0 };
            let total: f64 = means.iter().zip(open).map(inside).sum();
            means.iter().zip(open).map(|cell| if total > 0.0 { inside(cell) / total } else { 0.0 }).collect()
        };
        self.usual.iter().zip(&self.open).map(shape).collect()
    }
}
