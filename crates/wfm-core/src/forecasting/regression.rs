//! The regression under the day model: log totals on the columns of the calendar, robust, discounted and cautious.
//!
//! Outliers and noisy weekdays are found first, by repeated fits of a middling setting; the effects are then the mean of several
//! memories and cautions.

use super::cholesky::{Factor, Symmetric};
use super::timeline::{Feature, SPECIAL, Timeline};

/// Penalty of the weekday columns: just enough to make the equations regular.
const WEEKDAY_PENALTY: f64 = 0.001;
/// Penalty of special days: their effects are large against the noise of a day (a half against a tenth), so that one
/// day is nearly enough to believe them.
const SPECIAL_PENALTY: f64 = 0.1;
/// Residuals beyond this many standard deviations lose weight.
const HUBER: f64 = 1.5;
const PASSES: usize = 4;
/// Day totals are never known better than to a per cent: without this floor, a steady queue would take every effect of the
/// calendar for an outlier.
const SMALLEST_SPREAD: f64 = 0.01;
/// Columns of the weekdays.
const WEEKDAYS: usize = 7;
/// Weekdays, and one group for all special days.
pub(super) const GROUPS: usize = 8;
/// Days that weigh as much as the belief that all weekdays are equally noisy.
const SPREAD_PRIOR: f64 = 20.0;

/// Memory and caution of a regression.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Setting {
    /// `g`: weight of a day against the day after it.
    discount: f64,
    /// Penalty of the calendar columns: days that weigh as much as the belief that the calendar does not matter.
    ridge: f64,
}

impl Setting {
    /// Weight of a day that is `age` days older than the last.
    pub(super) fn weight_of_age(&self, age: usize) -> f64 {
        self.discount.powi(i32::try_from(age).unwrap_or(i32::MAX))
    }
}

/// The setting that finds the outliers.
pub(super) const MIDDLE: Setting = Setting { discount: 0.995, ridge: 1.0 };

/// The regressions whose effects are averaged. Choosing one of them by its last weeks chooses mostly noise: the mean was
/// better on every series tried.
pub(super) const SETTINGS: [Setting; 9] = [
    Setting { discount: 0.985, ridge: 0.3 },
    Setting { discount: 0.985, ridge: 1.0 },
    Setting { discount: 0.985, ridge: 3.0 },
    Setting { discount: 0.995, ridge: 0.3 },
    Setting { discount: 0.995, ridge: 1.0 },
    Setting { discount: 0.995, ridge: 3.0 },
    Setting { discount: 1.0, ridge: 0.3 },
    Setting { discount: 1.0, ridge: 1.0 },
    Setting { discount: 1.0, ridge: 3.0 },
];

/// The log totals of a timeline's past: `None` where the day was closed, missing or excluded.
pub(super) type LogTotals = [Option<f64>];

/// What the regressions have found.
#[derive(Debug)]
pub(super) struct Effects {
    /// Effect of each column, averaged over the settings.
    pub(super) mean: Vec<f64>,
    /// Weights of days that all settings share.
    pub(super) weights: Weights,
    /// The equations of the middling setting: how well each effect is known.
    pub(super) equations: Factor,
}

/// The regressions of all `settings`.
pub(super) fn effects(past: &Logs<'_>, settings: &[Setting]) -> Effects {
    let weights = Weights::of(past);
    let (mut mean, equations) = ridge(past, MIDDLE, &weights);
    mean.iter_mut().for_each(|effect| *effect /= settings.len() as f64);
    for setting in settings.iter().filter(|setting| **setting != MIDDLE) {
        for (mean, effect) in mean.iter_mut().zip(ridge(past, *setting, &weights).0) {
            *mean += effect / settings.len() as f64;
        }
    }
    Effects { mean, weights, equations }
}

/// What a regression sees.
pub(super) struct Logs<'a> {
    pub(super) line: &'a Timeline,
    pub(super) logs: &'a LogTotals,
    /// Days that are past.
    pub(super) until: usize,
    /// First days of new levels.
    pub(super) changes: &'a [usize],
}

impl Logs<'_> {
    fn columns(&self) -> usize {
        self.line.columns + self.changes.len()
    }

    /// Columns that are 1 on `day`.
    fn columns_of(&self, day: usize) -> impl Iterator<Item = usize> {
        let reached = self.changes.iter().enumerate().filter(move |(_, first)| **first <= day);
        let own = self.line.days[day].columns.iter().copied();
        own.chain(reached.map(|(place, _)| self.line.columns + place))
    }

    pub(super) fn residuals(&self, effects: &[f64]) -> Vec<Option<f64>> {
        let expected = |day: usize| self.columns_of(day).map(|column| effects[column]).sum::<f64>();
        (0..self.until).map(|day| self.logs[day].map(|log| log - expected(day))).collect()
    }
}

/// How much each day counts beside its age.
#[derive(Debug)]
pub(super) struct Weights {
    /// Less than 1 for outliers.
    pub(super) robust: Vec<f64>,
    /// Relative spread of each weekday, and of special days.
    pub(super) spread: [f64; GROUPS],
}

impl Weights {
    /// Weights from repeated fits: outliers and noisy weekdays count less.
    fn of(past: &Logs<'_>) -> Self {
        let mut weights = Weights { robust: vec![1.0; past.until], spread: [1.0; GROUPS] };
        for _ in 1..PASSES {
            let (effects, _) = ridge(past, MIDDLE, &weights);
            weights.update(past.line, &past.residuals(&effects));
        }
        weights
    }

    fn update(&mut self, line: &Timeline, residuals: &[Option<f64>]) {
        if residuals.iter().all(Option::is_none) {
            return;
        }
        self.spread = spreads(line, residuals);
        let standard: Vec<Option<f64>> = residuals
            .iter()
            .enumerate()
            .map(|(day, r)| r.map(|r| (r / self.spread[group(line, day)]).abs()))
            .collect();
        let sigma = sigma(standard.iter().flatten().copied().collect());
        for (weight, error) in self.robust.iter_mut().zip(&standard) {
            *weight = error.map_or(1.0, |error| (HUBER * sigma / error).min(1.0));
        }
    }
}

/// Spread of each group's residuals against that of all, pulled to 1 where days are few.
fn spreads(line: &Timeline, residuals: &[Option<f64>]) -> [f64; GROUPS] {
    let mut absolute: [Vec<f64>; GROUPS] = Default::default();
    for (day, residual) in residuals.iter().enumerate() {
        absolute[group(line, day)].extend(residual.map(f64::abs));
    }
    let all = mean(absolute.iter().flatten()).max(SMALLEST_SPREAD);
    absolute.map(|values| {
        let days = values.len() as f64;
        (days * mean(values.iter()) / all + SPREAD_PRIOR) / (days + SPREAD_PRIOR)
    })
}

pub(super) fn group(line: &Timeline, day: usize) -> usize {
    if line.days[day].special.is_some() { GROUPS - 1 } else { line.days[day].weekday }
}

fn penalties(past: &Logs<'_>, setting: Setting) -> Vec<f64> {
    let is_borrowed = |column: usize| past.line.borrowed[column].days > 0;
    let penalty = |column| match column {
        0..WEEKDAYS => WEEKDAY_PENALTY,
        // Queues of a group differ in their special days by no more than by the turn of the month.
        special if (SPECIAL..past.line.columns).contains(&special) && !is_borrowed(special) => {
            SPECIAL_PENALTY
        }
        _ => setting.ridge,
    };
    (0..past.columns()).map(penalty).collect()
}

/// The penalty of a column of the calendar where nothing is known of it beforehand.
pub(super) fn penalty(column: &Feature) -> f64 {
    match column {
        Feature::Regular(_) => MIDDLE.ridge,
        Feature::Special(_) => SPECIAL_PENALTY,
    }
}

fn ridge(past: &Logs<'_>, setting: Setting, weights: &Weights) -> (Vec<f64>, Factor) {
    let Logs { line, logs, until, .. } = *past;
    let penalties = penalties(past, setting);
    let mut normal = Symmetric::diagonal(&penalties);
    let mut right = vec![0.0; past.columns()];
    for ((right, penalty), borrowed) in right.iter_mut().zip(&penalties).zip(&line.borrowed) {
        *right = penalty * borrowed.effect;
    }
    // The penalty pulls weekdays to the mean of all days, not to a single contact.
    let level = mean(logs[..until].iter().flatten());
    let mut age = 1.0;
    let mut columns = Vec::new();
    for day in (0..until).rev() {
        if let Some(log) = logs[day] {
            // The ridge, not the noise of special days, says how far their effects are believed.
            let spread =
                if line.days[day].special.is_some() { 1.0 } else { weights.spread[group(line, day)] };
            let weight = age * weights.robust[day] / spread.powi(2);
            columns.clear();
            columns.extend(past.columns_of(day));
            for (position, column) in columns.iter().enumerate() {
                right[*column] += weight * (log - level);
                for other in &columns[..=position] {
                    normal.add(*column, *other, weight);
                }
            }
        }
        age *= setting.discount;
    }
    let normal = normal.factored();
    let mut effects = normal.solve(&right);
    for effect in &mut effects[..WEEKDAYS] {
        *effect += level;
    }
    (effects, normal)
}

/// Standard deviation by the median of absolute values.
pub(super) fn sigma(absolute: Vec<f64>) -> f64 {
    (1.4826 * median(absolute)).max(SMALLEST_SPREAD)
}

fn mean<'a>(values: impl Iterator<Item = &'a f64>) -> f64 {
    let (sum, count) = values.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
    if count > 0.0 { sum / count } else { 0.0 }
}

fn median(mut values: Vec<f64>) -> f64 {
    if values.is_empty() {
        return 0.0;
    }
    let middle = values.len() / 2;
    *values.select_nth_unstable_by(middle, f64::total_cmp).1
}
