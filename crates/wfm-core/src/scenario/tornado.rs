//! Which assumption matters most: one varied at a time, the widest swing first.

use super::Outcome;
use crate::model::Axis;

/// What a comparison is ranked by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Figure {
    /// People required.
    #[default]
    Heads,
    /// Scheduled hours required.
    Hours,
    /// Cost of what is required.
    Cost,
    /// Service level of today's staff minus the one promised, of the worst queue.
    Margin,
    /// Agent hours today's staff is short of.
    Short,
    /// Probability that today's staff keeps the promises.
    Kept,
}

impl Figure {
    /// All figures.
    pub const ALL: [Figure; 6] =
        [Figure::Heads, Figure::Hours, Figure::Cost, Figure::Margin, Figure::Short, Figure::Kept];

    /// The name used in files.
    pub fn name(self) -> &'static str {
        match self {
            Figure::Heads => "heads",
            Figure::Hours => "hours",
            Figure::Cost => "cost",
            Figure::Margin => "margin",
            Figure::Short => "short",
            Figure::Kept => "kept",
        }
    }

    /// The figure of an outcome, over all queues; absent where it is not known.
    pub fn of(self, outcome: &Outcome) -> Option<f64> {
        let total = &outcome.total;
        match self {
            Figure::Heads => Some(total.required.heads),
            Figure::Hours => Some(total.required.scheduled_hours),
            Figure::Cost => total.required.cost,
            Figure::Margin => total.today.margin,
            Figure::Short => Some(total.today.short_hours),
            Figure::Kept => total.today.kept,
        }
    }
}

/// How far one assumption moves a figure.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Bar {
    /// What was varied.
    pub name: String,
    /// The step with the least figure.
    pub low: End,
    /// The step with the greatest figure.
    pub high: End,
}

/// An end of a bar.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct End {
    /// The step.
    pub step: String,
    /// The figure there.
    pub value: f64,
}

impl Bar {
    /// How far apart the ends are.
    pub fn swing(&self) -> f64 {
        self.high.value - self.low.value
    }
}

/// The bars of assumptions varied one at a time, widest first, those alike in the order given. The base is a step of
/// every one of them; an assumption whose figures are not known has no bar.
///
/// `outcomes` are those of the steps, axis by axis.
pub fn tornado(base: &Outcome, axes: &[Axis], outcomes: &[Outcome], figure: Figure) -> Vec<Bar> {
    let mut outcomes = outcomes.iter();
    let mut bars = Vec::with_capacity(axes.len());
    for axis in axes {
        let own = outcomes.by_ref().take(axis.steps.len());
        let all = std::iter::once(base).chain(own);
        let ends: Vec<End> = all
            .filter_map(|outcome| Some(End { step: outcome.scenario.clone(), value: figure.of(outcome)? }))
            .collect();
        // The first of the least and of the greatest: the base where nothing moves.
        let low = ends.iter().reduce(|least, end| if end.value < least.value { end } else { least });
        let high = ends.iter().reduce(|most, end| if end.value > most.value { end } else { most });
        if let Some((low, high)) = low.zip(high).filter(|_| ends.len() > 1) {
            bars.push(Bar { name: axis.name.clone(), low: low.clone(), high: high.clone() });
        }
    }
    bars.sort_by(|one, other| other.swing().total_cmp(&one.swing()));
    bars
}
