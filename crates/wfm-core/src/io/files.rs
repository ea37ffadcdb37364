//! Writing files whole or not at all.

use std::fs::{self, File};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::codes;
use super::problem::{InputProblem, InputProblems};

/// Several files that appear together: each is written beside its place, and only when all are complete do they take
/// their places. Dropped before [`Files::commit`], they leave nothing behind.
///
/// ```no_run
/// # use wfm_core::io::{Files, InputProblems};
/// let mut files = Files::new("centre/out");
/// files.add("summary.json", |out| out.write_all(b"{}"))?;
/// files.commit()?;
/// # Ok::<(), InputProblems>(())
/// ```
#[derive(Debug)]
pub struct Files {
    folder: PathBuf,
    /// Where each file is, and where it is to be.
    waiting: Vec<(PathBuf, PathBuf)>,
}

impl Files {
    /// Files to be written into `folder`, which is made when the first is added.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Files { folder: folder.into(), waiting: Vec::new() }
    }

    /// Writes a file beside its place; its name may hold folders, which are made.
    ///
    /// # Errors
    /// A problem `E19xx` when the folder cannot be made or the file cannot be written.
    pub fn add(
        &mut self,
        name: &str,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), InputProblems> {
        let place = self.folder.join(name);
        let folder = place.parent().unwrap_or(&self.folder);
        fs::create_dir_all(folder).map_err(|error| no_folder(folder, &error))?;
        if fs::metadata(&place).is_ok_and(|metadata| !metadata.is_file()) {
            // A device or a pipe cannot be replaced, only written to; a folder neither.
            let file =
                File::options().write(true).open(&place).map_err(|error| unwritable(&place, &error))?;
            return write_into(file, write)
                .map_err(|error| problem_of(&place, &error, "part of it may be there"));
        }
        let (temporary, file) = temporary(&place).map_err(|error| unwritable(&place, &error))?;
        self.waiting.push((temporary, place.clone()));
        write_and_sync(file, write).map_err(|error| unwritable(&place, &error))
    }

    /// Puts all files in their places.
    ///
    /// # Errors
    /// A problem `E19xx` when a file cannot be put there; it says which files are in place then.
    pub fn commit(mut self) -> Result<(), InputProblems> {
        for (index, (temporary, place)) in self.waiting.iter().enumerate() {
            fs::rename(temporary, place)
                .map_err(|error| problem_of(place, &error, &self.state_after(index)))?;
        }
        self.waiting.clear();
        // So that the names outlive a loss of power, too; not every system can.
        if let Ok(folder) = File::open(&self.folder) {
            let _ = folder.sync_all();
        }
        Ok(())
    }

    /// Which files are in their places when so many are.
    fn state_after(&self, renamed: usize) -> String {
        let names = |files: &[(PathBuf, PathBuf)]| {
            let name = |(_, place): &(PathBuf, PathBuf)| {
                place.strip_prefix(&self.folder).unwrap_or(place).display().to_string()
            };
            files.iter().map(name).collect::<Vec<_>>().join(", ")
        };
        match self.waiting.split_at(renamed) {
            ([], _) => UNCHANGED.to_owned(),
            (done, rest) => format!("in place are {}; as before are {}", names(done), names(rest)),
        }
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        for (temporary, _) in &self.waiting {
            let _ = fs::remove_file(temporary);
        }
    }
}

/// Writes one file whole or not at all.
///
/// # Errors
/// As [`Files::add`].
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), InputProblems> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().and_then(|name| name.to_str());
    let name = name.ok_or_else(|| unwritable(path, &ErrorKind::InvalidInput.into()))?;
    let mut files = Files::new(folder);
    files.add(name, |out| out.write_all(bytes))?;
    files.commit()
}

/// A new file with a name of its own in the folder of `place`.
fn temporary(place: &Path) -> io::Result<(PathBuf, File)> {
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    let process = std::process::id();
    for number in 0..1000 {
        let path = place.with_file_name(format!(".{name}.{process}-{number}.tmp"));
        match File::create_new(&path) {
            Ok(file) => return Ok((path, file)),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(ErrorKind::AlreadyExists.into())
}

fn write_into(file: File, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut out = BufWriter::new(file);
    write(&mut out)?;
    out.flush()
}

fn write_and_sync(file: File, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut out = BufWriter::new(file);
    write(&mut out)?;
    out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
}

fn no_folder(folder: &Path, error: &io::Error) -> InputProblems {
    let what = format!("the folder cannot be made: {error}");
    let problem = InputProblem::new(codes::WRITE_NO_FOLDER, &folder.display().to_string(), what);
    problem.remedy("choose another folder with --out, or give yourself the right to write there").into()
}

const UNCHANGED: &str = "nothing was changed";

/// A file that cannot be written, before any other has taken its place.
fn unwritable(path: &Path, error: &io::Error) -> InputProblems {
    problem_of(path, error, UNCHANGED)
}

/// A file that cannot be written, and how things are now.
fn problem_of(path: &Path, error: &io::Error, state: &str) -> InputProblems {
    let (code, remedy) = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::WriteZero => {
            (codes::WRITE_FULL, "make room, or choose another disk with --out")
        }
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => (
            codes::WRITE_DENIED,
            "give yourself the right to write there, or choose another folder with --out",
        ),
        _ => (codes::WRITE_FAILED, "check the path; is a folder of this name in the way?"),
    };
    let what = format!("the file cannot be written: {error}; {state}");
    InputProblem::new(code, &path.display().to_string(), what).remedy(remedy).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_write_leaves_the_old_file_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        write_atomically(&folder.path().join("roster.csv"), b"old").unwrap();
        let mut files = Files::new(folder.path());
        files.add("roster.csv", |out| out.write_all(b"new")).unwrap();
        let full = |_: &mut dyn Write| Err(ErrorKind::StorageFull.into());
        let problems = files.add("coverage.csv", full).unwrap_err();
        assert_eq!(problems.iter().next().unwrap().code, codes::WRITE_FULL);
        drop(files);
        assert_eq!(fs::read(folder.path().join("roster.csv")).unwrap(), b"old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn files_appear_together() {
        let folder = tempfile::tempdir().unwrap();
        let mut files = Files::new(folder.path().join("out"));
        files.add("a", |out| out.write_all(b"1")).unwrap();
        assert!(!folder.path().join("out/a").exists());
        files.add("b", |out| out.write_all(b"2")).unwrap();
        files.commit().unwrap();
        assert_eq!(fs::read(folder.path().join("out/b")).unwrap(), b"2");
    }

    #[test]
    fn when_a_file_cannot_take_its_place_those_that_have_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let commit = |in_the_way: &str| {
            let out = tempfile::tempdir_in(&folder).unwrap().keep();
            let mut files = Files::new(&out);
            for name in ["a", "sub/b", "c"] {
                files.add(name, |file| file.write_all(b"new")).unwrap();
            }
            fs::create_dir(out.join(in_the_way)).unwrap();
            let problems = files.commit().unwrap_err();
            let left: Vec<bool> = ["a", "sub/b", "c"].map(|name| out.join(name).is_file()).into();
            let hidden = fs::read_dir(&out)
                .unwrap()
                .flatten()
                .any(|e| e.file_name().to_string_lossy().starts_with('.'));
            assert!(!hidden, "a temporary file is left behind");
            (problems.to_string(), left)
        };
        let (problems, left) = commit("sub/b");
        assert!(problems.contains("; in place are a; as before are sub/b, c\n"), "{problems}");
        assert_eq!(left, [true, false, false]);
        let (problems, left) = commit("a");
        assert!(problems.contains("; nothing was changed\n"), "{problems}");
        assert_eq!(left, [false, false, false]);
    }

    #[test]
    fn a_folder_in_the_way_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let problems = write_atomically(folder.path(), b"x").unwrap_err();
        assert_eq!(problems.iter().next().unwrap().code, codes::WRITE_FAILED);
    }
}
