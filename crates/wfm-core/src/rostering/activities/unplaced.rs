//! What was to be placed and is not, and why.

use std::fmt;

use chrono::{DateTime, Utc};

use super::desk::{Desk, Ground, Wanted};
use crate::model::{AgentId, AvailabilityKind, Roster};
use crate::rostering::problem::Problem;

/// An activity that a roster does not show.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Unplaced {
    /// Whose.
    pub agent: AgentId,
    /// Meeting, training, coaching or something fixed.
    pub kind: AvailabilityKind,
    /// First instant at which it might begin.
    pub from: DateTime<Utc>,
    /// First instant after which it must be over.
    pub to: DateTime<Utc>,
    /// Its length.
    pub minutes: u32,
    /// Why it is not there.
    pub reason: UnplacedReason,
}

/// Why an activity is not placed.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum UnplacedReason {
    /// No shift in that time.
    NotAtWork,
    /// At work, but no stretch is long enough beside breaks and other activities.
    NoRoom,
    /// At work, but not when the others of the gathering are.
    NotWithTheOthers,
    /// Every place costs coverage more than leaving it out; units of the objective, both of all who do it together.
    TooDear {
        /// What the cheapest place costs.
        cost: f64,
        /// What it may cost.
        price: f64,
    },
}

impl fmt::Display for UnplacedReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            UnplacedReason::NotAtWork => write!(f, "no shift in that time"),
            UnplacedReason::NoRoom => write!(f, "no room for it beside the breaks in that time"),
            UnplacedReason::NotWithTheOthers => write!(f, "not free when the others meet"),
            UnplacedReason::TooDear { cost, price } => {
                write!(f, "its best place would cost coverage {cost:.1}, more than its price of {price:.1}")
            }
        }
    }
}

/// The activities that `roster` does not show, by agent, each with the reason: what the best place would cost in this
/// roster.
pub fn unplaced(problem: &Problem, roster: &Roster) -> Vec<Unplaced> {
    if !super::are_wanted(problem) {
        return Vec::new();
    }
    let ground = Ground::new(problem);
    let mut desk = Desk::new(problem, &ground, roster);
    let wanted = desk.wanted.clone();
    let mut found = Vec::new();
    for wanted in &wanted {
        let missing: Vec<(usize, usize)> =
            wanted.members.iter().copied().filter(|member| !desk.is_placed(*member)).collect();
        let meet = missing.len() < wanted.members.len();
        for member in &missing {
            found.push((*member, missed(problem, &mut desk, wanted, *member, meet)));
        }
    }
    found.sort_by_key(|((agent, row), _)| (*agent, *row));
    found.into_iter().map(|(_, unplaced)| unplaced).collect()
}

fn missed(
    problem: &Problem,
    desk: &mut Desk<'_>,
    wanted: &Wanted,
    (agent, row): (usize, usize),
    others_meet: bool,
) -> Unplaced {
    let alone = Wanted { members: vec![(agent, row)], ..wanted.clone() };
    let row = &problem.availability[agent][row];
    let (from, to) = (problem.minute(row.from), problem.minute_up(row.to));
    let window = (from.div_euclid(problem.step), to.div_euclid(problem.step));
    let reason = match desk.best(&alone) {
        None if desk.is_at_work(agent, window) => UnplacedReason::NoRoom,
        None => UnplacedReason::NotAtWork,
        Some(_) if others_meet => UnplacedReason::NotWithTheOthers,
        Some(_) => too_dear(desk, wanted),
    };
    Unplaced {
        agent: problem.agents[agent].id.clone(),
        kind: wanted.kind,
        from: row.from,
        to: row.to,
        minutes: wanted.minutes,
        reason,
    }
}

fn too_dear(desk: &mut Desk<'_>, wanted: &Wanted) -> UnplacedReason {
    let price = desk.price(wanted) as f64 / desk.money;
    match desk.best(wanted) {
        Some(trial) => UnplacedReason::TooDear {
            cost: trial.cover as f64 / desk.money,
            price: price * trial.members() as f64,
        },
        None => UnplacedReason::NoRoom,
    }
}
