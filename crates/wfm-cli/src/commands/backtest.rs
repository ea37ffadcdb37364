//! `wfm backtest CENTRE`

mod bars;

use std::io::Write;
use std::path::PathBuf;

use anyhow::bail;
use clap::builder::TypedValueParser;
use clap::{Args, ValueHint};
use serde_json::{Value, json};
use wfm_core::forecasting::{
    Accuracy, Backtest, BacktestOptions, Lead, Method, Part, PartScore, QueuePast, Score,
};
use wfm_core::io::{Files, Inputs, Want, Wanted};
use wfm_core::model::Queue;

use crate::args::{CentreFolder, Global};
use crate::output::{Format, Table, Terminal, rounded};
use crate::{Answer, centre, planning};

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
    let tested = tested(&inputs, &args.queue, &options(args), terminal)?;
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

/// Backtests of the queues named, or of all. A queue with too little history is named and left out, unless no queue has
/// enough.
fn tested(
    inputs: &Inputs,
    names: &[String],
    options: &BacktestOptions,
    terminal: &Terminal,
) -> anyhow::Result<Vec<Backtest>> {
    let calendars = planning::calendars(inputs);
    let known = planning::known_queues(inputs, &inputs.history, &calendars);
    let has = |name: &str| known.iter().any(|past| past.history.is_some() && past.queue.id.as_str() == name);
    if let Some(name) = names.iter().find(|name| !has(name)) {
        bail!("history.csv has no rows of a queue {name} of centre.toml");
    }
    if inputs.history.is_empty() {
        bail!("history.csv has no rows of any queue of centre.toml");
    }
    let is_named = |queue: &Queue| names.is_empty() || names.iter().any(|name| name == queue.id.as_str());
    let queues = with_helpers(&known, &is_named);
    let (mut tested, mut refused) = (Vec::new(), Vec::new());
    let answers = planning::backtests(&queues, &planning::over(inputs), options, terminal);
    for (_, answer) in queues.iter().zip(answers).filter(|(past, _)| is_named(past.queue)) {
        match answer {
            Ok(backtest) => tested.push(backtest),
            Err(error) => refused.push(error.to_string()),
        }
    }
    if tested.is_empty() {
        bail!(refused.join("\n"));
    }
    refused.iter().for_each(|error| terminal.warn(error));
    Ok(tested)
}

/// The queues that are named, and those that help to forecast them: their groups, and whom they are like.
fn with_helpers<'a>(known: &[QueuePast<'a>], is_named: &dyn Fn(&Queue) -> bool) -> Vec<QueuePast<'a>> {
    let named: Vec<&Queue> = known.iter().map(|past| past.queue).filter(|queue| is_named(queue)).collect();
    let helps = |other: &Queue| {
        let of = |queue: &&Queue| {
            queue.id == other.id
                || queue.like.as_ref() == Some(&other.id)
                || (queue.group.is_some() && queue.groups().next() == other.groups().next())
        };
        named.iter().any(of)
    };
    known.iter().filter(|past| helps(past.queue)).copied().collect()
}

/// Every figure, shares as `0..1`: by distance, and over all distances by part.
fn figures(tested: &[Backtest]) -> Table {
    let mut table = Table::new([
        "queue",
        "method",
        "layer",
        "lead_first",
        "lead_last",
        "part",
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
        for Score { method, changed, lead, accuracy } in &backtest.scores {
            let skill = skill(backtest, *lead, accuracy);
            table.row(row(backtest, (*method, *changed), *lead, "all", accuracy, skill));
        }
        for PartScore { method, changed, part, accuracy } in &backtest.parts {
            table.row(row(backtest, (*method, *changed), Lead::ALL, &part.to_string(), accuracy, None));
        }
    }
    table
}

fn row(
    backtest: &Backtest,
    (method, changed): (Method, bool),
    lead: Lead,
    part: &str,
    accuracy: &Accuracy,
    skill: Option<f64>,
) -> [Value; 16] {
    let Accuracy { days, wape, day_wape, bias, mase, coverage_80, coverage_95, crps, floor } = accuracy;
    [
        json!(backtest.queue.as_str()),
        json!(method.to_string()),
        json!(if changed { "changed" } else { "model" }),
        json!(lead.first),
        json!(Some(lead.last).filter(|last| *last < usize::MAX)),
        json!(part),
        json!(days),
        rounded(*wape, 5),
        rounded(*day_wape, 5),
        rounded(*bias, 5),
        json!(mase.map(|mase| rounded(mase, 4))),
        rounded(*coverage_80, 4),
        rounded(*coverage_95, 4),
        rounded(*crps, 4),
        rounded(*floor, 5),
        json!(skill.map(|skill| rounded(skill, 4))),
    ]
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
    if let Some(first) = backtest.scores.first() {
        writeln!(out, "\n{} by weekday, hours and kind of day, over all distances:", first.method)?;
        by_part(backtest).print(Format::Table, out)?;
    }
    if let Some(sentence) = changes(backtest) {
        writeln!(out, "\n{sentence}")?;
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

/// The first method over all distances: by weekday, by hours, on ordinary and special days, and on days that were changed.
fn by_part(backtest: &Backtest) -> Table {
    let mut table = Table::new(["part", "days", "WAPE", "floor", "bias", "day_WAPE", "in_80", "in_95"]);
    let first = backtest.scores.first().map(|score| score.method);
    for PartScore { changed, part, accuracy, .. } in
        backtest.parts.iter().filter(|score| Some(score.method) == first)
    {
        if *changed && *part != Part::Changed {
            continue;
        }
        table.row([
            json!(if *changed { "changed, after".to_owned() } else { part.to_string() }),
            json!(accuracy.days),
            json!(percent(accuracy.wape)),
            json!(percent(accuracy.floor)),
            json!(format!("{:+.1} %", 100.0 * accuracy.bias)),
            json!(percent(accuracy.day_wape)),
            json!(percent(accuracy.coverage_80)),
            json!(percent(accuracy.coverage_95)),
        ]);
    }
    table
}

/// What the imported forecast and the changes by hand have done, where they touch days that were tested.
fn changes(backtest: &Backtest) -> Option<String> {
    let (Some(before), Some(after)) = backtest.part(Method::Automatic, Part::Changed) else { return None };
    let (before, after) = (&before.accuracy, &after.accuracy);
    let verdict = match before.wape - after.wape {
        gain if gain > 0.0005 => "better",
        gain if gain < -0.0005 => "worse",
        _ => "no different",
    };
    Some(format!(
        "Imported figures and changes by hand touch {} of the days: WAPE {} before, {} after them: {verdict}",
        before.days,
        percent(before.wape),
        percent(after.wape)
    ))
}

/// The scores by distance as the methods made them, nearest first, methods in the order asked for.
fn leads(backtest: &Backtest) -> Vec<(Lead, Vec<(Method, Accuracy)>)> {
    let mut leads: Vec<Lead> = backtest.scores.iter().map(|score| score.lead).collect();
    // All days come last.
    leads.sort_by_key(|lead| (*lead == Lead::ALL, *lead));
    leads.dedup();
    let at = |lead: Lead| backtest.scores.iter().filter(move |score| score.lead == lead && !score.changed);
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
