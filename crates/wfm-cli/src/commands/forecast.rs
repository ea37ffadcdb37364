//! `wfm forecast CENTRE`

mod months;

use std::io::Write;

use serde_json::json;
use wfm_core::forecasting::Options;
use wfm_core::io::{Files, Want, Wanted, write};
use wfm_core::model::Forecast;

use crate::args;
use crate::output::{Format, Table, Terminal, rounded};
use crate::{Answer, centre, planning};

/// Writes `forecast.csv` and prints the days.
pub(crate) fn run(
    args: &args::Forecast,
    global: &args::Global,
    terminal: &Terminal,
    out: &mut dyn Write,
) -> anyhow::Result<Answer> {
    if let Some(count) = args.months {
        return months::run(args, count, global, terminal, out);
    }
    let wanted = Wanted { history: Want::Needed, ..Wanted::default() };
    let inputs = centre::open(&args.centre.centre, &wanted, global.strict, terminal)?;
    let from = args.days.from.map_or_else(|| planning::week_after(&inputs.centre, &inputs.history), Ok)?;
    let options = Options::default().by(args.method);
    let layers = planning::layers_by(&options, &inputs, from, args.days.days.unwrap_or(7), terminal)?;
    let forecasts = &layers.forecasts;

    let folder = centre::out_folder(&args.centre.centre, &args.out);
    let mut files = Files::new(&folder);
    files.add("forecast.csv", |out| write::forecast_over(out, forecasts, &layers.models))?;
    files.add("cleaned.csv", |out| write::cleaned(out, forecasts))?;
    files.commit()?;
    days(forecasts).print(global.format, out)?;
    if global.format == Format::Table {
        terminal.say(format!("The intervals are in {}", folder.join("forecast.csv").display()));
    }
    Ok(Answer::Done)
}

/// One row per queue and day.
fn days(forecasts: &[Forecast]) -> Table {
    let mut table =
        Table::new(["queue", "date", "weekday", "offered", "p10", "p90", "aht_seconds", "special", "method"]);
    for forecast in forecasts {
        for (day, intervals) in forecast.days.iter().zip(forecast.grid.days()) {
            let quantile =
                |p: f64| day.quantiles.iter().find(|(q, _)| *q == p).map(|(_, value)| rounded(*value, 0));
            let seconds = forecast.aht.as_ref().and_then(|aht| {
                let handled = intervals.intervals.clone().map(|i| forecast.offered[i] * aht[i]).sum::<f64>();
                (day.offered > 0.0).then(|| rounded(handled / day.offered, 0))
            });
            table.row([
                json!(forecast.queue.as_str()),
                json!(day.date),
                json!(day.date.format("%a").to_string()),
                rounded(day.offered, 1),
                json!(quantile(0.1)),
                json!(quantile(0.9)),
                json!(seconds),
                json!(day.special),
                json!(forecast.method),
            ]);
        }
    }
    table
}
