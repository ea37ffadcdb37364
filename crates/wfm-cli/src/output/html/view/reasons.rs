//! What shaped the forecast of a queue: special days, lasting changes of level, and what was cleaned out of its history.

use serde::Serialize;
use wfm_core::model::{Cleaned, DayForecast, Forecast};

use super::{Reader, isolated};
use crate::output::reasons;

/// Rows of a table of cleaned stretches; `cleaned.csv` has all.
const SHOWN: usize = 20;

/// The reasons of one queue.
#[derive(Debug, Serialize)]
pub(super) struct Reasons {
    lines: Vec<String>,
    cleaned: Option<CleanedTable>,
}

#[derive(Debug, Serialize)]
struct CleanedTable {
    summary: String,
    rows: Vec<Row>,
    more: Option<String>,
}

#[derive(Debug, Serialize)]
struct Row {
    date: String,
    time: String,
    observed: String,
    expected: String,
    action: String,
    reason: String,
}

/// What there is to say of `forecast`, if anything.
pub(super) fn reasons(reader: &Reader, forecast: &Forecast) -> Option<Reasons> {
    let shown = forecast.days.iter().filter(|day| reader.shows(day.date));
    let special = shown.filter_map(|day| {
        let title = isolated(day.special.as_deref().unwrap_or_default());
        Some(format!(
            "{} · {title}: {}",
            reader.dates.short(day.date),
            reasons::effect(reader.words, &day.effect?)
        ))
    });
    let levels = forecast
        .level_changes
        .iter()
        .map(|change| reasons::level(reader.words, change, &reader.dates.long(change.from)));
    let lines: Vec<String> = special.chain(changed(reader, forecast)).chain(levels).collect();
    let cleaned = (!forecast.cleaned.is_empty()).then(|| cleaned(reader, &forecast.cleaned));
    (!lines.is_empty() || cleaned.is_some()).then_some(Reasons { lines, cleaned })
}

/// The days whose contacts are not those of the model.
fn changed(reader: &Reader, forecast: &Forecast) -> Vec<String> {
    let model = reader.input.models.iter().find(|model| model.queue == forecast.queue);
    let days = model.into_iter().flat_map(|model| forecast.days.iter().zip(&model.days));
    let is_changed =
        |(day, model): &(&DayForecast, &DayForecast)| reader.shows(day.date) && day.offered != model.offered;
    let line = |(day, model): (&DayForecast, &DayForecast)| {
        let said = reader.words.number(model.offered, 0);
        let values = match model.offered > 0.0 {
            true => reasons::change(reader.words, day.offered / model.offered),
            false => reader.words.number(day.offered, 0),
        };
        let what = reader.words.fill("changed_day", &[("model", &said), ("percent", &values)]);
        format!("{} · {what}", reader.dates.short(day.date))
    };
    days.filter(is_changed).map(line).collect()
}

/// The stretches that differ most from what was expected first.
fn cleaned(reader: &Reader, stretches: &[Cleaned]) -> CleanedTable {
    let size = |stretch: &Cleaned| (stretch.observed.unwrap_or(0.0) - stretch.expected.unwrap_or(0.0)).abs();
    let mut largest: Vec<&Cleaned> = stretches.iter().collect();
    largest.sort_by(|a, b| size(b).total_cmp(&size(a)));
    let more = stretches.len().saturating_sub(SHOWN) as u64;
    CleanedTable {
        summary: reasons::cleaned_count(reader.words, stretches),
        rows: largest.into_iter().take(SHOWN).map(|stretch| row(reader, stretch)).collect(),
        more: (more > 0).then(|| reader.words.count("cleaned_more", more)),
    }
}

fn row(reader: &Reader, stretch: &Cleaned) -> Row {
    let words = reader.words;
    let number = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| words.number(value, 0));
    Row {
        date: reader.dates.long(stretch.date),
        time: reader.stretch(stretch.from_minute, stretch.to_minute),
        observed: number(stretch.observed),
        expected: number(stretch.expected),
        action: words.text(&format!("cleaned_{}", stretch.action.name())),
        reason: words.text(&format!("cleaned_{}", stretch.reason.name())),
    }
}
