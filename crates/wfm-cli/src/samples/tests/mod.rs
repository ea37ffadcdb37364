//! What a sample must be: repeatable, well formed, believable and plannable.

mod folder;
mod past;
mod staff;
mod tours;

use chrono::Duration;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::LazyLock;

use chrono::{NaiveDate, NaiveDateTime};

use super::*;

/// One row of a table, by column name.
type Record = BTreeMap<String, String>;

/// A file of the sample with the default seed; all samples are made once.
fn file(sample: Sample, path: &str) -> &'static str {
    static MADE: LazyLock<Vec<Vec<(String, String)>>> =
        LazyLock::new(|| Sample::ALL.iter().map(|sample| files(*sample, SEED)).collect());
    let place = Sample::ALL.iter().position(|other| *other == sample).unwrap();
    let found = MADE[place].iter().find(|(name, _)| name == path);
    &found.unwrap_or_else(|| panic!("{} has no {path}", sample.name())).1
}

/// A table of the sample; fails when rows have different numbers of cells.
fn records(sample: Sample, path: &str) -> Vec<Record> {
    let text = file(sample, path);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(|row| row.unwrap_or_else(|e| panic!("{} {path}: {e}", sample.name()))).collect()
}

fn centre(sample: Sample) -> toml::Table {
    file(sample, "centre.toml").parse().unwrap()
}

fn list<'a>(centre: &'a toml::Table, key: &str) -> Vec<&'a toml::Table> {
    centre[key].as_array().unwrap().iter().map(|entry| entry.as_table().unwrap()).collect()
}

fn ids<'a>(centre: &'a toml::Table, key: &str) -> Vec<&'a str> {
    list(centre, key).into_iter().map(|entry| entry["id"].as_str().unwrap()).collect()
}

fn texts(value: &toml::Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect()
}

fn numbers(value: &toml::Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(number).collect()
}

fn number(value: &toml::Value) -> f64 {
    value.as_float().or(value.as_integer().map(|whole| whole as f64)).unwrap()
}

/// A row of `availability.csv`: `[from, to)` in local time; a bare date as `to` includes that day.
struct Entry {
    agent: String,
    kind: String,
    weekly: String,
    from: NaiveDateTime,
    to: NaiveDateTime,
}

impl Entry {
    fn new(record: &Record) -> Entry {
        let whole = |text: &str| text.parse::<NaiveDate>().ok();
        let clock = |text: &str| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").unwrap();
        let (from, to) = (&record["from"], &record["to"]);
        let midnight = |date: NaiveDate| date.and_time(chrono::NaiveTime::MIN);
        Entry {
            agent: record["agent"].clone(),
            kind: record["kind"].clone(),
            weekly: record["weekly"].clone(),
            from: whole(from).map_or_else(|| clock(from), midnight),
            to: whole(to).map_or_else(|| clock(to), |date| midnight(date + Duration::days(1))),
        }
    }

    /// The part of `date` it concerns, in minutes after midnight.
    fn on(&self, date: NaiveDate) -> Option<(i64, i64)> {
        let midnight = date.and_time(chrono::NaiveTime::MIN);
        let days: Option<wfm_core::model::WeekdaySet> = self.weekly.parse().ok();
        if days.is_some_and(|days| !days.contains(chrono::Datelike::weekday(&date))) {
            return None;
        }
        let from = (self.from - midnight).num_minutes().max(0);
        let to = (self.to - midnight).num_minutes().min(1440);
        (from < to).then_some((from, to))
    }
}

fn availability(sample: Sample) -> Vec<Entry> {
    records(sample, "availability.csv").iter().map(Entry::new).collect()
}

fn data_samples() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../data/samples")
}
