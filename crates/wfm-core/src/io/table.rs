//! A table: a header with known columns, and rows whose cells are read by column.
//!
//! Comma or semicolon, a byte-order mark, CRLF, columns in any order, and headers in any case are all accepted. Columns
//! that are not known are kept out of the way with one note.

use super::codes::{Code, Defect, Table as Kind};
use super::problem::{InputProblem, Report, Reported};
use super::source::{Cells, LONGEST_RECORD, RecordError, Records, Source};

/// A column of a table: its name, whether it must be there, and whether it holds free text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    pub(crate) name: &'static str,
    required: bool,
    free: bool,
}

/// A column that must be there.
pub(crate) const fn required(name: &'static str) -> Column {
    Column { name, required: true, free: false }
}

/// A column that may be there.
pub(crate) const fn optional(name: &'static str) -> Column {
    Column { name, required: false, free: false }
}

/// A column of free text that may be there. As the last one it may hold delimiters, even without quotation marks.
pub(crate) const fn text(name: &'static str) -> Column {
    Column { name, required: false, free: true }
}

/// A table being read; its rows are known to the columns by their index.
pub(crate) struct Table<'a> {
    pub(crate) kind: Kind,
    pub(crate) name: String,
    pub(crate) report: &'a Report,
    columns: &'static [Column],
    /// Where each column stands in the file.
    places: Vec<Option<usize>>,
    width: usize,
    records: Records<'a>,
    cells: Cells,
    rows: u64,
    done: bool,
}

/// One row of a table.
pub(crate) struct Row<'t> {
    pub(crate) kind: Kind,
    pub(crate) name: &'t str,
    pub(crate) report: &'t Report,
    pub(crate) line: u64,
    pub(crate) decimal_comma: bool,
    columns: &'static [Column],
    places: &'t [Option<usize>],
    cells: &'t Cells,
}

impl<'a> Table<'a> {
    /// Reads the header. Nothing comes back, and the problem is reported, when the rows cannot be read.
    pub(crate) fn open(
        kind: Kind,
        source: Source<'a>,
        columns: &'static [Column],
        report: &'a Report,
    ) -> Option<Table<'a>> {
        let Source { name, reader } = source;
        let reader = match reader {
            Ok(reader) => reader,
            Err(error) => {
                report.add(unreadable(kind, &name, &error));
                return None;
            }
        };
        let (records, places) = (Records::new(reader), Vec::new());
        let cells = Cells::default();
        let mut table =
            Table { kind, name, report, columns, places, width: 0, records, cells, rows: 0, done: false };
        table.read_header().then_some(table)
    }

    fn read_header(&mut self) -> bool {
        let found = self.records.header(&mut self.cells);
        match found {
            Ok(true) => {}
            Ok(false) => {
                let names = self.required_names();
                let problem =
                    InputProblem::new(Defect::Empty.code(self.kind), &self.name, "the file is empty")
                        .expected(format!("a header with the columns {names}"))
                        .remedy("export it again, or write the header");
                self.report.add(problem);
                return false;
            }
            Err(error) => {
                self.report_record(error);
                return false;
            }
        }
        self.width = self.cells.len();
        let headers: Vec<String> = self.cells.iter().map(plain_name).collect();
        self.find_columns(&headers)
    }

    fn find_columns(&mut self, headers: &[String]) -> bool {
        let mut complete = true;
        for column in self.columns {
            let mut found = headers.iter().enumerate().filter(|(_, header)| *header == column.name);
            let place = found.next().map(|(place, _)| place);
            if found.next().is_some() {
                complete = false;
                let what = format!("the column {} stands there twice", column.name);
                self.report_header(Defect::ColumnTwice, what, "remove or rename one of them");
            }
            if place.is_none() && column.required {
                complete = false;
                self.report_missing(column.name, headers);
            }
            self.places.push(place);
        }
        self.note_extra_columns(headers);
        complete
    }

    fn report_missing(&self, name: &str, headers: &[String]) {
        let unknown =
            headers.iter().map(String::as_str).filter(|h| self.columns.iter().all(|c| c.name != *h));
        let remedy = match super::names::nearest(name, unknown) {
            Some(header) => format!("rename the column {header:?} to {name}"),
            None => format!("add a column {name}, or rename the one that holds it"),
        };
        let what = format!("the column {name} is missing; the header has {}", headers.join(", "));
        self.report_header(Defect::NoColumn, what, &remedy);
    }

    fn note_extra_columns(&self, headers: &[String]) {
        let extra: Vec<&str> = headers
            .iter()
            .map(String::as_str)
            .filter(|h| !h.is_empty() && self.columns.iter().all(|column| column.name != *h))
            .collect();
        if !extra.is_empty() {
            let what = format!("columns that are not read: {}", extra.join(", "));
            self.report_header(Defect::ExtraColumns, what, "");
        }
    }

    fn report_header(&self, defect: Defect, what: String, remedy: &str) {
        let problem =
            InputProblem::new(defect.code(self.kind), &self.name, what).line(self.cells.line).remedy(remedy);
        self.report.add(problem);
    }

    fn required_names(&self) -> String {
        let names: Vec<&str> = self.columns.iter().filter(|c| c.required).map(|c| c.name).collect();
        names.join(", ")
    }

    /// The next row whose cells can be told apart; rows that cannot are reported and skipped.
    pub(crate) fn row(&mut self) -> Option<Row<'_>> {
        while !self.done {
            match self.records.read(&mut self.cells) {
                Ok(true) if self.fits() => {
                    self.rows += 1;
                    return Some(Row {
                        kind: self.kind,
                        name: &self.name,
                        report: self.report,
                        line: self.cells.line,
                        decimal_comma: self.records.delimiter == b';',
                        columns: self.columns,
                        places: &self.places,
                        cells: &self.cells,
                    });
                }
                Ok(true) => self.report_width(),
                Ok(false) => {
                    self.done = true;
                    self.report_no_rows();
                }
                Err(error) => self.report_record(error),
            }
        }
        None
    }

    /// Whether every cell has its column, perhaps after surplus cells were taken as part of the last.
    fn fits(&mut self) -> bool {
        self.cells.len() == self.width || self.only_blanks_differ() || self.join_surplus()
    }

    /// Puts the surplus cells back into the free text that the last column holds, if it does.
    fn join_surplus(&mut self) -> bool {
        if self.cells.len() <= self.width {
            return false;
        }
        let is_last = |place: &Option<usize>| place.is_some_and(|place| place + 1 == self.width);
        let mut columns = self.places.iter().zip(self.columns);
        let last = columns.find(|(place, column)| column.free && is_last(place));
        let Some((Some(place), column)) = last else { return false };
        let found = self.cells.len();
        self.cells.join_from(*place, self.records.delimiter);
        let text = self.cells.get(*place).unwrap_or_default().trim();
        let what =
            format!("the row has {found} cells, the header {}; {text:?} is taken as one cell", self.width);
        let remedy = format!("put it into quotation marks: \"{}\"", text.replace('"', "\"\""));
        let problem = InputProblem::new(Defect::SurplusText.code(self.kind), &self.name, what);
        self.report.add(problem.line(self.cells.line).column(column.name).remedy(remedy));
        true
    }

    /// Spreadsheets drop or add empty cells at the end of a row.
    fn only_blanks_differ(&self) -> bool {
        let surplus =
            (self.width..self.cells.len()).all(|i| self.cells.get(i).is_some_and(|c| c.trim().is_empty()));
        let lacking = self.cells.len()..self.width;
        surplus
            && !self
                .places
                .iter()
                .zip(self.columns)
                .any(|(place, column)| column.required && place.is_some_and(|place| lacking.contains(&place)))
    }

    fn report_width(&mut self) {
        self.rows += 1;
        let what = format!("the row has {} cells", self.cells.len());
        let problem = InputProblem::new(Defect::FieldCount.code(self.kind), &self.name, what)
            .line(self.cells.line)
            .expected(format!("{}, as the header", self.width))
            .remedy("put a cell that holds the delimiter into quotation marks, or complete the row");
        self.report.add(problem);
    }

    fn report_no_rows(&self) {
        if self.rows > 0 {
            return;
        }
        let (defect, remedy) = match self.kind.must_have_rows() {
            true => (Defect::NoRows, "export it again, with data"),
            false => (Defect::NoRowsNote, ""),
        };
        let code = defect.code(self.kind);
        self.report
            .add(InputProblem::new(code, &self.name, "there is a header but no row").line(1).remedy(remedy));
    }

    fn report_record(&mut self, error: RecordError) {
        let line = self.cells.line;
        let new = |defect: Defect, what: String| {
            InputProblem::new(defect.code(self.kind), &self.name, what).line(line)
        };
        let problem = match error {
            RecordError::Io(ref error) => unreadable(self.kind, &self.name, error),
            RecordError::NotUtf8(byte) => {
                new(Defect::NotUtf8, format!("byte {} of the row is not UTF-8", byte + 1))
                    .expected("UTF-8, with or without a byte-order mark")
                    .remedy("save the file as UTF-8 (in a spreadsheet: \"CSV UTF-8\")")
            }
            RecordError::TooLong => {
                let what = format!("the row does not end within {LONGEST_RECORD} bytes and 1000 lines");
                new(Defect::TooLong, what)
                    .remedy("close the quotation mark opened here, or check the file's line ends")
            }
            RecordError::OpenQuote => {
                let what = "a quotation mark opened in this row is never closed".to_owned();
                new(Defect::TooLong, what).remedy("close it, or double it if it belongs to the text")
            }
        };
        self.done = self.done || !matches!(error, RecordError::NotUtf8(_));
        self.rows += 1;
        self.report.add(problem);
    }
}

/// A file that cannot be opened or read.
pub(crate) fn unreadable(kind: Kind, name: &str, error: &std::io::Error) -> InputProblem {
    let problem =
        InputProblem::new(Defect::Unreadable.code(kind), name, format!("the file cannot be read: {error}"));
    match error.kind() {
        std::io::ErrorKind::NotFound => problem.remedy("put the file there, or give its path"),
        std::io::ErrorKind::PermissionDenied => problem.remedy("give yourself the right to read it"),
        _ => problem.remedy("check that the path names a file that can be read"),
    }
}

/// A header in lower case, with underscores for spaces.
fn plain_name(header: &str) -> String {
    header.trim().trim_matches('\u{feff}').to_lowercase().replace([' ', '-'], "_")
}

impl<'t> Row<'t> {
    /// The cell of `column`, if it holds anything.
    pub(crate) fn text(&self, column: usize) -> Option<&'t str> {
        let place = self.places.get(column).copied().flatten()?;
        let cell = self.cells.get(place)?.trim_matches([' ', '\u{a0}']);
        let cell = defused(cell);
        (!cell.is_empty()).then_some(cell)
    }

    /// The cell of `column`, which must hold something.
    pub(crate) fn needed(&self, column: usize) -> Result<&'t str, Reported> {
        self.text(column).ok_or_else(|| {
            self.report(self.problem(Defect::EmptyCell, column, "the cell is empty").remedy("fill it in"))
        })
    }

    /// A problem of this row's `column`.
    pub(crate) fn problem(&self, defect: Defect, column: usize, what: impl Into<String>) -> InputProblem {
        self.problem_of(defect.code(self.kind), column, what)
    }

    /// A problem with a code of its own.
    pub(crate) fn problem_of(&self, code: Code, column: usize, what: impl Into<String>) -> InputProblem {
        let name = self.columns.get(column).map_or("", |column| column.name);
        InputProblem::new(code, self.name, what).line(self.line).column(name)
    }

    /// Reports a problem and says so.
    pub(crate) fn report(&self, problem: InputProblem) -> Reported {
        self.report.add(problem);
        Reported
    }
}

/// The text behind the apostrophe that keeps a spreadsheet from running it.
fn defused(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r']) => rest,
        _ => cell,
    }
}
