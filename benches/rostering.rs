//! How long a first legal roster and its bound take, by number of agents.

use wfm_core::control::Control;
use wfm_core::model::*;
use wfm_core::rostering::{Input, Options, Problem, roster};

fn main() {
    divan::main();
}

/// A centre with two contracts and a day of two peaks.
fn problem(agents: usize) -> Problem {
    let shift = |id: &str, length: u32| ShiftTemplate {
        id: id.into(),
        days: WeekdaySet::ALL,
        start: StartWindow { earliest: 420, latest: 1320 - length },
        start_every_minutes: 30,
        lengths: vec![length],
        breaks: vec![BreakTemplate {
            id: "meal".to_owned(),
            minutes: 30,
            paid: false,
            earliest: 120,
            latest: 180,
        }],
        break_every_minutes: 15,
        break_rules: BreakRules::default(),
    };
    let contract = |id: &str, shift: &str, hours: (f64, f64), days: (u32, u32)| Contract {
        min_rest_hours: 11.0,
        consecutive_days_off: Some(2),
        max_start_spread_hours: Some(2.0),
        shifts: Some(vec![shift.into()]),
        ..Contract::new(id, hours, days)
    };
    let centre = Centre {
        name: "bench".to_owned(),
        zone: chrono_tz::UTC,
        week_starts: chrono::Weekday::Mon,
        weekend: "sat-sun".parse().expect("days"),
        interval_minutes: 15,
        language: Language::En,
        date_style: DateStyle::Gregorian,
        currency: None,
        queues: Vec::new(),
        shrinkage: Shrinkage::default(),
        shifts: vec![shift("long", 510), shift("short", 300)],
        contracts: vec![
            contract("full", "long", (37.5, 42.0), (5, 5)),
            contract("part", "short", (13.0, 23.0), (3, 5)),
        ],
        weights: RosterWeights::default(),
    };
    let first = "2026-11-23".parse().expect("a date");
    let grid = Grid::of_days(first, 7, 15, chrono_tz::UTC).expect("a week");
    let need = |index: usize| match grid.minute_of_day(index) {
        540..780 | 900..1080 => agents as f64 * 0.35,
        420..1320 => agents as f64 * 0.2,
        _ => 0.0,
    };
    let scheduled: Vec<f64> = (0..grid.len()).map(need).collect();
    let open = scheduled.iter().map(|agents| *agents > 0.0).collect();
    let person = |number: usize| {
        Agent::new(format!("{number}"), if number.is_multiple_of(3) { "part" } else { "full" })
    };
    let requirement =
        Requirement { queue: "q".into(), open, agents: scheduled.clone(), scheduled, basis: None, grid };
    let input = Input {
        centre: &centre,
        agents: (0..agents).map(person).collect(),
        availability: Vec::new(),
        published: Roster::default(),
        requirements: vec![requirement],
        first,
        days: 7,
        holidays: Vec::new(),
    };
    Problem::new(input).expect("a sound problem")
}

#[divan::bench(args = [10, 100], sample_count = 3)]
fn a_roster_with_little_work(bencher: divan::Bencher<'_, '_>, agents: usize) {
    let problem = problem(agents);
    let options = Options { work_limit: 20_000_000, ..Options::default() };
    bencher.bench(|| roster(&problem, &options, &Control::unlimited()).expect("a roster"));
}
