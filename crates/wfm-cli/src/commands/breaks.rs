//! `wfm roster CENTRE --breaks-only`

use std::io::Write;

use serde_json::json;
use wfm_core::io::{Files, write};
use wfm_core::rostering;
use wfm_core::scheduling::{self, BreakInput, Rebroken};

use super::roster::RosterArgs;
use crate::args::Global;
use crate::output::{Format, Table, Terminal, changes, rounded};
use crate::standing::{self, Standing};
use crate::{Answer, centre, planning};

/// Places the breaks of a roster anew, from a moment on if one is named, and writes its tables.
pub(crate) fn run(
    args: &RosterArgs,
    global: &Global,
    terminal: &Terminal,
    out: &mut dyn Write,
) -> anyhow::Result<Answer> {
    let standing = Standing::open(&args.standing(), &["out/roster.csv", "published.csv"], global, terminal)?;
    let roster = standing.of_week()?;
    let problem = standing.problem()?;
    let centre = &standing.inputs.centre;
    let from = args.from.as_deref().map(|text| standing::moment(text, centre)).transpose()?;
    let mut rebroken = scheduling::breaks(&BreakInput {
        shifts: &centre.shifts,
        agents: &standing.inputs.agents,
        requirements: &standing.requirements,
        weights: &centre.weights,
        roster: &roster,
        from,
    })?;
    rebroken.roster = rostering::with_queues(&problem, &rebroken.roster);
    let coverage = planning::coverages(centre, &problem, &standing.requirements, &rebroken.roster)?;
    let folder = centre::out_folder(&args.centre.centre, &args.rostering.out);
    let mut files = Files::new(&folder);
    files.add("roster.csv", |out| write::roster(out, &rebroken.roster, centre.zone))?;
    files.add("activities.csv", |out| write::activities(out, &rebroken.roster, centre.zone))?;
    files.add("coverage.csv", |out| write::coverage(out, &coverage))?;
    files.commit()?;
    print(&rebroken, &standing, global.format, out)?;
    for violation in rostering::check(&problem, &rebroken.roster) {
        terminal.warn(format!("as before, {violation}"));
    }
    terminal.say(format!("The breaks are in {}", folder.join("activities.csv").display()));
    Ok(Answer::Done)
}

fn print(
    rebroken: &Rebroken,
    standing: &Standing,
    format: Format,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let zone = standing.inputs.centre.zone;
    let time = |instant: chrono::DateTime<chrono::Utc>| instant.with_timezone(&zone).to_rfc3339();
    if format == Format::Json {
        let moved = rebroken.moved.iter().map(|m| {
            json!({"agent": m.agent, "date": m.date, "activity": m.activity, "before": m.before.map(time),
                "after": time(m.after)})
        });
        let answer = json!({"coverage_before": rebroken.before, "coverage_after": rebroken.after,
            "moved": moved.collect::<Vec<_>>()});
        return Ok(writeln!(out, "{}", serde_json::to_string_pretty(&answer)?)?);
    }
    let mut table = Table::new(["agent", "date", "activity", "before", "after"]);
    for moved in &rebroken.moved {
        let shown = |instant| match format {
            Format::Table => changes::moment(instant, zone),
            _ => time(instant),
        };
        table.row([
            json!(moved.agent),
            json!(moved.date),
            json!(moved.activity),
            json!(moved.before.map(shown)),
            json!(shown(moved.after)),
        ]);
    }
    if format == Format::Csv || !rebroken.moved.is_empty() {
        table.print(format, out)?;
    }
    if format == Format::Table {
        let breaks = match rebroken.moved.len() {
            0 => "no break moves".to_owned(),
            1 => "1 break moves".to_owned(),
            moved => format!("{moved} breaks move"),
        };
        let (before, after) = (rounded(rebroken.before, 2), rounded(rebroken.after, 2));
        writeln!(out, "{breaks}; too few and too many agents cost {after} penalty points, {before} before")?;
    }
    Ok(())
}
