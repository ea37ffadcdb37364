//! Forecasts of months on a recorded series with a yearly wave: a travel agency, 2013 to 2015.

mod real_series;

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use real_series::{calendar, date, rows, text};
use wfm_core::forecasting::{LongRangeOptions, long_range};
use wfm_core::model::{DailyHistory, Observations};

/// The totals by day.
fn travel() -> Option<BTreeMap<NaiveDate, f64>> {
    let text = text("travel-daily-2013-2016/daily_2013-01-01_2015-08-31.csv")?;
    Some(rows(&text).map(|row| (date(row[0]), row[2].parse().unwrap())).collect())
}

fn history(days: &BTreeMap<NaiveDate, f64>) -> DailyHistory {
    let first = *days.keys().next().unwrap();
    let offered = Observations::new(days.values().map(|total| Some(*total)).collect()).unwrap();
    DailyHistory::of_offered("travel".into(), first, offered).unwrap()
}

/// Contacts forecast from `first` on, day by day, with the ends of the 80 % band.
fn ahead(history: &DailyHistory, first: NaiveDate, days: u64) -> Vec<(NaiveDate, f64, [f64; 2])> {
    let open = calendar("mon-sun", "00:00-24:00", "");
    let last = first + Days::new(days - 1);
    let options = LongRangeOptions { quantiles: vec![0.1, 0.9], ..LongRangeOptions::default() };
    let forecast = long_range(history, &open, first, last, &options).unwrap();
    let band = |quantiles: &[(f64, f64)]| [quantiles[0].1, quantiles[1].1];
    forecast.days.iter().map(|day| (day.date, day.offered, band(&day.quantiles))).collect()
}

/// What every forecast day of a lead was off, what came, and how often the band held it.
#[derive(Default)]
struct Sums {
    error: f64,
    actual: f64,
    signed: f64,
    inside: f64,
    days: f64,
}

impl Sums {
    fn add(&mut self, actual: f64, forecast: f64, band: [f64; 2]) {
        self.error += (actual - forecast).abs();
        self.signed += forecast - actual;
        self.actual += actual;
        self.inside += f64::from(band[0] <= actual && actual <= band[1]);
        self.days += 1.0;
    }

    fn wape(&self) -> f64 {
        100.0 * self.error / self.actual
    }

    fn covered(&self) -> f64 {
        100.0 * self.inside / self.days
    }
}

/// 29 forecasts of four weeks, a fortnight apart. The year before times the ratio of the last 28 days has 14.3 on all.
#[test]
fn four_weeks_of_travel_are_forecast_better_than_by_last_year_times_a_ratio() {
    let Some(days) = travel() else { return };
    let past = history(&days);
    let buckets =
        [("1 day", 1..=1, 9.2), ("week 1", 1..=7, 9.8), ("week 2", 8..=14, 12.2), ("week 4", 22..=28, 13.3)];
    let mut sums: Vec<Sums> = buckets.iter().map(|_| Sums::default()).collect();
    let mut all = Sums::default();
    for origin in 0..29 {
        let first = date("2014-07-07") + Days::new(14 * origin);
        for (lead, (day, forecast, band)) in (1..).zip(ahead(&past, first, 28)) {
            let Some(actual) = days.get(&day) else { continue };
            all.add(*actual, forecast, band);
            for (bucket, sums) in buckets.iter().zip(&mut sums) {
                if bucket.1.contains(&lead) {
                    sums.add(*actual, forecast, band);
                }
            }
        }
    }
    println!("WAPE %    gate  reached  in 80 % band");
    for ((name, _, gate), sums) in buckets.iter().zip(&sums) {
        println!("{name:8}  {gate:4.1}  {:7.1}  {:12.1}", sums.wape(), sums.covered());
        assert!(sums.wape() <= *gate, "{name}: {}", sums.wape());
    }
    println!("all       11.8  {:7.1}  {:12.1}", all.wape(), all.covered());
    assert_eq!(all.days, 29.0 * 28.0);
    assert!(all.wape() <= 11.8, "{}", all.wape());
    assert!((75.0..92.0).contains(&all.covered()), "{}", all.covered());
}

/// The mean of three half years; the mean of the last four weekdays has 64, last year times the ratio 15.2.
#[test]
fn half_a_year_of_travel_is_forecast_within_fourteen_per_cent() {
    let Some(days) = travel() else { return };
    let past = history(&days);
    let mut mean = 0.0;
    println!("trained to   WAPE %  bias %  in 80 % band");
    for (trained, length) in [("2014-02-28", 184), ("2014-08-31", 181), ("2015-02-28", 184)] {
        let mut sums = Sums::default();
        for (day, forecast, band) in ahead(&past, date(trained) + Days::new(1), length) {
            sums.add(days[&day], forecast, band);
        }
        let bias = 100.0 * sums.signed / sums.actual;
        println!("{trained}   {:6.1}  {bias:6.1}  {:12.1}", sums.wape(), sums.covered());
        mean += sums.wape() / 3.0;
    }
    println!("mean         {mean:6.1}");
    assert!(mean <= 14.0, "{mean}");
}
