//! `wfm intraday`

use super::session::Session;

/// The first hours of a Monday on which twice as many called as usual.
fn busy_morning(session: &Session, queue: &str) -> String {
    let forecast = session.rows("centre/out/forecast.csv");
    let mut rows = "interval_start,queue,offered\n".to_owned();
    for row in forecast.iter().filter(|row| row[1] == queue && row[0].starts_with("2026-09-07T")) {
        rows += &format!("{},{queue},{:.0}\n", row[0], 1.3 * row[2].parse::<f64>().unwrap());
    }
    rows
}

#[test]
fn a_busy_morning_raises_the_rest_of_the_day_by_part_of_it() {
    let session = Session::with_sample("help-desk");
    session.wfm("forecast centre").ok();
    let queue = session.rows("centre/out/forecast.csv")[1][1].clone();
    session.write("today.csv", busy_morning(&session, &queue));
    let answer = session.wfm("intraday centre --actual today.csv --now 2026-09-07T13:00 --format json").ok();
    let table = answer.json();
    let row = &table[0];
    assert_eq!((row["queue"].as_str(), row["until"].as_str()), (Some(queue.as_str()), Some("13:00")));
    let figure = |key: &str| row[key].as_f64().unwrap();
    assert!((25.0..35.0).contains(&figure("off_percent")), "{row}");
    assert!(figure("kept") > 0.0 && figure("kept") < 1.0, "{row}");
    assert!(
        figure("rest_now") > figure("rest_forecast") && figure("rest_now") < 1.3 * figure("rest_forecast")
    );
    let rows = session.rows("centre/out/intraday.csv");
    assert_eq!(rows[0].join(","), "interval_start,queue,actual,forecast,reforecast,p10,p90,aht_seconds");
    let at = |time: &str| rows.iter().find(|row| row[0].contains(time)).unwrap().clone();
    assert_eq!(at("T09:00")[2], at("T09:00")[4], "what is over is what came");
    assert_eq!(at("T15:00")[2], "", "what comes after now is not looked at");
    let [forecast, reforecast] = [3, 4].map(|column: usize| at("T15:00")[column].parse::<f64>().unwrap());
    assert!(reforecast > forecast);
}

#[test]
fn without_a_forecast_of_the_day_one_is_made_from_the_history_before_it() {
    let session = Session::with_sample("help-desk");
    session.wfm("forecast centre").ok();
    let queue = session.rows("centre/out/forecast.csv")[1][1].clone();
    session.write("today.csv", busy_morning(&session, &queue));
    let line = "intraday centre --actual today.csv --now 2026-09-07T13:00 --out there --format csv";
    let made = session.wfm(line).ok().csv();
    assert_eq!(made[1][1], "13:00");
    session
        .wfm("intraday centre --actual today.csv --now yesterday")
        .refused()
        .saying(&["--now", "yesterday"]);
    let other_day = "intraday centre --actual today.csv --now 2030-01-01T10:00";
    session.wfm(other_day).ok().saying(&["stands"]);
}
