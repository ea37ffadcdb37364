//! A day off after some shifts: on the day after a shift of `day_off_after` none starts, the last published day included.

use super::{Action, AgentRoster, Rule, RuleName, Violation};
use crate::rostering::terms::Terms;

/// State: 1 on the day after such a shift.
pub(super) struct Automaton<'a> {
    terms: &'a Terms,
}

impl<'a> Automaton<'a> {
    pub(super) fn new(terms: &'a Terms) -> Self {
        Automaton { terms }
    }
}

impl Rule for Automaton<'_> {
    fn start(&self) -> u32 {
        let yesterday = self.terms.carry.yesterday.as_ref().and_then(|yesterday| yesterday.shift);
        u32::from(yesterday.is_some_and(|shift| self.terms.day_off_after.contains(&shift)))
    }

    fn step(&self, state: u32, action: &Action<'_>) -> Option<u32> {
        match action.shift {
            None => Some(0),
            Some(_) if state == 1 => None,
            Some(shift) => Some(u32::from(self.terms.day_off_after.contains(&shift.shift))),
        }
    }
}

pub(super) fn check(roster: &AgentRoster<'_>, found: &mut Vec<Violation>) {
    let followed_by_a_day_off = &roster.problem.contract(roster.agent).day_off_after;
    if followed_by_a_day_off.is_empty() {
        return;
    }
    for (before, shift) in roster.neighbours() {
        if followed_by_a_day_off.contains(&before.shift) {
            let message = format!("works on the day after {}", before.shift);
            found.push(roster.violation(RuleName::DayOffAfter, Some(shift.date), message));
        }
    }
}
