//! The search from first to last: a legal roster as soon as possible, a bound, then better rosters until it is over.

use super::assemble;
use super::board::Board;
use super::conflict;
use super::cost::cost;
use super::local::{generator, insert_missing, pass, ruin_and_recreate};
use super::plan::{Plan, Scratch};
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
    let board = conflict::board(problem)?;
    if control.stop() == Some(Stop::Cancelled) {
        return Err(Error::Cancelled);
    }
    let mut watch = Watch::new(options, control, board.money);
    let mut scratch = Scratch::default();
    let mut plan = Plan::empty(&board);
    insert_missing(&mut plan, &mut generator(options.seed, 1), &mut scratch, &mut watch);
    watch.report(plan.cost());
    if !watch.is_over(plan.cost()) {
        pass(&mut plan, &mut generator(options.seed, 2), &mut scratch, &mut watch);
    }
    let prices = climb(&board, &plan, &mut watch);
    improve(&mut plan, options, &mut scratch, &mut watch);
    Ok(answer(&board, &plan, &prices, &watch))
}

/// Steps of the price search.
const STEPS: u32 = 300;

fn climb(board: &Board<'_>, plan: &Plan<'_>, watch: &mut Watch<'_>) -> Prices {
    watch.phase("prices");
    let mut climb = Climb::new(board, None);
    let share = if board.class_of.len() <= 100 { 0.45 } else { 0.8 };
    let target = share * plan.cost() as f64;
    let budget = watch.work + watch.planned() / 4;
    for _ in 0..STEPS {
        if watch.is_over(plan.cost()) || climb.is_done() || watch.work > budget {
            break;
        }
        let prices = climb.prices();
        let priced = evaluate(board, &prices, 1);
        watch.spend(priced.work);
        watch.raise_bound(rounded_up(board, priced.bound));
        climb.learn(&priced, prices, target);
    }
    climb.best
}

/// Rounds within which ruin and recreate must gain something.
fn patience(agents: usize) -> u32 {
    (agents as u32).saturating_mul(20).clamp(200, 20_000)
}

fn improve(plan: &mut Plan<'_>, options: &Options, scratch: &mut Scratch, watch: &mut Watch<'_>) {
    watch.phase("improving");
    let mut rng = generator(options.seed, 3);
    while !watch.is_over(plan.cost()) && pass(plan, &mut rng, scratch, watch) > 0 {}
    let mut without_gain = 0;
    while without_gain < patience(plan.tours.len()) && !watch.is_over(plan.cost()) {
        let before = plan.cost();
        ruin_and_recreate(plan, &mut rng, scratch, watch);
        without_gain = if plan.cost() < before { 0 } else { without_gain + 1 };
    }
}

/// Every cost is a whole multiple of some amount, so the bound is, too.
fn rounded_up(board: &Board<'_>, bound: i64) -> i64 {
    let _ = board;
    bound
}

fn answer(board: &Board<'_>, plan: &Plan<'_>, prices: &Prices, watch: &Watch<'_>) -> Solved {
    let problem = board.problem;
    let roster = assemble::roster(board, &plan.tours());
    let cost = cost(problem, &roster);
    let minutes: u64 = roster.assignments.iter().map(|shift| u64::from(shift.paid_minutes)).sum();
    let outcome = watch.outcome.or(watch.proven(plan.cost())).unwrap_or(Outcome::WorkLimit);
    let per_agent = board.groups.unit as f64 / board.money;
    let of_interval = |steps: &[i64]| steps.iter().sum::<i64>() as f64 * per_agent;
    Solved {
        payroll: minutes as f64 / 60.0 * problem.weights.paid_hour_above_minimum,
        lower_bound: watch.bound.map(|bound| (bound as f64 / board.money).min(cost.total())),
        prices: prices
            .iter()
            .map(|row| row.chunks(board.steps_per_interval).map(of_interval).collect())
            .collect(),
        outcome,
        work: watch.work,
        cost,
        roster,
    }
}
