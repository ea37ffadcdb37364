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
        let mut special: BTreeMap<usize, Class> = BTreeMap::new();
        for day in 0..known {
            let around = || levels.smooth(usize::try_from(number(day)).ok()?, days);
            let Some((log, around)) = logs[day].and_then(|log| Some((log, around()?))) else { continue };
            for column in line.days[day].columns.iter().filter(|column| **column >= SPECIAL) {
                let class = special.entry(*column).or_default();
                class.days += 1.0;
                class.sum += log - around - model.ordinary(&line, day);
            }
        }
        CalendarEffects { line, model, levels, origin, special }
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
