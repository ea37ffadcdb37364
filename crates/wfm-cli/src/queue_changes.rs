//! Which changes of `queue_changes.csv` count: those that have happened by the first day that is forecast.
//!
//! Comes in: what was read of a centre. Goes out: histories as the queues of a day have them, and what is to be said of it. A
//! change after the last record waits for a forecast that begins no earlier: until then the contacts arrive where they did. One
//! of a queue that `centre.toml` does not have any more waits for nothing: nobody else would have its contacts.

use std::borrow::Cow;

use chrono::NaiveDate;
use wfm_core::forecasting;
use wfm_core::io::Inputs;
use wfm_core::model::{History, Queue, QueueChange, QueueId, date_of};

/// Makes the histories of `inputs` those of the queues at the end of the records.
///
/// # Errors
/// As [`forecasting::with_changes`].
pub(crate) fn apply(inputs: &mut Inputs) -> wfm_core::Result<()> {
    let ahead = ahead(inputs);
    let past = inputs.queue_changes.iter().filter(|change| !ahead.contains(change)).cloned();
    let past: Vec<QueueChange> = past.collect();
    let histories = std::mem::take(&mut inputs.history);
    inputs.history = with_changes(inputs, histories, &past)?;
    Ok(())
}

/// The histories for a forecast from the day `from` on: also with what changes after the records and until then.
///
/// # Errors
/// As [`forecasting::with_changes`].
pub(crate) fn histories(inputs: &Inputs, from: NaiveDate) -> wfm_core::Result<Cow<'_, [History]>> {
    let due = ahead(inputs).into_iter().filter(|change| change.date <= from).cloned();
    let due: Vec<QueueChange> = due.collect();
    if due.is_empty() {
        return Ok(Cow::Borrowed(&inputs.history));
    }
    with_changes(inputs, inputs.history.clone(), &due).map(Cow::Owned)
}

/// What the changes do, or do not do yet, to a forecast of a queue from the day `from` on.
pub(crate) fn notes(inputs: &Inputs, queue: &QueueId, from: NaiveDate) -> Vec<String> {
    let ahead = ahead(inputs);
    let is_to_come = |change: &QueueChange| change.date > from && ahead.contains(&change);
    let of_queue = inputs.queue_changes.iter().filter(|change| [&change.from, &change.to].contains(&queue));
    of_queue.map(|change| note(change, queue, is_to_come(change))).collect()
}

fn note(change: &QueueChange, queue: &QueueId, is_to_come: bool) -> String {
    let QueueChange { date, from, to, share } = change;
    let share = match share {
        1.0 => "all".to_owned(),
        share => format!("{:.4} %", 100.0 * share).replace(".0000", ""),
    };
    match (to == queue, is_to_come) {
        (true, false) => format!("{share} of the contacts of {from} before {date} count as its own"),
        (true, true) => {
            format!("{share} of the contacts of {from} come to it from {date} on, not in this forecast")
        }
        (false, false) => format!("{share} of its contacts before {date} count for {to}"),
        (false, true) => format!(
            "{share} of its contacts go to {to} from {date} on; this forecast, which begins before, has them here"
        ),
    }
}

/// The changes that wait for a forecast of the days after them.
fn ahead(inputs: &Inputs) -> Vec<&QueueChange> {
    let zone = inputs.centre.zone;
    let end = inputs.history.iter().map(|history| date_of(history.grid().end(), zone)).max();
    let waits =
        |change: &&QueueChange| is_there(inputs, &change.from) && end.is_some_and(|end| change.date > end);
    inputs.queue_changes.iter().filter(waits).collect()
}

fn is_there(inputs: &Inputs, queue: &QueueId) -> bool {
    inputs.centre.queues.iter().any(|known| known.id == *queue)
}

/// The histories after some changes, of queues of the centre alone.
fn with_changes(
    inputs: &Inputs,
    histories: Vec<History>,
    changes: &[QueueChange],
) -> wfm_core::Result<Vec<History>> {
    let calendar = |queue: &Queue| (queue.id.clone(), inputs.calendar.of_queue(&queue.id, &queue.opening));
    let calendars = inputs.centre.queues.iter().map(calendar).collect();
    let mut histories = forecasting::with_changes(histories, changes, &calendars)?;
    histories.retain(|history| is_there(inputs, history.queue()));
    Ok(histories)
}
