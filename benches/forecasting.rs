//! A hundred queues of 150 days of 28 half hours, and queues of three years of quarter hours, four weeks ahead with bands of
//! 80 and 95 %; and many queues in turn, round the clock, with handle times and a yearly wave: as many as the variable
//! `WFM_QUEUES` says, 16 without it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::f64::consts::TAU;

use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;
use rand::{RngExt, SeedableRng};
use wfm_core::control::Control;
use wfm_core::forecasting::{Options, QueueInTurn, forecast, forecasts_from};
use wfm_core::model::{
    Channel, Grid, History, Measure, Observations, OpeningHours, OpeningRule, Queue, QueueCalendar,
};

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

/// Three years of quarter hours without a closed one: a rhythm of day and week, a wave of the year, noise.
fn round_the_clock(queue: &Queue, seed: usize) -> History {
    let mut random = rand_pcg::Pcg64Mcg::seed_from_u64(seed as u64);
    let grid = Grid::of_days(first(), 1095, 15, Tz::UTC).expect("the grid ends before the last date");
    let [mut offered, mut seconds] = [0; 2].map(|_| Observations::missing(grid.len()));
    let mut of_day = 0.0;
    for index in 0..grid.len() {
        let (day, slot) = (index / 96, index % 96);
        if slot == 0 {
            let wave = 1.0 + 0.3 * (TAU * day as f64 / 365.25).sin();
            let weekend = if (day + 3) % 7 >= 5 { 0.5 } else { 1.0 };
            of_day = (5 + seed % 20) as f64 * wave * weekend * random.random_range(0.9..1.1);
        }
        let mean = of_day * (1.0 - 0.9 * (TAU * slot as f64 / 96.0).cos());
        let count = (mean * random.random_range(0.7..1.3)).round();
        offered.set(index, count).expect("counts are not negative");
        seconds.set(index, count * random.random_range(200.0..400.0)).expect("nor are seconds");
    }
    let measures = BTreeMap::from([
        (Measure::Offered, offered.clone()),
        (Measure::Handled, offered),
        (Measure::HandleSeconds, seconds),
    ]);
    History::new(queue.id.clone(), grid, measures).expect("offered is there")
}

/// Four weeks of every queue, each history made when its turn comes and dropped after it.
#[divan::bench(sample_count = 1, sample_size = 1)]
fn many_queues_in_turn(bencher: divan::Bencher<'_, '_>) {
    let count = std::env::var("WFM_QUEUES").ok().and_then(|count| count.parse().ok()).unwrap_or(16);
    let queues: Vec<Queue> =
        (0..count).map(|number| Queue::new(format!("queue {number}"), Channel::Voice)).collect();
    let rule = OpeningRule {
        days: "mon-sun".parse().expect("weekdays"),
        hours: "00:00-24:00".parse().expect("hours"),
    };
    let calendar = QueueCalendar { opening: OpeningHours { rules: vec![rule] }, special: Vec::new() };
    let turns: Vec<QueueInTurn<'_>> =
        queues.iter().map(|queue| QueueInTurn { queue, calendar: &calendar }).collect();
    let fetch = |position: usize| Ok(Some(Cow::Owned(round_the_clock(&queues[position], position))));
    let start = first() + chrono::Days::new(1095);
    let grid = Grid::of_days(start, 28, 15, Tz::UTC).expect("it ends before the last date");
    let options = Options { quantiles: vec![0.025, 0.1, 0.5, 0.9, 0.975], ..Options::default() };
    bencher.bench(|| {
        let forecasts = forecasts_from(&turns, &fetch, &grid, &options, &Control::unlimited());
        forecasts.into_iter().map(|forecast| forecast.expect("years are enough").total()).sum::<f64>()
    });
}
