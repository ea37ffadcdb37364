//! What must hold of every requirement, whatever the numbers, and the published examples it must reproduce.

use proptest::prelude::*;
use wfm_core::erlang::Load;
use wfm_core::model::{
    Channel, Combine, Forecast, Grid, Performance, Queue, Requirement, ResponseTarget,
    ServiceLevelDefinition, ServiceLevelTarget, Shrinkage, StaffingModel, TargetOver,
};
use wfm_core::staffing::{self, Binding, Carrying, Options, Tally, WorkItem};

/// 30-minute intervals of calls with one handle time; always open.
fn forecast(offered: &[f64], aht: f64) -> Forecast {
    let grid = Grid::new("2026-11-23T08:00:00Z".parse().unwrap(), 30, offered.len(), chrono_tz::UTC).unwrap();
    let open = vec![true; offered.len()];
    Forecast { aht: Some(vec![aht; offered.len()]), ..Forecast::given("calls", grid, open, offered.to_vec()) }
}

fn promise(share: f64, within: f64) -> Option<ServiceLevelTarget> {
    Some(ServiceLevelTarget {
        share,
        within,
        definition: ServiceLevelDefinition::Offered,
        short_abandon: None,
    })
}

fn calls(share: f64, within: f64) -> Queue {
    let mut queue = Queue::new("calls", Channel::Voice);
    queue.target.service_level = promise(share, within);
    queue
}

fn shrunk_by(share: f64) -> Shrinkage {
    Shrinkage::new(vec![("all".to_owned(), share)], Combine::Additive).unwrap()
}

/// Each interval by itself, as calculators do.
fn alone() -> Options {
    Options { carrying: Carrying::Never, ..Options::default() }
}

fn required(queue: &Queue, offered: &[f64], aht: f64, shrinkage: f64) -> Requirement {
    staffing::requirement(&forecast(offered, aht), queue, &shrunk_by(shrinkage), &alone()).unwrap()
}

/// The service of all intervals together, with the agents required.
fn service_of_all(queue: &Queue, requirement: &Requirement) -> Performance {
    let tallies = staffing::tallies(queue, requirement, &requirement.agents).unwrap().unwrap();
    tallies.into_iter().sum::<Tally>().performance()
}

fn gives(requirement: &Requirement, index: usize) -> Performance {
    requirement.basis.as_ref().unwrap().performance[index]
}

fn codes(requirement: &Requirement) -> Vec<&str> {
    requirement.basis.as_ref().unwrap().warnings.iter().map(|warning| warning.code.as_str()).collect()
}

fn is_near(got: Option<f64>, expected: f64, tolerance: f64) {
    let got = got.unwrap();
    assert!((got - expected).abs() <= tolerance, "{got} instead of {expected}");
}

/// 100 calls of 180 s in half an hour, 80/20, occupancy at most 85 %, shrinkage 30 %: the worked example of pyworkforce
/// and of the R package ErlangC.
#[test]
fn agrees_with_the_published_example() {
    let mut queue = calls(0.80, 20.0);
    queue.target.max_occupancy = Some(0.85);
    let requirement = required(&queue, &[100.0], 180.0, 0.30);
    assert_eq!(requirement.agents, [14.0]);
    assert_eq!(staffing::scheduled_agents(&requirement), [20]);
    let service = gives(&requirement, 0);
    is_near(service.service_level, 0.888_350_019_179_467, 1e-12);
    is_near(service.asa, 7.835_937_011_777_24, 1e-11);
    is_near(service.occupancy, 0.714_285_714_285_714, 1e-12);
}

/// 400 calls of 257 s in half an hour, 80/20: 64 agents, 68 with an occupancy cap of 85 %.
#[test]
fn an_occupancy_cap_asks_for_more() {
    let requirement = required(&calls(0.80, 20.0), &[400.0], 257.0, 0.0);
    assert_eq!(requirement.agents, [64.0]);
    is_near(gives(&requirement, 0).service_level, 0.836_95, 5e-6);
    is_near(gives(&requirement, 0).asa, 10.397, 5e-4);
    is_near(gives(&requirement, 0).occupancy, 0.892_36, 5e-6);

    let mut capped = calls(0.80, 20.0);
    capped.target.max_occupancy = Some(0.85);
    let requirement = required(&capped, &[400.0], 257.0, 0.30);
    assert_eq!(requirement.agents, [68.0]);
    is_near(gives(&requirement, 0).service_level, 0.952_60, 5e-6);
    is_near(gives(&requirement, 0).asa, 2.611, 5e-4);
    assert!((requirement.scheduled[0] - 97.142_857_142_857).abs() < 1e-9);
    assert_eq!(staffing::scheduled_agents(&requirement), [98]);
}

#[test]
fn the_promise_that_decides_is_named() {
    let load = Load::new(400.0, 257.0, 1800.0).unwrap();
    let sizing = |queue: &Queue| {
        let sizing = staffing::sizing(queue, load).unwrap();
        (sizing.agents, sizing.binding)
    };
    let mut queue = calls(0.80, 20.0);
    assert_eq!(sizing(&queue), (64.0, Some(Binding::ServiceLevel)));
    queue.target.max_asa = Some(5.0);
    assert_eq!(sizing(&queue), (67.0, Some(Binding::Asa)));
    queue.target.max_occupancy = Some(0.85);
    assert_eq!(sizing(&queue), (68.0, Some(Binding::Occupancy)));
    queue.target.minimum_agents = 70;
    assert_eq!(sizing(&queue), (70.0, Some(Binding::MinimumAgents)));
    let email = Queue::new("calls", Channel::Email);
    assert_eq!(sizing(&email).1, Some(Binding::Workload));
}

/// Other calculators' answers: turbotab, jonesthenet.com, the inputs of phubers/erlang.
#[test]
fn agrees_with_other_calculators() {
    assert_eq!(required(&calls(0.80, 20.0), &[75.0], 180.0, 0.30).agents, [11.0]);
    assert_eq!(required(&calls(0.80, 30.0), &[125.0], 330.0, 0.0).agents, [28.0]);
    assert_eq!(required(&calls(0.80, 20.0), &[200.0], 180.0, 0.0).agents, [24.0]);
}

/// Erlang A with calls of 180 s and a patience of 60 s and 300 s, 80/20: below the load where callers are impatient.
#[test]
fn impatient_callers_need_fewer_agents_than_the_load() {
    for (erlangs, with_60, with_300) in [
        (10.0, 12.0, 13.0),
        (50.0, 47.0, 53.0),
        (100.0, 90.0, 102.0),
        (200.0, 173.0, 198.0),
        (500.0, 416.0, 484.0),
    ] {
        for (patience, agents) in [(60.0, with_60), (300.0, with_300)] {
            let queue = Queue { patience: Some(patience), ..calls(0.80, 20.0) };
            assert_eq!(required(&queue, &[erlangs * 10.0], 180.0, 0.0).agents, [agents], "{erlangs} erlangs");
        }
    }
}

/// The traps other programs fall into: one agent too many for loose targets.
#[test]
fn loose_targets_get_the_fewest_agents() {
    assert_eq!(required(&calls(0.0, 20.0), &[106.0], 180.0, 0.0).agents, [11.0]);
    assert_eq!(required(&calls(0.50, 20.0), &[5.0], 180.0, 0.0).agents, [1.0]);
}

#[test]
fn without_calls_there_are_the_minimum_agents_while_open() {
    let mut queue = calls(0.80, 20.0);
    queue.target.minimum_agents = 2;
    let mut closing = forecast(&[0.0, 30.0, 0.0], 180.0);
    closing.open[2] = false;
    let requirement = staffing::requirement(&closing, &queue, &shrunk_by(0.2), &alone()).unwrap();
    assert_eq!(requirement.agents[0], 2.0);
    assert!(requirement.agents[1] > 2.0);
    assert_eq!(requirement.agents[2], 0.0);
    assert_eq!(gives(&requirement, 0).service_level, None);
    assert_eq!(gives(&requirement, 0).occupancy, Some(0.0));
    assert_eq!(gives(&requirement, 2), Performance::default());
}

#[test]
fn what_is_missing_is_named() {
    let refused = |forecast: &Forecast, queue: &Queue| {
        staffing::requirement(forecast, queue, &Shrinkage::default(), &Options::default())
            .unwrap_err()
            .to_string()
    };
    let busy = forecast(&[100.0], 180.0);
    let message = refused(&busy, &Queue::new("calls", Channel::Voice));
    assert!(message.starts_with("target of queue calls is missing; expected service_level"), "{message}");

    let unknown = Forecast { aht: None, ..busy.clone() };
    let message = refused(&unknown, &calls(0.80, 20.0));
    assert!(message.starts_with("average handle time of queue calls is missing"), "{message}");

    let message = refused(&busy, &Queue { model: Some(StaffingModel::ErlangA), ..calls(0.80, 20.0) });
    assert!(message.starts_with("patience_seconds of queue calls is missing"), "{message}");

    let message = refused(&busy, &calls(80.0, 20.0));
    assert!(message.contains("80 % is 0.8"), "{message}");

    let message = refused(&forecast(&[f64::NAN], 180.0), &calls(0.80, 20.0));
    assert!(message.starts_with("offered of queue calls at 2026-11-23T08:00:00+00:00 is NaN"), "{message}");

    let mut hang_ups = Queue::new("calls", Channel::Voice);
    hang_ups.target.max_abandonment = Some(0.05);
    assert!(refused(&busy, &hang_ups).contains("nobody hangs up"));
}

#[test]
fn a_queue_nobody_calls_needs_no_handle_time() {
    let silent = Forecast { aht: None, ..forecast(&[0.0; 3], 180.0) };
    let requirement =
        staffing::requirement(&silent, &calls(0.80, 20.0), &Shrinkage::default(), &alone()).unwrap();
    assert_eq!(requirement.agents, [0.0; 3]);
}

/// With 30 % shrinkage 20 rostered agents are 14 on the queue, and do as well as the published example's 14.
#[test]
fn a_roster_gives_what_shrinkage_leaves() {
    let queue = calls(0.80, 20.0);
    let shrinkage = shrunk_by(0.30);
    let requirement = required(&queue, &[100.0, 100.0], 180.0, 0.30);
    let coverage = staffing::coverage(&queue, &requirement, &shrinkage, &[20.0, 10.0]).unwrap();
    assert_eq!(coverage.required, [20, 20]);
    assert_eq!(coverage.net(1), -10.0);
    is_near(coverage.performance[0].service_level, 0.888_350_019_179_467, 1e-12);
    assert_eq!(coverage.performance[1].service_level, Some(0.0));
    assert_eq!(coverage.performance[1].asa, Some(f64::INFINITY));
    assert!(staffing::coverage(&queue, &requirement, &shrinkage, &[20.0]).is_err());
    let short = Requirement { scheduled: vec![20.0], ..requirement };
    let refused = staffing::coverage(&queue, &short, &shrinkage, &vec![20.0; short.grid.len()]).unwrap_err();
    assert!(refused.to_string().starts_with("scheduled of the requirement of queue"), "{refused}");
}

#[test]
fn of_a_requirement_given_as_it_is_no_service_is_known() {
    let queue = calls(0.80, 20.0);
    let given = Requirement { basis: None, ..required(&queue, &[100.0], 180.0, 0.0) };
    let coverage = staffing::coverage(&queue, &given, &Shrinkage::default(), &[14.0]).unwrap();
    assert_eq!(coverage.performance, [Performance::default()]);
    assert_eq!(staffing::tallies(&queue, &given, &[14.0]).unwrap(), None);
}

/// 300 calls at 90 % and 100 calls at 50 % are 80 %, not 70 %.
#[test]
fn a_day_is_weighted_by_its_contacts() {
    let queue = calls(0.80, 20.0);
    let requirement = required(&queue, &[300.0, 100.0], 180.0, 0.0);
    let agents = [33.0, 11.0];
    let tallies = staffing::tallies(&queue, &requirement, &agents).unwrap().unwrap();
    let day: Tally = tallies.iter().copied().sum();
    let hours: Vec<_> = (0..2)
        .map(|index| {
            let load = Load::new(requirement.basis.as_ref().unwrap().offered[index], 180.0, 1800.0).unwrap();
            staffing::performance(&queue, load, agents[index]).unwrap()
        })
        .collect();
    let mean = |figure: fn(&Performance) -> Option<f64>| {
        (300.0 * figure(&hours[0]).unwrap() + 100.0 * figure(&hours[1]).unwrap()) / 400.0
    };
    is_near(day.performance().service_level, mean(|hour| hour.service_level), 1e-12);
    is_near(day.performance().asa, mean(|hour| hour.asa), 1e-9);
    is_near(day.performance().occupancy, (30.0 + 10.0) / (33.0 + 11.0), 1e-12);
    assert_eq!(staffing::combine(&tallies).unwrap(), day);
}

#[test]
fn service_levels_of_different_definitions_are_not_mixed() {
    let mut queue = calls(0.80, 20.0);
    let requirement = required(&queue, &[100.0], 180.0, 0.0);
    let tally = |queue: &Queue| staffing::tallies(queue, &requirement, &[14.0]).unwrap().unwrap()[0];
    let offered = tally(&queue);
    queue.target.service_level.as_mut().unwrap().definition = ServiceLevelDefinition::Answered;
    let message = staffing::combine(&[offered, tally(&queue)]).unwrap_err().to_string();
    assert!(message.contains("answered within 20 s; expected offered within 20 s"), "{message}");
}

/// 20 erlangs of 240 s, patience 60 s, 19 agents, T = 20 s: one queue, four service levels.
#[test]
fn every_definition_has_its_own_figure() {
    let load = Load::of_erlangs(20.0, 240.0).unwrap();
    let mut queue = Queue { patience: Some(60.0), ..calls(0.80, 20.0) };
    for (definition, level) in [
        (ServiceLevelDefinition::Offered, 0.728),
        (ServiceLevelDefinition::ExclShortAbandons, 0.807),
        (ServiceLevelDefinition::Answered, 0.852),
        (ServiceLevelDefinition::WaitLeT, 0.826),
    ] {
        queue.target.service_level.as_mut().unwrap().definition = definition;
        let service = staffing::performance(&queue, load, 19.0).unwrap();
        is_near(service.service_level, level, 5e-4);
        is_near(service.abandonment, 0.146, 5e-4);
    }
}

#[test]
fn email_is_sized_by_plain_workload_and_says_so() {
    let email = Queue::new("calls", Channel::Email);
    let requirement = required(&email, &[57.0], 300.0, 0.0);
    is_near(Some(requirement.agents[0]), 10.0, 1e-12);
    assert_eq!(codes(&requirement), ["W9"]);
    assert_eq!(gives(&requirement, 0).service_level, None);
    is_near(gives(&requirement, 0).occupancy, 0.95, 1e-12);
}

/// 60 e-mails of 5 minutes in each of 8 half hours, a promise of 8 hours: work flows evenly.
#[test]
fn a_response_time_spreads_the_work() {
    let mut claims = Queue::new("calls", Channel::Email);
    claims.target.response = Some(ResponseTarget { share: 0.95, within_hours: 8.0 });
    claims.target.minimum_agents = 1;
    let offered = [0.0, 300.0, 0.0, 0.0, 180.0, 0.0, 0.0, 0.0];
    let requirement = required(&claims, &offered, 300.0, 0.20);
    for agents in &requirement.agents {
        is_near(Some(*agents), 10.0 / 0.95, 1e-9);
    }
    let basis = requirement.basis.as_ref().unwrap();
    assert_eq!(basis.model, StaffingModel::Deferred);
    assert_eq!(basis.service_level, promise(0.95, 8.0 * 3600.0));
    is_near(gives(&requirement, 1).service_level, 1.0, 1e-6);
    assert_eq!(gives(&requirement, 0).service_level, None);
    let backlog = staffing::backlog(&claims, &requirement, &[0.0; 8]).unwrap().unwrap();
    assert!(backlog[7].contacts >= 480.0 - 1e-6, "{backlog:?}");
}

#[test]
fn work_that_is_late_already_is_late_whatever_is_done() {
    let old = WorkItem { arrival: -9, deadline: -1, work_seconds: 60.0 };
    let new = WorkItem { arrival: 1, deadline: 2, work_seconds: 60.0 };
    let done = staffing::schedule(&[new, old], &[30.0, 60.0, 60.0]).unwrap();
    // The late work goes first and makes the new work late too.
    assert_eq!(done.late, [60.0, 30.0, 0.0]);
    assert_eq!((done.in_time, done.backlog), (vec![30.0, 0.0], vec![30.0, 30.0, 0.0]));
    assert_eq!(done.oldest, [10, 1, 0]);
    assert_eq!(staffing::least_level_capacity(&[old], &[true; 3]), Ok(f64::INFINITY));
    assert!(staffing::schedule(&[WorkItem { deadline: 1, ..new }], &[1.0]).is_err());
    assert!(staffing::schedule(&[new], &[f64::NAN]).is_err());
}

#[test]
fn the_night_holds_no_work() {
    let item = WorkItem { arrival: 0, deadline: 4, work_seconds: 100.0 };
    assert_eq!(staffing::least_level_capacity(&[item], &[true, false, false, true]), Ok(50.0));
}

#[test]
fn real_agents_meet_the_target_exactly() {
    let options = Options { fractional: true, ..alone() };
    for queue in [calls(0.80, 20.0), Queue { patience: Some(180.0), ..calls(0.80, 20.0) }] {
        let requirement =
            staffing::requirement(&forecast(&[333.0], 200.0), &queue, &Shrinkage::default(), &options)
                .unwrap();
        is_near(gives(&requirement, 0).service_level, 0.80, 1e-9);
    }
}

/// 80/20, calls of 240 s: what Erlang C asks for, and what callers with patience of 60, 180 and 600 s need.
#[test]
fn w1_says_how_much_erlang_c_overstaffs() {
    for (erlangs, by_c, by_a) in [
        (5.0, 8.0, [7.0, 7.0, 8.0]),
        (20.0, 25.0, [21.0, 23.0, 24.0]),
        (50.0, 56.0, [48.0, 52.0, 55.0]),
        (200.0, 209.0, [176.0, 194.0, 204.0]),
    ] {
        for (patience, by_a) in [60.0, 180.0, 600.0].into_iter().zip(by_a) {
            let calls_offered = [erlangs * 7.5];
            let impatient = Queue { patience: Some(patience), ..calls(0.80, 20.0) };
            assert_eq!(required(&impatient, &calls_offered, 240.0, 0.0).agents, [by_a]);
            let patient = Queue { model: Some(StaffingModel::ErlangC), ..impatient };
            let requirement = required(&patient, &calls_offered, 240.0, 0.0);
            assert_eq!(requirement.agents, [by_c]);
            let w1 = &requirement.basis.as_ref().unwrap().warnings[0];
            assert_eq!(w1.code, "W1");
            assert!(
                w1.message.contains(&format!("asks for {:.0} agent-intervals more", by_c - by_a)),
                "{w1:?}"
            );
        }
    }
    let message = &required(&calls(0.80, 20.0), &[100.0], 240.0, 0.0).basis.unwrap().warnings[0].message;
    assert!(message.contains("Give patience_seconds"), "{message}");
}

#[test]
fn w1_tells_of_a_target_met_by_people_hanging_up() {
    let mut queue = Queue { patience: Some(60.0), ..calls(0.80, 20.0) };
    let requirement = required(&queue, &[375.0], 240.0, 0.0);
    let warning = &requirement.basis.as_ref().unwrap().warnings[0];
    assert_eq!(warning.code, "W1");
    assert!(warning.message.contains("while 9.8 % hang up"), "{warning:?}");
    queue.target.max_abandonment = Some(0.05);
    let limited = required(&queue, &[375.0], 240.0, 0.0);
    assert!(limited.agents[0] > requirement.agents[0]);
    assert!(!codes(&limited).contains(&"W1"));
}

/// 20 erlangs of 240 s: Erlang C falls apart near its load, Erlang A with a patience of 180 s does not.
#[test]
fn w2_erlang_c_means_little_near_its_load() {
    let load = Load::of_erlangs(20.0, 240.0).unwrap();
    let c = Queue { model: Some(StaffingModel::ErlangC), ..calls(0.0, 20.0) };
    let a = Queue { patience: Some(180.0), ..calls(0.0, 20.0) };
    let by = |queue: &Queue, agents: f64| staffing::performance(queue, load, agents).unwrap();
    assert_eq!(by(&c, 20.0).service_level, Some(0.0));
    assert_eq!(by(&c, 20.0).asa, Some(f64::INFINITY));
    is_near(by(&c, 21.0).service_level, 0.300, 5e-4);
    is_near(by(&c, 21.0).asa, 182.6, 0.05);
    is_near(by(&a, 20.0).service_level, 0.649, 5e-4);
    is_near(by(&a, 20.0).asa, 15.9, 0.05);
    is_near(by(&a, 22.0).service_level, 0.789, 5e-4);
    assert!(codes(&required(&c, &[150.0], 240.0, 0.0)).contains(&"W2"));
    assert!(!codes(&required(&calls(0.80, 20.0), &[10.0], 240.0, 0.0)).contains(&"W2"));
}

#[test]
fn w4_says_whether_long_contacts_are_carried_over() {
    let long = forecast(&[20.0, 60.0, 20.0], 1200.0);
    let by = |carrying| {
        let options = Options { carrying, ..Options::default() };
        staffing::requirement(&long, &calls(0.80, 20.0), &Shrinkage::default(), &options).unwrap()
    };
    let message = |requirement: &Requirement| {
        let warnings = &requirement.basis.as_ref().unwrap().warnings;
        warnings.iter().find(|warning| warning.code == "W4").unwrap().message.clone()
    };
    assert!(message(&by(Carrying::WhenLong)).contains("carried over"));
    assert!(message(&by(Carrying::Never)).contains("may be far worse"));
    assert_eq!(by(Carrying::WhenLong), by(Carrying::Always));
    assert!(by(Carrying::Always).agents[0] < by(Carrying::Never).agents[0]);
    assert!(!codes(&required(&calls(0.80, 20.0), &[100.0; 3], 180.0, 0.0)).contains(&"W4"));
}

/// Calls of the 24 half hours of reference scenario S06, from the folder named by `WFM_TEST_DATA`.
fn reference_day() -> Option<Vec<f64>> {
    let Ok(folder) = std::env::var("WFM_TEST_DATA") else {
        println!("skipped: WFM_TEST_DATA is not set");
        return None;
    };
    let path = std::path::Path::new(&folder).join("simulation-reference/scenario-S06.json");
    let scenario: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let calls = scenario["call_types"][0]["calls_per_interval"].as_array().unwrap();
    Some(calls.iter().map(|calls| calls.as_f64().unwrap()).collect())
}

/// The reference day with a peak of 60 erlangs, 80/20 by Erlang C: agent-intervals with each interval by itself, and
/// with contacts in hand carried over, computed elsewhere.
#[test]
fn long_contacts_need_their_agents_later() {
    let Some(profile) = reference_day() else { return };
    for (aht, alone, carried) in
        [(180.0, 1006.0, 1003.0), (600.0, 1033.0, 1030.0), (1800.0, 1044.0, 1031.0), (3600.0, 1047.0, 1010.0)]
    {
        let offered: Vec<f64> = profile.iter().map(|share| 0.6 * share * 1800.0 / aht).collect();
        let total = |carrying| {
            let options = Options { carrying, ..Options::default() };
            let queue = calls(0.80, 20.0);
            let requirement =
                staffing::requirement(&forecast(&offered, aht), &queue, &Shrinkage::default(), &options)
                    .unwrap();
            requirement.agents.iter().sum::<f64>()
        };
        assert_eq!((total(Carrying::Never), total(Carrying::Always)), (alone, carried), "{aht} s");
        let usual = if aht > 300.0 { carried } else { alone };
        assert_eq!(total(Carrying::WhenLong), usual);
    }
}

/// Calls of 300 s, 80/20 over the reference day: agent-intervals found by an exact dynamic program elsewhere, and the
/// half hours given up where there is no floor.
#[test]
fn the_fewest_agents_of_a_day_are_found() {
    let Some(offered) = reference_day() else { return };
    for (patience, floor, fewest, given_up) in [
        (Some(60.0), 0.0, 266.0, 4),
        (Some(60.0), 0.5, 267.0, 0),
        (Some(180.0), 0.0, 283.0, 7),
        (Some(180.0), 0.5, 290.0, 0),
        (None, 0.0, 320.0, 0),
    ] {
        let mut queue = Queue { patience, ..calls(0.80, 20.0) };
        queue.target.over = TargetOver::Day;
        for exact in [false, true] {
            let options = Options { floor, exact, ..alone() };
            let requirement =
                staffing::requirement(&forecast(&offered, 300.0), &queue, &Shrinkage::default(), &options)
                    .unwrap();
            assert_eq!(
                requirement.agents.iter().sum::<f64>(),
                fewest,
                "patience {patience:?}, floor {floor}"
            );
            assert_eq!(requirement.agents.iter().filter(|agents| **agents == 0.0).count(), given_up);
            let day = service_of_all(&queue, &requirement);
            assert!(day.service_level.unwrap() >= 0.80);
        }
    }
}

#[test]
fn a_target_in_every_interval_costs_more_than_one_over_the_day() {
    let Some(offered) = reference_day() else { return };
    for (patience, agents, level) in
        [(Some(60.0), 281.0, 0.828), (Some(180.0), 303.0, 0.831), (None, 333.0, 0.842)]
    {
        let queue = Queue { patience, ..calls(0.80, 20.0) };
        let requirement = required(&queue, &offered, 300.0, 0.0);
        assert_eq!(requirement.agents.iter().sum::<f64>(), agents);
        let day = service_of_all(&queue, &requirement);
        is_near(day.service_level, level, 5e-4);
    }
}

/// 80/20, calls of 240 s: queues of 5 erlangs each, apart and together. Two of 10 erlangs and 180 s need 24 together.
#[test]
fn w6_pooled_queues_need_fewer() {
    for (queues, separate, pooled) in [(4, 32.0, 25.0), (10, 80.0, 56.0), (20, 160.0, 108.0)] {
        let queue = calls(0.80, 20.0);
        let requirement = required(&queue, &[37.5], 240.0, 0.0);
        let pooling = staffing::pooling(&vec![(&queue, &requirement); queues]).unwrap();
        assert_eq!((pooling.separate[0], pooling.pooled[0]), (separate, pooled));
        assert_eq!(pooling.warning().unwrap().code, "W6");
    }
    let queue = calls(0.80, 20.0);
    let requirement = required(&queue, &[100.0], 180.0, 0.0);
    let two = staffing::pooling(&[(&queue, &requirement), (&queue, &requirement)]).unwrap();
    assert_eq!(two.pooled, [24.0]);
    // A bound for both promises holds neither to the shorter threshold; other definitions have none (W3).
    let mut other = queue.clone();
    let level = other.target.service_level.as_mut().unwrap();
    level.within = 60.0;
    let longer = staffing::pooling(&[(&queue, &requirement), (&other, &requirement)]).unwrap();
    assert!(longer.pooled[0] < 24.0 && longer.pooled[0] > 20.0, "{:?}", longer.pooled);
    other.target.service_level.as_mut().unwrap().definition = ServiceLevelDefinition::Answered;
    assert!(staffing::pooling(&[(&queue, &requirement), (&other, &requirement)]).is_err());
}

#[test]
fn w8_warns_of_handle_times_that_differ_much() {
    let erlang_c = |cv| Queue { handle_time_cv: Some(cv), ..calls(0.80, 20.0) };
    assert!(codes(&required(&erlang_c(1.5), &[100.0], 180.0, 0.0)).contains(&"W8"));
    assert!(codes(&required(&erlang_c(0.2), &[100.0], 180.0, 0.0)).contains(&"W8"));
    assert!(!codes(&required(&erlang_c(1.0), &[100.0], 180.0, 0.0)).contains(&"W8"));
}

/// 150 chats of 360 s, up to three at once: 19 agents give 91 %, and so many or fewer are required for 91 %.
#[test]
fn chats_are_sized_by_their_own_chain() {
    let chat = Queue {
        channel: Channel::Chat,
        concurrency: 3,
        chat_speed: vec![1.0, 0.7, 0.55],
        patience: Some(240.0),
        ..calls(0.91, 45.0)
    };
    let requirement = required(&chat, &[150.0], 360.0, 0.0);
    assert_eq!(requirement.agents, [19.0]);
    is_near(gives(&requirement, 0).service_level, 0.913_339, 5e-7);
    let half =
        |agents| staffing::performance(&chat, Load::new(150.0, 360.0, 1800.0).unwrap(), agents).unwrap();
    let (few, between, many) = (half(18.0), half(18.5), half(19.0));
    is_near(between.service_level, (few.service_level.unwrap() + many.service_level.unwrap()) / 2.0, 1e-12);
}

#[test]
fn people_who_dial_again_need_more_agents() {
    let once = Queue { model: Some(StaffingModel::ErlangX), patience: Some(60.0), ..calls(0.80, 20.0) };
    let again = Queue { redial_abandoned: Some(0.7), ..once.clone() };
    let few_lines = Queue { lines: Some(55), ..once.clone() };
    let simple = Queue { model: None, ..once.clone() };
    let agents = |queue: &Queue| required(queue, &[500.0], 180.0, 0.0).agents[0];
    assert_eq!(agents(&once), agents(&simple));
    assert!(agents(&again) > agents(&once));
    assert!(agents(&few_lines) >= agents(&once));
    let too_few = Queue { lines: Some(30), ..once };
    let refused =
        staffing::requirement(&forecast(&[500.0], 180.0), &too_few, &Shrinkage::default(), &alone());
    assert!(refused.unwrap_err().to_string().starts_with("lines is 30; expected more"));
}

/// Callbacks leave the line: those who stay are served by fewer agents, and the rest is work for later.
#[test]
fn callbacks_take_load_off_the_line() {
    let line = Queue { patience: Some(300.0), ..calls(0.80, 20.0) };
    let offering = Queue { callback_share: Some(0.4), callback_after: Some(10.0), ..line.clone() };
    let (without, with) = (required(&line, &[400.0], 240.0, 0.0), required(&offering, &[400.0], 240.0, 0.0));
    assert!(with.agents[0] < without.agents[0]);
    let half_hour = staffing::tallies(&offering, &with, &with.agents).unwrap().unwrap()[0];
    assert!(half_hour.callbacks > 1.0);
    is_near(Some(half_hour.answered + half_hour.abandoned + half_hour.callbacks), 400.0, 1e-6);
}

/// 14 agents with 10 erlangs of calls may be busy to 90 %: 2.6 agents' worth of e-mail gets done between calls.
#[test]
fn agents_do_other_work_between_calls() {
    let queue = calls(0.80, 20.0);
    let line = required(&queue, &[100.0], 180.0, 0.0);
    let spare = staffing::spare_agents(&queue, &line, &line.agents, 0.9).unwrap();
    is_near(Some(spare[0]), 14.0 * 0.9 - 10.0, 1e-9);

    let mut email = Queue::new("calls", Channel::Email);
    email.target.max_occupancy = Some(1.0);
    let desk = required(&email, &[24.0], 300.0, 0.0);
    let left = staffing::relieved(&email, &desk, &spare, &shrunk_by(0.2)).unwrap();
    is_near(Some(left.agents[0]), 4.0 - 2.6, 1e-9);
    is_near(Some(left.scheduled[0]), 1.4 / 0.8, 1e-9);
    let plenty = staffing::relieved(&email, &desk, &[9.0], &shrunk_by(0.2)).unwrap();
    assert_eq!(plenty.agents, [0.0]);
}

/// A voice queue with any promise.
fn any_queue() -> impl Strategy<Value = Queue> {
    let patience = prop::option::of(20.0..900.0f64);
    let cap = prop::option::of(0.6..0.95f64);
    (0.3..0.97f64, 1.0..120.0f64, patience, cap, 0u32..4).prop_map(
        |(share, within, patience, cap, minimum)| {
            let mut queue = Queue { patience, ..calls(share, within) };
            queue.target.max_occupancy = cap;
            queue.target.minimum_agents = minimum;
            queue
        },
    )
}

fn keeps_promises(queue: &Queue, load: Load, agents: f64) -> bool {
    let service = staffing::performance(queue, load, agents).unwrap();
    let level = queue.target.service_level.unwrap();
    service.service_level.is_some_and(|got| got >= level.share - 1e-12)
        && queue
            .target
            .max_occupancy
            .is_none_or(|cap| service.occupancy.is_some_and(|got| got <= cap + 1e-12))
}

/// A queue of any channel and model.
fn any_work() -> impl Strategy<Value = Queue> {
    let speeds = prop::collection::vec(0.5..1.0f64, 0..4);
    (any_queue(), 0usize..7, speeds, 0.0..1.0f64, 0.1..200.0f64).prop_map(
        |(queue, kind, speeds, share, hours)| {
            let patience = queue.patience.or(Some(100.0));
            match kind {
                0 => queue,
                1 => Queue {
                    model: Some(StaffingModel::ErlangX),
                    redial_abandoned: Some(share),
                    patience,
                    ..queue
                },
                2 => Queue { callback_share: Some(share), callback_after: Some(hours), patience, ..queue },
                3 => {
                    Queue { channel: Channel::Chat, concurrency: 3, chat_speed: vec![1.0, 0.8, 0.6], ..queue }
                }
                4 => Queue { channel: Channel::Chat, concurrency: 1 + speeds.len() as u32, ..queue },
                5 => Queue { channel: Channel::Email, ..queue },
                _ => {
                    let mut email = Queue { channel: Channel::Email, ..queue };
                    email.target.response = Some(ResponseTarget { share, within_hours: hours });
                    email
                }
            }
        },
    )
}

/// Work of twelve intervals, some of it from before and some due after.
fn work_items() -> impl Strategy<Value = Vec<WorkItem>> {
    let item = (-3_i64..12, 1_i64..8, 1.0..300.0f64).prop_map(|(arrival, slack, work_seconds)| WorkItem {
        arrival,
        deadline: arrival.max(0) + slack,
        work_seconds,
    });
    prop::collection::vec(item, 0..15)
}

fn work(items: &[WorkItem], which: impl Fn(&WorkItem) -> bool) -> f64 {
    items.iter().filter(|item| which(item)).map(|item| item.work_seconds).sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_kind_of_work_gets_agents_who_keep_what_was_promised(
        queue in any_work(), offered in prop::collection::vec(0.0..60.0f64, 1..12), aht in 5.0..900.0f64,
    ) {
        let busy = forecast(&offered, aht);
        let requirement =
            staffing::requirement(&busy, &queue, &shrunk_by(0.3), &Options::default()).unwrap();
        let minimum = f64::from(queue.target.minimum_agents);
        prop_assert!(requirement.agents.iter().all(|agents| agents.is_finite() && *agents >= minimum));
        let basis = requirement.basis.as_ref().unwrap();
        for service in &basis.performance {
            for share in [service.service_level, service.abandonment, service.occupancy].into_iter().flatten() {
                prop_assert!((-1e-9..=1.0 + 1e-9).contains(&share), "{service:?}");
            }
            if let (Some(level), Some(promise), true) =
                (service.service_level, basis.service_level, basis.model != StaffingModel::Deferred)
            {
                prop_assert!(level >= promise.share - 1e-9, "{service:?}");
            }
        }
        // A roster of exactly what was scheduled gives exactly what was planned.
        let coverage =
            staffing::coverage(&queue, &requirement, &shrunk_by(0.3), &requirement.scheduled).unwrap();
        for (roster, plan) in coverage.performance.iter().zip(&basis.performance) {
            match (roster.service_level, plan.service_level) {
                (Some(roster), Some(plan)) => prop_assert!((roster - plan).abs() < 1e-6),
                (roster, plan) => prop_assert_eq!(roster, plan),
            }
        }
    }

    #[test]
    fn the_requirement_is_enough_and_one_fewer_is_not(
        queue in any_queue(), offered in 0.5..400.0f64, aht in 20.0..290.0f64,
    ) {
        let requirement = required(&queue, &[offered], aht, 0.0);
        let agents = requirement.agents[0];
        let load = Load::new(offered, aht, 1800.0).unwrap();
        prop_assert!(keeps_promises(&queue, load, agents));
        if agents > f64::from(queue.target.minimum_agents).max(1.0) {
            prop_assert!(!keeps_promises(&queue, load, agents - 1.0 - 1e-9));
        }
    }

    #[test]
    fn more_calls_never_need_fewer_agents(queue in any_queue(), offered in 0.0..300.0f64, aht in 20.0..290.0f64) {
        let agents = required(&queue, &[offered, 2.0 * offered], aht, 0.0).agents;
        prop_assert!(agents[0] <= agents[1]);
    }

    #[test]
    fn shrinkage_is_taken_off_as_it_was_put_on(queue in any_queue(), offered in 0.0..300.0f64, share in 0.0..0.9f64) {
        let requirement = required(&queue, &[offered], 200.0, share);
        prop_assert!((requirement.scheduled[0] * (1.0 - share) - requirement.agents[0]).abs() < 1e-9);
        prop_assert_eq!(&required(&queue, &[offered], 200.0, 0.0).scheduled, &requirement.agents);
    }

    #[test]
    fn causes_one_after_the_other_shrink_less_than_added_up(shares in prop::collection::vec(0.0..0.24f64, 0..4)) {
        let causes: Vec<(String, f64)> =
            shares.iter().enumerate().map(|(i, share)| (i.to_string(), *share)).collect();
        let total = |combine| Shrinkage::new(causes.clone(), combine).unwrap().total();
        prop_assert!(total(Combine::Multiplicative) <= total(Combine::Additive) + 1e-12);
        prop_assert!(causes.len() > 1 || (total(Combine::Multiplicative) - total(Combine::Additive)).abs() < 1e-12);
        let none = Shrinkage::new(vec![("none".to_owned(), 0.0)], Combine::Multiplicative).unwrap();
        prop_assert_eq!(staffing::scheduled(17.0, &none), 17.0);
    }

    #[test]
    fn a_day_target_never_costs_more_than_one_in_every_interval_nor_less_than_the_exact_answer(
        patience in prop::option::of(30.0..400.0f64), offered in prop::collection::vec(0.5..70.0f64, 1..8),
        share in 0.6..0.95f64, floor in 0.0..0.6f64,
    ) {
        let total = |over, exact| {
            let mut queue = Queue { patience, ..calls(share, 20.0) };
            queue.target.over = over;
            let options = Options { exact, floor, ..alone() };
            let busy = forecast(&offered, 250.0);
            let requirement = staffing::requirement(&busy, &queue, &Shrinkage::default(), &options).unwrap();
            let all = 0..offered.len();
            let day = staffing::tallies(&queue, &requirement, &requirement.agents).unwrap().unwrap()[all].iter().copied().sum::<staffing::Tally>();
            (requirement, day.performance().service_level.unwrap())
        };
        let agents = |requirement: &Requirement| requirement.agents.iter().sum::<f64>();
        let (interval, _) = total(TargetOver::Interval, false);
        let (usual, usual_level) = total(TargetOver::Day, false);
        let (exact, exact_level) = total(TargetOver::Day, true);
        prop_assert!(agents(&exact) <= agents(&usual) && agents(&usual) <= agents(&interval));
        prop_assert!(usual_level >= share - 1e-9 && exact_level >= share - 1e-9);
        for performance in &exact.basis.as_ref().unwrap().performance {
            prop_assert!(performance.service_level.unwrap() >= floor - 1e-9);
        }
    }

    /// Work items: earliest deadline first loses nothing, and keeps every deadline exactly when each window has room.
    #[test]
    fn the_earliest_deadline_first_keeps_every_deadline_that_can_be_kept(
        items in work_items(), capacity in prop::collection::vec(0.0..400.0f64, 12),
    ) {
        let done = staffing::schedule(&items, &capacity).unwrap();
        let (mut came, mut went) = (0.0, 0.0);
        for (now, used) in done.done.iter().enumerate() {
            came += work(&items, |item| item.arrival.max(0) == now as i64);
            went += used;
            prop_assert!(*used <= capacity[now] + 1e-9);
            prop_assert!((came - went - done.backlog[now]).abs() < 1e-6);
            prop_assert_eq!(done.backlog[now] > 0.0, done.oldest[now] > 0);
        }
        let has_room = |from: i64, to: i64| {
            let inside = work(&items, |item| item.arrival.max(0) >= from && item.deadline <= to);
            inside <= capacity[from as usize..to as usize].iter().sum::<f64>() + 1e-9
        };
        let fits = (0..12).all(|from| (from + 1..=12).all(|to| has_room(from, to)));
        let late: f64 = done.late.iter().sum();
        prop_assert_eq!(fits, late < 1e-6, "{} late", late);
        let due = work(&items, |item| item.deadline <= 12);
        let in_time: f64 = items.iter().zip(&done.in_time).filter(|(item, _)| item.deadline <= 12).map(|(_, t)| t).sum();
        prop_assert!((in_time + late - due).abs() < 1e-6);
    }

    #[test]
    fn the_least_level_is_enough_and_one_percent_less_is_not(
        items in work_items(), open in prop::collection::vec(prop::bool::weighted(0.7), 12),
    ) {
        let level = staffing::least_level_capacity(&items, &open).unwrap();
        let late = |level: f64| {
            let capacity: Vec<f64> = open.iter().map(|open| if *open { level } else { 0.0 }).collect();
            staffing::schedule(&items, &capacity).unwrap().late.iter().sum::<f64>()
        };
        if level.is_finite() {
            prop_assert!(late(level * (1.0 + 1e-9)) < 1e-6);
            prop_assert_eq!(late(0.99 * level) > 1e-6, work(&items, |item| item.deadline <= 12) > 0.0);
        } else {
            prop_assert!(late(1e9) > 0.0, "some work has no open time");
        }
    }

    /// Work neither appears nor vanishes: what came is done or still waits, whatever the agents.
    #[test]
    fn deferred_work_is_conserved(
        offered in prop::collection::vec(0.0..60.0f64, 2..12), hours in 0.5..12.0f64, part in 0.0..1.5f64,
    ) {
        let mut email = Queue::new("calls", Channel::Email);
        email.target.response = Some(ResponseTarget { share: 0.95, within_hours: hours });
        email.target.max_occupancy = Some(1.0);
        let requirement = required(&email, &offered, 300.0, 0.0);
        let agents: Vec<f64> = requirement.agents.iter().map(|agents| part * agents).collect();
        let backlog = staffing::backlog(&email, &requirement, &agents).unwrap().unwrap();
        for index in 1..offered.len() {
            let done = backlog[index - 1].contacts + offered[index] - backlog[index].contacts;
            let most = agents[index] * 1800.0 / 300.0;
            prop_assert!(done >= -1e-6 && done <= most + 1e-6, "{done} of {most}");
        }
    }

    #[test]
    fn every_figure_is_a_number_or_absent(
        queue in any_queue(), offered in 0.0..1e4f64, aht in 1e-3..1e5f64, agents in 0.0..1e4f64,
    ) {
        let load = Load::new(offered, aht, 1800.0).unwrap();
        let service = staffing::performance(&queue, load, agents).unwrap();
        for share in [service.service_level, service.abandonment, service.occupancy].into_iter().flatten() {
            prop_assert!((-1e-9..=1.0 + 1e-9).contains(&share), "{service:?}");
        }
        prop_assert!(service.asa.is_none_or(|asa| asa >= 0.0), "{service:?}");
    }
}
