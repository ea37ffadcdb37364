//! `wfm simulate CENTRE` and `wfm simulate OPERATION.json`

mod roster;
mod operation;

use std::io::Write;
use std::path::PathBuf;

use anyhow::bail;
use chrono::NaiveDate;
use clap::{Args, ValueHint};

use crate::Answer;
use crate::args::{Global, date};
use crate::output::Terminal;

/// `wfm simulate`
#[derive(Debug, Args)]
pub(crate) struct SimulateArgs {
    /// A centre with a roster, or an operation of calls and agents: a JSON file, - for standard input
    #[arg(value_name = "CENTRE|OPERATION", value_hint = ValueHint::AnyPath)]
    pub(crate) what: PathBuf,
    /// Times to play it [default: 200 weeks; replications of the operation, else 400]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    pub(crate) replications: Option<u32>,
    /// Seed of every random number [default: roster.seed of centre.toml; seed of the operation, else 1]
    #[arg(long, value_name = "N")]
    pub(crate) seed: Option<u64>,
    /// Operation: play on until the service level of every call type is known to within this share, such as 0.005
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

/// Plays a roster, or an operation.
pub(crate) fn run(
    args: &SimulateArgs,
    global: &Global,
    terminal: &Terminal,
    out: &mut dyn Write,
) -> anyhow::Result<Answer> {
    if args.what.is_dir() {
        return roster::run(args, global, terminal, out);
    }
    if args.week.is_some() || args.roster.is_some() || args.absence.is_some() || args.out.is_some() {
        bail!(
            "--week, --roster, --absence and --out are for a centre, and {} is no folder",
            args.what.display()
        );
    }
    operation::run(args, global, terminal, out)
}

/// A share; percent is a slip.
fn share(text: &str) -> Result<f64, String> {
    let share = text.parse::<f64>().ok().filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| "expected a share from 0 to 1, such as 0.08 for 8 %".to_owned())
}
