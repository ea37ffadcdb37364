//! What several commands take, as typed; what one command alone takes stands in its own file.

use std::path::PathBuf;

use chrono::{Datelike, NaiveDate};
use clap::{Args, ValueHint};

use crate::output::Format;

/// What every command takes.
#[derive(Debug, Clone, Args)]
pub(crate) struct Global {
    /// How tables are printed on standard output
    #[arg(long, global = true, value_enum, default_value_t = Format::Table)]
    pub(crate) format: Format,
    /// Say nothing but errors on standard error
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Say more: every note on the input, every step
    #[arg(long, short, global = true)]
    pub(crate) verbose: bool,
    /// Treat warnings as errors, and a target that is missed as the answer no (exit code 1)
    #[arg(long, global = true)]
    pub(crate) strict: bool,
}

/// The centre a command works on.
#[derive(Debug, Clone, Args)]
pub(crate) struct CentreFolder {
    /// The centre: a folder with a centre.toml
    #[arg(value_hint = ValueHint::DirPath)]
    pub(crate) centre: PathBuf,
}

/// A stretch of days.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct Days {
    /// First day [default: the first day of a week after the history ends]
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) from: Option<NaiveDate>,
    /// Number of days [default: 7]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=800))]
    pub(crate) days: Option<u32>,
}

/// How long and how hard to search.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct Search {
    /// Stop the search after this many seconds, or after the work that usually takes so long [default:
    /// roster.time_limit_seconds of centre.toml]
    #[arg(long, value_name = "S", allow_negative_numbers = true)]
    pub(crate) time_limit: Option<f64>,
    /// Stop the search after this much counted work; repeats exactly on any machine
    #[arg(long, value_name = "N")]
    pub(crate) work_limit: Option<u64>,
    /// Seed of every random choice [default: roster.seed of centre.toml]
    #[arg(long, value_name = "N")]
    pub(crate) seed: Option<u64>,
}

/// Further files of a roster, for people.
#[derive(Debug, Clone, Copy, Default, Args)]
pub(crate) struct Handouts {
    /// Write roster.xlsx too: a spreadsheet with the week, its shifts, activities and coverage
    #[arg(long)]
    pub(crate) xlsx: bool,
    /// Write calendars/AGENT.ics too: a calendar for each agent
    #[arg(long)]
    pub(crate) calendars: bool,
}

/// How a roster is made, and what is written of it. Which weeks, every command says in its own words.
#[derive(Debug, Clone, Args)]
pub(crate) struct Rostering {
    /// Folder to write to [default: CENTRE/out]
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) search: Search,
    #[command(flatten)]
    pub(crate) handouts: Handouts,
}

/// A roster that is there, and what it should cover.
#[derive(Debug, Clone, Args)]
pub(crate) struct StandingRoster {
    #[command(flatten)]
    pub(crate) centre: CentreFolder,
    /// The roster; activities.csv is read from beside it [default: CENTRE/out/roster.csv]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) roster: Option<PathBuf>,
    /// Requirement it should cover [default: CENTRE/requirement.csv, else CENTRE/out/requirement.csv]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) requirement: Option<PathBuf>,
    /// A day of the first week that is meant [default: the first week of the requirement]
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) week: Option<NaiveDate>,
    /// Number of weeks taken together, 1 to 13 [default: those of the roster, as far as the requirement goes]
    #[arg(long, value_name = "N", value_parser = weeks())]
    pub(crate) weeks: Option<u32>,
}

/// A quarter at most: nobody promises shifts further ahead, and the search grows with the days.
pub(crate) fn weeks() -> clap::builder::RangedI64ValueParser<u32> {
    clap::value_parser!(u32).range(1..=13)
}

/// A date of our time: any other is a slip of the finger, and calendars have an end.
pub(crate) fn date(text: &str) -> Result<NaiveDate, String> {
    let date = text.parse::<NaiveDate>().ok().filter(|date| (1900..=2999).contains(&date.year()));
    date.ok_or_else(|| "expected a date such as 2026-11-23, from 1900 to 2999".to_owned())
}
