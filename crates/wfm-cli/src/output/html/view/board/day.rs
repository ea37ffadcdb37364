//! One day of the board: a line of time for everybody who works, earliest first within a team.

use chrono::{DateTime, Duration, NaiveDate, Timelike, Utc};
use serde::Serialize;
use wfm_core::model::{Activity, Agent, Assignment, Coverage, Segment, first_instant};

use super::{Sheet, Team};
use crate::output::html::chart::{Picture, Scale, step_area, steps};

/// Size of the small chart above the lines of time; it is stretched to their width.
const CHART: (f64, f64) = (1000.0, 60.0);

/// Shorter pieces have no room for a name.
const LABELLED_MINUTES: i64 = 90;

/// A day of the board.
#[derive(Debug, Serialize)]
pub(super) struct BoardDay {
    label: String,
    title: String,
    special: Option<String>,
    working: String,
    hours: Vec<Hour>,
    chart: Option<DayChart>,
    teams: Vec<TeamDay>,
}

/// Everybody needed and rostered over the day, and the most of both in words.
#[derive(Debug, Serialize)]
struct DayChart {
    svg: String,
    peak: String,
}

/// A whole hour of the local clock and its place on the line, in percent.
#[derive(Debug, Serialize)]
struct Hour {
    left: String,
    label: String,
}

#[derive(Debug, Serialize)]
struct TeamDay {
    name: String,
    lines: Vec<Line>,
}

#[derive(Debug, Serialize)]
struct Line {
    name: String,
    time: String,
    left: String,
    width: String,
    pieces: Vec<Piece>,
}

#[derive(Debug, Serialize)]
struct Piece {
    class: String,
    title: String,
    label: Option<String>,
    left: String,
    width: String,
}

/// The stretch of time a day's lines show.
#[derive(Clone, Copy)]
struct Window {
    start: DateTime<Utc>,
    minutes: i64,
}

impl Window {
    fn percent(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> String {
        let share = (to - from).num_minutes() as f64 / self.minutes.max(1) as f64;
        format!("{:.2}", 100.0 * share)
    }

    fn left(&self, instant: DateTime<Utc>) -> String {
        self.percent(self.start, instant)
    }
}

/// Every day of the page; all have the same length of line.
pub(super) fn days(sheet: &Sheet) -> Vec<BoardDay> {
    let zone = sheet.reader.input.centre.zone;
    let shifts = || sheet.shifts.values().flatten();
    let after_midnight = |shift: &Assignment, instant: DateTime<Utc>| {
        (instant - first_instant(shift.date, zone)).num_minutes()
    };
    let first =
        shifts().map(|shift| after_midnight(shift, shift.start)).min().unwrap_or(0).div_euclid(60) * 60;
    let last = shifts().map(|shift| after_midnight(shift, shift.end)).max().unwrap_or(1440);
    let minutes = (last - first + 59).div_euclid(60).max(1) * 60;
    let window = |date| Window { start: first_instant(date, zone) + Duration::minutes(first), minutes };
    sheet.reader.page_days().map(|date| day(sheet, date, window(date))).collect()
}

fn day(sheet: &Sheet, date: NaiveDate, window: Window) -> BoardDay {
    let reader = sheet.reader;
    let teams: Vec<TeamDay> =
        sheet.teams.iter().filter_map(|team| team_day(sheet, team, date, window)).collect();
    let working: usize = teams.iter().map(|team| team.lines.len()).sum();
    BoardDay {
        label: reader.dates.short(date),
        title: reader.dates.long(date),
        special: reader.special(date, None),
        working: reader.words.count("agents_working", working as u64),
        hours: hours(sheet, window),
        chart: chart(sheet, window),
        teams,
    }
}

fn team_day(sheet: &Sheet, team: &Team, date: NaiveDate, window: Window) -> Option<TeamDay> {
    let mut working: Vec<(&Assignment, &Agent)> = team
        .agents
        .iter()
        .flat_map(|agent| sheet.shifts_of(agent).iter().map(move |shift| (*shift, *agent)))
        .filter(|(shift, _)| shift.date == date)
        .collect();
    working.sort_by_key(|(shift, _)| (shift.start, shift.end));
    let lines = working.iter().map(|(shift, agent)| line(sheet, shift, agent, window)).collect();
    (!working.is_empty()).then(|| TeamDay { name: team.name.clone(), lines })
}

fn line(sheet: &Sheet, shift: &Assignment, agent: &Agent, window: Window) -> Line {
    let drawn = |segment: &Segment| {
        let (class, name) = sheet.drawn(shift, &segment.activity, segment.queue.as_ref())?;
        Some(Piece {
            class,
            label: labelled(segment).then(|| name.to_owned()),
            title: format!("{name} {}", time(sheet, segment.start, segment.end)),
            left: window.left(segment.start),
            width: window.percent(segment.start, segment.end),
        })
    };
    Line {
        name: agent.display_name().to_owned(),
        time: time(sheet, shift.start, shift.end),
        left: window.left(shift.start),
        width: window.percent(shift.start, shift.end),
        pieces: shift.segments.iter().filter_map(drawn).collect(),
    }
}

/// Work on a queue that is long enough to write its name on: colour alone does not tell everybody.
fn labelled(segment: &Segment) -> bool {
    segment.activity == Activity::OnQueue
        && segment.end - segment.start >= Duration::minutes(LABELLED_MINUTES)
}

/// `09:00–17:30` on the centre's clock.
pub(super) fn time(sheet: &Sheet, start: DateTime<Utc>, end: DateTime<Utc>) -> String {
    let minute = |instant: DateTime<Utc>| {
        instant.with_timezone(&sheet.reader.input.centre.zone).num_seconds_from_midnight() / 60
    };
    sheet.reader.stretch(minute(start), minute(end))
}

/// Every second whole hour, as the clock shows it.
fn hours(sheet: &Sheet, window: Window) -> Vec<Hour> {
    (0..window.minutes / 60)
        .map(|hour| window.start + Duration::hours(hour))
        .map(|instant| (instant, instant.with_timezone(&sheet.reader.input.centre.zone).hour()))
        .filter(|(_, hour)| hour.is_multiple_of(2))
        .map(|(instant, hour)| Hour {
            left: window.left(instant),
            label: sheet.reader.words.number(f64::from(hour), 0),
        })
        .collect()
}

/// Everybody needed and rostered, all queues together, on the same line of time.
fn chart(sheet: &Sheet, window: Window) -> Option<DayChart> {
    let coverage = sheet.reader.input.coverage;
    let step = i64::from(coverage.first()?.grid.step_minutes());
    let instants: Vec<DateTime<Utc>> =
        (0..window.minutes / step).map(|i| window.start + Duration::minutes(i * step)).collect();
    let sum = |value: fn(&Coverage, usize) -> f64| -> Vec<f64> {
        let at = |instant: &DateTime<Utc>| {
            coverage.iter().filter_map(|c| Some(value(c, c.grid.index_of(*instant)?))).sum::<f64>()
        };
        instants.iter().map(at).collect()
    };
    let required = sum(|coverage, index| f64::from(coverage.required[index]));
    let rostered = sum(|coverage, index| coverage.rostered[index]);
    let top = required.iter().chain(&rostered).fold(1.0_f64, |top, n| top.max(*n));
    let x = Scale::new((0.0, instants.len() as f64), (0.0, CHART.0));
    let y = Scale::new((0.0, top), (CHART.1, 4.0));
    let mut picture = Picture::new(CHART.0, CHART.1).stretched();
    picture.path("rostered", &step_area(x, y, &rostered));
    picture.path("required", &steps(x, y, &required));
    let peak = peak(sheet, &required, &rostered);
    Some(DayChart { svg: picture.finish(&sheet.reader.words.text("board_chart"), &peak), peak })
}

fn peak(sheet: &Sheet, required: &[f64], rostered: &[f64]) -> String {
    let most = |values: &[f64]| sheet.reader.words.number(values.iter().copied().fold(0.0, f64::max), 0);
    sheet.reader.words.fill("chart_peak", &[("needed", &most(required)), ("rostered", &most(rostered))])
}
