//! `wfm plan`

use super::session::Session;

const FILES: [&str; 8] = [
    "activities.csv",
    "cleaned.csv",
    "coverage.csv",
    "forecast.csv",
    "report.html",
    "requirement.csv",
    "roster.csv",
    "summary.json",
];

/// Plans a sample with little work: the week in ten lines or so, every file, a page that asks nothing of the network.
fn plans(sample: &str, said: &[&str]) -> Session {
    let session = Session::with_sample(sample);
    let answer = session.wfm("plan centre --work-limit 1").ok().printing(said);
    let lines = answer.stdout.lines().count();
    assert!((7..=12).contains(&lines), "{lines} lines:\n{}", answer.stdout);
    assert!(answer.stdout.trim_end().ends_with("centre/out/report.html"), "{}", answer.stdout);
    assert_eq!(session.files("centre/out"), FILES);
    self_contained(&session.read("centre/out/report.html"));
    session.wfm("verify centre").ok();
    session
}

#[track_caller]
fn self_contained(page: &str) {
    let asks = page.replace("http://www.w3.org/", "");
    for request in ["http://", "https://", "src=\"//", "@import", "url("] {
        assert!(!asks.contains(request), "the page asks for {request}");
    }
    assert!(!asks.contains("<link") && !asks.contains("<script src"));
    assert!(
        page.trim_start().starts_with("<!DOCTYPE html>") || page.trim_start().starts_with("<!doctype html>")
    );
    assert!(page.trim_end().ends_with("</html>"));
}

#[test]
fn the_help_desk_is_planned() {
    let session = plans(
        "help-desk",
        &[
            "Canal Street IT Help Desk, 7 – 13 September 2026",
            "promised 80\u{a0}%, counted offered",
            "every rule holds",
            "GBP",
        ],
    );
    let summary: serde_json::Value = serde_json::from_str(&session.read("centre/out/summary.json")).unwrap();
    assert_eq!(summary["queues"][0]["service_level_definition"], "offered");
    assert_eq!(summary["inputs_sha256"].as_str().unwrap().len(), 64);
    assert_eq!(summary["roster"]["seed"], 1);
    assert_eq!(summary["wishes"]["wished"], 3);
}

#[test]
fn the_bank_is_planned() {
    plans("bank", &["82 agents work", "webchat"]);
}

#[test]
fn the_centre_in_tehran_is_planned_from_saturday_to_friday() {
    let session = plans("tehran", &["28 agents work"]);
    let page = session.read("centre/out/report.html");
    assert!(page.contains("dir=\"rtl\"") && page.contains("lang=\"fa\""));
    let summary: serde_json::Value = serde_json::from_str(&session.read("centre/out/summary.json")).unwrap();
    let first: chrono::NaiveDate = summary["first_day"].as_str().unwrap().parse().unwrap();
    assert_eq!(chrono::Datelike::weekday(&first), chrono::Weekday::Sat);
}

#[test]
fn a_day_in_the_middle_names_its_week() {
    let session = Session::with_sample("help-desk");
    session
        .wfm("plan centre --week 2026-09-16 --work-limit 1 --out later")
        .ok()
        .saying(&["2026-09-16 lies in the week from Monday 2026-09-14"])
        .printing(&["14 – 20 September 2026", "later/report.html"]);
    assert_eq!(session.files("later"), FILES);
    assert!(!session.path("centre/out").exists());
    assert!(session.rows("later/roster.csv")[1][1].starts_with("2026-09-14"));
}

#[test]
fn a_plan_is_forecast_staff_and_roster_one_after_the_other() {
    let session = Session::with_sample("help-desk");
    session.wfm("plan centre --work-limit 1 --out whole").ok();
    for command in ["forecast centre", "staff centre", "roster centre --work-limit 1"] {
        session.wfm(&format!("{command} --out steps")).ok();
    }
    for table in ["forecast.csv", "roster.csv", "activities.csv"] {
        assert_eq!(
            session.read(&format!("whole/{table}")),
            session.read(&format!("steps/{table}")),
            "{table}"
        );
    }
}

#[test]
fn the_week_comes_as_json_and_as_csv() {
    let session = Session::with_sample("help-desk");
    let json = session.wfm("plan centre --work-limit 1 --format json").ok().json();
    let csv = session.wfm("plan centre --work-limit 1 --format csv").ok().csv();
    assert_eq!(csv[1][0], json["queues"][0]["queue"].as_str().unwrap());
    let column = csv[0].iter().position(|name| name == "objective").unwrap();
    assert_eq!(csv[1][column].parse::<f64>().unwrap(), json["objective"].as_f64().unwrap());
}

#[test]
fn a_queue_without_history_is_not_passed_over_in_silence() {
    let session = Session::with_sample("help-desk");
    session.append(
        "centre/centre.toml",
        "\n[[queue]]\nid = \"vip\"\nopen = [\"mon-fri 09:00-17:00\"]\nservice_level = 0.9\nwithin_seconds = 10\n",
    );
    session.wfm("plan centre --work-limit 1").ok().saying(&["queue vip has no history and is not planned"]);
}

#[test]
fn two_weeks_are_planned_as_one() {
    let session = Session::with_sample("help-desk");
    session
        .wfm("plan centre --weeks 2 --work-limit 1")
        .ok()
        .printing(&["7 – 20 September 2026", "every rule holds"]);
    session.wfm("verify centre").ok();
}
