//! All legal tours of an agent as a layered graph, made once and priced often.
//!
//! A tour is one action a day over the whole horizon. The automata of the rules run side by side over all allowed shifts;
//! their joint states become nodes, one layer a day. States from which the same can still happen are one node, states
//! from which no week can be ended are none. Actions between the same two nodes form a set, of which only the cheapest
//! matters: so the price of a tour is a shortest path, exact for every rule, at one addition per edge.

use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;

use super::candidates::Candidates;
use super::pricer::Actions;
use super::rules::{Action, Band, Rule, automata, bands};
use super::terms::Terms;

/// A member of a set: a position in the day's list of allowed shifts, or a day off.
pub(super) const OFF: u16 = u16::MAX;

/// What an agent may do, before the rules that span days.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Choices {
    /// Positions among the zone's candidates, per day.
    pub(super) shifts: Vec<Vec<usize>>,
    /// Whether the day may be off.
    pub(super) off: Vec<bool>,
}

/// The legal tours of an agent.
#[derive(Debug)]
pub(super) struct Graph {
    pub(super) layers: Vec<Layer>,
}

/// The nodes of a day and the actions that lead to the next.
#[derive(Debug, Default)]
pub(super) struct Layer {
    /// First edge per node, and one more at the end.
    pub(super) first: Vec<u32>,
    pub(super) edges: Vec<Edge>,
    /// First member per set, and one more at the end.
    pub(super) set_first: Vec<u32>,
    pub(super) members: Vec<u16>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Edge {
    pub(super) set: u32,
    pub(super) target: u32,
}

/// The band of starts, then the state of every automaton.
type State = Vec<u32>;

/// Raw edges of a day: target state and member.
#[derive(Default)]
struct RawLayer {
    edges: Vec<(u32, u16)>,
    /// Where the edges of each node end.
    ends: Vec<usize>,
}

impl RawLayer {
    /// The edges of every node, in order.
    fn nodes(&self) -> impl Iterator<Item = &[(u32, u16)]> {
        let begins = std::iter::once(&0).chain(&self.ends);
        begins.zip(&self.ends).map(|(begin, end)| &self.edges[*begin..*end])
    }
}

const DEAD: u32 = u32::MAX;

impl Graph {
    /// The graph of all tours, or none when there is no legal tour.
    pub(super) fn new(candidates: &Candidates, choices: &Choices, terms: &Terms) -> Option<Graph> {
        let raw = explore(candidates, choices, terms);
        let mut layers = Vec::new();
        // After the last day every state is the same: nothing more can happen.
        let mut kept = vec![0; raw.last_states];
        for raw in raw.layers.iter().rev() {
            let (layer, next) = merge(raw, &kept);
            layers.push(layer);
            kept = next;
        }
        layers.reverse();
        (kept.first() == Some(&0)).then_some(Graph { layers })
    }

    /// What may be done on `day` while all other days are as in `given`: actions in order, a day off last.
    pub(super) fn actions_on(&self, day: usize, given: &Actions) -> Vec<u16> {
        let before = self.reached(&given[..day]);
        let after = self.leading_on(day + 1, &given[day + 1..]);
        let layer = &self.layers[day];
        let edges = before.into_iter().flat_map(|node| layer.edges_of(node));
        let sets: BTreeSet<u32> =
            edges.filter(|edge| after[edge.target as usize]).map(|edge| edge.set).collect();
        let mut actions: Vec<u16> = sets.into_iter().flat_map(|set| layer.set(set)).copied().collect();
        actions.sort_unstable();
        actions.dedup();
        actions
    }

    /// Whether a tour is legal.
    pub(super) fn allows(&self, actions: &Actions) -> bool {
        !self.reached(actions).is_empty()
    }

    /// Nodes after these first actions.
    fn reached(&self, actions: &[u16]) -> Vec<u32> {
        let mut nodes = vec![0];
        for (layer, action) in self.layers.iter().zip(actions) {
            let edges = nodes.iter().flat_map(|node| layer.edges_of(*node));
            nodes = edges.filter(|edge| layer.holds(edge.set, *action)).map(|edge| edge.target).collect();
            nodes.sort_unstable();
            nodes.dedup();
        }
        nodes
    }

    /// Whether these last actions can follow, per node of the layer they begin with.
    fn leading_on(&self, first: usize, actions: &[u16]) -> Vec<bool> {
        let mut leads = vec![true];
        for (layer, action) in self.layers[first..].iter().zip(actions).rev() {
            let follows = |edge: &Edge| leads[edge.target as usize] && layer.holds(edge.set, *action);
            leads = (0..layer.nodes()).map(|node| layer.edges_of(node as u32).iter().any(follows)).collect();
        }
        leads
    }

    /// Edges, as a measure of work.
    pub(super) fn edges(&self) -> u64 {
        self.layers.iter().map(|layer| layer.edges.len() as u64).sum()
    }
}

impl Layer {
    pub(super) fn nodes(&self) -> usize {
        self.first.len().saturating_sub(1)
    }

    pub(super) fn edges_of(&self, node: u32) -> &[Edge] {
        &self.edges[self.first[node as usize] as usize..self.first[node as usize + 1] as usize]
    }

    pub(super) fn sets(&self) -> usize {
        self.set_first.len().saturating_sub(1)
    }

    pub(super) fn set(&self, set: u32) -> &[u16] {
        &self.members[self.set_first[set as usize] as usize..self.set_first[set as usize + 1] as usize]
    }

    /// Whether a set has this action. Members are in order.
    fn holds(&self, set: u32, action: u16) -> bool {
        self.set(set).binary_search(&action).is_ok()
    }
}

struct Raw {
    layers: Vec<RawLayer>,
    last_states: usize,
}

/// Runs the automata forward from the first day.
fn explore(candidates: &Candidates, choices: &Choices, terms: &Terms) -> Raw {
    let rules = automata(terms);
    let days = choices.shifts.len();
    let bands: Vec<Vec<Band>> =
        (0..days / 7).map(|week| bands_of(candidates, choices, terms, week)).collect();
    let mut states: Vec<State> =
        vec![std::iter::once(0).chain(rules.iter().map(|rule| rule.start())).collect()];
    let mut after = State::new();
    let mut layers = Vec::new();
    for day in 0..days {
        let week = &bands[day / 7];
        let later: Vec<Vec<i64>> =
            (0..week.len()).map(|band| later_starts(candidates, choices, day, week[band])).collect();
        let mut next = Numbering::default();
        let mut layer = RawLayer::default();
        for state in &states {
            let open = if day % 7 == 0 { 0..week.len() } else { state[0] as usize..state[0] as usize + 1 };
            for band in open {
                let actions = actions(candidates, choices, day, week[band]);
                for (member, shift) in actions {
                    let action =
                        Action { day, shift: shift.map(|s| &candidates.all[s]), later: &later[band] };
                    if step(&rules, state, band, &action, &mut after).is_some() {
                        layer.edges.push((next.number(&after), member));
                    }
                }
            }
            layer.ends.push(layer.edges.len());
        }
        layers.push(layer);
        states = next.states();
    }
    Raw { layers, last_states: states.len() }
}

#[derive(Default)]
struct Numbering {
    numbers: HashMap<State, u32>,
}

impl Numbering {
    fn number(&mut self, state: &State) -> u32 {
        if let Some(number) = self.numbers.get(state) {
            return *number;
        }
        let number = self.numbers.len() as u32;
        self.numbers.insert(state.clone(), number);
        number
    }

    /// The states by number.
    fn states(self) -> Vec<State> {
        let mut states: Vec<(State, u32)> = self.numbers.into_iter().collect();
        states.sort_unstable_by_key(|(_, number)| *number);
        states.into_iter().map(|(state, _)| state).collect()
    }
}

fn bands_of(candidates: &Candidates, choices: &Choices, terms: &Terms, week: usize) -> Vec<Band> {
    let starts = choices.shifts[week * 7..week * 7 + 7].iter().flatten().map(|s| candidates.all[*s].clock);
    bands(starts.collect(), terms.spread)
}

fn actions<'a>(
    candidates: &'a Candidates,
    choices: &'a Choices,
    day: usize,
    band: Band,
) -> impl Iterator<Item = (u16, Option<usize>)> + 'a {
    let inside = move |shift: &usize| (band.first..=band.last).contains(&candidates.all[*shift].clock);
    let shifts = choices.shifts[day].iter().copied().enumerate();
    let worked = shifts.filter(move |(_, shift)| inside(shift)).map(|(m, shift)| (m as u16, Some(shift)));
    choices.off[day].then_some((OFF, None)).into_iter().chain(worked)
}

/// Starts that may follow after `day`: those of the band in the same week, all of them in the weeks after.
fn later_starts(candidates: &Candidates, choices: &Choices, day: usize, band: Band) -> Vec<i64> {
    let mut later: Vec<i64> = (day + 1..choices.shifts.len())
        .flat_map(|next| choices.shifts[next].iter().map(move |shift| (next, &candidates.all[*shift])))
        .filter(|(next, shift)| next / 7 != day / 7 || (band.first..=band.last).contains(&shift.clock))
        .map(|(_, shift)| shift.start)
        .collect();
    later.sort_unstable();
    later.dedup();
    later
}

/// Writes the state after an action, and after the week where it ends; nothing when a rule forbids it.
fn step(
    rules: &[Box<dyn Rule + '_>],
    state: &State,
    band: usize,
    action: &Action<'_>,
    after: &mut State,
) -> Option<()> {
    let ends_week = action.day % 7 == 6;
    after.clear();
    after.push(if ends_week { 0 } else { band as u32 });
    for (rule, before) in rules.iter().zip(&state[1..]) {
        let mut now = rule.step(*before, action)?;
        if ends_week {
            now = rule.end_of_week(now, action.day / 7)?;
        }
        after.push(now);
    }
    Some(())
}

/// Makes one node of all states with the same future; gives the layer and the node of every state.
fn merge(raw: &RawLayer, kept: &[u32]) -> (Layer, Vec<u32>) {
    let mut layer = Layer { first: vec![0], set_first: vec![0], ..Layer::default() };
    let mut sets: HashMap<Vec<u16>, u32> = HashMap::new();
    let mut rows: HashMap<Vec<Edge>, u32> = HashMap::new();
    let mut numbers = Vec::with_capacity(raw.ends.len());
    let (mut alive, mut members, mut row) = (Vec::new(), Vec::new(), Vec::new());
    for edges in raw.nodes() {
        alive.clear();
        alive.extend(edges.iter().map(|(target, member)| (kept[*target as usize], *member)));
        alive.retain(|(target, _)| *target != DEAD);
        alive.sort_unstable();
        row.clear();
        for same in alive.chunk_by(|a, b| a.0 == b.0) {
            members.clear();
            members.extend(same.iter().map(|(_, member)| *member));
            let set = number_list(&members, &mut sets, (&mut layer.members, &mut layer.set_first));
            row.push(Edge { set, target: same[0].0 });
        }
        numbers.push(match row.is_empty() {
            true => DEAD,
            false => number_list(&row, &mut rows, (&mut layer.edges, &mut layer.first)),
        });
    }
    (layer, numbers)
}

/// The number of a list among those that stand one after the other in `items`, each ending where `ends` says; a new one is
/// added.
fn number_list<T: Copy + Eq + Hash>(
    list: &[T],
    known: &mut HashMap<Vec<T>, u32>,
    (items, ends): (&mut Vec<T>, &mut Vec<u32>),
) -> u32 {
    if let Some(number) = known.get(list) {
        return *number;
    }
    let number = known.len() as u32;
    items.extend(list);
    ends.push(items.len() as u32);
    known.insert(list.to_vec(), number);
    number
}
