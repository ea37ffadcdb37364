//! `wfm verify CENTRE`

use std::io::Write;

use anyhow::bail;
use chrono::NaiveDate;
use serde_json::json;
use wfm_core::io::{self, Source};
use wfm_core::model::{Grid, Requirement, Roster};
use wfm_core::rostering;

use super::roster;
use crate::args;
use crate::output::{Format, Table, Terminal, rounded};
use crate::{Answer, centre, planning};

/// Checks a roster against every rule and recomputes its cost, without the solver.
pub(crate) fn run(
    args: &args::Verify,
    global: &args::Global,
    terminal: &Terminal,
    out: &mut dyn Write,
) -> anyhow::Result<Answer> {
    let folder = &args.centre.centre;
    let inputs = centre::open(folder, &roster::wanted(), global.strict, terminal)?;
    let (_, requirements) =
        roster::requirements(folder, &args.requirement, &None, &inputs.centre, global.strict, terminal)?;
    let first = roster::week(&inputs, &requirements, args.week, args.weeks.unwrap_or(1), terminal)?;

    let path = args.roster.clone().unwrap_or_else(|| folder.join("out/roster.csv"));
    let beside = path.with_file_name("activities.csv");
    let activities = (path.as_os_str() != "-" && beside.exists()).then(|| Source::path(&beside));
    if path.as_os_str() != "-" && !path.exists() {
        bail!("{} is not there; name the roster to check with --roster", path.display());
    }
    if activities.is_none() {
        bail!("{} is missing: it holds the breaks of the shifts in {}", beside.display(), path.display());
    }
    let reading = io::roster(Source::path(&path), activities, &inputs.centre, &inputs.agents);
    let roster = centre::accept(reading, global.strict, terminal)?;

    let days = 7 * args.weeks.unwrap_or_else(|| weeks_of(&roster, &requirements, first));
    let grid = Grid::of_days(first, days, inputs.centre.interval_minutes, inputs.centre.zone)?;
    let on_grid = requirements.iter().map(|requirement| requirement.on(&grid)).collect();
    let problem = planning::problem(&inputs, on_grid, first, days)?;
    let broken = rostering::check(&problem, &roster);
    let cost = rostering::cost(&problem, &roster);

    match global.format {
        Format::Table => {
            for violation in &broken {
                writeln!(out, "violation: {violation}")?;
            }
            writeln!(out, "{}", verdict(broken.len(), roster.assignments.len()))?;
            writeln!(out, "objective {}", rounded(cost.total(), 6))?;
        }
        Format::Json => {
            let violations: Vec<_> = broken
                .iter()
                .map(|v| json!({"rule": v.rule.as_str(), "agent": v.agent, "date": v.date, "message": v.message}))
                .collect();
            let answer = json!({"violations": violations, "objective": cost.total(), "cost": cost});
            writeln!(out, "{}", serde_json::to_string_pretty(&answer)?)?;
        }
        Format::Csv => {
            let mut table = Table::new(["rule", "agent", "date", "message"]);
            for v in &broken {
                table.row([json!(v.rule.as_str()), json!(v.agent), json!(v.date), json!(v.message)]);
            }
            table.print(Format::Csv, out)?;
        }
    }
    Ok(if broken.is_empty() { Answer::Done } else { Answer::No })
}

/// Weeks from `first` on that both the roster and the requirement reach into, at least one.
fn weeks_of(roster: &Roster, requirements: &[Requirement], first: NaiveDate) -> u32 {
    let worked = roster.assignments.iter().map(|shift| shift.date).max();
    let required =
        requirements.iter().filter_map(|requirement| requirement.grid.days().last().map(|day| day.date));
    let last = worked.min(required.max()).unwrap_or(first);
    ((last - first).num_days() / 7 + 1).clamp(1, 13) as u32
}

fn verdict(broken: usize, shifts: usize) -> String {
    match broken {
        0 => format!("{shifts} shifts, every rule holds"),
        1 => format!("{shifts} shifts, 1 rule is broken"),
        broken => format!("{shifts} shifts, {broken} rules are broken"),
    }
}
