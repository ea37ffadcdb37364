//! Forbidden successions: on the day after a shift none of the shifts that `not_next_day` names for it, the last
//! published day included.

use super::{Action, AgentRoster, Rule, RuleName, Violation};
use crate::rostering::terms::Terms;

/// State: position of yesterday's shift among the templates, plus 1, if anything may not follow it; else 0.
pub(super) struct Automaton<'a> {
    terms: &'a Terms,
}

impl<'a> Automaton<'a> {
    pub(super) fn new(terms: &'a Terms) -> Self {
        Automaton { terms }
    }

    fn state_after(&self, shift: usize) -> u32 {
        let matters = self.terms.not_next_day.iter().any(|(first, _)| *first == shift);
        if matters { shift as u32 + 1 } else { 0 }
    }
}

impl Rule for Automaton<'_> {
    fn start(&self) -> u32 {
        let yesterday = self.terms.carry.yesterday.as_ref().and_then(|yesterday| yesterday.shift);
        yesterday.map_or(0, |shift| self.state_after(shift))
    }

    fn step(&self, state: u32, action: &Action<'_>) -> Option<u32> {
        let Some(shift) = action.shift else { return Some(0) };
        let before = (state as usize).checked_sub(1);
        let forbidden = before.is_some_and(|first| self.terms.not_next_day.contains(&(first, shift.shift)));
        (!forbidden).then(|| self.state_after(shift.shift))
    }
}

pub(super) fn check(roster: &AgentRoster<'_>, found: &mut Vec<Violation>) {
    let forbidden = &roster.problem.contract(roster.agent).not_next_day;
    if forbidden.is_empty() {
        return;
    }
    for (before, shift) in roster.neighbours() {
        if forbidden.get(&before.shift).is_some_and(|next| next.contains(&shift.shift)) {
            let message = format!("{} on the day after {}", shift.shift, before.shift);
            found.push(roster.violation(RuleName::NotNextDay, Some(shift.date), message));
        }
    }
}
