//! The linear program over whole tours: which tours, in which (fractional) numbers, cover the requirement best.
//!
//! Columns are tours of a class; **breaks stay implicit**. `A` counts the break windows opened so far, `C` those whose last
//! start has come, and `G`, the breaks begun so far, lies between them and never falls. First opened, first served turns
//! any such `G` into breaks of persons, as long as windows of one chain are equally wide: so every width has its own chain.
//! Where two breaks of a shift could collide the chains are a relaxation; the bound does not suffer, since it is always
//! re-evaluated from the prices alone.
//!
//! ```text
//! Σ z_cw = n_c                                   per class
//! x_dk = Σ z_cw over tours with (d, k) + fixed   per lane, day and shift
//! Y_t = Y_(t−1) + starts − ends;  A_t = A_(t−1) + windows opened;  C_t = A_(t−n+1)
//! C_t ≤ G_t ≤ A_t,  G_(t−1) ≤ G_t
//! Σ_q y_qt = Y_t − Σ breaks (G_t − G_(t−ℓ))      on the queue, per group
//! Σ speed · y_qt + under − over = r_qt           per queue and step               dual λ_qt
//! n_rt = n_r(t−1) + starts − ends of people concerned, whole intervals
//! n_rt + missing − spare − too many = at_least   per rule of attendance, interval  dual μ_rt
//! ```

mod chains;

use std::collections::BTreeMap;

use self::chains::{Chain, Changes, apart, begun, people, running_sum};
pub(super) use self::chains::{ChainKey, chains_of};
use super::board::{Board, Class, Lane};
use super::graph::OFF;
use super::pool::{Column, Pool};
use super::pricer::Actions;
use crate::error::Result;
use crate::solver::{LinearProgram, Sense};

/// What is left to decide: agents per class, and the tours already given to others.
#[derive(Debug, Clone)]
pub(super) struct Rest {
    pub(super) agents: Vec<usize>,
    pub(super) fixed: Vec<Column>,
}

impl Rest {
    /// Gives agents left the tours that the program takes whole, up to `nearly`; gives the fractions left with their positions
    /// in the pool, the largest first.
    pub(super) fn fix_whole(&mut self, pool: &Pool, relaxed: &Relaxed, nearly: f64) -> Vec<(f64, usize)> {
        let mut fractions = Vec::new();
        for (position, number) in &relaxed.taken {
            let left = self.agents[pool.columns[*position].class];
            let whole = ((number + nearly).floor() as usize).min(left);
            (0..whole).for_each(|_| self.fix(pool, *position));
            fractions.push((number - whole as f64, *position));
        }
        // Interior points carry noise: compare to a millionth, then by the order in which tours were found.
        let rounded = |fraction: f64| (fraction * 1e6).round() as i64;
        fractions.sort_by_key(|(fraction, position)| (-rounded(*fraction), *position));
        fractions
    }

    /// Gives one agent left the tour at this position of the pool.
    pub(super) fn fix(&mut self, pool: &Pool, position: usize) {
        let column = pool.columns[position].clone();
        self.agents[column.class] -= 1;
        self.fixed.push(column);
    }
}

/// The program's answer.
#[derive(Debug)]
pub(super) struct Relaxed {
    /// Tours taken, as positions in the pool and numbers above 1e-6.
    pub(super) taken: Terms,
    /// Prices in rows as [`Prices`](super::prices::Prices). Money units.
    pub(super) prices: Vec<Vec<f64>>,
    /// Money units.
    pub(super) objective: f64,
    pub(super) work: u64,
}

/// Work of a solve per entry of the matrix: what some forty iterations cost against edges of the pricer.
const WORK_PER_ENTRY: u64 = 6_000;
/// With so many entries a second group of agents doubles the work, as does every further one: the factors of the matrix
/// grow denser where queues tie groups together.
const ENTRIES_OF_A_GROUP: u64 = 120_000;

/// Relative gap of an answer that is as good as exact.
pub(super) const EXACT: f64 = 1e-6;

/// Solves the program for the agents left, to a relative gap of `tolerance`.
///
/// # Errors
/// When the solver gives up.
pub(super) fn solve(board: &Board<'_>, pool: &Pool, rest: &Rest, tolerance: f64) -> Result<Relaxed> {
    let mut builder = Builder::new(board, rest);
    let tours = builder.tours(pool);
    builder.shifts();
    let mut priced_rows = builder.cover();
    priced_rows.extend(builder.attendance());
    let answer = builder.program.solve(tolerance)?;
    let scale = board.money;
    let taken = tours.iter().map(|(position, column)| (*position, answer.values[*column]));
    Ok(Relaxed {
        taken: taken.filter(|(_, number)| *number > 1e-6).collect(),
        prices: priced_rows
            .iter()
            .map(|rows| rows.iter().map(|row| row.map_or(0.0, |row| answer.duals[row] * scale)).collect())
            .collect(),
        objective: answer.objective * scale,
        work: builder.work(),
    })
}

/// Where the breaks of fixed tours go best: the times at which breaks begin, per chain, in order.
///
/// Rounding the breaks begun so far keeps them between the windows closed and opened, which are whole.
///
/// # Errors
/// When the solver gives up.
pub(super) fn break_times(
    board: &Board<'_>,
    fixed: Vec<Column>,
) -> Result<(BTreeMap<ChainKey, Vec<i64>>, u64)> {
    let rest = Rest { agents: vec![0; board.classes.len()], fixed };
    let mut builder = Builder::new(board, &rest);
    builder.tours(&Pool::default());
    builder.shifts();
    builder.cover();
    let answer = builder.program.solve(EXACT)?;
    let mut times: BTreeMap<ChainKey, Vec<i64>> = BTreeMap::new();
    for (key, chain) in &builder.chains {
        let times = times.entry(*key).or_default();
        let mut begun = 0;
        for (index, column) in chain.columns.iter().enumerate() {
            let now = answer.values[*column].round() as i64;
            let at = chain.first + index as i64 * chain.every;
            times.extend((begun..now).map(|_| at));
            begun = begun.max(now);
        }
    }
    Ok((times, builder.work()))
}

/// Columns with their factors.
type Terms = Vec<(usize, f64)>;

/// Columns with their factors, and a number known already.
type Sum = (Terms, f64);

struct Builder<'a> {
    board: &'a Board<'a>,
    rest: &'a Rest,
    program: LinearProgram,
    /// Tours by lane and candidate: columns with their factor, and fixed ones.
    worked: BTreeMap<(usize, usize), Sum>,
    /// On-queue time known to the step, per group and step: columns and fixed agents.
    explicit: BTreeMap<(usize, usize), Sum>,
    /// People whom a rule of attendance concerns: net starts and ends by interval, and those known, per rule.
    attending: Vec<Changes>,
    attending_known: Vec<Vec<f64>>,
    /// Net starts and ends, per group.
    presence: Vec<Changes>,
    /// Windows opened, per chain.
    opened: BTreeMap<ChainKey, Changes>,
    /// Breaks begun, per chain.
    chains: Vec<(ChainKey, Chain)>,
}

impl<'a> Builder<'a> {
    fn new(board: &'a Board<'a>, rest: &'a Rest) -> Self {
        let rules = &board.attendance;
        let standing = |rule| rules.standing(rule).iter().map(|people| f64::from(*people)).collect();
        Builder {
            attending: vec![Changes::new(); rules.numbers().len()],
            attending_known: rules.numbers().map(standing).collect(),
            board,
            rest,
            program: LinearProgram::default(),
            worked: BTreeMap::new(),
            explicit: BTreeMap::new(),
            presence: vec![Changes::new(); board.groups.all.len()],
            opened: BTreeMap::new(),
            chains: Vec::new(),
        }
    }

    /// Work of a solve.
    fn work(&self) -> u64 {
        let entries = self.program.entries() as u64;
        let groups = self.presence.iter().filter(|changes| !changes.is_empty()).count();
        let others = groups.saturating_sub(1) as u64;
        entries * WORK_PER_ENTRY * (ENTRIES_OF_A_GROUP + others * entries) / ENTRIES_OF_A_GROUP
    }

    /// One column per tour of classes with agents left; (1).
    fn tours(&mut self, pool: &Pool) -> Vec<(usize, usize)> {
        let mut of_class: Vec<Terms> = vec![Vec::new(); self.board.classes.len()];
        let mut tours = Vec::new();
        for (position, column) in pool.columns.iter().enumerate() {
            let class = &self.board.classes[column.class];
            if self.rest.agents[column.class] == 0 {
                continue;
            }
            let cost = self.board.own_cost(class, &column.actions) as f64 / self.board.money;
            let number = self.program.column(cost, f64::INFINITY);
            of_class[column.class].push((number, 1.0));
            tours.push((position, number));
            self.note_tour(class, &column.actions, Some(number));
        }
        for column in &self.rest.fixed {
            self.note_tour(&self.board.classes[column.class], &column.actions, None);
        }
        for (class, terms) in of_class.into_iter().enumerate() {
            let agents = self.rest.agents[class];
            if agents > 0 {
                self.program.row(terms, Sense::Equal, agents as f64);
            }
        }
        tours
    }

    /// Notes what a tour works: shifts with free breaks by candidate, less the time of fixed activities, others to the step.
    ///
    /// That breaks must keep clear of the activities is left aside, as it is of other breaks.
    fn note_tour(&mut self, class: &Class, actions: &Actions, column: Option<usize>) {
        let board = self.board;
        for (day, action) in actions.iter().enumerate().filter(|(_, action)| **action != OFF) {
            let candidate = class.days.choices.shifts[day][usize::from(*action)];
            if class.days.locked[day].is_none() {
                note(self.worked.entry((class.lane, candidate)).or_default(), column, 1.0);
                for step in board.away(class, day, candidate) {
                    note(self.explicit.entry((board.group(class), step)).or_default(), column, -1.0);
                }
                continue;
            }
            let breaks = board.break_places(class, day, candidate, &Default::default());
            let shift = super::board::Shift { candidate, breaks };
            for step in board.on_queue(class, day, &shift).into_iter().flat_map(|(from, to)| from..to) {
                note(self.explicit.entry((board.group(class), step)).or_default(), column, 1.0);
            }
            self.attend((class.lane, candidate), column);
        }
    }

    /// Notes the intervals that a shift fills, for the rules of attendance that concern who works it: as often as the
    /// column says, or once where there is none.
    fn attend(&mut self, (lane, candidate): (usize, usize), column: Option<usize>) {
        let board = self.board;
        let Lane { zone, priced, .. } = &board.lanes[lane];
        let candidate = &board.zones[*zone].all[candidate];
        let intervals = board.attendance.intervals((candidate.from, candidate.to));
        for rule in priced {
            let Some(column) = column else {
                self.attending_known[*rule][intervals.clone()].iter_mut().for_each(|people| *people += 1.0);
                continue;
            };
            let changes = &mut self.attending[*rule];
            changes.entry(intervals.start as i64).or_default().push((column, 1.0));
            changes.entry(intervals.end as i64).or_default().push((column, -1.0));
        }
    }

    /// (2): a column per shift worked, its presence and its break windows.
    fn shifts(&mut self) {
        for ((lane, candidate), (mut terms, fixed)) in std::mem::take(&mut self.worked) {
            let Lane { zone, group, .. } = self.board.lanes[lane];
            let shift = self.board.zones[zone].all[candidate];
            let number = self.program.defined_by_rows();
            terms.push((number, -1.0));
            self.program.row(terms, Sense::Equal, -fixed);
            self.attend((lane, candidate), Some(number));
            self.presence[group].entry(shift.from).or_default().push((number, 1.0));
            self.presence[group].entry(shift.to).or_default().push((number, -1.0));
            for (key, opens) in chains_of(self.board, group, &shift) {
                self.opened.entry(key).or_default().entry(opens).or_default().push((number, 1.0));
            }
        }
    }

    /// (3) to (7); gives the rows of the cover per queue and step.
    fn cover(&mut self) -> Vec<Vec<Option<usize>>> {
        let board = self.board;
        let steps = board.steps as i64;
        // What every group has on the queue at each step: columns with factors, and agents known to be there.
        let mut on_queue: Vec<Vec<Terms>> = vec![vec![Vec::new(); board.steps]; board.groups.all.len()];
        for (group, on_queue) in on_queue.iter_mut().enumerate() {
            let people = people(&mut self.program, &self.presence[group]);
            for (step, terms) in on_queue.iter_mut().enumerate() {
                terms.extend(people.at(step as i64).map(|column| (column, 1.0)));
            }
        }
        for (key, changes) in std::mem::take(&mut self.opened) {
            for changes in apart(changes, key.reach()) {
                let opened = running_sum(&mut self.program, &changes, key.every);
                let begun = if key.places == 1 { opened } else { begun(&mut self.program, &opened, key) };
                for step in begun.first.max(0)..steps.min(begun.end() + key.steps) {
                    let (now, before) = (begun.at(step), begun.at(step - key.steps));
                    if now != before {
                        let terms = &mut on_queue[key.group][step as usize];
                        terms.extend(now.map(|column| (column, -1.0)));
                        terms.extend(before.map(|column| (column, 1.0)));
                    }
                }
                self.chains.push((key, begun));
            }
        }
        let mut known = board
            .past
            .iter()
            .map(|row| row.iter().map(|n| f64::from(*n)).collect())
            .collect::<Vec<Vec<f64>>>();
        for ((group, step), (terms, fixed)) in std::mem::take(&mut self.explicit) {
            on_queue[group][step].extend(terms);
            known[group][step] += fixed;
        }
        self.serve(on_queue, &known)
    }

    fn serve(&mut self, on_queue: Vec<Vec<Terms>>, known: &[Vec<f64>]) -> Vec<Vec<Option<usize>>> {
        let board = self.board;
        let queues = board.problem.queues.len();
        let mut cover: Vec<Vec<Sum>> = vec![vec![Default::default(); board.steps]; queues];
        for (group, rows) in on_queue.into_iter().enumerate() {
            for (step, mut terms) in rows.into_iter().enumerate() {
                let serves = &board.groups.all[group].queues;
                if terms.is_empty() && known[group][step] == 0.0 {
                    continue;
                }
                if let [(queue, speed)] = serves.as_slice() {
                    let speed = *speed as f64;
                    cover[*queue][step]
                        .0
                        .extend(terms.into_iter().map(|(column, factor)| (column, factor * speed)));
                    cover[*queue][step].1 += known[group][step] * speed;
                    continue;
                }
                for (queue, speed) in serves {
                    let share = self.program.column(0.0, f64::INFINITY);
                    terms.push((share, -1.0));
                    cover[*queue][step].0.push((share, *speed as f64));
                }
                if !serves.is_empty() {
                    self.program.row(terms, Sense::Equal, -known[group][step]);
                }
            }
        }
        let rows = cover.into_iter().enumerate().map(|(queue, row)| {
            let row = row.into_iter().enumerate();
            row.map(|(step, (terms, known))| self.balance(queue, step, terms, known)).collect()
        });
        rows.collect()
    }

    /// (7): cover, too few and too many make the requirement.
    fn balance(&mut self, queue: usize, step: usize, terms: Terms, known: f64) -> Option<usize> {
        let curve = &self.board.curves_at(step)[queue];
        if terms.is_empty() && curve.required() == 0 {
            return None;
        }
        let mut terms = terms;
        for (pieces, sign) in curve.pieces().into_iter().zip([1.0, -1.0]) {
            for (width, cost) in pieces.into_iter().filter(|(width, _)| *width != Some(0)) {
                let width = width.map_or(f64::INFINITY, |width| width as f64);
                terms.push((self.program.column(cost as f64 / self.board.money, width), sign));
            }
            // Without any price for it, cover may be as far from the requirement as it likes.
            if self.board.problem.weights_are_silent(sign > 0.0) {
                terms.push((self.program.column(0.0, f64::INFINITY), sign));
            }
        }
        Some(self.program.row(terms, Sense::Equal, curve.required() as f64 - known))
    }

    /// People at work for every rule of attendance; gives its rows per interval.
    fn attendance(&mut self) -> Vec<Vec<Option<usize>>> {
        let rules = std::mem::take(&mut self.attending).into_iter().enumerate();
        let rows = rules.map(|(rule, changes)| {
            let people = people(&mut self.program, &changes);
            (0..self.board.problem.grid.len())
                .map(|at| self.attended(rule, at, people.at(at as i64)))
                .collect()
        });
        rows.collect()
    }

    /// People at work, missing and too many make what is asked for.
    fn attended(&mut self, rule: usize, at: usize, people: Option<usize>) -> Option<usize> {
        let (at_least, at_most, cost) = self.board.attendance.limits(rule, at)?;
        let cost = cost as f64 / self.board.money;
        let spare = at_most.map_or(f64::INFINITY, |most| f64::from(most.saturating_sub(at_least)));
        let mut terms: Terms = people.map(|people| (people, 1.0)).into_iter().collect();
        terms.push((self.program.column(cost, f64::INFINITY), 1.0));
        terms.push((self.program.column(cost, f64::INFINITY), -1.0));
        if spare > 0.0 {
            terms.push((self.program.column(0.0, spare), -1.0));
        }
        let known = self.attending_known[rule][at];
        Some(self.program.row(terms, Sense::Equal, f64::from(at_least) - known))
    }
}

fn note(entry: &mut Sum, column: Option<usize>, factor: f64) {
    match column {
        Some(column) => entry.0.push((column, factor)),
        None => entry.1 += factor,
    }
}
