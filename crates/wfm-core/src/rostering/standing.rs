//! A roster that stands, made by whomever, laid out for the search.

use std::collections::BTreeSet;

use super::board::{Board, Shift, Tour};
use super::check;
use super::coverage::on_queue;
use crate::model::{Activity, Assignment, Roster};

/// The tours of a roster, per agent. Agents in `fixed` and those whose shifts break a rule have none: their shifts become
/// cover that stands, whatever the others do.
pub(super) fn tours(board: &mut Board<'_>, roster: &Roster, fixed: &BTreeSet<usize>) -> Vec<Option<Tour>> {
    let problem = board.problem;
    let mut of_agent: Vec<Vec<&Assignment>> = vec![Vec::new(); problem.agents.len()];
    for shift in &roster.assignments {
        if let Some(agent) = problem.agent_index(&shift.agent) {
            of_agent[agent].push(shift);
        }
    }
    let broken = check(problem, roster);
    let broken: BTreeSet<usize> =
        broken.iter().filter_map(|violation| problem.agent_index(&violation.agent)).collect();
    let mut tours = Vec::with_capacity(of_agent.len());
    for (agent, shifts) in of_agent.into_iter().enumerate() {
        let stands = fixed.contains(&agent) || broken.contains(&agent);
        let tour = if stands { None } else { tour(board, agent, &shifts) };
        if tour.is_none() {
            board.attendance.settle(agent);
            shifts.into_iter().for_each(|shift| stand(board, agent, shift));
        }
        tours.push(tour);
    }
    tours
}

fn tour(board: &Board<'_>, agent: usize, shifts: &[&Assignment]) -> Option<Tour> {
    let problem = board.problem;
    let mut tour: Tour = vec![None; problem.dates.len()];
    for shift in shifts {
        let day = problem.dates.iter().position(|date| *date == shift.date)?;
        tour[day] = Some(laid_out(board, agent, day, shift)?);
    }
    Some(tour)
}

/// A shift as one of the agent's choices of the day, if it is one.
fn laid_out(board: &Board<'_>, agent: usize, day: usize, shift: &Assignment) -> Option<Shift> {
    let problem = board.problem;
    let class = &board.classes[board.class_of[agent]];
    let all = &board.candidates(class).all;
    let (start, end) = (problem.minute(shift.start), problem.minute(shift.end));
    let candidate = class.days.choices.shifts[day].iter().copied().find(|candidate| {
        let candidate = &all[*candidate];
        (candidate.start, candidate.end) == (start, end) && problem.shifts[candidate.shift].id == shift.shift
    })?;
    let place = |id: &str| {
        let named = |activity: &Activity| matches!(activity, Activity::Named(name) if name == id);
        let segment = shift.segments.iter().find(|segment| named(&segment.activity))?;
        u16::try_from((problem.minute(segment.start) - start) / problem.step).ok()
    };
    let breaks =
        problem.shifts[all[candidate].shift].breaks.iter().map(|b| place(&b.id)).collect::<Option<_>>()?;
    Some(Shift { candidate, breaks })
}

fn stand(board: &mut Board<'_>, agent: usize, shift: &Assignment) {
    let group = board.group(&board.classes[board.class_of[agent]]);
    for (from, to) in on_queue(board.problem, shift) {
        board.past[group][from..to].iter_mut().for_each(|count| *count += 1);
    }
    let step = |instant| board.problem.minute(instant).div_euclid(board.problem.step);
    let steps = (step(shift.start), step(shift.end));
    board.attendance.stand(agent, steps);
}
