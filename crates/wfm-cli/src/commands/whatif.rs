//! `wfm whatif CENTRE SCENARIOS.toml`

mod asked;
mod columns;
mod overview;
mod rosters;

use std::io::Write;
use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, ValueEnum, ValueHint};
use serde_json::json;
use wfm_core::io::{self, Files, Source, Want, Wanted};
use wfm_core::scenario::{self, Base};

use crate::args::{self, CentreFolder, Global, Search};
use crate::output::whatif::{self as page, PageInput};
use crate::output::{Format, Terminal};
use crate::summary::Inputs as Read;
use crate::{Answer, centre, planning};
use asked::Asked;

/// `wfm whatif`
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct WhatIfArgs {
    #[command(flatten)]
    centre: CentreFolder,
    /// The scenarios: a TOML file, described in docs/whatif.md; - is standard input
    #[arg(value_hint = ValueHint::FilePath)]
    scenarios: PathBuf,
    /// A day of the week to ask about [default: the first whole week after the history ends]
    #[arg(long, value_name = "DATE", value_parser = args::date)]
    week: Option<NaiveDate>,
    /// What the tornado ranks by
    #[arg(long, value_enum, value_name = "FIGURE", default_value_t = By::Heads)]
    by: By,
    /// Roster the base and every named scenario too: cost, bound and coverage as agents and rules really allow
    #[arg(long)]
    roster: bool,
    /// Folder to write to [default: CENTRE/out]
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    out: Option<PathBuf>,
    #[command(flatten)]
    search: Search,
}

const EXAMPLES: &str = "\
Examples:
  wfm whatif centre scenarios.toml
  wfm whatif centre scenarios.toml --by margin --format csv
  wfm whatif centre scenarios.toml --roster --work-limit 100000000

Every scenario is answered twice: what would be required then, and what today's staff, those whom the base requires,
would give then. whatif.csv has a row per scenario and queue, whatif.json the same with the tornado, whatif.html shows
both to people.";

/// What the tornado ranks by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum By {
    /// People required
    Heads,
    /// Scheduled hours required
    Hours,
    /// Cost of what is required
    Cost,
    /// Service level of today's staff minus the promised one, of the worst queue
    Margin,
    /// Agent hours today's staff is short of
    Short,
    /// Probability that today's staff keeps the promises
    Kept,
}

impl From<By> for scenario::Figure {
    fn from(by: By) -> Self {
        match by {
            By::Heads => scenario::Figure::Heads,
            By::Hours => scenario::Figure::Hours,
            By::Cost => scenario::Figure::Cost,
            By::Margin => scenario::Figure::Margin,
            By::Short => scenario::Figure::Short,
            By::Kept => scenario::Figure::Kept,
        }
    }
}

/// Writes `whatif.csv`, `whatif.json` and `whatif.html` and prints the scenarios side by side.
pub(crate) fn run(
    args: &WhatIfArgs,
    global: &Global,
    terminal: &Terminal,
    out: &mut dyn Write,
) -> anyhow::Result<Answer> {
    let folder = &args.centre.centre;
    let people = if args.roster { planning::wanted() } else { Wanted::default() };
    let agents = if args.roster { Want::Needed } else { Want::IfThere };
    let wanted = Wanted { history: Want::Needed, agents, ..people };
    let inputs = centre::open(folder, &wanted, global.strict, terminal)?;
    let questions = io::scenarios(Source::path(&args.scenarios), &inputs.centre);
    let questions = centre::accept(questions, global.strict, terminal)?;
    let first = match args.week {
        Some(date) => planning::named_week(&inputs.centre, date, terminal),
        None => planning::week_after(&inputs.centre, &inputs.history)?,
    };
    let base = Base {
        centre: inputs.centre.clone(),
        calendar: inputs.calendar.clone(),
        forecasts: planning::forecasts(&inputs, first, 7, terminal)?,
        agents: inputs.agents.clone(),
    };
    let mut asked = Asked::of(&base, &questions, args.by.into(), terminal)?;
    if args.roster {
        rosters::add(&mut asked, &base, &inputs, first, &args.search, terminal)?;
    }
    let mut files = centre::input_files(folder, &wanted);
    files.push(args.scenarios.clone());
    let read = Read::of(folder, &files)?;
    let written = centre::out_folder(folder, &args.out);
    let document = document(&asked, &base, first, &read)?;
    write(&asked, &base, first, &read, &document, &written)?;
    match global.format {
        Format::Table => {
            overview::print(&asked, &base, first, out)?;
            terminal.say(format!("The page is {}", written.join("whatif.html").display()));
        }
        Format::Csv => columns::table(&asked).print(Format::Csv, out)?,
        Format::Json => write!(out, "{document}")?,
    }
    Ok(Answer::Done)
}

/// `whatif.json`: the rows of the table as objects, and the tornado.
fn document(asked: &Asked, base: &Base, first: NaiveDate, read: &Read) -> anyhow::Result<String> {
    let document = json!({
        "wfm": env!("CARGO_PKG_VERSION"),
        "centre": base.centre.name,
        "currency": base.centre.currency,
        "first_day": first,
        "days": 7,
        "inputs": read.names,
        "inputs_sha256": read.sha256,
        "rows": columns::table(asked).objects(),
        "tornado": { "by": asked.figure.name(), "bars": asked.bars },
    });
    Ok(serde_json::to_string_pretty(&document)? + "\n")
}

fn write(
    asked: &Asked,
    base: &Base,
    first: NaiveDate,
    read: &Read,
    document: &str,
    folder: &std::path::Path,
) -> anyhow::Result<()> {
    let page = page::page(&PageInput {
        centre: &base.centre,
        first,
        outcomes: &asked.compared(),
        figure: asked.figure,
        bars: &asked.bars,
        read,
    })?;
    let mut files = Files::new(folder);
    files.add("whatif.csv", |out| columns::table(asked).print(Format::Csv, out))?;
    files.add("whatif.json", |out| out.write_all(document.as_bytes()))?;
    files.add("whatif.html", |out| out.write_all(page.as_bytes()))?;
    Ok(files.commit()?)
}
