//! What was typed, done: one file a command.

pub(crate) mod erlang;
mod completions;
mod init;
mod man;

use crate::Answer;
use crate::args::{Args, Command};
use crate::output::Terminal;

/// Runs the command.
///
/// # Errors
/// When it could not be done: bad input, or a file that cannot be read or written.
pub(crate) fn run(args: &Args, terminal: &Terminal) -> anyhow::Result<Answer> {
    let out = &mut std::io::stdout().lock();
    match &args.command {
        Command::Init(init) => init::run(init, terminal),
        Command::Erlang(erlang) => erlang::run(erlang, args.global.format, out),
        Command::Completions { shell } => completions::run(*shell, out),
        Command::Man { dir } => man::run(dir, terminal),
        _ => anyhow::bail!("not yet"),
    }
}
