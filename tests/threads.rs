//! The same answers to the bit, whatever the number of threads.

use wfm_core::control::Control;
use wfm_core::model::operation::*;
use wfm_core::model::{ServiceLevelDefinition, ServiceLevelTarget, Target};
use wfm_core::multi_skill::{self, Promise, Task, Terms};
use wfm_core::simulation::{Options, simulate};

/// `answer` with 1, 2 and 8 threads, in words.
fn with_threads(answer: impl Fn() -> String + Sync) -> Vec<String> {
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(&answer)
    };
    [1, 2, 8].into_iter().map(with).collect()
}

#[track_caller]
fn are_alike(answers: &[String]) {
    assert!(answers[0].len() > 100 && answers.iter().all(|answer| *answer == answers[0]));
}

/// Calls with redials and a callback, people who are ill, a day that may be busy.
fn operation() -> Operation {
    let talk = Distribution::lognormal(240.0, 0.9);
    let mut calls =
        CallType::new("calls", vec![40.0, 60.0, 30.0], talk, Distribution::exponential(120.0), 20.0);
    calls.redials = Some(Redials { abandoned: 0.5, blocked: 0.5, delay: 200.0 });
    calls.lines = Some(30);
    calls.callback = Some(Callback { share: 0.3, after: 60.0, becomes: 1 });
    let mut later =
        CallType::new("later", vec![5.0; 3], Distribution::gamma(300.0, 1.2), Distribution::ENDLESS, 3600.0);
    later.deferred = true;
    let shift = |n: u32| Shift { spans: vec![(300.0 * f64::from(n % 4), 5400.0)] };
    let staffing = Staffing::Shifts { shifts: (0..9).map(shift).collect(), absence: 0.1, away: 0.1 };
    let both = [0, 1]
        .map(|call_type| Serving { call_rank: 1 + call_type as u32, ..Serving::first_choice(call_type) });
    let group = |name: &str, staffing, serves| Group {
        name: name.to_owned(),
        staffing,
        serves,
        contact_speed: vec![1.0],
    };
    Operation {
        interval: 1800.0,
        intervals: 3,
        warmup: 600.0,
        call_types: vec![calls, later],
        groups: vec![
            group("first", Staffing::Counts(vec![3, 4, 2]), vec![Serving::first_choice(0)]),
            group("both", staffing, both.to_vec()),
        ],
        day_rate_shape: Some(30.0),
    }
}

#[test]
fn a_simulation_does_not_know_how_many_threads_play_it() {
    let operation = operation();
    for precision in [None, Some(0.02)] {
        let options = Options { replications: 150, precision, ..Options::default() };
        are_alike(&with_threads(|| {
            format!("{:?}", simulate(&operation, &options, &Control::unlimited()).unwrap())
        }));
    }
}

#[test]
fn a_single_line_does_not_know_either() {
    let mut operation = operation();
    operation.call_types.truncate(1);
    operation.call_types[0] =
        CallType { redials: None, lines: None, callback: None, ..operation.call_types[0].clone() };
    operation.groups.truncate(1);
    let options = Options { replications: 200, ..Options::default() };
    are_alike(&with_threads(|| {
        format!("{:?}", simulate(&operation, &options, &Control::unlimited()).unwrap())
    }));
}

#[test]
fn agents_by_skill_are_the_same_with_any_number_of_threads() {
    let operation = operation();
    let level = ServiceLevelTarget {
        share: 0.7,
        within: 20.0,
        definition: ServiceLevelDefinition::Offered,
        short_abandon: None,
    };
    let promise = Promise::in_every_interval(
        Target { service_level: Some(level), ..Target::default() },
        vec![5.0, 7.0, 4.0],
    );
    let promises = [promise, Promise::in_every_interval(Target::default(), vec![1.0; 3])];
    let terms = [Terms { cost: 1.0, most: None }, Terms { cost: 1.2, most: Some(4) }];
    let task = Task { operation: &operation, promises: &promises, terms: &terms };
    let options = multi_skill::Options { replications: Some(40), ..multi_skill::Options::default() };
    are_alike(&with_threads(|| {
        let found = multi_skill::group_requirement(&task, &options, &Control::unlimited()).unwrap();
        format!("{found:?}")
    }));
}
