//! Laws that every forecast keeps, whatever the queue, and truths it finds again in simulated histories.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;
use proptest::prelude::*;
use rand::SeedableRng;
use rand_distr::{Distribution, Normal, Poisson};
use wfm_core::control::Control;
use wfm_core::forecasting::{Method, Options, QueuePast, forecast, forecasts};
use wfm_core::model::{
    Channel, DayKind, EffectBasis, Forecast, Grid, History, Measure, Observations, OpeningHours, OpeningRule,
    Queue, QueueCalendar, SpecialDay, SpecialEffect,
};

const FIRST: &str = "2026-01-05";

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn calendar(days: &str, hours: &str, special: &[(&str, DayKind, &str)]) -> QueueCalendar {
    let rule = OpeningRule { days: days.parse().unwrap(), hours: hours.parse().unwrap() };
    let mut special: Vec<SpecialDay> = special
        .iter()
        .map(|(day, kind, name)| SpecialDay {
            date: date(day),
            kind: *kind,
            name: Some((*name).to_owned()),
            queue: None,
            open: Vec::new(),
            factor: None,
        })
        .collect();
    special.sort_by_key(|day| day.date);
    QueueCalendar { opening: OpeningHours { rules: vec![rule] }, special }
}

/// Half-hourly history from the first Monday of 2026.
fn history(days: u32, zone: Tz, mut volume: impl FnMut(NaiveDate, u32) -> Option<f64>) -> History {
    let grid = Grid::of_days(date(FIRST), days, 30, zone).unwrap();
    let values = (0..grid.len()).map(|i| volume(grid.local(i).date_naive(), grid.minute_of_day(i))).collect();
    let measures = BTreeMap::from([(Measure::Offered, Observations::new(values).unwrap())]);
    History::new("calls".into(), grid, measures).unwrap()
}

fn weeks(first: &str, weeks: u32, zone: Tz) -> Grid {
    Grid::of_days(date(first), 7 * weeks, 30, zone).unwrap()
}

fn by_day_model(history: &History, calendar: &QueueCalendar, grid: &Grid) -> Forecast {
    let forecast = forecast(history, calendar, grid, &Options::default()).unwrap();
    assert_eq!(forecast.method, "day-model");
    forecast
}

/// A smooth day with a weekly rhythm: 300 to 1,500 contacts an interval.
fn rhythm(day: NaiveDate, minute: u32) -> f64 {
    let weekday = f64::from(day.weekday().num_days_from_monday());
    let hump = (std::f64::consts::PI * f64::from(minute) / 1440.0).sin();
    300.0
        + 1000.0 * hump * (1.0 - 0.05 * weekday)
        + 200.0 * hump * (f64::from(minute) / 400.0 + weekday).cos().abs()
}

fn close(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance * expected, "{found} instead of {expected}");
}

#[test]
fn a_steady_rhythm_is_repeated() {
    let open = calendar("mon-sun", "00:00-24:00", &[]);
    let past = history(84, Tz::UTC, |day, minute| Some(rhythm(day, minute)));
    let forecast = by_day_model(&past, &open, &weeks("2026-03-30", 2, Tz::UTC));
    for index in 0..forecast.grid.len() {
        let local = forecast.grid.local(index);
        close(forecast.offered[index], rhythm(local.date_naive(), forecast.grid.minute_of_day(index)), 0.005);
    }
}

#[test]
fn twelve_weeks_of_ten_times_the_volume_give_ten_times_the_forecast() {
    let open = calendar("mon-fri", "08:00-18:00", &[("2026-02-11", DayKind::Event, "campaign")]);
    let wobble = |day: NaiveDate| 1.0 + 0.1 * f64::from(day.ordinal() * 37 % 11) / 11.0;
    let of = |factor: f64| {
        let past = history(84, Tz::UTC, |day, minute| Some(factor * wobble(day) * rhythm(day, minute)));
        by_day_model(&past, &open, &weeks("2026-03-30", 1, Tz::UTC)).offered
    };
    for (one, ten) in of(1.0).iter().zip(of(10.0)) {
        // The model works on the logarithm of one contact more than there were.
        assert!((10.0 * one - ten).abs() <= 1e-3 * ten, "{one} {ten}");
    }
}

#[test]
fn a_closed_day_gives_nothing_and_changes_no_other_day_of_a_steady_queue() {
    let closed = [("2026-03-11", DayKind::Closed, "outing"), ("2026-04-01", DayKind::Closed, "outing")];
    let past = |closed: &str| {
        history(84, Tz::UTC, |day, minute| Some(if day == date(closed) { 7.0 } else { rhythm(day, minute) }))
    };
    let grid = weeks("2026-03-30", 1, Tz::UTC);
    let with = by_day_model(&past("2026-03-11"), &calendar("mon-fri", "08:00-18:00", &closed), &grid);
    let without = by_day_model(&past("2030-01-01"), &calendar("mon-fri", "08:00-18:00", &[]), &grid);
    assert_eq!(with.days[2].offered, 0.0);
    assert_eq!(with.days[2].special.as_deref(), Some("outing"));
    for (day, (with, without)) in with.days.iter().zip(&without.days).enumerate().filter(|(day, _)| *day != 2)
    {
        assert!((with.offered - without.offered).abs() <= 0.005 * without.offered, "day {day}");
    }
}

#[test]
fn a_clock_change_keeps_the_shape_of_the_day() {
    let open = calendar("mon-sun", "00:00-24:00", &[]);
    let zone = Tz::Europe__London;
    let past = history(77, zone, |day, minute| Some(rhythm(day, minute)));
    // Clocks go back on 25 October 2026.
    let autumn = by_day_model(&past, &open, &weeks("2026-10-19", 1, zone));
    let day = &autumn.grid.days()[6].intervals;
    assert_eq!(day.len(), 50);
    let at = |minute: u32| -> f64 {
        day.clone()
            .filter(|index| autumn.grid.minute_of_day(*index) == minute)
            .map(|i| autumn.offered[i])
            .sum()
    };
    for minute in (0..1440).step_by(30) {
        close(at(minute), rhythm(date("2026-10-25"), minute), 0.005);
    }
}

#[test]
fn the_hour_that_is_missing_in_spring_takes_nothing_from_the_others() {
    let open = calendar("mon-sun", "00:00-24:00", &[]);
    let zone = Tz::Europe__London;
    let past = history(77, zone, |day, minute| Some(rhythm(day, minute)));
    // Clocks go forward on 29 March 2026, from one to two.
    let spring = by_day_model(&past, &open, &weeks("2026-03-23", 1, zone));
    let day = spring.grid.days()[6].intervals.clone();
    assert_eq!(day.len(), 46);
    for index in day {
        let minute = spring.grid.minute_of_day(index);
        assert!(!(60..120).contains(&minute));
        close(spring.offered[index], rhythm(date("2026-03-29"), minute), 0.005);
    }
}

#[test]
fn events_of_a_name_share_their_effect_and_a_given_factor_wins() {
    let event = |day| (day, DayKind::Event, "billing run");
    let mut open = calendar(
        "mon-fri",
        "08:00-18:00",
        &[
            event("2026-01-20"),
            event("2026-02-18"),
            event("2026-03-19"),
            event("2026-04-14"),
            event("2026-04-15"),
        ],
    );
    open.special[4].factor = Some(0.5);
    let billing = [date("2026-01-20"), date("2026-02-18"), date("2026-03-19")];
    let past = history(91, Tz::UTC, |day, minute| {
        Some(rhythm(day, minute) * if billing.contains(&day) { 1.4 } else { 1.0 })
    });
    let forecast = by_day_model(&past, &open, &weeks("2026-04-13", 1, Tz::UTC));
    let ordinary = |day: &str| (960..2160).step_by(60).map(|m| rhythm(date(day), m / 2)).sum::<f64>();
    close(forecast.days[0].offered, ordinary("2026-04-13"), 0.01);
    close(forecast.days[1].offered, 1.4 * ordinary("2026-04-14"), 0.02);
    close(forecast.days[2].offered, 0.5 * ordinary("2026-04-15"), 0.01);
    let learned = forecast.days[1].effect.unwrap();
    assert_eq!(learned.basis, EffectBasis::SameName { days: 3 });
    close(learned.factor, 1.4, 0.03);
    let given = SpecialEffect { factor: 0.5, basis: EffectBasis::Given };
    assert_eq!(forecast.days[2].effect, Some(given));
}

#[test]
fn the_open_hours_of_a_short_day_cut_its_shape() {
    let mut open = calendar("mon-fri", "08:00-18:00", &[("2026-04-02", DayKind::Short, "Maundy Thursday")]);
    open.special[0].open = vec!["08:00-12:00".parse().unwrap()];
    let past = history(84, Tz::UTC, |day, minute| Some(rhythm(day, minute)));
    let forecast = by_day_model(&past, &open, &weeks("2026-03-30", 1, Tz::UTC));
    let day = &forecast.grid.days()[3].intervals;
    for index in day.clone() {
        let minute = forecast.grid.minute_of_day(index);
        if (480..720).contains(&minute) {
            close(forecast.offered[index], rhythm(date("2026-04-02"), minute), 0.01);
        } else {
            assert_eq!(forecast.offered[index], 0.0);
        }
    }
}

/// Monday and month turn are 20 % and 15 % busier than the rest, days wander by 3 %.
#[test]
fn weekday_and_month_turn_are_found_again_in_a_simulated_history() {
    let mut random = rand_pcg::Pcg64Mcg::seed_from_u64(11);
    let noise = Normal::new(0.0, 0.03).unwrap();
    let truth = |day: NaiveDate| {
        let first_business_days =
            day.day() == 1 || (day.day() <= 3 && day.weekday().num_days_from_monday() == 0);
        (if day.weekday().num_days_from_monday() == 0 { 1.2 } else { 1.0 })
            * (if first_business_days { 1.15 } else { 1.0 })
    };
    let mut factors = BTreeMap::new();
    for day in date(FIRST).iter_days().take(350) {
        factors.insert(day, truth(day) * (1.0 + noise.sample(&mut random)));
    }
    let mut counts = rand_pcg::Pcg64Mcg::seed_from_u64(12);
    let past = history(350, Tz::UTC, |day, _| {
        Some(Poisson::new(500.0 * factors[&day]).unwrap().sample(&mut counts))
    });
    let open = calendar("mon-fri", "08:00-18:00", &[]);
    let forecast = by_day_model(&past, &open, &weeks("2026-12-21", 3, Tz::UTC));
    for day in forecast.days.iter().filter(|day| day.offered > 0.0) {
        close(day.offered, 20.0 * 500.0 * truth(day.date), 0.06);
    }
    let turn = forecast.days.iter().find(|day| day.date == date("2027-01-01")).unwrap();
    let before = forecast.days.iter().find(|day| day.date == date("2026-12-25")).unwrap();
    assert!(turn.offered > 1.08 * before.offered, "the first business day of January stands out");
}

#[test]
fn queues_are_forecast_alike_alone_and_together_in_any_order() {
    let open = calendar("mon-fri", "08:00-18:00", &[]);
    let pasts =
        [1.0, 0.4, 2.5].map(|factor| history(84, Tz::UTC, |day, minute| Some(factor * rhythm(day, minute))));
    let (grid, options) = (weeks("2026-03-30", 1, Tz::UTC), Options::default());
    let queue = Queue::new("calls", Channel::Voice);
    let together = |order: [usize; 3]| {
        let queues =
            order.map(|past| QueuePast { queue: &queue, calendar: &open, history: Some(&pasts[past]) });
        forecasts(&queues, &grid, &options, &Control::unlimited())
            .into_iter()
            .map(|forecast| forecast.unwrap())
            .collect::<Vec<_>>()
    };
    let (one, other) = (together([0, 1, 2]), together([2, 0, 1]));
    assert_eq!(one, [other[1].clone(), other[2].clone(), other[0].clone()]);
    assert_eq!(one[1], forecast(&pasts[1], &open, &grid, &options).unwrap());
}

#[test]
fn short_histories_are_averaged_and_the_forecast_says_so() {
    let open = calendar("mon-fri", "08:00-18:00", &[]);
    let past = history(21, Tz::UTC, |day, minute| Some(rhythm(day, minute)));
    let grid = weeks("2026-01-26", 1, Tz::UTC);
    let by_default = forecast(&past, &open, &grid, &Options::default()).unwrap();
    assert_eq!(by_default.method, "mean-8");
    assert!(by_default.notes[0].contains("3 full weeks"), "{}", by_default.notes[0]);
    let asked = Options { method: Method::DayModel, ..Options::default() };
    assert!(forecast(&past, &open, &grid, &asked).unwrap_err().to_string().contains("needs 6"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn forecasts_are_finite_ordered_and_nothing_when_closed(
        seed in any::<u64>(),
        days in 45u32..120,
        level in prop::sample::select(vec![0.0, 0.02, 1.0, 40.0, 20_000.0]),
        seen in 0.5..1.0f64,
    ) {
        use rand::RngExt;
        let mut random = rand_pcg::Pcg64Mcg::seed_from_u64(seed);
        let special = [
            ("2026-01-28", DayKind::Short, "half day"),
            ("2026-02-03", DayKind::Holiday, "feast"),
            ("2026-04-22", DayKind::Closed, "outing"),
            ("2026-04-23", DayKind::Holiday, "feast"),
            ("2026-04-24", DayKind::Event, "campaign"),
        ];
        let open = calendar("mon-sat", "06:00-22:30", &special);
        let past = history(days, Tz::UTC, |_, _| {
            (random.random::<f64>() < seen).then(|| (level * random.random::<f64>() * 2.0).round())
        });
        for method in ["auto", "mixed", "factor", "holt-winters", "mean-4", "median-8", "seasonal-naive"].map(|name| name.parse::<Method>().unwrap()) {
            if method == Method::HoltWinters && days > 60 {
                continue; // Slow, and not another method on a longer history.
            }
            let options = Options { method, quantiles: vec![0.025, 0.1, 0.5, 0.9, 0.975] };
            let Ok(forecast) = forecast(&past, &open, &weeks("2026-04-20", 2, Tz::UTC), &options) else {
                let named = [Method::Mixed, Method::Factors, Method::HoltWinters];
                prop_assert!(named.contains(&method), "only a named method may ask for more history");
                continue;
            };
            for index in 0..forecast.grid.len() {
                let band: Vec<f64> = forecast.quantiles.iter().map(|q| q.offered[index]).collect();
                prop_assert!(forecast.offered[index].is_finite() && forecast.offered[index] >= 0.0);
                prop_assert!(band[0] >= 0.0 && band.is_sorted() && band[4].is_finite());
                prop_assert!(forecast.open[index] || (forecast.offered[index] == 0.0 && band[4] == 0.0));
            }
            for day in &forecast.days {
                let band: Vec<f64> = day.quantiles.iter().map(|(_, contacts)| *contacts).collect();
                prop_assert!(day.offered.is_finite() && band[0] >= 0.0 && band.is_sorted() && band[4].is_finite());
            }
        }
    }
}
