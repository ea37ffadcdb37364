//! Where a table comes from, and the records of its text.
//!
//! Records are split here and not by a library so that every problem has its true line, also after blank lines, CRLF
//! and quoted line ends, and so that a record that never ends is refused before it fills the memory.

use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

/// Longest record that is read.
pub(crate) const LONGEST_RECORD: usize = 1 << 20;

/// Most lines of one record: a quoted cell may hold line ends, but a lost quotation mark must not swallow the file.
const MOST_LINES: u64 = 1000;

/// Something to read: a file, standard input, or any bytes.
pub struct Source<'a> {
    pub(crate) name: String,
    pub(crate) reader: io::Result<Box<dyn Read + 'a>>,
}

impl fmt::Debug for Source<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Source({})", self.name)
    }
}

impl<'a> Source<'a> {
    /// The file at `path` (with the feature `polars` also a Parquet table), or standard input for `-`. A file that cannot be opened is a problem of reading it.
    pub fn path(path: impl AsRef<Path>) -> Source<'static> {
        let path = path.as_ref();
        if path.as_os_str() == "-" {
            return Source::new("standard input", io::stdin());
        }
        Source::named(path.display().to_string(), path)
    }

    /// Anything that can be read; problems call it `name`.
    pub fn new(name: impl Into<String>, reader: impl Read + 'a) -> Self {
        Source { name: name.into(), reader: Ok(Box::new(reader)) }
    }

    /// A file that problems call by another name than its path.
    pub(crate) fn named(name: impl Into<String>, path: &Path) -> Source<'static> {
        let is_parquet = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("parquet"));
        let reader = if is_parquet { parquet(path) } else { open(path).map(|file| Box::new(file) as _) };
        Source { name: name.into(), reader }
    }
}

pub(crate) fn open(path: &Path) -> io::Result<File> {
    let file = File::open(path)?;
    // Opening a folder succeeds on some systems; reading it never does.
    if file.metadata()?.is_dir() { Err(io::ErrorKind::IsADirectory.into()) } else { Ok(file) }
}

#[cfg(feature = "polars")]
fn parquet(path: &Path) -> io::Result<Box<dyn Read>> {
    super::frame::parquet(path).map(|frame| Box::new(super::frame::Rows::new(frame)) as _)
}

#[cfg(not(feature = "polars"))]
fn parquet(_path: &Path) -> io::Result<Box<dyn Read>> {
    let what =
        "this build reads no Parquet tables, only one with the feature polars does; export the table as CSV";
    Err(io::Error::new(io::ErrorKind::Unsupported, what))
}

/// Why a record could not be read.
#[derive(Debug)]
pub(crate) enum RecordError {
    /// The reader failed, or the record is too long: nothing more can be read.
    Io(io::Error),
    TooLong,
    /// Bytes that are no UTF-8, the first of them after so many of the line; the next record can be read.
    NotUtf8(usize),
    /// A quotation mark that is never closed.
    OpenQuote,
}

/// The records of a delimited text.
pub(crate) struct Records<'a> {
    input: BufReader<Box<dyn Read + 'a>>,
    /// Set from the first record.
    pub(crate) delimiter: u8,
    lines_read: u64,
    raw: Vec<u8>,
}

/// The cells of one record; kept between records so that reading allocates nothing.
#[derive(Debug, Default, Clone)]
pub(crate) struct Cells {
    text: String,
    ends: Vec<usize>,
    /// Line on which the record starts, from 1.
    pub(crate) line: u64,
}

impl Cells {
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)?;
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        self.text.get(start..end)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).filter_map(|index| self.get(index))
    }

    fn is_blank(&self) -> bool {
        self.ends.len() <= 1 && self.text.trim().is_empty()
    }
}

impl<'a> Records<'a> {
    pub(crate) fn new(reader: Box<dyn Read + 'a>) -> Self {
        Records {
            input: BufReader::with_capacity(1 << 16, reader),
            delimiter: b',',
            lines_read: 0,
            raw: Vec::new(),
        }
    }

    /// Reads the header and finds out the delimiter: whichever of comma and semicolon splits it into more cells.
    pub(crate) fn header(&mut self, cells: &mut Cells) -> Result<bool, RecordError> {
        let found = self.read(cells)?;
        let commas = cells.clone();
        let raw = std::mem::take(&mut self.raw);
        self.delimiter = b';';
        // The header was read whole, so the semicolons split the same bytes.
        let closed = std::str::from_utf8(&raw).is_ok_and(|text| self.split(text, cells));
        if !closed || cells.len() <= commas.len() {
            self.delimiter = b',';
            *cells = commas;
        }
        Ok(found)
    }

    /// Reads the next record that is not blank; `false` at the end.
    pub(crate) fn read(&mut self, cells: &mut Cells) -> Result<bool, RecordError> {
        loop {
            self.raw.clear();
            cells.line = self.lines_read + 1;
            if !self.read_line()? {
                return Ok(false);
            }
            while !self.split_raw(cells)? {
                if self.lines_read - cells.line >= MOST_LINES {
                    return Err(RecordError::TooLong);
                }
                if !self.read_line()? {
                    return Err(RecordError::OpenQuote);
                }
            }
            if !cells.is_blank() {
                return Ok(true);
            }
        }
    }

    /// Appends a line to the raw record; `false` at the end of the input.
    fn read_line(&mut self) -> Result<bool, RecordError> {
        let before = self.raw.len();
        let room = (LONGEST_RECORD + 1 - before) as u64;
        let read =
            self.input.by_ref().take(room).read_until(b'\n', &mut self.raw).map_err(RecordError::Io)?;
        if self.raw.len() > LONGEST_RECORD {
            return Err(RecordError::TooLong);
        }
        if self.lines_read == 0 && self.raw.starts_with(b"\xEF\xBB\xBF") {
            self.raw.drain(..3);
        }
        self.lines_read += u64::from(read > 0);
        Ok(read > 0)
    }

    fn split_raw(&mut self, cells: &mut Cells) -> Result<bool, RecordError> {
        let raw = std::mem::take(&mut self.raw);
        let closed = match std::str::from_utf8(&raw) {
            Ok(text) => Ok(self.split(text, cells)),
            Err(error) => Err(RecordError::NotUtf8(error.valid_up_to())),
        };
        self.raw = raw;
        closed
    }

    /// Splits a record into cells; `false` when a quotation mark is still open.
    fn split(&self, record: &str, cells: &mut Cells) -> bool {
        let record = record.strip_suffix('\n').unwrap_or(record);
        let record = record.strip_suffix('\r').unwrap_or(record);
        cells.text.clear();
        cells.ends.clear();
        let mut rest = record;
        loop {
            let trimmed = rest.trim_start_matches(' ');
            let after = if let Some(quoted) = trimmed.strip_prefix('"') {
                match unquote(quoted, self.delimiter, &mut cells.text) {
                    Some(after) => after,
                    None => return false,
                }
            } else {
                let end = rest.bytes().position(|b| b == self.delimiter).unwrap_or(rest.len());
                cells.text.push_str(&rest[..end]);
                &rest[end..]
            };
            cells.ends.push(cells.text.len());
            match after.get(1..) {
                Some(next) => rest = next,
                None => return true,
            }
        }
    }
}

/// Copies a quoted cell up to its closing mark; gives what follows from the delimiter on, `None` when it is not closed.
fn unquote<'t>(quoted: &'t str, delimiter: u8, text: &mut String) -> Option<&'t str> {
    let mut rest = quoted;
    loop {
        let mark = rest.find('"')?;
        text.push_str(&rest[..mark]);
        rest = &rest[mark + 1..];
        match rest.strip_prefix('"') {
            Some(after) => {
                text.push('"');
                rest = after;
            }
            None => {
                // Whatever stands between the closing mark and the delimiter belongs to the cell.
                let end = rest.bytes().position(|b| b == delimiter).unwrap_or(rest.len());
                text.push_str(rest[..end].trim_end());
                return Some(&rest[end..]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &[u8]) -> Vec<(u64, Vec<String>)> {
        let mut records = Records::new(Box::new(text));
        let mut cells = Cells::default();
        let mut rows = Vec::new();
        let mut more = records.header(&mut cells).unwrap();
        while more {
            rows.push((cells.line, cells.iter().map(str::to_owned).collect()));
            more = records.read(&mut cells).unwrap();
        }
        rows
    }

    #[test]
    fn lines_are_counted_through_crlf_blank_lines_and_quoted_line_ends() {
        let rows = all(b"\xEF\xBB\xBFa,b\r\n\r\n1,\"x\r\ny\"\r\n2,\"say \"\"hi\"\"\"\r\n");
        assert_eq!(rows[0], (1, vec!["a".into(), "b".into()]));
        assert_eq!(rows[1], (3, vec!["1".into(), "x\r\ny".into()]));
        assert_eq!(rows[2], (5, vec!["2".into(), "say \"hi\"".into()]));
    }

    #[test]
    fn a_semicolon_inside_quotes_does_not_count() {
        assert_eq!(all(b"\"a;b;c\",d\n1,2")[1].1, ["1", "2"]);
        assert_eq!(all(b"a;b\n1,5;2")[1].1, ["1,5", "2"]);
    }

    #[test]
    fn an_endless_line_is_refused_early() {
        let endless = io::repeat(b'x');
        let mut records = Records::new(Box::new(endless));
        assert!(matches!(records.read(&mut Cells::default()), Err(RecordError::TooLong)));
        let open = std::io::Cursor::new(b"\"").chain(io::repeat(b'\n'));
        let mut records = Records::new(Box::new(open));
        assert!(matches!(records.read(&mut Cells::default()), Err(RecordError::TooLong)));
    }
}
