use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use rand::SeedableRng;
use rand_distr::{Distribution, Normal};

use super::day_ahead::weight;
use super::{DayAhead, Reforecast, reforecast};
use crate::model::{Forecast, Grid, History, Measure, Observations, Quantile};

fn today() -> NaiveDate {
    "2026-05-04".parse().unwrap()
}

fn grid() -> Grid {
    Grid::of_days(today(), 1, 60, Tz::UTC).unwrap()
}

fn at(hour: i64) -> DateTime<Utc> {
    grid().start() + TimeDelta::hours(hour)
}

/// A hundred an hour from eight to eighteen, at 300 seconds.
fn morning() -> Forecast {
    let grid = grid();
    let open: Vec<bool> = (0..24).map(|hour| (8..18).contains(&hour)).collect();
    let series = |value: f64| open.iter().map(|open| if *open { value } else { 0.0 }).collect::<Vec<f64>>();
    let band = [(0.1, 80.0), (0.5, 100.0), (0.9, 120.0)];
    Forecast {
        offered: series(100.0),
        quantiles: band.map(|(probability, value)| Quantile { probability, offered: series(value) }).to_vec(),
        aht: Some(vec![300.0; 24]),
        ..Forecast::given("calls", grid, open.clone(), Vec::new())
    }
}

/// Contacts of the open hours, from eight on, handled in `seconds` each.
fn actual(counts: &[f64], seconds: f64) -> History {
    let grid = grid();
    let mut measures = [Measure::Offered, Measure::Handled, Measure::HandleSeconds]
        .map(|measure| (measure, Observations::missing(grid.len())));
    for (hour, count) in (8..).zip(counts) {
        for ((_, observations), value) in measures.iter_mut().zip([*count, *count, count * seconds]) {
            observations.set(hour, value).unwrap();
        }
    }
    History::new("calls".into(), grid, BTreeMap::from(measures)).unwrap()
}

/// Past days on which the rest kept `kept` of the surplus of the hours before.
fn past(days: u64, kept: f64) -> Vec<DayAhead> {
    let mut random = rand_pcg::Pcg64Mcg::seed_from_u64(3);
    let surplus = Normal::new(0.0, 0.1).unwrap();
    let day = |number: u64| {
        let surplus: f64 = surplus.sample(&mut random);
        let slot = |hour: usize| {
            let factor = if hour < 12 { surplus } else { kept * surplus };
            (8..18).contains(&hour).then(|| 100.0 * factor.exp())
        };
        let forecast = (0..24).map(|hour| if (8..18).contains(&hour) { 100.0 } else { 0.0 }).collect();
        DayAhead { date: today() - Days::new(number + 1), forecast, actual: (0..24).map(slot).collect() }
    };
    (0..days).map(day).collect()
}

fn at_noon(counts: &[f64], past: &[DayAhead]) -> Reforecast {
    reforecast(&morning(), &actual(counts, 300.0), at(12), past).unwrap()
}

#[test]
fn what_past_days_kept_of_their_surplus_is_found_again() {
    for kept in [0.0, 0.4, 0.8] {
        assert!((weight(&past(400, kept), 12) - kept).abs() < 0.05, "{kept}");
    }
    assert_eq!(weight(&[], 12), 0.4);
    let few = weight(&past(5, 0.9), 12);
    assert!(few > 0.4 && few < 0.6, "five days hardly change the belief: {few}");
}

#[test]
fn a_busy_morning_raises_the_afternoon_by_part_of_it_and_narrows_its_bands() {
    let found = at_noon(&[120.0; 4], &past(400, 0.5));
    assert_eq!((found.now, found.seen, found.expected, found.rest_before), (12, 480.0, 400.0, 600.0));
    let factor = 1.2f64.powf(found.weight);
    assert!((found.rest - 600.0 * factor).abs() < 1e-9 && (found.weight - 0.5).abs() < 0.05);
    assert_eq!(found.forecast.offered[9], 120.0, "what is over is what came");
    let width = found.forecast.quantiles[2].offered[14] - found.forecast.quantiles[0].offered[14];
    assert!(width < 0.95 * 40.0 * factor, "{width}");
    assert_eq!(found.forecast.offered[20], 0.0);
    found.forecast.check().unwrap();
}

#[test]
fn the_morning_stands_until_enough_was_expected() {
    let early = reforecast(&morning(), &actual(&[200.0], 300.0), at(8), &past(100, 0.5)).unwrap();
    assert_eq!((early.weight, early.rest), (0.0, 1000.0));
    assert!(early.forecast.notes[0].contains("stands"), "{:?}", early.forecast.notes);
    let mut thin = morning();
    thin.offered.iter_mut().for_each(|offered| *offered /= 10.0);
    let found = reforecast(&thin, &actual(&[30.0; 4], 300.0), at(12), &past(100, 0.5)).unwrap();
    assert_eq!(found.weight, 0.0, "40 contacts say little");
}

#[test]
fn an_outage_is_no_quiet_day() {
    let found = at_noon(&[100.0, 0.0, 0.0, 100.0], &past(100, 0.8));
    assert!((found.rest - 600.0).abs() < 1e-9, "{found:?}");
    assert!(found.forecast.notes[0].contains("09:00 to 11:00"), "{:?}", found.forecast.notes);
}

#[test]
fn what_lies_after_now_is_not_looked_at_and_gaps_count_on_neither_side() {
    let past = past(100, 0.5);
    let until_noon = at_noon(&[120.0; 4], &past);
    assert_eq!(at_noon(&[120.0, 120.0, 120.0, 120.0, 900.0], &past), until_noon);
    let mut gap = actual(&[120.0; 4], 300.0);
    let mut offered = gap.measure(Measure::Offered).unwrap().iter().collect::<Vec<_>>();
    offered[9] = None;
    let measures = BTreeMap::from([(Measure::Offered, Observations::new(offered).unwrap())]);
    gap = History::new("calls".into(), grid(), measures).unwrap();
    let found = reforecast(&morning(), &gap, at(12), &past).unwrap();
    assert_eq!((found.seen, found.expected), (360.0, 300.0));
    assert!((found.rest - until_noon.rest).abs() < 1e-9);
}

#[test]
fn longer_calls_of_the_morning_lengthen_those_of_the_afternoon_by_part_of_it() {
    let found = reforecast(&morning(), &actual(&[100.0; 4], 360.0), at(12), &[]).unwrap();
    let aht = found.forecast.aht.unwrap();
    assert!((aht[14] - 300.0 * 1.2f64.powf(400.0 / 600.0)).abs() < 1e-9, "{}", aht[14]);
    assert_eq!(aht[9], 300.0);
}

#[test]
fn another_day_is_an_error_that_says_which_days_there_are() {
    let error = reforecast(&morning(), &actual(&[], 300.0), at(30), &[]).unwrap_err();
    assert!(error.to_string().contains("2026-05-05T06:00"), "{error}");
}
