//! `wfm backtest`

use super::session::Session;

const COLUMNS: &str =
    "queue,method,lead_first,lead_last,days,wape,day_wape,bias,mase,coverage_80,coverage_95,crps,floor,skill";

#[test]
fn the_automatic_choice_is_shown_beside_the_habits_of_the_trade() {
    let session = Session::with_sample("help-desk");
    let shown = session
        .wfm("backtest centre --origins 2")
        .ok()
        .printing(&["it-support: 2 forecasts", "mean-8", "seasonal-naive", "all days", "chance alone leaves"])
        .saying(&["centre/out/backtest.csv"]);
    drop(shown);
    let rows = session.rows("centre/out/backtest.csv");
    assert_eq!(rows[0].join(","), COLUMNS);
    let whole = |method: &str| -> Vec<f64> {
        let row = rows.iter().find(|row| row[1] == method && row[2] == "1" && row[3].is_empty()).unwrap();
        row[4..].iter().map(|cell| cell.parse().unwrap()).collect()
    };
    let (own, mean, naive) = (whole("auto"), whole("mean-8"), whole("seasonal-naive"));
    assert_eq!(own[0], 39.0, "two forecasts of four weeks of five days, one of them a closed holiday");
    assert!(own[1] < naive[1] && own[1] > 0.9 * own[8], "between last week's error and the floor: {own:?}");
    assert_eq!(mean[9], 0.0, "skill is counted from the mean of eight weekdays");
}

#[test]
fn methods_and_queues_are_chosen_by_name_and_figures_can_be_piped_on() {
    let session = Session::with_sample("bank");
    let rows = session
        .wfm("backtest centre --queue cards --method mean-4 --method day-model --origins 1 --days 7 --format csv --out there")
        .ok()
        .csv();
    assert_eq!(rows, session.rows("there/backtest.csv"));
    assert!(rows[1..].iter().all(|row| row[0] == "cards"));
    assert!(rows[1..].iter().all(|row| ["mean-4", "day-model"].contains(&row[1].as_str())));
    assert!(rows[1..].iter().all(|row| row[13].is_empty()), "no skill without the mean of 8 to count from");
}

#[test]
fn a_backtest_that_cannot_be_done_says_why_and_writes_nothing() {
    let session = Session::with_sample("help-desk");
    session.wfm("backtest centre --queue cards").refused().saying(&["no rows of a queue cards"]);
    session.wfm("backtest centre --method arima").refused().saying(&["day-model", "mean-8"]);
    session.wfm("backtest centre --origins 0").refused().saying(&["--origins"]);
    session.write("centre/history.csv", "interval_start,queue,offered\n2026-06-01T09:00,it-support,4\n");
    session.wfm("backtest centre").refused().saying(&["too little history", "it-support"]);
    assert!(!session.path("centre/out").exists());
}
