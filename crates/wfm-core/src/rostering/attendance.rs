//! Attendance: people of some kind at work together, priced where they are too few or too many.
//!
//! ```text
//! cost = Σ rules, intervals of their hours   cost · ( (at_least − n)⁺ + (n − at_most)⁺ )      n: those with a shift then
//! ```
//!
//! It is part of the objective of every step of the search that changes one agent at a time. The bound and the linear
//! program know nothing of it: the bound holds all the same, as nothing here costs less than nothing, but is looser.

use chrono::{DateTime, Utc};

use super::candidates::Candidate;
use super::problem::Problem;
use crate::model::{Assignment, Attendance, Roster};

/// The rules of a problem, per interval.
#[derive(Debug)]
pub(super) struct Rules {
    all: Vec<Rule>,
    steps_per_interval: i64,
    /// Agents whose shifts stand whatever the search does, with their base steps.
    standing: Vec<(usize, (i64, i64))>,
}

#[derive(Debug)]
struct Rule {
    /// Whom it concerns, per agent.
    members: Vec<bool>,
    /// Whether it holds, per interval.
    holds: Vec<bool>,
    at_least: u32,
    at_most: u32,
    /// Per person and interval, in money units.
    cost: i64,
}

impl Rule {
    fn cost(&self, interval: usize, people: u32) -> i64 {
        let apart = self.at_least.saturating_sub(people) + people.saturating_sub(self.at_most);
        if self.holds[interval] { self.cost * i64::from(apart) } else { 0 }
    }
}

impl Rules {
    /// `money` units to one of the objective.
    pub(super) fn new(problem: &Problem, money: f64) -> Rules {
        let rule = |rule: &Attendance| Rule {
            members: problem.agents.iter().map(|agent| rule.concerns(agent)).collect(),
            holds: hours(problem, rule),
            at_least: rule.at_least,
            at_most: rule.at_most.unwrap_or(u32::MAX),
            cost: (rule.cost * money).round() as i64,
        };
        let all = problem.weights.attendance.iter().map(rule).collect();
        Rules { all, steps_per_interval: problem.steps_per_interval() as i64, standing: Vec::new() }
    }

    /// Counts an agent in for a shift that stands whatever the search does.
    pub(super) fn stand(&mut self, agent: usize, steps: (i64, i64)) {
        self.standing.push((agent, steps));
    }

    /// Costs that an agent may save or cause: the greatest amounts of which every cost is a multiple.
    pub(super) fn costs(&self) -> impl Iterator<Item = i64> + '_ {
        self.all.iter().map(|rule| rule.cost)
    }

    fn intervals(&self, (from, to): (i64, i64)) -> std::ops::Range<usize> {
        let from = -(-from).div_euclid(self.steps_per_interval);
        let to = to.div_euclid(self.steps_per_interval);
        from.max(0) as usize..to.max(0) as usize
    }
}

/// Intervals in which a rule holds.
fn hours(problem: &Problem, rule: &Attendance) -> Vec<bool> {
    let grid = &problem.grid;
    let mut holds = vec![false; grid.len()];
    for day in grid.days() {
        let open = rule.open.minutes(day.date);
        for index in day.intervals {
            let minute = grid.minute_of_day(index);
            holds[index] = open.iter().any(|open| open.contains(&minute));
        }
    }
    holds
}

/// Who is at work, while the search goes on.
#[derive(Debug, Clone)]
pub(super) struct Present<'b> {
    rules: &'b Rules,
    /// People per rule and interval.
    people: Vec<Vec<u32>>,
    cost: i64,
}

impl<'b> Present<'b> {
    /// Nobody but those whose last shift of the past runs on, and those whose shifts stand.
    pub(super) fn empty(problem: &Problem, rules: &'b Rules) -> Present<'b> {
        let people = rules.all.iter().map(|rule| vec![0; rule.holds.len()]).collect();
        let mut present = Present { rules, people, cost: 0 };
        present.cost =
            rules.all.iter().map(|rule| (0..rule.holds.len()).map(|at| rule.cost(at, 0)).sum::<i64>()).sum();
        if !rules.all.is_empty() {
            for agent in 0..problem.agents.len() {
                for shift in problem.past(agent) {
                    let steps = |instant| problem.minute(instant).div_euclid(problem.step);
                    present.count(agent, (steps(shift.start), steps(shift.end)), true);
                }
            }
            for (agent, steps) in &rules.standing {
                present.count(*agent, *steps, true);
            }
        }
        present
    }

    /// Cost of everybody missing and too many, in money units.
    pub(super) fn cost(&self) -> i64 {
        self.cost
    }

    /// An agent comes for these base steps, or stays at home.
    pub(super) fn count(&mut self, agent: usize, steps: (i64, i64), come: bool) {
        let intervals = self.rules.intervals(steps);
        for (rule, people) in
            self.rules.all.iter().zip(&mut self.people).filter(|(rule, _)| rule.members[agent])
        {
            let last = people.len();
            let stretch = intervals.start.min(last)..intervals.end.min(last);
            for (at, people) in stretch.clone().zip(&mut people[stretch]) {
                let before = rule.cost(at, *people);
                *people = if come { *people + 1 } else { *people - 1 };
                self.cost += rule.cost(at, *people) - before;
            }
        }
    }

    /// What each shift of `agent`, who is at home, would save; nothing when no rule concerns the agent.
    pub(super) fn savings(&self, agent: usize) -> Option<Savings> {
        let rules = self.rules.all.iter().zip(&self.people).filter(|(rule, _)| rule.members[agent]);
        let mut rules = rules.peekable();
        let intervals = rules.peek()?.1.len();
        let mut sums = vec![0; intervals + 1];
        for (rule, people) in rules {
            for at in 0..intervals {
                sums[at + 1] += rule.cost(at, people[at]) - rule.cost(at, people[at] + 1);
            }
        }
        for at in 0..intervals {
            sums[at + 1] += sums[at];
        }
        Some(Savings { sums, steps_per_interval: self.rules.steps_per_interval })
    }
}

/// Running sums of what one agent more saves, per interval.
#[derive(Debug)]
pub(super) struct Savings {
    sums: Vec<i64>,
    steps_per_interval: i64,
}

impl Savings {
    /// What a shift would save.
    pub(super) fn of(&self, shift: &Candidate) -> i64 {
        let last = self.sums.len() as i64 - 1;
        let from = (-(-shift.from).div_euclid(self.steps_per_interval)).clamp(0, last);
        let to = shift.to.div_euclid(self.steps_per_interval).clamp(from, last);
        self.sums[to as usize] - self.sums[from as usize]
    }
}

/// A stretch of time in which an attendance is not as it should be.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Misattended {
    /// Name of the rule.
    pub id: String,
    /// First instant.
    pub from: DateTime<Utc>,
    /// First instant after.
    pub to: DateTime<Utc>,
    /// People at work.
    pub people: u32,
    /// Fewest asked for.
    pub at_least: u32,
    /// Most allowed.
    pub at_most: Option<u32>,
}

impl Misattended {
    fn apart(&self) -> u32 {
        self.at_least.saturating_sub(self.people)
            + self.people.saturating_sub(self.at_most.unwrap_or(u32::MAX))
    }
}

/// Where attendance is not kept, by rule, in order of time: a stretch as long as the number of people stays the same.
pub fn misattended(problem: &Problem, roster: &Roster) -> Vec<Misattended> {
    problem.weights.attendance.iter().flat_map(|rule| of_rule(problem, roster, rule)).collect()
}

/// What attendance costs in a roster, in units of the objective.
pub(super) fn cost(problem: &Problem, roster: &Roster) -> f64 {
    let interval = i64::from(problem.grid.step_minutes());
    let of_rule = |rule: &Attendance| {
        let stretches = of_rule(problem, roster, rule).into_iter();
        let apart = stretches.map(|s| i64::from(s.apart()) * (s.to - s.from).num_minutes() / interval);
        rule.cost * apart.sum::<i64>() as f64
    };
    problem.weights.attendance.iter().map(of_rule).sum()
}

fn of_rule(problem: &Problem, roster: &Roster, rule: &Attendance) -> Vec<Misattended> {
    let grid = &problem.grid;
    let past = (0..problem.agents.len()).flat_map(|agent| problem.past(agent));
    let concerned = |shift: &&Assignment| {
        problem.agent_index(&shift.agent).is_some_and(|agent| rule.concerns(&problem.agents[agent]))
    };
    let shifts: Vec<&Assignment> = roster.assignments.iter().chain(past).filter(concerned).collect();
    let mut found: Vec<Misattended> = Vec::new();
    for (at, _) in hours(problem, rule).into_iter().enumerate().filter(|(_, holds)| *holds) {
        let (from, to) = (grid.instant(at), grid.instant(at + 1));
        let people = shifts.iter().filter(|shift| shift.start <= from && to <= shift.end).count() as u32;
        let (id, at_least, at_most) = (rule.id.clone(), rule.at_least, rule.at_most);
        let here = Misattended { id, from, to, people, at_least, at_most };
        match found.last_mut() {
            _ if here.apart() == 0 => {}
            Some(last) if last.to == from && last.people == people => last.to = to,
            _ => found.push(here),
        }
    }
    found
}
