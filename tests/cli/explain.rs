//! `wfm explain`

use super::session::Session;

/// A help desk short of people, with a roster of the week from 2026-09-07.
fn short_desk() -> Session {
    let session = Session::with_sample("help-desk");
    session.wfm("staff centre --quiet").ok();
    let agents = session.read("centre/agents.csv");
    let kept: Vec<&str> =
        agents.lines().filter(|line| !line.starts_with("ben,") && !line.starts_with("jess,")).collect();
    session.write("centre/agents.csv", kept.join("\n") + "\n");
    // Nobody can have all five days off who must work five.
    session.append("centre/availability.csv", "chloe,2026-09-09,2026-09-09,wish_off,,Birthday\n");
    session.wfm("roster centre --work-limit 1 --quiet").ok();
    session
}

#[test]
fn a_short_week_is_explained_in_words() {
    let session = short_desk();
    session.wfm("explain centre").ok().printing(&[
        "penalty points by [roster]: too few agents",
        "no legal roster costs less than",
        "of the bound; frightens",
        "of all that is paid; flatters",
        "it-support",
        "is short by",
        "could come",
        "chloe wished off Wed 9 Sep and was refused",
        "it cannot be granted: contract full-time: 5 days a week",
        "One more agent would save most",
        "one more agent on the queue is worth",
    ]);
}

#[test]
fn an_interval_is_explained_agent_by_agent() {
    let session = short_desk();
    let answer = session.wfm("explain centre --interval 2026-09-09T10:00 --format json").ok().json();
    let shortage = &answer["shortages"][0];
    let names = |key: &str| -> Vec<String> {
        let list = shortage[key].as_array().unwrap().iter();
        list.flat_map(|entry| match entry["agents"].as_array() {
            Some(agents) => agents.iter().map(|a| a.as_str().unwrap().to_owned()).collect::<Vec<_>>(),
            None => vec![entry["agent"].as_str().unwrap().to_owned()],
        })
        .collect()
    };
    let there = shortage["there"].as_u64().unwrap() as usize;
    assert_eq!(there + names("remedies").len() + names("obstacles").len(), 12);
    assert!(names("obstacles").contains(&"nick".to_owned()), "nick is at college: {shortage}");
    session.wfm("explain centre --interval 2026-09-09T10:00").ok().printing(&["nick cannot: unavailable"]);
    session.wfm("explain centre --interval 2027-09-09T10:00").refused().saying(&["the weeks rostered"]);
    session.wfm("explain centre --interval noon").refused().saying(&["2026-11-23T14:00"]);
}

#[test]
fn one_agent_is_explained_alone() {
    let session = short_desk();
    let rows = session.wfm("explain centre --agent chloe --format csv").ok().csv();
    assert_eq!(rows[0].join(","), "about,queue,agent,from,to,short,extra_cost,coverage,own,what");
    assert!(rows[1..].iter().all(|row| row[2] == "chloe"), "{rows:?}");
    assert!(rows.iter().any(|row| row[0] == "wish_off" && row[6].is_empty()), "{rows:?}");
    session.wfm("explain centre --agent zoe").refused().saying(&["agent is zoe"]);
}

#[test]
fn the_bound_of_the_search_is_kept_while_the_input_is_the_same() {
    let session = short_desk();
    let bound = |session: &Session| {
        session.wfm("explain centre --format json").ok().json()["cost"]["lower_bound"].as_f64().unwrap()
    };
    let text = session.read("centre/out/summary.json");
    let mut summary: serde_json::Value = serde_json::from_str(&text).unwrap();
    let objective = summary["roster"]["objective"].as_f64().unwrap();
    // As if a longer search had proven more.
    summary["roster"]["lower_bound"] = (objective - 1.0).into();
    session.write("centre/out/summary.json", summary.to_string());
    assert_eq!(bound(&session), objective - 1.0);
    session.append("centre/availability.csv", "farah,2026-09-09,2026-09-09,wish_off,,\n");
    assert!(bound(&session) < objective - 1.0);
}

#[test]
fn without_a_roster_there_is_nothing_to_explain() {
    let session = Session::with_sample("help-desk");
    session.wfm("staff centre --quiet").ok();
    session.wfm("explain centre").refused().saying(&["roster.csv is not there", "--roster"]);
}

#[test]
fn the_roster_tells_what_one_agent_more_is_worth() {
    let session = Session::with_sample("help-desk");
    session.wfm("staff centre --quiet").ok();
    session.wfm("roster centre --work-limit 2000000 --quiet").ok();
    let coverage = session.rows("centre/out/coverage.csv");
    assert_eq!(coverage[0].last().unwrap(), "marginal_value");
    let values: Vec<f64> = coverage[1..].iter().map(|row| row.last().unwrap().parse().unwrap()).collect();
    // Between the dearest surplus and the dearest shortage.
    assert!(
        values.iter().all(|value| (-6.0..=30.0).contains(value)) && values.iter().any(|value| *value > 0.0)
    );
}
