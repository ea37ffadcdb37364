//! Plays the roster of a centre against its own forecast.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use chrono::NaiveDate;
use serde::Serialize;
use wfm_core::io::{self, Files, Inputs, Source};
use wfm_core::model::{Forecast, Grid, Requirement, Roster};

use super::SimulateArgs;
use crate::args::Global;
use crate::outlook::{self, Outlook, Stage, Wish};
use crate::output::{Format, Terminal, outlook as printed};
use crate::{Answer, centre, planning, summary};

/// Weeks to play when nothing is asked for.
const REPLICATIONS: usize = 200;

/// Shares of absence that are compared.
const ABSENCES: [f64; 4] = [0.0, 0.05, 0.10, 0.20];

/// The answer as `simulation.json` has it.
#[derive(Debug, Serialize)]
struct Answered<'a> {
    wfm: &'static str,
    centre: &'a str,
    first_day: NaiveDate,
    inputs: Vec<String>,
    inputs_sha256: String,
    #[serde(flatten)]
    outlook: &'a Outlook,
}

/// The tables a simulation is made from.
struct Tables {
    files: Vec<PathBuf>,
    forecasts: Vec<Forecast>,
    requirements: Vec<Requirement>,
    roster: Roster,
}

/// Writes `simulation.csv` and `simulation.json` and prints what they say.
pub(crate) fn run(
    args: &SimulateArgs,
    global: &Global,
    terminal: &Terminal,
    out: &mut dyn Write,
) -> anyhow::Result<Answer> {
    let folder = &args.what;
    if args.precision.is_some() {
        bail!("--precision is for a scenario; a roster is played --replications times");
    }
    let inputs = centre::open(folder, &planning::wanted(), global.strict, terminal)?;
    let tables = tables(args, &inputs, global.strict, terminal)?;
    let first = week(args, &inputs, &tables.roster, terminal)?;
    let grid = Grid::of_days(first, 7, inputs.centre.interval_minutes, inputs.centre.zone)?;
    let requirements: Vec<Requirement> =
        tables.requirements.iter().map(|requirement| requirement.on(&grid)).collect();
    let problem = planning::problem(&inputs, requirements.clone(), first, 7)?;
    let coverage = planning::coverages(&inputs.centre, &problem, &requirements, &tables.roster)?;
    let stage = Stage {
        inputs: &inputs,
        grid: &grid,
        roster: &tables.roster,
        forecasts: &tables.forecasts,
        requirements: &requirements,
        coverage: &coverage,
    };
    let wish = Wish {
        replications: Some(args.replications.map_or(REPLICATIONS, |count| count as usize)),
        seed: args.seed.unwrap_or(inputs.centre.weights.seed),
        absence: args.absence,
    };
    let mut outlook = outlook::outlook(&stage, &wish, terminal)?;
    if outlook.queues.is_empty() {
        bail!("nothing to judge in the week from {first}: no queue with contacts promises a service level");
    }
    outlook::add_absences(&mut outlook, &stage, &ABSENCES, terminal)?;
    let mut files = centre::input_files(folder, &planning::wanted());
    files.extend(tables.files);
    let read = summary::Inputs::of(folder, &files)?;
    let answered = Answered {
        wfm: env!("CARGO_PKG_VERSION"),
        centre: &inputs.centre.name,
        first_day: first,
        inputs: read.names,
        inputs_sha256: read.sha256,
        outlook: &outlook,
    };
    show(&answered, &centre::out_folder(folder, &args.out), global.format, terminal, out)
}

fn show(
    answered: &Answered,
    folder: &Path,
    format: Format,
    terminal: &Terminal,
    out: &mut dyn Write,
) -> anyhow::Result<Answer> {
    let json = serde_json::to_string_pretty(answered)? + "\n";
    let csv = printed::csv(answered.outlook)?;
    let mut files = Files::new(folder);
    files.add("simulation.csv", |file| file.write_all(&csv))?;
    files.add("simulation.json", |file| file.write_all(json.as_bytes()))?;
    files.commit()?;
    match format {
        Format::Table => printed::print(answered.outlook, out)?,
        Format::Csv => out.write_all(&csv)?,
        Format::Json => out.write_all(json.as_bytes())?,
    }
    terminal.say(format!("The figures are in {}", folder.join("simulation.csv").display()));
    Ok(Answer::Done)
}

/// A table of the centre or of its output, and the command that writes it.
struct Wanted {
    name: &'static str,
    command: &'static str,
}

const FORECAST: Wanted = Wanted { name: "forecast.csv", command: "wfm forecast" };
const REQUIREMENT: Wanted = Wanted { name: "requirement.csv", command: "wfm staff" };
const ROSTER: Wanted = Wanted { name: "roster.csv", command: "wfm roster" };
const ACTIVITIES: Wanted = Wanted { name: "activities.csv", command: "wfm roster" };

fn tables(args: &SimulateArgs, inputs: &Inputs, strict: bool, terminal: &Terminal) -> anyhow::Result<Tables> {
    let folder = &args.what;
    let mut missing = Vec::new();
    let mut find = |wanted: &Wanted, named: Option<PathBuf>| -> PathBuf {
        let lying = [centre::out_folder(folder, &args.out), folder.join("out"), folder.clone()];
        let found = named.or_else(|| centre::first_existing(&lying.map(|folder| folder.join(wanted.name))));
        found.filter(|path| path.exists()).unwrap_or_else(|| {
            missing.push(format!("  {} ({} {})", wanted.name, wanted.command, folder.display()));
            PathBuf::new()
        })
    };
    let forecast = find(&FORECAST, None);
    let requirement = find(&REQUIREMENT, None);
    let roster = find(&ROSTER, args.roster.clone());
    let activities =
        find(&ACTIVITIES, args.roster.as_ref().map(|roster| roster.with_file_name(ACTIVITIES.name)));
    if !missing.is_empty() {
        let all = format!("wfm plan {} writes all of them", folder.display());
        bail!("a roster cannot be simulated without these tables; {all}:\n{}", missing.join("\n"));
    }
    let centre = &inputs.centre;
    let read = io::roster(Source::path(&roster), Some(Source::path(&activities)), centre, &inputs.agents);
    Ok(Tables {
        forecasts: centre::accept(io::forecast(Source::path(&forecast), centre), strict, terminal)?,
        requirements: centre::accept(io::requirement(Source::path(&requirement), centre), strict, terminal)?,
        roster: centre::accept(read, strict, terminal)?,
        files: vec![forecast, requirement, roster, activities],
    })
}

/// First day of the week named, else of the first week of the roster.
fn week(
    args: &SimulateArgs,
    inputs: &Inputs,
    roster: &Roster,
    terminal: &Terminal,
) -> anyhow::Result<NaiveDate> {
    if let Some(date) = args.week {
        return Ok(planning::named_week(&inputs.centre, date, terminal));
    }
    let first = roster.assignments.iter().map(|shift| shift.date).min();
    let first = first.context("the roster has no shifts; name the week with --week")?;
    Ok(planning::week_of(&inputs.centre, first))
}
