//! The days of a sample that are not ordinary, and the `calendar.csv` made of them.

use chrono::NaiveDate;
use wfm_core::model::{Calendar, DayKind, QueueId, SpecialDay};

/// A row of `calendar.csv`, and what really happened on such a day.
#[derive(Debug, Clone)]
pub(super) struct Special {
    pub(super) date: NaiveDate,
    pub(super) kind: DayKind,
    pub(super) name: &'static str,
    /// The queue it concerns; all when absent.
    pub(super) queue: Option<&'static str>,
    /// Hours of this day, as in the file; empty: the weekday's.
    pub(super) open: &'static str,
    /// The planner's factor in the file, if they give one.
    pub(super) factor: Option<f64>,
    /// The factor on volume with which the history is made.
    pub(super) effect: f64,
}

impl Special {
    /// A day on which everything is closed.
    pub(super) fn closed(day: &str, name: &'static str) -> Self {
        Special {
            date: date(day),
            kind: DayKind::Closed,
            name,
            queue: None,
            open: "",
            factor: None,
            effect: 0.0,
        }
    }

    /// An event that multiplies the volume of a queue (of all queues when `None`) by `effect`.
    pub(super) fn event(
        day: NaiveDate,
        name: &'static str,
        queue: Option<&'static str>,
        effect: f64,
    ) -> Self {
        Special { date: day, kind: DayKind::Event, name, queue, open: "", factor: None, effect }
    }

    /// The same day for one queue only.
    pub(super) fn of(self, queue: &'static str) -> Self {
        Special { queue: Some(queue), ..self }
    }

    fn row(&self) -> String {
        let kind = match self.kind {
            DayKind::Closed => "closed",
            DayKind::Holiday => "holiday",
            DayKind::Event => "event",
            DayKind::Short => "short",
        };
        let factor = self.factor.map_or(String::new(), |factor| factor.to_string());
        format!("{},{kind},{},{},{},{factor}", self.date, self.name, self.queue.unwrap_or(""), self.open)
    }
}

/// A date of the samples, written `2026-08-31`.
pub(super) fn date(text: &str) -> NaiveDate {
    text.parse().expect("the dates of the samples are literals, and a test reads them all")
}

/// `calendar.csv`.
pub(super) fn calendar_csv(days: &[Special]) -> String {
    let rows = days.iter().map(Special::row);
    super::table("date,kind,name,queue,open,factor", rows)
}

/// The same days as the planner's noun.
pub(super) fn calendar(days: &[Special]) -> Calendar {
    let special = |day: &Special| SpecialDay {
        date: day.date,
        kind: day.kind,
        name: Some(day.name.to_owned()),
        queue: day.queue.map(QueueId::from),
        open: day.open.parse().into_iter().collect(),
        factor: day.factor,
    };
    Calendar { days: days.iter().map(special).collect() }
}
