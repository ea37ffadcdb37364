use std::collections::BTreeMap;
use std::f64::consts::TAU;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use proptest::prelude::*;
use rand::SeedableRng;
use rand_distr::{Distribution, Normal, Poisson};

use super::{LongRangeOptions, day_noise, long_range, with_months};
use crate::model::{
    DailyHistory, DayKind, LongRangeForecast, MonthTotal, MonthlyHistory, Observations, OpeningHours,
    OpeningRule, QueueCalendar, SpecialDay,
};

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn first() -> NaiveDate {
    date("2023-01-02")
}

fn calendar(days: &str, special: &[(&str, DayKind, &str)]) -> QueueCalendar {
    let rule = OpeningRule { days: days.parse().unwrap(), hours: "08:00-20:00".parse().unwrap() };
    let special_day = |(day, kind, name): &(&str, DayKind, &str)| SpecialDay {
        date: date(day),
        kind: *kind,
        name: Some((*name).to_owned()),
        queue: None,
        open: Vec::new(),
        factor: None,
    };
    let mut special: Vec<SpecialDay> = special.iter().map(special_day).collect();
    special.sort_by_key(|day| day.date);
    QueueCalendar { opening: OpeningHours { rules: vec![rule] }, special }
}

fn history(days: u64, total: impl FnMut(NaiveDate) -> Option<f64>) -> DailyHistory {
    let totals = first().iter_days().take(days as usize).map(total).collect();
    DailyHistory::of_offered("calls".into(), first(), Observations::new(totals).unwrap()).unwrap()
}

/// A thousand a day with a weekly rhythm and a wave that doubles in summer.
fn wavy(date: NaiveDate) -> f64 {
    let turn = TAU * (date - first()).num_days() as f64 / 364.0;
    let weekday = 1.0 - 0.05 * f64::from(date.weekday().num_days_from_monday());
    1000.0 * weekday * (-0.7 * turn.cos() / 2.0).exp()
}

fn ahead(history: &DailyHistory, calendar: &QueueCalendar, days: u64) -> LongRangeForecast {
    let from = history.end();
    long_range(history, calendar, from, from + Days::new(days - 1), &LongRangeOptions::default()).unwrap()
}

fn close(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance * expected, "{found} instead of {expected}");
}

#[test]
fn a_wave_of_two_years_is_carried_on_at_the_growth_of_the_last_weeks() {
    let grown = |date: NaiveDate| wavy(date) * 1.1f64.powi(((date - first()).num_days() / 364) as i32);
    let forecast = ahead(&history(728 + 60, |date| Some(grown(date))), &calendar("mon-sun", &[]), 300);
    assert_eq!(forecast.method, "yearly");
    assert!(forecast.notes[0].contains("+10 %"), "{:?}", forecast.notes);
    for day in &forecast.days {
        // Half a year ahead a tenth of the growth is given up, and smoothing takes a little off the crest.
        close(day.offered, grown(day.date), 0.03);
    }
}

#[test]
fn weeks_and_months_are_sums_of_their_days_and_relatively_better_known() {
    let mut random = rand_pcg::Pcg64Mcg::seed_from_u64(2);
    let noise = Normal::new(0.0, 0.1).unwrap();
    let past = history(760, |date| Some(wavy(date) * f64::exp(noise.sample(&mut random))));
    let forecast = ahead(&past, &calendar("mon-sun", &[]), 365);
    let total: f64 = forecast.days.iter().map(|day| day.offered).sum();
    for spans in [&forecast.weeks, &forecast.months] {
        close(spans.iter().map(|span| span.offered).sum(), total, 1e-9);
        assert!(spans.windows(2).all(|pair| pair[0].last.succ_opt() == Some(pair[1].first)));
    }
    assert!(forecast.weeks[1..].iter().all(|week| week.first.weekday() == Weekday::Mon));
    assert!(forecast.months[1..].iter().all(|month| month.first.day() == 1));
    let width = |quantiles: &[(f64, f64)], offered: f64| (quantiles[2].1 - quantiles[0].1) / offered;
    let month = &forecast.months[3];
    let day = forecast.days.iter().find(|day| day.date == month.first).unwrap();
    assert!(width(&month.quantiles, month.offered) < width(&day.quantiles, day.offered));
    let far = forecast.days.last().unwrap();
    assert!(
        width(&far.quantiles, far.offered) > width(&forecast.days[0].quantiles, forecast.days[0].offered)
    );
}

#[test]
fn a_holiday_that_moves_takes_its_effect_along() {
    let feast = [
        ("2023-03-20", DayKind::Holiday, "feast"),
        ("2024-03-08", DayKind::Holiday, "feast"),
        ("2025-02-26", DayKind::Holiday, "feast"),
    ];
    let calendar = calendar("mon-sun", &feast);
    let is_feast = |date: NaiveDate| feast.iter().any(|(day, _, _)| super::tests::date(day) == date);
    let mut random = rand_pcg::Pcg64Mcg::seed_from_u64(9);
    let noise = Normal::new(0.0, 0.05).unwrap();
    let mut noisy = |date: NaiveDate| wavy(date) * f64::exp(noise.sample(&mut random));
    let past = history(728, |date| Some(if is_feast(date) { 0.4 } else { 1.0 } * noisy(date)));
    let forecast = ahead(&past, &calendar, 90);
    for day in &forecast.days {
        let expected = if is_feast(day.date) { 0.4 } else { 1.0 } * wavy(day.date);
        close(day.offered, expected, if is_feast(day.date) { 0.25 } else { 0.07 });
        assert_eq!(day.special.as_deref() == Some("feast"), is_feast(day.date));
    }
}

#[test]
fn without_thirteen_months_the_level_goes_on_and_the_band_is_wide() {
    let past = history(200, |date| Some(wavy(date)));
    let forecast = ahead(&past, &calendar("mon-sun", &[]), 200);
    assert_eq!(forecast.method, "level");
    assert!(forecast.notes[0].contains("13") && forecast.notes[1].contains("20 %"), "{:?}", forecast.notes);
    let month = forecast.months.last().unwrap();
    assert!(month.quantiles[0].1 <= 0.82 * month.offered && month.quantiles[2].1 >= 1.2 * month.offered);
}

#[test]
fn chance_alone_is_no_wave() {
    let mut random = rand_pcg::Pcg64Mcg::seed_from_u64(4);
    let noise = Normal::new(1000.0, 100.0).unwrap();
    let past = history(800, |_| Some(noise.sample(&mut random)));
    let forecast = ahead(&past, &calendar("mon-sun", &[]), 365);
    assert_eq!(forecast.method, "level");
    forecast.days.iter().for_each(|day| close(day.offered, 1000.0, 0.1));
    forecast.weeks.iter().for_each(|week| {
        let days = (week.last - week.first).num_days() + 1;
        close(week.offered, 1000.0 * days as f64, 0.05);
    });
}

#[test]
fn closed_days_and_days_of_rest_have_no_contacts_and_gaps_do_no_harm() {
    let calendar = calendar("mon-fri", &[("2025-01-01", DayKind::Closed, "new year")]);
    let open = |date: NaiveDate| date.weekday().num_days_from_monday() < 5;
    let gap = |date: NaiveDate| (date - first()).num_days() % 23 == 0 || date.month() == 9;
    let past = history(727, |date| (open(date) && !gap(date)).then(|| wavy(date)));
    let from = date("2024-12-30");
    let forecast =
        long_range(&past, &calendar, from, date("2026-06-30"), &LongRangeOptions::default()).unwrap();
    for day in &forecast.days {
        let works = open(day.date) && day.date != date("2025-01-01");
        assert_eq!(day.offered > 0.0, works, "{day:?}");
        if works && day.date < date("2025-12-01") {
            close(day.offered, wavy(day.date), 0.06);
        }
        assert!(day.quantiles.is_sorted_by(|a, b| a.1 <= b.1) && day.offered.is_finite());
    }
}

#[test]
fn what_comes_after_the_first_day_is_not_looked_at() {
    let calendar = calendar("mon-sun", &[]);
    let from = date("2024-12-01");
    let options = LongRangeOptions::default();
    let of = |factor: f64| {
        let past = history(900, |date| Some(wavy(date) * if date < from { 1.0 } else { factor }));
        long_range(&past, &calendar, from, date("2025-06-30"), &options).unwrap()
    };
    assert_eq!(of(1.0), of(3.0));
}

/// Totals of the months in which `days` begin to lie whole.
fn months_of(days: &DailyHistory, until: NaiveDate) -> MonthlyHistory {
    let mut months = BTreeMap::new();
    for date in days.first().iter_days().take_while(|date| *date < until) {
        let month: &mut MonthTotal = months.entry(date.with_day(1).unwrap()).or_default();
        *month.offered.get_or_insert(0.0) += days.offered(date).unwrap_or(0.0);
    }
    MonthlyHistory { queue: "calls".into(), months }
}

#[test]
fn months_shared_out_keep_their_totals_and_the_rhythm_of_the_week() {
    let calendar = calendar("mon-sat", &[("2023-02-07", DayKind::Holiday, "feast")]);
    let open = |date: NaiveDate| !calendar.open_minutes(date).is_empty();
    let all = history(300, |date| open(date).then(|| wavy(date)));
    let known = history(300, |date| (open(date) && date >= date_of_may()).then(|| wavy(date)));
    let filled = with_months(&known, &months_of(&all, date_of_may()), &calendar).unwrap();
    let sum = |days: &DailyHistory, from: &str, until: &str| -> f64 {
        let dates = date(from).iter_days().take_while(|day| *day < date(until));
        dates.filter_map(|day| days.offered(day)).sum()
    };
    close(sum(&filled, "2023-03-01", "2023-04-01"), sum(&all, "2023-03-01", "2023-04-01"), 1e-9);
    assert_eq!(filled.offered(date("2023-02-07")), None, "nobody knows what came on the feast");
    assert_eq!(filled.offered(date("2023-03-05")), None, "Sunday");
    let (monday, saturday) = (filled.offered(date("2023-03-06")), filled.offered(date("2023-03-11")));
    close(saturday.unwrap() / monday.unwrap(), 0.75, 0.03);
    assert_eq!(filled.offered(date("2023-06-05")), known.offered(date("2023-06-05")));
}

fn date_of_may() -> NaiveDate {
    date("2023-05-01")
}

#[test]
fn a_wave_is_found_in_months_alone_and_half_known_months_are_filled_up() {
    let calendar = calendar("mon-sun", &[]);
    let all = history(880, |date| Some(wavy(date)));
    let nothing = DailyHistory::of_offered("calls".into(), first(), Observations::missing(0)).unwrap();
    let months = with_months(&nothing, &months_of(&all, date("2025-05-01")), &calendar).unwrap();
    let forecast = ahead(&months, &calendar, 365);
    assert_eq!(forecast.method, "yearly");
    for month in forecast.months.iter().skip(1).take(11) {
        let dates = month.first.iter_days().take_while(|date| *date <= month.last);
        close(month.offered, dates.map(wavy).sum(), 0.08);
    }
    let half = history(20, |date| Some(wavy(date)));
    let january = MonthlyHistory {
        months: BTreeMap::from([(
            date("2023-01-01"),
            MonthTotal { offered: Some(30_000.0), ..MonthTotal::default() },
        )]),
        queue: "calls".into(),
    };
    let filled = with_months(&half, &january, &calendar).unwrap();
    let total: f64 = date("2023-01-01").iter_days().take(31).filter_map(|day| filled.offered(day)).sum();
    close(total, 30_000.0, 1e-9);
}

/// Share of single days inside their band of 80 %, where only months are known; over many queues whose weekdays and days vary.
fn days_held(noise: impl Fn(&DailyHistory, &QueueCalendar) -> Option<f64>) -> f64 {
    let calendar = calendar("mon-fri", &[]);
    let (mut inside, mut all) = (0.0, 0.0);
    for seed in 0..20 {
        let mut random = rand_pcg::Pcg64Mcg::seed_from_u64(seed);
        let normal = Normal::new(0.0, 0.08).unwrap();
        let truth = history(790, |date| {
            let mean = 0.2 * wavy(date) * f64::exp(normal.sample(&mut random));
            let count = Poisson::new(mean).unwrap().sample(&mut random);
            (date.weekday().num_days_from_monday() < 5).then_some(count)
        });
        let start = first() + Days::new(730);
        let nothing = DailyHistory::of_offered("calls".into(), first(), Observations::missing(0)).unwrap();
        let months = with_months(&nothing, &months_of(&truth, start), &calendar).unwrap();
        let options = LongRangeOptions { day_noise: noise(&truth, &calendar), ..LongRangeOptions::default() };
        let found = long_range(&months, &calendar, start, start + Days::new(55), &options).unwrap();
        for day in found.days.iter().filter(|day| day.offered > 0.0) {
            let seen = truth.offered(day.date).unwrap();
            inside += f64::from(u8::from(day.quantiles[0].1 <= seen && seen <= day.quantiles[2].1));
            all += 1.0;
        }
    }
    inside / all
}

#[test]
fn days_of_which_only_months_are_known_lie_in_their_bands() {
    let usual = days_held(|_, _| None);
    assert!((0.8..0.96).contains(&usual), "{usual}");
    // Where another queue of the group tells how noisy days are, no more than needed is allowed for.
    let told = days_held(day_noise);
    assert!((0.78..0.92).contains(&told), "{told}");
    assert!(days_held(|_, _| Some(0.0)) < 0.75, "without any noise of days the bands do not hold");
}

#[test]
fn too_little_history_and_wrong_questions_are_errors() {
    let calendar = calendar("mon-sun", &[]);
    let options = LongRangeOptions::default();
    let past = history(20, |date| Some(wavy(date)));
    let error = long_range(&past, &calendar, past.end(), past.end(), &options).unwrap_err();
    assert!(error.to_string().contains("20 days"), "{error}");
    let past = history(100, |date| Some(wavy(date)));
    assert!(long_range(&past, &calendar, past.end(), first(), &options).is_err());
    let wrong = LongRangeOptions { quantiles: vec![1.0], ..options };
    assert!(long_range(&past, &calendar, past.end(), past.end(), &wrong).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_day_is_negative_endless_or_out_of_its_band(
        totals in proptest::collection::vec(proptest::option::weighted(0.9, 0.0..1e5f64), 60..900),
        days in 1u64..560,
    ) {
        let offered = Observations::new(totals).unwrap();
        let past = DailyHistory::of_offered("calls".into(), first(), offered).unwrap();
        let forecast = ahead(&past, &calendar("mon-sat", &[("2024-12-25", DayKind::Closed, "feast")]), days);
        prop_assert_eq!(forecast.days.len() as u64, days);
        for day in &forecast.days {
            prop_assert!(day.offered.is_finite() && day.offered >= 0.0, "{:?}", day);
            prop_assert!(day.quantiles.iter().all(|(_, contacts)| contacts.is_finite() && *contacts >= 0.0));
            prop_assert!(day.quantiles.is_sorted_by(|a, b| a.1 <= b.1), "{:?}", day);
            prop_assert!(day.date.weekday() != Weekday::Sun || day.offered == 0.0);
        }
    }
}
