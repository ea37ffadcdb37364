//! Prices of time and the lower bound they prove.
//!
//! A price `λ` says what one agent more on a queue is worth at a moment. For **any** prices
//!
//! ```text
//! L(λ) = Σ queues, steps  min over c ≥ 0 of ( f(c) + λ c )  +  Σ classes  n_c · ρ_c(λ)  −  Σ past cover · λ
//! ```
//!
//! is no more than the cost of any legal roster, where `f` is the cost of the cover and `ρ_c` the cheapest legal tour of a
//! class at these prices. An agent is worth the best of their queues. Attendance is priced the same way, by rule and
//! interval, with people in place of cover. No solver is involved: the sum is evaluated exactly, in whole numbers.
//!
//! The search climbs `L` along an averaged subgradient (the cover of the best tours against the best cover), a volume
//! type method. It gives the bound, prices worth reporting, and tours that are good at those prices.

use super::attendance::Savings;
use super::board::{Board, Class, Lane, Tour};
use super::plan::Plan;
use super::pricer::{ActionCosts, Actions, Pricer};
use crate::scheduling::places::PriceSums;

/// Prices in rows: first per queue and base step, in money units per part of an agent, then per rule of attendance and
/// interval, in money units per person.
pub(super) type Prices = Vec<Vec<i64>>;

/// Good and different tours of a class with their costs at some prices, the best first.
pub(super) type ClassTours = Vec<(i64, Actions)>;

/// What a set of prices proves and suggests.
#[derive(Debug, Clone)]
pub(super) struct Priced {
    /// The lower bound, in money units.
    pub(super) bound: i64,
    /// The best tours of every class, with their costs at these prices, the best first.
    pub(super) tours: Vec<ClassTours>,
    /// Cover that the best tours give, minus the cover that is best at these prices; per queue and step.
    pub(super) surplus: Vec<Vec<f64>>,
    pub(super) work: u64,
}

/// What an agent of every group is worth at these prices, per base step: as much as at the best of their queues.
pub(super) fn worth_of_time(board: &Board<'_>, prices: &Prices) -> Vec<Vec<i64>> {
    let of_group = |group: &crate::scheduling::sharing::Group| {
        let at = |step: usize| group.queues.iter().map(|(queue, speed)| speed * prices[*queue][step]).max();
        (0..board.steps).map(|step| at(step).unwrap_or(0)).collect()
    };
    board.groups.all.iter().map(of_group).collect()
}

/// What agents are worth at some prices.
#[derive(Debug)]
pub(super) struct Worth {
    /// The running sums of the worth of time, per group.
    pub(super) sums: Vec<PriceSums>,
    /// What attendance gains, per lane.
    attendance: Vec<Option<Savings>>,
}

impl Worth {
    pub(super) fn new(board: &Board<'_>, prices: &Prices) -> Worth {
        let of_rules = &prices[board.problem.queues.len()..];
        let lanes = board.lanes.iter();
        Worth {
            sums: worth_of_time(board, prices).into_iter().map(PriceSums::new).collect(),
            attendance: lanes.map(|lane| board.attendance.savings_at(&lane.priced, of_rules)).collect(),
        }
    }

    /// Costs of all actions of a class, from the lane's table where there is one.
    fn action_costs(&self, board: &Board<'_>, class: &Class, table: Option<&[i64]>, costs: &mut ActionCosts) {
        let attendance = self.attendance[class.lane].as_ref();
        board.action_costs(class, table, &self.sums[board.group(class)], attendance, costs);
    }
}

/// Evaluates prices: the bound, and up to `most` tours of every class.
pub(super) fn evaluate(board: &Board<'_>, prices: &Prices, most: usize) -> Priced {
    let worth = Worth::new(board, prices);
    let mut priced = covers(board, prices);
    attendances(board, prices, &mut priced);
    (priced.tours, priced.work) = tours(board, &worth, most, |_| true);
    for (class, tours) in board.classes.iter().zip(&priced.tours) {
        let Some((best, actions)) = tours.first() else { continue };
        priced.bound += best * class.agents.len() as i64;
        let tour = board.tour(class, actions, &worth.sums[board.group(class)]);
        add_tour(board, prices, &mut priced.surplus, class, &tour);
    }
    priced
}

/// Counts everybody of a class in where a tour is on the queue, and at work.
fn add_tour(board: &Board<'_>, prices: &Prices, surplus: &mut [Vec<f64>], class: &Class, tour: &Tour) {
    let agents = class.agents.len() as f64;
    let group = board.group(class);
    for (day, shift) in tour.iter().enumerate() {
        let Some(shift) = shift else { continue };
        board.each_on_queue(class, day, shift, |from, to| {
            (from..to).for_each(|step| add_cover(board, prices, surplus, group, step, agents));
        });
        let candidate = &board.candidates(class).all[shift.candidate];
        let intervals = board.attendance.intervals((candidate.from, candidate.to));
        for rule in &board.lanes[class.lane].priced {
            let row = &mut surplus[board.problem.queues.len() + rule];
            row[intervals.clone()].iter_mut().for_each(|people| *people += agents);
        }
    }
}

/// Up to `most` tours of every class with agents left, the best first; no bound is looked for. Also gives the work done.
pub(super) fn tours_left(
    board: &Board<'_>,
    prices: &Prices,
    most: usize,
    agents: &[usize],
) -> (Vec<ClassTours>, u64) {
    tours(board, &Worth::new(board, prices), most, |class| agents[class] > 0)
}

/// The best tours of every class that is wanted. On several threads where the feature `parallel` is on: classes do not
/// depend on each other and results are taken in order, so threads change nothing but the time.
fn tours(
    board: &Board<'_>,
    worth: &Worth,
    most: usize,
    is_wanted: impl Fn(usize) -> bool + Sync + Send,
) -> (Vec<ClassTours>, u64) {
    let table = |(number, lane): (usize, &Lane)| {
        let mut sums = worth.sums[lane.group].clone();
        sums.look_into(&board.zones[lane.zone].rooms);
        board.worth_table(number, &sums)
    };
    let tables: Vec<Vec<i64>> = board.lanes.iter().enumerate().map(table).collect();
    let price = |(pricer, costs): &mut (Pricer, ActionCosts), number: usize| {
        if !is_wanted(number) {
            return Vec::new();
        }
        let class = &board.classes[number];
        worth.action_costs(board, class, Some(&tables[class.lane]), costs);
        let graph = &board.graphs[class.graph];
        pricer.best(graph, costs);
        let mut tours = pricer.tours(graph, costs, most.max(1));
        tours.iter_mut().for_each(|(cost, _)| *cost += class.constant);
        tours
    };
    let work = board.classes.iter().enumerate().filter(|(number, _)| is_wanted(*number));
    let work = work.map(|(_, class)| class.work).sum();
    #[cfg(feature = "parallel")]
    let tours = {
        use rayon::prelude::*;
        (0..board.classes.len()).into_par_iter().map_init(Default::default, price).collect()
    };
    #[cfg(not(feature = "parallel"))]
    let tours = {
        let mut scratch = Default::default();
        (0..board.classes.len()).map(|class| price(&mut scratch, class)).collect()
    };
    (tours, work)
}

/// What any tours cost at some prices.
#[derive(Debug)]
pub(super) struct TourCosts<'a> {
    board: &'a Board<'a>,
    worth: Worth,
    of_class: Vec<Option<ActionCosts>>,
}

impl<'a> TourCosts<'a> {
    pub(super) fn new(board: &'a Board<'a>, prices: &Prices) -> Self {
        TourCosts { board, worth: Worth::new(board, prices), of_class: vec![None; board.classes.len()] }
    }

    /// Cost of a tour of this class.
    pub(super) fn of(&mut self, class: usize, actions: &Actions) -> i64 {
        let (board, worth) = (self.board, &self.worth);
        let costs = self.of_class[class].get_or_insert_with(|| {
            let mut costs = ActionCosts::default();
            worth.action_costs(board, &board.classes[class], None, &mut costs);
            costs
        });
        board.classes[class].constant + costs.of(actions)
    }
}

/// How much less the tour of every agent could cost at these prices: what is lost by agents, not by cover.
pub(super) fn regrets(plan: &Plan<'_>, prices: &Prices) -> Vec<i64> {
    let board = plan.board;
    if prices.is_empty() {
        return vec![0; plan.tours.len()];
    }
    let (best, _) = tours(board, &Worth::new(board, prices), 1, |_| true);
    let mut costs = TourCosts::new(board, prices);
    let regret = |(agent, tour): (usize, &Option<Tour>)| {
        let class = board.class_of[agent];
        let (Some(tour), Some((least, _))) = (tour, best[class].first()) else { return 0 };
        costs.of(class, &plan.actions(agent, tour)) - least
    };
    plan.tours.iter().enumerate().map(regret).collect()
}

/// The part of the bound without agents, and minus the best covers.
fn covers(board: &Board<'_>, prices: &Prices) -> Priced {
    let mut priced = Priced { bound: 0, tours: Vec::new(), surplus: Vec::new(), work: 0 };
    for (queue, prices) in prices[..board.problem.queues.len()].iter().enumerate() {
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

/// Adds the part of attendance: people whose shifts stand minus the numbers that are best at these prices.
fn attendances(board: &Board<'_>, prices: &Prices, priced: &mut Priced) {
    for (rule, prices) in board.attendance.numbers().zip(&prices[board.problem.queues.len()..]) {
        let mut surplus = Vec::with_capacity(prices.len());
        for ((at, price), standing) in prices.iter().enumerate().zip(board.attendance.standing(rule)) {
            let (cost, people) = board.attendance.least(rule, at, *price);
            priced.bound += cost - price * i64::from(*standing);
            surplus.push(f64::from(*standing) - f64::from(people));
        }
        priced.surplus.push(surplus);
    }
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

/// The range that a price can have.
fn price_range(board: &Board<'_>, row: usize, at: usize) -> (i64, i64) {
    match row.checked_sub(board.problem.queues.len()) {
        None => board.curves_at(at)[row].price_range(),
        Some(rule) => board.attendance.price_range(rule, at),
    }
}

/// The range of all prices.
fn price_ranges(board: &Board<'_>) -> Vec<Vec<(i64, i64)>> {
    let queues = (0..board.problem.queues.len()).map(|_| board.steps);
    let lengths = queues.chain(board.attendance.numbers().map(|_| board.problem.grid.len()));
    let of_row = |(row, length): (usize, usize)| (0..length).map(|at| price_range(board, row, at)).collect();
    lengths.enumerate().map(of_row).collect()
}

/// `share` of the prices known to be good and the rest of the new ones, within the range that prices can have.
pub(super) fn mixed(board: &Board<'_>, best: &[Vec<i64>], new: &[Vec<f64>], share: f64) -> Prices {
    let price = |row: usize, at: usize, price: f64| {
        let (low, high) = price_range(board, row, at);
        let known = best.get(row).map_or(price, |row| row[at] as f64);
        (share * known + (1.0 - share) * price).clamp(low as f64, high as f64).round() as i64
    };
    let of_row = |(row, prices): (usize, &Vec<f64>)| {
        prices.iter().enumerate().map(|(at, new)| price(row, at, *new)).collect()
    };
    new.iter().enumerate().map(of_row).collect()
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
    /// Starts at a low price of time everywhere, and none of attendance.
    pub(super) fn new(board: &Board<'_>) -> Self {
        let range = price_ranges(board);
        let low = |(_, dearest): &(i64, i64)| 2e6_f64.min(*dearest as f64);
        let (of_time, of_attendance) = range.split_at(board.problem.queues.len());
        let of_time = of_time.iter().map(|row| row.iter().map(low).collect());
        let of_attendance = of_attendance.iter().map(|row| vec![0.0; row.len()]);
        Climb::at(of_time.chain(of_attendance).collect(), range, 1.0)
    }

    /// Starts at prices that are good already, with smaller steps.
    pub(super) fn near(board: &Board<'_>, prices: &Prices) -> Self {
        let current = prices.iter().map(|row| row.iter().map(|price| *price as f64).collect()).collect();
        Climb::at(current, price_ranges(board), 0.5)
    }

    fn at(current: Vec<Vec<f64>>, range: Vec<Vec<(i64, i64)>>, step: f64) -> Self {
        let direction = current.iter().map(|row| vec![0.0; row.len()]).collect();
        Climb {
            best: Vec::new(),
            bound: i64::MIN,
            anchor: current.clone(),
            current,
            direction,
            step,
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
        for ((direction, surplus), range) in self.direction.iter_mut().zip(&priced.surplus).zip(&self.range) {
            // What surplus there is where a price cannot move says nothing of how far the others should.
            let movable = direction.iter_mut().zip(surplus).zip(range).filter(|(_, (low, high))| low < high);
            movable.for_each(|((d, s), _)| *d = 0.6 * *d + 0.4 * s);
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
