//! Special days: the effect that days of the same name had before.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::day_table::{DayTable, Special, special};
use super::shared_effects::{Borrowed, SharedEffects};
use super::weekday_means;
use crate::model::{DayKind, EffectBasis, QueueCalendar, SpecialEffect};

/// Effects of special days on volume: observed against an ordinary day of the same weekday.
#[derive(Debug, Default)]
pub(super) struct Effects {
    by_name: BTreeMap<Special, Ratio>,
    by_kind: BTreeMap<DayKind, Ratio>,
    shared: SharedEffects,
}

/// What the forecast of a day takes from the calendar.
#[derive(Debug)]
pub(super) struct DayEffect {
    /// Factor on the volume of an ordinary day.
    pub(super) factor: f64,
    /// Why the day is not ordinary.
    pub(super) reason: Option<String>,
    /// Where the factor comes from; absent on ordinary and on closed days.
    pub(super) basis: Option<EffectBasis>,
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

/// The effects of the special days in the table, each against the ordinary weekdays before it, and what other queues know.
pub(super) fn learn(table: &DayTable, weeks: usize, shared: Option<&SharedEffects>) -> Effects {
    let mut effects = Effects { shared: shared.cloned().unwrap_or_default(), ..Effects::default() };
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
    /// of such days on other queues, else that of days of the same kind.
    pub(super) fn on(&self, date: NaiveDate, calendar: &QueueCalendar) -> DayEffect {
        let Some(special) = special(date, calendar) else {
            return DayEffect::ordinary();
        };
        if special.kind == DayKind::Closed {
            return DayEffect::closed(&special);
        }
        if let Some(effect) = DayEffect::given(date, &special, calendar) {
            return effect;
        }
        let named = self.by_name.get(&special).and_then(|ratio| Some((ratio.value()?, ratio.days)));
        let kind = self.by_kind.get(&special.kind).and_then(|ratio| Some((ratio.value()?, ratio.days)));
        let borrowed = self.shared.of_special(&special);
        match (named, borrowed, kind) {
            (Some((factor, days)), _, _) => DayEffect::of(&special, factor, EffectBasis::SameName { days }),
            (_, Some(Borrowed { effect, days }), _) => {
                DayEffect::of(&special, effect.exp(), EffectBasis::SameGroup { days })
            }
            (_, _, Some((factor, days))) if special.kind != DayKind::Event => {
                DayEffect::of(&special, factor, EffectBasis::SameKind { days })
            }
            _ => DayEffect::of(&special, 1.0, EffectBasis::Unknown),
        }
    }
}

/// The effect on a day of which the calendar alone is known.
pub(super) fn known(date: NaiveDate, calendar: &QueueCalendar) -> DayEffect {
    Effects::default().on(date, calendar)
}

impl DayEffect {
    /// A day like any other.
    pub(super) fn ordinary() -> Self {
        DayEffect { factor: 1.0, reason: None, basis: None }
    }

    /// A closed day.
    pub(super) fn closed(special: &Special) -> Self {
        DayEffect { factor: 0.0, reason: Some(special.title()), basis: None }
    }

    /// The factor given by the planner, if any.
    pub(super) fn given(date: NaiveDate, special: &Special, calendar: &QueueCalendar) -> Option<Self> {
        let factor = calendar.special_on(date).find_map(|day| day.factor)?;
        Some(DayEffect::of(special, factor, EffectBasis::Given))
    }

    /// The effect of a special day and where it comes from.
    pub(super) fn of(special: &Special, factor: f64, basis: EffectBasis) -> Self {
        DayEffect { factor, reason: Some(special.title()), basis: Some(basis) }
    }

    /// The effect as the forecast of the day has it.
    pub(super) fn on_forecast(&self) -> Option<SpecialEffect> {
        self.basis.map(|basis| SpecialEffect { factor: self.factor, basis })
    }
}
