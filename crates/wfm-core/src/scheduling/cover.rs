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

    /// Cover of a queue at a step, in parts of an agent.
    pub(crate) fn on(&self, queue: usize, step: usize) -> i64 {
        self.shares[step].cover[queue]
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

    fn curves_at(&self, step: usize) -> &[Curve] {
        &self.curves[step / self.steps_per_interval]
    }
}
