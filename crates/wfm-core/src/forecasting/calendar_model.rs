//! Method `day-model`: the total of each day from the calendar, shared out by the shape of its weekday.
//!
//! ```text
//! mean[d,s] = total_d · prof[w(d),s]
//! ```
//!
//! A special day takes the shape of earlier days of its kind or name, pulled towards that of its weekday.

use std::collections::BTreeMap;

use super::calibration::Calibration;
use super::day_model::DayModel;
use super::dispersion::Dispersion;
use super::past::Past;
use super::profile::Profiles;
use super::rehearsal::Rehearsal;
use super::special_days::DayEffect;
use super::timeline::{SPECIAL, Timeline};
use crate::model::{DayKind, EffectBasis, QueueCalendar};

/// Days of a class before it has a shape of its own.
const DAYS_FOR_A_SHAPE: usize = 2;

/// Squared relative difference between special days of a class, shared among those seen.
const UNLIKE: f64 = 0.1;
/// Squared relative error of a special day that was never seen.
const UNSEEN: f64 = 0.25;

/// The fitted method.
#[derive(Debug)]
pub(super) struct CalendarModel {
    pub(super) days: DayModel,
    pub(super) dispersion: Dispersion,
    pub(super) calibration: Calibration,
    profiles: Profiles,
    /// What was seen of special days, by column of the day model.
    classes: BTreeMap<usize, Class>,
}

/// Special days of the same kind or name.
#[derive(Debug)]
struct Class {
    days: u32,
    shape: Option<Vec<f64>>,
}

impl CalendarModel {
    pub(super) fn fit(past: &Past<'_>, rehearsals: &[Rehearsal]) -> Self {
        let days = DayModel::fit(&past.line, &past.logs, past.known, &past.changes);
        let profiles = Profiles::of(&past.ordinary_days(past.known), &past.open);
        let dispersion = Dispersion::of(past, &profiles);
        let classes = classes(past, &profiles);
        let calibration = Calibration::default();
        let mut model = CalendarModel { days, dispersion, calibration, profiles, classes };
        model.calibration = Calibration::of(past, &model, rehearsals);
        model
    }

    /// Expected contacts in the regular slots of `day` of the line, where the calendar has this `effect`.
    pub(super) fn slots(&self, past: &Past<'_>, day: usize, effect: &DayEffect) -> Vec<f64> {
        let total = self.days.total(&past.line, day, effect.factor);
        self.shape(past, day).iter().map(|share| share * total).collect()
    }

    /// `total` contacts on `day`, shared out by the shape of its weekday.
    pub(super) fn shared_out(&self, line: &Timeline, day: usize, total: f64) -> Vec<f64> {
        self.profiles.by_weekday[line.days[day].weekday].iter().map(|share| share * total).collect()
    }

    /// What the calendar does to `day` of the line.
    pub(super) fn effect(&self, past: &Past<'_>, day: usize, calendar: &QueueCalendar) -> DayEffect {
        let line = &past.line.days[day];
        let Some(special) = &line.special else {
            return if line.off {
                DayEffect { factor: 0.0, ..DayEffect::ordinary() }
            } else {
                DayEffect::ordinary()
            };
        };
        if line.off || special.kind == DayKind::Closed {
            return DayEffect::closed(special);
        }
        if let Some(effect) = DayEffect::given(line.date, special, calendar) {
            return effect;
        }
        let Some((column, Class { days, .. })) = self.class(line.columns.iter().rev()) else {
            return DayEffect::of(special, 1.0, EffectBasis::Unknown);
        };
        let named = special.name.is_some() && Some(column) == line.columns.last();
        let days = *days;
        let basis = if named { EffectBasis::SameName { days } } else { EffectBasis::SameKind { days } };
        DayEffect::of(special, self.days.special(&past.line, day).exp(), basis)
    }

    /// Squared relative error of the total of `day`, as `days` sees it: of special days it is never known how far the next
    /// one is like those before.
    pub(super) fn cvd2(&self, past: &Past<'_>, day: usize, days: &DayModel) -> f64 {
        let line = &past.line.days[day];
        let seen = self.class(line.columns.iter().rev()).map_or(0.0, |(_, class)| f64::from(class.days));
        let unlike = if line.special.is_some() { UNLIKE / (seen + UNLIKE / UNSEEN) } else { 0.0 };
        days.variance(&past.line, day).exp_m1() + unlike
    }

    pub(super) fn shape<'a>(&'a self, past: &Past<'_>, day: usize) -> &'a [f64] {
        let line = &past.line.days[day];
        let with_shape =
            line.columns.iter().rev().filter(|c| self.classes.get(c).is_some_and(|c| c.shape.is_some()));
        let own = self.class(with_shape).and_then(|(_, class)| class.shape.as_ref());
        own.unwrap_or(&self.profiles.by_weekday[line.weekday])
    }

    /// The first of the columns that stands for special days seen before.
    fn class<'a>(&self, columns: impl Iterator<Item = &'a usize>) -> Option<(&'a usize, &Class)> {
        let mut columns = columns.filter(|column| **column >= SPECIAL);
        columns.find_map(|column| Some((column, self.classes.get(column)?)))
    }
}

fn classes(past: &Past<'_>, profiles: &Profiles) -> BTreeMap<usize, Class> {
    let mut days: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for day in (0..past.known).filter(|day| past.totals[*day].is_some()) {
        for column in past.line.days[day].columns.iter().filter(|column| **column >= SPECIAL) {
            days.entry(*column).or_default().push(day);
        }
    }
    days.into_iter().map(|(column, days)| (column, class(past, profiles, &days))).collect()
}

fn class(past: &Past<'_>, profiles: &Profiles, days: &[usize]) -> Class {
    let shaped: Vec<_> = days.iter().filter_map(|day| past.shaped(*day, past.known)).collect();
    let mut ordinary = vec![0.0; past.table.slots];
    for day in &shaped {
        for (sum, share) in ordinary.iter_mut().zip(&profiles.by_weekday[day.weekday]) {
            *sum += share / shaped.len() as f64;
        }
    }
    let open: Vec<bool> = ordinary.iter().map(|share| *share > 0.0).collect();
    let enough = shaped.len() >= DAYS_FOR_A_SHAPE;
    Class { days: days.len() as u32, shape: enough.then(|| Profiles::of_class(&shaped, &ordinary, &open)) }
}
