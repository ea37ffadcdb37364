//! The calendar taken out of the totals: what is left is the level of each day.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use super::super::day_model::DayModel;
use super::super::timeline::{SPECIAL, Timeline};
use super::levels::Levels;
use crate::model::{DailyHistory, QueueCalendar};

/// Rounds of taking out the calendar and smoothing what is left.
const ROUNDS: usize = 2;
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
    /// Days seen of each column of special days.
    seen: BTreeMap<usize, u32>,
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
        let past = origin.iter_days().take_while(|date| *date < first.min(history.end()));
        let last_seen = past.filter(|date| history.offered(*date).is_some()).last();
        let end = last_seen.map_or(origin, |date| date + Days::new(1));
        let known = line.position(end);
        let logs: Vec<Option<f64>> = line.days[..known]
            .iter()
            .map(|day| history.offered(day.date).filter(|_| !day.off).map(|total| (total + 1.0).ln()))
            .collect();
        let days = (end - origin).num_days().max(0) as usize;
        let number = |day: usize| (line.days[day].date - origin).num_days();
        // Special days say nothing about the level around them.
        let levels_of = |effect: &dyn Fn(usize) -> f64| {
            let mut levels = Levels::unknown(days);
            for (day, log) in logs.iter().enumerate().filter(|(day, _)| line.days[*day].special.is_none()) {
                if let (Some(log), Ok(number)) = (log, usize::try_from(number(day))) {
                    levels.set(number, log - effect(day));
                }
            }
            levels
        };
        let fit = |levels: &Levels| {
            let around = |day: usize| levels.smooth(usize::try_from(number(day)).ok()?, days);
            let rest: Vec<Option<f64>> = (0..known).map(|day| Some(logs[day]? - around(day)?)).collect();
            DayModel::fit(&line, &rest, known, &[])
        };
        let mut levels = levels_of(&|_| 0.0);
        let mut model = fit(&levels);
        for _ in 1..=ROUNDS {
            levels = levels_of(&|day| model.ordinary(&line, day));
            model = fit(&levels);
        }
        let mut seen = BTreeMap::new();
        for day in (0..known).filter(|day| logs[*day].is_some()) {
            for column in line.days[day].columns.iter().filter(|column| **column >= SPECIAL) {
                *seen.entry(*column).or_default() += 1;
            }
        }
        CalendarEffects { line, model, levels, origin, seen }
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
        let special = if given { 0.0 } else { self.model.special(&self.line, day) };
        Some(self.model.ordinary(&self.line, day) + special)
    }

    /// Squared relative error of a special day: the next one is never quite like those before.
    pub(super) fn doubt(&self, date: NaiveDate) -> f64 {
        let Some(day) = self.line.index_of(date).map(|day| &self.line.days[day]) else { return 0.0 };
        if day.special.is_none() {
            return 0.0;
        }
        let seen = day.columns.iter().rev().find_map(|column| self.seen.get(column)).copied().unwrap_or(0);
        UNLIKE / (f64::from(seen) + UNLIKE / UNSEEN)
    }
}
