use std::collections::BTreeMap;

use chrono::NaiveDate;
use chrono_tz::Tz;
use rand::SeedableRng;
use rand_distr::{Distribution, Poisson};

use super::{QueuePast, forecasts};
use crate::forecasting::{Options, forecast};
use crate::model::{
    Channel, Forecast, Grid, History, Measure, Observations, OpeningHours, OpeningRule, Queue, QueueCalendar,
};

const DAYS: u32 = 84;

fn first() -> NaiveDate {
    "2026-01-05".parse().unwrap()
}

fn calendar() -> QueueCalendar {
    let rule = OpeningRule { days: "mon-fri".parse().unwrap(), hours: "08:00-18:00".parse().unwrap() };
    QueueCalendar { opening: OpeningHours { rules: vec![rule] }, special: Vec::new() }
}

/// Poisson counts around `mean` an hour, busier in the morning; nothing is known of days before `from`.
fn history(queue: &str, seed: u64, mean: f64, from: u32) -> History {
    let mut random = rand_pcg::Pcg64Mcg::seed_from_u64(seed);
    let grid = Grid::of_days(first(), DAYS, 60, Tz::UTC).unwrap();
    let value = |index: usize| {
        let busy = if grid.minute_of_day(index) < 720 { 1.5 } else { 0.7 };
        let count = Poisson::new(mean * busy).unwrap().sample(&mut random);
        (index / 24 >= from as usize).then_some(count)
    };
    let offered = Observations::new((0..grid.len()).map(value).collect()).unwrap();
    History::new(queue.into(), grid.clone(), BTreeMap::from([(Measure::Offered, offered)])).unwrap()
}

fn queue(id: &str, group: Option<&str>) -> Queue {
    Queue { group: group.map(str::to_owned), ..Queue::new(id, Channel::Voice) }
}

fn week() -> Grid {
    Grid::of_days(first() + chrono::Days::new(u64::from(DAYS)), 7, 60, Tz::UTC).unwrap()
}

fn all(queues: &[(Queue, Option<History>)]) -> Vec<Forecast> {
    let calendar = calendar();
    let pasts: Vec<QueuePast<'_>> = queues
        .iter()
        .map(|(queue, history)| QueuePast { queue, calendar: &calendar, history: history.as_ref() })
        .collect();
    let results = forecasts(&pasts, &week(), &Options::default());
    results.into_iter().collect::<Result<_, _>>().unwrap()
}

fn total(forecast: &Forecast) -> f64 {
    forecast.total()
}

#[test]
fn a_queue_alone_is_forecast_as_ever() {
    let past = history("a", 1, 20.0, 0);
    let alone = forecast(&past, &calendar(), &week(), &Options::default()).unwrap();
    assert_eq!(all(&[(queue("a", None), Some(past.clone()))]), [alone.clone()]);
    assert_eq!(all(&[(queue("a", Some("g")), Some(past))]), [alone]);
}

#[test]
fn the_queues_of_a_group_are_drawn_to_the_groups_own_forecast() {
    let pasts = [history("a", 1, 20.0, 0), history("b", 2, 8.0, 0), history("c", 3, 3.0, 0)];
    let queues = |group: Option<&str>| -> Vec<(Queue, Option<History>)> {
        pasts.iter().map(|past| (queue(past.queue().as_str(), group), Some(past.clone()))).collect()
    };
    let (alone, together) = (all(&queues(None)), all(&queues(Some("g"))));
    let grid = pasts[0].grid();
    let sum = |index: usize| pasts.iter().map(|past| past.get(Measure::Offered, index)).sum::<Option<f64>>();
    let offered = Observations::new((0..grid.len()).map(sum).collect()).unwrap();
    let of_group =
        History::new("g".into(), grid.clone(), BTreeMap::from([(Measure::Offered, offered)])).unwrap();
    let group = forecast(&of_group, &calendar(), &week(), &Options::default()).unwrap();
    for day in 0..5 {
        let gap = |queues: &[Forecast]| {
            let sum: f64 = queues.iter().map(|queue| queue.days[day].offered).sum();
            group.days[day].offered - sum
        };
        assert!(gap(&together).abs() <= gap(&alone).abs(), "{} {}", gap(&together), gap(&alone));
    }
    for (queue, before) in together.iter().zip(&alone) {
        assert!((total(queue) / total(before) - 1.0).abs() < 0.05, "{}", queue.queue);
        let of_days: f64 = queue.days.iter().map(|day| day.offered).sum();
        assert!((of_days - total(queue)).abs() < 1e-6, "days are the sums of their intervals");
        assert_eq!(queue.days[6].offered, 0.0, "closed stays closed");
        assert!(queue.notes.last().unwrap().contains("add up"), "{:?}", queue.notes);
    }
}

#[test]
fn a_thin_queue_takes_its_share_of_the_group() {
    let queues = [
        (queue("busy", Some("g")), Some(history("busy", 1, 40.0, 0))),
        (queue("thin", Some("g")), Some(history("thin", 2, 0.5, 0))),
    ];
    let found = all(&queues);
    // Five contacts a day, a little over a hundredth of the group.
    assert!((total(&found[1]) / 25.5 - 1.0).abs() < 0.25, "{}", total(&found[1]));
    let days: Vec<f64> = found[1].days[..5].iter().map(|day| day.offered).collect();
    let (low, high) = days.iter().fold((f64::MAX, 0.0f64), |(a, b), x| (a.min(*x), b.max(*x)));
    assert!(high < 1.3 * low, "few contacts make no weekday: {days:?}");
}

#[test]
fn a_new_queue_has_the_days_of_its_sister_at_the_expected_level() {
    let new = |history| {
        let like = Some("old".into());
        (Queue { like, expected_per_day: Some(120.0), ..queue("new", None) }, history)
    };
    let old = (queue("old", None), Some(history("old", 1, 40.0, 0)));
    let found = all(&[new(None), old.clone()]);
    assert_eq!((found[0].queue.as_str(), found[0].method.as_str()), ("new", "borrowed"));
    assert!((total(&found[0]) / 600.0 - 1.0).abs() < 0.05, "{}", total(&found[0]));
    assert!(found[0].offered[9] > 1.5 * found[0].offered[15], "busy in the morning like its sister");
    let width = |forecast: &Forecast| {
        (forecast.days[0].quantiles[2].1 - forecast.days[0].quantiles[0].1) / forecast.days[0].offered
    };
    assert!(width(&found[0]) > 0.45 && width(&found[0]) > width(&found[1]));

    // Ten days of 22 an hour, 224 a day, against the planner's 120.
    let found = all(&[new(Some(history("new", 5, 22.0, DAYS - 14))), old]);
    let expected = 5.0 * (10.0 * 224.0 + 3.0 * 120.0) / 13.0;
    assert!((total(&found[0]) / expected - 1.0).abs() < 0.08, "{} {expected}", total(&found[0]));
}

#[test]
fn a_new_queue_with_nobody_to_borrow_from_is_an_error_of_its_own() {
    let calendar = calendar();
    let (known, new) = (queue("known", None), Queue { expected_per_day: Some(10.0), ..queue("new", None) });
    let past = history("known", 1, 20.0, 0);
    let pasts = [
        QueuePast { queue: &new, calendar: &calendar, history: None },
        QueuePast { queue: &known, calendar: &calendar, history: Some(&past) },
    ];
    let found = forecasts(&pasts, &week(), &Options::default());
    assert!(found[0].as_ref().unwrap_err().to_string().contains("like"));
    assert!(found[1].is_ok());
}
