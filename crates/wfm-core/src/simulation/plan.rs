//! An operation made ready for many replications: constants worked out, orders sorted.

use rand::RngExt;
use rand_distr::{Distribution as _, Gamma};
use rand_pcg::Pcg64Mcg;

use super::arrivals::Arrivals;
use super::draw::Draw;
use super::presence::Presence;
use super::streams::{Purpose, stream};
use crate::error::{Error, Result};
use crate::model::operation::{CallType, Operation, Serving};
use crate::units::{Seconds, Share};

/// An operation ready to be played.
#[derive(Debug)]
pub(super) struct Plan<'a> {
    pub(super) operation: &'a Operation,
    pub(super) end: Seconds,
    pub(super) types: Vec<TypePlan>,
    pub(super) groups: Vec<GroupPlan>,
    day_factor: Option<Gamma<f64>>,
    seed: u64,
}

/// What is fixed of a call type.
#[derive(Debug)]
pub(super) struct TypePlan {
    pub(super) handle_time: Draw,
    pub(super) patience: Draw,
    /// Groups that serve the type, in the order in which a call asks them, and how.
    pub(super) asks: Vec<(usize, Serving)>,
    /// When those who arrive in an interval at the latest leave; empty: whenever they like.
    closing: Vec<Seconds>,
    /// Open seconds before each interval, for deferred work; empty: all seconds count.
    open_before: Vec<Seconds>,
}

/// What is fixed of a group.
#[derive(Debug)]
pub(super) struct GroupPlan {
    pub(super) presence: Presence,
    /// What a free agent takes, of lowest rank first.
    pub(super) takes: Vec<Serving>,
}

impl<'a> Plan<'a> {
    /// The plan of a sound operation.
    ///
    /// # Errors
    /// When a spread is out of all proportion.
    pub(super) fn new(operation: &'a Operation, seed: u64) -> Result<Plan<'a>> {
        let types = 0..operation.call_types.len();
        let shape = operation.day_rate_shape;
        let wrong =
            |_| Error::invalid("day_rate_gamma_shape", shape.unwrap_or(0.0), "a shape of common size");
        Ok(Plan {
            operation,
            end: operation.end(),
            types: types.map(|index| TypePlan::of(operation, index)).collect::<Result<_>>()?,
            groups: operation
                .groups
                .iter()
                .map(|group| GroupPlan {
                    presence: Presence::of(&group.staffing, operation),
                    takes: sorted(group.serves.clone(), |serving| serving.call_rank),
                })
                .collect(),
            day_factor: shape.map(|shape| Gamma::new(shape, shape.recip())).transpose().map_err(wrong)?,
            seed,
        })
    }

    /// The stream of a replication for an owner and a purpose.
    pub(super) fn stream(&self, replication: u64, owner: usize, purpose: Purpose) -> Pcg64Mcg {
        stream(self.seed, replication, owner, purpose)
    }

    /// The factor by which all rates of a replication are multiplied.
    pub(super) fn day_factor(&self, replication: u64) -> f64 {
        let random = &mut self.stream(replication, 0, Purpose::DayFactor);
        self.day_factor.map_or(1.0, |gamma| gamma.sample(random))
    }

    /// The arrivals of a call type in a replication.
    pub(super) fn arrivals(&self, replication: u64, call_type: usize, day_factor: f64) -> Arrivals<'_> {
        let paths = &self.operation.call_types[call_type].offered;
        let path = &paths[(replication % paths.len() as u64) as usize];
        let random = self.stream(replication, call_type, Purpose::Arrivals);
        Arrivals::new(path, day_factor, self.operation.interval, random)
    }

    /// The interval of a moment; the last one for all that is later.
    pub(super) fn interval_at(&self, moment: Seconds) -> usize {
        ((moment / self.operation.interval) as usize).min(self.operation.intervals - 1)
    }

    /// Part of a stretch between warm-up and end.
    #[inline]
    pub(super) fn counted(&self, from: Seconds, to: Seconds) -> Seconds {
        (to.min(self.end) - from.max(self.operation.warmup)).max(0.0)
    }
}

impl TypePlan {
    fn of(operation: &Operation, index: usize) -> Result<TypePlan> {
        let call_type = &operation.call_types[index];
        let serving = operation.groups.iter().enumerate().flat_map(|(group, plan)| {
            plan.serves
                .iter()
                .filter(|serving| serving.call_type == index)
                .map(move |serving| (group, *serving))
        });
        let deferred = call_type.deferred;
        Ok(TypePlan {
            handle_time: Draw::of(&call_type.handle_time)?,
            patience: Draw::of(&call_type.patience)?,
            asks: sorted(serving.collect(), |(_, serving)| serving.group_rank),
            closing: if deferred { Vec::new() } else { closing(call_type, operation) },
            open_before: if deferred { open_before(call_type, operation) } else { Vec::new() },
        })
    }

    /// When a call that arrives at `moment` of `interval` with this patience leaves without an answer.
    #[inline]
    pub(super) fn leaves(&self, moment: Seconds, interval: usize, patience: Seconds) -> Seconds {
        let leaves = moment + patience;
        self.closing.get(interval).map_or(leaves, |closing| leaves.min(*closing))
    }

    /// The wait from one moment to another that counts.
    #[inline]
    pub(super) fn wait(&self, from: Seconds, to: Seconds, interval: Seconds) -> Seconds {
        if self.open_before.is_empty() {
            return to - from;
        }
        self.open_until(to, interval) - self.open_until(from, interval)
    }

    fn open_until(&self, moment: Seconds, length: Seconds) -> Seconds {
        let last = self.open_before.len() - 2;
        let index = ((moment / length) as usize).min(last);
        let open = self.open_before[index + 1] - self.open_before[index];
        // After the end the last interval goes on.
        self.open_before[index] + if open > 0.0 { moment - index as f64 * length } else { 0.0 }
    }
}

/// The end of the open stretch to which each interval belongs; never for one that lasts to the end of the operation.
fn closing(call_type: &CallType, operation: &Operation) -> Vec<Seconds> {
    if call_type.cleared_each_interval {
        return (1..=operation.intervals).map(|end| end as f64 * operation.interval).collect();
    }
    let mut closing = vec![f64::INFINITY; call_type.open.len()];
    let mut end = f64::INFINITY;
    for (interval, open) in call_type.open.iter().enumerate().rev() {
        if *open {
            closing[interval] = end;
        } else {
            end = interval as f64 * operation.interval;
        }
    }
    closing
}

/// Open seconds before each interval, and before the end.
fn open_before(call_type: &CallType, operation: &Operation) -> Vec<Seconds> {
    if call_type.open.is_empty() {
        return Vec::new();
    }
    let mut before = vec![0.0];
    let mut sum = 0.0;
    for open in &call_type.open {
        sum += if *open { operation.interval } else { 0.0 };
        before.push(sum);
    }
    before
}

/// In order of a rank; among equals, as they stand.
fn sorted<T>(mut list: Vec<T>, rank: impl Fn(&T) -> u32) -> Vec<T> {
    list.sort_by_key(rank);
    list
}

/// Whether something of this probability happens.
pub(super) fn happens(share: Share, random: &mut Pcg64Mcg) -> bool {
    random.random::<f64>() < share
}
