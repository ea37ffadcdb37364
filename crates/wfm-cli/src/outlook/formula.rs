//! What the formulas promise of the same roster.

use std::ops::Range;

use wfm_core::model::Queue;
use wfm_core::staffing::{self, Tally};

use super::Stage;

/// The formula's tally of every interval, where the requirement knows its load.
pub(super) struct Formula(Option<Vec<Tally>>);

impl Formula {
    /// The tallies of a queue.
    ///
    /// # Errors
    /// When the model of the queue lacks something.
    pub(super) fn of(stage: &Stage, queue: &Queue) -> anyhow::Result<Formula> {
        let requirement = stage.requirements.iter().find(|requirement| requirement.queue == queue.id);
        let coverage = stage.coverage.iter().find(|coverage| coverage.queue == queue.id);
        let Some((requirement, coverage)) = requirement.zip(coverage) else { return Ok(Formula(None)) };
        let shrinkage = stage.inputs.centre.shrinkage_of(queue);
        let there: Vec<f64> =
            coverage.rostered.iter().map(|agents| staffing::on_queue(*agents, shrinkage)).collect();
        Ok(Formula(staffing::tallies(queue, requirement, &there)?))
    }

    /// The service level of a stretch.
    pub(super) fn service_level(&self, intervals: Range<usize>) -> Option<f64> {
        let tallies = self.0.as_ref()?.get(intervals)?;
        tallies.iter().copied().sum::<Tally>().performance().service_level
    }
}
