//! The scenarios side by side, for people: a table, bars and a tornado.

use std::io::{self, Write};

use chrono::NaiveDate;
use serde_json::{Value, json};
use wfm_core::model::{DateStyle, Language};
use wfm_core::scenario::{Base, Figures, Outcome};

use super::asked::{Answered, Asked, Kind};
use crate::output::words::Words;
use crate::output::{Format, Table, bars, dates, rounded};

/// Rows that a person reads; all are in the files.
const ROWS: usize = 40;
/// Scenarios with a bar.
const BARS: usize = 20;

/// Prints the comparison.
///
/// # Errors
/// Those of `out`.
pub(super) fn print(asked: &Asked, base: &Base, first: NaiveDate, out: &mut dyn Write) -> io::Result<()> {
    let words = Words::of(Language::En);
    let week = dates::Dates::new(DateStyle::Gregorian, words).range(first, first + chrono::Duration::days(6));
    writeln!(out, "{}, {week}\n", base.centre.name)?;
    let rows: Vec<&Answered> =
        asked.answers.iter().filter(|answer| answer.kind != Kind::Sensitivity).collect();
    writeln!(out, "What would be required")?;
    required(asked, &rows, base).print(Format::Table, out)?;
    writeln!(out, "\nWhat today's staff would give")?;
    today(&rows, words).print(Format::Table, out)?;
    if rows.len() > ROWS {
        writeln!(out, "\n{} more scenarios are in the files only.", rows.len() - ROWS)?;
    }
    if rows.iter().any(|answer| answer.roster.is_some()) {
        writeln!(out, "\nWhat a roster would be")?;
        rosters(&rows).print(Format::Table, out)?;
    }
    if (2..=BARS).contains(&rows.len()) {
        writeln!(out, "\nHeads required")?;
        let heads: Vec<(&str, f64)> = rows
            .iter()
            .map(|answer| (answer.outcome.scenario.as_str(), answer.outcome.total.required.heads))
            .collect();
        bars::bars(&heads).iter().try_for_each(|line| writeln!(out, "{line}"))?;
    }
    if let Some(now) = asked.figure.of(asked.base()).filter(|_| !asked.bars.is_empty()) {
        writeln!(out, "\nWhat matters most, by {}: base {}", asked.figure.name(), words.number(now, 2))?;
        bars::tornado(&asked.bars, now).iter().try_for_each(|line| writeln!(out, "{line}"))?;
    }
    Ok(())
}

fn required(asked: &Asked, rows: &[&Answered], base: &Base) -> Table {
    let cost = base.centre.currency.clone().unwrap_or_else(|| "cost".to_owned());
    let columns =
        ["scenario", "contacts", "heads", "heads ±", "scheduled hours", &cost, &format!("{cost} ±")];
    let mut table = Table::of_columns(columns.map(str::to_owned).to_vec());
    let now = &asked.base().total.required;
    for answer in rows.iter().take(ROWS) {
        let total = &answer.outcome.total;
        let then = &total.required;
        let dearer = then.cost.zip(now.cost).map(|(then, now)| rounded(then - now, 0));
        table.push(vec![
            json!(answer.outcome.scenario),
            rounded(total.offered, 0),
            rounded(then.heads, 1),
            rounded(then.heads - now.heads, 1),
            rounded(then.scheduled_hours, 0),
            json!(then.cost.map(|cost| rounded(cost, 0))),
            json!(dearer),
        ]);
    }
    table
}

fn today(rows: &[&Answered], words: Words) -> Table {
    let mut table = Table::new([
        "scenario",
        "worst queue, service level (promised)",
        "hang up %",
        "hours short",
        "promises kept %",
    ]);
    let percent = |share: Option<f64>| json!(share.map(|share| rounded(100.0 * share, 1)));
    for answer in rows.iter().take(ROWS) {
        let today = &answer.outcome.total.today;
        table.row([
            json!(answer.outcome.scenario),
            worst(&answer.outcome, words),
            percent(today.tally.performance().abandonment),
            rounded(today.short_hours, 1),
            percent(today.kept),
        ]);
    }
    table
}

/// The queue that misses most of what it may miss: 90 % where 95 % are promised is worse than 76 % where 80 % are.
fn worst(outcome: &Outcome, words: Words) -> Value {
    let missed = |figures: &Figures| {
        let (margin, promised) = (figures.today.margin?, figures.target?.share);
        Some(-margin / (1.0 - promised))
    };
    let queues = outcome.queues.iter().filter_map(|queue| Some((missed(&queue.1)?, queue)));
    let worst = queues.max_by(|(one, _), (other, _)| one.total_cmp(other)).map(|(_, queue)| queue);
    let text = worst.and_then(|(queue, figures)| {
        let level = figures.today.tally.performance().service_level?;
        let promised = words.percent(figures.target?.share, 0);
        Some(format!("{queue} {} ({promised})", words.percent(level, 1)))
    });
    json!(text)
}

fn rosters(rows: &[&Answered]) -> Table {
    let mut table =
        Table::new(["scenario", "paid hours", "cost", "hours short", "penalty points", "at least", "search"]);
    for answer in rows {
        let Some(roster) = &answer.roster else { continue };
        let figures = &roster.roster;
        table.row([
            json!(answer.outcome.scenario),
            rounded(figures.paid_hours, 0),
            json!(figures.paid_cost.map(|cost| rounded(cost, 0))),
            rounded(roster.short_hours(), 1),
            rounded(figures.objective, 0),
            json!(figures.lower_bound.map(|bound| rounded(bound, 0))),
            json!(figures.outcome),
        ]);
    }
    table
}
