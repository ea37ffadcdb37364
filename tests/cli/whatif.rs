//! `wfm whatif`

use super::session::Session;

/// The rows of `whatif.csv` by column name.
fn table(session: &Session) -> Vec<std::collections::BTreeMap<String, String>> {
    let rows = session.rows("centre/out/whatif.csv");
    let record = |row: &Vec<String>| rows[0].iter().cloned().zip(row.iter().cloned()).collect();
    rows[1..].iter().map(record).collect()
}

fn number(row: &std::collections::BTreeMap<String, String>, column: &str) -> f64 {
    row[column].parse().unwrap_or_else(|_| panic!("{column} of {row:?}"))
}

const ASKED: &str = r#"
[[scenario]]
id = "more calls"
volume = 1.2
[[scenario]]
id = "two hired"
hire = [{ count = 2, contract = "full-time" }]
[[grid]]
id = "demand"
volume = [0.9, 1.1]
aht = [0.95, 1.05]
[sensitivity]
volume = [0.9, 1.1]
shrinkage_points = [-0.01, 0.01]
"#;

#[test]
fn scenarios_stand_side_by_side_the_base_first() {
    let session = Session::with_sample("help-desk");
    session.write("asked.toml", ASKED);
    let answer = session.wfm("whatif centre asked.toml").ok();
    let answer =
        answer.printing(&["base", "more calls", "demand: volume 0.9, aht 0.95", "What matters most"]);
    assert!(answer.stderr.contains("out/whatif.html"), "{}", answer.stderr);
    assert_eq!(session.files("centre/out"), ["whatif.csv", "whatif.html", "whatif.json"]);
    let rows = table(&session);
    let all: Vec<_> = rows.iter().filter(|row| row["queue"] == "all").collect();
    assert_eq!(all.len(), 1 + 2 + 4 + 4);
    assert_eq!((all[0]["scenario"].as_str(), all[0]["heads_difference"].as_str()), ("base", "0"));
    assert!(number(all[1], "heads_difference") > 0.0 && number(all[1], "today_short_hours") > 0.0);
    assert!((number(all[1], "offered") / number(all[0], "offered") - 1.2).abs() < 1e-3);
    assert_eq!(all[2]["heads"], all[0]["heads"], "new people change nothing of what is required");
    assert!(number(all[2], "today_service_level") > number(all[0], "today_service_level"));
}

#[test]
fn a_program_reads_the_same_from_standard_output() {
    let session = Session::with_sample("help-desk");
    session.write("asked.toml", ASKED);
    let csv = session.wfm("whatif centre asked.toml --format csv").ok();
    assert_eq!(csv.stdout, session.read("centre/out/whatif.csv"));
    let json = session.wfm_reading("whatif centre - --format json --by margin", ASKED).ok().json();
    assert_eq!(json["tornado"]["by"], "margin");
    assert_eq!(json["tornado"]["bars"][0]["name"], "volume");
    assert_eq!(json["rows"].as_array().unwrap().len(), csv.csv().len() - 1);
    assert_eq!(json["rows"][0]["kind"], "base");
}

#[test]
fn all_that_is_wrong_is_said_and_nothing_written() {
    let session = Session::with_sample("help-desk");
    session.write("asked.toml", "[[scenario]]\nid = \"a\"\nvolume = 0\nqueues = [\"it-suport\"]\n");
    let answer = session.wfm("whatif centre asked.toml").refused();
    answer.saying(&["asked.toml:3", "asked.toml:4", "did you mean \"it-support\"?", "nothing was written"]);
    session.write("asked.toml", "[[scenario]]\nid = \"a\"\nleavers = [{ count = 99 }]\n[[scenario]]\nid = \"b\"\nrespond_share = 0.9\n");
    session.wfm("whatif centre asked.toml").refused().saying(&["scenario \"a\"", "scenario \"b\""]);
    session.wfm("whatif centre nowhere.toml").refused().saying(&["E1001", "docs/whatif.md"]);
    assert!(session.files("centre/out").is_empty());
}

#[test]
fn a_roster_of_each_scenario_shows_what_people_and_rules_allow() {
    let session = Session::with_sample("help-desk");
    session.write("asked.toml", "[[scenario]]\nid = \"fewer\"\nleavers = [{ count = 2 }]\n");
    let answer = session.wfm("whatif centre asked.toml --roster --work-limit 20000000").ok();
    answer.printing(&["What a roster would be"]).saying(&["Rostering base", "Rostering fewer"]);
    let rows = table(&session);
    let all: Vec<_> = rows.iter().filter(|row| row["queue"] == "all").collect();
    assert!(number(all[1], "roster_short_hours") > number(all[0], "roster_short_hours"));
    assert!(number(all[1], "roster_paid_hours") < number(all[0], "roster_paid_hours"));
    assert!(number(all[0], "roster_lower_bound") <= number(all[0], "roster_objective"));
}

#[test]
fn the_scenarios_of_the_bank_are_answered() {
    let session = Session::with_sample("bank");
    session.wfm("whatif centre centre/scenarios.toml --strict").ok().printing(&["90 in 15", "volume"]);
    let page = session.read("centre/out/whatif.html");
    for part in ["Harbour Bank", "a bot answers card balances", "<svg", "What today&#x27;s staff would give"]
    {
        assert!(page.contains(part), "no {part:?} in the page");
    }
    assert!(
        !page.contains("<script") && !page.contains("http:") || page.contains("http://www.w3.org/2000/svg")
    );
}
