//! How the agents of a moment are shared out among queues: everybody serves one queue at a time, nobody is counted twice.
//!
//! Agents with the same queues and speeds form a group. Adding an agent follows the cheapest chain of moves (an agent of
//! this group relieves one of that group, who goes to a third queue), so with ordinary speeds the shares always cost the
//! least there is: an augmenting path of a convex-cost flow. With other speeds agents go where they help most, without
//! chains: a good share, not proven the best.

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
    /// Per group, those with a queue in common, itself included.
    rivals: Vec<Vec<usize>>,
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
}

/// A chain of moves and what it costs.
struct Chain {
    cost: i64,
    /// Queues from the first to the last, with the group that moves on from each to the next.
    queues: Vec<usize>,
    movers: Vec<usize>,
}

/// A queue, the speed of whoever arrives there, and the queue and group it was reached from.
type Reached = (usize, i64, Option<(usize, usize)>);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Add,
    Remove,
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
        let separate = all.iter().all(|group| group.queues.len() <= 1);
        let serves = |group: &Group, queue: usize| group.queues.iter().any(|(known, _)| *known == queue);
        let meet = |a: &Group, b: &Group| a.queues.iter().any(|(queue, _)| serves(b, *queue));
        let rivals = |group| (0..all.len()).filter(|other| meet(group, &all[*other])).collect();
        let rivals = all.iter().map(rivals).collect();
        Groups { offsets: offsets.collect(), all, unit, queues, separate, rivals }
    }

    /// Whether no group serves several queues.
    pub(crate) fn are_separate(&self) -> bool {
        self.separate
    }

    /// Number of queues.
    pub(crate) fn queues(&self) -> usize {
        self.queues
    }

    /// Groups with a queue in common with this one, itself included.
    pub(crate) fn rivals(&self, group: usize) -> &[usize] {
        &self.rivals[group]
    }

    /// Nobody at work.
    pub(crate) fn nobody(&self) -> Shares {
        let agents = self.all.iter().map(|group| group.queues.len()).sum();
        Shares { cover: vec![0; self.queues], agents: vec![0; agents] }
    }

    /// Agents of `group` at the queue in position `position` of the group.
    pub(crate) fn agents(&self, shares: &Shares, group: usize, position: usize) -> u32 {
        shares.agents[self.offsets[group] + position]
    }

    /// What one more agent of `group` would cost (less than nothing where there are too few).
    pub(crate) fn marginal(&self, shares: &Shares, curves: &[Curve], group: usize) -> i64 {
        self.chain(shares, curves, group, Direction::Add).map_or(0, |chain| chain.cost)
    }

    /// One more agent of `group`; gives the change in cost.
    pub(crate) fn add(&self, shares: &mut Shares, curves: &[Curve], group: usize) -> i64 {
        self.follow(shares, curves, group, Direction::Add)
    }

    /// One agent of `group` less; gives the change in cost.
    pub(crate) fn remove(&self, shares: &mut Shares, curves: &[Curve], group: usize) -> i64 {
        self.follow(shares, curves, group, Direction::Remove)
    }

    /// Exchanges agents between queues while that saves anything; needed after the curves have changed.
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

    fn speed(&self, group: usize, queue: usize) -> Option<(usize, i64)> {
        let position = self.all[group].queues.iter().position(|(q, _)| *q == queue)?;
        Some((self.offsets[group] + position, self.all[group].queues[position].1))
    }

    fn follow(&self, shares: &mut Shares, curves: &[Curve], group: usize, direction: Direction) -> i64 {
        if let ([(queue, speed)], true) = (self.all[group].queues.as_slice(), self.separate) {
            let (share, before) = (self.offsets[group], curves[*queue].cost(shares.cover[*queue]));
            let come = direction == Direction::Add;
            shares.agents[share] = if come { shares.agents[share] + 1 } else { shares.agents[share] - 1 };
            shares.cover[*queue] += if come { *speed } else { -speed };
            return curves[*queue].cost(shares.cover[*queue]) - before;
        }
        let Some(chain) = self.chain(shares, curves, group, direction) else { return 0 };
        let mut shift = |group: usize, queue: usize, come: bool| {
            if let Some((share, speed)) = self.speed(group, queue) {
                shares.agents[share] = if come { shares.agents[share] + 1 } else { shares.agents[share] - 1 };
                shares.cover[queue] += if come { speed } else { -speed };
            }
        };
        shift(group, chain.queues[0], direction == Direction::Add);
        for (hop, mover) in chain.movers.iter().enumerate() {
            let (here, there) = (chain.queues[hop], chain.queues[hop + 1]);
            shift(*mover, here, direction == Direction::Remove);
            shift(*mover, there, direction == Direction::Add);
        }
        chain.cost
    }

    /// The cheapest chain by which an agent of `group` comes or goes: breadth first, so the shortest of equal ones.
    fn chain(&self, shares: &Shares, curves: &[Curve], group: usize, direction: Direction) -> Option<Chain> {
        let sign = if direction == Direction::Add { 1 } else { -1 };
        let change = |queue: usize, speed: i64| {
            curves[queue].cost(shares.cover[queue] + sign * speed) - curves[queue].cost(shares.cover[queue])
        };
        let offset = self.offsets[group];
        let begins = self.all[group].queues.iter().enumerate();
        let present = |share: usize| direction == Direction::Add || shares.agents[share] > 0;
        let begins = begins.filter(|(position, _)| present(offset + position)).map(|(_, queue)| *queue);
        let mut reached: Vec<Reached> = begins.map(|(q, s)| (q, s, None)).collect();
        let mut next = 0;
        while self.unit == 1 && next < reached.len() && reached.len() < self.queues {
            self.widen(shares, direction, next, &mut reached);
            next += 1;
        }
        let best = (0..reached.len()).min_by_key(|at| change(reached[*at].0, reached[*at].1))?;
        let mut chain =
            Chain { cost: change(reached[best].0, reached[best].1), queues: Vec::new(), movers: Vec::new() };
        let mut at = best;
        chain.queues.push(reached[at].0);
        while let Some((before, mover)) = reached[at].2 {
            chain.movers.push(mover);
            chain.queues.push(reached[before].0);
            at = before;
        }
        chain.queues.reverse();
        chain.movers.reverse();
        Some(chain)
    }

    /// Adds the queues that one move opens from the queue at `from`.
    fn widen(&self, shares: &Shares, direction: Direction, from: usize, reached: &mut Vec<Reached>) {
        let queue = reached[from].0;
        for (mover, group) in self.all.iter().enumerate().filter(|(_, group)| group.queues.len() > 1) {
            let Some((here, _)) = self.speed(mover, queue) else { continue };
            for (position, (there, speed)) in group.queues.iter().enumerate() {
                // Coming, somebody must leave `queue`; going, somebody must come to it.
                let leaves = if direction == Direction::Add { here } else { self.offsets[mover] + position };
                if shares.agents[leaves] > 0 && reached.iter().all(|(known, ..)| known != there) {
                    reached.push((*there, *speed, Some((from, mover))));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RosterWeights;

    /// 14 of one queue, 14 of the other, 14 agents who can do both: half of the work stays undone.
    #[test]
    fn a_flexible_agent_is_not_counted_twice() {
        let groups = Groups::new(vec![Group { queues: vec![(0, 1), (1, 1)] }], 1, 2);
        let curve = Curve::new(14, &RosterWeights::default(), 1);
        let mut shares = groups.nobody();
        for _ in 0..14 {
            groups.add(&mut shares, &[curve.clone(), curve.clone()], 0);
        }
        assert_eq!(shares.cover.iter().sum::<i64>(), 14);
    }

    #[test]
    fn a_specialist_sends_the_generalist_to_the_other_queue() {
        let groups =
            Groups::new(vec![Group { queues: vec![(0, 1), (1, 1)] }, Group { queues: vec![(0, 1)] }], 1, 2);
        let curves = [1, 1].map(|required| Curve::new(required, &RosterWeights::default(), 1));
        let mut shares = groups.nobody();
        assert_eq!(groups.add(&mut shares, &curves, 0), -10_000_000);
        assert_eq!(groups.add(&mut shares, &curves, 1), -10_000_000);
        assert_eq!(shares.cover, [1, 1]);
        assert_eq!(groups.remove(&mut shares, &curves, 1), 10_000_000);
        assert_eq!(shares.cover.iter().sum::<i64>(), 1);
    }
}
