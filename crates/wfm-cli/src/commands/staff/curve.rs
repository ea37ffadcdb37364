//! `--curve`: what more and fewer agents would give in one interval of each queue.

use std::io::Write;
use std::str::FromStr;

use anyhow::{Context, bail};
use chrono::NaiveDateTime;
use serde_json::{Value, json};
use wfm_core::erlang::Load;
use wfm_core::model::{Queue, Requirement, StaffingModel};
use wfm_core::staffing::{self, CurvePoint};

use super::volume::Sized;
use crate::Answer;
use crate::output::{Format, Table, plot, rounded};

/// What `--curve` without a time means.
pub(super) const BUSIEST: &str = "busiest";
/// Numbers of agents on a curve: what a terminal holds.
const POINTS: usize = 25;

/// The interval of a curve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    Busiest,
    /// The one that contains this local time.
    At(NaiveDateTime),
}

impl FromStr for When {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == BUSIEST {
            return Ok(When::Busiest);
        }
        let formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"];
        let time = formats.iter().find_map(|format| NaiveDateTime::parse_from_str(text, format).ok());
        time.map(When::At).ok_or_else(|| "expected a local time such as 2026-11-23T10:00".to_owned())
    }
}

/// Prints the curves as one table; for people, with a plot of each.
///
/// # Errors
/// When a queue or a time is not there, or nobody waits for its work.
pub(super) fn print(
    sized: &[Sized<'_>],
    when: When,
    name: Option<&str>,
    format: Format,
    out: &mut dyn Write,
) -> anyhow::Result<Answer> {
    let mut curves = Vec::new();
    for sized in sized.iter().filter(|sized| name.is_none_or(|name| sized.queue.id.as_str() == name)) {
        // Of all queues, those that are answered at once and have something to do.
        if name.is_some() || sized.queue.sizing_model() != StaffingModel::Deferred {
            curves.extend(Curve::of(sized, when)?);
        }
    }
    if curves.is_empty() {
        let ids: Vec<&str> = sized.iter().map(|sized| sized.queue.id.as_str()).collect();
        match name.filter(|name| !ids.contains(name)) {
            Some(name) => bail!("no queue {name}; there are {}", ids.join(", ")),
            None => bail!(
                "nothing is expected then that is answered at once; staffed for were {}",
                ids.join(", ")
            ),
        }
    }
    if format != Format::Table {
        let mut table = Table::new(COLUMNS);
        curves.iter().for_each(|curve| curve.add_rows(&mut table));
        table.print(format, out)?;
        return Ok(Answer::Done);
    }
    for curve in &curves {
        let mut table = Table::new(COLUMNS);
        curve.add_rows(&mut table);
        table.print(format, out)?;
        writeln!(out)?;
        for line in curve.plot() {
            writeln!(out, "{line}")?;
        }
    }
    Ok(Answer::Done)
}

const COLUMNS: [&str; 10] = [
    "queue",
    "interval_start",
    "agents",
    "service_level",
    "within_seconds",
    "service_level_definition",
    "asa_seconds",
    "abandonment",
    "occupancy",
    "keeps_promises",
];

struct Curve<'a> {
    queue: &'a Queue,
    requirement: &'a Requirement,
    index: usize,
    load: Load,
    points: Vec<CurvePoint>,
}

impl<'a> Curve<'a> {
    /// None where there is nothing to do.
    fn of(sized: &'a Sized<'_>, when: When) -> anyhow::Result<Option<Curve<'a>>> {
        let (queue, requirement) = (sized.queue, &sized.requirement);
        let basis =
            requirement.basis.as_ref().context("the requirement does not say what it is computed from")?;
        let index = match when {
            When::Busiest => busiest(&basis.erlangs),
            When::At(time) => interval_of(requirement, time)?,
        };
        if basis.erlangs[index] <= 0.0 {
            return Ok(None);
        }
        let load = Load::of_erlangs(basis.erlangs[index], basis.aht[index])?;
        Ok(Some(Curve { queue, requirement, index, load, points: staffing::curve(queue, load, POINTS)? }))
    }

    fn add_rows(&self, table: &mut Table) {
        let share = |value: Option<f64>| json!(value.map(|value| rounded(value, 4)));
        let level = self.queue.target.service_level;
        let start = self.requirement.grid.local(self.index).to_rfc3339();
        for point in &self.points {
            let service = point.performance;
            table.row([
                json!(self.queue.id.as_str()),
                json!(start),
                json!(point.agents),
                share(service.service_level),
                json!(level.map(|level| rounded(level.within, 3))),
                json!(level.map(|level| level.definition.name())),
                service.asa.filter(|asa| asa.is_finite()).map_or(Value::Null, |asa| rounded(asa, 1)),
                share(service.abandonment),
                share(service.occupancy),
                json!(point.keeps),
            ]);
        }
    }

    fn plot(&self) -> Vec<String> {
        let of = |share: fn(&CurvePoint) -> Option<f64>| self.points.iter().map(share).collect();
        let series = [
            plot::Series { mark: 'o', name: "occupancy", shares: of(|point| point.performance.occupancy) },
            plot::Series { mark: 'x', name: "hang up", shares: of(|point| point.performance.abandonment) },
            plot::Series {
                mark: '*',
                name: "service level",
                shares: of(|point| point.performance.service_level),
            },
        ];
        let labels: Vec<String> = self.points.iter().map(|point| point.agents.to_string()).collect();
        let target = self.queue.target.service_level.map(|level| level.share);
        let mut lines = vec![format!(
            "{} at {}: {:.1} erlangs, against agents on the queue",
            self.queue.id,
            self.requirement.grid.local(self.index).format("%Y-%m-%d %H:%M"),
            self.load.erlangs(),
        )];
        lines.extend(plot::lines(&series, &labels, target));
        lines
    }
}

/// The first of the largest.
fn busiest(erlangs: &[f64]) -> usize {
    (0..erlangs.len())
        .reduce(|best, index| if erlangs[index] > erlangs[best] { index } else { best })
        .unwrap_or(0)
}

fn interval_of(requirement: &Requirement, time: NaiveDateTime) -> anyhow::Result<usize> {
    let grid = &requirement.grid;
    let length = chrono::Duration::minutes(i64::from(grid.step_minutes()));
    (0..grid.len())
        .find(|index| {
            let start = grid.local(*index).naive_local();
            start <= time && time < start + length
        })
        .with_context(|| format!("{time} is not within the days staffed for"))
}
