//! The total of a day: a robust, discounted ridge regression of log totals on the calendar, and what is left over carried
//! on from day to day.
//!
//! ```text
//! x_d  = ln(Y_d + 1)                                       Y_d contacts of day d
//! beta = argmin Σ_d w_d (x_d − z_d'beta)² + Σ_j pen_j (beta_j − b_j)²       averaged over nine pairs of g and pen
//! w_d  = g^(t−d) · min(1, 2.5 σ / |r_d|) / s_d²            g discount, r_d = x_d − z_d'beta, s_d spread of its weekday
//! e_d  = r_d / s_d = level_d + noise                       a level that fades by φ a day, see `memory`
//! ln total_h = z_h'beta + s_h φ^h level_t                  h days ahead of the last, t
//! total_h = exp(ln total_h + v_h/2 + lift) − 1             lift = mean r of ordinary days: the fit makes little of unusual ones
//! v_h  = s_h² Var(e_h | e_1..e_t) + Var(e) z_h'A⁻¹z_h      A the equations of the regression: what is known of its effects
//! ```
//!
//! `b` is what the other queues of a group say of the calendar ([`shared_effects`](super::shared_effects)), else 0.
//!
//! Source: after Weinberg, Brown and Stroud (2007), *JASA* 102:1185, with calendar columns and ridge in place of their
//! priors.

use std::ops::Range;

use super::cholesky::Factor;
use super::memory::{Level, Memory};
use super::regression::{Effects, GROUPS, LogTotals, Logs, MIDDLE, SETTINGS, Setting, effects, group, sigma};
use super::timeline::{AFTER_CLOSED, SPECIAL, Timeline};

/// Smallest standard deviation of residuals, for queues that never vary.
const STEADY: f64 = 1e-9;
/// Robust standard deviations up to which a day counts in the mean of days: one wild day is no rule.
const FAR: f64 = 4.0;
/// Least part of a day's residual that the day itself has not explained away.
const LEAST_UNSEEN: f64 = 0.05;

/// A fitted day model.
#[derive(Debug, Clone)]
pub(super) struct DayModel {
    /// Effect of each column on the log total, then of each change of level.
    effects: Vec<f64>,
    /// How well they are known.
    equations: Factor,
    /// First days of new levels.
    changes: Vec<usize>,
    /// Relative spread of each weekday, and of special days.
    spread: [f64; GROUPS],
    /// How the residuals `e` hang together.
    memory: Memory,
    /// What is known of their level after the last day, in parts of `deviation`.
    level: Level,
    /// Standard deviation of `e` on the days fitted.
    deviation: f64,
    /// Variance of `e` on days to come, but for what is known of the level.
    noise: f64,
    /// How much each day counts beside its age, `0..=1`: outliers count less.
    robust: Vec<f64>,
    /// What the mean of ordinary days has over the typical one that the regression finds: it makes little of unusual days,
    /// but they come.
    lift: f64,
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
        let Effects { mean: effects, weights, equations } = effects(past, settings);
        let residuals = past.residuals(&effects);
        let (robust, spread) = (weights.robust, weights.spread);
        let (changes, until) = (past.changes.to_vec(), past.until);
        let (memory, level) = (Memory::default(), Level::default());
        let mut model = DayModel {
            effects,
            equations,
            changes,
            spread,
            memory,
            level,
            deviation: 0.0,
            noise: 0.0,
            robust,
            lift: 0.0,
            until,
        };
        model.lift = model.lift_of(past.line, &residuals);
        model.carry_on(past.line, &residuals);
        model
    }

    /// Discounted mean of the residuals of ordinary days, each up to [`FAR`].
    fn lift_of(&self, line: &Timeline, residuals: &[Option<f64>]) -> f64 {
        let ordinary = || {
            let seen = residuals.iter().enumerate().filter(|(day, _)| line.days[*day].special.is_none());
            seen.filter_map(|(day, residual)| Some((day, (*residual)?, self.spread[group(line, day)])))
        };
        let far = FAR * sigma(ordinary().map(|(_, residual, spread)| (residual / spread).abs()).collect());
        let (sum, weights) = ordinary().fold((0.0, 0.0), |(sum, weights), (day, residual, spread)| {
            let weight = MIDDLE.weight_of_age(self.until - 1 - day);
            (sum + weight * residual.clamp(-far * spread, far * spread), weights + weight)
        });
        if weights > 0.0 { sum / weights } else { 0.0 }
    }

    /// Fits the memory of the residuals.
    fn carry_on(&mut self, line: &Timeline, residuals: &[Option<f64>]) {
        let standard = |(day, r): (usize, &Option<f64>)| r.map(|r| r / self.spread[group(line, day)]);
        let mut errors: Vec<Option<f64>> = residuals.iter().enumerate().map(standard).collect();
        let used = errors.iter().flatten().count().max(1) as f64;
        let deviation = (errors.iter().flatten().map(|e| e * e).sum::<f64>() / used).sqrt().max(STEADY);
        for (day, error) in errors.iter_mut().enumerate() {
            // A special day says little about the days after it.
            *error = error.filter(|_| line.days[day].special.is_none()).map(|error| error / deviation);
        }
        self.memory = Memory::of(&errors);
        self.level = self.memory.level(&errors);
        self.deviation = deviation;
        let parameters = self.effects.iter().filter(|effect| **effect != 0.0).count() as f64;
        self.noise = self.level.noise * deviation.powi(2) * used / (used - parameters).max(1.0);
    }

    /// What the calendar has done to a past `day` of the line, in its logarithm, and how much the day counts; `None` where
    /// nothing was seen.
    pub(super) fn of_calendar(&self, line: &Timeline, logs: &LogTotals, day: usize) -> Option<(f64, f64)> {
        let usual = self.sum(line, day, 0..AFTER_CLOSED) + self.level(line, day);
        let special = line.days[day].special.is_some();
        let spread = if special { 1.0 } else { self.spread[group(line, day)] };
        let weight = MIDDLE.weight_of_age(self.until - 1 - day) * self.robust[day] / spread.powi(2);
        Some((logs[day]? - usual, weight))
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
        self.spread[group(line, day)] * self.memory.left(self.lead(day)) * self.deviation * self.level.mean
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
        let typical = self.ordinary(line, day) + self.carried(line, day);
        let log = typical + self.variance(line, day) / 2.0 + self.lift;
        (log.exp() * factor - 1.0).max(0.0)
    }

    /// Log total expected on `day`, all told.
    pub(super) fn expected(&self, line: &Timeline, day: usize) -> f64 {
        self.fitted(line, day) + self.carried(line, day)
    }

    /// Variance of the log total of `day`: of the day itself, and of what is known of the effects of its ordinary columns.
    pub(super) fn variance(&self, line: &Timeline, day: usize) -> f64 {
        let own = self.spread[group(line, day)].powi(2) * self.memory.variance(&self.level, self.lead(day));
        self.noise * (own + self.equations.inverse_form(self.row(line, day, SPECIAL)))
    }

    /// The row `z` of `day` in the regression, without the columns from `end` on that are not changes of level.
    fn row(&self, line: &Timeline, day: usize, end: usize) -> Vec<f64> {
        let mut row = vec![0.0; self.effects.len()];
        for column in line.days[day].columns.iter().filter(|column| **column < end) {
            row[*column] = 1.0;
        }
        for (entry, _) in
            row[line.columns..].iter_mut().zip(&self.changes).filter(|(_, first)| **first <= day)
        {
            *entry = 1.0;
        }
        row
    }

    /// How far the special `day` is from what the model would have made of it without having seen it, as a logarithm.
    ///
    /// ```text
    /// r / (1 − w z'A⁻¹z)          r its residual, w its weight, A the equations of the regression
    /// ```
    pub(super) fn left_out(&self, line: &Timeline, logs: &LogTotals, day: usize) -> Option<f64> {
        let weight = MIDDLE.weight_of_age(self.until - 1 - day) * self.robust[day];
        let seen = weight * self.equations.inverse_form(self.row(line, day, line.columns));
        Some((logs[day]? - self.fitted(line, day)) / (1.0 - seen).max(LEAST_UNSEEN))
    }

    /// Correlation of the error of a day with that of the next.
    pub(super) fn correlation(&self, line: &Timeline) -> f64 {
        self.memory.correlation(line.week)
    }

    fn lead(&self, day: usize) -> i32 {
        (day + 1).saturating_sub(self.until).clamp(1, 10_000) as i32
    }
}

/// Changes that have lasted a week when `until` days are past.
fn known(line: &Timeline, until: usize, changes: &[usize]) -> Vec<usize> {
    changes.iter().copied().filter(|first| first + line.week <= until).collect()
}
