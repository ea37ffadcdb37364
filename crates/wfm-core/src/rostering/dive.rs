//! From the linear program to whole people: fix tours to whole numbers, solve again, find new tours at the new prices,
//! until everybody has one.
//!
//! Re-pricing at every step is what makes it good: tours made for smooth prices do not fit a lumpy rest.

use super::board::Board;
use super::generate::TOURS;
use super::master::{Relaxed, Rest, solve};
use super::pool::{Column, Pool};
use super::prices::{mixed, tours_left};
use super::watch::Watch;
use crate::error::Result;

/// Tours of a class that the program chooses from, beside those just found.
const TOURS_KEPT: usize = 8;
/// What a whole number may lack.
const WHOLE: f64 = 1e-4;
/// A fraction from which on a tour is taken whole.
const NEARLY_WHOLE: f64 = 0.7;
/// Relative gap of the programs on the way: the tours of most agents are decided by later ones.
const TOLERANCE: f64 = 1e-5;
/// Least share of the agents left that gets a tour at each step. The last agents decide the quality, so they go slowly.
fn share(left: usize) -> f64 {
    match left {
        0..=60 => 0.08,
        61..=200 => 0.12,
        _ => 0.25,
    }
}

/// Gives the agents of `rest` whole tours and lists them with those fixed before; not all of them when the search ends
/// before the last.
pub(super) fn dive(
    board: &Board<'_>,
    pool: &mut Pool,
    mut rest: Rest,
    first: Relaxed,
    cost: i64,
    watch: &mut Watch<'_>,
) -> Result<Vec<Column>> {
    let mut relaxed = first;
    loop {
        fix(pool, &mut rest, &relaxed);
        if rest.agents.iter().all(|left| *left == 0) || watch.is_over(cost) {
            return Ok(rest.fixed);
        }
        let prices = mixed(board, &[], &relaxed.prices, 0.0);
        let (tours, work) = tours_left(board, &prices, TOURS, &rest.agents);
        pool.add_all(&tours);
        pool.trim(board, &prices, TOURS_KEPT, std::iter::empty());
        relaxed = solve(board, pool, &rest, TOLERANCE)?;
        watch.spend(work + relaxed.work);
    }
}

/// Whole parts, then what is nearly whole, and at least some.
fn fix(pool: &Pool, rest: &mut Rest, relaxed: &Relaxed) {
    let left: usize = rest.agents.iter().sum();
    let least = ((left as f64 * share(left)) as usize).max(1);
    let fractions = rest.fix_whole(pool, relaxed, WHOLE);
    let whole = left - rest.agents.iter().sum::<usize>();
    let mut least = least.saturating_sub(whole);
    for (fraction, position) in fractions {
        let class = pool.columns[position].class;
        if (fraction < NEARLY_WHOLE && least == 0) || rest.agents[class] == 0 {
            continue;
        }
        rest.fix(pool, position);
        least = least.saturating_sub(1);
    }
}
