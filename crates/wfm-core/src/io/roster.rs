//! `roster.csv` with `activities.csv`, and `published.csv`: who works when, and what they do then.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use super::codes::{self, Defect, Table as Kind};
use super::problem::{InputProblem, Report, Reported};
use super::source::Source;
use super::table::{Column, Row, Table, optional, required};
use super::time::Clock;
use super::value::Names;
use crate::model::{Activity, Agent, Assignment, Centre, Lock, Roster, Segment, date_of};

const AGENT: usize = 0;
const DATE: usize = 1;
const SHIFT: usize = 2;
const START: usize = 3;
const END: usize = 4;
const PAID_HOURS: usize = 5;
const LOCKED: usize = 6;

const ROSTER: [Column; 7] = [
    required("agent"),
    required("date"),
    required("shift"),
    required("start"),
    required("end"),
    optional("paid_hours"),
    optional("locked"),
];

/// Reads a roster; without activities every shift is one stretch on the queue.
pub(super) fn read(
    roster: Source,
    activities: Option<Source>,
    centre: &Centre,
    agents: &[Agent],
    report: &Report,
) -> Roster {
    let Some(mut table) = Table::open(Kind::Roster, roster, &ROSTER, report) else {
        return Roster::default();
    };
    let names = Names::new("agent", "agents.csv", agents.iter().map(|agent| agent.id.as_str()));
    let shifts = Names::new("shift", "centre.toml", centre.shifts.iter().map(|shift| shift.id.as_str()));
    let mut clock = Clock::new(centre.zone);
    let mut lines: BTreeMap<(String, DateTime<Utc>), u64> = BTreeMap::new();
    let mut assignments = Vec::new();
    while let Some(row) = table.row() {
        let Ok(assignment) = assignment(&row, centre, agents, &names, &shifts, &mut clock) else { continue };
        let key = (assignment.agent.as_str().to_owned(), assignment.start);
        if let Some(line) = lines.insert(key, row.line) {
            let what = format!(
                "a shift of agent {:?} with this start stands in line {line} already",
                assignment.agent.as_str()
            );
            row.report(row.problem(Defect::Duplicate, START, what).remedy("remove one of the two rows"));
            continue;
        }
        assignments.push(assignment);
    }
    assignments.sort_by(|a, b| (&a.agent, a.start).cmp(&(&b.agent, b.start)));
    if let Some(activities) = activities {
        add_activities(activities, centre, &names, &mut assignments, report);
    }
    for assignment in &mut assignments {
        // What no activity covers is time on the queue.
        let named = std::mem::take(&mut assignment.segments);
        assignment.segments = assignment.filled(named, None);
    }
    Roster { assignments }
}

fn assignment(
    row: &Row,
    centre: &Centre,
    agents: &[Agent],
    names: &Names,
    shifts: &Names,
    clock: &mut Clock,
) -> Result<Assignment, Reported> {
    let agent = row.needed(AGENT).and_then(|name| names.find(row, AGENT, name).map(|index| (name, index)));
    let shift = row.needed(SHIFT).and_then(|name| shifts.find(row, SHIFT, name).map(|index| (name, index)));
    let date = row.needed_date(DATE);
    let stretch = stretch(row, START, END, clock);
    let paid_hours = row.number(PAID_HOURS);
    let locked = row.word(LOCKED, Lock::name, &Lock::ALL);
    let ((start, end), (shift, index), date) = (stretch?, shift?, date?);
    let (agent, position) = agent?;
    let zone = agents.get(position).and_then(|agent| agent.zone).unwrap_or(centre.zone);
    check_date(row, date, start, zone)?;
    let length = u32::try_from((end - start).num_minutes()).unwrap_or(0);
    let paid_minutes = match paid_hours? {
        Some(hours) => (hours.min(48.0) * 60.0).round() as u32,
        None => centre.shifts.get(index).map_or(length, |shift| shift.paid_minutes(length)),
    };
    Ok(Assignment {
        agent: agent.into(),
        date,
        shift: shift.into(),
        start,
        end,
        paid_minutes,
        segments: Vec::new(),
        locked: locked?.unwrap_or_default(),
    })
}

/// The date is the agent's own.
fn check_date(row: &Row, date: NaiveDate, start: DateTime<Utc>, zone: Tz) -> Result<(), Reported> {
    let local = date_of(start, zone);
    if local == date {
        return Ok(());
    }
    let what = format!("the shift starts on {local} in {zone}, not on {date}");
    let problem = row.problem_of(codes::ROSTER_ORDER, DATE, what);
    Err(row
        .report(problem.expected("the local day on which the shift starts").remedy("correct date or start")))
}

/// Start and end, in order and at most two days apart.
fn stretch(
    row: &Row,
    start: usize,
    end: usize,
    clock: &mut Clock,
) -> Result<(DateTime<Utc>, DateTime<Utc>), Reported> {
    let (from, to) = (row.needed_instant(start, clock), row.needed_instant(end, clock));
    let (from, to) = (from?, to?);
    if from < to && (to - from).num_hours() <= 48 {
        return Ok((from, to));
    }
    let what = if from < to { "it takes more than two days" } else { "it ends before it begins" };
    let problem = row.problem_of(codes::ROSTER_ORDER, end, what);
    Err(row.report(problem.remedy("correct start or end; over midnight the end has the next day's date")))
}

const A_START: usize = 1;
const A_END: usize = 2;
const A_ACTIVITY: usize = 3;
const A_QUEUE: usize = 4;

const ACTIVITIES: [Column; 5] =
    [required("agent"), required("start"), required("end"), required("activity"), optional("queue")];

fn add_activities(
    source: Source,
    centre: &Centre,
    names: &Names,
    assignments: &mut [Assignment],
    report: &Report,
) {
    let Some(mut table) = Table::open(Kind::Roster, source, &ACTIVITIES, report) else { return };
    let queues = Names::new("queue", "centre.toml", centre.queues.iter().map(|queue| queue.id.as_str()));
    let mut clock = Clock::new(centre.zone);
    let mut lines: BTreeMap<(usize, DateTime<Utc>), u64> = BTreeMap::new();
    while let Some(row) = table.row() {
        let Ok((agent, segment)) = activity(&row, names, &queues, &mut clock) else { continue };
        let after = assignments.partition_point(|a| (a.agent.as_str(), a.start) <= (agent, segment.start));
        let home = after.checked_sub(1).filter(|at| {
            let assignment = &assignments[*at];
            assignment.agent.as_str() == agent && segment.end <= assignment.end
        });
        let Some(home) = home else {
            let what = format!("the activity lies outside every shift of agent {agent:?} and is left aside");
            let problem = row.problem_of(codes::ACTIVITY_OUTSIDE, A_START, what);
            row.report(
                problem.remedy("if the shift was taken out on purpose, nothing; else correct the times"),
            );
            continue;
        };
        lines.insert((home, segment.start), row.line);
        assignments[home].segments.push(segment);
    }
    for (index, assignment) in assignments.iter_mut().enumerate() {
        assignment.segments.sort_by_key(|segment| (segment.start, segment.end));
        for pair in assignment.segments.windows(2).filter(|pair| pair[1].start < pair[0].end) {
            let line = lines.get(&(index, pair[1].start)).copied().unwrap_or(1);
            let (agent, first, second) = (assignment.agent.as_str(), &pair[0].activity, &pair[1].activity);
            let what = format!("{second} of agent {agent:?} begins before {first} ends");
            let problem =
                InputProblem::new(codes::ACTIVITY_OVERLAP, &table.name, what).line(line).column("start");
            report.add(problem.remedy("shorten or move one of the two activities"));
        }
    }
}

fn activity<'t>(
    row: &Row<'t>,
    names: &Names,
    queues: &Names,
    clock: &mut Clock,
) -> Result<(&'t str, Segment), Reported> {
    let agent = row.needed(AGENT).and_then(|name| names.find(row, AGENT, name).map(|_| name));
    let stretch = stretch(row, A_START, A_END, clock);
    let activity = row.needed(A_ACTIVITY);
    let queue =
        row.text(A_QUEUE).map(|name| queues.find(row, A_QUEUE, name).map(|_| name.into())).transpose();
    let ((start, end), activity) = (stretch?, Activity::from(activity?.to_owned()));
    Ok((agent?, Segment { start, end, activity, queue: queue? }))
}
