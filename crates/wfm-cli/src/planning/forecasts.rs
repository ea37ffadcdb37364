//! The forecasts of a centre, what people laid over them, and how good they have been.

use anyhow::bail;
use chrono::NaiveDate;
use wfm_core::control::{Control, Progress};
use wfm_core::forecasting::{self, Backtest, BacktestOptions, Layers, Method, QueuePast};
use wfm_core::io::Inputs;
use wfm_core::model::{Forecast, Grid, History, QueueCalendar, date_of};

use super::all;
use crate::output::{Terminal, reasons};
use crate::queue_changes;

/// Weeks ahead from which a forecast by the shape of the last months deserves a word.
const FAR_WEEKS: i64 = 13;

/// The forecasts of a plan and how good such forecasts have been; empty when the requirement was given.
#[derive(Debug, Default)]
pub(crate) struct Forecasted {
    /// What the models said, one per queue.
    pub(crate) models: Vec<Forecast>,
    /// The same with imported forecasts and changes by hand over them.
    pub(crate) forecasts: Vec<Forecast>,
    /// How good the models have been, where it was tested; one per queue with enough history.
    pub(crate) tested: Vec<Backtest>,
}

/// Forecasts of every queue that has a history, over `days` days from `from` on; says what was noticed on the way.
///
/// # Errors
/// As [`layers`].
pub(crate) fn forecasts(
    inputs: &Inputs,
    from: NaiveDate,
    days: u32,
    terminal: &Terminal,
) -> anyhow::Result<Vec<Forecast>> {
    Ok(layers(inputs, from, days, terminal)?.forecasts)
}

/// The same, with what the models said below imported forecasts and changes by hand.
///
/// # Errors
/// For all queues at once, when one has too little history.
pub(crate) fn layers(
    inputs: &Inputs,
    from: NaiveDate,
    days: u32,
    terminal: &Terminal,
) -> anyhow::Result<Forecasted> {
    layers_by(&forecasting::Options::default(), inputs, from, days, terminal)
}

/// The same with `options`.
///
/// # Errors
/// As [`layers`].
pub(crate) fn layers_by(
    options: &forecasting::Options,
    inputs: &Inputs,
    from: NaiveDate,
    days: u32,
    terminal: &Terminal,
) -> anyhow::Result<Forecasted> {
    let centre = &inputs.centre;
    let grid = Grid::of_days(from, days, centre.interval_minutes, centre.zone)?;
    let calendars = calendars(inputs);
    let histories = queue_changes::histories(inputs, from)?;
    let known = known_queues(inputs, &histories, &calendars);
    let bar = terminal.progress("forecast");
    let report = |progress: &Progress| bar.set_position(100 * progress.done / progress.planned.max(1));
    let control = Control::new(&|| None, &report);
    let models = forecasting::forecasts(&known, &grid, options, &control);
    bar.finish_and_clear();
    let mut models = all(models.into_iter())?;
    for model in &mut models {
        model.notes.extend(queue_changes::notes(inputs, &model.queue, from));
    }
    if models.is_empty() {
        bail!("history.csv has no rows of any queue of centre.toml");
    }
    let end = inputs.history.iter().map(|history| date_of(history.grid().end(), centre.zone)).max();
    let is_seasonal = |forecast: &Forecast| forecast.notes.iter().any(|note| note.contains("yearly wave"));
    let far = end.map(|end| (from - end).num_weeks()).filter(|weeks| *weeks > FAR_WEEKS);
    if let Some(weeks) = far.filter(|_| !models.iter().all(is_seasonal)) {
        terminal.warn(format!("{from} lies {weeks} weeks after the history ends; nothing is known of trends or seasons until then"));
    }
    let over = over(inputs);
    let forecasts: Vec<Forecast> = models.iter().map(|model| over.over(model)).collect();
    for forecast in &forecasts {
        for line in reasons::lines(forecast) {
            terminal.say(format!("{}: {line}", forecast.queue));
        }
    }
    Ok(Forecasted { models, forecasts, tested: Vec::new() })
}

/// The calendar of each queue, in the order of `centre.toml`.
pub(crate) fn calendars(inputs: &Inputs) -> Vec<QueueCalendar> {
    let queues = inputs.centre.queues.iter();
    queues.map(|queue| inputs.calendar.of_queue(&queue.id, &queue.opening)).collect()
}

/// The queues of which something is known, with the [`calendars`] of all.
pub(crate) fn known_queues<'a>(
    inputs: &'a Inputs,
    histories: &'a [History],
    calendars: &'a [QueueCalendar],
) -> Vec<QueuePast<'a>> {
    let pasts = inputs.centre.queues.iter().zip(calendars).map(|(queue, calendar)| QueuePast {
        queue,
        calendar,
        history: histories.iter().find(|history| *history.queue() == queue.id),
    });
    pasts.filter(|past| past.history.is_some() || past.queue.expected_per_day.is_some()).collect()
}

/// What lies over the forecasts of the models.
pub(crate) fn over(inputs: &Inputs) -> Layers<'_> {
    Layers { imported: &inputs.imported_forecast, overrides: &inputs.overrides }
}

/// How good forecasts like these would have been over the last weeks, beside the mean of eight weekdays; queues whose
/// history is too short for a test are left out.
pub(crate) fn tested(inputs: &Inputs, terminal: &Terminal) -> Vec<Backtest> {
    let options = BacktestOptions {
        methods: vec![Method::Automatic, Method::MeanOfWeekdays { weeks: 8 }],
        ..BacktestOptions::default()
    };
    let calendars = calendars(inputs);
    let tested =
        backtests(&known_queues(inputs, &inputs.history, &calendars), &over(inputs), &options, terminal);
    tested.into_iter().flatten().collect()
}

/// Backtests of queues that are forecast together, with a progress bar.
pub(crate) fn backtests(
    queues: &[QueuePast<'_>],
    over: &Layers<'_>,
    options: &BacktestOptions,
    terminal: &Terminal,
) -> Vec<wfm_core::Result<Backtest>> {
    let bar = terminal.progress("backtest");
    let report = |progress: &Progress| bar.set_position(100 * progress.done / progress.planned.max(1));
    let tested = forecasting::backtests(queues, over, options, &Control::new(&|| None, &report));
    bar.finish_and_clear();
    tested
}
