//! `wfm explain CENTRE`

mod answers;
mod blocks;
mod gap;
mod tables;

use std::io::Write;

use clap::Args;
use wfm_core::control::Control;
use wfm_core::rostering::{self, Bound, Options, Problem, Question};

use crate::args::{Global, StandingRoster};
use crate::output::{Format, Terminal};
use crate::standing::{self, Standing};
use crate::{Answer, summary};
use gap::Judged;

/// `wfm explain`
#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    #[command(flatten)]
    pub(crate) roster: StandingRoster,
    /// Only the interval at this time, such as 2026-11-23T14:00: everybody who could come then, and why others cannot
    #[arg(long, value_name = "TIME")]
    pub(crate) interval: Option<String>,
    /// Only this agent
    #[arg(long, value_name = "AGENT")]
    pub(crate) agent: Option<String>,
}

/// Says what a roster's bound and gaps mean, who could help where it is short, what refused wishes would cost, and what
/// one more agent is worth.
pub(crate) fn run(
    args: &ExplainArgs,
    global: &Global,
    terminal: &Terminal,
    out: &mut dyn Write,
) -> anyhow::Result<Answer> {
    let standing = Standing::open(&args.roster, &["out/roster.csv"], global, terminal)?;
    let roster = standing.of_week()?;
    let problem = standing.problem()?;
    let broken = rostering::check(&problem, &roster);
    if !broken.is_empty() {
        let broken =
            if broken.len() == 1 { "1 rule is".to_owned() } else { format!("{} rules are", broken.len()) };
        terminal.warn(format!("{broken} broken (wfm verify names them); those shifts are taken as they are"));
    }
    let at =
        args.interval.as_deref().map(|text| standing::moment(text, &standing.inputs.centre)).transpose()?;
    let question = Question { at, agent: args.agent.as_deref().map(Into::into), ..Question::default() };
    let explanation = rostering::explain(&problem, &roster, &question)?;
    let judged = match question.at.is_none() && question.agent.is_none() {
        true => Some(Judged::new(&problem, &roster, bound(&standing, &problem, args)?)),
        false => None,
    };
    let answers =
        answers::Answers { standing: &standing, explanation: &explanation, judged: judged.as_ref() };
    match global.format {
        Format::Table => answers.print(question.at.is_some() || question.agent.is_some(), out)?,
        Format::Csv => answers.table().print(Format::Csv, out)?,
        Format::Json => writeln!(out, "{}", serde_json::to_string_pretty(&answers.json())?)?,
    }
    Ok(Answer::Done)
}

/// Work of the price search: seconds at most.
const BOUND_WORK: u64 = 1_000_000_000;

/// The bound by a short search, or the better one that `wfm roster` wrote beside the roster for the very same input.
fn bound(standing: &Standing, problem: &Problem, args: &ExplainArgs) -> anyhow::Result<Bound> {
    let options = Options { work_limit: BOUND_WORK, ..Options::new(&standing.inputs.centre.weights) };
    let mut bound = rostering::bound(problem, &options, &Control::unlimited())?;
    let inputs = summary::Inputs::of(&args.roster.centre.centre, &standing.files)?;
    let written = gap::written(&standing.path.with_file_name("summary.json"), &inputs.sha256, standing.first);
    bound.lower_bound = written.map_or(bound.lower_bound, |written| written.max(bound.lower_bound));
    Ok(bound)
}
