//! The rest of recorded days of a bank, forecast again at ten, twelve and three o'clock.

mod real_series;

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use chrono_tz::Tz;
use real_series::{calendar, rows, text};
use wfm_core::forecasting::{Options, forecast};
use wfm_core::intraday::{DayAhead, day_ahead, reforecast};
use wfm_core::model::{Forecast, Grid, History, Measure, Observations, QueueCalendar};

/// Half hours of a bank of 2003, Monday to Friday from 07:00 to 21:00.
fn bank() -> Option<(History, QueueCalendar)> {
    let calls = text("bank-2003-5min/calls_5min_2003-03-03_2003-08-22.csv.gz")?;
    let calendar = calendar("mon-fri", "07:00-21:00", &text("bank-2003-5min/calendar.csv")?);
    let first: NaiveDate = "2003-03-03".parse().unwrap();
    let grid = Grid::of_days(first, 173, 30, Tz::UTC).unwrap();
    let mut offered = Observations::missing(grid.len());
    for row in rows(&calls) {
        let start: NaiveDateTime = row[0].parse().unwrap();
        let index = grid.index_of(start.and_utc()).unwrap();
        if (420..1260).contains(&grid.minute_of_day(index)) {
            offered.add(index, row[2].parse().unwrap()).unwrap();
        }
    }
    let measures = BTreeMap::from([(Measure::Offered, offered)]);
    Some((History::new("bank".into(), grid, measures).unwrap(), calendar))
}

/// Error of the intervals of a day from `from` on, and what came in them.
fn error(history: &History, forecast: &Forecast, from: usize) -> (f64, f64) {
    let (mut error, mut all) = (0.0, 0.0);
    for index in from..forecast.grid.len() {
        let past = history.grid().index_of(forecast.grid.instant(index)).unwrap();
        if let Some(actual) = history.get(Measure::Offered, past) {
            error += (actual - forecast.offered[index]).abs();
            all += actual;
        }
    }
    (error, all)
}

#[test]
fn the_rest_of_the_day_is_forecast_better_than_in_the_morning() {
    let Some((history, calendar)) = bank() else { return };
    let end = history.grid().days().last().unwrap().date.succ_opt().unwrap();
    let past = day_ahead(&history, &calendar, end, 1000).unwrap();
    let tested: Vec<&DayAhead> =
        past.iter().filter(|day| day.date >= "2003-07-21".parse().unwrap()).collect();
    assert_eq!(tested.len(), 25);
    println!("time   morning   gate  reforecast                 b  in 80 % band");
    for (hour, gate) in [(10, 4.15), (12, 4.05), (15, 4.65)] {
        let mut sums = [(0.0, 0.0); 2];
        let (mut weights, mut inside, mut cells) = (0.0, 0.0, 0.0);
        for day in &tested {
            let grid = Grid::of_days(day.date, 1, 30, Tz::UTC).unwrap();
            let morning = forecast(&history, &calendar, &grid, &Options::default()).unwrap();
            let now = grid.start() + TimeDelta::hours(hour);
            let before: Vec<DayAhead> = past.iter().filter(|other| other.date < day.date).cloned().collect();
            let found = reforecast(&morning, &history, now, &before).unwrap();
            for (sum, forecast) in sums.iter_mut().zip([&morning, &found.forecast]) {
                let (error, all) = error(&history, forecast, found.now);
                *sum = (sum.0 + error, sum.1 + all);
            }
            weights += found.weight / 25.0;
            for index in (found.now..grid.len()).filter(|index| morning.open[*index]) {
                let past = history.grid().index_of(grid.instant(index)).unwrap();
                let actual = history.get(Measure::Offered, past).unwrap();
                let [low, high] = [0, 2].map(|at: usize| found.forecast.quantiles[at].offered[index]);
                inside += f64::from(low <= actual && actual <= high);
                cells += 1.0;
            }
        }
        let [morning, again] = sums.map(|(error, all)| 100.0 * error / all);
        let covered = 100.0 * inside / cells;
        println!("{hour}:00  {morning:7.2}  {gate:5.2}  {again:10.2}  {weights:16.2}  {covered:12.1}");
        assert!(again <= gate, "{hour}:00: {again}");
        assert!(again <= morning + 0.05, "{hour}:00: {again} against {morning}");
    }
}
