//! What the rules ask of one agent over the horizon: the contract's figures, leave credit, and what the past carries over.

use std::collections::BTreeSet;

use chrono::{Duration, NaiveDate};

use super::problem::Problem;
use super::rules::{RuleName, weekend_of};
use crate::model::AvailabilityKind;

/// A reason why something is forbidden that can be lifted to see whether it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Item {
    /// A row of the agent's availability, by position.
    Row(usize),
    /// A locked day.
    Lock(NaiveDate),
    /// First or last day of employment.
    Employment,
    /// A rule of the contract.
    Rule(RuleName),
}

/// Figures of the contract rules in whole minutes and days; what is absent never binds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Terms {
    pub(super) weeks: Vec<WeekTerms>,
    pub(super) rest: i64,
    pub(super) max_run: Option<u32>,
    pub(super) off_together: u32,
    pub(super) spread: Option<u32>,
    pub(super) weekends_off: Option<(u32, u32)>,
    pub(super) weekend_days: Vec<WeekendDay>,
    pub(super) carry: CarryOver,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct WeekTerms {
    pub(super) min_minutes: u32,
    pub(super) max_minutes: u32,
    pub(super) min_days: u32,
    pub(super) max_days: u32,
    pub(super) credit_minutes: u32,
    pub(super) credit_days: u32,
}

/// Whether a day belongs to a weekend, and whether a new weekend begins with it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct WeekendDay {
    pub(super) weekend: bool,
    pub(super) begins: bool,
}

/// What the days before the horizon leave behind.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct CarryOver {
    /// End of the last shift, in minutes from the start of the grid.
    pub(super) last_end: Option<i64>,
    /// Days worked in a row up to the day before the horizon.
    pub(super) run: u32,
    /// Weekends worked, newest in bit 0.
    pub(super) weekends: u32,
}

/// Hours and days that whole days of leave count for in a week.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Credit {
    pub(super) hours: f64,
    pub(super) days: u32,
}

/// `leave_day_hours` for every whole day of leave, at most as many days and hours as the contract allows in a week.
pub(super) fn credit(problem: &Problem, agent: usize, week: &[NaiveDate]) -> Credit {
    let contract = problem.contract(agent);
    let Some(hours) = contract.leave_day_hours else { return Credit { hours: 0.0, days: 0 } };
    let rows = problem.availability[agent].iter().filter(|row| row.kind == AvailabilityKind::Leave);
    let days: BTreeSet<NaiveDate> =
        rows.flat_map(|row| problem.whole_days(agent, row)).filter(|date| week.contains(date)).collect();
    let days = (days.len() as u32).min(contract.days_per_week.1);
    Credit { hours: (f64::from(days) * hours).min(contract.hours_per_week.1), days }
}

/// Whether the agent is employed on every day of a week; the weekly least applies only then.
pub(super) fn employed_all_week(problem: &Problem, agent: usize, week: &[NaiveDate]) -> bool {
    week.iter().all(|date| problem.employed(agent, *date))
}

impl Terms {
    /// The terms of an agent, `without` some of the reasons.
    pub(super) fn of(problem: &Problem, agent: usize, without: &BTreeSet<Item>) -> Terms {
        let contract = problem.contract(agent);
        let holds = |rule| !without.contains(&Item::Rule(rule));
        let spread = contract.max_start_spread_hours.filter(|_| holds(RuleName::MaxStartSpreadHours));
        let together = contract.consecutive_days_off.filter(|_| holds(RuleName::ConsecutiveDaysOff));
        let rest = if holds(RuleName::MinRestHours) { contract.min_rest_hours.max(0.0) } else { 0.0 };
        Terms {
            weeks: problem.weeks().map(|week| week_terms(problem, agent, week, without)).collect(),
            rest: (rest * 60.0 - 1e-6).ceil() as i64,
            max_run: contract.max_consecutive_days.filter(|_| holds(RuleName::MaxConsecutiveDays)),
            off_together: together.unwrap_or(0),
            spread: spread.map(|hours| (hours * 60.0 + 1e-6) as u32),
            weekends_off: contract.weekends_off_of.filter(|_| holds(RuleName::WeekendsOffOf)),
            weekend_days: weekend_days(problem),
            carry: carry_over(problem, agent),
        }
    }
}

fn week_terms(problem: &Problem, agent: usize, week: &[NaiveDate], without: &BTreeSet<Item>) -> WeekTerms {
    let contract = problem.contract(agent);
    let holds = |rule| !without.contains(&Item::Rule(rule));
    let (hours, days) = (holds(RuleName::HoursPerWeek), holds(RuleName::DaysPerWeek));
    let whole = employed_all_week(problem, agent, week);
    let credit = credit(problem, agent, week);
    let minutes = |hours: f64| hours.clamp(0.0, 168.0) * 60.0;
    WeekTerms {
        min_minutes: if hours && whole {
            (minutes(contract.hours_per_week.0) - 1e-4).ceil() as u32
        } else {
            0
        },
        max_minutes: if hours { (minutes(contract.hours_per_week.1) + 1e-4) as u32 } else { 20_160 },
        min_days: if days && whole { contract.days_per_week.0 } else { 0 },
        max_days: if days { contract.days_per_week.1 } else { 14 },
        credit_minutes: minutes(credit.hours).round() as u32,
        credit_days: credit.days,
    }
}

fn weekend_days(problem: &Problem) -> Vec<WeekendDay> {
    let first = |date: NaiveDate| weekend_of(date, problem.weekend);
    let day = |date: &NaiveDate| WeekendDay {
        weekend: first(*date).is_some(),
        begins: first(*date) == Some(*date),
    };
    problem.dates.iter().map(day).collect()
}

fn carry_over(problem: &Problem, agent: usize) -> CarryOver {
    let worked: BTreeSet<NaiveDate> = problem.past(agent).map(|shift| shift.date).collect();
    let yesterday = problem.first() - Duration::days(1);
    let run = (0..).take_while(|back| worked.contains(&(yesterday - Duration::days(*back)))).count() as u32;
    let weekends: BTreeSet<NaiveDate> =
        worked.iter().filter_map(|date| weekend_of(*date, problem.weekend)).collect();
    let bits = match (0..7).find_map(|back| weekend_of(yesterday - Duration::days(back), problem.weekend)) {
        None => 0,
        Some(last) => (0..31)
            .filter(|back| weekends.contains(&(last - Duration::days(7 * i64::from(*back)))))
            .fold(0, |bits, back| bits | 1 << back),
    };
    let last_end = problem.past(agent).map(|shift| problem.minute_up(shift.end)).max();
    let contract = problem.contract(agent);
    // What no rule asks about would only tell like agents apart.
    CarryOver {
        last_end: last_end.filter(|end| *end > -7 * 1440),
        run: if contract.max_consecutive_days.is_some() { run } else { 0 },
        weekends: contract.weekends_off_of.map_or(0, |(_, of)| bits & ((1 << of) - 1)),
    }
}
