//! What a week looks like in ten lines, and the figures of the search for programs.

use std::fmt::Display;
use std::io::{self, Write};
use std::time::Duration;

use serde_json::json;
use wfm_core::model::{DateStyle, Language, TargetOver};
use wfm_core::rostering::Outcome;

use super::dates::Dates;
use super::words::Words;
use super::{Format, Table, remarks};
use crate::planning::Rostered;
use crate::summary::{QueueSummary, Summary};

/// A line with its title.
pub(crate) fn line(title: &str, text: impl Display) -> String {
    format!("{title:<12}{text}")
}

/// Prints the week in ten lines or so.
///
/// # Errors
/// Those of `out`.
pub(crate) fn print(rostered: &Rostered, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
    let words = Words::of(Language::En);
    let centre = &rostered.inputs.centre;
    let week = Dates::new(DateStyle::Gregorian, words)
        .range(summary.first_day, summary.first_day + chrono::Duration::days(i64::from(summary.days) - 1));
    writeln!(out, "{}, {week}", summary.centre)?;
    for queue in &summary.queues {
        writeln!(out, "{}", line(&queue.queue, queue_words(queue, words)))?;
    }
    if let Some(worst) = shortest(summary) {
        writeln!(out, "{}", line("Shortest", shortage(worst, words)))?;
    }
    let roster = &summary.roster;
    let hours = words.number(roster.paid_hours, 0);
    let people = format!(
        "{} of {} agents work {} shifts, {hours} paid hours",
        roster.agents_working, roster.agents, roster.shifts
    );
    let money = roster
        .paid_cost
        .map(|cost| format!(", {} {}", words.number(cost, 0), centre.currency.as_deref().unwrap_or("")));
    writeln!(out, "{}", line("Roster", people + money.as_deref().unwrap_or("").trim_end()))?;
    let wishes = summary.wishes;
    if wishes.wished > 0 {
        writeln!(out, "{}", line("Wishes", format!("{} of {} granted", wishes.granted, wishes.wished)))?;
    }
    if centre.weights.fairness > 0.0 && !summary.burdens.is_empty() {
        writeln!(out, "{}", line("Burdens", remarks::burdens(&summary.burdens)))?;
    }
    writeln!(out, "{}", line("Rules", "every rule holds, checked apart from the search"))?;
    writeln!(out, "{}", line("Cost", cost(summary, words)))
}

fn queue_words(queue: &QueueSummary, words: Words) -> String {
    let hours = |hours: f64| words.number(hours, 0);
    let mut parts = Vec::new();
    if let Some(offered) = queue.offered {
        parts.push(format!("{} contacts", words.number(offered, 0)));
    }
    parts.push(format!(
        "{} h rostered, {} h needed",
        hours(queue.rostered_hours),
        hours(queue.required_hours)
    ));
    if let (Some(level), Some(target), Some(within)) =
        (queue.service_level, queue.service_level_target, queue.within_seconds)
    {
        parts.push(format!(
            "{} in {} (promised {}, {}){}",
            words.percent(level, 1),
            words.seconds(within),
            words.percent(target, 0),
            queue.service_level_definition.as_deref().map(counted).unwrap_or_default(),
            missed(queue)
        ));
    }
    if let Some(abandonment) = queue.abandonment.filter(|share| *share > 0.0005) {
        parts.push(format!("{} hang up", words.percent(abandonment, 1)));
    }
    if let Some(occupancy) = queue.occupancy {
        parts.push(format!("{} busy", words.percent(occupancy, 0)));
    }
    parts.join(" · ")
}

/// The definition of a service level in a word or two.
fn counted(definition: &str) -> String {
    match definition {
        "done in time" => definition.to_owned(),
        name => format!("counted {name}"),
    }
}

/// How often the promise is not kept, in words; nothing when it always is.
fn missed(queue: &QueueSummary) -> String {
    let promise = &queue.promise;
    let stretches = match promise.over {
        TargetOver::Interval => "intervals",
        TargetOver::Day => "days",
        TargetOver::Week => "weeks",
    };
    match promise.missed {
        0 => String::new(),
        missed => format!(", missed in {missed} of {} {stretches}", promise.stretches),
    }
}

fn shortest(summary: &Summary) -> Option<&QueueSummary> {
    let depth = |queue: &&QueueSummary| queue.worst.as_ref().map_or(0.0, |worst| worst.agents);
    summary.queues.iter().filter(|queue| queue.worst.is_some()).max_by(|a, b| depth(a).total_cmp(&depth(b)))
}

fn shortage(queue: &QueueSummary, words: Words) -> String {
    let Some(worst) = &queue.worst else { return String::new() };
    format!(
        "{}–{}, {} short by up to {}",
        worst.start.format("%A %H:%M"),
        worst.end.format("%H:%M"),
        queue.queue,
        words.number(worst.agents, 0)
    )
}

fn cost(summary: &Summary, words: Words) -> String {
    let roster = &summary.roster;
    let units = |value: f64| words.number(value, if value.fract().abs() < 1e-9 { 0 } else { 1 });
    let bound = match (roster.lower_bound, roster.gap_units) {
        (Some(bound), Some(gap)) if roster.objective > 0.0 => format!(
            " penalty points by [roster]; no roster has fewer than {}, so at most {} could be saved",
            units(bound),
            words.percent(gap / roster.objective, 0)
        ),
        (Some(_), Some(_)) => " penalty points by [roster]".to_owned(),
        _ => " penalty points by [roster]; nothing proven yet about better rosters".to_owned(),
    };
    let end = match roster.outcome {
        Outcome::Optimal => " (proven best)",
        Outcome::WithinGap => " (within the gap asked for)",
        Outcome::Exhausted => " (nothing more was gained)",
        Outcome::WorkLimit => " (work limit)",
        Outcome::TimeLimit => " (time limit)",
        Outcome::Cancelled => " (cancelled; the best until then)",
    };
    format!("{}{bound}{end}", units(roster.objective))
}

/// Prints the figures of the search and of each queue: an object as JSON, a row per queue as CSV.
///
/// # Errors
/// Those of `out`.
pub(crate) fn print_search(
    summary: &Summary,
    elapsed: Duration,
    format: Format,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let roster = &summary.roster;
    if format == Format::Json {
        let mut answer = serde_json::to_value(roster)?;
        answer["seconds"] = json!((elapsed.as_secs_f64() * 1000.0).round() / 1000.0);
        answer["queues"] = serde_json::to_value(&summary.queues)?;
        answer["wishes"] = serde_json::to_value(summary.wishes)?;
        writeln!(out, "{}", serde_json::to_string_pretty(&answer)?)?;
        return Ok(());
    }
    let mut table = Table::new([
        "queue",
        "offered",
        "required_hours",
        "rostered_hours",
        "short_hours",
        "service_level",
        "service_level_definition",
        "asa_seconds",
        "abandonment",
        "occupancy",
        "objective",
        "lower_bound",
    ]);
    for queue in &summary.queues {
        table.row([
            json!(queue.queue),
            json!(queue.offered),
            json!(queue.required_hours),
            json!(queue.rostered_hours),
            json!(queue.short_hours),
            json!(queue.service_level),
            json!(queue.service_level_definition),
            json!(queue.asa_seconds),
            json!(queue.abandonment),
            json!(queue.occupancy),
            json!(roster.objective),
            json!(roster.lower_bound),
        ]);
    }
    Ok(table.print(format, out)?)
}
