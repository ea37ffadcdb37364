//! The automata of the search against the checker, tour by tour.

mod further_rules;

use chrono::{NaiveDate, Weekday};

use super::board::Board;
use super::graph::{Graph, OFF};
use super::problem::{Input, Problem, start_instant};
use super::{Options, Outcome, assemble, check, cost};
use crate::control::Control;
use crate::error::Error;
use crate::model::*;
use crate::scheduling::places::PriceSums;

pub(super) fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(super) fn shift(id: &str, starts: (u32, u32, u32), length: u32) -> ShiftTemplate {
    ShiftTemplate {
        id: id.into(),
        days: WeekdaySet::ALL,
        start: StartWindow { earliest: starts.0, latest: starts.1 },
        start_every_minutes: starts.2,
        lengths: vec![length],
        breaks: vec![BreakTemplate {
            id: "meal".into(),
            minutes: 30,
            paid: false,
            earliest: 180,
            latest: 240,
        }],
        break_every_minutes: 30,
        break_rules: BreakRules::default(),
    }
}

pub(super) fn contract() -> Contract {
    Contract::new("c", (0.0, 100.0), (0, 7))
}

pub(super) fn centre(zone: chrono_tz::Tz, shifts: Vec<ShiftTemplate>, contract: Contract) -> Centre {
    Centre {
        name: "test".to_owned(),
        zone,
        week_starts: Weekday::Mon,
        weekend: "sat-sun".parse().unwrap(),
        interval_minutes: 30,
        language: Language::En,
        date_style: DateStyle::Gregorian,
        currency: None,
        queues: Vec::new(),
        shrinkage: Shrinkage::default(),
        shifts,
        contracts: vec![contract],
        weights: RosterWeights::default(),
    }
}

/// One agent, one flat queue, an early shift and a night shift over midnight.
fn problem(contract: Contract, zone: chrono_tz::Tz, first: &str, past: &[(&str, u32)]) -> Problem {
    let shifts = vec![shift("early", (480, 480, 30), 480), shift("night", (1320, 1320, 30), 600)];
    let centre = centre(zone, shifts, contract);
    let past = past.iter().map(|(day, minute)| {
        let start = start_instant(date(day), *minute, zone).unwrap();
        Assignment {
            agent: "a".into(),
            date: date(day),
            shift: "early".into(),
            start,
            end: start + chrono::Duration::hours(8),
            paid_minutes: 450,
            segments: Vec::new(),
            locked: Lock::None,
        }
    });
    let grid = Grid::of_days(date(first), 7, 30, zone).unwrap();
    let requirement = Requirement {
        queue: "q".into(),
        open: vec![true; grid.len()],
        agents: vec![1.0; grid.len()],
        scheduled: vec![1.0; grid.len()],
        basis: None,
        grid,
    };
    Problem::new(Input {
        centre: &centre,
        agents: vec![Agent::new("a", "c")],
        availability: Vec::new(),
        published: Roster { assignments: past.collect() },
        requirements: vec![requirement],
        first: date(first),
        days: 7,
        holidays: Vec::new(),
    })
    .unwrap()
}

/// The actions of a day that a tour may have with all other days as they are, tried out one by one.
fn tried_out(graph: &Graph, actions: &[u16], day: usize, shifts: usize) -> Vec<u16> {
    let with = |action: &u16| {
        let mut actions = actions.to_vec();
        actions[day] = *action;
        graph.allows(&actions)
    };
    (0..shifts as u16).chain([OFF]).filter(with).collect()
}

/// Walks through all 3⁷ weeks and compares; gives the number of legal ones.
fn compare(problem: &Problem) -> usize {
    let board = Board::new(problem).unwrap();
    let class = &board.classes[0];
    let graph = &board.graphs[class.graph];
    let free = PriceSums::new([]);
    let mut legal = 0;
    for number in 0..3_usize.pow(7) {
        let choice = |day: usize| number / 3_usize.pow(day as u32) % 3;
        let exists = (0..7).all(|day| choice(day) < class.days.choices.shifts[day].len() + 1);
        if !exists {
            continue;
        }
        let actions: Vec<u16> =
            (0..7).map(|day| if choice(day) == 0 { OFF } else { choice(day) as u16 - 1 }).collect();
        let roster = assemble::roster(&board, &[board.tour(class, &actions, &free)]);
        let found = check(problem, &roster);
        assert_eq!(graph.allows(&actions), found.is_empty(), "{actions:?}: {found:?}");
        legal += usize::from(found.is_empty());
        for day in 0..7 {
            let shifts = class.days.choices.shifts[day].len();
            assert_eq!(graph.actions_on(day, &actions), tried_out(graph, &actions, day, shifts));
        }
    }
    legal
}

const MONDAY: &str = "2026-11-23";
const UTC: chrono_tz::Tz = chrono_tz::UTC;

#[test]
fn search_and_checker_agree_on_hours_per_week() {
    let legal = compare(&problem(Contract { hours_per_week: (30.0, 40.0), ..contract() }, UTC, MONDAY, &[]));
    assert!((1..2000).contains(&legal));
}

#[test]
fn search_and_checker_agree_on_days_per_week() {
    let legal = compare(&problem(Contract { days_per_week: (2, 3), ..contract() }, UTC, MONDAY, &[]));
    assert!((1..1000).contains(&legal));
}

#[test]
fn search_and_checker_agree_on_rest_with_a_late_shift_before_the_week() {
    let past = [("2026-11-22", 1200)];
    let rested = compare(&problem(Contract { min_rest_hours: 14.0, ..contract() }, UTC, MONDAY, &past));
    let all = compare(&problem(contract(), UTC, MONDAY, &[]));
    assert!(rested < all);
}

#[test]
fn rest_reaches_over_a_day_off() {
    // A night shift ends on Tuesday at 08:00; 48 hours later is Thursday 08:00.
    compare(&problem(Contract { min_rest_hours: 48.0, ..contract() }, UTC, MONDAY, &[]));
}

#[test]
fn search_and_checker_agree_on_runs_of_days_that_began_before_the_week() {
    let past = [("2026-11-21", 480), ("2026-11-22", 480)];
    let contract = Contract { max_consecutive_days: Some(3), ..contract() };
    assert!(
        compare(&problem(contract.clone(), UTC, MONDAY, &past))
            < compare(&problem(contract, UTC, MONDAY, &[]))
    );
}

#[test]
fn search_and_checker_agree_on_days_off_together() {
    let legal = compare(&problem(Contract { consecutive_days_off: Some(3), ..contract() }, UTC, MONDAY, &[]));
    assert!((1..1000).contains(&legal));
}

#[test]
fn search_and_checker_agree_on_the_spread_of_starts() {
    let legal =
        compare(&problem(Contract { max_start_spread_hours: Some(2.0), ..contract() }, UTC, MONDAY, &[]));
    // All weeks of early shifts, all weeks of nights, and the empty week counted once; nights and earlies overlap never.
    assert!((128..=255).contains(&legal), "{legal}");
}

#[test]
fn search_and_checker_agree_on_weekends_off() {
    let contract = Contract { weekends_off_of: Some((1, 2)), ..contract() };
    let tired = compare(&problem(contract.clone(), UTC, MONDAY, &[("2026-11-21", 480)]));
    assert!(tired < compare(&problem(contract, UTC, MONDAY, &[])));
}

#[test]
fn search_and_checker_agree_in_the_weeks_of_the_clock_changes() {
    let contract = Contract { min_rest_hours: 23.0, hours_per_week: (10.0, 45.0), ..contract() };
    let london = chrono_tz::Europe::London;
    let spring = compare(&problem(contract.clone(), london, "2026-03-23", &[]));
    let autumn = compare(&problem(contract, london, "2026-10-19", &[]));
    assert!(spring > 0 && autumn > 0);
}

#[test]
fn the_pricer_finds_the_best_of_all_legal_tours() {
    let contract = Contract {
        hours_per_week: (20.0, 36.0),
        days_per_week: (3, 4),
        min_rest_hours: 11.0,
        consecutive_days_off: Some(2),
        max_start_spread_hours: Some(1.0),
        ..contract()
    };
    let problem = problem(contract, UTC, MONDAY, &[]);
    let board = Board::new(&problem).unwrap();
    let class = &board.classes[0];
    let graph = &board.graphs[class.graph];
    let sums = PriceSums::new((0..board.steps).map(|step| (step as i64 * 7919 % 23 - 6) * 1000));
    let mut costs = Default::default();
    board.action_costs(class, None, &sums, None, &mut costs);
    let mut pricer = super::pricer::Pricer::default();
    let best = pricer.best(graph, &costs);
    let cost_of = |actions: &[u16]| -> i64 {
        let cost = |(day, action): (usize, &u16)| match *action {
            OFF => costs.off[day],
            member => costs.shifts[day][usize::from(member)],
        };
        actions.iter().enumerate().map(cost).sum()
    };
    let all = (0..3_usize.pow(7)).map(|number| {
        (0..7)
            .map(|day| match number / 3_usize.pow(day) % 3 {
                0 => OFF,
                choice => choice as u16 - 1,
            })
            .collect::<Vec<u16>>()
    });
    let brute = all.filter(|actions| graph.allows(actions)).map(|actions| cost_of(&actions)).min();
    assert_eq!(Some(best), brute);
    for (cost, actions) in pricer.tours(graph, &costs, 5) {
        assert!(graph.allows(&actions));
        assert_eq!(cost, cost_of(&actions));
    }
}

#[test]
fn the_cost_in_the_search_is_the_cost_of_the_roster() {
    let problem = problem(Contract { days_per_week: (3, 5), ..contract() }, UTC, MONDAY, &[]);
    let board = Board::new(&problem).unwrap();
    let mut plan = super::plan::Plan::empty(&board);
    let (tour, _) = plan.best_tour(0, &mut Default::default());
    plan.insert(0, tour);
    let roster = assemble::roster(&board, &plan.tours());
    assert!((cost(&problem, &roster).total() - plan.cost() as f64 / board.money).abs() < 1e-9);
}

#[test]
fn a_search_that_ends_by_itself_has_tried_all_it_knows_and_tells_its_setbacks() {
    let problem = problem(contract(), UTC, MONDAY, &[]);
    let board = Board::new(&problem).unwrap();
    let plan = super::plan::Plan::empty(&board);
    let control = Control::unlimited();
    let options = Options { work_limit: 10, ..Options::default() };
    let mut watch = super::watch::Watch::new(&options, &control, &board);
    for _ in 0..2 {
        watch.setback(&Error::Solver("singular matrix".to_owned()));
    }
    assert!(!watch.is_over(plan.cost()));
    let exhausted = super::search::answer(&board, &plan, &Vec::new(), &watch);
    assert_eq!(exhausted.outcome, Outcome::Exhausted);
    assert_eq!(exhausted.setbacks, ["first roster: the solver failed: singular matrix"]);
    watch.spend(10);
    assert!(watch.is_over(plan.cost()));
    assert_eq!(super::search::answer(&board, &plan, &Vec::new(), &watch).outcome, Outcome::WorkLimit);
}

/// A meeting in the afternoon; the earliest place of the meal is the only one at which somebody is missed.
#[test]
fn the_program_places_the_breaks_of_a_day_with_a_meeting_too() {
    let mut problem = problem(contract(), UTC, MONDAY, &[]);
    let at = |minute| start_instant(date(MONDAY), minute, UTC).unwrap();
    let meeting = Availability::new("a", at(840), at(870), AvailabilityKind::Meeting);
    problem.availability[0].push(meeting);
    problem.required[0].fill(0);
    problem.required[0][22] = 1;
    let board = Board::new(&problem).unwrap();
    let actions = vec![0, OFF, OFF, OFF, OFF, OFF, OFF];
    let mut plan = super::plan::Plan::empty(&board);
    plan.insert_actions(0, &actions, &mut Default::default());
    let mut earliest = super::plan::Plan::empty(&board);
    earliest.insert(0, board.tour(&board.classes[0], &actions, &PriceSums::default()));
    assert!(plan.cost() < earliest.cost());
    let mut pool = super::pool::Pool::default();
    assert!(pool.add(super::pool::Column { class: 0, actions }));
    let rest = super::master::Rest { agents: vec![1], fixed: Vec::new() };
    let relaxed = super::master::solve(&board, &pool, &rest, super::master::EXACT).unwrap();
    assert!((relaxed.objective - plan.cost() as f64).abs() < 1e-5 * plan.cost() as f64);
}
