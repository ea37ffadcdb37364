//! Plays the roster of one day 200 times: what callers get when some of ten people are ill and the volume is uncertain.
//!
//! Run with `cargo run --release -p wfm-core --example simulate_a_roster`.

use chrono::{DateTime, Duration, Utc};
use wfm_core::control::Control;
use wfm_core::model::*;
use wfm_core::simulation::{Options, Realism, RosterPlay, Service, simulate};

fn main() -> wfm_core::Result<()> {
    println!("as planned          {}", line(&played(0.0, &[])?));
    println!("8 % absent          {}", line(&played(0.08, &[])?));
    // Three days in ten bring a fifth more calls than expected, three a fifth fewer.
    let factors = [0.8, 1.0, 1.2, 1.0, 0.8, 1.0, 1.2, 0.8, 1.0, 1.2];
    println!("uncertain volume    {}", line(&played(0.08, &factors)?));
    Ok(())
}

fn line(service: &Service) -> String {
    let percent = |share: f64| format!("{:.0} %", 100.0 * share);
    let level = service.service_level.map_or(0.0, |level| level.mean);
    let (low, high) = service.band.unwrap_or_default();
    format!(
        "{} in 20 s, 8 days of 10 between {} and {}; 80 % are reached on {} of the days",
        percent(level),
        percent(low),
        percent(high),
        percent(service.met.unwrap_or_default())
    )
}

/// Service of the day with a share of people absent and the volume multiplied by one of `factors`.
fn played(absence: f64, factors: &[f64]) -> wfm_core::Result<Service> {
    let centre = centre()?;
    let grid = Grid::of_days("2026-11-23".parse().expect("a date"), 1, 30, centre.zone)?;
    let forecast = forecast(&grid);
    let path = |factor: &f64| forecast.offered.iter().map(|calls| calls * factor).collect();
    let paths = vec![factors.iter().map(path).collect()];
    let agents: Vec<Agent> = (1..=10).map(|number| Agent::new(format!("{number}"), "full-time")).collect();
    let play = RosterPlay {
        centre: &centre,
        agents: &agents,
        roster: &Roster {
            assignments: agents.iter().zip(0..).map(|(agent, n)| shift(agent, n, &grid)).collect(),
        },
        grid: &grid,
        forecasts: &[forecast],
        paths: &paths,
        coverage: &[],
        absence: Some(absence),
    };
    let operation = play.operation(Realism::Uncertain)?;
    let options = Options { replications: 200, ..Options::default() };
    let simulated = simulate(&operation, &options, &Control::unlimited())?;
    Ok(simulated.service(0, 0..grid.len(), &promise()))
}

fn promise() -> ServiceLevelTarget {
    let definition = ServiceLevelDefinition::Offered;
    ServiceLevelTarget { share: 0.8, within: 20.0, definition, short_abandon: None }
}

/// Eight hours from eight or ten o'clock, with an hour off after four, staggered by half an hour.
fn shift(agent: &Agent, number: i64, grid: &Grid) -> Assignment {
    let start = grid.start() + Duration::hours(if number < 5 { 8 } else { 10 });
    let meal = start + Duration::hours(3) + Duration::minutes(30 * (number % 5));
    let (back, end) = (meal + Duration::hours(1), start + Duration::hours(9));
    let segment = |start: DateTime<Utc>, end: DateTime<Utc>, activity: Activity| Segment {
        start,
        end,
        activity,
        queue: None,
    };
    Assignment {
        agent: agent.id.clone(),
        date: grid.local(0).date_naive(),
        shift: "day".into(),
        start,
        end,
        paid_minutes: 480,
        segments: vec![
            segment(start, meal, Activity::OnQueue),
            segment(meal, back, Activity::Named("meal".to_owned())),
            segment(back, end, Activity::OnQueue),
        ],
        locked: Lock::None,
    }
}

/// Calls from eight to seven, most of them before noon.
fn forecast(grid: &Grid) -> Forecast {
    let offered = |index: usize| match grid.minute_of_day(index) {
        600..720 => 34.0,
        720..1020 => 26.0,
        480..1140 => 17.0,
        _ => 0.0,
    };
    let offered: Vec<f64> = (0..grid.len()).map(offered).collect();
    let open = offered.iter().map(|calls| *calls > 0.0).collect();
    let aht = Some(vec![300.0; grid.len()]);
    Forecast { aht, ..Forecast::given("calls", grid.clone(), open, offered) }
}

fn centre() -> wfm_core::Result<Centre> {
    let target = Target { service_level: Some(promise()), ..Target::default() };
    Ok(Centre {
        name: "Help desk".to_owned(),
        zone: chrono_tz::Europe::London,
        week_starts: chrono::Weekday::Mon,
        weekend: "sat-sun".parse()?,
        interval_minutes: 30,
        language: Language::En,
        date_style: DateStyle::Gregorian,
        currency: None,
        queues: vec![Queue { patience: Some(180.0), target, ..Queue::new("calls", Channel::Voice) }],
        shrinkage: Shrinkage::default(),
        shifts: Vec::new(),
        contracts: Vec::new(),
        weights: RosterWeights::default(),
    })
}

#[test]
fn absences_and_uncertainty_cost_service() {
    let level = |service: &Service| service.service_level.map(|level| level.mean).expect("calls");
    let (all, fewer) = (played(0.0, &[]).expect("a day"), played(0.2, &[]).expect("a day"));
    assert!(level(&fewer) < level(&all) - 0.03, "{all:?} {fewer:?}");
    let uncertain = played(0.0, &[0.7, 1.3]).expect("a day");
    let width = |service: &Service| service.band.map_or(0.0, |(low, high)| high - low);
    assert!(width(&uncertain) > width(&all), "{all:?} {uncertain:?}");
}
