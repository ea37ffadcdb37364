use super::*;
use crate::erlang::{Counted, Goal};

fn load(calls: f64, aht: f64) -> Load {
    Load::new(calls, aht, 1800.0).unwrap()
}

fn patience(seconds: f64) -> Patience {
    Patience::new(seconds).unwrap()
}

fn close(x: f64, y: f64, tolerance: f64) {
    assert!((x - y).abs() <= tolerance, "{x} is not {y}");
}

/// Two independent programs agree on these; `T` is 20 s and 30 s.
#[test]
fn agrees_with_two_other_programs() {
    for (calls, aht, waits, n, within, offered, answered, abandoned, all, asa) in [
        (100.0, 180.0, 300.0, 8.0, 20.0, 0.226452, 0.294807, 0.231864, 69.559, 71.295),
        (100.0, 180.0, 300.0, 10.0, 20.0, 0.516810, 0.580319, 0.109438, 32.831, 31.239),
        (100.0, 180.0, 300.0, 12.0, 20.0, 0.772279, 0.806736, 0.042711, 12.813, 11.861),
        (300.0, 300.0, 120.0, 45.0, 30.0, 0.687080, 0.791342, 0.131753, 15.810, 15.183),
        (300.0, 300.0, 120.0, 50.0, 30.0, 0.846180, 0.908831, 0.068935, 8.272, 7.646),
    ] {
        let (load, patience) = (load(calls, aht), patience(waits));
        let (figures, ends) = (figures(load, patience, n), ends(load, patience, n, within, within));
        close(ends.service_level(Counted::Offered).unwrap(), offered, 5e-7);
        close(ends.service_level(Counted::Answered).unwrap(), answered, 5e-7);
        close(figures.abandonment, abandoned, 5e-7);
        close(figures.mean_wait, all, 5e-4);
        close(figures.asa, asa, 5e-4);
    }
}

/// Mandelbaum and Zeltyn's example: 50 agents, 2880 calls of a minute in an hour, patience two minutes.
#[test]
fn agrees_with_mandelbaum_and_zeltyn() {
    let figures = figures(Load::new(2880.0, 60.0, 3600.0).unwrap(), patience(120.0), 50.0);
    close(figures.abandonment, 0.030_912_25, 5e-9);
    close(figures.mean_wait, 3.709_470, 5e-7);
    close(figures.queue_length, 2.967_576, 5e-7);
    close(figures.occupancy, 0.930_324_2, 5e-8);
    close(figures.wait_probability, 0.467_774_1, 5e-8);
}

/// Other packages never look below the load and answer 51, 101, 201 and 500 for a patience of a minute.
#[test]
fn a_target_may_be_met_with_fewer_agents_than_erlangs() {
    let goal = [Goal::service_level(0.8, 20.0).unwrap()];
    for (a, short, long) in
        [(10.0, 12, 13), (50.0, 47, 53), (100.0, 90, 102), (200.0, 173, 198), (500.0, 416, 484)]
    {
        let load = Load::of_erlangs(a, 180.0).unwrap();
        assert_eq!(agents(load, patience(60.0), &goal).agents, short);
        assert_eq!(agents(load, patience(300.0), &goal).agents, long);
    }
}

/// The service level of contacts offered may look good while one in eight hangs up: a second goal says no.
#[test]
fn a_limit_on_hang_ups_asks_for_more_agents() {
    let load = Load::of_erlangs(200.0, 240.0).unwrap();
    let level = Goal::service_level(0.8, 20.0).unwrap();
    let one = agents(load, patience(60.0), &[level]);
    assert_eq!(one.agents, 176);
    close(figures(load, patience(60.0), 176.0).abandonment, 0.127, 5e-4);
    let two = agents(load, patience(60.0), &[level, Goal::abandonment(0.05).unwrap()]);
    assert!(two.agents > 176);
    assert_eq!(two.binding, Some(1));
}

/// Terms of the sum reach e^40000 here; a sum from the front never ends.
#[test]
fn deep_overload_with_long_patience_has_an_answer() {
    let load = Load::of_erlangs(20_000.0, 180.0).unwrap();
    let figures = figures(load, patience(18_000.0), 10_000.0);
    close(figures.abandonment, 0.5, 1e-12);
    close(figures.occupancy, 1.0, 1e-12);
    close(figures.mean_wait, 9_000.0, 1e-8);
    close(ends(load, patience(18_000.0), 10_000.0, 20.0, 20.0).answered_in_time, 0.0, 1e-15);
}

#[test]
fn both_ways_of_summing_agree_where_they_meet() {
    let (load, patience) = (Load::of_erlangs(100.0, 200.0).unwrap(), patience(400.0));
    let mut last = figures(load, patience, 60.0);
    for tenths in 601..=1000 {
        let next = figures(load, patience, f64::from(tenths) / 10.0);
        assert!(next.abandonment < last.abandonment && last.abandonment - next.abandonment < 0.0011);
        assert!(next.asa < last.asa && last.asa - next.asa < 0.9, "{} {}", last.asa, next.asa);
        last = next;
    }
}

#[test]
fn without_agents_everybody_waits_out_the_patience() {
    let figures = figures(load(100.0, 180.0), patience(120.0), 0.0);
    assert_eq!((figures.abandonment, figures.mean_wait, figures.asa), (1.0, 120.0, f64::INFINITY));
    let ends = ends(load(100.0, 180.0), patience(120.0), 0.0, 20.0, 20.0);
    assert_eq!(ends.service_level(Counted::Answered), None);
    close(ends.abandoned_short, 1.0 - (-1.0_f64 / 6.0).exp(), 1e-15);
}

#[test]
fn the_six_definitions_differ_and_each_has_its_own_answer() {
    let load = Load::of_erlangs(20.0, 240.0).unwrap();
    let ends = ends(load, patience(60.0), 19.0, 20.0, 20.0);
    let percent = |counted| ends.service_level(counted).unwrap() * 100.0;
    close(percent(Counted::Offered), 72.8, 0.05);
    close(percent(Counted::ExclShortAbandons), 80.7, 0.05);
    close(percent(Counted::Answered), 85.2, 0.05);
    close(percent(Counted::WaitLeT), 82.6, 0.05);
    let needed = |counted| {
        let goal = Goal::service_level_counted(0.8, 20.0, counted).unwrap();
        agents(load, patience(60.0), &[goal]).agents
    };
    assert_eq!(needed(Counted::Offered), 21);
    assert_eq!(needed(Counted::ExclShortAbandons), 19);
}

#[test]
fn the_continuous_answer_meets_the_goal_exactly() {
    let (load, patience) = (Load::of_erlangs(50.0, 240.0).unwrap(), patience(180.0));
    let n = agents_continuous(load, patience, &[Goal::abandonment(0.05).unwrap()]);
    close(figures(load, patience, n).abandonment, 0.05, 1e-14);
}

#[test]
fn the_largest_load_just_meets_the_goal() {
    let (shape, patience) = (Load::of_erlangs(1.0, 240.0).unwrap(), patience(180.0));
    let a = largest_load(shape, patience, 52, &[Goal::service_level(0.8, 20.0).unwrap()]);
    let level = ends(shape.with_erlangs(a), patience, 52.0, 20.0, 20.0).answered_in_time;
    close(level, 0.8, 1e-13);
}
