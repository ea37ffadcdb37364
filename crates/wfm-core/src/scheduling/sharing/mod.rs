//! How the agents of a moment are shared out among queues: everybody serves one queue at a time, nobody is counted twice.
//!
//! Agents with the same queues and speeds form a group. Adding an agent follows the cheapest chain of moves (an agent of
//! this group relieves one of that group, who goes to a third queue): an augmenting path of a convex-cost flow. With
//! ordinary speeds the shares so always cost the least there is. With other speeds a queue on the way gains or loses the
//! difference of two speeds, which is counted in; but whoever came first may stand in the way of something better, and
//! [`Groups::settle`] looks for that. Its shares are nearly always the best, though not proven to be.

mod chains;

use std::collections::BTreeMap;
use std::ops::Range;

use self::chains::{Direction, Move, moves};
use super::curve::Curve;
use crate::model::{Agent, QueueId};

/// Agents with the same queues and speeds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Group {
    /// Queue and speed, in parts of an ordinary agent.
    pub(crate) queues: Vec<(usize, i64)>,
}

impl Group {
    /// The queues an agent serves, with speeds in parts of an agent, `unit` to an ordinary one.
    fn of(agent: &Agent, queues: &[QueueId], unit: i64) -> Group {
        let of_queue = |(queue, id): (usize, &QueueId)| match agent.skills.iter().find(|s| s.queue == *id) {
            Some(skill) => Some((queue, (skill.speed * unit as f64).round().max(1.0) as i64)),
            None => agent.skills.is_empty().then_some((queue, unit)),
        };
        Group { queues: queues.iter().enumerate().filter_map(of_queue).collect() }
    }

    /// The queue and speed of a group that serves a single one.
    pub(crate) fn only_queue(&self) -> Option<(usize, i64)> {
        match self.queues.as_slice() {
            [queue] => Some(*queue),
            _ => None,
        }
    }
}

/// The groups of a centre.
#[derive(Debug, Clone)]
pub(crate) struct Groups {
    pub(crate) all: Vec<Group>,
    /// Where the shares of each group begin.
    offsets: Vec<usize>,
    /// Parts to an ordinary agent: 1 when all speeds are ordinary.
    pub(crate) unit: i64,
    queues: usize,
    /// Whether no group serves several queues.
    separate: bool,
    /// Queues and speeds at which they are served, each once.
    posts: Vec<(usize, i64)>,
    /// The post of every share.
    post_of: Vec<usize>,
    /// Per post, the moves between it and another one.
    moves: Vec<Vec<Move>>,
    /// Groups that moves connect, and their posts.
    regions: Vec<Region>,
    region_of: Vec<usize>,
}

#[derive(Debug, Clone, Default)]
struct Region {
    groups: Vec<usize>,
    posts: Vec<usize>,
}

/// Who serves what at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shares {
    /// Cover per queue, in parts of an agent.
    pub(crate) cover: Vec<i64>,
    /// Agents per group and queue of the group.
    agents: Vec<u32>,
}

impl Shares {
    /// Whether as many agents are at work as in `other`.
    fn as_many(&self, other: &Shares) -> bool {
        self.agents.iter().sum::<u32>() == other.agents.iter().sum::<u32>()
    }

    /// One agent more or less, who serves the queue at this speed.
    fn count(&mut self, share: usize, (queue, speed): (usize, i64), direction: Direction) {
        match direction {
            Direction::Add => self.agents[share] += 1,
            Direction::Remove => self.agents[share] -= 1,
        }
        self.cover[queue] += direction.sign() * speed;
    }
}

impl Groups {
    /// The groups of these agents, in order of their first agent.
    pub(crate) fn of(agents: &[Agent], queues: &[QueueId]) -> Groups {
        let ordinary = agents.iter().flat_map(|agent| &agent.skills).all(|skill| skill.speed == 1.0);
        let unit = if ordinary { 1 } else { 1000 };
        let mut all: Vec<Group> = Vec::new();
        for group in agents.iter().map(|agent| Group::of(agent, queues, unit)) {
            if !all.contains(&group) {
                all.push(group);
            }
        }
        Groups::new(all, unit, queues.len())
    }

    /// Position of every agent's group.
    pub(crate) fn of_agents(&self, agents: &[Agent], queues: &[QueueId]) -> Vec<usize> {
        let position = |group: Group| self.all.iter().position(|known| *known == group).unwrap_or(0);
        agents.iter().map(|agent| position(Group::of(agent, queues, self.unit))).collect()
    }

    pub(crate) fn new(all: Vec<Group>, unit: i64, queues: usize) -> Self {
        let offsets = all.iter().scan(0, |next, group| {
            let offset = *next;
            *next += group.queues.len();
            Some(offset)
        });
        let offsets: Vec<usize> = offsets.collect();
        let mut posts: Vec<(usize, i64)> =
            all.iter().flat_map(|group| group.queues.iter().copied()).collect();
        posts.sort_unstable();
        posts.dedup();
        let post = |post: &(usize, i64)| posts.binary_search(post).unwrap_or_else(|place| place);
        let post_of = all.iter().flat_map(|group| group.queues.iter().map(post)).collect();
        let moves = posts.iter().map(|post| moves(&all, &offsets, &posts, *post)).collect();
        let region_of = regions(&all);
        let mut regions = vec![Region::default(); region_of.iter().max().map_or(0, |last| last + 1)];
        for (group, region) in region_of.iter().enumerate() {
            regions[*region].groups.push(group);
            regions[*region].posts.extend(all[group].queues.iter().map(post));
        }
        for region in &mut regions {
            region.posts.sort_unstable();
            region.posts.dedup();
        }
        let separate = all.iter().all(|group| group.queues.len() <= 1);
        Groups { offsets, all, unit, queues, separate, posts, post_of, moves, regions, region_of }
    }

    /// Whether no group serves several queues.
    pub(crate) fn are_separate(&self) -> bool {
        self.separate
    }

    /// Number of queues.
    pub(crate) fn queues(&self) -> usize {
        self.queues
    }

    /// Groups that somebody's coming to this one can matter to, itself included.
    pub(crate) fn connected(&self, group: usize) -> &[usize] {
        &self.regions[self.region_of[group]].groups
    }

    /// One group of all that are connected, of each such set.
    pub(crate) fn leading(&self) -> impl Iterator<Item = usize> {
        self.regions.iter().filter_map(|region| region.groups.first().copied())
    }

    /// Nobody at work.
    pub(crate) fn nobody(&self) -> Shares {
        Shares { cover: vec![0; self.queues], agents: vec![0; self.post_of.len()] }
    }

    /// Agents of `group` at the queue in position `position` of the group.
    pub(crate) fn agents(&self, shares: &Shares, group: usize, position: usize) -> u32 {
        shares.agents[self.offsets[group] + position]
    }

    /// Calls `act` with every group connected with `group` and what one more of its agents would save.
    pub(crate) fn savings(
        &self,
        shares: &Shares,
        curves: &[Curve],
        group: usize,
        mut act: impl FnMut(usize, i64),
    ) {
        let region = &self.regions[self.region_of[group]];
        let chains = self.chains(shares, curves, region, Direction::Add);
        for group in &region.groups {
            let shares = self.shares(*group).map(|share| chains.from(self.post_of[share]).cost);
            act(*group, -shares.min().unwrap_or(0));
        }
    }

    /// One more agent of `group`; gives the change in cost.
    pub(crate) fn add(&self, shares: &mut Shares, curves: &[Curve], group: usize) -> i64 {
        self.follow(shares, curves, group, Direction::Add)
    }

    /// One agent of `group` less; gives the change in cost.
    pub(crate) fn remove(&self, shares: &mut Shares, curves: &[Curve], group: usize) -> i64 {
        self.follow(shares, curves, group, Direction::Remove)
    }

    /// Exchanges agents between queues while that saves anything; needed after the curves have changed, and with unequal
    /// speeds now and then.
    pub(crate) fn settle(&self, shares: &mut Shares, curves: &[Curve]) {
        let flexible = (0..self.all.len()).filter(|group| self.all[*group].queues.len() > 1);
        let flexible: Vec<usize> = flexible.collect();
        let mut saving = true;
        while saving {
            saving = false;
            for group in &flexible {
                let mut exchanged = shares.clone();
                let gone = self.remove(&mut exchanged, curves, *group);
                if gone + self.add(&mut exchanged, curves, *group) < 0 && exchanged.as_many(shares) {
                    *shares = exchanged;
                    saving = true;
                }
            }
        }
    }

    /// The shares of a group.
    fn shares(&self, group: usize) -> Range<usize> {
        self.offsets[group]..self.offsets[group] + self.all[group].queues.len()
    }

    fn post(&self, share: usize) -> (usize, i64) {
        self.posts[self.post_of[share]]
    }

    fn follow(&self, shares: &mut Shares, curves: &[Curve], group: usize, direction: Direction) -> i64 {
        let chains = self.chains(shares, curves, &self.regions[self.region_of[group]], direction);
        let present = |share: &usize| direction == Direction::Add || shares.agents[*share] > 0;
        let begins = self.shares(group).filter(present);
        let Some(begin) = begins.min_by_key(|share| chains.from(self.post_of[*share]).cost) else { return 0 };
        shares.count(begin, self.post(begin), direction);
        let first = chains.from(self.post_of[begin]);
        let mut link = first;
        while let Some((Move { here, there, .. }, next)) = link.next {
            shares.count(here, self.post(here), direction.opposite());
            shares.count(there, self.post(there), direction);
            link = &chains.links[next];
        }
        first.cost
    }
}

/// The region of every group: groups with a queue in common are in the same.
fn regions(all: &[Group]) -> Vec<usize> {
    let mut region_of: Vec<usize> = (0..all.len()).collect();
    let mut serving: BTreeMap<usize, usize> = BTreeMap::new();
    for (number, group) in all.iter().enumerate() {
        for (queue, _) in &group.queues {
            let (a, b) = (region_of[number], region_of[*serving.entry(*queue).or_insert(number)]);
            region_of.iter_mut().filter(|region| **region == a.max(b)).for_each(|region| *region = a.min(b));
        }
    }
    let mut names = region_of.clone();
    names.sort_unstable();
    names.dedup();
    region_of.iter().map(|region| names.binary_search(region).unwrap_or_else(|place| place)).collect()
}

#[cfg(test)]
mod tests;
