//! How good forecasts like the one shown have been on past days, by distance.

use serde::Serialize;
use wfm_core::model::QueueId;

use super::Reader;
use crate::summary::{self, QueueAccuracy};

/// The backtest of one queue.
#[derive(Debug, Serialize)]
pub(super) struct AccuracyTable {
    intro: String,
    rows: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Row {
    lead: String,
    error: String,
    chance: String,
    mean: String,
    day: String,
    bias: String,
    band: String,
    chance_width: f64,
    own_width: f64,
}

/// The table of `queue`, if its forecasts were tested.
pub(super) fn table(reader: &Reader, queue: &QueueId) -> Option<AccuracyTable> {
    let backtest = reader.input.tested.iter().find(|backtest| backtest.queue == *queue)?;
    let rows = summary::accuracy(backtest);
    let longest = rows.iter().map(|row| row.wape).fold(0.0, f64::max);
    let (first, last) = (backtest.origins.first()?, backtest.origins.last()?);
    let tests = reader.words.count("accuracy_tests", backtest.origins.len() as u64);
    let values = [("tests", tests.as_str()), ("dates", &reader.dates.range(*first, *last))];
    Some(AccuracyTable {
        intro: reader.words.fill("accuracy_intro", &values),
        rows: rows.iter().map(|accuracy| row(reader, accuracy, longest)).collect(),
    })
}

fn row(reader: &Reader, accuracy: &QueueAccuracy, longest: f64) -> Row {
    let words = reader.words;
    let percent = |share: f64| words.percent(share, 1);
    let chance = accuracy.wape_floor.min(accuracy.wape);
    let width = |share: f64| if longest > 0.0 { (1000.0 * share / longest).round() / 10.0 } else { 0.0 };
    Row {
        lead: lead(reader, accuracy),
        error: percent(accuracy.wape),
        chance: percent(accuracy.wape_floor),
        mean: accuracy.wape_mean_of_8.map_or_else(|| "–".to_owned(), percent),
        day: percent(accuracy.day_wape),
        bias: format!("{}{}", if accuracy.bias > 0.0 { "+" } else { "" }, percent(accuracy.bias)),
        band: words.percent(accuracy.coverage_80, 0),
        chance_width: width(chance),
        own_width: width(accuracy.wape - chance),
    }
}

fn lead(reader: &Reader, accuracy: &QueueAccuracy) -> String {
    let words = reader.words;
    let number = |day: usize| words.number(day as f64, 0);
    match (accuracy.lead_first, accuracy.lead_last) {
        (1, None) => words.text("lead_all"),
        (1, Some(1)) => words.text("lead_next"),
        (first, None) => words.fill("lead_on", &[("first", &number(first))]),
        (first, Some(last)) => {
            words.fill("lead_days", &[("days", &reader.range(&number(first), &number(last)))])
        }
    }
}
