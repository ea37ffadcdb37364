//! Special days: the effect that days of the same name had before.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::day_table::{DayTable, Special, special};
use super::weekday_means;
use crate::model::{DayKind, QueueCalendar};

/// Effects of special days on volume: observed against an ordinary day of the same weekday.
#[derive(Debug, Default)]
pub(super) struct Effects {
    by_name: BTreeMap<Special, Ratio>,
    by_kind: BTreeMap<DayKind, Ratio>,
}

/// What the forecast of a day takes from the calendar.
#[derive(Debug)]
pub(super) struct DayEffect {
    /// Factor on the volume of an ordinary day.
    pub(super) factor: f64,
    /// Why the day is not ordinary.
    pub(super) reason: Option<String>,
    /// What the planner should know.
    pub(super) note: Option<String>,
}

#[derive(Debug, Default, Clone, Copy)]
struct Ratio {
    observed: f64,
    ordinary: f64,
    days: u32,
}

impl Ratio {
    fn value(self) -> Option<f64> {
        (self.ordinary > 0.0).then(|| self.observed / self.ordinary)
    }
}

/// The effects of the special days in the table, each against the ordinary weekdays before it.
pub(super) fn learn(table: &DayTable, weeks: usize) -> Effects {
    let mut effects = Effects::default();
    for (index, day) in table.days.iter().enumerate() {
        let Some(special) = &day.special else { continue };
        let ordinary = weekday_means::before_day(table, index, weeks);
        let pairs = day.offered.iter().zip(&ordinary).filter_map(|(seen, usual)| Some(((*seen)?, (*usual)?)));
        let (observed, usual) = pairs.fold((0.0, 0.0), |(a, b), (seen, usual)| (a + seen, b + usual));
        let named = effects.by_name.entry(special.clone()).or_default();
        for ratio in [named, effects.by_kind.entry(special.kind).or_default()] {
            ratio.observed += observed;
            ratio.ordinary += usual;
            ratio.days += 1;
        }
    }
    effects
}

impl Effects {
    /// The effect of the calendar on `date`: a factor given by the planner, else that of days of the same name, else that
    /// of days of the same kind.
    pub(super) fn on(&self, date: NaiveDate, calendar: &QueueCalendar) -> DayEffect {
        let Some(special) = special(date, calendar) else {
            return DayEffect { factor: 1.0, reason: None, note: None };
        };
        let title = special.name.clone().unwrap_or_else(|| format!("{:?}", special.kind).to_lowercase());
        if special.kind == DayKind::Closed {
            return DayEffect { factor: 0.0, reason: Some(title), note: None };
        }
        let given = calendar.special_on(date).find_map(|day| day.factor);
        let named = self.by_name.get(&special).and_then(|ratio| Some((ratio.value()?, ratio.days)));
        let kind = self.by_kind.get(&special.kind).and_then(|ratio| Some((ratio.value()?, ratio.days)));
        let (factor, why) = match (given, named, kind) {
            (Some(factor), ..) => (factor, format!("factor {factor} as given")),
            (_, Some((factor, days)), _) => (factor, learned(factor, days, "of the same name")),
            (_, _, Some((factor, days))) if special.kind != DayKind::Event => {
                (factor, learned(factor, days, "of the same kind"))
            }
            _ => (1.0, "no earlier day like it, forecast as an ordinary day".to_owned()),
        };
        DayEffect { factor, note: Some(format!("{date} {title}: {why}")), reason: Some(title) }
    }
}

fn learned(factor: f64, days: u32, like: &str) -> String {
    let days = if days == 1 { "1 earlier day".to_owned() } else { format!("{days} earlier days") };
    format!("{:+.0} % against an ordinary day, from {days} {like}", 100.0 * (factor - 1.0))
}
