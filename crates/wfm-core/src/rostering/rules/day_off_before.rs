//! A day off before some shifts: on the day before a shift of `day_off_before` none starts, the last published day
//! included.

use super::{Action, AgentRoster, Rule, RuleName, Violation};
use crate::rostering::terms::Terms;

/// State: 1 on the day after a shift.
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
        u32::from(self.terms.carry.yesterday.is_some())
    }

    fn step(&self, state: u32, action: &Action<'_>) -> Option<u32> {
        match action.shift {
            None => Some(0),
            Some(shift) if state == 1 && self.terms.day_off_before.contains(&shift.shift) => None,
            Some(_) => Some(1),
        }
    }
}

pub(super) fn check(roster: &AgentRoster<'_>, found: &mut Vec<Violation>) {
    let preceded_by_a_day_off = &roster.problem.contract(roster.agent).day_off_before;
    if preceded_by_a_day_off.is_empty() {
        return;
    }
    for (_, shift) in roster.neighbours() {
        if preceded_by_a_day_off.contains(&shift.shift) {
            let message = format!("works on the day before {}", shift.shift);
            found.push(roster.violation(RuleName::DayOffBefore, Some(shift.date), message));
        }
    }
}
