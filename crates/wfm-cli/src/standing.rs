//! A roster that stands in files, with the problem it answers: what several commands judge, explain, mend.

use std::path::{Path, PathBuf};

use anyhow::bail;
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use wfm_core::io::{self, Inputs, Source};
use wfm_core::model::{Centre, Grid, LocalInstant, Requirement, Roster, local_instant};
use wfm_core::rostering::Problem;

use crate::args::{self, StandingRoster};
use crate::output::Terminal;
use crate::{centre, planning};

/// A roster and everything it is about.
#[derive(Debug)]
pub(crate) struct Standing {
    /// What was read.
    pub(crate) inputs: Inputs,
    /// First local day.
    pub(crate) first: NaiveDate,
    /// Number of local days: whole weeks.
    pub(crate) days: u32,
    /// One per queue, on the grid of these days.
    pub(crate) requirements: Vec<Requirement>,
    /// The roster, also shifts of other weeks that stand in its file.
    pub(crate) roster: Roster,
    /// Where it was read from.
    pub(crate) path: PathBuf,
    /// The files of the centre and the requirement.
    pub(crate) files: Vec<PathBuf>,
}

impl Standing {
    /// Reads the centre, the requirement and the roster named, else the first of `usual` that is there.
    ///
    /// # Errors
    /// When one of them cannot be read or is not there.
    pub(crate) fn open(
        args: &StandingRoster,
        usual: &[&str],
        global: &args::Global,
        terminal: &Terminal,
    ) -> anyhow::Result<Standing> {
        let folder = &args.centre.centre;
        let inputs = centre::open(folder, &planning::wanted(), global.strict, terminal)?;
        let (from, requirements) = planning::given_requirements(
            folder,
            &args.requirement,
            &None,
            &inputs.centre,
            global.strict,
            terminal,
        )?;
        let first =
            planning::required_week(&inputs, &requirements, args.week, args.weeks.unwrap_or(1), terminal)?;
        let path = path(folder, args, usual)?;
        let activities = activities(&path)?;
        let reading = io::roster(Source::path(&path), Some(activities), &inputs.centre, &inputs.agents);
        let roster = centre::accept(reading, global.strict, terminal)?;
        let days = 7 * args.weeks.unwrap_or_else(|| weeks_of(&roster, &requirements, first));
        let grid = Grid::of_days(first, days, inputs.centre.interval_minutes, inputs.centre.zone)?;
        let requirements = requirements.iter().map(|requirement| requirement.on(&grid)).collect();
        let mut files = centre::input_files(folder, &planning::wanted());
        files.push(from);
        Ok(Standing { inputs, first, days, requirements, roster, path, files })
    }

    /// The roster of the week alone.
    ///
    /// # Errors
    /// When it has no shift in that week.
    pub(crate) fn of_week(&self) -> anyhow::Result<Roster> {
        let days = 0..i64::from(self.days);
        let inside = |date: NaiveDate| days.contains(&(date - self.first).num_days());
        let shifts = self.roster.assignments.iter().filter(|shift| inside(shift.date));
        let roster = Roster { assignments: shifts.cloned().collect() };
        if roster.assignments.is_empty() {
            bail!(
                "{} has no shifts in the week from {}; name another with --week",
                self.path.display(),
                self.first
            );
        }
        Ok(roster)
    }

    /// The problem that this roster answers.
    ///
    /// # Errors
    /// When its parts do not fit together.
    pub(crate) fn problem(&self) -> anyhow::Result<Problem> {
        planning::problem(&self.inputs, self.requirements.clone(), self.first, self.days)
    }
}

/// Weeks from `first` on that both the roster and the requirement reach into, at least one.
fn weeks_of(roster: &Roster, requirements: &[Requirement], first: NaiveDate) -> u32 {
    let worked = roster.assignments.iter().map(|shift| shift.date).max();
    let required =
        requirements.iter().filter_map(|requirement| requirement.grid.days().last().map(|day| day.date));
    let last = worked.min(required.max()).unwrap_or(first);
    ((last - first).num_days() / 7 + 1).clamp(1, 13) as u32
}

fn path(folder: &Path, args: &StandingRoster, usual: &[&str]) -> anyhow::Result<PathBuf> {
    if let Some(named) = &args.roster {
        if named.as_os_str() != "-" && !named.exists() {
            bail!("{} is not there; name the roster with --roster", named.display());
        }
        return Ok(named.clone());
    }
    let lying: Vec<PathBuf> = usual.iter().map(|name| folder.join(name)).collect();
    match centre::first_existing(&lying) {
        Some(path) => Ok(path),
        None => {
            let names: Vec<String> = lying.iter().map(|path| path.display().to_string()).collect();
            bail!("{} is not there; name the roster with --roster", names.join(" or "));
        }
    }
}

/// The activities beside a roster.
fn activities(roster: &Path) -> anyhow::Result<Source<'static>> {
    let name = match roster.file_name().is_some_and(|name| name == "published.csv") {
        true => "published_activities.csv",
        false => "activities.csv",
    };
    let beside = roster.with_file_name(name);
    if roster.as_os_str() == "-" || !beside.exists() {
        bail!("{} is missing: it holds the breaks of the shifts in {}", beside.display(), roster.display());
    }
    Ok(Source::path(&beside))
}

/// A moment as typed: RFC 3339, or local time of the centre.
///
/// # Errors
/// When it is neither, or does not exist on the centre's clock.
pub(crate) fn moment(text: &str, centre: &Centre) -> anyhow::Result<DateTime<Utc>> {
    if let Ok(instant) = DateTime::parse_from_rfc3339(text) {
        return Ok(instant.to_utc());
    }
    let formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"];
    let local = formats.iter().find_map(|format| NaiveDateTime::parse_from_str(text, format).ok());
    match local.map(|local| local_instant(local, centre.zone)) {
        Some(LocalInstant::Once(instant) | LocalInstant::Twice(instant, _)) => Ok(instant),
        Some(LocalInstant::Never) => {
            bail!("{text} does not exist in {}: the clock is put forward", centre.zone)
        }
        None => bail!("{text:?} is no time; expected one such as 2026-11-23T14:00"),
    }
}
