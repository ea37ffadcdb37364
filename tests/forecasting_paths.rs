//! Sample paths against the forecast they are drawn from: the same mean, the same bands of days and weeks.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;
use rand::SeedableRng;
use rand_distr::{Distribution, Normal, Poisson};
use wfm_core::forecasting::{Method, Options, SamplePath, forecast, sample_paths, variation};
use wfm_core::model::{
    DayKind, Forecast, Grid, History, Measure, Observations, OpeningHours, OpeningRule, QueueCalendar,
    SpecialDay,
};

const PATHS: usize = 4000;

/// Half hours of a queue whose days wander by 6 % and remember half of it; closed on the Wednesday of the second week.
fn two_weeks(method: Method) -> Forecast {
    let first: NaiveDate = "2026-01-05".parse().unwrap();
    let grid = Grid::of_days(first, 112, 30, Tz::UTC).unwrap();
    let mut random = rand_pcg::Pcg64Mcg::seed_from_u64(21);
    let noise = Normal::new(0.0, 0.05).unwrap();
    let mut state = 0.0f64;
    let mut offered = Observations::missing(grid.len());
    for day in grid.days() {
        state = 0.5 * state + noise.sample(&mut random);
        for index in day.intervals {
            let hump = (std::f64::consts::PI * f64::from(grid.minute_of_day(index)) / 1440.0).sin();
            let mean = (1.0 + 60.0 * hump) * state.exp() * (1.0 - 0.04 * f64::from(day.date.day() % 7));
            offered.set(index, Poisson::new(mean).unwrap().sample(&mut random)).unwrap();
        }
    }
    let past = History::new("calls".into(), grid, BTreeMap::from([(Measure::Offered, offered)])).unwrap();
    let rule = OpeningRule { days: "mon-sat".parse().unwrap(), hours: "07:00-21:00".parse().unwrap() };
    let closed = SpecialDay {
        date: "2026-05-06".parse().unwrap(),
        kind: DayKind::Closed,
        name: None,
        queue: None,
        open: Vec::new(),
        factor: None,
    };
    let calendar = QueueCalendar { opening: OpeningHours { rules: vec![rule] }, special: vec![closed] };
    let grid = Grid::of_days("2026-04-27".parse().unwrap(), 14, 30, Tz::UTC).unwrap();
    let options = Options { quantiles: vec![0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975], method };
    forecast(&past, &calendar, &grid, &options).unwrap()
}

fn total(path: &SamplePath, intervals: std::ops::Range<usize>) -> f64 {
    path.offered[intervals].iter().sum()
}

/// Share of paths whose contacts in `intervals` are at most `contacts`.
fn share_below(paths: &[SamplePath], intervals: &std::ops::Range<usize>, contacts: f64) -> f64 {
    let below = paths.iter().filter(|path| total(path, intervals.clone()) <= contacts).count();
    below as f64 / paths.len() as f64
}

#[test]
fn the_mean_of_many_paths_is_the_forecast() {
    let forecast = two_weeks(Method::Automatic);
    let paths = sample_paths(&forecast, PATHS, 1).unwrap();
    for (index, expected) in forecast.offered.iter().enumerate() {
        let mean = |figure: fn(&SamplePath) -> &Vec<f64>| {
            paths.iter().map(|path| figure(path)[index]).sum::<f64>() / PATHS as f64
        };
        let error = ((expected + 0.05 * expected * expected) / PATHS as f64).sqrt();
        assert!((mean(|path| &path.offered) - expected).abs() <= 5.0 * error, "{index}: {expected}");
        assert!((mean(|path| &path.rates) - expected).abs() <= 5.0 * error, "{index}: {expected}");
    }
}

#[test]
fn bands_of_intervals_days_and_weeks_hold_as_many_paths_as_they_promise() {
    for method in [Method::Automatic, Method::MeanOfWeekdays { weeks: 8 }] {
        let forecast = two_weeks(method);
        let paths = sample_paths(&forecast, PATHS, 2).unwrap();
        let days = forecast.grid.days();
        let mut stretches = Vec::new();
        for (day, band) in days.iter().zip(&forecast.days).filter(|(_, band)| band.offered > 0.0) {
            stretches.push((day.intervals.clone(), band.quantiles.clone()));
        }
        for (week, band) in forecast.weeks.iter().enumerate() {
            let last = 7 * week + band.days - 1;
            stretches
                .push((days[7 * week].intervals.start..days[last].intervals.end, band.quantiles.clone()));
        }
        assert_eq!(stretches.len(), 11 + 2);
        for (intervals, band) in stretches {
            let at = |p: f64| share_below(&paths, &intervals, band.iter().find(|(q, _)| *q == p).unwrap().1);
            let held = at(0.9) - at(0.1);
            assert!((held - 0.8).abs() < 0.035, "{method} {intervals:?}: {held}");
        }
        // Intervals are few contacts, so that a band holds its own edges as well; their mean still tells.
        let (low, high) = (forecast.quantile(0.1).unwrap(), forecast.quantile(0.9).unwrap());
        let busy: Vec<usize> =
            (0..forecast.grid.len()).filter(|index| forecast.offered[*index] > 30.0).collect();
        let held = busy.iter().map(|index| {
            let inside = |path: &&SamplePath| {
                (low.offered[*index]..=high.offered[*index]).contains(&path.offered[*index])
            };
            paths.iter().filter(inside).count() as f64 / PATHS as f64
        });
        let mean = held.sum::<f64>() / busy.len() as f64;
        assert!((0.79..0.86).contains(&mean), "{method}: {mean}");
    }
}

#[test]
fn the_band_of_a_week_is_narrower_than_those_of_its_days_together() {
    let forecast = two_weeks(Method::Automatic);
    let width = |band: &[(f64, f64)]| band[5].1 - band[1].1;
    let days: f64 = forecast.days[..7].iter().map(|day| width(&day.quantiles)).sum();
    let apart: f64 = forecast.days[..7].iter().map(|day| width(&day.quantiles).powi(2)).sum::<f64>().sqrt();
    let week = width(&forecast.weeks[0].quantiles);
    assert!(apart < week && week < days, "{apart} {week} {days}");
    let sum: f64 = forecast.days[..7].iter().map(|day| day.offered).sum();
    assert!((forecast.weeks[0].offered - sum).abs() < 1e-6);
}

#[test]
fn each_queue_has_its_own_stream_and_more_paths_leave_the_first_ones_alone() {
    let forecast = two_weeks(Method::Automatic);
    let other = Forecast { queue: "chat".into(), ..forecast.clone() };
    let few = sample_paths(&forecast, 3, 7).unwrap();
    assert_eq!(few[..], sample_paths(&forecast, 9, 7).unwrap()[..3]);
    assert_ne!(few, sample_paths(&other, 3, 7).unwrap());
    assert_ne!(few, sample_paths(&forecast, 3, 8).unwrap());
}

#[test]
fn nothing_arrives_on_a_closed_day_of_any_path() {
    let forecast = two_weeks(Method::Automatic);
    let closed = forecast.grid.days()[9].intervals.clone();
    assert_eq!(forecast.variation.as_ref().unwrap().of_days[9], 0.0);
    for path in sample_paths(&forecast, 20, 1).unwrap() {
        assert_eq!(total(&path, closed.clone()), 0.0);
        assert!(path.offered.iter().all(|count| *count >= 0.0 && count.fract() == 0.0));
        assert!(path.rates.iter().all(|rate| rate.is_finite() && *rate >= 0.0));
    }
}

#[test]
fn the_bands_of_a_file_are_enough_to_draw_from() {
    let own = two_weeks(Method::Automatic);
    let file = Forecast { variation: None, days: Vec::new(), weeks: Vec::new(), ..own.clone() };
    let derived = variation(&file).unwrap();
    let own_variation = own.variation.as_ref().unwrap();
    for (day, (derived, own)) in derived.of_days.iter().zip(&own_variation.of_days).enumerate() {
        assert!((derived.sqrt() - own.sqrt()).abs() < 0.03, "day {day}: {derived} {own}");
    }
    assert_eq!(sample_paths(&file, 5, 1).unwrap().len(), 5);
    let blind = Forecast { quantiles: Vec::new(), ..file };
    assert!(
        sample_paths(&blind, 5, 1).unwrap_err().to_string().contains("bands of the forecast of queue calls")
    );
}
