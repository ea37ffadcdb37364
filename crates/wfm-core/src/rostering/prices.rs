//! Prices of time and the lower bound they prove.
//!
//! A price `λ` says what one agent more on a queue is worth at a moment. For **any** prices
//!
//! ```text
//! L(λ) = Σ queues, steps  min over c ≥ 0 of ( f(c) + λ c )  +  Σ classes  n_c · ρ_c(λ)  −  Σ past cover · λ
//! ```
//!
//! is no more than the cost of any legal roster, where `f` is the cost of the cover and `ρ_c` the cheapest legal tour of a
//! class at these prices. An agent is worth the best of their queues. No solver is involved: the sum is evaluated exactly,
//! in whole numbers.
//!
//! The search climbs `L` along an averaged subgradient (the cover of the best tours against the best cover), a volume
//! type method. It gives the bound, prices worth reporting, and tours that are good at those prices.

use super::board::{Board, Class};
use super::pricer::{ActionCosts, Actions, Pricer};
use crate::scheduling::places::PriceSums;

/// Prices per queue and base step, in money units per part of an agent.
pub(super) type Prices = Vec<Vec<i64>>;

/// What a set of prices proves and suggests.
#[derive(Debug, Clone)]
pub(super) struct Priced {
    /// The lower bound, in money units.
    pub(super) bound: i64,
    /// The best tours of every class, with their costs at these prices, the best first.
    pub(super) tours: Vec<Vec<(i64, Actions)>>,
    /// Cover that the best tours give, minus the cover that is best at these prices; per queue and step.
    pub(super) surplus: Vec<Vec<f64>>,
    pub(super) work: u64,
}

/// The running sums of every group's prices: an agent is worth the best of their queues.
pub(super) fn group_sums(board: &Board<'_>, prices: &Prices) -> Vec<PriceSums> {
    let of_group = |group: &crate::scheduling::sharing::Group| {
        let at = |step: usize| group.queues.iter().map(|(queue, speed)| speed * prices[*queue][step]).max();
        PriceSums::new((0..board.steps).map(|step| at(step).unwrap_or(0)))
    };
    board.groups.all.iter().map(of_group).collect()
}

/// Evaluates prices: the bound, and up to `most` tours of every class.
pub(super) fn evaluate(board: &Board<'_>, prices: &Prices, most: usize) -> Priced {
    let sums = group_sums(board, prices);
    let tables: Vec<Vec<i64>> =
        (0..board.lanes.len()).map(|lane| board.worth_table(lane, &sums[board.lanes[lane].1])).collect();
    let mut priced = covers(board, prices);
    let best_tours = |(pricer, costs): &mut (Pricer, ActionCosts), class: &Class| {
        let group = board.group(class);
        board.action_costs(class, Some(&tables[class.lane]), &sums[group], costs);
        let graph = &board.graphs[class.graph];
        let best = pricer.best(graph, costs) + class.constant;
        let mut tours = pricer.tours(graph, costs, most.max(1));
        tours.iter_mut().for_each(|(cost, _)| *cost += class.constant);
        (best, tours)
    };
    for (class, (best, tours)) in board.classes.iter().zip(each_class(board, best_tours)) {
        priced.bound += best * class.agents.len() as i64;
        priced.work += class.work;
        priced.tours.push(tours);
    }
    for (number, class) in board.classes.iter().enumerate() {
        let group = board.group(class);
        let Some((_, actions)) = priced.tours[number].first() else { continue };
        let tour = board.tour(class, actions, &sums[group]);
        for (day, shift) in tour.iter().enumerate() {
            let stretches = shift.iter().flat_map(|shift| board.on_queue(class, day, shift));
            for step in stretches.flat_map(|(from, to)| from..to) {
                add_cover(board, prices, &mut priced.surplus, group, step, class.agents.len() as f64);
            }
        }
    }
    priced
}

/// `price` of every class in order, on several threads where the feature `parallel` is on. Classes do not depend on each
/// other and results are taken in order, so threads change nothing but the time.
fn each_class<T: Send>(
    board: &Board<'_>,
    price: impl Fn(&mut (Pricer, ActionCosts), &Class) -> T + Sync + Send,
) -> Vec<T> {
    #[cfg(feature = "parallel")]
    {
        use rayon::prelude::*;
        board.classes.par_iter().map_init(Default::default, price).collect()
    }
    #[cfg(not(feature = "parallel"))]
    {
        let mut scratch = Default::default();
        board.classes.iter().map(|class| price(&mut scratch, class)).collect()
    }
}

/// The part of the bound without agents, and minus the best covers.
fn covers(board: &Board<'_>, prices: &Prices) -> Priced {
    let mut priced = Priced { bound: 0, tours: Vec::new(), surplus: Vec::new(), work: 0 };
    for (queue, prices) in prices.iter().enumerate() {
        let least = |(step, price): (usize, &i64)| {
            let (cost, cover) = board.curves_at(step)[queue].least(*price);
            priced.bound += cost;
            -(cover as f64)
        };
        priced.surplus.push(prices.iter().enumerate().map(least).collect());
    }
    for (group, cover) in board.past.iter().enumerate() {
        for (step, count) in cover.iter().enumerate().filter(|(_, count)| **count > 0) {
            let queues = &board.groups.all[group].queues;
            let worth = queues.iter().map(|(queue, speed)| speed * prices[*queue][step]).max().unwrap_or(0);
            priced.bound -= worth * i64::from(*count);
            add_cover(board, prices, &mut priced.surplus, group, step, f64::from(*count));
        }
    }
    priced
}

fn add_cover(
    board: &Board<'_>,
    prices: &Prices,
    surplus: &mut [Vec<f64>],
    group: usize,
    step: usize,
    agents: f64,
) {
    let queues = board.groups.all[group].queues.iter();
    if let Some((queue, speed)) = queues.max_by_key(|(queue, speed)| speed * prices[*queue][step]) {
        surplus[*queue][step] += agents * *speed as f64;
    }
}

/// The climb: proposes prices, learns from what they prove.
#[derive(Debug)]
pub(super) struct Climb {
    /// Best prices so far.
    pub(super) best: Prices,
    pub(super) bound: i64,
    current: Vec<Vec<f64>>,
    anchor: Vec<Vec<f64>>,
    direction: Vec<Vec<f64>>,
    step: f64,
    without_gain: u32,
    range: Vec<Vec<(i64, i64)>>,
}

impl Climb {
    /// Starts at a low price of time everywhere, or at prices already known.
    pub(super) fn new(board: &Board<'_>, start: Option<&Prices>) -> Self {
        let of_queue = |queue: usize| {
            (0..board.steps).map(|step| board.curves_at(step)[queue].price_range()).collect::<Vec<_>>()
        };
        let range: Vec<Vec<(i64, i64)>> = (0..board.problem.queues.len()).map(of_queue).collect();
        let low = |(_, dearest): &(i64, i64)| 2e6_f64.min(*dearest as f64);
        let current: Vec<Vec<f64>> = match start {
            Some(prices) => {
                prices.iter().map(|row| row.iter().map(|price| *price as f64).collect()).collect()
            }
            None => range.iter().map(|row| row.iter().map(low).collect()).collect(),
        };
        let direction = current.iter().map(|row| vec![0.0; row.len()]).collect();
        Climb {
            best: Vec::new(),
            bound: i64::MIN,
            anchor: current.clone(),
            current,
            direction,
            step: 1.0,
            without_gain: 0,
            range,
        }
    }

    /// Prices to evaluate next.
    pub(super) fn prices(&self) -> Prices {
        self.current.iter().map(|row| row.iter().map(|price| price.round() as i64).collect()).collect()
    }

    /// Whether steps have become too small to matter.
    pub(super) fn is_done(&self) -> bool {
        self.step < 1e-3
    }

    /// Learns what the last prices proved; `target` is a cost the bound may rise to.
    pub(super) fn learn(&mut self, priced: &Priced, prices: Prices, target: f64) {
        let gain = self.bound == i64::MIN
            || priced.bound as f64 > self.bound as f64 + 1e-4 * self.bound.abs() as f64;
        if priced.bound > self.bound {
            self.bound = priced.bound;
            self.best = prices;
            self.anchor.clone_from(&self.current);
        }
        self.without_gain = if gain { 0 } else { self.without_gain + 1 };
        for (direction, surplus) in self.direction.iter_mut().zip(&priced.surplus) {
            direction.iter_mut().zip(surplus).for_each(|(d, s)| *d = 0.6 * *d + 0.4 * s);
        }
        if self.without_gain >= 8 {
            self.step *= 0.7;
            self.without_gain = 0;
            self.current.clone_from(&self.anchor);
            self.direction.iter_mut().flatten().for_each(|d| *d = 0.0);
            // The next direction is the plain subgradient at the best prices.
            return;
        }
        self.advance(target - priced.bound as f64, target);
    }

    fn advance(&mut self, missing: f64, target: f64) {
        let norm: f64 = self.direction.iter().flatten().map(|d| d * d).sum();
        if norm <= 0.0 {
            self.step = 0.0;
            return;
        }
        let length = self.step * missing.max(0.02 * target) / norm;
        for ((prices, direction), range) in self.current.iter_mut().zip(&self.direction).zip(&self.range) {
            for ((price, d), (low, high)) in prices.iter_mut().zip(direction).zip(range) {
                *price = (*price - length * d).clamp(*low as f64, *high as f64);
            }
        }
    }
}
