//! Plays an operation and prints its figures with their 95 % intervals.

use std::io::Write;

use serde_json::{Value, json};
use wfm_core::control::{Control, Progress};
use wfm_core::io::{self, OperationFile, Source};
use wfm_core::simulation::{Estimate, Metric, Options, Simulated, simulate};

use super::SimulateArgs;
use crate::args::Global;
use crate::output::{Format, Table, Terminal, rounded};
use crate::{Answer, centre};

/// Replications where neither the operation nor the command line says how many.
const REPLICATIONS: usize = 400;

/// Plays an operation and prints the figures of call types and groups.
pub(crate) fn run(
    args: &SimulateArgs,
    global: &Global,
    terminal: &Terminal,
    out: &mut dyn Write,
) -> anyhow::Result<Answer> {
    let file = centre::accept(io::operation(Source::path(&args.what)), global.strict, terminal)?;
    let options = Options {
        replications: args
            .replications
            .map(|count| count as usize)
            .or(file.replications)
            .unwrap_or(REPLICATIONS),
        seed: args.seed.or(file.seed).unwrap_or(Options::default().seed),
        precision: args.precision,
        ..Options::default()
    };
    let bar = terminal.progress("simulating");
    let report = |progress: &Progress| bar.set_position(100 * progress.done / progress.planned.max(1));
    let played = simulate(&file.operation, &options, &Control::new(&|| None, &report))?;
    bar.finish_and_clear();
    say(&played, &options, terminal);
    match global.format {
        Format::Json => writeln!(out, "{}", serde_json::to_string_pretty(&answer(&file, &played)?)?)?,
        format => figures(&played).print(format, out)?,
    }
    Ok(Answer::Done)
}

fn say(played: &Simulated, options: &Options, terminal: &Terminal) {
    terminal.say(format!("{} replications, seed {}", played.replications.len(), played.seed));
    for (call_type, name) in played.call_types.iter().enumerate() {
        let counts = played.counts(call_type, 0..played.intervals);
        let unanswered: u64 = counts.iter().map(|counts| u64::from(counts.unanswered())).sum();
        if unanswered > 0 {
            terminal.warn(format!(
                "{name}: {unanswered} calls were never answered and never hung up; no agent was left to the end"
            ));
        }
    }
    let Some(wanted) = options.precision else { return };
    let widest = (0..played.call_types.len())
        .filter_map(|call_type| played.of_call_type(call_type, Metric::ServiceLevelOffered))
        .fold(0.0, |widest: f64, level| widest.max(level.half_width));
    if widest > wanted {
        terminal
            .warn(format!("the precision of {wanted} was not reached; the widest half-width is {widest:.6}"));
    }
}

/// The figures of every call type, of all together where there are several, and of every group.
fn figures(played: &Simulated) -> Table {
    let mut table = Table::new(["call_type_or_group", "metric", "mean", "ci95_half_width"]);
    let mut row = |whose: &str, metric: &str, figure: Option<Estimate>| {
        if let Some(figure) = figure {
            table.row([json!(whose), json!(metric), rounded(figure.mean, 9), half_width(&figure)]);
        }
    };
    for (index, name) in played.call_types.iter().enumerate() {
        for metric in shown(played) {
            row(name, metric.name(), played.of_call_type(index, metric));
        }
        row(name, "offered_per_replication", played.offered(index));
    }
    if played.call_types.len() > 1 {
        for metric in shown(played) {
            row("ALL", metric.name(), played.of_all(metric));
        }
        row("ALL", "offered_per_replication", played.offered_in_all());
    }
    for (index, name) in played.groups.iter().enumerate() {
        row(name, "occupancy", played.occupancy(index));
        if played.holds_several(index) {
            row(name, "mean_chats_per_busy_agent", played.contacts_per_busy_agent(index));
        }
    }
    table
}

/// Blocked calls and callbacks are shown only where there are any.
fn shown(played: &Simulated) -> Vec<Metric> {
    let occurs = |metric: &Metric| {
        !matches!(metric, Metric::Blocking | Metric::CalledBack)
            || played.of_all(*metric).is_some_and(|figure| figure.mean > 0.0)
    };
    Metric::ALL.into_iter().filter(occurs).collect()
}

fn half_width(figure: &Estimate) -> Value {
    if figure.half_width.is_finite() { rounded(figure.half_width, 9) } else { Value::Null }
}

fn answer(file: &OperationFile, played: &Simulated) -> anyhow::Result<Value> {
    let mut rows = Vec::new();
    figures(played).print(Format::Json, &mut rows)?;
    let figures: Value = serde_json::from_slice(&rows)?;
    let mut answer = json!({
        "operation": file.id,
        "description": file.description,
        "replications": played.replications.len(),
        "seed": played.seed,
        "figures": figures,
    });
    if file.report_intervals {
        answer["intervals"] = intervals(played);
    }
    Ok(answer)
}

/// Per call type and interval of arrival: service level, hang-ups and ASA.
fn intervals(played: &Simulated) -> Value {
    let shown = [Metric::ServiceLevelOffered, Metric::Abandonment, Metric::Asa];
    let of = |call_type: usize, interval: usize| {
        let mut row = json!({"call_type": played.call_types[call_type], "interval": interval});
        for metric in shown {
            let figure = played.over(call_type, interval..interval + 1, metric);
            row[metric.name()] = figure.map_or(
                Value::Null,
                |figure| json!({"mean": rounded(figure.mean, 9), "ci95_half_width": half_width(&figure)}),
            );
        }
        row
    };
    let types = 0..played.call_types.len();
    types.flat_map(|call_type| (0..played.intervals).map(move |interval| of(call_type, interval))).collect()
}
