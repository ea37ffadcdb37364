//! How many of which shifts cover a requirement, without names.
//!
//! Comes in: shift templates, a requirement per queue, what too few and too many agents cost, and what a paid hour and a
//! distinct shift cost. Goes out: whole numbers of shifts per day with their breaks placed, what is left uncovered, and a
//! lower bound. Right for questions before people: which templates to offer, how many to hire for. Wrong as a roster: it
//! knows no person, no rest and no days off, so **its bound is a bound for anonymous shifts only**, far below what any
//! roster of people can reach.
//!
//! The method: a linear program over shifts with their breaks, new break places found at its prices until none helps, day
//! by day where no shift crosses the border; the whole part of its answer, shifts added and exchanged while that saves
//! anything; then annealing: single agents and whole shifts are moved, lengthened, merged and split at random; and where
//! there are breaks, a few shifts taken away at random and brought back. A charge per distinct shift couples the days:
//! the annealing has it in mind, the program only where there are breaks. Coverage is never a hard rule, so there is
//! always an answer. Cost: grows with templates × days × steps, and with the rounds of annealing.

mod anneal;
mod layout;
mod neighbours;
mod program;
mod staff;

use chrono::{DateTime, NaiveDate, Utc};

use super::on_one_grid;
use crate::error::{Error, Result};
use crate::model::{QueueId, Requirement, RosterWeights, ShiftId, ShiftTemplate};
use layout::Layout;
use staff::Staff;

/// What is to be covered by which shifts.
#[derive(Debug, Clone, Copy)]
pub struct ShiftInput<'a> {
    /// Templates of the shifts.
    pub shifts: &'a [ShiftTemplate],
    /// One per queue, all on one grid of whole local days. Everybody can serve all of these queues.
    pub requirements: &'a [Requirement],
    /// Costs of too few and too many agents; the other weights are not used.
    pub weights: &'a RosterWeights,
    /// Cost of a paid hour.
    pub paid_hour: f64,
    /// Cost of every distinct shift (template, start and length) that is used at all, on however many days.
    pub distinct_shift: f64,
    /// Whether the last day is followed by the first, for a week that repeats.
    pub cyclic: bool,
}

/// Limits of the search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShiftOptions {
    /// Rounds of annealing, a hundred thousand small changes tried in each (a fifth of that where there are breaks), and of
    /// taking shifts away and bringing them back.
    pub rounds: u32,
    /// Seed of every random choice.
    pub seed: u64,
}

impl Default for ShiftOptions {
    /// A second or two for a week of quarter hours.
    fn default() -> Self {
        ShiftOptions { rounds: 300, seed: 1 }
    }
}

/// Numbers of shifts that cover a requirement.
#[derive(Debug, Clone, PartialEq)]
pub struct ShiftDemand {
    /// Shifts worked, in order of start, template and length.
    pub counts: Vec<ShiftCount>,
    /// What they cost.
    pub cost: ShiftCost,
    /// What no numbers of these shifts can cost less than, in units of the objective. No bound for rosters of people;
    /// none when the solver gave up.
    pub lower_bound: Option<f64>,
    /// Agents on each queue, per queue and interval: the mean over the interval.
    pub covered: Vec<Vec<f64>>,
    /// Intervals with at least half an agent too few, per queue in order of time.
    pub uncovered: Vec<Uncovered>,
}

/// How many agents work one shift.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShiftCount {
    /// The template.
    pub shift: ShiftId,
    /// The local day on which it starts.
    pub date: NaiveDate,
    /// Start.
    pub start: DateTime<Utc>,
    /// End.
    pub end: DateTime<Utc>,
    /// Paid minutes of one of them.
    pub paid_minutes: u32,
    /// Agents, at least 1.
    pub agents: u32,
}

/// The parts of the cost, in units of the objective.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ShiftCost {
    /// Too few and too many agents.
    pub coverage: f64,
    /// Paid hours.
    pub paid_hours: f64,
    /// Distinct shifts.
    pub distinct_shifts: f64,
}

impl ShiftCost {
    /// All parts together.
    pub fn total(&self) -> f64 {
        self.coverage + self.paid_hours + self.distinct_shifts
    }
}

/// An interval in which too few agents are at work.
#[derive(Debug, Clone, PartialEq)]
pub struct Uncovered {
    /// The queue.
    pub queue: QueueId,
    /// Start of the interval.
    pub start: DateTime<Utc>,
    /// Agents missing.
    pub short: f64,
    /// Whether no shift template is ever at work then, so that no number of agents could help.
    pub no_template: bool,
}

/// The numbers of shifts that cover a requirement at the least cost that can be found.
///
/// # Errors
/// [`Error::InvalidInput`] when there is no requirement, the requirements are not on one grid, or a cost is below 0 or not
/// finite.
pub fn shift_demand(input: &ShiftInput<'_>, options: &ShiftOptions) -> Result<ShiftDemand> {
    let grid = on_one_grid(input.requirements)?;
    for (name, cost) in [("paid_hour", input.paid_hour), ("distinct_shift", input.distinct_shift)] {
        if !(0.0..=1e9).contains(&cost) {
            return Err(Error::invalid(name, cost, "0 to 1e9"));
        }
    }
    let layout = Layout::new(input, grid);
    // A solver that gives up costs the bound and some quality, not the answer.
    let relaxed = program::relax(&layout).ok();
    let mut staff = Staff::new(&layout, relaxed.as_ref().map_or(&[], |relaxed| &relaxed.shifts));
    staff.settle();
    let mut annealed = anneal::anneal(&staff, options);
    // Annealing moves agents and leaves most breaks as they are; agents who come anew have them at the best places. Which
    // of the two does better to begin with says little about the end.
    if layout.any_breaks() {
        [&mut staff, &mut annealed].into_iter().for_each(|staff| staff.rebuild(options.rounds, options.seed));
    }
    let staff = if annealed.cost() < staff.cost() { annealed } else { staff };
    Ok(answer(input, &layout, &staff, relaxed.map(|relaxed| relaxed.bound)))
}

fn answer(input: &ShiftInput<'_>, layout: &Layout<'_>, staff: &Staff<'_>, bound: Option<i64>) -> ShiftDemand {
    let units = |money: i64| money as f64 / layout.money;
    let covered = staff.covered();
    let mut uncovered = Vec::new();
    for (queue, requirement) in input.requirements.iter().enumerate() {
        for (index, there) in covered[queue].iter().enumerate() {
            let short = f64::from(layout.required[queue][index]) - there;
            if short >= 0.5 {
                uncovered.push(Uncovered {
                    queue: requirement.queue.clone(),
                    start: layout.grid.instant(index),
                    short,
                    no_template: !layout.can_cover(index),
                });
            }
        }
    }
    let (coverage, paid, distinct) = staff.recounted();
    debug_assert_eq!((coverage, paid, distinct), staff.parts(), "the search kept its books");
    debug_assert!(
        bound.is_none_or(|bound| bound <= coverage + paid + distinct),
        "nothing costs less than the bound"
    );
    ShiftDemand {
        counts: staff.counts(input.shifts),
        cost: ShiftCost {
            coverage: units(coverage),
            paid_hours: units(paid),
            distinct_shifts: units(distinct),
        },
        lower_bound: bound.map(|bound| units(bound.max(0))),
        covered,
        uncovered,
    }
}
