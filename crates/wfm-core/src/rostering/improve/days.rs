//! Whole days are chosen anew, several of them side by side, and put together.

use rand::seq::SliceRandom;
use rand_pcg::Pcg64Mcg;

use super::day::{DayChange, choose};
use super::respond;
use crate::rostering::local::generator;
use crate::rostering::plan::{Plan, Scratch};
use crate::rostering::side_by_side::side_by_side;
use crate::rostering::watch::Watch;

/// Days chosen anew side by side.
const DAYS: usize = 7;

/// A day, and the plan in which it was chosen anew.
type NewDay<'b> = (usize, Plan<'b>);

/// Chooses some days anew, each from the same plan, and keeps the best that comes of it; those that gain, together, where
/// that is better still.
pub(super) fn choose_days(
    plan: &mut Plan<'_>,
    (seed, purpose): (u64, u64),
    scratch: &mut Scratch,
    watch: &mut Watch<'_>,
) {
    let rng = &mut generator(seed, purpose);
    let mut days: Vec<usize> = (0..plan.board.problem.dates.len()).collect();
    days.shuffle(rng);
    days.truncate(DAYS);
    let purposes = (purpose + 1..).map(|purpose| generator(seed, purpose));
    let mut found = side_by_side(days.into_iter().zip(purposes).collect(), watch, |(day, mut rng), watch| {
        let changes = choose(plan, day, &mut rng, watch)?;
        Ok((!changes.is_empty()).then(|| {
            let mut new = plan.clone();
            change(&mut new, day, changes);
            settle(&mut new, &mut rng, &mut Scratch::default(), watch);
            (day, new)
        }))
    });
    // Stable: of equally good ones the first.
    found.sort_by_key(|(_, new)| new.cost());
    let gain = found.iter().take_while(|(_, new)| new.cost() < plan.cost()).count();
    let together = (gain > 1).then(|| together(plan, &found[..gain])).map(|mut new| {
        settle(&mut new, rng, scratch, watch);
        new
    });
    // One that is as good is taken too: from there other ways lead on.
    let best = found.into_iter().next().map(|(_, new)| new);
    if let Some(new) = best.into_iter().chain(together).min_by_key(|new| new.cost())
        && new.cost() <= plan.cost()
    {
        *plan = new;
    }
}

/// The plan with all these days, the first above all.
fn together<'b>(plan: &Plan<'b>, days: &[NewDay<'b>]) -> Plan<'b> {
    let mut together = plan.clone();
    for (day, new) in days {
        let change_of = |agent| {
            let (old, new) = (plan.shift(agent, *day), new.shift(agent, *day));
            (old != new).then(|| (agent, new.cloned()))
        };
        let changes = (0..plan.tours.len()).filter_map(change_of);
        change(&mut together, *day, changes.collect());
    }
    together
}

/// Gives agents these shifts of a day; whoever may not work one, for what has changed on other days, keeps theirs.
fn change(plan: &mut Plan<'_>, day: usize, changes: Vec<DayChange>) {
    let board = plan.board;
    for (agent, shift) in changes {
        let Some(mut tour) = plan.tours[agent].clone() else { continue };
        tour[day] = shift;
        let graph = &board.graphs[board.classes[board.class_of[agent]].graph];
        if graph.allows(&plan.actions(agent, &tour)) {
            plan.remove(agent);
            plan.insert(agent, tour);
        }
    }
}

/// Breaks, then whole tours of agents, respond to a new day.
fn settle(plan: &mut Plan<'_>, rng: &mut Pcg64Mcg, scratch: &mut Scratch, watch: &mut Watch<'_>) {
    while plan.move_breaks(scratch) > 0 {}
    let mut agents: Vec<usize> = (0..plan.tours.len()).collect();
    agents.shuffle(rng);
    respond(&agents, plan, scratch, watch);
}
