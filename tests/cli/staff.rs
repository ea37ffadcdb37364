//! `wfm staff`

use super::session::Session;

const COLUMNS: &str = "interval_start,queue,offered,aht_seconds,erlangs,agents,scheduled,service_level,\
                       asa_seconds,abandonment,occupancy";

#[test]
fn a_history_is_enough() {
    let session = Session::with_sample("help-desk");
    session.wfm("staff centre").ok().printing(&["2026-09-07", "erlang-a"]).saying(&["out/requirement.csv"]);
    assert_eq!(session.files("centre/out"), ["requirement.csv"]);
    let rows = session.rows("centre/out/requirement.csv");
    assert_eq!(rows[0].join(","), COLUMNS);
    for row in &rows[1..] {
        let [agents, scheduled] = [5, 6].map(|column: usize| row[column].parse::<f64>().unwrap());
        assert!(agents >= 2.0 && agents.fract() == 0.0, "at least two, whole: {row:?}");
        assert!((scheduled - agents / (0.97 * 0.94)).abs() < 1e-5, "after shrinkage: {row:?}");
    }
}

#[test]
fn the_forecast_of_an_hour_ago_gives_the_requirement_of_the_history() {
    let session = Session::with_sample("help-desk");
    session.wfm("staff centre --out direct").ok();
    session.wfm("forecast centre").ok();
    session.wfm("staff centre").ok().saying(&["Staffing for the forecast in centre/out/forecast.csv"]);
    let agents = |name: &str| {
        session.rows(name).into_iter().map(|row| [row[0].clone(), row[5].clone()]).collect::<Vec<_>>()
    };
    assert_eq!(agents("centre/out/requirement.csv"), agents("direct/requirement.csv"));
}

#[test]
fn a_forecast_of_ones_own_needs_neither_history_nor_agents() {
    let session = Session::with_sample("help-desk");
    for file in ["history.csv", "agents.csv", "availability.csv"] {
        std::fs::remove_file(session.path(&format!("centre/{file}"))).unwrap();
    }
    let own = "interval_start,queue,offered,aht_seconds\n2026-09-07T09:00,it-support,25,180\n";
    session.write("centre/forecast.csv", own);
    session.wfm("staff centre").ok();
    let rows = session.rows("centre/out/requirement.csv");
    let nine = rows.iter().find(|row| row[0] == "2026-09-07T09:00:00+01:00").expect("the row of 09:00");
    assert_eq!(nine[2..4], ["25", "180"]);
    let [erlangs, agents] = [4, 5].map(|column: usize| nine[column].parse::<f64>().unwrap());
    // Of 5 erlangs, what was begun in this quarter of an hour and is not yet over is carried into the next.
    let here = 5.0 * (1.0 - 180.0 / 900.0 * (1.0 - f64::exp(-900.0 / 180.0)));
    assert!((erlangs - here).abs() < 1e-6 && agents > erlangs, "{nine:?}");
    // Another file, named or on standard input, wins over the one that lies there.
    let double = own.replace(",25,", ",50,");
    session.write("double.csv", &double);
    let days = session.wfm("staff centre --forecast double.csv --format csv").ok();
    assert_eq!(days.csv()[1][3], "50");
    assert_eq!(
        session.wfm_reading("staff centre --forecast - --format csv", &double).ok().stdout,
        days.stdout
    );
}

#[test]
fn a_queue_that_promises_nothing_is_named() {
    let session = Session::with_sample("help-desk");
    let toml = session.read("centre/centre.toml");
    let promises = ["service_level", "within_seconds", "target_over", "max_", "minimum_agents"];
    let kept: Vec<&str> =
        toml.lines().filter(|line| !promises.iter().any(|promise| line.starts_with(promise))).collect();
    session.write("centre/centre.toml", kept.join("\n"));
    session.wfm("forecast centre").ok();
    session.wfm("staff centre").refused().saying(&["it-support"]);
}

/// Three skills of a centre, two of them shared: agents by skill lie between full pooling and queue-by-queue sizing.
#[test]
fn agents_by_skill_are_fewer_than_queue_by_queue() {
    let session = Session::with_sample("tehran");
    let staffed = session
        .wfm("staff centre --multi-skill --training --days 1 --format json")
        .ok()
        .saying(&["skill_groups.csv"]);
    let json = staffed.json();
    let pool = &json["pools"][0];
    assert_eq!(pool["pool"], "support|orders");
    let hours = |name: &str| pool[name].as_f64().unwrap();
    assert!(hours("multi_skill_hours") < hours("queue_by_queue_hours"), "{pool}");
    assert!(hours("multi_skill_hours") > 0.95 * hours("fully_pooled_hours"), "{pool}");
    assert_eq!(pool["stretches_broken"], 0);
    for service in json["service"].as_array().unwrap() {
        assert!(service["service_level"].as_f64() > service["promised"].as_f64(), "{service}");
    }
    let learns: Vec<&str> =
        json["training"].as_array().unwrap().iter().map(|row| row["learns"].as_str().unwrap()).collect();
    assert!(learns.contains(&"orders") && learns.contains(&"support"), "{learns:?}");
    assert_eq!(session.files("centre/out"), ["requirement.csv", "skill_groups.csv"]);
    let rows = session.rows("centre/out/skill_groups.csv");
    assert_eq!(rows[0], ["interval_start", "group", "agents", "scheduled"]);
    for group in ["support", "orders", "support|orders", "chat"] {
        assert!(rows.iter().any(|row| row[1] == group), "{group}");
    }
    session
        .wfm("staff centre --multi-skill --days 1")
        .ok()
        .printing(&["service level"])
        .saying(&["counted once"]);
}

#[test]
fn where_nobody_serves_two_queues_there_is_nothing_to_share() {
    let session = Session::with_sample("help-desk");
    session.wfm("staff centre --multi-skill").refused().saying(&["no agent serves two queues at once"]);
    assert!(session.files("centre/out").is_empty());
    std::fs::remove_file(session.path("centre/agents.csv")).unwrap();
    session.wfm("staff centre --multi-skill").refused().saying(&["--multi-skill needs agents.csv"]);
    session.wfm("staff centre --training").refused().saying(&["--multi-skill"]);
}
