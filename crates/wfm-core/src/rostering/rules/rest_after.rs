//! Rest after some shifts: `start of the next shift − end of the last ≥ rest_after` where the two are not of the same kind,
//! in absolute time, from the published past on. Nights may follow nights; after the last of them there is time to recover.

use chrono::{DateTime, Utc};

use super::rest::{among, free_from, state_of};
use super::{Action, AgentRoster, Rule, RuleName, Violation};
use crate::model::ShiftId;
use crate::rostering::terms::Terms;

/// State: position of the last shift among the templates, plus 1, above the earliest start of another shift as in
/// [`super::rest`]; 0 when no start is forbidden.
pub(super) struct Automaton<'a> {
    terms: &'a Terms,
}

/// Bits of the earliest start.
const BITS: u32 = 24;

impl<'a> Automaton<'a> {
    pub(super) fn new(terms: &'a Terms) -> Self {
        Automaton { terms }
    }

    fn state_after(&self, shift: usize, end: i64, among: impl Fn(i64) -> u32) -> u32 {
        let Some(rest) = self.terms.rest_after.get(&shift) else { return 0 };
        packed(shift, among(end + rest))
    }
}

fn packed(shift: usize, free: u32) -> u32 {
    if free == 0 { 0 } else { (shift as u32 + 1) << BITS | free }
}

impl Rule for Automaton<'_> {
    fn start(&self) -> u32 {
        let last = self.terms.carry.last_shift.zip(self.terms.carry.last_end);
        last.map_or(0, |(shift, end)| self.state_after(shift, end, state_of))
    }

    fn step(&self, state: u32, action: &Action<'_>) -> Option<u32> {
        let (last, free) = ((state >> BITS) as usize, free_from(state & ((1 << BITS) - 1)));
        match action.shift {
            None if last == 0 => Some(0),
            None => Some(packed(last - 1, among(free, action.later))),
            Some(shift) if last == 0 || shift.shift + 1 == last || shift.start >= free => {
                Some(self.state_after(shift.shift, shift.end, |free| among(free, action.later)))
            }
            Some(_) => None,
        }
    }
}

pub(super) fn check(roster: &AgentRoster<'_>, found: &mut Vec<Violation>) {
    let rests = &roster.problem.contract(roster.agent).rest_after;
    let last = roster.problem.past(roster.agent).max_by_key(|shift| shift.end);
    let mut before: Option<(&ShiftId, DateTime<Utc>)> = last.map(|shift| (&shift.shift, shift.end));
    for shift in &roster.shifts {
        if let Some((last, end)) = before
            && let Some(needed) = rests.get(last)
        {
            let rest = (shift.start - end).num_seconds() as f64 / 3600.0;
            if *last != shift.shift && rest < needed - 1e-6 {
                let message = format!(
                    "{rest:.2} hours from {last} to {}, at least {needed} are asked for",
                    shift.shift
                );
                found.push(roster.violation(RuleName::RestAfter, Some(shift.date), message));
            }
        }
        before = Some((&shift.shift, shift.end));
    }
}
