//! `wfm roster CENTRE`

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, bail};
use chrono::{Duration, NaiveDate};
use clap::{Args, ValueHint};
use wfm_core::io::{self, Inputs, Source, Want, Wanted};
use wfm_core::model::{Centre, Requirement};

use crate::args::{CentreFolder, Global, Search, StandingRoster, date, weeks};
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
    /// Folder to write to [default: CENTRE/out]
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) search: Search,
    /// Keep the shifts of a roster and place only its breaks anew
    #[arg(long, conflicts_with_all = ["time_limit", "work_limit", "seed"])]
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
    let inputs = centre::open(folder, &wanted(), global.strict, terminal)?;
    let (from, requirements) =
        requirements(folder, &args.requirement, &args.out, &inputs.centre, global.strict, terminal)?;
    let first = week(&inputs, &requirements, args.week, args.weeks, terminal)?;
    let days = 7 * args.weeks;
    let rostered = planning::rostered(inputs, &requirements, first, days, &args.search, terminal)?;
    let mut files = centre::input_files(folder, &wanted());
    files.push(from);
    let summary = Summary::of(&rostered, &Forecasted::default(), summary::Inputs::of(folder, &files)?)?;
    summary.warn_of_misses(terminal);
    let written = centre::out_folder(folder, &args.out);
    files::write(&written, &rostered, &summary, &Forecasted::default())?;
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

/// What a roster is made from, besides the requirement.
pub(crate) fn wanted() -> Wanted {
    Wanted {
        agents: Want::Needed,
        availability: Want::IfThere,
        published: Want::IfThere,
        ..Wanted::default()
    }
}

/// The requirement to cover and the file it stands in: the one named, else one that lies in the centre or in its output.
pub(crate) fn requirements(
    folder: &Path,
    named: &Option<PathBuf>,
    out: &Option<PathBuf>,
    centre: &Centre,
    strict: bool,
    terminal: &Terminal,
) -> anyhow::Result<(PathBuf, Vec<Requirement>)> {
    let lying = [
        folder.join("requirement.csv"),
        centre::out_folder(folder, out).join("requirement.csv"),
        folder.join("out/requirement.csv"),
    ];
    let path = named.clone().or_else(|| centre::first_existing(&lying)).with_context(|| {
        format!("{} has no requirement.csv; make one with: wfm staff {}", folder.display(), folder.display())
    })?;
    terminal.detail(format!("Covering the requirement in {}", path.display()));
    let requirements = centre::accept(io::requirement(Source::path(&path), centre), strict, terminal)?;
    Ok((path, requirements))
}

/// First day of the week named, else of the first week of the requirement, which must have rows in every one of the weeks.
pub(crate) fn week(
    inputs: &Inputs,
    requirements: &[Requirement],
    named: Option<NaiveDate>,
    weeks: u32,
    terminal: &Terminal,
) -> anyhow::Result<NaiveDate> {
    let rows: BTreeSet<NaiveDate> =
        requirements.iter().flat_map(|requirement| requirement.grid.days()).map(|day| day.date).collect();
    let first = match (named, rows.first()) {
        (Some(date), _) => planning::named_week(&inputs.centre, date, terminal),
        (None, Some(date)) => planning::week_of(&inputs.centre, *date),
        (None, None) => bail!("the requirement has no rows; name the week with --week"),
    };
    let begins = (0..i64::from(weeks)).map(|week| first + Duration::days(7 * week));
    let empty = begins.into_iter().find(|week| week.iter_days().take(7).all(|day| !rows.contains(&day)));
    match empty.filter(|_| named.is_some() || weeks > 1) {
        Some(week) => bail!(
            "the requirement has no rows in the week from {week}; make them with wfm staff --from {first}{}",
            if weeks > 1 { format!(" --days {}", 7 * weeks) } else { String::new() }
        ),
        None => Ok(first),
    }
}
