//! The tours known so far, from which the linear program chooses.

use std::collections::BTreeSet;

use super::board::Board;
use super::pricer::Actions;
use super::prices::{ClassTours, Prices, TourCosts};

/// A tour of a class.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Column {
    pub(super) class: usize,
    pub(super) actions: Actions,
}

/// Different tours, in the order in which they came or, after [`Pool::trim`], of their costs.
#[derive(Debug, Default)]
pub(super) struct Pool {
    pub(super) columns: Vec<Column>,
    known: BTreeSet<Column>,
}

impl Pool {
    /// Adds a tour unless it is known.
    pub(super) fn add(&mut self, column: Column) -> bool {
        let new = self.known.insert(column.clone());
        if new {
            self.columns.push(column);
        }
        new
    }

    /// Adds tours listed by class; gives the number of new ones.
    pub(super) fn add_all(&mut self, tours: &[ClassTours]) -> usize {
        let columns = tours.iter().enumerate().flat_map(|(class, tours)| {
            tours.iter().map(move |(_, actions)| Column { class, actions: actions.clone() })
        });
        columns.filter(|column| self.add(column.clone())).count()
    }

    /// Keeps the tours at the positions `in_use`, and of the others the `most` of every class that cost least at these
    /// prices.
    pub(super) fn trim(
        &mut self,
        board: &Board<'_>,
        prices: &Prices,
        most: usize,
        in_use: impl Iterator<Item = usize>,
    ) {
        let in_use: BTreeSet<Column> = in_use.map(|position| self.columns[position].clone()).collect();
        self.sort(board, prices);
        let mut kept = vec![0; board.classes.len()];
        self.columns.retain(|column| {
            if in_use.contains(column) {
                return true;
            }
            kept[column.class] += 1;
            kept[column.class] <= most
        });
        self.known = self.columns.iter().cloned().collect();
    }

    /// The cheapest first, of equally cheap ones the one that came first.
    fn sort(&mut self, board: &Board<'_>, prices: &Prices) {
        let mut costs = TourCosts::new(board, prices);
        self.columns.sort_by_cached_key(|column| costs.of(column.class, &column.actions));
    }
}
