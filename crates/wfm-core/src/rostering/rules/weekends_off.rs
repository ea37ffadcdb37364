//! Weekends off: of any `m` successive weekends, past ones included, at least `n` have no shift start.
//!
//! A weekend is a run of adjacent weekend days, so Saturday and Sunday stay together whatever day the week starts on.
//! What the past alone got wrong is not held against the horizon.

use std::collections::BTreeSet;

use chrono::{Datelike, Duration, NaiveDate};

use super::{Action, AgentRoster, Rule, RuleName, Violation};
use crate::model::WeekdaySet;
use crate::rostering::terms::Terms;

/// State: bit 0 is the current weekend, the bits above the `m − 1` weekends before; 1 is worked.
pub(super) struct Automaton<'a> {
    terms: &'a Terms,
}

impl<'a> Automaton<'a> {
    pub(super) fn new(terms: &'a Terms) -> Self {
        Automaton { terms }
    }
}

impl Rule for Automaton<'_> {
    fn start(&self) -> u32 {
        self.terms.weekends_off.map_or(0, |(_, of)| self.terms.carry.weekends & ((1 << of) - 1))
    }

    fn step(&self, state: u32, action: &Action<'_>) -> Option<u32> {
        let Some((off, of)) = self.terms.weekends_off else { return Some(0) };
        let day = &self.terms.weekend_days[action.day];
        let mut state = state;
        if day.begins {
            state = (state << 1) & ((1 << of) - 1);
        }
        if day.weekend && action.shift.is_some() {
            state |= 1;
            return (state.count_ones() + off <= of).then_some(state);
        }
        Some(state)
    }
}

/// The first day of the weekend that `date` belongs to.
pub(in crate::rostering) fn weekend_of(date: NaiveDate, weekend: WeekdaySet) -> Option<NaiveDate> {
    let inside = |day: NaiveDate| weekend.contains(day.weekday());
    let run = (0..7).take_while(|back| inside(date - Duration::days(*back))).count() as i64;
    // A weekend of all seven days would never begin: it begins with the ISO week.
    match run {
        0 => None,
        7 => Some(date - Duration::days(i64::from(date.weekday().num_days_from_monday()))),
        run => Some(date - Duration::days(run - 1)),
    }
}

pub(super) fn check(roster: &AgentRoster<'_>, found: &mut Vec<Violation>) {
    let Some((off, of)) = roster.problem.contract(roster.agent).weekends_off_of else { return };
    let weekend = roster.problem.weekend;
    let past = roster.problem.past(roster.agent).map(|shift| shift.date);
    let now = roster.shifts.iter().map(|shift| shift.date);
    let worked: BTreeSet<NaiveDate> =
        past.chain(now.clone()).filter_map(|d| weekend_of(d, weekend)).collect();
    let ends: BTreeSet<NaiveDate> = now.filter_map(|date| weekend_of(date, weekend)).collect();
    for end in ends {
        let count =
            (0..i64::from(of)).filter(|back| worked.contains(&(end - Duration::days(7 * back)))).count();
        if count as u32 + off > of {
            let message = format!("{count} of {of} weekends worked, at least {off} of {of} must be off");
            found.push(roster.violation(RuleName::WeekendsOffOf, Some(end), message));
        }
    }
}
