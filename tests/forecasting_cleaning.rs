//! Strange stretches of history: each is found, told and kept from spoiling the forecast.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, NaiveTime};
use chrono_tz::Tz;
use rand::SeedableRng;
use rand_distr::{Distribution, Poisson};
use wfm_core::forecasting::{Options, forecast};
use wfm_core::model::{
    Cleaned, CleaningAction, CleaningReason, DayKind, Forecast, Grid, History, Measure, Observations,
    OpeningHours, OpeningRule, QueueCalendar, SpecialDay,
};

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// What is to be expected of an open half hour.
fn mean(day: NaiveDate, minute: u32) -> f64 {
    let hump = (std::f64::consts::PI * f64::from(minute - 480) / 600.0).sin();
    20.0 + 60.0 * hump - 4.0 * f64::from(day.weekday().num_days_from_monday())
}

/// Twelve weeks of chance around [`mean`], Monday to Friday from eight to six; `change` has the last word on every record.
fn forecast_after(change: impl Fn(NaiveDate, u32, Option<f64>) -> Option<f64>) -> Forecast {
    let mut random = rand_pcg::Pcg64Mcg::seed_from_u64(4);
    let grid = Grid::of_days(date("2026-01-05"), 82, 30, Tz::UTC).unwrap();
    let mut record = |index: usize| {
        let (day, minute) = (grid.local(index).date_naive(), grid.minute_of_day(index));
        let open = (480..1080).contains(&minute) && day.weekday().num_days_from_monday() < 5;
        let count = open.then(|| Poisson::new(mean(day, minute)).unwrap().sample(&mut random));
        change(day, minute, count)
    };
    let values = (0..grid.len()).map(&mut record).collect();
    let measures = BTreeMap::from([(Measure::Offered, Observations::new(values).unwrap())]);
    let past = History::new("calls".into(), grid, measures).unwrap();
    let rule = OpeningRule { days: "mon-fri".parse().unwrap(), hours: "08:00-18:00".parse().unwrap() };
    let feast = SpecialDay {
        date: date("2026-02-18"),
        kind: DayKind::Holiday,
        name: None,
        queue: None,
        open: Vec::new(),
        factor: None,
    };
    let calendar = QueueCalendar { opening: OpeningHours { rules: vec![rule] }, special: vec![feast] };
    let grid = Grid::of_days(date("2026-03-30"), 5, 30, Tz::UTC).unwrap();
    forecast(&past, &calendar, &grid, &Options::default()).unwrap()
}

fn at(text: &str) -> (NaiveDate, u32) {
    let (day, time) = text.split_once(' ').unwrap();
    let time: NaiveTime = time.parse().unwrap();
    (date(day), chrono::Timelike::num_seconds_from_midnight(&time) / 60)
}

fn only(forecast: &Forecast, reason: CleaningReason) -> Cleaned {
    let found: Vec<&Cleaned> = forecast.cleaned.iter().filter(|stretch| stretch.reason == reason).collect();
    assert_eq!(found.len(), 1, "{:?}", forecast.cleaned);
    *found[0]
}

fn is_about_the_truth(forecast: &Forecast) {
    for index in (0..forecast.grid.len()).filter(|index| forecast.open[*index]) {
        let expected = mean(forecast.grid.local(index).date_naive(), forecast.grid.minute_of_day(index));
        let found = forecast.offered[index];
        assert!((found - expected).abs() < 0.12 * expected + 2.0, "{index}: {found} instead of {expected}");
    }
}

#[test]
fn a_clean_history_is_taken_at_its_word() {
    let forecast = forecast_after(|_, _, count| count);
    assert_eq!(forecast.cleaned, []);
    is_about_the_truth(&forecast);
}

#[test]
fn an_outage_is_left_out_and_a_quiet_feast_is_believed() {
    let forecast = forecast_after(|day, minute, count| match day.to_string().as_str() {
        "2026-03-24" if (600..960).contains(&minute) => Some(0.0),
        "2026-02-18" => count.map(|_| 0.0),
        _ => count,
    });
    let outage = only(&forecast, CleaningReason::Outage);
    assert_eq!((outage.date, outage.from_minute, outage.to_minute), (date("2026-03-24"), 600, 960));
    assert_eq!((outage.observed, outage.action), (Some(0.0), CleaningAction::LeftOut));
    assert!(outage.expected.unwrap() > 700.0);
    is_about_the_truth(&forecast);
}

#[test]
fn a_short_outage_is_filled_up_from_the_rest_of_its_day() {
    let forecast = forecast_after(|day, minute, count| {
        let out = day == date("2026-03-24") && (600..690).contains(&minute);
        count.map(|count| if out { 0.0 } else { count })
    });
    assert_eq!(only(&forecast, CleaningReason::Outage).action, CleaningAction::FilledUp);
    is_about_the_truth(&forecast);
}

#[test]
fn two_quiet_half_hours_of_a_thin_queue_are_chance() {
    let forecast = forecast_after(|day, minute, count| {
        let quiet = day.day() % 3 == 0 && (480..660).contains(&minute);
        count.map(|count| if quiet { 0.0 } else { (count / 30.0).round() })
    });
    assert!(forecast.cleaned.iter().all(|stretch| stretch.reason != CleaningReason::Outage));
}

#[test]
fn days_and_intervals_without_a_record_are_named() {
    let forecast = forecast_after(|day, minute, count| match day.to_string().as_str() {
        "2026-02-03" => None,
        "2026-02-04" if minute == 600 || minute == 630 => None,
        "2026-03-27" if minute >= 720 => None,
        _ => count,
    });
    let day = only(&forecast, CleaningReason::MissingDay);
    assert_eq!((day.date, day.from_minute, day.to_minute), (date("2026-02-03"), 480, 1080));
    assert_eq!((day.observed, day.action), (None, CleaningAction::LeftOut));
    let gap = only(&forecast, CleaningReason::MissingIntervals);
    assert_eq!((gap.date, gap.from_minute, gap.to_minute), (date("2026-02-04"), 600, 660));
    assert_eq!(gap.action, CleaningAction::FilledUp);
    let last = only(&forecast, CleaningReason::PartialLastDay);
    assert_eq!((last.date, last.from_minute, last.to_minute), (date("2026-03-27"), 720, 1080));
    assert_eq!(last.action, CleaningAction::LeftOut);
    is_about_the_truth(&forecast);
}

#[test]
fn an_interval_and_a_day_that_fit_nothing_count_less() {
    let (day, minute) = at("2026-03-11 09:00");
    let forecast = forecast_after(|d, m, count| match d {
        d if d == day && m == minute => Some(900.0),
        d if d == date("2026-03-17") => count.map(|count| 3.0 * count),
        _ => count,
    });
    let interval = only(&forecast, CleaningReason::UnusualInterval);
    assert_eq!((interval.date, interval.from_minute, interval.to_minute), (day, minute, minute + 30));
    assert_eq!((interval.observed, interval.action), (Some(900.0), CleaningAction::CountedLess));
    let tripled: Vec<NaiveDate> = (forecast.cleaned.iter())
        .filter(|stretch| stretch.reason == CleaningReason::UnusualDay)
        .map(|stretch| stretch.date)
        .collect();
    assert!(tripled.contains(&date("2026-03-17")), "{tripled:?}");
    is_about_the_truth(&forecast);
}

#[test]
fn calls_at_closed_hours_are_no_demand_and_are_told() {
    let forecast = forecast_after(|day, minute, count| match at("2026-03-10 20:00") {
        night if night == (day, minute) => Some(250.0),
        _ => count,
    });
    let night = only(&forecast, CleaningReason::ClosedHours);
    assert_eq!((night.date, night.observed), (date("2026-03-10"), Some(250.0)));
    assert_eq!(night.action, CleaningAction::LeftOut);
    is_about_the_truth(&forecast);
}

#[test]
fn a_history_that_ends_within_a_day_does_not_take_the_morning_for_the_day() {
    let grid = Grid::new("2026-01-05T00:00:00Z".parse().unwrap(), 30, 81 * 48 + 20, Tz::UTC).unwrap();
    let values = (0..grid.len())
        .map(|index| {
            let (day, minute) = (grid.local(index).date_naive(), grid.minute_of_day(index));
            let open = (480..1080).contains(&minute) && day.weekday().num_days_from_monday() < 5;
            // The last morning is wild.
            open.then(|| mean(day, minute).round() * if day == date("2026-03-27") { 3.0 } else { 1.0 })
        })
        .collect();
    let measures = BTreeMap::from([(Measure::Offered, Observations::new(values).unwrap())]);
    let past = History::new("calls".into(), grid, measures).unwrap();
    let rule = OpeningRule { days: "mon-fri".parse().unwrap(), hours: "08:00-18:00".parse().unwrap() };
    let calendar = QueueCalendar { opening: OpeningHours { rules: vec![rule] }, special: Vec::new() };
    let grid = Grid::of_days(date("2026-03-30"), 5, 30, Tz::UTC).unwrap();
    let forecast = forecast(&past, &calendar, &grid, &Options::default()).unwrap();
    let last = only(&forecast, CleaningReason::PartialLastDay);
    assert_eq!((last.from_minute, last.action), (600, CleaningAction::LeftOut));
    is_about_the_truth(&forecast);
}
