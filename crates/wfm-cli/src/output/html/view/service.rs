//! The service to be expected, by queue and day, against its target.

use chrono::NaiveDate;
use serde::Serialize;
use wfm_core::model::Performance;

use super::Reader;
use crate::output::html::input::QueueService;

/// Service levels are compared as they are printed: 79.96 % against a target of 80 % is met.
const ROUNDING: f64 = 0.0005;

/// Expected service by queue and day.
#[derive(Debug, Serialize)]
pub(super) struct ServiceTable {
    days: Vec<String>,
    rows: Vec<ServiceRow>,
}

#[derive(Debug, Serialize)]
struct ServiceRow {
    queue: String,
    promise: String,
    days: Vec<Level>,
    week: Level,
    contacts: String,
    asa: String,
    abandonment: String,
    occupancy: String,
}

#[derive(Debug, Serialize)]
struct Level {
    tone: &'static str,
    text: String,
}

/// Whether a service level meets its target, to the printed tenth of a percent.
pub(in crate::output::html) fn meets(level: f64, target: f64) -> bool {
    level >= target - ROUNDING
}

/// Service by queue and day, when any is known.
pub(super) fn service(reader: &Reader) -> Option<ServiceTable> {
    (!reader.input.service.is_empty()).then(|| ServiceTable {
        days: reader.page_days().map(|date| reader.dates.weekday_short(date).to_owned()).collect(),
        rows: reader.input.service.iter().map(|service| row(reader, service)).collect(),
    })
}

fn row(reader: &Reader, service: &QueueService) -> ServiceRow {
    let words = reader.words;
    let target = reader.queue(&service.queue).and_then(|queue| queue.target.service_level).map(|sl| sl.share);
    let forecast = reader.input.forecasts.iter().find(|forecast| forecast.queue == service.queue);
    let on = |date: NaiveDate| service.days.iter().find(|(day, _)| *day == date).map(|(_, figures)| *figures);
    let or_dash = |text: Option<String>| text.unwrap_or_else(|| "–".to_owned());
    let percent = |share: Option<f64>| or_dash(share.map(|share| words.percent(share, 0)));
    ServiceRow {
        queue: service.queue.to_string(),
        promise: super::definitions::promise(reader, &service.queue).unwrap_or_default(),
        days: reader.page_days().map(|date| level(reader, on(date).unwrap_or_default(), target)).collect(),
        week: level(reader, service.week, target),
        contacts: or_dash(forecast.map(|forecast| words.number(reader.total(forecast), 0))),
        asa: or_dash(service.week.asa.map(|asa| words.seconds(asa))),
        abandonment: percent(service.week.abandonment),
        occupancy: percent(service.week.occupancy),
    }
}

fn level(reader: &Reader, figures: Performance, target: Option<f64>) -> Level {
    match (figures.service_level, target) {
        (None, _) => Level { tone: "none", text: "–".to_owned() },
        (Some(level), target) => Level {
            tone: match target {
                Some(target) if !meets(level, target) => "short",
                Some(_) => "good",
                None => "plain",
            },
            text: percent_against(reader, level, target),
        },
    }
}

/// A share in whole percent, with a decimal where rounding would lift a missed target onto it.
pub(super) fn percent_against(reader: &Reader, level: f64, target: Option<f64>) -> String {
    let whole = reader.words.percent(level, 0);
    match target {
        Some(target) if !meets(level, target) && whole == reader.words.percent(target, 0) => {
            reader.words.percent(level, 1)
        }
        _ => whole,
    }
}
