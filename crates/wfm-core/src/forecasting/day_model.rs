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

use super::regression::{
    GROUPS, HUBER, LogTotals, Logs, MIDDLE, SETTINGS, Setting, Weights, group, mean_effects, sigma,
};
use super::timeline::{SPECIAL, Timeline};

/// Standard deviations to which residuals count in the noise of a day.
const OUTLIER: f64 = 2.2;

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
        let (effects, weights) = mean_effects(past, settings);
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

/// Changes that have lasted a week when `until` days are past.
fn known(line: &Timeline, until: usize, changes: &[usize]) -> Vec<usize> {
    changes.iter().copied().filter(|first| first + line.week <= until).collect()
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
