//! `wfm roster CENTRE`

use std::io::Write;
use std::path::PathBuf;
use std::time::Instant;

use chrono::NaiveDate;
use clap::{Args, ValueHint};

use crate::args::{CentreFolder, Global, Rostering, StandingRoster, date, weeks};
use crate::output::{Format, Terminal, files, headline};
use crate::planning::Forecasted;
use crate::summary::{self, Summary};
use crate::{Answer, centre, planning};

/// `wfm roster`
#[derive(Debug, Args)]
pub(crate) struct RosterArgs {
    #[command(flatten)]
    pub(crate) centre: CentreFolder,
    /// A day of the first week to roster [default: the first week of the requirement]
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) week: Option<NaiveDate>,
    /// Number of weeks to roster together, 1 to 13
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = weeks())]
    pub(crate) weeks: u32,
    /// Requirement to cover [default: CENTRE/requirement.csv, else CENTRE/out/requirement.csv]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) requirement: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) rostering: Rostering,
    /// Keep the shifts of a roster and place only its breaks anew
    #[arg(long, conflicts_with_all = ["time_limit", "work_limit", "seed", "xlsx", "calendars"])]
    pub(crate) breaks_only: bool,
    /// Roster whose breaks are placed anew; activities.csv is read from beside it [default: CENTRE/out/roster.csv]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, requires = "breaks_only")]
    pub(crate) roster: Option<PathBuf>,
    /// Breaks that begin before this moment stay, such as 2026-11-23T14:00
    #[arg(long, value_name = "TIME", requires = "breaks_only")]
    pub(crate) from: Option<String>,
}

impl RosterArgs {
    /// The roster whose breaks are meant.
    pub(crate) fn standing(&self) -> StandingRoster {
        StandingRoster {
            centre: CentreFolder { centre: self.centre.centre.clone() },
            roster: self.roster.clone(),
            requirement: self.requirement.clone(),
            week: self.week,
            weeks: Some(self.weeks),
        }
    }
}

/// Writes `roster.csv`, `activities.csv`, `coverage.csv`, `summary.json` and `report.html` and prints the figures.
pub(crate) fn run(
    args: &RosterArgs,
    global: &Global,
    terminal: &Terminal,
    out: &mut dyn Write,
) -> anyhow::Result<Answer> {
    let start = Instant::now();
    let folder = &args.centre.centre;
    let inputs = centre::open(folder, &planning::wanted(), global.strict, terminal)?;
    let (from, requirements) = planning::given_requirements(
        folder,
        &args.requirement,
        &args.rostering.out,
        &inputs.centre,
        global.strict,
        terminal,
    )?;
    let first = planning::required_week(&inputs, &requirements, args.week, args.weeks, terminal)?;
    let days = 7 * args.weeks;
    let rostered = planning::rostered(inputs, &requirements, first, days, &args.rostering.search, terminal)?;
    let mut files = centre::input_files(folder, &planning::wanted());
    files.push(from);
    let summary = Summary::of(&rostered, &Forecasted::default(), summary::Inputs::of(folder, &files)?)?;
    summary.warn_of_misses(terminal);
    summary.warn_of_remarks(terminal, &rostered.inputs.centre);
    let written = centre::out_folder(folder, &args.rostering.out);
    files::write(&written, &rostered, &summary, &Forecasted::default(), args.rostering.handouts)?;
    match global.format {
        Format::Table => {
            headline::print(&rostered, &summary, out)?;
            terminal.say(format!("The roster is in {}", written.join("roster.csv").display()));
        }
        format => headline::print_search(&summary, start.elapsed(), format, out)?,
    }
    let missed = global.strict && summary.misses_a_target();
    Ok(if missed { Answer::No } else { Answer::Done })
}
