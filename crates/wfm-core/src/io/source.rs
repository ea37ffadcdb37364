//! Where a table comes from, and the records of its text.
//!
//! The parser of the `csv` crate splits the records. It is handed one line at a time, so that every problem has its true
//! line, also after blank lines and quoted line ends, and so that a record that never ends is refused before it fills
//! the memory.

use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use csv_core::{ReadRecordResult, Reader, ReaderBuilder, Terminator};

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
    parser: Reader,
    /// Set from the first record.
    pub(crate) delimiter: u8,
    lines_read: u64,
    /// The lines of the record.
    raw: Vec<u8>,
}

/// The cells of one record; kept between records so that reading allocates nothing.
#[derive(Debug, Default)]
pub(crate) struct Cells {
    /// The text of the cells, one after the other, and where each ends: with room behind what is in use.
    text: Vec<u8>,
    ends: Vec<usize>,
    text_len: usize,
    len: usize,
    /// Line on which the record starts, from 1.
    pub(crate) line: u64,
}

impl Cells {
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends[..self.len].get(index)?;
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        // The lines are UTF-8, and what the parser cuts at or leaves out is ASCII.
        std::str::from_utf8(&self.text[start..end]).ok()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).filter_map(|index| self.get(index))
    }

    fn start(&mut self, line: u64) {
        (self.text_len, self.len, self.line) = (0, 0, line);
    }

    /// Takes in the next line or lines of the record; whether they complete it.
    fn add(&mut self, lines: &[u8], parser: &mut Reader) -> bool {
        // Every byte of text is a byte of the lines, and every cell ends with one.
        self.text.resize(self.text.len().max(self.text_len + lines.len()), 0);
        self.ends.resize(self.ends.len().max(self.len + lines.len()), 0);
        let (text, ends) = (&mut self.text[self.text_len..], &mut self.ends[self.len..]);
        let (result, read, text_len, len) = parser.read_record(lines, text, ends);
        self.text_len += text_len;
        self.len += len;
        let complete = result == ReadRecordResult::Record;
        if complete && lines[..read].ends_with(b"\r\n") {
            // Half of the line end, which to the parser is the line feed alone.
            self.ends[self.len - 1] -= 1;
        }
        complete && read == lines.len()
    }
}

impl<'a> Records<'a> {
    pub(crate) fn new(reader: Box<dyn Read + 'a>) -> Self {
        Records {
            input: BufReader::with_capacity(1 << 16, reader),
            parser: parser(b','),
            delimiter: b',',
            lines_read: 0,
            raw: Vec::new(),
        }
    }

    /// Reads the header and finds out the delimiter: whichever of comma and semicolon splits it into more cells.
    pub(crate) fn header(&mut self, cells: &mut Cells) -> Result<bool, RecordError> {
        let found = self.read(cells)?;
        let mut parser = parser(b';');
        let mut split = Cells { line: cells.line, ..Cells::default() };
        if found && split.add(&self.raw, &mut parser) && split.len() > cells.len() {
            (self.parser, self.delimiter, *cells) = (parser, b';', split);
        }
        Ok(found)
    }

    /// Reads the next record that is not blank; `false` at the end.
    pub(crate) fn read(&mut self, cells: &mut Cells) -> Result<bool, RecordError> {
        // The last record may have been given up halfway.
        self.parser.reset();
        loop {
            self.raw.clear();
            cells.start(self.lines_read + 1);
            if !self.read_line()? {
                return Ok(false);
            }
            if !self.raw.trim_ascii().is_empty() {
                break;
            }
        }
        let mut from = 0;
        while !cells.add(&self.raw[from..], &mut self.parser) {
            from = self.raw.len();
            if self.lines_read - cells.line >= MOST_LINES {
                return Err(RecordError::TooLong);
            }
            if !self.read_line()? {
                return Err(RecordError::OpenQuote);
            }
        }
        Ok(true)
    }

    /// Appends a line, which ends with a line feed, to the raw record; `false` at the end of the input.
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
        if read > 0 && !self.raw.ends_with(b"\n") {
            self.raw.push(b'\n');
        }
        match std::str::from_utf8(&self.raw[before..]) {
            Ok(_) => Ok(read > 0),
            Err(error) => Err(RecordError::NotUtf8(before + error.valid_up_to())),
        }
    }
}

/// Lines end with a line feed only, so that the parser ends no record within a line it is handed.
fn parser(delimiter: u8) -> Reader {
    ReaderBuilder::new().delimiter(delimiter).terminator(Terminator::Any(b'\n')).build()
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
    fn a_quoted_cell_keeps_its_line_ends_and_the_last_line_needs_none() {
        assert_eq!(
            all(b"a,b\n\"x\n\n\",\"y\r\n\"\r\n;,")[1..],
            [(2, vec!["x\n\n".into(), "y\r\n".into()]), (6, vec![";".into(), String::new()]),]
        );
        assert_eq!(all(b"a,b\n1,\"2\"\r")[1].1, ["1", "2"]);
    }

    #[test]
    fn after_a_line_that_is_not_utf8_reading_goes_on_with_the_next() {
        let mut records = Records::new(Box::new(&b"1,\"open\n\xff\"\n2,3\n"[..]));
        let mut cells = Cells::default();
        assert!(matches!(records.read(&mut cells), Err(RecordError::NotUtf8(8))));
        assert!(records.read(&mut cells).unwrap());
        assert_eq!((cells.line, cells.get(0), cells.get(1), cells.get(2)), (3, Some("2"), Some("3"), None));
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
