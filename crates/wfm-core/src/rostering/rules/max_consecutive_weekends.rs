//! Weekends in a row: never more than `max_consecutive_weekends` successive weekends with a shift start, past ones
//! included.

use std::collections::BTreeSet;

use chrono::{Duration, NaiveDate};

use super::{Action, AgentRoster, Rule, RuleName, Violation, weekend_of};
use crate::rostering::terms::Terms;

/// State: twice the weekends worked in a row before the current one, plus 1 if the current one is worked.
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
        let weekends = self.terms.carry.weekends;
        2 * (weekends >> 1).trailing_ones().min(self.most) + (weekends & 1)
    }

    fn step(&self, state: u32, action: &Action<'_>) -> Option<u32> {
        let day = &self.terms.weekend_days[action.day];
        let (mut before, mut worked) = (state / 2, state % 2);
        if day.begins {
            before = if worked == 1 { (before + 1).min(self.most) } else { 0 };
            worked = 0;
        }
        if day.weekend && action.shift.is_some() {
            worked = 1;
            return (before < self.most).then_some(2 * before + worked);
        }
        Some(2 * before + worked)
    }
}

pub(super) fn check(roster: &AgentRoster<'_>, found: &mut Vec<Violation>) {
    let Some(most) = roster.problem.contract(roster.agent).max_consecutive_weekends else { return };
    let weekend = roster.problem.weekend;
    let past = roster.problem.past(roster.agent).map(|shift| shift.date);
    let now = roster.shifts.iter().map(|shift| shift.date);
    let of = |date: NaiveDate| weekend_of(date, weekend);
    let worked: BTreeSet<NaiveDate> = past.chain(now.clone()).filter_map(of).collect();
    for last in now.filter_map(of).collect::<BTreeSet<NaiveDate>>() {
        let run = (0..).take_while(|back| worked.contains(&(last - Duration::days(7 * back)))).count() as u32;
        if run > most {
            let message = format!("{run} weekends worked in a row, at most {most} are allowed");
            found.push(roster.violation(RuleName::MaxConsecutiveWeekends, Some(last), message));
        }
    }
}
