use super::*;
use crate::erlang::{Counted, Goal, a, b, c};

fn close(x: f64, y: f64) {
    assert!((x - y).abs() <= 1e-12 * y.abs().max(1.0), "{x} is not {y}");
}

#[test]
fn as_many_trunks_as_agents_is_erlang_b() {
    let load = Load::of_erlangs(12.5, 180.0).unwrap();
    for patience in [None, Some(Patience::new(60.0).unwrap())] {
        let figures = figures(load, patience, Line::new(15, 15).unwrap());
        close(figures.blocking, b::blocking(12.5, 15.0));
        assert_eq!((figures.wait_probability, figures.asa), (0.0, 0.0));
    }
}

#[test]
fn endless_trunks_are_erlang_c_or_a() {
    let load = Load::of_erlangs(12.5, 180.0).unwrap();
    let line = Line::new(15, 900).unwrap();
    close(figures(load, None, line).asa, c::asa(load, 15.0));
    close(ends(load, None, line, 20.0, 20.0).answered_in_time, c::service_level(load, 15.0, 20.0));
    let patience = Patience::new(90.0).unwrap();
    let (limited, endless) = (figures(load, Some(patience), line), a::figures(load, patience, 15.0));
    close(limited.asa, endless.asa);
    close(limited.abandonment, endless.abandonment);
    close(limited.mean_wait_abandoned.unwrap(), endless.mean_wait_abandoned.unwrap());
    let (limited, endless) =
        (ends(load, Some(patience), line, 20.0, 5.0), a::ends(load, patience, 15.0, 20.0, 5.0));
    close(limited.answered_in_time, endless.answered_in_time);
    close(limited.abandoned_short, endless.abandoned_short);
}

#[test]
fn overload_on_long_lines_neither_overflows_nor_waits_for_ever() {
    let load = Load::of_erlangs(30.0, 180.0).unwrap();
    let figures = figures(load, None, Line::new(10, 3_000).unwrap());
    close(figures.blocking, 2.0 / 3.0);
    close(figures.occupancy, 1.0);
    assert!((figures.queue_length - 2989.5).abs() < 1e-9);
    assert!(ends(load, None, Line::new(10, 3_000).unwrap(), 20.0, 20.0).answered_in_time < 1e-15);
}

#[test]
fn a_line_needs_agents_and_a_trunk_for_each() {
    assert!(Line::new(0, 5).is_err());
    assert!(Line::new(6, 5).unwrap_err().to_string().contains("at least as many as agents, 6"));
}

#[test]
fn the_fewest_agents_on_given_trunks_meet_the_goal_and_one_less_does_not() {
    let load = Load::of_erlangs(20.0, 180.0).unwrap();
    let goal = Goal::service_level(0.8, 20.0).unwrap();
    let n = agents(load, None, 40, &[goal]).unwrap().agents;
    let level = |n| ends(load, None, Line::new(n, 40).unwrap(), 20.0, 20.0).answered_in_time;
    assert!(level(n) >= 0.8 && level(n - 1) < 0.8);
    assert_eq!(agents(load, None, 12, &[goal]), None);
}

#[test]
fn trunks_that_no_number_suffices_for_have_no_answer() {
    let load = Load::of_erlangs(20.0, 180.0).unwrap();
    assert_eq!(capacity(load, None, 10, &[Goal::blocking(0.01).unwrap()]), None);
    let patience = Some(Patience::new(120.0).unwrap());
    assert!(capacity(load, patience, 10, &[Goal::blocking(0.01).unwrap()]).is_some());
    let answered = Goal::service_level_counted(0.99, 20.0, Counted::Answered).unwrap();
    assert_eq!(capacity(load, None, 30, &[answered]), Some(30));
}
