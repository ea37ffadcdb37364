//! `wfm`: plan a contact centre from a folder of plain files.
//!
//! [`commands`] holds what was typed and what it means, one file each: open the files, call the library, show the
//! answer. Data go to standard output or to files, words to standard error.

mod args;
mod centre;
mod commands;
mod outlook;
mod output;
mod planning;
mod queue_changes;
mod samples;
mod standing;
mod summary;

use std::io::{ErrorKind, IsTerminal};
use std::process::ExitCode;

use clap::Parser;

use commands::Args;
use output::Terminal;

/// What a command answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    /// It was done.
    Done,
    /// It was done, and the answer is no: rules are broken, a target is not met.
    No,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let terminal = Terminal::new(args.global.quiet, args.global.verbose, std::io::stderr().is_terminal());
    match commands::run(&args, &terminal) {
        Ok(Answer::Done) => ExitCode::SUCCESS,
        Ok(Answer::No) => ExitCode::from(1),
        // Whoever reads us, `head` for one, has seen enough.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            terminal.error(&error);
            ExitCode::from(2)
        }
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<std::io::Error>())
        .any(|cause| cause.kind() == ErrorKind::BrokenPipe)
}
