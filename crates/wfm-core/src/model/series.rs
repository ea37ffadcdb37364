//! The one check of figures given per interval: as many as the grid has, and numbers from 0 on.

use super::Grid;
use crate::error::{Error, Result};

/// Whose figures are checked, for the message: `the requirement of queue calls`.
pub(super) struct Series<'a> {
    pub(super) whose: &'a str,
    pub(super) len: usize,
}

impl<'a> Series<'a> {
    pub(super) fn on(grid: &Grid, whose: &'a str) -> Self {
        Series { whose, len: grid.len() }
    }

    /// One entry per interval.
    pub(super) fn has_length_of<T>(&self, field: &str, entries: &[T]) -> Result<()> {
        if entries.len() == self.len {
            return Ok(());
        }
        let expected = format!("{}, one per interval", self.len);
        Err(Error::invalid(self.field(field), format!("{} values", entries.len()), expected))
    }

    /// One finite number, 0 or more, per interval.
    pub(super) fn has_figures(&self, field: &str, figures: &[f64]) -> Result<()> {
        self.has_length_of(field, figures)?;
        match figures.iter().find(|figure| !figure.is_finite() || **figure < 0.0) {
            Some(wrong) => Err(Error::invalid(self.field(field), wrong, "a finite number, 0 or more")),
            None => Ok(()),
        }
    }

    fn field(&self, field: &str) -> String {
        format!("{field} of {}", self.whose)
    }
}
