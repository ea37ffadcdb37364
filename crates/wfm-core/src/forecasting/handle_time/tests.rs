use std::collections::BTreeMap;

use chrono::NaiveDate;
use chrono_tz::Tz;
use rand::SeedableRng;
use rand_distr::{Distribution, LogNormal};

use super::per_interval;
use crate::forecasting::day_table::DayTable;
use crate::model::{Grid, History, Measure, Observations, OpeningHours, OpeningRule, QueueCalendar};

fn first() -> NaiveDate {
    "2026-01-05".parse().unwrap()
}

fn grid(first: NaiveDate, days: u32) -> Grid {
    Grid::of_days(first, days, 60, Tz::UTC).unwrap()
}

fn calendar() -> QueueCalendar {
    let rule = OpeningRule { days: "mon-sun".parse().unwrap(), hours: "08:00-18:00".parse().unwrap() };
    QueueCalendar { opening: OpeningHours { rules: vec![rule] }, special: Vec::new() }
}

/// `handled` contacts in every open hour, each of `seconds(days since the start, hour)` on average.
fn history(days: u32, handled: f64, mut seconds: impl FnMut(f64, u32) -> f64) -> History {
    let grid = grid(first(), days);
    let mut measures = [Measure::Offered, Measure::Handled, Measure::HandleSeconds]
        .map(|measure| (measure, Observations::missing(grid.len())));
    for index in 0..grid.len() {
        let hour = grid.minute_of_day(index) / 60;
        if (8..18).contains(&hour) {
            let total = handled * seconds((index / 24) as f64, hour);
            for ((_, observations), value) in measures.iter_mut().zip([handled, handled, total]) {
                observations.set(index, value).unwrap();
            }
        }
    }
    History::new("calls".into(), grid, BTreeMap::from(measures)).unwrap()
}

/// Handle times of the day `ahead` days after the end of the history, by hour.
fn ahead(history: &History, ahead: u64) -> Vec<f64> {
    let days = history.grid().days().len() as u64;
    let date = first() + chrono::Days::new(days + ahead);
    let grid = grid(date, 1);
    let table = DayTable::before(date, history, &calendar());
    let offered = (0..24).map(|hour| if (8..18).contains(&hour) { 5.0 } else { 0.0 }).collect::<Vec<_>>();
    per_interval(history, &table, &grid, &offered).unwrap()
}

fn close(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance * expected, "{found} instead of {expected}");
}

#[test]
fn weekday_and_hour_of_a_busy_queue_are_found_again() {
    let truth = |day: f64, hour: u32| {
        let weekday = if day % 7.0 == 0.0 { 1.1 } else { 1.0 };
        300.0 * weekday * if hour < 12 { 0.9 } else { 1.1 }
    };
    let past = history(84, 500.0, truth);
    for (day, morning, evening) in [(0, 297.0, 363.0), (3, 270.0, 330.0)] {
        let found = ahead(&past, day);
        close(found[9], morning, 0.02);
        close(found[16], evening, 0.02);
    }
}

#[test]
fn a_slow_rise_goes_on_for_a_while_and_then_stops() {
    let past = history(84, 500.0, |day, _| 300.0 * (1.0 + 0.005 * day / 7.0));
    let end = 300.0 * 1.06;
    close(ahead(&past, 0)[10], end, 0.005);
    let (month, year, later) = (ahead(&past, 28)[10], ahead(&past, 364)[10], ahead(&past, 728)[10]);
    assert!(month > 1.005 * end && month < 1.02 * end, "{month}");
    assert!(year < 1.06 * end && (later - year).abs() < 0.1, "{year} {later}");
}

#[test]
fn a_thin_queue_keeps_its_mean_whatever_single_slots_had() {
    let mut random = rand_pcg::Pcg64Mcg::seed_from_u64(11);
    let times = LogNormal::new(5.0, 1.0).unwrap();
    let past = history(21, 1.0, |_, _| times.sample(&mut random));
    let found = ahead(&past, 0);
    let (low, high) = found[8..18].iter().fold((f64::MAX, 0.0f64), |(a, b), x| (a.min(*x), b.max(*x)));
    assert!(high < 1.25 * low, "{found:?}");
}

#[test]
fn one_giant_in_a_thin_cell_hardly_moves_anything() {
    let usual = |day: f64, hour: u32| 280.0 + 5.0 * ((day * 7.0 + f64::from(hour)) % 9.0);
    let calm = ahead(&history(28, 3.0, usual), 0);
    let giant = |day: f64, hour: u32| if day == 20.0 && hour == 10 { 30_000.0 } else { usual(day, hour) };
    let found = ahead(&history(28, 3.0, giant), 0);
    for hour in 8..18 {
        close(found[hour], calm[hour], 0.02);
    }
}

#[test]
fn without_handled_those_who_did_not_give_up_count_and_nobody_handled_is_nothing_known() {
    let past = history(14, 20.0, |_, _| 240.0);
    let (offered, seconds) =
        (past.measure(Measure::Offered).unwrap().clone(), past.measure(Measure::HandleSeconds).unwrap());
    let abandoned =
        Observations::new(offered.iter().map(|n| n.map(|n| n / 2.0)).collect::<Vec<_>>()).unwrap();
    let measures = BTreeMap::from([
        (Measure::Offered, offered.clone()),
        (Measure::Abandoned, abandoned),
        (Measure::HandleSeconds, seconds.clone()),
    ]);
    let half = History::new("calls".into(), past.grid().clone(), measures).unwrap();
    close(ahead(&half, 0)[10], 480.0, 0.001);

    let nobody = history(14, 0.0, |_, _| 240.0);
    let table = DayTable::before("2026-01-19".parse().unwrap(), &nobody, &calendar());
    assert_eq!(per_interval(&nobody, &table, &grid(first(), 1), &[0.0; 24]), None);
}
