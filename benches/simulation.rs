//! Calls simulated per second: one line, and three call types with a shared group.
//!
//! The counter is calls; run with one thread and compare CPU time. A plain C program that plays the same single line
//! with a calendar of events is the yardstick in `docs/benchmarks.md`.

use divan::{Bencher, counter::ItemsCount};
use wfm_core::control::Control;
use wfm_core::model::operation::{CallType, Distribution, Group, Operation, Serving, Staffing};
use wfm_core::simulation::{Options, simulate};

fn main() {
    divan::main();
}

const INTERVALS: usize = 24;

fn calls(name: &str, per_interval: f64, aht: f64, patience: f64) -> CallType {
    let (talk, patience) = (Distribution::exponential(aht), Distribution::exponential(patience));
    CallType::new(name, vec![per_interval; INTERVALS], talk, patience, 20.0)
}

fn group(name: &str, agents: u32, serves: Vec<Serving>) -> Group {
    Group {
        name: name.to_owned(),
        staffing: Staffing::Counts(vec![agents; INTERVALS]),
        serves,
        contact_speed: vec![1.0],
    }
}

fn operation(call_types: Vec<CallType>, groups: Vec<Group>) -> Operation {
    Operation {
        interval: 1800.0,
        intervals: INTERVALS,
        warmup: 0.0,
        call_types,
        groups,
        day_rate_shape: None,
    }
}

/// 20 erlangs on 21 agents, AHT 240 s, patience 180 s.
fn one_line() -> Operation {
    let team = group("team", 21, vec![Serving::first_choice(0)]);
    operation(vec![calls("calls", 150.0, 240.0, 180.0)], vec![team])
}

/// Three call types, three groups of specialists and one that serves them all, by rank.
fn three_skills() -> Operation {
    let types = [("sales", 60.0, 300.0), ("service", 90.0, 240.0), ("support", 40.0, 420.0)];
    let call_types: Vec<CallType> =
        types.iter().map(|(name, calls_, aht)| calls(name, *calls_, *aht, 150.0)).collect();
    let own = |index| group(["sales", "service", "support"][index], 8, vec![Serving::first_choice(index)]);
    let any = |call_type| Serving {
        group_rank: 2,
        call_rank: 1 + call_type as u32,
        ..Serving::first_choice(call_type)
    };
    let mut groups: Vec<Group> = (0..3).map(own).collect();
    groups.push(group("all", 8, (0..3).map(any).collect()));
    groups.iter_mut().for_each(|group| group.name.push_str(" team"));
    operation(call_types, groups)
}

fn measure(bencher: Bencher<'_, '_>, operation: &Operation) {
    let options = Options { replications: 256, ..Options::default() };
    let expected: f64 = operation.call_types.iter().flat_map(|call_type| &call_type.offered[0]).sum();
    bencher
        .counter(ItemsCount::new((expected * options.replications as f64) as u64))
        .bench(|| simulate(operation, &options, &Control::unlimited()).expect("a sound operation"));
}

#[divan::bench(sample_count = 10)]
fn a_single_line_with_abandonment(bencher: Bencher<'_, '_>) {
    measure(bencher, &one_line());
}

#[divan::bench(sample_count = 10)]
fn three_skills_with_priorities(bencher: Bencher<'_, '_>) {
    measure(bencher, &three_skills());
}
