//! Forecast handle times of real queues against the two ways everybody tries first.

mod real_series;

use std::collections::BTreeMap;

use chrono::{NaiveDateTime, TimeDelta};
use chrono_tz::Tz;
use real_series::{calendar, date, rows, text};
use wfm_core::forecasting::{Options, forecast};
use wfm_core::model::{Grid, History, Measure, Observations};

const FIRST: &str = "1999-02-01";
const ORIGIN: &str = "1999-02-15";

/// Half hours of one queue: contacts handled and their seconds, by interval from the first day on.
fn cells(text: &str, queue: &str) -> BTreeMap<usize, (f64, f64)> {
    let start = date(FIRST).and_hms_opt(0, 0, 0).unwrap();
    let own = rows(text).filter(|row| row[1] == queue);
    let cell = |row: Vec<&str>| {
        let at: NaiveDateTime = row[0].parse().unwrap();
        let number = |column: usize| row[column].parse::<f64>().unwrap();
        let interval = (at - start).num_minutes() / TimeDelta::minutes(30).num_minutes();
        (interval as usize, (number(3), number(7)))
    };
    own.map(cell).filter(|(_, (handled, _))| *handled > 0.0).collect()
}

fn history(cells: &BTreeMap<usize, (f64, f64)>) -> History {
    let grid = Grid::of_days(date(FIRST), 14, 30, Tz::UTC).unwrap();
    let mut measures = [Measure::Offered, Measure::Handled, Measure::HandleSeconds]
        .map(|measure| (measure, Observations::missing(grid.len())));
    for (interval, (handled, seconds)) in cells.range(..grid.len()) {
        for ((_, observations), value) in measures.iter_mut().zip([handled, handled, seconds]) {
            observations.set(*interval, *value).unwrap();
        }
    }
    History::new("calls".into(), grid, measures.into()).unwrap()
}

/// Error of `aht` per interval of the third week, weighted by contacts handled, in per cent.
fn wape(cells: &BTreeMap<usize, (f64, f64)>, aht: impl Fn(usize) -> f64) -> f64 {
    let (mut error, mut all) = (0.0, 0.0);
    for (interval, (handled, seconds)) in cells.range(14 * 48..21 * 48) {
        error += (seconds - handled * aht(interval - 14 * 48)).abs();
        all += seconds;
    }
    100.0 * error / all
}

/// Mean of all, and of each half hour of the day, over the first two weeks.
fn plain_means(cells: &BTreeMap<usize, (f64, f64)>) -> (f64, Vec<f64>) {
    let mut sums = vec![(0.0, 0.0); 48];
    for (interval, (handled, seconds)) in cells.range(..14 * 48) {
        sums[interval % 48].0 += handled;
        sums[interval % 48].1 += seconds;
    }
    let (handled, seconds) = sums.iter().fold((0.0, 0.0), |(n, t), (a, b)| (n + a, t + b));
    let mean = seconds / handled;
    let slots = sums.iter().map(|(handled, seconds)| if *handled > 0.0 { seconds / handled } else { mean });
    (mean, slots.collect())
}

/// Two weeks of a bank of 1999, scored on the third.
#[test]
fn handle_times_are_never_much_worse_than_the_better_of_two_plain_means() {
    let name = "anonbank-1999-02-calls/intervals_30min_1999-02-01_1999-02-21.csv";
    let Some(text) = text(name) else { return };
    println!("queue  constant  slot means  forecast");
    let mut sums = [0.0; 3];
    for queue in ["PS", "NE", "NW"] {
        let cells = cells(&text, queue);
        let (mean, slots) = plain_means(&cells);
        let grid = Grid::of_days(date(ORIGIN), 7, 30, Tz::UTC).unwrap();
        let open = calendar("mon-sun", "00:00-24:00", "");
        let aht = forecast(&history(&cells), &open, &grid, &Options::default()).unwrap().aht.unwrap();
        let errors = [wape(&cells, |_| mean), wape(&cells, |i| slots[i % 48]), wape(&cells, |i| aht[i])];
        println!("{queue:5}  {:8.1}  {:10.1}  {:8.1}", errors[0], errors[1], errors[2]);
        assert!(errors[2] <= errors[0].min(errors[1]) + 0.5, "{queue}: {errors:?}");
        sums.iter_mut().zip(errors).for_each(|(sum, error)| *sum += error);
    }
    assert!(sums[2] < sums[0] && sums[2] < sums[1], "better than both over all three: {sums:?}");
}
