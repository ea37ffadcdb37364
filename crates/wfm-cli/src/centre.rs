//! Opening a centre folder: reading it, and saying all that is wrong with it.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use sha2::{Digest, Sha256};
use wfm_core::io::{self, InputProblems, Inputs, Reading, Severity, Want, Wanted};

use crate::output::Terminal;
use crate::queue_changes;

/// Reads what is `wanted` of a centre folder and says what its reader should know. Histories are those of the queues at
/// the end of the records, as `queue_changes.csv` has them.
///
/// # Errors
/// All problems of the files at once, when one of them is an error, or a warning while `strict`.
pub(crate) fn open(
    folder: &Path,
    wanted: &Wanted,
    strict: bool,
    terminal: &Terminal,
) -> anyhow::Result<Inputs> {
    self::folder(folder)?;
    let mut inputs = accept(io::read(folder, wanted), strict, terminal)?;
    queue_changes::apply(&mut inputs)?;
    Ok(inputs)
}

/// Whether `folder` is a folder at all.
///
/// # Errors
/// When it is not.
pub(crate) fn folder(folder: &Path) -> anyhow::Result<()> {
    if !folder.is_dir() {
        bail!(
            "{} is not a folder; a centre is a folder with a centre.toml (wfm init makes one)",
            folder.display()
        );
    }
    Ok(())
}

/// What was read, unless its problems forbid it.
///
/// # Errors
/// As [`open`].
pub(crate) fn accept<T>(reading: Reading<T>, strict: bool, terminal: &Terminal) -> anyhow::Result<T> {
    let (value, problems) = reading.accept(strict)?;
    say(&problems, terminal);
    Ok(value)
}

/// Warnings to everybody, notes to the curious, with a word that there are some.
pub(crate) fn say(problems: &InputProblems, terminal: &Terminal) {
    for problem in problems {
        match problem.severity() {
            Severity::Note => terminal.detail(problem),
            _ => terminal.say(problem),
        }
    }
    let notes = problems.count(Severity::Note);
    if notes > 0 && !terminal.is_verbose() {
        let what = if notes == 1 { "a note".to_owned() } else { format!("{notes} notes") };
        terminal.say(format!("{what} on the input; --verbose shows all"));
    }
}

/// Where a command writes: `--out`, else `out` inside the centre.
pub(crate) fn out_folder(centre: &Path, out: &Option<PathBuf>) -> PathBuf {
    out.clone().unwrap_or_else(|| centre.join("out"))
}

/// The first of these files of a centre that is there.
pub(crate) fn first_existing(candidates: &[PathBuf]) -> Option<PathBuf> {
    candidates.iter().find(|path| path.exists()).cloned()
}

/// The files of a centre that are read for `wanted`, in order of name.
pub(crate) fn input_files(folder: &Path, wanted: &Wanted) -> Vec<PathBuf> {
    let mut files = vec![folder.join("centre.toml"), folder.join("calendar.csv")];
    let tables = [
        (wanted.history, "history.csv"),
        (wanted.history, "history.parquet"),
        (wanted.history, "imported_forecast.csv"),
        (wanted.history, "overrides.csv"),
        (wanted.history, "queue_changes.csv"),
        (wanted.daily, "daily.csv"),
        (wanted.agents, "agents.csv"),
        (wanted.availability, "availability.csv"),
        (wanted.published, "published.csv"),
        (wanted.published, "published_activities.csv"),
    ];
    files.extend(tables.iter().filter(|(want, _)| *want != Want::No).map(|(_, name)| folder.join(name)));
    if wanted.history != Want::No {
        let entries = std::fs::read_dir(folder.join("history")).into_iter().flatten().flatten();
        files.extend(entries.map(|entry| entry.path()).filter(|path| is_table(path)));
    }
    files.retain(|path| path.is_file());
    files.sort();
    files
}

/// SHA-256 over names and contents of `files`: the same input has the same hash. Names are relative to `folder`.
///
/// # Errors
/// When a file cannot be read.
pub(crate) fn hash(folder: &Path, files: &[PathBuf]) -> anyhow::Result<String> {
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    for path in files.iter().filter(|path| path.is_file()) {
        hash.update(format!("{}\0", name_in(folder, path)));
        let mut file = File::open(path).with_context(|| format!("reading {}", path.display()))?;
        loop {
            let read = file.read(&mut buffer).with_context(|| format!("reading {}", path.display()))?;
            if read == 0 {
                break;
            }
            hash.update(&buffer[..read]);
        }
        hash.update([0]);
    }
    Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// The name of a file as it is called inside the centre, or its own name elsewhere.
pub(crate) fn name_in(folder: &Path, path: &Path) -> String {
    let name = path.strip_prefix(folder).ok().or(path.file_name().map(Path::new)).unwrap_or(path);
    name.to_string_lossy().replace('\\', "/")
}

fn is_table(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or("");
    ["csv", "parquet"].contains(&extension.to_ascii_lowercase().as_str())
}
