//! What the rules ask of one agent over the horizon: the contract's figures, leave credit, and what the past carries over.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::carry::{CarryOver, carry_over};
use super::problem::Problem;
use super::rules::{RuleName, weekend_of};
use crate::model::{AvailabilityKind, ShiftCount, ShiftId, first_instant};

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
    pub(super) weekly_rest: Option<WeeklyRest>,
    /// Fewest days in a row worked, and off; 0 never binds.
    pub(super) min_run: u32,
    pub(super) min_run_off: u32,
    pub(super) max_weekend_run: Option<u32>,
    pub(super) max_weekends: Option<u32>,
    pub(super) period_minutes: Option<PeriodTerms>,
    pub(super) period_days_off: Option<PeriodTerms>,
    pub(super) start_change: Option<u32>,
    pub(super) same_paid: bool,
    /// Templates by position: the earlier and the later shift of a forbidden pair.
    pub(super) not_next_day: BTreeSet<(usize, usize)>,
    pub(super) day_off_after: BTreeSet<usize>,
    pub(super) day_off_before: BTreeSet<usize>,
    pub(super) counts: Vec<CountTerms>,
    /// Minutes of rest before a shift of another kind, by template.
    pub(super) rest_after: BTreeMap<usize, i64>,
    pub(super) rotation: Option<RotationTerms>,
    pub(super) carry: CarryOver,
}

/// The weeks of a rotation as bits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct RotationTerms {
    /// Weeks of the rotation that each week of the horizon may be.
    pub(super) weeks: Vec<u32>,
    /// Those that allow each day of the horizon to be off.
    pub(super) off: Vec<u32>,
    /// Those that allow each template, by day of the week.
    pub(super) shifts: Vec<Vec<u32>>,
}

/// Rest in one piece that every week must hold.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct WeeklyRest {
    pub(super) minutes: i64,
    /// Start and end of every week in the agent's zone, in minutes from the start of the grid.
    pub(super) weeks: Vec<(i64, i64)>,
}

/// A sum over the whole period: what it starts with, the least and the most it may reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct PeriodTerms {
    pub(super) start: u32,
    pub(super) min: u32,
    pub(super) max: u32,
}

/// How often some templates are worked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct CountTerms {
    pub(super) shifts: BTreeSet<usize>,
    /// Whether every week is counted by itself.
    pub(super) weekly: bool,
    /// Fewest, per week; one entry when the period is counted.
    pub(super) min: Vec<u32>,
    pub(super) max: u32,
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
            weekly_rest: weekly_rest(problem, agent).filter(|_| holds(RuleName::MinWeeklyRestHours)),
            min_run: contract
                .min_consecutive_days
                .filter(|_| holds(RuleName::MinConsecutiveDays))
                .unwrap_or(0),
            min_run_off: contract
                .min_consecutive_days_off
                .filter(|_| holds(RuleName::MinConsecutiveDaysOff))
                .unwrap_or(0),
            max_weekend_run: contract
                .max_consecutive_weekends
                .filter(|_| holds(RuleName::MaxConsecutiveWeekends)),
            max_weekends: contract.max_weekends.filter(|_| holds(RuleName::MaxWeekends)),
            period_minutes: period_minutes(problem, agent).filter(|_| holds(RuleName::HoursPerPeriod)),
            period_days_off: period_days_off(problem, agent).filter(|_| holds(RuleName::DaysOffPerPeriod)),
            start_change: contract
                .max_start_change_hours
                .filter(|_| holds(RuleName::MaxStartChangeHours))
                .map(|hours| (hours * 60.0 + 1e-6) as u32),
            same_paid: contract.same_paid_hours_in_week && holds(RuleName::SamePaidHoursInWeek),
            not_next_day: if holds(RuleName::NotNextDay) {
                not_next_day(problem, agent)
            } else {
                BTreeSet::new()
            },
            day_off_after: named(problem, &contract.day_off_after, holds(RuleName::DayOffAfter)),
            day_off_before: named(problem, &contract.day_off_before, holds(RuleName::DayOffBefore)),
            counts: if holds(RuleName::ShiftCounts) { counts(problem, agent) } else { Vec::new() },
            rest_after: if holds(RuleName::RestAfter) { rest_after(problem, agent) } else { BTreeMap::new() },
            rotation: rotation(problem, agent).filter(|_| holds(RuleName::Rotation)),
            carry: carry_over(problem, agent),
        }
    }
}

/// A week without any limit has at most seven shifts of a day's length.
const ALL_WEEK_MINUTES: u32 = 7 * 1440;

impl Terms {
    /// Whether the paid hours of any week can break a limit.
    pub(super) fn hours_bind(&self) -> bool {
        let free = |week: &WeekTerms| {
            week.min_minutes <= week.credit_minutes
                && week.max_minutes >= ALL_WEEK_MINUTES + week.credit_minutes
        };
        !self.weeks.iter().all(free)
    }

    /// Whether the days of any week can break a limit.
    pub(super) fn days_bind(&self) -> bool {
        let free =
            |week: &WeekTerms| week.min_days <= week.credit_days && week.max_days >= 7 + week.credit_days;
        !self.weeks.iter().all(free)
    }
}

/// Whether the agent is on leave, unavailable or not employed for any part of a day, and so may be off whatever the
/// rotation says.
pub(super) fn excused(problem: &Problem, agent: usize, date: NaiveDate) -> bool {
    let rows = problem.availability[agent].iter();
    let mut absent =
        rows.filter(|row| matches!(row.kind, AvailabilityKind::Leave | AvailabilityKind::Unavailable));
    !problem.employed(agent, date)
        || absent.any(|row| problem.touched(agent, row).any(|touched| touched == date))
}

fn rotation(problem: &Problem, agent: usize) -> Option<RotationTerms> {
    let rotation = problem.contract(agent).rotation.as_ref()?;
    let all = ((1_u64 << rotation.weeks.len()) - 1) as u32;
    let place = problem.agents[agent].rotation_week;
    let own = |week: &[NaiveDate]| rotation.week_at(place?, *week.first()?);
    let allowing = |weekday: usize, shift: Option<&ShiftId>| {
        let weeks = rotation.weeks.iter().enumerate();
        weeks.filter(|(_, days)| days[weekday].allows(shift)).fold(0_u32, |bits, (at, _)| bits | 1 << at)
    };
    let off = |(day, date): (usize, &NaiveDate)| match excused(problem, agent, *date) {
        true => all,
        false => allowing(day % 7, None),
    };
    Some(RotationTerms {
        weeks: problem.weeks().map(|week| own(week).map_or(all, |position| 1 << position)).collect(),
        off: problem.dates.iter().enumerate().map(off).collect(),
        shifts: (0..7)
            .map(|day| problem.shifts.iter().map(|shift| allowing(day, Some(&shift.id))).collect())
            .collect(),
    })
}

fn rest_after(problem: &Problem, agent: usize) -> BTreeMap<usize, i64> {
    let rests = problem.contract(agent).rest_after.iter();
    let minutes = |hours: f64| (hours * 60.0 - 1e-6).ceil() as i64;
    rests.filter_map(|(id, hours)| Some((position(problem, id)?, minutes(*hours)))).collect()
}

fn weekly_rest(problem: &Problem, agent: usize) -> Option<WeeklyRest> {
    let hours = problem.contract(agent).min_weekly_rest_hours?;
    let midnight = |date: NaiveDate| problem.minute(first_instant(date, problem.zone_of(agent)));
    let bounds = |week: &[NaiveDate]| {
        let last = week.last().and_then(NaiveDate::succ_opt)?;
        Some((midnight(*week.first()?), midnight(last)))
    };
    let minutes = (hours * 60.0 - 1e-6).ceil() as i64;
    Some(WeeklyRest { minutes, weeks: problem.weeks().filter_map(bounds).collect() })
}

/// Whether the agent is employed throughout; the least of the period applies only then.
pub(super) fn employed_all_period(problem: &Problem, agent: usize) -> bool {
    problem.weeks().all(|week| employed_all_week(problem, agent, week))
}

fn period_minutes(problem: &Problem, agent: usize) -> Option<PeriodTerms> {
    let (lo, hi) = problem.contract(agent).hours_per_period?;
    let lo = if employed_all_period(problem, agent) { lo } else { 0.0 };
    let credit: f64 = problem.weeks().map(|week| credit(problem, agent, week).hours).sum();
    let start = (credit * 60.0).round() as u32;
    Some(PeriodTerms { start, min: (lo * 60.0 - 1e-4).ceil() as u32, max: (hi * 60.0 + 1e-4) as u32 })
}

fn period_days_off(problem: &Problem, agent: usize) -> Option<PeriodTerms> {
    let (lo, hi) = problem.contract(agent).days_off_per_period?;
    let credit: u32 = problem.weeks().map(|week| credit(problem, agent, week).days).sum();
    let max = if employed_all_period(problem, agent) { hi + credit } else { u32::MAX };
    Some(PeriodTerms { start: 0, min: lo + credit, max })
}

fn position(problem: &Problem, id: &ShiftId) -> Option<usize> {
    problem.shifts.iter().position(|shift| shift.id == *id)
}

fn named(problem: &Problem, ids: &[ShiftId], holds: bool) -> BTreeSet<usize> {
    ids.iter().filter(|_| holds).filter_map(|id| position(problem, id)).collect()
}

fn not_next_day(problem: &Problem, agent: usize) -> BTreeSet<(usize, usize)> {
    let pairs = problem.contract(agent).not_next_day.iter();
    let of = |first: &ShiftId, next: &ShiftId| Some((position(problem, first)?, position(problem, next)?));
    pairs.flat_map(|(first, next)| next.iter().filter_map(move |next| of(first, next))).collect()
}

fn counts(problem: &Problem, agent: usize) -> Vec<CountTerms> {
    let of = |count: &ShiftCount| {
        let shifts = named(problem, &count.shifts, true);
        let whole_week = |week| employed_all_week(problem, agent, week);
        let weekly = count.per_week.map(|(lo, hi)| CountTerms {
            shifts: shifts.clone(),
            weekly: true,
            min: problem.weeks().map(|week| if whole_week(week) { lo } else { 0 }).collect(),
            max: hi,
        });
        let all = employed_all_period(problem, agent);
        let period = count.per_period.map(|(lo, hi)| CountTerms {
            shifts: shifts.clone(),
            weekly: false,
            min: vec![if all { lo } else { 0 }],
            max: hi,
        });
        [weekly, period]
    };
    problem.contract(agent).shift_counts.iter().flat_map(of).flatten().collect()
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
