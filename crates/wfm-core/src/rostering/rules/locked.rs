//! Locked: a published assignment with `locked = shift` keeps shift, start and end; with `locked = breaks` its breaks too.

use super::{AgentRoster, RuleName, Violation};
use crate::model::{Activity, Assignment, Lock, Segment};

pub(super) fn check(roster: &AgentRoster<'_>, found: &mut Vec<Violation>) {
    for promised in &roster.problem.published[roster.agent] {
        if promised.locked == Lock::None || !roster.problem.dates.contains(&promised.date) {
            continue;
        }
        let kept = roster.shifts.iter().find(|shift| same_shift(shift, promised));
        let message = match kept {
            None => "the locked shift is missing or was changed",
            Some(shift) if promised.locked == Lock::Breaks && named(shift).ne(named(promised)) => {
                "the locked breaks were moved"
            }
            Some(_) => continue,
        };
        found.push(roster.violation(RuleName::Locked, Some(promised.date), message.to_owned()));
    }
}

fn same_shift(a: &Assignment, b: &Assignment) -> bool {
    (&a.shift, a.date, a.start, a.end) == (&b.shift, b.date, b.start, b.end)
}

fn named(shift: &Assignment) -> impl Iterator<Item = &Segment> {
    shift.segments.iter().filter(|segment| segment.activity != Activity::OnQueue)
}
