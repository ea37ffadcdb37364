//! `wfm shifts CENTRE`

use std::io::Write;
use std::path::PathBuf;

use anyhow::bail;
use chrono::{DateTime, NaiveDate, Utc};
use clap::{Args, ValueHint};
use serde_json::{Value, json};
use wfm_core::io::Wanted;
use wfm_core::model::{Centre, Grid, Requirement};
use wfm_core::scheduling::{self, ShiftDemand, ShiftInput, ShiftOptions, Uncovered};

use crate::args::{CentreFolder, Global, date};
use crate::output::{Format, Table, Terminal, changes, headline, rounded};
use crate::{Answer, centre, planning};

/// `wfm shifts`
#[derive(Debug, Args)]
pub(crate) struct ShiftsArgs {
    #[command(flatten)]
    pub(crate) centre: CentreFolder,
    /// Requirement to cover [default: CENTRE/requirement.csv, else CENTRE/out/requirement.csv]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) requirement: Option<PathBuf>,
    /// Cover only the week of this day [default: all days of the requirement]
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) week: Option<NaiveDate>,
    /// Cover only this queue; may be repeated. Everybody is taken to serve all of them [default: all queues]
    #[arg(long, value_name = "QUEUE")]
    pub(crate) queue: Vec<String>,
    /// Penalty points of a paid hour [default: roster.paid_hour_above_minimum of centre.toml]
    #[arg(long, value_name = "POINTS")]
    pub(crate) paid_hour: Option<f64>,
    /// Penalty points of every distinct shift (template, start, length) that is used at all
    #[arg(long, value_name = "POINTS", default_value_t = 0.0)]
    pub(crate) distinct_shift: f64,
    /// The days repeat: after the last comes the first again
    #[arg(long)]
    pub(crate) cyclic: bool,
    /// Rounds of improvement: more take longer and save more
    #[arg(long, value_name = "N", default_value_t = 300)]
    pub(crate) rounds: u32,
    /// Seed of every random choice [default: roster.seed of centre.toml]
    #[arg(long, value_name = "N")]
    pub(crate) seed: Option<u64>,
}

/// Prints how many of which shifts cover a requirement, without names, and what they leave uncovered.
pub(crate) fn run(
    args: &ShiftsArgs,
    global: &Global,
    terminal: &Terminal,
    out: &mut dyn Write,
) -> anyhow::Result<Answer> {
    let folder = &args.centre.centre;
    let inputs = centre::open(folder, &Wanted::default(), global.strict, terminal)?;
    let centre = &inputs.centre;
    if centre.shifts.is_empty() {
        bail!("centre.toml has no [[shift]]; there is nothing to cover a requirement with");
    }
    let (_, requirements) =
        planning::given_requirements(folder, &args.requirement, &None, centre, global.strict, terminal)?;
    let requirements = chosen(args, centre, requirements, terminal)?;
    let demand = scheduling::shift_demand(
        &ShiftInput {
            shifts: &centre.shifts,
            requirements: &requirements,
            weights: &centre.weights,
            paid_hour: args.paid_hour.unwrap_or(centre.weights.paid_hour_above_minimum),
            distinct_shift: args.distinct_shift,
            cyclic: args.cyclic,
        },
        &ShiftOptions { rounds: args.rounds, seed: args.seed.unwrap_or(centre.weights.seed) },
    )?;
    match global.format {
        Format::Table => print(&demand, centre, out)?,
        Format::Csv => counts(&demand, centre, Format::Csv).print(Format::Csv, out)?,
        Format::Json => writeln!(out, "{}", serde_json::to_string_pretty(&as_json(&demand, centre))?)?,
    }
    Ok(Answer::Done)
}

/// The requirements of the queues named, in the week named.
fn chosen(
    args: &ShiftsArgs,
    centre: &Centre,
    requirements: Vec<Requirement>,
    terminal: &Terminal,
) -> anyhow::Result<Vec<Requirement>> {
    let known = |id: &String| requirements.iter().any(|r| r.queue.as_str() == id);
    let unknown: Vec<&str> = args.queue.iter().filter(|id| !known(id)).map(String::as_str).collect();
    if !unknown.is_empty() {
        bail!("the requirement has no queue {}", unknown.join(", "));
    }
    let named = |r: &Requirement| args.queue.is_empty() || args.queue.iter().any(|id| r.queue.as_str() == id);
    let mut chosen: Vec<Requirement> = requirements.into_iter().filter(named).collect();
    if let Some(date) = args.week {
        let first = planning::named_week(centre, date, terminal);
        let grid = Grid::of_days(first, 7, centre.interval_minutes, centre.zone)?;
        chosen = chosen.iter().map(|requirement| requirement.on(&grid)).collect();
    }
    Ok(chosen)
}

fn print(demand: &ShiftDemand, centre: &Centre, out: &mut dyn Write) -> anyhow::Result<()> {
    counts(demand, centre, Format::Table).print(Format::Table, out)?;
    let agents: u32 = demand.counts.iter().map(|count| count.agents).sum();
    let minutes: u64 =
        demand.counts.iter().map(|count| u64::from(count.agents) * u64::from(count.paid_minutes)).sum();
    let hours = rounded(minutes as f64 / 60.0, 1);
    writeln!(out, "\n{}", headline::line("Shifts", format!("{agents}, {hours} paid hours")))?;
    let cost = &demand.cost;
    let parts =
        [("coverage", cost.coverage), ("paid hours", cost.paid_hours), ("distinct", cost.distinct_shifts)];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(_, cost)| *cost != 0.0)
        .map(|(name, cost)| format!("{name} {}", rounded(cost, 1)))
        .collect();
    let total = rounded(cost.total(), 1);
    writeln!(out, "{}", headline::line("Cost", format!("{total} penalty points: {}", parts.join(", "))))?;
    if let Some(bound) = demand.lower_bound {
        let bound = rounded(bound, 1);
        let text =
            format!("no numbers of these shifts cost less than {bound}; no bound for a roster of people");
        writeln!(out, "{}", headline::line("Bound", text))?;
    }
    print_uncovered(demand, centre, out)
}

/// Uncovered intervals shown to people.
const SHOWN: usize = 20;

fn print_uncovered(demand: &ShiftDemand, centre: &Centre, out: &mut dyn Write) -> anyhow::Result<()> {
    let uncovered = &demand.uncovered;
    if uncovered.is_empty() {
        writeln!(out, "{}", headline::line("Uncovered", "nothing"))?;
    }
    let text = |uncovered: &Uncovered| {
        let when = changes::moment(uncovered.start, centre.zone);
        let why = if uncovered.no_template { ", no shift template is at work then" } else { "" };
        format!("{} {when} by {}{why}", uncovered.queue, rounded(uncovered.short, 2))
    };
    for (position, interval) in uncovered.iter().take(SHOWN).enumerate() {
        let title = if position == 0 { "Uncovered" } else { "" };
        writeln!(out, "{}", headline::line(title, text(interval)))?;
    }
    if uncovered.len() > SHOWN {
        let more = format!("and {} more intervals; --format json lists all", uncovered.len() - SHOWN);
        writeln!(out, "{}", headline::line("", more))?;
    }
    Ok(())
}

fn counts(demand: &ShiftDemand, centre: &Centre, format: Format) -> Table {
    let shown = |instant: DateTime<Utc>| match format {
        Format::Table => instant.with_timezone(&centre.zone).format("%H:%M").to_string(),
        _ => time(instant, centre),
    };
    let mut table = Table::new(["date", "shift", "start", "end", "agents"]);
    for count in &demand.counts {
        table.row([
            json!(count.date),
            json!(count.shift),
            json!(shown(count.start)),
            json!(shown(count.end)),
            json!(count.agents),
        ]);
    }
    table
}

fn time(instant: DateTime<Utc>, centre: &Centre) -> String {
    instant.with_timezone(&centre.zone).to_rfc3339()
}

fn as_json(demand: &ShiftDemand, centre: &Centre) -> Value {
    let shifts = demand.counts.iter().map(|count| {
        json!({"date": count.date, "shift": count.shift, "start": time(count.start, centre),
            "end": time(count.end, centre), "agents": count.agents})
    });
    let uncovered = demand.uncovered.iter().map(|interval| {
        json!({"queue": interval.queue, "interval_start": time(interval.start, centre),
            "short": rounded(interval.short, 6), "no_template": interval.no_template})
    });
    json!({
        "shifts": shifts.collect::<Vec<_>>(),
        "objective": rounded(demand.cost.total(), 6),
        "cost": demand.cost,
        "lower_bound_of_anonymous_shifts": demand.lower_bound.map(|bound| rounded(bound, 6)),
        "uncovered": uncovered.collect::<Vec<_>>(),
    })
}
