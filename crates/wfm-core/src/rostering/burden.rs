//! Burden: what makes a shift hard to bear, and who carried how much of it lately.
//!
//! ```text
//! b(d, k) = [any part 00:00–06:00] + [weekend] + [holiday] + [start before 07:00 or end after 22:00]
//! B_i     = burden per week of the last eight weeks / (mean contract hours / 40); a wish refused then counts a point
//! cost    = fairness · b(d, k) · (1 + max(0, B_i − mean of B))
//! ```

use chrono::{DateTime, Datelike, Duration, NaiveDate, Timelike, Utc};
use chrono_tz::Tz;

use super::problem::Problem;
use crate::model::{Assignment, AvailabilityKind, Roster, date_of};

const WEEKS: i64 = 8;

/// What makes a shift hard to bear.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum BurdenKind {
    /// Any part of it between midnight and 06:00.
    Night,
    /// A start before 07:00, or an end after 22:00.
    EarlyOrLate,
    /// A day of the weekend.
    Weekend,
    /// A public holiday.
    Holiday,
}

impl BurdenKind {
    /// All kinds.
    pub const ALL: [BurdenKind; 4] =
        [BurdenKind::Night, BurdenKind::EarlyOrLate, BurdenKind::Weekend, BurdenKind::Holiday];

    /// The name in words.
    pub fn name(self) -> &'static str {
        match self {
            BurdenKind::Night => "night",
            BurdenKind::EarlyOrLate => "early or late",
            BurdenKind::Weekend => "weekend",
            BurdenKind::Holiday => "holiday",
        }
    }
}

/// Which burdens a shift is, from its start in local time and its length in minutes; in the order of [`BurdenKind::ALL`].
fn kinds(problem: &Problem, date: NaiveDate, clock: u32, length: u32) -> [bool; 4] {
    let end = clock + length;
    let night = clock < 360 || end > 1440;
    let edge = clock < 420 || end > 1320;
    [night, edge, problem.weekend.contains(date.weekday()), problem.holidays.contains(&date)]
}

/// Points of one shift, from its start in local time and its length in minutes.
pub(super) fn points(problem: &Problem, date: NaiveDate, clock: u32, length: u32) -> u32 {
    kinds(problem, date, clock, length).into_iter().map(u32::from).sum()
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
    let shifts: u32 =
        past.map(|shift| of_shift(problem, zone, shift).into_iter().map(u32::from).sum::<u32>()).sum();
    f64::from(shifts + refused(problem, agent, since)) / WEEKS as f64 / share(problem, agent)
}

/// Mean hours of the contract against forty.
fn share(problem: &Problem, agent: usize) -> f64 {
    let (lo, hi) = problem.contract(agent).hours_per_week;
    ((lo + hi) / 80.0).max(0.05)
}

fn of_shift(problem: &Problem, zone: Tz, shift: &Assignment) -> [bool; 4] {
    let length = (shift.end - shift.start).num_minutes().clamp(0, 2880) as u32;
    kinds(problem, shift.date, clock(shift.start, zone), length)
}

/// Past days wished off, or worked in another way than wished, since a day.
fn refused(problem: &Problem, agent: usize, since: NaiveDate) -> u32 {
    let zone = problem.zone_of(agent);
    let refused = |shift: &&Assignment| {
        problem.availability[agent].iter().any(|wish| {
            let last = date_of(wish.to - Duration::seconds(1), zone);
            wish.kind == AvailabilityKind::WishOff
                && (date_of(wish.from, zone)..=last).contains(&shift.date)
                && wish.shift.as_ref().is_none_or(|id| *id == shift.shift)
        })
    };
    problem.past(agent).filter(|shift| shift.date >= since).filter(refused).count() as u32
}

fn clock(start: DateTime<Utc>, zone: Tz) -> u32 {
    start.with_timezone(&zone).num_seconds_from_midnight() / 60
}

/// How evenly a burden is carried: shifts a week of a forty-hour contract, over eight weeks.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct BurdenSpread {
    /// Which burden.
    pub kind: BurdenKind,
    /// Who carried it in the eight weeks before the roster.
    pub before: Spread,
    /// Who carries it in the eight weeks that end with the roster.
    pub after: Spread,
}

/// Least, mean and most over all agents.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Spread {
    /// What the agent with least carries.
    pub least: f64,
    /// Over all agents.
    pub mean: f64,
    /// What the agent with most carries.
    pub most: f64,
}

impl Spread {
    fn of(values: &[f64]) -> Spread {
        let Some(least) = values.iter().copied().reduce(f64::min) else { return Spread::default() };
        let most = values.iter().copied().fold(least, f64::max);
        Spread { least, mean: values.iter().sum::<f64>() / values.len() as f64, most }
    }
}

/// How evenly each kind of burden is carried, before the roster and with it; kinds that nobody carries are left out.
pub fn burdens(problem: &Problem, roster: &Roster) -> Vec<BurdenSpread> {
    let end = problem.first() + Duration::days(problem.dates.len() as i64);
    let mut of_agent: Vec<Vec<&Assignment>> =
        (0..problem.agents.len()).map(|agent| problem.past(agent).collect()).collect();
    let mut spreads = Vec::new();
    let before: Vec<[f64; 4]> = carried_by_kind(problem, &of_agent, problem.first());
    for shift in &roster.assignments {
        if let Some(agent) = problem.agent_index(&shift.agent).filter(|_| problem.dates.contains(&shift.date))
        {
            of_agent[agent].push(shift);
        }
    }
    let after = carried_by_kind(problem, &of_agent, end);
    for (position, kind) in BurdenKind::ALL.into_iter().enumerate() {
        let of = |carried: &[[f64; 4]]| -> Spread {
            Spread::of(&carried.iter().map(|kinds| kinds[position]).collect::<Vec<f64>>())
        };
        let (before, after) = (of(&before), of(&after));
        if before.most > 0.0 || after.most > 0.0 {
            spreads.push(BurdenSpread { kind, before, after });
        }
    }
    spreads
}

/// Shifts of each kind a week of a forty-hour contract, in the weeks that end before `end`.
fn carried_by_kind(problem: &Problem, shifts: &[Vec<&Assignment>], end: NaiveDate) -> Vec<[f64; 4]> {
    let since = end - Duration::days(7 * WEEKS);
    let of = |(agent, shifts): (usize, &Vec<&Assignment>)| {
        let zone = problem.zone_of(agent);
        let mut counts = [0.0; 4];
        for shift in shifts.iter().filter(|shift| shift.date >= since && shift.date < end) {
            for (count, is_kind) in counts.iter_mut().zip(of_shift(problem, zone, shift)) {
                *count += f64::from(u8::from(is_kind));
            }
        }
        counts.map(|count| count / WEEKS as f64 / share(problem, agent))
    };
    shifts.iter().enumerate().map(of).collect()
}
