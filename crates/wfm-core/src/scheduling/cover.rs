//! Who is on the queues at every base step, and what too few and too many cost: kept up to date as agents come and go.

use std::borrow::Cow;
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
    cost: i64,
}

/// Who is on which queue.
#[derive(Debug, Clone)]
enum Agents {
    /// No group serves several queues, so nobody needs sharing out.
    Apart {
        /// In parts of an agent, per queue and step.
        cover: Vec<Vec<i64>>,
        /// What one more agent would save, per group and step.
        savings: Vec<Vec<i64>>,
    },
    /// Per step.
    Shared(Vec<Shares>),
}

impl<'a> Cover<'a> {
    /// Nobody on any queue.
    pub(crate) fn nobody(groups: &'a Groups, curves: &'a [Vec<Curve>], steps_per_interval: usize) -> Self {
        let steps = curves.len() * steps_per_interval;
        let queues = groups.nobody().cover.len();
        let agents = match groups.are_separate() {
            false => Agents::Shared(vec![groups.nobody(); steps]),
            true => Agents::Apart {
                cover: vec![vec![0; steps]; queues],
                savings: vec![vec![0; steps]; groups.all.len()],
            },
        };
        let mut cover = Cover { groups, curves, steps_per_interval, agents, cost: 0 };
        cover.cost = (0..steps).map(|step| cover.cost_at(step)).sum();
        if let Agents::Apart { cover: empty, savings } = &mut cover.agents {
            for (group, savings) in groups.all.iter().zip(savings) {
                let Some((queue, speed)) = group.only_queue() else { continue };
                let curves = curves.iter().map(|curves| &curves[queue]);
                let per_step = curves.flat_map(|curve| std::iter::repeat_n(curve, steps_per_interval));
                for ((saving, cover), curve) in savings.iter_mut().zip(&empty[queue]).zip(per_step) {
                    *saving = -curve.rise(*cover, speed);
                }
            }
        }
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
            Agents::Apart { cover, .. } => curves.map(|(queue, curve)| curve.cost(cover[queue][step])).sum(),
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
        match &self.agents {
            Agents::Apart { savings, .. } => savings[group][step],
            Agents::Shared(shares) => -self.groups.marginal(&shares[step], self.curves_at(step), group),
        }
    }

    /// What one more agent of `group` would save at every step.
    pub(crate) fn savings(&self, group: usize) -> Cow<'_, [i64]> {
        match &self.agents {
            Agents::Apart { savings, .. } => Cow::Borrowed(&savings[group]),
            Agents::Shared(_) => (0..self.steps()).map(|step| self.saving(group, step)).collect(),
        }
    }

    /// An agent of `group` comes to the queue, or goes, for some steps.
    pub(crate) fn count(&mut self, group: usize, steps: Range<usize>, come: bool) {
        let (groups, per_interval) = (self.groups, self.steps_per_interval);
        let mut intervals = Intervals::from(self.curves, per_interval, steps.start);
        match &mut self.agents {
            Agents::Shared(shares) => {
                for shares in &mut shares[steps] {
                    self.cost += match come {
                        true => groups.add(shares, intervals.next(), group),
                        false => groups.remove(shares, intervals.next(), group),
                    };
                }
            }
            Agents::Apart { cover, savings } => {
                let Some((queue, speed)) = groups.all[group].only_queue() else { return };
                let parts = if come { speed } else { -speed };
                let cover = &mut cover[queue][steps.clone()];
                for cover in cover.iter_mut() {
                    let before = *cover;
                    *cover += parts;
                    self.cost += intervals.next()[queue].rise(before.min(*cover), speed) * parts.signum();
                }
                for rival in groups.rivals(group) {
                    let speed = groups.all[*rival].only_queue().map_or(0, |(_, speed)| speed);
                    let mut intervals = Intervals::from(self.curves, per_interval, steps.start);
                    for (saving, cover) in savings[*rival][steps.clone()].iter_mut().zip(cover.iter()) {
                        *saving = -intervals.next()[queue].rise(*cover, speed);
                    }
                }
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
            self.groups.settle(shares, &self.curves[step / self.steps_per_interval]);
        }
        self.cost = (0..self.steps()).map(|step| self.cost_at(step)).sum();
    }

    fn curves_at(&self, step: usize) -> &[Curve] {
        &self.curves[step / self.steps_per_interval]
    }
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

    /// A generalist, half as fast on the second queue, comes before the specialist of the first.
    #[test]
    fn with_unequal_speeds_settling_makes_good_for_a_bad_order() {
        let all = vec![Group { queues: vec![(0, 1000), (1, 500)] }, Group { queues: vec![(0, 1000)] }];
        let groups = Groups::new(all, 1000, 2);
        let curves = vec![vec![Curve::new(1, &RosterWeights::default(), 1000); 2]];
        let of = |order: [usize; 2]| {
            let mut cover = Cover::nobody(&groups, &curves, 1);
            order.into_iter().for_each(|group| cover.count(group, 0..1, true));
            cover
        };
        let (good, mut bad) = (of([1, 0]), of([0, 1]));
        assert!(good.cost() < bad.cost());
        bad.settle();
        assert_eq!(good.cost(), bad.cost());
    }
}
