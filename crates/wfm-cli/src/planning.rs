//! The steps that several commands share, one function each: which days, forecast, requirement, problem, roster, coverage.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, anyhow, bail};
use chrono::{Datelike, NaiveDate};
use wfm_core::control::{Control, Progress, Stop};
use wfm_core::forecasting::{Backtest, BacktestOptions, Method, QueuePast};
use wfm_core::io::Inputs;
use wfm_core::model::{
    Centre, Coverage, DayKind, Forecast, Grid, History, QueueCalendar, Requirement, Roster, date_of,
};
use wfm_core::rostering::{self, Problem, Solved};
use wfm_core::{forecasting, staffing};

use crate::args::Search;
use crate::output::{Terminal, reasons};

/// Weeks ahead from which a forecast by the shape of the last months deserves a word.
const FAR_WEEKS: i64 = 13;

/// First day of the centre's week that contains `date`.
pub(crate) fn week_of(centre: &Centre, date: NaiveDate) -> NaiveDate {
    let into = date.weekday().days_since(centre.week_starts);
    date - chrono::Duration::days(i64::from(into))
}

/// First day of the first week that starts after the history ends.
pub(crate) fn week_after(centre: &Centre, history: &[History]) -> anyhow::Result<NaiveDate> {
    let end = history.iter().map(|history| history.grid().end()).max();
    let end = end.context("history.csv has no rows; name the first day with --from or --week")?;
    let next = date_of(end, centre.zone);
    let week = week_of(centre, next);
    Ok(if week == next { next } else { week + chrono::Duration::days(7) })
}

/// The week that contains `date`, with a word when another day than its first was named.
pub(crate) fn named_week(centre: &Centre, date: NaiveDate, terminal: &Terminal) -> NaiveDate {
    let week = week_of(centre, date);
    if week != date {
        terminal.say(format!("{date} lies in the week from {} {week}", week.format("%A")));
    }
    week
}

/// Forecasts of every queue that has a history, over `days` days from `from` on; says what was noticed on the way.
///
/// # Errors
/// As [`layers`].
pub(crate) fn forecasts(
    inputs: &Inputs,
    from: NaiveDate,
    days: u32,
    terminal: &Terminal,
) -> anyhow::Result<Vec<Forecast>> {
    Ok(layers(inputs, from, days, terminal)?.forecasts)
}

/// The same, with what the models said below imported forecasts and changes by hand.
///
/// # Errors
/// For all queues at once, when one has too little history.
pub(crate) fn layers(
    inputs: &Inputs,
    from: NaiveDate,
    days: u32,
    terminal: &Terminal,
) -> anyhow::Result<Forecasted> {
    layers_by(&forecasting::Options::default(), inputs, from, days, terminal)
}

/// The same with `options`.
///
/// # Errors
/// As [`layers`].
pub(crate) fn layers_by(
    options: &forecasting::Options,
    inputs: &Inputs,
    from: NaiveDate,
    days: u32,
    terminal: &Terminal,
) -> anyhow::Result<Forecasted> {
    let centre = &inputs.centre;
    let grid = Grid::of_days(from, days, centre.interval_minutes, centre.zone)?;
    let calendars: Vec<QueueCalendar> =
        centre.queues.iter().map(|queue| inputs.calendar.of_queue(&queue.id, &queue.opening)).collect();
    let pasts = centre.queues.iter().zip(&calendars).map(|(queue, calendar)| QueuePast {
        queue,
        calendar,
        history: inputs.history.iter().find(|history| *history.queue() == queue.id),
    });
    let known: Vec<QueuePast<'_>> =
        pasts.filter(|past| past.history.is_some() || past.queue.expected_per_day.is_some()).collect();
    let models = all(forecasting::forecasts(&known, &grid, options).into_iter())?;
    if models.is_empty() {
        bail!("history.csv has no rows of any queue of centre.toml");
    }
    let end = inputs.history.iter().map(|history| date_of(history.grid().end(), centre.zone)).max();
    let is_seasonal = |forecast: &Forecast| forecast.notes.iter().any(|note| note.contains("yearly wave"));
    let far = end.map(|end| (from - end).num_weeks()).filter(|weeks| *weeks > FAR_WEEKS);
    if let Some(weeks) = far.filter(|_| !models.iter().all(is_seasonal)) {
        terminal.warn(format!("{from} lies {weeks} weeks after the history ends; nothing is known of trends or seasons until then"));
    }
    let forecasts: Vec<Forecast> = models.iter().map(|model| layered(model, inputs)).collect();
    for forecast in &forecasts {
        for line in reasons::lines(forecast) {
            terminal.say(format!("{}: {line}", forecast.queue));
        }
    }
    Ok(Forecasted { models, forecasts, tested: Vec::new() })
}

/// The imported forecast of the queue over its model, and the changes by hand over both.
fn layered(model: &Forecast, inputs: &Inputs) -> Forecast {
    let imported = inputs.imported_forecast.iter().find(|imported| imported.queue == model.queue);
    let below = imported.map_or_else(|| model.clone(), |imported| forecasting::replaced(model, imported));
    forecasting::overridden(&below, &inputs.overrides)
}

/// How good forecasts like these would have been over the last weeks, beside the mean of eight weekdays; queues whose
/// history is too short for a test are left out.
pub(crate) fn tested(inputs: &Inputs, forecasts: &[Forecast]) -> Vec<Backtest> {
    let options = BacktestOptions {
        methods: vec![Method::Automatic, Method::MeanOfWeekdays { weeks: 8 }],
        ..BacktestOptions::default()
    };
    let backtest = |forecast: &Forecast| {
        let queue = inputs.centre.queue(&forecast.queue)?;
        let history = inputs.history.iter().find(|history| *history.queue() == forecast.queue)?;
        let calendar = inputs.calendar.of_queue(&queue.id, &queue.opening);
        forecasting::backtest(history, &calendar, &options).ok()
    };
    forecasts.iter().filter_map(backtest).collect()
}

/// Requirements of every queue that was forecast.
///
/// # Errors
/// For all queues at once, when one promises nothing or has no handle time.
pub(crate) fn requirements(centre: &Centre, forecasts: &[Forecast]) -> anyhow::Result<Vec<Requirement>> {
    let options = staffing::Options::default();
    all(forecasts.iter().filter_map(|forecast| {
        let queue = centre.queue(&forecast.queue)?;
        Some(staffing::requirement(forecast, queue, centre.shrinkage_of(queue), &options))
    }))
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

/// The forecasts of a plan and how good such forecasts have been; empty when the requirement was given.
#[derive(Debug, Default)]
pub(crate) struct Forecasted {
    /// What the models said, one per queue.
    pub(crate) models: Vec<Forecast>,
    /// The same with imported forecasts and changes by hand over them.
    pub(crate) forecasts: Vec<Forecast>,
    /// How good the models have been, where it was tested; one per queue with enough history.
    pub(crate) tested: Vec<Backtest>,
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
    /// Seed of the search.
    pub(crate) seed: u64,
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
    Ok(Rostered { first, days, requirements, solved, coverage, seed: options.seed, inputs })
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

/// All values, or all errors together.
pub(crate) fn all<T>(results: impl Iterator<Item = wfm_core::Result<T>>) -> anyhow::Result<Vec<T>> {
    let (mut values, mut errors) = (Vec::new(), Vec::new());
    for result in results {
        match result {
            Ok(value) => values.push(value),
            Err(error) => errors.push(error.to_string()),
        }
    }
    if errors.is_empty() { Ok(values) } else { Err(anyhow!(errors.join("\n"))) }
}
