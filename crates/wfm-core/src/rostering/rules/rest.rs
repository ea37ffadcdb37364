//! Rest: `start of the next shift − end of the last ≥ min_rest_hours` for every pair of consecutive shifts, in absolute
//! time, across weeks and from the published past on. Without a figure shifts must still not overlap.

use super::{Action, AgentRoster, Rule, RuleName, Violation};
use crate::rostering::terms::Terms;

/// State: the earliest start allowed, as the first of the later starts that is no earlier; 0 when none is forbidden.
pub(super) struct Automaton<'a> {
    terms: &'a Terms,
}

// Minutes from the start of the grid may be negative in another time zone; states are not.
const SHIFTED: i64 = 1_000_000;
/// Above the state of any minute of a horizon of thirteen weeks and more.
pub(super) const NEVER: u32 = (1 << 24) - 1;

impl<'a> Automaton<'a> {
    pub(super) fn new(terms: &'a Terms) -> Self {
        Automaton { terms }
    }
}

pub(super) fn state_of(free: i64) -> u32 {
    u32::try_from(free + SHIFTED).unwrap_or(0).min(NEVER)
}

pub(super) fn free_from(state: u32) -> i64 {
    match state {
        0 => i64::MIN,
        NEVER => i64::MAX,
        state => i64::from(state) - SHIFTED,
    }
}

/// The state in which nothing starts before `free`, when only `later` starts may follow.
pub(super) fn among(free: i64, later: &[i64]) -> u32 {
    match later.partition_point(|start| *start < free) {
        0 => 0,
        position => later.get(position).map_or(NEVER, |start| state_of(*start)),
    }
}

impl Rule for Automaton<'_> {
    fn start(&self) -> u32 {
        self.terms.carry.last_end.map_or(0, |end| state_of(end + self.terms.rest))
    }

    fn step(&self, state: u32, action: &Action<'_>) -> Option<u32> {
        let free = free_from(state);
        match action.shift {
            None => Some(among(free, action.later)),
            Some(shift) if shift.start >= free => Some(among(shift.end + self.terms.rest, action.later)),
            Some(_) => None,
        }
    }
}

pub(super) fn check(roster: &AgentRoster<'_>, found: &mut Vec<Violation>) {
    let needed = roster.problem.contract(roster.agent).min_rest_hours;
    let mut before = roster.problem.past(roster.agent).map(|shift| shift.end).max();
    for shift in &roster.shifts {
        if let Some(end) = before {
            let rest = (shift.start - end).num_seconds() as f64 / 3600.0;
            if rest < needed.max(0.0) - 1e-6 {
                let message =
                    format!("{rest:.2} hours of rest before the shift, at least {needed} are asked for");
                found.push(roster.violation(RuleName::MinRestHours, Some(shift.date), message));
            }
        }
        before = before.max(Some(shift.end));
    }
}
