//! A throw-away folder, and `wfm` called in it.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

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

    /// Adds to the end of a file.
    pub fn append(&self, name: &str, content: impl AsRef<[u8]>) {
        let file = fs::OpenOptions::new().append(true).open(self.path(name));
        file.and_then(|mut file| file.write_all(content.as_ref())).unwrap_or_else(|e| panic!("{name}: {e}"));
    }

    /// Names of the files in a folder, sorted; none when there is no such folder.
    pub fn files(&self, name: &str) -> Vec<String> {
        let entries = fs::read_dir(self.path(name)).into_iter().flatten().flatten();
        let mut names: Vec<String> = entries.map(|entry| entry.file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// The rows of a CSV file, with its header.
    pub fn rows(&self, name: &str) -> Vec<Vec<String>> {
        records(&self.read(name))
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
        let stdin = Stdio::from(fs::File::open(&stdin).unwrap());
        Answer::of(self.command(line).stdin(stdin).output().unwrap())
    }

    /// `wfm` with the words of `line`, not called yet.
    pub fn command(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wfm"));
        command.args(line.split_whitespace()).current_dir(self.dir.path());
        command.stdin(Stdio::null()).env_remove("RUST_BACKTRACE");
        command
    }
}

impl Answer {
    /// What a program that has ended by itself answered.
    pub fn of(output: Output) -> Self {
        Answer {
            code: output.status.code().expect("ended by itself"),
            stdout: String::from_utf8(output.stdout).expect("UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }

    /// The answer, which must have been given with exit code 0.
    #[track_caller]
    pub fn ok(self) -> Self {
        assert_eq!(self.code, 0, "{}\n{}", self.stdout, self.stderr);
        self
    }

    /// The answer, which must be no: exit code 1.
    #[track_caller]
    pub fn no(self) -> Self {
        assert_eq!(self.code, 1, "{}\n{}", self.stdout, self.stderr);
        self
    }

    /// The answer, which must have been given with exit code 2, without a panic.
    #[track_caller]
    pub fn refused(self) -> Self {
        assert_eq!(self.code, 2, "{}\n{}", self.stdout, self.stderr);
        assert!(!self.stderr.contains("panicked"), "{}", self.stderr);
        self
    }

    /// Asserts that each of `parts` stands in what was printed on standard output.
    #[track_caller]
    pub fn printing(self, parts: &[&str]) -> Self {
        for part in parts {
            assert!(self.stdout.contains(part), "no {part:?} in:\n{}", self.stdout);
        }
        self
    }

    /// Standard output as JSON.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}:\n{}", self.stdout))
    }

    /// Standard output as the records of a CSV table, with its header.
    pub fn csv(&self) -> Vec<Vec<String>> {
        records(&self.stdout)
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

/// The records of a CSV text, with its header.
pub fn records(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// Copies a folder.
pub fn copy(from: &Path, to: &Path) {
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
