//! Values of keys: texts, words, numbers and shares, each checked against its range.

use toml::Spanned;
use toml::de::DeValue;

use super::super::codes;
use super::super::names::suggestion;
use super::section::Section;

fn kind(value: &DeValue) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

fn number(value: &DeValue) -> Option<f64> {
    match value {
        DeValue::Integer(integer) => {
            i64::from_str_radix(integer.as_str(), integer.radix()).ok().map(|integer| integer as f64)
        }
        DeValue::Float(float) => float.as_str().parse().ok(),
        _ => None,
    }
}

impl Section<'_> {
    pub(super) fn wrong_type(&self, key: &str, value: &Spanned<DeValue>, expected: &str) {
        let what = format!("{key} is {}", kind(value.get_ref()));
        let remedy = match (value.get_ref(), expected) {
            (DeValue::String(_), expected) if expected.contains("number") => {
                "write it without quotation marks"
            }
            _ => "correct the value",
        };
        let place = value.span().start;
        self.problem_at(codes::KEY_TYPE, key, place, what, expected.to_owned(), remedy.to_owned());
    }

    /// A text, if the key is there.
    pub(super) fn text(&self, key: &str) -> Option<String> {
        let value = self.value(key)?;
        match value.get_ref() {
            DeValue::String(text) => Some(text.to_string()),
            _ => {
                self.wrong_type(key, value, "a text in quotation marks");
                None
            }
        }
    }

    /// A text that must be there and hold something.
    pub(super) fn needed_text(&self, key: &str, expected: &str) -> Option<String> {
        if self.value(key).is_none() {
            self.missing(key, expected);
        }
        let text = self.text(key)?;
        if text.trim().is_empty() {
            self.problem(codes::KEY_TEXT, key, format!("{key} is empty"), expected, "fill it in");
            return None;
        }
        Some(text)
    }

    /// A list of texts; a single text counts as a list of one.
    pub(super) fn texts(&self, key: &str) -> Option<Vec<String>> {
        let value = self.value(key)?;
        let items = match value.get_ref() {
            DeValue::Array(items) => items.iter().collect(),
            _ => vec![value],
        };
        let texts = items.into_iter().filter_map(|item| match item.get_ref() {
            DeValue::String(text) => Some(text.to_string()),
            _ => {
                self.wrong_type(key, item, "a list of texts in quotation marks");
                None
            }
        });
        Some(texts.collect())
    }

    /// A list of lists of texts.
    pub(super) fn lists(&self, key: &str) -> Option<Vec<Vec<String>>> {
        let expected = "a list of lists of texts";
        let value = self.value(key)?;
        let DeValue::Array(lists) = value.get_ref() else {
            self.wrong_type(key, value, expected);
            return None;
        };
        let text = |item: &Spanned<DeValue>| match item.get_ref() {
            DeValue::String(text) => Some(text.to_string()),
            _ => {
                self.wrong_type(key, item, expected);
                None
            }
        };
        let list = |list: &Spanned<DeValue>| match list.get_ref() {
            DeValue::Array(items) => items.iter().map(text).collect(),
            _ => {
                self.wrong_type(key, list, expected);
                None
            }
        };
        lists.iter().map(list).collect()
    }

    /// A text of a shape of its own.
    pub(super) fn parsed<T>(
        &self,
        key: &str,
        expected: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.text(key)?;
        let parsed = parse(&text);
        if parsed.is_none() {
            self.not_understood(key, &text, expected);
        }
        parsed
    }

    /// One of a few words.
    pub(super) fn word<T: Copy>(&self, key: &str, words: &[(&str, T)]) -> Option<T> {
        let text = self.text(key)?;
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
        if found.is_none() {
            let names: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            let remedy = suggestion(&text, names.iter().copied(), "use one of these words");
            let what = format!("{text:?} is not a word allowed here");
            self.problem(codes::KEY_WORD, key, what, format!("one of {}", names.join(", ")), remedy);
        }
        found
    }

    /// `true` or `false`.
    pub(super) fn flag(&self, key: &str) -> Option<bool> {
        let value = self.value(key)?;
        match value.get_ref() {
            DeValue::Boolean(flag) => Some(*flag),
            _ => {
                self.wrong_type(key, value, "true or false");
                None
            }
        }
    }

    /// A finite number from `least` to `most`.
    pub(super) fn number(&self, key: &str, least: f64, most: f64) -> Option<f64> {
        let value = self.value(key)?;
        self.number_in(key, value, least, most)
    }

    pub(super) fn number_in(
        &self,
        key: &str,
        value: &Spanned<DeValue>,
        least: f64,
        most: f64,
    ) -> Option<f64> {
        let Some(number) = number(value.get_ref()) else {
            self.wrong_type(key, value, "a number");
            return None;
        };
        if number >= least && number <= most {
            return Some(number);
        }
        let expected = match most.is_finite() && most < 1e15 {
            true => format!("a number from {least} to {most}"),
            false => format!("a finite number, {least} or more"),
        };
        let what = format!("{key} is {number}");
        self.problem_at(
            codes::KEY_RANGE,
            key,
            value.span().start,
            what,
            expected,
            "correct the number".to_owned(),
        );
        None
    }

    /// A finite number that must be 0 or more.
    pub(super) fn positive(&self, key: &str) -> Option<f64> {
        self.number(key, 0.0, f64::MAX)
    }

    /// A whole number from `least` to `most`.
    pub(super) fn whole(&self, key: &str, least: u32, most: u32) -> Option<u32> {
        let value = self.value(key)?;
        self.whole_in(key, value, least, most)
    }

    pub(super) fn whole_in(&self, key: &str, value: &Spanned<DeValue>, least: u32, most: u32) -> Option<u32> {
        let number = self.number_in(key, value, f64::from(least), f64::from(most))?;
        if number.fract() != 0.0 {
            self.wrong_type(key, value, "a whole number");
            return None;
        }
        Some(number as u32)
    }

    /// A share from `least` up to 1; 1 itself only when `whole` is allowed.
    pub(super) fn share(&self, key: &str, least: f64, whole: bool) -> Option<f64> {
        let value = self.value(key)?;
        self.share_in(key, value, least, whole)
    }

    pub(super) fn share_in(
        &self,
        key: &str,
        value: &Spanned<DeValue>,
        least: f64,
        whole: bool,
    ) -> Option<f64> {
        let Some(number) = number(value.get_ref()) else {
            self.wrong_type(key, value, "a share from 0 to 1, a number");
            return None;
        };
        if number >= least && (number < 1.0 || (whole && number == 1.0)) {
            return Some(number);
        }
        let remedy = if (2.0..=100.0).contains(&number) {
            format!("write {} for {number} %", number / 100.0)
        } else if number == 1.0 {
            "write 0.99 or less: nobody can promise everything".to_owned()
        } else {
            "correct the share".to_owned()
        };
        let expected =
            format!("a share from {least} up to {}1", if whole { "" } else { "but not including " });
        let what = format!("{key} is {number}");
        self.problem_at(codes::KEY_SHARE, key, value.span().start, what, expected, remedy);
        None
    }

    /// The items of a list; a single value counts as a list of one.
    pub(super) fn items(&self, key: &str) -> Vec<&Spanned<DeValue<'_>>> {
        match self.value(key) {
            Some(value) => match value.get_ref() {
                DeValue::Array(items) => items.iter().collect(),
                _ => vec![value],
            },
            None => Vec::new(),
        }
    }

    /// A list of numbers from `least` to `most`.
    pub(super) fn numbers(&self, key: &str, least: f64, most: f64) -> Option<Vec<f64>> {
        let value = self.value(key)?;
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong_type(key, value, "a list of numbers");
            return None;
        };
        items.iter().map(|item| self.number_in(key, item, least, most)).collect()
    }

    /// `[minimum, maximum]`, in order.
    pub(super) fn pair(&self, key: &str, most: f64) -> Option<(f64, f64)> {
        let place = self.place(key);
        let numbers = self.numbers(key, 0.0, most)?;
        let [least, greatest] = numbers[..] else {
            let what = format!("{key} has {} numbers", numbers.len());
            let expected = "two numbers, [minimum, maximum]".to_owned();
            self.problem_at(codes::KEY_TYPE, key, place, what, expected, "give both".to_owned());
            return None;
        };
        if least > greatest {
            let what = format!("{key} has the minimum {least} above the maximum {greatest}");
            self.problem(codes::KEY_MIN_MAX, key, what, "[minimum, maximum]", "swap the two numbers");
            return None;
        }
        Some((least, greatest))
    }

    /// As [`Section::pair`], of whole numbers.
    pub(super) fn whole_pair(&self, key: &str, most: u32) -> Option<(u32, u32)> {
        let (least, greatest) = self.pair(key, f64::from(most))?;
        if least.fract() != 0.0 || greatest.fract() != 0.0 {
            let what = format!("{key} is [{least}, {greatest}]");
            self.problem(codes::KEY_TYPE, key, what, "two whole numbers", "round them");
            return None;
        }
        Some((least as u32, greatest as u32))
    }
}
