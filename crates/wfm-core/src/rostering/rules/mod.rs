//! The rules of a legal roster, one file each: the formula in words, the automaton by which the search keeps it, and the
//! check on a finished roster, which never calls the automaton.
//!
//! Rules that look at one shift alone (`template`, `break_distances`, `availability`, `fixed_activities`, `locked`) have no
//! automaton: what they forbid is never a candidate. `placed_activities` looks at a roster that stands.

mod availability;
mod break_distances;
mod consecutive_days;
mod day_off_after;
mod day_off_before;
mod days_off_per_period;
mod days_off_together;
mod days_per_week;
mod fixed_activities;
mod hours_per_period;
mod hours_per_week;
mod in_words;
mod locked;
mod max_consecutive_weekends;
mod max_start_change;
mod max_weekends;
mod min_consecutive_days;
mod min_consecutive_days_off;
mod min_weekly_rest;
mod name;
mod neighbours;
mod not_next_day;
mod one_shift_a_day;
mod placed_activities;
mod rest;
mod rest_after;
mod rotation;
mod same_paid_hours;
mod shift_counts;
mod start_spread;
mod template;
mod weekends_off;

use std::fmt;

use chrono::NaiveDate;

use super::candidates::Candidate;
use super::problem::Problem;
use super::terms::Terms;
use crate::model::{AgentId, Assignment};

pub use name::RuleName;

pub(super) use availability::{allows, only_windows};
pub(super) use in_words::in_words;
pub(super) use placed_activities::{Placed, check as check_gatherings, gathering, placed};
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

/// The automata of the rules that bind an agent with these terms.
pub(super) fn automata(terms: &Terms) -> Vec<Box<dyn Rule + '_>> {
    let weeks = terms.weeks.len();
    let rules = [
        boxed(terms.hours_bind(), hours_per_week::Automaton::new(terms)),
        boxed(terms.days_bind(), days_per_week::Automaton::new(terms)),
        boxed(true, rest::Automaton::new(terms)),
        boxed(terms.max_run.is_some(), consecutive_days::Automaton::new(terms)),
        boxed(terms.off_together > 0, days_off_together::Automaton::new(terms)),
        boxed(terms.weekends_off.is_some(), weekends_off::Automaton::new(terms)),
        boxed(terms.min_run > 1, min_consecutive_days::Automaton::new(terms)),
        boxed(terms.min_run_off > 1, min_consecutive_days_off::Automaton::new(terms)),
        boxed(!terms.not_next_day.is_empty(), not_next_day::Automaton::new(terms)),
        boxed(!terms.day_off_after.is_empty(), day_off_after::Automaton::new(terms)),
        boxed(!terms.day_off_before.is_empty(), day_off_before::Automaton::new(terms)),
        boxed(terms.same_paid, same_paid_hours::Automaton),
        boxed(!terms.rest_after.is_empty(), rest_after::Automaton::new(terms)),
        limited(&terms.rotation, rotation::Automaton::new),
        limited(&terms.weekly_rest, |rest| min_weekly_rest::Automaton::new(rest, terms)),
        limited(&terms.max_weekend_run, |most| max_consecutive_weekends::Automaton::new(terms, *most)),
        limited(&terms.max_weekends, |most| max_weekends::Automaton::new(terms, *most)),
        limited(&terms.period_minutes, |period| hours_per_period::Automaton::new(period, weeks)),
        limited(&terms.period_days_off, |period| days_off_per_period::Automaton::new(period, weeks)),
        limited(&terms.start_change, |most| max_start_change::Automaton::new(terms, *most)),
    ];
    let counts = terms.counts.iter().map(|count| boxed(true, shift_counts::Automaton::new(count, weeks)));
    rules.into_iter().chain(counts).flatten().collect()
}

fn boxed<'a>(binds: bool, rule: impl Rule + 'a) -> Option<Box<dyn Rule + 'a>> {
    binds.then(|| Box::new(rule) as Box<dyn Rule + 'a>)
}

fn limited<'a, L, R: Rule + 'a>(
    limit: &'a Option<L>,
    rule: impl FnOnce(&'a L) -> R,
) -> Option<Box<dyn Rule + 'a>> {
    limit.as_ref().map(|limit| Box::new(rule(limit)) as Box<dyn Rule + 'a>)
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
    let checks: [fn(&AgentRoster<'_>, &mut Vec<Violation>); 28] = [
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
        min_weekly_rest::check,
        min_consecutive_days::check,
        min_consecutive_days_off::check,
        not_next_day::check,
        day_off_after::check,
        day_off_before::check,
        max_consecutive_weekends::check,
        max_weekends::check,
        shift_counts::check,
        hours_per_period::check,
        days_off_per_period::check,
        max_start_change::check,
        same_paid_hours::check,
        rest_after::check,
        rotation::check,
        break_distances::check,
    ];
    let mut found = Vec::new();
    for check in checks {
        check(roster, &mut found);
    }
    found
}
