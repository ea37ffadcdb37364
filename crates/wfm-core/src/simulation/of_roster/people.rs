//! The groups of a roster's operation: agents with the same queues and speeds, and when they are there.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::{RosterPlay, is_deferred};
use crate::error::{Error, Result};
use crate::model::operation::{CallType, Group, Serving, Shift, Staffing};
use crate::model::{Activity, Agent, AgentId, Assignment, Grid, Queue, Segment, Shrinkage};
use crate::units::{Seconds, Share};

/// Rank of deferred work: taken when no caller waits.
const LATER: u32 = 2;

/// What the agents of a group have in common: queues by position, with the bits of their speeds.
pub(crate) type Skills = Vec<(usize, u64)>;

/// Groups whose people come or do not come, agent by agent and day by day.
pub(super) fn drawn(play: &RosterPlay, queues: &[&Queue]) -> Vec<Group> {
    let groups = shifts(play, queues).into_iter();
    groups
        .map(|(skills, shifts)| {
            let shrinkage = shrinkage(play, queues, &skills);
            let (absence, away) = (play.absence.unwrap_or(unplanned(shrinkage)), other(shrinkage));
            group(&skills, queues, Staffing::Shifts { shifts, absence, away })
        })
        .collect()
}

/// The same groups with as many people in every interval as can be expected, no more and no fewer.
pub(super) fn steady(play: &RosterPlay, queues: &[&Queue]) -> Vec<Group> {
    let groups = shifts(play, queues).into_iter();
    groups
        .map(|(skills, shifts)| {
            let shrinkage = shrinkage(play, queues, &skills);
            let there = 1.0 - play.absence.unwrap_or(unplanned(shrinkage));
            let means = means(&shifts, play.grid);
            let means = means.into_iter().map(|agents| agents * there * (1.0 - other(shrinkage)));
            group(&skills, queues, Staffing::Counts(rounded(means)))
        })
        .collect()
}

/// A group of its own for every queue, as large as coverage counts.
pub(super) fn by_queue(play: &RosterPlay, queues: &[&Queue]) -> Result<Vec<Group>> {
    let groups = queues.iter().enumerate().map(|(index, queue)| {
        let coverage = play.coverage.iter().find(|coverage| coverage.queue == queue.id);
        let coverage = coverage.filter(|coverage| coverage.grid == *play.grid).ok_or_else(|| {
            Error::invalid(
                format!("coverage of queue {}", queue.id),
                "missing",
                "one on the grid to be played",
            )
        })?;
        let there = 1.0 - play.centre.shrinkage_of(queue).total();
        let agents = coverage.rostered.iter().map(|agents| agents * there);
        Ok(group(&[(index, 1f64.to_bits())], queues, Staffing::Counts(rounded(agents))))
    });
    groups.collect()
}

/// Callbacks are made by whoever serves the queue, when no caller waits.
pub(crate) fn with_callbacks(mut groups: Vec<Group>, call_types: &[CallType]) -> Vec<Group> {
    for (index, call_type) in call_types.iter().enumerate() {
        let Some(callback) = call_type.callback else { continue };
        for group in &mut groups {
            let serving = group.serves.iter().find(|serving| serving.call_type == index).copied();
            group.serves.extend(serving.map(|serving| Serving {
                call_type: callback.becomes,
                call_rank: LATER,
                ..serving
            }));
        }
    }
    groups
}

/// A group without people for every call type that nobody serves: its calls wait in vain, as they would.
pub(super) fn with_nobody(mut groups: Vec<Group>, call_types: &[CallType]) -> Vec<Group> {
    for (index, call_type) in call_types.iter().enumerate() {
        let mut serving = groups.iter().flat_map(|group| &group.serves);
        if !serving.any(|serving| serving.call_type == index) {
            groups.push(Group {
                name: format!("nobody for {}", call_type.name),
                staffing: Staffing::Counts(vec![0; call_type.offered[0].len()]),
                serves: vec![Serving::first_choice(index)],
                contact_speed: vec![1.0],
            });
        }
    }
    groups
}

/// A group of agents with these skills.
pub(crate) fn group(skills: &[(usize, u64)], queues: &[&Queue], staffing: Staffing) -> Group {
    let serving = |(queue, speed): &(usize, u64)| Serving {
        group_rank: skills.len() as u32,
        call_rank: if is_deferred(queues[*queue]) { LATER } else { 1 },
        speed: f64::from_bits(*speed),
        ..Serving::first_choice(*queue)
    };
    let names: Vec<String> = skills
        .iter()
        .map(|(queue, speed)| match f64::from_bits(*speed) {
            1.0 => queues[*queue].id.to_string(),
            speed => format!("{}:{speed}", queues[*queue].id),
        })
        .collect();
    let first = skills.first().map(|(queue, _)| queues[*queue]);
    Group {
        name: format!("agents of {}", names.join("|")),
        staffing,
        serves: skills.iter().map(serving).collect(),
        contact_speed: first.map_or_else(|| vec![1.0], contact_speed),
    }
}

/// Speed of each contact when an agent holds 1, 2, …; unknown speeds are those of agents who are not slowed down.
pub(crate) fn contact_speed(queue: &Queue) -> Vec<f64> {
    match queue.chat_speed.as_slice() {
        [] => vec![1.0; queue.concurrency.max(1) as usize],
        speeds => speeds.to_vec(),
    }
}

/// Shifts by what is served in them: stretches of people who both talk and chat go to one group or the other.
fn shifts(play: &RosterPlay, queues: &[&Queue]) -> BTreeMap<Skills, Vec<Shift>> {
    let agents: BTreeMap<&AgentId, &Agent> = play.agents.iter().map(|agent| (&agent.id, agent)).collect();
    let mut groups: BTreeMap<Skills, Vec<Shift>> = BTreeMap::new();
    for assignment in &play.roster.assignments {
        let Some(skills) = agents.get(&assignment.agent).map(|agent| skills(agent, queues)) else { continue };
        let mut ways: BTreeMap<Skills, Shift> = BTreeMap::new();
        for (from, to, queue) in on_queue(assignment, play.grid) {
            let named = queue.and_then(|queue| queues.iter().position(|other| other.id.as_str() == queue));
            let Some(leading) = named.or(skills.first().map(|(queue, _)| *queue)) else { continue };
            let alike = skills
                .iter()
                .filter(|(queue, _)| contact_speed(queues[*queue]) == contact_speed(queues[leading]));
            ways.entry(alike.copied().collect()).or_default().spans.push((from, to));
        }
        for (skills, shift) in ways.into_iter().filter(|(skills, _)| !skills.is_empty()) {
            groups.entry(skills).or_default().push(shift);
        }
    }
    groups
}

/// The queues an agent serves, of those that are played.
pub(crate) fn skills(agent: &Agent, queues: &[&Queue]) -> Skills {
    let of = |queue: &&Queue| match agent.skills.is_empty() {
        true => Some(1.0),
        false => agent.skills.iter().find(|skill| skill.queue == queue.id).map(|skill| skill.speed),
    };
    let found = queues.iter().enumerate().filter_map(|(index, queue)| Some((index, of(queue)?.to_bits())));
    found.collect()
}

/// Stretches on a queue, in seconds of the grid; without activities the whole shift.
fn on_queue<'a>(
    shift: &'a Assignment,
    grid: &'a Grid,
) -> impl Iterator<Item = (Seconds, Seconds, Option<&'a str>)> + 'a {
    let whole = Segment { start: shift.start, end: shift.end, activity: Activity::OnQueue, queue: None };
    let none = shift.segments.is_empty().then_some((whole.start, whole.end, None));
    let serving = shift.segments.iter().filter(|segment| segment.activity == Activity::OnQueue);
    let stretches = serving
        .map(|segment| (segment.start, segment.end, segment.queue.as_ref().map(|queue| queue.as_str())));
    let seconds = |instant: DateTime<Utc>| (instant - grid.start()).as_seconds_f64();
    let last = seconds(grid.end());
    stretches.chain(none).filter_map(move |(from, to, queue)| {
        let (from, to) = (seconds(from).max(0.0), seconds(to).min(last));
        (from < to).then_some((from, to, queue))
    })
}

/// Mean number of people per interval.
fn means(shifts: &[Shift], grid: &Grid) -> Vec<f64> {
    let step = grid.step_seconds();
    let mut means = vec![0.0; grid.len()];
    for (from, to) in shifts.iter().flat_map(|shift| &shift.spans) {
        let first = (from / step) as usize;
        for (index, mean) in
            means.iter_mut().enumerate().skip(first).take_while(|(index, _)| *index as f64 * step < *to)
        {
            let start = index as f64 * step;
            *mean += ((start + step).min(*to) - start.max(*from)) / step;
        }
    }
    means
}

/// Whole people: what rounding takes from one interval it gives to the next.
fn rounded(agents: impl Iterator<Item = f64>) -> Vec<u32> {
    let mut carried = 0.0;
    agents
        .map(|agents| {
            let wanted = if agents > 0.0 { agents + carried } else { 0.0 };
            let whole = wanted.round().max(0.0);
            carried = if agents > 0.0 { wanted - whole } else { carried };
            whole as u32
        })
        .collect()
}

fn shrinkage<'a>(play: &RosterPlay<'a>, queues: &[&'a Queue], skills: &[(usize, u64)]) -> &'a Shrinkage {
    let first = skills.first().map(|(queue, _)| queues[*queue]);
    first.map_or(&play.centre.shrinkage, |queue| play.centre.shrinkage_of(queue))
}

/// The cause that takes whole shifts.
fn unplanned(shrinkage: &Shrinkage) -> Share {
    shrinkage.causes().iter().filter(|(name, _)| name == "unplanned").map(|(_, share)| share).sum()
}

/// What the other causes take of those who came, so that together they take the whole shrinkage.
fn other(shrinkage: &Shrinkage) -> Share {
    (1.0 - (1.0 - shrinkage.total()) / (1.0 - unplanned(shrinkage))).max(0.0)
}
