//! Which shifts an agent may work on each day, before the rules that span days; and what is fixed inside them.

use std::collections::BTreeSet;

use super::candidates::{Candidate, Candidates};
use super::graph::Choices;
use super::problem::Problem;
use super::rules::{RuleName, allows, only_windows};
use super::terms::Item;
use crate::model::{Activity, Assignment, Lock, date_of};
use crate::scheduling::places::{BreakPlan, PriceSums};

/// The choices of an agent, and the parts of their shifts that do not serve a queue.
#[derive(Debug, Clone)]
pub(super) struct Days {
    pub(super) choices: Choices,
    /// Base steps taken by fixed activities, per day on which their shift starts.
    pub(super) busy: Vec<Vec<(i64, i64)>>,
    /// Break starts of a locked day, in base steps after the shift's start.
    pub(super) locked: Vec<Option<Vec<u16>>>,
}

/// The choices of `agent`, `without` some of the reasons that forbid.
pub(super) fn days(
    problem: &Problem,
    plans: &[BreakPlan],
    candidates: &Candidates,
    agent: usize,
    without: &BTreeSet<Item>,
) -> Days {
    let view = View { problem, plans, candidates, agent, without };
    let mut days = Days {
        choices: Choices { shifts: Vec::new(), off: vec![true; problem.dates.len()] },
        busy: vec![Vec::new(); problem.dates.len()],
        locked: vec![None; problem.dates.len()],
    };
    for day in 0..problem.dates.len() {
        let shifts = candidates.by_day[day].clone().filter(|shift| view.may(&candidates.all[*shift]));
        days.choices.shifts.push(shifts.collect());
    }
    view.lock(&mut days);
    view.fix(&mut days);
    days
}

struct View<'a> {
    problem: &'a Problem,
    plans: &'a [BreakPlan],
    candidates: &'a Candidates,
    agent: usize,
    without: &'a BTreeSet<Item>,
}

impl View<'_> {
    fn holds(&self, item: Item) -> bool {
        !self.without.contains(&item)
    }

    fn may(&self, shift: &Candidate) -> bool {
        let contract = self.problem.contract(self.agent);
        let id = &self.problem.shifts[shift.shift].id;
        let named = contract.shifts.as_ref().is_none_or(|shifts| shifts.contains(id));
        let hours = f64::from(shift.length) / 60.0;
        let long = contract.hours_per_day.is_none_or(|(lo, hi)| hours >= lo - 1e-6 && hours <= hi + 1e-6);
        (named || !self.holds(Item::Rule(RuleName::Shifts)))
            && (long || !self.holds(Item::Rule(RuleName::HoursPerDay)))
            && (self.problem.employed(self.agent, shift.date) || !self.holds(Item::Employment))
            && self.available(shift)
    }

    fn available(&self, shift: &Candidate) -> bool {
        let (from, to) = (self.problem.instant(shift.start), self.problem.instant(shift.end));
        let mut rows = self.problem.availability[self.agent].iter().enumerate();
        let mut windows = only_windows(self.problem, self.agent, shift.date)
            .filter(|(row, _)| self.holds(Item::Row(*row)))
            .peekable();
        let bound = windows.peek().is_some();
        rows.all(|(position, row)| allows(row, from, to) || !self.holds(Item::Row(position)))
            && (!bound || windows.any(|(_, row)| row.from <= from && to <= row.to))
    }

    /// A locked day has one choice at most.
    fn lock(&self, days: &mut Days) {
        for (day, date) in self.problem.dates.iter().enumerate() {
            let Some(promised) = self.problem.promised(self.agent, *date) else { continue };
            if promised.locked == Lock::None || !self.holds(Item::Lock(*date)) {
                continue;
            }
            let same = |shift: &usize| self.is(&self.candidates.all[*shift], promised);
            days.choices.off[day] = false;
            days.choices.shifts[day].retain(same);
            if promised.locked == Lock::Breaks {
                let starts =
                    days.choices.shifts[day].first().and_then(|shift| self.locked_breaks(*shift, promised));
                if starts.is_none() {
                    days.choices.shifts[day].clear();
                }
                days.locked[day] = starts;
            }
        }
    }

    fn is(&self, shift: &Candidate, promised: &Assignment) -> bool {
        promised.shift == self.problem.shifts[shift.shift].id
            && promised.start == self.problem.instant(shift.start)
            && promised.end == self.problem.instant(shift.end)
    }

    /// The break starts of a promised shift, if they are those of a legal one.
    fn locked_breaks(&self, shift: usize, promised: &Assignment) -> Option<Vec<u16>> {
        let shift = &self.candidates.all[shift];
        let template = &self.problem.shifts[shift.shift];
        let is_break = |name: &str| template.breaks.iter().any(|b| b.id == name);
        let segments = promised
            .segments
            .iter()
            .filter(|segment| matches!(&segment.activity, Activity::Named(name) if is_break(name)));
        let starts: Vec<i64> = segments.map(|s| self.problem.minute(s.start) - shift.start).collect();
        let step = self.problem.step;
        let on_step = starts.iter().all(|start| start % step == 0);
        let starts: Vec<i64> = starts.iter().map(|start| start / step).collect();
        let legal = on_step && self.plans[shift.shift].allows(&starts, shift.to - shift.from);
        legal.then(|| starts.iter().map(|start| *start as u16).collect())
    }

    /// Fixed activities: only shifts that can hold them, with their breaks elsewhere.
    fn fix(&self, days: &mut Days) {
        let zone = self.problem.zone_of(self.agent);
        let past_end = self.problem.past(self.agent).map(|shift| shift.end).max();
        for (position, row) in self.problem.availability[self.agent].iter().enumerate() {
            let date = self.problem.dates.iter().position(|date| *date == date_of(row.from, zone));
            let over = past_end.is_some_and(|end| row.from < end);
            let (true, Some(date), false) = (row.is_fixed_activity(), date, over) else { continue };
            if !self.holds(Item::Row(position)) {
                continue;
            }
            let (from, to) = (self.problem.minute(row.from), self.problem.minute_up(row.to));
            let can_hold =
                |day: usize| days.choices.shifts[day].iter().any(|shift| self.contains(*shift, from, to));
            let owner = if !can_hold(date) && date > 0 && can_hold(date - 1) { date - 1 } else { date };
            days.choices.off[owner] = false;
            let step = self.problem.step;
            days.busy[owner].push((from.div_euclid(step), -((-to).div_euclid(step))));
            for (day, shifts) in days.choices.shifts.iter_mut().enumerate() {
                let shift = |shift: &usize| &self.candidates.all[*shift];
                match day == owner {
                    true => shifts.retain(|s| self.contains(*s, from, to)),
                    false => shifts.retain(|s| shift(s).end <= from || to <= shift(s).start),
                }
            }
        }
        self.keep_room_for_breaks(days);
    }

    fn contains(&self, shift: usize, from: i64, to: i64) -> bool {
        let shift = &self.candidates.all[shift];
        shift.start <= from && to <= shift.end
    }

    fn keep_room_for_breaks(&self, days: &mut Days) {
        let nothing = PriceSums::new([]);
        for (day, busy) in days.busy.iter().enumerate().filter(|(_, busy)| !busy.is_empty()) {
            let overlap =
                busy.iter().enumerate().any(|(i, a)| busy[..i].iter().any(|b| a.0 < b.1 && b.0 < a.1));
            let locked = days.locked[day].clone();
            days.choices.shifts[day].retain(|shift| {
                let shift = &self.candidates.all[*shift];
                let plan = &self.plans[shift.shift];
                let room = match &locked {
                    None => plan.place(&nothing, (shift.from, shift.to), busy).is_some(),
                    Some(starts) => plan.lengths().zip(starts).all(|(steps, start)| {
                        let from = shift.from + i64::from(*start);
                        busy.iter().all(|(a, b)| from + steps <= *a || *b <= from)
                    }),
                };
                room && !overlap
            });
        }
    }
}
