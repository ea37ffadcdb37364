//! `wfm man DIR`

use std::path::Path;

use anyhow::Context;
use clap::Command;

use crate::Answer;
use crate::output::Terminal;

/// Writes a manual page for `command` and one for each of its own into `dir`.
pub(crate) fn run(dir: &Path, command: Command, terminal: &Terminal) -> anyhow::Result<Answer> {
    std::fs::create_dir_all(dir).with_context(|| format!("making the folder {}", dir.display()))?;
    clap_mangen::generate_to(command, dir)
        .with_context(|| format!("writing manual pages into {}", dir.display()))?;
    terminal.say(format!(
        "Manual pages are in {}; read one with: man {}/wfm.1",
        dir.display(),
        dir.display()
    ));
    Ok(Answer::Done)
}
