//! What was typed, done: one file a command.

mod init;
mod check;
mod forecast;
mod backtest;
pub(crate) mod erlang;
pub(crate) mod staff;
pub(crate) mod roster;
mod breaks;
mod explain;
mod repair;
mod shifts;
mod verify;
mod simulate;
mod plan;
mod intraday;
pub(crate) mod whatif;
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
        Command::Backtest(backtest) => backtest::run(backtest, global, terminal, out),
        Command::Erlang(erlang) => erlang::run(erlang, global.format, global.strict, out),
        Command::Staff(staff) => staff::run(staff, global, terminal, out),
        Command::Roster(roster) if roster.breaks_only => breaks::run(roster, global, terminal, out),
        Command::Roster(roster) => roster::run(roster, global, terminal, out),
        Command::Shifts(shifts) => shifts::run(shifts, global, terminal, out),
        Command::Explain(explain) => explain::run(explain, global, terminal, out),
        Command::Repair(repair) => repair::run(repair, global, terminal, out),
        Command::Verify(verify) => verify::run(verify, global, terminal, out),
        Command::Simulate(simulate) => simulate::run(simulate, global, terminal, out),
        Command::Plan(plan) => plan::run(plan, global, terminal, out),
        Command::Intraday(intraday) => intraday::run(intraday, global, terminal, out),
        Command::WhatIf(whatif) => whatif::run(whatif, global, terminal, out),
        Command::Completions { shell } => completions::run(*shell, out),
        Command::Man { dir } => man::run(dir, terminal),
    }
}
