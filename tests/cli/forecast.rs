//! `wfm forecast`

use super::session::Session;

const COLUMNS: &str = "interval_start,queue,offered,aht_seconds,offered_p10,offered_p50,offered_p90";

#[test]
fn the_week_after_the_history_is_forecast_by_interval_and_shown_by_day() {
    let session = Session::with_sample("help-desk");
    session
        .wfm("forecast centre")
        .ok()
        .printing(&["2026-09-07", "2026-09-13", "Monthly updates"])
        .saying(&["2026-09-08 Monthly updates", "centre/out/forecast.csv"]);
    let rows = session.rows("centre/out/forecast.csv");
    assert_eq!(rows[0].join(","), COLUMNS);
    assert_eq!(rows[1][0], "2026-09-07T07:30:00+01:00");
    assert_eq!(rows.len() - 1, 5 * 44, "five days of 11 hours in quarters");
    for row in &rows[1..] {
        let [low, median, high] = [4, 5, 6].map(|column: usize| row[column].parse::<f64>().unwrap());
        assert!(low <= median && median <= high, "{row:?}");
    }
}

#[test]
fn any_days_can_be_asked_for() {
    let session = Session::with_sample("help-desk");
    let days = session.wfm("forecast centre --from 2026-10-24 --days 3 --format csv --out there").ok().csv();
    let dates: Vec<&str> = days[1..].iter().map(|row| row[1].as_str()).collect();
    assert_eq!(dates, ["2026-10-24", "2026-10-25", "2026-10-26"]);
    assert_eq!(session.rows("there/forecast.csv")[1][0], "2026-10-26T07:30:00+00:00", "winter time by then");
    assert!(!session.path("centre/out").exists());
}

#[test]
fn days_of_the_csv_and_the_json_table_are_the_same() {
    let session = Session::with_sample("bank");
    let rows = session.wfm("forecast centre --format csv").ok().csv();
    let objects = session.wfm("forecast centre --format json").ok().json();
    assert_eq!(objects.as_array().unwrap().len(), rows.len() - 1);
    for (row, object) in rows[1..].iter().zip(objects.as_array().unwrap()) {
        assert_eq!(row[0], object["queue"].as_str().unwrap());
        assert_eq!(row[3].parse::<f64>().unwrap(), object["offered"].as_f64().unwrap());
    }
}

#[test]
fn days_before_the_history_cannot_be_forecast() {
    let session = Session::with_sample("help-desk");
    session.wfm("forecast centre --from 2026-03-02").refused().saying(&["it-support", "too little history"]);
    assert!(!session.path("centre/out").exists());
}

#[test]
fn a_method_can_be_asked_for_by_name() {
    let session = Session::with_sample("help-desk");
    let days = session.wfm("forecast centre --method median-4 --format csv").ok().csv();
    assert!(days[1..].iter().all(|row| row.last().unwrap() == "median-4"), "{days:?}");
    session.wfm("forecast centre --method arima").refused().saying(&["arima", "day-model", "holt-winters"]);
}

#[test]
fn an_outage_in_the_history_is_told_with_its_day_and_hours() {
    let session = Session::with_sample("help-desk");
    let history = session.read("centre/history.csv");
    let silent = |line: &str| match line.split(',').collect::<Vec<_>>()[..] {
        [start, queue, _, ref rest @ ..] if start.starts_with("2026-08-12T1") => {
            let zeros = vec!["0"; rest.len()].join(",");
            format!("{start},{queue},0,{zeros}")
        }
        _ => line.to_owned(),
    };
    let changed: Vec<String> = history.lines().map(silent).collect();
    session.write("centre/history.csv", &(changed.join("\n") + "\n"));
    session.wfm("forecast centre").ok().saying(&["1 outage left out, 2026-08-12 10:00-"]);
}
