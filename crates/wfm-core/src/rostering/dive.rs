//! From the linear program to whole people: fix tours to whole numbers, solve again, find new tours at the new prices,
//! until everybody has one.
//!
//! Re-pricing at every step is what makes it good: tours made for smooth prices do not fit a lumpy rest.

use super::board::Board;
use super::master::{Column, Pool, Relaxed, Rest, solve};
use super::prices::{Priced, Prices, evaluate};
use super::watch::Watch;
use crate::error::Result;

/// Tours added per class and pricing.
const TOURS: usize = 4;
/// A fraction from which on a tour is taken whole.
const NEARLY_WHOLE: f64 = 0.7;
/// Least share of the agents left that gets a tour at each step. The last agents decide the quality, so they go slowly.
fn share(left: usize) -> f64 {
    match left {
        0..=60 => 0.08,
        61..=200 => 0.12,
        _ => 0.25,
    }
}

/// Column generation over the agents of `rest`: solves and prices for some rounds, raising the bound on the way.
///
/// `best` are the prices of the best bound so far, which are pulled along; without them only part of the agents is
/// priced, and no bound is looked for. Gives the last answer of the program.
pub(super) fn generate(
    board: &Board<'_>,
    pool: &mut Pool,
    rest: &Rest,
    rounds: u32,
    mut best: Option<&mut (i64, Prices)>,
    cost: i64,
    watch: &mut Watch<'_>,
) -> Result<Relaxed> {
    let mut relaxed = solve(board, pool, rest)?;
    for _ in 0..rounds {
        watch.spend(relaxed.work);
        let closed = |best: &i64| relaxed.objective - *best as f64 <= 1e-3 * relaxed.objective.abs();
        if watch.is_over(cost) || best.as_ref().is_some_and(|best| closed(&best.0)) {
            break;
        }
        let mut new = 0;
        for share in if best.is_some() { &[0.5, 0.25, 0.0][..] } else { &[0.0] } {
            let known = best.as_ref().map_or(&[][..], |best| &best.1);
            let prices = mixed(board, known, &relaxed.prices, *share);
            let priced = evaluate(board, &prices, TOURS);
            watch.spend(priced.work);
            watch.raise_bound(priced.bound);
            new += add_columns(pool, rest, &priced, &relaxed);
            if let Some(best) = best.as_mut().filter(|best| priced.bound > best.0) {
                **best = (priced.bound, prices);
            }
        }
        if new == 0 {
            break;
        }
        relaxed = solve(board, pool, rest)?;
    }
    Ok(relaxed)
}

/// `share` of the prices known to be good and the rest of the new ones, within the range that prices can have.
fn mixed(board: &Board<'_>, best: &[Vec<i64>], new: &[Vec<f64>], share: f64) -> Prices {
    let at = |queue: usize, step: usize, price: f64| {
        let (low, high) = board.curves_at(step)[queue].price_range();
        let known = best.get(queue).map_or(price, |row| row[step] as f64);
        (share * known + (1.0 - share) * price).clamp(low as f64, high as f64).round() as i64
    };
    let rows = new.iter().enumerate();
    rows.map(|(queue, row)| row.iter().enumerate().map(|(step, price)| at(queue, step, *price)).collect())
        .collect()
}

/// Adds every tour that is cheaper than what its class pays now.
fn add_columns(pool: &mut Pool, rest: &Rest, priced: &Priced, relaxed: &Relaxed) -> usize {
    let mut new = 0;
    for (class, tours) in priced.tours.iter().enumerate().filter(|(class, _)| rest.agents[*class] > 0) {
        for (position, (cost, actions)) in tours.iter().enumerate() {
            if position == 0 || (*cost as f64) < relaxed.class_prices[class] - 1.0 {
                new += usize::from(pool.add(Column { class, actions: actions.clone() }));
            }
        }
    }
    new
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
        let priced = evaluate(board, &prices, TOURS);
        add_columns(pool, &rest, &priced, &relaxed);
        relaxed = solve(board, pool, &rest)?;
        watch.spend(priced.work + relaxed.work);
    }
}

/// Whole parts, then what is nearly whole, and at least some.
fn fix(pool: &Pool, rest: &mut Rest, relaxed: &Relaxed) {
    let left: usize = rest.agents.iter().sum();
    let mut least = ((left as f64 * share(left)) as usize).max(1);
    let mut fractions: Vec<(f64, usize)> = Vec::new();
    for (position, number) in &relaxed.taken {
        let class = pool.columns[*position].class;
        let whole = ((number + 1e-4).floor() as usize).min(rest.agents[class]);
        for _ in 0..whole {
            take(pool, rest, *position);
            least = least.saturating_sub(1);
        }
        fractions.push((number - whole as f64, *position));
    }
    // Interior points carry noise: compare to a millionth, then by the order in which tours were found.
    let rounded = |fraction: f64| (fraction * 1e6).round() as i64;
    fractions.sort_by_key(|(fraction, position)| (-rounded(*fraction), *position));
    for (fraction, position) in fractions {
        let class = pool.columns[position].class;
        if (fraction < NEARLY_WHOLE && least == 0) || rest.agents[class] == 0 {
            continue;
        }
        take(pool, rest, position);
        least = least.saturating_sub(1);
    }
}

fn take(pool: &Pool, rest: &mut Rest, position: usize) {
    let column = pool.columns[position].clone();
    rest.agents[column.class] -= 1;
    rest.fixed.push(column);
}
