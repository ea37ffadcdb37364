//! The search from first to last: a legal roster as soon as possible, a bound, then better rosters until it is over.

use super::activities;
use super::assemble;
use super::board::Board;
use super::conflict;
use super::cost::{cost, payroll};
use super::dive::dive;
use super::generate::{Best, generate, tours_kept};
use super::improve::{improve, polish};
use super::local::{generator, insert_missing, pass};
use super::master::Rest;
use super::placing;
use super::plan::{Plan, Scratch};
use super::pool::{Column, Pool};
use super::prices::{Climb, Prices, evaluate};
use super::problem::Problem;
use super::solved::{Options, Outcome, Solved};
use super::watch::Watch;
use crate::control::{Control, Stop};
use crate::error::{Error, Result};

/// Gives every agent a legal tour, at the least cost that can be found within the limits.
///
/// From the first moments on there is a legal roster and soon a bound, so the search may be stopped at any time. The same
/// problem, options and work give the same roster.
///
/// # Errors
/// [`Error::Conflict`] when agents have no legal tour, all of them, each with the reasons that contradict each other;
/// [`Error::Cancelled`] when the caller cancelled before there was a roster.
pub fn roster(problem: &Problem, options: &Options, control: &Control<'_>) -> Result<Solved> {
    match activities::are_wanted(problem) {
        true => activities::roster(problem, options, control),
        false => search(problem, options, control).map(|(solved, _)| solved),
    }
}

/// The search, with the prices that prove its bound; activities that are to be placed are left aside.
pub(super) fn search(
    problem: &Problem,
    options: &Options,
    control: &Control<'_>,
) -> Result<(Solved, Prices)> {
    let board = conflict::board(problem)?;
    if control.stop() == Some(Stop::Cancelled) {
        return Err(Error::Cancelled);
    }
    let mut watch = Watch::new(options, control, &board);
    let mut scratch = Scratch::default();
    let mut plan = Plan::empty(&board);
    insert_missing(&mut plan, &mut generator(options.seed, 1), &mut scratch, &mut watch);
    watch.report(plan.cost());
    if !watch.is_over(plan.cost()) {
        pass(&mut plan, &mut generator(options.seed, 2), &mut scratch, &mut watch);
    }
    let mut pool = Pool::default();
    let mut best = climb(&board, &plan, &mut pool, &mut watch);
    // Something decent to hold while the program is solved.
    polish(&mut plan, &mut generator(options.seed, 5), &mut scratch, &mut watch);
    match relax_and_dive(&plan, &mut pool, &mut best, options, &mut scratch, &mut watch) {
        Ok(better) => plan = better.unwrap_or(plan),
        Err(error) => watch.setback(&error),
    }
    improve(&mut plan, &best.1, options, &mut scratch, &mut watch);
    Ok((answer(&board, &plan, &best.1, &watch), best.1))
}

/// What no legal roster can cost less than, and the prices of time that prove it.
#[derive(Debug, Clone, PartialEq)]
pub struct Bound {
    /// In units of the objective.
    pub lower_bound: f64,
    /// What one agent more is worth, per queue and interval; as [`Solved::prices`].
    pub prices: Vec<Vec<f64>>,
    /// Counted work done.
    pub work: u64,
}

/// The lower bound alone, by the price search: quicker than [`roster()`], and a little lower than the bound it proves.
///
/// # Errors
/// As [`roster()`].
pub fn bound(problem: &Problem, options: &Options, control: &Control<'_>) -> Result<Bound> {
    let board = conflict::board(problem)?;
    if control.stop() == Some(Stop::Cancelled) {
        return Err(Error::Cancelled);
    }
    let mut watch = Watch::new(options, control, &board);
    let mut plan = Plan::empty(&board);
    insert_missing(&mut plan, &mut generator(options.seed, 1), &mut Scratch::default(), &mut watch);
    let (_, prices) = climb(&board, &plan, &mut Pool::default(), &mut watch);
    let lower_bound = match activities::are_wanted(problem) {
        true => activities::bound(&board, &prices).unwrap_or(0.0),
        false => watch.bound.map_or(0.0, |bound| bound as f64 / board.money),
    };
    Ok(Bound { lower_bound, prices: per_interval(&board, &prices), work: watch.work })
}

/// Whether every agent has a legal tour; coverage does not matter.
///
/// # Errors
/// [`Error::Conflict`] as [`roster`].
pub fn feasible(problem: &Problem) -> Result<()> {
    conflict::board(problem).map(|_| ())
}

/// Steps of the price search.
const STEPS: u32 = 1000;
/// Tours are noted once the bound is this near to the best.
const NEAR: f64 = 0.9;
/// Tours noted before the worst are forgotten.
const MOST_TOURS: usize = 60_000;

/// Climbs to good prices, notes the tours on the way.
fn climb(board: &Board<'_>, plan: &Plan<'_>, pool: &mut Pool, watch: &mut Watch<'_>) -> Best {
    watch.phase("prices");
    let mut climb = Climb::new(board);
    let share = if board.class_of.len() <= 100 { 0.45 } else { 0.8 };
    let target = share * plan.cost() as f64;
    let budget = watch.work + watch.planned() / 4;
    for _ in 0..STEPS {
        if watch.is_over(plan.cost()) || climb.is_done() || watch.work > budget {
            break;
        }
        let prices = climb.prices();
        let priced = evaluate(board, &prices, 2);
        watch.spend(priced.work);
        watch.raise_bound(priced.bound);
        if priced.bound as f64 > NEAR * climb.bound as f64 {
            pool.add_all(&priced.tours);
        }
        climb.learn(&priced, prices, target);
        if pool.columns.len() > MOST_TOURS {
            pool.trim(board, &climb.best, tours_kept(board), std::iter::empty());
        }
    }
    if !climb.best.is_empty() {
        pool.trim(board, &climb.best, tours_kept(board), std::iter::empty());
    }
    for (agent, tour) in plan.tours.iter().enumerate() {
        if let Some(tour) = tour {
            pool.add(Column { class: board.class_of[agent], actions: plan.actions(agent, tour) });
        }
    }
    (climb.bound, climb.best)
}

/// Solves the linear program over tours and dives from it; a plan if that is better.
///
/// # Errors
/// When the solver gives up.
fn relax_and_dive<'b>(
    plan: &Plan<'b>,
    pool: &mut Pool,
    best: &mut Best,
    options: &Options,
    scratch: &mut Scratch,
    watch: &mut Watch<'_>,
) -> Result<Option<Plan<'b>>> {
    let board = plan.board;
    if board.class_of.is_empty() || best.1.is_empty() || watch.is_over(plan.cost()) {
        return Ok(None);
    }
    let rest =
        Rest { agents: board.classes.iter().map(|class| class.agents.len()).collect(), fixed: Vec::new() };
    watch.phase("linear program");
    let relaxed = generate(board, pool, &rest, best, plan.cost(), watch)?;
    watch.phase("dive");
    let columns = dive(board, pool, rest, relaxed, plan.cost(), watch)?;
    let mut rng = generator(options.seed, 4);
    let mut dived = placing::plan(board, columns, &mut rng, scratch, watch)?;
    watch.report(dived.cost());
    while !watch.is_over(dived.cost()) && pass(&mut dived, &mut rng, scratch, watch) > 0 {}
    Ok((dived.cost() < plan.cost()).then_some(dived))
}

/// The roster with what is known of it.
pub(super) fn answer(board: &Board<'_>, plan: &Plan<'_>, prices: &Prices, watch: &Watch<'_>) -> Solved {
    let problem = board.problem;
    let roster = assemble::roster(board, &plan.tours());
    let cost = cost(problem, &roster);
    let outcome = watch.outcome.or(watch.proven(plan.cost())).unwrap_or(Outcome::Exhausted);
    Solved {
        payroll: payroll(problem, &roster),
        lower_bound: watch.bound.map(|bound| (bound as f64 / board.money).min(cost.total())),
        prices: per_interval(board, prices),
        outcome,
        work: watch.work,
        setbacks: watch.setbacks.clone(),
        cost,
        roster,
    }
}

/// Prices of an ordinary agent per queue and interval, in units of the objective.
fn per_interval(board: &Board<'_>, prices: &Prices) -> Vec<Vec<f64>> {
    let per_agent = board.groups.unit as f64 / board.money;
    let of_interval = |steps: &[i64]| steps.iter().sum::<i64>() as f64 * per_agent;
    let of_queues = prices.iter().take(board.problem.queues.len());
    of_queues.map(|row| row.chunks(board.steps_per_interval).map(of_interval).collect()).collect()
}
