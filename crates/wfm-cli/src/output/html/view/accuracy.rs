//! How good forecasts like the one shown have been on past days, by distance.

use serde::Serialize;
use wfm_core::forecasting::{Accuracy, Backtest, Lead, Method, Part};
use wfm_core::model::QueueId;

use super::Reader;
use crate::summary;

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
    let rows = labelled(reader, backtest);
    let longest = rows.iter().map(|(_, accuracy, _)| accuracy.wape).fold(0.0, f64::max);
    let (first, last) = (backtest.origins.first()?, backtest.origins.last()?);
    let tests = reader.words.count("accuracy_tests", backtest.origins.len() as u64);
    let values = [("tests", tests.as_str()), ("dates", &reader.dates.range(*first, *last))];
    Some(AccuracyTable {
        intro: reader.words.fill("accuracy_intro", &values),
        rows: rows.into_iter().map(|labelled| row(reader, labelled, longest)).collect(),
    })
}

/// A label, how good the automatic choice was there, and the error of the mean of eight weekdays.
type Labelled = (String, Accuracy, Option<f64>);

/// The distances; then, where there are special days, these and ordinary ones; then days changed by hand or imported.
fn labelled(reader: &Reader, backtest: &Backtest) -> Vec<Labelled> {
    let mean = Method::MeanOfWeekdays { weeks: 8 };
    let mut rows: Vec<Labelled> = summary::own_scores(backtest)
        .map(|score| {
            let rival = backtest.score(mean, score.lead).map(|score| score.accuracy.wape);
            (lead(reader, score.lead), score.accuracy, rival)
        })
        .collect();
    let part = |part: Part| backtest.part(Method::Automatic, part);
    let of = |part: Part| backtest.part(mean, part).0.map(|score| score.accuracy.wape);
    if let (Some(ordinary), Some(special)) = (part(Part::Ordinary).0, part(Part::Special).0) {
        rows.push((reader.words.text("part_ordinary"), ordinary.accuracy, of(Part::Ordinary)));
        rows.push((reader.words.text("part_special"), special.accuracy, of(Part::Special)));
    }
    if let (Some(before), Some(after)) = part(Part::Changed) {
        rows.push((reader.words.text("part_before"), before.accuracy, None));
        rows.push((reader.words.text("part_after"), after.accuracy, None));
    }
    rows
}

fn row(reader: &Reader, (label, accuracy, mean): Labelled, longest: f64) -> Row {
    let words = reader.words;
    let percent = |share: f64| words.percent(share, 1);
    let chance = accuracy.floor.min(accuracy.wape);
    let width = |share: f64| if longest > 0.0 { (1000.0 * share / longest).round() / 10.0 } else { 0.0 };
    Row {
        lead: label,
        error: percent(accuracy.wape),
        chance: percent(accuracy.floor),
        mean: mean.map_or_else(|| "–".to_owned(), percent),
        day: percent(accuracy.day_wape),
        bias: format!("{}{}", if accuracy.bias > 0.0 { "+" } else { "" }, percent(accuracy.bias)),
        band: words.percent(accuracy.coverage_80, 0),
        chance_width: width(chance),
        own_width: width(accuracy.wape - chance),
    }
}

fn lead(reader: &Reader, lead: Lead) -> String {
    let words = reader.words;
    let number = |day: usize| words.number(day as f64, 0);
    match (lead.first, lead.last) {
        (1, usize::MAX) => words.text("lead_all"),
        (1, 1) => words.text("lead_next"),
        (first, usize::MAX) => words.fill("lead_on", &[("first", &number(first))]),
        (first, last) => words.fill("lead_days", &[("days", &reader.range(&number(first), &number(last)))]),
    }
}
