//! `wfm repair`

use super::session::Session;

/// A help desk with a roster of the week from 2026-09-07, in which amelia works on Tuesday.
fn rostered() -> Session {
    let session = Session::with_sample("help-desk");
    session.wfm("staff centre --quiet").ok();
    session.wfm("roster centre --work-limit 1 --quiet").ok();
    session
}

#[test]
fn an_absence_is_made_up_for_with_as_few_changes_as_worth_it() {
    let session = rostered();
    let before = session.rows("centre/out/roster.csv");
    session
        .wfm("repair centre --absent amelia@2026-09-08")
        .ok()
        .printing(&["nothing else changes", "*"])
        .saying(&["the absence leaves amelia", "The repaired roster is in"]);
    assert_eq!(session.files("centre/out/repair"), ["activities.csv", "coverage.csv", "roster.csv"]);
    assert_eq!(session.rows("centre/out/roster.csv"), before, "what was published stays");
    let after = session.rows("centre/out/repair/roster.csv");
    assert!(!after.iter().any(|row| row[0] == "amelia" && row[1] == "2026-09-08"));
    let monday =
        |rows: &[Vec<String>]| rows.iter().filter(|row| row[1] == "2026-09-07").cloned().collect::<Vec<_>>();
    assert_eq!(monday(&before), monday(&after), "the days before are over");
}

#[test]
fn trade_offs_get_dearer_in_changes_and_cheaper_in_cost() {
    let session = rostered();
    let line = "repair centre --absent amelia@2026-09-08 --absent ben@2026-09-08 --changes 3 --out mended --format json";
    let answer = session.wfm(line).ok().json();
    let tradeoffs = answer["tradeoffs"].as_array().unwrap();
    let costs: Vec<f64> = tradeoffs.iter().map(|t| t["objective"].as_f64().unwrap()).collect();
    assert!(costs.windows(2).all(|pair| pair[1] < pair[0]), "{costs:?}");
    let last = tradeoffs.last().unwrap();
    assert!(last["chosen"].as_bool().unwrap() && last["changes"].as_array().unwrap().len() <= 3);
    assert!(tradeoffs[0]["changes"].as_array().unwrap().is_empty());
    let rows = session.rows("mended/roster.csv");
    assert!(!rows.iter().any(|row| ["amelia", "ben"].contains(&row[0].as_str()) && row[1] == "2026-09-08"));
}

#[test]
fn who_cannot_be_absent_is_named_and_nothing_is_written() {
    let session = rostered();
    let absent = "--absent zoe@2026-09-08 --absent dev@2026-09-10";
    session
        .wfm(&format!("repair centre {absent}"))
        .refused()
        .saying(&["zoe@2026-09-08 (no such agent)", "dev@2026-09-10 (has no shift that day)"]);
    assert!(!session.path("centre/out/repair").exists());
    session.wfm("repair centre --absent amelia").refused().saying(&["amelia@2026-11-25"]);
    session.wfm("repair centre").refused().saying(&["--absent"]);
}
