//! `wfm roster --breaks-only`

use super::session::Session;

fn rostered() -> Session {
    let session = Session::with_sample("help-desk");
    session.wfm("staff centre --quiet").ok();
    session.wfm("roster centre --work-limit 1 --quiet").ok();
    session
}

#[test]
fn breaks_move_and_shifts_stay() {
    let session = rostered();
    let shifts = session.rows("centre/out/roster.csv");
    // What the requirement asks for has changed since.
    let text = session.read("centre/out/requirement.csv");
    let mut lines = text.lines();
    let mut changed = vec![lines.next().unwrap().to_owned()];
    for line in lines {
        let mut cells: Vec<String> = line.split(',').map(str::to_owned).collect();
        if cells[0].contains("T11:") || cells[0].contains("T12:") {
            cells[6] = (cells[6].parse::<f64>().unwrap() + 4.0).to_string();
        }
        changed.push(cells.join(","));
    }
    session.write("changed.csv", changed.join("\n") + "\n");
    let line = "roster centre --breaks-only --requirement changed.csv --from 2026-09-09T00:00 --out moved";
    let answer = session.wfm(&format!("{line} --format json")).ok().json();
    assert!(answer["coverage_after"].as_f64().unwrap() < answer["coverage_before"].as_f64().unwrap());
    let moved = answer["moved"].as_array().unwrap();
    assert!(!moved.is_empty() && moved.iter().all(|m| m["before"].as_str().unwrap() >= "2026-09-09"));
    assert_eq!(session.rows("moved/roster.csv"), shifts);
    assert_ne!(session.read("moved/activities.csv"), session.read("centre/out/activities.csv"));
    session.wfm("verify centre --roster moved/roster.csv").ok();
    session.wfm(line).ok().printing(&["breaks move", "penalty points"]);
}

#[test]
fn breaks_only_needs_a_roster_and_no_search() {
    let session = rostered();
    session.wfm("roster centre --from 2026-09-09T00:00").refused().saying(&["--breaks-only"]);
    session.wfm("roster centre --breaks-only --work-limit 3").refused();
    std::fs::remove_file(session.path("centre/out/roster.csv")).unwrap();
    session.wfm("roster centre --breaks-only").refused().saying(&["roster.csv", "is not there"]);
}
