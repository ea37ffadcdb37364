//! The forecasts of a centre, what people laid over them, and how good they have been.

use anyhow::bail;
use chrono::NaiveDate;
use wfm_core::forecasting::{self, Backtest, BacktestOptions, Method, QueuePast};
use wfm_core::io::Inputs;
use wfm_core::model::{Forecast, Grid, QueueCalendar, date_of};

use super::all;
use crate::output::{Terminal, reasons};

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
    let calendars: Vec<QueueCalendar> =
        centre.queues.iter().map(|queue| inputs.calendar.of_queue(&queue.id, &queue.opening)).collect();
    let pasts = centre.queues.iter().zip(&calendars).map(|(queue, calendar)| QueuePast {
        queue,
        calendar,
        history: inputs.history.iter().find(|history| *history.queue() == queue.id),
    });
    let known: Vec<QueuePast<'_>> =
        pasts.filter(|past| past.history.is_some() || past.queue.expected_per_day.is_some()).collect();
    let models = all(forecasting::forecasts(&known, &grid, options).into_iter())?;
    if models.is_empty() {
        bail!("history.csv has no rows of any queue of centre.toml");
    }
    let end = inputs.history.iter().map(|history| date_of(history.grid().end(), centre.zone)).max();
    let is_seasonal = |forecast: &Forecast| forecast.notes.iter().any(|note| note.contains("yearly wave"));
    let far = end.map(|end| (from - end).num_weeks()).filter(|weeks| *weeks > FAR_WEEKS);
    if let Some(weeks) = far.filter(|_| !models.iter().all(is_seasonal)) {
        terminal.warn(format!("{from} lies {weeks} weeks after the history ends; nothing is known of trends or seasons until then"));
    }
    let forecasts: Vec<Forecast> = models.iter().map(|model| layered(model, inputs)).collect();
    for forecast in &forecasts {
        for line in reasons::lines(forecast) {
            terminal.say(format!("{}: {line}", forecast.queue));
        }
    }
    Ok(Forecasted { models, forecasts, tested: Vec::new() })
}

/// The imported forecast of the queue over its model, and the changes by hand over both.
fn layered(model: &Forecast, inputs: &Inputs) -> Forecast {
    let imported = inputs.imported_forecast.iter().find(|imported| imported.queue == model.queue);
    let below = imported.map_or_else(|| model.clone(), |imported| forecasting::replaced(model, imported));
    forecasting::overridden(&below, &inputs.overrides)
}

/// How good forecasts like these would have been over the last weeks, beside the mean of eight weekdays; queues whose
/// history is too short for a test are left out.
pub(crate) fn tested(inputs: &Inputs, forecasts: &[Forecast]) -> Vec<Backtest> {
    let options = BacktestOptions {
        methods: vec![Method::Automatic, Method::MeanOfWeekdays { weeks: 8 }],
        ..BacktestOptions::default()
    };
    let backtest = |forecast: &Forecast| {
        let queue = inputs.centre.queue(&forecast.queue)?;
        let history = inputs.history.iter().find(|history| *history.queue() == forecast.queue)?;
        let calendar = inputs.calendar.of_queue(&queue.id, &queue.opening);
        forecasting::backtest(history, &calendar, &options).ok()
    };
    forecasts.iter().filter_map(backtest).collect()
}
