//! How the agents of a moment are shared out among queues: everybody serves one queue at a time, nobody is counted twice.
//!
//! Agents with the same queues and speeds form a group. Adding an agent follows the cheapest chain of moves (an agent of
//! this group relieves one of that group, who goes to a third queue): an augmenting path of a convex-cost flow. With
//! ordinary speeds the shares so always cost the least there is. With other speeds a queue on the way gains or loses the
//! difference of two speeds, which is counted in; but whoever came first may stand in the way of something better, and
//! [`Groups::settle`] looks for that. Its shares are nearly always the best, though not proven to be.

use std::collections::BTreeMap;
use std::ops::Range;

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

/// How somebody makes room for whoever comes to a post, or stands in for whoever leaves it.
#[derive(Debug, Clone, Copy)]
struct Move {
    post: usize,
    /// The mover's share at the queue of the post, and at the other queue.
    here: usize,
    there: usize,
    /// How much slower the mover is than whoever comes or leaves.
    slower: i64,
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

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    Add,
    Remove,
}

impl Direction {
    fn sign(self) -> i64 {
        match self {
            Direction::Add => 1,
            Direction::Remove => -1,
        }
    }

    fn opposite(self) -> Direction {
        match self {
            Direction::Add => Direction::Remove,
            Direction::Remove => Direction::Add,
        }
    }
}

/// What it costs that somebody comes to a post or leaves it, and who moves on for it.
#[derive(Debug, Clone, Copy)]
struct Link {
    post: usize,
    cost: i64,
    /// The move between this queue and the next, and the link there.
    next: Option<(Move, usize)>,
}

/// The cheapest chains of moves from every post of a region.
struct Chains {
    links: Vec<Link>,
    /// The first link, by post.
    first: Vec<usize>,
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

    /// From their ends on, the cheapest first: a chain that became cheaper is looked at again from each place before it.
    fn chains(&self, shares: &Shares, curves: &[Curve], region: &Region, direction: Direction) -> Chains {
        let change =
            |queue: usize, speed: i64| curves[queue].change(shares.cover[queue], direction.sign() * speed);
        let end = |post: &usize| {
            let (queue, speed) = self.posts[*post];
            Link { post: *post, cost: change(queue, speed), next: None }
        };
        let mut chains = Chains::new(region.posts.iter().map(end).collect(), self.posts.len());
        let mut next = 0;
        while let Some(&Link { post, cost: onwards, .. }) = chains.links.get(next) {
            // Where everybody is equally fast, no queue on the way gains anything.
            if self.unit == 1 && onwards >= chains.dearest(region) {
                break;
            }
            let moves = if chains.first[post] == next { self.moves[post].as_slice() } else { &[] };
            for step in moves {
                let mover = if direction == Direction::Add { step.here } else { step.there };
                let queue = self.posts[step.post].0;
                let cost = || change(queue, step.slower) + onwards;
                if shares.agents[mover] > 0
                    && cost() < chains.from(step.post).cost
                    && !self.passes(&chains, next, queue)
                {
                    chains.push(Link { post: step.post, cost: cost(), next: Some((*step, next)) });
                }
            }
            next += 1;
        }
        chains
    }

    /// Whether a queue lies on the way from a link.
    fn passes(&self, chains: &Chains, link: usize, queue: usize) -> bool {
        let links = std::iter::successors(Some(link), |link| Some(chains.links[*link].next?.1));
        links.into_iter().any(|link| self.posts[chains.links[link].post].0 == queue)
    }
}

impl Chains {
    /// Chains without moves.
    fn new(mut ends: Vec<Link>, posts: usize) -> Chains {
        ends.sort_by_key(|link| link.cost);
        let mut first = vec![0; posts];
        ends.iter().enumerate().for_each(|(position, link)| first[link.post] = position);
        Chains { links: ends, first }
    }

    /// Cost of the dearest chain from the posts of a region.
    fn dearest(&self, region: &Region) -> i64 {
        region.posts.iter().map(|post| self.from(*post).cost).max().unwrap_or(0)
    }

    fn push(&mut self, link: Link) {
        self.first[link.post] = self.links.len();
        self.links.push(link);
    }

    /// The cheapest chain from a post.
    fn from(&self, post: usize) -> &Link {
        &self.links[self.first[post]]
    }
}

/// The moves of other posts' people to this one.
fn moves(all: &[Group], offsets: &[usize], posts: &[(usize, i64)], end: (usize, i64)) -> Vec<Move> {
    let mut moves = Vec::new();
    for (group, offset) in all.iter().zip(offsets) {
        let Some(there) = group.queues.iter().position(|known| *known == end) else { continue };
        for (here, (queue, speed)) in group.queues.iter().enumerate().filter(|(here, _)| *here != there) {
            let of_queue = posts.iter().enumerate().filter(|(_, post)| post.0 == *queue);
            moves.extend(of_queue.map(|(post, known)| Move {
                post,
                here: offset + here,
                there: offset + there,
                slower: known.1 - speed,
            }));
        }
    }
    moves
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
mod tests {
    use rand::{RngExt, SeedableRng};
    use rand_pcg::Pcg64Mcg;

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

    /// The least that these agents of every group can cost, by trying all shares.
    fn brute(groups: &Groups, curves: &[Curve], people: &[u32]) -> i64 {
        fn place(
            groups: &Groups,
            curves: &[Curve],
            left: &[u32],
            cover: &mut Vec<i64>,
            at: (usize, usize),
        ) -> i64 {
            let Some(group) = groups.all.get(at.0) else {
                return curves.iter().zip(cover).map(|(curve, cover)| curve.cost(*cover)).sum();
            };
            let (queue, speed) = group.queues[at.1];
            let is_last = at.1 + 1 == group.queues.len();
            let here = if is_last { left[0]..=left[0] } else { 0..=left[0] };
            let mut least = i64::MAX;
            for count in here {
                cover[queue] += i64::from(count) * speed;
                let mut rest = left.to_vec();
                rest[0] -= count;
                least = least.min(match is_last {
                    true => place(groups, curves, &rest[1..], cover, (at.0 + 1, 0)),
                    false => place(groups, curves, &rest, cover, (at.0, at.1 + 1)),
                });
                cover[queue] -= i64::from(count) * speed;
            }
            least
        }
        place(groups, curves, people, &mut vec![0; curves.len()], (0, 0))
    }

    /// A centre of some queues and groups at one moment, with speeds like these.
    fn moment(rng: &mut Pcg64Mcg, unit: i64, speeds: &[i64]) -> (Groups, Vec<Curve>, Vec<u32>) {
        let queues = rng.random_range(2..=4);
        let curve = |required| Curve::new(required, &RosterWeights::default(), unit);
        let curves = (0..queues).map(|_| curve(rng.random_range(0..8))).collect();
        let group = |rng: &mut Pcg64Mcg| {
            let usual = rng.random_range(0..queues);
            let served = (0..queues).filter(|queue| *queue == usual || rng.random());
            let served: Vec<usize> = served.collect();
            let queues = served.into_iter().map(|queue| (queue, speeds[rng.random_range(0..speeds.len())]));
            Group { queues: queues.collect() }
        };
        let all: Vec<Group> = (0..rng.random_range(2..=5)).map(|_| group(rng)).collect();
        let people = all.iter().map(|_| rng.random_range(0..5)).collect();
        (Groups::new(all, unit, queues), curves, people)
    }

    /// Everybody comes, some of them twice as they have gone in between; gives the cost and checks every change of it.
    fn come_and_go(groups: &Groups, curves: &[Curve], people: &[u32], shares: &mut Shares) -> i64 {
        let now = |shares: &Shares| curves.iter().zip(&shares.cover).map(|(c, cover)| c.cost(*cover)).sum();
        let mut cost = now(shares);
        for round in 0..5 {
            for (group, _) in people.iter().enumerate().filter(|(_, count)| round < **count) {
                let mut saving = 0;
                groups.savings(shares, curves, group, |of, least| {
                    saving += if of == group { least } else { 0 }
                });
                let change = groups.add(shares, curves, group);
                assert_eq!(change, -saving);
                cost += change;
                cost += groups.add(shares, curves, (group + 1) % people.len());
                cost += groups.remove(shares, curves, (group + 1) % people.len());
                assert_eq!(cost, now(shares));
            }
        }
        cost
    }

    #[test]
    fn with_ordinary_speeds_the_shares_cost_the_least_there_is() {
        let mut rng = Pcg64Mcg::seed_from_u64(1);
        for _ in 0..500 {
            let (groups, curves, people) = moment(&mut rng, 1, &[1]);
            let cost = come_and_go(&groups, &curves, &people, &mut groups.nobody());
            assert_eq!(cost, brute(&groups, &curves, &people));
        }
    }

    #[test]
    fn with_other_speeds_settled_shares_are_nearly_always_the_best() {
        let mut rng = Pcg64Mcg::seed_from_u64(1);
        let (mut best, mut lost, mut least) = (0, 0, 0);
        for _ in 0..500 {
            let (groups, curves, people) = moment(&mut rng, 1000, &[1000, 1000, 500, 800, 850, 1200]);
            let mut shares = groups.nobody();
            let unsettled = come_and_go(&groups, &curves, &people, &mut shares);
            groups.settle(&mut shares, &curves);
            let cost: i64 = curves.iter().zip(&shares.cover).map(|(c, cover)| c.cost(*cover)).sum();
            let brute = brute(&groups, &curves, &people);
            assert!(brute <= cost && cost <= unsettled);
            best += i32::from(cost == brute);
            (lost, least) = (lost + cost - brute, least + brute);
        }
        assert!(best > 480, "{best} of 500");
        assert!(lost * 1000 < least, "{lost} of {least}");
    }

    #[test]
    fn groups_that_share_a_queue_are_connected() {
        let queues = [vec![(0, 1)], vec![(1, 1), (2, 1)], vec![], vec![(2, 1), (0, 1)], vec![(3, 1)]];
        let groups = Groups::new(queues.map(|queues| Group { queues }).into(), 1, 4);
        assert_eq!(groups.connected(0), [0, 1, 3]);
        assert_eq!(groups.connected(2), [2]);
        assert_eq!(groups.connected(4), [4]);
        assert_eq!(groups.leading().collect::<Vec<_>>(), [0, 2, 4]);
    }
}
