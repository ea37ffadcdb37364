//! Data frames in and out, and Parquet tables.
//!
//! A frame is read as a table: by the names of its columns, with the same checks and the same problems, whose line is
//! the row's number plus one, as if the frame had a header. So a frame can stand wherever a [`Source`] can: as a history,
//! a call log, a requirement. Eager frames only; each is in memory once, and its rows are turned into text in passing.

use std::io::{self, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use polars::prelude::{
    AnyValue, Column, DataFrame, IntoColumn, NamedFrom, ParquetReader, ParquetWriter, PolarsError,
    PolarsResult, SerReader, Series, TimeUnit,
};

use super::source::{self, Source};
use crate::model::{History, Measure};

/// A frame to be read as a table; problems call it `name`.
pub fn source(name: impl Into<String>, frame: DataFrame) -> Source<'static> {
    Source::new(name, Rows::new(frame))
}

/// Reads a Parquet table.
///
/// # Errors
/// When the file cannot be opened or is no Parquet table.
pub fn parquet(path: &Path) -> io::Result<DataFrame> {
    let file = source::open(path)?;
    // A damaged file may make the reader panic; here it is a file that cannot be read.
    let read = catch_unwind(AssertUnwindSafe(|| ParquetReader::new(file).finish()));
    read.map_err(|_| invalid("the Parquet table is damaged"))?.map_err(invalid)
}

/// Writes a frame as a Parquet table.
///
/// # Errors
/// Those of `out`.
pub fn write_parquet(out: impl Write, frame: &mut DataFrame) -> io::Result<()> {
    ParquetWriter::new(out).finish(frame).map(|_| ()).map_err(invalid)
}

/// Histories as a frame with the columns of `history.csv`: `interval_start` (an instant, UTC), `queue`, and every measure
/// recorded, null where missing. Intervals in which nothing was observed have no row.
///
/// # Errors
/// Those of the data frame library.
pub fn histories(histories: &[History]) -> PolarsResult<DataFrame> {
    let observed = |history: &History, index: usize| history.measures().any(|(_, o)| o.get(index).is_some());
    let rows: Vec<(&History, usize)> = histories
        .iter()
        .flat_map(|history| (0..history.grid().len()).map(move |index| (history, index)))
        .filter(|(history, index)| observed(history, *index))
        .collect();
    let starts: Vec<i64> =
        rows.iter().map(|(h, index)| h.grid().instant(*index).timestamp_millis()).collect();
    let queues: Vec<&str> = rows.iter().map(|(history, _)| history.queue().as_str()).collect();
    let starts = Series::new("interval_start".into(), starts).i64()?.clone();
    let utc = polars::prelude::TimeZone::UTC;
    let mut columns: Vec<Column> = vec![
        starts.into_datetime(TimeUnit::Milliseconds, Some(utc)).into_column(),
        Series::new("queue".into(), queues).into_column(),
    ];
    let recorded = |measure: &Measure| histories.iter().any(|history| history.measure(*measure).is_some());
    for measure in Measure::ALL.into_iter().filter(recorded) {
        let values: Vec<Option<f64>> =
            rows.iter().map(|(history, index)| history.get(measure, *index)).collect();
        columns.push(Series::new(measure.name().into(), values).into_column());
    }
    DataFrame::new(rows.len(), columns)
}

fn invalid(error: impl ToString) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, error.to_string())
}

/// The rows of a frame as the text of a table.
pub(crate) struct Rows {
    frame: DataFrame,
    /// The next row; before the first stands the header.
    next: Option<usize>,
    text: Vec<u8>,
    read: usize,
}

impl Rows {
    pub(crate) fn new(frame: DataFrame) -> Self {
        Rows { frame, next: None, text: Vec::new(), read: 0 }
    }

    /// Puts the next row into `text`; nothing when there is none.
    fn fill(&mut self) -> io::Result<()> {
        self.text.clear();
        self.read = 0;
        let mut row = csv::Writer::from_writer(&mut self.text);
        match self.next {
            None => row.write_record(self.frame.columns().iter().map(|column| column.name().as_str()))?,
            Some(index) if index < self.frame.height() => {
                for column in self.frame.columns() {
                    row.write_field(cell(column, index).map_err(invalid)?)?;
                }
                row.write_record(None::<&[u8]>)?;
            }
            Some(_) => return Ok(()),
        }
        row.flush()?;
        drop(row);
        self.next = Some(self.next.map_or(0, |index| index + 1));
        Ok(())
    }
}

impl Read for Rows {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.read == self.text.len() {
            self.fill()?;
        }
        let rest = &self.text[self.read..];
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        self.read += count;
        Ok(count)
    }
}

/// A value as a cell of a table: times as RFC 3339, or local when they have no zone; nothing for null.
fn cell(column: &Column, index: usize) -> Result<String, PolarsError> {
    Ok(match column.get(index)? {
        AnyValue::Null => String::new(),
        AnyValue::String(text) => text.to_owned(),
        AnyValue::StringOwned(text) => text.to_string(),
        AnyValue::Float64(number) => number.to_string(),
        AnyValue::Float32(number) => number.to_string(),
        AnyValue::Datetime(time, unit, zone) => datetime(time, unit, zone.is_some()),
        AnyValue::DatetimeOwned(time, unit, zone) => datetime(time, unit, zone.is_some()),
        AnyValue::Date(days) => datetime(i64::from(days) * 86_400_000, TimeUnit::Milliseconds, false)
            .get(..10)
            .unwrap_or_default()
            .to_owned(),
        other => match other.extract::<i64>() {
            Some(whole) => whole.to_string(),
            None => format!("{other:?}"),
        },
    })
}

fn datetime(time: i64, unit: TimeUnit, has_zone: bool) -> String {
    let seconds = match unit {
        TimeUnit::Nanoseconds => time.div_euclid(1_000_000_000),
        TimeUnit::Microseconds => time.div_euclid(1_000_000),
        TimeUnit::Milliseconds => time.div_euclid(1_000),
    };
    // A time outside the calendar is no time: the table reports the cell.
    let Some(time) = chrono::DateTime::from_timestamp(seconds, 0) else { return format!("{time} {unit}") };
    time.format(if has_zone { "%Y-%m-%dT%H:%M:%SZ" } else { "%Y-%m-%dT%H:%M:%S" }).to_string()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fs::File;

    use super::*;
    use crate::io;
    use crate::model::{Calendar, Grid, Observations};

    const CENTRE: &str = "time_zone = \"Europe/London\"\ninterval_minutes = 30\n[[queue]]\nid = \"cards\"\n";

    fn centre() -> crate::model::Centre {
        io::centre(Source::new("centre.toml", CENTRE.as_bytes())).accept(true).unwrap().0
    }

    fn some_history() -> History {
        let grid = Grid::of_days("2026-10-24".parse().unwrap(), 2, 30, chrono_tz::Europe::London).unwrap();
        let mut offered = Observations::missing(grid.len());
        for index in (0..grid.len()).filter(|index| index % 7 != 3) {
            offered.set(index, index as f64 / 4.0).unwrap();
        }
        History::new("cards".into(), grid, BTreeMap::from([(Measure::Offered, offered)])).unwrap()
    }

    #[test]
    fn a_history_is_the_same_through_a_frame_and_through_parquet() {
        let history = some_history();
        let mut frame = histories(std::slice::from_ref(&history)).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("history.parquet");
        write_parquet(File::create(&path).unwrap(), &mut frame).unwrap();
        for source in [source("frame", frame), Source::path(&path)] {
            let reading = io::history(vec![source], &centre(), &Calendar::default());
            assert_eq!(reading.accept(true).unwrap().0, std::slice::from_ref(&history));
        }
    }

    #[test]
    fn a_call_log_in_a_frame_is_summed() {
        let text = |values: [&str; 2]| values.map(str::to_owned).to_vec();
        let frame = DataFrame::new(
            2,
            vec![
                Series::new("arrival".into(), text(["2026-03-02T09:00:00", "2026-03-02T09:10:00"]))
                    .into_column(),
                Series::new("ended".into(), text(["2026-03-02T09:00:10", "2026-03-02T09:10:30"]))
                    .into_column(),
            ],
        )
        .unwrap();
        let histories =
            io::calls(source("calls", frame), &centre(), &Calendar::default()).accept(true).unwrap().0;
        assert_eq!(histories[0].get(Measure::Abandoned, 18), Some(2.0));
        assert_eq!(histories[0].get(Measure::WaitAbandonedSeconds, 18), Some(40.0));
    }

    #[test]
    fn a_damaged_parquet_file_is_a_problem_not_a_panic() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("history.parquet");
        std::fs::write(&path, b"PAR1 nonsense PAR1").unwrap();
        let problems = io::history(vec![Source::path(&path)], &centre(), &Calendar::default()).problems;
        assert_eq!(problems.iter().next().unwrap().code.to_string(), "E1101");
    }
}
