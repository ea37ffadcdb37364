//! Best responses: one agent after the other gets the best tour for the others as they are. Always legal, never worse.

use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

use super::plan::{Plan, Scratch};
use super::watch::Watch;

/// First roster: agents in random order, each at the best tour against those before. An agent who has a tour keeps it.
pub(super) fn insert_missing(
    plan: &mut Plan<'_>,
    rng: &mut Pcg64Mcg,
    scratch: &mut Scratch,
    watch: &mut Watch<'_>,
) {
    let mut missing: Vec<usize> =
        (0..plan.tours.len()).filter(|agent| plan.tours[*agent].is_none()).collect();
    missing.shuffle(rng);
    for agent in missing {
        let (tour, work) = plan.best_tour(agent, scratch);
        watch.spend(work);
        plan.insert(agent, tour);
    }
}

/// One pass over all agents; gives what it saved. Ends early when the search is over.
pub(super) fn pass(
    plan: &mut Plan<'_>,
    rng: &mut Pcg64Mcg,
    scratch: &mut Scratch,
    watch: &mut Watch<'_>,
) -> i64 {
    let mut agents: Vec<usize> = (0..plan.tours.len()).collect();
    agents.shuffle(rng);
    pass_of(&agents, plan, scratch, watch)
}

/// One pass over these agents, in their order; gives what it saved. Ends early when the search is over.
pub(super) fn pass_of(
    agents: &[usize],
    plan: &mut Plan<'_>,
    scratch: &mut Scratch,
    watch: &mut Watch<'_>,
) -> i64 {
    let before = plan.cost();
    for agent in agents {
        if watch.is_over(plan.cost()) {
            break;
        }
        respond(plan, *agent, scratch, watch);
    }
    before - plan.cost()
}

fn respond(plan: &mut Plan<'_>, agent: usize, scratch: &mut Scratch, watch: &mut Watch<'_>) {
    let before = plan.cost();
    let Some(old) = plan.remove(agent) else { return };
    let (tour, work) = plan.best_tour(agent, scratch);
    watch.spend(work);
    plan.insert(agent, tour);
    if plan.cost() > before {
        // Only possible where the shares among queues are not the best ones.
        plan.remove(agent);
        plan.insert(agent, old);
    }
}

/// Sends a few agents home and brings them back one by one, the first of them twice; keeps the result if it is no worse.
pub(super) fn ruin_and_recreate(
    plan: &mut Plan<'_>,
    rng: &mut Pcg64Mcg,
    scratch: &mut Scratch,
    watch: &mut Watch<'_>,
) {
    let agents = plan.tours.len();
    if agents == 0 {
        return;
    }
    let count = rng.random_range(2..=6).min(agents);
    let mut chosen: Vec<usize> = Vec::new();
    while chosen.len() < count {
        let agent = rng.random_range(0..agents);
        if !chosen.contains(&agent) {
            chosen.push(agent);
        }
    }
    let before = plan.cost();
    let old: Vec<_> = chosen.iter().map(|agent| (*agent, plan.remove(*agent))).collect();
    for agent in &chosen {
        let (tour, work) = plan.best_tour(*agent, scratch);
        watch.spend(work);
        plan.insert(*agent, tour);
    }
    for agent in &chosen[..count - 1] {
        respond(plan, *agent, scratch, watch);
    }
    if plan.cost() > before {
        for (agent, _) in &old {
            plan.remove(*agent);
        }
        for (agent, tour) in old {
            if let Some(tour) = tour {
                plan.insert(agent, tour);
            }
        }
    }
}

/// A generator of its own for every use, so that no use depends on how often another drew.
pub(super) fn generator(seed: u64, purpose: u64) -> Pcg64Mcg {
    Pcg64Mcg::seed_from_u64(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(purpose))
}
