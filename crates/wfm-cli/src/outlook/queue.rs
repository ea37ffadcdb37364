//! What the runs say of one queue.

use std::ops::Range;

use wfm_core::model::{Grid, Queue, ServiceLevelDefinition, ServiceLevelTarget, TargetOver};
use wfm_core::simulation::{Estimate, Realism, Simulated};

use super::formula::Formula;
use super::{QueueOutlook, Reason, Stage, Stretch};

/// An effect below this share is not worth a word.
const NOTABLE: f64 = 0.005;

/// Half-hours named as the worst.
const WORST: usize = 5;

/// What was found of the queue whose call type is number `index` of `runs`, simplest first.
///
/// # Errors
/// When the model of the queue lacks something.
pub(super) fn queue_outlook(
    stage: &Stage,
    queue: &Queue,
    promise: &ServiceLevelTarget,
    index: usize,
    runs: &[Simulated],
) -> anyhow::Result<QueueOutlook> {
    let formula = Formula::of(stage, queue)?;
    let full = &runs[runs.len() - 1];
    let len = stage.grid.len();
    let stretch = |intervals: Range<usize>| Stretch {
        start: stage.grid.local(intervals.start).fixed_offset(),
        formula: formula.service_level(intervals.clone()),
        service: full.service(index, intervals, promise),
    };
    let days: Vec<Range<usize>> = stage.grid.days().into_iter().map(|day| day.intervals).collect();
    let judged = match queue.target.over {
        TargetOver::Interval => (0..len).map(|interval| interval..interval + 1).collect(),
        TargetOver::Day => days.clone(),
        TargetOver::Week => std::iter::once(0..len).collect::<Vec<_>>(),
    };
    let week = stretch(0..len);
    let some = |stretch: &Stretch| stretch.service.offered > 0.0;
    Ok(QueueOutlook {
        queue: queue.id.clone(),
        promise: *promise,
        over: queue.target.over,
        kept: full.kept(index, &judged, promise),
        days: days.into_iter().map(stretch).filter(some).collect(),
        intervals: (0..len).map(|interval| stretch(interval..interval + 1)).filter(some).collect(),
        worst: worst(stage.grid, stretch),
        reasons: reasons(week.formula, runs, index, promise.definition),
        week,
        by_absence: Vec::new(),
    })
}

/// The half-hours with a call or more that are served worst.
fn worst(grid: &Grid, stretch: impl Fn(Range<usize>) -> Stretch) -> Vec<Stretch> {
    let half_hour = (30 / grid.step_minutes()).max(1) as usize;
    let starts = (0..grid.len()).step_by(half_hour);
    let all = starts.map(|start| stretch(start..(start + half_hour).min(grid.len())));
    let mut busy: Vec<(f64, Stretch)> = all
        .filter(|stretch| stretch.service.offered >= 1.0)
        .filter_map(|stretch| Some((stretch.service.service_level?.mean, stretch)))
        .collect();
    busy.sort_by(|a, b| a.0.total_cmp(&b.0));
    busy.into_iter().take(WORST).map(|(_, stretch)| stretch).collect()
}

/// What each step of realism does to the week's service level, where that is more than chance and worth a word.
fn reasons(
    formula: Option<f64>,
    runs: &[Simulated],
    index: usize,
    definition: ServiceLevelDefinition,
) -> Vec<Reason> {
    let first = formula.and_then(|formula| {
        let level = level(runs.first()?, index, definition)?;
        Some(Estimate { mean: level.mean - formula, ..level })
    });
    let later = runs.windows(2).map(|pair| pair[1].gain(&pair[0], index, definition));
    let effects = std::iter::once(first).chain(later);
    let steps = Realism::ALL.into_iter().zip(effects);
    let found = steps.filter_map(|(step, effect)| Some(Reason { step, effect: effect? }));
    found.filter(|reason| reason.effect.mean.abs() > reason.effect.half_width.max(NOTABLE)).collect()
}

fn level(run: &Simulated, index: usize, definition: ServiceLevelDefinition) -> Option<Estimate> {
    let promise = ServiceLevelTarget { share: 0.0, within: 0.0, definition, short_abandon: None };
    run.service(index, 0..run.intervals, &promise).service_level
}
