use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::NaiveDate;
use chrono_tz::Tz;
use rand::SeedableRng;
use rand_distr::{Distribution, Poisson};

use super::{QueueInTurn, QueuePast, forecasts, forecasts_from};
use crate::control::{Control, Progress, Stop};
use crate::error::Error;
use crate::forecasting::{Options, forecast};
use crate::model::{
    Channel, CleaningReason, Forecast, Grid, History, Measure, Observations, OpeningHours, OpeningRule,
    Queue, QueueCalendar,
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
    let results = forecasts(&pasts, &week(), &Options::default(), &Control::unlimited());
    results.into_iter().collect::<Result<_, _>>().unwrap()
}

fn total(forecast: &Forecast) -> f64 {
    forecast.total()
}

#[test]
fn a_queue_alone_is_forecast_as_ever() {
    let past = history("a", 1, 20.0, 0);
    let alone = forecast(&past, &calendar(), &week(), &Options::default()).unwrap();
    for group in [None, Some("g")] {
        assert_eq!(all(&[(queue("a", group), Some(past.clone()))]), std::slice::from_ref(&alone));
    }
}

#[test]
fn the_queues_of_a_group_are_nearer_to_the_truth_than_alone() {
    const MEANS: [f64; 3] = [20.0, 8.0, 3.0];
    let mut errors = [(0.0, 0.0); 3];
    for seed in 0..8 {
        let pasts = [0, 1, 2].map(|n| history(["a", "b", "c"][n], 3 * seed + n as u64, MEANS[n], 0));
        let queues = |group: Option<&str>| -> Vec<(Queue, Option<History>)> {
            pasts.iter().map(|past| (queue(past.queue().as_str(), group), Some(past.clone()))).collect()
        };
        let (alone, together) = (all(&queues(None)), all(&queues(Some("g"))));
        for (n, (queue, before)) in together.iter().zip(&alone).enumerate() {
            let truth = MEANS[n] * (4.0 * 1.5 + 6.0 * 0.7);
            let error = |of: &Forecast| -> f64 {
                of.days[..5].iter().map(|day| (day.offered / truth - 1.0).powi(2)).sum()
            };
            errors[n].0 += error(queue);
            errors[n].1 += error(before);
            assert!((total(queue) / total(before) - 1.0).abs() < 0.05, "{}", queue.queue);
            let of_days: f64 = queue.days.iter().map(|day| day.offered).sum();
            assert!((of_days - total(queue)).abs() < 1e-6, "days are the sums of their intervals");
            assert_eq!(queue.days[6].offered, 0.0, "closed stays closed");
            assert!(queue.notes.last().unwrap().contains("add up"), "{:?}", queue.notes);
        }
    }
    for (together, alone) in errors {
        assert!(together < 0.97 * alone, "{together} {alone}");
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
    let found = forecasts(&pasts, &week(), &Options::default(), &Control::unlimited());
    assert!(found[0].as_ref().unwrap_err().to_string().contains("like"));
    assert!(found[1].is_ok());
}

#[test]
fn histories_fetched_in_turn_give_the_same_forecasts() {
    let queues: Vec<(Queue, Option<History>)> = (0..23)
        .map(|number| {
            let group = (number % 3 > 0).then(|| format!("group {}", number % 3));
            let id = format!("queue {number}");
            let past = history(&id, number, 5.0 + number as f64, 0);
            (queue(&id, group.as_deref()), (number != 7).then_some(past))
        })
        .collect();
    let calendar = calendar();
    let options = Options::default();
    let pasts = queues.iter().map(|(queue, history)| QueuePast {
        queue,
        calendar: &calendar,
        history: history.as_ref(),
    });
    let at_once = forecasts(&pasts.collect::<Vec<_>>(), &week(), &options, &Control::unlimited());
    let turns: Vec<QueueInTurn<'_>> =
        queues.iter().map(|(queue, _)| QueueInTurn { queue, calendar: &calendar }).collect();
    let fetch = |position: usize| {
        let fetched = queues[position].1.clone().map(Cow::Owned);
        if position == 3 { Err(Error::invalid("file", "missing", "a file")) } else { Ok(fetched) }
    };
    let seen = std::sync::Mutex::new(Vec::new());
    let report = |progress: &Progress| seen.lock().unwrap().push((progress.done, progress.planned));
    let never = || None;
    let in_turn = forecasts_from(&turns, &fetch, &week(), &options, &Control::new(&never, &report));
    assert!(in_turn[3].as_ref().unwrap_err().to_string().contains("file is missing"));
    assert!(in_turn[7].as_ref().unwrap_err().to_string().contains("no history"));
    assert_eq!(in_turn[8], at_once[8]);
    assert_eq!(seen.lock().unwrap().last(), Some(&(23, 23)));

    let stop = || Some(Stop::Cancelled);
    let cancelled = forecasts_from(&turns, &fetch, &week(), &options, &Control::new(&stop, &|_| {}));
    assert!(cancelled.iter().all(|forecast| *forecast == Err(Error::Cancelled)));
}

#[test]
fn a_group_adds_up_without_its_new_queues() {
    let old = |id: &str, seed| (queue(id, Some("g")), Some(history(id, seed, 30.0, 0)));
    let new = Queue { expected_per_day: Some(100.0), ..queue("new", Some("g")) };
    let found = all(&[old("a", 1), (new, None), old("b", 2)]);
    let adds_up = |forecast: &Forecast| forecast.notes.iter().any(|note| note.contains("add up"));
    assert!(adds_up(&found[0]) && adds_up(&found[2]) && !adds_up(&found[1]));
    assert!((total(&found[1]) / 500.0 - 1.0).abs() < 0.05, "{}", total(&found[1]));
}

/// The history with no contacts on day `day` from hour `from` to hour `to`.
fn silenced(past: History, day: usize, hours: std::ops::Range<usize>) -> History {
    let mut offered = past.measure(Measure::Offered).unwrap().clone();
    hours.for_each(|hour| offered.set(24 * day + hour, 0.0).unwrap());
    History::new(past.queue().clone(), past.grid().clone(), BTreeMap::from([(Measure::Offered, offered)]))
        .unwrap()
}

#[test]
fn an_hour_without_a_contact_on_any_queue_of_a_channel_is_an_outage() {
    let feed_outages = |forecast: &Forecast| -> Vec<(NaiveDate, u32, u32)> {
        let outages = forecast.cleaned.iter().filter(|stretch| stretch.reason == CleaningReason::FeedOutage);
        outages.map(|stretch| (stretch.date, stretch.from_minute, stretch.to_minute)).collect()
    };
    // Four an hour: that none come is no surprise on one queue, and a great one on five.
    let silent_on = |silent: usize| {
        let of = |number: usize| {
            let id = format!("queue {number}");
            let past = history(&id, number as u64, 4.0, 0);
            let past = if number < silent { silenced(past, 78, 10..11) } else { past };
            (queue(&id, None), Some(past))
        };
        all(&(0..5).map(of).collect::<Vec<_>>())
    };
    let tuesday: NaiveDate = "2026-03-24".parse().unwrap();
    for forecast in silent_on(5) {
        assert_eq!(feed_outages(&forecast), [(tuesday, 600, 660)], "{:?}", forecast.cleaned);
    }
    for forecast in silent_on(4) {
        assert_eq!(feed_outages(&forecast), [], "a queue that had contacts shows that the feed was there");
    }
}
