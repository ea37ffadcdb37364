//! Who is on the queues at every base step, and what too few and too many cost: kept up to date as agents come and go.

use super::curve::Curve;
use super::sharing::{Groups, Shares};

/// The cover of all steps.
#[derive(Debug, Clone)]
pub(crate) struct Cover<'a> {
    groups: &'a Groups,
    /// Per interval and queue.
    curves: &'a [Vec<Curve>],
    steps_per_interval: usize,
    shares: Vec<Shares>,
    cost: i64,
    /// What one more agent would save, per group and step; only where no group serves several queues.
    savings: Option<Vec<Vec<i64>>>,
}

impl<'a> Cover<'a> {
    /// Nobody on any queue.
    pub(crate) fn nobody(groups: &'a Groups, curves: &'a [Vec<Curve>], steps_per_interval: usize) -> Self {
        let steps = curves.len() * steps_per_interval;
        let shares = vec![groups.nobody(); steps];
        let mut cover = Cover { groups, curves, steps_per_interval, shares, cost: 0, savings: None };
        cover.cost = (0..steps).map(|step| cover.cost_at(step)).sum();
        let of_group = |group| (0..steps).map(|step| cover.saving(group, step)).collect();
        cover.savings = groups.are_separate().then(|| (0..groups.all.len()).map(of_group).collect());
        cover
    }

    /// Cost of all steps, in money units.
    pub(crate) fn cost(&self) -> i64 {
        self.cost
    }

    /// Cost of one step.
    pub(crate) fn cost_at(&self, step: usize) -> i64 {
        let curves = self.curves_at(step).iter();
        curves.zip(&self.shares[step].cover).map(|(curve, cover)| curve.cost(*cover)).sum()
    }

    /// Number of steps.
    pub(crate) fn steps(&self) -> usize {
        self.shares.len()
    }

    /// What one more agent of `group` at a step would save.
    #[inline]
    pub(crate) fn saving(&self, group: usize, step: usize) -> i64 {
        match &self.savings {
            Some(savings) => savings[group][step],
            None => -self.groups.marginal(&self.shares[step], self.curves_at(step), group),
        }
    }

    /// An agent of `group` comes to the queue, or goes, at one step.
    pub(crate) fn count(&mut self, group: usize, step: usize, come: bool) {
        let curves = &self.curves[step / self.steps_per_interval];
        let shares = &mut self.shares[step];
        self.cost += match come {
            true => self.groups.add(shares, curves, group),
            false => self.groups.remove(shares, curves, group),
        };
        let Some(savings) = &mut self.savings else { return };
        for rival in self.groups.rivals(group) {
            savings[*rival][step] = -self.groups.marginal(shares, curves, *rival);
        }
    }

    /// Shares everybody out anew where that saves anything. With ordinary speeds it never does; with others it matters in
    /// which order agents came and went.
    pub(crate) fn settle(&mut self) {
        if self.groups.unit == 1 {
            return;
        }
        for (step, shares) in self.shares.iter_mut().enumerate() {
            self.groups.settle(shares, &self.curves[step / self.steps_per_interval]);
        }
        self.cost = (0..self.shares.len()).map(|step| self.cost_at(step)).sum();
    }

    fn curves_at(&self, step: usize) -> &[Curve] {
        &self.curves[step / self.steps_per_interval]
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
            order.into_iter().for_each(|group| cover.count(group, 0, true));
            cover
        };
        let (good, mut bad) = (of([1, 0]), of([0, 1]));
        assert!(good.cost() < bad.cost());
        bad.settle();
        assert_eq!(good.cost(), bad.cost());
    }
}
