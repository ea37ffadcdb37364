//! Mistakes seen in other programs that size contact centres, each with a test that none of them is made here.

use wfm_core::erlang::k::Line;
use wfm_core::erlang::x::Redials;
use wfm_core::erlang::{Goal, Load, Patience, a, b, c, k, x};
use wfm_core::model::{
    Channel, Combine, Forecast, Grid, Queue, Requirement, ServiceLevelDefinition, ServiceLevelTarget,
    Shrinkage, StaffingModel,
};
use wfm_core::staffing::{self, Carrying, Options};

fn load(erlangs: f64, aht: f64) -> Load {
    Load::of_erlangs(erlangs, aht).unwrap()
}

fn level(share: f64) -> Goal {
    Goal::service_level(share, 20.0).unwrap()
}

fn calls(share: f64) -> Queue {
    let definition = ServiceLevelDefinition::Offered;
    let mut queue = Queue::new("calls", Channel::Voice);
    queue.target.service_level =
        Some(ServiceLevelTarget { share, within: 20.0, definition, short_abandon: None });
    queue
}

fn forecast(offered: &[f64], aht: &[f64]) -> Forecast {
    let grid = Grid::new("2026-11-23T08:00:00Z".parse().unwrap(), 30, offered.len(), chrono_tz::UTC).unwrap();
    let open = vec![true; offered.len()];
    Forecast { aht: Some(aht.to_vec()), ..Forecast::given("calls", grid, open, offered.to_vec()) }
}

fn required(queue: &Queue, offered: &[f64], aht: &[f64], shrinkage: f64) -> Requirement {
    let shrinkage = Shrinkage::new(vec![("all".to_owned(), shrinkage)], Combine::Additive).unwrap();
    let options = Options { carrying: Carrying::Never, ..Options::default() };
    staffing::requirement(&forecast(offered, aht), queue, &shrinkage, &options).unwrap()
}

/// Service level of Erlang C by the textbook: sums of powers over factorials, the state k = 0 counted once.
fn textbook(erlangs: f64, agents: u32, aht: f64) -> f64 {
    let n = f64::from(agents);
    if n <= erlangs {
        return 0.0;
    }
    let (mut term, mut sum) = (1.0, 0.0);
    for k in 0..agents {
        sum += term;
        term *= erlangs / f64::from(k + 1);
    }
    let waiting = term * n / (n - erlangs);
    1.0 - waiting / (sum + waiting) * (-(n - erlangs) * 20.0 / aht).exp()
}

/// Trap 1: a search that starts above the load, and so misses the fewest agents of a loose target.
#[test]
fn a_loose_target_is_not_given_one_agent_too_many() {
    assert_eq!(c::agents(load(10.6, 180.0), &[level(0.0)]).agents, 11);
    assert_eq!(c::agents(load(0.5, 180.0), &[level(0.5)]).agents, 1);
    for tenths in 1..300 {
        let erlangs = f64::from(tenths) / 10.0;
        for share in [0.0, 0.05, 0.2, 0.5, 0.8, 0.95] {
            let fewest = (1..).find(|n| f64::from(*n) > erlangs && textbook(erlangs, *n, 180.0) >= share);
            let found = c::agents(load(erlangs, 180.0), &[level(share)]).agents;
            assert_eq!(Some(found), fewest, "{erlangs} erlangs, {share}");
        }
    }
}

/// Trap 2: a division by zero where there are as many agents as erlangs, or hardly any load.
#[test]
fn whole_and_tiny_loads_divide_nothing_by_zero() {
    for erlangs in [1e-9, 0.01, 0.3, 0.5, 1.0, 2.0, 10.0, 200.0] {
        let found = c::agents(load(erlangs, 180.0), &[level(0.8)]).agents;
        let fewest = (1..).find(|n| textbook(erlangs, *n, 180.0) >= 0.8);
        assert_eq!(Some(found), fewest, "{erlangs} erlangs");
        let figures = c::figures(load(erlangs, 180.0), erlangs);
        assert!(!figures.stable && figures.asa == f64::INFINITY && figures.wait_probability == 1.0);
    }
}

/// Trap 3: factorials that overflow from 134 erlangs or 146 agents on, and recursions begun again for every number.
#[test]
fn many_agents_are_neither_nan_nor_slow() {
    let mut blocking = 1.0;
    for n in 1..=300_u32 {
        blocking = 140.0 * blocking / (f64::from(n) + 140.0 * blocking);
        let got = b::blocking(140.0, f64::from(n));
        assert!((got / blocking - 1.0).abs() < 1e-12, "{n} trunks: {got} and {blocking}");
    }
    for erlangs in [134.0, 171.0, 800.0, 1e5, 1e6] {
        let n = f64::from(c::agents(load(erlangs, 240.0), &[level(0.8)]).agents);
        assert!(c::service_level(load(erlangs, 240.0), n, 20.0) >= 0.8);
        assert!(c::service_level(load(erlangs, 240.0), n - 1.0, 20.0) < 0.8);
    }
}

/// Trap 4: the formula of a stable queue used at and below its load: levels below 0, a P(wait) of 4.41.
#[test]
fn an_overloaded_queue_has_probabilities_too() {
    for agents in [0.0, 1.0, 5.0, 9.0, 9.9, 10.0] {
        let figures = c::figures(load(10.0, 180.0), agents);
        assert_eq!((figures.wait_probability, figures.occupancy), (1.0, 1.0));
        assert_eq!((figures.asa, figures.queue_length), (f64::INFINITY, f64::INFINITY));
        assert_eq!(c::service_level(load(10.0, 180.0), agents, 20.0), 0.0);
    }
}

/// Trap 5: shrinkage multiplied on, noise of floating point rounded up, a whole shrinkage that divides by zero.
#[test]
fn shrinkage_divides_without_noise_and_is_never_the_whole() {
    let shrinkage = |share: f64| Shrinkage::new(vec![("all".to_owned(), share)], Combine::Additive);
    let people = |agents: f64, share: f64| {
        staffing::whole_agents(staffing::scheduled(agents, &shrinkage(share).unwrap()))
    };
    assert_eq!(people(14.0, 0.30), 20);
    assert_eq!(people(1.0, 0.8), 5);
    assert_eq!(people(2.4, 0.2), 3);
    for nonsense in [1.0, 1.5, 30.0, -0.1, f64::NAN, f64::INFINITY] {
        assert!(shrinkage(nonsense).is_err(), "{nonsense}");
    }
    let halves = vec![("planned".to_owned(), 0.6), ("unplanned".to_owned(), 0.4)];
    assert!(Shrinkage::new(halves, Combine::Additive).is_err());
}

/// Trap 6: rounding up in every interval, and again after shrinkage or on the sum.
#[test]
fn what_is_scheduled_is_rounded_once() {
    let requirement = required(&calls(0.8), &[100.0, 40.0, 57.0], &[180.0; 3], 0.28);
    for (agents, scheduled) in requirement.agents.iter().zip(&requirement.scheduled) {
        assert_eq!(agents.fract(), 0.0);
        assert!((scheduled - agents / 0.72).abs() < 1e-12 && scheduled.fract() != 0.0);
    }
    let total: f64 = requirement.scheduled.iter().sum();
    let twice: u32 = staffing::scheduled_agents(&requirement).iter().sum();
    assert!(staffing::whole_agents(total) < twice);
}

/// Trap 7: Erlang A with a queue cut short, or searched from the load on: 500 agents where 416 do.
#[test]
fn callers_who_hang_up_may_need_fewer_agents_than_erlangs() {
    let patience = Patience::new(60.0).unwrap();
    assert_eq!(a::agents(load(500.0, 180.0), patience, &[level(0.8)]).agents, 416);
    // 100 000 erlangs on 100 agents with endless patience: terms pass 1e308, a naive sum never ends.
    let figures = a::figures(load(1e5, 180.0), Patience::new(1e7).unwrap(), 100.0);
    assert!((figures.abandonment - 0.999).abs() < 1e-9);
    assert!(figures.queue_length > 5e9);
}

/// Trap 8: an ASA that counts the waits of those who hung up, or divides all waits by the answered.
#[test]
fn the_speed_of_answer_is_that_of_the_answered() {
    let figures = a::figures(Load::new(100.0, 180.0, 1800.0).unwrap(), Patience::new(300.0).unwrap(), 8.0);
    assert!((figures.asa - 71.295).abs() < 5e-4 && (figures.mean_wait - 69.559).abs() < 5e-4);
    let answered = 1.0 - figures.abandonment;
    assert!((figures.mean_wait / answered - figures.asa).abs() > 15.0);
    let waits = answered * figures.asa + figures.abandonment * figures.mean_wait_abandoned.unwrap();
    assert!((waits - figures.mean_wait).abs() < 1e-10);
}

/// Trap 9: an approximation for many agents sold as Erlang A.
#[test]
fn erlang_a_is_exact_and_no_approximation() {
    let figures = a::figures(load(100.0, 240.0), Patience::new(120.0).unwrap(), 105.0);
    assert!((figures.wait_probability - 0.272).abs() < 5e-4, "{figures:?}");
    assert!((figures.abandonment - 0.0252).abs() < 5e-5, "{figures:?}");
}

/// Trap 10: no calls stop the batch, a silent cap of agents, an infinite ASA stored as 0, a search without end.
#[test]
fn silence_floods_and_impossible_targets_have_their_answers() {
    let requirement = required(&calls(0.8), &[0.0, 60_000.0, 12.0], &[180.0; 3], 0.0);
    assert_eq!(requirement.agents[0], 0.0);
    assert!(requirement.agents[1] > 6000.0 && requirement.agents[2] > 1.0);
    let there = staffing::performance(&calls(0.8), load(20.0, 180.0), 20.0).unwrap();
    assert_eq!(there.asa, Some(f64::INFINITY));
    assert!(serde_json::to_value(there).unwrap()["asa"].is_null());
    for share in [1.0, 80.0, 100.0, f64::NAN, -0.2] {
        assert!(Goal::service_level(share, 20.0).is_err(), "{share}");
    }
}

/// Trap 11: the state k = 0 counted twice in the sum of Erlang C.
#[test]
fn the_empty_queue_is_counted_once() {
    for n in 1..=60 {
        for erlangs in [0.3, 0.9, 2.5, 7.7, 19.5, 44.4, 59.0] {
            let got = c::service_level(load(erlangs, 200.0), f64::from(n), 20.0);
            assert!((got - textbook(erlangs, n, 200.0)).abs() < 1e-13, "{n} agents, {erlangs} erlangs");
        }
    }
}

/// Trap 12: a service level met because an eighth of the callers hangs up, and no word about it.
#[test]
fn a_level_met_by_hang_ups_is_said() {
    let queue = Queue { patience: Some(60.0), ..calls(0.8) };
    let requirement = required(&queue, &[1500.0], &[240.0], 0.0);
    let basis = requirement.basis.unwrap();
    assert_eq!(requirement.agents, [176.0]);
    assert!((basis.performance[0].abandonment.unwrap() - 0.127).abs() < 5e-4);
    assert!(basis.warnings.iter().any(|w| w.code == "W1" && w.message.contains("12.7 % hang up")));
}

/// Trap 13: one handle time for all intervals, no reason where nothing is enough, no fractional agents.
#[test]
fn intervals_have_their_own_handle_times_and_what_cannot_be_is_explained() {
    let both = required(&calls(0.8), &[100.0, 100.0], &[180.0, 290.0], 0.0);
    let [short, long] = [180.0, 290.0].map(|aht| required(&calls(0.8), &[100.0], &[aht], 0.0).agents[0]);
    assert_eq!(both.agents, [short, long]);
    assert!(short < long);

    let lines = Queue { patience: Some(120.0), lines: Some(30), ..calls(0.8) };
    assert_eq!(lines.sizing_model(), StaffingModel::ErlangX);
    let options = Options::default();
    let busy = forecast(&[500.0], &[180.0]);
    let refused = staffing::requirement(&busy, &lines, &Shrinkage::default(), &options).unwrap_err();
    assert!(
        refused.to_string().contains("with an agent on each, 50.0 erlangs break the promise"),
        "{refused}"
    );
    let patience = Some(Patience::new(120.0).unwrap());
    assert_eq!(k::agents(load(50.0, 180.0), patience, 30, &[level(0.8)]), None);
    let redials = Redials::new(0.5, 0.5).unwrap();
    assert_eq!(x::agents(load(50.0, 180.0), patience, 30, redials, &[level(0.8)]), None);
    let nearest = k::ends(load(50.0, 180.0), patience, Line::new(30, 30).unwrap(), 20.0, 20.0);
    assert!(nearest.answered_in_time < 0.8);

    let exact = c::agents_continuous(load(10.0, 180.0), &[level(0.8)]);
    assert!(exact > 13.0 && exact < 14.0);
    assert!((c::service_level(load(10.0, 180.0), exact, 20.0) - 0.8).abs() < 1e-12);
}
