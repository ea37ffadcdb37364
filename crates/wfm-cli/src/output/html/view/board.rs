//! The roster board: who works when, by team, a day at a time and the week as a table.

mod day;
mod week;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use wfm_core::model::{Activity, Agent, AgentId, Assignment, Availability, QueueId, Roster};

use super::Reader;

/// Colours of queues on the board; further queues share them in turn.
const QUEUE_COLOURS: usize = 6;

/// The roster of every day and of the week.
#[derive(Debug, Serialize)]
pub(super) struct Board {
    days: Vec<day::BoardDay>,
    week: week::Week,
    legend: Vec<Colour>,
}

/// What a colour of the board means.
#[derive(Debug, Serialize)]
struct Colour {
    class: String,
    label: String,
}

/// People of one team, in order of name.
struct Team<'a> {
    name: String,
    agents: Vec<&'a Agent>,
}

/// The roster with everything that is looked up while drawing it.
struct Sheet<'a, 'r> {
    reader: &'r Reader<'a>,
    teams: Vec<Team<'a>>,
    shifts: BTreeMap<&'a AgentId, Vec<&'a Assignment>>,
    absences: BTreeMap<&'a AgentId, Vec<&'a Availability>>,
    /// Queues served by segments, in order; empty when one colour is enough.
    queues: Vec<&'a QueueId>,
}

/// The board, if there is a roster with anybody on it.
pub(super) fn board(reader: &Reader) -> Option<Board> {
    let roster = reader.input.roster.filter(|roster| !roster.assignments.is_empty())?;
    let sheet = Sheet::of(reader, roster);
    Some(Board { days: day::days(&sheet), week: week::week(&sheet), legend: sheet.legend() })
}

impl<'a, 'r> Sheet<'a, 'r> {
    fn of(reader: &'r Reader<'a>, roster: &'a Roster) -> Self {
        let mut shifts: BTreeMap<&AgentId, Vec<&Assignment>> = BTreeMap::new();
        for assignment in &roster.assignments {
            shifts.entry(&assignment.agent).or_default().push(assignment);
        }
        let mut absences: BTreeMap<&AgentId, Vec<&Availability>> = BTreeMap::new();
        for absence in reader.input.availability {
            absences.entry(&absence.agent).or_default().push(absence);
        }
        Sheet {
            reader,
            absences,
            teams: teams(reader.input.agents),
            shifts,
            queues: queues_served(reader, roster),
        }
    }

    fn shifts_of(&self, agent: &Agent) -> &[&'a Assignment] {
        self.shifts.get(&agent.id).map_or(&[], Vec::as_slice)
    }

    fn is_break(&self, assignment: &Assignment, activity: &str) -> bool {
        let shift = self.reader.input.centre.shift(&assignment.shift);
        shift.is_some_and(|shift| shift.breaks.iter().any(|b| b.id == activity))
    }

    /// Class and name of what is drawn over the plain shift; work on the queue is the shift itself unless several queues
    /// are told apart.
    fn drawn<'s>(
        &self,
        assignment: &Assignment,
        activity: &'s Activity,
        queue: Option<&'s QueueId>,
    ) -> Option<(String, &'s str)> {
        match activity {
            Activity::OnQueue => {
                let place = self.queues.iter().position(|known| Some(*known) == queue)?;
                Some((format!("q{}", place % QUEUE_COLOURS), queue?.as_str()))
            }
            Activity::Named(name) if self.is_break(assignment, name) => Some(("rest".to_owned(), name)),
            Activity::Named(name) => Some(("other".to_owned(), name)),
        }
    }

    fn legend(&self) -> Vec<Colour> {
        let words = self.reader.words;
        let named = |class: &str, key: &str| Colour { class: class.to_owned(), label: words.text(key) };
        let mut legend: Vec<Colour> = self
            .queues
            .iter()
            .enumerate()
            .map(|(place, queue)| Colour {
                class: format!("q{}", place % QUEUE_COLOURS),
                label: queue.to_string(),
            })
            .collect();
        if legend.is_empty() {
            legend.push(named("q0", "on_queue"));
        }
        legend.extend([named("rest", "break"), named("other", "other_activity")]);
        legend
    }
}

/// Agents by team, teams and agents in order of name; those without a team last.
fn teams(agents: &[Agent]) -> Vec<Team<'_>> {
    let mut by_team: BTreeMap<(bool, &str), Vec<&Agent>> = BTreeMap::new();
    for agent in agents {
        let team = agent.team.as_deref().unwrap_or_default();
        by_team.entry((team.is_empty(), team)).or_default().push(agent);
    }
    by_team
        .into_iter()
        .map(|((_, name), mut agents)| {
            agents.sort_by_key(|agent| (agent.display_name(), &agent.id));
            Team { name: name.to_owned(), agents }
        })
        .collect()
}

/// Queues named by segments, in the centre's order, when there are at least two.
fn queues_served<'a>(reader: &Reader<'a>, roster: &Roster) -> Vec<&'a QueueId> {
    let segments = roster.assignments.iter().flat_map(|assignment| &assignment.segments);
    let served: BTreeSet<&QueueId> = segments.filter_map(|segment| segment.queue.as_ref()).collect();
    let queues: Vec<&QueueId> = reader
        .input
        .centre
        .queues
        .iter()
        .map(|queue| &queue.id)
        .filter(|queue| served.contains(queue))
        .collect();
    if queues.len() > 1 { queues } else { Vec::new() }
}
