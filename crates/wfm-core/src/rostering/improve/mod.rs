//! Better rosters from a good one, in three ways: single days are chosen anew for everybody ([`days`]), lots of agents are
//! freed and dived for again ([`lots`]), a few agents are sent home and brought back ([`anneal`]).
//!
//! Several days or lots are tried side by side from the same roster, on several threads where the feature `parallel` is on.
//! Their number is fixed and each has its own generator, so threads change nothing but the time.

mod anneal;
mod day;
mod days;
mod lots;

use rand_pcg::Pcg64Mcg;

use self::anneal::{Schedule, anneal};
use self::days::choose_days;
use self::lots::{Lots, dive_side_by_side};
use super::local::{generator, pass, pass_of, ruin_and_recreate};
use super::plan::{Plan, Scratch};
use super::prices::Prices;
use super::solved::Options;
use super::watch::Watch;

/// Rounds of every way without gain after which the search is stuck, and half of the agents begin anew.
const ROUNDS_STUCK: u32 = 1;
/// Rounds of every way without a better roster after which the search has tried all it knows.
const ROUNDS_WITHOUT_GAIN: u32 = 20;
/// Agents who respond to a change, at most.
const RESPONDING: usize = 200;
/// Generators that a round may use.
const GENERATORS: u64 = 10;
/// Responses of every agent, on average, in the first annealing and in the longest, which begins hot.
const RESPONSES: (u64, u64) = (100, 2_000);
/// Part of the work left that an annealing may take at most.
const PART_OF_WORK: u64 = 3;
/// What is hoped of a way that gained nothing, as a part of the cost: so that ways that take little work come sooner again.
const LEAST_HOPE: f64 = 1e-5;
/// A way that was not gone gains this much hope, so that it is tried again some day.
const HOPE: f64 = 1.3;

/// A way to a better roster.
#[derive(Debug, Clone, Copy)]
enum Way {
    Days,
    Anneal,
    Lots,
}

/// What each way has gained for its work when it was gone last, and the more the longer ago that is.
struct Hopes([f64; 3]);

impl Hopes {
    fn best(&self) -> Way {
        let ways = [Way::Days, Way::Anneal, Way::Lots];
        let better = |a: Way, b: Way| if self.0[b as usize] > self.0[a as usize] { b } else { a };
        ways.into_iter().reduce(better).unwrap_or(Way::Anneal)
    }

    fn learn(&mut self, way: Way, gain: f64) {
        self.0.iter_mut().for_each(|hope| *hope *= HOPE);
        self.0[way as usize] = gain;
    }
}

/// Rounds of each way since the last one that was of use.
#[derive(Default)]
struct Tries([u32; 3]);

impl Tries {
    fn count(&mut self, way: Way, was_of_use: bool) {
        self.0[way as usize] += 1;
        if was_of_use {
            *self = Tries::default();
        }
    }

    fn of_every_way(&self) -> u32 {
        self.0.into_iter().min().unwrap_or(0)
    }
}

/// Rounds of the way that has gained most for its work, until the search is over or has tried all it knows. `prices` are
/// those of the bound.
///
/// Where none gains anything the search is stuck on a hill. Then half of the agents are dived for anew from the best
/// roster, and what comes of it is taken whatever it costs: from there another hill is climbed, often a higher one.
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
    let mut round = 0;
    let (mut without_gain, mut without_better) = (Tries::default(), Tries::default());
    let mut hopes = Hopes([f64::INFINITY; 3]);
    let mut annealed = 0;
    while without_better.of_every_way() < ROUNDS_WITHOUT_GAIN && !watch.is_over(best.cost()) {
        round += 1;
        let seed = (options.seed, 100 + round * GENERATORS);
        if without_gain.of_every_way() == ROUNDS_STUCK {
            without_gain = Tries::default();
            plan.clone_from(&best);
            dive_side_by_side(plan, prices, Lots::large(plan), seed, scratch, watch);
        }
        let way = hopes.best();
        let (cost, work) = (plan.cost(), watch.work);
        match way {
            Way::Days => choose_days(plan, seed, scratch, watch),
            Way::Anneal => {
                cool_down(plan, prices, annealed, seed, scratch, watch);
                annealed += 1;
            }
            Way::Lots => dive_side_by_side(plan, prices, Lots::usual(plan), seed, scratch, watch),
        }
        plan.settle();
        let gain = (cost - plan.cost()) as f64;
        let hope = gain.max(LEAST_HOPE * cost as f64);
        hopes.learn(way, hope / (watch.work - work).max(1) as f64);
        without_gain.count(way, gain > 0.0);
        without_better.count(way, plan.cost() < best.cost());
        if plan.cost() < best.cost() {
            best.clone_from(plan);
        }
    }
    *plan = best;
}

/// The next annealing; without prices to look at, something simpler.
fn cool_down(
    plan: &mut Plan<'_>,
    prices: &Prices,
    annealed: u32,
    (seed, purpose): (u64, u64),
    scratch: &mut Scratch,
    watch: &mut Watch<'_>,
) {
    if prices.is_empty() {
        polish(plan, &mut generator(seed, purpose), scratch, watch);
    } else {
        let schedule = schedule(plan, annealed, seed.wrapping_add(purpose << 32), watch);
        anneal(plan, prices, &schedule, watch);
    }
}

/// The next annealing: twice as long as the last, so that whenever the clock ends the search not much of it was for an
/// annealing that had not cooled down; and the hotter the longer.
fn schedule(plan: &Plan<'_>, annealed: u32, seed: u64, watch: &Watch<'_>) -> Schedule {
    let board = plan.board;
    let response: u64 =
        board.class_of.iter().map(|class| board.work_of_response(&board.classes[*class])).sum::<u64>().max(1);
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

/// The first of these agents respond to what has changed, one after the other, until nobody gains.
fn respond(agents: &[usize], plan: &mut Plan<'_>, scratch: &mut Scratch, watch: &mut Watch<'_>) {
    let agents = &agents[..agents.len().min(RESPONDING)];
    while !watch.is_over(plan.cost()) && pass_of(agents, plan, scratch, watch) > 0 {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_that_gained_most_for_its_work_is_next_and_none_is_forgotten() {
        let mut hopes = Hopes([f64::INFINITY; 3]);
        let mut gone = [0; 3];
        for _ in 0..100 {
            let way = hopes.best();
            gone[way as usize] += 1;
            hopes.learn(way, [1.0, 10.0, 0.1][way as usize]);
        }
        assert!(gone[Way::Anneal as usize] > gone[Way::Days as usize], "{gone:?}");
        assert!(gone[Way::Days as usize] > gone[Way::Lots as usize], "{gone:?}");
        assert!(gone[Way::Lots as usize] > 1, "{gone:?}");
    }

    #[test]
    fn the_search_is_stuck_when_every_way_was_tried_since_the_last_gain() {
        let mut tries = Tries::default();
        for way in [Way::Days, Way::Days, Way::Anneal] {
            tries.count(way, false);
        }
        assert_eq!(tries.of_every_way(), 0);
        tries.count(Way::Lots, false);
        assert_eq!(tries.of_every_way(), 1);
        tries.count(Way::Days, true);
        assert_eq!(tries.of_every_way(), 0);
    }
}
