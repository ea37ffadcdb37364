//! The history as history.

use chrono::Duration;
use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, Timelike, Weekday};

use super::super::history::BlemishKind;
use super::*;

struct Seen {
    at: DateTime<chrono::FixedOffset>,
    queue: String,
    offered: f64,
    handled: f64,
    abandoned: f64,
    in_threshold: f64,
    handle_seconds: f64,
    waits: f64,
}

fn history(sample: Sample) -> Vec<Seen> {
    let row = |r: &Record| {
        // Whole and unsigned: a table shows no "-0".
        let n = |name: &str| r[name].parse::<u64>().unwrap() as f64;
        Seen {
            at: DateTime::parse_from_rfc3339(&r["interval_start"]).unwrap(),
            queue: r["queue"].clone(),
            offered: n("offered"),
            handled: n("handled"),
            abandoned: n("abandoned"),
            in_threshold: n("answered_in_threshold"),
            handle_seconds: n("handle_seconds"),
            waits: n("wait_answered_seconds").min(n("wait_abandoned_seconds")),
        }
    };
    records(sample, "history.csv").iter().map(row).collect()
}

#[test]
fn counts_of_an_interval_agree_with_each_other() {
    for sample in Sample::ALL {
        for row in history(sample) {
            assert_eq!(row.handled + row.abandoned, row.offered);
            assert!(row.in_threshold <= row.handled && row.handle_seconds >= row.handled && row.waits >= 0.0);
            assert!(row.handled > 0.0 || row.handle_seconds == 0.0);
        }
    }
}

#[test]
fn every_open_interval_is_there_once_except_the_lost_hour() {
    for sample in Sample::ALL {
        let past = sample.past();
        let rows = history(sample);
        let seen: BTreeSet<_> = rows.iter().map(|row| (row.at, row.queue.as_str())).collect();
        assert_eq!(seen.len(), rows.len());
        let days = super::super::days::calendar(&past.special);
        let span = history::WEEKS * 7;
        let grid =
            wfm_core::model::Grid::of_days(past.first, span, past.interval_minutes, past.zone).unwrap();
        let lost = past.blemishes.iter().find(|blemish| blemish.kind == BlemishKind::Missing).unwrap();
        let (from, until) = (lost.from(past.zone).unwrap(), lost.minutes);
        for demand in &past.queues {
            for (index, open) in demand.calendar(&days).open_intervals(&grid).into_iter().enumerate() {
                let at = grid.local(index);
                let is_lost = from <= at && at < from + Duration::minutes(until);
                let there = seen.contains(&(at.fixed_offset(), demand.queue));
                assert_eq!(there, open && !is_lost, "{} {at}", demand.queue);
            }
        }
    }
}

#[test]
fn ordinary_weeks_hold_about_what_the_queue_expects() {
    for sample in Sample::ALL {
        let past = sample.past();
        let rows = history(sample);
        for demand in &past.queues {
            let of = rows.iter().filter(|row| row.queue == demand.queue);
            let total: f64 = of.clone().map(|row| row.offered).sum();
            let weekly = total / f64::from(history::WEEKS);
            assert!(
                (weekly / demand.weekly - 0.95).abs() < 0.12,
                "{} {}",
                demand.queue,
                weekly / demand.weekly
            );
            let handled: f64 = of.clone().map(|row| row.handled).sum();
            let aht = of.map(|row| row.handle_seconds).sum::<f64>() / handled;
            assert!((aht / demand.aht - 1.0).abs() < 0.05, "{} {aht}", demand.queue);
        }
    }
}

/// The variance of Tuesday totals is well above Poisson, and mornings of busy days go with busy afternoons.
#[test]
fn days_vary_more_than_chance() {
    for sample in Sample::ALL {
        let queue = sample.past().queues[0].queue;
        let rows = history(sample);
        let tuesdays = rows.iter().filter(|row| row.queue == queue && row.at.weekday() == Weekday::Tue);
        let mut days: BTreeMap<NaiveDate, f64> = BTreeMap::new();
        for row in tuesdays.filter(|row| row.at.hour() >= 9 && row.at.hour() < 17) {
            *days.entry(row.at.date_naive()).or_default() += row.offered;
        }
        let n = days.len() as f64;
        let mean = days.values().sum::<f64>() / n;
        let variance = days.values().map(|total| (total - mean).powi(2)).sum::<f64>() / (n - 1.0);
        assert!(variance > 2.0 * mean, "{}: {variance} against {mean}", sample.name());
    }
}

#[test]
fn mondays_after_the_clock_change_are_told_by_their_offset() {
    let rows = history(Sample::Bank);
    let offset = |date: &str| {
        let day: NaiveDate = date.parse().unwrap();
        rows.iter().find(|row| row.at.date_naive() == day).unwrap().at.offset().local_minus_utc()
    };
    assert_eq!((offset("2026-03-27"), offset("2026-03-30")), (0, 3600));
}
