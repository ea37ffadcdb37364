//! `wfm verify`

use super::session::Session;

/// A help desk with a roster of the week from 2026-09-07.
fn rostered() -> Session {
    let session = Session::with_sample("help-desk");
    session.wfm("staff centre --quiet").ok();
    session.wfm("roster centre --work-limit 1 --quiet").ok();
    session
}

/// Deletes the rows that begin like this from the roster and its activities.
fn strike(session: &Session, row: &str) {
    for name in ["centre/out/roster.csv", "centre/out/activities.csv"] {
        let text = session.read(name);
        let kept: Vec<&str> = text.lines().filter(|line| !line.starts_with(row)).collect();
        assert!(kept.len() < text.lines().count(), "{name} has no {row}");
        session.write(name, kept.join("\n") + "\n");
    }
}

#[test]
fn what_was_rostered_holds_and_costs_what_was_said() {
    let session = Session::with_sample("help-desk");
    session.wfm("staff centre").ok();
    let rostered = session.wfm("roster centre --work-limit 2000000 --format json").ok().json();
    session.wfm("verify centre").ok().printing(&["every rule holds"]);
    let verified = session.wfm("verify centre --format json").ok().json();
    assert_eq!(verified["violations"], serde_json::json!([]));
    assert_eq!(verified["objective"], rostered["objective"]);
    assert_eq!(verified["cost"], rostered["cost"]);
    assert_eq!(session.wfm("verify centre --format csv").ok().stdout, "rule,agent,date,message\n");
}

#[test]
fn a_day_struck_by_hand_leaves_too_few_hours_and_days() {
    let session = rostered();
    strike(&session, "amelia,2026-09-08");
    let rows = session.rows("centre/out/roster.csv");
    let hours: f64 =
        rows.iter().filter(|row| row[0] == "amelia").map(|row| row[5].parse::<f64>().unwrap()).sum();
    session.wfm("verify centre").no().printing(&[
        "violation: amelia",
        &format!("{hours:.2} paid hours in the week, the contract asks for 37.5 to 40 (hours_per_week)"),
        "(days_per_week)",
        "2 rules are broken",
    ]);
    let found = session.wfm("verify centre --format csv").no().csv();
    let rules: Vec<&str> = found[1..].iter().map(|row| row[0].as_str()).collect();
    assert_eq!(rules, ["hours_per_week", "days_per_week"]);
    let violations = session.wfm("verify centre --format json").no().json()["violations"].clone();
    assert_eq!(violations[0]["agent"], "amelia");
}

#[test]
fn a_shift_of_another_contract_is_named() {
    let session = rostered();
    session.replace("centre/out/roster.csv", "amelia,2026-09-08,day", "amelia,2026-09-08,half");
    session.wfm("verify centre").no().printing(&[
        "amelia on 2026-09-08: contract full-time does not work half (shifts)",
        "half cannot last",
    ]);
}

#[test]
fn work_on_a_day_of_leave_is_named() {
    let session = rostered();
    session.append("centre/availability.csv", "amelia,2026-09-09,2026-09-09,leave,,Asked too late\n");
    session.wfm("verify centre").no().printing(&["amelia on 2026-09-09", "(availability)"]);
}

#[test]
fn a_break_that_was_forgotten_is_named() {
    let session = rostered();
    let text = session.read("centre/out/activities.csv");
    let rest = text.lines().find(|line| line.starts_with("amelia,2026-09-08") && line.contains("rest 2"));
    session.replace("centre/out/activities.csv", &format!("{}\n", rest.expect("a rest")), "");
    session.wfm("verify centre").no().printing(&["amelia on 2026-09-08", "rest 2", "(breaks)"]);
}

#[test]
fn another_roster_can_be_named_with_its_activities_beside_it() {
    let session = rostered();
    for file in ["roster.csv", "activities.csv"] {
        session.write(&format!("elsewhere/{file}"), session.read(&format!("centre/out/{file}")));
    }
    strike(&session, "amelia");
    session.wfm("verify centre --roster elsewhere/roster.csv").ok();
    session.wfm("verify centre").no();
    std::fs::remove_file(session.path("elsewhere/activities.csv")).unwrap();
    session
        .wfm("verify centre --roster elsewhere/roster.csv")
        .refused()
        .saying(&["activities.csv is missing"]);
}

#[test]
fn a_roster_of_people_nobody_knows_cannot_be_checked() {
    let session = rostered();
    session.append("centre/out/roster.csv", "zoe,2026-09-08,day,2026-09-08T08:00,2026-09-08T17:00,8\n");
    session.wfm("verify centre").refused().saying(&["roster.csv:", "no agent \"zoe\""]);
}
