//! What a roster gives when it is played many times: the same figures for `wfm simulate`, `wfm plan` and the report.
//!
//! The roster is played four times with the same random numbers, each time with one thing more of reality
//! ([`Realism`]): so that the differences between formula and simulation are told apart by computing them.

mod futures;
mod formula;
mod queue;

use chrono::{DateTime, FixedOffset};
use serde::Serialize;
use wfm_core::control::{Control, Progress};
use wfm_core::io::Inputs;
use wfm_core::model::{
    Coverage, Forecast, Grid, QueueId, Requirement, Roster, ServiceLevelTarget, TargetOver,
};
use wfm_core::simulation::{Estimate, Options, Realism, RosterPlay, Service, Simulated, promise, simulate};

use crate::output::Terminal;
use queue::queue_outlook;

/// Calls to be played at each step of realism in a plan, which should not take long.
const QUICK_CALLS: f64 = 1e6;

/// A roster and all that is known of its week.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stage<'a> {
    /// The centre and its agents.
    pub(crate) inputs: &'a Inputs,
    /// The intervals of the week.
    pub(crate) grid: &'a Grid,
    /// Who works when.
    pub(crate) roster: &'a Roster,
    /// Expected contacts and handle times.
    pub(crate) forecasts: &'a [Forecast],
    /// One per queue, on the grid.
    pub(crate) requirements: &'a [Requirement],
    /// One per queue, on the grid.
    pub(crate) coverage: &'a [Coverage],
}

/// How to play.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wish {
    /// Weeks; absent: as many as are quick.
    pub(crate) replications: Option<usize>,
    /// Seed of every random number.
    pub(crate) seed: u64,
    /// Share of shifts that are not worked; absent: the unplanned shrinkage of the centre.
    pub(crate) absence: Option<f64>,
}

/// What a simulation says of a roster.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Outlook {
    /// Weeks that were played.
    pub(crate) replications: usize,
    /// Seed of every random number.
    pub(crate) seed: u64,
    /// Share of shifts not worked that was asked for; absent: the unplanned shrinkage of the centre.
    pub(crate) absence: Option<f64>,
    /// One per queue that promises a service level.
    pub(crate) queues: Vec<QueueOutlook>,
}

/// What a simulation says of a queue.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct QueueOutlook {
    /// The queue.
    pub(crate) queue: QueueId,
    /// What is promised, and how it is counted.
    pub(crate) promise: ServiceLevelTarget,
    /// The stretches over which the promise must hold.
    pub(crate) over: TargetOver,
    /// Share of those stretches in which it is expected to be kept.
    pub(crate) kept: Option<f64>,
    /// The whole week.
    pub(crate) week: Stretch,
    /// By local day.
    pub(crate) days: Vec<Stretch>,
    /// By interval with contacts; in the table only.
    #[serde(skip)]
    pub(crate) intervals: Vec<Stretch>,
    /// The half-hours with the lowest service level, worst first.
    pub(crate) worst: Vec<Stretch>,
    /// Why the simulation differs from the formula, beyond chance: what each step of realism does to the service level.
    pub(crate) reasons: Vec<Reason>,
    /// Service level of the week by the share of shifts not worked, where it was asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) by_absence: Vec<(f64, Option<Estimate>)>,
}

/// Service over a stretch of time.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Stretch {
    /// Its start.
    pub(crate) start: DateTime<FixedOffset>,
    /// The service level that the formula expects.
    pub(crate) formula: Option<f64>,
    /// What was found.
    #[serde(flatten)]
    pub(crate) service: Service,
}

/// What one step of realism does.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Reason {
    /// The step.
    pub(crate) step: Realism,
    /// Change of the week's service level.
    pub(crate) effect: Estimate,
}

/// Plays the roster of a stage.
///
/// # Errors
/// When the parts do not fit together, such as a forecast without handle times.
pub(crate) fn outlook(stage: &Stage, wish: &Wish, terminal: &Terminal) -> anyhow::Result<Outlook> {
    let forecasts = played(stage);
    if forecasts.is_empty() || stage.roster.assignments.is_empty() {
        return Ok(Outlook { replications: 0, seed: wish.seed, absence: wish.absence, queues: Vec::new() });
    }
    let replications = wish.replications.unwrap_or_else(|| quick(stage, &forecasts));
    let paths = futures::paths(&forecasts, replications, wish.seed)?;
    let play = play(stage, &forecasts, &paths, wish.absence);
    let options = Options { replications, seed: wish.seed, ..Options::default() };
    let mut runs = Vec::with_capacity(Realism::ALL.len());
    for realism in Realism::ALL {
        runs.push(run(&play, realism, &options, terminal)?);
    }
    let queues = forecasts.iter().enumerate().filter_map(|(index, forecast)| {
        let queue = stage.inputs.centre.queue(&forecast.queue)?;
        let promise = promise(queue)?;
        Some(queue_outlook(stage, queue, &promise, index, &runs))
    });
    let queues = queues.collect::<anyhow::Result<_>>()?;
    Ok(Outlook { replications, seed: wish.seed, absence: wish.absence, queues })
}

/// Adds to each queue the service level of the week at several shares of absence.
///
/// # Errors
/// As [`outlook`].
pub(crate) fn add_absences(
    outlook: &mut Outlook,
    stage: &Stage,
    shares: &[f64],
    terminal: &Terminal,
) -> anyhow::Result<()> {
    let forecasts = played(stage);
    let paths = futures::paths(&forecasts, outlook.replications, outlook.seed)?;
    let options = Options { replications: outlook.replications, seed: outlook.seed, ..Options::default() };
    for share in shares {
        let play = play(stage, &forecasts, &paths, Some(*share));
        let found = run(&play, Realism::Uncertain, &options, terminal)?;
        for queue in &mut outlook.queues {
            let index = forecasts.iter().position(|forecast| forecast.queue == queue.queue);
            let level = index
                .and_then(|index| found.service(index, 0..found.intervals, &queue.promise).service_level);
            queue.by_absence.push((*share, level));
        }
    }
    Ok(())
}

/// The forecasts that can be played: those with contacts in the week and handle times.
fn played(stage: &Stage) -> Vec<Forecast> {
    let contacts = |forecast: &Forecast| -> f64 {
        let places =
            (0..stage.grid.len()).filter_map(|index| forecast.grid.index_of(stage.grid.instant(index)));
        places.map(|place| forecast.offered[place]).sum()
    };
    let fit = |forecast: &&Forecast| forecast.aht.is_some() && contacts(forecast) > 0.0;
    stage.forecasts.iter().filter(fit).cloned().collect()
}

fn play<'a>(
    stage: &'a Stage,
    forecasts: &'a [Forecast],
    paths: &'a [Vec<Vec<f64>>],
    absence: Option<f64>,
) -> RosterPlay<'a> {
    RosterPlay {
        centre: &stage.inputs.centre,
        agents: &stage.inputs.agents,
        roster: stage.roster,
        grid: stage.grid,
        forecasts,
        paths,
        coverage: stage.coverage,
        absence,
    }
}

/// Weeks that are played in a moment: 10 to 200.
fn quick(stage: &Stage, forecasts: &[Forecast]) -> usize {
    let days =
        stage.grid.len() as f64 / forecasts.first().map_or(1.0, |forecast| forecast.grid.len().max(1) as f64);
    let calls: f64 = forecasts.iter().map(Forecast::total).sum::<f64>() * days.min(1.0);
    (QUICK_CALLS / calls.max(1.0)).clamp(10.0, 200.0) as usize
}

fn run(
    play: &RosterPlay,
    realism: Realism,
    options: &Options,
    terminal: &Terminal,
) -> anyhow::Result<Simulated> {
    let operation = play.operation(realism)?;
    let bar = terminal.progress("simulating");
    bar.set_message(realism.name());
    let report = |progress: &Progress| bar.set_position(100 * progress.done / progress.planned.max(1));
    let simulated = simulate(&operation, options, &Control::new(&|| None, &report))?;
    bar.finish_and_clear();
    Ok(simulated)
}
