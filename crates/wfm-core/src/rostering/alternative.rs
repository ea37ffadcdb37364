//! What else an agent could work: the cheapest legal tour that meets a demand, the others as they are.

use std::ops::Range;

use super::board::{Board, Shift, Tour};
use super::graph::OFF;
use super::plan::{Plan, Scratch};

/// What a tour must do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Demand {
    /// Be on the queue in these base steps, in as many of them as any legal tour can.
    OnQueue(Range<usize>),
    /// Have this day off.
    Off(usize),
    /// Work on this day.
    Work(usize),
}

/// Another tour, and by how much it changes the cost; money units, below 0 where it saves.
#[derive(Debug, Clone)]
pub(super) struct Alternative {
    pub(super) tour: Tour,
    /// Change of the agent's own cost: wishes, paid hours, starts.
    pub(super) own: i64,
    /// Change of the cost of too few and too many agents.
    pub(super) cover: i64,
    /// The base steps in which cover becomes dearest, with the change, dearest first.
    pub(super) dearer: Vec<(usize, i64)>,
}

/// More than any roster costs, and small enough to be added for every day.
const OUT_OF_THE_QUESTION: i64 = 1 << 50;

/// A preference for what is so already, less than any cost counts.
const STAYING: i64 = 1;

/// The cheapest legal tour of `agent` that meets `demand`; none when the agent has no tour or no legal tour meets it.
/// The plan is the same afterwards.
pub(super) fn alternative(
    plan: &mut Plan<'_>,
    agent: usize,
    demand: &Demand,
    scratch: &mut Scratch,
) -> Option<Alternative> {
    let cover_before: Vec<i64> = (0..plan.board.steps).map(|step| plan.cover_cost_at(step)).collect();
    let (cost, cover) = (plan.cost(), plan.cover_cost());
    let old = plan.remove(agent)?;
    let now = met(plan.board, agent, &old, demand);
    let tour = cheapest(plan, agent, &old, demand, scratch);
    let found = (met(plan.board, agent, &tour, demand) > now).then(|| {
        plan.insert(agent, tour.clone());
        let (cost, cover) = (plan.cost() - cost, plan.cover_cost() - cover);
        let change = |step: usize| (step, plan.cover_cost_at(step) - cover_before[step]);
        let mut dearer: Vec<(usize, i64)> =
            (0..plan.board.steps).map(change).filter(|(_, change)| *change > 0).collect();
        dearer.sort_by_key(|(step, change)| (-change, *step));
        plan.remove(agent);
        Alternative { tour, own: cost - cover, cover, dearer }
    });
    plan.insert(agent, old);
    found
}

/// The cheapest tour; of equally good ones one that differs from `old` on few days, and in few breaks.
fn cheapest(plan: &Plan<'_>, agent: usize, old: &Tour, demand: &Demand, scratch: &mut Scratch) -> Tour {
    let board = plan.board;
    let class = &board.classes[board.class_of[agent]];
    let group = board.group(class);
    let wanted = |step: usize| matches!(demand, Demand::OnQueue(steps) if steps.contains(&step));
    let price = |step: usize| plan.saving(group, step) + if wanted(step) { OUT_OF_THE_QUESTION } else { 0 };
    scratch.sums.reset((0..board.steps).map(price));
    plan.action_costs(agent, &scratch.sums, &mut scratch.costs);
    match demand {
        Demand::OnQueue(_) => {}
        Demand::Off(day) => scratch.costs.shifts[*day].fill(OUT_OF_THE_QUESTION),
        Demand::Work(day) => scratch.costs.off[*day] = OUT_OF_THE_QUESTION,
    }
    for (day, action) in plan.actions(agent, old).into_iter().enumerate() {
        match action {
            OFF => scratch.costs.off[day] -= STAYING,
            shift => scratch.costs.shifts[day][usize::from(shift)] -= STAYING,
        }
    }
    let graph = &board.graphs[class.graph];
    scratch.pricer.best(graph, &scratch.costs);
    let tours = scratch.pricer.tours(graph, &scratch.costs, 1);
    let actions = tours.into_iter().next().map(|(_, actions)| actions).unwrap_or_default();
    let mut tour = board.tour(class, &actions, &scratch.sums);
    let worth = |day: usize, shift: &Shift| -> i64 {
        let stretches = board.on_queue(class, day, shift).into_iter();
        stretches.map(|(from, to)| scratch.sums.between(from as i64, to as i64)).sum()
    };
    for (day, shift) in tour.iter_mut().enumerate() {
        if let (Some(now), Some(Some(before))) = (shift, old.get(day))
            && now.candidate == before.candidate
            && worth(day, now) == worth(day, before)
        {
            now.breaks.clone_from(&before.breaks);
        }
    }
    tour
}

/// How far a tour meets a demand: the more the better, 0 not at all.
pub(super) fn met(board: &Board<'_>, agent: usize, tour: &Tour, demand: &Demand) -> usize {
    match demand {
        Demand::OnQueue(steps) => {
            let class = &board.classes[board.class_of[agent]];
            let shifts = tour.iter().enumerate().filter_map(|(day, shift)| Some((day, shift.as_ref()?)));
            let stretches = shifts.flat_map(|(day, shift)| board.on_queue(class, day, shift));
            stretches.map(|(from, to)| to.min(steps.end).saturating_sub(from.max(steps.start))).sum()
        }
        Demand::Off(day) => usize::from(tour.get(*day).is_some_and(Option::is_none)),
        Demand::Work(day) => usize::from(tour.get(*day).is_some_and(Option::is_some)),
    }
}
