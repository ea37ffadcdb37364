//! Backtests of simulated queues, where the truth is known.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Weekday};
use chrono_tz::Tz;
use rand::SeedableRng;
use rand_distr::{Distribution, Poisson};
use wfm_core::forecasting::{BacktestOptions, Lead, Method, Part, backtest};
use wfm_core::model::{Grid, History, Measure, Observations, OpeningHours, OpeningRule, QueueCalendar};

fn first() -> NaiveDate {
    "2026-01-05".parse().unwrap()
}

fn calendar() -> QueueCalendar {
    let rule = OpeningRule { days: "mon-fri".parse().unwrap(), hours: "08:00-18:00".parse().unwrap() };
    QueueCalendar { opening: OpeningHours { rules: vec![rule] }, special: Vec::new() }
}

/// Poisson counts around `mean(day)` an interval; `None` leaves the day out.
fn history(days: u32, mean: impl Fn(NaiveDate) -> Option<f64>) -> History {
    let mut random = rand_pcg::Pcg64Mcg::seed_from_u64(3);
    let grid = Grid::of_days(first(), days, 30, Tz::UTC).unwrap();
    let mut draw = |date| mean(date).map(|mean| Poisson::new(mean).unwrap().sample(&mut random));
    let values = (0..grid.len()).map(|index| draw(grid.local(index).date_naive())).collect();
    let measures = BTreeMap::from([(Measure::Offered, Observations::new(values).unwrap())]);
    History::new("calls".into(), grid, measures).unwrap()
}

fn busy_mondays(date: NaiveDate) -> Option<f64> {
    Some(if date.weekday().num_days_from_monday() == 0 { 150.0 } else { 100.0 })
}

#[test]
fn a_queue_of_pure_chance_is_forecast_almost_down_to_the_floor() {
    let tested = backtest(&history(182, busy_mondays), &calendar(), &BacktestOptions::default()).unwrap();
    let own = tested.score(Method::Automatic, Lead::ALL).unwrap().accuracy;
    assert_eq!(own.days, 8 * 20);
    assert!(own.wape > 0.95 * own.floor && own.wape < 1.06 * own.floor, "{own:?}");
    assert!(own.bias.abs() < 0.01, "{own:?}");
    assert!((0.77..0.86).contains(&own.coverage_80), "{own:?}");
    assert!((0.93..0.98).contains(&own.coverage_95), "{own:?}");
    let naive = tested.score(Method::MeanOfWeekdays { weeks: 1 }, Lead::ALL).unwrap().accuracy;
    // The difference of two equal counts spreads √2 as wide as one count around its mean.
    assert!((naive.wape / own.floor - 2f64.sqrt()).abs() < 0.06, "{naive:?}");
    assert!((naive.mase.unwrap() - 1.0).abs() < 0.05, "{naive:?}");
    let mean = tested.score(Method::MeanOfWeekdays { weeks: 8 }, Lead::ALL).unwrap().accuracy;
    assert!(own.wape < mean.wape && mean.wape < naive.wape, "{mean:?}");
    assert!(tested.best(Lead::ALL).unwrap().accuracy.wape <= own.wape);
    assert!(tested.reason().unwrap().contains("over 160 test days"), "{:?}", tested.reason());
}

#[test]
fn nothing_after_the_start_of_a_forecast_leaks_into_it() {
    let options =
        BacktestOptions { origins: 1, methods: vec![Method::Automatic], ..BacktestOptions::default() };
    let last_weeks: NaiveDate = "2026-06-08".parse().unwrap();
    let doubled = |date| busy_mondays(date).map(|mean| if date < last_weeks { mean } else { 2.0 * mean });
    let tested = backtest(&history(182, doubled), &calendar(), &options).unwrap();
    assert_eq!(tested.origins, [last_weeks]);
    let own = tested.score(Method::Automatic, Lead::ALL).unwrap().accuracy;
    assert!((own.bias + 0.5).abs() < 0.02, "all of the doubling is missed: {own:?}");
}

#[test]
fn distances_are_counted_in_open_days_and_days_without_data_are_not_scored() {
    let missing: NaiveDate = "2026-07-02".parse().unwrap();
    let past = history(182, |date| busy_mondays(date).filter(|_| date != missing));
    let options = BacktestOptions { origins: 1, ..BacktestOptions::default() };
    let tested = backtest(&past, &calendar(), &options).unwrap();
    let rows: Vec<(String, usize)> = tested
        .scores
        .iter()
        .filter(|score| score.method == Method::Automatic)
        .map(|score| (score.lead.to_string(), score.accuracy.days))
        .collect();
    let expected = [("day 1", 1), ("days 2-5", 4), ("days 6-10", 5), ("days 11-20", 9), ("all days", 19)];
    assert_eq!(rows, expected.map(|(lead, days)| (lead.to_owned(), days)));
}

#[test]
fn a_backtest_without_history_says_what_it_needs() {
    let error = backtest(&history(20, busy_mondays), &calendar(), &BacktestOptions::default()).unwrap_err();
    assert!(error.to_string().contains("a backtest needs"), "{error}");
    let none = BacktestOptions { origins: 0, ..BacktestOptions::default() };
    assert!(
        backtest(&history(20, busy_mondays), &calendar(), &none).unwrap_err().to_string().contains("origins")
    );
}

#[test]
fn the_days_of_a_backtest_are_told_apart_by_weekday() {
    let tested = backtest(&history(182, busy_mondays), &calendar(), &BacktestOptions::default()).unwrap();
    let own = |part| {
        let mut found = tested.parts.iter().filter(|score| score.method == Method::Automatic);
        found.find(|score| score.part == part).map(|score| score.accuracy)
    };
    let weekdays = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];
    let days: usize = weekdays.iter().map(|weekday| own(Part::Weekday(*weekday)).unwrap().days).sum();
    assert_eq!(days, 8 * 20);
    let (ordinary, all) =
        (own(Part::Ordinary).unwrap(), tested.score(Method::Automatic, Lead::ALL).unwrap().accuracy);
    assert_eq!((ordinary.days, ordinary.coverage_80), (all.days, all.coverage_80));
    assert!((ordinary.wape - all.wape).abs() < 1e-12);
    assert_eq!((own(Part::Special), own(Part::Weekday(Weekday::Sat))), (None, None));
    let (busy, quiet) =
        (own(Part::Weekday(Weekday::Mon)).unwrap(), own(Part::Weekday(Weekday::Wed)).unwrap());
    assert!(busy.floor < quiet.floor, "Mondays have more contacts, and chance matters less");
}
