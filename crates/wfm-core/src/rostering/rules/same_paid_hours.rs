//! The same paid hours every day: with `same_paid_hours_in_week` all shifts of a week are paid alike. With
//! `max_start_spread_hours = 0` the whole week looks the same.

use super::{Action, AgentRoster, Rule, RuleName, Violation};

/// State: paid minutes of the week's first shift, plus 1; 0 before it.
pub(super) struct Automaton;

impl Rule for Automaton {
    fn start(&self) -> u32 {
        0
    }

    fn step(&self, state: u32, action: &Action<'_>) -> Option<u32> {
        let Some(shift) = action.shift else { return Some(state) };
        (state == 0 || state == shift.paid + 1).then_some(shift.paid + 1)
    }

    fn end_of_week(&self, _state: u32, _week: usize) -> Option<u32> {
        Some(0)
    }
}

pub(super) fn check(roster: &AgentRoster<'_>, found: &mut Vec<Violation>) {
    if !roster.problem.contract(roster.agent).same_paid_hours_in_week {
        return;
    }
    for week in roster.problem.weeks() {
        let mut paid = roster.in_week(week).map(|shift| shift.paid_minutes);
        let Some(first) = paid.next() else { continue };
        if let Some(other) = paid.find(|minutes| *minutes != first) {
            let message = format!("{first} and {other} paid minutes on days of the same week");
            found.push(roster.violation(RuleName::SamePaidHoursInWeek, Some(week[0]), message));
        }
    }
}
