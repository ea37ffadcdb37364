//! `wfm staff CENTRE`

mod backlog;
mod blending;
mod curve;
mod days;
mod multi_skill;
mod shrinkage;
mod volume;
mod warnings;

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};
use wfm_core::io::{self, Files, Inputs, Source, Want, Wanted, write};
use wfm_core::model::Forecast;
use wfm_core::staffing;

use crate::args::{CentreFolder, Days, Global};
use crate::output::{Format, Terminal};
use crate::{Answer, centre, planning};
use backlog::Backlog;
use multi_skill::{BySkill, Wish};
use shrinkage::Given;
use volume::{Sized, Volume};

/// `wfm staff`
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct StaffArgs {
    #[command(flatten)]
    centre: CentreFolder,
    #[command(flatten)]
    days: Days,
    /// Forecast to staff for [default: CENTRE/forecast.csv, else CENTRE/out/forecast.csv, else from history]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    forecast: Option<PathBuf>,
    /// Volume to staff for, with the probability of keeping the promise; p80: not exceeded in 8 of 10 intervals
    #[arg(long, value_enum, value_name = "VOLUME")]
    volume: Option<Volume>,
    /// Deferred work that waits when the forecast begins: columns queue, arrived, contacts [default: as much as the
    /// days leave behind]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    backlog: Option<PathBuf>,
    /// How `agents` and `scheduled` become whole [default: agents whole, scheduled as computed and rounded up by a roster]
    #[arg(long, value_enum, value_name = "HOW")]
    rounding: Option<Rounding>,
    /// Shrinkage in place of the centre's: a share such as 30%, or `states`: as recorded in states.csv
    #[arg(long, value_name = "SHARE|states")]
    shrinkage: Option<Given>,
    /// States of states.csv in which an agent serves the queue; capitals, spaces and hyphens do not matter
    #[arg(long, value_name = "STATES", value_delimiter = ',', default_values = shrinkage::AVAILABLE)]
    available: Vec<String>,
    /// Write nothing; show what more and fewer agents would give in the busiest interval, or in one, such as
    /// --curve=2026-11-23T10:00
    #[arg(long, value_name = "TIME", num_args = 0..=1, require_equals = true, default_missing_value = curve::BUSIEST)]
    curve: Option<curve::When>,
    /// The queue of the curve [default: all]
    #[arg(long, value_name = "QUEUE", requires = "curve")]
    queue: Option<String>,
    /// Agents by skill, too: the fewest of every group with which the promises hold when calls are played, written to
    /// skill_groups.csv, beside queue-by-queue sizing and full pooling
    #[arg(long, conflicts_with = "curve")]
    multi_skill: bool,
    /// With --multi-skill: what it is worth that one agent of a group learns another queue
    #[arg(long, requires = "multi_skill")]
    training: bool,
    /// With --multi-skill: seed of every random number [default: roster.seed of centre.toml]
    #[arg(long, value_name = "N", requires = "multi_skill")]
    seed: Option<u64>,
    /// Folder to write to [default: CENTRE/out]
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    out: Option<PathBuf>,
}

const EXAMPLES: &str = "\
  wfm staff CENTRE                                   requirement.csv, and its days
  wfm staff CENTRE --volume p80                      enough for eight of ten intervals
  wfm staff CENTRE --volume expected-service         the service level kept on average, though the volume is unsure
  wfm staff CENTRE --backlog waiting.csv             e-mails begin with those that wait already
  wfm staff CENTRE --rounding none --format csv      fractional agents, for headcount over months
  wfm staff CENTRE --shrinkage states                shrinkage as states.csv recorded it
  wfm staff CENTRE --curve --queue cards             what would 3 more or fewer give?
  wfm staff CENTRE --multi-skill --training          how many of which skills, and what a further skill is worth
Outbound queues are sized by plain workload: the plan of connected calls (`offered`) times their handle time, over
max_occupancy; pacing the dialler is not part of it. Each queue has agents of its own, unless --multi-skill is asked for; how much deferred work
would fit between the calls of agents who can do both, up to max_occupancy of the calls, is said but not taken off.
With --format json or csv, --volume adds the columns `expected_service_level` (over all volumes within the forecast's
bands) and `probability_kept` (mean over the contacts of the day that their interval keeps every promise); --curve has
one row per number of agents, `keeps_promises` true where they are enough.";

/// How agents become whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Rounding {
    /// Up in every interval
    Ceil,
    /// To the nearest
    Nearest,
    /// What is left of one interval is carried to the next
    Cumulative,
    /// Not at all: also the agents on the queue are the real number that keeps the promise exactly
    None,
}

/// Writes `requirement.csv` and prints the days; or prints the curve.
pub(crate) fn run(
    args: &StaffArgs,
    global: &Global,
    terminal: &Terminal,
    out: &mut dyn Write,
) -> anyhow::Result<Answer> {
    let from_file = forecast_file(args);
    let history = if from_file.is_some() { Want::No } else { Want::Needed };
    let states = if args.shrinkage == Some(Given::States) { Want::Needed } else { Want::No };
    let wanted = Wanted { history, states, agents: Want::IfThere, ..Wanted::default() };
    let mut inputs = centre::open(&args.centre.centre, &wanted, global.strict, terminal)?;
    if let Some(given) = args.shrinkage {
        shrinkage::replace(given, &args.available, &mut inputs, terminal)?;
    }
    let forecasts = forecasts(args, &inputs, from_file, global.strict, terminal)?;
    let options =
        staffing::Options { fractional: args.rounding == Some(Rounding::None), ..Default::default() };
    let backlog = match &args.backlog {
        Some(path) => Backlog::read(path, &inputs, global.strict, terminal)?,
        None => Backlog::default(),
    };
    let mut sized = volume::sized(&inputs, &forecasts, args.volume, &backlog, &options)?;
    if let Some(when) = args.curve {
        return curve::print(&sized, when, args.queue.as_deref(), global.format, out);
    }
    warnings::say(&sized, &inputs.agents, terminal);
    blending::say(&sized, &inputs.centre, &inputs.agents, terminal)?;
    let exact: Vec<_> = sized.iter().map(|sized| sized.requirement.clone()).collect();
    let wish = Wish { training: args.training, seed: args.seed.unwrap_or(inputs.centre.weights.seed) };
    let by_skill = match args.multi_skill {
        true => Some(BySkill::of(&inputs, &forecasts, &exact, &wish, terminal)?),
        false => None,
    };
    round(&mut sized, args.rounding);

    let folder = centre::out_folder(&args.centre.centre, &args.out);
    let mut files = Files::new(&folder);
    let requirements: Vec<_> = sized.iter().map(|sized| sized.requirement.clone()).collect();
    files.add("requirement.csv", |out| write::requirement(out, &requirements))?;
    if let Some(by_skill) = &by_skill {
        by_skill.add_file(&mut files)?;
    }
    files.commit()?;
    if let Some(by_skill) = &by_skill {
        by_skill.print(global.format, terminal, out)?;
        terminal.say(format!("The intervals are in {}", folder.join("skill_groups.csv").display()));
        return Ok(Answer::Done);
    }
    days::table(&sized, args.volume.is_some())?.print(global.format, out)?;
    if global.format == Format::Table {
        terminal.say(format!("The intervals are in {}", folder.join("requirement.csv").display()));
    }
    Ok(Answer::Done)
}

/// The forecast to staff for, if it is a file: the one named, else one that lies in the centre or in its output, unless
/// days were asked for.
fn forecast_file(args: &StaffArgs) -> Option<PathBuf> {
    let centre = &args.centre.centre;
    let lying = || {
        let out = centre::out_folder(centre, &args.out).join("forecast.csv");
        let asked = args.days.from.is_some() || args.days.days.is_some();
        centre::first_existing(&[centre.join("forecast.csv"), out]).filter(|_| !asked)
    };
    args.forecast.clone().or_else(lying)
}

fn forecasts(
    args: &StaffArgs,
    inputs: &Inputs,
    file: Option<PathBuf>,
    strict: bool,
    terminal: &Terminal,
) -> anyhow::Result<Vec<Forecast>> {
    match file {
        Some(path) => {
            terminal.say(format!("Staffing for the forecast in {}", path.display()));
            centre::accept(io::forecast(Source::path(&path), &inputs.centre), strict, terminal)
        }
        None => {
            let from =
                args.days.from.map_or_else(|| planning::week_after(&inputs.centre, &inputs.history), Ok)?;
            planning::forecasts(inputs, from, args.days.days.unwrap_or(7), terminal)
        }
    }
}

fn round(sized: &mut [Sized<'_>], rounding: Option<Rounding>) {
    let policy = match rounding {
        Some(Rounding::Ceil) => staffing::Rounding::Ceil,
        Some(Rounding::Nearest) => staffing::Rounding::Nearest,
        Some(Rounding::Cumulative) => staffing::Rounding::Cumulative,
        Some(Rounding::None) | None => return,
    };
    for Sized { requirement, .. } in sized {
        let whole = staffing::rounded(&requirement.scheduled, policy);
        requirement.scheduled = whole.into_iter().map(f64::from).collect();
    }
}
