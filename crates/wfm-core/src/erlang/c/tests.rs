use super::*;
use crate::erlang::Goal;

fn load(calls: f64, aht: f64, interval: f64) -> Load {
    Load::new(calls, aht, interval).unwrap()
}

fn eighty_twenty() -> Goal {
    Goal::service_level(0.8, 20.0).unwrap()
}

/// A. Tanner's page *Erlang-C Formula*: 360 calls of 240 s in half an hour, 55 agents, 15 s.
#[test]
fn agrees_with_the_page_on_the_erlang_c_formula() {
    let load = load(360.0, 240.0, 1800.0);
    assert!((wait_probability(load, 55.0) - 0.238_700_9).abs() < 5e-8);
    assert!((asa(load, 55.0) - 8.184_032).abs() < 5e-7);
    assert!((service_level(load, 55.0, 15.0) - 0.845_883_1).abs() < 5e-8);
}

#[test]
fn an_overloaded_queue_answers_nobody_in_time() {
    let load = load(100.0, 180.0, 1800.0);
    for agents in [0.0, 5.0, 10.0] {
        assert_eq!(service_level(load, agents, 20.0), 0.0);
        assert_eq!(asa(load, agents), f64::INFINITY);
        assert_eq!(wait_percentile(load, agents, 0.5), f64::INFINITY);
        assert!(!figures(load, agents).stable);
    }
}

#[test]
fn a_queue_without_contacts_needs_nobody_and_keeps_nobody_waiting() {
    let load = load(0.0, 180.0, 1800.0);
    assert_eq!(agents(load, &[eighty_twenty()]).agents, 0);
    assert_eq!(service_level(load, 0.0, 20.0), 1.0);
    assert_eq!(asa(load, 0.0), 0.0);
}

/// A search that starts above ⌊a⌋+1 misses these: pyworkforce asked for one more in 1080 of 9600 cases.
#[test]
fn loose_targets_need_no_more_than_the_first_stable_number() {
    let half = Goal::service_level(0.5, 20.0).unwrap();
    let loose = Goal::service_level(0.2, 120.0).unwrap();
    assert_eq!(agents(Load::of_erlangs(0.5, 180.0).unwrap(), &[half]).agents, 1);
    assert_eq!(agents(Load::of_erlangs(10.6, 180.0).unwrap(), &[loose]).agents, 11);
}

#[test]
fn whole_loads_are_no_trap() {
    for a in [1.0, 2.0, 10.0, 200.0] {
        let load = Load::of_erlangs(a, 180.0).unwrap();
        let n = agents(load, &[eighty_twenty()]).agents;
        assert!(f64::from(n) > a);
        assert!(service_level(load, f64::from(n), 20.0) >= 0.8);
        assert!(service_level(load, f64::from(n) - 1.0, 20.0) < 0.8);
    }
}

/// The calculators of the trade, as listed in their own documentation.
#[test]
fn agrees_with_published_calculators() {
    assert_eq!(agents(load(25.0, 180.0, 600.0), &[eighty_twenty()]).agents, 11);
    assert_eq!(agents(load(250.0, 330.0, 3600.0), &[Goal::service_level(0.8, 30.0).unwrap()]).agents, 28);
    assert_eq!(agents(load(200.0, 180.0, 1800.0), &[eighty_twenty()]).agents, 24);
    assert_eq!(agents(load(400.0, 257.0, 1800.0), &[eighty_twenty()]).agents, 64);
    let capped = [eighty_twenty(), Goal::occupancy(0.85).unwrap()];
    let answer = agents(load(400.0, 257.0, 1800.0), &capped);
    assert_eq!((answer.agents, answer.binding), (68, Some(1)));
}

#[test]
fn the_occupancy_cap_forgives_the_noise_of_floating_point() {
    let load = Load::of_erlangs(2.4, 180.0).unwrap();
    assert_eq!(agents(load, &[Goal::occupancy(0.8).unwrap()]).agents, 3);
}

#[test]
fn the_continuous_answer_meets_the_goal_exactly() {
    let load = load(400.0, 257.0, 1800.0);
    let n = agents_continuous(load, &[eighty_twenty()]);
    assert!(n > 63.0 && n <= 64.0);
    assert!((service_level(load, n, 20.0) - 0.8).abs() < 1e-13);
}

#[test]
fn the_largest_load_needs_exactly_the_agents_it_was_asked_for() {
    let shape = Load::of_erlangs(1.0, 180.0).unwrap();
    let a = largest_load(shape, 24, &[eighty_twenty()]);
    assert_eq!(agents(Load::of_erlangs(a * (1.0 - 1e-12), 180.0).unwrap(), &[eighty_twenty()]).agents, 24);
    assert_eq!(agents(Load::of_erlangs(a * (1.0 + 1e-12), 180.0).unwrap(), &[eighty_twenty()]).agents, 25);
}

#[test]
fn a_hair_above_the_load_the_wait_is_huge_but_finite() {
    let load = Load::of_erlangs(10.0, 180.0).unwrap();
    let asa = asa(load, 10.0 + 1e-13);
    assert!(asa > 1e12 && asa.is_finite());
}
