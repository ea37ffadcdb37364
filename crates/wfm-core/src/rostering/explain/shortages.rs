//! Where a roster is short, and who could help.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{Obstacle, Question, Shortage, Study};
use crate::error::{Error, Result};
use crate::model::{AgentId, Roster};
use crate::rostering::alternative::{Demand, alternative, met};
use crate::rostering::conflict;
use crate::rostering::coverage::rostered;
use crate::rostering::problem::Problem;

/// Agents from which an interval counts as short: less is a break inside it.
const SHORT: f64 = 0.5;

/// A stretch of intervals in which a queue is short.
struct Stretch {
    queue: usize,
    intervals: Range<usize>,
    deepest: usize,
    short: f64,
}

/// The short stretches the question is about, with who could help.
pub(super) fn shortages(
    study: &mut Study<'_>,
    roster: &Roster,
    question: &Question,
    agents: &[usize],
) -> Result<Vec<Shortage>> {
    let problem = study.plan.board.problem;
    let rostered = rostered(problem, roster);
    let short = |queue: usize, at: usize| f64::from(problem.required[queue][at]) - rostered[queue][at];
    let stretches = match question.at {
        None => deepest(stretches(problem, &short), question.most_stretches),
        Some(moment) => {
            let at = problem.grid.index_of(moment);
            let at =
                at.ok_or_else(|| Error::invalid("interval", moment, "a moment of the weeks rostered"))?;
            let of_queue =
                |queue| Stretch { queue, intervals: at..at + 1, deepest: at, short: short(queue, at) };
            (0..problem.queues.len()).map(of_queue).collect()
        }
    };
    let work = question.work_limit / stretches.len().max(1) as u64;
    Ok(stretches.into_iter().map(|stretch| answered(study, stretch, agents, work)).collect())
}

fn stretches(problem: &Problem, short: &dyn Fn(usize, usize) -> f64) -> Vec<Stretch> {
    let mut found: Vec<Stretch> = Vec::new();
    for queue in 0..problem.queues.len() {
        for at in (0..problem.grid.len()).filter(|at| short(queue, *at) >= SHORT) {
            let short = short(queue, at);
            match found.last_mut().filter(|last| last.queue == queue && last.intervals.end == at) {
                Some(last) => {
                    last.intervals.end = at + 1;
                    if short > last.short {
                        (last.deepest, last.short) = (at, short);
                    }
                }
                None => found.push(Stretch { queue, intervals: at..at + 1, deepest: at, short }),
            }
        }
    }
    found
}

/// The deepest stretches, in order of time.
fn deepest(mut stretches: Vec<Stretch>, most: usize) -> Vec<Stretch> {
    stretches.sort_by(|a, b| b.short.total_cmp(&a.short));
    stretches.truncate(most);
    stretches.sort_by_key(|stretch| (stretch.intervals.start, stretch.queue));
    stretches
}

fn answered(study: &mut Study<'_>, stretch: Stretch, agents: &[usize], work_limit: u64) -> Shortage {
    let board = study.plan.board;
    let grid = &board.problem.grid;
    let steps = stretch.deepest * board.steps_per_interval..(stretch.deepest + 1) * board.steps_per_interval;
    let whole = steps.len();
    let demand = Demand::OnQueue(steps.clone());
    let mut shortage = Shortage {
        queue: board.problem.queues[stretch.queue].clone(),
        from: grid.instant(stretch.intervals.start),
        to: grid.instant(stretch.intervals.end),
        at: grid.instant(stretch.deepest),
        short: stretch.short,
        remedies: Vec::new(),
        obstacles: Vec::new(),
        there: 0,
        not_asked: 0,
    };
    let mut reasons: BTreeMap<usize, String> = BTreeMap::new();
    let mut work = 0;
    for agent in agents.iter().copied() {
        let class = &board.classes[board.class_of[agent]];
        let id = board.problem.agents[agent].id.clone();
        if !board.groups.all[board.group(class)].queues.iter().any(|(queue, _)| *queue == stretch.queue) {
            note(&mut shortage.obstacles, id, format!("does not serve {}", shortage.queue));
            continue;
        }
        let Some(tour) = study.plan.tours[agent].as_ref() else { continue };
        if met(board, agent, tour, &demand) == whole {
            shortage.there += 1;
        } else if work >= work_limit {
            shortage.not_asked += 1;
        } else {
            work += class.work;
            match alternative(&mut study.plan, agent, &demand, &mut study.scratch) {
                Some(found) => shortage.remedies.push(study.remedy(agent, &found)),
                None => {
                    let reason = || conflict::obstacle(board, agent, &demand);
                    let reason = reasons.entry(board.class_of[agent]).or_insert_with(reason).clone();
                    note(&mut shortage.obstacles, id, reason);
                }
            }
        }
    }
    shortage
        .remedies
        .sort_by(|a, b| a.price.total().total_cmp(&b.price.total()).then_with(|| a.agent.cmp(&b.agent)));
    shortage
}

fn note(obstacles: &mut Vec<Obstacle>, agent: AgentId, reason: String) {
    match obstacles.iter_mut().find(|obstacle| obstacle.reason == reason) {
        Some(obstacle) => obstacle.agents.push(agent),
        None => obstacles.push(Obstacle { agents: vec![agent], reason }),
    }
}
