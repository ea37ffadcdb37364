//! What the methods have in common: the expected contacts of a day, and how far off they may be.

use chrono::{Datelike, NaiveDate};

use super::bands::Spread;
use super::calendar_model::CalendarModel;
use super::day_table::DayTable;
use super::factors::Factors;
use super::past::Past;
use super::special_days::{self, DayEffect, Effects};
use super::weekday_means;
use crate::model::QueueCalendar;
use crate::units::{Contacts, Share};

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
    Means { effects: Effects, spread: Spread },
    Model { past: Past<'a>, model: Box<CalendarModel>, factors: Option<Vec<Vec<f64>>> },
}

/// The expected contacts of one local day.
#[derive(Debug)]
pub(super) struct Outlook {
    /// Contacts of each slot of the local clock.
    pub(super) slots: Vec<Contacts>,
    /// What the calendar does to the day.
    pub(super) effect: DayEffect,
    /// Squared relative error of the day's total.
    cvd2: f64,
}

impl<'a> Fitted<'a> {
    /// The mean of `weeks` weekdays.
    pub(super) fn means(table: &'a DayTable, calendar: &'a QueueCalendar, weeks: usize) -> Self {
        let source =
            Source::Means { effects: special_days::learn(table, weeks), spread: Spread::of(table, weeks) };
        Fitted { calendar, means: weekday_means::every_weekday(table, weeks), source }
    }

    /// The median of `weeks` weekdays, with the bands of their mean.
    pub(super) fn medians(table: &'a DayTable, calendar: &'a QueueCalendar, weeks: usize) -> Self {
        let means = weekday_means::medians_of_every_weekday(table, weeks);
        Fitted { means, ..Fitted::means(table, calendar, weeks) }
    }

    /// The day model.
    pub(super) fn model(past: Past<'a>, calendar: &'a QueueCalendar) -> Self {
        let model = Box::new(CalendarModel::fit(&past));
        let means = weekday_means::every_weekday(past.table, WEEKS);
        Fitted { calendar, means, source: Source::Model { past, model, factors: None } }
    }

    /// The factor model, with the effects of special days and the bands of the day model.
    pub(super) fn factors(past: Past<'a>, calendar: &'a QueueCalendar) -> Self {
        let ahead = past.line.days.len() - past.known;
        let factors = Factors::fit(&past, past.known).ahead(&past, ahead);
        let model = Box::new(CalendarModel::fit(&past));
        let means = weekday_means::every_weekday(past.table, WEEKS);
        Fitted { calendar, means, source: Source::Model { past, model, factors: Some(factors) } }
    }

    /// What to expect on `date`.
    pub(super) fn day(&self, date: NaiveDate) -> Outlook {
        let weekday = date.weekday().num_days_from_monday() as usize;
        match &self.source {
            Source::Means { effects, .. } => self.mean_outlook(weekday, effects.on(date, self.calendar)),
            Source::Model { past, model, factors } => match past.line.index_of(date) {
                Some(day) => {
                    let mut outlook = self.mean_outlook(weekday, model.effect(past, day, self.calendar));
                    let factor = outlook.effect.factor;
                    let slots = match factors {
                        Some(ahead) => ahead[day - past.known].iter().map(|mean| factor * mean).collect(),
                        None => model.slots(past, day, &outlook.effect),
                    };
                    // Where hours are longer than the weekday's, the means are all there is.
                    for (slot, mean) in
                        slots.into_iter().enumerate().filter(|(slot, _)| past.open[weekday][*slot])
                    {
                        outlook.slots[slot] = mean;
                    }
                    outlook.cvd2 = model.cvd2(past, day, &model.days);
                    outlook
                }
                None => self.mean_outlook(weekday, special_days::known(date, self.calendar)),
            },
        }
    }

    fn mean_outlook(&self, weekday: usize, effect: DayEffect) -> Outlook {
        let slots = self.means[weekday].iter().map(|mean| effect.factor * mean).collect();
        Outlook { slots, effect, cvd2: UNKNOWN_DAY }
    }

    /// Quantiles of an interval in `slot` with `mean` expected contacts.
    pub(super) fn interval(
        &self,
        outlook: &Outlook,
        slot: usize,
        mean: Contacts,
        of: &[Share],
    ) -> Vec<Contacts> {
        match &self.source {
            Source::Means { spread, .. } => of.iter().map(|p| spread.interval(slot, mean, *p)).collect(),
            Source::Model { model, .. } => {
                let extra = model.dispersion.slots[slot] + outlook.cvd2;
                model.calibration.interval_quantiles(mean, extra, of)
            }
        }
    }

    /// Quantiles of the whole day with `mean` expected contacts.
    pub(super) fn whole_day(&self, outlook: &Outlook, mean: Contacts, of: &[Share]) -> Vec<Contacts> {
        match &self.source {
            Source::Means { spread, .. } => of.iter().map(|p| spread.day(mean, *p)).collect(),
            Source::Model { model, .. } => {
                let extra = outlook.cvd2 + model.dispersion.of_day(&outlook.slots);
                model.calibration.day_quantiles(mean, extra, of)
            }
        }
    }
}
