//! Breaks of a whole roster at once: for fixed shifts the program of the breaks, rounded, then first opened, first served.

use std::collections::BTreeMap;

use rand_pcg::Pcg64Mcg;

use super::board::{Board, Tour};
use super::graph::OFF;
use super::local::insert_missing;
use super::master::{ChainKey, break_times, chains_of};
use super::plan::{Plan, Scratch};
use super::pool::Column;
use super::watch::Watch;
use crate::error::Result;
use crate::scheduling::places::PriceSums;

/// A break to be placed: when its window opens, whose it is, on which day, and which one of the shift.
type Due = (i64, usize, usize, usize);

/// The tours of these columns, by agent, with the breaks where the program wants them.
///
/// # Errors
/// When the solver gives up.
pub(super) fn tours(
    board: &Board<'_>,
    columns: Vec<Column>,
    watch: &mut Watch<'_>,
) -> Result<Vec<Option<Tour>>> {
    let mut tours = hand_out(board, &columns);
    let (times, work) = break_times(board, columns)?;
    watch.spend(work);
    for (key, mut due) in due_breaks(board, &tours) {
        due.sort_unstable();
        let Some(times) = times.get(&key).filter(|times| times.len() >= due.len()) else { continue };
        for ((_, agent, day, position), time) in due.into_iter().zip(times) {
            let class = &board.classes[board.class_of[agent]];
            if let Some(shift) = tours[agent].as_mut().and_then(|tour| tour[day].as_mut()) {
                let from = board.candidates(class).all[shift.candidate].from;
                shift.breaks[position] = (time - from) as u16;
            }
        }
    }
    keep_clear(board, &mut tours);
    Ok(tours)
}

/// Breaks that fell upon a fixed activity go to the earliest places, which are clear of it.
fn keep_clear(board: &Board<'_>, tours: &mut [Option<Tour>]) {
    for (agent, tour) in tours.iter_mut().enumerate() {
        let class = &board.classes[board.class_of[agent]];
        for (day, shift) in tour.iter_mut().flatten().enumerate() {
            let Some(shift) = shift.as_mut().filter(|shift| !board.is_clear(class, day, shift)) else {
                continue;
            };
            shift.breaks = board.break_places(class, day, shift.candidate, &PriceSums::default());
        }
    }
}

/// Every agent gets a tour of their class, in order; breaks at the earliest places.
fn hand_out(board: &Board<'_>, columns: &[Column]) -> Vec<Option<Tour>> {
    let mut tours = vec![None; board.class_of.len()];
    let mut next = vec![0; board.classes.len()];
    let free = PriceSums::new([]);
    for column in columns {
        let class = &board.classes[column.class];
        if let Some(agent) = class.agents.get(next[column.class]) {
            tours[*agent] = Some(board.tour(class, &column.actions, &free));
            next[column.class] += 1;
        }
    }
    tours
}

fn due_breaks(board: &Board<'_>, tours: &[Option<Tour>]) -> BTreeMap<ChainKey, Vec<Due>> {
    let mut due: BTreeMap<ChainKey, Vec<Due>> = BTreeMap::new();
    for (agent, tour) in tours.iter().enumerate() {
        let class = &board.classes[board.class_of[agent]];
        for (day, shift) in tour.iter().flatten().enumerate() {
            let Some(shift) = shift else { continue };
            let candidate = &board.candidates(class).all[shift.candidate];
            if class.days.locked[day].is_some() || !board.plans[candidate.shift].is_apart() {
                continue;
            }
            for (position, (key, opens)) in chains_of(board, board.group(class), candidate).enumerate() {
                due.entry(key).or_default().push((opens, agent, day, position));
            }
        }
    }
    due
}

/// The columns of a plan: every agent's tour without its breaks.
pub(super) fn columns(plan: &Plan<'_>) -> Vec<Column> {
    let tours = plan.tours.iter().enumerate();
    tours
        .map(|(agent, tour)| {
            let actions = tour.as_ref().map(|tour| plan.actions(agent, tour));
            let class = plan.board.class_of[agent];
            Column { class, actions: actions.unwrap_or_else(|| vec![OFF; plan.board.problem.dates.len()]) }
        })
        .collect()
}

/// A plan of these columns with breaks placed exactly, the agents without one inserted, then breaks agent by agent until
/// nothing is gained.
///
/// # Errors
/// When the solver gives up.
pub(super) fn plan<'b>(
    board: &'b Board<'b>,
    columns: Vec<Column>,
    rng: &mut Pcg64Mcg,
    scratch: &mut Scratch,
    watch: &mut Watch<'_>,
) -> Result<Plan<'b>> {
    let mut plan = Plan::empty(board);
    for (agent, tour) in tours(board, columns, watch)?.into_iter().enumerate() {
        if let Some(tour) = tour {
            plan.insert(agent, tour);
        }
    }
    insert_missing(&mut plan, rng, scratch, watch);
    while plan.move_breaks(scratch) > 0 {}
    Ok(plan)
}
