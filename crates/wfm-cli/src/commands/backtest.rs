//! `wfm backtest CENTRE`

mod bars;

use std::io::Write;
use std::path::PathBuf;

use anyhow::bail;
use clap::builder::TypedValueParser;
use clap::{Args, ValueHint};
use serde_json::json;
use wfm_core::forecasting::{self, Accuracy, Backtest, BacktestOptions, Lead, Method};
use wfm_core::io::{Files, Inputs, Want, Wanted};
use wfm_core::model::{History, QueueCalendar};

use crate::args::{CentreFolder, Global};
use crate::output::{Format, Table, Terminal, rounded};
use crate::{Answer, centre};

/// `wfm backtest`
#[derive(Debug, Args)]
pub(crate) struct BacktestArgs {
    #[command(flatten)]
    pub(crate) centre: CentreFolder,
    /// A queue to test; may be given several times [default: all]
    #[arg(long, value_name = "QUEUE")]
    pub(crate) queue: Vec<String>,
    /// A method to test; may be given several times [default: auto and the habits of the trade]
    #[arg(long, value_name = "METHOD")]
    pub(crate) method: Vec<Method>,
    /// Forecasts to make again
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = count(1, 1000))]
    pub(crate) origins: usize,
    /// Days from the start of one forecast to that of the next
    #[arg(long, value_name = "DAYS", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=366))]
    pub(crate) every: u32,
    /// Days ahead of each forecast
    #[arg(long, value_name = "N", default_value_t = 28, value_parser = clap::value_parser!(u32).range(1..=366))]
    pub(crate) days: u32,
    /// Folder to write to [default: CENTRE/out]
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) out: Option<PathBuf>,
}

/// Forecasts days of the past again, writes `backtest.csv` and prints how good each method would have been.
pub(crate) fn run(
    args: &BacktestArgs,
    global: &Global,
    terminal: &Terminal,
    out: &mut dyn Write,
) -> anyhow::Result<Answer> {
    let wanted = Wanted { history: Want::Needed, ..Wanted::default() };
    let inputs = centre::open(&args.centre.centre, &wanted, global.strict, terminal)?;
    let queues = tested_queues(&inputs, &args.queue)?;
    let tested = all_queues(&queues, &options(args), terminal)?;
    let folder = centre::out_folder(&args.centre.centre, &args.out);
    let table = figures(&tested);
    let mut files = Files::new(&folder);
    files.add("backtest.csv", |out| table.print(Format::Csv, out))?;
    files.commit()?;
    if global.format != Format::Table {
        table.print(global.format, out)?;
        return Ok(Answer::Done);
    }
    for backtest in &tested {
        for_people(backtest, out)?;
    }
    terminal.say(format!("Every figure is in {}", folder.join("backtest.csv").display()));
    Ok(Answer::Done)
}

/// What was asked for: the methods named, else the automatic choice beside the habits of the trade.
fn options(args: &BacktestArgs) -> BacktestOptions {
    let mut options = BacktestOptions {
        origins: args.origins,
        every_days: args.every,
        horizon_days: args.days,
        ..BacktestOptions::default()
    };
    if !args.method.is_empty() {
        options.methods = args.method.clone();
    }
    options
}

fn tested_queues<'a>(
    inputs: &'a Inputs,
    names: &[String],
) -> anyhow::Result<Vec<(&'a History, QueueCalendar)>> {
    let named = |history: &&History| names.is_empty() || names.iter().any(|n| n == history.queue().as_str());
    let queues: Vec<_> = inputs
        .history
        .iter()
        .filter(named)
        .filter_map(|history| {
            let queue = inputs.centre.queue(history.queue())?;
            Some((history, inputs.calendar.of_queue(&queue.id, &queue.opening)))
        })
        .collect();
    let known = |name: &&String| queues.iter().all(|(history, _)| history.queue().as_str() != name.as_str());
    if let Some(name) = names.iter().find(known) {
        bail!("history.csv has no rows of a queue {name} of centre.toml");
    }
    if queues.is_empty() {
        bail!("history.csv has no rows of any queue of centre.toml");
    }
    Ok(queues)
}

/// Backtests of the queues one by one. A queue with too little history is named and left out, unless no queue has enough.
fn all_queues(
    queues: &[(&History, QueueCalendar)],
    options: &BacktestOptions,
    terminal: &Terminal,
) -> anyhow::Result<Vec<Backtest>> {
    let bar = terminal.progress("backtest");
    let (mut tested, mut refused) = (Vec::new(), Vec::new());
    for (done, (history, calendar)) in queues.iter().enumerate() {
        bar.set_position((100 * done / queues.len()) as u64);
        bar.set_message(history.queue().to_string());
        match forecasting::backtest(history, calendar, options) {
            Ok(backtest) => tested.push(backtest),
            Err(error) => refused.push(error.to_string()),
        }
    }
    bar.finish_and_clear();
    if tested.is_empty() {
        bail!(refused.join("\n"));
    }
    refused.iter().for_each(|error| terminal.warn(error));
    Ok(tested)
}

/// Every figure, shares as `0..1`.
fn figures(tested: &[Backtest]) -> Table {
    let mut table = Table::new([
        "queue",
        "method",
        "lead_first",
        "lead_last",
        "days",
        "wape",
        "day_wape",
        "bias",
        "mase",
        "coverage_80",
        "coverage_95",
        "crps",
        "floor",
        "skill",
    ]);
    for backtest in tested {
        for score in &backtest.scores {
            let Accuracy { days, wape, day_wape, bias, mase, coverage_80, coverage_95, crps, floor } =
                score.accuracy;
            table.row([
                json!(backtest.queue.as_str()),
                json!(score.method.to_string()),
                json!(score.lead.first),
                json!(Some(score.lead.last).filter(|last| *last < usize::MAX)),
                json!(days),
                rounded(wape, 5),
                rounded(day_wape, 5),
                rounded(bias, 5),
                json!(mase.map(|mase| rounded(mase, 4))),
                rounded(coverage_80, 4),
                rounded(coverage_95, 4),
                rounded(crps, 4),
                rounded(floor, 5),
                json!(skill(backtest, score.lead, &score.accuracy).map(|skill| rounded(skill, 4))),
            ]);
        }
    }
    table
}

/// How much of what can be gained on the mean of eight weekdays was gained: 0 none, 1 all that chance leaves.
fn skill(backtest: &Backtest, lead: Lead, accuracy: &Accuracy) -> Option<f64> {
    let mean = backtest.score(Method::MeanOfWeekdays { weeks: 8 }, lead)?.accuracy;
    (mean.wape > mean.floor).then(|| (mean.wape - accuracy.wape) / (mean.wape - mean.floor))
}

/// A sentence, a table by lead, and bars.
fn for_people(backtest: &Backtest, out: &mut dyn Write) -> anyhow::Result<()> {
    let first = backtest.origins.first().map(ToString::to_string).unwrap_or_default();
    let last = backtest.origins.last().map(ToString::to_string).unwrap_or_default();
    let count = match backtest.origins.len() {
        1 => format!("1 forecast from {first}"),
        count => format!("{count} forecasts from {first} to {last}"),
    };
    writeln!(out, "{}: {count}", backtest.queue)?;
    if let Some(reason) = backtest.reason() {
        writeln!(out, "{reason}")?;
    }
    writeln!(out)?;
    by_lead(backtest).print(Format::Table, out)?;
    writeln!(out)?;
    for line in bars::lines(backtest) {
        writeln!(out, "{line}")?;
    }
    Ok(writeln!(out)?)
}

fn by_lead(backtest: &Backtest) -> Table {
    let mut table = Table::new([
        "lead", "method", "days", "WAPE", "floor", "bias", "day_WAPE", "MASE", "in_80", "in_95", "CRPS",
    ]);
    for (lead, scores) in leads(backtest) {
        for (row, (method, accuracy)) in scores.into_iter().enumerate() {
            table.row([
                json!(if row == 0 { lead.to_string() } else { String::new() }),
                json!(method.to_string()),
                json!(accuracy.days),
                json!(percent(accuracy.wape)),
                json!(percent(accuracy.floor)),
                json!(format!("{:+.1} %", 100.0 * accuracy.bias)),
                json!(percent(accuracy.day_wape)),
                json!(accuracy.mase.map_or(String::new(), |mase| format!("{mase:.2}"))),
                json!(percent(accuracy.coverage_80)),
                json!(percent(accuracy.coverage_95)),
                json!(format!("{:.1}", accuracy.crps)),
            ]);
        }
    }
    table
}

/// The scores by distance, nearest first, methods in the order asked for.
fn leads(backtest: &Backtest) -> Vec<(Lead, Vec<(Method, Accuracy)>)> {
    let mut leads: Vec<Lead> = backtest.scores.iter().map(|score| score.lead).collect();
    // All days come last.
    leads.sort_by_key(|lead| (*lead == Lead::ALL, *lead));
    leads.dedup();
    let at = |lead: Lead| backtest.scores.iter().filter(move |score| score.lead == lead);
    leads
        .into_iter()
        .map(|lead| (lead, at(lead).map(|score| (score.method, score.accuracy)).collect()))
        .collect()
}

fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

/// A number from `least` to `most`.
fn count(least: u64, most: u64) -> impl TypedValueParser<Value = usize> {
    clap::value_parser!(u64).range(least..=most).map(|value| value as usize)
}
