//! The stretch of the day a chart shows: the same for every day of a queue, so that days can be compared.

use std::ops::Range;

use wfm_core::model::{Day, Grid};

use super::Reader;

/// Hours between labels, whichever first leaves at most the wanted number of them.
const LABEL_HOURS: [u32; 6] = [1, 2, 3, 4, 6, 12];

/// A stretch of minutes after local midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    from: u32,
    to: u32,
}

impl Span {
    /// From the first to the last open minute of any day; the whole day when it is never open.
    pub(super) fn of(grid: &Grid, open: &[bool]) -> Self {
        let minutes =
            || (0..grid.len()).filter(|index| open.get(*index) == Some(&true)).map(|i| grid.minute_of_day(i));
        let from = minutes().min().unwrap_or(0) / 60 * 60;
        let to = minutes().max().map_or(1440, |last| (last + grid.step_minutes()).div_ceil(60) * 60);
        Span { from, to }
    }

    /// The intervals of `day` inside the stretch; longer or shorter where the clock changes.
    pub(super) fn intervals(&self, grid: &Grid, day: &Day) -> Range<usize> {
        let inside = |index: &usize| (self.from..self.to).contains(&grid.minute_of_day(*index));
        let first = day.intervals.clone().find(inside).unwrap_or(day.intervals.start);
        let last = day.intervals.clone().rev().find(inside).map_or(first, |last| last + 1);
        first..last
    }

    /// Places of whole hours among the intervals and what to write there, at most `most` of them.
    pub(super) fn hours(
        &self,
        reader: &Reader,
        grid: &Grid,
        shown: &Range<usize>,
        most: u32,
    ) -> Vec<(f64, String)> {
        let hours = (self.to - self.from) / 60;
        let every = LABEL_HOURS.into_iter().find(|every| hours / every < most).unwrap_or(24);
        shown
            .clone()
            .filter(|index| grid.minute_of_day(*index).is_multiple_of(every * 60))
            .map(|index| ((index - shown.start) as f64, reader.clock(grid.minute_of_day(index))))
            .collect()
    }
}

/// The stretches of `shown` in which the queue is open without a break.
pub(super) fn open_runs(open: &[bool], shown: Range<usize>) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for index in shown.filter(|index| open.get(*index) == Some(&true)) {
        match runs.last_mut() {
            Some(run) if run.end == index => run.end = index + 1,
            _ => runs.push(index..index + 1),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::Tz;

    #[test]
    fn the_stretch_reaches_from_the_earliest_opening_to_the_latest_close() {
        let grid = Grid::of_days("2026-11-23".parse().unwrap(), 2, 30, Tz::Europe__London).unwrap();
        let open: Vec<bool> =
            (0..96).map(|i| (17..30).contains(&i) || (48 + 20..48 + 41).contains(&i)).collect();
        let span = Span::of(&grid, &open);
        assert_eq!(span, Span { from: 480, to: 1260 });
        assert_eq!(span.intervals(&grid, &grid.days()[1]), 48 + 16..48 + 42);
    }

    #[test]
    fn a_lunch_break_parts_the_day() {
        let open: Vec<bool> =
            (0..24).map(|hour| (8..12).contains(&hour) || (14..18).contains(&hour)).collect();
        assert_eq!(open_runs(&open, 6..20), [8..12, 14..18]);
        assert!(open_runs(&open, 19..24).is_empty());
    }

    #[test]
    fn the_repeated_hour_is_shown_twice() {
        let grid = Grid::of_days("2026-10-25".parse().unwrap(), 1, 60, Tz::Europe__London).unwrap();
        let span = Span::of(&grid, &[true; 25]);
        assert_eq!(span.intervals(&grid, &grid.days()[0]), 0..25);
    }
}
