//! `centre.toml`: what the centre is; and the file of scenarios, which says what it might be.
//!
//! Every key is read by name and with its line; whatever is wrong is reported, and the rest is read all the same, so
//! that one look at the report mends the whole file. Keys that nobody asked for are unknown.

mod section;
mod values;
mod queue;
mod shift;
mod contract;
mod weights;
mod scenarios;

pub(super) use scenarios::read as scenarios;

use chrono::Weekday;
use chrono_tz::Tz;

use self::section::{Document, Section};
use super::codes;
use super::names::suggestion;
use super::problem::{InputProblem, Report};
use super::source::Source;
use crate::model::{
    Centre, Combine, DateStyle, Language, RosterWeights, Shrinkage, WeekdaySet, weekday_from_name,
};

/// Longest `centre.toml` that is read.
const LONGEST: u64 = 4 << 20;

const INTERVALS: [u32; 6] = [5, 10, 15, 20, 30, 60];

/// Reads a centre; nothing comes back when the file cannot be read or is no TOML.
pub(super) fn read(source: Source, report: &Report) -> Option<Centre> {
    let name = source.name.clone();
    let text = text(source, "`wfm init` writes a starter centre; or give the folder that holds it", report)?;
    let document = Document::parse(&text, &name, report)?;
    Some(centre(&document.root()))
}

/// The text of a file; `if_absent` is what to do where there is none.
fn text(source: Source, if_absent: &str, report: &Report) -> Option<String> {
    use std::io::Read;
    let refuse = |code, what: String, remedy: &str| {
        report.add(InputProblem::new(code, &source.name, what).remedy(remedy));
    };
    let mut bytes = Vec::new();
    let read = source.reader.and_then(|reader| reader.take(LONGEST + 1).read_to_end(&mut bytes));
    if let Err(error) = read {
        let remedy = match error.kind() {
            std::io::ErrorKind::NotFound => if_absent,
            _ => "check that the path names a file that can be read",
        };
        refuse(codes::CENTRE_UNREADABLE, format!("the file cannot be read: {error}"), remedy);
        return None;
    }
    if bytes.len() as u64 > LONGEST {
        refuse(
            codes::CENTRE_TOO_LONG,
            format!("the file is longer than {LONGEST} bytes"),
            "is it the right file?",
        );
        return None;
    }
    match String::from_utf8(bytes) {
        Ok(text) => Some(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text)),
        Err(error) => {
            let byte = error.utf8_error().valid_up_to();
            let line = error.as_bytes()[..byte].iter().filter(|b| **b == b'\n').count() as u64 + 1;
            let problem = InputProblem::new(
                codes::CENTRE_NOT_UTF8,
                &source.name,
                format!("byte {} is not UTF-8", byte + 1),
            );
            report.add(problem.line(line).remedy("save the file as UTF-8"));
            None
        }
    }
}

fn centre(root: &Section) -> Centre {
    let interval_minutes = interval_minutes(root);
    let queues = queue::queues(root);
    let shifts = shift::shifts(root, interval_minutes);
    let contracts = contract::contracts(root, &shifts);
    if queues.is_empty() {
        root.problem(
            codes::NO_QUEUE,
            "queue",
            "the centre has no queue",
            "at least one [[queue]]",
            "add one",
        );
    }
    let weights = root
        .table("roster")
        .map_or_else(RosterWeights::default, |section| weights::weights(&section, &queues));
    let centre = Centre {
        name: root.text("name").unwrap_or_else(|| "Contact centre".to_owned()),
        zone: zone(root),
        week_starts: week_starts(root),
        weekend: weekend(root),
        interval_minutes,
        language: root
            .word("language", &[("en", Language::En), ("fa", Language::Fa), ("ru", Language::Ru)])
            .unwrap_or_default(),
        date_style: root
            .word("calendar", &[("gregorian", DateStyle::Gregorian), ("jalali", DateStyle::Jalali)])
            .unwrap_or_default(),
        currency: currency(root),
        queues,
        shrinkage: shrinkage(root).unwrap_or_default(),
        shifts,
        contracts,
        weights,
    };
    root.finish();
    centre
}

fn zone(root: &Section) -> Tz {
    let Some(name) = root.needed_text("time_zone", "an IANA name such as Europe/London") else {
        return Tz::UTC;
    };
    name.parse().unwrap_or_else(|_| {
        let zones = chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name());
        let remedy = suggestion(&name, zones, "look the name up in the IANA time zone database");
        let what = format!("there is no time zone {name:?}");
        root.problem(
            codes::KEY_UNKNOWN_NAME,
            "time_zone",
            what,
            "an IANA name such as Europe/London",
            remedy,
        );
        Tz::UTC
    })
}

fn interval_minutes(root: &Section) -> u32 {
    let minutes = root.whole("interval_minutes", 1, 1440).unwrap_or(15);
    if INTERVALS.contains(&minutes) {
        return minutes;
    }
    let what = format!("interval_minutes is {minutes}");
    root.problem(
        codes::KEY_RANGE,
        "interval_minutes",
        what,
        "5, 10, 15, 20, 30 or 60",
        "choose one of these",
    );
    15
}

fn week_starts(root: &Section) -> Weekday {
    let Some(name) = root.text("week_starts") else { return Weekday::Mon };
    weekday_from_name(&name).unwrap_or_else(|| {
        root.not_understood("week_starts", &name, "a weekday such as monday or saturday");
        Weekday::Mon
    })
}

fn weekend(root: &Section) -> WeekdaySet {
    let usual = || [Weekday::Sat, Weekday::Sun].into_iter().collect();
    let Some(names) = root.texts("weekend") else { return usual() };
    names
        .iter()
        .filter_map(|name| {
            let day = weekday_from_name(name);
            if day.is_none() {
                root.not_understood("weekend", name, "weekdays such as [\"sat\", \"sun\"]");
            }
            day
        })
        .collect()
}

fn currency(root: &Section) -> Option<String> {
    let code = root.text("currency")?;
    if code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase()) {
        return Some(code);
    }
    root.not_understood("currency", &code, "three capital letters (ISO 4217) such as GBP");
    None
}

/// Shrinkage of the centre or of a queue: every key but `combine` is a cause.
fn shrinkage(parent: &Section) -> Option<Shrinkage> {
    let section = parent.table("shrinkage")?;
    let combine = section
        .word("combine", &[("multiplicative", Combine::Multiplicative), ("additive", Combine::Additive)])
        .unwrap_or_default();
    let names = section.keys_in_file_order();
    let causes: Vec<(String, f64)> = names
        .into_iter()
        .filter(|name| name != "combine")
        .filter_map(|name| section.share(&name, 0.0, false).map(|share| (name, share)))
        .collect();
    match Shrinkage::new(causes, combine) {
        Ok(shrinkage) => Some(shrinkage),
        Err(error) => {
            let remedy = "lower a cause, or combine them multiplicatively";
            parent.problem(codes::SHRINKAGE_TOTAL, "shrinkage", error.to_string(), "", remedy);
            None
        }
    }
}
