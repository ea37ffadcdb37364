//! What differs between two rosters, day by day.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::assemble::assignment;
use super::board::{Board, Tour};
use crate::model::{AgentId, Assignment, Roster};

/// A day of an agent that differs.
#[derive(Debug, Clone, PartialEq)]
pub struct ShiftChange {
    /// Who.
    pub agent: AgentId,
    /// The day.
    pub date: NaiveDate,
    /// The shift before; none on a day off.
    pub before: Option<Assignment>,
    /// The shift after; none on a day off.
    pub after: Option<Assignment>,
}

impl ShiftChange {
    /// Whether shift, start and end stay and only breaks move.
    pub fn is_break_only(&self) -> bool {
        matches!((&self.before, &self.after), (Some(before), Some(after)) if is_same(before, after))
    }
}

/// The agents' days on which shift, start or end differ between two rosters, by agent and day. Breaks do not count.
pub fn changes(before: &Roster, after: &Roster) -> Vec<ShiftChange> {
    let mut days: BTreeMap<(&AgentId, NaiveDate), [Option<&Assignment>; 2]> = BTreeMap::new();
    for (side, roster) in [before, after].into_iter().enumerate() {
        for shift in &roster.assignments {
            days.entry((&shift.agent, shift.date)).or_default()[side] = Some(shift);
        }
    }
    let differs = |sides: &[Option<&Assignment>; 2]| match sides {
        [Some(before), Some(after)] => !is_same(before, after),
        _ => true,
    };
    let changed = days.into_iter().filter(|(_, sides)| differs(sides));
    changed
        .map(|((agent, date), [before, after])| ShiftChange {
            agent: agent.clone(),
            date,
            before: before.cloned(),
            after: after.cloned(),
        })
        .collect()
}

fn is_same(a: &Assignment, b: &Assignment) -> bool {
    (&a.shift, a.start, a.end) == (&b.shift, b.start, b.end)
}

/// The days on which two tours of an agent differ, breaks included. Stretches on the queue name no queue.
pub(super) fn changes_of(board: &Board<'_>, agent: usize, before: &Tour, after: &Tour) -> Vec<ShiftChange> {
    let problem = board.problem;
    let class = &board.classes[board.class_of[agent]];
    let dated = |tour: &Tour, day: usize| {
        let shift = tour.get(day)?.as_ref()?;
        Some(assignment(board, class, agent, day, shift))
    };
    let change = |day: usize| ShiftChange {
        agent: problem.agents[agent].id.clone(),
        date: problem.dates[day],
        before: dated(before, day),
        after: dated(after, day),
    };
    let days = 0..problem.dates.len();
    days.filter(|day| before.get(*day) != after.get(*day)).map(change).collect()
}
