//! The best tours that differ from a given one on few days.

use super::graph::{Edge, Graph, Layer, OFF};
use super::pricer::{ActionCosts, Actions};

/// Costs that no way reaches.
const NO_WAY: i64 = i64::MAX / 4;

/// The cheapest legal tours with exactly 1, 2, … `most` days other than in `given`, none of them before `first_day`.
pub(super) fn tours(
    graph: &Graph,
    costs: &ActionCosts,
    given: &Actions,
    first_day: usize,
    most: usize,
) -> Vec<Option<(i64, Actions)>> {
    let search = Search { graph, costs, given, first_day, most };
    let to_go = search.to_go();
    (1..=most).map(|changes| search.walk(&to_go, changes)).collect()
}

struct Search<'a> {
    graph: &'a Graph,
    costs: &'a ActionCosts,
    given: &'a Actions,
    first_day: usize,
    most: usize,
}

impl Search<'_> {
    /// Least cost from every node to the end with 0, 1, … changes, per day.
    fn to_go(&self) -> Vec<Vec<i64>> {
        let width = self.most + 1;
        let mut end = vec![NO_WAY; width];
        end[0] = 0;
        let mut tables = vec![end];
        for (day, layer) in self.graph.layers.iter().enumerate().rev() {
            let sets = self.set_costs(day, layer);
            let after = &tables[tables.len() - 1];
            let mut table = vec![NO_WAY; layer.nodes() * width];
            for node in 0..layer.nodes() {
                for edge in layer.edges_of(node as u32) {
                    let (kept, changed) = sets[edge.set as usize];
                    let next = &after[edge.target as usize * width..][..width];
                    for (changes, next) in next.iter().enumerate().filter(|(_, next)| **next < NO_WAY) {
                        let here = &mut table[node * width + changes];
                        *here = (*here).min(kept.saturating_add(*next));
                        if changes + 1 < width {
                            let here = &mut table[node * width + changes + 1];
                            *here = (*here).min(changed.saturating_add(*next));
                        }
                    }
                }
            }
            tables.push(table);
        }
        tables.reverse();
        tables
    }

    /// Per set: cost of keeping the given action, and of the cheapest other one.
    fn set_costs(&self, day: usize, layer: &Layer) -> Vec<(i64, i64)> {
        let cost = |set: usize| {
            let of = |other: bool| self.members(day, layer, set as u32, other).map(|(cost, _)| cost).min();
            (of(false).unwrap_or(NO_WAY), of(true).unwrap_or(NO_WAY))
        };
        (0..layer.sets()).map(cost).collect()
    }

    /// Members of a set with their costs: those `other` than given, or the given one.
    fn members<'l>(
        &'l self,
        day: usize,
        layer: &'l Layer,
        set: u32,
        other: bool,
    ) -> impl Iterator<Item = (i64, u16)> + 'l {
        let allowed = !other || day >= self.first_day;
        let members = layer.set(set).iter().copied();
        members.filter(move |member| allowed && (*member != self.given[day]) == other).map(move |member| {
            let cost = match member {
                OFF => self.costs.off[day],
                member => self.costs.shifts[day][usize::from(member)],
            };
            (cost, member)
        })
    }

    fn walk(&self, to_go: &[Vec<i64>], changes: usize) -> Option<(i64, Actions)> {
        let total = *to_go[0].get(changes)?;
        if total >= NO_WAY {
            return None;
        }
        let (mut node, mut left, mut actions) = (0, changes, Actions::new());
        for (day, layer) in self.graph.layers.iter().enumerate() {
            let (_, other, member, edge) = self.steps(to_go, day, layer, node, left).min()?;
            actions.push(member);
            node = layer.edges_of(node)[edge].target;
            left -= usize::from(other);
        }
        Some((total, actions))
    }

    /// Ways on from a node: cost to the end, whether it is a change, the action, the edge.
    fn steps<'l>(
        &'l self,
        to_go: &'l [Vec<i64>],
        day: usize,
        layer: &'l Layer,
        node: u32,
        left: usize,
    ) -> impl Iterator<Item = (i64, bool, u16, usize)> + 'l {
        let width = self.most + 1;
        let edges = layer.edges_of(node).iter().enumerate();
        edges.flat_map(move |(position, edge): (usize, &Edge)| {
            let sides = [false, true].into_iter().filter(move |other| !other || left > 0);
            sides.flat_map(move |other| {
                let rest = to_go[day + 1][edge.target as usize * width + left - usize::from(other)];
                let members = self.members(day, layer, edge.set, other).filter(move |_| rest < NO_WAY);
                members.map(move |(cost, member)| (cost + rest, other, member, position))
            })
        })
    }
}
