//! `wfm erlang`: one question and its answer, or one a row.
//!
//! What is left out is what is asked. With calls but no agents: how many agents. With agents but no calls: how many
//! calls. With both: how it goes. Patience, trunks and redials choose the model.

mod answer;
mod inverse;
mod models;
mod question;
mod rows;
mod values;

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueHint};

use crate::Answer;
use crate::output::Format;
pub(crate) use values::Share;
use values::{Level, Redial, Seconds};

/// `wfm erlang`
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, allow_negative_numbers = true, after_help = EXAMPLES)]
pub(crate) struct ErlangArgs {
    #[command(subcommand)]
    table: Option<Rows>,
    #[command(flatten)]
    question: Asked,
}

const EXAMPLES: &str = "\
What is left out is what is asked:
  wfm erlang --calls 240 --aht 300 --interval 30m --sl 80/20                  how many agents
  wfm erlang --calls 240 --aht 300 --sl 80/20 --patience 120 --agents 38      how it goes
  wfm erlang --aht 300 --agents 38 --sl 80/20                                 how many calls
  wfm erlang --erlangs 8.1 --blocking 1%                                      trunks (Erlang B)
  wfm erlang --calls 240 --aht 300 --agents 42 --blocking 1%                  trunks for agents
  wfm erlang --calls 240 --aht 300 --patience 120 --trunks 60 --redial 50% --sl 80/20
Shares are 0.05 or 5%; times are 20, 20s, 30m or 1h.
With --strict a target that the given agents miss ends with exit code 1. Where no number of agents or trunks is enough,
the answer says so and ends with 1 too; in JSON and CSV `met` is false and the figures are those of the nearest.";

#[derive(Debug, Subcommand)]
enum Rows {
    /// Answer every row of a CSV file, with all digits
    Table {
        /// The formula
        model: rows::Model,
        /// The rows; - reads standard input
        #[arg(value_hint = ValueHint::FilePath)]
        file: PathBuf,
    },
}

/// One question as typed.
#[derive(Debug, Clone, Args)]
struct Asked {
    /// Contacts offered in the interval
    #[arg(long, value_name = "N", conflicts_with = "erlangs")]
    calls: Option<f64>,
    /// Offered load in erlangs, instead of --calls
    #[arg(long, value_name = "A")]
    erlangs: Option<f64>,
    /// Average handle time
    #[arg(long, value_name = "TIME")]
    aht: Option<Seconds>,
    /// Length of the interval
    #[arg(long, value_name = "TIME", default_value = "30m")]
    interval: Seconds,
    /// Agents on the queue
    #[arg(long, value_name = "N")]
    agents: Option<f64>,
    /// Mean patience of callers; without it nobody hangs up (Erlang C)
    #[arg(long, value_name = "TIME")]
    patience: Option<Seconds>,
    /// Contacts there is room for, in talk and waiting
    #[arg(long, value_name = "K")]
    trunks: Option<u32>,
    /// Share that dials again after failing, or two: of those who hung up / who found all trunks busy
    #[arg(long, value_name = "SHARE", requires = "trunks")]
    redial: Option<Redial>,
    /// Service level, such as 80/20: 80 % answered within 20 seconds
    #[arg(long, value_name = "SHARE/SECONDS")]
    sl: Option<Level>,
    /// How the service level is counted: offered, excl_short_abandons, answered, wait_le_t, short_abandons_good or
    /// short_abandons_removed
    #[arg(long, value_name = "NAME", default_value = "offered")]
    definition: wfm_core::model::ServiceLevelDefinition,
    /// Limit of a short hang-up, for the two definitions that have their own
    #[arg(long, value_name = "TIME", default_value = "5s")]
    short_abandon: Seconds,
    /// Largest average speed of answer
    #[arg(long, value_name = "TIME")]
    asa: Option<Seconds>,
    /// Largest share that hangs up
    #[arg(long, value_name = "SHARE")]
    max_abandonment: Option<Share>,
    /// Largest share of staffed time spent handling
    #[arg(long, value_name = "SHARE")]
    max_occupancy: Option<Share>,
    /// Largest share that has to wait
    #[arg(long, value_name = "SHARE")]
    max_waiting: Option<Share>,
    /// Largest share that finds all trunks busy
    #[arg(long, value_name = "SHARE")]
    blocking: Option<Share>,
    /// Share of paid time not available to the queue: breaks, training, leave
    #[arg(long, value_name = "SHARE")]
    shrinkage: Option<Share>,
}

/// Answers the question, or every row of the table.
///
/// # Errors
///
/// When something is missing or outside its range, or a file cannot be read or written.
pub(crate) fn run(
    args: &ErlangArgs,
    format: Format,
    strict: bool,
    out: &mut dyn Write,
) -> anyhow::Result<Answer> {
    match &args.table {
        Some(Rows::Table { model, file }) => rows::run(*model, file, format, out),
        None => {
            let question = question::Question::of(&args.question)?;
            answer::print(&question.answer()?, format, strict, out)
        }
    }
}
