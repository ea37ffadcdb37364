//! Silences of a whole feed: when no queue of a channel has a contact, the export has failed and not the customers.
//!
//! The queues of a channel are added up. A stretch of their sum in which nothing arrived, however short, is an outage where
//! chance allows it once in a million: `e^(−Σ f) < 1e−6`. Intervals in which a single queue is open are left to that queue.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::super::{Silence, cleaning, day_table::DayTable};
use super::QueueInTurn;
use super::sum::Sum;
use crate::model::{Channel, History};

/// The feeds of all channels with several queues.
#[derive(Debug)]
pub(super) struct Feeds {
    /// Feed of each queue, if it shares one.
    of_queue: Vec<Option<usize>>,
    sums: Vec<Sum>,
    silences: Vec<Vec<Silence>>,
}

impl Feeds {
    pub(super) fn of(queues: &[QueueInTurn<'_>]) -> Self {
        let mut channels: BTreeMap<Channel, Vec<usize>> = BTreeMap::new();
        for (position, turn) in queues.iter().enumerate() {
            channels.entry(turn.queue.channel).or_default().push(position);
        }
        channels.retain(|_, positions| positions.len() > 1);
        let mut feeds = Feeds { of_queue: vec![None; queues.len()], sums: Vec::new(), silences: Vec::new() };
        for positions in channels.into_values() {
            positions.into_iter().for_each(|position| feeds.of_queue[position] = Some(feeds.sums.len()));
            feeds.sums.push(Sum::default());
        }
        feeds
    }

    /// Whether the queue shares a feed.
    pub(super) fn wants(&self, position: usize) -> bool {
        self.of_queue[position].is_some()
    }

    /// Adds a queue to its feed; one without a history says nothing.
    pub(super) fn add(&mut self, position: usize, queue: &QueueInTurn<'_>, history: Option<&History>) {
        if let (Some(feed), Some(history)) = (self.of_queue[position], history) {
            self.sums[feed].add(queue, Some(history));
        }
    }

    /// Finds the silences before `first`.
    pub(super) fn listen(&mut self, first: NaiveDate) {
        let sums = std::mem::take(&mut self.sums).into_iter();
        let silences = sums.map(|sum| {
            let Some((history, calendar)) = sum.finish("feed".into(), 2) else { return Vec::new() };
            cleaning::silences(&mut DayTable::before(first, &history, &calendar))
        });
        self.silences = silences.collect();
    }

    /// The silences of the queue's feed.
    pub(super) fn silences(&self, position: usize) -> &[Silence] {
        self.of_queue[position].and_then(|feed| self.silences.get(feed)).map_or(&[], Vec::as_slice)
    }
}
