//! The closed formulas against high-precision tables, row by row, and against published values.
//!
//! The tables (60 digits, checked by brute force) are read from `$WFM_TEST_DATA/erlang-reference`; without the variable
//! those tests say so and pass. A small subset stands below.

use std::collections::HashMap;
use std::path::PathBuf;

use wfm_core::erlang::{Counted, Ends, Figures, Goal, Load, Patience, a, b, c, k, x};

type Row = HashMap<String, String>;

fn table(name: &str) -> Vec<Row> {
    let Some(folder) = std::env::var_os("WFM_TEST_DATA") else {
        println!("{name}: skipped, WFM_TEST_DATA is not set");
        return Vec::new();
    };
    let path = PathBuf::from(folder).join("erlang-reference").join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned));
    let header: Vec<String> = lines.next().expect("a header").collect();
    lines.map(|cells| header.iter().cloned().zip(cells).collect()).collect()
}

fn number(row: &Row, column: &str) -> f64 {
    row[column].parse().unwrap_or_else(|_| panic!("{column} is {:?}", row[column]))
}

fn load(row: &Row) -> Load {
    Load::of_erlangs(number(row, "load_erl"), number(row, "aht_s")).unwrap()
}

fn patience(row: &Row) -> Option<Patience> {
    (!row["patience_s"].is_empty()).then(|| Patience::new(number(row, "patience_s")).unwrap())
}

/// Asserts one figure of a row; `bar` is relative unless `absolute`.
fn check(row: &Row, column: &str, got: f64, bar: f64, absolute: bool) {
    if row[column].is_empty() {
        return;
    }
    let want = number(row, column);
    if want == got || (want.abs() < 1e-290 && got.abs() < 1e-290) {
        return;
    }
    let scale = if absolute { 1.0 } else { want.abs() };
    let apart = (got - want).abs() / scale;
    assert!(apart <= bar, "{column}: {got:e} is not {want:e}, {apart:e} apart in {row:?}");
}

#[test]
fn erlang_b_agrees_with_every_row_to_12_digits() {
    for row in table("erlang_b.csv") {
        let (erlangs, n) = (number(&row, "load_erl"), number(&row, "n"));
        check(&row, "blocking", b::blocking(erlangs, n), 1e-12, false);
        check(&row, "ln_blocking", b::ln_blocking(erlangs, n), 1e-12, false);
    }
}

#[test]
fn erlang_c_agrees_with_every_row_to_12_digits() {
    for row in table("erlang_c.csv") {
        let (load, n, within) = (load(&row), number(&row, "n"), number(&row, "target_s"));
        let figures = c::figures(load, n);
        assert_eq!(figures.stable, row["stable"] == "1");
        check(&row, "p_wait", figures.wait_probability, 1e-12, false);
        check(&row, "service_level", c::service_level(load, n, within), 1e-12, false);
        check(&row, "asa_s", figures.asa, 1e-12, false);
        check(&row, "mean_wait_of_waiting_s", figures.mean_wait_of_waiting, 1e-12, false);
        check(&row, "occupancy", figures.occupancy, 1e-12, false);
        check(&row, "mean_queue", figures.queue_length, 1e-12, false);
        for (column, share) in
            [("wait_p50_s", 0.5), ("wait_p80_s", 0.8), ("wait_p90_s", 0.9), ("wait_p95_s", 0.95)]
        {
            let bar = 1e-12 * number(&row, column).clamp(1.0, f64::MAX);
            check(&row, column, c::wait_percentile(load, n, share), bar, true);
        }
    }
}

/// The complement: `1 − SL` of the table to 12 digits of itself where the table has that many.
#[test]
fn the_late_of_erlang_c_are_exact_on_their_own() {
    for row in table("erlang_c.csv") {
        let want = 1.0 - number(&row, "service_level");
        let got = c::late(load(&row), number(&row, "n"), number(&row, "target_s"));
        assert!((got - want).abs() <= 3e-16 + 1e-12 * want, "{got} is not {want} in {row:?}");
    }
}

#[test]
fn erlang_a_agrees_with_every_row_to_10_digits() {
    for row in table("erlang_a.csv") {
        let (load, n, within) = (load(&row), number(&row, "n"), number(&row, "target_s"));
        let patience = patience(&row).unwrap();
        let bar = if load.erlangs() > 1e5 { 1e-9 } else { 1e-10 };
        let (figures, ends) = (a::figures(load, patience, n), a::ends(load, patience, n, within, within));
        check_waits(&row, &figures, bar);
        check(&row, "p_abandon_given_wait", figures.abandonment / figures.wait_probability, bar, false);
        check(&row, "mean_wait_all_s", figures.mean_wait, bar, false);
        check(&row, "mean_wait_abandoned_s", figures.mean_wait_abandoned.unwrap(), bar, false);
        check(&row, "p_wait_gt_t", ends.answered_late + ends.abandoned_long, bar, true);
        check_levels(&row, &ends, bar);
    }
}

#[test]
fn erlang_a_tends_to_erlang_c_and_b_as_patience_grows_and_shrinks() {
    for row in table("erlang_a_limits.csv") {
        let (load, n, within) = (load(&row), number(&row, "n"), number(&row, "target_s"));
        let patience = patience(&row).unwrap();
        let (figures, ends) = (a::figures(load, patience, n), a::ends(load, patience, n, within, within));
        check(&row, "p_wait", figures.wait_probability, 1e-10, false);
        check(&row, "p_abandon", figures.abandonment, 1e-10, false);
        check(&row, "mean_wait_all_s", figures.mean_wait, 1e-10, false);
        check(&row, "sl_offered", ends.answered_in_time, 1e-10, true);
        check(&row, "limit_c_p_wait", c::wait_probability(load, n), 1e-12, false);
        check(&row, "limit_c_sl", c::service_level(load, n, within), 1e-12, false);
        check(&row, "limit_c_asa_s", c::asa(load, n), 1e-12, false);
        check(&row, "limit_b_blocking", b::blocking(load.erlangs(), n), 1e-12, false);
    }
}

#[test]
fn limited_trunks_agree_with_every_row_to_10_digits() {
    for row in table("mmnk.csv") {
        let (load, within) = (load(&row), number(&row, "target_s"));
        let line = k::Line::new(number(&row, "n") as u32, number(&row, "capacity") as u32).unwrap();
        let figures = k::figures(load, patience(&row), line);
        check(&row, "p_block", figures.blocking, 1e-10, false);
        check_waits(&row, &figures, 1e-10);
        check_levels(&row, &k::ends(load, patience(&row), line, within, within), 1e-10);
    }
}

#[test]
fn redials_agree_with_every_row_to_10_digits() {
    for row in table("erlang_x.csv") {
        let load = Load::of_erlangs(number(&row, "fresh_load_erl"), number(&row, "aht_s")).unwrap();
        let line = k::Line::new(number(&row, "n") as u32, number(&row, "capacity") as u32).unwrap();
        let redials =
            x::Redials::new(number(&row, "redial_abandoned"), number(&row, "redial_blocked")).unwrap();
        let (patience, within) = (patience(&row), number(&row, "target_s"));
        let total = x::total_load(load, patience, line, redials).unwrap();
        check(&row, "total_load_erl", total.erlangs(), 1e-10, false);
        let figures = x::figures(load, patience, line, redials);
        check(&row, "p_block", figures.blocking, 1e-10, false);
        check_waits(&row, &figures, 1e-10);
        check_levels(&row, &x::ends(load, patience, line, redials, within, within), 1e-10);
        let served = x::served_per_fresh(load, patience, line, redials);
        check(&row, "served_per_fresh_call", served, 1e-10, false);
    }
}

fn check_waits(row: &Row, figures: &Figures, bar: f64) {
    check(row, "p_wait", figures.wait_probability, bar, false);
    check(row, "p_abandon", figures.abandonment, bar, false);
    check(row, "asa_served_s", figures.asa, bar, false);
    check(row, "occupancy", figures.occupancy, bar, false);
    if row.contains_key("mean_queue") {
        check(row, "mean_queue", figures.queue_length, bar, false);
    }
}

fn check_levels(row: &Row, ends: &Ends, bar: f64) {
    for (column, counted) in [
        ("sl_offered", Counted::Offered),
        ("sl_excl_short_abandons", Counted::ExclShortAbandons),
        ("sl_answered", Counted::Answered),
        ("sl_wait_le_t", Counted::WaitLeT),
    ] {
        if row.contains_key(column) {
            check(row, column, ends.service_level(counted).unwrap(), bar, true);
        }
    }
}

#[test]
fn every_inverse_question_has_exactly_the_answer_of_the_table() {
    for row in table("inverse.csv") {
        let (whole, continuous) = inverse(&row);
        assert_eq!(f64::from(whole), number(&row, "answer_n"), "{row:?}");
        if let Some(continuous) = continuous {
            check(&row, "answer_continuous", continuous, 1e-9, false);
        }
    }
}

fn inverse(row: &Row) -> (u32, Option<f64>) {
    let (load, target) = (load(row), number(row, "target_value"));
    let level = |counted| Goal::service_level_counted(target, number(row, "target_time_s"), counted).unwrap();
    let goals = match row["kind"].as_str() {
        "b_blocking" => {
            let erlangs = load.erlangs();
            let continuous = b::trunks_continuous(erlangs, target).unwrap();
            return (b::trunks(erlangs, target).unwrap(), Some(continuous));
        }
        "k_trunks" => {
            let goals = [Goal::blocking(target).unwrap()];
            return (k::capacity(load, None, number(row, "aux") as u32, &goals).unwrap(), None);
        }
        "c_sl" | "a_sl_offered" => vec![level(Counted::Offered)],
        "c_sl_occ" => vec![level(Counted::Offered), Goal::occupancy(number(row, "aux")).unwrap()],
        "a_sl_excl" => vec![level(Counted::ExclShortAbandons)],
        "c_asa" | "a_asa" => vec![Goal::asa(target).unwrap()],
        "c_pwait" => vec![Goal::wait_probability(target).unwrap()],
        "a_abandon" => vec![Goal::abandonment(target).unwrap()],
        kind => panic!("unknown kind {kind}"),
    };
    match patience(row) {
        Some(patience) => (a::agents(load, patience, &goals).agents, None),
        None => (c::agents(load, &goals).agents, Some(c::agents_continuous(load, &goals))),
    }
}

/// The 10,000 sizing questions of the bench, answered by the plain recurrence when they were written.
#[test]
fn ten_thousand_sizing_questions_have_exactly_the_agents_of_the_table() {
    let Some(folder) = std::env::var_os("WFM_TEST_DATA") else {
        return println!("skipped, WFM_TEST_DATA is not set");
    };
    let text = std::fs::read_to_string(PathBuf::from(folder).join("erlang-speed/rows.csv")).unwrap();
    for line in text.lines().skip(1) {
        let cell: Vec<f64> = line.split(',').map(|cell| cell.parse().unwrap()).collect();
        let load = Load::new(cell[0], cell[1], cell[2]).unwrap();
        let goals = [Goal::service_level(cell[4], cell[3]).unwrap(), Goal::occupancy(cell[5]).unwrap()];
        assert_eq!(f64::from(c::agents(load, &goals).agents), cell[6], "{line}");
    }
}

fn close(got: f64, want: f64, digits: f64) {
    assert!((got - want).abs() <= digits, "{got} is not {want}");
}

/// pyworkforce and the ErlangC package of CRAN print these for 10 erlangs of 180 s.
#[test]
fn published_erlang_c_of_pyworkforce() {
    let load = Load::new(100.0, 180.0, 1800.0).unwrap();
    close(c::wait_probability(load, 14.0), 0.174_131_933_595_050, 1e-14);
    close(c::service_level(load, 14.0, 20.0), 0.888_350_019_179_467, 1e-14);
    close(c::asa(load, 14.0), 7.835_937_011_777_24, 1e-13);
    close(c::wait_probability(load, 11.0), 0.682_118_204_7, 5e-11);
    close(c::service_level(load, 11.0, 20.0), 0.389_613_811_7, 5e-11);
    close(c::service_level(Load::new(200.0, 180.0, 1800.0).unwrap(), 25.0, 20.0), 0.880_026_5, 5e-8);
}

/// Mandelbaum and Zeltyn's example without hang-ups: 50 agents, 2880 calls of a minute in an hour.
#[test]
fn published_erlang_c_of_mandelbaum_and_zeltyn() {
    let load = Load::new(2880.0, 60.0, 3600.0).unwrap();
    close(c::asa(load, 50.0), 20.833_67, 5e-6);
    close(c::wait_percentile(load, 50.0, 0.9), 58.138_74, 5e-6);
    close(c::figures(load, 50.0).queue_length, 16.666_93, 5e-6);
}

/// What Erlang C overstates: n_C and its true service level with hang-ups, and the agents Erlang A asks for.
#[test]
fn erlang_c_asks_for_more_agents_than_callers_who_hang_up_need() {
    let goal = [Goal::service_level(0.8, 20.0).unwrap()];
    for (erlangs, by_c, seconds, level, by_a, hang_up) in [
        (5.0, 8, 60.0, 92.7, 7, 8.2),
        (5.0, 8, 180.0, 90.8, 7, 5.8),
        (5.0, 8, 600.0, 88.9, 8, 1.4),
        (20.0, 25, 60.0, 94.6, 21, 9.3),
        (20.0, 25, 180.0, 92.2, 23, 3.9),
        (20.0, 25, 600.0, 89.4, 24, 1.5),
        (50.0, 56, 60.0, 95.4, 48, 9.8),
        (50.0, 56, 180.0, 92.2, 52, 4.2),
        (200.0, 209, 60.0, 98.0, 176, 12.7),
        (200.0, 209, 600.0, 91.4, 204, 1.4),
    ] {
        let (load, patience) = (Load::of_erlangs(erlangs, 240.0).unwrap(), Patience::new(seconds).unwrap());
        let n = c::agents(load, &goal).agents;
        assert_eq!(n, by_c);
        let ends = a::ends(load, patience, f64::from(n), 20.0, 20.0);
        close(100.0 * ends.answered_in_time, level, 0.0501);
        let n = a::agents(load, patience, &goal).agents;
        assert_eq!(n, by_a);
        close(100.0 * a::figures(load, patience, f64::from(n)).abandonment, hang_up, 0.0501);
    }
}

/// Near the load Erlang C means little: 20 erlangs of 240 s, patience 180 s.
#[test]
fn at_the_load_erlang_c_sees_no_service_and_erlang_a_a_fair_one() {
    let (load, patience) = (Load::of_erlangs(20.0, 240.0).unwrap(), Patience::new(180.0).unwrap());
    for (n, by_c, wait, by_a, asa) in [
        (20.0, 0.0, f64::INFINITY, 64.9, 15.9),
        (21.0, 30.0, 182.6, 72.4, 12.0),
        (22.0, 51.9, 68.0, 78.9, 8.8),
    ] {
        close(100.0 * c::service_level(load, n, 20.0), by_c, 0.0501);
        let waits = c::asa(load, n);
        assert!(waits == wait || (waits - wait).abs() < 0.5);
        close(100.0 * a::ends(load, patience, n, 20.0, 20.0).answered_in_time, by_a, 0.0501);
        close(a::figures(load, patience, n).asa, asa, 0.0501);
    }
    close(100.0 * a::figures(load, patience, 20.0).abandonment, 9.5, 0.0501);
}

/// Pooling of small queues, 80/20 and 240 s: separate and together.
#[test]
fn pooled_queues_need_fewer_agents() {
    let needed = |erlangs| {
        let load = Load::of_erlangs(erlangs, 240.0).unwrap();
        c::agents(load, &[Goal::service_level(0.8, 20.0).unwrap()]).agents
    };
    assert_eq!((4 * needed(5.0), needed(20.0)), (32, 25));
    assert_eq!((10 * needed(5.0), needed(50.0)), (80, 56));
    assert_eq!((20 * needed(5.0), needed(100.0)), (160, 108));
}
