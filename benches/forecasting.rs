//! A hundred queues of 150 days of 28 half hours, four weeks ahead with bands of 80 and 95 %.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;
use rand::{RngExt, SeedableRng};
use wfm_core::forecasting::{Options, forecast};
use wfm_core::model::{Grid, History, Measure, Observations, OpeningHours, OpeningRule, QueueCalendar};

fn main() {
    divan::main();
}

fn first() -> NaiveDate {
    NaiveDate::default()
}

/// 210 days of which 150 are Mondays to Fridays.
fn history(seed: u64) -> History {
    let mut random = rand_pcg::Pcg64Mcg::seed_from_u64(seed);
    let grid =
        Grid::of_days(first(), 210, 30, Tz::Europe__London).expect("the grid ends before the last date");
    let mut offered = Observations::missing(grid.len());
    for day in grid.days().into_iter().filter(|day| day.date.weekday().num_days_from_monday() < 5) {
        let busy = random.random_range(0.9..1.1) * 100.0;
        for (slot, index) in day.intervals.enumerate().filter(|(slot, _)| (14..42).contains(slot)) {
            let mean = busy * (1.0 + (slot as f64 / 5.0).sin() / 2.0);
            offered
                .set(index, (mean * random.random_range(0.8..1.2)).round())
                .expect("counts are not negative");
        }
    }
    History::new("calls".into(), grid, BTreeMap::from([(Measure::Offered, offered)]))
        .expect("offered is there")
}

#[divan::bench(sample_count = 10)]
fn four_weeks_of_a_hundred_queues(bencher: divan::Bencher<'_, '_>) {
    let rule = OpeningRule {
        days: "mon-fri".parse().expect("weekdays"),
        hours: "07:00-21:00".parse().expect("hours"),
    };
    let calendar = QueueCalendar { opening: OpeningHours { rules: vec![rule] }, special: Vec::new() };
    let histories: Vec<History> = (0..100).map(history).collect();
    let start = first() + chrono::Days::new(210);
    let grid = Grid::of_days(start, 28, 30, Tz::Europe__London).expect("the grid ends before the last date");
    let options = Options { quantiles: vec![0.025, 0.1, 0.5, 0.9, 0.975], ..Options::default() };
    bencher.bench(|| {
        let forecasts = histories.iter().map(|history| forecast(history, &calendar, &grid, &options));
        forecasts.map(|forecast| forecast.expect("seven months are enough").total()).sum::<f64>()
    });
}
