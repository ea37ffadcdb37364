use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;
use proptest::prelude::*;

use super::*;
use crate::model::{
    DayKind, EffectBasis, Measure, Observations, OpeningHours, OpeningRule, SpecialDay, SpecialEffect,
};

fn means() -> Options {
    Options { method: Method::MeanOfWeekdays { weeks: 8 }, ..Options::default() }
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn calendar(days: &str, hours: &str, special: Vec<SpecialDay>) -> QueueCalendar {
    let rule = OpeningRule { days: days.parse().unwrap(), hours: hours.parse().unwrap() };
    QueueCalendar { opening: OpeningHours { rules: vec![rule] }, special }
}

fn special(day: &str, kind: DayKind, name: &str, factor: Option<f64>) -> SpecialDay {
    let name = Some(name.to_owned());
    SpecialDay { date: date(day), kind, name, queue: None, open: Vec::new(), factor }
}

/// A history from `first` on whose offered contacts are `volume(date, minute of day)`.
fn history(first: &str, days: u32, zone: Tz, volume: impl Fn(NaiveDate, u32) -> Option<f64>) -> History {
    let grid = Grid::of_days(date(first), days, 30, zone).unwrap();
    let values = (0..grid.len()).map(|i| volume(grid.local(i).date_naive(), grid.minute_of_day(i))).collect();
    let measures = BTreeMap::from([(Measure::Offered, Observations::new(values).unwrap())]);
    History::new("calls".into(), grid, measures).unwrap()
}

fn week(first: &str, zone: Tz) -> Grid {
    Grid::of_days(date(first), 7, 30, zone).unwrap()
}

fn by_weekday(day: NaiveDate, minute: u32) -> Option<f64> {
    Some(f64::from(10 * (1 + day.weekday().num_days_from_monday()) + minute / 60))
}

#[test]
fn steady_weekdays_are_repeated() {
    let open = calendar("mon-fri", "08:00-18:00", Vec::new());
    let past = history("2026-01-05", 70, Tz::UTC, by_weekday);
    let grid = week("2026-03-16", Tz::UTC);
    let forecast = forecast(&past, &open, &grid, &means()).unwrap();
    for index in 0..grid.len() {
        let expected = if forecast.open[index] {
            by_weekday(grid.local(index).date_naive(), grid.minute_of_day(index)).unwrap()
        } else {
            0.0
        };
        assert!((forecast.offered[index] - expected).abs() < 1e-9);
    }
    assert_eq!(forecast.open.iter().filter(|open| **open).count(), 100);
}

#[test]
fn only_the_last_eight_weeks_count_and_nothing_after_the_first_day() {
    let open = calendar("mon-sun", "00:00-24:00", Vec::new());
    let past = history("2026-01-05", 140, Tz::UTC, |day, _| {
        Some(if day < date("2026-02-02") {
            100.0
        } else if day < date("2026-03-30") {
            20.0
        } else {
            500.0
        })
    });
    let forecast = forecast(&past, &open, &week("2026-03-30", Tz::UTC), &means()).unwrap();
    assert!(forecast.offered.iter().all(|offered| (offered - 20.0).abs() < 1e-9));
}

#[test]
fn a_closed_day_gives_nothing_and_leaves_its_weekday_alone() {
    let special = vec![
        special("2026-03-09", DayKind::Closed, "works outing", None),
        special("2026-03-17", DayKind::Closed, "St Patrick", None),
    ];
    let open = calendar("mon-fri", "08:00-18:00", special);
    let past =
        history("2026-01-05", 70, Tz::UTC, |day, _| Some(if day == date("2026-03-09") { 0.0 } else { 50.0 }));
    let forecast = forecast(&past, &open, &week("2026-03-16", Tz::UTC), &means()).unwrap();
    let totals: Vec<f64> = forecast.days.iter().map(|day| day.offered.round()).collect();
    assert_eq!(totals, [1000.0, 0.0, 1000.0, 1000.0, 1000.0, 0.0, 0.0]);
    assert_eq!(forecast.days[1].special.as_deref(), Some("St Patrick"));
}

#[test]
fn a_special_day_takes_the_effect_of_its_namesakes_or_the_factor_given() {
    let special = vec![
        special("2026-02-10", DayKind::Event, "billing run", None),
        special("2026-03-11", DayKind::Holiday, "feast", None),
        special("2026-03-17", DayKind::Event, "billing run", None),
        special("2026-03-18", DayKind::Event, "campaign", Some(1.25)),
        special("2026-03-19", DayKind::Holiday, "other feast", None),
        special("2026-03-20", DayKind::Event, "eclipse", None),
    ];
    let open = calendar("mon-sun", "00:00-24:00", special);
    let past = history("2026-01-05", 70, Tz::UTC, |day, _| {
        Some(match day.to_string().as_str() {
            "2026-02-10" => 30.0,
            "2026-03-11" => 4.0,
            _ => 20.0,
        })
    });
    let forecast = forecast(&past, &open, &week("2026-03-16", Tz::UTC), &means()).unwrap();
    let level: Vec<f64> = forecast.days.iter().map(|day| (day.offered / 48.0 * 1e6).round() / 1e6).collect();
    assert_eq!(level, [20.0, 30.0, 25.0, 4.0, 20.0, 20.0, 20.0]);
    let effect = |day: usize| forecast.days[day].effect.unwrap();
    assert_eq!(forecast.days[0].effect, None);
    assert_eq!(effect(1), SpecialEffect { factor: 1.5, basis: EffectBasis::SameName { days: 1 } });
    assert_eq!(effect(2), SpecialEffect { factor: 1.25, basis: EffectBasis::Given });
    assert_eq!(effect(3).basis, EffectBasis::SameKind { days: 1 });
    assert_eq!(effect(4), SpecialEffect { factor: 1.0, basis: EffectBasis::Unknown });
}

#[test]
fn a_missing_interval_is_left_out_of_the_mean() {
    let open = calendar("mon-sun", "00:00-24:00", Vec::new());
    let past = history("2026-01-05", 28, Tz::UTC, |day, minute| {
        (day.day() % 2 == 0 || minute != 600).then_some(10.0)
    });
    let forecast = forecast(&past, &open, &week("2026-02-02", Tz::UTC), &means()).unwrap();
    assert!(forecast.offered.iter().all(|offered| (offered - 10.0).abs() < 1e-9));
}

#[test]
fn the_clock_change_keeps_the_shape_of_the_day() {
    let open = calendar("mon-sun", "00:00-24:00", Vec::new());
    let zone = Tz::Europe__London;
    let past = history("2026-08-03", 77, zone, by_weekday);
    let autumn = forecast(&past, &open, &week("2026-10-19", zone), &means()).unwrap();
    let days = autumn.grid.days();
    assert_eq!(days[6].intervals.len(), 50);
    let ordinary: f64 = (0..48).map(|slot| by_weekday(date("2026-10-18"), 30 * slot).unwrap()).sum();
    assert!((autumn.days[6].offered - ordinary).abs() < 1e-6);
    let noon = autumn.grid.minute_of_day(days[6].intervals.start + 26);
    assert_eq!(noon, 720);
    assert!((autumn.offered[days[6].intervals.start + 26] - 82.0).abs() < 1e-9);
}

#[test]
fn no_history_is_an_error_that_names_the_queue() {
    let open = calendar("mon-fri", "08:00-18:00", Vec::new());
    let past = history("2026-01-05", 14, Tz::UTC, |_, _| None);
    let error = forecast(&past, &open, &week("2026-02-02", Tz::UTC), &means()).unwrap_err();
    assert!(error.to_string().contains("calls"), "{error}");
}

#[test]
fn handle_time_is_weighted_by_the_contacts_handled() {
    let open = calendar("mon-sun", "00:00-24:00", Vec::new());
    let grid = Grid::of_days(date("2026-01-05"), 28, 30, Tz::UTC).unwrap();
    let busy = |index: usize| grid.minute_of_day(index) == 600;
    let column = |value: &dyn Fn(usize) -> f64| {
        Observations::new((0..grid.len()).map(|index| Some(value(index))).collect()).unwrap()
    };
    let measures = BTreeMap::from([
        (Measure::Offered, column(&|index| if busy(index) { 1000.0 } else { 1.0 })),
        (Measure::Handled, column(&|index| if busy(index) { 1000.0 } else { 1.0 })),
        (Measure::HandleSeconds, column(&|index| if busy(index) { 1000.0 * 300.0 } else { 100.0 })),
    ]);
    let past = History::new("calls".into(), grid.clone(), measures).unwrap();
    let forecast = forecast(&past, &open, &week("2026-02-02", Tz::UTC), &means()).unwrap();
    let aht = forecast.aht.unwrap();
    assert!((aht[20] - 300.0).abs() < 5.0, "the busy slot has its own handle time: {}", aht[20]);
    assert!(aht[0] > 120.0 && aht[0] < 250.0, "a thin slot is pulled to the level: {}", aht[0]);
}

#[test]
fn eight_in_ten_intervals_lie_inside_the_band_of_noise_like_the_past() {
    use rand::SeedableRng;
    use rand_distr::{Distribution, Poisson};
    let mut random = rand_pcg::Pcg64Mcg::seed_from_u64(7);
    let mut draw = |mean: f64| Poisson::new(mean).unwrap().sample(&mut random);
    let mean = |minute: u32| 5.0 + f64::from(minute) / 30.0;
    let mut counts: BTreeMap<(NaiveDate, u32), f64> = BTreeMap::new();
    for day in date("2026-01-05").iter_days().take(140) {
        for slot in 0..48 {
            counts.insert((day, 30 * slot), draw(mean(30 * slot)));
        }
    }
    let open = calendar("mon-sun", "00:00-24:00", Vec::new());
    let past = history("2026-01-05", 140, Tz::UTC, |day, minute| counts.get(&(day, minute)).copied());
    let (mut inside, mut all) = (0, 0);
    for start in ["2026-04-06", "2026-04-20", "2026-05-04", "2026-05-18"] {
        let grid = week(start, Tz::UTC);
        let forecast = forecast(&past, &open, &grid, &means()).unwrap();
        let (low, high) = (forecast.quantile(0.1).unwrap(), forecast.quantile(0.9).unwrap());
        for index in 0..grid.len() {
            let Some(seen) =
                past.grid().index_of(grid.instant(index)).and_then(|i| past.get(Measure::Offered, i))
            else {
                continue;
            };
            all += 1;
            inside += usize::from(low.offered[index] <= seen && seen <= high.offered[index]);
        }
    }
    let share = f64::from(inside as u32) / f64::from(all as u32);
    assert!(all > 1000 && (0.76..0.86).contains(&share), "{share} of {all}");
}

proptest! {
    #[test]
    fn twice_the_volume_is_twice_the_forecast(volumes in prop::collection::vec(0.0..500.0f64, 48), factor in 0.1..10.0f64) {
        let open = calendar("mon-sun", "00:00-24:00", Vec::new());
        let of = |factor: f64| {
            let past = history("2026-01-05", 35, Tz::UTC, |_, minute| Some(factor * volumes[minute as usize / 30]));
            forecast(&past, &open, &week("2026-02-09", Tz::UTC), &means()).unwrap().offered
        };
        for (one, many) in of(1.0).iter().zip(of(factor)) {
            prop_assert!((one * factor - many).abs() <= 1e-9 * (1.0 + many));
        }
    }

    #[test]
    fn forecasts_are_finite_ordered_and_nothing_when_closed(seed in any::<u64>(), days in 1u32..60) {
        use rand::{RngExt, SeedableRng};
        let mut random = rand_pcg::Pcg64Mcg::seed_from_u64(seed);
        let open = calendar("mon-sat", "06:00-22:30", Vec::new());
        let cells: Vec<Option<f64>> =
            (0..days as usize * 48).map(|_| (random.random::<f64>() < 0.8).then(|| random.random::<f64>() * 9.0)).collect();
        let first = date("2026-01-05");
        let past = history("2026-01-05", days, Tz::UTC, |day, minute| {
            cells[(day - first).num_days() as usize * 48 + minute as usize / 30]
        });
        if let Ok(forecast) = forecast(&past, &open, &week("2026-04-06", Tz::UTC), &means()) {
            for index in 0..forecast.grid.len() {
                let band: Vec<f64> = forecast.quantiles.iter().map(|q| q.offered[index]).collect();
                prop_assert!(forecast.offered[index].is_finite() && forecast.offered[index] >= 0.0);
                prop_assert!(band[0] >= 0.0 && band[0] <= band[1] && band[1] <= band[2]);
                prop_assert!(forecast.open[index] || (forecast.offered[index] == 0.0 && band[2] == 0.0));
            }
        }
    }
}
