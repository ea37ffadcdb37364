//! The search from first to last: a legal roster as soon as possible, a bound, then better rosters until it is over.

use std::collections::BTreeSet;

use super::assemble;
use super::board::Board;
use super::conflict;
use super::cost::{cost, payroll};
use super::dive::{dive, generate};
use super::local::{generator, insert_missing, pass, ruin_and_recreate};
use super::master::{Column, Pool, Rest};
use super::placing;
use super::plan::{Plan, Scratch};
use super::pricer::ActionCosts;
use super::prices::{Climb, Prices, evaluate, group_sums};
use super::problem::Problem;
use super::solved::{Options, Outcome, Solved};
use super::watch::Watch;
use crate::control::{Control, Stop};
use crate::error::{Error, Result};
use rand::seq::SliceRandom;
use rand_pcg::Pcg64Mcg;

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
    improve(&mut plan, &pool, options, &mut scratch, &mut watch);
    Ok(answer(&board, &plan, &best.1, &watch))
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
    let lower_bound = watch.bound.map_or(0.0, |bound| bound as f64 / board.money);
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
/// Tours of a class that the linear program starts with.
const TOURS_AT_FIRST: usize = 40;

/// Climbs to good prices, notes the tours on the way.
fn climb(board: &Board<'_>, plan: &Plan<'_>, pool: &mut Pool, watch: &mut Watch<'_>) -> (i64, Prices) {
    watch.phase("prices");
    let mut climb = Climb::new(board, None);
    let share = if board.class_of.len() <= 100 { 0.45 } else { 0.8 };
    let target = share * plan.cost() as f64;
    let budget = watch.work + watch.planned() / 4;
    let mut seen: BTreeSet<Column> = BTreeSet::new();
    for _ in 0..STEPS {
        if watch.is_over(plan.cost()) || climb.is_done() || watch.work > budget {
            break;
        }
        let prices = climb.prices();
        let priced = evaluate(board, &prices, 2);
        watch.spend(priced.work);
        watch.raise_bound(priced.bound);
        if board.class_of.len() <= LARGEST_PROGRAM && priced.bound as f64 > NEAR * climb.bound as f64 {
            let tours = priced.tours.iter().enumerate();
            seen.extend(tours.flat_map(|(class, tours)| {
                tours.iter().map(move |(_, actions)| Column { class, actions: actions.clone() })
            }));
        }
        climb.learn(&priced, prices, target);
    }
    if !climb.best.is_empty() {
        promising(board, seen, &climb.best).into_iter().for_each(|column| {
            pool.add(column);
        });
    }
    for (agent, tour) in plan.tours.iter().enumerate() {
        if let Some(tour) = tour {
            pool.add(Column { class: board.class_of[agent], actions: plan.actions(agent, tour) });
        }
    }
    (climb.bound, climb.best)
}

/// The tours of every class that cost least at these prices.
fn promising(board: &Board<'_>, seen: BTreeSet<Column>, prices: &Prices) -> Vec<Column> {
    let sums = group_sums(board, prices);
    let mut costs: Vec<Option<ActionCosts>> = vec![None; board.classes.len()];
    let cost = |column: &Column| {
        let class = &board.classes[column.class];
        let costs = costs[column.class].get_or_insert_with(|| {
            let mut costs = ActionCosts::default();
            board.action_costs(class, None, &sums[board.group(class)], &mut costs);
            costs
        });
        costs.of(&column.actions)
    };
    let mut seen: Vec<Column> = seen.into_iter().collect();
    seen.sort_by_cached_key(cost);
    let mut taken = vec![0; board.classes.len()];
    seen.retain(|column| {
        taken[column.class] += 1;
        taken[column.class] <= TOURS_AT_FIRST
    });
    seen
}

/// Agents up to which the linear program is worth its time.
const LARGEST_PROGRAM: usize = 1_000;

/// Solves the linear program over tours and dives from it; a plan if that is better.
///
/// # Errors
/// When the solver gives up.
fn relax_and_dive<'b>(
    plan: &Plan<'b>,
    pool: &mut Pool,
    best: &mut (i64, Prices),
    options: &Options,
    scratch: &mut Scratch,
    watch: &mut Watch<'_>,
) -> Result<Option<Plan<'b>>> {
    let board = plan.board;
    if board.class_of.len() > LARGEST_PROGRAM || board.class_of.is_empty() || best.1.is_empty() {
        return Ok(None);
    }
    let rest =
        Rest { agents: board.classes.iter().map(|class| class.agents.len()).collect(), fixed: Vec::new() };
    watch.phase("linear program");
    let relaxed = generate(board, pool, &rest, 15, Some(best), plan.cost(), watch)?;
    watch.phase("dive");
    let columns = dive(board, pool, rest, relaxed, plan.cost(), watch)?;
    let mut rng = generator(options.seed, 4);
    let mut dived = placing::plan(board, columns, &mut rng, scratch, watch)?;
    watch.report(dived.cost());
    while !watch.is_over(dived.cost()) && pass(&mut dived, &mut rng, scratch, watch) > 0 {}
    Ok((dived.cost() < plan.cost()).then_some(dived))
}

/// Agents freed in a round of improvement.
const FREED: usize = 15;
/// Rounds of improvement without gain after which the search has tried all it knows.
const ROUNDS_WITHOUT_GAIN: u32 = 40;

/// Frees some agents, finds tours for them at the prices of the rest, dives again, and polishes; keeps what is better.
/// Where the linear program is too large, ruin and recreate alone.
fn improve<'b>(
    plan: &mut Plan<'b>,
    pool: &Pool,
    options: &Options,
    scratch: &mut Scratch,
    watch: &mut Watch<'_>,
) {
    watch.phase("improving");
    let mut rng = generator(options.seed, 3);
    while !watch.is_over(plan.cost()) && pass(plan, &mut rng, scratch, watch) > 0 {}
    let (mut round, mut rounds_without_gain) = (0, 0);
    while rounds_without_gain < ROUNDS_WITHOUT_GAIN && !watch.is_over(plan.cost()) {
        let before = plan.cost();
        round += 1;
        let mut rng = generator(options.seed, 100 + round);
        polish(plan, &mut rng, scratch, watch);
        if plan.tours.len() <= LARGEST_PROGRAM && !pool.columns.is_empty() {
            match free_and_dive(plan, &mut rng, scratch, watch) {
                Ok(Some(better)) => *plan = better,
                Ok(None) => {}
                Err(error) => watch.setback(&error),
            }
        }
        rounds_without_gain = if plan.cost() < before { 0 } else { rounds_without_gain + 1 };
    }
}

/// Ruin and recreate for about a second's work.
fn polish(plan: &mut Plan<'_>, rng: &mut Pcg64Mcg, scratch: &mut Scratch, watch: &mut Watch<'_>) {
    let until = watch.work + (watch.planned() / 20).min(100_000_000);
    while watch.work < until && !plan.tours.is_empty() && !watch.is_over(plan.cost()) {
        ruin_and_recreate(plan, rng, scratch, watch);
    }
}

/// Frees agents at random and dives for them, the tours of the others fixed; a plan if that is better.
///
/// # Errors
/// When the solver gives up.
fn free_and_dive<'b>(
    plan: &Plan<'b>,
    rng: &mut Pcg64Mcg,
    scratch: &mut Scratch,
    watch: &mut Watch<'_>,
) -> Result<Option<Plan<'b>>> {
    let board = plan.board;
    let columns = placing::columns(plan);
    let mut order: Vec<usize> = (0..columns.len()).collect();
    order.shuffle(rng);
    let (freed, kept) = order.split_at(order.len().min(FREED));
    let mut rest = Rest { agents: vec![0; board.classes.len()], fixed: Vec::new() };
    let mut pool = Pool::default();
    for agent in freed {
        rest.agents[columns[*agent].class] += 1;
        pool.add(columns[*agent].clone());
    }
    rest.fixed.extend(kept.iter().map(|agent| columns[*agent].clone()));
    let relaxed = generate(board, &mut pool, &rest, 3, None, plan.cost(), watch)?;
    let columns = dive(board, &mut pool, rest, relaxed, plan.cost(), watch)?;
    let mut dived = placing::plan(board, columns, rng, scratch, watch)?;
    while !watch.is_over(plan.cost()) && pass(&mut dived, rng, scratch, watch) > 0 {}
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
    prices.iter().map(|row| row.chunks(board.steps_per_interval).map(of_interval).collect()).collect()
}
