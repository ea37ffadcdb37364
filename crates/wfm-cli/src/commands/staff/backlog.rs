//! `--backlog`: deferred work that waits when the forecast begins.

use std::path::Path;

use anyhow::bail;
use chrono::{DateTime, Duration, Utc};
use wfm_core::io::{self, Inputs, Source};
use wfm_core::model::{Forecast, Grid, Queue, StaffingModel, WaitingContacts, date_of};
use wfm_core::staffing::Waiting;

use crate::centre;
use crate::output::Terminal;

/// Work older than this is as late as can be.
const OLDEST: Duration = Duration::days(400);

/// The backlog of a file; none was given without one.
#[derive(Debug, Default)]
pub(super) struct Backlog(Option<Vec<WaitingContacts>>);

impl Backlog {
    /// Reads the file.
    ///
    /// # Errors
    /// When it cannot be used, or has work of a queue that is not deferred.
    pub(super) fn read(
        path: &Path,
        inputs: &Inputs,
        strict: bool,
        terminal: &Terminal,
    ) -> anyhow::Result<Backlog> {
        let waiting = centre::accept(io::backlog(Source::path(path), &inputs.centre), strict, terminal)?;
        for queue in &inputs.centre.queues {
            if !is_deferred(queue) && waiting.iter().any(|waiting| waiting.queue == queue.id) {
                bail!(
                    "{}: work of queue {} cannot wait: its model is {}, not deferred. A queue of e-mail or back office \
                     has a backlog when it has respond_within_hours and respond_share",
                    path.display(),
                    queue.id,
                    queue.sizing_model()
                );
            }
        }
        Ok(Backlog(Some(waiting)))
    }

    /// What waits for `queue` when its forecast begins, by its age in open hours; none where it is not told.
    ///
    /// # Errors
    /// When some of it comes after that.
    pub(super) fn of(
        &self,
        queue: &Queue,
        forecast: &Forecast,
        inputs: &Inputs,
    ) -> anyhow::Result<Option<Vec<Waiting>>> {
        let Some(waiting) = self.0.as_ref().filter(|_| is_deferred(queue)) else { return Ok(None) };
        let start = forecast.grid.start();
        let waiting: Vec<&WaitingContacts> =
            waiting.iter().filter(|waiting| waiting.queue == queue.id).collect();
        if let Some(late) = waiting.iter().find(|waiting| waiting.arrived > start) {
            let came = late.arrived.with_timezone(&inputs.centre.zone).format("%Y-%m-%dT%H:%M");
            bail!(
                "the backlog of queue {} has work of {came}, but the forecast begins at {}: what comes later is in \
                 the forecast; leave those rows out",
                queue.id,
                forecast.grid.local(0).format("%Y-%m-%dT%H:%M")
            );
        }
        let first = waiting.iter().map(|waiting| waiting.arrived).min().unwrap_or(start);
        let open = open_before(first.max(start - OLDEST), start, queue, inputs)?;
        let hours = f64::from(inputs.centre.interval_minutes) / 60.0;
        let age =
            |arrived: DateTime<Utc>| open.iter().filter(|open| **open >= arrived).count() as f64 * hours;
        let aged = |waiting: &&WaitingContacts| Waiting {
            age_hours: age(waiting.arrived),
            contacts: waiting.contacts,
        };
        Ok(Some(waiting.iter().map(aged).collect()))
    }
}

fn is_deferred(queue: &Queue) -> bool {
    queue.sizing_model() == StaffingModel::Deferred
}

/// Starts of the open intervals of a queue from `first` to before `start`.
fn open_before(
    first: DateTime<Utc>,
    start: DateTime<Utc>,
    queue: &Queue,
    inputs: &Inputs,
) -> anyhow::Result<Vec<DateTime<Utc>>> {
    let (zone, step) = (inputs.centre.zone, inputs.centre.interval_minutes);
    let date = date_of(first, zone);
    let days = (date_of(start, zone) - date).num_days().max(0) + 1;
    let grid = Grid::of_days(date, u32::try_from(days)?, step, zone)?;
    let open = inputs.calendar.of_queue(&queue.id, &queue.opening).open_intervals(&grid);
    let opens = (0..grid.len()).filter(|index| open[*index]).map(|index| grid.instant(index));
    Ok(opens.filter(|instant| *instant < start).collect())
}
