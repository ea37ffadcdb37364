//! Weekly rest: the longest stretch without work that lies inside the week, from local midnight to local midnight, is at
//! least `min_weekly_rest_hours`, in every week.
//!
//! An honest day off for those who work at night: a day between two night shifts is no rest of 35 hours.

use chrono::{DateTime, NaiveDate, Utc};

use super::{Action, AgentRoster, Rule, RuleName, Violation};
use crate::model::first_instant;
use crate::rostering::terms::{Terms, WeeklyRest};

/// State: from when on the agent has been free, and whether the rest of the week is reached. Once it is, only work that
/// runs on into the next week matters.
pub(super) struct Automaton<'a> {
    rest: &'a WeeklyRest,
    last_end: i64,
}

// Minutes from the start of the grid may be negative in another time zone; states are not.
const SHIFTED: i64 = 1_000_000;

impl<'a> Automaton<'a> {
    pub(super) fn new(rest: &'a WeeklyRest, terms: &Terms) -> Self {
        Automaton { rest, last_end: terms.carry.last_end.unwrap_or(i64::MIN) }
    }

    fn is_rest(&self, free_from: i64, until: i64) -> bool {
        until - free_from >= self.rest.minutes
    }
}

fn pack(free_from: i64, reached: bool) -> u32 {
    u32::try_from(2 * (free_from + SHIFTED) + i64::from(reached)).unwrap_or(0)
}

fn unpack(state: u32) -> (i64, bool) {
    (i64::from(state / 2) - SHIFTED, state % 2 == 1)
}

impl Rule for Automaton<'_> {
    fn start(&self) -> u32 {
        pack(self.last_end.max(self.rest.weeks[0].0), false)
    }

    fn step(&self, state: u32, action: &Action<'_>) -> Option<u32> {
        let Some(shift) = action.shift else { return Some(state) };
        let (free_from, reached) = unpack(state);
        let end = self.rest.weeks[action.day / 7].1;
        match reached || self.is_rest(free_from, shift.start) {
            true => Some(pack(shift.end.max(end), true)),
            false => self.is_rest(shift.end, end).then(|| pack(shift.end, false)),
        }
    }

    fn end_of_week(&self, state: u32, week: usize) -> Option<u32> {
        let (free_from, reached) = unpack(state);
        let end = self.rest.weeks[week].1;
        (reached || self.is_rest(free_from, end)).then(|| pack(free_from.max(end), false))
    }
}

pub(super) fn check(roster: &AgentRoster<'_>, found: &mut Vec<Violation>) {
    let Some(needed) = roster.problem.contract(roster.agent).min_weekly_rest_hours else { return };
    for week in roster.problem.weeks() {
        let hours = longest_rest(roster, week);
        if hours < needed - 1e-6 {
            let message =
                format!("the longest rest of the week is {hours:.2} hours, at least {needed} are asked for");
            found.push(roster.violation(RuleName::MinWeeklyRestHours, Some(week[0]), message));
        }
    }
}

/// The longest stretch of a week without work, in hours.
fn longest_rest(roster: &AgentRoster<'_>, week: &[NaiveDate]) -> f64 {
    let zone = roster.problem.zone_of(roster.agent);
    let midnight = |date: NaiveDate| first_instant(date, zone);
    let (Some(first), Some(after)) = (week.first(), week.last().and_then(|date| date.succ_opt())) else {
        return 0.0;
    };
    let (from, to) = (midnight(*first), midnight(after));
    let past = roster.problem.past(roster.agent);
    let mut work: Vec<(DateTime<Utc>, DateTime<Utc>)> =
        past.chain(roster.shifts.iter().copied()).map(|shift| (shift.start, shift.end)).collect();
    work.sort_unstable();
    let (mut free_from, mut longest) = (from, 0);
    for (start, end) in work.into_iter().chain([(to, to)]) {
        longest = longest.max((start.min(to) - free_from).num_seconds());
        free_from = free_from.max(end);
    }
    longest as f64 / 3600.0
}
