//! An IT help desk in Manchester: 14 agents, one queue. The starter centre.

use super::days::{Special, date};
use super::demand::{Demand, Service};
use super::history::{Blemish, BlemishKind, Past};

/// `centre.toml`.
pub(super) const CENTRE: &str = include_str!("centre.toml");
/// `agents.csv`.
pub(super) const AGENTS: &str = include_str!("agents.csv");
/// `availability.csv`.
pub(super) const AVAILABILITY: &str = include_str!("availability.csv");

const BANK_HOLIDAYS: [(&str, &str); 5] = [
    ("2026-04-03", "Good Friday"),
    ("2026-04-06", "Easter Monday"),
    ("2026-05-04", "Early May bank holiday"),
    ("2026-05-25", "Spring bank holiday"),
    ("2026-08-31", "Summer bank holiday"),
];
/// Second Tuesdays of the month, when everybody's computer restarts.
const UPDATES: [&str; 7] =
    ["2026-03-10", "2026-04-14", "2026-05-12", "2026-06-09", "2026-07-14", "2026-08-11", "2026-09-08"];

fn special() -> Vec<Special> {
    let holidays = BANK_HOLIDAYS.iter().map(|(day, name)| Special::closed(day, name));
    let updates = UPDATES.iter().map(|day| Special::event(date(day), "Monthly updates", None, 1.25));
    let mut days: Vec<Special> = holidays.chain(updates).collect();
    days.sort_by_key(|day| day.date);
    days
}

/// What the history is made from: 2026-03-09 to 2026-09-06, for the week of 2026-09-07.
pub(super) fn past() -> Past {
    Past {
        sample: "help-desk",
        zone: chrono_tz::Europe::London,
        interval_minutes: 15,
        first: date("2026-03-09"),
        queues: vec![Demand {
            queue: "it-support",
            open: &["mon-fri 07:30-18:30"],
            weekly: 1_470.0,
            weekday: [1.28, 1.04, 0.98, 0.92, 0.78, 0.0, 0.0],
            shape: &[
                (7.5, 0.35),
                (9.25, 1.0),
                (11.0, 0.95),
                (12.75, 0.62),
                (14.25, 0.85),
                (16.0, 0.7),
                (18.5, 0.2),
            ],
            growth: 0.003,
            aht: 525.0,
            aht_shape: &[(8.0, 0.93), (10.0, 0.98), (13.0, 1.05), (17.0, 1.02), (18.5, 1.08)],
            service: Service::Live { threshold: 20.0, patience: 240.0, abandoned: 0.03, in_time: 0.83 },
        }],
        special: special(),
        blemishes: vec![
            Blemish { queue: None, from: "2026-06-17T10:00:00", minutes: 60, kind: BlemishKind::Missing },
            Blemish { queue: None, from: "2026-07-22T09:30:00", minutes: 90, kind: BlemishKind::Rush(2.6) },
        ],
    }
}
