//! Wishes that were refused, and what granting each would take.

use std::collections::BTreeSet;

use super::{Answer, RefusedWish, Study};
use crate::model::AvailabilityKind;
use crate::rostering::alternative::{Demand, alternative};
use crate::rostering::conflict;

/// The refused wishes of these agents.
pub(super) fn wishes(study: &mut Study<'_>, agents: &[usize]) -> Vec<RefusedWish> {
    agents.iter().flat_map(|agent| of_agent(study, *agent)).collect()
}

fn of_agent(study: &mut Study<'_>, agent: usize) -> Vec<RefusedWish> {
    let board = study.plan.board;
    let problem = board.problem;
    let Some(tour) = study.plan.tours[agent].clone() else { return Vec::new() };
    let rows = problem.availability[agent].iter();
    let wishes =
        rows.filter(|row| matches!(row.kind, AvailabilityKind::WishOff | AvailabilityKind::WishWork));
    let days: BTreeSet<_> =
        wishes.flat_map(|row| problem.touched(agent, row).map(|date| (date, row.kind))).collect();
    let mut refused = Vec::new();
    for (date, kind) in days {
        let Some(day) = problem.dates.iter().position(|known| *known == date) else { continue };
        let works = tour[day].is_some();
        let demand = match kind {
            AvailabilityKind::WishOff if works => Demand::Off(day),
            AvailabilityKind::WishWork if !works => Demand::Work(day),
            _ => continue,
        };
        let answer = match alternative(&mut study.plan, agent, &demand, &mut study.scratch) {
            Some(found) => Answer::Possible(study.remedy(agent, &found)),
            None => Answer::Forbidden(conflict::obstacle(board, agent, &demand)),
        };
        refused.push(RefusedWish { agent: problem.agents[agent].id.clone(), date, kind, answer });
    }
    refused
}
