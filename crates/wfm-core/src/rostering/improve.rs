//! Better rosters from a good one: lots of agents are freed and dived for again, the tours of the others fixed; in
//! between, a few are sent home and brought back. Fresh tours at the prices of the rest are the point: old tours gain
//! nothing.
//!
//! Several lots are tried side by side from the same roster, on several threads where the feature `parallel` is on. Their
//! number is fixed and each has its own generator, so threads change nothing but the time.

use rand::seq::SliceRandom;
use rand_pcg::Pcg64Mcg;

use super::anneal::{Schedule, anneal};
use super::dive::dive;
use super::generate::generate_for_few;
use super::local::{generator, pass, pass_of, ruin_and_recreate};
use super::master::Rest;
use super::placing;
use super::plan::{Plan, Scratch};
use super::pool::{Column, Pool};
use super::prices::{Prices, regrets};
use super::solved::Options;
use super::watch::Watch;
use crate::error::Result;

/// Lots tried side by side.
const LOTS: u64 = 4;
/// Agents who may respond to the new tours of a lot.
const RESPONDING: usize = 200;
/// Rounds without gain after which the search is stuck, and half of the agents begin anew.
const ROUNDS_STUCK: u32 = 3;
/// Rounds without a better roster after which the search has tried all it knows.
const ROUNDS_WITHOUT_GAIN: u32 = 60;
/// Agents of a large lot, at most.
const LARGE: usize = 240;

/// Agents freed in a lot: the more there are, the more at a time.
fn lot_size(agents: usize) -> usize {
    (agents / 4).clamp(15, 60).min(agents)
}

/// Responses of every agent, on average, in the first annealing and in the longest, which begins hot.
const RESPONSES: (u64, u64) = (100, 2_000);
/// Part of the work left that an annealing may take at most.
const PART_OF_WORK: u64 = 3;
/// A way that was not gone gains this much hope, so that it is tried again some day.
const HOPE: f64 = 1.3;

/// A way to a better roster.
#[derive(Debug, Clone, Copy)]
enum Way {
    Anneal,
    Dive,
}

/// Rounds of annealing or of diving for lots, whichever has gained more for its work, until the search is over or has
/// tried all it knows. `prices` are those of the bound.
///
/// Where both gain nothing the search is stuck on a hill. Then half of the agents are dived for anew from the best roster,
/// and what comes of it is taken whatever it costs: from there another hill is climbed, often a higher one.
pub(super) fn improve(
    plan: &mut Plan<'_>,
    prices: &Prices,
    options: &Options,
    scratch: &mut Scratch,
    watch: &mut Watch<'_>,
) {
    if plan.tours.is_empty() {
        return;
    }
    watch.phase("improving");
    let mut rng = generator(options.seed, 3);
    while !watch.is_over(plan.cost()) && pass(plan, &mut rng, scratch, watch) > 0 {}
    let mut best = plan.clone();
    let (mut round, mut without_gain, mut without_better) = (0, 0, 0);
    let mut gains = [f64::INFINITY; 2];
    let mut annealed = 0;
    while without_better < ROUNDS_WITHOUT_GAIN && !watch.is_over(best.cost()) {
        round += 1;
        let seed = (options.seed, 100 + round * (LOTS + 1));
        if without_gain == ROUNDS_STUCK {
            plan.clone_from(&best);
            dive_side_by_side(plan, prices, Lots::large(plan), seed, scratch, watch);
        }
        let way = if gains[0] >= gains[1] { Way::Anneal } else { Way::Dive };
        let (cost, work) = (plan.cost(), watch.work);
        match way {
            Way::Anneal if prices.is_empty() => {
                polish(plan, &mut generator(seed.0, seed.1), scratch, watch);
            }
            Way::Anneal => {
                let schedule = schedule(plan, annealed, seed.0.wrapping_add(seed.1 << 32), watch);
                anneal(plan, prices, &schedule, watch);
                annealed += 1;
            }
            Way::Dive => dive_side_by_side(plan, prices, Lots::usual(plan), seed, scratch, watch),
        }
        let gain = (cost - plan.cost()) as f64;
        gains[way as usize] = gain / (watch.work - work).max(1) as f64;
        let other = 1 - way as usize;
        gains[other] = HOPE * gains[other].max(f64::MIN_POSITIVE);
        without_gain = if gain > 0.0 || without_gain == ROUNDS_STUCK { 0 } else { without_gain + 1 };
        without_better += 1;
        if plan.cost() < best.cost() {
            best.clone_from(plan);
            without_better = 0;
        }
    }
    *plan = best;
}

/// How lots are freed.
#[derive(Debug, Clone, Copy)]
struct Lots {
    /// Agents in a lot.
    size: usize,
    /// Whether what comes of it is taken even if it costs more.
    at_any_cost: bool,
}

impl Lots {
    fn usual(plan: &Plan<'_>) -> Lots {
        Lots { size: lot_size(plan.tours.len()), at_any_cost: false }
    }

    /// Half of all agents, as far as a program of so many is solved in time, and no fewer than usual.
    fn large(plan: &Plan<'_>) -> Lots {
        let agents = plan.tours.len();
        Lots { size: agents.div_ceil(2).min(LARGE).max(lot_size(agents)), at_any_cost: true }
    }
}

/// The next annealing: twice as long as the last, so that whenever the clock ends the search not much of it was for an
/// annealing that had not cooled down; and the hotter the longer.
fn schedule(plan: &Plan<'_>, annealed: u32, seed: u64, watch: &Watch<'_>) -> Schedule {
    let board = plan.board;
    let response: u64 = board.class_of.iter().map(|class| board.classes[*class].work).sum::<u64>().max(1);
    let (first, most) = RESPONSES;
    let responses = first.saturating_mul(1 << annealed.min(16)).min(most);
    let left = watch.planned().saturating_sub(watch.work) / PART_OF_WORK;
    let work = response.saturating_mul(responses).min(left.max(1));
    let warmth = work as f64 / response.saturating_mul(most) as f64;
    Schedule { warmth: warmth.min(1.0), work, seed }
}

/// Ruin and recreate for about a second's work.
pub(super) fn polish(plan: &mut Plan<'_>, rng: &mut Pcg64Mcg, scratch: &mut Scratch, watch: &mut Watch<'_>) {
    let until = watch.work + (watch.planned() / 20).min(100_000_000);
    while watch.work < until && !plan.tours.is_empty() && !watch.is_over(plan.cost()) {
        ruin_and_recreate(plan, rng, scratch, watch);
    }
}

/// A lot that was freed, and the plan that came of it.
type Gain<'b> = (Vec<usize>, Plan<'b>);

/// Frees a lot of agents for every generator and takes the best that comes of it, together where that is better still.
fn dive_side_by_side<'b>(
    plan: &mut Plan<'b>,
    prices: &Prices,
    lots: Lots,
    (seed, purpose): (u64, u64),
    scratch: &mut Scratch,
    watch: &mut Watch<'_>,
) {
    let generators = (1..=LOTS).map(|lot| generator(seed, purpose + lot)).collect();
    let rng = &mut generator(seed, purpose);
    let regrets = regrets(plan, prices);
    let start = watch.branch();
    let dive = |(number, mut rng): (usize, Pcg64Mcg)| {
        let mut watch = start.branch();
        let order = order(&regrets, number % 2 == 1, &mut rng);
        (free_and_dive(plan, lots, &order, &mut rng, &mut watch), watch)
    };
    let mut gains: Vec<Gain<'b>> = Vec::new();
    for (gain, branch) in each(generators, dive) {
        watch.join(branch, &start);
        match gain {
            Ok(gain) => gains.extend(gain),
            Err(error) => watch.setback(&error),
        }
    }
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

/// `dive` for every generator, in order.
fn each<T: Send>(generators: Vec<Pcg64Mcg>, dive: impl Fn((usize, Pcg64Mcg)) -> T + Sync + Send) -> Vec<T> {
    #[cfg(feature = "parallel")]
    {
        use rayon::prelude::*;
        generators.into_par_iter().enumerate().map(dive).collect()
    }
    #[cfg(not(feature = "parallel"))]
    {
        generators.into_iter().enumerate().map(dive).collect()
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
    let responding = &order[..order.len().min(RESPONDING)];
    while !watch.is_over(dived.cost()) && pass_of(responding, &mut dived, &mut scratch, watch) > 0 {}
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
