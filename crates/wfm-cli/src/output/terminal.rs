//! Words for people, on standard error.

use std::fmt::Display;
use std::io::Write;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use wfm_core::io::{InputProblems, Severity};

/// Standard error: how much is said there, and how.
#[derive(Debug)]
pub(crate) struct Terminal {
    quiet: bool,
    verbose: bool,
    interactive: bool,
    colour: bool,
}

impl Terminal {
    /// `quiet`: nothing but errors; `verbose`: every note. `interactive`: a person is looking, so that colour and progress
    /// bars make sense.
    pub(crate) fn new(quiet: bool, verbose: bool, interactive: bool) -> Self {
        let colour = interactive && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        Terminal { quiet, verbose, interactive, colour }
    }

    /// A terminal that says nothing, for a step whose words do not matter.
    pub(crate) fn silent(&self) -> Self {
        Terminal { quiet: true, verbose: false, interactive: false, colour: false }
    }

    /// What happened, in a line.
    pub(crate) fn say(&self, text: impl Display) {
        if !self.quiet {
            print(text);
        }
    }

    /// What only a curious reader wants to know.
    pub(crate) fn detail(&self, text: impl Display) {
        if self.is_verbose() {
            print(text);
        }
    }

    /// What should be looked at.
    pub(crate) fn warn(&self, text: impl Display) {
        self.say(format!("{} {text}", self.paint("warning:", "33")));
    }

    /// Whether a curious reader asked for all there is.
    pub(crate) fn is_verbose(&self) -> bool {
        self.verbose && !self.quiet
    }

    /// What went wrong, with its causes.
    pub(crate) fn error(&self, error: &anyhow::Error) {
        match error.downcast_ref::<InputProblems>() {
            Some(problems) => {
                print(problems);
                let count = problems.count(Severity::Error) + problems.count(Severity::Warning);
                let what = if count == 1 { "1 problem".to_owned() } else { format!("{count} problems") };
                print(format!("{} {what}; nothing was written", self.paint("error:", "31")));
            }
            None => print(format!("{} {error:#}", self.paint("error:", "31"))),
        }
    }

    /// A bar for work that may take long, shown to a person only, and only when a second has passed.
    pub(crate) fn progress(&self, title: &str) -> ProgressBar {
        if self.quiet || !self.interactive {
            return ProgressBar::hidden();
        }
        let style = ProgressStyle::with_template("{prefix:.bold} {bar:30} {percent:>3} %  {msg}")
            .unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar = ProgressBar::with_draw_target(Some(100), ProgressDrawTarget::hidden());
        let bar = bar.with_style(style).with_prefix(title.to_owned());
        let waiting = bar.clone();
        std::thread::spawn(move || {
            std::thread::sleep(Duration::from_secs(1));
            if !waiting.is_finished() {
                waiting.set_draw_target(ProgressDrawTarget::stderr());
                waiting.enable_steady_tick(Duration::from_millis(200));
            }
        });
        bar
    }

    fn paint(&self, text: &str, code: &str) -> String {
        if self.colour { format!("\u{1b}[1;{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

/// A line on standard error. When nobody reads it any more, it is not missed.
fn print(text: impl Display) {
    let _ = writeln!(std::io::stderr(), "{text}");
}
