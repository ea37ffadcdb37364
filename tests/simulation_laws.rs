//! The simulation against exact formulas, other people's results and the laws every queue obeys.

use std::path::PathBuf;

use proptest::prelude::*;
use wfm_core::control::{Control, Stop};
use wfm_core::erlang::{Load, Patience, a, k};
use wfm_core::model::operation::*;
use wfm_core::simulation::{Counts, Estimate, Metric, Options, Simulated, simulate};
use wfm_core::{Error, io};

fn play(operation: &Operation, replications: usize, seed: u64) -> Simulated {
    let options = Options { replications, seed, ..Options::default() };
    simulate(operation, &options, &Control::unlimited()).unwrap()
}

/// A steady queue with exponential times: eight half-hours, the first two discarded.
fn steady(erlangs: f64, agents: u32, aht: f64, patience: Option<f64>) -> Operation {
    let intervals = 8;
    let patience = patience.map_or(Distribution::ENDLESS, Distribution::exponential);
    let offered = vec![erlangs * 1800.0 / aht; intervals];
    Operation {
        interval: 1800.0,
        intervals,
        warmup: 3600.0,
        call_types: vec![CallType::new("calls", offered, Distribution::exponential(aht), patience, 20.0)],
        groups: vec![Group {
            name: "team".to_owned(),
            staffing: Staffing::Counts(vec![agents; intervals]),
            serves: vec![Serving::first_choice(0)],
            contact_speed: vec![1.0],
        }],
        day_rate_shape: None,
    }
}

/// A number in `from..to` for each setting, without a generator: multiples of the golden ratio are spread evenly.
fn spread(setting: u32, dimension: f64, from: f64, to: f64) -> f64 {
    from + (to - from) * (f64::from(setting) * 0.618_033_988_75 * dimension).fract()
}

/// Within twice the 95 % interval: of some hundred figures none may lie beyond.
#[track_caller]
fn agrees(found: Option<Estimate>, exact: f64, what: &str) {
    let found = found.expect("calls");
    assert!(
        (found.mean - exact).abs() <= 2.0 * found.half_width + 1e-4,
        "{what}: {found:?}, exactly {exact}"
    );
}

#[test]
fn erlang_a_is_reproduced_in_twenty_settings() {
    for setting in 1..=20 {
        let (erlangs, aht) = (spread(setting, 1.0, 2.0, 30.0), spread(setting, 1.7, 90.0, 400.0));
        let patience = spread(setting, 2.3, 0.2, 1.5) * aht;
        let agents = (erlangs * spread(setting, 3.1, 0.8, 1.25)).ceil();
        let played = play(&steady(erlangs, agents as u32, aht, Some(patience)), 150, u64::from(setting));
        let load = Load::of_erlangs(erlangs, aht).unwrap();
        let exact = a::figures(load, Patience::new(patience).unwrap(), agents);
        let ends = a::ends(load, Patience::new(patience).unwrap(), agents, 20.0, 20.0);
        let what = |name: &str| format!("{name}, {erlangs} erlangs, {agents} agents, patience {patience}");
        agrees(played.of_call_type(0, Metric::Abandonment), exact.abandonment, &what("abandonment"));
        agrees(played.of_call_type(0, Metric::Waited), exact.wait_probability, &what("waited"));
        agrees(played.of_call_type(0, Metric::Asa), exact.asa, &what("ASA"));
        agrees(
            played.of_call_type(0, Metric::ServiceLevelOffered),
            ends.answered_in_time,
            &what("service level"),
        );
        agrees(played.occupancy(0), exact.occupancy, &what("occupancy"));
    }
}

#[test]
fn finite_lines_are_reproduced_in_twenty_settings() {
    for setting in 1..=20 {
        let (erlangs, aht) = (spread(setting, 1.3, 1.0, 15.0), spread(setting, 1.9, 60.0, 300.0));
        let agents = (erlangs * spread(setting, 2.9, 0.9, 1.3)).ceil() as u32;
        let lines = agents + (setting % 7) * 2;
        let patience = (setting % 2 == 0).then_some(aht);
        let mut operation = steady(erlangs, agents, aht, patience);
        operation.call_types[0].lines = Some(lines);
        let played = play(&operation, 150, 100 + u64::from(setting));
        let load = Load::of_erlangs(erlangs, aht).unwrap();
        let patience = patience.map(|seconds| Patience::new(seconds).unwrap());
        let line = k::Line::new(agents, lines).unwrap();
        let (exact, ends) = (k::figures(load, patience, line), k::ends(load, patience, line, 20.0, 20.0));
        let what = |name: &str| format!("{name}, {erlangs} erlangs, {agents} agents, {lines} lines");
        agrees(played.of_call_type(0, Metric::Blocking), exact.blocking, &what("blocking"));
        agrees(played.of_call_type(0, Metric::Abandonment), exact.abandonment, &what("abandonment"));
        agrees(played.of_call_type(0, Metric::Asa), exact.asa, &what("ASA"));
        agrees(
            played.of_call_type(0, Metric::ServiceLevelOffered),
            ends.answered_in_time,
            &what("service level"),
        );
    }
}

/// Erlang X takes redials for extra Poisson traffic at all times; those who try again after a quarter of an hour find the
/// line a little fuller than that.
#[test]
fn redials_come_back_as_often_as_erlang_x_says() {
    use wfm_core::erlang::x;
    let (erlangs, agents, lines, aht, patience) = (10.0, 9, 14, 120.0, 90.0);
    let mut operation = steady(erlangs, agents, aht, Some(patience));
    operation.call_types[0].lines = Some(lines);
    operation.call_types[0].redials = Some(Redials { abandoned: 0.6, blocked: 0.8, delay: 900.0 });
    // Long enough for the redials to settle.
    operation.intervals = 24;
    operation.warmup = 10_800.0;
    operation.call_types[0].offered = vec![vec![erlangs * 1800.0 / aht; 24]];
    operation.groups[0].staffing = Staffing::Counts(vec![agents; 24]);
    let played = play(&operation, 150, 3);
    let load = Load::of_erlangs(erlangs, aht).unwrap();
    let line = k::Line::new(agents, lines).unwrap();
    let redials = x::Redials::new(0.6, 0.8).unwrap();
    let exact = x::total_load(load, Some(Patience::new(patience).unwrap()), line, redials).unwrap().erlangs();
    let all: Counts = played.counts(0, 0..24).iter().sum();
    let total = f64::from(all.offered) / f64::from(all.offered - all.redials) * erlangs;
    assert!((total / exact - 1.0).abs() < 0.02, "{total} {exact}");
}

fn data() -> Option<PathBuf> {
    let folder =
        std::env::var_os("WFM_TEST_DATA").map(|folder| PathBuf::from(folder).join("simulation-reference"));
    if folder.is_none() {
        eprintln!("skipped: WFM_TEST_DATA does not name the folder of test data");
    }
    folder
}

fn rows(name: &str) -> Option<Vec<Vec<String>>> {
    let text = std::fs::read_to_string(data()?.join(name)).unwrap();
    Some(text.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect())
}

fn reference(id: &str) -> io::OperationFile {
    let path = data().unwrap().join(format!("scenario-{id}.json"));
    io::operation(io::Source::path(path)).accept(true).unwrap().0
}

fn near(found: Estimate, mean: f64, half_width: f64) -> bool {
    (found.mean - mean).abs() <= 3.0 * found.half_width.hypot(half_width) + 5e-4 * mean.abs().max(1.0)
}

/// Every figure of the reference operations, simulated by another program.
#[test]
fn another_simulator_finds_the_same() {
    let Some(rows) = rows("results.csv") else { return };
    let mut checked = 0;
    for id in ["S01", "S02", "S03", "S04", "S05", "S06", "S07"] {
        let file = reference(id);
        let played = play(&file.operation, 60, 5);
        for row in rows.iter().filter(|row| row[0] == id) {
            let metric = Metric::ALL.into_iter().find(|metric| metric.name() == row[2]);
            let call_type = played.call_types.iter().position(|name| *name == row[1]);
            let group = played.groups.iter().position(|name| *name == row[1]);
            let found = match (row[2].as_str(), metric) {
                ("occupancy", _) => played.occupancy(group.unwrap()),
                ("mean_chats_per_busy_agent", _) => played.contacts_per_busy_agent(group.unwrap()),
                ("offered_per_replication", _) => match call_type {
                    Some(call_type) => played.offered(call_type),
                    None => played.offered_in_all(),
                },
                (_, Some(metric)) => match call_type {
                    Some(call_type) => played.of_call_type(call_type, metric),
                    None => played.of_all(metric),
                },
                (name, None) => panic!("{name} is not known"),
            };
            let (found, mean, half_width) =
                (found.unwrap(), row[3].parse().unwrap(), row[4].parse().unwrap());
            assert!(near(found, mean, half_width), "{row:?} {found:?}");
            checked += 1;
        }
    }
    assert!(checked > 100, "{checked}");
}

/// A day whose load and staff change every half-hour, interval by interval.
#[test]
fn another_simulator_finds_the_same_in_every_interval() {
    let Some(rows) = rows("results-intervals.csv") else { return };
    let played = play(&reference("S06").operation, 800, 5);
    for row in &rows {
        let interval: usize = row[2].parse().unwrap();
        for (metric, column) in [(Metric::ServiceLevelOffered, 3), (Metric::Abandonment, 5), (Metric::Asa, 7)]
        {
            let (mean, half_width) = (row[column].parse().unwrap(), row[column + 1].parse().unwrap());
            let found = played.over(0, interval..interval + 1, metric).unwrap();
            assert!(near(found, mean, half_width), "{row:?} {metric:?} {found:?}");
        }
    }
}

/// Little's law of the agents: time spent in talk is what the answered calls took.
#[test]
fn time_in_talk_is_handle_time_of_the_answered() {
    // No call outlives the stretch in which time is counted: the last interval is quiet.
    let mut operation = steady(12.0, 12, 200.0, Some(100.0));
    operation.warmup = 0.0;
    for interval in 5..8 {
        operation.call_types[0].offered[0][interval] = 0.0;
    }
    for lines in [None, Some(40)] {
        operation.call_types[0].lines = lines;
        let played = play(&operation, 40, 8);
        for (number, counts) in played.counts(0, 0..8).iter().enumerate() {
            let busy = played.replications[number].teams[0].busy;
            assert!((busy - counts.handling).abs() < 1e-6 * busy, "{busy} {}", counts.handling);
        }
    }
}

/// Little's law of the queue: waiting time over mean patience is the number of those who hang up.
#[test]
fn hang_ups_are_waiting_time_over_patience() {
    let played = play(&steady(20.0, 19, 240.0, Some(150.0)), 400, 21);
    let parts: Vec<(f64, f64)> = played
        .counts(0, 0..8)
        .iter()
        .map(|counts| (f64::from(counts.abandoned), counts.wait / 150.0))
        .collect();
    let found = wfm_core::simulation::estimate(parts.iter().copied()).unwrap();
    assert!((found.mean - 1.0).abs() <= 2.0 * found.half_width, "{found:?}");
}

#[test]
fn one_more_agent_meets_the_same_calls_and_never_makes_them_wait_longer() {
    for agents in [8, 10, 12] {
        let (fewer, more) =
            (steady(10.0, agents, 240.0, Some(180.0)), steady(10.0, agents + 1, 240.0, Some(180.0)));
        let (fewer, more) = (play(&fewer, 100, 4), play(&more, 100, 4));
        let waits = |played: &Simulated| -> Vec<Counts> { played.counts(0, 0..8) };
        let offered = |played: &Simulated| -> Vec<u32> { waits(played).iter().map(|c| c.offered).collect() };
        assert_eq!(offered(&fewer), offered(&more));
        let difference: Vec<(f64, f64)> = waits(&fewer)
            .iter()
            .zip(waits(&more))
            .map(|(fewer, more)| (more.wait - fewer.wait, f64::from(fewer.offered)))
            .collect();
        let difference = wfm_core::simulation::estimate(difference.into_iter()).unwrap();
        assert!(difference.mean <= difference.half_width, "{agents} agents: {difference:?}");
        // Common random numbers: the difference is known better than either wait.
        let apart = fewer.of_call_type(0, Metric::MeanWait).unwrap().half_width;
        assert!(difference.half_width < apart, "{difference:?} {apart}");
    }
}

#[test]
fn it_plays_on_until_the_precision_is_reached() {
    let operation = steady(10.0, 11, 240.0, Some(180.0));
    let options = Options { replications: 10, precision: Some(0.01), ..Options::default() };
    let played = simulate(&operation, &options, &Control::unlimited()).unwrap();
    let level = played.of_call_type(0, Metric::ServiceLevelOffered).unwrap();
    assert!(level.half_width <= 0.01 && played.replications.len() > 10, "{level:?}");
    let few = simulate(
        &operation,
        &Options { most_replications: 20, precision: Some(1e-9), ..options },
        &Control::unlimited(),
    );
    assert_eq!(few.unwrap().replications.len(), 20);
}

#[test]
fn a_stopped_run_keeps_what_was_played() {
    let operation = steady(10.0, 11, 240.0, Some(180.0));
    let asked = std::sync::atomic::AtomicU32::new(0);
    let stop = || {
        let asked = asked.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        (asked >= 2).then_some(Stop::Cancelled)
    };
    let options = Options { replications: 1000, ..Options::default() };
    let played = simulate(&operation, &options, &Control::new(&stop, &|_| {})).unwrap();
    assert_eq!(played.replications, play(&operation, played.replications.len(), 1).replications);
    assert!((1..1000).contains(&played.replications.len()));
    let at_once = simulate(&operation, &options, &Control::new(&|| Some(Stop::Cancelled), &|_| {}));
    assert_eq!(at_once.unwrap_err(), Error::Cancelled);
}

#[test]
fn what_makes_no_sense_is_named_all_at_once() {
    let mut operation = steady(10.0, 11, 240.0, Some(180.0));
    operation.call_types[0].patience.mean = -1.0;
    operation.call_types[0].within = f64::NAN;
    operation.groups[0].serves.clear();
    operation.groups[0].staffing = Staffing::Counts(vec![1]);
    operation.warmup = 1e9;
    let problems: Vec<String> = operation.problems().iter().map(ToString::to_string).collect();
    for expected in [
        "warmup_s",
        "patience.mean_s of call type calls is -1",
        "target_s",
        "agents_per_interval of group team",
        "serves of call type calls is no group",
    ] {
        assert!(problems.iter().any(|problem| problem.starts_with(expected)), "{expected}: {problems:#?}");
    }
    assert!(simulate(&operation, &Options::default(), &Control::unlimited()).is_err());
    let none = Options { replications: 0, ..Options::default() };
    assert!(simulate(&steady(1.0, 1, 60.0, None), &none, &Control::unlimited()).is_err());
}

fn distribution() -> impl Strategy<Value = Distribution> {
    (0usize..4, 1.0..600.0, 0.1..3.0).prop_map(|(shape, mean, cv)| Distribution {
        shape: Shape::ALL[shape],
        mean,
        cv,
    })
}

fn call_type(name: &'static str, intervals: usize) -> impl Strategy<Value = CallType> {
    let offered = prop::collection::vec(prop_oneof![Just(0.0), 0.0..40.0], intervals);
    let open = prop_oneof![Just(Vec::new()), prop::collection::vec(any::<bool>(), intervals)];
    let extras =
        (prop::option::of(1u32..12), prop::option::of((0.0..1.0, 0.0..1.0, 1.0..900.0)), any::<bool>());
    (offered, distribution(), prop::option::of(distribution()), open, extras).prop_map(
        move |(mut offered, handle_time, patience, open, (lines, redials, deferred))| {
            for (calls, open) in offered.iter_mut().zip(&open) {
                *calls = if *open { *calls } else { 0.0 };
            }
            let redials = redials.map(|(abandoned, blocked, delay)| Redials { abandoned, blocked, delay });
            let patience = patience.unwrap_or(Distribution::ENDLESS);
            CallType {
                open,
                lines,
                redials,
                deferred,
                ..CallType::new(name, offered, handle_time, patience, 20.0)
            }
        },
    )
}

fn group(name: &'static str, intervals: usize) -> impl Strategy<Value = Group> {
    let span =
        (0.0..3000.0, 0.0..3000.0).prop_map(|(from, length)| Shift { spans: vec![(from, from + length)] });
    let shifts = (prop::collection::vec(span, 0..8), 0.0..=1.0, 0.0..=1.0)
        .prop_map(|(shifts, absence, away)| Staffing::Shifts { shifts, absence, away });
    let counts = prop::collection::vec(0u32..8, intervals).prop_map(Staffing::Counts);
    let serving = (1u32..4, 1u32..4, 0.5..1.5, 0u32..2);
    let speeds = prop_oneof![Just(vec![1.0]), Just(vec![1.0, 0.7]), Just(vec![1.0, 0.8, 0.6])];
    (prop_oneof![shifts, counts], [serving.clone(), serving], speeds).prop_map(
        move |(staffing, ranks, contact_speed)| {
            let serving = |(call_type, (group_rank, call_rank, speed, reserve))| Serving {
                call_type,
                group_rank,
                call_rank,
                speed,
                reserve,
            };
            let serves = ranks.into_iter().enumerate().map(serving).collect();
            Group { name: name.to_owned(), staffing, serves, contact_speed }
        },
    )
}

fn any_operation() -> impl Strategy<Value = Operation> {
    let parts = (call_type("a", 4), call_type("b", 4), group("g", 4), group("h", 4));
    (parts, prop::option::of((0.0..=1.0, 0.0..200.0)), prop::option::of(1.0..100.0)).prop_map(
        |((mut a, b, g, h), callback, shape)| {
            a.callback = callback.map(|(share, after)| Callback { share, after, becomes: 1 });
            Operation {
                interval: 900.0,
                intervals: 4,
                warmup: 600.0,
                call_types: vec![a, b],
                groups: vec![g, h],
                day_rate_shape: shape,
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn whatever_is_played_every_call_ends_at_most_once_and_no_time_is_negative(operation in any_operation(), seed: u64) {
        let played = play(&operation, 4, seed);
        for call_type in 0..2 {
            for counts in played.counts(call_type, 0..4) {
                let ended = counts.answered + counts.abandoned + counts.blocked + counts.called_back;
                prop_assert!(ended <= counts.offered && counts.redials <= counts.offered);
                prop_assert!(counts.answered_in_time <= counts.answered && counts.abandoned_in_time <= counts.abandoned);
                prop_assert!(counts.wait >= counts.wait_answered - 1e-9 && counts.wait_answered >= 0.0);
                prop_assert!(counts.wait.is_finite() && counts.handling.is_finite());
            }
        }
        for replication in &played.replications {
            for team in &replication.teams {
                prop_assert!(team.busy >= 0.0 && team.staffed >= 0.0 && team.contacts >= team.busy - 1e-6);
            }
        }
        prop_assert_eq!(played, play(&operation, 4, seed));
    }
}
