//! The output tables as text: CSV with a header, times as RFC 3339 with the centre's offset.
//!
//! Numbers have at most six decimals and no trailing zeros; an infinite time is `inf`, an absent figure an empty cell.
//! Text that a spreadsheet would run as a formula is defused with an apostrophe, which reading takes away again.

use std::borrow::Cow;
use std::io::{self, Write};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::model::{Coverage, Forecast, Grid, History, LongRangeForecast, Measure, Requirement, Roster};

/// Writes `history.csv`: the intervals in which anything was observed.
///
/// # Errors
/// Those of `out`; likewise below.
pub fn history(out: impl Write, histories: &[History]) -> io::Result<()> {
    let recorded = |measure: &Measure| histories.iter().any(|history| history.measure(*measure).is_some());
    let measures: Vec<Measure> = Measure::ALL.into_iter().filter(recorded).collect();
    let header = ["interval_start", "queue"].into_iter().chain(measures.iter().map(|measure| measure.name()));
    let mut table = Table::new(out, header)?;
    for history in histories {
        for index in 0..history.grid().len() {
            let values = measures.iter().map(|measure| history.get(*measure, index));
            if values.clone().any(|value| value.is_some()) {
                table.interval(history.grid(), index);
                table.text(history.queue().as_str());
                values.for_each(|value| table.number(value));
                table.end()?;
            }
        }
    }
    table.finish()
}

/// Writes `forecast.csv`: the open intervals, with the quantiles 0.1, 0.5 and 0.9 where they were forecast.
pub fn forecast(out: impl Write, forecasts: &[Forecast]) -> io::Result<()> {
    forecast_over(out, forecasts, forecasts)
}

/// Writes `forecast.csv` of forecasts that were made over those of `models`, one for each on the same grid: where a layer
/// has changed the contacts, the column `model_offered` shows what the model said.
pub fn forecast_over(out: impl Write, forecasts: &[Forecast], models: &[Forecast]) -> io::Result<()> {
    let changed = forecasts.iter().zip(models).any(|(forecast, model)| forecast.offered != model.offered);
    let quantiles = [("offered_p10", 0.1), ("offered_p50", 0.5), ("offered_p90", 0.9)];
    let header = ["interval_start", "queue", "offered", "aht_seconds"];
    let columns = header.into_iter().chain(quantiles.map(|(name, _)| name));
    let mut table = Table::new(out, columns.chain(changed.then_some("model_offered")))?;
    for (forecast, model) in forecasts.iter().zip(models) {
        for index in shown(&forecast.grid, &forecast.open, |index| at(&forecast.offered, index) > Some(0.0)) {
            table.interval(&forecast.grid, index);
            table.text(forecast.queue.as_str());
            table.number(at(&forecast.offered, index));
            table.number(forecast.aht.as_ref().and_then(|aht| at(aht, index)));
            for (_, probability) in quantiles {
                table
                    .number(forecast.quantile(probability).and_then(|quantile| at(&quantile.offered, index)));
            }
            if changed {
                table.number(at(&model.offered, index));
            }
            table.end()?;
        }
    }
    table.finish()
}

/// Writes `cleaned.csv`: what of the history the forecasts have not taken at its word, one stretch of a day a row.
pub fn cleaned(out: impl Write, forecasts: &[Forecast]) -> io::Result<()> {
    let header = ["queue", "date", "from", "to", "observed", "expected", "action", "reason"];
    let mut table = Table::new(out, header)?;
    let clock = |minute: u32| format!("{:02}:{:02}", minute / 60, minute % 60);
    for forecast in forecasts {
        for stretch in &forecast.cleaned {
            table.text(forecast.queue.as_str());
            table.text(&stretch.date.to_string());
            table.text(&clock(stretch.from_minute));
            table.text(&clock(stretch.to_minute));
            table.number(stretch.observed);
            table.number(stretch.expected);
            table.text(stretch.action.name());
            table.text(stretch.reason.name());
            table.end()?;
        }
    }
    table.finish()
}

/// Writes `long_range.csv`: every day, with the quantiles 0.1 and 0.9 where they were forecast.
pub fn long_range(out: impl Write, forecasts: &[LongRangeForecast]) -> io::Result<()> {
    let mut table = Table::new(out, ["date", "queue", "offered", "p10", "p90", "aht_seconds", "special"])?;
    for forecast in forecasts {
        for day in &forecast.days {
            let quantile = |p: f64| day.quantiles.iter().find(|(q, _)| (q - p).abs() < 1e-9).map(|(_, n)| *n);
            table.plain(day.date.to_string());
            table.text(forecast.queue.as_str());
            table.number(Some(day.offered));
            table.number(quantile(0.1));
            table.number(quantile(0.9));
            table.number(forecast.aht);
            table.text(day.special.as_deref().unwrap_or(""));
            table.end()?;
        }
    }
    table.finish()
}

/// A day under way, as `intraday.csv` shows it, per interval of the forecast.
#[derive(Debug, Clone, Copy)]
pub struct DayUnderWay<'a> {
    /// What came in the intervals that are over.
    pub actual: &'a [Option<f64>],
    /// What the morning had forecast.
    pub morning: &'a [f64],
    /// What is expected now.
    pub now: &'a Forecast,
}

/// Writes `intraday.csv`: the open intervals of the day.
pub fn intraday(out: impl Write, days: &[DayUnderWay<'_>]) -> io::Result<()> {
    let header = ["interval_start", "queue", "actual", "forecast", "reforecast", "p10", "p90", "aht_seconds"];
    let mut table = Table::new(out, header)?;
    for day in days {
        let forecast = day.now;
        for index in shown(&forecast.grid, &forecast.open, |index| at(&forecast.offered, index) > Some(0.0)) {
            let quantile = |p| forecast.quantile(p).and_then(|quantile| at(&quantile.offered, index));
            table.interval(&forecast.grid, index);
            table.text(forecast.queue.as_str());
            table.number(at(day.actual, index).flatten());
            table.number(at(day.morning, index));
            table.number(at(&forecast.offered, index));
            table.number(quantile(0.1));
            table.number(quantile(0.9));
            table.number(forecast.aht.as_ref().and_then(|aht| at(aht, index)));
            table.end()?;
        }
    }
    table.finish()
}

/// Writes `requirement.csv`: the open intervals, and others that need anybody.
pub fn requirement(out: impl Write, requirements: &[Requirement]) -> io::Result<()> {
    let header = [
        "interval_start",
        "queue",
        "offered",
        "aht_seconds",
        "erlangs",
        "agents",
        "scheduled",
        "service_level",
        "asa_seconds",
        "abandonment",
        "occupancy",
    ];
    let mut table = Table::new(out, header)?;
    for requirement in requirements {
        let basis = requirement.basis.as_ref();
        for index in shown(&requirement.grid, &requirement.open, |index| {
            at(&requirement.agents, index) > Some(0.0) || at(&requirement.scheduled, index) > Some(0.0)
        }) {
            table.interval(&requirement.grid, index);
            table.text(requirement.queue.as_str());
            table.number(basis.and_then(|basis| at(&basis.offered, index)));
            table.number(basis.and_then(|basis| at(&basis.aht, index)));
            table.number(basis.and_then(|basis| at(&basis.erlangs, index)));
            table.number(at(&requirement.agents, index));
            table.number(at(&requirement.scheduled, index));
            let figures = basis.and_then(|basis| basis.performance.get(index)).copied().unwrap_or_default();
            for figure in [figures.service_level, figures.asa, figures.abandonment, figures.occupancy] {
                table.number(figure);
            }
            table.end()?;
        }
    }
    table.finish()
}

/// Writes `coverage.csv`: the open intervals, and others with anybody required or rostered.
pub fn coverage(out: impl Write, coverages: &[Coverage]) -> io::Result<()> {
    valued_coverage(out, coverages, &[])
}

/// As [`coverage`], with the column `marginal_value`: what one agent more is worth, per queue and interval, such as the
/// prices of a solved roster. Without values there is no such column.
pub fn valued_coverage(out: impl Write, coverages: &[Coverage], values: &[Vec<f64>]) -> io::Result<()> {
    let header = [
        "interval_start",
        "queue",
        "required",
        "rostered",
        "net",
        "service_level",
        "asa_seconds",
        "abandonment",
        "occupancy",
    ];
    let valued = (!values.is_empty()).then_some("marginal_value");
    let mut table = Table::new(out, header.into_iter().chain(valued))?;
    for (queue, coverage) in coverages.iter().enumerate() {
        for index in shown(&coverage.grid, &coverage.open, |index| {
            at(&coverage.required, index) > Some(0) || at(&coverage.rostered, index) > Some(0.0)
        }) {
            table.interval(&coverage.grid, index);
            table.text(coverage.queue.as_str());
            let (required, rostered) = (at(&coverage.required, index), at(&coverage.rostered, index));
            table.number(required.map(f64::from));
            table.number(rostered);
            table.number(rostered.zip(required).map(|(rostered, required)| rostered - f64::from(required)));
            let figures = coverage.performance.get(index).copied().unwrap_or_default();
            for figure in [figures.service_level, figures.asa, figures.abandonment, figures.occupancy] {
                table.number(figure);
            }
            if valued.is_some() {
                table.number(values.get(queue).and_then(|values| at(values, index)));
            }
            table.end()?;
        }
    }
    table.finish()
}

/// Writes `roster.csv`, with times of `zone`; the column `locked` is there when anything is.
pub fn roster(out: impl Write, roster: &Roster, zone: Tz) -> io::Result<()> {
    let any_locked = roster.assignments.iter().any(|assignment| assignment.locked.name() != "none");
    let header = ["agent", "date", "shift", "start", "end", "paid_hours"];
    let mut table = Table::new(out, header.into_iter().chain(any_locked.then_some("locked")))?;
    for assignment in &roster.assignments {
        table.text(assignment.agent.as_str());
        table.plain(assignment.date.to_string());
        table.text(assignment.shift.as_str());
        table.time(assignment.start, zone);
        table.time(assignment.end, zone);
        table.number(Some(f64::from(assignment.paid_minutes) / 60.0));
        if any_locked {
            table.text(assignment.locked.name());
        }
        table.end()?;
    }
    table.finish()
}

/// Writes `activities.csv`, with times of `zone`.
pub fn activities(out: impl Write, roster: &Roster, zone: Tz) -> io::Result<()> {
    let mut table = Table::new(out, ["agent", "start", "end", "activity", "queue"])?;
    for assignment in &roster.assignments {
        for segment in &assignment.segments {
            table.text(assignment.agent.as_str());
            table.time(segment.start, zone);
            table.time(segment.end, zone);
            table.text(segment.activity.name());
            table.text(segment.queue.as_ref().map_or("", |queue| queue.as_str()));
            table.end()?;
        }
    }
    table.finish()
}

/// A number as the tables show it: at most six decimals, no trailing zeros, `inf` for infinity, nothing for NaN.
pub fn number(value: f64) -> String {
    if value.is_nan() {
        return String::new();
    }
    if value.is_infinite() {
        return if value > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    let text = format!("{value:.6}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// Text that no spreadsheet runs as a formula.
pub fn defused(text: &str) -> Cow<'_, str> {
    let bare = text.trim_start_matches('\'');
    match bare.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => Cow::Owned(format!("'{text}")),
        false => Cow::Borrowed(text),
    }
}

fn at<T: Copy>(values: &[T], index: usize) -> Option<T> {
    values.get(index).copied()
}

/// Intervals that are open or hold something.
fn shown<'a>(
    grid: &Grid,
    open: &'a [bool],
    holds: impl Fn(usize) -> bool + 'a,
) -> impl Iterator<Item = usize> + 'a {
    (0..grid.len()).filter(move |index| at(open, *index) == Some(true) || holds(*index))
}

/// A table being written, cell by cell.
struct Table<W: Write> {
    csv: csv::Writer<W>,
    row: Vec<String>,
}

impl<W: Write> Table<W> {
    fn new<'h>(out: W, header: impl IntoIterator<Item = &'h str>) -> io::Result<Self> {
        let mut csv = csv::Writer::from_writer(out);
        csv.write_record(header).map_err(cause)?;
        Ok(Table { csv, row: Vec::new() })
    }

    fn plain(&mut self, cell: String) {
        self.row.push(cell);
    }

    fn text(&mut self, cell: &str) {
        self.plain(defused(cell).into_owned());
    }

    fn number(&mut self, value: Option<f64>) {
        self.plain(value.map(number).unwrap_or_default());
    }

    fn time(&mut self, instant: DateTime<Utc>, zone: Tz) {
        self.plain(instant.with_timezone(&zone).to_rfc3339());
    }

    fn interval(&mut self, grid: &Grid, index: usize) {
        self.time(grid.instant(index), grid.zone());
    }

    fn end(&mut self) -> io::Result<()> {
        self.csv.write_record(&self.row).map_err(cause)?;
        self.row.clear();
        Ok(())
    }

    fn finish(mut self) -> io::Result<()> {
        self.csv.flush()
    }
}

/// What went wrong below the CSV writer: a full disk stays a full disk.
fn cause(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_never_in_scientific_notation() {
        let shown = [0.0, -0.0, 12.0, 0.1 + 0.2, 1e-9, 1e21, f64::INFINITY, 1.0 / 3.0].map(number);
        assert_eq!(shown, ["0", "0", "12", "0.3", "0", "1000000000000000000000", "inf", "0.333333"]);
    }

    #[test]
    fn formulas_are_defused() {
        assert_eq!(defused("=1+1"), "'=1+1");
        assert_eq!(defused("@cmd"), "'@cmd");
        assert_eq!(defused("'=x"), "''=x");
        assert_eq!(defused("cards"), "cards");
    }
}
