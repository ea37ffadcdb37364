//! `agents.csv`: who can work.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use super::codes::{self, Defect, Table as Kind};
use super::names::suggestion;
use super::problem::{InputProblem, Report, Reported};
use super::source::Source;
use super::table::{Column, Row, Table, optional, required};
use super::value::{Names, parse_number};
use crate::model::{Agent, Centre, Skill, TimeOfDay};

const AGENT: usize = 0;
const CONTRACT: usize = 1;
const NAME: usize = 2;
const QUEUES: usize = 3;
const SITE: usize = 4;
const TIME_ZONE: usize = 5;
const TEAM: usize = 6;
const PREFERRED_START: usize = 7;
const HIRE_DATE: usize = 8;
const LEAVE_DATE: usize = 9;
const COST_PER_HOUR: usize = 10;
const ROTATION_WEEK: usize = 11;

const COLUMNS: [Column; 12] = [
    required("agent"),
    required("contract"),
    optional("name"),
    optional("queues"),
    optional("site"),
    optional("time_zone"),
    optional("team"),
    optional("preferred_start"),
    optional("hire_date"),
    optional("leave_date"),
    optional("cost_per_hour"),
    optional("rotation_week"),
];

pub(super) fn read(source: Source, centre: &Centre, report: &Report) -> Vec<Agent> {
    let Some(mut table) = Table::open(Kind::Agents, source, &COLUMNS, report) else { return Vec::new() };
    let contracts = centre.contracts.iter().map(|contract| contract.id.as_str());
    let contracts = Names::new("contract", "centre.toml", contracts);
    let queues = Names::new("queue", "centre.toml", centre.queues.iter().map(|queue| queue.id.as_str()));
    let mut lines: BTreeMap<String, u64> = BTreeMap::new();
    let mut agents = Vec::new();
    while let Some(row) = table.row() {
        if let Some(id) = row.text(AGENT)
            && let Some(line) = lines.insert(id.to_owned(), row.line)
        {
            let what = format!("the agent {id:?} stands in line {line} already");
            row.report(
                row.problem(Defect::Duplicate, AGENT, what).remedy("remove one of the rows, or rename one"),
            );
        }
        agents.extend(agent(&row, &contracts, &queues));
    }
    agents
}

/// Reports agents named in `centre.toml` who stand in no row, if any agents were read.
pub(super) fn check_named(centre: &Centre, agents: &[Agent], report: &Report) {
    for rule in centre.weights.attendance.iter().filter(|_| !agents.is_empty()) {
        let unknown = rule.agents.iter().filter(|id| agents.iter().all(|agent| agent.id != **id));
        for id in unknown {
            let what = format!("attendance {:?}: there is no agent {:?} in agents.csv", rule.id, id.as_str());
            let problem = InputProblem::new(codes::KEY_UNKNOWN_NAME, "centre.toml", what);
            let known = agents.iter().map(|agent| agent.id.as_str());
            let remedy = suggestion(id.as_str(), known, "add the agent to agents.csv, or take the name out");
            report.add(problem.column("agents").expected("agents of agents.csv").remedy(remedy));
        }
    }
}

fn agent(row: &Row, contracts: &Names, queues: &Names) -> Result<Agent, Reported> {
    let id = row.needed(AGENT);
    let contract = row.needed(CONTRACT).and_then(|name| contracts.find(row, CONTRACT, name).map(|_| name));
    let skills = skills(row, queues);
    let zone = zone(row);
    let preferred_start = row.parsed::<TimeOfDay>(PREFERRED_START, "a time of day such as 09:00");
    let (hire_date, leave_date) = (row.date(HIRE_DATE), row.date(LEAVE_DATE));
    let cost_per_hour = row.number(COST_PER_HOUR);
    let rotation_week = row.parsed::<NonZeroU32>(ROTATION_WEEK, "a week of the rotation, from 1 on");
    let owned = |column| row.text(column).map(str::to_owned);
    let agent = Agent {
        name: owned(NAME),
        skills: skills?,
        site: owned(SITE),
        zone: zone?,
        team: owned(TEAM),
        preferred_start: preferred_start?,
        hire_date: hire_date?,
        leave_date: leave_date?,
        cost_per_hour: cost_per_hour?,
        rotation_week: rotation_week?.map(NonZeroU32::get),
        ..Agent::new(id?, contract?)
    };
    match (agent.hire_date, agent.leave_date) {
        (Some(hired), Some(left)) if left < hired => {
            let what = format!("the agent leaves on {left}, before being hired on {hired}");
            let problem = row.problem_of(codes::AGENT_DATES, LEAVE_DATE, what);
            Err(row.report(problem.remedy("correct one of the dates")))
        }
        _ => Ok(agent),
    }
}

/// `cards|webchat:0.9`: queues, each with an optional speed.
fn skills(row: &Row, queues: &Names) -> Result<Vec<Skill>, Reported> {
    let mut skills: Vec<Skill> = Vec::new();
    let mut result = Ok(());
    let text = row.text(QUEUES).unwrap_or("");
    for part in text.split('|').map(str::trim).filter(|part| !part.is_empty()) {
        match skill(row, queues, part) {
            Ok(skill) if skills.iter().any(|s| s.queue == skill.queue) => {
                let what = format!("the queue {:?} is named twice", skill.queue.as_str());
                result = Err(row.report(row.problem(Defect::Duplicate, QUEUES, what).remedy("name it once")));
            }
            Ok(skill) => skills.push(skill),
            Err(reported) => result = Err(reported),
        }
    }
    result.map(|()| skills)
}

fn skill(row: &Row, queues: &Names, part: &str) -> Result<Skill, Reported> {
    // A queue's own name may hold a colon.
    let (name, speed) = match part.rsplit_once(':') {
        Some((name, speed)) if queues.position(part).is_none() => (name.trim(), Some(speed.trim())),
        _ => (part, None),
    };
    queues.find(row, QUEUES, name)?;
    let speed = match speed.map(|speed| parse_number(speed, row.decimal_comma)) {
        None => 1.0,
        Some(Ok(speed)) if speed > 0.0 && speed <= 10.0 => speed,
        Some(_) => {
            let problem = row.problem(Defect::OutOfRange, QUEUES, format!("{part:?} gives no speed"));
            let problem = problem.expected("a speed above 0, at most 10, such as cards:0.9");
            return Err(row.report(problem.remedy("1 is an ordinary agent, 0.9 works a tenth slower")));
        }
    };
    Ok(Skill { queue: name.into(), speed })
}

fn zone(row: &Row) -> Result<Option<chrono_tz::Tz>, Reported> {
    let Some(text) = row.text(TIME_ZONE) else { return Ok(None) };
    text.parse().map(Some).map_err(|_| {
        let zones = chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name());
        let problem = row.problem(Defect::UnknownName, TIME_ZONE, format!("there is no time zone {text:?}"));
        let remedy = suggestion(text, zones, "look the name up in the IANA time zone database");
        row.report(problem.expected("an IANA name such as Europe/London").remedy(remedy))
    })
}
