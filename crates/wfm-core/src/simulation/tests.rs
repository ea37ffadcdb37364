//! The two ways of playing a single line agree draw by draw, and calls are neither lost nor invented.

use super::plan::Plan;
use super::{Counts, Metric, Options, line, network, simulate};
use crate::control::Control;
use crate::model::operation::*;

pub(super) fn line_of(offered: Vec<f64>, agents: Vec<u32>) -> Operation {
    let talk = Distribution::lognormal(240.0, 0.8);
    Operation {
        interval: 900.0,
        intervals: offered.len(),
        warmup: 0.0,
        call_types: vec![CallType::new("calls", offered, talk, Distribution::exponential(120.0), 20.0)],
        groups: vec![Group {
            name: "team".to_owned(),
            staffing: Staffing::Counts(agents),
            serves: vec![Serving::first_choice(0)],
            contact_speed: vec![1.0],
        }],
        day_rate_shape: None,
    }
}

/// A day with nobody at first, more and fewer people than calls, and an end with somebody left.
fn restless() -> Operation {
    let offered = vec![10.0, 30.0, 60.0, 0.0, 80.0, 80.0, 20.0, 1.0, 40.0];
    line_of(offered, vec![0, 12, 3, 20, 9, 25, 1, 0, 2])
}

fn people(absence: f64, away: f64) -> Staffing {
    let shift = |n: u32| Shift {
        spans: vec![(300.0 * f64::from(n % 7), 3000.0), (3500.0, 5000.0 + 200.0 * f64::from(n % 11))],
    };
    Staffing::Shifts { shifts: (0..14).map(shift).collect(), absence, away }
}

#[test]
fn a_single_line_is_played_alike_call_by_call_and_by_events() {
    let mut operations = vec![restless()];
    operations.push(Operation { day_rate_shape: Some(20.0), warmup: 1000.0, ..restless() });
    let mut with = |change: &dyn Fn(&mut Operation)| {
        let mut operation = restless();
        change(&mut operation);
        operations.push(operation);
    };
    with(&|s| s.call_types[0].patience = Distribution::ENDLESS);
    with(&|s| s.call_types[0].handle_time = Distribution::deterministic(200.0));
    with(&|s| s.call_types[0].patience = Distribution::deterministic(30.0));
    with(&|s| s.groups[0].staffing = people(0.15, 0.1));
    with(&|s| s.groups[0].serves[0].speed = 0.8);
    with(&|s| s.call_types[0].handle_time_factors = vec![0.5, 1.0, 2.0, 1.0, 1.0, 0.7, 1.0, 3.0, 1.0]);
    with(&|s| s.call_types[0].open = vec![true, true, true, false, true, true, true, true, true]);
    with(&|s| {
        s.call_types[0].open = vec![true, true, true, false, true, true, true, true, true];
        s.call_types[0].patience = Distribution::ENDLESS;
        s.call_types[0].deferred = true;
    });
    for (index, operation) in operations.iter().enumerate() {
        operation.check().unwrap();
        let plan = Plan::new(operation, 11).unwrap();
        for number in 0..30 {
            let (fast, slow) = (line::replication(&plan, number), network::replication(&plan, number));
            for (interval, (fast, slow)) in fast.calls[0].iter().zip(&slow.calls[0]).enumerate() {
                assert_eq!(fast.offered, slow.offered);
                let ends = |counts: &Counts| {
                    (counts.answered, counts.answered_in_time, counts.abandoned, counts.waited)
                };
                assert_eq!(
                    ends(fast),
                    ends(slow),
                    "operation {index}, replication {number}, interval {interval}"
                );
                assert!((fast.wait - slow.wait).abs() < 1e-6 && (fast.handling - slow.handling).abs() < 1e-6);
            }
            let (fast, slow) = (fast.teams[0], slow.teams[0]);
            assert!(
                (fast.busy - slow.busy).abs() < 1e-5 && (fast.staffed - slow.staffed).abs() < 1e-5,
                "{fast:?} {slow:?}"
            );
        }
    }
}

/// Every feature at once: two groups, chats beside calls, lines, redials, callbacks, reserves, closing time.
fn everything() -> Operation {
    let talk = Distribution::gamma(300.0, 1.3);
    let mut calls =
        CallType::new("calls", vec![40.0, 60.0, 0.0, 50.0], talk, Distribution::exponential(90.0), 20.0);
    calls.lines = Some(14);
    calls.redials = Some(Redials { abandoned: 0.5, blocked: 0.8, delay: 120.0 });
    calls.callback = Some(Callback { share: 0.4, after: 30.0, becomes: 1 });
    calls.open = vec![true, true, false, true];
    let endless = Distribution::ENDLESS;
    let mut callbacks =
        CallType::new("callbacks", vec![0.0; 4], Distribution::exponential(200.0), endless, 3600.0);
    callbacks.deferred = true;
    let chats = CallType::new(
        "chats",
        vec![30.0; 4],
        Distribution::exponential(400.0),
        Distribution::exponential(300.0),
        60.0,
    );
    let serves = |call_type, rank, reserve| Serving {
        call_type,
        group_rank: rank,
        call_rank: rank,
        speed: 0.9,
        reserve,
    };
    Operation {
        interval: 1800.0,
        intervals: 4,
        warmup: 0.0,
        call_types: vec![calls, callbacks, chats],
        groups: vec![
            Group {
                name: "phones".to_owned(),
                staffing: people(0.1, 0.05),
                serves: vec![serves(0, 1, 0), serves(1, 2, 2)],
                contact_speed: vec![1.0],
            },
            Group {
                name: "chatters".to_owned(),
                staffing: Staffing::Counts(vec![3, 6, 2, 4]),
                serves: vec![serves(2, 1, 0), serves(0, 2, 0)],
                contact_speed: vec![1.0, 0.7, 0.55],
            },
        ],
        day_rate_shape: Some(30.0),
    }
}

#[test]
fn every_call_ends_once_whatever_the_rules() {
    let options = Options { replications: 60, ..Options::default() };
    let played = simulate(&everything(), &options, &Control::unlimited()).unwrap();
    let total = |call_type| played.counts(call_type, 0..4).iter().sum::<Counts>();
    let (calls, callbacks, chats) = (total(0), total(1), total(2));
    assert!(
        calls.blocked > 0 && calls.redials > 0 && calls.abandoned > 0 && calls.called_back > 0,
        "{calls:?}"
    );
    assert_eq!(callbacks.offered, calls.called_back);
    assert_eq!((calls.unanswered(), chats.unanswered()), (0, 0), "everybody with patience leaves in the end");
    assert!(chats.answered > 0 && callbacks.answered > 0);
    assert!(played.contacts_per_busy_agent(1).unwrap().mean > 1.2);
    assert!(played.of_all(Metric::MeanWait).unwrap().mean.is_finite());
}

#[test]
fn calls_that_nobody_can_answer_are_left_and_named() {
    let mut operation = line_of(vec![10.0], vec![0]);
    operation.call_types[0].patience = Distribution::ENDLESS;
    let played = simulate(&operation, &Options::default(), &Control::unlimited()).unwrap();
    let all: Counts = played.counts(0, 0..1).iter().sum();
    assert_eq!((all.answered, all.abandoned, all.unanswered()), (0, 0, all.offered));
    assert_eq!(played.of_call_type(0, Metric::ServiceLevelOffered).unwrap().mean, 0.0);
    assert_eq!(played.of_call_type(0, Metric::Asa), None);
    assert_eq!(played.occupancy(0), None);
}
