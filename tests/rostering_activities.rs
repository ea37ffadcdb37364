//! Meetings and training that the program places, and how far breaks lie apart.

mod small_centre;

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use proptest::prelude::*;
use small_centre::{MONDAY, Small, at, contract, date, nobody, office, solve, template};
use wfm_core::control::Control;
use wfm_core::model::*;
use wfm_core::rostering::{
    Absence, Options, Question, RepairLimits, RuleName, UnplacedReason, check, cost, explain, repair, roster,
    rostered, unplaced,
};

/// Something of `minutes` to be placed between two minutes of a day.
fn to_place(agent: &str, day: &str, (from, to): (i64, i64), minutes: u32) -> Availability {
    let (from, to) = (at(Tz::UTC, day, from), at(Tz::UTC, day, to));
    Availability { minutes: Some(minutes), ..Availability::new(agent, from, to, AvailabilityKind::Training) }
}

fn trainings(roster: &Roster) -> Vec<(&str, DateTime<Utc>, i64)> {
    let named = |activity: &Activity| matches!(activity, Activity::Named(name) if name == "training");
    let of = |shift: &'_ Assignment| -> Vec<(DateTime<Utc>, i64)> {
        let segments = shift.segments.iter().filter(|segment| named(&segment.activity));
        segments.map(|s| (s.start, (s.end - s.start).num_minutes())).collect()
    };
    let shifts = roster.assignments.iter();
    shifts
        .flat_map(|shift| of(shift).into_iter().map(|(start, m)| (shift.agent.as_str(), start, m)))
        .collect()
}

#[test]
fn a_training_goes_where_coverage_suffers_least() {
    let mut small = Small::office(6);
    // From 13:00 to 15:00 nobody is needed.
    small.required =
        vec![("calls", |minute| if (780..900).contains(&minute) { 0.0 } else { office(minute) })];
    for agent in ["a0", "a1", "a2"] {
        let window = to_place(agent, MONDAY, (0, 0), 60);
        small.availability.push(Availability { to: window.from + Duration::days(5), ..window });
    }
    let problem = small.problem();
    let solved = solve(&problem);
    let placed = trainings(&solved.roster);
    assert_eq!(placed.len(), 3, "{:?}", unplaced(&problem, &solved.roster));
    let there = &rostered(&problem, &solved.roster)[0];
    for (agent, start, minutes) in placed {
        assert_eq!(minutes, 60);
        let first = problem.grid().index_of(start).unwrap();
        let during = there[first..first + 2].iter().zip(&problem.required()[0][first..]);
        for (there, required) in during {
            assert!(*there >= f64::from(*required), "short while {agent} is trained from {start}");
        }
    }
    assert_eq!(solved.cost.unplaced_activities, 0.0);
    assert_eq!(unplaced(&problem, &solved.roster), []);
}

#[test]
fn a_training_is_left_out_where_service_would_suffer_more_than_it_is_worth() {
    let mut small = Small::office(2);
    small.required = vec![("calls", |minute| if (420..1320).contains(&minute) { 9.0 } else { 0.0 })];
    small.availability.push(to_place("a0", MONDAY, (0, 4 * 1440), 60));
    let problem = small.problem();
    let solved = solve(&problem);
    assert_eq!(trainings(&solved.roster), []);
    assert_eq!(solved.cost.unplaced_activities, 60.0);
    let missing = unplaced(&problem, &solved.roster);
    assert_eq!((missing[0].agent.as_str(), missing[0].minutes), ("a0", 60));
    // Two half hours of the second band.
    assert_eq!(missing[0].reason, UnplacedReason::TooDear { cost: 60.0, price: 60.0 });
    small.centre.weights.unplaced_activity_hour = 61.0;
    assert_eq!(trainings(&solve(&small.problem()).roster).len(), 1);
}

#[test]
fn what_is_not_placed_is_told_with_the_reason() {
    let mut small = Small::office(3);
    small.days_off("a0", MONDAY, 1, AvailabilityKind::Leave);
    small.availability.push(to_place("a0", MONDAY, (480, 1200), 30));
    small.days_off("a1", MONDAY, 1, AvailabilityKind::WishWork);
    small.centre.weights.wished_work = 1000.0;
    // Longer than any stretch without a break that the windows leave.
    small.availability.push(to_place("a1", MONDAY, (0, 1440), 480));
    let problem = small.problem();
    let reasons: Vec<UnplacedReason> =
        unplaced(&problem, &solve(&problem).roster).into_iter().map(|missing| missing.reason).collect();
    assert_eq!(reasons, [UnplacedReason::NotAtWork, UnplacedReason::NoRoom]);
}

#[test]
fn a_team_meets_at_one_time() {
    let mut small = Small::office(5);
    small.required = vec![("calls", nobody)];
    small.centre.weights.wished_work = 100.0;
    for agent in ["a0", "a1", "a2", "a3"] {
        small.days_off(agent, MONDAY, 1, AvailabilityKind::WishWork);
        let row = to_place(agent, MONDAY, (480, 1200), 45);
        small.availability.push(Availability { together: Some("team".to_owned()), ..row });
    }
    let problem = small.problem();
    let solved = solve(&problem);
    let placed = trainings(&solved.roster);
    assert_eq!(placed.len(), 4);
    assert!(placed.iter().all(|(_, start, _)| *start == placed[0].1), "{placed:?}");
    // One of them elsewhere is a breach.
    let mut edited = solved.roster.clone();
    let shift = edited.assignments.iter_mut().find(|shift| shift.agent.as_str() == "a2").unwrap();
    let training = |start| Segment {
        start,
        end: start + Duration::minutes(45),
        activity: Activity::Named("training".to_owned()),
        queue: None,
    };
    let later = placed[0].1 + Duration::minutes(30);
    let fits = later + Duration::minutes(45) <= shift.end.min(at(Tz::UTC, MONDAY, 1200));
    shift.segments = vec![training(if fits { later } else { placed[0].1 - Duration::minutes(30) })];
    let broken: Vec<RuleName> =
        check(&problem, &edited).into_iter().map(|violation| violation.rule).collect();
    assert!(broken.contains(&RuleName::PlacedActivities), "{broken:?}");
}

#[test]
fn a_placed_training_stays_when_the_roster_is_explained_and_repaired() {
    let mut small = Small::office(6);
    small.availability.push(to_place("a0", MONDAY, (0, 5 * 1440), 60));
    let problem = small.problem();
    let solved = solve(&problem);
    assert_eq!(trainings(&solved.roster).len(), 1);
    let explained = explain(&problem, &solved.roster, &Question::default()).unwrap();
    let better = explained.shortages.iter().flat_map(|shortage| &shortage.remedies);
    assert!(better.into_iter().all(|remedy| remedy.price.total() > -1e3));
    let away = solved.roster.assignments.iter().find(|shift| shift.agent.as_str() == "a1").unwrap();
    let absence = Absence { agent: away.agent.clone(), date: away.date };
    let limits = RepairLimits { most_changes: 2, change_cost: 1.0 };
    let repaired = repair(&problem, &solved.roster, &[absence], &limits).unwrap();
    for tradeoff in &repaired.tradeoffs {
        assert_eq!(trainings(&tradeoff.roster).len(), 1);
        assert_eq!(cost(&problem, &tradeoff.roster), tradeoff.cost);
    }
}

#[test]
fn an_agent_in_training_covers_nothing() {
    let mut small = Small::office(1);
    small.availability.push(to_place("a0", MONDAY, (0, 7 * 1440), 60));
    small.centre.weights.unplaced_activity_hour = 1e6;
    let problem = small.problem();
    let solved = solve(&problem);
    let placed = trainings(&solved.roster);
    let index = problem.grid().index_of(placed[0].1).unwrap();
    assert_eq!(rostered(&problem, &solved.roster)[0][index..index + 2], [0.0, 0.0]);
}

/// A shift of nine hours with three breaks that the windows alone would let lie anywhere.
fn with_rules(rules: BreakRules) -> Small {
    let breaks = [("one", 15, true, 0, 240), ("meal", 30, false, 120, 360), ("two", 15, true, 240, 525)];
    let mut small =
        Small::new(4, contract((30.0, 45.0), (4, 5)), vec![template("day", (420, 720), &[540], &breaks)]);
    small.centre.shifts[0].break_rules = rules;
    small
}

#[test]
fn breaks_keep_their_distances() {
    let rules = BreakRules { max_work: Some(180), min_between: 90, min_from_ends: 60 };
    let problem = with_rules(rules).problem();
    let solved = solve(&problem);
    let without = with_rules(BreakRules::default()).problem();
    assert!(solved.cost.total() >= solve(&without).lower_bound.unwrap());
    // The same shifts break the rules with the breaks of the other centre.
    let loose = solve(&without).roster;
    let broken = check(&problem, &loose);
    assert!(broken.iter().all(|violation| violation.rule == RuleName::BreakDistances), "{broken:?}");
    assert!(!broken.is_empty());
}

#[test]
fn a_shift_too_long_for_its_breaks_is_refused() {
    let mut small = with_rules(BreakRules { max_work: Some(105), ..BreakRules::default() });
    let error = small.try_problem().unwrap_err().to_string();
    assert!(error.starts_with("breaks of shift day is breaks without room"), "{error}");
    small.centre.shifts[0].break_rules.max_work = Some(120);
    assert!(small.try_problem().is_ok());
}

prop_compose! {
    fn centre_with_training()(
        agents in 2_usize..5,
        rules in (prop::option::of(150_u32..300), 0_u32..90, 0_u32..60),
        asked in prop::collection::vec((0_usize..4, 0_i64..6, 0_i64..20, 2_i64..40, 1_u32..6, prop::bool::ANY), 1..6),
        worth in prop::sample::select(vec![0.0, 10.0, 60.0, 500.0]),
        seed in 0_u64..100,
    ) -> (Small, u64) {
        let mut small = with_rules(BreakRules { max_work: rules.0, min_between: rules.1, min_from_ends: rules.2 });
        small.agents.truncate(agents);
        small.centre.weights.unplaced_activity_hour = worth;
        for (agent, day, hour, length, quarters, together) in asked {
            let from = at(Tz::UTC, &(date(MONDAY) + Duration::days(day)).to_string(), 60 * hour);
            let row = Availability::new(format!("a{agent}"), from, from + Duration::hours(length), AvailabilityKind::Training);
            let together = together.then(|| "team".to_owned());
            small.availability.push(Availability { minutes: Some(15 * quarters), together, ..row });
        }
        (small, seed)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is to be placed: what comes is legal, costs what it says, and what is missing is told.
    #[test]
    fn what_is_placed_is_legal_and_the_rest_is_told((small, seed) in centre_with_training()) {
        let Ok(problem) = small.try_problem() else { return Ok(()) };
        let options = Options { work_limit: 2_000_000, seed, ..Options::default() };
        let solved = roster(&problem, &options, &Control::unlimited()).unwrap();
        prop_assert_eq!(check(&problem, &solved.roster), []);
        prop_assert_eq!(cost(&problem, &solved.roster), solved.cost);
        prop_assert!(solved.lower_bound.is_none_or(|bound| bound <= solved.cost.total() + 1e-9));
        let missing: u32 = unplaced(&problem, &solved.roster).iter().map(|missing| missing.minutes).sum();
        let price = f64::from(missing) / 60.0 * small.centre.weights.unplaced_activity_hour;
        prop_assert!((price - solved.cost.unplaced_activities).abs() < 1e-9);
    }
}
