//! Who learns the calendar from whom: the queues of a group, the smallest that has others in it.

use std::collections::BTreeMap;

use super::super::shared_effects::{Evidence, Pool, SharedEffects};
use super::QueueInTurn;

/// The pools of all groups with several queues.
#[derive(Debug)]
pub(super) struct Pools {
    /// Pool of each queue, if it has one.
    of_queue: Vec<Option<usize>>,
    pools: Vec<Pool>,
}

impl Pools {
    pub(super) fn of<'a>(queues: &[QueueInTurn<'a>]) -> Self {
        let mut members: BTreeMap<&str, usize> = BTreeMap::new();
        for group in queues.iter().flat_map(|turn| turn.queue.groups()) {
            *members.entry(group).or_default() += 1;
        }
        let mut named: BTreeMap<&str, usize> = BTreeMap::new();
        let mut pool = |turn: &QueueInTurn<'a>| {
            let group = turn.queue.groups().filter(|group| members[group] > 1).last()?;
            let next = named.len();
            Some(*named.entry(group).or_insert(next))
        };
        let of_queue = queues.iter().map(&mut pool).collect();
        Pools { of_queue, pools: named.iter().map(|_| Pool::default()).collect() }
    }

    /// Whether the queue has a pool.
    pub(super) fn wants(&self, position: usize) -> bool {
        self.of_queue[position].is_some()
    }

    /// Adds what a queue says; a young one says nothing.
    pub(super) fn add(&mut self, position: usize, evidence: Option<Evidence>) {
        if let (Some(pool), Some(evidence)) = (self.of_queue[position], evidence) {
            self.pools[pool].add(position, evidence);
        }
    }

    /// To be called when all have spoken.
    pub(super) fn add_up(&mut self) {
        self.pools.iter_mut().for_each(Pool::add_up);
    }

    /// What the others say to the queue.
    pub(super) fn others(&self, position: usize) -> Option<SharedEffects> {
        self.pools[self.of_queue[position]?].but(position)
    }
}
