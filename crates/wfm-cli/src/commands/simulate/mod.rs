//! `wfm simulate SCENARIO.json`

mod scenario;

use std::io::Write;

use crate::Answer;
use crate::args;
use crate::output::Terminal;

/// Plays a scenario.
pub(crate) fn run(
    args: &args::Simulate,
    global: &args::Global,
    terminal: &Terminal,
    out: &mut dyn Write,
) -> anyhow::Result<Answer> {
    scenario::run(args, global, terminal, out)
}
