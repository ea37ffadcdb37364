//! Tours and prices for the linear program: solve, price around the answer, solve again, until the bound meets the
//! program's cost.
//!
//! A pricing takes a twentieth of the time of a solve, so each answer is priced at several places: at its own prices, at
//! mixtures with the best prices known, and on a short climb from there. Programs are solved only as exactly as the bound
//! is known: answers from the middle of the range price better than corners.

use super::board::Board;
use super::master::{Relaxed, Rest, solve};
use super::pool::Pool;
use super::prices::{Climb, Prices, evaluate, mixed, tours_left};
use super::watch::Watch;
use crate::error::Result;

/// Tours added per class and pricing.
pub(super) const TOURS: usize = 4;
/// Shares of the best prices known in the mixtures.
const SHARES: [f64; 6] = [0.9, 0.8, 0.65, 0.5, 0.25, 0.0];
/// Pricings of a short climb.
const CLIMB: usize = 10;
/// Relative gap of the first program, and of the others as a part of what is missing to the bound.
const TOLERANCE: (f64, f64) = (1e-2, 0.1);
/// The same for the programs of few agents, which have no bound of their own.
const TOLERANCE_OF_FEW: f64 = 1e-5;
/// Rounds of pricing for few agents: at least, and at most.
const ROUNDS_OF_FEW: (usize, usize) = (3, 15);
/// Programs solved at most.
const ROUNDS: usize = 30;
/// The program and the bound are the same from here on.
const CLOSED: f64 = 1e-3;
/// From this number of agents on a tour is in use.
const IN_USE: f64 = 1e-3;

/// Best bound so far and the prices that prove it. Money units.
pub(super) type Best = (i64, Prices);

/// Tours of a class that the program chooses from, beside those in use: few where there are many classes.
pub(super) fn tours_kept(board: &Board<'_>) -> usize {
    (4_000 / board.classes.len().max(1)).clamp(8, 60)
}

/// Tours and prices for all agents; raises the bound on the way. Gives the last answer of the program.
///
/// # Errors
/// When the solver gives up.
pub(super) fn generate(
    board: &Board<'_>,
    pool: &mut Pool,
    rest: &Rest,
    best: &mut Best,
    cost: i64,
    watch: &mut Watch<'_>,
) -> Result<Relaxed> {
    // A third of all work at most: an unfinished program is fine, the dive prices again anyway.
    let until = watch.work.saturating_add(watch.planned() / 3);
    let mut relaxed = solve(board, pool, rest, TOLERANCE.0)?;
    for _ in 0..ROUNDS {
        watch.spend(relaxed.work);
        let is_over = watch.is_over(cost) || watch.work > until;
        if is_over
            || missing(&relaxed, best) <= CLOSED
            || price_around(board, pool, &relaxed, best, watch) == 0
        {
            break;
        }
        let in_use =
            relaxed.taken.iter().filter(|(_, number)| *number > IN_USE).map(|(position, _)| *position);
        pool.trim(board, &mixed(board, &[], &relaxed.prices, 0.0), tours_kept(board), in_use);
        let tolerance = TOLERANCE.1 * missing(&relaxed, best);
        relaxed = solve(board, pool, rest, tolerance.clamp(1e-6, TOLERANCE.0))?;
    }
    Ok(relaxed)
}

/// What the bound misses of the program's cost, as a share of it.
fn missing(relaxed: &Relaxed, best: &Best) -> f64 {
    (relaxed.objective - best.0 as f64) / relaxed.objective.abs().max(1.0)
}

/// Prices around the program's answer; adds the tours found and gives their number.
fn price_around(
    board: &Board<'_>,
    pool: &mut Pool,
    relaxed: &Relaxed,
    best: &mut Best,
    watch: &mut Watch<'_>,
) -> usize {
    let mut new = 0;
    let mut price = |prices: Prices, best: &mut Best| {
        let priced = evaluate(board, &prices, TOURS);
        watch.spend(priced.work);
        watch.raise_bound(priced.bound);
        new += pool.add_all(&priced.tours);
        if priced.bound > best.0 {
            *best = (priced.bound, prices);
        }
        priced
    };
    for share in SHARES {
        price(mixed(board, &best.1, &relaxed.prices, share), best);
    }
    let mut climb = Climb::near(board, &best.1);
    for _ in 0..CLIMB {
        let prices = climb.prices();
        let priced = price(prices.clone(), best);
        climb.learn(&priced, prices, relaxed.objective);
    }
    new
}

/// Tours for the agents of a small `rest` at the prices of the others' tours: some rounds of solving and pricing, and more
/// while the program does not cost less than `of_rest`, what these agents and the cover cost already: then the dive would
/// find nothing new. `cost` is that of the whole roster in hand.
///
/// # Errors
/// When the solver gives up.
pub(super) fn generate_for_few(
    board: &Board<'_>,
    pool: &mut Pool,
    rest: &Rest,
    (of_rest, cost): (i64, i64),
    watch: &mut Watch<'_>,
) -> Result<Relaxed> {
    let mut relaxed = solve(board, pool, rest, TOLERANCE.0)?;
    watch.spend(relaxed.work);
    let (least, most) = ROUNDS_OF_FEW;
    for round in 0..most {
        let promises = relaxed.objective < (of_rest as f64) * (1.0 - TOLERANCE_OF_FEW);
        if (round >= least && promises) || watch.is_over(cost) {
            break;
        }
        let prices = mixed(board, &[], &relaxed.prices, 0.0);
        let (tours, work) = tours_left(board, &prices, TOURS, &rest.agents);
        watch.spend(work);
        if pool.add_all(&tours) == 0 {
            break;
        }
        relaxed = solve(board, pool, rest, TOLERANCE_OF_FEW)?;
        watch.spend(relaxed.work);
    }
    Ok(relaxed)
}
