//! Shifts that could be worked: every template on every day, with each start and length, as absolute time.

use std::collections::HashMap;
use std::ops::Range;

use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;

use super::problem::{Problem, start_instant};
use crate::scheduling::places::{BreakPlan, PriceSums, RoomOf, Rooms};

/// A shift template on a day, with its start and length. Minutes count from the start of the grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Candidate {
    pub(super) day: usize,
    pub(super) date: NaiveDate,
    /// Position among the templates.
    pub(super) shift: usize,
    /// Start in minutes after local midnight.
    pub(super) clock: u32,
    pub(super) length: u32,
    pub(super) paid: u32,
    pub(super) start: i64,
    pub(super) end: i64,
    /// First base step, and first after the shift.
    pub(super) from: i64,
    pub(super) to: i64,
}

/// All candidates of one time zone, in order of day, template, start and length.
#[derive(Debug, Clone)]
pub(super) struct Candidates {
    pub(super) zone: Tz,
    pub(super) all: Vec<Candidate>,
    pub(super) by_day: Vec<Range<usize>>,
    pub(super) rooms: Rooms,
    /// Breaks per length of a template, where each has room of its own.
    breaks: Vec<Option<Vec<RoomOf>>>,
    /// Position in `breaks`, per candidate.
    breaks_of: Vec<usize>,
}

impl Candidates {
    /// Every candidate whose breaks fit into it.
    pub(super) fn new(problem: &Problem, plans: &[BreakPlan], zone: Tz) -> Self {
        let mut all = Vec::new();
        let mut by_day = Vec::new();
        for (day, date) in problem.dates.iter().enumerate() {
            let first = all.len();
            for (shift, plan) in plans.iter().enumerate() {
                of_template(problem, plan, (day, *date), shift, zone, &mut all);
            }
            by_day.push(first..all.len());
        }
        let mut candidates = Candidates {
            zone,
            all,
            by_day,
            rooms: Rooms::default(),
            breaks: Vec::new(),
            breaks_of: Vec::new(),
        };
        candidates.note_breaks(plans);
        candidates
    }

    fn note_breaks(&mut self, plans: &[BreakPlan]) {
        let mut kinds = HashMap::new();
        for candidate in &self.all {
            let steps = candidate.to - candidate.from;
            let kind = *kinds.entry((candidate.shift, steps)).or_insert_with(|| {
                self.breaks.push(self.rooms.note(&plans[candidate.shift], steps));
                self.breaks.len() - 1
            });
            self.breaks_of.push(kind);
        }
    }

    /// What a candidate is worth at prices that were looked into, its breaks at the best places and nothing else to do.
    #[inline]
    pub(super) fn worth(&self, position: usize, plans: &[BreakPlan], sums: &PriceSums) -> i64 {
        let candidate = &self.all[position];
        let span = (candidate.from, candidate.to);
        let quick = self.breaks[self.breaks_of[position]].as_ref();
        quick.and_then(|breaks| sums.worth(span, breaks)).unwrap_or_else(|| {
            sums.between(span.0, span.1) - plans[candidate.shift].least(sums, span, &[]).unwrap_or(0)
        })
    }
}

fn of_template(
    problem: &Problem,
    plan: &BreakPlan,
    (day, date): (usize, NaiveDate),
    shift: usize,
    zone: Tz,
    all: &mut Vec<Candidate>,
) {
    let template = &problem.shifts[shift];
    if !template.days.contains(date.weekday()) {
        return;
    }
    let mut lengths = template.lengths.clone();
    lengths.sort_unstable();
    lengths.dedup();
    lengths.retain(|length| *length > 0 && plan.fits(i64::from(*length) / problem.step));
    for clock in template.starts() {
        let Some(instant) = start_instant(date, clock, zone) else { continue };
        let start = problem.minute(instant);
        all.extend(lengths.iter().map(|length| {
            let end = start + i64::from(*length);
            let paid = template.paid_minutes(*length);
            let (from, to) = (start / problem.step, end / problem.step);
            Candidate { day, date, shift, clock, length: *length, paid, start, end, from, to }
        }));
    }
}
