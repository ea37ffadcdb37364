//! Lasting changes of level: a new product, a lost customer, calls that now go elsewhere.
//!
//! ```text
//! C+ = max(0, C+ + e_d − 1/2),   C− = max(0, C− − e_d − 1/2)       e_d standardised residual of the day model
//! alarm where either exceeds 8; the change is dated the day after that side was last 0
//! ```
//!
//! An alarm is only a suspicion: the change becomes a column of the day model if forecasts of the last weeks, made again
//! with it, are better by [`GAIN`]. Days around closed and special days neither raise nor lower a suspicion: a low day
//! before a holiday is no new level.
//!
//! Source: Page (1954), *Biometrika* 41:100.

use super::day_model::DayModel;
use super::regression::LogTotals;
use super::timeline::{AFTER_CLOSED, FROM_MONTH_START, HOLIDAY_EVE, Timeline};

/// Standardised residual that is forgiven every day.
const ALLOWANCE: f64 = 0.5;
/// Sum of standardised residuals that makes a suspicion: days remember each other, so that five is reached by chance.
const ALARM: f64 = 8.0;
/// Changes that are looked for.
const MOST: usize = 2;
/// Days over which forecasts are made again.
const DAYS: usize = 60;
/// Part of the error that must go.
const GAIN: f64 = 0.06;

/// First days of new levels among the first `until` days, in the order in which they were found.
pub(super) fn changes(line: &Timeline, logs: &LogTotals, until: usize) -> Vec<usize> {
    let mut found = Vec::new();
    let mut error = None;
    while found.len() < MOST {
        let model = DayModel::quick_fit(line, logs, until, &found);
        let Some(day) = suspicion(line, &model.standard_residuals(line, logs), &found) else { break };
        let before = error.unwrap_or_else(|| error_with(line, logs, until, &found));
        let mut more = found.clone();
        more.push(day);
        let after = error_with(line, logs, until, &more);
        if after >= (1.0 - GAIN) * before {
            break;
        }
        (found, error) = (more, Some(after));
    }
    found
}

/// The day on which the newest level begins that raises an alarm, at least a week from either end and from those known.
fn suspicion(line: &Timeline, residuals: &[Option<f64>], known: &[usize]) -> Option<usize> {
    let (mut up, mut down) = (Side::default(), Side::default());
    let mut suspect = None;
    for (day, residual) in residuals.iter().enumerate() {
        let Some(residual) = residual.filter(|_| !is_near_closed_or_special(line, day)) else { continue };
        for (side, residual) in [(&mut up, residual), (&mut down, -residual)] {
            if let Some(start) = side.add(day, residual) {
                suspect = Some(start);
            }
        }
    }
    let apart = |other: usize| suspect.is_some_and(|day: usize| day.abs_diff(other) >= line.week);
    let free = apart(0) && apart(residuals.len()) && known.iter().all(|other| apart(*other));
    suspect.filter(|_| free)
}

/// One side of the cumulative sum.
#[derive(Default)]
struct Side {
    sum: f64,
    start: usize,
}

impl Side {
    /// The day on which the sum began to rise, if it is an alarm.
    fn add(&mut self, day: usize, residual: f64) -> Option<usize> {
        if self.sum <= 0.0 {
            self.start = day;
        }
        self.sum = (self.sum + residual - ALLOWANCE).max(0.0);
        (self.sum > ALARM).then_some(self.start)
    }
}

fn is_near_closed_or_special(line: &Timeline, day: usize) -> bool {
    let marks = |column: &usize| (AFTER_CLOSED..FROM_MONTH_START).contains(column) || *column >= HOLIDAY_EVE;
    line.days[day].columns.iter().any(marks)
}

/// Sum of the absolute errors of log totals of forecasts for two weeks, made again every week of the last days.
fn error_with(line: &Timeline, logs: &LogTotals, until: usize, changes: &[usize]) -> f64 {
    let week = line.week.max(1);
    let first = until.saturating_sub(DAYS).max(5 * week);
    let errors = (first..until.saturating_sub(1)).step_by(week).map(|origin| {
        let model = DayModel::quick_fit(line, logs, origin, changes);
        let ahead = origin..(origin + 2 * week).min(until);
        ahead.filter_map(|day| Some((logs[day]? - model.expected(line, day)).abs())).sum::<f64>()
    });
    errors.sum()
}
