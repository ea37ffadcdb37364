//! Simulated queues whose truth is known, and forecasts that find it again.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;
use rand::SeedableRng;
use rand_distr::{Distribution, Normal, Poisson};
use rand_pcg::Pcg64Mcg;
use wfm_core::forecasting::{Method, Options, forecast};
use wfm_core::model::{
    Forecast, Grid, History, Measure, Observations, OpeningHours, OpeningRule, QueueCalendar,
};

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn calendar() -> QueueCalendar {
    let rule = OpeningRule { days: "mon-fri".parse().unwrap(), hours: "08:00-18:00".parse().unwrap() };
    QueueCalendar { opening: OpeningHours { rules: vec![rule] }, special: Vec::new() }
}

/// Expected contacts of a half hour on an ordinary day.
fn usual(day: NaiveDate, minute: u32) -> f64 {
    let hump = (std::f64::consts::PI * (f64::from(minute) - 465.0) / 630.0).sin();
    (20.0 + 60.0 * hump) * if day.weekday().num_days_from_monday() == 0 { 1.25 } else { 1.0 }
}

/// A queue whose days wander by `wander` and remember half of it, times `level` of the day.
fn queue(seed: u64, days: u32, wander: f64, level: impl Fn(NaiveDate) -> f64) -> History {
    let mut random = Pcg64Mcg::seed_from_u64(seed);
    let noise = Normal::new(0.0, wander * 0.75f64.sqrt()).unwrap();
    let grid = Grid::of_days(date("2026-01-05"), days, 30, Tz::UTC).unwrap();
    let mut offered = Observations::missing(grid.len());
    let mut state = 0.0f64;
    for day in grid.days().into_iter().filter(|day| day.date.weekday().num_days_from_monday() < 5) {
        state = 0.5 * state + noise.sample(&mut random);
        for index in day.intervals {
            let minute = grid.minute_of_day(index);
            if (480..1080).contains(&minute) {
                let mean = usual(day.date, minute) * level(day.date) * state.exp();
                offered.set(index, Poisson::new(mean).unwrap().sample(&mut random)).unwrap();
            }
        }
    }
    History::new("calls".into(), grid, BTreeMap::from([(Measure::Offered, offered)])).unwrap()
}

fn forecast_of(past: &History, from: &str, days: u32, method: Method) -> Forecast {
    let grid = Grid::of_days(date(from), days, 30, Tz::UTC).unwrap();
    let options = Options { method, quantiles: vec![0.025, 0.1, 0.5, 0.9, 0.975] };
    forecast(past, &calendar(), &grid, &options).unwrap()
}

#[test]
fn a_lasting_change_of_level_is_dated_and_measured() {
    for (factor, seed) in [(1.3, 1), (0.75, 2)] {
        let change = date("2026-04-13");
        let past = queue(seed, 140, 0.04, |day| if day < change { 1.0 } else { factor });
        let forecast = forecast_of(&past, "2026-05-25", 5, Method::Automatic);
        let [found] = forecast.level_changes[..] else { panic!("{:?}", forecast.level_changes) };
        assert!((found.from - change).num_days().abs() <= 4, "{found:?}");
        assert!((found.factor / factor - 1.0).abs() < 0.06, "{found:?}");
        let truth: f64 = (0..20).map(|slot| factor * usual(date("2026-05-26"), 480 + 30 * slot)).sum();
        assert!(
            (forecast.days[1].offered / truth - 1.0).abs() < 0.06,
            "{} {truth}",
            forecast.days[1].offered
        );
    }
}

#[test]
fn days_that_wander_are_no_change_of_level() {
    for seed in 0..30 {
        let past = queue(seed, 140, 0.05, |_| 1.0);
        let forecast = forecast_of(&past, "2026-05-25", 5, Method::Automatic);
        assert_eq!(forecast.level_changes, [], "seed {seed}");
    }
}
