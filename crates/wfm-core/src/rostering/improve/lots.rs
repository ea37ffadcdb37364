//! Lots of agents are freed and dived for again, whole weeks of theirs, the tours of the others fixed. Fresh tours at the
//! prices of the rest are the point: old tours gain nothing.

use rand::seq::SliceRandom;
use rand_pcg::Pcg64Mcg;

use super::respond;
use crate::error::Result;
use crate::rostering::dive::dive;
use crate::rostering::generate::generate_for_few;
use crate::rostering::local::generator;
use crate::rostering::master::Rest;
use crate::rostering::placing;
use crate::rostering::plan::{Plan, Scratch};
use crate::rostering::pool::{Column, Pool};
use crate::rostering::prices::{Prices, regrets};
use crate::rostering::side_by_side::side_by_side;
use crate::rostering::watch::Watch;

/// Lots tried side by side.
const LOTS: u64 = 4;
/// Agents of a large lot, at most.
const LARGE: usize = 240;

/// Agents freed in a lot: the more there are, the more at a time.
fn lot_size(agents: usize) -> usize {
    (agents / 4).clamp(15, 60).min(agents)
}

/// How lots are freed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lots {
    /// Agents in a lot.
    size: usize,
    /// Whether what comes of it is taken even if it costs more.
    at_any_cost: bool,
}

impl Lots {
    pub(super) fn usual(plan: &Plan<'_>) -> Lots {
        Lots { size: lot_size(plan.tours.len()), at_any_cost: false }
    }

    /// Half of all agents, as far as a program of so many is solved in time, and no fewer than usual.
    pub(super) fn large(plan: &Plan<'_>) -> Lots {
        let agents = plan.tours.len();
        Lots { size: agents.div_ceil(2).min(LARGE).max(lot_size(agents)), at_any_cost: true }
    }
}

/// A lot that was freed, and the plan that came of it.
type Gain<'b> = (Vec<usize>, Plan<'b>);

/// Frees a lot of agents for every generator and takes the best that comes of it, together where that is better still.
pub(super) fn dive_side_by_side<'b>(
    plan: &mut Plan<'b>,
    prices: &Prices,
    lots: Lots,
    (seed, purpose): (u64, u64),
    scratch: &mut Scratch,
    watch: &mut Watch<'_>,
) {
    let regrets = regrets(plan, prices);
    let rng = &mut generator(seed, purpose);
    let purposes = (1..=LOTS).map(|lot| purpose + lot);
    let generators = purposes.map(|purpose| generator(seed, purpose)).enumerate().collect();
    let mut gains: Vec<Gain<'b>> = side_by_side(generators, watch, |(number, mut rng), watch| {
        let order = order(&regrets, number % 2 == 1, &mut rng);
        free_and_dive(plan, lots, &order, &mut rng, watch)
    });
    // Stable: of equally good ones the first.
    gains.sort_by_key(|(_, plan)| plan.cost());
    let Some((_, best)) = gains.first() else { return };
    *plan = best.clone();
    if gains.len() > 1 {
        match together(&gains, rng, scratch, watch) {
            Ok(better) if better.cost() < plan.cost() => *plan = better,
            Ok(_) => {}
            Err(error) => watch.setback(&error),
        }
    }
}

/// All agents at random; `aimed`, with those before whose tours lose more than the next one's.
fn order(regrets: &[i64], aimed: bool, rng: &mut Pcg64Mcg) -> Vec<usize> {
    let mut order: Vec<usize> = (0..regrets.len()).collect();
    order.shuffle(rng);
    if !aimed {
        return order;
    }
    let loser = |pair: &[usize]| pair.iter().copied().max_by_key(|agent| regrets[*agent]);
    let winner = |pair: &[usize]| pair.iter().copied().min_by_key(|agent| regrets[*agent]);
    let (pairs, odd) = order.as_chunks::<2>();
    let losers = pairs.iter().filter_map(|pair| loser(pair));
    losers.chain(odd.iter().copied()).chain(pairs.iter().filter_map(|pair| winner(pair))).collect()
}

/// Frees the first agents of `order` and dives for them, the tours of the others fixed; a new plan if that is better, or may
/// be had at any cost.
///
/// # Errors
/// When the solver gives up.
fn free_and_dive<'b>(
    plan: &Plan<'b>,
    lots: Lots,
    order: &[usize],
    rng: &mut Pcg64Mcg,
    watch: &mut Watch<'_>,
) -> Result<Option<Gain<'b>>> {
    let board = plan.board;
    let mut scratch = Scratch::default();
    let mut columns = placing::columns(plan);
    let (freed, kept) = order.split_at(lots.size);
    let mut rest = Rest { agents: vec![0; board.classes.len()], fixed: Vec::new() };
    let mut pool = Pool::default();
    for agent in freed {
        rest.agents[columns[*agent].class] += 1;
        pool.add(columns[*agent].clone());
    }
    rest.fixed.extend(kept.iter().map(|agent| columns[*agent].clone()));
    let own_cost = |column: &Column| board.own_cost(&board.classes[column.class], &column.actions);
    let of_lot = plan.cost() - rest.fixed.iter().map(own_cost).sum::<i64>();
    let relaxed = generate_for_few(board, &mut pool, &rest, (of_lot, plan.cost()), watch)?;
    let dived = dive(board, &mut pool, rest, relaxed, plan.cost(), watch)?;
    hand_out(&mut columns, freed, dived[kept.len()..].to_vec());
    let mut dived = placing::plan(board, columns, rng, &mut scratch, watch)?;
    respond(order, &mut dived, &mut scratch, watch);
    let is_wanted = dived.cost() < plan.cost() || (lots.at_any_cost && dived.tours != plan.tours);
    Ok(is_wanted.then(|| (freed.to_vec(), dived)))
}

/// Gives each of the agents one of the new tours of their class, as far as there are any.
fn hand_out(columns: &mut [Column], agents: &[usize], mut new: Vec<Column>) {
    for agent in agents {
        let fitting = new.iter().position(|column| column.class == columns[*agent].class);
        if let Some(fitting) = fitting {
            columns[*agent] = new.remove(fitting);
        }
    }
}

/// The best plan with the tours that the others found for their lots.
///
/// # Errors
/// When the solver gives up.
fn together<'b>(
    gains: &[Gain<'b>],
    rng: &mut Pcg64Mcg,
    scratch: &mut Scratch,
    watch: &mut Watch<'_>,
) -> Result<Plan<'b>> {
    let (_, best) = &gains[0];
    let mut columns = placing::columns(best);
    for (lot, plan) in &gains[1..] {
        let found = placing::columns(plan);
        lot.iter().for_each(|agent| columns[*agent].clone_from(&found[*agent]));
    }
    placing::plan(best.board, columns, rng, scratch, watch)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_aimed_order_frees_those_who_lose_most() {
        let regrets: Vec<i64> = (0..101).collect();
        let mean = |agents: &[usize]| agents.iter().sum::<usize>() as f64 / agents.len() as f64;
        let aimed = order(&regrets, true, &mut generator(1, 1));
        assert!(mean(&aimed[..50]) > 60.0);
        let mut everybody = aimed;
        everybody.sort_unstable();
        assert_eq!(everybody, (0..101).collect::<Vec<_>>());
    }

    #[test]
    fn new_tours_go_to_the_freed_agents_of_their_class() {
        let column = |class, action| Column { class, actions: vec![action] };
        let mut columns = vec![column(0, 0), column(0, 0), column(1, 0), column(0, 0)];
        hand_out(&mut columns, &[3, 2, 0], vec![column(0, 7), column(1, 8)]);
        assert_eq!(columns, [column(0, 0), column(0, 0), column(1, 8), column(0, 7)]);
    }
}
