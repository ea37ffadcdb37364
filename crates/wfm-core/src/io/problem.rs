//! Problems of files: what is wrong where, what was expected, and how to mend it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;

use super::codes::{Code, Severity};

/// Problems of one code in one file that are listed, unless one tells it all; the others are counted.
const LISTED: u64 = 50;

/// One thing that is wrong with a file, or that its reader should know.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct InputProblem {
    /// Stable code; `docs/errors.md` explains it.
    pub code: Code,
    /// The file, as its reader knows it.
    pub file: String,
    /// The line, counted from 1.
    pub line: Option<u64>,
    /// The column of a table, or the key of `centre.toml`.
    pub column: Option<String>,
    /// What is wrong, with the value found.
    pub what: String,
    /// What would have been right; empty when `what` says it all.
    pub expected: String,
    /// How to mend it.
    pub remedy: String,
}

impl InputProblem {
    /// How bad it is.
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }

    pub(crate) fn new(code: Code, file: &str, what: impl Into<String>) -> Self {
        InputProblem {
            code,
            file: file.to_owned(),
            line: None,
            column: None,
            what: what.into(),
            expected: String::new(),
            remedy: String::new(),
        }
    }

    pub(crate) fn line(self, line: u64) -> Self {
        InputProblem { line: Some(line), ..self }
    }

    pub(crate) fn column(self, column: impl Into<String>) -> Self {
        InputProblem { column: Some(column.into()), ..self }
    }

    pub(crate) fn expected(self, expected: impl Into<String>) -> Self {
        InputProblem { expected: expected.into(), ..self }
    }

    pub(crate) fn remedy(self, remedy: impl Into<String>) -> Self {
        InputProblem { remedy: remedy.into(), ..self }
    }
}

impl fmt::Display for InputProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}] {}", self.severity(), self.code, self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if let Some(column) = &self.column {
            write!(f, " ({column})")?;
        }
        write!(f, ": {}", self.what)?;
        if !self.expected.is_empty() {
            write!(f, "\n  expected {}", self.expected)?;
        }
        if !self.remedy.is_empty() {
            write!(f, "\n  to mend it: {}", self.remedy)?;
        }
        Ok(())
    }
}

/// Problems in order of file and line.
///
/// After 50 of one code in one file the others are counted in a single line; rows inside the hour that the clock skips are
/// told once, with their number.
#[derive(Debug, Clone, Default)]
pub struct InputProblems {
    listed: Vec<InputProblem>,
    counts: BTreeMap<(String, Code), (u64, Option<u64>)>,
}

impl InputProblems {
    /// The problems, in order of file and line.
    pub fn iter(&self) -> std::slice::Iter<'_, InputProblem> {
        self.listed.iter()
    }

    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.listed.is_empty()
    }

    /// Number of problems of a severity, those that are not listed included.
    pub fn count(&self, severity: Severity) -> u64 {
        self.counts.iter().filter(|((_, code), _)| code.severity() == severity).map(|(_, (n, _))| n).sum()
    }

    /// Whether the input cannot be used: it has errors or, when `strict`, warnings.
    pub fn refuse(&self, strict: bool) -> bool {
        self.count(Severity::Error) > 0 || (strict && self.count(Severity::Warning) > 0)
    }

    pub(crate) fn add(&mut self, problem: InputProblem) {
        let key = (problem.file.clone(), problem.code);
        let (count, first_unlisted) = self.counts.entry(key).or_default();
        *count += 1;
        let most = if problem.code.told_once() { 1 } else { LISTED };
        if *count <= most {
            self.listed.push(problem);
        } else if first_unlisted.is_none() {
            *first_unlisted = problem.line;
        }
    }

    /// Puts the list in order and adds what was counted only: to the one place that is told, or as a line.
    pub(crate) fn finished(mut self) -> Self {
        for ((file, code), (count, line)) in &self.counts {
            if code.told_once() {
                let told = self.listed.iter_mut().find(|p| p.code == *code && p.file == *file);
                if let Some(told) = told.filter(|_| *count > 1) {
                    let rows = if *count == 2 { "row" } else { "rows" };
                    told.what += &format!(", with {} further {rows} of this file", count - 1);
                }
            } else if *count > LISTED {
                let what = format!("the same in {} further places, from here on", count - LISTED);
                let rest = InputProblem::new(*code, file, what);
                self.listed.push(InputProblem { line: *line, ..rest });
            }
        }
        self.listed.sort_by(|a, b| (&a.file, a.line, a.code).cmp(&(&b.file, b.line, b.code)));
        self
    }
}

impl<'a> IntoIterator for &'a InputProblems {
    type Item = &'a InputProblem;
    type IntoIter = std::slice::Iter<'a, InputProblem>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl From<InputProblem> for InputProblems {
    fn from(problem: InputProblem) -> Self {
        let mut problems = InputProblems::default();
        problems.add(problem);
        problems
    }
}

impl fmt::Display for InputProblems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for InputProblems {}

/// What was read, and everything there is to say about it.
#[derive(Debug)]
pub struct Reading<T> {
    /// What was read, as far as it could be; not to be used when the problems hold an error.
    pub value: Option<T>,
    /// All problems, also warnings and notes.
    pub problems: InputProblems,
}

impl<T> Reading<T> {
    /// What was read, with warnings and notes.
    ///
    /// # Errors
    /// All problems, when one of them is an error, or a warning while `strict`.
    pub fn accept(self, strict: bool) -> Result<(T, InputProblems), InputProblems> {
        match self.value {
            Some(value) if !self.problems.refuse(strict) => Ok((value, self.problems)),
            _ => Err(self.problems),
        }
    }
}

/// Collects problems while several parts of a file are being read.
#[derive(Debug, Default)]
pub(crate) struct Report(RefCell<InputProblems>);

impl Report {
    pub(crate) fn add(&self, problem: InputProblem) {
        self.0.borrow_mut().add(problem);
    }

    /// The finished reading of `value`.
    pub(crate) fn reading<T>(self, value: Option<T>) -> Reading<T> {
        Reading { value, problems: self.0.into_inner().finished() }
    }
}

/// A value that could not be read; the problem has been reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reported;

#[cfg(test)]
mod tests {
    use super::super::codes;
    use super::*;

    #[test]
    fn after_fifty_the_rest_is_counted() {
        let report = Report::default();
        for line in 2..80 {
            report.add(InputProblem::new(codes::HISTORY_PARTS, "history.csv", "too much").line(line));
        }
        report.add(InputProblem::new(codes::HISTORY_CLOSED, "history.csv", "closed"));
        let problems = report.reading(Some(())).problems;
        assert_eq!(problems.count(Severity::Error), 78);
        assert_eq!(problems.iter().count(), 52);
        assert_eq!(problems.iter().last().unwrap().what, "the same in 28 further places, from here on");
        assert_eq!(problems.iter().next().unwrap().code, codes::HISTORY_CLOSED);
    }

    #[test]
    fn strict_refuses_warnings_but_not_notes() {
        let with = |code| Reading { value: Some(1), problems: InputProblem::new(code, "f", "w").into() };
        assert!(with(codes::KEY_UNKNOWN).accept(false).is_ok());
        assert!(with(codes::KEY_UNKNOWN).accept(true).is_err());
        assert!(with(codes::HISTORY_CLOSED).accept(true).is_ok());
        assert!(with(codes::HISTORY_PARTS).accept(false).is_err());
    }
}
