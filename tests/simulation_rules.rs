//! The rules of the game, each alone in a case small enough to be worked out by hand.

use wfm_core::control::Control;
use wfm_core::model::operation::*;
use wfm_core::simulation::{Counts, Options, Simulated, simulate};

const QUARTER: f64 = 900.0;

fn calls(name: &str, offered: &[f64], handle_time: f64, patience: Distribution) -> CallType {
    CallType::new(name, offered.to_vec(), Distribution::deterministic(handle_time), patience, 20.0)
}

fn group(name: &str, agents: &[u32], serves: &[Serving]) -> Group {
    Group {
        name: name.to_owned(),
        staffing: Staffing::Counts(agents.to_vec()),
        serves: serves.to_vec(),
        contact_speed: vec![1.0],
    }
}

fn operation(call_types: Vec<CallType>, groups: Vec<Group>) -> Operation {
    let intervals = call_types[0].offered[0].len();
    Operation { interval: QUARTER, intervals, warmup: 0.0, call_types, groups, day_rate_shape: None }
}

fn play(operation: &Operation) -> Simulated {
    simulate(operation, &Options { replications: 50, ..Options::default() }, &Control::unlimited()).unwrap()
}

fn counts(played: &Simulated, call_type: usize) -> Counts {
    played.counts(call_type, 0..played.intervals).iter().sum()
}

/// One agent for a quarter of an hour and calls of half an hour: each day the first call is answered and finished, long after
/// the end of the shift, and no other.
#[test]
fn who_goes_home_in_the_middle_of_a_call_finishes_it_and_takes_no_other() {
    let long = calls("long", &[40.0, 40.0, 40.0, 0.0], 1800.0, Distribution::deterministic(60.0));
    let played = play(&operation(vec![long], vec![group("one", &[1, 0, 0, 0], &[Serving::first_choice(0)])]));
    for replication in &played.replications {
        let day: Counts = replication.calls[0].iter().sum();
        assert_eq!((day.answered, day.handling), (1, 1800.0));
        assert_eq!(day.abandoned, day.offered - 1);
        let team = replication.teams[0];
        assert!((team.busy - 1800.0).abs() < 1e-9 && (team.staffed - 900.0).abs() < 1e-9, "{team:?}");
    }
}

#[test]
fn who_comes_takes_those_who_wait_at_once() {
    let patient = calls("calls", &[10.0, 0.0], 1.0, Distribution::ENDLESS);
    let played = play(&operation(vec![patient], vec![group("late", &[0, 1], &[Serving::first_choice(0)])]));
    for replication in &played.replications {
        let first = replication.calls[0][0];
        assert_eq!(first.answered, first.offered);
        // The n-th of them is answered n − 1 seconds after the quarter.
        let n = f64::from(first.offered);
        assert!(first.wait <= n * QUARTER + n * (n - 1.0) / 2.0);
        assert!((replication.teams[0].busy - n).abs() < 1e-9);
    }
}

#[test]
fn work_that_may_wait_waits_open_hours_only_and_callers_leave_at_closing_time() {
    let with = |deferred| {
        let mut work = calls("work", &[12.0, 0.0, 0.0], 1.0, Distribution::ENDLESS);
        work.open = vec![true, false, true];
        work.deferred = deferred;
        work.within = QUARTER + 30.0;
        counts(&play(&operation(vec![work], vec![group("late", &[0, 0, 1], &[Serving::first_choice(0)])])), 0)
    };
    let later = with(true);
    assert_eq!((later.answered, later.answered_in_time, later.abandoned), (later.offered, later.offered, 0));
    assert!(later.wait < f64::from(later.offered) * (QUARTER + 30.0));
    let callers = with(false);
    assert_eq!((callers.answered, callers.abandoned), (0, callers.offered));
}

#[test]
fn whoever_takes_a_callback_leaves_the_line_and_is_called_when_nobody_waits() {
    let with = |share| {
        let mut live = calls("live", &[30.0, 0.0, 0.0, 0.0], 60.0, Distribution::ENDLESS);
        live.callback = Some(Callback { share, after: 0.0, becomes: 1 });
        let mut later = calls("later", &[0.0; 4], 60.0, Distribution::ENDLESS);
        (later.deferred, later.within) = (true, 7200.0);
        let both = [Serving::first_choice(0), Serving { call_rank: 2, ..Serving::first_choice(1) }];
        play(&operation(vec![live, later], vec![group("one", &[1; 4], &both)]))
    };
    let (all, none) = (with(1.0), with(0.0));
    let (live, later) = (counts(&all, 0), counts(&all, 1));
    assert_eq!((live.waited, live.called_back), (0, later.offered));
    assert_eq!(live.answered + later.answered, live.offered);
    assert!(later.offered > 100 && later.answered_in_time == later.offered);
    assert_eq!((counts(&none, 0).called_back, counts(&none, 1).offered), (0, 0));
    assert!(counts(&none, 0).waited > 0);
}

#[test]
fn agents_kept_free_are_not_there_for_others() {
    let first = calls("first", &[0.0], 60.0, Distribution::ENDLESS);
    let second = calls("second", &[20.0], 60.0, Distribution::deterministic(10.0));
    let kept = [Serving::first_choice(0), Serving { reserve: 1, ..Serving::first_choice(1) }];
    let with = |agents| {
        counts(&play(&operation(vec![first.clone(), second.clone()], vec![group("g", &[agents], &kept)])), 1)
    };
    assert_eq!(with(1).answered, 0);
    assert!(with(2).answered > 0);
}

/// Two contacts at half speed each take as long as one after the other; the second is begun at once all the same.
#[test]
fn an_agent_with_two_chats_shares_the_attention() {
    let chats = calls("chats", &[4.0, 0.0], 100.0, Distribution::ENDLESS);
    let mut desk = group("desk", &[1, 1], &[Serving::first_choice(0)]);
    let single = play(&operation(vec![chats.clone()], vec![desk.clone()]));
    desk.contact_speed = vec![1.0, 0.5];
    let double = play(&operation(vec![chats], vec![desk]));
    for (one, two) in single.replications.iter().zip(&double.replications) {
        assert!((one.teams[0].busy - two.teams[0].busy).abs() < 1e-6, "the same work");
        let wait = |counts: &[Counts]| counts.iter().map(|counts| counts.wait).sum::<f64>();
        assert!(wait(&two.calls[0]) <= wait(&one.calls[0]) + 1e-9);
    }
    assert!(double.contacts_per_busy_agent(0).unwrap().mean > 1.0);
}

/// Nobody is left to the next interval: whoever still waits at its end hangs up.
#[test]
fn intervals_that_are_cleared_burden_no_other() {
    let mut late = calls("calls", &[30.0, 1.0, 1.0], 300.0, Distribution::ENDLESS);
    let one = || vec![group("one", &[1; 3], &[Serving::first_choice(0)])];
    let waited_on = play(&operation(vec![late.clone()], one()));
    late.cleared_each_interval = true;
    let cleared = play(&operation(vec![late], one()));
    assert_eq!(counts(&waited_on, 0).abandoned, 0);
    assert!(counts(&cleared, 0).abandoned > 0);
    for counts in cleared.replications.iter().flat_map(|day| &day.calls[0]) {
        assert!(counts.wait <= f64::from(counts.offered) * QUARTER);
    }
    let last = |played: &Simulated| played.counts(0, 2..3).iter().sum::<Counts>();
    assert!(last(&cleared).wait < last(&waited_on).wait, "the last interval finds nobody waiting");
}

/// With nobody away everybody is there; with everybody away nobody, and every caller hangs up.
#[test]
fn absence_takes_people_away() {
    let with = |absence| {
        let shift = Shift { spans: vec![(0.0, 2.0 * QUARTER)] };
        let staffing = Staffing::Shifts { shifts: vec![shift; 4], absence, away: 0.0 };
        let team = Group { staffing, ..group("team", &[], &[Serving::first_choice(0)]) };
        play(&operation(
            vec![calls("calls", &[9.0, 9.0], 100.0, Distribution::deterministic(30.0))],
            vec![team],
        ))
    };
    let staffed = |played: &Simulated| played.replications[0].teams[0].staffed;
    assert_eq!((staffed(&with(0.0)), staffed(&with(1.0))), (4.0 * 2.0 * QUARTER, 0.0));
    assert_eq!(counts(&with(1.0), 0).abandoned, counts(&with(1.0), 0).offered);
}
