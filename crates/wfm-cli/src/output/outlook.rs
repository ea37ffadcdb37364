//! What a simulation says of a roster: a few lines for people, a table for programs.

use std::io::{self, Write};

use serde_json::{Value, json};
use wfm_core::io::write::defused;
use wfm_core::model::{Language, TargetOver};
use wfm_core::simulation::{Estimate, Realism};

use super::headline::line;
use super::words::Words;
use super::{Format, Table, rounded};
use crate::outlook::{Outlook, QueueOutlook, Reason, Stretch};

/// Prints the outlook in a few lines per queue.
///
/// # Errors
/// Those of `out`.
pub(crate) fn print(outlook: &Outlook, out: &mut dyn Write) -> io::Result<()> {
    let words = Words::of(Language::En);
    let weeks = format!("{} weeks at random, seed {}", outlook.replications, outlook.seed);
    writeln!(out, "{}", line("Simulated", weeks))?;
    for queue in &outlook.queues {
        writeln!(out, "{}", line(queue.queue.as_str(), level(queue, words)))?;
        writeln!(out, "{}", line("", kept(queue, words)))?;
        if !queue.reasons.is_empty() {
            writeln!(
                out,
                "{}",
                line("", format!("against the formula: {}", reasons(&queue.reasons, words)))
            )?;
        }
        if !queue.by_absence.is_empty() {
            writeln!(out, "{}", line("", absences(queue, words)))?;
        }
    }
    for (queue, stretch) in worst(outlook) {
        let level = stretch.service.service_level.map_or(0.0, |level| level.mean);
        let when = stretch.start.format("%A %H:%M");
        writeln!(out, "{}", line("Worst", format!("{when}, {}: {}", queue.queue, words.percent(level, 0))))?;
    }
    Ok(())
}

/// Prints the outlook in a line or two, for the end of a plan.
///
/// # Errors
/// Those of `out`.
pub(crate) fn print_short(outlook: &Outlook, out: &mut dyn Write) -> io::Result<()> {
    let words = Words::of(Language::En);
    let parts = outlook.queues.iter().filter_map(|queue| {
        let level = words.percent(queue.week.service.service_level?.mean, 1);
        let (low, high) = queue.week.service.band?;
        Some(format!("{} {level} ({}–{})", queue.queue, words.percent(low, 1), words.percent(high, 1)))
    });
    let parts: Vec<String> = parts.collect();
    if parts.is_empty() {
        return Ok(());
    }
    let levels = parts.join(" · ");
    writeln!(out, "{}", line("Simulated", format!("{levels}; in brackets 8 of 10 weeks at random")))
}

fn level(queue: &QueueOutlook, words: Words) -> String {
    let promise = &queue.promise;
    let promised = format!(
        "in {} (promised {}, counted {})",
        words.seconds(promise.within),
        words.percent(promise.share, 0),
        promise.definition
    );
    let Some(found) = queue.week.service.service_level else { return format!("no contacts {promised}") };
    let band = queue.week.service.band.map_or_else(String::new, |(low, high)| {
        format!("; 8 weeks in 10 between {} and {}", words.percent(low, 1), words.percent(high, 1))
    });
    format!("{} ± {} {promised}{band}", words.percent(found.mean, 1), points(found.half_width, words))
}

fn kept(queue: &QueueOutlook, words: Words) -> String {
    let over = match queue.over {
        TargetOver::Interval => "intervals",
        TargetOver::Day => "days",
        TargetOver::Week => "weeks",
    };
    let formula = match queue.week.formula {
        Some(formula) => format!("the formula expects {}", words.percent(formula, 1)),
        None => "no formula knows its load".to_owned(),
    };
    match queue.kept {
        Some(kept) => format!("kept in {} of the {over}; {formula}", words.percent(kept, 0)),
        None => formula,
    }
}

fn points(share: f64, words: Words) -> String {
    words.number(100.0 * share, 1)
}

fn reasons(reasons: &[Reason], words: Words) -> String {
    let sign = |effect: &Estimate| if effect.mean > 0.0 { "+" } else { "" };
    let text = |reason: &Reason| {
        let points = points(reason.effect.mean, words);
        format!("{} {}{points} points", cause(reason.step), sign(&reason.effect))
    };
    reasons.iter().map(text).collect::<Vec<_>>().join(", ")
}

/// What a step of realism adds, in a word or two.
fn cause(step: Realism) -> &'static str {
    match step {
        Realism::Cleared => "load that moves within the hour",
        Realism::Alone => "callers left waiting for the next interval",
        Realism::Shared => "agents who take whatever waits",
        Realism::Absences => "absences at random",
        Realism::Uncertain => "uncertain volume",
    }
}

fn absences(queue: &QueueOutlook, words: Words) -> String {
    let parts = queue.by_absence.iter().filter_map(|(share, level)| {
        Some(format!("{} with {} absent", words.percent(level.as_ref()?.mean, 1), words.percent(*share, 0)))
    });
    parts.collect::<Vec<_>>().join(", ")
}

/// The worst half-hours of all queues.
fn worst(outlook: &Outlook) -> Vec<(&QueueOutlook, &Stretch)> {
    let below = |(queue, stretch): &(&QueueOutlook, &Stretch)| {
        stretch.service.service_level.is_some_and(|level| level.mean < queue.promise.share)
    };
    let all = outlook.queues.iter().flat_map(|queue| queue.worst.iter().map(move |stretch| (queue, stretch)));
    let mut all: Vec<_> = all.filter(below).collect();
    let level = |stretch: &Stretch| stretch.service.service_level.map_or(1.0, |level| level.mean);
    all.sort_by(|a, b| level(a.1).total_cmp(&level(b.1)));
    all.truncate(5);
    all
}

/// The rows of `simulation.csv`.
pub(crate) fn table(outlook: &Outlook) -> Table {
    let mut table = Table::new([
        "stretch",
        "start",
        "queue",
        "offered",
        "service_level",
        "ci95_half_width",
        "service_level_p10",
        "service_level_p90",
        "probability_met",
        "formula",
        "asa_seconds",
        "abandonment",
    ]);
    for queue in &outlook.queues {
        let days = queue.days.iter().map(|stretch| ("day", stretch));
        let intervals = queue.intervals.iter().map(|stretch| ("interval", stretch));
        for (name, stretch) in std::iter::once(("week", &queue.week)).chain(days).chain(intervals) {
            table.push(row(name, queue, stretch));
        }
    }
    table
}

fn row(name: &str, queue: &QueueOutlook, stretch: &Stretch) -> Vec<Value> {
    let service = &stretch.service;
    let figure =
        |value: Option<f64>| value.filter(|value| value.is_finite()).map_or(Value::Null, |v| rounded(v, 6));
    vec![
        json!(name),
        json!(stretch.start.to_rfc3339()),
        json!(defused(queue.queue.as_str())),
        rounded(service.offered, 6),
        figure(service.service_level.map(|level| level.mean)),
        figure(service.service_level.map(|level| level.half_width)),
        figure(service.band.map(|(low, _)| low)),
        figure(service.band.map(|(_, high)| high)),
        figure(service.met),
        figure(stretch.formula),
        figure(service.asa),
        figure(service.abandonment),
    ]
}

/// `simulation.csv` as text.
///
/// # Errors
/// None but those of memory.
pub(crate) fn csv(outlook: &Outlook) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    table(outlook).print(Format::Csv, &mut text)?;
    Ok(text)
}
