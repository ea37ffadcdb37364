//! Whatever stands in an operation's file: an answer or a list of what is wrong, never a panic.

use proptest::prelude::*;
use serde_json::{Value, json};
use wfm_core::control::Control;
use wfm_core::io::{self, Severity, Source};
use wfm_core::simulation::{Options, simulate};

fn small() -> Value {
    json!({
        "id": "small", "interval_s": 900, "warmup_s": 100, "replications": 2, "seed": 7,
        "report_intervals": true, "day_rate_gamma_shape": 20.0, "concurrency": 2, "chat_speed": [1.0, 0.7],
        "call_types": [
            {"name": "en", "handle_time": {"kind": "lognormal", "mean_s": 240, "cv": 0.8},
             "patience": {"kind": "gamma", "mean_s": 150, "cv": 1.1}, "target_s": 20, "short_abandon_s": 5,
             "calls_per_interval": [6, 8, 0], "open_per_interval": [true, true, false], "lines": 9,
             "redials": {"abandoned": 0.4, "blocked": 0.5, "delay_s": 120},
             "callback": {"share": 0.2, "after_s": 60, "becomes": "fr"}},
            {"name": "fr", "handle_time": {"kind": "deterministic", "mean_s": 300},
             "patience": {"kind": "infinite"}, "target_s": 3600, "deferred": true,
             "calls_per_interval": [2, 3, 1]}
        ],
        "groups": [
            {"name": "first", "agents_per_interval": [2, 3, 0], "concurrency": 1,
             "serves": {"en": {"group_rank_for_call": 1, "call_rank_for_group": 1}}},
            {"name": "both", "agents_per_interval": [1, 2, 1],
             "serves": {"en": {"speed": 0.9, "reserve": 1}, "fr": {}}}
        ]
    })
}

/// Every value within `value`, outermost first.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(key, value)| places(value, &format!("{at}/{key}"), found))
        }
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(index, value)| places(value, &format!("{at}/{index}"), found));
        }
        _ => {}
    }
}

/// Values that stand where others should.
fn odd() -> impl Strategy<Value = Value> {
    let numbers = prop_oneof![
        Just(json!(-1)),
        Just(json!(0)),
        Just(json!(0.5)),
        Just(json!(1e-300)),
        Just(json!(1e300)),
        Just(json!(u64::MAX)),
        Just(json!(i64::MIN)),
        Just(json!(4_294_967_296_u64)),
        any::<f64>().prop_map(|number| json!(number)),
        (0.0..3.0).prop_map(|number: f64| json!(number)),
    ];
    let others = prop_oneof![
        Just(Value::Null),
        Just(json!([])),
        Just(json!({})),
        Just(json!("")),
        Just(json!("exponential")),
        Just(json!("fr")),
        Just(json!("first")),
        Just(json!(true)),
        Just(json!([[1]])),
        Just(json!([1, "a", -2])),
        Just(json!([0, 0, 0])),
        Just(json!({"kind": "infinite"})),
    ];
    prop_oneof![numbers, others]
}

/// Reads a text; what is accepted makes sense, and is played where it is small.
fn read_and_play(text: &str) -> Result<(), TestCaseError> {
    let reading = io::operation(Source::new("mangled.json", text.as_bytes()));
    let Ok((file, problems)) = reading.accept(false) else { return Ok(()) };
    prop_assert!(problems.count(Severity::Error) == 0);
    prop_assert!(file.operation.problems().is_empty(), "{:?}", file.operation.problems());
    let calls: f64 = file.operation.call_types.iter().flat_map(|call_type| &call_type.offered[0]).sum();
    if calls < 1e4 {
        let options = Options { replications: 2, seed: 1, ..Options::default() };
        // A spread out of all proportion may yet be refused.
        if let Ok(played) = simulate(&file.operation, &options, &Control::unlimited()) {
            for counts in
                played.replications.iter().flat_map(|replication| replication.calls.iter().flatten())
            {
                prop_assert!(counts.wait >= 0.0 && counts.answered <= counts.offered);
            }
        }
    }
    Ok(())
}

#[test]
fn the_file_as_it_should_be_is_played() {
    let text = small().to_string();
    let (file, problems) = io::operation(Source::new("small.json", text.as_bytes())).accept(true).unwrap();
    assert_eq!(problems.count(Severity::Error), 0);
    let played =
        simulate(&file.operation, &Options { replications: 20, ..Options::default() }, &Control::unlimited());
    assert!(played.unwrap().offered(0).unwrap().mean > 5.0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn values_that_are_odd_or_missing_are_named_or_played(
        changes in prop::collection::vec((any::<prop::sample::Index>(), prop::option::of(odd())), 1..4),
    ) {
        let mut value = small();
        for (place, odd) in changes {
            let mut found = Vec::new();
            places(&value, "", &mut found);
            let at = &found[place.index(found.len())];
            match (odd, at.rsplit_once('/')) {
                (Some(odd), _) => *value.pointer_mut(at).unwrap() = odd,
                (None, Some((parent, key))) => match value.pointer_mut(parent).unwrap() {
                    Value::Object(members) => drop(members.remove(key)),
                    Value::Array(items) => drop(items.remove(key.parse().unwrap())),
                    _ => {}
                },
                (None, None) => value = Value::Null,
            }
        }
        read_and_play(&value.to_string())?;
    }

    #[test]
    fn a_text_cut_and_stirred_is_named_or_played(
        cuts in prop::collection::vec((any::<prop::sample::Index>(), 0usize..12, "[\\PC]{0,3}"), 1..5),
    ) {
        let mut text: Vec<char> = small().to_string().chars().collect();
        for (at, length, instead) in cuts {
            let from = at.index(text.len().max(1)).min(text.len());
            let to = (from + length).min(text.len());
            text.splice(from..to, instead.chars());
        }
        read_and_play(&text.into_iter().collect::<String>())?;
    }
}
