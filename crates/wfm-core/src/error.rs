//! The one error type of the library: a few kinds a caller can decide by.
//!
//! Problems of *files* have line, column and remedy: see `io::InputProblem`. Formulas do not fail: an overloaded queue is a
//! value.

use std::fmt;

/// What the library's functions return when they may fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a question could not be answered.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A value given by the caller is outside its range.
    #[error("{field} is {given}; expected {expected}")]
    InvalidInput {
        /// The field in the caller's words, such as `service_level`.
        field: String,
        /// What was given.
        given: String,
        /// What would have been right.
        expected: String,
    },
    /// The method needs more history than there is.
    #[error("queue {queue} has too little history: {found}; {needed}")]
    TooLittleHistory {
        /// The queue.
        queue: String,
        /// What there is.
        found: String,
        /// What the method needs.
        needed: String,
    },
    /// Hard rules that no roster can meet, all of them, by agent.
    #[error("no roster can meet the rules: {}", Conflict::list(.0))]
    Conflict(Vec<Conflict>),
    /// A solver gave up.
    #[error("the solver failed: {0}")]
    Solver(String),
    /// The caller cancelled before there was any answer.
    #[error("cancelled before there was an answer")]
    Cancelled,
}

impl Error {
    /// An [`Error::InvalidInput`].
    pub fn invalid(field: impl Into<String>, given: impl fmt::Display, expected: impl Into<String>) -> Self {
        Error::InvalidInput { field: field.into(), given: given.to_string(), expected: expected.into() }
    }
}

/// Agents whose hard rules contradict each other, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The agents, by id; those with the same conflict stand together.
    pub agents: Vec<String>,
    /// What contradicts what, in words.
    pub reason: String,
    /// What would mend it, in words: each is enough alone, the smallest change first.
    pub remedies: Vec<String>,
}

impl Conflict {
    fn list(conflicts: &[Conflict]) -> String {
        let lines: Vec<String> = conflicts.iter().map(|conflict| conflict.to_string()).collect();
        // One line a conflict; a single one needs no line of its own.
        if let [one] = lines.as_slice() { one.clone() } else { format!("\n{}", lines.join("\n")) }
    }
}

impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.agents.join(", "), self.reason)?;
        match self.remedies.as_slice() {
            [] => Ok(()),
            [one] => write!(f, "; this would mend it: {one}"),
            several => write!(f, "; each of these would mend it: {}", several.join(" | ")),
        }
    }
}
