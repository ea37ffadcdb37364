//! The minimum shift design instances in `WFM_TEST_DATA/min-shift-design`: near the best known values, never below what is
//! proven, and the bound holds.

use std::collections::BTreeSet;
use std::path::Path;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use wfm_core::model::*;
use wfm_core::scheduling::{ShiftCount, ShiftDemand, ShiftInput, ShiftOptions, shift_demand};

/// The numbers of a line `key = value;` or `key = [value, …];`.
fn numbers(text: &str, key: &str) -> Vec<u32> {
    let line = text.lines().find_map(|line| line.strip_prefix(key)?.trim().strip_prefix('=')).unwrap();
    let list = line.trim().trim_end_matches(';').trim_matches(['[', ']']);
    list.split(',').map(|number| number.trim().parse().unwrap()).collect()
}

/// Lower bound and best value of an instance in `best_known.csv`, as another program proved and found them.
fn known(data: &Path, instance: &str) -> (f64, f64) {
    let text = std::fs::read_to_string(data.join("min-shift-design/best_known.csv")).unwrap();
    let mut rows = text.lines().map(|line| line.split(',').collect::<Vec<&str>>());
    let header = rows.next().unwrap();
    let row = rows.find(|row| row[0] == instance).unwrap();
    let value = |name: &str| row[header.iter().position(|column| *column == name).unwrap()].parse().unwrap();
    (value("lower_bound"), value("best_value"))
}

/// What the shifts of an answer cost in a week that repeats, counted slot by slot.
fn recounted(counts: &[ShiftCount], agents: &[f64], grid: &Grid, charge: f64) -> f64 {
    let slot = i64::from(grid.step_minutes());
    let mut there = vec![0.0; agents.len()];
    let mut kinds = BTreeSet::new();
    for count in counts {
        let slots = |instant: DateTime<Utc>| (instant - grid.start()).num_minutes() / slot;
        for at in slots(count.start)..slots(count.end) {
            there[at as usize % agents.len()] += f64::from(count.agents);
        }
        kinds.insert((count.shift.clone(), count.start.time(), count.end - count.start));
    }
    let off: f64 = there.iter().zip(agents).map(|(there, needed)| (there - needed).abs()).sum();
    slot as f64 * off + charge * kinds.len() as f64
}

/// Cost and bound of an instance; `None`, saying so, when `WFM_TEST_DATA` is not set.
fn solve(instance: &str, rounds: u32) -> Option<(f64, f64)> {
    let Some(data) = std::env::var_os("WFM_TEST_DATA") else {
        println!("skipped: WFM_TEST_DATA is not set");
        return None;
    };
    let data = Path::new(&data);
    let text = std::fs::read_to_string(data.join(format!("min-shift-design/{instance}.dzn"))).unwrap();
    let demand = demand(&text, &ShiftOptions { rounds, seed: 1 });
    let (cost, bound) = (demand.cost.total(), demand.lower_bound.unwrap());
    println!("{instance}: {cost} (coverage {}), bound {bound}", demand.cost.coverage);
    let (proven, found) = known(data, instance);
    assert!(cost >= proven, "{instance}: {cost} is below {proven}, which is proven");
    assert!(bound <= cost.min(found) + 1e-6, "{instance}: bound {bound}");
    Some((cost, bound))
}

/// The answer to an instance, whose cost is right.
fn demand(text: &str, options: &ShiftOptions) -> ShiftDemand {
    let minutes = numbers(text, "interval")[0];
    let types = ["minStart", "maxStart", "minLength", "maxLength"].map(|key| numbers(text, key));
    let shift = |kind: usize| ShiftTemplate {
        id: format!("type {kind}").into(),
        days: WeekdaySet::ALL,
        start: StartWindow { earliest: types[0][kind] * minutes, latest: types[1][kind] * minutes },
        start_every_minutes: minutes,
        lengths: (types[2][kind]..=types[3][kind]).map(|slots| slots * minutes).collect(),
        breaks: Vec::new(),
        break_every_minutes: minutes,
        break_rules: BreakRules::default(),
    };
    let shifts: Vec<ShiftTemplate> = (0..types[0].len()).map(shift).collect();
    let agents: Vec<f64> = numbers(text, "demand").into_iter().map(f64::from).collect();
    let grid = Grid::of_days("2026-11-23".parse().unwrap(), 7, minutes, Tz::UTC).unwrap();
    assert_eq!(grid.len(), agents.len());
    let requirement = Requirement {
        queue: "duty".into(),
        open: vec![true; grid.len()],
        scheduled: agents.clone(),
        agents: agents.clone(),
        basis: None,
        grid: grid.clone(),
    };
    let bands = vec![CostBand { up_to_share: None, cost: f64::from(minutes) }];
    let weights =
        RosterWeights { understaffing: bands.clone(), overstaffing: bands, ..RosterWeights::default() };
    let charge = f64::from(numbers(text, "weightShiftInstances")[0]);
    let input = ShiftInput {
        shifts: &shifts,
        requirements: &[requirement],
        weights: &weights,
        paid_hour: 0.0,
        distinct_shift: charge,
        cyclic: true,
    };
    let demand = shift_demand(&input, options).unwrap();
    assert!((demand.cost.total() - recounted(&demand.counts, &agents, &grid, charge)).abs() < 1e-6);
    demand
}

/// Instances, rounds and the cost that is reached with them.
fn reach(instances: &[(&str, u32, f64)]) {
    for (instance, rounds, reached) in instances {
        let Some((cost, _)) = solve(instance, *rounds) else { return };
        assert!(cost <= *reached, "{instance}: {cost}");
    }
}

/// Proven: 480 and 600.
#[test]
fn weeks_made_from_few_shifts_are_covered_exactly_by_as_few() {
    reach(&[("DataSet1_RandomExample1", 20, 480.0), ("DataSet1_RandomExample3", 40, 600.0)]);
}

/// More shifts to choose from. No better values are known to us than these with 900 rounds: 450, 300, 300 and 5,985.
#[test]
fn weeks_with_hundreds_of_shifts_to_choose_from_make_do_with_few() {
    reach(&[
        ("DataSet1_RandomExample4", 40, 510.0),
        ("DataSet2_RandomExample27", 60, 480.0),
        ("DataSet2_RandomExample28", 60, 400.0),
        ("DataSet3_RandomExample21", 100, 6150.0),
    ]);
}

/// Proven: 1,020, 1,020, 8,280 and 13,020.
#[test]
fn weeks_that_few_shifts_fit_come_near_the_best() {
    for (instance, proven) in [
        ("DataSet2_RandomExample26", 1020.0),
        ("DataSet2_RandomExample30", 1020.0),
        ("DataSet3_RandomExample23", 8280.0),
        ("DataSet3_RandomExample25", 13020.0),
    ] {
        let Some((cost, bound)) = solve(instance, 60) else { return };
        // Three distinct shifts more, at 60 each.
        assert!((proven..=proven + 180.0).contains(&cost), "{instance}: {cost}");
        assert!(bound <= proven + 1e-6, "{instance}: bound {bound}");
    }
}

/// A week in the format of the instances: slots of two hours, shifts of four and six hours that begin at any of them.
#[cfg(feature = "parallel")]
const WEEK: &str = "
interval = 120;
demand = [DEMAND];
minStart = [0];
maxStart = [11];
minLength = [2];
maxLength = [3];
weightShiftInstances = 60;
";

#[cfg(feature = "parallel")]
#[test]
fn any_number_of_threads_designs_the_same_shifts() {
    let demand_of = |slot: u32| (slot * slot % 7 + slot / 12).to_string();
    let text = WEEK.replace("DEMAND", &(0..84).map(demand_of).collect::<Vec<String>>().join(", "));
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| demand(&text, &ShiftOptions { rounds: 6, seed: 1 }))
    };
    let one = with(1);
    assert!(one.counts.len() > 10);
    for threads in [2, 8] {
        assert_eq!(with(threads), one, "{threads} threads");
    }
}
