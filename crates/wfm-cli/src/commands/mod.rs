//! What was typed, done: one file a command.

mod init;
mod check;
mod forecast;
pub(crate) mod erlang;
pub(crate) mod staff;
mod roster;
mod verify;
mod plan;
mod completions;
mod man;

use crate::Answer;
use crate::args::{Args, Command};
use crate::output::Terminal;

/// Runs the command.
///
/// # Errors
/// When it could not be done: bad input, or a file that cannot be read or written.
pub(crate) fn run(args: &Args, terminal: &Terminal) -> anyhow::Result<Answer> {
    let global = &args.global;
    let out = &mut std::io::stdout().lock();
    match &args.command {
        Command::Init(init) => init::run(init, terminal),
        Command::Check(check) => check::run(check, global, terminal, out),
        Command::Forecast(forecast) => forecast::run(forecast, global, terminal, out),
        Command::Erlang(erlang) => erlang::run(erlang, global.format, global.strict, out),
        Command::Staff(staff) => staff::run(staff, global, terminal, out),
        Command::Roster(roster) => roster::run(roster, global, terminal, out),
        Command::Verify(verify) => verify::run(verify, global, terminal, out),
        Command::Plan(plan) => plan::run(plan, global, terminal, out),
        Command::Completions { shell } => completions::run(*shell, out),
        Command::Man { dir } => man::run(dir, terminal),
    }
}
