//! Rotation: every week is worked as a week of the contract's `rotation` says. Agents with a `rotation_week` work its weeks
//! in order, the others any one of them each week. A day on which the agent is on leave, unavailable or not employed for
//! any part of it may always be off.

use chrono::NaiveDate;

use super::{Action, AgentRoster, Rule, RuleName, Violation};
use crate::model::{Rotation, RotationDay};
use crate::rostering::terms::{RotationTerms, excused};

/// State: the weeks of the rotation that the current week may still be, one bit each.
pub(super) struct Automaton<'a> {
    terms: &'a RotationTerms,
}

impl<'a> Automaton<'a> {
    pub(super) fn new(terms: &'a RotationTerms) -> Self {
        Automaton { terms }
    }
}

impl Rule for Automaton<'_> {
    fn start(&self) -> u32 {
        self.terms.weeks.first().copied().unwrap_or(0)
    }

    fn step(&self, state: u32, action: &Action<'_>) -> Option<u32> {
        let allowing = match action.shift {
            None => self.terms.off[action.day],
            Some(shift) => self.terms.shifts[action.day % 7][shift.shift],
        };
        Some(state & allowing).filter(|left| *left != 0)
    }

    fn end_of_week(&self, _state: u32, week: usize) -> Option<u32> {
        Some(self.terms.weeks.get(week + 1).copied().unwrap_or(0))
    }
}

pub(super) fn check(roster: &AgentRoster<'_>, found: &mut Vec<Violation>) {
    let Some(rotation) = &roster.problem.contract(roster.agent).rotation else { return };
    let place = roster.problem.agents[roster.agent].rotation_week;
    for week in roster.problem.weeks() {
        let own = place.and_then(|place| rotation.week_at(place, week[0]));
        match own {
            Some(position) => check_week(roster, week, position, &rotation.weeks[position], found),
            None => check_any(roster, week, rotation, found),
        }
    }
}

fn in_order(roster: &AgentRoster<'_>, date: NaiveDate, day: &RotationDay) -> bool {
    let shift = roster.shifts.iter().find(|shift| shift.date == date).map(|shift| &shift.shift);
    day.allows(shift) || (shift.is_none() && excused(roster.problem, roster.agent, date))
}

/// The week must be that of the agent's place.
fn check_week(
    roster: &AgentRoster<'_>,
    week: &[NaiveDate],
    position: usize,
    days: &[RotationDay; 7],
    found: &mut Vec<Violation>,
) {
    for (date, _) in week.iter().zip(days).filter(|(date, day)| !in_order(roster, **date, day)) {
        let shift = roster.shifts.iter().find(|shift| shift.date == *date);
        let what = shift.map_or("a day off".to_owned(), |shift| shift.shift.to_string());
        let message = format!("{what}, against week {} of the rotation", position + 1);
        found.push(roster.violation(RuleName::Rotation, Some(*date), message));
    }
}

/// The week must be one of the rotation.
fn check_any(roster: &AgentRoster<'_>, week: &[NaiveDate], rotation: &Rotation, found: &mut Vec<Violation>) {
    let is_worked =
        |days: &[RotationDay; 7]| week.iter().zip(days).all(|(date, day)| in_order(roster, *date, day));
    if !rotation.weeks.iter().any(is_worked) {
        let message = "the week is none of the rotation's".to_owned();
        found.push(roster.violation(RuleName::Rotation, Some(week[0]), message));
    }
}
