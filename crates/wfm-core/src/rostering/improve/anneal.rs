//! Annealing: two or three agents are sent home and brought back one by one, each with their best tour; results that cost
//! a little more are kept too, ever less so as the search cools down.
//!
//! Whoever is brought back first would fill all the holes that were left. So the first look in part at what time is worth
//! in the long run, the prices that prove the bound, or at what it was worth before the holes, and only the last at what it
//! would save right now. How large that part is, is drawn anew for every change: that makes changes differ.
//!
//! Several changes are tried side by side on copies of the plan, on several threads where the feature `parallel` is on, and
//! taken over in order. Few are kept, so they seldom meet. Their number is fixed and each has its own generator, so threads
//! change nothing but the time.

use rand::RngExt;
use rand_pcg::Pcg64Mcg;

use crate::rostering::board::Tour;
use crate::rostering::local::generator;
use crate::rostering::plan::{Plan, Scratch};
use crate::rostering::prices::{Prices, worth_of_time};
use crate::rostering::side_by_side::each;
use crate::rostering::watch::Watch;

/// Changes tried side by side.
const SIDE_BY_SIDE: u64 = 8;
/// Agents sent home at a time.
const SENT_HOME: (usize, usize) = (2, 3);
/// Most that long-run prices count for the first agent brought back; beyond 1 they are exaggerated.
const LONG_RUN: f64 = 1.5;
/// What is dearer by so many times the heat of the beginning when everybody is back, no second look will mend.
const HOPELESS: f64 = 40.0;
/// Changes that every copy tries to learn what changes cost.
const SAMPLE: usize = 60;
/// The heat at the beginning, as a part of what the cheapest of the changes cost that cost anything.
const HEAT: f64 = 0.5;
/// One in so many changes is one of the cheapest.
const CHEAPEST: usize = 50;
/// The heat at the end, as a part of that at the beginning.
const COOLED: f64 = 0.12;

/// How an annealing goes.
pub(super) struct Schedule {
    /// Heat at the beginning: 1 where there is work enough, less where it would be too much to cool down from.
    pub(super) warmth: f64,
    /// Work from the beginning to the end.
    pub(super) work: u64,
    pub(super) seed: u64,
}

/// Anneals, and leaves the best plan met: no worse than the one given.
pub(super) fn anneal(plan: &mut Plan<'_>, prices: &Prices, schedule: &Schedule, watch: &mut Watch<'_>) {
    let long_run = worth_of_time(plan.board, prices);
    let given = plan.clone();
    let mut best = Best::new(plan);
    let copy = |number| Copy {
        plan: given.clone(),
        scratch: Scratch::default(),
        rng: generator(schedule.seed, number),
    };
    let mut copies: Vec<Copy<'_>> = (0..SIDE_BY_SIDE).map(copy).collect();
    let mut taken: Vec<Change> = Vec::new();
    let start = watch.work;
    let hot = schedule.warmth * cheap(&mut copies, &long_run, watch);
    while watch.work < start.saturating_add(schedule.work) && !watch.is_over(best.cost) {
        let done = (watch.work - start) as f64 / schedule.work as f64;
        let heat = hot * COOLED.powf(done);
        let proposals = each(copies.iter_mut().collect(), |copy: &mut Copy<'_>| {
            taken.iter().for_each(|change| give(&mut copy.plan, change));
            copy.propose(&long_run, heat, (HOPELESS * hot) as i64)
        });
        taken.clear();
        for (proposal, work) in proposals {
            watch.spend(work);
            let Some(proposal) = proposal else { continue };
            if take(plan, &proposal) {
                best.learn(plan, &proposal.change);
                taken.push(proposal.change);
            }
        }
    }
    best.restore(plan);
    // Only possible where the shares among queues are not the best ones.
    if plan.cost() > given.cost() {
        *plan = given;
    }
}

/// New tours of a few agents.
type Change = Vec<(usize, Tour)>;

/// A change, what it costs more, and the work of finding it.
struct Tried {
    change: Change,
    dearer: i64,
    work: u64,
}

/// A change worth making if it costs no more than allowed.
struct Proposal {
    change: Change,
    allowed: i64,
}

/// Heat at which the cheapest of the changes that cost anything are made now and then.
fn cheap(copies: &mut [Copy<'_>], long_run: &[Vec<i64>], watch: &mut Watch<'_>) -> f64 {
    let sample = |copy: &mut Copy<'_>| {
        (0..SAMPLE).map(|_| copy.try_change(long_run, i64::MAX / 4)).collect::<Vec<Tried>>()
    };
    let tried: Vec<Tried> = each(copies.iter_mut().collect(), sample).into_iter().flatten().collect();
    watch.spend(tried.iter().map(|tried| tried.work).sum());
    let mut dearer: Vec<i64> = tried.iter().map(|tried| tried.dearer).filter(|dearer| *dearer > 0).collect();
    dearer.sort_unstable();
    let cheapest = &dearer[..dearer.len().div_ceil(CHEAPEST)];
    HEAT * cheapest.iter().sum::<i64>() as f64 / cheapest.len().max(1) as f64
}

/// Gives agents these tours instead of their own.
fn give(plan: &mut Plan<'_>, change: &Change) {
    for (agent, _) in change {
        plan.remove(*agent);
    }
    for (agent, tour) in change {
        plan.insert(*agent, tour.clone());
    }
}

/// Makes a change, unless it costs more than allowed.
fn take(plan: &mut Plan<'_>, Proposal { change, allowed }: &Proposal) -> bool {
    let before = plan.cost();
    let old = tours_of(plan, change.iter().map(|(agent, _)| *agent));
    give(plan, change);
    let kept = plan.cost() <= before.saturating_add(*allowed);
    if !kept {
        give(plan, &old);
    }
    kept
}

fn tours_of(plan: &Plan<'_>, agents: impl Iterator<Item = usize>) -> Change {
    agents.filter_map(|agent| Some((agent, plan.tours[agent].clone()?))).collect()
}

/// A copy of the plan on which changes are tried.
struct Copy<'b> {
    plan: Plan<'b>,
    scratch: Scratch,
    rng: Pcg64Mcg,
}

impl Copy<'_> {
    /// A change that may be made at this heat, if one is found. Gives the work.
    fn propose(&mut self, long_run: &[Vec<i64>], heat: f64, hopeless: i64) -> (Option<Proposal>, u64) {
        let allowed = (-heat * self.rng.random::<f64>().max(f64::MIN_POSITIVE).ln()) as i64;
        let tried = self.try_change(long_run, allowed.saturating_add(hopeless));
        let kept = tried.dearer <= allowed && !tried.change.is_empty();
        (kept.then_some(Proposal { change: tried.change, allowed }), tried.work)
    }

    /// Sends a few agents home, brings them back, and leaves everything as it was. No second look at what is dearer than
    /// `hopeless`.
    fn try_change(&mut self, long_run: &[Vec<i64>], hopeless: i64) -> Tried {
        let before = self.plan.cost();
        let agents = self.choose();
        let now = self.rng.random::<bool>().then(|| self.worth_now(&agents));
        let guide = now.as_deref().unwrap_or(long_run);
        let old: Change =
            agents.iter().filter_map(|agent| Some((*agent, self.plan.remove(*agent)?))).collect();
        let mut work = self.bring_back(&old, guide);
        if self.plan.cost() - before <= hopeless {
            work += self.look_again(&old);
        }
        let mut change = tours_of(&self.plan, agents.into_iter());
        let dearer = self.plan.cost() - before;
        give(&mut self.plan, &old);
        if change == old {
            change.clear();
        }
        Tried { change, dearer, work }
    }

    /// A few agents at random; half of the time, where somebody is to come together with others, some of those.
    fn choose(&mut self) -> Vec<usize> {
        let all = self.plan.tours.len();
        let count = self.rng.random_range(SENT_HOME.0..=SENT_HOME.1).min(all);
        let first = self.rng.random_range(0..all);
        let partners = self.plan.board.attendance.together(first);
        let together = !partners.is_empty() && self.rng.random::<bool>();
        let count = if together { count.min(partners.len()) } else { count };
        let mut chosen = vec![first];
        while chosen.len() < count {
            let agent = match together {
                true => partners[self.rng.random_range(0..partners.len())],
                false => self.rng.random_range(0..all),
            };
            if !chosen.contains(&agent) {
                chosen.push(agent);
            }
        }
        chosen
    }

    /// What one more of these agents would save now, per group and base step; nothing for other groups.
    fn worth_now(&self, agents: &[usize]) -> Vec<Vec<i64>> {
        let board = self.plan.board;
        let mut worth = vec![Vec::new(); board.groups.all.len()];
        for agent in agents {
            let group = board.group(&board.classes[board.class_of[*agent]]);
            if worth[group].is_empty() {
                worth[group] = self.plan.savings(group).to_vec();
            }
        }
        worth
    }

    /// Brings all back, the first at prices nearer to `guide`. Gives the work.
    fn bring_back(&mut self, home: &Change, guide: &[Vec<i64>]) -> u64 {
        let strength = LONG_RUN * self.rng.random::<f64>() / home.len() as f64;
        let mut spent = 0;
        for (position, (agent, _)) in home.iter().enumerate() {
            let share = strength * (home.len() - 1 - position) as f64;
            let (tour, work) = self.plan.guided_tour(*agent, guide, share, &mut self.scratch);
            self.plan.insert(*agent, tour);
            spent += work;
        }
        spent
    }

    /// All but the last respond to what came after them. Gives the work.
    fn look_again(&mut self, back: &Change) -> u64 {
        let mut spent = 0;
        for (agent, _) in &back[..back.len().saturating_sub(1)] {
            self.plan.remove(*agent);
            let (tour, work) = self.plan.best_tour(*agent, &mut self.scratch);
            self.plan.insert(*agent, tour);
            spent += work;
        }
        spent
    }
}

/// The best plan met, kept as the tours that differ from it now.
struct Best {
    cost: i64,
    tours: Vec<Option<Tour>>,
    differs: Vec<bool>,
}

impl Best {
    fn new(plan: &Plan<'_>) -> Self {
        Best { cost: plan.cost(), tours: plan.tours.clone(), differs: vec![false; plan.tours.len()] }
    }

    fn learn(&mut self, plan: &Plan<'_>, change: &Change) {
        change.iter().for_each(|(agent, _)| self.differs[*agent] = true);
        if plan.cost() >= self.cost {
            return;
        }
        self.cost = plan.cost();
        for (agent, differs) in self.differs.iter_mut().enumerate() {
            if std::mem::take(differs) {
                self.tours[agent].clone_from(&plan.tours[agent]);
            }
        }
    }

    fn restore(self, plan: &mut Plan<'_>) {
        let differing = self.differs.iter().enumerate().filter(|(_, differs)| **differs);
        let change: Change =
            differing.filter_map(|(agent, _)| Some((agent, self.tours[agent].clone()?))).collect();
        give(plan, &change);
    }
}
