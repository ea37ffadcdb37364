//! Whether agents cover the work of every set of call types, each agent counted once a set.
//!
//! ```text
//! for every set S of call types:   Σ_{q in S} work_q  ≤  Σ_g agents_g · max_{q in S} speed_gq
//! ```
//!
//! At ordinary speeds this is exactly when the work can be shared out (Hall's condition); at others it is necessary.

use crate::model::operation::Operation;

/// Sets of call types and what an agent of each group is worth in them.
#[derive(Debug, Clone)]
pub(super) struct Cover {
    sets: Vec<Vec<usize>>,
    /// Per set and group, the best speed; 0 where the group serves none of them.
    speeds: Vec<Vec<f64>>,
}

/// Call types of which every set is looked at; of more, single ones, pairs and all together.
const EVERY_SET: usize = 8;

/// Work not covered that is none.
const NOTHING: f64 = 1e-9;

impl Cover {
    pub(super) fn of(operation: &Operation) -> Cover {
        let types = operation.call_types.len();
        let sets = if types <= EVERY_SET { every_set(types) } else { small_sets(types) };
        let best = |set: &Vec<usize>| {
            let speed = |group: &crate::model::operation::Group| {
                let in_set = group.serves.iter().filter(|serving| set.contains(&serving.call_type));
                in_set.map(|serving| serving.speed).fold(0.0, f64::max)
            };
            operation.groups.iter().map(speed).collect()
        };
        Cover { speeds: sets.iter().map(best).collect(), sets }
    }

    /// Work of each set that is not covered.
    fn missing(&self, agents: &[u32], work: &[f64]) -> Vec<f64> {
        let of_set = |(set, speeds): (&Vec<usize>, &Vec<f64>)| {
            let needed: f64 = set.iter().map(|call_type| work[*call_type]).sum();
            let there: f64 =
                agents.iter().zip(speeds).map(|(agents, speed)| f64::from(*agents) * speed).sum();
            (needed - there).max(0.0)
        };
        self.sets.iter().zip(&self.speeds).map(of_set).collect()
    }

    /// Whether nothing is missing.
    pub(super) fn is_enough(&self, agents: &[u32], work: &[f64]) -> bool {
        self.missing(agents, work).iter().all(|missing| *missing <= NOTHING)
    }

    /// Adds agents, each time those who cover most for their cost, of those alike who serve most, until nothing is
    /// missing or nobody who helps is to be had.
    pub(super) fn fill(
        &self,
        agents: &mut [u32],
        work: &[f64],
        costs: &[f64],
        room: impl Fn(usize, u32) -> bool,
    ) {
        loop {
            let missing = self.missing(agents, work);
            let helps = |group: usize| -> f64 {
                let parts = missing.iter().zip(&self.speeds);
                parts.map(|(missing, speeds)| missing.min(speeds[group])).sum()
            };
            let sets = |group: usize| self.speeds.iter().filter(|speeds| speeds[group] > 0.0).count();
            let fit =
                (0..agents.len()).filter(|group| room(*group, agents[*group]) && helps(*group) > NOTHING);
            let rank = |group: &usize| (helps(*group) / costs[*group], sets(*group));
            let best = fit.max_by(|a, b| {
                let ((help, sets), (other_help, other_sets)) = (rank(a), rank(b));
                help.total_cmp(&other_help).then(sets.cmp(&other_sets)).then(b.cmp(a))
            });
            match best {
                Some(group) => agents[group] += 1,
                None => return,
            }
        }
    }
}

fn every_set(types: usize) -> Vec<Vec<usize>> {
    let members = |set: usize| (0..types).filter(|call_type| set >> call_type & 1 == 1).collect();
    (1..1 << types).map(members).collect()
}

fn small_sets(types: usize) -> Vec<Vec<usize>> {
    let pairs = (0..types).flat_map(|one| (one + 1..types).map(move |other| vec![one, other]));
    (0..types).map(|call_type| vec![call_type]).chain(pairs).chain([(0..types).collect()]).collect()
}
