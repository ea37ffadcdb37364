//! What was typed, done: one file a command.

mod init;
mod check;
mod forecast;
mod backtest;
mod erlang;
mod staff;
mod roster;
mod breaks;
mod explain;
mod repair;
mod shifts;
mod verify;
mod simulate;
mod plan;
mod intraday;
mod whatif;
mod completions;
mod man;

use std::path::PathBuf;

use clap::{CommandFactory, Parser, Subcommand, ValueHint};

use crate::Answer;
use crate::args::{Global, StandingRoster};
use crate::output::Terminal;

/// Plan a contact centre from a folder of plain files.
///
/// From call history, agents, contracts and leave to a week's roster to publish, with the service level it will really
/// give. Nothing leaves this machine.
#[derive(Debug, Parser)]
#[command(name = "wfm", version, max_term_width = 100, propagate_version = true)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Write a starter centre that plans at once
    Init(init::InitArgs),
    /// Read everything and report all problems at once; change nothing
    Check(check::CheckArgs),
    /// Forecast contacts and handle times from history
    Forecast(forecast::ForecastArgs),
    /// How good forecasts would have been, by distance, against the habits of the trade and against chance
    Backtest(backtest::BacktestArgs),
    /// One-line answers: agents, service level, waits for a load
    Erlang(erlang::ErlangArgs),
    /// How many agents each interval needs
    Staff(staff::StaffArgs),
    /// How many of which shifts cover a requirement, without names
    Shifts(shifts::ShiftsArgs),
    /// Who works when: a legal week for every agent, with breaks
    Roster(roster::RosterArgs),
    /// Why a roster is short or a wish refused, what a change would cost, and what the bound and gaps mean
    Explain(explain::ExplainArgs),
    /// The least changes to a published roster when somebody is absent
    Repair(repair::RepairArgs),
    /// Check any roster against every rule and recompute its cost, without the solver
    Verify(StandingRoster),
    /// Play an operation or a roster many times: the service it gives when calls come at random
    Simulate(simulate::SimulateArgs),
    /// Forecast, staff, roster and report in one go
    Plan(plan::PlanArgs),
    /// Scenarios side by side: service, cost, heads
    #[command(name = "whatif")]
    WhatIf(whatif::WhatIfArgs),
    /// What the rest of the day will bring, given what has come so far
    Intraday(intraday::IntradayArgs),
    /// Print the completion script of a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Write manual pages into a folder
    Man {
        /// The folder; made when absent
        #[arg(value_hint = ValueHint::DirPath)]
        dir: PathBuf,
    },
}

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
        Command::Completions { shell } => completions::run(*shell, &mut Args::command(), out),
        Command::Man { dir } => man::run(dir, Args::command(), terminal),
    }
}
