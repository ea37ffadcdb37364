//! The week as a table: a row for everybody, for reading names and for paper.

use chrono::{Datelike, NaiveDate};
use serde::Serialize;
use wfm_core::model::{Agent, Assignment, Availability, AvailabilityKind, first_instant};

use super::day::time;
use super::{Sheet, Team};

/// The week of every agent.
#[derive(Debug, Serialize)]
pub(super) struct Week {
    days: Vec<WeekDay>,
    teams: Vec<TeamWeek>,
}

#[derive(Debug, Serialize)]
struct WeekDay {
    label: String,
    weekend: bool,
}

#[derive(Debug, Serialize)]
struct TeamWeek {
    name: String,
    hours: String,
    rows: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Row {
    name: String,
    contract: String,
    cells: Vec<Cell>,
    hours: String,
}

#[derive(Debug, Serialize)]
struct Cell {
    class: &'static str,
    lines: Vec<String>,
}

/// The week by team and agent.
pub(super) fn week(sheet: &Sheet) -> Week {
    let reader = sheet.reader;
    let weekend = |date: NaiveDate| reader.input.centre.weekend.contains(date.weekday());
    Week {
        days: reader
            .page_days()
            .map(|date| WeekDay { label: reader.dates.short(date), weekend: weekend(date) })
            .collect(),
        teams: sheet.teams.iter().map(|team| team_week(sheet, team)).collect(),
    }
}

fn team_week(sheet: &Sheet, team: &Team) -> TeamWeek {
    let minutes: u32 = team.agents.iter().map(|agent| paid_minutes(sheet, agent)).sum();
    TeamWeek {
        name: team.name.clone(),
        hours: hours(sheet, minutes),
        rows: team.agents.iter().map(|agent| row(sheet, agent)).collect(),
    }
}

fn row(sheet: &Sheet, agent: &Agent) -> Row {
    Row {
        name: agent.display_name().to_owned(),
        contract: agent.contract.to_string(),
        cells: sheet.reader.page_days().map(|date| cell(sheet, agent, date)).collect(),
        hours: hours(sheet, paid_minutes(sheet, agent)),
    }
}

fn cell(sheet: &Sheet, agent: &Agent, date: NaiveDate) -> Cell {
    let shifts: Vec<&Assignment> =
        sheet.shifts_of(agent).iter().copied().filter(|shift| shift.date == date).collect();
    match (shifts.is_empty(), absence(sheet, agent, date)) {
        (false, _) => Cell {
            class: "work",
            lines: shifts.iter().map(|shift| time(sheet, shift.start, shift.end)).collect(),
        },
        (true, Some(key)) => Cell { class: "away", lines: vec![sheet.reader.words.text(key)] },
        (true, None) => Cell { class: "off", lines: vec!["·".to_owned()] },
    }
}

/// Why the agent is away all of `date`, if availability says so.
fn absence(sheet: &Sheet, agent: &Agent, date: NaiveDate) -> Option<&'static str> {
    let zone = sheet.reader.input.centre.zone;
    let start = first_instant(date, zone);
    let end = date.succ_opt().map_or(start, |tomorrow| first_instant(tomorrow, zone));
    let whole_day = |a: &&&Availability| a.from <= start && end <= a.to;
    sheet.absences.get(&agent.id)?.iter().filter(whole_day).find_map(|a| match a.kind {
        AvailabilityKind::Leave => Some("on_leave"),
        AvailabilityKind::Unavailable => Some("unavailable"),
        _ => None,
    })
}

/// Paid minutes of the shifts that start on the days of the page.
fn paid_minutes(sheet: &Sheet, agent: &Agent) -> u32 {
    sheet
        .shifts_of(agent)
        .iter()
        .filter(|shift| sheet.reader.shows(shift.date))
        .map(|shift| shift.paid_minutes)
        .sum()
}

/// `38:30`.
fn hours(sheet: &Sheet, minutes: u32) -> String {
    sheet.reader.words.digits(&format!("{}:{:02}", minutes / 60, minutes % 60))
}
