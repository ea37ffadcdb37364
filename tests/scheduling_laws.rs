//! Laws of shifts without names: breaks keep their windows and save what is said.

mod small_centre;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use small_centre::{Small, at};
use wfm_core::control::Control;
use wfm_core::model::*;
use wfm_core::rostering::{Options, Problem, check, cost, roster, with_queues};
use wfm_core::scheduling::{BreakInput, Rebroken, breaks};

/// An office with a roster whose breaks all begin as early as they may.
fn with_early_breaks(small: &Small) -> (Problem, Roster) {
    let problem = small.problem();
    let options = Options { work_limit: 1_000_000, ..Options::default() };
    let mut roster = roster(&problem, &options, &Control::unlimited()).unwrap().roster;
    for shift in &mut roster.assignments {
        shift.segments.clear();
        let template = &small.centre.shifts[0];
        let mut from = shift.start;
        let serving = |start, end| Segment { start, end, activity: Activity::OnQueue, queue: None };
        for b in &template.breaks {
            let start = shift.start + chrono::Duration::minutes(i64::from(b.earliest));
            let end = start + chrono::Duration::minutes(i64::from(b.minutes));
            shift.segments.push(serving(from, start));
            shift.segments.push(Segment { start, end, activity: Activity::Named(b.id.clone()), queue: None });
            from = end;
        }
        shift.segments.push(serving(from, shift.end));
    }
    (problem, roster)
}

fn rebroken(small: &Small, roster: &Roster, from: Option<DateTime<Utc>>) -> Rebroken {
    let requirements = small.requirements();
    breaks(&BreakInput {
        shifts: &small.centre.shifts,
        agents: &small.agents,
        requirements: &requirements,
        weights: &small.centre.weights,
        roster,
        from,
    })
    .unwrap()
}

#[test]
fn breaks_placed_anew_are_legal_and_save_what_is_said() {
    let small = Small::office(7);
    let (problem, early) = with_early_breaks(&small);
    let rebroken = rebroken(&small, &early, None);
    assert_eq!(check(&problem, &rebroken.roster), []);
    assert!((cost(&problem, &early).coverage() - rebroken.before).abs() < 1e-6);
    assert!((cost(&problem, &rebroken.roster).coverage() - rebroken.after).abs() < 1e-6);
    assert!(rebroken.after < rebroken.before && !rebroken.moved.is_empty());
    assert_eq!(
        cost(&problem, &with_queues(&problem, &rebroken.roster)).coverage(),
        cost(&problem, &rebroken.roster).coverage()
    );
    for (before, after) in early.assignments.iter().zip(&rebroken.roster.assignments) {
        assert_eq!((&before.agent, before.start, before.end), (&after.agent, after.start, after.end));
    }
    // Once placed, nothing more is gained.
    let again = self::rebroken(&small, &rebroken.roster, None);
    assert_eq!((again.moved, again.after), (Vec::new(), rebroken.after));
}

#[test]
fn breaks_before_now_and_locked_ones_stay() {
    let small = Small::office(7);
    let (problem, mut early) = with_early_breaks(&small);
    let now = at(Tz::UTC, "2026-11-25", 690);
    early.assignments.iter_mut().step_by(3).for_each(|shift| shift.locked = Lock::Breaks);
    let rebroken = rebroken(&small, &early, Some(now));
    assert_eq!(check(&problem, &rebroken.roster), []);
    assert!(!rebroken.moved.is_empty());
    for moved in &rebroken.moved {
        assert!(moved.before.unwrap() >= now && moved.after >= now, "{moved:?}");
        let shift = early.assignments.iter().find(|s| s.agent == moved.agent && s.date == moved.date);
        assert_ne!(shift.unwrap().locked, Lock::Breaks);
    }
}

#[test]
fn a_roster_without_breaks_gets_them_and_a_meeting_stays() {
    let small = Small::office(5);
    let (problem, mut bare) = with_early_breaks(&small);
    for shift in &mut bare.assignments {
        let (start, end) =
            (shift.start + chrono::Duration::minutes(180), shift.start + chrono::Duration::minutes(225));
        let meeting = Activity::Named("meeting".to_owned());
        shift.segments = vec![Segment { start, end, activity: meeting, queue: None }];
    }
    let rebroken = rebroken(&small, &bare, None);
    assert_eq!(check(&problem, &rebroken.roster), []);
    assert_eq!(rebroken.moved.len(), 2 * bare.assignments.len());
    assert!(rebroken.moved.iter().all(|moved| moved.before.is_none()));
    for shift in &rebroken.roster.assignments {
        let meeting = shift.segments.iter().find(|s| s.activity.name() == "meeting").unwrap();
        assert_eq!(meeting.start, shift.start + chrono::Duration::minutes(180));
    }
}

#[test]
fn breaks_need_a_requirement() {
    let small = Small::office(1);
    let (_, roster) = with_early_breaks(&small);
    let input = BreakInput {
        shifts: &small.centre.shifts,
        agents: &small.agents,
        requirements: &[],
        weights: &small.centre.weights,
        roster: &roster,
        from: None,
    };
    assert!(breaks(&input).unwrap_err().to_string().contains("requirements"));
}
