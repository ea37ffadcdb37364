//! Writing files whole or not at all.

use std::fs::{self, File};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::codes;
use super::problem::{Problem, Problems};

/// Several files that appear together: each is written beside its place, and only when all are complete do they take
/// their places. Dropped before [`Files::commit`], they leave nothing behind.
///
/// ```no_run
/// # use wfm_core::io::{Files, Problems};
/// let mut files = Files::new("centre/out");
/// files.add("summary.json", |out| out.write_all(b"{}"))?;
/// files.commit()?;
/// # Ok::<(), Problems>(())
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
    ) -> Result<(), Problems> {
        let place = self.folder.join(name);
        let folder = place.parent().unwrap_or(&self.folder);
        fs::create_dir_all(folder).map_err(|error| no_folder(folder, &error))?;
        if fs::metadata(&place).is_ok_and(|metadata| !metadata.is_file()) {
            // A device or a pipe cannot be replaced, only written to; a folder neither.
            return write_into(&place, write).map_err(|error| unwritable(&place, &error));
        }
        let (temporary, file) = temporary(&place).map_err(|error| unwritable(&place, &error))?;
        self.waiting.push((temporary, place.clone()));
        write_and_sync(file, write).map_err(|error| unwritable(&place, &error))
    }

    /// Puts all files in their places.
    ///
    /// # Errors
    /// A problem `E19xx` when a file cannot be put there; those before it are in place then.
    pub fn commit(mut self) -> Result<(), Problems> {
        while !self.waiting.is_empty() {
            let (temporary, place) = &self.waiting[0];
            fs::rename(temporary, place).map_err(|error| unwritable(place, &error))?;
            self.waiting.remove(0);
        }
        // So that the names outlive a loss of power, too; not every system can.
        if let Ok(folder) = File::open(&self.folder) {
            let _ = folder.sync_all();
        }
        Ok(())
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
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), Problems> {
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

fn write_into(place: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut out = BufWriter::new(File::options().write(true).open(place)?);
    write(&mut out)?;
    out.flush()
}

fn write_and_sync(file: File, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut out = BufWriter::new(file);
    write(&mut out)?;
    out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
}

fn no_folder(folder: &Path, error: &io::Error) -> Problems {
    let what = format!("the folder cannot be made: {error}");
    let problem = Problem::new(codes::WRITE_NO_FOLDER, &folder.display().to_string(), what);
    problem.remedy("choose another folder with --out, or give yourself the right to write there").into()
}

fn unwritable(path: &Path, error: &io::Error) -> Problems {
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
    let what = format!("the file cannot be written: {error}; nothing was changed");
    Problem::new(code, &path.display().to_string(), what).remedy(remedy).into()
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
    fn a_folder_in_the_way_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let problems = write_atomically(folder.path(), b"x").unwrap_err();
        assert_eq!(problems.iter().next().unwrap().code, codes::WRITE_FAILED);
    }
}
