//! A hundred queues of 150 days of 28 half hours, and queues of three years of quarter hours, four weeks ahead with bands of
//! 80 and 95 %.

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

/// `days` days of intervals of `step` minutes from seven to nine, Monday to Friday.
fn history(seed: u64, days: u32, step: u32) -> History {
    let mut random = rand_pcg::Pcg64Mcg::seed_from_u64(seed);
    let grid =
        Grid::of_days(first(), days, step, Tz::Europe__London).expect("the grid ends before the last date");
    let mut offered = Observations::missing(grid.len());
    let per_hour = 60 / step as usize;
    for day in grid.days().into_iter().filter(|day| day.date.weekday().num_days_from_monday() < 5) {
        let busy = random.random_range(0.9..1.1) * 200.0 / per_hour as f64;
        let open = 7 * per_hour..21 * per_hour;
        for (slot, index) in day.intervals.enumerate().filter(|(slot, _)| open.contains(slot)) {
            let mean = busy * (1.0 + (slot as f64 / 2.5 / per_hour as f64).sin() / 2.0);
            offered
                .set(index, (mean * random.random_range(0.8..1.2)).round())
                .expect("counts are not negative");
        }
    }
    History::new("calls".into(), grid, BTreeMap::from([(Measure::Offered, offered)]))
        .expect("offered is there")
}

fn four_weeks_after(bencher: divan::Bencher<'_, '_>, histories: &[History]) {
    let rule = OpeningRule {
        days: "mon-fri".parse().expect("weekdays"),
        hours: "07:00-21:00".parse().expect("hours"),
    };
    let calendar = QueueCalendar { opening: OpeningHours { rules: vec![rule] }, special: Vec::new() };
    let past = histories[0].grid();
    let start = past.local(past.len()).date_naive();
    let grid =
        Grid::of_days(start, 28, past.step_minutes(), past.zone()).expect("it ends before the last date");
    let options = Options { quantiles: vec![0.025, 0.1, 0.5, 0.9, 0.975], ..Options::default() };
    bencher.bench(|| {
        let forecasts = histories.iter().map(|history| forecast(history, &calendar, &grid, &options));
        forecasts.map(|forecast| forecast.expect("months are enough").total()).sum::<f64>()
    });
}

/// 210 days, of which 150 are Mondays to Fridays.
#[divan::bench(sample_count = 10)]
fn four_weeks_of_a_hundred_queues(bencher: divan::Bencher<'_, '_>) {
    let histories: Vec<History> = (0..100).map(|seed| history(seed, 210, 30)).collect();
    four_weeks_after(bencher, &histories);
}

/// A hundredth and a fiftieth of a thousand queues: twice the queues take twice the time.
#[divan::bench(args = [10, 20], sample_count = 3)]
fn four_weeks_after_three_years_of_quarter_hours(bencher: divan::Bencher<'_, '_>, queues: u64) {
    let histories: Vec<History> = (0..queues).map(|seed| history(seed, 1095, 15)).collect();
    four_weeks_after(bencher, &histories);
}
