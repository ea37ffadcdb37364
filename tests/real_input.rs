//! Recorded calls of real centres, planned from end to end with agents of our own invention.
//!
//! The data are in the folder that the environment variable `WFM_TEST_DATA` names; without it, each test says that it is
//! skipped and passes.

#[path = "cli/session.rs"]
#[allow(dead_code)]
mod session;

use std::fmt::Write;
use std::path::PathBuf;

use session::{Session, copy};

/// A file or folder of the test data; `None`, with a word, without them.
fn data(name: &str) -> Option<PathBuf> {
    let Some(folder) = std::env::var_os("WFM_TEST_DATA") else {
        println!("skipped: WFM_TEST_DATA names no folder of test data");
        return None;
    };
    Some(PathBuf::from(folder).join(name))
}

/// A table of the test data as text, its header with columns renamed.
fn table(name: &str, renamed: &[(&str, &str)]) -> Option<String> {
    let path = data(name)?;
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let (header, rows) = text.split_once('\n').expect("a header");
    let header: Vec<&str> = header
        .trim_end()
        .split(',')
        .map(|column| renamed.iter().find(|(from, _)| *from == column).map_or(column, |(_, to)| to))
        .collect();
    Some(format!("{}\n{rows}", header.join(",")))
}

const SHIFTS_AND_CONTRACTS: &str = r#"
[shrinkage]
planned = 0.05
unplanned = 0.05

[[shift]]
id = "day"
start = "07:00-15:00"
start_every_minutes = 60
length = ["8:30"]
breaks = [{ id = "meal", minutes = 30, paid = false, window = "3:30-4:30" }]
break_every_minutes = 30

[[contract]]
id = "full-time"
hours_per_week = [32.0, 40.0]
days_per_week = [4, 5]
min_rest_hours = 11.0
"#;

/// The six queues of a bank's centre, the columns only renamed: three weeks of calls one by one, counted by half hour.
#[test]
fn six_queues_of_a_bank_are_planned() {
    let Some(history) = table(
        "anonbank-1999-02-calls/intervals_30min_1999-02-01_1999-02-21.csv",
        &[
            ("timestamp", "interval_start"),
            ("abandoned_le_5s", "abandoned_short"),
            ("answered_le_20s", "answered_in_threshold"),
            ("handle_seconds_total", "handle_seconds"),
            ("answer_wait_seconds_total", "wait_answered_seconds"),
            ("abandon_wait_seconds_total", "wait_abandoned_seconds"),
        ],
    ) else {
        return;
    };
    let queues = ["PS", "NE", "NW", "TT", "IN", "PE"];
    let mut centre =
        "time_zone = \"Asia/Jerusalem\"\nweek_starts = \"sunday\"\nweekend = [\"fri\", \"sat\"]\n\
                      interval_minutes = 30\n"
            .to_owned();
    for queue in queues {
        write!(
            centre,
            "\n[[queue]]\nid = \"{queue}\"\nopen = [\"sun-thu 07:00-24:00\", \"fri 07:00-14:00\", \"sat 19:00-24:00\"]\n\
             model = \"erlang-a\"\npatience_seconds = 300\nservice_level = 0.8\nwithin_seconds = 20\n"
        )
        .unwrap();
    }
    let session = Session::new();
    session.write("centre/centre.toml", centre + SHIFTS_AND_CONTRACTS);
    session.write("centre/history.csv", &history);
    let agents: String = (1..=24).map(|number| format!("A{number:02},full-time\n")).collect();
    session.write("centre/agents.csv", format!("agent,contract\n{agents}"));
    session.wfm("check centre").ok().saying(&["6 queues", "24 agents"]);
    // The file has rows only where somebody called. What that means for a rarely called queue is said.
    let missing = "open intervals have no record";
    let answer = session.wfm("plan centre --work-limit 1").ok().saying(&["IN: 7", missing, "offered = 0"]);
    let answer = answer.printing(&["24 agents", "every rule holds"]);
    let gaps = |line: &str| line.starts_with("PS: ") && line.contains(missing);
    assert!(!answer.stderr.lines().any(gaps), "regular calls come all day: {}", answer.stderr);
    session.wfm("verify centre").ok();
    let usual = recorded_in_a_week(&history, "PS");
    let expected = forecast_of(&session, "PS");
    assert!((0.8 * usual..1.2 * usual).contains(&expected), "{expected} where {usual} are usual");
    for queue in queues {
        assert!(forecast_of(&session, queue) > 0.8 * recorded_in_a_week(&history, queue), "{queue}");
    }
}

/// Contacts of a queue in a week of the three recorded.
fn recorded_in_a_week(history: &str, queue: &str) -> f64 {
    let rows = history.lines().map(|line| line.split(',').collect::<Vec<&str>>());
    rows.filter(|row| row[1] == queue).map(|row| row[2].parse::<f64>().unwrap()).sum::<f64>() / 3.0
}

/// Contacts of a queue in the week of the plan.
fn forecast_of(session: &Session, queue: &str) -> f64 {
    let rows = session.rows("centre/out/forecast.csv");
    rows.iter().filter(|row| row[1] == queue).map(|row| row[2].parse::<f64>().unwrap()).sum()
}

/// Counts by five minutes, summed to half hours; closed days from the calendar.
#[test]
fn five_minute_counts_are_planned_at_half_hours() {
    let packed = "bank-2003-5min/calls_5min_2003-03-03_2003-08-22.csv.gz";
    let (Some(packed), Some(calendar)) = (data(packed), table("bank-2003-5min/calendar.csv", &[])) else {
        return;
    };
    // gzip ships with every Unix; the tests need no other use for it.
    let unpacked = std::process::Command::new("gzip").args(["-dc"]).arg(packed).output();
    let Ok(unpacked) = unpacked.map(|output| String::from_utf8(output.stdout).expect("UTF-8")) else {
        return println!("skipped: there is no gzip to unpack the counts");
    };
    let mut history = "interval_start,queue,offered,aht_seconds\n".to_owned();
    let mut recorded = 0.0;
    for line in unpacked.lines().skip(1) {
        writeln!(history, "{line},240").unwrap();
        // The last five minutes of a day, 21:00, stand alone in their half hour, which is closed.
        if !line.contains("T21:00:00") {
            recorded += line.rsplit(',').next().unwrap().parse::<f64>().unwrap();
        }
    }
    let session = Session::new();
    let queue = "time_zone = \"America/New_York\"\ninterval_minutes = 30\n\n[[queue]]\nid = \"bank\"\n\
                 open = [\"mon-fri 07:00-21:00\"]\nservice_level = 0.8\nwithin_seconds = 20\n";
    session.write("centre/centre.toml", queue);
    session.write("centre/history.csv", history);
    session.write("centre/calendar.csv", calendar);
    session.wfm("check centre").ok();

    let days = session.wfm("forecast centre --days 14 --format csv").ok().csv();
    assert_eq!(days[1][1], "2003-08-25", "the Monday after the last Friday");
    let monday = days.iter().find(|row| row[1] == "2003-09-01").expect("the second Monday");
    let ordinary = days.iter().find(|row| row[1] == "2003-08-26").expect("a Tuesday");
    let usual = recorded / 121.0;
    let tuesday: f64 = ordinary[3].parse().unwrap();
    assert!((0.7 * usual..1.3 * usual).contains(&tuesday), "{tuesday} where {usual} are usual");
    assert_eq!((monday[3].as_str(), monday[7].as_str()), ("0", "Labor Day"), "closed by the calendar");

    session.wfm("staff centre").ok();
    let rows = session.rows("centre/out/requirement.csv");
    assert!(rows[1..].iter().all(|row| row[0].contains(":00:00-") || row[0].contains(":30:00-")));
    for row in rows[1..].iter().filter(|row| row[2] != "0") {
        let [erlangs, agents, level] = [4, 5, 7].map(|column: usize| row[column].parse::<f64>().unwrap());
        assert!(agents > erlangs && level >= 0.8, "{row:?}");
    }
}

/// What `roster` prints is what `verify` recomputes from the files.
#[test]
fn a_generated_centre_of_twenty_is_rostered_and_verified() {
    let Some(folder) = data("roster-benchmark/wk20") else { return };
    let session = Session::new();
    copy(&folder, &session.path("centre"));
    let line = "roster centre --week 2026-11-23 --work-limit 20000000 --format json";
    let rostered = session.wfm(line).ok().json();
    let verified = session.wfm("verify centre --format json").ok().json();
    assert_eq!(verified["violations"], serde_json::json!([]));
    assert_eq!(verified["objective"], rostered["objective"]);
    assert!(rostered["lower_bound"].as_f64() <= rostered["objective"].as_f64());
}
