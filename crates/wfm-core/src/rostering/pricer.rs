//! The best tour of an agent for given costs of every shift: a shortest path from the last day to the first.

use super::graph::{Edge, Graph, Layer, OFF};

/// Costs of the actions of one agent: per day one cost for every allowed shift, and one for a day off.
#[derive(Debug, Clone, Default)]
pub(super) struct ActionCosts {
    pub(super) shifts: Vec<Vec<i64>>,
    pub(super) off: Vec<i64>,
}

/// One action a day: positions in the day's list of allowed shifts, or [`OFF`].
pub(super) type Actions = Vec<u16>;

impl ActionCosts {
    /// Cost of these actions.
    pub(super) fn of(&self, actions: &Actions) -> i64 {
        let cost = |(day, action): (usize, &u16)| match *action {
            OFF => self.off[day],
            member => self.shifts[day][usize::from(member)],
        };
        actions.iter().enumerate().map(cost).sum()
    }
}

/// Working memory of the pricer, to be used again and again.
#[derive(Debug, Default)]
pub(super) struct Pricer {
    /// Least cost from every node to the end, per day.
    to_go: Vec<Vec<i64>>,
    /// Cost of the cheapest member of every set, per day.
    sets: Vec<Vec<i64>>,
}

impl Pricer {
    /// Cost of the cheapest tour.
    pub(super) fn best(&mut self, graph: &Graph, costs: &ActionCosts) -> i64 {
        let days = graph.layers.len();
        self.to_go.resize_with(days + 1, Vec::new);
        self.sets.resize_with(days, Vec::new);
        self.to_go[days].clear();
        self.to_go[days].push(0);
        for (day, layer) in graph.layers.iter().enumerate().rev() {
            self.price_sets(day, layer, costs);
            let (before, after) = self.to_go.split_at_mut(day + 1);
            relax(layer, &self.sets[day], &after[0], &mut before[day]);
        }
        self.to_go[0][0]
    }

    fn price_sets(&mut self, day: usize, layer: &Layer, costs: &ActionCosts) {
        let (shifts, off) = (&costs.shifts[day], costs.off[day]);
        let worked = |members: &[u16]| members.iter().map(|member| shifts[usize::from(*member)]).min();
        // A day off comes last.
        let cheapest = |set: usize| match layer.set(set as u32) {
            [OFF] => off,
            [members @ .., OFF] => worked(members).map_or(off, |cost| cost.min(off)),
            members => worked(members).unwrap_or(0),
        };
        self.sets[day].clear();
        self.sets[day].extend((0..layer.sets()).map(cheapest));
    }

    /// The cheapest tour.
    pub(super) fn tour(&mut self, graph: &Graph, costs: &ActionCosts) -> Actions {
        self.best(graph, costs);
        let begin = graph.layers[0].edges_of(0).iter().min_by_key(|edge| self.through(edge));
        begin.map(|begin| self.walk(graph, costs, *begin)).unwrap_or_default()
    }

    /// Up to `most` good and different tours after [`Pricer::best`], the best first: the best one through every way to
    /// begin.
    pub(super) fn tours(&self, graph: &Graph, costs: &ActionCosts, most: usize) -> Vec<(i64, Actions)> {
        let mut begins: Vec<(i64, &Edge)> =
            graph.layers[0].edges_of(0).iter().map(|edge| (self.through(edge), edge)).collect();
        if most < begins.len() {
            begins.select_nth_unstable_by_key(most, |(value, edge)| (*value, edge.set, edge.target));
            begins.truncate(most);
        }
        begins.sort_unstable_by_key(|(value, edge)| (*value, edge.set, edge.target));
        let mut tours: Vec<(i64, Actions)> = Vec::new();
        for (value, edge) in begins {
            let tour = self.walk(graph, costs, *edge);
            if tours.iter().all(|(_, known)| *known != tour) {
                tours.push((value, tour));
            }
        }
        tours
    }

    /// Cost of the cheapest tour that begins with this edge.
    fn through(&self, edge: &Edge) -> i64 {
        self.sets[0][edge.set as usize] + self.to_go[1][edge.target as usize]
    }

    fn walk(&self, graph: &Graph, costs: &ActionCosts, begin: Edge) -> Actions {
        let mut tour = Vec::with_capacity(graph.layers.len());
        let mut edge = begin;
        for (day, layer) in graph.layers.iter().enumerate() {
            tour.push(cheapest_member(layer, edge.set, day, costs));
            if let Some(next) = graph.layers.get(day + 1) {
                let sets = &self.sets[day + 1];
                let to_go = &self.to_go[day + 2];
                let cost = |edge: &&Edge| sets[edge.set as usize] + to_go[edge.target as usize];
                if let Some(best) = next.edges_of(edge.target).iter().min_by_key(cost) {
                    edge = *best;
                }
            }
        }
        tour
    }
}

fn relax(layer: &Layer, sets: &[i64], after: &[i64], before: &mut Vec<i64>) {
    before.clear();
    let nodes = layer.nodes() as u32;
    before.extend((0..nodes).map(|node| {
        let cost = |edge: &Edge| sets[edge.set as usize] + after[edge.target as usize];
        layer.edges_of(node).iter().map(cost).min().unwrap_or(i64::MAX / 4)
    }));
}

fn cheapest_member(layer: &Layer, set: u32, day: usize, costs: &ActionCosts) -> u16 {
    let cost = |member: &&u16| {
        if **member == OFF { costs.off[day] } else { costs.shifts[day][usize::from(**member)] }
    };
    layer.set(set).iter().min_by_key(cost).copied().unwrap_or(OFF)
}
