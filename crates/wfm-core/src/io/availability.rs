//! `availability.csv`: leave, unavailability, wishes and fixed activities.
//!
//! A bare date stands for the whole local day, also as `to`. An entry with `weekly` becomes one entry per occurrence.
//! An activity with `minutes` is placed by the program somewhere between `from` and `to`.
//! Times of an agent with a zone of their own are in that zone.

use std::collections::BTreeMap;
use std::num::NonZeroU16;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use chrono_tz::Tz;

use super::codes::{self, Table as Kind};
use super::problem::{InputProblem, Report, Reported};
use super::source::Source;
use super::table::{Column, Row, Table, optional, required, text};
use super::time::Clock;
use super::value::{Names, parse_date};
use crate::model::{
    Agent, Availability, AvailabilityKind, Centre, LocalInstant, WeekdaySet, date_of, first_instant,
    local_instant,
};

const AGENT: usize = 0;
const FROM: usize = 1;
const TO: usize = 2;
const KIND: usize = 3;
const WEEKLY: usize = 4;
const SHIFT: usize = 5;
const WEIGHT: usize = 6;
const MINUTES: usize = 7;
const TOGETHER: usize = 8;
const NOTE: usize = 9;

const COLUMNS: [Column; 10] = [
    required("agent"),
    required("from"),
    required("to"),
    required("kind"),
    optional("weekly"),
    optional("shift"),
    optional("weight"),
    optional("minutes"),
    optional("together"),
    text("note"),
];

/// A weekly entry may run for so many days.
const MOST_DAYS: i64 = 3660;

/// A bare date, or an instant.
#[derive(Debug, Clone, Copy)]
enum Limit {
    Day(NaiveDate),
    At(DateTime<Utc>),
}

/// First instant, and first instant after.
type Stretch = (DateTime<Utc>, DateTime<Utc>);

/// Leave by agent, with the line of each.
type Leave = BTreeMap<usize, Vec<(Stretch, u64)>>;

pub(super) fn read(source: Source, centre: &Centre, agents: &[Agent], report: &Report) -> Vec<Availability> {
    let Some(mut table) = Table::open(Kind::Availability, source, &COLUMNS, report) else {
        return Vec::new();
    };
    let names = Names::new("agent", "agents.csv", agents.iter().map(|agent| agent.id.as_str()));
    let shifts = Names::new("shift", "centre.toml", centre.shifts.iter().map(|shift| shift.id.as_str()));
    let mut clocks: BTreeMap<&str, Clock> = BTreeMap::new();
    let mut entries = Vec::new();
    let mut leave = Leave::new();
    while let Some(row) = table.row() {
        let agent = row.needed(AGENT).and_then(|name| names.find(&row, AGENT, name));
        let zone = agent.ok().and_then(|index| agents.get(index)?.zone).unwrap_or(centre.zone);
        let clock = clocks.entry(zone.name()).or_insert_with(|| Clock::new(zone));
        let Ok(read) = occurrences(&row, clock, &shifts) else { continue };
        let Ok(agent) = agent else { continue };
        for entry in &read {
            if entry.kind == AvailabilityKind::Leave {
                leave.entry(agent).or_default().push(((entry.from, entry.to), row.line));
            }
        }
        entries.extend(read);
    }
    report_overlaps(leave, agents, &table.name, report);
    entries
}

/// The entry of a row, or its weekly occurrences.
fn occurrences(row: &Row, clock: &mut Clock, shifts: &Names<'_>) -> Result<Vec<Availability>, Reported> {
    let kind = row
        .needed(KIND)
        .and_then(|_| row.word(KIND, AvailabilityKind::name, &AvailabilityKind::ALL)?.ok_or(Reported));
    let (from, to) = (limit(row, FROM, clock), limit(row, TO, clock));
    let weekly = row.parsed::<WeekdaySet>(WEEKLY, "weekdays such as mon, mon-fri or mon,wed");
    let shift = row.text(SHIFT).map(|name| shifts.find(row, SHIFT, name).map(|_| name.into())).transpose();
    let weight = row.parsed::<NonZeroU16>(WEIGHT, "a whole number from 1 on");
    let minutes = row.parsed::<NonZeroU16>(MINUTES, "a whole number of minutes from 1 on");
    let (agent, kind, from, to) = (row.needed(AGENT)?, kind?, from?, to?);
    let (shift, weight) = (shift?, weight?.map_or(1, NonZeroU16::get));
    let minutes = minutes?.map(|minutes| u32::from(minutes.get()));
    let together = row.text(TOGETHER).map(str::to_owned);
    let note = row.text(NOTE).map(str::to_owned);
    let entry = |from, to| Availability {
        shift: shift.clone(),
        weight,
        minutes,
        together: together.clone(),
        note: note.clone(),
        ..Availability::new(agent, from, to, kind)
    };
    let (first, last) = (first_of(from, clock.zone), end_of(to, clock.zone));
    if first >= last {
        let problem = row.problem_of(codes::AVAILABILITY_ORDER, TO, "the entry ends before it begins");
        return Err(row.report(problem.remedy("swap from and to, or correct one of them")));
    }
    let entries: Vec<Availability> = match weekly? {
        None => vec![entry(first, last)],
        Some(days) => {
            let stretches = weekly_stretches(row, from, to, days, clock)?;
            stretches.into_iter().map(|(from, to)| entry(from, to)).collect()
        }
    };
    check_to_place(row, kind, &entries)?;
    Ok(entries)
}

/// Only activities are placed, and only where there is room for them.
fn check_to_place(row: &Row, kind: AvailabilityKind, entries: &[Availability]) -> Result<(), Reported> {
    let refuse = |column, what: String, remedy: &str| {
        Err(row.report(row.problem_of(codes::AVAILABILITY_PLACE, column, what).remedy(remedy)))
    };
    let (minutes, together) = (row.text(MINUTES), row.text(TOGETHER));
    let room = |entry: &Availability| (entry.to - entry.from).num_minutes();
    match (minutes, together) {
        (Some(_), _) if !kind.is_activity() => refuse(
            MINUTES,
            format!("{} is not placed by the program", kind.name()),
            "leave minutes empty, or make it a meeting, training, coaching or fixed",
        ),
        (None, Some(_)) => refuse(
            TOGETHER,
            "only activities with minutes are placed together".to_owned(),
            "give the length in minutes, or leave together empty",
        ),
        (Some(minutes), _) if entries.iter().any(|e| e.minutes.is_some_and(|m| room(e) < i64::from(m))) => {
            refuse(
                MINUTES,
                format!("{minutes} minutes are longer than the time from from to to"),
                "give more time between from and to, or fewer minutes",
            )
        }
        _ => Ok(()),
    }
}

fn limit(row: &Row, column: usize, clock: &mut Clock) -> Result<Limit, Reported> {
    match parse_date(row.needed(column)?) {
        Some(date) => Ok(Limit::Day(date)),
        None => row.needed_instant(column, clock).map(Limit::At),
    }
}

fn first_of(limit: Limit, zone: Tz) -> DateTime<Utc> {
    match limit {
        Limit::Day(date) => first_instant(date, zone),
        Limit::At(instant) => instant,
    }
}

/// First instant after: a bare date includes its day.
fn end_of(limit: Limit, zone: Tz) -> DateTime<Utc> {
    match limit {
        Limit::Day(date) => first_instant(date.succ_opt().unwrap_or(date), zone),
        Limit::At(instant) => instant,
    }
}

/// Local date and, when written, time of day.
fn date_and_time(limit: Limit, zone: Tz) -> (NaiveDate, Option<NaiveTime>) {
    match limit {
        Limit::Day(date) => (date, None),
        Limit::At(instant) => (date_of(instant, zone), Some(instant.with_timezone(&zone).time())),
    }
}

fn weekly_stretches(
    row: &Row,
    from: Limit,
    to: Limit,
    days: WeekdaySet,
    clock: &mut Clock,
) -> Result<Vec<Stretch>, Reported> {
    let zone = clock.zone;
    let ((first, start), (last, end)) = (date_and_time(from, zone), date_and_time(to, zone));
    let refuse = |what: &str| {
        let problem = row.problem_of(codes::AVAILABILITY_WEEKLY, WEEKLY, what);
        Err(row.report(problem.remedy("from and to are the first and the last day on which it may happen")))
    };
    if (last - first).num_days() > MOST_DAYS {
        return refuse("the entry repeats for more than ten years");
    }
    let dates = first.iter_days().take_while(|date| *date <= last);
    let dates: Vec<NaiveDate> = dates.filter(|date| days.contains(date.weekday())).collect();
    if dates.is_empty() {
        return refuse("none of the weekdays lies between from and to");
    }
    // Without times, whole days; with an end at or before the start of day, over midnight.
    let start = start.unwrap_or(NaiveTime::MIN);
    let next_day = end.is_none_or(|end| end <= start);
    let end = end.unwrap_or(NaiveTime::MIN);
    let stretch = |date: NaiveDate| {
        let end_date = if next_day { date.checked_add_days(Days::new(1))? } else { date };
        Some((on_clock(date.and_time(start), zone), on_clock(end_date.and_time(end), zone)))
    };
    Ok(dates.into_iter().filter_map(stretch).filter(|(from, to)| from < to).collect())
}

/// The instant of a local time; the end of the gap where the clock skips it.
fn on_clock(local: NaiveDateTime, zone: Tz) -> DateTime<Utc> {
    match local_instant(local, zone) {
        LocalInstant::Once(instant) | LocalInstant::Twice(instant, _) => instant,
        LocalInstant::Never => {
            let date = local.date();
            let since_midnight = local - date.and_time(NaiveTime::MIN);
            first_instant(date, zone) + since_midnight
        }
    }
}

fn report_overlaps(leave: Leave, agents: &[Agent], file: &str, report: &Report) {
    for (agent, mut stretches) in leave {
        stretches.sort();
        for pair in stretches.windows(2) {
            let (((_, end), line), ((start, _), other)) = (pair[0], pair[1]);
            if start < end {
                let name = agents.get(agent).map_or("", |agent| agent.id.as_str());
                let (first, second) = (line.min(other), line.max(other));
                let what = format!("the leave of agent {name:?} overlaps that of line {first}");
                let problem = InputProblem::new(codes::AVAILABILITY_OVERLAP, file, what);
                let remedy =
                    format!("shorten or remove line {first} or line {second}: a day of leave counts once");
                report.add(problem.line(second).column("from").remedy(remedy));
            }
        }
    }
}
