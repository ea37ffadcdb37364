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

/// Squared relative error of a special day where nothing is known of any.
const UNLIKE: f64 = 0.1;
/// Squared relative error of a special day of which none was seen before, at least.
const UNSEEN: f64 = 0.25;
/// Special days that weigh as much as [`UNLIKE`].
const PRIOR_DAYS: f64 = 2.0;
/// Days of a class that weigh as much as what is known of all special days.
const PRIOR_CLASS_DAYS: f64 = 5.0;
/// Errors of special days, as logarithms, count up to this: a feast that nobody has announced is no measure of all others.
const FAR: f64 = 1.0;

/// The fitted method.
#[derive(Debug)]
pub(super) struct CalendarModel {
    pub(super) days: DayModel,
    pub(super) dispersion: Dispersion,
    pub(super) calibration: Calibration,
    profiles: Profiles,
    /// What was seen of special days, by column of the day model.
    classes: BTreeMap<usize, Class>,
    /// Squared relative error of any special day.
    unlike: f64,
}

/// Special days of the same kind or name.
#[derive(Debug)]
struct Class {
    days: u32,
    shape: Option<Vec<f64>>,
    /// Squared relative error of the next one.
    unlike: f64,
}

impl CalendarModel {
    pub(super) fn fit(past: &Past<'_>, rehearsals: &[Rehearsal]) -> Self {
        let days = DayModel::fit(&past.line, &past.logs, past.known, &past.changes);
        let profiles = Profiles::of(&past.ordinary_days(past.known), &past.open);
        let dispersion = Dispersion::of(past, &profiles);
        let special = (0..past.known).filter(|day| past.line.days[*day].special.is_some());
        let unlike = unlike(past, &days, special, PRIOR_DAYS, UNLIKE);
        let classes = classes(past, &profiles, &days, unlike);
        let calibration = Calibration::default();
        let mut model = CalendarModel { days, dispersion, calibration, profiles, classes, unlike };
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
        let basis = self.basis(past, day, special.name.is_some());
        DayEffect::of(special, self.days.special(&past.line, day).exp(), basis)
    }

    /// Where the effect of a special day comes from: from days of its name rather than of its kind, and from the queue's own
    /// rather than those of others.
    fn basis(&self, past: &Past<'_>, day: usize, is_named: bool) -> EffectBasis {
        let columns = &past.line.days[day].columns;
        let known = |column: &usize| {
            let named = is_named && Some(column) == columns.last();
            match (self.classes.get(column), past.line.borrowed[*column].days) {
                (Some(Class { days, .. }), _) if named => Some(EffectBasis::SameName { days: *days }),
                (Some(Class { days, .. }), _) => Some(EffectBasis::SameKind { days: *days }),
                (None, 0) => None,
                (None, days) => Some(EffectBasis::SameGroup { days }),
            }
        };
        let special = columns.iter().rev().filter(|column| **column >= SPECIAL);
        special.into_iter().find_map(known).unwrap_or(EffectBasis::Unknown)
    }

    /// Squared relative error of the total of `day`: what all days have, and what is added because special days are never
    /// quite like those before.
    pub(super) fn cvd2(&self, past: &Past<'_>, day: usize) -> (f64, f64) {
        let line = &past.line.days[day];
        let ordinary = self.days.variance(&past.line, day).exp_m1();
        let class = self.class(line.columns.iter().rev());
        let unseen = if self.basis(past, day, true) == EffectBasis::Unknown { UNSEEN } else { UNLIKE };
        let unlike = class.map_or(self.unlike.max(unseen), |(_, class)| class.unlike);
        (ordinary, if line.special.is_some() { (unlike - ordinary).max(0.0) } else { 0.0 })
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

/// Mean squared error of special days, each from the others, of which `prior` days say `usual`.
fn unlike(
    past: &Past<'_>,
    model: &DayModel,
    days: impl Iterator<Item = usize>,
    prior: f64,
    usual: f64,
) -> f64 {
    let errors = days.filter_map(|day| model.left_out(&past.line, &past.logs, day));
    let (sum, count) = errors.fold((0.0, 0.0), |(sum, n), e| (sum + e.clamp(-FAR, FAR).powi(2), n + 1.0));
    (sum + prior * usual) / (count + prior)
}

fn classes(past: &Past<'_>, profiles: &Profiles, model: &DayModel, usual: f64) -> BTreeMap<usize, Class> {
    let mut days: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for day in (0..past.known).filter(|day| past.totals[*day].is_some()) {
        for column in past.line.days[day].columns.iter().filter(|column| **column >= SPECIAL) {
            days.entry(*column).or_default().push(day);
        }
    }
    let class = |days: Vec<usize>| Class {
        days: days.len() as u32,
        shape: shape(past, profiles, &days),
        unlike: unlike(past, model, days.into_iter(), PRIOR_CLASS_DAYS, usual),
    };
    days.into_iter().map(|(column, days)| (column, class(days))).collect()
}

/// The shape of the days of a class, if there are enough.
fn shape(past: &Past<'_>, profiles: &Profiles, days: &[usize]) -> Option<Vec<f64>> {
    let shaped: Vec<_> = days.iter().filter_map(|day| past.shaped(*day, past.known)).collect();
    let mut ordinary = vec![0.0; past.table.slots];
    for day in &shaped {
        for (sum, share) in ordinary.iter_mut().zip(&profiles.by_weekday[day.weekday]) {
            *sum += share / shaped.len() as f64;
        }
    }
    let open: Vec<bool> = ordinary.iter().map(|share| *share > 0.0).collect();
    (shaped.len() >= DAYS_FOR_A_SHAPE).then(|| Profiles::of_class(&shaped, &ordinary, &open))
}
