//! Chains of moves: somebody comes to a queue or leaves it, another one moves on for it, and so on to the last.

use super::{Group, Groups, Region, Shares};
use crate::scheduling::curve::Curve;

/// How somebody makes room for whoever comes to a post, or stands in for whoever leaves it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Move {
    post: usize,
    /// The mover's share at the queue of the post, and at the other queue.
    pub(super) here: usize,
    pub(super) there: usize,
    /// How much slower the mover is than whoever comes or leaves.
    slower: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Add,
    Remove,
}

impl Direction {
    pub(super) fn sign(self) -> i64 {
        match self {
            Direction::Add => 1,
            Direction::Remove => -1,
        }
    }

    pub(super) fn opposite(self) -> Direction {
        match self {
            Direction::Add => Direction::Remove,
            Direction::Remove => Direction::Add,
        }
    }
}

/// What it costs that somebody comes to a post or leaves it, and who moves on for it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Link {
    post: usize,
    pub(super) cost: i64,
    /// The move between this queue and the next, and the link there.
    pub(super) next: Option<(Move, usize)>,
}

/// The cheapest chains of moves from every post of a region.
pub(super) struct Chains {
    pub(super) links: Vec<Link>,
    /// The first link, by post.
    first: Vec<usize>,
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
    pub(super) fn from(&self, post: usize) -> &Link {
        &self.links[self.first[post]]
    }
}

impl Groups {
    /// From their ends on, the cheapest first: a chain that became cheaper is looked at again from each place before it.
    pub(super) fn chains(
        &self,
        shares: &Shares,
        curves: &[Curve],
        region: &Region,
        direction: Direction,
    ) -> Chains {
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
                if shares.agents[mover] == 0 {
                    continue;
                }
                let queue = self.posts[step.post].0;
                let cost = change(queue, step.slower) + onwards;
                if cost < chains.from(step.post).cost && !self.passes(&chains, next, queue) {
                    chains.push(Link { post: step.post, cost, next: Some((*step, next)) });
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

/// The moves of other posts' people to this one.
pub(super) fn moves(
    all: &[Group],
    offsets: &[usize],
    posts: &[(usize, i64)],
    end: (usize, i64),
) -> Vec<Move> {
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
