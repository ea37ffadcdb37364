//! Whole days are chosen anew, several of them side by side, and put together.

use rand::seq::SliceRandom;
use rand_pcg::Pcg64Mcg;

use super::day::{DayChange, better_day};
use super::side_by_side;
use crate::rostering::local::{generator, pass_of};
use crate::rostering::plan::{Plan, Scratch};
use crate::rostering::watch::Watch;

/// Days chosen anew side by side.
const DAYS: usize = 7;
/// Agents who may respond to a new day.
const RESPONDING: usize = 200;

/// A day with what changes on it.
type NewDay = (usize, Vec<DayChange>);

/// Chooses some days anew from the same plan and keeps the best that comes of it, together where that is better still.
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
    let found = side_by_side(days.into_iter().zip(purposes).collect(), watch, |(day, mut rng), watch| {
        let changes = better_day(plan, day, &mut rng, watch)?;
        Ok((!changes.is_empty()).then_some((day, changes)))
    });
    let mut gains: Vec<(NewDay, Plan<'_>)> =
        found.into_iter().map(|new| (new.clone(), changed(plan, &[new]))).collect();
    // Stable: of equally good ones the first.
    gains.sort_by_key(|(_, plan)| plan.cost());
    let together: Vec<NewDay> = gains.iter().map(|(new, _)| new.clone()).collect();
    let best = gains.into_iter().next().map(|(_, plan)| plan);
    for mut new in best.into_iter().chain((together.len() > 1).then(|| changed(plan, &together))) {
        settle(&mut new, rng, scratch, watch);
        if new.cost() < plan.cost() {
            *plan = new;
        }
    }
}

/// The plan with these days, the first above all: whoever may not work a new shift for what else changes keeps theirs.
fn changed<'b>(plan: &Plan<'b>, days: &[NewDay]) -> Plan<'b> {
    let board = plan.board;
    let mut new = plan.clone();
    for (day, changes) in days {
        for (agent, shift) in changes {
            let Some(mut tour) = new.tours[*agent].clone() else { continue };
            tour[*day].clone_from(shift);
            let graph = &board.graphs[board.classes[board.class_of[*agent]].graph];
            if graph.allows(&plan.actions(*agent, &tour)) {
                new.remove(*agent);
                new.insert(*agent, tour);
            }
        }
    }
    new
}

/// Breaks, then whole tours of agents, respond to the new days.
fn settle(plan: &mut Plan<'_>, rng: &mut Pcg64Mcg, scratch: &mut Scratch, watch: &mut Watch<'_>) {
    while plan.move_breaks(scratch) > 0 {}
    let mut agents: Vec<usize> = (0..plan.tours.len()).collect();
    agents.shuffle(rng);
    agents.truncate(RESPONDING);
    while !watch.is_over(plan.cost()) && pass_of(&agents, plan, scratch, watch) > 0 {}
}
