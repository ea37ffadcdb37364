//! The prices of time that prove the bound, for people: the four hours of a day in which one agent more is worth most.

use std::io::{self, Write};

use chrono_tz::Tz;
use serde_json::{Value, json};
use wfm_core::model::Requirement;

use crate::output::{changes, rounded};

/// Blocks shown to people.
const SHOWN: usize = 5;
/// Length of a block in minutes.
const MINUTES: u32 = 240;

/// Four hours of a day of a queue.
struct Block<'a> {
    requirement: &'a Requirement,
    first: usize,
    intervals: usize,
    value: f64,
}

/// Prints the dearest blocks, if one agent more is worth anything anywhere.
///
/// # Errors
/// Those of `out`.
pub(super) fn print(
    requirements: &[Requirement],
    prices: &[Vec<f64>],
    zone: Tz,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut blocks: Vec<Block<'_>> = requirements
        .iter()
        .zip(prices)
        .flat_map(|(requirement, prices)| of_queue(requirement, prices))
        .collect();
    blocks.retain(|block| block.value >= 0.05);
    blocks.sort_by(|a, b| b.value.total_cmp(&a.value));
    if blocks.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nAt the prices that prove the bound, one more agent on the queue is worth:")?;
    for block in blocks.iter().take(SHOWN) {
        let grid = &block.requirement.grid;
        let to = grid.instant(block.first + block.intervals).with_timezone(&zone).format("%H:%M");
        let from = changes::moment(grid.instant(block.first), zone);
        writeln!(out, "  {} for {} {from}–{to}", rounded(block.value, 1), block.requirement.queue)?;
    }
    Ok(())
}

/// The dearest block of every day.
fn of_queue<'a>(requirement: &'a Requirement, prices: &[f64]) -> Vec<Block<'a>> {
    let length = (MINUTES / requirement.grid.step_minutes()).max(1) as usize;
    let dearest = |day: wfm_core::model::Day| {
        let prices = prices.get(day.intervals.clone())?;
        let sums = prices.windows(length.min(prices.len()).max(1)).map(|block| block.iter().sum::<f64>());
        let (at, value) = sums.enumerate().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))?;
        Some(Block { requirement, first: day.intervals.start + at, intervals: length, value })
    };
    requirement.grid.days().into_iter().filter_map(dearest).collect()
}

/// What one agent more is worth, for every interval in which it is worth or costs anything.
pub(super) fn json(requirements: &[Requirement], prices: &[Vec<f64>], zone: Tz) -> Vec<Value> {
    let of_queue = |(requirement, prices): (&Requirement, &Vec<f64>)| -> Vec<Value> {
        let grid = &requirement.grid;
        let valued = prices.iter().enumerate().filter(|(_, price)| price.abs() >= 5e-7);
        let row = |(index, price): (usize, &f64)| {
            let start = grid.instant(index).with_timezone(&zone).to_rfc3339();
            json!({"queue": requirement.queue, "interval_start": start, "marginal_value": rounded(*price, 6)})
        };
        valued.map(row).collect()
    };
    requirements.iter().zip(prices).flat_map(of_queue).collect()
}
