//! Reading and writing centre folders: `centre.toml`, the input tables and the output tables.
//!
//! Comes in: files, or anything that can be read. Goes out: the nouns of [`model`](crate::model), and *all* problems of
//! the input at once, each with file, line, column, a stable code and how to mend it. Nothing is computed here but sums
//! over finer rows. `docs/formats.md` describes every file, `docs/errors.md` every code.
//!
//! ```no_run
//! use wfm_core::io::{self, Want, Wanted};
//!
//! let wanted = Wanted { history: Want::Needed, agents: Want::Needed, ..Wanted::default() };
//! let (inputs, notes) = io::read("centre".as_ref(), &wanted).accept(false)?;
//! println!("{} agents, {} notes", inputs.agents.len(), notes.iter().count());
//! # Ok::<(), io::InputProblems>(())
//! ```

mod codes;
mod problem;
mod names;
mod source;
mod table;
mod value;
mod time;
mod series;
mod intervals;
mod centre;
mod calendar;
mod history;
mod calls;
mod agents;
mod availability;
mod plan;
mod roster;
mod states;
mod backlog;
mod json;
mod operation;
mod daily;
mod overrides;
mod queue_changes;
pub mod write;
mod files;
#[cfg(feature = "polars")]
pub mod frame;

use std::path::{Path, PathBuf};

pub use codes::{Code, Severity};
pub use daily::DailyTotals;
pub use files::{Files, write_atomically};
pub use operation::OperationFile;
pub use problem::{InputProblem, InputProblems, Reading};
pub use source::Source;
pub use time::instant;

use crate::model::{
    Agent, AgentState, Availability, Calendar, Centre, Forecast, History, Override, Questions, QueueChange,
    Requirement, Roster, WaitingContacts,
};
use problem::Report;

/// Whether a table of a centre folder is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Want {
    /// Not at all.
    #[default]
    No,
    /// If it is there.
    IfThere,
    /// It must be there.
    Needed,
}

/// Which tables of a centre folder to read. `centre.toml` always is, and `calendar.csv` if it is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wanted {
    /// `history.csv`, or every table in `history/`; with it, if they are there, `queue_changes.csv` and what lies over the
    /// forecast: `overrides.csv` and `imported_forecast.csv`.
    pub history: Want,
    /// `daily.csv`.
    pub daily: Want,
    /// `agents.csv`.
    pub agents: Want,
    /// `availability.csv`.
    pub availability: Want,
    /// `published.csv`, with the breaks of `published_activities.csv` if it is there.
    pub published: Want,
    /// `states.csv`.
    pub states: Want,
    /// `forecast.csv`.
    pub forecast: Want,
    /// `requirement.csv`.
    pub requirement: Want,
}

/// What a centre folder holds; what was not wanted or is not there is empty or absent.
#[derive(Debug, Clone, PartialEq)]
pub struct Inputs {
    /// `centre.toml`.
    pub centre: Centre,
    /// `calendar.csv`.
    pub calendar: Calendar,
    /// `history.csv`: one per queue with rows, all on the same grid of whole local days; as recorded, and also of queues that
    /// are gone and named in `queue_changes`.
    pub history: Vec<History>,
    /// `queue_changes.csv`, for [`with_changes`](crate::forecasting::with_changes).
    pub queue_changes: Vec<QueueChange>,
    /// `imported_forecast.csv`, one per queue.
    pub imported_forecast: Vec<Forecast>,
    /// `overrides.csv`, in file order.
    pub overrides: Vec<Override>,
    /// `daily.csv`.
    pub daily: DailyTotals,
    /// `agents.csv`, in file order.
    pub agents: Vec<Agent>,
    /// `availability.csv`, in file order; a weekly entry is one entry per occurrence.
    pub availability: Vec<Availability>,
    /// `published.csv`.
    pub published: Roster,
    /// `states.csv`.
    pub states: Vec<AgentState>,
    /// `forecast.csv`, one per queue, when it was there.
    pub forecast: Option<Vec<Forecast>>,
    /// `requirement.csv`, one per queue, when it was there.
    pub requirement: Option<Vec<Requirement>>,
}

/// Reads a centre folder. Problems name its files as they are called in the folder.
pub fn read(folder: &Path, wanted: &Wanted) -> Reading<Inputs> {
    let report = Report::default();
    let folder = Folder { path: folder, report: &report };
    let centre = centre::read(Source::named("centre.toml", &folder.path.join("centre.toml")), &report);
    let inputs = centre.map(|centre| folder.inputs(centre, wanted));
    report.reading(inputs)
}

/// Reads a `centre.toml`.
pub fn centre(source: Source) -> Reading<Centre> {
    let report = Report::default();
    let centre = centre::read(source, &report);
    report.reading(centre)
}

/// Reads a file of scenarios over `centre`.
pub fn scenarios(source: Source, centre: &Centre) -> Reading<Questions> {
    let report = Report::default();
    let questions = centre::scenarios(source, centre, &report);
    report.reading(questions)
}

/// Reads a `calendar.csv`.
pub fn calendar(source: Source, centre: &Centre) -> Reading<Calendar> {
    reading(|report| calendar::read(source, centre, report))
}

/// Reads histories, in one table or several, of the queues of `centre`: one [`History`] per queue with rows.
///
/// Rows are summed to the centre's planning interval; intervals outside the opening hours are set aside with a note.
pub fn history(sources: Vec<Source>, centre: &Centre, calendar: &Calendar) -> Reading<Vec<History>> {
    reading(|report| {
        let mut histories = history::Histories::new(centre, &[]);
        for source in sources {
            histories.add(source, report);
        }
        histories.finish(calendar, report)
    })
}

/// Reads a call log and sums it to the history of each queue.
///
/// What counts as answered in time, or abandoned shortly, is the limit of the queue's own target, inclusive; without one
/// the measure is absent.
pub fn calls(source: Source, centre: &Centre, calendar: &Calendar) -> Reading<Vec<History>> {
    reading(|report| calls::read(source, centre, calendar, report))
}

/// Reads an `agents.csv`.
pub fn agents(source: Source, centre: &Centre) -> Reading<Vec<Agent>> {
    reading(|report| agents::read(source, centre, report))
}

/// Reads an `availability.csv` of `agents`.
pub fn availability(source: Source, centre: &Centre, agents: &[Agent]) -> Reading<Vec<Availability>> {
    reading(|report| availability::read(source, centre, agents, report))
}

/// Reads a `requirement.csv`, of `wfm` or of another tool: only `interval_start`, `queue` and `agents` must be there.
///
/// One per queue with rows, all on one grid of whole local days; an interval without a row needs nobody and is closed.
pub fn requirement(source: Source, centre: &Centre) -> Reading<Vec<Requirement>> {
    reading(|report| plan::requirement(source, centre, report))
}

/// Reads a `forecast.csv`: one per queue with rows, on one grid as with [`requirement`].
pub fn forecast(source: Source, centre: &Centre) -> Reading<Vec<Forecast>> {
    reading(|report| plan::forecast(source, centre, report))
}

/// Reads a `roster.csv` or `published.csv`, and what is done in its shifts from an `activities.csv`.
///
/// Time of a shift that no activity covers is time on the queue.
pub fn roster(
    roster: Source,
    activities: Option<Source>,
    centre: &Centre,
    agents: &[Agent],
) -> Reading<Roster> {
    reading(|report| roster::read(roster, activities, centre, agents, report))
}

/// Reads a backlog: deferred work that waits already, by the time it came, in the order of the file.
pub fn backlog(source: Source, centre: &Centre) -> Reading<Vec<WaitingContacts>> {
    reading(|report| backlog::read(source, centre, report))
}

/// Reads a `daily.csv`: totals of days, and of months where the date is one, `2026-11`.
pub fn daily(source: Source, centre: &Centre) -> Reading<DailyTotals> {
    reading(|report| daily::read(source, centre, report))
}

/// Reads an `overrides.csv`: changes by hand of a forecast, in the order in which they are applied.
pub fn overrides(source: Source, centre: &Centre) -> Reading<Vec<Override>> {
    reading(|report| overrides::read(source, centre, report))
}

/// Reads a `queue_changes.csv`: queues that were split, merged or renamed.
pub fn queue_changes(source: Source, centre: &Centre) -> Reading<Vec<QueueChange>> {
    reading(|report| queue_changes::read(source, centre, report))
}

/// Reads a `states.csv`.
pub fn states(source: Source, centre: &Centre, agents: &[Agent]) -> Reading<Vec<AgentState>> {
    reading(|report| states::read(source, centre, agents, report))
}

/// Reads an `OPERATION.json`, which a simulation plays.
pub fn operation(source: Source) -> Reading<OperationFile> {
    let report = Report::default();
    let operation = operation::read(source, &report);
    report.reading(operation)
}

fn reading<T>(read: impl FnOnce(&Report) -> T) -> Reading<T> {
    let report = Report::default();
    let value = read(&report);
    report.reading(Some(value))
}

struct Folder<'f> {
    path: &'f Path,
    report: &'f Report,
}

impl Folder<'_> {
    fn inputs(&self, centre: Centre, wanted: &Wanted) -> Inputs {
        let report = self.report;
        let calendar = self
            .source("calendar.csv", Want::IfThere)
            .map_or_else(Calendar::default, |source| calendar::read(source, &centre, report));
        let layers = if wanted.history == Want::No { Want::No } else { Want::IfThere };
        let queue_changes = self.source("queue_changes.csv", layers);
        let queue_changes =
            queue_changes.map_or_else(Vec::new, |source| queue_changes::read(source, &centre, report));
        let history = self.history(&centre, &calendar, &queue_changes, wanted.history);
        let imported = self.source("imported_forecast.csv", layers);
        let overrides = self.source("overrides.csv", layers);
        let daily = self.source("daily.csv", wanted.daily);
        let agents = self.source("agents.csv", agents_wanted(wanted));
        let agents = agents.map_or_else(Vec::new, |source| agents::read(source, &centre, report));
        agents::check_named(&centre, &agents, report);
        let availability = self.source("availability.csv", wanted.availability);
        let states = self.source("states.csv", wanted.states);
        let forecast = self.source("forecast.csv", wanted.forecast);
        let requirement = self.source("requirement.csv", wanted.requirement);
        Inputs {
            availability: availability
                .map_or_else(Vec::new, |source| availability::read(source, &centre, &agents, report)),
            published: self.published(&centre, &agents, wanted.published),
            states: states.map_or_else(Vec::new, |source| states::read(source, &centre, &agents, report)),
            forecast: forecast.map(|source| plan::forecast(source, &centre, report)),
            requirement: requirement.map(|source| plan::requirement(source, &centre, report)),
            imported_forecast: imported
                .map_or_else(Vec::new, |source| plan::forecast(source, &centre, report)),
            overrides: overrides.map_or_else(Vec::new, |source| overrides::read(source, &centre, report)),
            daily: daily.map_or_else(DailyTotals::default, |source| daily::read(source, &centre, report)),
            centre,
            calendar,
            history,
            queue_changes,
            agents,
        }
    }

    /// The table called `name`, if it is wanted; one that need not be there and is not is none.
    fn source(&self, name: &str, want: Want) -> Option<Source<'static>> {
        let path = self.path.join(name);
        let open = match want {
            Want::No => false,
            Want::IfThere => path.exists(),
            Want::Needed => true,
        };
        open.then(|| Source::named(name, &path))
    }

    fn published(&self, centre: &Centre, agents: &[Agent], want: Want) -> Roster {
        let Some(source) = self.source("published.csv", want) else { return Roster::default() };
        let activities = self.source("published_activities.csv", Want::IfThere);
        roster::read(source, activities, centre, agents, self.report)
    }

    fn history(
        &self,
        centre: &Centre,
        calendar: &Calendar,
        changes: &[QueueChange],
        want: Want,
    ) -> Vec<History> {
        if want == Want::No {
            return Vec::new();
        }
        let mut histories = history::Histories::new(centre, changes);
        let tables = self.history_tables();
        if tables.is_empty()
            && let Some(source) = self.source("history.csv", want)
        {
            histories.add(source, self.report);
        }
        for (name, path) in tables {
            histories.add(Source::named(name, &path), self.report);
        }
        histories.finish(calendar, self.report)
    }

    /// `history.csv`, `history.parquet` and the tables in `history/`, by name.
    fn history_tables(&self) -> Vec<(String, PathBuf)> {
        let single = ["history.csv", "history.parquet"].map(|name| (name.to_owned(), self.path.join(name)));
        let mut tables: Vec<(String, PathBuf)> =
            single.into_iter().filter(|(_, path)| path.exists()).collect();
        let entries = std::fs::read_dir(self.path.join("history")).into_iter().flatten().flatten();
        tables.extend(entries.map(|entry| entry.path()).filter_map(|path| {
            let extension = path.extension()?.to_str()?.to_ascii_lowercase();
            let name = format!("history/{}", path.file_name()?.to_str()?);
            ["csv", "parquet"].contains(&extension.as_str()).then_some((name, path))
        }));
        tables.sort();
        tables
    }
}

/// Tables that name agents cannot be judged without them.
fn agents_wanted(wanted: &Wanted) -> Want {
    let naming = [wanted.availability, wanted.published, wanted.states];
    match wanted.agents {
        Want::No if naming.iter().any(|want| *want != Want::No) => Want::IfThere,
        want => want,
    }
}
