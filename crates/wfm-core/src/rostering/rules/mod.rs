//! The rules of a legal roster, one file each: the formula in words, the automaton by which the search keeps it, and the
//! check on a finished roster, which never calls the automaton.
//!
//! Rules that look at one shift alone (`template`, `availability`, `fixed_activities`, `locked`) have no automaton: what
//! they forbid is never a candidate.

mod availability;
mod consecutive_days;
mod days_off_together;
mod days_per_week;
mod fixed_activities;
mod hours_per_week;
mod locked;
mod one_shift_a_day;
mod rest;
mod start_spread;
mod template;
mod weekends_off;

use std::fmt;

use chrono::NaiveDate;

use super::candidates::Candidate;
use super::problem::Problem;
use super::terms::Terms;
use crate::model::{AgentId, Assignment};

pub(super) use availability::{allows, only_windows};
pub(super) use start_spread::{Band, bands};
pub(super) use weekends_off::weekend_of;

/// A rule that a roster breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The rule.
    pub rule: RuleName,
    /// Whose shifts break it.
    pub agent: AgentId,
    /// Where; absent when the horizon as a whole is meant.
    pub date: Option<NaiveDate>,
    /// What is wrong, in words.
    pub message: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.date {
            Some(date) => write!(f, "{} on {date}: {} ({})", self.agent, self.message, self.rule),
            None => write!(f, "{}: {} ({})", self.agent, self.message, self.rule),
        }
    }
}

/// The hard rules, called as in `centre.toml` where they stand there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum RuleName {
    /// The agent must be known and employed that day.
    Employment,
    /// At most one shift starts on a day, and all of them in the horizon.
    OneShiftADay,
    /// The shift must be one the template makes: day, start, length, activities without a hole, paid time.
    Template,
    /// The contract must name the shift.
    Shifts,
    /// Total length of a shift.
    HoursPerDay,
    /// Every break taken, once, in its window, on its step.
    Breaks,
    /// No work during leave and unavailability, and only inside `only` windows.
    Availability,
    /// Meetings and the like happen, at work.
    FixedActivities,
    /// A locked shift stays.
    Locked,
    /// Paid hours of a week.
    HoursPerWeek,
    /// Days worked in a week.
    DaysPerWeek,
    /// Hours between two shifts.
    MinRestHours,
    /// Days worked in a row.
    MaxConsecutiveDays,
    /// Days off together in a week.
    ConsecutiveDaysOff,
    /// Latest minus earliest start of a week.
    MaxStartSpreadHours,
    /// Weekends off.
    WeekendsOffOf,
}

impl RuleName {
    /// The name, as in `centre.toml` where the rule stands there.
    pub fn as_str(self) -> &'static str {
        match self {
            RuleName::Employment => "employment",
            RuleName::OneShiftADay => "one_shift_a_day",
            RuleName::Template => "shift",
            RuleName::Shifts => "shifts",
            RuleName::HoursPerDay => "hours_per_day",
            RuleName::Breaks => "breaks",
            RuleName::Availability => "availability",
            RuleName::FixedActivities => "fixed_activities",
            RuleName::Locked => "locked",
            RuleName::HoursPerWeek => "hours_per_week",
            RuleName::DaysPerWeek => "days_per_week",
            RuleName::MinRestHours => "min_rest_hours",
            RuleName::MaxConsecutiveDays => "max_consecutive_days",
            RuleName::ConsecutiveDaysOff => "consecutive_days_off",
            RuleName::MaxStartSpreadHours => "max_start_spread_hours",
            RuleName::WeekendsOffOf => "weekends_off_of",
        }
    }
}

impl fmt::Display for RuleName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// What an agent does on a day, as an automaton sees it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Action<'a> {
    pub(super) day: usize,
    /// The shift worked; none on a day off.
    pub(super) shift: Option<&'a Candidate>,
    /// Starts of all shifts that may follow on later days, in order.
    pub(super) later: &'a [i64],
}

/// A rule that spans several days, as an automaton over the days of the horizon.
///
/// A tour is legal if every step gives a state and every week can be ended.
pub(super) trait Rule {
    /// State before the first day.
    fn start(&self) -> u32;
    /// State after a day; none when the rule forbids the action.
    fn step(&self, state: u32, action: &Action<'_>) -> Option<u32>;
    /// State in which the week after `week` begins; none when the week does not keep the rule.
    fn end_of_week(&self, state: u32, _week: usize) -> Option<u32> {
        Some(state)
    }
}

/// Number of automata.
pub(super) const AUTOMATA: usize = 6;

/// The automata for an agent with these terms.
pub(super) fn automata(terms: &Terms) -> [Box<dyn Rule + '_>; AUTOMATA] {
    [
        Box::new(hours_per_week::Automaton::new(terms)),
        Box::new(days_per_week::Automaton::new(terms)),
        Box::new(rest::Automaton::new(terms)),
        Box::new(consecutive_days::Automaton::new(terms)),
        Box::new(days_off_together::Automaton::new(terms)),
        Box::new(weekends_off::Automaton::new(terms)),
    ]
}

/// The shifts of one agent in the horizon, as a checker sees them.
#[derive(Debug)]
pub(super) struct AgentRoster<'a> {
    pub(super) problem: &'a Problem,
    pub(super) agent: usize,
    /// In order of start.
    pub(super) shifts: Vec<&'a Assignment>,
}

impl AgentRoster<'_> {
    fn violation(&self, rule: RuleName, date: Option<NaiveDate>, message: String) -> Violation {
        Violation { rule, agent: self.problem.agents[self.agent].id.clone(), date, message }
    }

    fn works(&self, date: NaiveDate) -> bool {
        self.shifts.iter().any(|shift| shift.date == date)
    }

    fn in_week<'b>(&'b self, week: &'b [NaiveDate]) -> impl Iterator<Item = &'b &'b Assignment> {
        self.shifts.iter().filter(|shift| week.contains(&shift.date))
    }
}

/// Every rule the shifts of one agent break.
pub(super) fn violations(roster: &AgentRoster<'_>) -> Vec<Violation> {
    let checks: [fn(&AgentRoster<'_>, &mut Vec<Violation>); 12] = [
        one_shift_a_day::check,
        template::check,
        availability::check,
        fixed_activities::check,
        locked::check,
        hours_per_week::check,
        days_per_week::check,
        rest::check,
        consecutive_days::check,
        days_off_together::check,
        start_spread::check,
        weekends_off::check,
    ];
    let mut found = Vec::new();
    for check in checks {
        check(roster, &mut found);
    }
    found
}
