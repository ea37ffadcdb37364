//! What the methods have in common: the expected contacts of a day, and how far off they may be.

use chrono::{Datelike, NaiveDate};

use super::bands::Tails;
use super::calendar_model::CalendarModel;
use super::cleaning;
use super::day_model::DayModel;
use super::day_table::DayTable;
use super::factors::Factors;
use super::holt_winters;
use super::mean_errors::MeanErrors;
use super::past::Past;
use super::selection::{self, Selection};
use super::shared_effects::SharedEffects;
use super::special_days::{self, DayEffect, Effects};
use super::{Method, weekday_means};
use crate::model::{Cleaned, LevelChange, MethodChoice, QueueCalendar};
use crate::units::Contacts;

/// Weeks of the mean that fills in where the day model knows nothing.
const WEEKS: usize = 8;
/// Squared relative error of the total of a day on which the queue is not regularly open.
const UNKNOWN_DAY: f64 = 0.1;

/// A fitted method.
#[derive(Debug)]
pub(super) struct Fitted<'a> {
    calendar: &'a QueueCalendar,
    /// Expected contacts by weekday and slot, from the mean of weekdays.
    means: Vec<Vec<f64>>,
    source: Source<'a>,
}

#[derive(Debug)]
enum Source<'a> {
    Means { effects: Effects, errors: MeanErrors },
    Model { past: Past<'a>, model: Box<CalendarModel>, parts: Vec<Part>, choices: Vec<MethodChoice> },
}

/// A method that has a say in the expected contacts.
#[derive(Debug)]
struct Part {
    /// Its weight on each day ahead.
    weights: Vec<f64>,
    /// Its expected contacts of each day ahead, without the effect of special days; `None`: those of the day model.
    slots: Option<Vec<Vec<f64>>>,
}

impl Part {
    fn alone(slots: Vec<Vec<f64>>) -> Vec<Part> {
        vec![Part { weights: vec![1.0; slots.len()], slots: Some(slots) }]
    }
}

/// The expected contacts of one local day.
#[derive(Debug)]
pub(super) struct Outlook {
    /// Contacts of each slot of the local clock.
    pub(super) slots: Vec<Contacts>,
    /// What the calendar does to the day.
    pub(super) effect: DayEffect,
    /// Squared relative spread of each slot beyond chance.
    pub(super) of_slots: Vec<f64>,
    /// Squared relative spread of the day's total beyond chance.
    pub(super) of_day: f64,
}

impl<'a> Fitted<'a> {
    /// The mean of `weeks` weekdays.
    pub(super) fn means(
        table: &'a DayTable,
        calendar: &'a QueueCalendar,
        weeks: usize,
        shared: Option<&SharedEffects>,
    ) -> Self {
        let effects = special_days::learn(table, weeks, shared);
        let errors = MeanErrors::of(table, weeks);
        let source = Source::Means { effects, errors };
        Fitted { calendar, means: weekday_means::every_weekday(table, weeks), source }
    }

    /// The median of `weeks` weekdays, with the bands of their mean.
    pub(super) fn medians(
        table: &'a DayTable,
        calendar: &'a QueueCalendar,
        weeks: usize,
        shared: Option<&SharedEffects>,
    ) -> Self {
        let means = weekday_means::medians_of_every_weekday(table, weeks);
        Fitted { means, ..Fitted::means(table, calendar, weeks, shared) }
    }

    /// The day model.
    pub(super) fn model(past: Past<'a>, calendar: &'a QueueCalendar) -> Self {
        let days = past.ahead();
        let model = CalendarModel::fit(&past, &past.rehearsals());
        Fitted::by(past, calendar, model, vec![Part { weights: vec![1.0; days], slots: None }])
    }

    /// The day model without a calendar.
    pub(super) fn mixed(past: Past<'a>, calendar: &'a QueueCalendar) -> Self {
        Fitted::model(past.without_calendar(), calendar)
    }

    /// The factor model, with the effects of special days and the bands of the day model.
    pub(super) fn factors(past: Past<'a>, calendar: &'a QueueCalendar) -> Self {
        let slots = Factors::fit(&past, past.known).ahead(&past, past.ahead());
        let model = CalendarModel::fit(&past, &past.rehearsals());
        Fitted::by(past, calendar, model, Part::alone(slots))
    }

    /// Holt and Winters' seasons, with the same.
    pub(super) fn holt_winters(past: Past<'a>, calendar: &'a QueueCalendar) -> Self {
        let slots = holt_winters::ahead(&past, past.known, past.ahead());
        let model = CalendarModel::fit(&past, &past.rehearsals());
        Fitted::by(past, calendar, model, Part::alone(slots))
    }

    /// The day model, or what the last weeks say is clearly better.
    pub(super) fn best(past: Past<'a>, calendar: &'a QueueCalendar) -> Self {
        let rehearsals = past.rehearsals();
        let selection = Selection::of(&past, &rehearsals);
        let model = CalendarModel::fit(&past, &rehearsals);
        let weights = selection.weights(&past.leads());
        let mut parts = Vec::new();
        for (place, method) in selection::METHODS.into_iter().enumerate() {
            let weights: Vec<f64> = weights.iter().map(|weights| weights[place]).collect();
            if weights.iter().any(|weight| *weight > 0.0) {
                parts.push(Part { slots: Fitted::slots_by(method, &past, &model), weights });
            }
        }
        let fitted = Fitted::by(past, calendar, model, parts);
        fitted.because(selection.choices)
    }

    /// Expected contacts of the days ahead by a method other than the day model.
    fn slots_by(method: Method, past: &Past<'_>, model: &CalendarModel) -> Option<Vec<Vec<f64>>> {
        let days = past.known..past.line.days.len();
        match method {
            Method::Mixed => {
                let line = past.line.without_calendar();
                let mixed = DayModel::fit(&line, &past.logs, past.known, &past.changes);
                Some(
                    days.map(|day| model.shared_out(&past.line, day, mixed.total(&line, day, 1.0))).collect(),
                )
            }
            Method::MeanOfWeekdays { weeks } => {
                let means = weekday_means::every_weekday(past.table, weeks);
                Some(days.map(|day| means[past.line.days[day].weekday].clone()).collect())
            }
            _ => None,
        }
    }

    fn by(past: Past<'a>, calendar: &'a QueueCalendar, model: CalendarModel, parts: Vec<Part>) -> Self {
        let means = weekday_means::every_weekday(past.table, WEEKS);
        let source = Source::Model { past, model: Box::new(model), parts, choices: Vec::new() };
        Fitted { calendar, means, source }
    }

    fn because(mut self, reasons: Vec<MethodChoice>) -> Self {
        if let Source::Model { choices, .. } = &mut self.source {
            *choices = reasons;
        }
        self
    }

    /// Which method was taken for which distance, and how the others did.
    pub(super) fn choices(&self) -> &[MethodChoice] {
        match &self.source {
            Source::Means { .. } => &[],
            Source::Model { choices, .. } => choices,
        }
    }

    /// What to expect on `date`.
    pub(super) fn day(&self, date: NaiveDate) -> Outlook {
        let weekday = date.weekday().num_days_from_monday() as usize;
        match &self.source {
            Source::Means { effects, errors } => {
                let effect = effects.on(date, self.calendar);
                self.outlook(weekday, effect, errors.slots.clone(), errors.day)
            }
            Source::Model { past, model, parts, .. } => match past.line.index_of(date) {
                Some(day) => self.model_outlook(past, model, parts, day),
                None => {
                    let effect = special_days::known(date, self.calendar);
                    let of_slots = model.dispersion.slots.iter().map(|cvs2| cvs2 + UNKNOWN_DAY).collect();
                    self.outlook(weekday, effect, of_slots, UNKNOWN_DAY)
                }
            },
        }
    }

    fn model_outlook(&self, past: &Past<'_>, model: &CalendarModel, parts: &[Part], day: usize) -> Outlook {
        let weekday = past.line.days[day].weekday;
        let effect = model.effect(past, day, self.calendar);
        let mut slots = vec![0.0; past.table.slots];
        for part in parts {
            let weight = part.weights[day - past.known];
            let (factor, of_part) = match &part.slots {
                Some(ahead) => (weight * effect.factor, &ahead[day - past.known]),
                None => (weight, &model.slots(past, day, &effect)),
            };
            slots.iter_mut().zip(of_part).for_each(|(sum, mean)| *sum += factor * mean);
        }
        let (cvd2, unlike) = model.cvd2(past, day);
        let of_slot = |cvs2: &f64| model.calibration.of_intervals() * (cvd2 + cvs2) + unlike;
        let of_slots = model.dispersion.slots.iter().map(of_slot).collect();
        let of_day = model.calibration.of_days() * (cvd2 + model.dispersion.of_day(&slots)) + unlike;
        let mut outlook = self.outlook(weekday, effect, of_slots, of_day);
        // Where hours are longer than the weekday's, the means are all there is.
        for (slot, mean) in slots.into_iter().enumerate().filter(|(slot, _)| past.open[weekday][*slot]) {
            outlook.slots[slot] = mean;
        }
        outlook
    }

    /// The mean of the weekday under this effect.
    fn outlook(&self, weekday: usize, effect: DayEffect, of_slots: Vec<f64>, of_day: f64) -> Outlook {
        let slots = self.means[weekday].iter().map(|mean| effect.factor * mean).collect();
        Outlook { slots, effect, of_slots, of_day }
    }

    /// Days of the past that do not fit the calendar and count less.
    pub(super) fn unusual_days(&self) -> Vec<Cleaned> {
        match &self.source {
            Source::Means { .. } => Vec::new(),
            Source::Model { past, model, .. } => cleaning::unusual_days(past, &model.days),
        }
    }

    /// Lasting changes of level in the past, in order of time.
    pub(super) fn level_changes(&self) -> Vec<LevelChange> {
        let Source::Model { past, model, .. } = &self.source else { return Vec::new() };
        let changes = model.days.changes(&past.line).into_iter();
        let change = |(day, factor): (usize, f64)| LevelChange { from: past.line.days[day].date, factor };
        let mut changes: Vec<LevelChange> = changes.map(change).collect();
        changes.sort_by_key(|change| change.from);
        changes
    }

    /// How bands of other levels than 80 % are scaled.
    pub(super) fn tails(&self) -> Tails {
        match &self.source {
            Source::Means { .. } => Tails::default(),
            Source::Model { model, .. } => model.calibration.tails(),
        }
    }

    /// Correlation of the errors of consecutive days.
    pub(super) fn day_correlation(&self) -> f64 {
        match &self.source {
            Source::Means { errors, .. } => errors.correlation,
            Source::Model { past, model, .. } => model.days.correlation(&past.line),
        }
    }
}
