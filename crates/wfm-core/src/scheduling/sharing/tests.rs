//! Shares against those found by trying all.

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
            groups.savings(shares, curves, group, |of, least| saving += if of == group { least } else { 0 });
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
