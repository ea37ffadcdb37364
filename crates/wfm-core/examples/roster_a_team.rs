//! Rosters a team of six for a week, from plain values.
//!
//! Run with `cargo run --release -p wfm-core --example roster_a_team`.

use wfm_core::control::Control;
use wfm_core::model::*;
use wfm_core::rostering::{Input, Options, Problem, check, roster};

fn main() -> wfm_core::Result<()> {
    let centre = help_desk();
    let first = "2026-11-23".parse().expect("a date");
    let problem = Problem::new(Input {
        agents: ["Ada", "Ben", "Cleo", "Dev", "Elif", "Finn"]
            .map(|name| Agent::new(name, "full-time"))
            .to_vec(),
        availability: Vec::new(),
        published: Roster::default(),
        requirements: vec![two_agents_by_day(Grid::of_days(first, 7, centre.interval_minutes, centre.zone)?)],
        first,
        days: 7,
        holidays: Vec::new(),
        centre: &centre,
    })?;

    let options = Options { work_limit: 500_000_000, ..Options::new(&centre.weights) };
    let solved = roster(&problem, &options, &Control::unlimited())?;
    assert!(check(&problem, &solved.roster).is_empty());

    for shift in &solved.roster.assignments {
        let (start, end) = (shift.start.with_timezone(&centre.zone), shift.end.with_timezone(&centre.zone));
        println!(
            "{:5} {}  {} to {}",
            shift.agent,
            shift.date.format("%a"),
            start.format("%H:%M"),
            end.format("%H:%M")
        );
    }
    println!(
        "cost {:.0}, no roster can cost less than {:.0}",
        solved.cost.total(),
        solved.lower_bound.unwrap_or(0.0)
    );
    Ok(())
}

/// Two agents from 08:00 to 18:00, every day.
fn two_agents_by_day(grid: Grid) -> Requirement {
    let open: Vec<bool> =
        (0..grid.len()).map(|index| (480..1080).contains(&grid.minute_of_day(index))).collect();
    let agents: Vec<f64> = open.iter().map(|open| if *open { 2.0 } else { 0.0 }).collect();
    Requirement { queue: "help".into(), open, scheduled: agents.clone(), agents, basis: None, grid }
}

fn help_desk() -> Centre {
    Centre {
        name: "Help desk".to_owned(),
        zone: chrono_tz::Tz::Europe__London,
        week_starts: chrono::Weekday::Mon,
        weekend: "sat-sun".parse().expect("days"),
        interval_minutes: 30,
        language: Language::En,
        date_style: DateStyle::Gregorian,
        currency: None,
        queues: Vec::new(),
        shrinkage: Shrinkage::default(),
        shifts: vec![ShiftTemplate {
            id: "day".into(),
            days: WeekdaySet::ALL,
            start: StartWindow { earliest: 8 * 60, latest: 10 * 60 },
            start_every_minutes: 30,
            lengths: vec![8 * 60],
            breaks: vec![BreakTemplate {
                id: "meal".to_owned(),
                minutes: 30,
                paid: false,
                earliest: 180,
                latest: 270,
            }],
            break_every_minutes: 30,
            break_rules: BreakRules::default(),
        }],
        contracts: vec![Contract {
            min_rest_hours: 11.0,
            max_consecutive_days: Some(6),
            consecutive_days_off: Some(2),
            ..Contract::new("full-time", (22.5, 37.5), (3, 5))
        }],
        weights: RosterWeights::default(),
    }
}

#[test]
fn the_example_runs() -> wfm_core::Result<()> {
    main()
}
