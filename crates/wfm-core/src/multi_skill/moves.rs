//! How the staffing gets better: agents added where a promise is broken, taken away where nobody misses them, exchanged for
//! cheaper ones.
//!
//! Many intervals are tried in one go, far enough apart that what happens in one is not felt in the next.

use super::search::{NOTHING, Search, Values};
use crate::error::Result;

/// Some agents go at an interval, and one may come for them.
#[derive(Debug, Clone, PartialEq)]
struct Move {
    interval: usize,
    /// Groups that lose an agent; one named twice loses two.
    go: Vec<usize>,
    come: Option<usize>,
}

/// Most agents added to an interval before it is tried again.
const MOST_AT_ONCE: f64 = 5.0;

impl Search<'_> {
    /// Adds agents until every promise holds, or nobody helps any more.
    pub(super) fn mend(&mut self) -> Result<()> {
        loop {
            let lacking: Values = {
                let lacks = |sums: Vec<f64>| {
                    sums.iter().map(|sum| if *sum < -NOTHING { -sum } else { 0.0 }).collect()
                };
                self.surplus().into_iter().map(lacks).collect()
            };
            if lacking.iter().flatten().all(|lack| *lack == 0.0) {
                return Ok(());
            }
            let mut gains = Vec::with_capacity(self.agents.len());
            for group in 0..self.agents.len() {
                let Some(gain) = self.gain_of_one_more(group, &lacking)? else { return Ok(()) };
                gains.push(gain);
            }
            if !self.add(lacking, &gains) {
                return Ok(());
            }
            let agents = self.agents.clone();
            let Some(values) = self.trial(&agents)? else { return Ok(()) };
            self.values = values;
        }
    }

    /// What one more agent of a group gives, per goal and interval, wherever that may help; nothing when the search is over.
    fn gain_of_one_more(&mut self, group: usize, lacking: &Values) -> Result<Option<Values>> {
        let helps: Vec<usize> = (0..self.intervals()).filter(|i| self.may_help(group, *i, lacking)).collect();
        let nothing = || self.goals.iter().map(|_| vec![0.0; self.intervals()]).collect();
        if helps.is_empty() {
            return Ok(Some(nothing()));
        }
        let mut agents = self.agents.clone();
        helps.iter().for_each(|interval| agents[group][*interval] += 1);
        let mut gains: Values = nothing();
        let Some(values) = self.trial(&agents)? else { return Ok(None) };
        for (goal, gain) in gains.iter_mut().enumerate() {
            for interval in &helps {
                gain[*interval] = values[goal][*interval] - self.values[goal][*interval];
            }
        }
        Ok(Some(gains))
    }

    fn may_help(&self, group: usize, interval: usize, lacking: &Values) -> bool {
        let lacks = |(goal, lacking): (&super::promise::Goal, &Vec<f64>)| {
            let lack = goal.stretch_of[interval].is_some_and(|stretch| lacking[stretch] > 0.0);
            lack && self.serves(group, goal.call_type)
        };
        self.has_room(group, self.agents[group][interval]) && self.goals.iter().zip(lacking).any(lacks)
    }

    /// Adds agents where they mend most for their cost, until as much is mended as they promise; whether any was added.
    fn add(&mut self, mut lacking: Values, gains: &[Values]) -> bool {
        let mut cells: Vec<(f64, usize, usize)> = Vec::new();
        for interval in 0..self.intervals() {
            let fit = (0..self.agents.len()).filter(|group| self.may_help(*group, interval, &lacking));
            let rated =
                fit.map(|group| (self.mends(interval, &gains[group], &lacking) / self.costs[group], group));
            // Of those alike the one who serves most: where everything is lost, one agent shows no gain yet.
            let skills = |group: usize| self.task.operation.groups[group].serves.len();
            let best = rated
                .max_by(|a, b| a.0.total_cmp(&b.0).then(skills(a.1).cmp(&skills(b.1))).then(b.1.cmp(&a.1)));
            cells.extend(best.map(|(rate, group)| (rate, interval, group)));
        }
        cells.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut added = false;
        for (_, interval, group) in cells {
            let wanted = self.agents_wanted(interval, &gains[group], &lacking);
            for _ in 0..wanted {
                if self.has_room(group, self.agents[group][interval]) {
                    self.agents[group][interval] += 1;
                    added = true;
                }
            }
            for (goal, lacking) in lacking.iter_mut().enumerate() {
                if let Some(stretch) = self.goals[goal].stretch_of[interval] {
                    lacking[stretch] -= f64::from(wanted) * gains[group][goal][interval].max(0.0);
                }
            }
        }
        added
    }

    /// How much of what is lacking one agent would mend.
    fn mends(&self, interval: usize, gains: &Values, lacking: &Values) -> f64 {
        let of_goal = |goal: usize| {
            let stretch = self.goals[goal].stretch_of[interval];
            stretch.map_or(0.0, |stretch| gains[goal][interval].min(lacking[goal][stretch].max(0.0)))
        };
        (0..self.goals.len()).map(of_goal).sum()
    }

    /// Agents to add: none where enough is mended already, several where one mends little of what an interval lacks.
    fn agents_wanted(&self, interval: usize, gains: &Values, lacking: &Values) -> u32 {
        let of_goal = |goal: usize| -> u32 {
            let Some(stretch) = self.goals[goal].stretch_of[interval] else { return 0 };
            let (lack, gain) = (lacking[goal][stretch], gains[goal][interval]);
            match lack > NOTHING {
                false => 0,
                true if self.goals[goal].stretches[stretch].len() > 1 || gain <= 0.0 => 1,
                true => (lack / gain).floor().clamp(1.0, MOST_AT_ONCE) as u32,
            }
        };
        (0..self.goals.len()).map(of_goal).max().unwrap_or(0)
    }

    /// Takes away agents whom nobody misses: the dearest first, of equal cost those with the fewest skills.
    pub(super) fn spare(&mut self) -> Result<()> {
        let mut order: Vec<usize> = (0..self.agents.len()).collect();
        let skills = |group: &usize| self.task.operation.groups[*group].serves.len();
        order.sort_by(|a, b| self.costs[*b].total_cmp(&self.costs[*a]).then(skills(a).cmp(&skills(b))));
        let all: Vec<(Vec<usize>, Option<usize>)> =
            order.into_iter().map(|group| (vec![group], None)).collect();
        self.try_all(&all)
    }

    /// Exchanges agents for cheaper ones: one for another, or two for one who can do the work of both.
    pub(super) fn exchange(&mut self) -> Result<()> {
        let groups = 0..self.agents.len();
        let mut all = Vec::new();
        for come in groups.clone() {
            let shares = |group: &usize| {
                *group != come
                    && (0..self.task.promises.len())
                        .any(|call_type| self.serves(come, call_type) && self.serves(*group, call_type))
            };
            let near: Vec<usize> = groups.clone().filter(shares).collect();
            let one = near.iter().map(|group| vec![*group]);
            let pairs =
                near.iter().enumerate().flat_map(|(n, a)| near[n + 1..].iter().map(move |b| vec![*a, *b]));
            let saves = |go: &Vec<usize>| {
                go.iter().map(|group| self.costs[*group]).sum::<f64>() > self.costs[come] + NOTHING
            };
            all.extend(one.chain(pairs).filter(saves).map(|go| (go, Some(come))));
        }
        self.try_all(&all)
    }

    /// Tries every kind of move at every interval until none is accepted any more. What was refused once is not tried
    /// again: with fewer agents it would be worse.
    fn try_all(&mut self, kinds: &[(Vec<usize>, Option<usize>)]) -> Result<()> {
        let mut refused = vec![vec![false; self.intervals()]; kinds.len()];
        loop {
            let mut accepted = false;
            for (kind, (go, come)) in kinds.iter().enumerate() {
                for first in 0..self.reach {
                    let moves: Vec<Move> = (first..self.intervals())
                        .step_by(self.reach)
                        .filter(|interval| !refused[kind][*interval])
                        .map(|interval| Move { interval, go: go.clone(), come: *come })
                        .filter(|one| self.is_possible(one))
                        .collect();
                    for (one, is_accepted) in moves.iter().zip(self.try_moves(&moves)?) {
                        refused[kind][one.interval] = !is_accepted;
                        accepted |= is_accepted;
                    }
                }
            }
            if !accepted {
                return Ok(());
            }
        }
    }

    /// Whether the agents are there, and the work and the fewest agents of every type are covered without them.
    fn is_possible(&self, one: &Move) -> bool {
        let mut agents = self.at(one.interval);
        for group in &one.go {
            match agents[*group].checked_sub(1) {
                Some(left) => agents[*group] = left,
                None => return false,
            }
        }
        if let Some(group) = one.come {
            if !self.has_room(group, agents[group]) {
                return false;
            }
            agents[group] += 1;
        }
        let types = 0..self.task.promises.len();
        self.cover.is_enough(&agents, &self.work(one.interval))
            && types.into_iter().all(|call_type| !self.is_below_minimum(call_type, one.interval, &agents))
    }

    /// Makes those of the moves after which every promise still holds; which they are.
    fn try_moves(&mut self, moves: &[Move]) -> Result<Vec<bool>> {
        let mut accepted = vec![true; moves.len()];
        if moves.is_empty() {
            return Ok(accepted);
        }
        let none = Ok(vec![false; moves.len()]);
        let Some(values) = self.trial(&self.after(moves, &accepted))? else { return none };
        accepted = self.bearable(moves, &values);
        let mut values = if accepted.iter().all(|accepted| *accepted) { Some(values) } else { None };
        // What was borne one by one may be too much together.
        while accepted.contains(&true) {
            let agents = self.after(moves, &accepted);
            let now = match values.take() {
                Some(values) => values,
                None => match self.trial(&agents)? {
                    Some(values) => values,
                    None => return none,
                },
            };
            let to_blame = self.to_blame(moves, &accepted, &now);
            if to_blame.is_empty() {
                (self.agents, self.values) = (agents, now);
                return Ok(accepted);
            }
            to_blame.into_iter().for_each(|index| accepted[index] = false);
        }
        none
    }

    fn after(&self, moves: &[Move], accepted: &[bool]) -> Vec<Vec<u32>> {
        let mut agents = self.agents.clone();
        for (one, _) in moves.iter().zip(accepted).filter(|(_, accepted)| **accepted) {
            one.go.iter().for_each(|group| agents[*group][one.interval] -= 1);
            one.come.iter().for_each(|group| agents[*group][one.interval] += 1);
        }
        agents
    }

    /// Moves whose losses the stretches can bear, in order of time.
    fn bearable(&self, moves: &[Move], values: &Values) -> Vec<bool> {
        let mut surplus = self.surplus();
        let mut accepted = Vec::with_capacity(moves.len());
        for one in moves {
            let losses = self.losses(one, moves, values);
            let fine = losses
                .iter()
                .all(|(goal, stretch, loss)| *loss <= surplus[*goal][*stretch].max(0.0) + NOTHING);
            if fine {
                losses.iter().for_each(|(goal, stretch, loss)| surplus[*goal][*stretch] -= loss);
            }
            accepted.push(fine);
        }
        accepted
    }

    /// What a move costs each goal and stretch: what is lost from its interval on until the next move, or, of work that
    /// waits, its part of what the stretch lost.
    fn losses(&self, one: &Move, moves: &[Move], values: &Values) -> Vec<(usize, usize, f64)> {
        let mut losses: Vec<(usize, usize, f64)> = Vec::new();
        for (goal, terms) in self.goals.iter().enumerate() {
            let lost = |interval: usize| self.values[goal][interval] - values[goal][interval];
            if terms.is_patient {
                let Some(stretch) = terms.stretch_of[one.interval] else { continue };
                let cells = terms.stretches[stretch].clone();
                let sharing = moves.iter().filter(|other| cells.contains(&other.interval)).count();
                losses.push((goal, stretch, cells.map(lost).sum::<f64>() / sharing as f64));
                continue;
            }
            for interval in one.interval..(one.interval + self.reach).min(self.intervals()) {
                let Some(stretch) = terms.stretch_of[interval] else { continue };
                match losses.last_mut().filter(|last| (last.0, last.1) == (goal, stretch)) {
                    Some(last) => last.2 += lost(interval),
                    None => losses.push((goal, stretch, lost(interval))),
                }
            }
        }
        losses
    }

    /// Accepted moves in or just before a stretch whose promise they broke; all of them where none is near.
    fn to_blame(&self, moves: &[Move], accepted: &[bool], values: &Values) -> Vec<usize> {
        let mut blamed = Vec::new();
        let before = self.surplus();
        let made = || (0..moves.len()).filter(|index| accepted[*index]);
        for (goal, terms) in self.goals.iter().enumerate() {
            for (stretch, sum) in terms.sums(&values[goal]).into_iter().enumerate() {
                if sum >= before[goal][stretch].min(0.0) - NOTHING {
                    continue;
                }
                let cells = &terms.stretches[stretch];
                let near = cells.start.saturating_sub(self.reach)..cells.end;
                let mut found: Vec<usize> =
                    made().filter(|index| near.contains(&moves[*index].interval)).collect();
                if found.is_empty() {
                    found = made().collect();
                }
                blamed.extend(found);
            }
        }
        blamed.sort_unstable();
        blamed.dedup();
        blamed
    }
}
