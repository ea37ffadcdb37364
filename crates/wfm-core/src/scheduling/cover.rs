//! Who is on the queues at every base step, and what too few and too many cost: kept up to date as agents come and go.

use std::ops::Range;

use super::curve::Curve;
use super::sharing::{Groups, Shares};

/// The cover of all steps.
#[derive(Debug, Clone)]
pub(crate) struct Cover<'a> {
    groups: &'a Groups,
    /// Per interval and queue.
    curves: &'a [Vec<Curve>],
    steps_per_interval: usize,
    agents: Agents,
    /// What one more agent would save, per group and step.
    savings: Vec<Vec<i64>>,
    cost: i64,
}

/// Who is on which queue.
#[derive(Debug, Clone)]
enum Agents {
    /// No group serves several queues, so nobody needs sharing out.
    /// In parts of an agent, per queue and step.
    Apart(Vec<Vec<i64>>),
    /// Per step.
    Shared(Vec<Shares>),
}

impl<'a> Cover<'a> {
    /// Nobody on any queue.
    pub(crate) fn nobody(groups: &'a Groups, curves: &'a [Vec<Curve>], steps_per_interval: usize) -> Self {
        let steps = curves.len() * steps_per_interval;
        let agents = match groups.are_separate() {
            false => Agents::Shared(vec![groups.nobody(); steps]),
            true => Agents::Apart(vec![vec![0; steps]; groups.queues()]),
        };
        let savings = savings_of_the_first(groups, curves, steps_per_interval);
        let mut cover = Cover { groups, curves, steps_per_interval, agents, savings, cost: 0 };
        cover.cost = (0..steps).map(|step| cover.cost_at(step)).sum();
        cover
    }

    /// Cost of all steps, in money units.
    pub(crate) fn cost(&self) -> i64 {
        self.cost
    }

    /// Cost of one step.
    pub(crate) fn cost_at(&self, step: usize) -> i64 {
        let curves = self.curves_at(step).iter().enumerate();
        match &self.agents {
            Agents::Apart(cover) => curves.map(|(queue, curve)| curve.cost(cover[queue][step])).sum(),
            Agents::Shared(shares) => {
                curves.map(|(queue, curve)| curve.cost(shares[step].cover[queue])).sum()
            }
        }
    }

    /// Number of steps.
    pub(crate) fn steps(&self) -> usize {
        self.curves.len() * self.steps_per_interval
    }

    /// What one more agent of `group` at a step would save.
    #[inline]
    pub(crate) fn saving(&self, group: usize, step: usize) -> i64 {
        self.savings[group][step]
    }

    /// What one more agent of `group` would save at every step.
    pub(crate) fn savings(&self, group: usize) -> &[i64] {
        &self.savings[group]
    }

    /// An agent of `group` comes to the queue, or goes, for some steps.
    pub(crate) fn count(&mut self, group: usize, steps: Range<usize>, come: bool) {
        match &self.agents {
            Agents::Apart(_) => self.count_apart(group, steps, come),
            Agents::Shared(_) => self.count_shared(group, steps, come),
        }
    }

    fn count_shared(&mut self, group: usize, steps: Range<usize>, come: bool) {
        let Agents::Shared(shares) = &mut self.agents else { return };
        let mut intervals = Intervals::from(self.curves, self.steps_per_interval, steps.start);
        for (step, shares) in steps.clone().zip(&mut shares[steps]) {
            let curves = intervals.next();
            self.cost += match come {
                true => self.groups.add(shares, curves, group),
                false => self.groups.remove(shares, curves, group),
            };
            let savings = &mut self.savings;
            self.groups.savings(shares, curves, group, |group, saving| savings[group][step] = saving);
        }
    }

    fn count_apart(&mut self, group: usize, steps: Range<usize>, come: bool) {
        let Agents::Apart(cover) = &mut self.agents else { return };
        let Some((queue, speed)) = self.groups.all[group].only_queue() else { return };
        let intervals = || Intervals::from(self.curves, self.steps_per_interval, steps.start);
        let cover = &mut cover[queue][steps.clone()];
        let (parts, mut at) = (if come { speed } else { -speed }, intervals());
        for cover in cover.iter_mut() {
            let before = *cover;
            *cover += parts;
            self.cost += at.next()[queue].change(before, parts);
        }
        for rival in self.groups.connected(group) {
            let speed = self.groups.all[*rival].only_queue().map_or(0, |(_, speed)| speed);
            let mut at = intervals();
            for (saving, cover) in self.savings[*rival][steps.clone()].iter_mut().zip(cover.iter()) {
                *saving = -at.next()[queue].rise(*cover, speed);
            }
        }
    }

    /// Shares everybody out anew where that saves anything. With ordinary speeds it never does; with others it matters in
    /// which order agents came and went.
    pub(crate) fn settle(&mut self) {
        if self.groups.unit == 1 {
            return;
        }
        let Agents::Shared(shares) = &mut self.agents else { return };
        for (step, shares) in shares.iter_mut().enumerate() {
            let curves = &self.curves[step / self.steps_per_interval];
            self.groups.settle(shares, curves);
            let savings = &mut self.savings;
            for group in self.groups.leading() {
                self.groups.savings(shares, curves, group, |group, saving| savings[group][step] = saving);
            }
        }
        self.cost = (0..self.steps()).map(|step| self.cost_at(step)).sum();
    }

    fn curves_at(&self, step: usize) -> &[Curve] {
        &self.curves[step / self.steps_per_interval]
    }
}

/// What the first agent of every group would save at every step.
fn savings_of_the_first(groups: &Groups, curves: &[Vec<Curve>], steps_per_interval: usize) -> Vec<Vec<i64>> {
    let mut savings = vec![Vec::with_capacity(curves.len() * steps_per_interval); groups.all.len()];
    let nobody = groups.nobody();
    for curves in curves {
        for group in groups.leading() {
            groups.savings(&nobody, curves, group, |group, saving| {
                savings[group].extend(std::iter::repeat_n(saving, steps_per_interval));
            });
        }
    }
    savings
}

/// The curves of one step after another.
struct Intervals<'a> {
    curves: &'a [Vec<Curve>],
    per_interval: usize,
    interval: usize,
    /// Steps of the interval still to come.
    left: usize,
}

impl<'a> Intervals<'a> {
    fn from(curves: &'a [Vec<Curve>], per_interval: usize, step: usize) -> Self {
        let interval = step / per_interval;
        Intervals { curves, per_interval, interval, left: (interval + 1) * per_interval - step }
    }

    #[inline]
    fn next(&mut self) -> &'a [Curve] {
        let curves = &self.curves[self.interval];
        self.left -= 1;
        if self.left == 0 {
            (self.interval, self.left) = (self.interval + 1, self.per_interval);
        }
        curves
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RosterWeights;
    use crate::scheduling::sharing::Group;

    /// Two groups of unequal speed on one queue, a third on another, a fourth on none; three steps to an interval.
    #[test]
    fn cost_and_savings_are_those_of_whoever_is_there() {
        let queues = [vec![(0, 1000)], vec![(0, 500)], vec![(1, 1000)], vec![]];
        let groups = Groups::new(queues.map(|queues| Group { queues }).into(), 1000, 2);
        let curve = |required| Curve::new(required, &RosterWeights::default(), 1000);
        let curves: Vec<Vec<Curve>> = (0..8).map(|at| vec![curve(at % 4), curve(2)]).collect();
        let mut cover = Cover::nobody(&groups, &curves, 3);
        let mut present: Vec<(usize, Range<usize>)> = Vec::new();
        for number in 0..300_usize {
            if number % 3 == 2 {
                let (group, steps) = present.swap_remove(number * 7919 % present.len());
                cover.count(group, steps, false);
            } else {
                let from = number * 31 % 24;
                let steps = from..(from + number * 17 % 9).min(24);
                cover.count(number % 4, steps.clone(), true);
                present.push((number % 4, steps));
            }
            assert_eq!(cover.cost(), (0..24).map(|step| cover.cost_at(step)).sum::<i64>());
        }
        for (group, step) in (0..4).flat_map(|group| (0..24).map(move |step| (group, step))) {
            let mut more = cover.clone();
            more.count(group, step..step + 1, true);
            assert_eq!(cover.savings(group)[step], cover.cost() - more.cost(), "group {group}, step {step}");
            let speed = |group: usize, queue: usize| match groups.all[group].only_queue() {
                Some((only, speed)) if only == queue => speed,
                _ => 0,
            };
            let there = present.iter().filter(|(_, steps)| steps.contains(&step));
            let parts = |queue| there.clone().map(|(group, _)| speed(*group, queue)).sum::<i64>();
            let cost = |queue: usize| curves[step / 3][queue].cost(parts(queue));
            assert_eq!(cover.cost_at(step), cost(0) + cost(1), "step {step}");
        }
    }

    /// A generalist, half as fast on the second queue, comes before the specialist of the first or after.
    #[test]
    fn with_unequal_speeds_whoever_comes_first_makes_way() {
        let all = vec![Group { queues: vec![(0, 1000), (1, 500)] }, Group { queues: vec![(0, 1000)] }];
        let groups = Groups::new(all, 1000, 2);
        let curves = vec![vec![Curve::new(1, &RosterWeights::default(), 1000); 2]];
        let of = |order: [usize; 2]| {
            let mut cover = Cover::nobody(&groups, &curves, 1);
            order.into_iter().for_each(|group| cover.count(group, 0..1, true));
            cover
        };
        let (before, mut after) = (of([1, 0]), of([0, 1]));
        assert_eq!(before.cost(), after.cost());
        after.settle();
        assert_eq!(before.cost(), after.cost());
        assert_eq!(before.savings, after.savings);
    }
}
