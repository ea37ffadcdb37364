//! Laws that hold for every queue, tried on drawn ones.

use proptest::prelude::*;
use wfm_core::erlang::{Counted, Ends, Figures, Goal, Load, Patience, a, b, c, k, x};

const DEFINITIONS: [Counted; 6] = [
    Counted::Offered,
    Counted::ExclShortAbandons,
    Counted::Answered,
    Counted::WaitLeT,
    Counted::ShortAbandonsGood(5.0),
    Counted::ShortAbandonsRemoved(5.0),
];

/// Loads evenly spread over their logarithm, as are handle times.
fn loads(largest: f64) -> impl Strategy<Value = Load> {
    (-3.0..largest.log10(), 1.0..3.5_f64)
        .prop_map(|(erlangs, aht)| Load::of_erlangs(10_f64.powf(erlangs), 10_f64.powf(aht)).unwrap())
}

fn patiences() -> impl Strategy<Value = Patience> {
    (0.5..3.5_f64).prop_map(|seconds| Patience::new(10_f64.powf(seconds)).unwrap())
}

/// Agents between half the load and some way above it.
fn agents_near(load: Load, at: f64) -> f64 {
    (load.erlangs() * (0.5 + at) + at * 4.0).round()
}

/// Any finite number, and some that are none.
fn anything() -> impl Strategy<Value = f64> {
    prop_oneof![
        proptest::num::f64::ANY,
        Just(0.0),
        Just(f64::MAX),
        Just(f64::MIN_POSITIVE),
        0.0..100.0,
        (-12.0..9.0_f64).prop_map(|exponent| 10_f64.powf(exponent)),
    ]
}

fn assert_sound(figures: &Figures, ends: &Ends) -> Result<(), TestCaseError> {
    for share in [figures.wait_probability, figures.blocking, figures.abandonment, figures.occupancy] {
        prop_assert!((0.0..=1.0).contains(&share), "{figures:?}");
    }
    for wait in [figures.mean_wait, figures.asa, figures.mean_wait_of_waiting, figures.queue_length] {
        prop_assert!(wait >= 0.0, "{figures:?}");
    }
    prop_assert!(figures.mean_wait_abandoned.is_none_or(|wait| wait >= 0.0), "{figures:?}");
    prop_assert!((ends.offered() - 1.0).abs() < 1e-9, "{ends:?}");
    for level in DEFINITIONS.iter().filter_map(|counted| ends.service_level(*counted)) {
        prop_assert!((0.0..=1.0).contains(&level), "{ends:?}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_input_makes_a_formula_panic_or_answer_nonsense(
        erlangs in anything(), aht in anything(), patience in anything(), n in anything(), t in anything(),
        places in 0..300_u32,
    ) {
        let (Ok(load), patience) = (Load::of_erlangs(erlangs, aht), Patience::new(patience)) else { return Ok(()) };
        let blocking = b::blocking(erlangs, n);
        prop_assert!((0.0..=1.0).contains(&blocking) && !b::ln_blocking(erlangs, n).is_nan());
        assert_sound(&c::figures(load, n), &c::ends(load, n, t))?;
        prop_assert!(c::wait_percentile(load, n, 0.9) >= 0.0);
        let Ok(patience) = patience else { return Ok(()) };
        assert_sound(&a::figures(load, patience, n), &a::ends(load, patience, n, t, 5.0))?;
        let line = k::Line::new(1 + places / 2, 1 + places).unwrap();
        assert_sound(&k::figures(load, Some(patience), line), &k::ends(load, Some(patience), line, t, 5.0))?;
        assert_sound(&k::figures(load, None, line), &k::ends(load, None, line, t, 5.0))?;
        let redials = x::Redials::new(0.5, 1.0).unwrap();
        assert_sound(
            &x::figures(load, Some(patience), line, redials),
            &x::ends(load, Some(patience), line, redials, t, 5.0),
        )?;
    }

    #[test]
    fn one_more_agent_never_makes_waiting_longer(
        load in loads(1e4), patience in patiences(), at in 0.0..1.0_f64, within in 0.0..120.0_f64,
    ) {
        let n = agents_near(load, at).max(1.0);
        prop_assert!(b::blocking(load.erlangs(), n + 1.0) <= b::blocking(load.erlangs(), n));
        for (one, two) in [
            (c::figures(load, n), c::figures(load, n + 1.0)),
            (a::figures(load, patience, n), a::figures(load, patience, n + 1.0)),
        ] {
            prop_assert!(two.wait_probability <= one.wait_probability + 1e-13);
            prop_assert!(two.abandonment <= one.abandonment + 1e-13);
            prop_assert!(two.asa <= one.asa * (1.0 + 1e-10) + 1e-300);
            prop_assert!(two.queue_length <= one.queue_length * (1.0 + 1e-10) + 1e-300);
        }
        let (one, two) = (a::ends(load, patience, n, within, within), a::ends(load, patience, n + 1.0, within, within));
        for counted in [Counted::Offered, Counted::ExclShortAbandons, Counted::Answered, Counted::WaitLeT] {
            let (one, two) = (one.service_level(counted), two.service_level(counted));
            prop_assert!(one.unwrap_or(0.0) <= two.unwrap() + 1e-10);
        }
        prop_assert!(c::service_level(load, n, within) <= c::service_level(load, n + 1.0, within) + 1e-14);
    }

    #[test]
    fn more_load_never_makes_service_better(
        load in loads(1e4), patience in patiences(), at in 0.0..1.0_f64, within in 0.0..120.0_f64,
    ) {
        let n = agents_near(load, at).max(1.0);
        let more = Load::of_erlangs(load.erlangs() * 1.01, load.aht()).unwrap();
        prop_assert!(b::blocking(more.erlangs(), n) >= b::blocking(load.erlangs(), n) * (1.0 - 1e-13));
        prop_assert!(c::wait_probability(more, n) >= c::wait_probability(load, n) * (1.0 - 1e-13));
        let (less, busy) = (a::figures(load, patience, n), a::figures(more, patience, n));
        prop_assert!(busy.abandonment >= less.abandonment - 1e-13);
        let (less, busy) = (a::ends(load, patience, n, within, within), a::ends(more, patience, n, within, within));
        prop_assert!(busy.answered_in_time <= less.answered_in_time + 1e-11);
    }

    #[test]
    fn blocking_and_waiting_are_convex_in_agents(load in loads(1e4), at in 0.5..1.5_f64) {
        let n = agents_near(load, at).max(load.erlangs().floor() + 2.0);
        let b_at = |n| b::blocking(load.erlangs(), n);
        let c_at = |n| c::wait_probability(load, n);
        prop_assert!(b_at(n - 1.0) + b_at(n + 1.0) >= 2.0 * b_at(n) * (1.0 - 1e-11));
        prop_assert!(c_at(n - 1.0) + c_at(n + 1.0) >= 2.0 * c_at(n) * (1.0 - 1e-11));
        prop_assert!(c_at(n) >= b_at(n) * (1.0 - 1e-15));
    }

    #[test]
    fn hang_ups_waits_and_work_balance(load in loads(1e5), patience in patiences(), at in 0.0..1.0_f64) {
        let n = agents_near(load, at).max(1.0);
        let figures = a::figures(load, patience, n);
        let same = |one: f64, two: f64| (one - two).abs() <= 1e-12 * one.abs().max(two.abs()) + 1e-300;
        prop_assert!(same(figures.abandonment, figures.mean_wait / patience.seconds()));
        prop_assert!(same(figures.queue_length, load.rate() * figures.mean_wait));
        prop_assert!((n * figures.occupancy - load.erlangs() * (1.0 - figures.abandonment)).abs() <= 1e-11 * n);
        let waited = (1.0 - figures.abandonment) * figures.asa
            + figures.mean_wait_abandoned.map_or(0.0, |wait| wait * figures.abandonment);
        prop_assert!((waited - figures.mean_wait).abs() <= 1e-9 * figures.mean_wait);
        prop_assert!(figures.wait_probability >= b::blocking(load.erlangs(), n) * (1.0 - 1e-11));
        prop_assert!(figures.wait_probability <= c::wait_probability(load, n) * (1.0 + 1e-11));
    }

    #[test]
    fn the_strictest_definition_gives_the_lowest_level(
        load in loads(1e4), patience in patiences(), at in 0.0..1.0_f64, within in 0.0..120.0_f64,
    ) {
        let n = agents_near(load, at).max(1.0);
        let ends = a::ends(load, patience, n, within, within);
        let level = |counted| ends.service_level(counted).unwrap();
        prop_assert!(level(Counted::Offered) <= level(Counted::ExclShortAbandons) + 1e-12);
        prop_assert!(level(Counted::ExclShortAbandons) <= level(Counted::Answered) + 1e-12);
        prop_assert!(level(Counted::ExclShortAbandons) <= level(Counted::WaitLeT) + 1e-12);
        let for_ever = a::ends(load, patience, n, 1e9, 1e9).answered_in_time;
        prop_assert!((for_ever - (1.0 - a::figures(load, patience, n).abandonment)).abs() < 1e-12);
    }

    #[test]
    fn the_answer_meets_its_goals_and_one_agent_less_does_not(
        load in loads(1e4), patience in patiences(), share in 0.01..0.99_f64, within in 0.0..120.0_f64,
        definition in 0..6_usize,
    ) {
        let n = f64::from(c::agents(load, &[Goal::service_level(share, within).unwrap()]).agents);
        prop_assert!(c::service_level(load, n, within) >= share);
        prop_assert!(n - 1.0 <= load.erlangs() || c::service_level(load, n - 1.0, within) < share);

        let counted = DEFINITIONS[definition];
        let goal = Goal::service_level_counted(share, within, counted).unwrap();
        let n = a::agents(load, patience, &[goal]).agents;
        let level = |n: u32| {
            a::ends(load, patience, f64::from(n), within, counted.short(within)).service_level(counted)
        };
        prop_assert!(level(n).unwrap() >= share - 1e-13);
        prop_assert!(n == 1 || level(n - 1).unwrap() < share);
    }

    #[test]
    fn every_other_goal_is_met_at_the_answer_and_missed_below(
        load in loads(1e4), patience in patiences(), share in 0.01..0.9_f64, seconds in 0.5..300.0_f64,
    ) {
        for (goal, of, most) in [
            (Goal::asa(seconds), (|f| f.asa) as fn(&Figures) -> f64, seconds),
            (Goal::wait_probability(share), |f| f.wait_probability, share),
            (Goal::abandonment(share), |f| f.abandonment, share),
            (Goal::occupancy(share), |f| f.occupancy, share),
        ] {
            let n = a::agents(load, patience, &[goal.unwrap()]).agents;
            prop_assert!(of(&a::figures(load, patience, f64::from(n))) <= most * (1.0 + 1e-12));
            prop_assert!(n == 1 || of(&a::figures(load, patience, f64::from(n - 1))) > most);
        }
    }

    #[test]
    fn pooling_two_equal_queues_never_needs_more(
        load in loads(1e4), share in 0.01..0.99_f64, within in 0.0..120.0_f64,
    ) {
        let goal = [Goal::service_level(share, within).unwrap()];
        let both = Load::of_erlangs(2.0 * load.erlangs(), load.aht()).unwrap();
        let (apart, pooled) = (2 * c::agents(load, &goal).agents, c::agents(both, &goal).agents);
        prop_assert!(pooled <= apart);
        prop_assert!(pooled >= c::agents(load, &goal).agents);
    }

    #[test]
    fn waiting_with_hang_ups_lies_between_being_blocked_and_waiting_for_ever(
        load in loads(1e4), patience in patiences(), at in 0.0..1.0_f64, within in 0.0..120.0_f64,
    ) {
        let n = agents_near(load, at).max(1.0);
        let waits = a::figures(load, patience, n).wait_probability;
        let (blocked, for_ever) = (b::blocking(load.erlangs(), n), c::wait_probability(load, n));
        prop_assert!(blocked <= waits * (1.0 + 1e-11) && waits <= for_ever * (1.0 + 1e-11));
        let (level, late) = (c::service_level(load, n, within), c::late(load, n, within));
        prop_assert!((level + late - 1.0).abs() < 1e-14);
    }

    #[test]
    fn a_larger_centre_with_the_same_occupancy_answers_sooner(
        load in loads(1e4), at in 1.01..2.0_f64, times in 1.0..5.0_f64, within in 0.0..120.0_f64,
    ) {
        let larger = Load::of_erlangs(times * load.erlangs(), load.aht()).unwrap();
        let n = at * load.erlangs();
        let (small, large) = (c::late(load, n, within), c::late(larger, times * n, within));
        prop_assert!(large <= small * (1.0 + 1e-11), "{large} above {small}");
    }

    #[test]
    fn a_change_of_the_clock_changes_no_probability(
        load in loads(1e4), patience in patiences(), at in 0.0..1.0_f64, within in 0.0..120.0_f64,
        factor in 0.01..100.0_f64,
    ) {
        let n = agents_near(load, at).max(1.0);
        let slow = Load::of_erlangs(load.erlangs(), load.aht() * factor).unwrap();
        let patient = Patience::new(patience.seconds() * factor).unwrap();
        let (one, two) = (a::figures(load, patience, n), a::figures(slow, patient, n));
        prop_assert!((one.wait_probability - two.wait_probability).abs() < 1e-11);
        prop_assert!((one.abandonment - two.abandonment).abs() < 1e-11);
        let (one, two) = (
            a::ends(load, patience, n, within, within),
            a::ends(slow, patient, n, within * factor, within * factor),
        );
        prop_assert!((one.answered_in_time - two.answered_in_time).abs() < 1e-10);
        let (one, two) = (c::service_level(load, n, within), c::service_level(slow, n, within * factor));
        prop_assert!((one - two).abs() < 1e-11);
    }

    #[test]
    fn a_limited_line_lies_between_no_waiting_room_and_an_endless_one(
        load in loads(200.0), patience in patiences(), at in 0.0..1.0_f64, places in 0..60_u32,
        within in 0.0..120.0_f64,
    ) {
        let n = agents_near(load, at).max(1.0);
        let line = |places: u32| k::Line::new(n as u32, n as u32 + places).unwrap();
        let here = k::figures(load, Some(patience), line(places));
        prop_assert!(here.blocking <= b::blocking(load.erlangs(), n) * (1.0 + 1e-12));
        let without = x::Redials::new(0.0, 0.0).unwrap();
        prop_assert_eq!(x::figures(load, Some(patience), line(places), without), here);
        prop_assume!(load.rate() * patience.seconds() < 1000.0);
        let (endless, level) = (
            k::ends(load, Some(patience), line(3000), within, 5.0),
            a::ends(load, patience, n, within, 5.0),
        );
        prop_assert!((endless.answered_in_time - level.answered_in_time).abs() < 1e-10);
        prop_assert!((endless.abandoned_short - level.abandoned_short).abs() < 1e-10);
    }

    #[test]
    fn redials_add_load_and_never_serve_fewer_people(
        load in loads(200.0), patience in patiences(), at in 0.0..1.0_f64, share in 0.0..1.0_f64,
    ) {
        let n = agents_near(load, at).max(1.0) as u32;
        let line = k::Line::new(n, n + n / 4 + 2).unwrap();
        let redials = x::Redials::new(share, share).unwrap();
        let total = x::total_load(load, Some(patience), line, redials).unwrap();
        prop_assert!(total.erlangs() >= load.erlangs());
        let alone = k::figures(load, Some(patience), line);
        let served = x::served_per_fresh(load, Some(patience), line, redials);
        prop_assert!(served >= 1.0 - alone.blocking - alone.abandonment - 1e-12);
    }
}

/// Below the load of Erlang A a larger centre need not do better: half of 20 erlangs' 19 agents are too many for 10.
#[test]
fn twice_the_calls_may_need_more_than_twice_the_agents_who_are_overloaded() {
    let patience = Patience::new(240.0).unwrap();
    let goal = [Goal::service_level(0.32, 0.0).unwrap()];
    let needed = |erlangs| a::agents(Load::of_erlangs(erlangs, 240.0).unwrap(), patience, &goal).agents;
    assert_eq!((needed(10.0), needed(20.0)), (9, 19));
}
