//! `wfm forecast CENTRE --months N`

use std::io::Write;

use anyhow::Context;
use chrono::{Days, Months, NaiveDate};
use serde_json::json;
use wfm_core::forecasting::{self, LongRangeOptions};
use wfm_core::io::{Files, Inputs, Want, Wanted, write};
use wfm_core::model::{DailyHistory, History, LongRangeForecast, MonthlyHistory, Observations, Queue};

use super::ForecastArgs;
use crate::args::Global;
use crate::output::{Format, Table, Terminal, rounded};
use crate::{Answer, centre, planning, queue_changes};

/// Writes `long_range.csv` and prints the months.
pub(super) fn run(
    args: &ForecastArgs,
    months: u32,
    global: &Global,
    terminal: &Terminal,
    out: &mut dyn Write,
) -> anyhow::Result<Answer> {
    let wanted = Wanted { history: Want::IfThere, daily: Want::IfThere, ..Wanted::default() };
    let inputs = centre::open(&args.centre.centre, &wanted, global.strict, terminal)?;
    // Changes of queues wait unless a first day is named: there is no other before the days are known.
    let from = args.days.from.unwrap_or(NaiveDate::MIN);
    let histories = queue_changes::histories(&inputs, from)?;
    let days = daily_histories(&inputs, &histories, terminal)?;
    let end = days.iter().map(DailyHistory::end).max();
    let end =
        end.context("there is neither a history.csv nor a daily.csv with rows of a queue of centre.toml")?;
    let first = args.days.from.unwrap_or(end);
    let forecasts = forecasts(&inputs, &days, first, months)?;
    for forecast in &forecasts {
        let changes = queue_changes::notes(&inputs, &forecast.queue, from);
        let notes = forecast.notes.iter().chain(&changes);
        notes.for_each(|note| terminal.say(format!("{}: {note}", forecast.queue)));
    }
    let folder = centre::out_folder(&args.centre.centre, &args.out);
    let mut files = Files::new(&folder);
    files.add("long_range.csv", |out| write::long_range(out, &forecasts))?;
    files.commit()?;
    table(&forecasts).print(global.format, out)?;
    if global.format == Format::Table {
        terminal.say(format!("The days are in {}", folder.join("long_range.csv").display()));
    }
    Ok(Answer::Done)
}

/// The days of every queue: sums of its intervals, then `daily.csv` where those know nothing, then parts of its months.
fn daily_histories(
    inputs: &Inputs,
    intervals: &[History],
    terminal: &Terminal,
) -> anyhow::Result<Vec<DailyHistory>> {
    let mut histories = Vec::new();
    for queue in &inputs.centre.queues {
        let calendar = inputs.calendar.of_queue(&queue.id, &queue.opening);
        let history = intervals.iter().find(|history| *history.queue() == queue.id);
        let own = history.map(|history| forecasting::daily_history(history, &calendar)).transpose()?;
        let given = inputs.daily.days.iter().find(|days| *days.queue() == queue.id).cloned();
        let days = match (own, given) {
            (Some(own), Some(given)) => Some(own.filled_from(&given)?),
            (own, given) => own.or(given),
        };
        let months = inputs.daily.months.iter().find(|months| months.queue == queue.id);
        let Some(months) = months else {
            histories.extend(days);
            continue;
        };
        let days = days.map_or_else(|| nothing_known(months), Ok)?;
        histories.push(forecasting::with_months(&days, months, &calendar)?);
        let count = months.months.len();
        let count = if count == 1 { "1 month".to_owned() } else { format!("{count} months") };
        terminal.say(format!(
            "{}: the totals of {count} of daily.csv are shared out over their open days",
            queue.id
        ));
    }
    Ok(histories)
}

/// The start of a history that has months only.
fn nothing_known(months: &MonthlyHistory) -> wfm_core::Result<DailyHistory> {
    let first = months.months.keys().next().copied().unwrap_or_default();
    DailyHistory::of_offered(months.queue.clone(), first, Observations::missing(0))
}

fn forecasts(
    inputs: &Inputs,
    days: &[DailyHistory],
    first: NaiveDate,
    months: u32,
) -> anyhow::Result<Vec<LongRangeForecast>> {
    let end = first.checked_add_months(Months::new(months)).context("the last month lies too far ahead")?;
    let last = end - Days::new(1);
    let options = LongRangeOptions { week_starts: inputs.centre.week_starts, ..LongRangeOptions::default() };
    planning::all(days.iter().filter_map(|history| {
        let queue = inputs.centre.queue(history.queue())?;
        let calendar = inputs.calendar.of_queue(&queue.id, &queue.opening);
        let options = LongRangeOptions { day_noise: noise_of_group(inputs, queue, days), ..options.clone() };
        Some(forecasting::long_range(history, &calendar, first, last, &options))
    }))
}

/// How noisy the days of the other queues of its group are, in the mean.
fn noise_of_group(inputs: &Inputs, queue: &Queue, days: &[DailyHistory]) -> Option<f64> {
    let group = queue.groups().next()?;
    let sisters = days.iter().filter_map(|history| Some((history, inputs.centre.queue(history.queue())?)));
    let sisters =
        sisters.filter(|(_, sister)| sister.id != queue.id && sister.groups().next() == Some(group));
    let noise = |(history, sister): (&DailyHistory, &Queue)| {
        forecasting::day_noise(history, &inputs.calendar.of_queue(&sister.id, &sister.opening))
    };
    let noises: Vec<f64> = sisters.filter_map(noise).collect();
    (!noises.is_empty()).then(|| noises.iter().sum::<f64>() / noises.len() as f64)
}

/// One row per queue and month.
fn table(forecasts: &[LongRangeForecast]) -> Table {
    let mut table =
        Table::new(["queue", "month", "from", "to", "offered", "p10", "p90", "aht_seconds", "method"]);
    for forecast in forecasts {
        for month in &forecast.months {
            let quantile =
                |p: f64| month.quantiles.iter().find(|(q, _)| *q == p).map(|(_, value)| rounded(*value, 0));
            table.row([
                json!(forecast.queue.as_str()),
                json!(month.first.format("%Y-%m").to_string()),
                json!(month.first),
                json!(month.last),
                rounded(month.offered, 0),
                json!(quantile(0.1)),
                json!(quantile(0.9)),
                json!(forecast.aht.map(|seconds| rounded(seconds, 0))),
                json!(forecast.method),
            ]);
        }
    }
    table
}
