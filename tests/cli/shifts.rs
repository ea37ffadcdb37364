//! `wfm shifts`

use super::session::Session;

fn staffed() -> Session {
    let session = Session::with_sample("help-desk");
    session.wfm("staff centre --quiet").ok();
    session
}

#[test]
fn a_requirement_tells_how_many_of_which_shifts() {
    let session = staffed();
    session.wfm("shifts centre --rounds 5").ok().printing(&[
        "agents",
        "Shifts",
        "penalty points",
        "no bound for a roster of people",
        "Uncovered",
    ]);
    let answer = session.wfm("shifts centre --rounds 5 --format json").ok().json();
    let (cost, bound) = (&answer["objective"], &answer["lower_bound_of_anonymous_shifts"]);
    assert!(bound.as_f64().unwrap() <= cost.as_f64().unwrap());
    let rows = session.wfm("shifts centre --rounds 5 --format csv").ok().csv();
    assert_eq!(rows[0].join(","), "date,shift,start,end,agents");
    assert_eq!(rows.len() - 1, answer["shifts"].as_array().unwrap().len());
    assert!(rows[1..].iter().all(|row| row[4].parse::<u32>().unwrap() > 0));
}

#[test]
fn fewer_distinct_shifts_when_they_cost_something() {
    let session = staffed();
    let kinds = |more: &str| {
        let rows = session.wfm(&format!("shifts centre --rounds 2 --format csv {more}")).ok().csv();
        let kind = |row: &Vec<String>| format!("{} {} {}", row[1], &row[2][11..], &row[3][11..]);
        rows[1..].iter().map(kind).collect::<std::collections::BTreeSet<_>>().len()
    };
    assert!(kinds("--distinct-shift 300") < kinds(""));
}

#[test]
fn hours_no_shift_reaches_are_listed_not_called_impossible() {
    let session = staffed();
    session.replace("centre/centre.toml", "start = \"07:30-14:30\"", "start = \"07:30-09:30\"");
    session.replace("centre/centre.toml", "start = \"07:30-10:00\"", "start = \"07:30-08:00\"");
    session.wfm("shifts centre --rounds 1").ok().printing(&["no shift template is at work then"]);
    session.wfm("shifts centre --queue cards").refused().saying(&["no queue cards"]);
    session.wfm("shifts centre --paid-hour=-1").refused().saying(&["paid_hour is -1"]);
}
