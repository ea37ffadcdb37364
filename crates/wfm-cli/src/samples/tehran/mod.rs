//! An online shop's centre in Tehran: Persian names, a week from Saturday to Friday, Iranian holidays.
//!
//! Holidays are those of the official calendar for the last months of 1404 and the first of 1405. The clock of Tehran
//! has not changed since 2022.

use chrono::{Datelike, Weekday};
use wfm_core::model::DayKind;

use super::days::{Special, date};
use super::demand::{Demand, Service};
use super::history::{Blemish, BlemishKind, Past};

/// `centre.toml`.
pub(super) const CENTRE: &str = include_str!("centre.toml");
/// `agents.csv`.
pub(super) const AGENTS: &str = include_str!("agents.csv");
/// `availability.csv`.
pub(super) const AVAILABILITY: &str = include_str!("availability.csv");

/// Days on which nobody answers at all.
const CLOSED: [(&str, &str); 5] = [
    ("2026-03-21", "نوروز"),
    ("2026-03-22", "نوروز"),
    ("2026-03-23", "نوروز"),
    ("2026-03-24", "نوروز"),
    ("2026-04-02", "روز طبیعت"),
];
/// Holidays on which support is open for a few hours.
const HOLIDAYS: [(&str, &str); 10] = [
    ("2026-01-03", "ولادت امام علی"),
    ("2026-01-17", "مبعث"),
    ("2026-02-04", "نیمهٔ شعبان"),
    ("2026-02-11", "پیروزی انقلاب اسلامی"),
    ("2026-03-11", "شهادت امام علی"),
    ("2026-03-20", "ملی شدن صنعت نفت"),
    ("2026-04-01", "روز جمهوری اسلامی"),
    ("2026-05-27", "عید قربان"),
    ("2026-06-04", "رحلت امام خمینی و عید غدیر"),
    ("2026-06-05", "قیام ۱۵ خرداد"),
];
const YALDA: &str = "حراج شب یلدا";
const BEFORE_NOWRUZ: &str = "خرید نوروزی";
const NOWRUZ_TRAVEL: &str = "تعطیلات نوروزی";
const SALE: &str = "جشنوارهٔ تخفیف";
/// Events by first and last day; Fridays are left out.
const EVENTS: [(&str, &str, &str, Option<&'static str>, f64); 6] = [
    ("2025-12-17", "2025-12-20", YALDA, Some("orders"), 1.45),
    ("2026-03-07", "2026-03-19", BEFORE_NOWRUZ, None, 1.28),
    ("2026-03-25", "2026-03-31", NOWRUZ_TRAVEL, None, 0.55),
    ("2026-04-20", "2026-04-20", SALE, Some("orders"), 1.35),
    ("2026-05-11", "2026-05-11", SALE, Some("orders"), 1.35),
    ("2026-06-01", "2026-06-01", SALE, Some("orders"), 1.35),
];

fn special() -> Vec<Special> {
    let closed = CLOSED.iter().map(|(day, name)| Special::closed(day, name));
    let events = EVENTS.iter().flat_map(|(first, last, name, queue, effect)| {
        let days = date(first).iter_days().take_while(|day| *day <= date(last));
        days.filter(|day| day.weekday() != Weekday::Fri).map(|day| Special::event(day, name, *queue, *effect))
    });
    let mut days: Vec<Special> = HOLIDAYS.iter().flat_map(|(day, name)| holiday(day, name)).collect();
    days.extend(closed.chain(events));
    days.sort_by_key(|day| day.date);
    days
}

/// A holiday: support has its Friday hours, the other queues are closed.
fn holiday(day: &str, name: &'static str) -> [Special; 3] {
    let effect = if date(day).weekday() == Weekday::Fri { 0.8 } else { 0.4 };
    let closed = Special::closed(day, name);
    let support =
        Special { kind: DayKind::Holiday, open: "09:00-13:00", effect, ..closed.clone().of("support") };
    [support, closed.clone().of("orders"), closed.of("chat")]
}

/// What the history is made from: 2025-11-29 to 2026-05-29, for the week of 2026-05-30 (9 Khordad 1405).
pub(super) fn past() -> Past {
    Past {
        sample: "tehran",
        zone: chrono_tz::Asia::Tehran,
        interval_minutes: 30,
        first: date("2025-11-29"),
        queues: vec![support(), orders(), chat()],
        special: special(),
        blemishes: vec![
            Blemish { queue: None, from: "2026-02-16T11:00:00", minutes: 60, kind: BlemishKind::Missing },
            Blemish {
                queue: Some("support"),
                from: "2026-04-26T17:00:00",
                minutes: 120,
                kind: BlemishKind::Rush(2.5),
            },
            Blemish {
                queue: Some("orders"),
                from: "2026-05-06T12:30:00",
                minutes: 30,
                kind: BlemishKind::LineLeftOpen(7_240.0),
            },
        ],
    }
}

fn support() -> Demand {
    Demand {
        queue: "support",
        open: &["sat-wed 08:00-20:00", "thu 08:00-14:00", "fri 09:00-13:00"],
        weekly: 4_030.0,
        weekday: [1.02, 0.98, 1.0, 0.55, 0.22, 1.20, 1.08],
        shape: &[(8.0, 0.40), (10.5, 1.0), (12.5, 0.80), (14.0, 0.65), (17.0, 0.90), (20.0, 0.35)],
        growth: 0.003,
        aht: 265.0,
        aht_shape: &[(8.0, 0.95), (12.0, 1.0), (17.0, 1.04), (20.0, 1.0)],
        service: Service::Live { threshold: 30.0, patience: 150.0, abandoned: 0.045, in_time: 0.80 },
    }
}

fn orders() -> Demand {
    Demand {
        queue: "orders",
        open: &["sat-wed 08:00-18:00", "thu 08:00-13:00"],
        weekly: 2_190.0,
        weekday: [1.0, 0.97, 1.02, 0.50, 0.0, 1.15, 1.05],
        shape: &[(8.0, 0.35), (11.0, 1.0), (13.0, 0.75), (15.5, 0.95), (18.0, 0.50)],
        growth: 0.004,
        aht: 205.0,
        aht_shape: &[(8.0, 1.0), (13.0, 0.97), (18.0, 1.04)],
        service: Service::Live { threshold: 20.0, patience: 200.0, abandoned: 0.03, in_time: 0.82 },
    }
}

fn chat() -> Demand {
    Demand {
        queue: "chat",
        open: &["sat-wed 09:00-18:00", "thu 09:00-13:00"],
        weekly: 770.0,
        weekday: [1.0, 1.0, 0.98, 0.42, 0.0, 1.10, 1.05],
        shape: &[(9.0, 0.55), (11.5, 1.0), (13.5, 0.75), (16.0, 0.95), (18.0, 0.70)],
        growth: 0.009,
        aht: 560.0,
        aht_shape: &[(9.0, 0.98), (18.0, 1.03)],
        service: Service::Live { threshold: 60.0, patience: 180.0, abandoned: 0.04, in_time: 0.78 },
    }
}
