//! Words and numbers for people, in English, Persian and Russian.
//!
//! Every language is one file of the same keys. `{n}` and other names in braces are filled in; forms of a countable
//! word are separated by `|` (English: one and many; Russian: one, few and many; Persian: one form).

mod en;
mod fa;
mod ru;

use std::collections::BTreeMap;

use wfm_core::model::Language;
use wfm_core::units::{Seconds, Share};

/// What one language says.
#[derive(Debug)]
pub(super) struct Table {
    /// Code for the `lang` attribute.
    pub(super) code: &'static str,
    /// Monday first.
    pub(super) weekdays: [&'static str; 7],
    /// Monday first, short.
    pub(super) weekdays_short: [&'static str; 7],
    /// January first, as they stand in a date.
    pub(super) months: [&'static str; 12],
    /// January first, short.
    pub(super) months_short: [&'static str; 12],
    /// Farvardin first.
    pub(super) jalali_months: [&'static str; 12],
    /// Separator of thousands.
    thousands: char,
    /// Separator of decimals.
    decimal: char,
    /// The sign of percent with what stands before it.
    percent: &'static str,
    /// Key and text.
    words: &'static [(&'static str, &'static str)],
}

/// The words of a language.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Words {
    language: Language,
}

impl Words {
    /// The words of `language`.
    pub(crate) fn of(language: Language) -> Self {
        Words { language }
    }

    pub(super) fn table(self) -> &'static Table {
        match self.language {
            Language::En => &en::TABLE,
            Language::Fa => &fa::TABLE,
            Language::Ru => &ru::TABLE,
        }
    }

    /// Code for the `lang` attribute: `en`.
    pub(crate) fn code(self) -> &'static str {
        self.table().code
    }

    /// Whether the language is written from right to left.
    pub(crate) fn right_to_left(self) -> bool {
        self.language == Language::Fa
    }

    /// The text of `key`; in English where the language lacks it, and the key itself where nobody has it.
    pub(crate) fn text(self, key: &str) -> String {
        self.find(key).unwrap_or(key).to_owned()
    }

    /// The text of `key`, if it is known.
    pub(crate) fn find(self, key: &str) -> Option<&'static str> {
        let of = |table: &'static Table| table.words.iter().find(|(k, _)| *k == key).map(|(_, text)| *text);
        of(self.table()).or_else(|| of(&en::TABLE))
    }

    /// The text of `key` with each `{name}` replaced by its value.
    pub(crate) fn fill(self, key: &str, values: &[(&str, &str)]) -> String {
        values.iter().fold(self.text(key), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
    }

    /// The text of `key` in the form that goes with `n` things, `{n}` replaced.
    pub(crate) fn count(self, key: &str, n: u64) -> String {
        let text = self.text(key);
        let forms: Vec<&str> = text.split('|').collect();
        let form = forms[self.form_of(n).min(forms.len() - 1)];
        form.replace("{n}", &self.number(n as f64, 0))
    }

    fn form_of(self, n: u64) -> usize {
        match self.language {
            Language::En => usize::from(n != 1),
            Language::Fa => 0,
            Language::Ru => match (n % 10, n % 100) {
                (1, tens) if tens != 11 => 0,
                (2..=4, tens) if !(12..=14).contains(&tens) => 1,
                _ => 2,
            },
        }
    }

    /// Every key with its text, for templates.
    pub(crate) fn all(self) -> BTreeMap<&'static str, String> {
        en::TABLE.words.iter().map(|(key, _)| (*key, self.text(key))).collect()
    }

    /// A number with this many decimals: `1,234.5`; `∞` when infinite.
    pub(crate) fn number(self, value: f64, decimals: usize) -> String {
        if !value.is_finite() {
            return "∞".to_owned();
        }
        let plain = format!("{:.decimals$}", value.abs());
        let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
        let mut text = String::new();
        if value < 0.0 && plain.bytes().any(|b| (b'1'..=b'9').contains(&b)) {
            text.push('−');
        }
        for (place, digit) in whole.chars().enumerate() {
            if place > 0 && (whole.len() - place).is_multiple_of(3) {
                text.push(self.table().thousands);
            }
            text.push(digit);
        }
        if !fraction.is_empty() {
            text.push(self.table().decimal);
            text.push_str(fraction);
        }
        self.digits(&text)
    }

    /// A share as percent: `82 %`; one decimal where the share is near neither and `decimals` asks for it.
    pub(crate) fn percent(self, share: Share, decimals: usize) -> String {
        format!("{}{}", self.number(share * 100.0, decimals), self.table().percent)
    }

    /// A duration in the unit that suits it: `24 s`, `3.5 min`, `2.0 h`.
    pub(crate) fn seconds(self, seconds: Seconds) -> String {
        let (key, value, decimals) = match seconds {
            s if s < 100.0 => ("unit_seconds", s, 0),
            s if s < 6000.0 => ("unit_minutes", s / 60.0, 1),
            s => ("unit_hours", s / 3600.0, 1),
        };
        self.fill(key, &[("n", &self.number(value, decimals))])
    }

    /// `text` with the digits of the language.
    pub(crate) fn digits(self, text: &str) -> String {
        match self.language {
            Language::Fa => text
                .chars()
                .map(|c| c.to_digit(10).and_then(|d| char::from_u32('۰' as u32 + d)).unwrap_or(c))
                .collect(),
            Language::En | Language::Ru => text.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LANGUAGES: [Language; 3] = [Language::En, Language::Fa, Language::Ru];

    fn names(text: &str) -> Vec<String> {
        let mut names: Vec<String> = text
            .split('{')
            .skip(1)
            .filter_map(|part| part.split_once('}').map(|(name, _)| name.to_owned()))
            .collect();
        names.sort();
        names.dedup();
        names
    }

    #[test]
    fn every_language_says_everything_with_the_same_values_filled_in() {
        for language in LANGUAGES {
            let table = Words::of(language).table();
            let keys: Vec<&str> = table.words.iter().map(|(key, _)| *key).collect();
            let english: Vec<&str> = en::TABLE.words.iter().map(|(key, _)| *key).collect();
            assert_eq!(keys, english, "{language:?}");
            for ((key, text), (_, original)) in table.words.iter().zip(en::TABLE.words) {
                assert!(!text.trim().is_empty(), "{language:?} {key}");
                let first_form = text.split('|').next_back().unwrap_or_default();
                let english_form = original.split('|').next_back().unwrap_or_default();
                assert_eq!(names(first_form), names(english_form), "{language:?} {key}");
            }
        }
    }

    #[test]
    fn a_word_nobody_knows_stands_as_it_is() {
        assert_eq!(Words::of(Language::Ru).text("night_shift_premium"), "night_shift_premium");
        assert_eq!(Words::of(Language::Ru).find("night_shift_premium"), None);
    }

    #[test]
    fn russian_counts_in_three_forms_and_english_in_two() {
        let ru = |n| Words::of(Language::Ru).count("agents", n);
        assert_eq!(ru(1), "1 оператор");
        assert_eq!(ru(3), "3 оператора");
        assert_eq!(ru(11), "11 операторов");
        assert_eq!(ru(21), "21 оператор");
        assert_eq!(ru(112), "112 операторов");
        assert_eq!(Words::of(Language::En).count("agents", 1), "1 agent");
        assert_eq!(Words::of(Language::En).count("agents", 0), "0 agents");
        assert_eq!(Words::of(Language::Fa).count("agents", 12), "۱۲ کارشناس");
    }

    #[test]
    fn numbers_are_grouped_in_the_manner_of_the_language() {
        assert_eq!(Words::of(Language::En).number(1234567.25, 1), "1,234,567.2");
        assert_eq!(Words::of(Language::Ru).number(1234.5, 1), "1\u{a0}234,5");
        assert_eq!(Words::of(Language::Fa).number(-1234.5, 1), "−۱٬۲۳۴٫۵");
        assert_eq!(Words::of(Language::En).number(-0.02, 1), "0.0");
        assert_eq!(Words::of(Language::En).number(f64::INFINITY, 0), "∞");
        assert_eq!(Words::of(Language::En).percent(0.8149, 0), "81\u{a0}%");
    }

    #[test]
    fn durations_choose_their_unit() {
        let english = |seconds| Words::of(Language::En).seconds(seconds);
        assert_eq!(english(24.4), "24\u{a0}s");
        assert_eq!(english(330.0), "5.5\u{a0}min");
        assert_eq!(english(7200.0), "2.0\u{a0}h");
    }
}
