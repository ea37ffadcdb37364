//! The forecast: a small chart a day, side by side, with the band most outcomes fall into.

use std::ops::Range;

use chrono::NaiveDate;
use serde::Serialize;
use wfm_core::model::{Day, Forecast};

use super::accuracy::{self, AccuracyTable};
use super::reasons::{self, Reasons};
use super::span::{Span, open_runs};
use super::{CHARTED_QUEUES, Reader};
use crate::output::html::chart::{Picture, Scale, band, line, ticks};

const WIDTH: f64 = 170.0;
const HEIGHT: f64 = 112.0;

/// The forecast of one queue.
#[derive(Debug, Serialize)]
pub(super) struct QueueForecast {
    queue: String,
    channel: String,
    total: String,
    method: String,
    banded: bool,
    days: Vec<ForecastDay>,
    reasons: Option<Reasons>,
    accuracy: Option<AccuracyTable>,
}

#[derive(Debug, Serialize)]
struct ForecastDay {
    label: String,
    special: Option<String>,
    weekend: bool,
    total: String,
    band: Option<String>,
    svg: Option<String>,
}

/// The forecast of every charted queue.
pub(super) fn forecasts(reader: &Reader) -> Vec<QueueForecast> {
    reader.input.forecasts.iter().take(CHARTED_QUEUES).map(|forecast| queue(reader, forecast)).collect()
}

fn queue(reader: &Reader, forecast: &Forecast) -> QueueForecast {
    let span = Span::of(&forecast.grid, &forecast.open);
    let highest = forecast
        .quantiles
        .iter()
        .flat_map(|quantile| &quantile.offered)
        .chain(&forecast.offered)
        .fold(0.0_f64, |highest, offered| highest.max(*offered));
    let y = ticks(highest, 3);
    let channel = reader.queue(&forecast.queue).map(|queue| format!("channel_{}", queue.channel));
    QueueForecast {
        queue: forecast.queue.to_string(),
        channel: channel.map_or_else(String::new, |key| reader.words.text(&key)),
        total: reader.words.count("contacts", reader.total(forecast).round() as u64),
        method: reader.words.fill("forecast_method", &[("method", &forecast.method)]),
        banded: !forecast.quantiles.is_empty(),
        days: reader
            .days_of(&forecast.grid)
            .iter()
            .map(|day| self::day(reader, forecast, span, &y, day))
            .collect(),
        reasons: reasons::reasons(reader, forecast),
        accuracy: accuracy::table(reader, &forecast.queue),
    }
}

fn day(reader: &Reader, forecast: &Forecast, span: Span, y: &[f64], day: &Day) -> ForecastDay {
    let total: f64 = forecast.offered[day.intervals.clone()].iter().sum();
    let open = forecast.open[day.intervals.clone()].contains(&true);
    let known = forecast.days.iter().find(|known| known.date == day.date);
    ForecastDay {
        label: reader.dates.short(day.date),
        special: known
            .and_then(|known| known.special.clone())
            .or_else(|| reader.special(day.date, Some(&forecast.queue))),
        weekend: reader.input.centre.weekend.contains(chrono::Datelike::weekday(&day.date)),
        total: if open { reader.words.number(total, 0) } else { reader.words.text("closed") },
        band: known.filter(|_| open).and_then(|known| day_band(reader, &known.quantiles)),
        svg: open.then(|| chart(reader, forecast, span, y, day)),
    }
}

/// The band of the day's own total; those of the intervals do not add up to it.
fn day_band(reader: &Reader, quantiles: &[(f64, f64)]) -> Option<String> {
    let of = |probability: f64| {
        quantiles.iter().find(|(p, _)| (p - probability).abs() < 1e-9).map(|(_, offered)| *offered)
    };
    let number = |value| reader.words.number(value, 0);
    Some(reader.range(&number(of(0.1)?), &number(of(0.9)?)))
}

fn chart(reader: &Reader, forecast: &Forecast, span: Span, ticks: &[f64], day: &Day) -> String {
    let shown = span.intervals(&forecast.grid, day);
    let top = ticks.last().copied().unwrap_or(1.0);
    let x = Scale::new((0.0, shown.len() as f64), (24.0, WIDTH - 2.0));
    let y = Scale::new((0.0, top), (HEIGHT - 18.0, 8.0));
    let mut picture = Picture::new(WIDTH, HEIGHT);
    for tick in ticks {
        picture.line("grid", (24.0, y.at(*tick)), (WIDTH - 2.0, y.at(*tick)));
        picture.text("tick end", (20.0, y.at(*tick) + 3.0), &reader.words.number(*tick, 0));
    }
    for (place, label) in span.hours(reader, &forecast.grid, &shown, 4) {
        picture.text("tick mid", (x.at(place).clamp(34.0, WIDTH - 14.0), HEIGHT - 4.0), &label);
    }
    for run in open_runs(&forecast.open, shown.clone()) {
        curves(forecast, &mut picture, x.moved((run.start - shown.start) as f64), y, run);
    }
    picture.finish(&title(reader, forecast, day.date), &peak(reader, forecast, shown))
}

/// Band and lines over one open stretch.
fn curves(forecast: &Forecast, picture: &mut Picture, x: Scale, y: Scale, run: Range<usize>) {
    if let (Some(low), Some(high)) = (forecast.quantile(0.1), forecast.quantile(0.9)) {
        picture.path("band", &band(x, y, &low.offered[run.clone()], &high.offered[run.clone()]));
    }
    if let Some(median) = forecast.quantile(0.5) {
        picture.path("median", &line(x, y, &median.offered[run.clone()]));
    }
    picture.path("expected", &line(x, y, &forecast.offered[run]));
}

fn title(reader: &Reader, forecast: &Forecast, date: NaiveDate) -> String {
    let day = reader.dates.long(date);
    reader.words.fill("forecast_title", &[("queue", forecast.queue.as_str()), ("day", &day)])
}

/// The busiest interval in words.
fn peak(reader: &Reader, forecast: &Forecast, shown: Range<usize>) -> String {
    let busiest = shown.max_by(|a, b| forecast.offered[*a].total_cmp(&forecast.offered[*b]));
    busiest.map_or_else(String::new, |index| {
        let number = reader.words.number(forecast.offered[index], 0);
        let time = reader.clock(forecast.grid.minute_of_day(index));
        reader.words.fill("forecast_peak", &[("n", &number), ("time", &time)])
    })
}
