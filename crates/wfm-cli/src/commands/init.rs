//! `wfm init DIR`

use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::{Args, ValueHint};

use crate::Answer;
use crate::output::Terminal;
use crate::samples::{self, Sample};

/// `wfm init`
#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// The folder to write; it must be new or empty
    #[arg(value_hint = ValueHint::DirPath)]
    pub(crate) dir: PathBuf,
    /// Which centre to start from
    #[arg(long, value_enum, default_value_t = Sample::HelpDesk)]
    pub(crate) sample: Sample,
}

/// Writes a sample centre into a new or empty folder.
pub(crate) fn run(init: &InitArgs, terminal: &Terminal) -> anyhow::Result<Answer> {
    let dir = &init.dir;
    if std::fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some()) {
        bail!("{} is not empty; name a new folder, so that nothing of yours is overwritten", dir.display());
    }
    for (path, content) in samples::files(init.sample, samples::SEED) {
        let path = dir.join(path);
        let parent = path.parent().unwrap_or(dir);
        std::fs::create_dir_all(parent).with_context(|| format!("making the folder {}", parent.display()))?;
        std::fs::write(&path, content).with_context(|| format!("writing {}", path.display()))?;
    }
    terminal.say(format!(
        "A centre to start from is in {}. Plan its week with: wfm plan {}",
        dir.display(),
        dir.display()
    ));
    Ok(Answer::Done)
}
