//! Who is at work together: leads, seats, people who come together and people who must not meet.

mod small_centre;

use small_centre::{Small, nobody, solve, template};
use wfm_core::model::*;
use wfm_core::rostering::{Solved, cost, misattended};

#[test]
fn a_lead_is_there_where_that_is_worth_something_and_seats_are_not_exceeded() {
    let mut small = Small::office(6);
    small.agents[0].team = Some("leads".to_owned());
    small.agents[1].team = Some("leads".to_owned());
    let attendance = |id: &str, team: Option<&str>, (at_least, at_most)| Attendance {
        id: id.to_owned(),
        agents: Vec::new(),
        together: false,
        team: team.map(str::to_owned),
        site: None,
        queue: None,
        open: OpeningHours {
            rules: vec![OpeningRule {
                days: "mon-fri".parse().unwrap(),
                hours: "08:00-16:00".parse().unwrap(),
            }],
        },
        at_least,
        at_most,
        cost: 500.0,
    };
    small.centre.weights.attendance =
        vec![attendance("lead", Some("leads"), (1, None)), attendance("seats", None, (0, Some(5)))];
    let problem = small.problem();
    let solved = solve(&problem);
    assert_eq!(misattended(&problem, &solved.roster), []);
    assert_eq!(solved.cost.attendance, 0.0);
    // Without the leads every interval of their hours lacks one.
    let mut without = solved.roster.clone();
    without.assignments.retain(|shift| !["a0", "a1"].contains(&shift.agent.as_str()));
    let missing = misattended(&problem, &without);
    assert_eq!((missing.len(), missing[0].people, missing[0].id.as_str()), (5, 0, "lead"));
    assert_eq!(cost(&problem, &without).attendance, 5.0 * 16.0 * 500.0);
}

/// A rule about two agents, around the clock.
fn about_two(at_most: Option<u32>, together: bool) -> Attendance {
    Attendance {
        id: "two".to_owned(),
        agents: vec!["a0".into(), "a1".into()],
        team: None,
        site: None,
        queue: None,
        open: OpeningHours {
            rules: vec![OpeningRule { days: WeekdaySet::ALL, hours: "00:00-24:00".parse().unwrap() }],
        },
        at_least: 0,
        at_most,
        together,
        cost: 30.0,
    }
}

#[test]
fn two_who_share_a_car_come_and_go_together() {
    let mut small = Small::office(5);
    let starts = |solved: &Solved, agent: &str| {
        let shifts = solved.roster.assignments.iter().filter(|shift| shift.agent.as_str() == agent);
        shifts.map(|shift| (shift.start, shift.end)).collect::<Vec<_>>()
    };
    let apart = solve(&small.problem());
    assert_ne!(starts(&apart, "a0"), starts(&apart, "a1"));
    small.centre.weights.attendance = vec![about_two(None, true)];
    let problem = small.problem();
    let found = misattended(&problem, &apart.roster);
    assert!(found.iter().all(|stretch| (stretch.people, stretch.together) == (1, Some(2))));
    // Half hours in which one is there alone, 30 each.
    let alone: i64 = found.iter().map(|stretch| (stretch.to - stretch.from).num_minutes() / 30).sum();
    assert!(alone > 0);
    assert_eq!(cost(&problem, &apart.roster).attendance, 30.0 * alone as f64);
    let solved = solve(&problem);
    assert_eq!(starts(&solved, "a0"), starts(&solved, "a1"));
    assert_eq!(solved.cost.attendance, 0.0);
}

#[test]
fn two_who_must_not_meet_never_do() {
    let mut small = Small::office(4);
    small.required = vec![("calls", |minute| if (480..1320).contains(&minute) { 3.0 } else { 0.0 })];
    small.centre.shifts =
        vec![template("early", (420, 480), &[420], &[]), template("late", (900, 960), &[420], &[])];
    small.centre.weights.attendance = vec![about_two(Some(1), false)];
    let problem = small.problem();
    let solved = solve(&problem);
    assert_eq!(misattended(&problem, &solved.roster), []);
    assert!(solved.roster.assignments.iter().any(|shift| shift.agent.as_str() == "a0"));
}

#[test]
fn the_bound_knows_what_no_roster_can_attend() {
    let mut small = Small::office(2);
    small.required = vec![("calls", nobody)];
    small.centre.weights.overstaffing = vec![CostBand { up_to_share: None, cost: 0.0 }];
    small.centre.weights.paid_hour_above_minimum = 0.0;
    small.centre.shifts = vec![template("day", (480, 480), &[480], &[])];
    small.centre.weights.attendance = vec![Attendance {
        open: OpeningHours {
            rules: vec![OpeningRule { days: WeekdaySet::ALL, hours: "08:00-16:00".parse().unwrap() }],
        },
        at_least: 2,
        ..about_two(None, false)
    }];
    // Four or five of seven days each: at best ten of fourteen.
    let solved = solve(&small.problem());
    assert_eq!(solved.cost.attendance, 4.0 * 16.0 * 30.0);
    assert_eq!(solved.lower_bound, Some(solved.cost.total()));
}
