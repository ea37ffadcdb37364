//! What a roster costs: the objective, recomputed from the roster alone.

use chrono::{NaiveDate, Timelike};

use super::attendance;
use super::burden;
use super::coverage::Moments;
use super::problem::Problem;
use super::rules::placed;
use super::terms::{credit, employed_all_week};
use crate::model::{Assignment, AvailabilityKind, Roster};

/// The parts of the objective, in the planner's units.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Cost {
    /// Too few agents.
    pub understaffing: f64,
    /// Too many agents.
    pub overstaffing: f64,
    /// Paid hours above the contracts' minimum.
    pub paid_hours: f64,
    /// Starts away from the preferred start.
    pub start_deviation: f64,
    /// Shifts on days wished off, and shifts wished away.
    pub wished_days_off: f64,
    /// Days off on days wished to work, and other shifts than those wished.
    pub wished_work: f64,
    /// Agent-days that differ from the published roster.
    pub changed_shifts: f64,
    /// Meetings and training that were to be placed and are not.
    #[cfg_attr(feature = "serde", serde(default))]
    pub unplaced_activities: f64,
    /// Too few or too many people of some kind at work together.
    #[cfg_attr(feature = "serde", serde(default))]
    pub attendance: f64,
    /// Burdensome shifts, dearer for those who carried more.
    pub fairness: f64,
}

impl Cost {
    /// All parts together: what the search minimises.
    pub fn total(&self) -> f64 {
        self.coverage() + self.agents() + self.attendance
    }

    /// The part of the requirement: too few and too many.
    pub fn coverage(&self) -> f64 {
        self.understaffing + self.overstaffing
    }

    /// The part of each person alone: everything else but attendance.
    pub fn agents(&self) -> f64 {
        self.paid_hours
            + self.start_deviation
            + self.wished_days_off
            + self.wished_work
            + self.changed_shifts
            + self.unplaced_activities
            + self.fairness
    }
}

/// The cost of a roster, whoever made it.
///
/// ```text
/// cost = Σ queues, intervals  under(r − c)⁺ + over(c − r)⁺            c: agents on the queue, r: required
///      + Σ attendances        cost · people and intervals too few or too many
///      + Σ agents, weeks      paid_hour_above_minimum · (paid hours + leave credit − minimum)
///      + Σ agents             unplaced_activity_hour · hours of activities to be placed that are not
///      + Σ agents, days       min(cap, start_deviation_hour · |start − preferred|) + wishes + changes + fairness
/// ```
///
/// Where shifts and breaks do not fill whole intervals, coverage is the mean over the steps that divide them. Agents with
/// several queues are shared out at the least cost. Assignments of unknown agents cost nothing; [`check`](super::check)
/// names them.
pub fn cost(problem: &Problem, roster: &Roster) -> Cost {
    let mut cost = Cost { attendance: attendance::cost(problem, roster), ..coverage(problem, roster) };
    let factors = burden::factors(problem);
    let promises = problem.has_promises();
    let mut by_agent: Vec<Vec<&Assignment>> = vec![Vec::new(); problem.agents.len()];
    for shift in &roster.assignments {
        if let Some(agent) = problem.agent_index(&shift.agent) {
            by_agent[agent].push(shift);
        }
    }
    for (agent, shifts) in by_agent.iter().enumerate() {
        paid_hours(problem, agent, shifts, &mut cost);
        wishes(problem, agent, shifts, &mut cost);
        cost.unplaced_activities +=
            missing_hours(problem, agent, shifts) * problem.weights.unplaced_activity_hour;
        for shift in shifts {
            cost.start_deviation += deviation(problem, agent, shift);
            let length = (shift.end - shift.start).num_minutes().clamp(0, 2880) as u32;
            let points = burden::points(problem, shift.date, clock(problem, agent, shift), length);
            cost.fairness += problem.weights.fairness * factors[agent] * f64::from(points);
        }
        if promises {
            let changed =
                problem.dates.iter().filter(|date| is_changed(problem, agent, shifts, **date)).count();
            cost.changed_shifts += problem.weights.changed_shift * changed as f64;
        }
    }
    cost
}

/// Paid hours of a roster times the weight of a paid hour: what [`Gap::of_payroll`](super::Gap::of_payroll) compares with.
pub fn payroll(problem: &Problem, roster: &Roster) -> f64 {
    let minutes: u64 = roster.assignments.iter().map(|shift| u64::from(shift.paid_minutes)).sum();
    minutes as f64 / 60.0 * problem.weights.paid_hour_above_minimum
}

fn coverage(problem: &Problem, roster: &Roster) -> Cost {
    let moments = Moments::new(problem, roster);
    let (mut under, mut over) = (0, 0);
    for (step, shares) in moments.shares.iter().enumerate() {
        for (curve, cover) in moments.curves_at(step).iter().zip(&shares.cover) {
            let part = if *cover < curve.required() { &mut under } else { &mut over };
            *part += curve.cost(*cover);
        }
    }
    let money = 1e6 * moments.per_interval as f64 * moments.groups.unit as f64;
    Cost { understaffing: under as f64 / money, overstaffing: over as f64 / money, ..Cost::default() }
}

fn paid_hours(problem: &Problem, agent: usize, shifts: &[&Assignment], cost: &mut Cost) {
    for week in problem.weeks() {
        let least = problem.contract(agent).hours_per_week.0;
        let least = if employed_all_week(problem, agent, week) { least } else { 0.0 };
        let worked = shifts.iter().filter(|shift| week.contains(&shift.date));
        let hours = worked.map(|shift| f64::from(shift.paid_minutes) / 60.0).sum::<f64>();
        let hours = hours + credit(problem, agent, week).hours;
        cost.paid_hours += problem.weights.paid_hour_above_minimum * (hours - least);
    }
}

fn wishes(problem: &Problem, agent: usize, shifts: &[&Assignment], cost: &mut Cost) {
    for date in &problem.dates {
        let worked = shifts.iter().find(|shift| shift.date == *date).map(|shift| &shift.shift);
        let (mut off, mut work) = (0, 0);
        for wish in &problem.availability[agent] {
            let same = wish.shift.is_none() || wish.shift.as_ref() == worked;
            let heavier = match wish.kind {
                AvailabilityKind::WishOff if worked.is_some() && same => &mut off,
                AvailabilityKind::WishWork if worked.is_none() || !same => &mut work,
                _ => continue,
            };
            if *heavier < wish.weight && problem.touched(agent, wish).any(|day| day == *date) {
                *heavier = wish.weight;
            }
        }
        cost.wished_days_off += problem.weights.wished_day_off * f64::from(off);
        cost.wished_work += problem.weights.wished_work * f64::from(work);
    }
}

/// Hours of the activities to be placed that these shifts do not show.
fn missing_hours(problem: &Problem, agent: usize, shifts: &[&Assignment]) -> f64 {
    let missing = placed(problem, agent, shifts).into_iter().filter(|(_, stretch)| stretch.is_none());
    let minutes = |row: usize| problem.availability[agent][row].minutes_to_place().unwrap_or(0);
    missing.map(|(row, _)| f64::from(minutes(row)) / 60.0).sum()
}

fn clock(problem: &Problem, agent: usize, shift: &Assignment) -> u32 {
    shift.start.with_timezone(&problem.zone_of(agent)).num_seconds_from_midnight() / 60
}

fn deviation(problem: &Problem, agent: usize, shift: &Assignment) -> f64 {
    let Some(preferred) = problem.agents[agent].preferred_start else { return 0.0 };
    let minutes = clock(problem, agent, shift).abs_diff(u32::from(preferred.minutes()));
    let cost = problem.weights.start_deviation_hour * f64::from(minutes) / 60.0;
    problem.weights.start_deviation_cap.map_or(cost, |cap| cost.min(cap))
}

fn is_changed(problem: &Problem, agent: usize, shifts: &[&Assignment], date: NaiveDate) -> bool {
    let now =
        shifts.iter().find(|shift| shift.date == date).map(|shift| (&shift.shift, shift.start, shift.end));
    let then = problem.promised(agent, date).map(|shift| (&shift.shift, shift.start, shift.end));
    now != then
}
