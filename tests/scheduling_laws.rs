//! Laws of shifts without names: breaks keep their windows and save what is said.

mod small_centre;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use proptest::prelude::*;
use small_centre::{MONDAY, Small, at, date, template};
use wfm_core::control::Control;
use wfm_core::model::*;
use wfm_core::rostering::{Options, Problem, check, cost, roster, with_queues};
use wfm_core::scheduling::{
    BreakInput, Rebroken, ShiftDemand, ShiftInput, ShiftOptions, breaks, shift_demand,
};

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

/// A requirement of one queue, day after day from Monday on, in intervals of this many minutes.
fn requirement(minutes: u32, agents: &[f64]) -> Requirement {
    let start = at(Tz::UTC, MONDAY, 0);
    let grid = Grid::new(start, minutes, agents.len(), Tz::UTC).unwrap();
    Requirement {
        queue: "calls".into(),
        open: vec![true; grid.len()],
        agents: agents.to_vec(),
        scheduled: agents.to_vec(),
        basis: None,
        grid,
    }
}

/// An agent and interval short or too many costs `cost`.
fn flat(cost: f64) -> RosterWeights {
    let bands = vec![CostBand { up_to_share: None, cost }];
    RosterWeights { understaffing: bands.clone(), overstaffing: bands, ..RosterWeights::default() }
}

fn demand(shifts: &[ShiftTemplate], requirement: Requirement, distinct: f64, cyclic: bool) -> ShiftDemand {
    let input = ShiftInput {
        shifts,
        requirements: &[requirement],
        weights: &flat(10.0),
        paid_hour: 1.0,
        distinct_shift: distinct,
        cyclic,
    };
    let demand = shift_demand(&input, &ShiftOptions { rounds: 4, seed: 1 }).unwrap();
    assert!(demand.lower_bound.unwrap() <= demand.cost.total() + 1e-9);
    demand
}

/// Shifts of six hours at six, nine and twelve, without breaks.
fn six_hours() -> Vec<ShiftTemplate> {
    let every = ShiftTemplate { start_every_minutes: 180, ..template("six", (360, 720), &[360], &[]) };
    vec![every]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// One day in stretches of three hours: no numbers from 0 to 4 of the three shifts cost less, whatever every distinct
    /// one of them costs besides.
    #[test]
    fn small_numbers_of_shifts_are_the_best_there_are(
        agents in prop::collection::vec(0..4_u32, 4),
        distinct in prop::sample::select(vec![0.0, 7.0, 25.0]),
    ) {
        let mut required = vec![0.0; 8];
        agents.iter().enumerate().for_each(|(at, n)| required[2 + at] = f64::from(*n));
        let found = demand(&six_hours(), requirement(180, &required), distinct, false);
        let cost = |x: [u32; 3]| {
            let there = [x[0], x[0] + x[1], x[1] + x[2], x[2]];
            let off: u32 = there.iter().zip(&agents).map(|(there, needed)| there.abs_diff(*needed)).sum();
            let kinds = x.iter().filter(|agents| **agents > 0).count() as f64;
            10.0 * f64::from(off) + 6.0 * f64::from(x.iter().sum::<u32>()) + distinct * kinds
        };
        let all = (0..125_u32).map(|n| cost([n % 5, n / 5 % 5, n / 25]));
        let best = all.fold(f64::INFINITY, f64::min);
        prop_assert!((found.cost.total() - best).abs() < 1e-6, "{} against {best}", found.cost.total());
    }
}

#[test]
fn breaks_leave_the_queue_and_the_numbers_make_up_for_them() {
    let rest = [("rest", 60, true, 120, 180)];
    let shifts = vec![template("day", (480, 480), &[480], &rest)];
    let required: Vec<f64> = (0..24).map(|hour| if (8..16).contains(&hour) { 2.0 } else { 0.0 }).collect();
    let found = demand(&shifts, requirement(60, &required), 0.0, false);
    assert_eq!(found.counts.len(), 1);
    assert_eq!(found.counts[0].agents, 2);
    // Each rest leaves an hour one agent short.
    assert_eq!(
        (found.cost.coverage, found.uncovered.iter().map(|hour| hour.short).sum::<f64>()),
        (20.0, 2.0)
    );
    assert_eq!(found.cost.paid_hours, 16.0);
}

#[test]
fn hours_without_any_shift_are_named_and_not_called_impossible() {
    let mut required = vec![0.0; 8];
    (required[2], required[7]) = (1.0, 3.0);
    let found = demand(&six_hours(), requirement(180, &required), 0.0, false);
    let late = found.uncovered.iter().find(|interval| interval.start == at(Tz::UTC, MONDAY, 1260)).unwrap();
    assert_eq!((late.short, late.no_template), (3.0, true));
    assert!(found.uncovered.iter().all(|interval| interval.no_template == (interval.start == late.start)));
}

#[test]
fn a_charge_on_distinct_shifts_makes_do_with_fewer() {
    let required = [0.0, 0.0, 1.0, 2.0, 2.0, 1.0, 0.0, 0.0];
    let kinds =
        |distinct: f64| demand(&six_hours(), requirement(180, &required), distinct, false).counts.len();
    // One of each start covers exactly; 200 a kind is more than all that could be saved.
    assert_eq!((kinds(0.0), kinds(200.0)), (3, 0));
    let one = demand(&six_hours(), requirement(180, &required), 11.0, false);
    assert_eq!(one.cost.distinct_shifts, 11.0 * one.counts.len() as f64);
}

#[test]
fn in_a_week_that_repeats_the_last_night_covers_the_first_morning() {
    let nights = vec![template("night", (1320, 1320), &[480], &[])];
    let required: Vec<f64> =
        (0..168).map(|hour| if hour % 24 >= 22 || hour % 24 < 6 { 1.0 } else { 0.0 }).collect();
    let once = demand(&nights, requirement(60, &required), 0.0, false);
    let again = demand(&nights, requirement(60, &required), 0.0, true);
    assert_eq!((once.uncovered.len(), again.uncovered.len()), (6, 0));
    assert!(once.uncovered.iter().all(|interval| interval.no_template));
    assert_eq!(again.counts.iter().map(|count| count.agents).sum::<u32>(), 7);
    assert_eq!(again.counts.last().unwrap().date, date("2026-11-29"));
}

#[test]
fn a_negative_cost_of_shifts_is_refused() {
    let input = ShiftInput {
        shifts: &six_hours(),
        requirements: &[requirement(60, &[1.0])],
        weights: &flat(1.0),
        paid_hour: -1.0,
        distinct_shift: 0.0,
        cyclic: false,
    };
    assert!(
        shift_demand(&input, &ShiftOptions::default()).unwrap_err().to_string().contains("paid_hour is -1")
    );
}
