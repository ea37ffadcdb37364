//! Burden: what makes a shift hard to bear, and who carried how much of it lately.
//!
//! ```text
//! b(d, k) = [any part 00:00–06:00] + [weekend] + [holiday] + [start before 07:00 or end after 22:00]
//! B_i     = burden per week of the last eight weeks / (mean contract hours / 40)
//! cost    = fairness · b(d, k) · (1 + max(0, B_i − mean of B))
//! ```

use chrono::{Datelike, Duration, NaiveDate, Timelike};
use chrono_tz::Tz;

use super::problem::Problem;

const WEEKS: i64 = 8;

/// Points of one shift, from its start in local time and its length in minutes.
pub(super) fn points(problem: &Problem, date: NaiveDate, clock: u32, length: u32) -> u32 {
    let end = clock + length;
    let night = clock < 360 || end > 1440;
    let edge = clock < 420 || end > 1320;
    let weekend = problem.weekend.contains(date.weekday());
    let holiday = problem.holidays.contains(&date);
    [night, edge, weekend, holiday].into_iter().map(u32::from).sum()
}

/// What a point costs each agent, as a multiple of `fairness`.
pub(super) fn factors(problem: &Problem) -> Vec<f64> {
    let carried: Vec<f64> = (0..problem.agents.len()).map(|agent| carried(problem, agent)).collect();
    let mean = carried.iter().sum::<f64>() / (carried.len().max(1) as f64);
    carried.into_iter().map(|burden| 1.0 + (burden - mean).max(0.0)).collect()
}

fn carried(problem: &Problem, agent: usize) -> f64 {
    let since = problem.first() - Duration::days(7 * WEEKS);
    let zone = problem.zone_of(agent);
    let past = problem.past(agent).filter(|shift| shift.date >= since);
    let total: u32 = past
        .map(|shift| {
            let length = (shift.end - shift.start).num_minutes().clamp(0, 2880) as u32;
            points(problem, shift.date, clock(shift.start, zone), length)
        })
        .sum();
    let (lo, hi) = problem.contract(agent).hours_per_week;
    f64::from(total) / WEEKS as f64 / ((lo + hi) / 80.0).max(0.05)
}

fn clock(start: chrono::DateTime<chrono::Utc>, zone: Tz) -> u32 {
    start.with_timezone(&zone).num_seconds_from_midnight() / 60
}
