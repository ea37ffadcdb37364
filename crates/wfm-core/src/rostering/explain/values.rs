//! What one more agent in a shift would save.

use super::ShiftValue;
use crate::rostering::plan::Plan;
use crate::scheduling::places::PriceSums;

/// The best start of every template and day for an imaginary agent of the queues to whom it is worth most, where it saves
/// anything.
pub(super) fn shifts(plan: &Plan<'_>) -> Vec<ShiftValue> {
    let board = plan.board;
    let mut best: std::collections::BTreeMap<(usize, usize), (i64, usize, usize)> = Default::default();
    for (number, lane) in board.lanes.iter().enumerate() {
        let sums = PriceSums::new(plan.savings(lane.group).iter().copied());
        let worth = board.worth_table(number, &sums);
        for (candidate, worth) in worth.into_iter().enumerate() {
            let shift = &board.zones[lane.zone].all[candidate];
            let known = best.entry((shift.day, shift.shift)).or_insert((0, number, candidate));
            if worth > known.0 {
                *known = (worth, number, candidate);
            }
        }
    }
    let saving = best.into_values().filter(|(worth, ..)| *worth > 0);
    saving.map(|(worth, lane, candidate)| value(plan, worth, lane, candidate)).collect()
}

fn value(plan: &Plan<'_>, worth: i64, lane: usize, candidate: usize) -> ShiftValue {
    let board = plan.board;
    let problem = board.problem;
    let lane = &board.lanes[lane];
    let shift = &board.zones[lane.zone].all[candidate];
    ShiftValue {
        shift: problem.shifts[shift.shift].id.clone(),
        date: shift.date,
        start: problem.instant(shift.start),
        end: problem.instant(shift.end),
        queues: board.groups.all[lane.group]
            .queues
            .iter()
            .map(|(queue, _)| problem.queues[*queue].clone())
            .collect(),
        saves: worth as f64 / board.money,
    }
}
