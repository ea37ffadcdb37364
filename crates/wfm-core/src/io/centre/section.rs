//! A table of a TOML file whose keys are asked for by name: values with their lines, ranges and words.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::super::codes::{self, Code};
use super::super::names::suggestion;
use super::super::problem::{InputProblem, Report};

/// A TOML text and its tables.
pub(super) struct Document<'d> {
    text: &'d str,
    file: &'d str,
    report: &'d Report,
    table: DeTable<'d>,
}

/// One table of a document, called by a name for people: `queue "cards"`.
pub(super) struct Section<'d> {
    document: &'d Document<'d>,
    table: &'d DeTable<'d>,
    name: String,
    /// Byte where the table starts, for keys that are not there.
    start: usize,
    asked: RefCell<BTreeSet<String>>,
}

impl<'d> Document<'d> {
    /// Nothing comes back when the text is no TOML; all its faults are reported.
    pub(super) fn parse(text: &'d str, file: &'d str, report: &'d Report) -> Option<Self> {
        let (table, errors) = DeTable::parse_recoverable(text);
        for error in &errors {
            let line = line_of(text, error.span().map_or(0, |span| span.start));
            let problem = InputProblem::new(codes::CENTRE_SYNTAX, file, error.message().replace('\n', " "));
            report.add(
                problem
                    .line(line)
                    .remedy("mend the line; text stands in quotation marks, tables begin with [name]"),
            );
        }
        errors.is_empty().then(|| Document { text, file, report, table: table.into_inner() })
    }

    pub(super) fn root(&'d self) -> Section<'d> {
        Section::new(self, &self.table, String::new(), 0)
    }
}

fn line_of(text: &str, byte: usize) -> u64 {
    text.as_bytes().iter().take(byte).filter(|b| **b == b'\n').count() as u64 + 1
}

impl<'d> Section<'d> {
    fn new(document: &'d Document<'d>, table: &'d DeTable<'d>, name: String, start: usize) -> Self {
        Section { document, table, name, start, asked: RefCell::default() }
    }

    /// The section under a name for people.
    pub(super) fn called(self, name: String) -> Self {
        Section { name, ..self }
    }

    pub(super) fn value(&self, key: &str) -> Option<&'d Spanned<DeValue<'d>>> {
        self.asked.borrow_mut().insert(key.to_owned());
        self.table.get(key)
    }

    /// Whether the key is there at all.
    pub(super) fn is_there(&self, key: &str) -> bool {
        self.value(key).is_some()
    }

    pub(super) fn place(&self, key: &str) -> usize {
        self.table.get(key).map_or(self.start, |value| value.span().start)
    }

    /// Reports a problem of `key`.
    pub(super) fn problem(
        &self,
        code: Code,
        key: &str,
        what: impl Into<String>,
        expected: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.problem_at(code, key, self.place(key), what.into(), expected.into(), remedy.into());
    }

    pub(super) fn problem_at(
        &self,
        code: Code,
        key: &str,
        byte: usize,
        what: String,
        expected: String,
        remedy: String,
    ) {
        let what = if self.name.is_empty() { what } else { format!("{}: {what}", self.name) };
        let problem =
            InputProblem::new(code, self.document.file, what).line(line_of(self.document.text, byte));
        self.document.report.add(problem.column(key).expected(expected).remedy(remedy));
    }

    pub(super) fn not_understood(&self, key: &str, given: &str, expected: &str) {
        self.problem(
            codes::KEY_TEXT,
            key,
            format!("{given:?} is not understood"),
            expected,
            "correct the text",
        );
    }

    pub(super) fn missing(&self, key: &str, expected: &str) {
        self.problem(
            codes::KEY_MISSING,
            key,
            format!("{key} is missing"),
            expected,
            format!("add {key} = …"),
        );
    }

    /// A table inside this one.
    pub(super) fn table(&self, key: &str) -> Option<Section<'d>> {
        let value = self.value(key)?;
        match value.get_ref() {
            DeValue::Table(table) => {
                let name =
                    if self.name.is_empty() { key.to_owned() } else { format!("{}, {key}", self.name) };
                Some(Section::new(self.document, table, name, value.span().start))
            }
            _ => {
                self.wrong_type(key, value, &format!("a table, [{key}]"));
                None
            }
        }
    }

    /// Tables in a list: `[[queue]]`, or `[{ … }, { … }]`.
    pub(super) fn tables(&self, key: &str) -> Option<Vec<Section<'d>>> {
        let value = self.value(key)?;
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong_type(key, value, &format!("a list of tables, [[{key}]] or [{{ … }}]"));
            return None;
        };
        let sections = items.iter().filter_map(|item| match item.get_ref() {
            DeValue::Table(table) => {
                let name =
                    if self.name.is_empty() { key.to_owned() } else { format!("{}, {key}", self.name) };
                Some(Section::new(self.document, table, name, item.span().start))
            }
            _ => {
                self.wrong_type(key, item, "a table");
                None
            }
        });
        Some(sections.collect())
    }

    /// Tables in a list that have an `id` each; those without, and ids that occur twice, are reported.
    pub(super) fn named_tables(&self, key: &str) -> Vec<(String, Section<'d>)> {
        let mut named: Vec<(String, Section<'d>)> = Vec::new();
        for section in self.tables(key).unwrap_or_default() {
            let Some(id) = section.needed_text("id", "a short name, such as \"cards\"") else { continue };
            let name = format!("{key} {id:?}");
            let section =
                section.called(if self.name.is_empty() { name } else { format!("{}, {name}", self.name) });
            if named.iter().any(|(other, _)| *other == id) {
                section.problem(
                    codes::KEY_DUPLICATE,
                    "id",
                    "the id stands there twice",
                    "",
                    "rename one of them",
                );
            }
            named.push((id, section));
        }
        named
    }

    /// All keys, in the order of the file.
    pub(super) fn keys_in_file_order(&self) -> Vec<String> {
        let mut keys: Vec<(Range<usize>, String)> =
            self.table.keys().map(|key| (key.span(), key.get_ref().to_string())).collect();
        keys.sort_by_key(|(span, _)| span.start);
        keys.into_iter().map(|(_, key)| key).collect()
    }

    /// Warns of keys that nobody asked for.
    pub(super) fn finish(&self) {
        let asked = self.asked.borrow();
        for key in self.table.keys().filter(|key| !asked.contains(key.get_ref().as_ref())) {
            let name = key.get_ref().as_ref();
            let remedy =
                suggestion(name, asked.iter().map(String::as_str), "remove it, or see docs/formats.md");
            let what = format!("the key {name} is unknown and does nothing");
            self.problem_at(codes::KEY_UNKNOWN, name, key.span().start, what, String::new(), remedy);
        }
    }
}
