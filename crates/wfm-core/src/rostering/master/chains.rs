//! Sums that run along the time, as columns of the program that each continue the one before: people at work, windows
//! opened, breaks begun. A chain ends where it says nothing more, which keeps the days of a program apart.

use std::collections::BTreeMap;

use super::Terms;
use crate::rostering::board::Board;
use crate::rostering::candidates::Candidate;
use crate::solver::{LinearProgram, Sense};

/// Changes of a running sum, per step: columns and factors.
pub(super) type Changes = BTreeMap<i64, Terms>;

/// Breaks of equal length, step, alignment and number of places share a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::rostering) struct ChainKey {
    pub(super) group: usize,
    pub(super) steps: i64,
    pub(super) every: i64,
    pub(super) alignment: i64,
    pub(super) places: i64,
}

impl ChainKey {
    /// Base steps from the opening of a window until its break is over at the latest.
    pub(super) fn reach(&self) -> i64 {
        (self.places - 1) * self.every + self.steps
    }
}

/// The chain of each break of a shift, and the step at which its window opens.
pub(in crate::rostering) fn chains_of(
    board: &Board<'_>,
    group: usize,
    shift: &Candidate,
) -> impl Iterator<Item = (ChainKey, i64)> {
    board.plans[shift.shift].windows().map(move |(earliest, latest, every, steps)| {
        let places = (latest.min(shift.to - shift.from - steps) - earliest) / every + 1;
        let every = if places == 1 { 1 } else { every };
        let opens = shift.from + earliest;
        (ChainKey { group, steps, every, alignment: opens.rem_euclid(every), places }, opens)
    })
}

/// A running sum by step: nothing before the first column, the last column ever after.
pub(super) struct Chain {
    pub(super) first: i64,
    pub(super) every: i64,
    pub(super) columns: Vec<usize>,
}

impl Chain {
    pub(super) fn at(&self, step: i64) -> Option<usize> {
        let index = (step - self.first).div_euclid(self.every);
        let index = usize::try_from(index).ok()?;
        self.columns.get(index).or(self.columns.last()).copied()
    }

    /// The step from which on the sum stays as it is.
    pub(super) fn end(&self) -> i64 {
        self.first + self.columns.len() as i64 * self.every
    }
}

/// Chains one after the other, each with the step at which it ends and nobody is there.
pub(super) struct People(Vec<(Chain, i64)>);

impl People {
    pub(super) fn at(&self, step: i64) -> Option<usize> {
        let next = self.0.partition_point(|(_, end)| *end <= step);
        self.0.get(next)?.0.at(step)
    }
}

/// Changes in parts that are at least `reach` apart.
pub(super) fn apart(changes: Changes, reach: i64) -> Vec<Changes> {
    let mut parts: Vec<Changes> = Vec::new();
    for (step, terms) in changes {
        let last =
            parts.last_mut().filter(|part| part.keys().next_back().is_some_and(|at| step - at < reach));
        match last {
            Some(part) => {
                part.insert(step, terms);
            }
            None => parts.push(Changes::from([(step, terms)])),
        }
    }
    parts
}

/// How many people there are, who come and go by these changes; nothing where all who came have gone.
pub(super) fn people(program: &mut LinearProgram, changes: &Changes) -> People {
    let mut people = People(Vec::new());
    let mut there: BTreeMap<usize, f64> = BTreeMap::new();
    let mut part = Changes::new();
    for (step, terms) in changes {
        for (column, factor) in terms {
            *there.entry(*column).or_default() += factor;
        }
        there.retain(|_, factor| *factor != 0.0);
        if there.is_empty() {
            let part = std::mem::take(&mut part);
            people.0.push((running_sum(program, &part, 1), *step));
        } else {
            part.insert(*step, terms.clone());
        }
    }
    debug_assert!(there.is_empty(), "everybody who comes goes");
    people
}

/// A chain of columns, each the one before plus the changes of its step.
pub(super) fn running_sum(program: &mut LinearProgram, changes: &Changes, every: i64) -> Chain {
    let (Some(first), Some(last)) = (changes.keys().next(), changes.keys().next_back()) else {
        return Chain { first: 0, every, columns: Vec::new() };
    };
    let (first, last) = (*first, *last);
    let mut columns: Vec<usize> = Vec::new();
    let mut at = first;
    while at <= last {
        match (changes.get(&at), columns.last()) {
            (None, Some(before)) => columns.push(*before),
            (terms, before) => {
                let number = program.defined_by_rows();
                let mut row: Terms = terms.cloned().unwrap_or_default();
                row.extend(before.map(|before| (*before, 1.0)));
                row.push((number, -1.0));
                program.row(row, Sense::Equal, 0.0);
                columns.push(number);
            }
        }
        at += every;
    }
    Chain { first, every, columns }
}

/// Breaks begun so far: between windows closed and windows opened, never falling; (5).
pub(super) fn begun(program: &mut LinearProgram, opened: &Chain, key: ChainKey) -> Chain {
    let ChainKey { every, places, .. } = key;
    let count = opened.columns.len() as i64 + places - 1;
    let at = |index: i64| opened.at(opened.first + index * every);
    let mut columns: Vec<usize> = Vec::new();
    for index in 0..count {
        let number = match index {
            0 => program.column(0.0, f64::INFINITY),
            _ => program.defined_by_rows(),
        };
        if let Some(open) = at(index) {
            program.row(vec![(number, 1.0), (open, -1.0)], Sense::AtMost, 0.0);
        }
        if let Some(closed) = at(index - places + 1) {
            program.row(vec![(closed, 1.0), (number, -1.0)], Sense::AtMost, 0.0);
        }
        if let Some(before) = columns.last() {
            program.row(vec![(*before, 1.0), (number, -1.0)], Sense::AtMost, 0.0);
        }
        columns.push(number);
    }
    Chain { first: opened.first, every, columns }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_of_breaks_ends_where_all_of_them_are_over() {
        let changes: Changes = [0, 3, 8, 12].into_iter().map(|step| (step, vec![(0, 1.0)])).collect();
        let steps = |reach| {
            let parts = apart(changes.clone(), reach);
            parts.into_iter().map(|part| part.into_keys().collect::<Vec<i64>>()).collect::<Vec<_>>()
        };
        assert_eq!(steps(4), [vec![0, 3], vec![8], vec![12]]);
        assert_eq!(steps(5), [vec![0, 3], vec![8, 12]]);
        assert_eq!(steps(6), [vec![0, 3, 8, 12]]);
    }
}
