//! `wfm intraday CENTRE --actual FILE --now T`

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use chrono::{DateTime, NaiveDate, Utc};
use clap::{Args, ValueHint};
use serde_json::json;
use wfm_core::intraday::{self, Reforecast};
use wfm_core::io::{self, Files, Inputs, Source, Want, Wanted, write};
use wfm_core::model::{Channel, Forecast, History, Queue, date_of};

use crate::args::{CentreFolder, Global};
use crate::output::{Format, Table, Terminal, rounded};
use crate::{Answer, centre, planning, queue_changes};

/// `wfm intraday`
#[derive(Debug, Args)]
pub(crate) struct IntradayArgs {
    #[command(flatten)]
    pub(crate) centre: CentreFolder,
    /// The day so far, with the columns of history.csv; - for standard input
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) actual: PathBuf,
    /// The time it is, such as "2026-11-23 11:00" or 2026-11-23T11:00:00Z; rows after it are set aside
    #[arg(long, value_name = "T")]
    pub(crate) now: String,
    /// Folder to write to [default: CENTRE/out]
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) out: Option<PathBuf>,
}

/// Past days from which it is learned how much of a morning's surplus the rest of the day keeps.
const PAST_DAYS: usize = 60;

/// Writes `intraday.csv` and prints how each queue stands.
pub(crate) fn run(
    args: &IntradayArgs,
    global: &Global,
    terminal: &Terminal,
    out: &mut dyn Write,
) -> anyhow::Result<Answer> {
    let wanted = Wanted { history: Want::IfThere, ..Wanted::default() };
    let inputs = centre::open(&args.centre.centre, &wanted, global.strict, terminal)?;
    let zone = inputs.centre.zone;
    let now = io::instant(&args.now, zone).with_context(|| {
        format!("--now {:?} is no time of {zone}; expected one such as \"2026-11-23 11:00\"", args.now)
    })?;
    let source = Source::path(&args.actual);
    let actual =
        centre::accept(io::history(vec![source], &inputs.centre, &inputs.calendar), global.strict, terminal)?;
    let folder = centre::out_folder(&args.centre.centre, &args.out);
    let mornings = mornings(&args.centre.centre, &folder, &inputs, now, global.strict, terminal)?;
    let today = reforecasts(&inputs, &mornings, &actual, now, terminal)?;
    let mut files = Files::new(&folder);
    let days: Vec<write::DayUnderWay<'_>> = today.iter().map(under_way).collect();
    files.add("intraday.csv", |out| write::intraday(out, &days))?;
    files.commit()?;
    table(&today).print(global.format, out)?;
    if global.format == Format::Table {
        terminal.say(format!("The intervals are in {}", folder.join("intraday.csv").display()));
    }
    Ok(Answer::Done)
}

/// The forecasts of the morning: `forecast.csv` where it has the day, else one made from the history before today.
fn mornings(
    folder: &Path,
    out: &Path,
    inputs: &Inputs,
    now: DateTime<Utc>,
    strict: bool,
    terminal: &Terminal,
) -> anyhow::Result<Vec<Forecast>> {
    if let Some(path) = centre::first_existing(&[folder.join("forecast.csv"), out.join("forecast.csv")]) {
        let forecasts = centre::accept(io::forecast(Source::path(&path), &inputs.centre), strict, terminal)?;
        if forecasts.iter().any(|forecast| forecast.grid.index_of(now).is_some()) {
            terminal.detail(format!("the forecast of the morning is {}", path.display()));
            return Ok(forecasts);
        }
    }
    let today = date_of(now, inputs.centre.zone);
    if inputs.history.is_empty() {
        bail!("there is neither a forecast.csv that has {today} nor a history to forecast it from");
    }
    planning::forecasts(inputs, today, 1, terminal)
}

/// The day of every queue that has a forecast and contacts so far.
fn reforecasts(
    inputs: &Inputs,
    mornings: &[Forecast],
    actual: &[History],
    now: DateTime<Utc>,
    terminal: &Terminal,
) -> anyhow::Result<Vec<Reforecast>> {
    let today = date_of(now, inputs.centre.zone);
    let histories = queue_changes::histories(inputs, today)?;
    let mut found = Vec::new();
    for morning in mornings {
        let Some(queue) = inputs.centre.queue(&morning.queue) else { continue };
        if waits(queue) {
            terminal
                .say(format!("{}: deferred work carries a backlog, no ratio; its forecast stands", queue.id));
            continue;
        }
        let Some(actual) = actual.iter().find(|actual| *actual.queue() == queue.id) else {
            terminal.warn(format!("{}: nothing is known of today; its forecast stands", queue.id));
            continue;
        };
        let past = past_days(inputs, &histories, queue, today)?;
        let day = intraday::reforecast(morning, actual, now, &past)?;
        day.forecast.notes.iter().for_each(|note| terminal.say(format!("{}: {note}", queue.id)));
        found.push(day);
    }
    if found.is_empty() {
        bail!("no queue has both a forecast of {today} and contacts of today");
    }
    Ok(found)
}

/// Whether contacts of the queue wait in a backlog rather than on the line.
fn waits(queue: &Queue) -> bool {
    !matches!(queue.channel, Channel::Voice | Channel::Callback | Channel::Chat)
}

fn past_days(
    inputs: &Inputs,
    histories: &[History],
    queue: &Queue,
    today: NaiveDate,
) -> anyhow::Result<Vec<intraday::DayAhead>> {
    let Some(history) = histories.iter().find(|history| *history.queue() == queue.id) else {
        return Ok(Vec::new());
    };
    let calendar = inputs.calendar.of_queue(&queue.id, &queue.opening);
    Ok(intraday::day_ahead(history, &calendar, today, PAST_DAYS)?)
}

fn under_way(day: &Reforecast) -> write::DayUnderWay<'_> {
    write::DayUnderWay { actual: &day.actual, morning: &day.morning, now: &day.forecast }
}

/// One row per queue.
fn table(today: &[Reforecast]) -> Table {
    let mut table = Table::new([
        "queue",
        "until",
        "came",
        "forecast",
        "off_percent",
        "rest_forecast",
        "rest_now",
        "day_now",
        "day_p10",
        "day_p90",
        "kept",
    ]);
    for day in today {
        let grid = &day.forecast.grid;
        let until = grid.instant(day.now).with_timezone(&grid.zone());
        let off = (day.expected > 0.0).then(|| 100.0 * (day.seen / day.expected - 1.0));
        let quantile = |probability: f64| {
            let mut quantiles = day.forecast.days.iter().flat_map(|day| &day.quantiles);
            let found = quantiles.find(|(p, _)| (p - probability).abs() < 1e-9);
            json!(found.map(|(_, contacts)| rounded(*contacts, 0)))
        };
        table.row([
            json!(day.forecast.queue.as_str()),
            json!(until.format("%H:%M").to_string()),
            rounded(day.seen, 0),
            rounded(day.expected, 0),
            json!(off.map(|percent| rounded(percent, 0))),
            rounded(day.rest_before, 0),
            rounded(day.rest, 0),
            rounded(day.forecast.total(), 0),
            quantile(0.1),
            quantile(0.9),
            rounded(day.weight, 2),
        ]);
    }
    table
}
