//! Every agent of every sample has at least one legal week.
//!
//! A sufficient check by simple arithmetic: all starts of the week lie in one window of the contract's spread (at most
//! 4 hours), so rest between shifts follows from their length; then hours, days and days off together are tried out.

use chrono::Duration;
use std::collections::BTreeSet;

use wfm_core::model::{TimeRange, WeekdaySet, parse_minutes};

use super::*;

/// Widest window of starts tried, in minutes.
const SPREAD: f64 = 240.0;

/// A shift an agent could work on a day: paid minutes.
fn paid_on(
    centre: &toml::Table,
    contract: &toml::Table,
    entries: &[&Entry],
    date: NaiveDate,
    starts: (i64, i64),
) -> BTreeSet<i64> {
    let mut paid = BTreeSet::new();
    for shift in list(centre, "shift") {
        let days: WeekdaySet = shift["days"].as_str().unwrap().parse().unwrap();
        let named = texts(&contract["shifts"]).contains(&shift["id"].as_str().unwrap());
        if !named || !days.contains(chrono::Datelike::weekday(&date)) {
            continue;
        }
        let every = shift["start_every_minutes"].as_integer().unwrap();
        let (first, last) = span(shift["start"].as_str().unwrap());
        for start in (first..=last).step_by(every as usize).filter(|s| starts.0 <= *s && *s <= starts.1) {
            for length in texts(&shift["length"]).into_iter().map(minutes) {
                let per_day = contract.get("hours_per_day").map(numbers);
                let fits =
                    per_day.is_none_or(|h| h[0] * 60.0 <= length as f64 && length as f64 <= h[1] * 60.0);
                if fits
                    && allowed(entries, date, start, start + length)
                    && breaks_fit(shift, entries, date, start)
                {
                    paid.insert(length - unpaid(shift));
                }
            }
        }
    }
    paid
}

fn minutes(text: &str) -> i64 {
    i64::from(parse_minutes(text).unwrap())
}

/// Both ends of `1:30-2:30` or `09:00-09:00`.
fn span(text: &str) -> (i64, i64) {
    let (first, last) = text.split_once('-').unwrap();
    (minutes(first), minutes(last))
}

fn breaks(shift: &toml::Table) -> Vec<&toml::Table> {
    shift["breaks"].as_array().unwrap().iter().map(|b| b.as_table().unwrap()).collect()
}

fn unpaid(shift: &toml::Table) -> i64 {
    let unpaid = breaks(shift).into_iter().filter(|b| b["paid"].as_bool() == Some(false));
    unpaid.map(|b| b["minutes"].as_integer().unwrap()).sum()
}

fn is_fixed(entry: &Entry) -> bool {
    matches!(entry.kind.as_str(), "meeting" | "training" | "coaching" | "fixed")
}

fn allowed(entries: &[&Entry], date: NaiveDate, start: i64, end: i64) -> bool {
    let today = |kind: &str| -> Vec<(i64, i64)> {
        entries.iter().filter(|e| e.kind == kind).filter_map(|e| e.on(date)).collect()
    };
    let free =
        ["leave", "unavailable"].iter().flat_map(|kind| today(kind)).all(|(a, b)| end <= a || b <= start);
    let only = today("only");
    let inside = only.is_empty() || only.iter().any(|(a, b)| *a <= start && end <= *b);
    let fixed = entries.iter().filter(|e| is_fixed(e)).filter_map(|e| e.on(date));
    free && inside && fixed.clone().all(|(a, b)| start <= a && b <= end)
}

/// Whether all breaks find a place in their windows, in order, apart from each other and from fixed activities.
fn breaks_fit(shift: &toml::Table, entries: &[&Entry], date: NaiveDate, start: i64) -> bool {
    let step = shift["break_every_minutes"].as_integer().unwrap();
    let fixed: Vec<_> = entries.iter().filter(|e| is_fixed(e)).filter_map(|e| e.on(date)).collect();
    let mut free_from = start;
    breaks(shift).into_iter().all(|b| {
        let (earliest, latest) = span(b["window"].as_str().unwrap());
        let length = b["minutes"].as_integer().unwrap();
        let place = (start + earliest..=start + latest)
            .step_by(step as usize)
            .find(|at| *at >= free_from && fixed.iter().all(|(from, to)| at + length <= *from || *to <= *at));
        free_from = place.map_or(free_from, |at| at + length);
        place.is_some()
    })
}

fn has_legal_week(sample: Sample, centre: &toml::Table, agent: &Record, entries: &[&Entry]) -> bool {
    let contract =
        list(centre, "contract").into_iter().find(|c| c["id"].as_str() == Some(&agent["contract"])).unwrap();
    let dates: Vec<NaiveDate> = sample.week().iter_days().take(7).collect();
    let credit = contract.get("leave_day_hours").map_or(0.0, number);
    let whole_leave =
        |date: &NaiveDate| entries.iter().any(|e| e.kind == "leave" && e.on(*date) == Some((0, 1440)));
    let leave = if credit > 0.0 { dates.iter().filter(|date| whole_leave(date)).count() } else { 0 };
    let spread =
        contract.get("max_start_spread_hours").map_or(SPREAD, |h| (number(h) * 60.0).min(SPREAD)) as i64;
    (0..24 * 60).step_by(30).any(|first| {
        let options: Vec<BTreeSet<i64>> = dates
            .iter()
            .map(|date| paid_on(centre, contract, entries, *date, (first, first + spread)))
            .collect();
        let must: Vec<bool> =
            dates.iter().map(|date| entries.iter().any(|e| is_fixed(e) && e.on(*date).is_some())).collect();
        weeks(&options, &must).into_iter().any(|(worked, paid)| {
            let hours = paid as f64 / 60.0 + leave as f64 * credit;
            let days = f64::from(worked.count_ones()) + leave as f64;
            let within = |value: f64, key: &str| {
                let range = numbers(&contract[key]);
                range[0] - 1e-9 <= value && value <= range[1] + 1e-9
            };
            within(hours, "hours_per_week")
                && within(days, "days_per_week")
                && days_off_together(contract, worked)
        })
    })
}

/// All (days worked as bits, paid minutes) that the options allow.
fn weeks(options: &[BTreeSet<i64>], must: &[bool]) -> BTreeSet<(u8, i64)> {
    let mut weeks = BTreeSet::from([(0u8, 0i64)]);
    for (day, paid) in options.iter().enumerate() {
        let worked =
            weeks.iter().flat_map(|(mask, sum)| paid.iter().map(move |p| (mask | 1 << day, sum + p)));
        let worked: BTreeSet<_> = worked.collect();
        weeks = if must[day] { worked } else { weeks.union(&worked).copied().collect() };
    }
    weeks
}

fn days_off_together(contract: &toml::Table, worked: u8) -> bool {
    let run = contract.get("consecutive_days_off").map_or(0, |days| days.as_integer().unwrap());
    let off = (1u8 << run) - 1;
    (0..=7 - run).any(|first| worked & (off << first) == 0)
}

#[test]
fn every_agent_has_a_legal_week() {
    for sample in Sample::ALL {
        let centre = centre(sample);
        let entries = availability(sample);
        for agent in records(sample, "agents.csv") {
            let own: Vec<&Entry> = entries.iter().filter(|entry| entry.agent == agent["agent"]).collect();
            assert!(has_legal_week(sample, &centre, &agent, &own), "{}: {agent:?}", sample.name());
        }
    }
}

#[test]
fn an_agent_away_all_week_without_credit_has_no_legal_week() {
    let sample = Sample::HelpDesk;
    let agent = &records(sample, "agents.csv")[0];
    let mut away = Entry::new(&records(sample, "availability.csv")[0]);
    (away.from, away.to) = (sample.week().into(), (sample.week() + Duration::days(7)).into());
    away.kind = "unavailable".to_owned();
    assert!(!has_legal_week(sample, &centre(sample), agent, &[&away]));
}

#[test]
fn shifts_lie_on_the_planning_grid_and_inside_the_day() {
    for sample in Sample::ALL {
        let centre = centre(sample);
        let step = centre["interval_minutes"].as_integer().unwrap();
        for shift in list(&centre, "shift") {
            let (first, last) = span(shift["start"].as_str().unwrap());
            let lengths: Vec<i64> = texts(&shift["length"]).into_iter().map(minutes).collect();
            let every = shift["start_every_minutes"].as_integer().unwrap();
            assert!([first, last, every].iter().chain(&lengths).all(|m| m % step == 0), "{shift:?}");
            let shortest = *lengths.iter().min().unwrap();
            assert!(last + lengths.iter().max().unwrap() <= 1440);
            for b in breaks(shift) {
                let (_, latest) = span(b["window"].as_str().unwrap());
                assert!(latest + b["minutes"].as_integer().unwrap() <= shortest, "{b:?}");
            }
        }
    }
}

#[test]
fn opening_hours_are_read_by_the_planner() {
    for sample in Sample::ALL {
        for special in sample.past().special.iter().filter(|day| !day.open.is_empty()) {
            assert!(special.open.parse::<TimeRange>().is_ok(), "{}", special.open);
        }
    }
}
