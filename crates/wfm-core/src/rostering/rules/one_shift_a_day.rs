//! One shift a day: at most one shift starts on a local day, and only on days of the horizon on which the agent is
//! employed.

use super::{AgentRoster, RuleName, Violation};
use crate::model::date_of;

pub(super) fn check(roster: &AgentRoster<'_>, found: &mut Vec<Violation>) {
    let zone = roster.problem.zone_of(roster.agent);
    let mut say = |rule, date, message: String| found.push(roster.violation(rule, Some(date), message));
    for (position, shift) in roster.shifts.iter().enumerate() {
        if roster.shifts[..position].iter().any(|earlier| earlier.date == shift.date) {
            say(RuleName::OneShiftADay, shift.date, "two shifts start on the day".to_owned());
        }
        let starts = date_of(shift.start, zone);
        if starts != shift.date {
            say(RuleName::OneShiftADay, shift.date, format!("the shift starts on {starts}, not on its date"));
        }
        if !roster.problem.employed(roster.agent, shift.date) {
            say(
                RuleName::Employment,
                shift.date,
                "works before the first or after the last day of employment".to_owned(),
            );
        }
    }
}
