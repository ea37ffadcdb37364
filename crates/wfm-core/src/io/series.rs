//! The rows of one queue: a value per interval and column, and the line of every row.

/// Rows of a queue from which on a common distance between them is no accident.
const ROWS_TO_JUDGE: usize = 24;

/// The rows of one queue.
#[derive(Debug, Default)]
pub(crate) struct Series {
    /// Interval of the first cell, counted from the anchor.
    pub(crate) first: i64,
    pub(crate) len: usize,
    pub(crate) values: Vec<Vec<f64>>,
    /// For every minute inside the interval at which rows start: the line of each, 0 for none.
    pub(crate) seen: Vec<(i64, Vec<u32>)>,
    /// Length of a row in minutes, once all rows are there.
    pub(crate) row_minutes: u32,
}

impl Series {
    /// The line of the row that starts `minute` minutes after the anchor.
    pub(crate) fn line(&self, step: i64, minute: i64) -> Option<u32> {
        let cell = usize::try_from(minute.div_euclid(step) - self.first).ok()?;
        let (_, lines) = self.seen.iter().find(|(offset, _)| *offset == minute.rem_euclid(step))?;
        lines.get(cell).copied().filter(|line| *line > 0)
    }

    /// Notes a row and gives its cell.
    pub(crate) fn put(&mut self, step: i64, minute: i64, line: u32, columns: usize) -> usize {
        let cell = self.reach(minute.div_euclid(step));
        self.values.resize_with(columns, Vec::new);
        let offset = minute.rem_euclid(step);
        let len = self.len;
        let at = match self.seen.iter().position(|(o, _)| *o == offset) {
            Some(at) => at,
            None => {
                self.seen.push((offset, vec![0; len]));
                self.seen.len() - 1
            }
        };
        self.seen[at].1[cell] = line;
        cell
    }

    /// Makes room for interval `index`, counted from the anchor, and gives its cell.
    fn reach(&mut self, index: i64) -> usize {
        if self.len == 0 {
            self.first = index;
        }
        if index < self.first {
            // Files in reverse order grow at this end, so grow by more than asked for.
            let by = usize::try_from(self.first - index).unwrap_or(0).max(self.len / 2);
            for values in self.values.iter_mut().filter(|values| !values.is_empty()) {
                values.splice(0..0, std::iter::repeat_n(f64::NAN, by));
            }
            for (_, lines) in &mut self.seen {
                lines.splice(0..0, std::iter::repeat_n(0, by));
            }
            self.first -= by as i64;
            self.len += by;
        }
        let cell = usize::try_from(index - self.first).unwrap_or(0);
        if cell >= self.len {
            self.len = cell + 1;
            for values in self.values.iter_mut().filter(|values| !values.is_empty()) {
                values.resize(cell + 1, f64::NAN);
            }
            for (_, lines) in &mut self.seen {
                lines.resize(cell + 1, 0);
            }
        }
        cell
    }

    /// Greatest common distance of the rows, in intervals; 1 when there are too few to tell.
    pub(crate) fn distance(&self) -> i64 {
        let Some((_, lines)) = self.seen.iter().find(|(offset, _)| *offset == 0) else { return 1 };
        let rows: Vec<i64> = (0..).zip(lines).filter(|(_, line)| **line > 0).map(|(cell, _)| cell).collect();
        if rows.len() < ROWS_TO_JUDGE {
            return 1;
        }
        rows.windows(2).fold(0, |common, pair| gcd(common, pair[1] - pair[0]))
    }

    /// Moves the series onto a grid that starts at interval `start` and has `len` intervals.
    pub(crate) fn align(&mut self, start: i64, len: usize) {
        fn moved<T: Copy>(old: &[T], by: i64, len: usize, empty: T) -> Vec<T> {
            let at = |index: usize| usize::try_from(index as i64 + by).ok().and_then(|i| old.get(i).copied());
            (0..len).map(|index| at(index).unwrap_or(empty)).collect()
        }
        let by = start - self.first;
        for values in self.values.iter_mut().filter(|values| !values.is_empty()) {
            *values = moved(values, by, len, f64::NAN);
        }
        for (_, lines) in &mut self.seen {
            *lines = moved(lines, by, len, 0);
        }
        (self.first, self.len) = (start, len);
    }

    /// Whether there is no row.
    pub(crate) fn is_empty(&self) -> bool {
        self.seen.is_empty()
    }

    /// Whether any row has a value in `column`.
    pub(crate) fn has(&self, column: usize) -> bool {
        self.values.get(column).is_some_and(|values| !values.is_empty())
    }

    /// What interval `index` holds in `column`.
    pub(crate) fn get(&self, column: usize, index: usize) -> Option<f64> {
        self.values.get(column)?.get(index).copied().filter(|value| !value.is_nan())
    }

    /// Whether interval `index` has a row.
    pub(crate) fn has_row(&self, index: usize) -> bool {
        self.seen.iter().any(|(_, lines)| lines.get(index).is_some_and(|line| *line > 0))
    }

    /// Whether interval `index` has a row that starts `offset` minutes into it.
    pub(crate) fn has_part(&self, index: usize, offset: i64) -> bool {
        self.seen.iter().any(|(o, lines)| *o == offset && lines.get(index).is_some_and(|line| *line > 0))
    }

    /// Forgets the values of interval `index`.
    pub(crate) fn clear(&mut self, index: usize) {
        for values in &mut self.values {
            if let Some(value) = values.get_mut(index) {
                *value = f64::NAN;
            }
        }
    }

    /// Gives up the values of `column`.
    pub(crate) fn take(&mut self, column: usize) -> Vec<f64> {
        self.values.get_mut(column).map(std::mem::take).unwrap_or_default()
    }
}

fn gcd(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_in_any_order_find_their_cell() {
        let mut series = Series::default();
        for (line, minute) in [(2, 60), (3, 0), (4, -600), (5, 75)] {
            series.put(15, minute, line, 1);
        }
        for (line, minute) in [(2, 60), (3, 0), (4, -600), (5, 75)] {
            assert_eq!(series.line(15, minute), Some(line));
        }
        assert_eq!(series.line(15, 15), None);
        series.align(-40, 50);
        assert!(series.has_row(0) && series.has_row(40) && series.has_row(45) && !series.has_row(1));
    }
}
