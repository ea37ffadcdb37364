//! `wfm erlang`

use std::io::Write;

use clap::Args;

use crate::Answer;
use crate::output::Format;

/// `wfm erlang`
#[derive(Debug, Args)]
pub(crate) struct ErlangArgs {}

/// Answers one question.
pub(crate) fn run(_args: &ErlangArgs, _format: Format, _out: &mut dyn Write) -> anyhow::Result<Answer> {
    anyhow::bail!("not yet")
}
