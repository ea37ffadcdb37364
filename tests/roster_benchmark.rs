//! Rosters of the benchmark centres in `WFM_TEST_DATA/roster-benchmark`: legal, and within what is known about them.
#![cfg(feature = "csv")]

mod benchmark_centre;

use wfm_core::control::Control;
use wfm_core::rostering::{Options, check, roster};

/// Solves a centre with limited work; `None` without test data.
fn solve(centre: &str, work_limit: u64) -> Option<(f64, f64)> {
    let problem = benchmark_centre::read(centre)?;
    let options = Options { work_limit, ..Options::default() };
    let solved =
        roster(&problem, &options, &Control::unlimited()).expect("every agent of the benchmark has a week");
    assert_eq!(check(&problem, &solved.roster), []);
    let bound = solved.lower_bound.expect("there is work enough for a bound");
    assert!(bound <= solved.cost.total());
    Some((solved.cost.total(), bound))
}

/// Known: a roster of 606, a bound of 219 by linear programming.
#[test]
fn twenty_agents_get_a_legal_week_near_the_best_known() {
    let Some((cost, bound)) = solve("wk20", 900_000_000) else { return };
    assert!((200.0..=606.0).contains(&bound), "bound {bound}");
    assert!(cost <= 1000.0, "cost {cost}");
}

/// Known: a roster of 1,644, a bound of 1,259.
#[test]
fn a_hundred_agents_get_a_legal_week_with_a_bound_that_means_something() {
    let Some((cost, bound)) = solve("wk100", 500_000_000) else { return };
    assert!((1000.0..=1644.0).contains(&bound), "bound {bound}");
    assert!(cost <= 3500.0, "cost {cost}");
}
