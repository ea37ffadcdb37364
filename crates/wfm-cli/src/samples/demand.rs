//! What a queue's customers do: how many contact it, when, and for how long they keep an agent.
//!
//! Expected volume of an interval:
//!
//! ```text
//! weekly · weekday share · shape(time of day) / Σ shape · e^(growth · weeks since the end) · turn of the month
//!        · 1.15 on the day after a holiday · effect of a special day
//! ```

use chrono::{Datelike, NaiveDate};
use wfm_core::model::{Calendar, DayKind, OpeningHours, OpeningRule, QueueCalendar, QueueId};

use super::days::Special;

/// Extra contacts on the first open day after a holiday.
const AFTER_HOLIDAY: f64 = 1.15;
/// Business days 1, 2, 3 of a month.
const MONTH_START: [f64; 3] = [1.14, 1.09, 1.04];
/// Last and second last business day of a month.
const MONTH_END: [f64; 2] = [1.06, 1.03];

/// A curve through points (hour of the day, value), straight between them and flat outside.
pub(super) type Curve = &'static [(f64, f64)];

/// How a queue is used.
#[derive(Debug, Clone)]
pub(super) struct Demand {
    pub(super) queue: &'static str,
    /// Weekly hours, as `[[queue]] open` has them.
    pub(super) open: &'static [&'static str],
    /// Contacts of an ordinary week at the end of the history.
    pub(super) weekly: f64,
    /// Relative volume, Monday first.
    pub(super) weekday: [f64; 7],
    /// Relative volume by hour of the day.
    pub(super) shape: Curve,
    /// Growth per week, as a share.
    pub(super) growth: f64,
    /// Mean handle time in seconds.
    pub(super) aht: f64,
    /// Relative handle time by hour of the day.
    pub(super) aht_shape: Curve,
    pub(super) service: Service,
}

/// How contacts have been served so far.
#[derive(Debug, Clone, Copy)]
pub(super) enum Service {
    /// A customer waits: threshold and patience in seconds, shares on an ordinary day.
    Live { threshold: f64, patience: f64, abandoned: f64, in_time: f64 },
    /// Work with a deadline: mean hours until done, share done in time.
    Deferred { hours: f64, in_time: f64 },
}

impl Demand {
    /// The weekly opening hours.
    pub(super) fn opening(&self) -> OpeningHours {
        let rule = |text: &&str| {
            let (days, hours) = text.split_once(' ')?;
            Some(OpeningRule { days: days.parse().ok()?, hours: hours.parse().ok()? })
        };
        OpeningHours { rules: self.open.iter().filter_map(rule).collect() }
    }

    /// Opening hours and special days together.
    pub(super) fn calendar(&self, calendar: &Calendar) -> QueueCalendar {
        calendar.of_queue(&QueueId::from(self.queue), &self.opening())
    }

    /// Expected contacts of a whole day, `weeks` (negative) before the end of the history.
    pub(super) fn day(
        &self,
        calendar: &QueueCalendar,
        special: &[Special],
        date: NaiveDate,
        weeks: f64,
    ) -> f64 {
        let weekday = self.weekday[date.weekday().num_days_from_monday() as usize];
        let total: f64 = self.weekday.iter().sum();
        let today =
            special.iter().filter(|day| day.date == date && day.queue.is_none_or(|q| q == self.queue));
        let effect: f64 = today.map(|day| day.effect).product();
        let after = if follows_holiday(calendar, date) { AFTER_HOLIDAY } else { 1.0 };
        self.weekly * weekday / total
            * (self.growth * weeks).exp()
            * effect
            * after
            * turn_of_month(calendar, date)
    }

    /// Share of an ordinary day's contacts that falls to the interval of `step` minutes from `minute` on.
    pub(super) fn share(&self, calendar: &QueueCalendar, date: NaiveDate, minute: u32, step: u32) -> f64 {
        let mut open = calendar.opening.minutes(date);
        if open.is_empty() {
            open = calendar.open_minutes(date);
        }
        let day = open.into_iter().flat_map(|stretch| stretch.step_by(step as usize));
        let total: f64 = day.map(|m| at(self.shape, middle(m, step))).sum();
        at(self.shape, middle(minute, step)) / total
    }

    /// Mean handle time in the interval of `step` minutes from `minute` on.
    pub(super) fn aht_at(&self, minute: u32, step: u32) -> f64 {
        self.aht * at(self.aht_shape, middle(minute, step))
    }
}

fn middle(minute: u32, step: u32) -> f64 {
    (f64::from(minute) + f64::from(step) / 2.0) / 60.0
}

fn at(curve: Curve, hour: f64) -> f64 {
    let after = curve.partition_point(|(h, _)| *h < hour);
    match (after.checked_sub(1).and_then(|before| curve.get(before)), curve.get(after)) {
        (Some((h0, v0)), Some((h1, v1))) => v0 + (v1 - v0) * (hour - h0) / (h1 - h0),
        (Some((_, value)), None) | (None, Some((_, value))) => *value,
        (None, None) => 1.0,
    }
}

fn is_holiday(calendar: &QueueCalendar, date: NaiveDate) -> bool {
    calendar.special_on(date).any(|day| matches!(day.kind, DayKind::Closed | DayKind::Holiday))
}

fn is_business_day(calendar: &QueueCalendar, date: NaiveDate) -> bool {
    !calendar.opening.minutes(date).is_empty() && !is_holiday(calendar, date)
}

fn follows_holiday(calendar: &QueueCalendar, date: NaiveDate) -> bool {
    date.pred_opt().is_some_and(|before| is_holiday(calendar, before)) && !is_holiday(calendar, date)
}

fn turn_of_month(calendar: &QueueCalendar, date: NaiveDate) -> f64 {
    if !is_business_day(calendar, date) {
        return 1.0;
    }
    let month = date.with_day(1).into_iter().flat_map(|first| first.iter_days());
    let business: Vec<NaiveDate> = month
        .take_while(|day| day.month() == date.month())
        .filter(|day| is_business_day(calendar, *day))
        .collect();
    let position = business.partition_point(|day| *day < date);
    let from_end = business.len().saturating_sub(position + 1);
    MONTH_START.get(position).or(MONTH_END.get(from_end)).copied().unwrap_or(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_is_straight_between_its_points_and_flat_outside() {
        let curve: Curve = &[(8.0, 1.0), (10.0, 3.0)];
        assert_eq!([at(curve, 7.0), at(curve, 8.0), at(curve, 9.0), at(curve, 12.0)], [1.0, 1.0, 2.0, 3.0]);
    }
}
