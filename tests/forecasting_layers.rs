//! Whatever is laid over a forecast, its parts fit together: intervals, days, weeks, bands, and the futures drawn from it.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use chrono_tz::Tz;
use rand::SeedableRng;
use rand_distr::{Distribution, Normal, Poisson};
use wfm_core::control::Control;
use wfm_core::forecasting::{
    Options, QueuePast, forecast, forecasts, overridden, replaced, sample_paths, variation,
};
use wfm_core::intraday::{day_ahead, reforecast};
use wfm_core::model::{
    Channel, Forecast, Grid, History, Measure, Observations, OpeningHours, OpeningRule, Override,
    OverrideChange, OverrideFigure, Queue, QueueCalendar,
};

const DAYS: u32 = 140;
const PATHS: usize = 20000;

fn first() -> NaiveDate {
    "2026-01-05".parse().unwrap()
}

fn calendar() -> QueueCalendar {
    let rule = OpeningRule { days: "mon-fri".parse().unwrap(), hours: "08:00-18:00".parse().unwrap() };
    QueueCalendar { opening: OpeningHours { rules: vec![rule] }, special: Vec::new() }
}

/// Counts around `mean` an hour on days that wander together, from day `from` on.
fn history(queue: &str, seed: u64, mean: f64, days: u32, from: usize) -> History {
    let mut random = rand_pcg::Pcg64Mcg::seed_from_u64(seed);
    let noise = Normal::new(0.0, 0.08).unwrap();
    let grid = Grid::of_days(first(), days, 60, Tz::UTC).unwrap();
    let mut offered = Observations::missing(grid.len());
    for day in grid.days() {
        let factor = f64::exp(noise.sample(&mut random));
        for index in day.intervals {
            let busy = if grid.minute_of_day(index) < 720 { 1.4 } else { 0.8 };
            let count = Poisson::new(mean * busy * factor).unwrap().sample(&mut random);
            if index / 24 >= from {
                offered.set(index, count).unwrap();
            }
        }
    }
    History::new(queue.into(), grid, BTreeMap::from([(Measure::Offered, offered)])).unwrap()
}

fn ahead(days: u32) -> Grid {
    Grid::of_days(first() + Days::new(u64::from(DAYS)), days, 60, Tz::UTC).unwrap()
}

fn model() -> Forecast {
    forecast(&history("calls", 1, 60.0, DAYS, 0), &calendar(), &ahead(10), &Options::default()).unwrap()
}

fn close(found: f64, expected: f64, part: f64) {
    assert!((found - expected).abs() <= part * expected.abs() + 1e-6, "{found} instead of {expected}");
}

/// Sums are sums, bands have the same levels and are in order, and futures agree with means and bands.
fn fits_together(forecast: &Forecast) {
    forecast.check().unwrap();
    let days = forecast.grid.days();
    assert_eq!(forecast.days.len(), days.len());
    for (told, day) in forecast.days.iter().zip(&days) {
        assert_eq!(told.date, day.date);
        close(told.offered, forecast.offered[day.intervals.clone()].iter().sum(), 1e-9);
    }
    let mut rest = forecast.days.as_slice();
    for week in &forecast.weeks {
        let (these, later) = rest.split_at(week.days);
        assert_eq!(week.first, these[0].date);
        close(week.offered, these.iter().map(|day| day.offered).sum(), 1e-9);
        rest = later;
    }
    assert!(forecast.weeks.is_empty() || rest.is_empty());
    let levels: Vec<f64> = forecast.quantiles.iter().map(|quantile| quantile.probability).collect();
    let of_days = forecast.days.iter().map(|day| (&day.quantiles, day.offered));
    let of_weeks = forecast.weeks.iter().map(|week| (&week.quantiles, week.offered));
    for (quantiles, offered) in of_days.chain(of_weeks) {
        assert_eq!(quantiles.iter().map(|(p, _)| *p).collect::<Vec<_>>(), levels);
        assert!(quantiles.is_sorted_by(|a, b| a.1 <= b.1), "{quantiles:?}");
        assert!(quantiles[0].1 <= offered && offered <= quantiles[2].1, "{offered} in {quantiles:?}");
    }
    for index in 0..forecast.grid.len() {
        assert!(forecast.quantiles.is_sorted_by(|a, b| a.offered[index] <= b.offered[index]));
    }
    let parts = variation(forecast).unwrap();
    assert_eq!((parts.of_days.len(), parts.of_intervals.len()), (days.len(), forecast.grid.len()));
}

/// Futures have the mean of the forecast, and the band of 80 % holds about so many of each day's totals.
fn futures_agree(forecast: &Forecast, tolerance: f64) {
    let paths = sample_paths(forecast, PATHS, 7).unwrap();
    for (day, told) in forecast.grid.days().iter().zip(&forecast.days) {
        let totals: Vec<f64> =
            paths.iter().map(|path| path.offered[day.intervals.clone()].iter().sum()).collect();
        let mean = totals.iter().sum::<f64>() / PATHS as f64;
        let variance = totals.iter().map(|total| (total - mean).powi(2)).sum::<f64>() / PATHS as f64;
        // Four standard errors of the mean of so many futures.
        let chance = 4.0 * (variance / PATHS as f64).sqrt();
        assert!(
            (mean - told.offered).abs() <= chance + 1e-9,
            "{}: {mean} instead of {}",
            told.date,
            told.offered
        );
        if told.offered > 0.0 {
            let (low, high) = (told.quantiles[0].1, told.quantiles[2].1);
            let held =
                totals.iter().filter(|total| (low..=high).contains(*total)).count() as f64 / PATHS as f64;
            assert!((held - 0.8).abs() <= tolerance, "{}: {held} in {low}..{high}", told.date);
        }
    }
}

fn by_hand(from: &str, hours: Option<&str>, change: OverrideChange) -> Override {
    Override {
        from: from.parse().unwrap(),
        to: from.parse().unwrap(),
        hours: hours.map(|hours| hours.parse().unwrap()),
        queue: None,
        figure: OverrideFigure::Offered,
        change,
        reason: None,
        who: None,
    }
}

#[test]
fn a_model_fits_together() {
    let model = model();
    fits_together(&model);
    futures_agree(&model, 0.06);
}

#[test]
fn changes_by_hand_reach_days_weeks_bands_and_futures() {
    let model = model();
    let changes = [
        by_hand("2026-05-26", None, OverrideChange::Factor(1.5)),
        by_hand("2026-05-28", Some("09:00-12:00"), OverrideChange::Add(300.0)),
        by_hand("2026-05-29", None, OverrideChange::Set(0.0)),
    ];
    let layer = overridden(&model, &changes);
    fits_together(&layer);
    futures_agree(&layer, 0.1);
    close(layer.days[1].offered, 1.5 * model.days[1].offered, 1e-9);
    let change = layer.total() - model.total();
    close(layer.weeks[0].offered - model.weeks[0].offered, change, 1e-9);
    assert_eq!(layer.weeks[1], model.weeks[1], "the week after is as it was");
    let relative = |forecast: &Forecast| {
        let week = &forecast.weeks[0];
        (week.quantiles[2].1 - week.quantiles[0].1) / week.offered
    };
    close(relative(&layer), relative(&model), 1e-9);
}

#[test]
fn an_imported_forecast_reaches_days_weeks_bands_and_futures() {
    let model = model();
    let mut imported = model.clone();
    imported.offered.iter_mut().for_each(|offered| *offered *= 0.8);
    imported.open[..5 * 24].fill(false);
    let layer = replaced(&model, &imported);
    fits_together(&layer);
    futures_agree(&layer, 0.06);
    close(layer.days[7].offered, 0.8 * model.days[7].offered, 1e-9);
    assert_eq!(layer.weeks[0], model.weeks[0]);
    close(layer.weeks[1].offered, 0.8 * model.weeks[1].offered, 1e-9);
}

#[test]
fn a_new_queue_and_the_queues_of_a_group_fit_together() {
    let queue = |id: &str| Queue { group: Some("g".to_owned()), ..Queue::new(id, Channel::Voice) };
    let new = Queue { like: Some("a".into()), expected_per_day: Some(300.0), ..queue("new") };
    let (a, b, thin) = (queue("a"), queue("b"), queue("thin"));
    let pasts = [
        history("a", 1, 60.0, DAYS, 0),
        history("b", 2, 30.0, DAYS, 0),
        history("thin", 3, 1.0, DAYS, 0),
        history("new", 4, 20.0, DAYS, DAYS as usize - 9),
    ];
    let open = calendar();
    let queues: Vec<QueuePast<'_>> = [&a, &b, &thin, &new]
        .into_iter()
        .zip(&pasts)
        .map(|(queue, history)| QueuePast { queue, calendar: &open, history: Some(history) })
        .collect();
    let found = forecasts(&queues, &ahead(10), &Options::default(), &Control::unlimited());
    for forecast in found {
        let forecast = forecast.unwrap();
        fits_together(&forecast);
        // Counts of a thin queue jump over the edges of its bands.
        let tolerance = if forecast.queue.as_str() == "thin" { 0.15 } else { 0.08 };
        futures_agree(&forecast, tolerance);
        let found_in_history = forecast.choices.len() + forecast.level_changes.len() + forecast.cleaned.len();
        assert!(forecast.method != "borrowed" || found_in_history == 0, "what its sister's history told");
    }
}

#[test]
fn the_running_day_fits_together_and_its_futures_are_of_the_rest() {
    let past = history("calls", 1, 60.0, DAYS, 0);
    let morning = forecast(&past, &calendar(), &ahead(10), &Options::default()).unwrap();
    let days = day_ahead(&past, &calendar(), first() + Days::new(u64::from(DAYS)), 30).unwrap();
    let actual = history("calls", 9, 70.0, DAYS + 3, 0);
    let now = morning.grid.start() + chrono::TimeDelta::hours(24 + 12);
    let day = reforecast(&morning, &actual, now, &days).unwrap();
    fits_together(&day.forecast);
    let (today, before) = (&day.forecast.days[0], &morning.days[1]);
    assert_eq!((today.date, day.forecast.days.len()), (before.date, 1));
    let width = |quantiles: &[(f64, f64)]| quantiles[2].1 - quantiles[0].1;
    assert!(width(&today.quantiles) < 0.8 * width(&before.quantiles), "half of the day is known");

    let ahead = day.ahead().unwrap();
    fits_together(&ahead);
    futures_agree(&ahead, 0.06);
    close(ahead.total(), day.rest, 1e-9);

    let evening = reforecast(&morning, &actual, now + chrono::TimeDelta::hours(11), &days).unwrap();
    assert_eq!(evening.ahead().unwrap().total(), 0.0);
    assert_eq!(width(&evening.forecast.days[0].quantiles), 0.0, "nothing is left to be unsure of");
}
