//! `wfm simulate`

use super::session::Session;

/// Two skills, a bilingual group, chats of two at once: small and quick.
const OPERATION: &str = r#"{
  "id": "small", "interval_s": 1800, "warmup_s": 600, "replications": 50, "seed": 7, "report_intervals": true,
  "call_types": [
    {"name": "en", "handle_time": {"kind": "lognormal", "mean_s": 240, "cv": 0.8},
     "patience": {"kind": "exponential", "mean_s": 150}, "target_s": 20, "calls_per_interval": [60, 80]},
    {"name": "fr", "handle_time": {"kind": "exponential", "mean_s": 300},
     "patience": {"kind": "infinite"}, "target_s": 30, "calls_per_interval": [20, 30]}
  ],
  "groups": [
    {"name": "first", "agents_per_interval": [8, 10],
     "serves": {"en": {"group_rank_for_call": 1, "call_rank_for_group": 1}}},
    {"name": "both", "agents_per_interval": [6, 7],
     "serves": {"en": {"group_rank_for_call": 2, "call_rank_for_group": 2},
                "fr": {"group_rank_for_call": 1, "call_rank_for_group": 1}}}
  ]
}"#;

fn session() -> Session {
    let session = Session::new();
    session.write("small.json", OPERATION);
    session
}

#[test]
fn an_operation_gives_figures_with_their_intervals() {
    let session = session();
    let rows =
        session.wfm("simulate small.json --format csv").ok().saying(&["50 replications, seed 7"]).csv();
    assert_eq!(rows[0], ["call_type_or_group", "metric", "mean", "ci95_half_width"]);
    let figure = |whose: &str, metric: &str| -> f64 {
        let row = rows.iter().find(|row| row[0] == whose && row[1] == metric).expect(metric);
        assert!(row[3].parse::<f64>().unwrap() > 0.0, "{row:?}");
        row[2].parse().unwrap()
    };
    assert!((0.5..1.0).contains(&figure("en", "sl_offered")));
    assert_eq!(figure("ALL", "sl_offered").max(0.0), figure("ALL", "sl_offered"));
    assert!((figure("ALL", "offered_per_replication") - 160.0).abs() < 15.0);
    assert!((0.5..1.0).contains(&figure("both", "occupancy")));
    session.wfm("simulate small.json").ok().printing(&["call type or group", "sl_offered", "occupancy"]);
    let json = session.wfm("simulate small.json --format json --replications 5 --seed 3").ok().json();
    assert_eq!((json["replications"].as_u64(), json["seed"].as_u64()), (Some(5), Some(3)));
    assert_eq!(json["intervals"].as_array().unwrap().len(), 4);
    assert!(json["intervals"][3]["sl_offered"]["mean"].is_number());
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let session = session();
    let mut seen = Vec::new();
    for threads in ["1", "2", "8"] {
        let mut command = session.command("simulate small.json --format csv --replications 300");
        seen.push(command.env("RAYON_NUM_THREADS", threads).output().unwrap().stdout);
    }
    assert!(!seen[0].is_empty() && seen.iter().all(|output| *output == seen[0]));
}

#[test]
fn a_wanted_precision_is_reached_or_the_miss_is_said() {
    let session = session();
    let rows = session.wfm("simulate small.json --format csv --replications 20 --precision 0.02").ok().csv();
    let levels = rows.iter().filter(|row| row[1] == "sl_offered" && row[0] != "ALL");
    assert!(levels.map(|row| row[3].parse::<f64>().unwrap()).all(|half_width| half_width <= 0.02));
    session.wfm("simulate small.json --precision 2").refused().saying(&["precision is 2"]);
}

#[test]
fn an_operation_comes_from_standard_input_too() {
    let session = session();
    let printed = session.wfm("simulate small.json --format csv").ok().stdout;
    assert_eq!(session.wfm_reading("simulate - --format csv", OPERATION).ok().stdout, printed);
}

#[test]
fn all_that_is_wrong_with_an_operation_is_said_at_once() {
    let session = session();
    let wrong = OPERATION
        .replace("\"mean_s\": 240", "\"mean_s\": -240")
        .replace("[20, 30]", "[20]")
        .replace("\"target_s\": 30", "\"target_s\": 30, \"colour\": 1");
    session.write("sense.json", wrong);
    session.wfm("simulate sense.json").refused().saying(&[
        "error[E2508] sense.json: handle_time.mean_s of call type en is -240",
        "error[E2508] sense.json: calls_per_interval of call type fr is 1 values",
        "warning[W2521] sense.json (call_types[1].colour): the key colour is unknown",
    ]);
    let wrong = OPERATION
        .replace("\"kind\": \"lognormal\"", "\"kind\": \"log-normal\"")
        .replace("\"fr\": {", "\"de\": {")
        .replace("\"target_s\": 20,", "")
        .replace("[8, 10]", "[8, -1]");
    session.write("kinds.json", wrong);
    session.wfm("simulate kinds.json").refused().saying(&[
        "error[E2511] kinds.json (call_types[0].handle_time.kind): kind is \"log-normal\"",
        "did you mean \"lognormal\"?",
        "error[E2506] kinds.json (call_types[0].target_s): target_s is missing",
        "error[E2507] kinds.json (groups[0].agents_per_interval)",
        "error[E2513] kinds.json (groups[1].serves.de): \"de\" is no call type",
    ]);
    session.write("no.json", "{\n\"interval_s\": 1800,\n}");
    session.wfm("simulate no.json").refused().saying(&["error[E2505] no.json:3"]);
    session.wfm("simulate nowhere.json").refused().saying(&["error[E2501]"]);
}

#[test]
fn calls_without_an_agent_are_played_and_named() {
    let session = session();
    session.write("nobody.json", OPERATION.replace("[6, 7]", "[6, 0]"));
    session.wfm("simulate nobody.json").ok().saying(&["warning: fr: ", "never answered"]);
    session.write("unserved.json", OPERATION.replace("\"fr\": {\"group_rank", "\"en \": {\"group_rank"));
    session.wfm("simulate unserved.json").refused().saying(&["E2513"]);
}

/// A help desk with a planned week.
fn planned() -> Session {
    let session = Session::with_sample("help-desk");
    session.wfm("plan centre --work-limit 1 --quiet").ok();
    session
}

#[test]
fn a_planned_week_is_played_with_bands_reasons_and_absences() {
    let session = planned();
    let simulated = session.wfm("simulate centre --replications 60").ok();
    simulated.printing(&[
        "60 weeks at random",
        "promised 80",
        "counted offered",
        "the formula expects",
        "absent",
        "Worst",
    ]);
    let rows = session.rows("centre/out/simulation.csv");
    assert_eq!(rows[0][..3], ["stretch", "start", "queue"]);
    let of = |stretch: &str| rows.iter().filter(|row| row[0] == stretch).count();
    assert!(of("week") == 1 && (5..=7).contains(&of("day")) && of("interval") > 100, "{}", rows.len());
    for row in &rows[1..] {
        let share =
            |column: usize| row[column].parse::<f64>().ok().filter(|share| (0.0..=1.0).contains(share));
        assert!(share(4).is_some() && share(6) <= share(7) && share(8).is_some(), "{row:?}");
    }
    let json: serde_json::Value = serde_json::from_str(&session.read("centre/out/simulation.json")).unwrap();
    let queue = &json["queues"][0];
    assert_eq!(json["replications"], 60);
    let levels: Vec<f64> = queue["by_absence"]
        .as_array()
        .unwrap()
        .iter()
        .map(|pair| pair[1]["mean"].as_f64().unwrap())
        .collect();
    assert!(levels.windows(2).all(|pair| pair[0] > pair[1]), "more absence, less service: {levels:?}");
    assert!(queue["week"]["formula"].is_number() && queue["worst"].as_array().unwrap().len() == 5);
    // Formula, and what each step of realism adds, make up what was found, but for what is too small to be named.
    let sum: f64 =
        queue["reasons"].as_array().unwrap().iter().map(|r| r["effect"]["mean"].as_f64().unwrap()).sum();
    let found = queue["week"]["service_level"]["mean"].as_f64().unwrap();
    assert!((queue["week"]["formula"].as_f64().unwrap() + sum - found).abs() < 0.05, "{queue}");
}

#[test]
fn the_same_seed_plays_the_same_weeks() {
    let session = planned();
    let line = "simulate centre --replications 20 --seed 5 --format csv";
    let first = session.wfm(line).ok().stdout;
    assert_eq!(session.wfm(line).ok().stdout, first);
    assert_ne!(session.wfm("simulate centre --replications 20 --seed 6 --format csv").ok().stdout, first);
    let few = session.wfm("simulate centre --replications 20 --absence 0.5 --format json").ok().json();
    assert_eq!(few["absence"], 0.5);
    session.wfm("simulate centre --absence 8").refused().saying(&["0.08 for 8 %"]);
}

#[test]
fn what_a_simulation_needs_is_named_with_the_command_that_writes_it() {
    let session = Session::with_sample("help-desk");
    session.wfm("simulate centre").refused().saying(&[
        "forecast.csv (wfm forecast centre)",
        "requirement.csv (wfm staff centre)",
        "roster.csv (wfm roster centre)",
        "wfm plan centre writes all of them",
    ]);
    session.write("small.json", OPERATION);
    session.wfm("simulate small.json --absence 0.1").refused().saying(&["small.json is no folder"]);
}

#[test]
fn a_plan_ends_with_its_simulation() {
    let session = Session::with_sample("help-desk");
    session.wfm("plan centre --work-limit 1").ok().printing(&["Simulated", "8 of 10 weeks at random"]);
    let summary: serde_json::Value = serde_json::from_str(&session.read("centre/out/summary.json")).unwrap();
    assert!(summary["simulation"]["queues"][0]["week"]["service_level"]["mean"].is_number());
    let page = session.read("centre/out/report.html");
    assert!(page.contains("<section id=\"simulation\">") && page.contains("by the formula"));
}
