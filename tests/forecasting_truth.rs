//! Simulated queues whose truth is known, and forecasts that find it again.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;
use rand::{RngExt, SeedableRng};
use rand_distr::{Distribution, Normal, Poisson};
use rand_pcg::Pcg64Mcg;
use wfm_core::forecasting::{Method, Options, forecast};
use wfm_core::model::{
    DayKind, Forecast, Grid, History, Measure, Observations, OpeningHours, OpeningRule, QueueCalendar,
    SpecialDay,
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

/// A queue of chance alone with `scale` times the usual contacts.
fn quiet_queue(seed: u64, scale: f64) -> History {
    let mut random = Pcg64Mcg::seed_from_u64(seed);
    let grid = Grid::of_days(date("2026-01-05"), 168, 30, Tz::UTC).unwrap();
    let mut offered = Observations::missing(grid.len());
    for day in grid.days().into_iter().filter(|day| day.date.weekday().num_days_from_monday() < 5) {
        for index in day.intervals.clone().skip(16).take(20) {
            let mean = scale * usual(day.date, grid.minute_of_day(index));
            offered.set(index, Poisson::new(mean).unwrap().sample(&mut random)).unwrap();
        }
    }
    History::new("calls".into(), grid, BTreeMap::from([(Measure::Offered, offered)])).unwrap()
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

/// A queue whose days add up to the same number and whose shape is another every week, that of the week before but for a
/// little: only who repeats last week knows it.
fn new_shape_every_week() -> History {
    let mut random = Pcg64Mcg::seed_from_u64(9);
    let step = Normal::new(0.0, 0.4).unwrap();
    let mut shape = [[0.0f64; 20]; 5];
    let grid = Grid::of_days(date("2026-01-05"), 168, 30, Tz::UTC).unwrap();
    let mut offered = Observations::missing(grid.len());
    for day in grid.days().into_iter().filter(|day| day.date.weekday().num_days_from_monday() < 5) {
        let weights = &mut shape[day.date.weekday().num_days_from_monday() as usize];
        weights.iter_mut().for_each(|weight| *weight += step.sample(&mut random));
        let whole: f64 = weights.iter().map(|weight| weight.exp()).sum();
        for (slot, weight) in weights.iter().enumerate() {
            let mean = 40_000.0 * weight.exp() / whole;
            let index = day.intervals.start + 16 + slot;
            offered.set(index, Poisson::new(mean).unwrap().sample(&mut random)).unwrap();
        }
    }
    History::new("calls".into(), grid, BTreeMap::from([(Measure::Offered, offered)])).unwrap()
}

#[test]
fn a_method_that_is_clearly_better_takes_over_where_it_is_and_the_forecast_says_so() {
    let forecast = forecast_of(&new_shape_every_week(), "2026-06-22", 28, Method::Automatic);
    let choice = &forecast.choices[1];
    assert_eq!((choice.first_day, choice.last_day), (2, Some(5)));
    let naive = choice.methods.iter().find(|(name, _)| name == "seasonal-naive");
    assert!(naive.is_some_and(|(_, weight)| *weight > 0.5), "{choice:?}");
    let own = choice.tried.iter().find(|tried| tried.method == "day-model").unwrap();
    assert!(choice.wape < 0.95 * own.wape && choice.days >= 20, "{choice:?}");
    assert!(forecast.notes[0].contains("seasonal-naive"), "{}", forecast.notes[0]);
    let whole: f64 = choice.methods.iter().map(|(_, weight)| weight).sum();
    assert!((whole - 1.0).abs() < 1e-9);
    for day in forecast.days.iter().filter(|day| day.offered > 0.0) {
        assert!((day.offered / 40_000.0 - 1.0).abs() < 0.02, "{day:?}");
    }
}

#[test]
fn the_day_model_stands_where_nothing_is_clearly_better() {
    for seed in 0..12 {
        let forecast = forecast_of(&queue(seed, 168, 0.04, |_| 1.0), "2026-06-22", 28, Method::Automatic);
        assert_eq!(forecast.choices.len(), 4);
        for choice in &forecast.choices {
            assert_eq!(choice.methods, [("day-model".to_owned(), 1.0)], "seed {seed}");
        }
        assert!(forecast.notes[0].contains("test days"), "{}", forecast.notes[0]);
    }
}

#[test]
fn every_method_finds_a_steady_rhythm() {
    let past = queue(3, 168, 0.01, |_| 1.0);
    for name in ["day-model", "mixed", "factor", "holt-winters", "mean-8", "median-8"] {
        let forecast = forecast_of(&past, "2026-06-22", 5, name.parse().unwrap());
        assert_eq!(forecast.method, name);
        for index in (0..forecast.grid.len()).filter(|index| forecast.open[*index]) {
            let truth = usual(forecast.grid.local(index).date_naive(), forecast.grid.minute_of_day(index));
            assert!((forecast.offered[index] - truth).abs() < 0.25 * truth, "{name} {index}: {truth}");
        }
    }
}

/// How often bands of 80 and 95 % held.
#[derive(Default)]
struct Held {
    bands: [f64; 2],
    all: f64,
}

impl Held {
    /// Adds what was `seen` where the quantiles of 2.5, 10, 50, 90 and 97.5 % were these.
    fn add(&mut self, seen: f64, quantiles: &[f64]) {
        self.bands[0] += f64::from(quantiles[1] <= seen && seen <= quantiles[3]);
        self.bands[1] += f64::from(quantiles[0] <= seen && seen <= quantiles[4]);
        self.all += 1.0;
    }

    fn share(&self, band: usize) -> f64 {
        self.bands[band] / self.all
    }

    fn check(&self, what: &str, of_80: std::ops::Range<f64>, of_95: std::ops::Range<f64>) {
        assert!(of_80.contains(&self.share(0)), "{what} 80: {}", self.share(0));
        assert!(of_95.contains(&self.share(1)), "{what} 95: {}", self.share(1));
    }
}

/// What bands of intervals, days and weeks held of the last four of the 26 weeks of thirty queues.
fn held(past_of: impl Fn(u64) -> History) -> [Held; 3] {
    let [mut cells, mut days, mut weeks] = <[Held; 3]>::default();
    for seed in 0..30 {
        let past = past_of(seed);
        let forecast = forecast_of(&past, "2026-06-08", 28, Method::Automatic);
        let seen = |intervals: std::ops::Range<usize>| -> f64 {
            let at = |index: usize| past.grid().index_of(forecast.grid.instant(index)).unwrap();
            intervals.filter_map(|index| past.get(Measure::Offered, at(index))).sum()
        };
        let contacts = |band: &[(f64, f64)]| band.iter().map(|(_, contacts)| *contacts).collect::<Vec<_>>();
        for index in (0..forecast.grid.len()).filter(|index| forecast.open[*index]) {
            let band: Vec<f64> = forecast.quantiles.iter().map(|q| q.offered[index]).collect();
            cells.add(seen(index..index + 1), &band);
        }
        let spans = forecast.grid.days();
        for (day, span) in forecast.days.iter().zip(&spans).filter(|(day, _)| day.offered > 0.0) {
            days.add(seen(span.intervals.clone()), &contacts(&day.quantiles));
        }
        for (number, week) in forecast.weeks.iter().enumerate() {
            let intervals = spans[7 * number].intervals.start..spans[7 * number + 6].intervals.end;
            weeks.add(seen(intervals), &contacts(&week.quantiles));
        }
    }
    [cells, days, weeks]
}

#[test]
fn bands_hold_what_they_promise_on_queues_whose_days_wander_together() {
    let [cells, days, weeks] = held(|seed| queue(100 + seed, 182, 0.06, |_| 1.0));
    cells.check("intervals", 0.77..0.83, 0.93..0.97);
    days.check("days", 0.75..0.86, 0.93..0.985);
    weeks.check("weeks", 0.70..0.88, 0.90..1.0);
}

/// The level of every day of 26 weeks: a slow wave of chance that keeps 95 % of itself from day to day.
fn slow_level(seed: u64) -> BTreeMap<NaiveDate, f64> {
    let mut random = Pcg64Mcg::seed_from_u64(seed);
    let noise = Normal::new(0.0, 0.06 * 0.0975f64.sqrt()).unwrap();
    let mut state = Normal::new(0.0, 0.06).unwrap().sample(&mut random);
    let mut level = |day| {
        state = 0.95 * state + noise.sample(&mut random);
        (day, f64::exp(state))
    };
    date("2026-01-05").iter_days().take(182).map(&mut level).collect()
}

#[test]
fn bands_of_weeks_hold_where_a_slow_level_moves_them_whole() {
    let [cells, days, weeks] = held(|seed| {
        let level = slow_level(500 + seed);
        queue(200 + seed, 182, 0.04, |day| level[&day])
    });
    cells.check("intervals", 0.75..0.85, 0.92..0.975);
    days.check("days", 0.73..0.87, 0.91..0.99);
    weeks.check("weeks", 0.68..0.90, 0.86..1.0);
}

#[test]
fn special_days_are_as_unsure_as_those_before_were_unlike() {
    let fortnightly = |day: &NaiveDate| day.ordinal() % 14 == 7;
    let special: Vec<SpecialDay> =
        date("2026-01-05").iter_days().take(182).filter(fortnightly).map(event).collect();
    let calendar = QueueCalendar { special, ..calendar() };
    let width = |unlike: f64| {
        let mut random = Pcg64Mcg::seed_from_u64(77);
        let effect = Normal::new(0.3, unlike).unwrap();
        let effects: BTreeMap<NaiveDate, f64> =
            calendar.special.iter().map(|day| (day.date, f64::exp(effect.sample(&mut random)))).collect();
        let past = queue(7, 154, 0.02, |day| effects.get(&day).copied().unwrap_or(1.0));
        let grid = Grid::of_days(date("2026-06-08"), 28, 30, Tz::UTC).unwrap();
        let options = Options { method: Method::Automatic, quantiles: vec![0.1, 0.9] };
        let forecast = forecast(&past, &calendar, &grid, &options).unwrap();
        let day = forecast.days.iter().find(|day| day.special.is_some() && day.offered > 0.0).unwrap();
        (day.quantiles[1].1 - day.quantiles[0].1) / day.offered
    };
    let (alike, unlike) = (width(0.02), width(0.4));
    assert!(unlike > 1.5 * alike && unlike > 2.0 * 1.28 * 0.25, "{alike} {unlike}");
}

fn event(date: NaiveDate) -> SpecialDay {
    let name = Some("campaign".to_owned());
    SpecialDay { date, kind: DayKind::Event, name, queue: None, open: Vec::new(), factor: None }
}

#[test]
fn a_month_turn_that_was_hardly_seen_is_less_sure_than_an_ordinary_day() {
    let past = queue(31, 70, 0.03, |_| 1.0);
    // Wednesday 1 April is a first business day, of which there were two before; Wednesday 8 April is nothing special.
    let forecast = forecast_of(&past, "2026-03-16", 28, Method::Automatic);
    let width = |day: &str| {
        let day = forecast.days.iter().find(|found| found.date == date(day)).unwrap();
        (day.quantiles[3].1 - day.quantiles[1].1) / day.offered
    };
    assert!(width("2026-04-01") > 1.1 * width("2026-04-08"));
}

/// Sums of forecast and truth, and the sum of their absolute differences, over four weeks of twelve queues.
fn against_truth(scale: f64, method: Method) -> (f64, f64, f64) {
    let (mut found, mut truth, mut error) = (0.0, 0.0, 0.0);
    for seed in 0..12 {
        let forecast = forecast_of(&quiet_queue(seed, scale), "2026-06-22", 28, method);
        for index in (0..forecast.grid.len()).filter(|index| forecast.open[*index]) {
            let local = forecast.grid.local(index).date_naive();
            let expected = scale * usual(local, forecast.grid.minute_of_day(index));
            found += forecast.offered[index];
            truth += expected;
            error += (forecast.offered[index] - expected).abs();
        }
    }
    (found, truth, error)
}

#[test]
fn thin_queues_are_not_forecast_away_and_borrow_from_their_neighbours() {
    for (scale, of_truth) in [(0.002, 0.4), (0.02, 0.12), (0.2, 0.04)] {
        let (found, truth, error) = against_truth(scale, Method::Automatic);
        assert!((found / truth - 1.0).abs() < 0.1, "{scale}: {found} instead of {truth}");
        assert!(error < of_truth * truth, "{scale}: {}", error / truth);
        let (_, _, of_means) = against_truth(scale, Method::MeanOfWeekdays { weeks: 8 });
        assert!(error < 0.5 * of_means, "{scale}: {error} {of_means}");
    }
}

/// Days that are all alike but for one in fourteen, which has `unusual` times the contacts, and a little noise.
fn with_unusual_days(seed: u64, unusual: f64) -> History {
    let noise = Normal::new(0.0, 0.07).unwrap();
    let mut random = Pcg64Mcg::seed_from_u64(1000 + seed);
    let days: BTreeMap<NaiveDate, f64> = date("2026-01-05")
        .iter_days()
        .take(168)
        .map(|day| {
            let factor = if random.random::<f64>() < 1.0 / 14.0 { unusual } else { 1.0 };
            (day, factor * f64::exp(noise.sample(&mut random)))
        })
        .collect();
    queue(seed, 168, 0.001, |day| days[&day])
}

#[test]
fn unusual_days_that_nobody_can_foresee_are_part_of_the_mean() {
    for unusual in [1.35, 0.72] {
        let truth = 1.0 + (unusual - 1.0) / 14.0;
        let mean_of_seeds = (0..30).map(|seed| {
            let past = with_unusual_days(seed, unusual);
            let forecast = forecast_of(&past, "2026-06-22", 5, Method::DayModel);
            let slots = (0..20).map(|slot| 480 + 30 * slot);
            let expected: f64 = forecast.days[..5]
                .iter()
                .map(|day| slots.clone().map(|minute| usual(day.date, minute)).sum::<f64>())
                .sum();
            forecast.total() / (truth * expected) / 30.0
        });
        let ratio: f64 = mean_of_seeds.sum();
        assert!((ratio - 1.0).abs() < 0.01, "{unusual}: {ratio}");
    }
}
