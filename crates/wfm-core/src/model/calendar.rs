//! When queues are open: weekly hours, and the days that are not ordinary.

use std::ops::Range;

use chrono::{Datelike, NaiveDate};

use super::{Grid, QueueId, TimeRange, WeekdaySet};

/// One line of weekly opening hours: `mon-fri 07:00-21:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct OpeningRule {
    /// Days on which the range starts.
    pub days: WeekdaySet,
    /// Local hours; they may run over midnight.
    pub hours: TimeRange,
}

/// Weekly opening hours of a queue.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(transparent))]
pub struct OpeningHours {
    /// The rules; the queue is open when any of them says so.
    pub rules: Vec<OpeningRule>,
}

/// What makes a day special.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum DayKind {
    /// Nobody works and nothing arrives.
    Closed,
    /// A public holiday on which the queue may still be open.
    Holiday,
    /// Something that changes volume: a campaign, a billing run, the eve of a feast.
    Event,
    /// Shorter or other hours than the weekday's.
    Short,
}

impl DayKind {
    /// All kinds.
    pub const ALL: [DayKind; 4] = [DayKind::Closed, DayKind::Holiday, DayKind::Event, DayKind::Short];

    /// The name used in files.
    pub fn name(self) -> &'static str {
        match self {
            DayKind::Closed => "closed",
            DayKind::Holiday => "holiday",
            DayKind::Event => "event",
            DayKind::Short => "short",
        }
    }
}

/// A day that is not ordinary.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SpecialDay {
    /// The local date.
    pub date: NaiveDate,
    /// What makes it special.
    pub kind: DayKind,
    /// What people call it; events of the same name share their effect.
    pub name: Option<String>,
    /// The queue it concerns; all queues when absent.
    pub queue: Option<QueueId>,
    /// Hours of this day in place of the weekday's; empty: the weekday's.
    pub open: Vec<TimeRange>,
    /// A factor on volume given by the planner, in place of a learned effect.
    pub factor: Option<f64>,
}

/// All special days of a centre.
#[derive(Debug, Clone, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(transparent))]
pub struct Calendar {
    /// In order of date.
    pub days: Vec<SpecialDay>,
}

/// The calendar of one queue: its weekly hours and the special days that concern it.
#[derive(Debug, Clone, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct QueueCalendar {
    /// Weekly opening hours.
    pub opening: OpeningHours,
    /// Special days, in order of date; those of this queue alone before those of all queues.
    pub special: Vec<SpecialDay>,
}

impl Calendar {
    /// The calendar of a queue with these weekly hours.
    pub fn of_queue(&self, queue: &QueueId, opening: &OpeningHours) -> QueueCalendar {
        let mut special: Vec<SpecialDay> =
            self.days.iter().filter(|day| day.queue.as_ref().is_none_or(|q| q == queue)).cloned().collect();
        special.sort_by_key(|day| (day.date, day.queue.is_none()));
        QueueCalendar { opening: opening.clone(), special }
    }
}

impl OpeningHours {
    /// Open stretches of the local day `date`, in minutes after midnight, in order and apart.
    pub fn minutes(&self, date: NaiveDate) -> Vec<Range<u32>> {
        let yesterday = date.weekday().pred();
        let mut open = Vec::new();
        for rule in &self.rules {
            let (start, end) = (u32::from(rule.hours.start.minutes()), u32::from(rule.hours.end.minutes()));
            if rule.days.contains(date.weekday()) {
                open.push(start..if rule.hours.over_midnight() { 1440 } else { end });
            }
            if rule.hours.over_midnight() && rule.days.contains(yesterday) {
                open.push(0..end);
            }
        }
        union(open)
    }
}

impl QueueCalendar {
    /// The special days on `date`, the queue's own first.
    pub fn special_on(&self, date: NaiveDate) -> impl Iterator<Item = &SpecialDay> {
        let first = self.special.partition_point(|day| day.date < date);
        self.special[first..].iter().take_while(move |day| day.date == date)
    }

    /// Open stretches of the local day `date`, in minutes after midnight, in order and apart; none when closed.
    pub fn open_minutes(&self, date: NaiveDate) -> Vec<Range<u32>> {
        if self.special_on(date).any(|day| day.kind == DayKind::Closed) {
            return Vec::new();
        }
        match self.special_on(date).find(|day| !day.open.is_empty()) {
            Some(day) => union(
                day.open
                    .iter()
                    .map(|hours| {
                        let end = if hours.over_midnight() { 1440 } else { u32::from(hours.end.minutes()) };
                        u32::from(hours.start.minutes())..end
                    })
                    .collect(),
            ),
            None => self.opening.minutes(date),
        }
    }

    /// Whether the queue is open at any time of each interval of `grid`.
    pub fn open_intervals(&self, grid: &Grid) -> Vec<bool> {
        let mut open = vec![false; grid.len()];
        for day in grid.days() {
            let stretches = self.open_minutes(day.date);
            for index in day.intervals {
                let start = grid.minute_of_day(index);
                let end = start + grid.step_minutes();
                open[index] = stretches.iter().any(|s| s.start < end && start < s.end);
            }
        }
        open
    }
}

fn union(mut stretches: Vec<Range<u32>>) -> Vec<Range<u32>> {
    stretches.retain(|s| s.start < s.end);
    stretches.sort_by_key(|s| s.start);
    let mut merged: Vec<Range<u32>> = Vec::new();
    for stretch in stretches {
        match merged.last_mut() {
            Some(last) if stretch.start <= last.end => last.end = last.end.max(stretch.end),
            _ => merged.push(stretch),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(rules: &[(&str, &str)]) -> OpeningHours {
        OpeningHours {
            rules: rules
                .iter()
                .map(|(days, hours)| OpeningRule {
                    days: days.parse().unwrap(),
                    hours: hours.parse().unwrap(),
                })
                .collect(),
        }
    }

    fn special(date: &str, kind: DayKind, open: &[&str]) -> SpecialDay {
        SpecialDay {
            date: date.parse().unwrap(),
            kind,
            name: None,
            queue: None,
            open: open.iter().map(|o| o.parse().unwrap()).collect(),
            factor: None,
        }
    }

    #[test]
    fn a_night_rule_opens_the_next_morning() {
        let opening = hours(&[("fri", "22:00-06:00")]);
        assert_eq!(opening.minutes("2026-11-27".parse().unwrap()), vec![1320..1440]);
        assert_eq!(opening.minutes("2026-11-28".parse().unwrap()), vec![0..360]);
        assert!(opening.minutes("2026-11-29".parse().unwrap()).is_empty());
    }

    #[test]
    fn a_special_day_closes_or_replaces_the_hours() {
        let calendar = QueueCalendar {
            opening: hours(&[("mon-sun", "08:00-20:00")]),
            special: vec![
                special("2026-12-24", DayKind::Short, &["08:00-12:00"]),
                special("2026-12-25", DayKind::Closed, &[]),
                special("2026-12-26", DayKind::Holiday, &[]),
            ],
        };
        assert_eq!(calendar.open_minutes("2026-12-24".parse().unwrap()), vec![480..720]);
        assert!(calendar.open_minutes("2026-12-25".parse().unwrap()).is_empty());
        assert_eq!(calendar.open_minutes("2026-12-26".parse().unwrap()), vec![480..1200]);
    }

    #[test]
    fn an_interval_is_open_when_any_minute_of_it_is() {
        let calendar = QueueCalendar { opening: hours(&[("mon-sun", "07:00-21:05")]), special: Vec::new() };
        let grid = Grid::of_days("2026-11-23".parse().unwrap(), 1, 30, chrono_tz::UTC).unwrap();
        let open = calendar.open_intervals(&grid);
        assert_eq!(open.iter().filter(|o| **o).count(), 29);
        assert!(open[42] && !open[43] && !open[13]);
    }
}
