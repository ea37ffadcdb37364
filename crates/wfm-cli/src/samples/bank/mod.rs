//! Harbour Bank: 82 agents, two voice queues, chat and e-mail, five contracts, a bank holiday in the planned week.

mod people;

pub(super) use people::{agents_csv, availability_csv};

use wfm_core::model::DayKind;

use super::days::{Special, date};
use super::demand::{Demand, Service};
use super::history::{Blemish, BlemishKind, Past};

/// `centre.toml`.
pub(super) const CENTRE: &str = include_str!("centre.toml");

/// `scenarios.toml`.
pub(super) const SCENARIOS: &str = include_str!("scenarios.toml");

const BANK_HOLIDAYS: [(&str, &str); 5] = [
    ("2026-04-03", "Good Friday"),
    ("2026-04-06", "Easter Monday"),
    ("2026-05-04", "Early May bank holiday"),
    ("2026-05-25", "Spring bank holiday"),
    ("2026-08-31", "Summer bank holiday"),
];
/// Date, name, queue, effect on its volume.
const EVENTS: [(&str, &str, &str, f64); 9] = [
    ("2026-04-15", "Card renewal mailing", "cards", 1.22),
    ("2026-05-13", "Spring loan offer", "loans", 1.35),
    ("2026-05-14", "Spring loan offer", "loans", 1.25),
    ("2026-06-17", "Card renewal mailing", "cards", 1.22),
    ("2026-07-02", "New app version", "webchat", 1.50),
    ("2026-07-03", "New app version", "webchat", 1.25),
    ("2026-07-20", "Storm damage", "claims", 1.60),
    ("2026-07-21", "Storm damage", "claims", 1.35),
    ("2026-09-02", "Card renewal mailing", "cards", 1.22),
];

/// On a bank holiday only the card line answers, with shorter hours and under half its calls.
fn special() -> Vec<Special> {
    let holiday = |(day, name): &(&str, &'static str)| {
        let cards = Special {
            kind: DayKind::Holiday,
            open: "09:00-17:00",
            factor: Some(0.45),
            effect: 0.45,
            ..Special::closed(day, name).of("cards")
        };
        let closed = |queue| Special::closed(day, name).of(queue);
        [cards, closed("loans"), closed("webchat"), closed("claims")]
    };
    let event = |(day, name, queue, effect): (&str, &'static str, &'static str, f64)| {
        Special::event(date(day), name, Some(queue), effect)
    };
    let events = EVENTS.into_iter().map(event);
    let mut days: Vec<Special> = BANK_HOLIDAYS.iter().flat_map(holiday).chain(events).collect();
    days.sort_by_key(|day| day.date);
    days
}

/// What the history is made from: 2026-03-02 to 2026-08-30, for the week of 2026-08-31.
pub(super) fn past() -> Past {
    Past {
        sample: "bank",
        zone: chrono_tz::Europe::London,
        interval_minutes: 15,
        first: date("2026-03-02"),
        queues: vec![cards(), loans(), webchat(), claims()],
        special: special(),
        blemishes: vec![
            Blemish { queue: None, from: "2026-06-09T13:00:00", minutes: 60, kind: BlemishKind::Missing },
            Blemish {
                queue: Some("cards"),
                from: "2026-05-20T10:15:00",
                minutes: 105,
                kind: BlemishKind::Rush(2.4),
            },
            Blemish {
                queue: Some("loans"),
                from: "2026-07-28T17:30:00",
                minutes: 15,
                kind: BlemishKind::LineLeftOpen(9_870.0),
            },
        ],
    }
}

fn cards() -> Demand {
    Demand {
        queue: "cards",
        open: &["mon-fri 07:00-21:00", "sat 09:00-17:00"],
        weekly: 7_650.0,
        weekday: [1.22, 1.05, 1.0, 0.98, 1.04, 0.52, 0.0],
        shape: &[
            (7.0, 0.22),
            (9.0, 0.78),
            (10.75, 1.0),
            (12.75, 0.80),
            (14.5, 0.90),
            (16.5, 0.82),
            (18.5, 0.55),
            (21.0, 0.20),
        ],
        growth: 0.002,
        aht: 295.0,
        aht_shape: &[(7.0, 0.94), (10.0, 0.98), (14.0, 1.02), (18.0, 1.05), (21.0, 1.0)],
        service: Service::Live { threshold: 20.0, patience: 180.0, abandoned: 0.035, in_time: 0.81 },
    }
}

fn loans() -> Demand {
    Demand {
        queue: "loans",
        open: &["mon-fri 08:00-20:00", "sat 09:00-17:00"],
        weekly: 1_450.0,
        weekday: [1.15, 1.08, 1.02, 0.98, 0.86, 0.45, 0.0],
        shape: &[(8.0, 0.25), (10.5, 0.95), (12.5, 0.85), (14.0, 0.90), (17.5, 1.0), (20.0, 0.35)],
        growth: 0.004,
        aht: 485.0,
        aht_shape: &[(8.0, 0.92), (11.0, 1.0), (17.0, 1.06), (20.0, 1.02)],
        service: Service::Live { threshold: 30.0, patience: 300.0, abandoned: 0.045, in_time: 0.76 },
    }
}

fn webchat() -> Demand {
    Demand {
        queue: "webchat",
        open: &["mon-fri 08:00-21:00", "sat 09:00-17:00"],
        weekly: 1_350.0,
        weekday: [1.10, 1.02, 1.0, 1.0, 0.95, 0.55, 0.0],
        shape: &[(8.0, 0.30), (11.0, 0.90), (13.0, 0.95), (15.5, 0.80), (19.0, 1.0), (21.0, 0.45)],
        growth: 0.008,
        aht: 640.0,
        aht_shape: &[(8.0, 0.97), (13.0, 1.0), (21.0, 1.04)],
        service: Service::Live { threshold: 45.0, patience: 150.0, abandoned: 0.04, in_time: 0.82 },
    }
}

fn claims() -> Demand {
    Demand {
        queue: "claims",
        open: &["mon-fri 08:00-18:00"],
        weekly: 1_620.0,
        weekday: [1.35, 1.0, 0.95, 0.92, 0.85, 0.0, 0.0],
        shape: &[(8.0, 1.1), (9.0, 1.0), (11.0, 0.95), (13.0, 0.75), (15.0, 0.90), (18.0, 0.50)],
        growth: -0.002,
        aht: 540.0,
        aht_shape: &[(8.0, 0.98), (18.0, 1.03)],
        service: Service::Deferred { hours: 3.2, in_time: 0.955 },
    }
}
