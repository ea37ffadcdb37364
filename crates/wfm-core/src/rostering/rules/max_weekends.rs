//! Weekends of the period: at most `max_weekends` weekends with a shift start; one that began before the horizon counts
//! only if its part in the horizon is worked.

use std::collections::BTreeSet;

use super::{Action, AgentRoster, Rule, RuleName, Violation, weekend_of};
use crate::rostering::terms::Terms;

/// State: twice the weekends worked so far, plus 1 if the current one is among them.
pub(super) struct Automaton<'a> {
    terms: &'a Terms,
    most: u32,
}

impl<'a> Automaton<'a> {
    pub(super) fn new(terms: &'a Terms, most: u32) -> Self {
        Automaton { terms, most }
    }
}

impl Rule for Automaton<'_> {
    fn start(&self) -> u32 {
        0
    }

    fn step(&self, state: u32, action: &Action<'_>) -> Option<u32> {
        let day = &self.terms.weekend_days[action.day];
        let (worked, counted) = (state / 2, state % 2 == 1 && !day.begins);
        match action.shift {
            Some(_) if day.weekend && !counted => (worked < self.most).then_some(2 * (worked + 1) + 1),
            _ => Some(2 * worked + u32::from(counted)),
        }
    }
}

pub(super) fn check(roster: &AgentRoster<'_>, found: &mut Vec<Violation>) {
    let Some(most) = roster.problem.contract(roster.agent).max_weekends else { return };
    let dates = roster.shifts.iter().map(|shift| shift.date);
    let worked: BTreeSet<_> = dates.filter_map(|date| weekend_of(date, roster.problem.weekend)).collect();
    if worked.len() > most as usize {
        let message = format!("{} weekends worked, at most {most} are allowed", worked.len());
        found.push(roster.violation(RuleName::MaxWeekends, None, message));
    }
}
