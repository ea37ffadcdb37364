//! `wfm backtest`

use super::session::Session;

const COLUMNS: &str = "queue,method,layer,lead_first,lead_last,part,days,wape,day_wape,bias,mase,coverage_80,coverage_95,crps,floor,skill";

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
        let is_whole = |row: &&Vec<String>| row[1] == method && row[3] == "1" && row[4].is_empty();
        let row = rows.iter().find(is_whole).unwrap();
        row[6..].iter().map(|cell| cell.parse().unwrap()).collect()
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
    assert!(rows[1..].iter().all(|row| row[15].is_empty()), "no skill without the mean of 8 to count from");
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

#[test]
fn changes_of_tested_days_are_scored_before_and_after() {
    let session = Session::with_sample("help-desk");
    // Somebody knew that nothing would come on a Wednesday that both forecasts reach, and was wrong.
    session.write("centre/overrides.csv", "from,set\n2026-08-12,0\n");
    session.wfm("backtest centre --origins 2 --method auto").ok().printing(&[
        "auto by weekday",
        "touch 2 of the days",
        "after them: worse",
        "changed, after",
    ]);
    let rows = session.rows("centre/out/backtest.csv");
    let wape = |layer: &str, part: &str| -> f64 {
        let row = rows.iter().find(|row| row[2] == layer && row[4].is_empty() && row[5] == part).unwrap();
        row[7].parse().unwrap()
    };
    assert_eq!(wape("changed", "changed"), 1.0, "everything that came was missed");
    assert!(wape("model", "changed") < 0.9 && wape("model", "all") < wape("changed", "all"));
    let parts: Vec<&str> = rows[1..].iter().map(|row| row[5].as_str()).collect();
    for part in ["all", "mon", "fri", "ordinary", "special", "06-12", "12-18"] {
        assert!(parts.contains(&part), "{part}: {parts:?}");
    }
}
