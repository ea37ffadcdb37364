//! The days of a queue's own week, past and to come, with what the calendar knows of each.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate};

use super::day_table::{Special, special};
use super::shared_effects::{Borrowed, SharedEffects};
use crate::model::{DayKind, QueueCalendar};

/// Columns of the weekdays come first, Monday to Sunday; then these.
pub(super) const AFTER_CLOSED: usize = 7;
const SECOND_AFTER_CLOSED: usize = 8;
const BEFORE_CLOSED: usize = 9;
pub(super) const FROM_MONTH_START: usize = 10;
const FROM_MONTH_END: usize = 13;
pub(super) const HOLIDAY_EVE: usize = 16;
/// Special days follow, a column for each kind and each name.
pub(super) const SPECIAL: usize = 17;
/// Business days counted from either end of a month.
const MONTH_EDGE: usize = 3;

/// Consecutive days on whose weekday the queue is regularly open, whole months at either end. A closed holiday is one of
/// them; a Sunday of a queue that works Monday to Friday is not.
#[derive(Debug, Clone)]
pub(super) struct Timeline {
    /// The days, oldest first.
    pub(super) days: Vec<LineDay>,
    /// Number of opening weekdays, 1 to 7.
    pub(super) week: usize,
    /// Number of columns of the day model.
    pub(super) columns: usize,
    /// What other queues say of each column.
    pub(super) borrowed: Vec<Borrowed>,
    /// The special days that each column from [`SPECIAL`] on stands for.
    classes: Vec<Special>,
}

/// What a column of the day model stands for, on whatever queue.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Feature {
    /// A column of every queue: a closed neighbour, the turn of the month, an eve.
    Regular(usize),
    /// Special days of a kind or name.
    Special(Special),
}

/// A day of the timeline.
#[derive(Debug, Clone)]
pub(super) struct LineDay {
    pub(super) date: NaiveDate,
    /// Days after Monday.
    pub(super) weekday: usize,
    /// Nothing is expected: the calendar has closed the day.
    pub(super) off: bool,
    pub(super) special: Option<Special>,
    /// Columns of the day model that are 1 on this day.
    pub(super) columns: Vec<usize>,
}

impl Timeline {
    /// The timeline that covers the days `first..=last`; empty when the queue has no regular hours.
    pub(super) fn new(first: NaiveDate, last: NaiveDate, calendar: &QueueCalendar) -> Self {
        let regular = regular_weekdays(calendar);
        let from = first.with_day(1).unwrap_or(first);
        let until =
            (last + Days::new(7)).with_day(1).and_then(|day| day.checked_add_months(chrono::Months::new(1)));
        let until = until.unwrap_or(last);
        let mut days: Vec<LineDay> = from
            .iter_days()
            .take_while(|date| *date < until)
            .filter(|date| regular[date.weekday().num_days_from_monday() as usize])
            .map(|date| line_day(date, calendar))
            .collect();
        let mut classes = BTreeMap::new();
        for class in days.iter().filter_map(|day| day.special.as_ref()).flat_map(classes_of) {
            let next = SPECIAL + classes.len();
            classes.entry(class).or_insert(next);
        }
        mark_closed_neighbours(&mut days);
        mark_month_edges(&mut days);
        for day in &mut days {
            let special = day.special.as_ref().filter(|_| !day.off);
            day.columns.extend(special.into_iter().flat_map(classes_of).map(|class| classes[&class]));
        }
        let week = regular.iter().filter(|open| **open).count();
        let columns = SPECIAL + classes.len();
        let mut of_column: Vec<(usize, Special)> =
            classes.into_iter().map(|(class, column)| (column, class)).collect();
        of_column.sort_unstable();
        let classes = of_column.into_iter().map(|(_, class)| class).collect();
        Timeline { days, week, columns, borrowed: vec![Borrowed::default(); columns], classes }
    }

    /// The same with what other queues say of the calendar.
    pub(super) fn with(mut self, shared: Option<&SharedEffects>) -> Self {
        if let Some(shared) = shared {
            self.borrowed = (0..self.columns)
                .map(|column| self.feature(column).map_or(Borrowed::default(), |feature| shared.of(&feature)))
                .collect();
        }
        self
    }

    /// What a column stands for; `None` for weekdays, which every queue has of its own.
    pub(super) fn feature(&self, column: usize) -> Option<Feature> {
        match column {
            ..AFTER_CLOSED => None,
            AFTER_CLOSED..SPECIAL => Some(Feature::Regular(column)),
            _ => Some(Feature::Special(self.classes.get(column - SPECIAL)?.clone())),
        }
    }

    /// The same days without neighbours of closed days, month turns and eves: weekdays and special days alone.
    pub(super) fn without_calendar(&self) -> Self {
        let mut line = self.clone();
        for day in &mut line.days {
            day.columns.retain(|column| *column < AFTER_CLOSED || *column >= SPECIAL);
        }
        line
    }

    /// Position of the first day on or after `date`.
    pub(super) fn position(&self, date: NaiveDate) -> usize {
        self.days.partition_point(|day| day.date < date)
    }

    /// The day `date`, if it is one of the queue's week.
    pub(super) fn index_of(&self, date: NaiveDate) -> Option<usize> {
        self.days.binary_search_by_key(&date, |day| day.date).ok()
    }
}

impl LineDay {
    fn is_business_day(&self) -> bool {
        !self.off && self.special.as_ref().is_none_or(|special| special.kind != DayKind::Holiday)
    }
}

/// The classes a special day belongs to: its kind, unless it is an event, and its name.
pub(super) fn classes_of(special: &Special) -> Vec<Special> {
    let kind = Special { kind: special.kind, name: None };
    match (special.kind, &special.name) {
        (_, None) => vec![kind],
        (DayKind::Event, Some(_)) => vec![special.clone()],
        (_, Some(_)) => vec![kind, special.clone()],
    }
}

fn regular_weekdays(calendar: &QueueCalendar) -> [bool; 7] {
    let mut regular = [false; 7];
    // Any week will do: weekly hours know no dates.
    for date in NaiveDate::default().iter_days().take(7) {
        regular[date.weekday().num_days_from_monday() as usize] = !calendar.opening.minutes(date).is_empty();
    }
    regular
}

fn line_day(date: NaiveDate, calendar: &QueueCalendar) -> LineDay {
    let weekday = date.weekday().num_days_from_monday() as usize;
    let off = calendar.open_minutes(date).is_empty();
    LineDay { date, weekday, off, special: special(date, calendar), columns: vec![weekday] }
}

fn mark_closed_neighbours(days: &mut [LineDay]) {
    let off: Vec<bool> = days.iter().map(|day| day.off).collect();
    let holiday: Vec<bool> = days
        .iter()
        .map(|day| !day.off && day.special.as_ref().is_some_and(|special| special.kind == DayKind::Holiday))
        .collect();
    for index in (0..days.len()).filter(|index| !off[*index]) {
        let before = |back: usize| index >= back && off[index - back];
        let next = |marks: &[bool]| marks.get(index + 1).copied().unwrap_or(false);
        let day = &mut days[index];
        if before(1) {
            day.columns.push(AFTER_CLOSED);
        } else if before(2) {
            day.columns.push(SECOND_AFTER_CLOSED);
        }
        if next(&off) {
            day.columns.push(BEFORE_CLOSED);
        }
        if next(&holiday) && day.special.is_none() {
            day.columns.push(HOLIDAY_EVE);
        }
    }
}

/// Marks the first and last three business days of every month; the days must begin and end with a month.
fn mark_month_edges(days: &mut [LineDay]) {
    for month in days.chunk_by_mut(|a, b| (a.date.year(), a.date.month()) == (b.date.year(), b.date.month()))
    {
        for (count, day) in month.iter_mut().filter(|day| day.is_business_day()).take(MONTH_EDGE).enumerate()
        {
            day.columns.push(FROM_MONTH_START + count);
        }
        for (count, day) in
            month.iter_mut().rev().filter(|day| day.is_business_day()).take(MONTH_EDGE).enumerate()
        {
            day.columns.push(FROM_MONTH_END + count);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{OpeningHours, OpeningRule, SpecialDay};

    fn calendar(days: &str, special: &[(&str, DayKind)]) -> QueueCalendar {
        let rule = OpeningRule { days: days.parse().unwrap(), hours: "08:00-18:00".parse().unwrap() };
        let special = special
            .iter()
            .map(|(date, kind)| SpecialDay {
                date: date.parse().unwrap(),
                kind: *kind,
                name: None,
                queue: None,
                open: Vec::new(),
                factor: None,
            })
            .collect();
        QueueCalendar { opening: OpeningHours { rules: vec![rule] }, special }
    }

    fn line(days: &str, special: &[(&str, DayKind)]) -> Timeline {
        Timeline::new("2026-05-11".parse().unwrap(), "2026-06-10".parse().unwrap(), &calendar(days, special))
    }

    fn columns(line: &Timeline, date: &str) -> Vec<usize> {
        line.days[line.index_of(date.parse().unwrap()).unwrap()].columns.clone()
    }

    #[test]
    fn a_closed_friday_marks_the_monday_after_and_the_days_around_it() {
        let line = line("mon-fri", &[("2026-05-15", DayKind::Closed)]);
        assert_eq!(columns(&line, "2026-05-14"), [3, BEFORE_CLOSED]);
        assert_eq!(columns(&line, "2026-05-18"), [0, AFTER_CLOSED]);
        assert_eq!(columns(&line, "2026-05-19"), [1, SECOND_AFTER_CLOSED]);
        assert_eq!(columns(&line, "2026-05-20"), [2]);
    }

    #[test]
    fn business_days_are_counted_over_the_whole_month_in_the_queues_own_week() {
        let own = line("sun-thu", &[("2026-06-01", DayKind::Holiday)]);
        // May 2026 ends on a Sunday, which is a business day here; 1 June is a holiday on which the queue is open.
        assert_eq!(columns(&own, "2026-05-31"), [6, HOLIDAY_EVE, FROM_MONTH_END]);
        assert_eq!(columns(&own, "2026-05-28"), [3, FROM_MONTH_END + 1]);
        assert_eq!(columns(&own, "2026-06-01"), [0, SPECIAL]);
        assert_eq!(columns(&own, "2026-06-02"), [1, FROM_MONTH_START]);
        assert_eq!(
            columns(&own, "2026-05-11"),
            [0],
            "the 11th is not the first of the month because data begin there"
        );
    }

    #[test]
    fn a_weekday_without_hours_is_no_day_of_the_line() {
        let line = line("mon-fri", &[]);
        assert_eq!(line.week, 5);
        assert_eq!(line.index_of("2026-05-16".parse().unwrap()), None);
        assert_eq!(columns(&line, "2026-05-15")[0], 4);
    }
}
