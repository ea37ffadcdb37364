//! What of the history is not taken at its word: gaps, outages, intervals that do not fit their day, calls at closed hours.
//!
//! ```text
//! f[d,s]  = usual share of slot s in the days of its weekday (median) · contacts of day d
//! outage:   three slots or an hour of nothing, where e^(−Σ f) < 1e−6; a slot is enough where all queues of a feed are silent
//! e[d,s]  = (y − f) / √max(f, 1),   weight = min(1, 6 / |e_std|),   e_std by median and MAD of the weekday's slot
//! ```
//!
//! Nothing is dropped without a [`Cleaned`] that says so. Days that do not fit the calendar are found by the day model.

use std::ops::Range;

use chrono::{Datelike, NaiveDate};

use super::day_model::DayModel;
use super::day_table::{DayTable, TableDay};
use super::past::{LEAST_SEEN, Past};
use crate::model::{Cleaned, CleaningAction, CleaningReason, QueueCalendar};
use crate::units::Contacts;

/// Contacts that never fail to arrive by chance: `e^−13.8` is one in a million.
const NEVER_NONE: Contacts = 13.8;
/// Slots of nothing before an outage is thought of, unless an hour has fewer.
const SILENT_SLOTS: usize = 3;
/// Standard deviations beyond which an interval counts less.
const FAR: f64 = 6.0;
/// Days that count less than this are worth a word: more than four standard deviations off.
const UNUSUAL: f64 = 0.375;
/// Median absolute deviations in a standard deviation of a normal distribution.
const MAD: f64 = 1.4826;

/// A stretch of a day in which nothing arrived on any queue of a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Silence {
    date: NaiveDate,
    slots: Range<usize>,
}

/// Stretches of nothing, however short, that chance does not explain in `table`, the sum of the queues of a feed.
pub(super) fn silences(table: &mut DayTable) -> Vec<Silence> {
    let usual = usual_slots(table);
    let of_day = |day: &mut TableDay| {
        let (date, runs) = (day.date, outages(day, &usual[weekday(day)], 1));
        runs.into_iter().map(move |slots| Silence { date, slots })
    };
    table.days.iter_mut().flat_map(of_day).collect()
}

/// Marks what is strange in `table` and says what was done with it; `silences` are those of its feed, in order of time.
pub(super) fn clean(table: &mut DayTable, calendar: &QueueCalendar, silences: &[Silence]) -> Vec<Cleaned> {
    let usual = usual_slots(table);
    let mut cleaned = missing_days(table, &usual, calendar);
    let last = table.days.len().saturating_sub(1);
    let step = table.step_minutes;
    for (row, day) in table.days.iter_mut().enumerate() {
        let usual = &usual[weekday(day)];
        let mut stretches = at_closed_hours(day);
        let first = silences.partition_point(|silence| silence.date < day.date);
        let silences = silences[first..].iter().take_while(|silence| silence.date == day.date);
        let silences: Vec<Range<usize>> = silences.map(|silence| silence.slots.clone()).collect();
        stretches.extend(gaps(day, usual, step, row == last, &silences));
        cleaned.extend(stretches.into_iter().map(|stretch| stretch.on(day, step)));
    }
    cleaned.extend(unusual_intervals(table, &usual));
    cleaned
}

/// Slots of a day that are strange.
struct Stretch {
    slots: Range<usize>,
    observed: Option<Contacts>,
    expected: Option<Contacts>,
    action: CleaningAction,
    reason: CleaningReason,
}

impl Stretch {
    fn on(self, day: &TableDay, step: u32) -> Cleaned {
        Cleaned {
            date: day.date,
            from_minute: self.slots.start as u32 * step,
            to_minute: (self.slots.end as u32 * step).min(1440),
            observed: self.observed,
            expected: self.expected,
            action: self.action,
            reason: self.reason,
        }
    }
}

fn weekday(day: &TableDay) -> usize {
    day.date.weekday().num_days_from_monday() as usize
}

/// Median contacts of each slot of each weekday on its ordinary days; 0 where there was none.
fn usual_slots(table: &DayTable) -> Vec<Vec<f64>> {
    let of_slot = |days: &[&TableDay], slot: usize| {
        median(&mut days.iter().filter_map(|day| day.offered[slot]).collect::<Vec<_>>()).unwrap_or(0.0)
    };
    let of_weekday = |number: usize| {
        let days: Vec<&TableDay> =
            table.days.iter().filter(|day| day.special.is_none() && weekday(day) == number).collect();
        (0..table.slots).map(|slot| of_slot(&days, slot)).collect()
    };
    (0..7).map(of_weekday).collect()
}

/// Open days between the first and the last one on record that have no record at all.
fn missing_days(table: &DayTable, usual: &[Vec<f64>], calendar: &QueueCalendar) -> Vec<Cleaned> {
    let (Some(first), Some(last)) = (table.days.first(), table.days.last()) else { return Vec::new() };
    let between = first.date.iter_days().take_while(|date| *date < last.date);
    let missing = between.filter(|date| table.days.binary_search_by_key(date, |day| day.date).is_err());
    let entry = |date: chrono::NaiveDate| {
        let open = calendar.open_minutes(date);
        let expected: f64 = usual[date.weekday().num_days_from_monday() as usize].iter().sum();
        Some(Cleaned {
            date,
            from_minute: open.first()?.start,
            to_minute: open.last()?.end,
            observed: None,
            expected: (expected > 0.0).then_some(expected),
            action: CleaningAction::LeftOut,
            reason: CleaningReason::MissingDay,
        })
    };
    missing.filter_map(entry).collect()
}

/// Contacts that came while the queue was closed: they are no demand of the opening hours.
fn at_closed_hours(day: &TableDay) -> Vec<Stretch> {
    let none = Stretch {
        slots: 0..day.open.len(),
        observed: Some(day.outside),
        expected: None,
        action: CleaningAction::LeftOut,
        reason: CleaningReason::ClosedHours,
    };
    if day.outside > 0.0 { vec![none] } else { Vec::new() }
}

/// Takes outages of `least` slots or more out of an ordinary day; what arrives on a special day is not known well enough to
/// call nothing strange.
fn outages(day: &mut TableDay, usual: &[f64], least: usize) -> Vec<Range<usize>> {
    if day.special.is_some() {
        return Vec::new();
    }
    let level = level(day, usual);
    let mut silent = runs(day.offered.len(), |slot| day.offered[slot] == Some(0.0));
    silent.retain(|slots| {
        let expected = level * usual[slots.clone()].iter().sum::<f64>();
        slots.len() >= least && expected > NEVER_NONE
    });
    silent.iter().for_each(|slots| day.offered[slots.clone()].fill(None));
    silent
}

/// Takes the silences of the feed out of a day: the slots in which nothing is on record.
fn feed_outages(day: &mut TableDay, silences: &[Range<usize>]) -> Vec<Range<usize>> {
    let is_silent = |slot: usize| silences.iter().any(|slots| slots.contains(&slot));
    let silent = runs(day.offered.len(), |slot| day.offered[slot] == Some(0.0) && is_silent(slot));
    silent.iter().for_each(|slots| day.offered[slots.clone()].fill(None));
    silent
}

/// What the slots with contacts were against the usual, at most 1; nothing all day is an ordinary day without a record.
fn level(day: &TableDay, usual: &[f64]) -> f64 {
    let cells = day.offered.iter().zip(usual).filter_map(|(seen, usual)| Some(((*seen)?, *usual)));
    let (seen, expected) =
        cells.filter(|(seen, _)| *seen > 0.0).fold((0.0, 0.0), |(a, b), (seen, usual)| (a + seen, b + usual));
    if expected > 0.0 { (seen / expected).min(1.0) } else { 1.0 }
}

/// Open slots without a record, and those where the record is an outage.
fn gaps(
    day: &mut TableDay,
    usual: &[f64],
    step: u32,
    is_last: bool,
    silences: &[Range<usize>],
) -> Vec<Stretch> {
    let end = day.open.iter().rposition(|open| *open).map_or(0, |last| last + 1);
    let missing = runs(day.open.len(), |slot| day.open[slot] && day.offered[slot].is_none());
    let unfed = feed_outages(day, silences);
    let silent = outages(day, usual, SILENT_SLOTS.min(60usize.div_ceil(step as usize)));
    let action = if is_nearly_whole(day, usual) { CleaningAction::FilledUp } else { CleaningAction::LeftOut };
    let stretch = |slots: Range<usize>, observed, reason| Stretch {
        observed,
        expected: Some(usual[slots.clone()].iter().sum::<f64>()).filter(|expected| *expected > 0.0),
        action,
        reason,
        slots,
    };
    let reason = |slots: &Range<usize>| match is_last && slots.end == end {
        true => CleaningReason::PartialLastDay,
        false => CleaningReason::MissingIntervals,
    };
    let missing = missing.into_iter().map(|slots| stretch(slots.clone(), None, reason(&slots)));
    let silent = silent.into_iter().map(|slots| stretch(slots, Some(0.0), CleaningReason::Outage));
    let unfed = unfed.into_iter().map(|slots| stretch(slots, Some(0.0), CleaningReason::FeedOutage));
    missing.chain(unfed).chain(silent).collect()
}

/// Whether what was seen is enough to know the total of the day.
fn is_nearly_whole(day: &TableDay, usual: &[f64]) -> bool {
    let sum =
        |is: &dyn Fn(usize) -> bool| (0..usual.len()).filter(|slot| is(*slot)).map(|slot| usual[slot]).sum();
    let (hours, seen): (f64, f64) = (sum(&|slot| day.open[slot]), sum(&|slot| day.offered[slot].is_some()));
    hours > 0.0 && seen >= LEAST_SEEN * hours
}

/// Lowers the weight of slots that do not fit their day.
fn unusual_intervals(table: &mut DayTable, usual: &[Vec<f64>]) -> Vec<Cleaned> {
    let mut found = Vec::new();
    for (number, usual) in usual.iter().enumerate() {
        let rows: Vec<usize> = (0..table.days.len())
            .filter(|row| table.days[*row].special.is_none() && weekday(&table.days[*row]) == number)
            .collect();
        let levels: Vec<f64> = rows.iter().map(|row| share_seen(&table.days[*row], usual)).collect();
        for (slot, usual) in usual.iter().enumerate().filter(|(_, usual)| **usual > 0.0) {
            let error = |place: usize| {
                let expected = usual * levels[place];
                Some((table.days[rows[place]].offered[slot]? - expected) / expected.max(1.0).sqrt())
            };
            let errors: Vec<Option<f64>> = (0..rows.len()).map(error).collect();
            for (place, weight) in far(&errors) {
                let day = &mut table.days[rows[place]];
                if day.weights.is_empty() {
                    day.weights = vec![1.0; day.offered.len()];
                }
                day.weights[slot] = weight;
                let stretch = Stretch {
                    slots: slot..slot + 1,
                    observed: day.offered[slot],
                    expected: Some(usual * levels[place]),
                    action: CleaningAction::CountedLess,
                    reason: CleaningReason::UnusualInterval,
                };
                found.push(stretch.on(day, table.step_minutes));
            }
        }
    }
    found
}

/// Days whose total is so far from the day model that they count for little.
pub(super) fn unusual_days(past: &Past<'_>, model: &DayModel) -> Vec<Cleaned> {
    let strange = (0..past.known).filter(|day| past.totals[*day].is_some() && model.weight(*day) < UNUSUAL);
    let entry = |day: usize| {
        let row = &past.table.days[past.rows[day]?];
        let open = row.open.iter().position(|open| *open)?..row.open.iter().rposition(|open| *open)? + 1;
        let stretch = Stretch {
            slots: open,
            observed: past.totals[day],
            expected: Some((model.fitted(&past.line, day).exp() - 1.0).max(0.0)),
            action: CleaningAction::CountedLess,
            reason: CleaningReason::UnusualDay,
        };
        Some(stretch.on(row, past.table.step_minutes))
    };
    strange.filter_map(entry).collect()
}

/// Contacts of the slots that were seen against their usual number.
fn share_seen(day: &TableDay, usual: &[f64]) -> f64 {
    let cells = day.offered.iter().zip(usual).filter_map(|(seen, usual)| Some(((*seen)?, *usual)));
    let (seen, expected) = cells.fold((0.0, 0.0), |(a, b), (seen, usual)| (a + seen, b + usual));
    if expected > 0.0 { seen / expected } else { 0.0 }
}

/// Places of the errors that are far from the others, and how much these still count.
fn far(errors: &[Option<f64>]) -> Vec<(usize, f64)> {
    let mut known: Vec<f64> = errors.iter().flatten().copied().collect();
    let Some(middle) = median(&mut known) else { return Vec::new() };
    known.iter_mut().for_each(|error| *error = (*error - middle).abs());
    // Chance alone has a standard deviation of 1.
    let deviation = (MAD * median(&mut known).unwrap_or(0.0)).max(1.0);
    let distance = |error: &Option<f64>| error.map(|error| (error - middle).abs() / deviation);
    let distances = errors.iter().enumerate().filter_map(|(place, error)| Some((place, distance(error)?)));
    distances
        .filter(|(_, distance)| *distance > FAR)
        .map(|(place, distance)| (place, FAR / distance))
        .collect()
}

/// Stretches of consecutive slots for which `is` holds.
fn runs(slots: usize, is: impl Fn(usize) -> bool) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for slot in (0..slots).filter(|slot| is(*slot)) {
        match runs.last_mut().filter(|run| run.end == slot) {
            Some(run) => run.end += 1,
            None => runs.push(slot..slot + 1),
        }
    }
    runs
}

/// The upper median; the values are put in another order.
fn median(values: &mut [f64]) -> Option<f64> {
    let middle = values.len() / 2;
    (!values.is_empty()).then(|| *values.select_nth_unstable_by(middle, f64::total_cmp).1)
}
