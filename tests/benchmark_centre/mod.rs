//! Reads a benchmark centre as far as rostering needs it.

use std::collections::HashMap;
use std::path::Path;

use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, Utc};
use wfm_core::model::*;
use wfm_core::rostering::{Input, Problem};

/// The problem of the centre's only week; `None`, saying so, when `WFM_TEST_DATA` is not set.
pub(crate) fn read(centre: &str) -> Option<Problem> {
    let Some(data) = std::env::var_os("WFM_TEST_DATA") else {
        println!("skipped: WFM_TEST_DATA is not set");
        return None;
    };
    let folder = Path::new(&data).join("roster-benchmark").join(centre);
    let centre = centre_of(&std::fs::read_to_string(folder.join("centre.toml")).unwrap());
    let first: NaiveDate = "2026-11-23".parse().unwrap();
    let input = Input {
        agents: rows(&folder.join("agents.csv")).iter().map(agent).collect(),
        availability: rows(&folder.join("availability.csv")).iter().map(availability).collect(),
        published: Roster::default(),
        requirements: vec![requirement(&rows(&folder.join("requirement.csv")), first)],
        first,
        days: 7,
        holidays: Vec::new(),
        centre: &centre,
    };
    Some(Problem::new(input).unwrap())
}

type Row = HashMap<String, String>;

fn rows(path: &Path) -> Vec<Row> {
    csv::Reader::from_path(path).unwrap().deserialize().map(|row| row.unwrap()).collect()
}

fn agent(row: &Row) -> Agent {
    let preferred_start = row["preferred_start"].parse().ok();
    Agent { preferred_start, ..Agent::new(row["agent"].as_str(), row["contract"].as_str()) }
}

fn availability(row: &Row) -> Availability {
    let kind = AvailabilityKind::ALL.into_iter().find(|kind| kind.name() == row["kind"]).unwrap();
    let days = if row["to"].len() == 10 { 1 } else { 0 };
    let (from, to) = (instant(&row["from"]), instant(&row["to"]) + Duration::days(days));
    Availability::new(row["agent"].as_str(), from, to, kind)
}

fn instant(text: &str) -> DateTime<Utc> {
    let date =
        |text: &str| text.parse::<NaiveDate>().ok().map(|date| date.and_time(Default::default()).and_utc());
    let local = |text: &str| {
        ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
            .iter()
            .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok().map(|local| local.and_utc()))
    };
    date(text).or(text.parse().ok()).or(local(text)).unwrap()
}

fn requirement(rows: &[Row], first: NaiveDate) -> Requirement {
    let grid = Grid::of_days(first, 7, 15, chrono_tz::UTC).unwrap();
    let mut agents = vec![0.0; grid.len()];
    for row in rows {
        agents[grid.index_of(instant(&row["interval_start"])).unwrap()] = row["agents"].parse().unwrap();
    }
    let open = agents.iter().map(|agents| *agents > 0.0).collect();
    Requirement { queue: "voice".into(), open, scheduled: agents.clone(), agents, basis: None, grid }
}

fn centre_of(text: &str) -> Centre {
    let table: toml::Table = text.parse().unwrap();
    let list = |key: &str| table[key].as_array().unwrap().iter();
    Centre {
        name: table["name"].as_str().unwrap().to_owned(),
        zone: chrono_tz::UTC,
        week_starts: chrono::Weekday::Mon,
        weekend: "sat-sun".parse().unwrap(),
        interval_minutes: table["interval_minutes"].as_integer().unwrap() as u32,
        language: Language::En,
        date_style: DateStyle::Gregorian,
        currency: None,
        queues: Vec::new(),
        shrinkage: Shrinkage::default(),
        shifts: list("shift").map(shift).collect(),
        contracts: list("contract").map(contract).collect(),
        weights: weights(&table["roster"]),
    }
}

fn number(value: &toml::Value) -> f64 {
    value.as_float().or(value.as_integer().map(|whole| whole as f64)).unwrap()
}

fn pair(value: &toml::Value) -> (f64, f64) {
    (number(&value[0]), number(&value[1]))
}

fn span(text: &str) -> (u32, u32) {
    let (a, b) = text.split_once('-').unwrap();
    (parse_minutes(a).unwrap(), parse_minutes(b).unwrap())
}

fn shift(value: &toml::Value) -> ShiftTemplate {
    let (earliest, latest) = span(value["start"].as_str().unwrap());
    let lengths = value["length"].as_array().unwrap().iter();
    ShiftTemplate {
        id: value["id"].as_str().unwrap().into(),
        days: value["days"].as_str().unwrap().parse().unwrap(),
        start: StartWindow { earliest, latest },
        start_every_minutes: value["start_every_minutes"].as_integer().unwrap() as u32,
        lengths: lengths.map(|length| parse_minutes(length.as_str().unwrap()).unwrap()).collect(),
        breaks: value["breaks"].as_array().unwrap().iter().map(break_of).collect(),
        break_every_minutes: value["break_every_minutes"].as_integer().unwrap() as u32,
        break_rules: BreakRules::default(),
    }
}

fn break_of(value: &toml::Value) -> BreakTemplate {
    let (earliest, latest) = span(value["window"].as_str().unwrap());
    BreakTemplate {
        id: value["id"].as_str().unwrap().to_owned(),
        minutes: value["minutes"].as_integer().unwrap() as u32,
        paid: value["paid"].as_bool().unwrap(),
        earliest,
        latest,
    }
}

fn contract(value: &toml::Value) -> Contract {
    let days = pair(&value["days_per_week"]);
    let shifts = value.get("shifts").map(|ids| ids.as_array().unwrap().iter());
    Contract {
        hours_per_day: value.get("hours_per_day").map(pair),
        min_rest_hours: value.get("min_rest_hours").map_or(0.0, number),
        consecutive_days_off: value.get("consecutive_days_off").map(|days| number(days) as u32),
        max_start_spread_hours: value.get("max_start_spread_hours").map(number),
        shifts: shifts.map(|ids| ids.map(|id| id.as_str().unwrap().into()).collect()),
        ..Contract::new(
            value["id"].as_str().unwrap(),
            pair(&value["hours_per_week"]),
            (days.0 as u32, days.1 as u32),
        )
    }
}

fn weights(value: &toml::Value) -> RosterWeights {
    let band = |band: &toml::Value| CostBand {
        up_to_share: band.get("up_to_share").map(number),
        cost: number(&band["cost"]),
    };
    let bands = |key: &str| value[key].as_array().unwrap().iter().map(band).collect();
    RosterWeights {
        understaffing: bands("understaffing"),
        overstaffing: bands("overstaffing"),
        paid_hour_above_minimum: number(&value["paid_hour_above_minimum"]),
        start_deviation_hour: number(&value["start_deviation_hour"]),
        start_deviation_cap: value.get("start_deviation_cap").map(number),
        wished_day_off: number(&value["wished_day_off"]),
        ..RosterWeights::default()
    }
}
