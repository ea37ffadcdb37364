//! What a finished roster puts on the queues: read from its activities alone, shared out among the queues.

use super::board::curves;
use super::problem::Problem;
use crate::model::{Activity, Assignment, Roster};
use crate::scheduling::curve::Curve;
use crate::scheduling::sharing::{Groups, Shares};

/// Base steps of the horizon during all of which an assignment is on the queue. Without activities it is so throughout.
pub(super) fn on_queue(problem: &Problem, shift: &Assignment) -> Vec<(usize, usize)> {
    let steps = problem.steps() as i64;
    let step = problem.step;
    let stretch = |start, end| {
        let from = -((-problem.minute_up(start)).div_euclid(step));
        let to = problem.minute(end).div_euclid(step);
        let (from, to) = (from.clamp(0, steps) as usize, to.clamp(0, steps) as usize);
        (from < to).then_some((from, to))
    };
    if shift.segments.is_empty() {
        return stretch(shift.start, shift.end).into_iter().collect();
    }
    let serving = shift.segments.iter().filter(|segment| segment.activity == Activity::OnQueue);
    serving.filter_map(|segment| stretch(segment.start, segment.end)).collect()
}

/// The agents of every moment, shared out at the least cost.
pub(super) struct Moments {
    pub(super) groups: Groups,
    pub(super) group_of: Vec<usize>,
    /// Curves per interval and queue.
    pub(super) curves: Vec<Vec<Curve>>,
    pub(super) per_interval: usize,
    /// Per base step.
    pub(super) shares: Vec<Shares>,
}

impl Moments {
    pub(super) fn new(problem: &Problem, roster: &Roster) -> Moments {
        let groups = Groups::of(&problem.agents, &problem.queues);
        let group_of = groups.of_agents(&problem.agents, &problem.queues);
        let counts = counts(problem, roster, &groups, &group_of);
        let curves = curves(problem, groups.unit);
        let per_interval = problem.steps_per_interval();
        let mut moments = Moments { shares: Vec::new(), groups, group_of, curves, per_interval };
        let mut shares = moments.groups.nobody();
        for step in 0..problem.steps() {
            // From moment to moment only the changes are shared out, so that people stay where they are.
            for (group, counts) in counts.iter().enumerate() {
                let before = if step == 0 { 0 } else { counts[step - 1] };
                let at = &moments.curves[step / per_interval];
                (counts[step]..before).for_each(|_| {
                    moments.groups.remove(&mut shares, at, group);
                });
                (before..counts[step]).for_each(|_| {
                    moments.groups.add(&mut shares, at, group);
                });
            }
            moments.groups.settle(&mut shares, &moments.curves[step / per_interval]);
            moments.shares.push(shares.clone());
        }
        moments
    }

    pub(super) fn curves_at(&self, step: usize) -> &[Curve] {
        &self.curves[step / self.per_interval]
    }
}

fn counts(problem: &Problem, roster: &Roster, groups: &Groups, group_of: &[usize]) -> Vec<Vec<u32>> {
    let mut counts = vec![vec![0; problem.steps()]; groups.all.len()];
    let past = (0..problem.agents.len()).flat_map(|agent| problem.past(agent));
    for shift in roster.assignments.iter().chain(past) {
        let Some(agent) = problem.agent_index(&shift.agent) else { continue };
        for (from, to) in on_queue(problem, shift) {
            counts[group_of[agent]][from..to].iter_mut().for_each(|count| *count += 1);
        }
    }
    counts
}

/// Agents on every queue, per queue and interval of the problem's grid: the mean over the interval, in ordinary agents.
///
/// Agents who can serve several queues are shared out where they save most; nobody is counted twice. The `queue` written
/// in the roster is not read.
pub fn rostered(problem: &Problem, roster: &Roster) -> Vec<Vec<f64>> {
    let moments = Moments::new(problem, roster);
    let parts = moments.groups.unit as f64 * moments.per_interval as f64;
    let of_queue = |queue: usize| {
        let intervals = moments.shares.chunks(moments.per_interval);
        let mean =
            |steps: &[Shares]| steps.iter().map(|shares| shares.cover[queue]).sum::<i64>() as f64 / parts;
        intervals.map(mean).collect()
    };
    (0..problem.queues.len()).map(of_queue).collect()
}
