//! The calendar taken out of the totals: what is left is the level of each day.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use super::super::day_model::DayModel;
use super::super::timeline::{SPECIAL, Timeline};
use super::levels::Levels;
use crate::model::{DailyHistory, QueueCalendar};

/// Rounds of taking out the calendar and smoothing what is left.
const ROUNDS: usize = 2;
/// Special days that weigh as much as the belief that they are like any other.
const PRIOR_DAYS: f64 = 0.1;
/// Squared relative difference between special days of a class, shared among those seen; and of one never seen.
const UNLIKE: f64 = 0.1;
const UNSEEN: f64 = 0.25;

/// What the calendar does to the days, past and to come.
#[derive(Debug)]
pub(super) struct CalendarEffects {
    line: Timeline,
    model: DayModel,
    levels: Levels,
    origin: NaiveDate,
    /// What was seen of special days, by column.
    special: BTreeMap<usize, Class>,
}

/// Special days of the same kind or name.
#[derive(Debug, Clone, Copy, Default)]
struct Class {
    days: f64,
    /// Sum of their logs about the level of an ordinary day.
    sum: f64,
}

impl CalendarEffects {
    /// Learned from the days before `first`, for those up to `last`. The past ends with the last day observed.
    pub(super) fn fit(
        history: &DailyHistory,
        calendar: &QueueCalendar,
        first: NaiveDate,
        last: NaiveDate,
    ) -> Self {
        let origin = history.first();
        let line = Timeline::new(origin, last, calendar);
        let totals = Totals::of(history, &line, first);
        let mut levels = totals.levels(|_| 0.0);
        let mut model = totals.model(&levels);
        for _ in 1..=ROUNDS {
            levels = totals.levels(|day| model.ordinary(&line, day));
            model = totals.model(&levels);
        }
        let special = totals.special(&levels, &model);
        CalendarEffects { model, levels, origin, special, line }
    }

    /// The levels of the past without any effect: weekdays are part of them.
    pub(super) fn plain_levels(history: &DailyHistory, calendar: &QueueCalendar) -> Levels {
        let line = Timeline::new(history.first(), history.end(), calendar);
        Totals::of(history, &line, history.end()).levels(|_| 0.0)
    }

    /// The levels of the past.
    pub(super) fn levels(&self) -> &Levels {
        &self.levels
    }

    /// The day after the last observed.
    pub(super) fn end(&self) -> NaiveDate {
        self.origin + Days::new(self.levels.known() as u64)
    }

    /// Days from the first of the history to `date`, which is not before it.
    pub(super) fn number(&self, date: NaiveDate) -> usize {
        usize::try_from((date - self.origin).num_days()).unwrap_or(0)
    }

    /// What the calendar adds to the log total of `date`, without special days if the planner has given their factor;
    /// `None` when the queue is closed.
    pub(super) fn on(&self, date: NaiveDate, given: bool) -> Option<f64> {
        let day = self.line.index_of(date).filter(|day| !self.line.days[*day].off)?;
        let learned = |class: Class| class.sum / (class.days + PRIOR_DAYS);
        let special = if given { 0.0 } else { self.class(day).map_or(0.0, learned) };
        Some(self.model.ordinary(&self.line, day) + special)
    }

    /// Squared relative error of a special day: the next one is never quite like those before.
    pub(super) fn doubt(&self, date: NaiveDate) -> f64 {
        let special = self.line.index_of(date).filter(|day| self.line.days[*day].special.is_some());
        let seen = |day: usize| self.class(day).map_or(0.0, |class| class.days);
        special.map_or(0.0, |day| UNLIKE / (seen(day) + UNLIKE / UNSEEN))
    }

    /// What was seen of days of the same name, else of the same kind.
    fn class(&self, day: usize) -> Option<Class> {
        self.line.days[day].columns.iter().rev().find_map(|column| self.special.get(column)).copied()
    }
}

/// The log totals of the past on the timeline.
struct Totals<'a> {
    line: &'a Timeline,
    /// Of each past day of the line; none where closed or missing.
    logs: Vec<Option<f64>>,
    origin: NaiveDate,
    /// Days of the calendar from the first of the history to the last observed.
    days: usize,
}

impl<'a> Totals<'a> {
    fn of(history: &DailyHistory, line: &'a Timeline, first: NaiveDate) -> Self {
        let origin = history.first();
        let past = origin.iter_days().take_while(|date| *date < first.min(history.end()));
        let last_seen = past.filter(|date| history.offered(*date).is_some()).last();
        let end = last_seen.map_or(origin, |date| date + Days::new(1));
        let log = |total: f64| (total + 1.0).ln();
        let logs = line.days[..line.position(end)]
            .iter()
            .map(|day| history.offered(day.date).filter(|_| !day.off).map(log))
            .collect();
        Totals { line, logs, origin, days: (end - origin).num_days().max(0) as usize }
    }

    /// Days of the calendar from the first of the history to `day` of the line; none for a day before it.
    fn number(&self, day: usize) -> Option<usize> {
        usize::try_from((self.line.days[day].date - self.origin).num_days()).ok()
    }

    /// What is left of each ordinary day without `effect`. Special days say nothing about the level around them.
    fn levels(&self, effect: impl Fn(usize) -> f64) -> Levels {
        let mut levels = Levels::unknown(self.days);
        for (day, log) in
            self.logs.iter().enumerate().filter(|(day, _)| self.line.days[*day].special.is_none())
        {
            if let Some((log, number)) = log.zip(self.number(day)) {
                levels.set(number, log - effect(day));
            }
        }
        levels
    }

    /// The log of `day` about the smoothed levels around it.
    fn above(&self, levels: &Levels, day: usize) -> Option<f64> {
        Some(self.logs[day]? - levels.smooth(self.number(day)?, self.days)?)
    }

    fn model(&self, levels: &Levels) -> DayModel {
        let rest: Vec<Option<f64>> = (0..self.logs.len()).map(|day| self.above(levels, day)).collect();
        DayModel::fit(self.line, &rest, self.logs.len(), &[])
    }

    /// What special days of each kind and name had beyond an ordinary day.
    fn special(&self, levels: &Levels, model: &DayModel) -> BTreeMap<usize, Class> {
        let mut classes: BTreeMap<usize, Class> = BTreeMap::new();
        for day in 0..self.logs.len() {
            let Some(above) = self.above(levels, day) else { continue };
            for column in self.line.days[day].columns.iter().filter(|column| **column >= SPECIAL) {
                let class = classes.entry(*column).or_default();
                class.days += 1.0;
                class.sum += above - model.ordinary(self.line, day);
            }
        }
        classes
    }
}
