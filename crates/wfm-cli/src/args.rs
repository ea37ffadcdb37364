//! What was typed.

use std::path::PathBuf;

use chrono::{Datelike, NaiveDate};
use clap::builder::TypedValueParser;
use clap::{Args as ClapArgs, Parser, Subcommand, ValueHint};
use wfm_core::forecasting::Method;
use wfm_core::rostering::Absence;

use crate::commands::erlang::ErlangArgs;
use crate::commands::staff::StaffArgs;
use crate::commands::whatif::WhatIfArgs;
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
    /// How good forecasts would have been, by distance, against the habits of the trade and against chance
    Backtest(Backtest),
    /// One-line answers: agents, service level, waits for a load
    Erlang(ErlangArgs),
    /// How many agents each interval needs
    Staff(StaffArgs),
    /// How many of which shifts cover a requirement, without names
    Shifts(Shifts),
    /// Who works when: a legal week for every agent, with breaks
    Roster(Roster),
    /// Why a roster is short or a wish refused, what a change would cost, and what the bound and gaps mean
    Explain(Explain),
    /// The least changes to a published roster when somebody is absent
    Repair(Repair),
    /// Check any roster against every rule and recompute its cost, without the solver
    Verify(StandingRoster),
    /// Play a scenario or a roster many times: the service it gives when calls come at random
    Simulate(Simulate),
    /// Forecast, staff, roster and report in one go
    Plan(Plan),
    /// Scenarios side by side: service, cost, heads
    #[command(name = "whatif")]
    WhatIf(WhatIfArgs),
    /// What the rest of the day will bring, given what has come so far
    Intraday(Intraday),
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
#[derive(Debug, Clone, ClapArgs)]
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
    /// How to forecast: auto, day-model, mixed, factor, holt-winters, seasonal-naive, mean-8 or median-8 (or another number
    /// of weeks)
    #[arg(long, value_name = "NAME", conflicts_with = "months", default_value_t = Method::Automatic)]
    pub(crate) method: Method,
    /// Forecast so many months by day, week and month, into long_range.csv; daily.csv is read beside the history
    #[arg(long, value_name = "N", conflicts_with = "days", value_parser = clap::value_parser!(u32).range(1..=36))]
    pub(crate) months: Option<u32>,
    /// Folder to write to [default: CENTRE/out]
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) out: Option<PathBuf>,
}

/// `wfm backtest`
#[derive(Debug, ClapArgs)]
pub(crate) struct Backtest {
    #[command(flatten)]
    pub(crate) centre: CentreFolder,
    /// A queue to test; may be given several times [default: all]
    #[arg(long, value_name = "QUEUE")]
    pub(crate) queue: Vec<String>,
    /// A method to test; may be given several times [default: auto and the habits of the trade]
    #[arg(long, value_name = "METHOD")]
    pub(crate) method: Vec<Method>,
    /// Forecasts to make again
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = count(1, 1000))]
    pub(crate) origins: usize,
    /// Days from the start of one forecast to that of the next
    #[arg(long, value_name = "DAYS", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=366))]
    pub(crate) every: u32,
    /// Days ahead of each forecast
    #[arg(long, value_name = "N", default_value_t = 28, value_parser = clap::value_parser!(u32).range(1..=366))]
    pub(crate) days: u32,
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

impl Roster {
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

/// A roster that is there, and what it should cover.
#[derive(Debug, Clone, ClapArgs)]
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

/// `wfm simulate`
#[derive(Debug, ClapArgs)]
pub(crate) struct Simulate {
    /// A centre with a roster, or a scenario: a JSON file, - for standard input
    #[arg(value_name = "CENTRE|SCENARIO", value_hint = ValueHint::AnyPath)]
    pub(crate) what: PathBuf,
    /// Times to play it [default: 200 weeks; replications of the scenario, else 400]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    pub(crate) replications: Option<u32>,
    /// Seed of every random number [default: roster.seed of centre.toml; seed of the scenario, else 1]
    #[arg(long, value_name = "N")]
    pub(crate) seed: Option<u64>,
    /// Scenario: play on until the service level of every call type is known to within this share, such as 0.005
    #[arg(long, value_name = "SHARE")]
    pub(crate) precision: Option<f64>,
    /// Centre: a day of the week to play [default: the first week of the roster]
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) week: Option<NaiveDate>,
    /// Centre: roster to play; activities.csv is read from beside it [default: CENTRE/out/roster.csv]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) roster: Option<PathBuf>,
    /// Centre: share of shifts that are not worked at all [default: the unplanned shrinkage of centre.toml]
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub(crate) absence: Option<f64>,
    /// Centre: folder to write to [default: CENTRE/out]
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) out: Option<PathBuf>,
}

/// `wfm shifts`
#[derive(Debug, ClapArgs)]
pub(crate) struct Shifts {
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
    /// Rounds of improvement
    #[arg(long, value_name = "N", default_value_t = 300)]
    pub(crate) rounds: u32,
    /// Seed of every random choice [default: roster.seed of centre.toml]
    #[arg(long, value_name = "N")]
    pub(crate) seed: Option<u64>,
}

/// `wfm explain`
#[derive(Debug, ClapArgs)]
pub(crate) struct Explain {
    #[command(flatten)]
    pub(crate) roster: StandingRoster,
    /// Only the interval at this time, such as 2026-11-23T14:00: everybody who could come then, and why others cannot
    #[arg(long, value_name = "TIME")]
    pub(crate) interval: Option<String>,
    /// Only this agent
    #[arg(long, value_name = "AGENT")]
    pub(crate) agent: Option<String>,
}

/// `wfm repair`
#[derive(Debug, ClapArgs)]
pub(crate) struct Repair {
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

/// A number from `least` to `most`.
fn count(least: u64, most: u64) -> impl TypedValueParser<Value = usize> {
    clap::value_parser!(u64).range(least..=most).map(|value| value as usize)
}

/// `AGENT@DATE`; ids may hold an `@` themselves.
fn absence(text: &str) -> Result<Absence, String> {
    let wrong = || "expected an agent and a day such as amelia@2026-11-25".to_owned();
    let (agent, day) = text.rsplit_once('@').filter(|(agent, _)| !agent.is_empty()).ok_or_else(wrong)?;
    Ok(Absence { agent: agent.into(), date: date(day)? })
}

/// `wfm intraday`
#[derive(Debug, ClapArgs)]
pub(crate) struct Intraday {
    #[command(flatten)]
    pub(crate) centre: CentreFolder,
    /// The day so far, with the columns of history.csv; - for standard input
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) actual: PathBuf,
    /// The time it is, such as "2026-11-23 11:00" or 2026-11-23T11:00:00Z; rows after it are set aside
    #[arg(long, value_name = "T")]
    pub(crate) now: String,
    /// Folder to write to [default: CENTRE/out]
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) out: Option<PathBuf>,
}

/// A quarter at most: nobody promises shifts further ahead, and the search grows with the days.
fn weeks() -> clap::builder::RangedI64ValueParser<u32> {
    clap::value_parser!(u32).range(1..=13)
}

/// A date of our time: any other is a slip of the finger, and calendars have an end.
pub(crate) fn date(text: &str) -> Result<NaiveDate, String> {
    let date = text.parse::<NaiveDate>().ok().filter(|date| (1900..=2999).contains(&date.year()));
    date.ok_or_else(|| "expected a date such as 2026-11-23, from 1900 to 2999".to_owned())
}

/// A share; percent is a slip.
fn share(text: &str) -> Result<f64, String> {
    let share = text.parse::<f64>().ok().filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| "expected a share from 0 to 1, such as 0.08 for 8 %".to_owned())
}
