//! `wfm completions SHELL`

use std::io::Write;

use clap::Command;
use clap_complete::Shell;

use crate::Answer;

/// Prints the completion script of `shell` for `command`.
pub(crate) fn run(shell: Shell, command: &mut Command, out: &mut dyn Write) -> anyhow::Result<Answer> {
    // Into memory first: the generator panics when its writer fails, and a pipe may close.
    let mut script = Vec::new();
    clap_complete::generate(shell, command, "wfm", &mut script);
    out.write_all(&script)?;
    Ok(Answer::Done)
}
