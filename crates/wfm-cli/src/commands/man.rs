//! `wfm man DIR`

use std::path::Path;

use anyhow::Context;
use clap::CommandFactory;

use crate::Answer;
use crate::args::Args;
use crate::output::Terminal;

/// Writes a manual page for `wfm` and one for each command into `dir`.
pub(crate) fn run(dir: &Path, terminal: &Terminal) -> anyhow::Result<Answer> {
    std::fs::create_dir_all(dir).with_context(|| format!("making the folder {}", dir.display()))?;
    clap_mangen::generate_to(Args::command(), dir)
        .with_context(|| format!("writing manual pages into {}", dir.display()))?;
    terminal.say(format!(
        "Manual pages are in {}; read one with: man {}/wfm.1",
        dir.display(),
        dir.display()
    ));
    Ok(Answer::Done)
}
