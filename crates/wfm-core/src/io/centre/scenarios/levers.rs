//! What a number can change in queues, by key.

use toml::Spanned;
use toml::de::DeValue;

use super::super::queue;
use super::super::section::Section;
use crate::model::{Change, DemandChange, PromiseChange, QueueId, ShrinkageChange};
use crate::units::Share;

/// A key with a number, and what it changes.
pub(super) struct Lever {
    pub(super) key: &'static str,
    range: Range,
    change: fn(f64, &Beside) -> What,
}

enum Range {
    Number(f64, f64),
    /// From so much on; 1 itself where it is allowed.
    Share(f64, bool),
    Whole(u32),
}

use What::{Demand, Promise, Shrinkage};

enum What {
    Demand(DemandChange),
    Promise(PromiseChange),
    Shrinkage(ShrinkageChange),
}

/// Values that mean something only beside a lever.
pub(super) struct Beside {
    deflected_aht_ratio: f64,
    return_share: Share,
    fcr: Share,
    repeat_share: Share,
}

/// Handle time of contacts that a bot takes, over the mean, where nothing else is said: it takes the easy ones.
const DEFLECTED_AHT_RATIO: f64 = 0.7;

const FACTOR: Range = Range::Number(0.01, 100.0);

pub(super) const LEVERS: &[Lever] = &[
    lever("volume", FACTOR, |value, _| Demand(DemandChange::Volume(value))),
    lever("aht", FACTOR, |value, _| Demand(DemandChange::Aht(value))),
    lever("deflection", Range::Share(0.0, false), |share, beside| {
        Demand(DemandChange::Deflection {
            share,
            aht_ratio: beside.deflected_aht_ratio,
            return_share: beside.return_share,
        })
    }),
    lever("fcr_points", Range::Number(-1.0, 1.0), |points, beside| {
        Demand(DemandChange::FirstContactResolution {
            from: beside.fcr,
            to: (beside.fcr + points).clamp(0.0, 1.0),
            repeat_share: beside.repeat_share,
        })
    }),
    lever("patience", FACTOR, |value, _| Promise(PromiseChange::Patience(value))),
    lever("service_level", Range::Share(0.0, false), |value, _| Promise(PromiseChange::ServiceLevel(value))),
    lever("within_seconds", Range::Number(0.0, 1e6), |value, _| Promise(PromiseChange::Within(value))),
    lever("max_abandonment", Range::Share(0.0, true), |value, _| {
        Promise(PromiseChange::MaxAbandonment(value))
    }),
    lever("max_asa_seconds", Range::Number(0.0, 1e6), |value, _| Promise(PromiseChange::MaxAsa(value))),
    lever("max_occupancy", Range::Share(0.01, true), |value, _| Promise(PromiseChange::MaxOccupancy(value))),
    lever("minimum_agents", Range::Whole(100_000), |value, _| {
        Promise(PromiseChange::MinimumAgents(value as u32))
    }),
    lever("respond_share", Range::Share(0.0, true), |value, _| Promise(PromiseChange::RespondShare(value))),
    lever("respond_within_hours", Range::Number(0.01, 8760.0), |value, _| {
        Promise(PromiseChange::RespondWithinHours(value))
    }),
    lever("shrinkage_points", Range::Number(-0.99, 0.99), |value, _| {
        Shrinkage(ShrinkageChange::Points(value))
    }),
    lever("absence", Range::Share(0.0, false), |value, _| Shrinkage(ShrinkageChange::Absence(value))),
];

const fn lever(key: &'static str, range: Range, change: fn(f64, &Beside) -> What) -> Lever {
    Lever { key, range, change }
}

impl Lever {
    /// The number, if it is one within the range.
    pub(super) fn value(&self, section: &Section, value: &Spanned<DeValue>) -> Option<f64> {
        match self.range {
            Range::Number(least, most) => section.number_in(self.key, value, least, most),
            Range::Share(least, whole) => section.share_in(self.key, value, least, whole),
            Range::Whole(most) => section.whole_in(self.key, value, 0, most).map(f64::from),
        }
    }

    /// What the number changes for `queues`.
    pub(super) fn change(&self, value: f64, beside: &Beside, queues: &[QueueId]) -> Change {
        let queues = queues.to_vec();
        match (self.change)(value, beside) {
            Demand(change) => Change::Demand { queues, change },
            Promise(change) => Change::Promise { queues, change },
            Shrinkage(change) => Change::Shrinkage { queues, change },
        }
    }
}

impl Beside {
    pub(super) fn of(section: &Section) -> Beside {
        for key in ["deflected_aht_ratio", "return_share"] {
            queue::needs(section, key, "deflection");
        }
        for key in ["fcr", "repeat_share"] {
            queue::needs(section, key, "fcr_points");
            queue::needs(section, "fcr_points", key);
        }
        Beside {
            deflected_aht_ratio: section
                .number("deflected_aht_ratio", 0.01, 100.0)
                .unwrap_or(DEFLECTED_AHT_RATIO),
            return_share: section.share("return_share", 0.0, true).unwrap_or(0.0),
            fcr: section.share("fcr", 0.0, true).unwrap_or(0.0),
            repeat_share: section.share("repeat_share", 0.0, false).unwrap_or(0.0),
        }
    }
}

/// `open`, with what becomes of the contacts.
pub(super) fn opening(section: &Section, queues: &[QueueId]) -> Option<Change> {
    for key in ["moved_share", "new_hours_level"] {
        queue::needs(section, key, "open");
    }
    let moved_share = section.share("moved_share", 0.0, true).unwrap_or(1.0);
    let new_hours_level = section.number("new_hours_level", 0.0, 100.0);
    let change = DemandChange::Opening { opening: queue::opening(section)?, moved_share, new_hours_level };
    Some(Change::Demand { queues: queues.to_vec(), change })
}
