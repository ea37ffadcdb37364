//! Whole numbers of shifts, annealed: a great many small changes, dearer ones ever more seldom.
//!
//! A change brings and sends home agents of a few shifts. It is priced by what it leaves of itself: two shifts that swap
//! their ends cover what they covered before, one that begins a step later lacks a step. So millions are tried a second.
//!
//! A charge per distinct shift falls all at once, when its last agent goes, and nothing leads there. While the search is
//! warm, a distinct shift therefore also costs `GUIDE · charge · n / (n + FEW)` for its `n` agents: seldom used ones grow
//! seldomer. Source of the idea of annealing: Kirkpatrick, Gelatt and Vecchi (1983); the guide is ours.

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

use super::ShiftOptions;
use super::layout::Layout;
use super::neighbours::Neighbours;
use super::staff::{Change, Staff};
use crate::scheduling::curve::Curve;

/// What a seldom used shift costs beside its charge, in charges.
const GUIDE: f64 = 2.0;
/// Agents in a shift at which half of that is charged.
const FEW: f64 = 5.0;
/// Heat at the beginning, in parts of what a whole shift too many costs, and at the end, in parts of what one agent too
/// many in an interval or one distinct shift costs.
const HEAT: (f64, f64) = (0.06, 0.15);
/// The same while one distinct shift is barred, and what each of its agents costs then, in charges.
const BARRED: ((f64, f64), f64) = ((0.35, 0.2), 3.0);
/// Share of the tries of each cooling at its end that only take what is better.
const COLD: f64 = 0.08;
/// Small changes tried in a round of the options, and while a distinct shift is barred; fewer where breaks have to be
/// placed.
const TRIES: u64 = 100_000;
const TRIES_WITH_BREAKS: u64 = 20_000;
/// Shifts and days for which one round of cooling is enough.
const PER_ROUND: u64 = 5;
/// Tries at the same heat.
const STEADY: u64 = 1_000;
/// Searches that share the rounds; the best one's answer counts.
const STARTS: u64 = 2;

/// Shifts that are found from these by many small changes.
pub(super) fn anneal<'a>(staff: &Staff<'a>, options: &ShiftOptions) -> Staff<'a> {
    let rounds = |start| (u64::from(options.rounds) + start) / STARTS;
    let neighbours = Neighbours::new(staff.layout);
    let searched = |start: u64| {
        let mut search = Search::new(staff.clone(), &neighbours, options.seed.wrapping_add(start << 32));
        search.run(rounds(start));
        search.staff.settle();
        search.staff
    };
    #[cfg(feature = "parallel")]
    let found: Vec<Staff<'a>> = {
        use rayon::prelude::*;
        (0..STARTS).into_par_iter().map(searched).collect()
    };
    #[cfg(not(feature = "parallel"))]
    let found: Vec<Staff<'a>> = (0..STARTS).map(searched).collect();
    let best = found.into_iter().min_by_key(Staff::cost);
    best.filter(|found| found.cost() < staff.cost()).unwrap_or_else(|| staff.clone())
}

struct Search<'a, 'n> {
    staff: Staff<'a>,
    neighbours: &'n Neighbours,
    rng: Pcg64Mcg,
    /// The change that is tried, with the numbers of agents it adds to distinct shifts.
    change: Change,
    kinds: Vec<(usize, i64)>,
    /// In money units: heat now, and at first and at last.
    heat: f64,
    heats: (f64, f64),
    /// Whether seldom used shifts cost more.
    guided: bool,
    /// A distinct shift that nobody is to work.
    barred: Option<usize>,
    /// Distinct shifts with agents, and where each stands in that list.
    live: Vec<usize>,
    place: Vec<usize>,
}

impl<'a, 'n> Search<'a, 'n> {
    fn new(staff: Staff<'a>, neighbours: &'n Neighbours, seed: u64) -> Self {
        let layout = staff.layout;
        let mut search = Search {
            rng: Pcg64Mcg::seed_from_u64(seed),
            change: Change::default(),
            kinds: Vec::new(),
            heat: 0.0,
            heats: heats(layout),
            guided: true,
            barred: None,
            live: Vec::new(),
            place: vec![0; layout.kinds.len()],
            neighbours,
            staff: staff.clone(),
        };
        search.put_back(staff);
        search
    }

    /// Some rounds, half of them at most, cool everything down; in the others one distinct shift after another is done
    /// without.
    fn run(&mut self, rounds: u64) {
        if self.neighbours.near.is_empty() {
            return;
        }
        let tries = if self.staff.layout.any_breaks() { TRIES_WITH_BREAKS } else { TRIES };
        let charge = self.staff.layout.charge as f64;
        let candidates = self.staff.layout.candidates.len() as u64;
        let first = if charge == 0.0 { rounds } else { rounds.div_ceil(2).min(1 + candidates / PER_ROUND) };
        self.cool(self.heats, first * tries);
        for _ in first..rounds {
            let before = self.staff.clone();
            self.barred = self.seldom_used();
            self.cool((BARRED.0.0 * charge, BARRED.0.1 * charge), tries);
            self.barred = None;
            if self.staff.cost() > before.cost() {
                self.put_back(before);
            }
        }
    }

    /// Cools down from the first heat to the second.
    fn cool(&mut self, (hot, cold): (f64, f64), tries: u64) {
        for number in 0..tries {
            if number % STEADY == 0 {
                let done = number as f64 / tries as f64;
                self.guided = done < 1.0 - COLD;
                self.heat = if self.guided { hot * (cold / hot).powf(done) } else { 0.0 };
            }
            self.attempt();
        }
    }

    /// The less used of two distinct shifts with agents.
    fn seldom_used(&mut self) -> Option<usize> {
        let two = [self.some_live(), self.some_live()];
        two.into_iter().flatten().min_by_key(|kind| self.staff.used(*kind))
    }

    fn put_back(&mut self, staff: Staff<'a>) {
        self.staff = staff;
        self.live.clear();
        for kind in 0..self.place.len() {
            if self.staff.used(kind) > 0 {
                self.enlist(kind);
            }
        }
    }

    /// Tries one change.
    fn attempt(&mut self) {
        self.change.clear();
        match self.rng.random_range(0..20_u32) {
            0..3 => self.one_more_or_less(),
            3..11 => self.another_shift_on_a_day(),
            11..14 => self.another_shift(),
            _ => self.other_ends(),
        }
        if self.change.is_empty() {
            return;
        }
        let price = self.staff.price(&mut self.change);
        let dearer = price as f64 + self.charge();
        if dearer <= 0.0 || self.rng.random::<f64>() < (-dearer / self.heat).exp() {
            self.staff.make(&mut self.change, price);
            self.keep_list();
        }
    }

    /// What the change adds to the charge of distinct shifts and to what leads to fewer of them.
    fn charge(&mut self) -> f64 {
        let candidates = &self.staff.layout.candidates;
        self.kinds.clear();
        let going = self.change.going.iter().map(|(candidate, agents)| (*candidate, -(*agents as i64)));
        let coming = self.change.coming.iter().map(|(candidate, agents, _)| (*candidate, *agents as i64));
        for (candidate, agents) in going.chain(coming) {
            let kind = candidates[candidate].kind;
            match self.kinds.iter_mut().find(|(known, _)| *known == kind) {
                Some((_, sum)) => *sum += agents,
                None => self.kinds.push((kind, agents)),
            }
        }
        let guide = if self.guided { GUIDE } else { 0.0 };
        let cost = |agents: f64| if agents > 0.0 { 1.0 + guide * agents / (agents + FEW) } else { 0.0 };
        let added = self.kinds.iter().map(|(kind, agents)| {
            let before = f64::from(self.staff.used(*kind));
            let barred = if self.barred == Some(*kind) { BARRED.1 * *agents as f64 } else { 0.0 };
            cost(before + *agents as f64) - cost(before) + barred
        });
        self.staff.layout.charge as f64 * added.sum::<f64>()
    }

    /// Keeps the list of distinct shifts with agents.
    fn keep_list(&mut self) {
        for position in 0..self.kinds.len() {
            let kind = self.kinds[position].0;
            let listed = self.live.get(self.place[kind]) == Some(&kind);
            match (self.staff.used(kind) > 0, listed) {
                (true, false) => self.enlist(kind),
                (false, true) => self.strike(kind),
                _ => {}
            }
        }
    }

    fn enlist(&mut self, kind: usize) {
        self.place[kind] = self.live.len();
        self.live.push(kind);
    }

    fn strike(&mut self, kind: usize) {
        let place = self.place[kind];
        self.live.swap_remove(place);
        if let Some(moved) = self.live.get(place) {
            self.place[*moved] = place;
        }
    }

    /// A distinct shift with agents, if there is one.
    fn some_live(&mut self) -> Option<usize> {
        (!self.live.is_empty()).then(|| self.live[self.rng.random_range(0..self.live.len())])
    }

    /// Another distinct shift: one with agents, or one near by.
    fn some_other(&mut self, kind: usize) -> Option<usize> {
        let of = if self.rng.random() { &self.live } else { &self.neighbours.near[kind] };
        let other = (!of.is_empty()).then(|| of[self.rng.random_range(0..of.len())]);
        other.filter(|other| *other != kind)
    }

    fn some_day(&mut self) -> usize {
        let days = self.staff.layout.kinds[0].on_day.len();
        self.rng.random_range(0..days)
    }

    fn on_day(&self, kind: usize, day: usize) -> Option<usize> {
        self.staff.layout.kinds[kind].on_day[day]
    }

    /// Agents of a distinct shift on a day, if any are at work.
    fn working(&self, kind: usize, day: usize) -> Option<(usize, usize)> {
        let candidate = self.on_day(kind, day)?;
        Some((candidate, self.staff.agents(candidate))).filter(|(_, agents)| *agents > 0)
    }

    fn one_more_or_less(&mut self) {
        let day = self.some_day();
        let any = self.live.is_empty() || self.rng.random_range(0..8_u32) == 0;
        let kind = match any {
            true => Some(self.rng.random_range(0..self.neighbours.near.len())),
            false => self.some_live(),
        };
        let candidate = kind.and_then(|kind| self.on_day(kind, day));
        let Some(candidate) = candidate else { return };
        let agents = self.staff.agents(candidate);
        if agents > 0 && self.rng.random() {
            let agent = self.rng.random_range(0..agents);
            self.staff.bring_forward(candidate, agent);
            self.change.going.push((candidate, 1));
        } else {
            let places = self.staff.places(candidate);
            self.change.coming.push((candidate, 1, places));
        }
    }

    /// One agent of a shift on a day, or all of them, work another.
    fn another_shift_on_a_day(&mut self) {
        let day = self.some_day();
        let Some(kind) = self.some_live() else { return };
        let Some((candidate, agents)) = self.working(kind, day) else { return };
        let other = match self.staff.layout.has_breaks(candidate) && self.rng.random_range(0..4_u32) == 0 {
            true => Some(candidate),
            false => self.some_other(kind).and_then(|other| self.on_day(other, day)),
        };
        let Some(other) = other else { return };
        let agent = self.rng.random_range(0..agents);
        self.staff.bring_forward(candidate, agent);
        let agents = if self.rng.random_range(0..3_u32) == 0 { agents } else { 1 };
        self.instead(candidate, other, agents);
    }

    /// All agents of a shift, on all days, work another.
    fn another_shift(&mut self) {
        let Some(kind) = self.some_live() else { return };
        let Some(other) = self.some_other(kind) else { return };
        for day in 0..self.staff.layout.kinds[kind].on_day.len() {
            if let Some((candidate, agents)) = self.working(kind, day) {
                match self.on_day(other, day) {
                    Some(other) => self.instead(candidate, other, agents),
                    None => return self.change.clear(),
                }
            }
        }
    }

    /// Of two shifts each ends when the other did, on a day or on all days.
    fn other_ends(&mut self) {
        let (Some(a), Some(b)) = (self.some_live(), self.some_live()) else { return };
        let spans = [a, b].map(|kind| self.staff.layout.kinds[kind].span);
        if spans[0].0 == spans[1].0 || spans[0].1 == spans[1].1 {
            return;
        }
        let found = (
            self.neighbours.spans.kind(spans[0].0, spans[1].1),
            self.neighbours.spans.kind(spans[1].0, spans[0].1),
        );
        let (Some(c), Some(d)) = found else { return };
        let days = self.staff.layout.kinds[a].on_day.len();
        if self.rng.random() {
            return (0..days).for_each(|day| self.other_ends_on([a, b], [c, d], day, false));
        }
        let (day, one) = (self.some_day(), self.rng.random());
        self.other_ends_on([a, b], [c, d], day, one);
    }

    fn other_ends_on(&mut self, kinds: [usize; 2], others: [usize; 2], day: usize, one: bool) {
        let [Some((a, at_a)), Some((b, at_b))] = kinds.map(|kind| self.working(kind, day)) else { return };
        let [Some(c), Some(d)] = others.map(|kind| self.on_day(kind, day)) else { return };
        let agents = if one { 1 } else { at_a.min(at_b) };
        self.instead(a, c, agents);
        self.instead(b, d, agents);
    }

    /// The last agents of a shift work another of the same day, with breaks where they were if they may be there.
    fn instead(&mut self, candidate: usize, other: usize, agents: usize) {
        let layout = self.staff.layout;
        let known = self.staff.last(candidate);
        let known = known.filter(|places| candidate != other && layout.allows(other, places));
        let places = match known {
            Some(places) => places.clone(),
            None => self.staff.places(other),
        };
        self.change.going.push((candidate, agents));
        self.change.coming.push((other, agents, places));
    }
}

/// Heat at the beginning and at the end, in money units. Where shifts are hardly longer than an interval both are the same.
fn heats(layout: &Layout<'_>) -> (f64, f64) {
    let of_step = |curve: &Curve| {
        let nearest = |pieces: &[(Option<i64>, i64)]| pieces.first().map_or(0, |(_, cost)| *cost) as f64;
        let [under, over] = curve.pieces();
        (nearest(&under) + nearest(&over)) / 2.0 * layout.per_interval as f64
    };
    let steps = layout.curves.len().max(1) as f64;
    let step = (layout.curves.iter().map(of_step).sum::<f64>() / steps).max(1.0);
    let charge = if layout.charge == 0 { step } else { layout.charge as f64 };
    let lengths = layout.candidates.iter().map(|candidate| (candidate.to - candidate.from) as f64);
    let length = lengths.sum::<f64>() / (layout.candidates.len() * layout.per_interval).max(1) as f64;
    let last = HEAT.1 * step.min(charge);
    ((HEAT.0 * (length * step).max(charge)).max(last), last)
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;

    use super::*;
    use crate::model::*;
    use crate::scheduling::shift_demand::ShiftInput;

    /// Heats for shifts of so many hours, where an hour is an interval and a distinct shift has this charge.
    fn heats_of(hours: u32, distinct_shift: f64) -> (f64, f64) {
        let grid = Grid::of_days("2026-11-23".parse().unwrap(), 1, 60, Tz::UTC).unwrap();
        let agents = vec![1.0; grid.len()];
        let requirement = Requirement {
            queue: "calls".into(),
            open: vec![true; grid.len()],
            scheduled: agents.clone(),
            agents,
            basis: None,
            grid: grid.clone(),
        };
        let shift = ShiftTemplate {
            id: "short".into(),
            days: WeekdaySet::ALL,
            start: StartWindow { earliest: 480, latest: 720 },
            start_every_minutes: 60,
            lengths: vec![60 * hours],
            breaks: Vec::new(),
            break_every_minutes: 60,
            break_rules: BreakRules::default(),
        };
        let weights = RosterWeights::default();
        let (shifts, requirements) = ([shift], [requirement]);
        let (shifts, requirements) = (&shifts[..], &requirements[..]);
        let input = ShiftInput {
            shifts,
            requirements,
            weights: &weights,
            paid_hour: 0.0,
            distinct_shift,
            cyclic: true,
        };
        heats(&Layout::new(&input, &grid))
    }

    #[test]
    fn no_search_begins_colder_than_it_ends() {
        for hours in [1, 2, 3, 8] {
            for charge in [0.0, 0.1, 10.0, 1000.0] {
                let (first, last) = heats_of(hours, charge);
                assert!(first >= last && last > 0.0, "{hours} hours, charge {charge}: {first} to {last}");
            }
        }
        let (first, last) = heats_of(8, 0.0);
        assert!(first > last, "a long shift is annealed");
    }
}
