//! The total of a day: a robust, discounted ridge regression of log totals on the calendar, and what is left over carried
//! on from day to day.
//!
//! ```text
//! x_d  = ln(Y_d + 1)                                       Y_d contacts of day d
//! beta = argmin Σ_d w_d (x_d − z_d'beta)² + Σ_j pen_j beta_j²       averaged over nine pairs of g and pen
//! w_d  = g^(t−d) · min(1, 2.5 σ / |r_d|) / s_d²            g discount, r_d = x_d − z_d'beta, s_d spread of its weekday
//! e_d  = r_d / s_d,   e_d = φ e_(d−1) + noise              on unused days e_d = φ e_(d−1)
//! ln total_h = z_h'beta + s_h φ^h e_t                      h days ahead of the last, t
//! ```
//!
//! Source: after Weinberg, Brown and Stroud (2007), *JASA* 102:1185, with calendar columns and ridge in place of their
//! priors.

use std::ops::Range;

use super::cholesky::Symmetric;
use super::timeline::{SPECIAL, Timeline};

/// Penalty of the weekday columns: just enough to make the equations regular.
const WEEKDAY_PENALTY: f64 = 0.001;
/// Penalty of special days: their effects are large against the noise of a day (a half against a tenth), so that one
/// day is nearly enough to believe them.
const SPECIAL_PENALTY: f64 = 0.1;
/// Residuals beyond this many standard deviations lose weight.
const HUBER: f64 = 1.5;
/// Standard deviations to which residuals count in the noise of a day.
const OUTLIER: f64 = 2.2;
const PASSES: usize = 4;
/// Day totals are never known better than to a per cent: without this floor, a steady queue would take every effect of the
/// calendar for an outlier.
const SMALLEST_SPREAD: f64 = 0.01;
/// Columns of the weekdays.
const WEEKDAYS: usize = 7;
/// Weekdays, and one group for all special days.
const GROUPS: usize = 8;
/// Days that weigh as much as the belief that all weekdays are equally noisy.
const SPREAD_PRIOR: f64 = 20.0;

/// Memory and caution of a regression.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Setting {
    /// `g`: weight of a day against the day after it.
    discount: f64,
    /// Penalty of the calendar columns: days that weigh as much as the belief that the calendar does not matter.
    ridge: f64,
}

/// The setting that finds the outliers.
const MIDDLE: Setting = Setting { discount: 0.995, ridge: 1.0 };

/// The regressions whose effects are averaged. Choosing one of them by its last weeks chooses mostly noise: the mean was
/// better on every series tried.
const SETTINGS: [Setting; 9] = [
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

/// A fitted day model.
#[derive(Debug, Clone)]
pub(super) struct DayModel {
    /// Effect of each column on the log total, then of each change of level.
    effects: Vec<f64>,
    /// First days of new levels.
    changes: Vec<usize>,
    /// Relative spread of each weekday, and of special days.
    spread: [f64; GROUPS],
    /// `φ`.
    carry: f64,
    /// Variance of the daily noise of `e`.
    noise: f64,
    /// `e` of the last day.
    last: f64,
    /// How much each day counts beside its age, `0..=1`: outliers count less.
    robust: Vec<f64>,
    /// Number of days fitted.
    until: usize,
}

/// The log totals of a timeline's past: `None` where the day was closed, missing or excluded.
pub(super) type LogTotals = [Option<f64>];

impl DayModel {
    /// Fits the model to the first `until` days.
    pub(super) fn fit(line: &Timeline, logs: &LogTotals, until: usize, changes: &[usize]) -> Self {
        DayModel::mean_of(&SETTINGS, &Logs { line, logs, until, changes: &known(line, until, changes) })
    }

    /// The same from a single regression: three times as quick and nearly as good.
    pub(super) fn quick_fit(line: &Timeline, logs: &LogTotals, until: usize, changes: &[usize]) -> Self {
        DayModel::mean_of(&[MIDDLE], &Logs { line, logs, until, changes: &known(line, until, changes) })
    }

    fn mean_of(settings: &[Setting], past: &Logs<'_>) -> Self {
        let mut effects = vec![0.0; past.columns()];
        let weights = Weights::of(past);
        for setting in settings {
            for (mean, effect) in effects.iter_mut().zip(ridge(past, *setting, &weights)) {
                *mean += effect / settings.len() as f64;
            }
        }
        let residuals = past.residuals(&effects);
        let Weights { robust, spread } = weights;
        let (changes, until) = (past.changes.to_vec(), past.until);
        let mut model =
            DayModel { effects, changes, spread, robust, carry: 0.0, noise: 0.0, last: 0.0, until };
        model.carry_on(past.line, &residuals);
        model
    }

    /// Fits the memory of the residuals.
    fn carry_on(&mut self, line: &Timeline, residuals: &[Option<f64>]) {
        let standard: Vec<Option<f64>> = residuals
            .iter()
            .enumerate()
            .map(|(day, r)| r.map(|r| r / self.spread[group(line, day)]))
            .collect();
        let used = standard.iter().flatten().count().max(1) as f64;
        let deviation = (standard.iter().flatten().map(|e| e * e).sum::<f64>() / used).sqrt();
        let within = |limit: f64| move |e: f64| e.clamp(-limit * deviation, limit * deviation);
        let clipped: Vec<Option<f64>> = standard.iter().map(|e| e.map(within(HUBER))).collect();
        self.carry = unbiased(autocorrelation(&clipped), used).clamp(0.0, 0.9);
        let (mut state, mut sum) = (0.0, 0.0);
        for (day, (error, clipped)) in standard.iter().zip(&clipped).enumerate() {
            let expected = self.carry * state;
            // What is unusual belongs to the noise, but what is out of this world does not.
            sum += error.map_or(0.0, |error| (within(OUTLIER)(error) - expected).powi(2));
            // A special day says little about the days after it.
            state = if line.days[day].special.is_some() { expected } else { clipped.unwrap_or(expected) };
        }
        self.last = state;
        let parameters = self.effects.iter().filter(|effect| **effect != 0.0).count() as f64;
        self.noise = sum / (used - parameters).max(1.0);
    }

    /// Log total expected on `day` of the line from weekday and time of the month, without the effect of special days.
    pub(super) fn ordinary(&self, line: &Timeline, day: usize) -> f64 {
        self.sum(line, day, 0..SPECIAL) + self.level(line, day)
    }

    /// What changes of level until `day` add to its log total.
    fn level(&self, line: &Timeline, day: usize) -> f64 {
        let effects = self.changes.iter().zip(&self.effects[line.columns..]);
        effects.filter(|(first, _)| **first <= day).map(|(_, effect)| effect).sum()
    }

    /// First day of each new level and the factor on what came before.
    pub(super) fn changes(&self, line: &Timeline) -> Vec<(usize, f64)> {
        let effects = self.effects[line.columns..].iter().map(|effect| effect.exp());
        self.changes.iter().copied().zip(effects).collect()
    }

    /// Residuals of the days fitted, 1 being usual for their weekday.
    pub(super) fn standard_residuals(&self, line: &Timeline, logs: &LogTotals) -> Vec<Option<f64>> {
        let residual =
            |day: usize| Some((logs[day]? - self.fitted(line, day)) / self.spread[group(line, day)]);
        let mut residuals: Vec<Option<f64>> = (0..self.until).map(residual).collect();
        let sigma = sigma(residuals.iter().flatten().map(|e| e.abs()).collect());
        residuals.iter_mut().flatten().for_each(|e| *e /= sigma);
        residuals
    }

    /// What special days add to the log total of `day`.
    pub(super) fn special(&self, line: &Timeline, day: usize) -> f64 {
        self.sum(line, day, SPECIAL..line.columns)
    }

    fn sum(&self, line: &Timeline, day: usize, columns: Range<usize>) -> f64 {
        line.days[day]
            .columns
            .iter()
            .filter(|c| columns.contains(c))
            .map(|column| self.effects[*column])
            .sum()
    }

    /// What the last days add to the log total of `day`.
    pub(super) fn carried(&self, line: &Timeline, day: usize) -> f64 {
        self.spread[group(line, day)] * self.carry.powi(self.lead(day)) * self.last
    }

    /// Log total that weekday and calendar make of `day`.
    pub(super) fn fitted(&self, line: &Timeline, day: usize) -> f64 {
        self.ordinary(line, day) + self.special(line, day)
    }

    /// How much a day of the past counts, `0..=1`: outliers count less.
    pub(super) fn weight(&self, day: usize) -> f64 {
        self.robust.get(day).copied().unwrap_or(1.0)
    }

    /// Contacts expected on `day`, of which special days have `factor` times those of an ordinary day.
    pub(super) fn total(&self, line: &Timeline, day: usize, factor: f64) -> f64 {
        let log = self.ordinary(line, day) + self.carried(line, day) + self.variance(line, day) / 2.0;
        (log.exp() * factor - 1.0).max(0.0)
    }

    /// Log total expected on `day`, all told.
    pub(super) fn expected(&self, line: &Timeline, day: usize) -> f64 {
        self.fitted(line, day) + self.carried(line, day)
    }

    /// Variance of the log total of `day`.
    pub(super) fn variance(&self, line: &Timeline, day: usize) -> f64 {
        let square = self.carry * self.carry;
        self.spread[group(line, day)].powi(2) * self.noise * (1.0 - square.powi(self.lead(day)))
            / (1.0 - square)
    }

    /// `φ`, `0..=0.9`.
    pub(super) fn carry(&self) -> f64 {
        self.carry
    }

    fn lead(&self, day: usize) -> i32 {
        (day + 1).saturating_sub(self.until).clamp(1, 10_000) as i32
    }
}

/// What a regression sees.
struct Logs<'a> {
    line: &'a Timeline,
    logs: &'a LogTotals,
    /// Days that are past.
    until: usize,
    /// First days of new levels.
    changes: &'a [usize],
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

    fn residuals(&self, effects: &[f64]) -> Vec<Option<f64>> {
        let expected = |day: usize| self.columns_of(day).map(|column| effects[column]).sum::<f64>();
        (0..self.until).map(|day| self.logs[day].map(|log| log - expected(day))).collect()
    }
}

/// Changes that have lasted a week when `until` days are past.
fn known(line: &Timeline, until: usize, changes: &[usize]) -> Vec<usize> {
    changes.iter().copied().filter(|first| first + line.week <= until).collect()
}

/// How much each day counts beside its age.
#[derive(Debug)]
struct Weights {
    robust: Vec<f64>,
    spread: [f64; GROUPS],
}

impl Weights {
    /// Weights from repeated fits: outliers and noisy weekdays count less.
    fn of(past: &Logs<'_>) -> Self {
        let mut weights = Weights { robust: vec![1.0; past.until], spread: [1.0; GROUPS] };
        for _ in 1..PASSES {
            let effects = ridge(past, MIDDLE, &weights);
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

fn group(line: &Timeline, day: usize) -> usize {
    if line.days[day].special.is_some() { GROUPS - 1 } else { line.days[day].weekday }
}

fn ridge(past: &Logs<'_>, setting: Setting, weights: &Weights) -> Vec<f64> {
    let Logs { line, logs, until, .. } = *past;
    let penalty = |column| match column {
        0..WEEKDAYS => WEEKDAY_PENALTY,
        special if (SPECIAL..line.columns).contains(&special) => SPECIAL_PENALTY,
        _ => setting.ridge,
    };
    let penalties: Vec<f64> = (0..past.columns()).map(penalty).collect();
    let mut normal = Symmetric::diagonal(&penalties);
    let mut right = vec![0.0; past.columns()];
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
    let mut effects = normal.solve(&right);
    for effect in &mut effects[..WEEKDAYS] {
        *effect += level;
    }
    effects
}

/// Correlation of each residual with the next.
fn autocorrelation(residuals: &[Option<f64>]) -> f64 {
    let (mut product, mut square) = (0.0, 0.0);
    for (before, now) in residuals.iter().zip(residuals.iter().skip(1)) {
        if let (Some(before), Some(now)) = (before, now) {
            product += before * now;
            square += before * before;
        }
    }
    if square > 0.0 { product / square } else { 0.0 }
}

/// A first autocorrelation `φ` of `days` residuals without the bias that comes from their mean being fitted:
/// `φ + (1 + 3φ) / n`.
///
/// Source: Kendall (1954), *Biometrika* 41:403.
fn unbiased(correlation: f64, days: f64) -> f64 {
    correlation + (1.0 + 3.0 * correlation) / days
}

/// Standard deviation by the median of absolute values.
fn sigma(absolute: Vec<f64>) -> f64 {
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
