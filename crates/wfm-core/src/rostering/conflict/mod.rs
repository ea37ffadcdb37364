//! Why an agent has no legal tour at all: a smallest set of reasons that contradict each other, in words, and the smallest
//! change of each that would mend it.
//!
//! Reasons are lifted one by one, first rows of availability and locks, then the contract's rules; one without which the
//! contradiction remains is left out for good. What stays is a minimal conflict: each reason in it is needed, so changing
//! any one of them far enough is a remedy. How far is found by bisection.

mod case;
mod remedies;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use super::alternative::Demand;
use super::board::Board;
use super::candidates::Candidates;
use super::problem::Problem;
use super::rules::RuleName;
use super::terms::{Item, Terms};
use crate::error::{Conflict, Error};
use crate::scheduling::places::BreakPlan;
use case::Case;
use words::{longest_week, nothing_to_work, words};

/// Agents without a legal tour, if any.
pub(super) fn board(problem: &Problem) -> Result<Board<'_>, Error> {
    Board::new(problem).map_err(|stuck| explain(problem, &stuck))
}

/// What keeps an agent from every legal tour that meets `demand`, in words.
pub(super) fn obstacle(board: &Board<'_>, agent: usize, demand: &Demand) -> String {
    let candidates = board.candidates(&board.classes[board.class_of[agent]]);
    let case = Case::new(board.problem, agent, &board.plans, candidates, Some(demand));
    match words(&case.problem, 0, &case.needed()) {
        words if words.is_empty() => "no shift template allows it".to_owned(),
        words => words.join("; "),
    }
}

/// The error that names all these agents, those with the same conflict together.
fn explain(problem: &Problem, stuck: &[usize]) -> Error {
    let plans: Vec<BreakPlan> = problem.shifts.iter().map(|s| BreakPlan::new(s, problem.step)).collect();
    let mut zones: Vec<Candidates> = Vec::new();
    let mut conflicts: Vec<Conflict> = Vec::new();
    let mut known: BTreeMap<Signature, Told> = BTreeMap::new();
    for agent in stuck {
        let zone = problem.zone_of(*agent);
        let at = zones.iter().position(|known| known.zone == zone).unwrap_or_else(|| {
            zones.push(Candidates::new(problem, &plans, zone));
            zones.len() - 1
        });
        let answer = || reason(&Case::new(problem, *agent, &plans, &zones[at], None));
        let (reason, remedies) = known.entry(signature(problem, *agent)).or_insert_with(answer).clone();
        let id = problem.agents[*agent].id.to_string();
        match conflicts.iter_mut().find(|c| c.reason == reason && c.remedies == remedies) {
            Some(conflict) => conflict.agents.push(id),
            None => conflicts.push(Conflict { agents: vec![id], reason, remedies }),
        }
    }
    Error::Conflict(conflicts)
}

/// What the conflict of an agent depends on.
type Signature = Vec<(String, Terms)>;

/// The reason of a conflict, and what would mend it.
type Told = (String, Vec<String>);

/// What the conflict of an agent depends on, so that like agents are looked at once.
fn signature(problem: &Problem, agent: usize) -> Signature {
    let terms = Terms::of(problem, agent, &BTreeSet::new());
    let rows =
        problem.availability[agent].iter().map(|row| format!("{:?} {} {}", row.kind, row.from, row.to));
    let locks =
        problem.published[agent].iter().map(|row| format!("{} {} {:?}", row.shift, row.start, row.locked));
    let employed = problem.dates.iter().map(|date| problem.employed(agent, *date).to_string());
    let contract = problem.contract_of[agent].to_string();
    let zone = problem.zone_of(agent).to_string();
    rows.chain(locks).chain(employed).chain([contract, zone]).map(|text| (text, terms.clone())).collect()
}

/// A conflict in words.
fn reason(case: &Case<'_>) -> Told {
    if let Some(nothing) = nothing_to_work(&case.problem, 0) {
        return (nothing, Vec::new());
    }
    let needed = case.needed();
    let mut words = words(&case.problem, 0, &needed);
    if needed.contains(&Item::Rule(RuleName::HoursPerWeek)) {
        words.extend(longest_week(&case.problem, 0));
    }
    let reason = match words.as_slice() {
        [] => "no shift template gives any legal week".to_owned(),
        [one] => format!("no week can meet this: {one}"),
        // The second only says why.
        [one, why] if needed.len() == 1 => format!("no week can meet this: {one}; {why}"),
        several => format!("these cannot all hold: {}", several.join("; ")),
    };
    (reason, remedies::remedies(case, &needed))
}
