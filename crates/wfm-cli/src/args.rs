//! What was typed.

use std::path::PathBuf;

use chrono::{Datelike, NaiveDate};
use clap::{Args as ClapArgs, Parser, Subcommand, ValueHint};

use crate::commands::erlang::ErlangArgs;
use crate::commands::staff::StaffArgs;
use crate::output::Format;
use crate::samples::Sample;

/// Plan a contact centre from a folder of plain files.
///
/// From call history, agents, contracts and leave to a week's roster to publish, with the service level it will really
/// give. Nothing leaves this machine.
#[derive(Debug, Parser)]
#[command(name = "wfm", version, max_term_width = 100, propagate_version = true)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command takes.
#[derive(Debug, Clone, ClapArgs)]
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

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Write a starter centre that plans at once
    Init(Init),
    /// Read everything and report all problems at once; change nothing
    Check(Check),
    /// Forecast contacts and handle times from history
    Forecast(Forecast),
    /// One-line answers: agents, service level, waits for a load
    Erlang(ErlangArgs),
    /// How many agents each interval needs
    Staff(StaffArgs),
    /// Who works when: a legal week for every agent, with breaks
    Roster(Roster),
    /// Check any roster against every rule and recompute its cost, without the solver
    Verify(Verify),
    /// Forecast, staff, roster and report in one go
    Plan(Plan),
    /// Print the completion script of a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Write manual pages into a folder
    Man {
        /// The folder; made when absent
        #[arg(value_hint = ValueHint::DirPath)]
        dir: PathBuf,
    },
}

/// `wfm init`
#[derive(Debug, ClapArgs)]
pub(crate) struct Init {
    /// The folder to write; it must be new or empty
    #[arg(value_hint = ValueHint::DirPath)]
    pub(crate) dir: PathBuf,
    /// Which centre to start from
    #[arg(long, value_enum, default_value_t = Sample::HelpDesk)]
    pub(crate) sample: Sample,
}

/// The centre a command works on.
#[derive(Debug, ClapArgs)]
pub(crate) struct CentreFolder {
    /// The centre: a folder with a centre.toml
    #[arg(value_hint = ValueHint::DirPath)]
    pub(crate) centre: PathBuf,
}

/// `wfm check`
#[derive(Debug, ClapArgs)]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) centre: CentreFolder,
    /// Number of weeks that are rostered together, 1 to 13
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = weeks())]
    pub(crate) weeks: u32,
}

/// A stretch of days.
#[derive(Debug, Clone, Copy, ClapArgs)]
pub(crate) struct Days {
    /// First day [default: the first day of a week after the history ends]
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) from: Option<NaiveDate>,
    /// Number of days [default: 7]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=800))]
    pub(crate) days: Option<u32>,
}

/// `wfm forecast`
#[derive(Debug, ClapArgs)]
pub(crate) struct Forecast {
    #[command(flatten)]
    pub(crate) centre: CentreFolder,
    #[command(flatten)]
    pub(crate) days: Days,
    /// Folder to write to [default: CENTRE/out]
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) out: Option<PathBuf>,
}

/// How long and how hard to search.
#[derive(Debug, Clone, Copy, ClapArgs)]
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

/// `wfm roster`
#[derive(Debug, ClapArgs)]
pub(crate) struct Roster {
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
}

/// `wfm verify`
#[derive(Debug, ClapArgs)]
pub(crate) struct Verify {
    #[command(flatten)]
    pub(crate) centre: CentreFolder,
    /// Roster to check; activities.csv is read from beside it [default: CENTRE/out/roster.csv]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) roster: Option<PathBuf>,
    /// Requirement it should cover [default: CENTRE/requirement.csv, else CENTRE/out/requirement.csv]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) requirement: Option<PathBuf>,
    /// A day of the first week to check [default: the first week of the requirement]
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) week: Option<NaiveDate>,
    /// Number of weeks to check together, 1 to 13 [default: those of the roster, as far as the requirement goes]
    #[arg(long, value_name = "N", value_parser = weeks())]
    pub(crate) weeks: Option<u32>,
}

/// `wfm plan`
#[derive(Debug, ClapArgs)]
pub(crate) struct Plan {
    #[command(flatten)]
    pub(crate) centre: CentreFolder,
    /// A day of the first week to plan [default: the first whole week after the history ends]
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) week: Option<NaiveDate>,
    /// Number of weeks to plan together, 1 to 13
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = weeks())]
    pub(crate) weeks: u32,
    /// Folder to write to [default: CENTRE/out]
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) search: Search,
}

/// A quarter at most: nobody promises shifts further ahead, and the search grows with the days.
fn weeks() -> clap::builder::RangedI64ValueParser<u32> {
    clap::value_parser!(u32).range(1..=13)
}

/// A date of our time: any other is a slip of the finger, and calendars have an end.
fn date(text: &str) -> Result<NaiveDate, String> {
    let date = text.parse::<NaiveDate>().ok().filter(|date| (1900..=2999).contains(&date.year()));
    date.ok_or_else(|| "expected a date such as 2026-11-23, from 1900 to 2999".to_owned())
}
