//! Why a roster is as it is: who could help where it is short and at what price, what a refused wish would cost, what one
//! more agent is worth.
//!
//! Comes in: a problem and any roster for it, made by the search or by hand. Goes out: an [`Explanation`]. Prices are exact
//! for one agent changed and all others as they are: the best other tour of that agent, breaks included, found by the same
//! dynamic program as in the search. Two agents changed together may do better. Agents whose shifts break a rule keep
//! them, and nothing is said about them. Cost: one best tour per agent and short stretch; counted work limits it.

mod shortages;
mod values;
mod wishes;

use chrono::{DateTime, NaiveDate, Utc};

use super::alternative::Alternative;
use super::board::{Board, Tour};
use super::change::{ShiftChange, changes_of};
use super::plan::{Plan, Scratch};
use super::problem::Problem;
use super::{activities, conflict, standing};
use crate::error::{Error, Result};
use crate::model::{AgentId, AvailabilityKind, QueueId, Roster, ShiftId};

/// What is to be explained.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// Only the interval that contains this moment, for every queue; none: the deepest shortages of the horizon.
    pub at: Option<DateTime<Utc>>,
    /// Only this agent; none: everybody.
    pub agent: Option<AgentId>,
    /// Most short stretches to look into, the deepest first.
    pub most_stretches: usize,
    /// Counted work, shared out among the stretches; what is left of the agents then is not asked.
    pub work_limit: u64,
}

impl Default for Question {
    /// The ten deepest stretches, and some seconds of work.
    fn default() -> Self {
        Question { at: None, agent: None, most_stretches: 10, work_limit: 2_000_000_000 }
    }
}

/// Why a roster is as it is.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Explanation {
    /// Where too few agents are rostered, in order of time.
    pub shortages: Vec<Shortage>,
    /// Wishes that were refused, in order of agent and day.
    pub wishes: Vec<RefusedWish>,
    /// What one more agent would save, per shift template and day.
    pub shifts: Vec<ShiftValue>,
}

/// A stretch in which a queue has too few agents.
#[derive(Debug, Clone, PartialEq)]
pub struct Shortage {
    /// The queue.
    pub queue: QueueId,
    /// First instant of the stretch.
    pub from: DateTime<Utc>,
    /// First instant after it.
    pub to: DateTime<Utc>,
    /// Start of its deepest interval, which the answers are about.
    pub at: DateTime<Utc>,
    /// Agents short in that interval; 0 or less when it was asked for and is not short.
    pub short: f64,
    /// Who could be on the queue then and what it would change, the cheapest first.
    pub remedies: Vec<Remedy>,
    /// Who could not, by reason.
    pub obstacles: Vec<Obstacle>,
    /// Agents on the queues then already.
    pub there: usize,
    /// Agents not asked because the work was used up.
    pub not_asked: usize,
}

/// What an agent would work instead.
#[derive(Debug, Clone, PartialEq)]
pub struct Remedy {
    /// Who.
    pub agent: AgentId,
    /// What it would change in the cost of the whole roster.
    pub price: Price,
    /// The days that would differ, be it by a break.
    pub changes: Vec<ShiftChange>,
    /// Starts of the intervals in which coverage would get dearest, with the cost, the dearest first; three at most.
    pub dearer: Vec<(DateTime<Utc>, f64)>,
}

/// A change of the cost, in units of the objective; below 0 where it saves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Price {
    /// Too few and too many agents.
    pub coverage: f64,
    /// The agent's own part: wishes, paid hours, starts, changes, burden.
    pub own: f64,
}

impl Price {
    /// Both together.
    pub fn total(&self) -> f64 {
        self.coverage + self.own
    }
}

/// Why some agents cannot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obstacle {
    /// Who.
    pub agents: Vec<AgentId>,
    /// What forbids it: reasons each of which is needed, in words.
    pub reason: String,
}

/// A wish that the roster does not grant.
#[derive(Debug, Clone, PartialEq)]
pub struct RefusedWish {
    /// Whose.
    pub agent: AgentId,
    /// The day.
    pub date: NaiveDate,
    /// `wish_off` or `wish_work`.
    pub kind: AvailabilityKind,
    /// What granting it would take.
    pub answer: Answer,
}

/// What something would take.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// Another tour, at a price.
    Possible(Remedy),
    /// No legal tour does it; what forbids it, in words.
    Forbidden(String),
}

/// What one more agent in a shift would save.
#[derive(Debug, Clone, PartialEq)]
pub struct ShiftValue {
    /// The shift template.
    pub shift: ShiftId,
    /// The day.
    pub date: NaiveDate,
    /// The best start that day.
    pub start: DateTime<Utc>,
    /// The end of that shift.
    pub end: DateTime<Utc>,
    /// Queues of the agents to whom it applies.
    pub queues: Vec<QueueId>,
    /// Cost of too few and too many agents saved, breaks at the best places; pay is not counted.
    pub saves: f64,
}

/// Explains a roster.
///
/// # Errors
/// [`Error::InvalidInput`] when the question is about an unknown agent or a moment outside the horizon;
/// [`Error::Conflict`] when some agents have no legal tour at all.
pub fn explain(problem: &Problem, roster: &Roster, question: &Question) -> Result<Explanation> {
    let agents = agents(problem, question)?;
    let problem = &activities::with_placed(problem, roster);
    let mut board = conflict::board(problem)?;
    let tours = standing::tours(&mut board, roster, &Default::default());
    let plan = Plan::of(&board, tours);
    let mut study = Study { plan, scratch: Scratch::default() };
    let shortages = shortages::shortages(&mut study, roster, question, &agents)?;
    let mut explanation = Explanation { shortages, ..Explanation::default() };
    if question.at.is_none() {
        explanation.wishes = wishes::wishes(&mut study, &agents);
    }
    if question.at.is_none() && question.agent.is_none() {
        explanation.shifts = values::shifts(&study.plan);
    }
    Ok(explanation)
}

fn agents(problem: &Problem, question: &Question) -> Result<Vec<usize>> {
    let Some(id) = &question.agent else { return Ok((0..problem.agents.len()).collect()) };
    let agent = problem.agent_index(id);
    Ok(vec![agent.ok_or_else(|| Error::invalid("agent", id, "the id of an agent"))?])
}

/// The roster laid out, and working memory.
struct Study<'b> {
    plan: Plan<'b>,
    scratch: Scratch,
}

impl Study<'_> {
    /// An alternative in the words of the model.
    fn remedy(&self, agent: usize, found: &Alternative) -> Remedy {
        let board = self.plan.board;
        let units = |money: i64| money as f64 / board.money;
        let nothing = Tour::new();
        let old = self.plan.tours[agent].as_ref().unwrap_or(&nothing);
        Remedy {
            agent: board.problem.agents[agent].id.clone(),
            price: Price { coverage: units(found.cover), own: units(found.own) },
            changes: changes_of(board, agent, old, &found.tour),
            dearer: dearest(board, &found.dearer),
        }
    }
}

/// The dearest intervals of these steps, three at most.
fn dearest(board: &Board<'_>, steps: &[(usize, i64)]) -> Vec<(DateTime<Utc>, f64)> {
    let mut of_interval: std::collections::BTreeMap<usize, i64> = Default::default();
    for (step, change) in steps {
        *of_interval.entry(step / board.steps_per_interval).or_default() += change;
    }
    let mut intervals: Vec<(usize, i64)> = of_interval.into_iter().collect();
    intervals.sort_by_key(|(interval, change)| (-change, *interval));
    let dated = |(interval, change)| (board.problem.grid.instant(interval), change as f64 / board.money);
    intervals.into_iter().take(3).map(dated).collect()
}
