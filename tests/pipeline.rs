//! The library alone, from plain values to a checked roster, without a file: as a program that embeds it would.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};

use wfm_core::control::{Control, Stop};
use wfm_core::forecasting::{self, forecast};
use wfm_core::model::*;
use wfm_core::rostering::{self, Input, Outcome, Problem};
use wfm_core::{Error, staffing};

/// A team that answers calls from eight to six on weekdays, in half hours of London.
fn centre() -> Centre {
    let mut queue = Queue::new("support", Channel::Voice);
    queue.opening = OpeningHours {
        rules: vec![OpeningRule { days: "mon-fri".parse().unwrap(), hours: "08:00-18:00".parse().unwrap() }],
    };
    queue.patience = Some(180.0);
    queue.target.service_level = Some(ServiceLevelTarget {
        share: 0.80,
        within: 20.0,
        definition: ServiceLevelDefinition::Offered,
        short_abandon: None,
    });
    let day = ShiftTemplate {
        id: "day".into(),
        days: "mon-fri".parse().unwrap(),
        start: StartWindow { earliest: 8 * 60, latest: 10 * 60 },
        start_every_minutes: 30,
        lengths: vec![8 * 60],
        breaks: vec![BreakTemplate {
            id: "meal".into(),
            minutes: 30,
            paid: false,
            earliest: 180,
            latest: 240,
        }],
        break_every_minutes: 30,
        break_rules: BreakRules::default(),
    };
    let full_time = Contract {
        min_rest_hours: 11.0,
        max_consecutive_days: Some(5),
        consecutive_days_off: Some(2),
        leave_day_hours: Some(7.5),
        ..Contract::new("full-time", (30.0, 40.0), (4, 5))
    };
    Centre {
        name: "A team".to_owned(),
        zone: chrono_tz::Europe::London,
        week_starts: chrono::Weekday::Mon,
        weekend: "sat,sun".parse().unwrap(),
        interval_minutes: 30,
        language: Language::En,
        date_style: DateStyle::Gregorian,
        currency: None,
        queues: vec![queue],
        shrinkage: Shrinkage::new(vec![("illness".to_owned(), 0.08)], Combine::Multiplicative).unwrap(),
        shifts: vec![day],
        contracts: vec![full_time],
        weights: RosterWeights::default(),
    }
}

/// Eight weeks with a peak at eleven, 240 seconds a call; the clocks go back in the sixth.
fn history(centre: &Centre) -> History {
    let grid = Grid::of_days("2026-09-21".parse().unwrap(), 56, 30, centre.zone).unwrap();
    let calendar = Calendar::default().of_queue(&centre.queues[0].id, &centre.queues[0].opening);
    let open = calendar.open_intervals(&grid);
    let calls = |index: usize| {
        let from_eleven = (f64::from(grid.minute_of_day(index)) - 660.0) / 180.0;
        open[index].then(|| (30.0 * (-from_eleven * from_eleven).exp()).round())
    };
    let offered: Vec<Option<f64>> = (0..grid.len()).map(calls).collect();
    let seconds = offered.iter().map(|calls| calls.map(|calls| 240.0 * calls)).collect();
    let measures = BTreeMap::from([
        (Measure::Offered, Observations::new(offered).unwrap()),
        (Measure::HandleSeconds, Observations::new(seconds).unwrap()),
    ]);
    History::new("support".into(), grid, measures).unwrap()
}

/// The week after: its forecast and its requirement.
fn requirement(centre: &Centre) -> (Forecast, Requirement) {
    let queue = &centre.queues[0];
    let week = Grid::of_days("2026-11-16".parse().unwrap(), 7, 30, centre.zone).unwrap();
    let calendar = Calendar::default().of_queue(&queue.id, &queue.opening);
    let forecast = forecast(&history(centre), &calendar, &week, &forecasting::Options::default()).unwrap();
    let requirement =
        staffing::requirement(&forecast, queue, &centre.shrinkage, &staffing::Options::default()).unwrap();
    (forecast, requirement)
}

fn problem(centre: &Centre, availability: Vec<Availability>) -> Problem {
    Problem::new(Input {
        centre,
        agents: (1..=10).map(|number| Agent::new(format!("agent {number}"), "full-time")).collect(),
        availability,
        published: Roster::default(),
        requirements: vec![requirement(centre).1],
        first: "2026-11-16".parse().unwrap(),
        days: 7,
        holidays: Vec::new(),
    })
    .unwrap()
}

/// Leave over whole days.
fn leave(agent: &str, from: &str, to: &str) -> Availability {
    let midnight = |date: &str| first_instant(date.parse().unwrap(), chrono_tz::Europe::London);
    let (from, to) = (midnight(from), midnight(to));
    Availability::new(agent, from, to, AvailabilityKind::Leave)
}

#[test]
fn a_week_goes_from_history_to_a_checked_roster() {
    let centre = centre();
    let (forecast, requirement) = requirement(&centre);
    let past = history(&centre).measure(Measure::Offered).unwrap().total() / 8.0;
    assert!(
        (forecast.total() - past).abs() < 1e-9,
        "every week was the same: {} for {past}",
        forecast.total()
    );
    let performance = &requirement.basis.as_ref().unwrap().performance;
    for index in (0..requirement.grid.len()).filter(|index| forecast.offered[*index] > 0.0) {
        assert!(performance[index].service_level.unwrap() >= 0.80);
        assert!((requirement.scheduled[index] - requirement.agents[index] / 0.92).abs() < 1e-12);
    }

    let problem = problem(&centre, vec![leave("agent 3", "2026-11-16", "2026-11-18")]);
    let options = rostering::Options { work_limit: 20_000_000, ..rostering::Options::default() };
    let solved = rostering::roster(&problem, &options, &Control::unlimited()).unwrap();
    assert_eq!(rostering::check(&problem, &solved.roster), []);
    assert_eq!(rostering::cost(&problem, &solved.roster), solved.cost);
    assert!(solved.lower_bound.is_none_or(|bound| bound <= solved.cost.total()));
    let on_leave =
        |shift: &&Assignment| shift.agent == "agent 3".into() && shift.date < "2026-11-18".parse().unwrap();
    assert_eq!(solved.roster.assignments.iter().find(on_leave), None);

    let rostered = rostering::rostered(&problem, &solved.roster);
    let coverage =
        staffing::coverage(&centre.queues[0], &requirement, &centre.shrinkage, &rostered[0]).unwrap();
    let there: f64 = coverage.rostered.iter().sum::<f64>() / 2.0;
    let on_queue = |shift: &Assignment| {
        let segments = shift.segments.iter().filter(|segment| segment.activity == Activity::OnQueue);
        segments.map(|segment| (segment.end - segment.start).num_minutes() as f64 / 60.0).sum::<f64>()
    };
    let worked: f64 = solved.roster.assignments.iter().map(on_queue).sum();
    assert!((there - worked).abs() < 1e-9, "every hour on the queue counts once: {there} of {worked}");
}

#[test]
fn the_same_values_and_seed_give_the_same_roster() {
    let centre = centre();
    let problem = problem(&centre, Vec::new());
    let solve = |seed| {
        let options = rostering::Options { work_limit: 20_000_000, seed, ..rostering::Options::default() };
        rostering::roster(&problem, &options, &Control::unlimited()).unwrap()
    };
    assert_eq!(solve(7), solve(7));
}

/// Whenever it is: an answer that holds, or none yet.
#[test]
fn a_search_can_be_cancelled_at_any_moment() {
    let centre = centre();
    let problem = problem(&centre, Vec::new());
    let options = rostering::Options { work_limit: u64::MAX, gap: 0.0, ..rostering::Options::default() };
    let stopped_after = |questions| {
        let asked = AtomicU32::new(0);
        let stop = || (asked.fetch_add(1, Ordering::Relaxed) >= questions).then_some(Stop::Cancelled);
        rostering::roster(&problem, &options, &Control::new(&stop, &|_| {}))
    };
    for questions in [0, 1, 2, 10, 100] {
        match stopped_after(questions) {
            Ok(solved) => {
                let optimal = solved.lower_bound == Some(solved.cost.total());
                assert_eq!(solved.outcome, if optimal { Outcome::Optimal } else { Outcome::Cancelled });
                assert_eq!(rostering::check(&problem, &solved.roster), []);
            }
            Err(error) => assert_eq!((error, questions < 100), (Error::Cancelled, true)),
        }
    }
}

#[test]
fn rules_that_contradict_each_other_are_named_by_agent_before_any_search() {
    let centre = centre();
    let mut rows = Vec::new();
    for agent in ["agent 2", "agent 5"] {
        let kind = AvailabilityKind::Unavailable;
        rows.push(Availability { kind, ..leave(agent, "2026-11-16", "2026-11-19") });
    }
    let Err(Error::Conflict(conflicts)) = rostering::feasible(&problem(&centre, rows)) else {
        panic!("two days are too few for four");
    };
    let named: Vec<&str> =
        conflicts.iter().flat_map(|conflict| &conflict.agents).map(String::as_str).collect();
    assert_eq!(named, ["agent 2", "agent 5"]);
    assert_eq!(rostering::feasible(&problem(&centre, Vec::new())), Ok(()));
}
