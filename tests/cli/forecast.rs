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

/// Two years of days with a summer twice as busy as the winter.
fn seasonal_days() -> String {
    let first: chrono::NaiveDate = "2024-08-01".parse().unwrap();
    let mut rows = "date,queue,offered,handled,handle_seconds\n".to_owned();
    for (day, date) in first.iter_days().take(730).enumerate() {
        let offered = 1000.0 * (0.35 * (std::f64::consts::TAU * day as f64 / 364.0).cos()).exp();
        rows += &format!("{date},phone,{offered:.0},{offered:.0},{:.0}\n", 300.0 * offered);
    }
    rows
}

const DAILY_CENTRE: &str = "time_zone = \"Europe/London\"\nweek_starts = \"sunday\"\n\n[[queue]]\nid = \"phone\"\nopen = [\"mon-sun 08:00-20:00\"]\n";

#[test]
fn a_year_ahead_is_forecast_by_month_from_days_alone() {
    let session = Session::new();
    session.write("centre/centre.toml", DAILY_CENTRE);
    session.write("centre/daily.csv", seasonal_days());
    session
        .wfm("forecast centre --months 12")
        .ok()
        .printing(&["2026-08", "2027-07", "yearly"])
        .saying(&["the wave of earlier years", "centre/out/long_range.csv"]);
    let rows = session.rows("centre/out/long_range.csv");
    assert_eq!(rows[0].join(","), "date,queue,offered,p10,p90,aht_seconds,special");
    assert_eq!((rows.len() - 1, rows[1][0].as_str()), (365, "2026-08-01"));
    let offered = |row: &Vec<String>| row[2].parse::<f64>().unwrap();
    let (summer, winter) = (offered(&rows[1]), offered(&rows[184]));
    assert!(summer > 1.8 * winter, "{summer} {winter}");
    assert!((rows[1][5].parse::<f64>().unwrap() - 300.0).abs() < 0.1, "{:?}", rows[1]);
    let months = session.wfm("forecast centre --months 12 --format csv").ok().csv();
    assert_eq!(months.len() - 1, 12);
}

#[test]
fn totals_of_months_are_shared_out_by_the_program() {
    let session = Session::new();
    session.write("centre/centre.toml", DAILY_CENTRE);
    let mut rows = "date,queue,offered\n".to_owned();
    for (number, year) in (2024..=2026).enumerate() {
        for month in 1..=12 {
            let summer = if (5..=8).contains(&month) { 2 } else { 1 };
            rows += &format!("{year}-{month:02},phone,{}\n", 30_000 * summer + 1_000 * number);
        }
    }
    session.write("centre/daily.csv", &rows);
    let months =
        session.wfm("forecast centre --months 12 --format csv").ok().saying(&["36 months", "shared out"]);
    let months = months.csv();
    assert_eq!((months.len(), months[1][1].as_str()), (13, "2027-01"));
    let offered = |month: usize| months[month][4].parse::<f64>().unwrap();
    assert!((offered(7) / 63_000.0 - 1.0).abs() < 0.1, "July {}", offered(7));
    assert!((offered(2) / 30_000.0 - 1.0).abs() < 0.15, "February {}", offered(2));

    session.write("centre/daily.csv", format!("{rows}2026-12,phone,5\n2026-13,phone,5\n"));
    session.wfm("forecast centre --months 12").refused().saying(&[
        "E2314",
        "2026-12",
        "daily.csv:39",
        "E2311",
    ]);
}

#[test]
fn days_without_sense_are_named_with_their_lines() {
    let session = Session::new();
    session.write("centre/centre.toml", DAILY_CENTRE);
    session.write(
        "centre/daily.csv",
        "date,queue,offered\n2026-01-01,phone,10\n2026-01-01,phone,11\n2026-01-02,fax,1\n2026-13-01,phone,1\n2026-01-03,phone,-4\n",
    );
    session.wfm("forecast centre --months 12").refused().saying(&[
        "E2314",
        "daily.csv:3",
        "E2313",
        "daily.csv:4",
        "E2311",
        "daily.csv:5",
        "E2310",
        "daily.csv:6",
    ]);
    assert!(!session.path("centre/out").exists());
    session.write("centre/daily.csv", "date,queue,offered\n2026-01-01,phone,10\n");
    session.wfm("forecast centre --months 12").refused().saying(&["phone", "1 days of contacts", "needs 30"]);
}

#[test]
fn what_was_changed_by_hand_stands_beside_what_the_model_said() {
    let session = Session::with_sample("help-desk");
    session.wfm("forecast centre --out before").ok();
    session.write(
        "centre/overrides.csv",
        "from,hours,factor,reason,who\n2026-09-07,09:00-10:00,1.5,mailing,Ada\n",
    );
    session.wfm("forecast centre").ok().saying(&["by hand, 2026-09-07 09:00-10:00", "mailing", "Ada"]);
    let (before, after) = (session.rows("before/forecast.csv"), session.rows("centre/out/forecast.csv"));
    assert_eq!(before[0].join(","), COLUMNS);
    assert_eq!(after[0].join(","), format!("{COLUMNS},model_offered"));
    let mut changed = 0;
    for (model, row) in before[1..].iter().zip(&after[1..]) {
        assert_eq!(model[2], row[7]);
        let [was, is] = [&model[2], &row[2]].map(|text| text.parse::<f64>().unwrap());
        if row[0].starts_with("2026-09-07T09:") {
            assert!((is / was - 1.5).abs() < 1e-3, "{row:?}");
            changed += 1;
        } else {
            assert_eq!(is, was);
        }
    }
    assert_eq!(changed, 4);
    session.wfm("staff centre").ok();
}

#[test]
fn an_imported_forecast_counts_where_it_has_rows() {
    let session = Session::with_sample("help-desk");
    session.wfm("forecast centre --out before").ok();
    let start = session.rows("before/forecast.csv")[3][0].clone();
    let queue = session.rows("before/forecast.csv")[3][1].clone();
    session
        .write("centre/imported_forecast.csv", format!("interval_start,queue,offered\n{start},{queue},77\n"));
    session.wfm("forecast centre").ok().saying(&["1 interval from the imported forecast"]);
    let rows = session.rows("centre/out/forecast.csv");
    assert_eq!((rows[3][2].as_str(), rows[2][2].as_str()), ("77", rows[2][7].as_str()));
}

#[test]
fn an_override_without_sense_is_named_with_its_line() {
    let session = Session::with_sample("help-desk");
    session.write(
        "centre/overrides.csv",
        "from,to,queue,figure,factor,add\n2026-09-07,,,,1.1,5\n2026-09-07,2026-09-01,,,1.1,\n2026-09-07,,nobody,,1.1,\n\
         2026-09-07,,,colour,1.1,\n2026-09-07,,,,,five\n",
    );
    session.wfm("forecast centre").refused().saying(&[
        "E2421",
        "E2422",
        "E2413",
        "E2412",
        "E2409",
        "overrides.csv:6",
    ]);
    assert!(!session.path("centre/out").exists());
}

#[test]
fn a_renamed_queue_keeps_its_history_and_says_so() {
    let session = Session::with_sample("help-desk");
    session.wfm("forecast centre --out before").ok();
    let history = session.read("centre/history.csv");
    let queue = session.rows("centre/history.csv")[1][1].clone();
    let renamed = |line: &str| {
        if line < "2026-08-03" { line.replace(&format!(",{queue},"), ",old name,") } else { line.to_owned() }
    };
    let rows: Vec<String> = history.lines().map(renamed).collect();
    session.write("centre/history.csv", rows.join("\n"));
    session.wfm("forecast centre --out other").refused().saying(&["old name"]);
    session.write("centre/queue_changes.csv", format!("date,from,to\n2026-08-03,old name,{queue}\n"));
    let told = format!("{queue}: all of the contacts of old name before 2026-08-03 count as its own");
    session.wfm("forecast centre --out after").ok().saying(&[&told]);
    assert_eq!(session.read("before/forecast.csv"), session.read("after/forecast.csv"));
}

#[test]
fn a_change_to_come_waits_for_a_forecast_that_begins_on_its_date() {
    let session = Session::with_sample("help-desk");
    session.wfm("forecast centre --out before").ok();
    let centre = session.read("centre/centre.toml");
    session.write("centre/centre.toml", format!("{centre}\n[[queue]]\nid = \"printers\"\n"));
    session.write("centre/queue_changes.csv", "date,from,to,share\n2026-09-14,it-support,printers,0.25\n");
    let to_come = "it-support: 25 % of its contacts go to printers from 2026-09-14 on; this forecast, which begins before";
    session.wfm("forecast centre --out after").ok().saying(&[to_come]);
    assert_eq!(session.read("before/forecast.csv"), session.read("after/forecast.csv"));
    session.wfm("forecast centre --months 1").ok().saying(&[to_come]);
    let happened = "printers: 25 % of the contacts of it-support before 2026-09-14 count as its own";
    let days = session.wfm("forecast centre --from 2026-09-14 --format csv").ok().saying(&[happened]).csv();
    assert!(days.iter().any(|row| row[0] == "printers"));
    session.wfm("backtest centre --out tested").ok();
    assert!(!session.read("tested/backtest.csv").contains("printers"));
}

#[test]
fn a_change_to_come_does_not_wait_for_a_queue_that_is_gone() {
    let session = Session::with_sample("help-desk");
    session.wfm("forecast centre --out before").ok();
    let history = session.read("centre/history.csv");
    session.write("centre/history.csv", history.replace(",it-support,", ",old name,"));
    session.write("centre/queue_changes.csv", "date,from,to\n2026-10-05,old name,it-support\n");
    session.wfm("forecast centre --out after").ok().saying(&["all of the contacts of old name"]);
    assert_eq!(session.read("before/forecast.csv"), session.read("after/forecast.csv"));
}

#[test]
fn changes_of_queues_without_sense_are_named_with_their_lines() {
    let session = Session::with_sample("help-desk");
    let queue = session.rows("centre/history.csv")[1][1].clone();
    let rows = format!(
        "date,from,to,share\n2026-08-03,{queue},{queue},1\n2026-08-03,old,{queue},0.7\n2026-08-03,old,{queue},0.2\n\
         2026-08-04,old,nobody,0.2\n2026-08-05,old,{queue},1.5\n2026-08-06,{queue},,1\n"
    );
    session.write("centre/queue_changes.csv", rows);
    let codes = ["E2621", "E2614", "E2613", "E2610", "E2608", "queue_changes.csv:7"];
    session.wfm("forecast centre").refused().saying(&codes);
    assert!(!session.path("centre/out").exists());

    session.write("centre/queue_changes.csv", format!("date,from,to,share\n2026-08-03,old,{queue},0.5\n"));
    session.wfm("forecast centre").ok().saying(&["W2623", "50.0 %", "W2624"]);
    session.wfm("forecast centre --strict").refused();
}

#[test]
fn days_of_months_are_as_unsure_as_those_of_the_group() {
    let session = Session::new();
    let centre = |group: &str| {
        let queue =
            |id: &str| format!("[[queue]]\nid = \"{id}\"\nopen = [\"mon-sun 08:00-18:00\"]\n{group}\n");
        format!("time_zone = \"UTC\"\n\n{}\n{}", queue("counted"), queue("summed"))
    };
    let mut daily = "date,queue,offered\n".to_owned();
    for day in chrono::NaiveDate::default().iter_days().take(400) {
        // Every other day has half as many again or half as many.
        let offered = if chrono::Datelike::ordinal(&day) % 2 == 0 { 150 } else { 50 };
        daily += &format!("{day},counted,{offered}\n");
    }
    (1..=12).for_each(|month| daily += &format!("1970-{month:02},summed,3000\n"));
    session.write("centre/daily.csv", daily);
    let width = |group: &str| -> f64 {
        session.write("centre/centre.toml", centre(group));
        session
            .wfm("forecast centre --months 1 --from 1971-02-05")
            .ok()
            .saying(&["12 months of daily.csv", "noise of single days"]);
        let rows = session.rows("centre/out/long_range.csv");
        let column = |name: &str| rows[0].iter().position(|column| column == name).unwrap();
        let row = rows.iter().find(|row| row.contains(&"summed".to_owned())).unwrap();
        let figure = |name: &str| row[column(name)].parse::<f64>().unwrap();
        (figure("p90") - figure("p10")) / figure("offered")
    };
    let (alone, together) = (width(""), width("group = \"g\""));
    assert!(alone > 0.3 && together > 2.0 * alone, "{alone} {together}");
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
