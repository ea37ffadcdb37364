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
    assert_eq!(nine[4], "5", "25 calls of 180 s in 900 s are 5 erlangs");
    // Another file, named, wins over the one that lies there.
    session.write("double.csv", own.replace(",25,", ",50,"));
    let days = session.wfm("staff centre --forecast double.csv --format csv").ok().csv();
    assert_eq!(days[1][3], "50");
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
