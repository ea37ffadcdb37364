//! `wfm simulate CENTRE` and `wfm simulate SCENARIO.json`

mod roster;
mod scenario;

use std::io::Write;

use anyhow::bail;

use crate::Answer;
use crate::args;
use crate::output::Terminal;

/// Plays a roster, or a scenario.
pub(crate) fn run(
    args: &args::Simulate,
    global: &args::Global,
    terminal: &Terminal,
    out: &mut dyn Write,
) -> anyhow::Result<Answer> {
    if args.what.is_dir() {
        return roster::run(args, global, terminal, out);
    }
    if args.week.is_some() || args.roster.is_some() || args.absence.is_some() || args.out.is_some() {
        bail!(
            "--week, --roster, --absence and --out are for a centre, and {} is no folder",
            args.what.display()
        );
    }
    scenario::run(args, global, terminal, out)
}
