//! Why a forecast is what it is, in words: special days, lasting changes of level, and what of the history was cleaned.

use chrono::NaiveDate;
use wfm_core::model::{Cleaned, DayForecast, EffectBasis, Forecast, Language, LevelChange, SpecialEffect};

use super::findings;
use super::words::Words;

/// What shaped the forecast, a line each, for the terminal and `summary.json`: in English, with ISO dates.
pub(crate) fn lines(forecast: &Forecast) -> Vec<String> {
    let words = Words::of(Language::En);
    let days = forecast.days.iter().filter_map(|day| special_line(words, day));
    // Pages keep a number and its unit together; in a terminal that would only be a strange character.
    let days = days.map(|line| line.replace('\u{a0}', " "));
    forecast.notes.iter().cloned().chain(days).chain(findings::of(forecast)).collect()
}

fn special_line(words: Words, day: &DayForecast) -> Option<String> {
    let title = day.special.as_deref().unwrap_or_default();
    Some(format!("{} {title}: {}", day.date, effect(words, &day.effect?)))
}

/// What a special day does to the contacts, and how that is known.
pub(crate) fn effect(words: Words, effect: &SpecialEffect) -> String {
    let basis = match effect.basis {
        EffectBasis::Given => words.text("basis_given"),
        EffectBasis::SameName { days } => words.count("basis_same_name", u64::from(days)),
        EffectBasis::SameKind { days } => words.count("basis_same_kind", u64::from(days)),
        EffectBasis::SameGroup { days } => words.count("basis_same_group", u64::from(days)),
        EffectBasis::Unknown => return words.text("basis_unknown"),
    };
    words.fill("effect", &[("percent", &change(words, effect.factor)), ("basis", &basis)])
}

/// A lasting change of level.
pub(crate) fn level(words: Words, level: &LevelChange, from: &str) -> String {
    words.fill("level_changed", &[("percent", &change(words, level.factor)), ("date", from)])
}

/// How much of the history was cleaned, and since when.
pub(crate) fn cleaned_count(words: Words, cleaned: &[Cleaned]) -> String {
    let days: std::collections::BTreeSet<NaiveDate> = cleaned.iter().map(|stretch| stretch.date).collect();
    let stretches = words.count("cleaned_stretches", cleaned.len() as u64);
    words.fill(
        "cleaned_count",
        &[("stretches", &stretches), ("days", &words.count("cleaned_days", days.len() as u64))],
    )
}

/// A factor as a signed change in whole per cent: `+22 %`.
pub(crate) fn change(words: Words, factor: f64) -> String {
    let sign = if factor >= 1.0 { "+" } else { "" };
    format!("{sign}{}", words.percent(factor - 1.0, 0))
}
