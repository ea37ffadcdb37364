//! One agent alone, with what could be lifted or relaxed to see whether a legal tour appears.

use std::collections::BTreeSet;

use crate::model::{AvailabilityKind, Contract, Lock};
use crate::rostering::alternative::Demand;
use crate::rostering::candidates::Candidates;
use crate::rostering::choices::days;
use crate::rostering::graph::{Choices, Graph};
use crate::rostering::problem::Problem;
use crate::rostering::rules::RuleName;
use crate::rostering::terms::{Item, Terms};
use crate::scheduling::places::BreakPlan;

/// An agent, and what a tour must do beside being legal.
pub(super) struct Case<'a> {
    /// The problem of this agent alone.
    pub(super) problem: Problem,
    plans: &'a [BreakPlan],
    candidates: &'a Candidates,
    demand: Option<&'a Demand>,
}

impl<'a> Case<'a> {
    pub(super) fn new(
        problem: &Problem,
        agent: usize,
        plans: &'a [BreakPlan],
        candidates: &'a Candidates,
        demand: Option<&'a Demand>,
    ) -> Self {
        Case { problem: problem.alone(agent), plans, candidates, demand }
    }

    /// Whether there would be one under another contract.
    pub(super) fn is_legal_under(&self, contract: Contract) -> bool {
        let mut problem = self.problem.clone();
        problem.contracts = vec![contract];
        self.is_legal(&problem, &BTreeSet::new())
    }

    /// Whether there would be one with another row of availability in place of the one at `row`.
    pub(super) fn is_legal_with(&self, row: usize, other: crate::model::Availability) -> bool {
        let mut problem = self.problem.clone();
        problem.availability[0][row] = other;
        self.is_legal(&problem, &BTreeSet::new())
    }

    /// Whether there is a legal tour that meets the demand, `without` some of the reasons.
    fn is_legal(&self, problem: &Problem, without: &BTreeSet<Item>) -> bool {
        let terms = Terms::of(problem, 0, without);
        let days = days(problem, self.plans, self.candidates, 0, without);
        self.demanded(days.choices)
            .iter()
            .any(|choices| Graph::new(self.candidates, choices, &terms).is_some())
    }

    /// The choices that can meet the demand: one of these sets must hold a legal tour.
    fn demanded(&self, mut choices: Choices) -> Vec<Choices> {
        let steps = match self.demand {
            None => return vec![choices],
            Some(Demand::Off(day)) => {
                choices.shifts[*day].clear();
                return if choices.off[*day] { vec![choices] } else { Vec::new() };
            }
            Some(Demand::Work(day)) => {
                choices.off[*day] = false;
                return if choices.shifts[*day].is_empty() { Vec::new() } else { vec![choices] };
            }
            Some(Demand::OnQueue(steps)) => (steps.start as i64, steps.end as i64),
        };
        let serves = |shift: &usize| {
            let shift = &self.candidates.all[*shift];
            let there = shift.from < steps.1 && steps.0 < shift.to;
            there
                && self.plans[shift.shift]
                    .place(&Default::default(), (shift.from, shift.to), &[steps])
                    .is_some()
        };
        let on_day = |day: usize| {
            let mut choices = choices.clone();
            choices.shifts[day].retain(serves);
            choices.off[day] = false;
            (!choices.shifts[day].is_empty()).then_some(choices)
        };
        (0..choices.off.len()).filter_map(on_day).collect()
    }

    /// A smallest set of reasons that leave no legal tour: without any one of them there is one. Empty when lifting all
    /// of them does not help.
    ///
    /// Where no single shift meets the demand, only what forbids single shifts is looked at: that is a reason already,
    /// and found in a moment.
    pub(super) fn needed(&self) -> Vec<Item> {
        let has_choice = |without: &BTreeSet<Item>| {
            let days = days(&self.problem, self.plans, self.candidates, 0, without);
            !self.demanded(days.choices).is_empty()
        };
        match has_choice(&BTreeSet::new()) {
            true => self.needed_for(&|without| self.is_legal(&self.problem, without)),
            false => self.needed_for(&has_choice),
        }
    }

    fn needed_for(&self, holds: &dyn Fn(&BTreeSet<Item>) -> bool) -> Vec<Item> {
        let items = self.items();
        if !holds(&items.iter().copied().collect()) {
            return Vec::new();
        }
        let mut lifted: BTreeSet<Item> = BTreeSet::new();
        let mut needed = Vec::new();
        for item in items {
            lifted.insert(item);
            if holds(&lifted) {
                lifted.remove(&item);
                needed.push(item);
            }
        }
        needed
    }

    fn items(&self) -> Vec<Item> {
        let rows = self.problem.availability[0].iter().enumerate();
        let hard = rows.filter(|(_, row)| {
            let is_wish = matches!(row.kind, AvailabilityKind::WishOff | AvailabilityKind::WishWork);
            !is_wish && row.minutes_to_place().is_none()
        });
        let locked = self.problem.published[0].iter().filter(|row| row.locked != Lock::None);
        let locked =
            locked.filter(|row| self.problem.dates.contains(&row.date)).map(|row| Item::Lock(row.date));
        let rows = hard.map(|(row, _)| Item::Row(row));
        rows.chain(locked).chain([Item::Employment]).chain(RuleName::OF_CONTRACT.map(Item::Rule)).collect()
    }
}
