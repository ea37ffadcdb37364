//! Where the roster is short, worst first, in words.

use chrono::{DateTime, Utc};
use serde::Serialize;
use wfm_core::model::Coverage;

use super::{Reader, SHORT};

/// Shortages named on the page.
pub(super) const WORST: usize = 10;

/// A stretch of a day in which a queue has too few agents.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Shortage {
    pub(super) when: String,
    pub(super) queue: String,
    pub(super) text: String,
    pub(super) service: Option<String>,
    /// What one agent more would save there, in words.
    pub(super) value: Option<String>,
    /// Length of its bar against the worst, in percent.
    pub(super) bar: String,
    #[serde(skip)]
    pub(super) most: f64,
    #[serde(skip)]
    pub(super) agent_hours: f64,
}

/// Every shortage, most agent hours first.
pub(super) fn shortages(reader: &Reader) -> Vec<Shortage> {
    let mut found: Vec<(f64, DateTime<Utc>, Shortage)> = Vec::new();
    for (queue, coverage) in reader.input.coverage.iter().enumerate() {
        for stretch in stretches(reader, coverage) {
            let start = coverage.grid.instant(stretch.start);
            let value = value(reader, queue, stretch.clone());
            let shortage = Shortage { value, ..shortage(reader, coverage, stretch) };
            found.push((shortage.agent_hours, start, shortage));
        }
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.queue.cmp(&b.2.queue)));
    let worst = found.first().map_or(1.0, |(hours, _, _)| *hours);
    found
        .into_iter()
        .map(|(hours, _, shortage)| Shortage { bar: format!("{:.0}", 100.0 * hours / worst), ..shortage })
        .collect()
}

/// The shortage in which most agents are missing at once; of several alike, the one with most agent hours.
pub(super) fn deepest(shortages: &[Shortage]) -> Option<&Shortage> {
    // The last of equals wins, and the list begins with most agent hours.
    shortages.iter().rev().max_by(|a, b| a.most.total_cmp(&b.most))
}

/// Agents missing to the requirement, `None` where it is met.
pub(super) fn missing(required: f64, rostered: f64) -> Option<f64> {
    let missing = required - rostered;
    (missing >= SHORT).then_some(missing)
}

fn stretches(reader: &Reader, coverage: &Coverage) -> Vec<std::ops::Range<usize>> {
    let mut found: Vec<std::ops::Range<usize>> = Vec::new();
    for day in reader.days_of(&coverage.grid) {
        for index in day.intervals.clone().filter(|index| short_at(coverage, *index).is_some()) {
            match found.last_mut() {
                Some(last) if last.end == index && index > day.intervals.start => last.end = index + 1,
                _ => found.push(index..index + 1),
            }
        }
    }
    found
}

fn short_at(coverage: &Coverage, index: usize) -> Option<f64> {
    missing(f64::from(*coverage.required.get(index)?), *coverage.rostered.get(index)?)
}

fn shortage(reader: &Reader, coverage: &Coverage, stretch: std::ops::Range<usize>) -> Shortage {
    let grid = &coverage.grid;
    let each: Vec<f64> = stretch.clone().filter_map(|index| short_at(coverage, index)).collect();
    let most = each.iter().copied().fold(0.0, f64::max);
    let date = grid.local(stretch.start).date_naive();
    let to = grid.minute_of_day(stretch.end - 1) + grid.step_minutes();
    Shortage {
        when: format!(
            "{} {}",
            reader.dates.short(date),
            reader.stretch(grid.minute_of_day(stretch.start), to)
        ),
        queue: coverage.queue.to_string(),
        text: reader.words.count("agents_short", most.round() as u64),
        service: lowest_service(reader, coverage, stretch),
        value: None,
        bar: String::new(),
        most,
        agent_hours: each.iter().sum::<f64>() * f64::from(grid.step_minutes()) / 60.0,
    }
}

/// What one agent more would save throughout the stretch, where that is known and not nothing.
fn value(reader: &Reader, queue: usize, stretch: std::ops::Range<usize>) -> Option<String> {
    let points: f64 = reader.input.values.get(queue)?.get(stretch)?.iter().sum();
    let points = (points >= 0.5).then(|| reader.words.number(points, 0))?;
    Some(reader.words.fill("one_more_saves", &[("points", &points)]))
}

/// The lowest service level of the stretch in words: an average would hide it.
fn lowest_service(reader: &Reader, coverage: &Coverage, stretch: std::ops::Range<usize>) -> Option<String> {
    let target = reader.queue(&coverage.queue)?.target.service_level?;
    let lowest = coverage
        .performance
        .get(stretch)?
        .iter()
        .filter_map(|performance| performance.service_level)
        .min_by(f64::total_cmp)?;
    let (level, within) = (reader.words.percent(lowest, 0), reader.words.seconds(target.within));
    Some(reader.words.fill("lowest_service", &[("level", &level), ("within", &within)]))
}
