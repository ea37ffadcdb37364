//! `states.csv`: what agents actually did.

use super::codes::{self, Table as Kind};
use super::problem::{InputProblem, Report, Reported};
use super::source::Source;
use super::table::{Column, Row, Table, required};
use super::time::Clock;
use super::value::Names;
use crate::model::{Agent, AgentState, Centre};

const AGENT: usize = 0;
const STATE: usize = 1;
const START: usize = 2;
const END: usize = 3;

const COLUMNS: [Column; 4] = [required("agent"), required("state"), required("start"), required("end")];

pub(super) fn read(source: Source, centre: &Centre, agents: &[Agent], report: &Report) -> Vec<AgentState> {
    let Some(mut table) = Table::open(Kind::States, source, &COLUMNS, report) else { return Vec::new() };
    let names = Names::new("agent", "agents.csv", agents.iter().map(|agent| agent.id.as_str()));
    let mut clock = Clock::new(centre.zone);
    let mut states = Vec::new();
    while let Some(row) = table.row() {
        if let Some(name) = row.text(AGENT)
            && names.position(name).is_none()
            && names.is_new(name)
        {
            let problem = InputProblem::new(codes::STATE_AGENT, row.name, "").line(row.line).column("agent");
            row.report(names.unknown(problem, name));
        }
        states.extend(state(&row, &mut clock));
    }
    states
}

fn state(row: &Row, clock: &mut Clock) -> Result<AgentState, Reported> {
    let (agent, state) = (row.needed(AGENT), row.needed(STATE));
    let (start, end) = (row.needed_instant(START, clock), row.needed_instant(END, clock));
    let (start, end) = (start?, end?);
    if end < start {
        let problem = row.problem_of(codes::STATE_ORDER, END, "the state ends before it begins");
        return Err(row.report(problem.remedy("correct start or end")));
    }
    Ok(AgentState { agent: agent?.into(), state: state?.to_owned(), start, end })
}
