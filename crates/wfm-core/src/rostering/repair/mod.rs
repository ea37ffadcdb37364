//! The least change when somebody is absent.
//!
//! Comes in: a problem, the roster that was published for it, and who is absent on which days. Goes out: a short list of
//! trade-offs, the best repair found with 0, 1, 2, … changed days of agents, each legal, each with what it leaves short.
//! Absent agents keep their other shifts; nobody is asked to change a day before the first absence, and breaks of
//! unchanged shifts stay. One change is found exactly; several by building on the best few repairs with fewer changes, each
//! step the exact best of one or two days of one more agent. Cost: the best tours of all agents once, then of the 40 most
//! promising for each repair built on.
//!
//! It does not know whether somebody can be reached.

mod search;

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::board::Board;
use super::change::{ShiftChange, changes};
use super::cost::{Cost, cost};
use super::coverage::rostered;
use super::plan::Plan;
use super::problem::Problem;
use super::{activities, assemble, conflict, standing};
use crate::error::{Error, Result};
use crate::model::{AgentId, Roster};
use search::{Search, State};

/// Somebody who does not come.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Absence {
    /// Who.
    pub agent: AgentId,
    /// The day on which the missed shift starts.
    pub date: NaiveDate,
}

/// How far a repair may go.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RepairLimits {
    /// Most days of agents that may differ.
    pub most_changes: usize,
    /// What a changed day must save at least to be worth it, in units of the objective.
    pub change_cost: f64,
}

/// What can be done, from doing nothing on.
#[derive(Debug, Clone, PartialEq)]
pub struct Repaired {
    /// Repairs with ever more changes, each cheaper than the one before; the first changes nothing.
    pub tradeoffs: Vec<Tradeoff>,
    /// Position of the one at which cost plus `change_cost` for every change is least.
    pub best: usize,
}

/// One repair.
#[derive(Debug, Clone, PartialEq)]
pub struct Tradeoff {
    /// The days that differ from what was published, the absences themselves left out.
    pub changes: Vec<ShiftChange>,
    /// The roster, without the shifts missed.
    pub roster: Roster,
    /// What it costs.
    pub cost: Cost,
    /// Agent hours short over all queues and intervals.
    pub short_hours: f64,
}

/// Repairs `published` for these absences.
///
/// # Errors
/// [`Error::InvalidInput`] naming every absence of somebody unknown or without a shift that day; [`Error::Conflict`] when
/// some agents have no legal tour at all.
pub fn repair(
    problem: &Problem,
    published: &Roster,
    absences: &[Absence],
    limits: &RepairLimits,
) -> Result<Repaired> {
    check_absences(problem, published, absences)?;
    let missed = |agent: &AgentId, date| absences.iter().any(|a| a.agent == *agent && a.date == date);
    let mut left = published.clone();
    left.assignments.retain(|shift| !missed(&shift.agent, shift.date));
    // Activities placed in the shifts missed fall away with them; the others stay where they are.
    let asked = problem;
    let problem = &activities::with_placed(asked, &left);
    let absent: BTreeSet<usize> = absences.iter().filter_map(|a| problem.agent_index(&a.agent)).collect();
    let first = absences.iter().map(|absence| absence.date).min();
    let first_day = problem.dates.iter().position(|date| Some(*date) == first).unwrap_or(0);
    let mut board = conflict::board(problem)?;
    let tours = standing::tours(&mut board, &left, &absent);
    let plan = Plan::of(&board, tours);
    let steps = Search::new(plan, first_day).run(limits.most_changes);
    let tradeoffs: Vec<Tradeoff> = steps.iter().map(|state| tradeoff(asked, &board, &left, state)).collect();
    let weighed = |at: usize| {
        let tradeoff: &Tradeoff = &tradeoffs[at];
        let cost = tradeoff.cost.total() - tradeoff.cost.changed_shifts;
        cost + limits.change_cost * tradeoff.changes.len() as f64
    };
    let best = (0..tradeoffs.len()).min_by(|a, b| weighed(*a).total_cmp(&weighed(*b))).unwrap_or(0);
    Ok(Repaired { tradeoffs, best })
}

fn check_absences(problem: &Problem, published: &Roster, absences: &[Absence]) -> Result<()> {
    let wrong = absences.iter().filter_map(|Absence { agent, date }| {
        let works = published.assignments.iter().any(|s| s.agent == *agent && s.date == *date);
        match problem.agent_index(agent) {
            None => Some(format!("{agent}@{date} (no such agent)")),
            Some(_) if !problem.dates.contains(date) => {
                Some(format!("{agent}@{date} (not in the week from {})", problem.first()))
            }
            Some(_) if !works => Some(format!("{agent}@{date} (has no shift that day)")),
            Some(_) => None,
        }
    });
    let wrong: Vec<String> = wrong.collect();
    match wrong.is_empty() {
        true => Ok(()),
        false => {
            Err(Error::invalid("absent", wrong.join(", "), "agents and days with a shift in the roster"))
        }
    }
}

fn tradeoff(asked: &Problem, board: &Board<'_>, left: &Roster, state: &State) -> Tradeoff {
    let problem = board.problem;
    let mut roster = left.clone();
    for (agent, tour) in &state.changed {
        let class = &board.classes[board.class_of[*agent]];
        let id = &problem.agents[*agent].id;
        let now: Vec<_> = (0..problem.dates.len())
            .filter_map(|day| Some(assemble::assignment(board, class, *agent, day, tour.get(day)?.as_ref()?)))
            .collect();
        // What stays keeps its activities to the letter.
        let kept = |shift: &crate::model::Assignment| {
            now.iter().any(|new| (&new.shift, new.start, new.end) == (&shift.shift, shift.start, shift.end))
        };
        roster.assignments.retain(|shift| shift.agent != *id || kept(shift));
        let old: BTreeSet<NaiveDate> =
            roster.assignments.iter().filter(|shift| shift.agent == *id).map(|shift| shift.date).collect();
        roster.assignments.extend(now.into_iter().filter(|shift| !old.contains(&shift.date)));
    }
    roster.assignments.sort_by(|a, b| (&a.agent, a.start).cmp(&(&b.agent, b.start)));
    assemble::name_queues(problem, &mut roster);
    let changes = changes(left, &roster);
    let (cost, short_hours) = (cost(asked, &roster), short_hours(problem, &roster));
    Tradeoff { changes, roster, cost, short_hours }
}

fn short_hours(problem: &Problem, roster: &Roster) -> f64 {
    let hours = f64::from(problem.grid.step_minutes()) / 60.0;
    let rostered = rostered(problem, roster);
    let of_queue = |(required, rostered): (&Vec<u32>, &Vec<f64>)| -> f64 {
        required.iter().zip(rostered).map(|(needed, there)| (f64::from(*needed) - there).max(0.0)).sum()
    };
    problem.required.iter().zip(&rostered).map(of_queue).sum::<f64>() * hours
}
