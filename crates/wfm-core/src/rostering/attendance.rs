//! Attendance: people of some kind at work together, priced where they are too few or too many, or where some are there
//! without the others.
//!
//! ```text
//! cost = Σ rules, intervals of their hours   cost · ( (at_least − n)⁺ + (n − at_most)⁺ + together · min(n, N − n) )
//!                                            n of the N people concerned have a shift then
//! ```
//!
//! Too few and too many are priced like cover: one person more is worth so much per rule and interval, in the linear
//! program and in the bound. Coming together is not: nobody and everybody are as good as each other, and so is every
//! number in between to a program that may split people. The search minds it in every step that changes an agent, and the
//! bound holds all the same, as it never costs less than nothing.

use std::ops::Range;

use chrono::{DateTime, Utc};

use super::candidates::Candidate;
use super::problem::Problem;
use crate::model::{Assignment, Attendance, Roster};

/// The rules of a problem, per interval.
#[derive(Debug, Clone)]
pub(super) struct Rules {
    all: Vec<Rule>,
    steps_per_interval: i64,
    /// People per rule and interval whose shifts stand whatever the search does: those of the past that run on, and those
    /// of agents who are left alone.
    standing: Vec<Vec<u32>>,
    /// Agents of every rule whose shifts all stand.
    settled: Vec<u32>,
    /// Those whom a rule asks to come together, per rule; nobody where it does not.
    together: Vec<Vec<usize>>,
}

#[derive(Debug, Clone)]
struct Rule {
    /// Whom it concerns, per agent, and how many those are.
    members: Vec<bool>,
    everybody: u32,
    /// Whether it holds, per interval.
    holds: Vec<bool>,
    at_least: u32,
    at_most: Option<u32>,
    together: bool,
    /// Per person and interval, in money units.
    cost: i64,
}

impl Rule {
    /// What so many `people` at work cost when so many are `settled`, at work or off. Those about whom nothing is settled
    /// yet are expected to come together with the others.
    fn cost(&self, interval: usize, people: u32, settled: u32) -> i64 {
        if !self.holds[interval] {
            return 0;
        }
        let too_many = self.at_most.map_or(0, |most| people.saturating_sub(most));
        let parted = if self.together { people.min(settled.saturating_sub(people)) } else { 0 };
        self.cost * i64::from(self.at_least.saturating_sub(people) + too_many + parted)
    }

    fn together(&self) -> Vec<usize> {
        let members = self.members.iter().enumerate().filter(|(_, member)| self.together && **member);
        members.map(|(agent, _)| agent).collect()
    }

    /// The least that people and their price come to, whatever their number, and the number.
    fn least(&self, interval: usize, price: i64) -> (i64, u32) {
        let corners = [0, self.at_least, self.at_most.unwrap_or(0), self.everybody];
        let cost =
            |people: u32| (self.cost(interval, people, self.everybody) + price * i64::from(people), people);
        corners.map(|people| cost(people.min(self.everybody))).into_iter().min().unwrap_or_default()
    }
}

impl Rules {
    /// `money` units to one of the objective.
    pub(super) fn new(problem: &Problem, money: f64) -> Rules {
        let rule = |rule: &Attendance| {
            let members: Vec<bool> = problem.agents.iter().map(|agent| rule.concerns(agent)).collect();
            Rule {
                everybody: members.iter().filter(|member| **member).count() as u32,
                members,
                holds: hours(problem, rule),
                at_least: rule.at_least,
                at_most: rule.at_most,
                together: rule.together,
                cost: (rule.cost * money).round() as i64,
            }
        };
        let all: Vec<Rule> = problem.weights.attendance.iter().map(rule).collect();
        let standing = all.iter().map(|rule| vec![0; rule.holds.len()]).collect();
        let together = all.iter().map(Rule::together).collect();
        let settled = vec![0; all.len()];
        let steps_per_interval = problem.steps_per_interval() as i64;
        let mut rules = Rules { all, steps_per_interval, standing, settled, together };
        if !rules.all.is_empty() {
            for agent in 0..problem.agents.len() {
                for shift in problem.past(agent) {
                    let steps = |instant| problem.minute(instant).div_euclid(problem.step);
                    rules.stand(agent, (steps(shift.start), steps(shift.end)));
                }
            }
        }
        rules
    }

    /// Counts an agent in for a shift that stands whatever the search does.
    pub(super) fn stand(&mut self, agent: usize, steps: (i64, i64)) {
        let intervals = self.intervals(steps);
        for rule in self.concerning(agent) {
            self.standing[rule][intervals.clone()].iter_mut().for_each(|people| *people += 1);
        }
    }

    /// Counts an agent in whose shifts all stand.
    pub(super) fn settle(&mut self, agent: usize) {
        self.concerning(agent).into_iter().for_each(|rule| self.settled[rule] += 1);
    }

    /// The rules, by number.
    pub(super) fn numbers(&self) -> Range<usize> {
        0..self.all.len()
    }

    /// The rules that concern an agent.
    pub(super) fn concerning(&self, agent: usize) -> Vec<usize> {
        self.numbers().filter(|rule| self.all[*rule].members[agent]).collect()
    }

    /// Those of these rules that ask for a number of people: they have prices.
    pub(super) fn priced(&self, rules: &[usize]) -> Vec<usize> {
        let is_priced = |rule: &usize| self.all[*rule].at_least > 0 || self.all[*rule].at_most.is_some();
        rules.iter().copied().filter(is_priced).collect()
    }

    /// An agent and those with whom they are first of all to come together; nobody where that is not asked for.
    pub(super) fn together(&self, agent: usize) -> &[usize] {
        let rule = self.numbers().find(|rule| self.all[*rule].together && self.all[*rule].members[agent]);
        rule.map_or(&[], |rule| &self.together[rule])
    }

    /// Costs that an agent may save or cause: the greatest amounts of which every cost is a multiple.
    pub(super) fn costs(&self) -> impl Iterator<Item = i64> + '_ {
        self.all.iter().map(|rule| rule.cost)
    }

    /// The intervals that a shift of these base steps fills.
    pub(super) fn intervals(&self, steps: (i64, i64)) -> Range<usize> {
        filled(steps, self.steps_per_interval, self.all.first().map_or(0, |rule| rule.holds.len()))
    }

    /// People of a rule whose shifts stand, per interval.
    pub(super) fn standing(&self, rule: usize) -> &[u32] {
        &self.standing[rule]
    }

    /// The least that people of a rule and their price come to in an interval, whatever their number, and the number.
    pub(super) fn least(&self, rule: usize, interval: usize, price: i64) -> (i64, u32) {
        self.all[rule].least(interval, price)
    }

    /// The prices that one person more can have.
    pub(super) fn price_range(&self, rule: usize, interval: usize) -> (i64, i64) {
        let rule = &self.all[rule];
        match rule.holds[interval] {
            true => (rule.at_most.map_or(0, |_| -rule.cost), if rule.at_least > 0 { rule.cost } else { 0 }),
            false => (0, 0),
        }
    }

    /// Fewest and most people, and what one missing or too many costs; none where any number is as good as any other.
    pub(super) fn limits(&self, rule: usize, interval: usize) -> Option<(u32, Option<u32>, i64)> {
        let rule = &self.all[rule];
        let binds = rule.holds[interval] && (rule.at_least > 0 || rule.at_most.is_some());
        binds.then_some((rule.at_least, rule.at_most, rule.cost))
    }

    /// What each shift of an agent saves whom these rules concern, at prices per rule and interval; nothing without any.
    pub(super) fn savings_at(&self, rules: &[usize], prices: &[Vec<i64>]) -> Option<Savings> {
        self.savings(rules, |rule, at| prices[rule][at])
    }

    fn savings(&self, rules: &[usize], worth: impl Fn(usize, usize) -> i64) -> Option<Savings> {
        let intervals = self.all[*rules.first()?].holds.len();
        let mut sums = vec![0; intervals + 1];
        for at in 0..intervals {
            sums[at + 1] = sums[at] + rules.iter().map(|rule| worth(*rule, at)).sum::<i64>();
        }
        Some(Savings { sums, steps_per_interval: self.steps_per_interval })
    }
}

/// The whole intervals within these base steps, of so many intervals.
fn filled((from, to): (i64, i64), steps_per_interval: i64, intervals: usize) -> Range<usize> {
    let last = intervals as i64;
    let from = (-(-from).div_euclid(steps_per_interval)).clamp(0, last);
    let to = to.div_euclid(steps_per_interval).clamp(from, last);
    from as usize..to as usize
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
    /// People per rule who have a tour, or whose shifts stand.
    settled: Vec<u32>,
    cost: i64,
}

impl<'b> Present<'b> {
    /// Nobody but those whose shifts stand.
    pub(super) fn empty(rules: &'b Rules) -> Present<'b> {
        let (people, settled) = (rules.standing.clone(), rules.settled.clone());
        let mut present = Present { rules, people, settled, cost: 0 };
        present.cost = rules.numbers().map(|rule| present.cost_of(rule)).sum();
        present
    }

    /// Cost of everybody missing, too many or without the others, in money units.
    pub(super) fn cost(&self) -> i64 {
        self.cost
    }

    fn cost_of(&self, number: usize) -> i64 {
        let rule = &self.rules.all[number];
        let people = self.people[number].iter().enumerate();
        people.map(|(at, people)| rule.cost(at, *people, self.settled[number])).sum()
    }

    /// An agent whom these rules concern is given a tour with shifts at these base steps, or loses it.
    pub(super) fn count(&mut self, rules: &[usize], shifts: impl Iterator<Item = (i64, i64)>, come: bool) {
        if rules.is_empty() {
            return;
        }
        let add = |number: &mut u32| *number = if come { *number + 1 } else { *number - 1 };
        let shifts: Vec<(i64, i64)> = shifts.collect();
        for number in rules {
            self.cost -= self.cost_of(*number);
            add(&mut self.settled[*number]);
            for steps in &shifts {
                self.people[*number][self.rules.intervals(*steps)].iter_mut().for_each(add);
            }
            self.cost += self.cost_of(*number);
        }
    }

    /// What each shift of an agent at home would save whom these rules concern; nothing without any.
    pub(super) fn savings(&self, rules: &[usize]) -> Option<Savings> {
        self.rules.savings(rules, |number, at| {
            let (rule, people) = (&self.rules.all[number], self.people[number][at]);
            let settled = self.settled[number] + 1;
            rule.cost(at, people, settled) - rule.cost(at, people + 1, settled)
        })
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
        let filled = filled((shift.from, shift.to), self.steps_per_interval, self.sums.len() - 1);
        self.sums[filled.end] - self.sums[filled.start]
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
    /// Everybody concerned, where they are to come together or not at all.
    pub together: Option<u32>,
}

impl Misattended {
    fn apart(&self) -> u32 {
        let parted = self.together.map_or(0, |all| self.people.min(all.saturating_sub(self.people)));
        let too_many = self.people.saturating_sub(self.at_most.unwrap_or(u32::MAX));
        self.at_least.saturating_sub(self.people) + too_many + parted
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
    // An empty sum of numbers is -0, which people would read.
    problem.weights.attendance.iter().map(of_rule).fold(0.0, |sum, cost| sum + cost)
}

fn of_rule(problem: &Problem, roster: &Roster, rule: &Attendance) -> Vec<Misattended> {
    let grid = &problem.grid;
    let past = (0..problem.agents.len()).flat_map(|agent| problem.past(agent));
    let concerned = |shift: &&Assignment| {
        problem.agent_index(&shift.agent).is_some_and(|agent| rule.concerns(&problem.agents[agent]))
    };
    let shifts: Vec<&Assignment> = roster.assignments.iter().chain(past).filter(concerned).collect();
    let all = problem.agents.iter().filter(|agent| rule.concerns(agent)).count() as u32;
    let together = rule.together.then_some(all);
    let mut found: Vec<Misattended> = Vec::new();
    for (at, _) in hours(problem, rule).into_iter().enumerate().filter(|(_, holds)| *holds) {
        let (from, to) = (grid.instant(at), grid.instant(at + 1));
        let people = shifts.iter().filter(|shift| shift.start <= from && to <= shift.end).count() as u32;
        let (id, at_least, at_most) = (rule.id.clone(), rule.at_least, rule.at_most);
        let here = Misattended { id, from, to, people, at_least, at_most, together };
        match found.last_mut() {
            _ if here.apart() == 0 => {}
            Some(last) if last.to == from && last.people == people => last.to = to,
            _ => found.push(here),
        }
    }
    found
}
