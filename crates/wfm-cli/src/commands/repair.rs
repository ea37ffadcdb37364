//! `wfm repair CENTRE --absent AGENT@DATE`

use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;

use anyhow::anyhow;
use clap::{Args, ValueHint};
use serde_json::{Value, json};
use wfm_core::io::{Files, write};
use wfm_core::model::Roster;
use wfm_core::rostering::{self, Absence, Problem, RepairLimits, Repaired, Tradeoff};

use crate::args::{Global, StandingRoster, date};
use crate::output::{Format, Table, Terminal, changes, rounded};
use crate::standing::Standing;
use crate::{Answer, planning};

/// `wfm repair`
#[derive(Debug, Args)]
pub(crate) struct RepairArgs {
    #[command(flatten)]
    pub(crate) roster: StandingRoster,
    /// Who does not come and on which day, such as amelia@2026-11-25; may be repeated
    #[arg(long, value_name = "AGENT@DATE", required = true, value_parser = absence)]
    pub(crate) absent: Vec<Absence>,
    /// Change this many days of agents at most, and use them [default: as many of up to 5 as are worth it]
    #[arg(long, value_name = "N")]
    pub(crate) changes: Option<usize>,
    /// Folder to write to [default: CENTRE/out/repair]
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) out: Option<PathBuf>,
}

/// Finds the least changes that make up for absences, writes the repaired roster and says what changes.
pub(crate) fn run(
    args: &RepairArgs,
    global: &Global,
    terminal: &Terminal,
    out: &mut dyn Write,
) -> anyhow::Result<Answer> {
    let mut standing = Standing::open(&args.roster, &["published.csv", "out/roster.csv"], global, terminal)?;
    let roster = standing.of_week()?;
    promise(&mut standing, &roster);
    let problem = standing.problem()?;
    let absences: Vec<Absence> = args.absent.clone();
    let limits = limits(&standing, args.changes);
    let repaired = rostering::repair(&problem, &roster, &absences, &limits)?;
    let chosen = if args.changes.is_some() { repaired.tradeoffs.len() - 1 } else { repaired.best };
    let tradeoff = &repaired.tradeoffs[chosen];
    verify(&problem, &roster, tradeoff, &absences, terminal)?;
    let folder = args.out.clone().unwrap_or_else(|| args.roster.centre.centre.join("out/repair"));
    let centre = &standing.inputs.centre;
    let coverage = planning::coverages(centre, &problem, &standing.requirements, &tradeoff.roster)?;
    let mut files = Files::new(&folder);
    files.add("roster.csv", |out| write::roster(out, &tradeoff.roster, centre.zone))?;
    files.add("activities.csv", |out| write::activities(out, &tradeoff.roster, centre.zone))?;
    files.add("coverage.csv", |out| write::coverage(out, &coverage))?;
    files.commit()?;
    match global.format {
        Format::Json => {
            writeln!(out, "{}", serde_json::to_string_pretty(&json(&standing, &repaired, chosen))?)?
        }
        format => table(&standing, &repaired, chosen, format).print(format, out)?,
    }
    for change in &tradeoff.changes {
        terminal.say(changes::with_names(std::slice::from_ref(change), centre.zone));
    }
    terminal.say(format!("The repaired roster is in {}", folder.join("roster.csv").display()));
    Ok(Answer::Done)
}

/// The roster to be repaired is what was promised for its week.
fn promise(standing: &mut Standing, roster: &Roster) {
    let first = standing.first;
    let published = &mut standing.inputs.published.assignments;
    published.retain(|shift| shift.date < first);
    published.extend(roster.assignments.iter().cloned());
}

/// Changes looked at when no number was named.
const MOST_CHANGES: usize = 5;

fn limits(standing: &Standing, changes: Option<usize>) -> RepairLimits {
    let weights = &standing.inputs.centre.weights;
    let change_cost = match weights.changed_shift > 0.0 {
        true => weights.changed_shift,
        false => weights.wished_day_off,
    };
    RepairLimits { most_changes: changes.unwrap_or(MOST_CHANGES), change_cost }
}

/// Rules that the repair breaks and the roster did not are a fault of wfm, unless the absence itself breaks them.
///
/// # Errors
/// Naming them.
fn verify(
    problem: &Problem,
    roster: &Roster,
    tradeoff: &Tradeoff,
    absences: &[Absence],
    terminal: &Terminal,
) -> anyhow::Result<()> {
    let words = |roster: &Roster| -> BTreeSet<String> {
        let broken = rostering::check(problem, roster);
        let others = broken.iter().filter(|v| absences.iter().all(|absence| absence.agent != v.agent));
        others.map(ToString::to_string).collect()
    };
    let before = words(roster);
    let new: Vec<String> = words(&tradeoff.roster).difference(&before).cloned().collect();
    if !new.is_empty() {
        let list = new.join("\n");
        return Err(anyhow!(
            "the repair breaks rules, which is a fault of wfm; nothing was written:\n{list}"
        ));
    }
    for violation in rostering::check(problem, &tradeoff.roster) {
        if absences.iter().any(|absence| absence.agent == violation.agent) {
            terminal.say(format!("the absence leaves {violation}"));
        }
    }
    Ok(())
}

fn rows(repaired: &Repaired) -> impl Iterator<Item = (usize, &Tradeoff)> {
    repaired.tradeoffs.iter().enumerate()
}

fn table(standing: &Standing, repaired: &Repaired, chosen: usize, format: Format) -> Table {
    let mut table = Table::new(["changes", "short_hours", "cost", "chosen", "what"]);
    let zone = standing.inputs.centre.zone;
    for (position, tradeoff) in rows(repaired) {
        let mark = match format {
            Format::Table => json!(if position == chosen { "*" } else { "" }),
            _ => json!(position == chosen),
        };
        let what = match tradeoff.changes.is_empty() {
            true => "nothing else changes".to_owned(),
            false => changes::with_names(&tradeoff.changes, zone),
        };
        table.row([
            json!(tradeoff.changes.len()),
            rounded(tradeoff.short_hours, 2),
            rounded(tradeoff.cost.total(), 2),
            mark,
            json!(what),
        ]);
    }
    table
}

fn json(standing: &Standing, repaired: &Repaired, chosen: usize) -> Value {
    let zone = standing.inputs.centre.zone;
    let time = |instant: chrono::DateTime<chrono::Utc>| instant.with_timezone(&zone).to_rfc3339();
    let shift = |shift: &Option<wfm_core::model::Assignment>| {
        shift.as_ref().map(|s| json!({"shift": s.shift, "start": time(s.start), "end": time(s.end)}))
    };
    let tradeoff = |(position, tradeoff): (usize, &Tradeoff)| {
        let changes: Vec<Value> = tradeoff
            .changes
            .iter()
            .map(|change| {
                json!({"agent": change.agent, "date": change.date, "before": shift(&change.before),
                    "after": shift(&change.after)})
            })
            .collect();
        json!({"changes": changes, "short_hours": tradeoff.short_hours, "objective": tradeoff.cost.total(),
            "cost": tradeoff.cost, "chosen": position == chosen})
    };
    json!({"tradeoffs": rows(repaired).map(tradeoff).collect::<Vec<_>>()})
}

/// `AGENT@DATE`; ids may hold an `@` themselves.
fn absence(text: &str) -> Result<Absence, String> {
    let wrong = || "expected an agent and a day such as amelia@2026-11-25".to_owned();
    let (agent, day) = text.rsplit_once('@').filter(|(agent, _)| !agent.is_empty()).ok_or_else(wrong)?;
    Ok(Absence { agent: agent.into(), date: date(day)? })
}
