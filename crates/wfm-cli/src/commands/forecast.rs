//! `wfm forecast CENTRE`

mod months;

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, ValueHint};
use serde_json::json;
use wfm_core::forecasting::{Method, Options};
use wfm_core::io::{Files, Want, Wanted, write};
use wfm_core::model::Forecast;

use crate::args::{CentreFolder, Days, Global};
use crate::output::{Format, Table, Terminal, rounded};
use crate::{Answer, centre, planning};

/// `wfm forecast`
#[derive(Debug, Args)]
pub(crate) struct ForecastArgs {
    #[command(flatten)]
    pub(crate) centre: CentreFolder,
    #[command(flatten)]
    pub(crate) days: Days,
    /// How to forecast: auto, day-model, mixed, factor, holt-winters, seasonal-naive, mean-8 or median-8 (or another number
    /// of weeks)
    #[arg(long, value_name = "NAME", conflicts_with = "months", default_value_t = Method::Automatic)]
    pub(crate) method: Method,
    /// Forecast so many months by day, week and month, into long_range.csv; daily.csv is read beside the history
    #[arg(long, value_name = "N", conflicts_with = "days", value_parser = clap::value_parser!(u32).range(1..=36))]
    pub(crate) months: Option<u32>,
    /// Folder to write to [default: CENTRE/out]
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) out: Option<PathBuf>,
}

/// Writes `forecast.csv` and prints the days.
pub(crate) fn run(
    args: &ForecastArgs,
    global: &Global,
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
