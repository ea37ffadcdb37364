//! `wfm completions SHELL`

use std::io::Write;

use clap::CommandFactory;
use clap_complete::Shell;

use crate::Answer;
use crate::args::Args;

/// Prints the completion script of `shell`.
pub(crate) fn run(shell: Shell, out: &mut dyn Write) -> anyhow::Result<Answer> {
    // Into memory first: the generator panics when its writer fails, and a pipe may close.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "wfm", &mut script);
    out.write_all(&script)?;
    Ok(Answer::Done)
}
