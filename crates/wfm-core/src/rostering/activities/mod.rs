//! Meetings, training and coaching that the program places.
//!
//! Comes in: entries of availability that have a length and a window. The search first makes a roster without them; then
//! each goes to the place where coverage suffers least, with the breaks moved out of its way; then the search goes on with
//! them fixed, and they are placed once more. None is placed where it would cost coverage more than it is worth
//! (`unplaced_activity_hour`): that is the guard on service. What is not placed is told with the reason.
//!
//! Right where activities are a small part of the week. A shift is not moved to meet a window: an activity that must happen
//! at its time whatever it costs is a fixed one.

mod desk;
mod laid;
mod unplaced;

use super::assemble::{self, with_queues};
use super::board::Board;
use super::cost::{cost, payroll};
use super::improve::improve;
use super::plan::{Plan, Scratch};
use super::prices::{Prices, Worth, evaluate};
use super::problem::Problem;
use super::rules::placed;
use super::search::search;
use super::solved::{Options, Solved};
use super::watch::Watch;
use super::{conflict, standing};
use crate::control::Control;
use crate::error::Result;
use crate::model::{Assignment, Availability, Roster};
use desk::{Desk, Ground};

pub use unplaced::{Unplaced, UnplacedReason, unplaced};

/// Whether anything is to be placed.
pub(super) fn are_wanted(problem: &Problem) -> bool {
    problem.availability.iter().flatten().any(|row| row.minutes_to_place().is_some())
}

/// As [`super::roster()`], with the activities placed.
pub(super) fn roster(problem: &Problem, options: &Options, control: &Control<'_>) -> Result<Solved> {
    // A third of the work is kept for what the activities change.
    let part = Options { work_limit: options.work_limit / 3 * 2, ..options.clone() };
    let (mut solved, prices) = search(problem, &part, control)?;
    solved.roster = place(problem, &solved.roster);
    let left = Options { work_limit: options.work_limit.saturating_sub(solved.work), ..options.clone() };
    improved(problem, &mut solved, &prices, &left, control)?;
    solved.cost = cost(problem, &solved.roster);
    solved.payroll = payroll(problem, &solved.roster);
    solved.lower_bound =
        bound(&conflict::board(problem)?, &prices).map(|bound| bound.min(solved.cost.total()));
    solved.settle_outcome(options.gap);
    Ok(solved)
}

/// The roster with everything placed that is worth its place, breaks out of the way.
fn place(problem: &Problem, roster: &Roster) -> Roster {
    let ground = Ground::new(problem);
    let mut desk = Desk::new(problem, &ground, roster);
    desk.place_all();
    with_queues(problem, &desk.roster(roster))
}

/// Goes on with the activities fixed, and places them once more; keeps what is better.
fn improved(
    problem: &Problem,
    solved: &mut Solved,
    prices: &Prices,
    options: &Options,
    control: &Control<'_>,
) -> Result<()> {
    let fixed = with_placed(problem, &solved.roster);
    let mut board = conflict::board(&fixed)?;
    let tours = standing::tours(&mut board, &solved.roster, &Default::default());
    if tours.iter().any(Option::is_none) {
        return Ok(());
    }
    let mut plan = Plan::of(&board, tours);
    let mut watch = Watch::new(options, control, &board);
    improve(&mut plan, prices, options, &mut Scratch::default(), &mut watch);
    solved.work += watch.work;
    solved.outcome = watch.outcome.unwrap_or(solved.outcome);
    for words in watch.setbacks {
        if !solved.setbacks.contains(&words) {
            solved.setbacks.push(words);
        }
    }
    let better = assemble::roster(&board, &plan.tours());
    let again = place(problem, &better);
    for roster in [better, again] {
        if cost(problem, &roster).total() < cost(problem, &solved.roster).total() {
            solved.roster = roster;
        }
    }
    Ok(())
}

/// The problem with the activities that `roster` shows as fixed ones, and without the others that were to be placed.
pub(super) fn with_placed(problem: &Problem, roster: &Roster) -> Problem {
    let mut of_agent: Vec<Vec<&Assignment>> = vec![Vec::new(); problem.agents.len()];
    for shift in &roster.assignments {
        if let Some(agent) = problem.agent_index(&shift.agent) {
            of_agent[agent].push(shift);
        }
    }
    let settled = |agent: usize| {
        let rows = &problem.availability[agent];
        let fixed = placed(problem, agent, &of_agent[agent]).into_iter().filter_map(|(row, stretch)| {
            let (from, to) = stretch?;
            Some(Availability { from, to, minutes: None, together: None, ..rows[row].clone() })
        });
        rows.iter().filter(|row| row.minutes_to_place().is_none()).cloned().chain(fixed).collect()
    };
    problem.with_availability((0..problem.agents.len()).map(settled).collect())
}

/// What no legal roster can cost less than, the activities wherever they may be placed; none without prices.
///
/// ```text
/// L(λ) + Σ activities  min( price of leaving it out, min over places of Σ λ )
/// ```
pub(super) fn bound(board: &Board<'_>, prices: &Prices) -> Option<f64> {
    if prices.is_empty() {
        return None;
    }
    let problem = board.problem;
    let worth = Worth::new(board, prices);
    let mut bound = evaluate(board, prices, 1).bound;
    for (agent, rows) in problem.availability.iter().enumerate() {
        let sums = &worth.sums[board.group(&board.classes[board.class_of[agent]])];
        for (row, _) in placed(problem, agent, &[]) {
            bound += least_change(board, &rows[row], sums);
        }
    }
    Some((bound as f64 / board.money).max(0.0))
}

/// The least that an activity can change the cost by, at these prices.
fn least_change(board: &Board<'_>, row: &Availability, sums: &crate::scheduling::places::PriceSums) -> i64 {
    let problem = board.problem;
    let minutes = row.minutes_to_place().unwrap_or(0);
    let left_out = problem.weights.unplaced_activity_hour * f64::from(minutes) / 60.0 * board.money;
    let steps = desk::steps_of(problem, minutes);
    let places = desk::places(problem, row).map(|at| sums.between(at, at + steps));
    places.chain([left_out.round() as i64]).min().unwrap_or(0)
}
