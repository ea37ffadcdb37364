//! An object of a JSON file whose keys are asked for by name: values with their paths, kinds and words.
//!
//! JSON values know no line; problems name the path of the key instead, such as `call_types[0].patience.mean_s`.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::io::Read;

use serde_json::{Map, Value};

use super::codes::{self, Code};
use super::names::suggestion;
use super::problem::{InputProblem, Report};
use super::source::Source;

/// Longest JSON text that is read.
const LONGEST: u64 = 64 << 20;

/// A JSON text whose outermost value is an object.
pub(super) struct Document {
    file: String,
    object: Map<String, Value>,
}

impl Document {
    /// Nothing comes back when the text cannot be read or is no JSON object.
    pub(super) fn read(source: Source, report: &Report) -> Option<Self> {
        let file = source.name;
        let refuse = |code, what: String, remedy: &str| {
            report.add(InputProblem::new(code, &file, what).remedy(remedy));
        };
        let mut bytes = Vec::new();
        let read = source.reader.and_then(|reader| reader.take(LONGEST + 1).read_to_end(&mut bytes));
        if let Err(error) = read {
            let what = format!("the file cannot be read: {error}");
            refuse(codes::OPERATION_UNREADABLE, what, "check that the path names a file that can be read");
            return None;
        }
        if bytes.len() as u64 > LONGEST {
            refuse(
                codes::OPERATION_UNREADABLE,
                "the file is longer than 64 MiB".to_owned(),
                "is it the right file?",
            );
            return None;
        }
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes);
        match serde_json::from_slice(bytes) {
            Ok(Value::Object(object)) => Some(Document { file, object }),
            Ok(other) => {
                let what = format!("the file holds {}", kind(&other));
                refuse(
                    codes::OPERATION_SYNTAX,
                    what,
                    "write one object, { … }, with the keys of an operation",
                );
                None
            }
            Err(error) => {
                let problem = InputProblem::new(codes::OPERATION_SYNTAX, &file, format!("no JSON: {error}"));
                report.add(problem.line(error.line() as u64).remedy("mend the text at that place"));
                None
            }
        }
    }

    pub(super) fn root<'d>(&'d self, report: &'d Report) -> Object<'d> {
        Object {
            document: self,
            report,
            object: &self.object,
            path: String::new(),
            asked: RefCell::default(),
        }
    }
}

/// One object of a document.
pub(super) struct Object<'d> {
    document: &'d Document,
    report: &'d Report,
    object: &'d Map<String, Value>,
    path: String,
    asked: RefCell<BTreeSet<String>>,
}

impl<'d> Object<'d> {
    fn value(&self, key: &str) -> Option<&'d Value> {
        self.asked.borrow_mut().insert(key.to_owned());
        self.object.get(key).filter(|value| !value.is_null())
    }

    /// The path of a key for people.
    pub(super) fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    /// Reports a problem of `key`.
    pub(super) fn problem(&self, code: Code, key: &str, what: String, expected: &str, remedy: &str) {
        let problem = InputProblem::new(code, &self.document.file, what).column(self.path_of(key));
        self.report.add(problem.expected(expected).remedy(remedy));
    }

    fn wrong_kind(&self, key: &str, value: &Value, expected: &str) {
        let what = format!("{key} is {}", kind(value));
        self.problem(codes::OPERATION_TYPE, key, what, expected, "correct the value");
    }

    fn missing(&self, key: &str, expected: &str) {
        self.problem(codes::OPERATION_MISSING, key, format!("{key} is missing"), expected, "add it");
    }

    /// A value of some kind; one of another kind is reported.
    fn of_kind<T>(
        &self,
        key: &str,
        expected: &str,
        convert: impl FnOnce(&'d Value) -> Option<T>,
    ) -> Option<T> {
        let value = self.value(key)?;
        let converted = convert(value);
        if converted.is_none() {
            self.wrong_kind(key, value, expected);
        }
        converted
    }

    fn needed<T>(&self, key: &str, expected: &str, value: Option<T>) -> Option<T> {
        if self.value(key).is_none() {
            self.missing(key, expected);
        }
        value
    }

    pub(super) fn text(&self, key: &str) -> Option<&'d str> {
        self.of_kind(key, "a text", Value::as_str)
    }

    pub(super) fn number(&self, key: &str) -> Option<f64> {
        self.of_kind(key, "a number", Value::as_f64)
    }

    pub(super) fn flag(&self, key: &str) -> Option<bool> {
        self.of_kind(key, "true or false", Value::as_bool)
    }

    pub(super) fn whole(&self, key: &str) -> Option<u64> {
        self.of_kind(key, "a whole number, 0 or more", Value::as_u64)
    }

    /// A whole number of common size.
    pub(super) fn count(&self, key: &str) -> Option<u32> {
        let count = |value: &Value| value.as_u64().and_then(|number| u32::try_from(number).ok());
        self.of_kind(key, "a whole number, 0 or more", count)
    }

    pub(super) fn numbers(&self, key: &str) -> Option<Vec<f64>> {
        self.of_kind(key, "a list of numbers", |value| value.as_array()?.iter().map(Value::as_f64).collect())
    }

    pub(super) fn counts(&self, key: &str) -> Option<Vec<u32>> {
        let count = |value: &Value| value.as_u64().and_then(|number| u32::try_from(number).ok());
        let counts = |value: &'d Value| value.as_array()?.iter().map(count).collect();
        self.of_kind(key, "a list of whole numbers, 0 or more", counts)
    }

    pub(super) fn flags(&self, key: &str) -> Option<Vec<bool>> {
        let flags = |value: &'d Value| value.as_array()?.iter().map(Value::as_bool).collect();
        self.of_kind(key, "a list of true and false", flags)
    }

    pub(super) fn needed_text(&self, key: &str) -> Option<&'d str> {
        self.needed(key, "a text", self.text(key))
    }

    pub(super) fn needed_number(&self, key: &str) -> Option<f64> {
        self.needed(key, "a number", self.number(key))
    }

    pub(super) fn needed_numbers(&self, key: &str) -> Option<Vec<f64>> {
        self.needed(key, "a list of numbers", self.numbers(key))
    }

    pub(super) fn needed_counts(&self, key: &str) -> Option<Vec<u32>> {
        self.needed(key, "a list of whole numbers", self.counts(key))
    }

    /// One of the words of a list.
    pub(super) fn needed_word<T: Copy>(&self, key: &str, words: &[(&str, T)]) -> Option<T> {
        let given = self.needed_text(key)?;
        let found = words.iter().find(|(word, _)| *word == given).map(|(_, value)| *value);
        if found.is_none() {
            let names: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            let remedy = suggestion(given, names.iter().copied(), "use one of these");
            let expected = format!("one of {}", names.join(", "));
            self.problem(codes::OPERATION_WORD, key, format!("{key} is {given:?}"), &expected, &remedy);
        }
        found
    }

    pub(super) fn object(&self, key: &str) -> Option<Object<'d>> {
        let object = self.of_kind(key, "an object, { … }", Value::as_object)?;
        Some(self.inside(object, self.path_of(key)))
    }

    pub(super) fn needed_object(&self, key: &str) -> Option<Object<'d>> {
        self.needed(key, "an object, { … }", self.object(key))
    }

    pub(super) fn needed_objects(&self, key: &str) -> Vec<Object<'d>> {
        let list =
            self.needed(key, "a list of objects", self.of_kind(key, "a list of objects", Value::as_array));
        let mut objects = Vec::new();
        for (index, value) in list.into_iter().flatten().enumerate() {
            let name = format!("{key}[{index}]");
            match value.as_object() {
                Some(object) => objects.push(self.inside(object, self.path_of(&name))),
                None => self.wrong_kind(&name, value, "an object, { … }"),
            }
        }
        objects
    }

    /// All members that are objects, by key.
    pub(super) fn members(&self) -> Vec<(&'d str, Object<'d>)> {
        let keys: Vec<&'d str> = self.object.keys().map(String::as_str).collect();
        keys.into_iter().filter_map(|key| Some((key, self.object(key)?))).collect()
    }

    fn inside(&self, object: &'d Map<String, Value>, path: String) -> Object<'d> {
        Object { document: self.document, report: self.report, object, path, asked: RefCell::default() }
    }

    /// Warns of keys that nobody asked for.
    pub(super) fn finish(&self) {
        let asked = self.asked.borrow();
        for key in self.object.keys().filter(|key| !asked.contains(key.as_str())) {
            let what = format!("the key {key} is unknown and does nothing");
            let remedy =
                suggestion(key, asked.iter().map(String::as_str), "remove it, or see docs/formats.md");
            self.problem(codes::OPERATION_UNKNOWN_KEY, key, what, "", &remedy);
        }
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number of another kind",
        Value::String(_) => "a text",
        Value::Array(_) => "a list of something else",
        Value::Object(_) => "an object",
    }
}
