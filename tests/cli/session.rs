//! A throw-away folder, and `wfm` called in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// A folder that is gone when the test ends.
pub struct Session {
    dir: TempDir,
}

/// What the program answered.
#[derive(Debug)]
pub struct Answer {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Session {
    /// An empty folder.
    pub fn new() -> Self {
        Session { dir: TempDir::new().unwrap() }
    }

    /// A folder with a copy of the sample `name` in `centre/`.
    pub fn with_sample(name: &str) -> Self {
        let session = Session::new();
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/samples").join(name);
        copy(&sample, &session.path("centre"));
        session
    }

    /// A path inside the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Writes a file, making its folder.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// Reads a file.
    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Replaces `from` by `to` in a file, in which it must stand.
    pub fn replace(&self, name: &str, from: &str, to: &str) {
        let text = self.read(name);
        assert!(text.contains(from), "{name} has no {from:?}");
        self.write(name, text.replace(from, to));
    }

    /// Calls `wfm` with the words of `line`.
    pub fn wfm(&self, line: &str) -> Answer {
        self.wfm_reading(line, "")
    }

    /// Calls `wfm` with `input` on standard input.
    pub fn wfm_reading(&self, line: &str, input: &str) -> Answer {
        let stdin = self.path(".stdin");
        fs::write(&stdin, input).unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_wfm"))
            .args(line.split_whitespace())
            .current_dir(self.dir.path())
            .stdin(Stdio::from(fs::File::open(&stdin).unwrap()))
            .env_remove("RUST_BACKTRACE")
            .output()
            .unwrap();
        Answer {
            code: output.status.code().expect("ended by itself"),
            stdout: String::from_utf8(output.stdout).expect("UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }
}

impl Answer {
    /// The answer, which must have been given with exit code 0.
    #[track_caller]
    pub fn ok(self) -> Self {
        assert_eq!(self.code, 0, "{}\n{}", self.stdout, self.stderr);
        self
    }

    /// The answer, which must have been given with exit code 2, without a panic.
    #[track_caller]
    pub fn refused(self) -> Self {
        assert_eq!(self.code, 2, "{}\n{}", self.stdout, self.stderr);
        assert!(!self.stderr.contains("panicked"), "{}", self.stderr);
        self
    }

    /// Asserts that each of `parts` stands in what was said on standard error.
    #[track_caller]
    pub fn saying(self, parts: &[&str]) -> Self {
        for part in parts {
            assert!(self.stderr.contains(part), "no {part:?} in:\n{}", self.stderr);
        }
        self
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap_or_else(|error| panic!("{}: {error}", from.display())).flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
