//! The past of a queue laid on its timeline: the total of each day, with closed, missing and half-seen days told apart.

use chrono::{Days, NaiveDate};

use super::day_table::DayTable;
use super::level;
use super::profile::{Shaped, regular_slots, weight_of_age};
use super::rehearsal::Rehearsal;
use super::shared_effects::SharedEffects;
use super::timeline::Timeline;
use super::weekday_means;
use crate::model::QueueCalendar;

/// A day counts when the slots that were seen usually carry at least this share of its contacts.
pub(super) const LEAST_SEEN: f64 = 0.8;

/// Newest days whose shape is looked at; older ones weigh next to nothing.
const SHAPE_DAYS: usize = 400;
/// Days to fill a gap from: same weekdays before it.
const FILL: usize = 3;

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
    /// First days of new levels.
    pub(super) changes: Vec<usize>,
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
        shared: Option<&SharedEffects>,
    ) -> Self {
        let from = table.days.first().map_or(first, |day| day.date);
        let line = Timeline::new(from, last.max(first), calendar).with(shared);
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
        let mut past =
            Past { table, line, known, rows: day_of, totals, logs, open, changes: Vec::new(), usual };
        past.fill_totals();
        past.changes = level::changes(&past.line, &past.logs, known);
        past
    }

    /// Number of days of the line that are still to come.
    pub(super) fn ahead(&self) -> usize {
        self.line.days.len() - self.known
    }

    /// How many open days ahead each day to come is, at least 1.
    pub(super) fn leads(&self) -> Vec<usize> {
        let mut open_days = 0;
        let days = self.line.days[self.known..].iter();
        days.map(|day| {
            open_days += usize::from(!day.off);
            open_days.max(1)
        })
        .collect()
    }

    /// The same past in the eyes of somebody without a calendar of months and closed days.
    pub(super) fn without_calendar(self) -> Self {
        Past { line: self.line.without_calendar(), ..self }
    }

    /// The last weeks forecast again.
    pub(super) fn rehearsals(&self) -> Vec<Rehearsal> {
        Rehearsal::all(self, &self.changes)
    }

    /// Ordinary days with a total, for their shape.
    pub(super) fn ordinary_days(&self, until: usize) -> Vec<Shaped<'a>> {
        (until.saturating_sub(SHAPE_DAYS)..until)
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
            weight: weight_of_age((until - 1 - day) as i32),
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

    /// Contacts of each regular slot of a past day, for methods that cannot do without; missing slots and special days are
    /// filled from the same weekdays before.
    pub(super) fn whole_day(&self, day: usize) -> Vec<f64> {
        let line = &self.line.days[day];
        let row = self.rows[day]
            .map(|row| &self.table.days[row])
            .filter(|_| line.special.is_none() && self.totals[day].is_some());
        let seen = |slot: usize| row.and_then(|row| row.offered[slot]);
        let regular = &self.open[line.weekday];
        let complete = (0..regular.len()).all(|slot| seen(slot).is_some() || !regular[slot]);
        let filled = if complete { Vec::new() } else { self.filled(day) };
        let count = |slot: usize| match seen(slot) {
            _ if !regular[slot] => 0.0,
            Some(count) => count,
            None => filled[slot],
        };
        (0..regular.len()).map(count).collect()
    }

    /// Mean of the ordinary same weekdays before `day`, else of those after it.
    fn filled(&self, day: usize) -> Vec<f64> {
        let line = &self.line.days[day];
        let row = self.table.days.partition_point(|row| row.date < line.date);
        let before = weekday_means::of_weekday_before(self.table, row, line.date, FILL);
        let usual = self.usual(line.weekday);
        before.iter().zip(usual).map(|(before, usual)| before.unwrap_or(*usual)).collect()
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
