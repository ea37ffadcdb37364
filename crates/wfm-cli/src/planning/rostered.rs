//! A roster of some weeks: its problem, the search, and what the roster gives.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{anyhow, bail};
use chrono::NaiveDate;
use wfm_core::control::{Control, Progress, Stop};
use wfm_core::io::{Inputs, Want, Wanted};
use wfm_core::model::{Centre, Coverage, DayKind, Grid, Requirement, Roster};
use wfm_core::rostering::{self, BurdenSpread, Misattended, Problem, Solved, Unplaced};
use wfm_core::staffing;

use super::all;
use crate::args::Search;
use crate::output::Terminal;

/// What a roster is made from, besides the requirement.
pub(crate) fn wanted() -> Wanted {
    Wanted {
        agents: Want::Needed,
        availability: Want::IfThere,
        published: Want::IfThere,
        ..Wanted::default()
    }
}

/// The rostering problem of the weeks from `first` on.
///
/// # Errors
/// When there is nobody to roster, or the parts do not fit together.
pub(crate) fn problem(
    inputs: &Inputs,
    requirements: Vec<Requirement>,
    first: NaiveDate,
    days: u32,
) -> anyhow::Result<Problem> {
    if inputs.agents.is_empty() {
        bail!("agents.csv has no agents; a roster needs somebody to work");
    }
    let holidays = inputs.calendar.days.iter().filter(|day| day.kind == DayKind::Holiday);
    let input = rostering::Input {
        centre: &inputs.centre,
        agents: inputs.agents.clone(),
        availability: inputs.availability.clone(),
        published: inputs.published.clone(),
        requirements,
        first,
        days,
        holidays: holidays.map(|day| day.date).collect(),
    };
    Ok(Problem::new(input)?)
}

/// The limits of the search: those of the centre, overridden by what was typed.
pub(crate) fn search_options(
    centre: &Centre,
    search: &Search,
) -> anyhow::Result<(rostering::Options, Duration)> {
    let mut weights = centre.weights.clone();
    if let Some(seconds) = search.time_limit {
        weights.time_limit_seconds = seconds;
    }
    if let Some(seed) = search.seed {
        weights.seed = seed;
    }
    let limit = Duration::try_from_secs_f64(weights.time_limit_seconds).map_err(|_| {
        anyhow!("--time-limit is {}; expected seconds, 0 or more", weights.time_limit_seconds)
    })?;
    let mut options = rostering::Options::new(&weights);
    if let Some(work) = search.work_limit {
        options.work_limit = work;
    }
    Ok((options, limit))
}

/// Searches for a roster, with a progress bar; Ctrl-C ends the search with the best roster so far.
///
/// # Errors
/// When the hard rules of some agents contradict each other, all of them named.
pub(crate) fn solve(
    problem: &Problem,
    options: &rostering::Options,
    limit: Duration,
    terminal: &Terminal,
) -> anyhow::Result<Solved> {
    static CANCELLED: AtomicBool = AtomicBool::new(false);
    // A second Ctrl-C ends the program at once.
    let _ = ctrlc::set_handler(|| {
        if CANCELLED.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    });
    let start = Instant::now();
    let stop = || match CANCELLED.load(Ordering::Relaxed) {
        true => Some(Stop::Cancelled),
        false => (start.elapsed() >= limit).then_some(Stop::TimeLimit),
    };
    let bar = terminal.progress("rostering");
    let report = |progress: &Progress| {
        let part = |done: f64, whole: f64| if whole > 0.0 { (100.0 * done / whole).min(100.0) } else { 0.0 };
        let worked = part(progress.done as f64, progress.planned as f64);
        let passed = part(start.elapsed().as_secs_f64(), limit.as_secs_f64());
        bar.set_position(worked.max(passed) as u64);
        let figure = |value: Option<f64>| value.map_or("-".to_owned(), |value| format!("{value:.0}"));
        bar.set_message(format!(
            "{} · cost {} · bound {}",
            progress.phase,
            figure(progress.cost),
            figure(progress.bound)
        ));
    };
    let solved = rostering::roster(problem, options, &Control::new(&stop, &report));
    bar.finish_and_clear();
    Ok(solved?)
}

/// A roster with everything it came from and what it gives.
#[derive(Debug)]
pub(crate) struct Rostered {
    /// What was read.
    pub(crate) inputs: Inputs,
    /// First local day.
    pub(crate) first: NaiveDate,
    /// Number of days.
    pub(crate) days: u32,
    /// One per queue, on the grid of these days.
    pub(crate) requirements: Vec<Requirement>,
    /// The answer of the search.
    pub(crate) solved: Solved,
    /// One per queue.
    pub(crate) coverage: Vec<Coverage>,
    /// What else there is to say of the roster.
    pub(crate) remarks: Remarks,
    /// Seed of the search.
    pub(crate) seed: u64,
}

/// What a roster leaves undone without breaking a rule, and how evenly it is shared.
#[derive(Debug)]
pub(crate) struct Remarks {
    /// Meetings and training that found no place.
    pub(crate) unplaced: Vec<Unplaced>,
    /// Where too few or too many people of some kind are at work together.
    pub(crate) misattended: Vec<Misattended>,
    /// Who carries the burdens, before the roster and with it.
    pub(crate) burdens: Vec<BurdenSpread>,
}

impl Remarks {
    /// The remarks on any roster.
    pub(crate) fn of(problem: &Problem, roster: &Roster) -> Remarks {
        Remarks {
            unplaced: rostering::unplaced(problem, roster),
            misattended: rostering::misattended(problem, roster),
            burdens: rostering::burdens(problem, roster),
        }
    }
}

impl Rostered {
    /// Whether `date` is one of the days.
    pub(crate) fn contains(&self, date: NaiveDate) -> bool {
        (0..i64::from(self.days)).contains(&(date - self.first).num_days())
    }
}

/// Rosters `days` days, whole weeks, from `first` on.
///
/// # Errors
/// Those of [`problem`] and of the search.
pub(crate) fn rostered(
    inputs: Inputs,
    requirements: &[Requirement],
    first: NaiveDate,
    days: u32,
    search: &Search,
    terminal: &Terminal,
) -> anyhow::Result<Rostered> {
    let centre = &inputs.centre;
    let (options, limit) = search_options(centre, search)?;
    let grid = Grid::of_days(first, days, centre.interval_minutes, centre.zone)?;
    let requirements: Vec<Requirement> =
        requirements.iter().map(|requirement| requirement.on(&grid)).collect();
    if requirements.iter().all(|requirement| requirement.agents.iter().all(|agents| *agents == 0.0)) {
        let last = first + chrono::Duration::days(i64::from(days) - 1);
        terminal.warn(format!("nobody is required from {first} to {last}"));
    }
    let problem = problem(&inputs, requirements.clone(), first, days)?;
    let solved = solve(&problem, &options, limit, terminal)?;
    for setback in &solved.setbacks {
        terminal.warn(format!("part of the search was lost, the roster is legal all the same: {setback}"));
    }
    let broken = rostering::check(&problem, &solved.roster);
    if !broken.is_empty() {
        let list: Vec<String> = broken.iter().map(|violation| violation.to_string()).collect();
        bail!(
            "the roster that was found breaks rules, which is a fault of wfm; nothing was written:\n{}",
            list.join("\n")
        );
    }
    let coverage = coverages(centre, &problem, &requirements, &solved.roster)?;
    let remarks = Remarks::of(&problem, &solved.roster);
    Ok(Rostered { first, days, requirements, solved, coverage, remarks, seed: options.seed, inputs })
}

/// What `roster` gives each queue, on the grid of the problem.
///
/// # Errors
/// When a queue's model lacks something.
pub(crate) fn coverages(
    centre: &Centre,
    problem: &Problem,
    requirements: &[Requirement],
    roster: &Roster,
) -> anyhow::Result<Vec<Coverage>> {
    let rostered = rostering::rostered(problem, roster);
    all(requirements.iter().zip(&rostered).filter_map(|(requirement, rostered)| {
        let queue = centre.queue(&requirement.queue)?;
        Some(staffing::coverage(queue, requirement, centre.shrinkage_of(queue), rostered))
    }))
}
