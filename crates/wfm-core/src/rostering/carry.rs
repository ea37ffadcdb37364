//! What the days before the horizon leave behind: the state in which the rules start.

use std::collections::BTreeSet;

use chrono::{Duration, NaiveDate, Timelike};

use super::problem::Problem;
use super::rules::weekend_of;
use crate::model::Contract;

/// What the days before the horizon leave behind.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct CarryOver {
    /// End of the last shift, in minutes from the start of the grid.
    pub(super) last_end: Option<i64>,
    /// The shift that ends then, as a position among the templates, if there still is such a template.
    pub(super) last_shift: Option<usize>,
    /// Days worked in a row up to the day before the horizon.
    pub(super) run: u32,
    /// Days off in a row up to the day before the horizon.
    pub(super) run_off: u32,
    /// Whether the run up to the day before the horizon began before anything is known.
    pub(super) run_is_open: bool,
    /// Weekends worked, newest in bit 0.
    pub(super) weekends: u32,
    /// The shift of the day before the horizon.
    pub(super) yesterday: Option<Yesterday>,
}

/// A shift of the day before the horizon.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Yesterday {
    /// Position among the templates, if there still is such a template.
    pub(super) shift: Option<usize>,
    /// Start in minutes after local midnight.
    pub(super) clock: u32,
}

/// What the past of an agent leaves behind. What no rule of the contract asks about is left out: it would only tell like
/// agents apart.
pub(super) fn carry_over(problem: &Problem, agent: usize) -> CarryOver {
    let contract = problem.contract(agent);
    let worked: BTreeSet<NaiveDate> = problem.past(agent).map(|shift| shift.date).collect();
    let last_end = problem.past(agent).map(|shift| problem.minute_up(shift.end)).max();
    let known = problem.known_days;
    let run = run(problem, |date| worked.contains(&date));
    let run_off = run_of_known(problem, known, |date| !worked.contains(&date));
    let least = contract.min_consecutive_days.is_some() || contract.min_consecutive_days_off.is_some();
    let successive = !contract.not_next_day.is_empty()
        || !contract.day_off_after.is_empty()
        || !contract.day_off_before.is_empty()
        || contract.max_start_change_hours.is_some();
    let weekends = contract.weekends_off_of.map_or(0, |(_, of)| of);
    let weekends = weekends.max(contract.max_consecutive_weekends.map_or(0, |most| most + 1));
    CarryOver {
        last_end: last_end.filter(|end| end + longest_rest(contract) > -DAYS_BEFORE * 1440),
        last_shift: if contract.rest_after.is_empty() { None } else { last_shift(problem, agent) },
        run: if least || contract.max_consecutive_days.is_some() { run } else { 0 },
        run_off: if least { run_off } else { 0 },
        run_is_open: least && run.max(run_off) >= known,
        weekends: past_weekends(problem, &worked) & ((1 << weekends) - 1),
        yesterday: if successive { yesterday(problem, agent) } else { None },
    }
}

/// A day of an agent in another zone may begin before the grid.
const DAYS_BEFORE: i64 = 2;

/// Minutes after the end of a shift at which no rest is asked for any more.
fn longest_rest(contract: &Contract) -> i64 {
    let hours = contract.rest_after.values().copied().fold(contract.min_rest_hours.max(0.0), f64::max);
    (hours * 60.0).ceil() as i64
}

fn last_shift(problem: &Problem, agent: usize) -> Option<usize> {
    let last = problem.past(agent).max_by_key(|shift| shift.end)?;
    problem.shifts.iter().position(|template| template.id == last.shift)
}

/// Days in a row up to the day before the horizon.
fn run(problem: &Problem, is_part: impl Fn(NaiveDate) -> bool) -> u32 {
    (1..).take_while(|back| is_part(problem.first() - Duration::days(*back))).count() as u32
}

fn run_of_known(problem: &Problem, known: u32, is_part: impl Fn(NaiveDate) -> bool) -> u32 {
    let from = problem.first() - Duration::days(i64::from(known));
    run(problem, |date| date >= from && is_part(date))
}

fn past_weekends(problem: &Problem, worked: &BTreeSet<NaiveDate>) -> u32 {
    let weekends: BTreeSet<NaiveDate> =
        worked.iter().filter_map(|date| weekend_of(*date, problem.weekend)).collect();
    let days_back = (1..8).map(|back| problem.first() - Duration::days(back));
    let Some(last) = days_back.filter_map(|date| weekend_of(date, problem.weekend)).next() else { return 0 };
    (0..31)
        .filter(|back| weekends.contains(&(last - Duration::days(7 * i64::from(*back)))))
        .fold(0, |bits, back| bits | 1 << back)
}

fn yesterday(problem: &Problem, agent: usize) -> Option<Yesterday> {
    let date = problem.first() - Duration::days(1);
    let shift = problem.past(agent).find(|shift| shift.date == date)?;
    let clock = shift.start.with_timezone(&problem.zone_of(agent)).num_seconds_from_midnight() / 60;
    Some(Yesterday { shift: problem.shifts.iter().position(|template| template.id == shift.shift), clock })
}
