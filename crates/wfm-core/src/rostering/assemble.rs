//! From the search's tours to a roster: dated shifts with activities, and a queue for every stretch on the queue.

use chrono::{DateTime, Utc};

use super::board::{Board, Class, Shift, Tour};
use super::coverage::{Moments, on_queue};
use super::problem::Problem;
use crate::model::{Activity, Assignment, Lock, QueueId, Roster, Segment};

/// The roster of these tours, one per agent.
pub(super) fn roster(board: &Board<'_>, tours: &[Tour]) -> Roster {
    let mut roster = Roster::default();
    for (agent, tour) in tours.iter().enumerate() {
        let class = &board.classes[board.class_of[agent]];
        let shifts = tour.iter().enumerate().filter_map(|(day, shift)| Some((day, shift.as_ref()?)));
        roster.assignments.extend(shifts.map(|(day, shift)| assignment(board, class, agent, day, shift)));
    }
    name_queues(board.problem, &mut roster);
    roster
}

/// One shift of a tour, with its activities but without its queues.
pub(super) fn assignment(
    board: &Board<'_>,
    class: &Class,
    agent: usize,
    day: usize,
    shift: &Shift,
) -> Assignment {
    let problem = board.problem;
    let candidate = &board.candidates(class).all[shift.candidate];
    let template = &problem.shifts[candidate.shift];
    let (start, end) = (problem.instant(candidate.start), problem.instant(candidate.end));
    let breaks = template.breaks.iter().zip(&shift.breaks).map(|(b, at)| {
        let from = candidate.start + i64::from(*at) * problem.step;
        let (start, end) = (problem.instant(from), problem.instant(from + i64::from(b.minutes)));
        (start, end, b.id.clone())
    });
    let rows = problem.availability[agent].iter().filter(|row| row.is_fixed_activity());
    let fixed = rows.filter(|row| start <= row.from && row.to <= end);
    let mut away: Vec<_> =
        breaks.chain(fixed.map(|row| (row.from, row.to, row.kind.name().to_owned()))).collect();
    away.sort();
    Assignment {
        agent: problem.agents[agent].id.clone(),
        date: problem.dates[day],
        shift: template.id.clone(),
        start,
        end,
        paid_minutes: candidate.paid,
        segments: segments(start, end, away),
        locked: problem.promised(agent, candidate.date).map_or(Lock::None, |promised| promised.locked),
    }
}

fn segments(
    start: DateTime<Utc>,
    end: DateTime<Utc>,
    away: Vec<(DateTime<Utc>, DateTime<Utc>, String)>,
) -> Vec<Segment> {
    let mut segments = Vec::new();
    let mut at = start;
    let serving = |from, to| Segment { start: from, end: to, activity: Activity::OnQueue, queue: None };
    for (from, to, name) in away {
        if at < from {
            segments.push(serving(at, from));
        }
        segments.push(Segment { start: from, end: to, activity: Activity::Named(name), queue: None });
        at = to;
    }
    if at < end {
        segments.push(serving(at, end));
    }
    segments
}

/// A roster with a queue named in every stretch on the queue: as many agents on each queue as the least cost asks for,
/// everybody staying where they were as long as they can. What was named before is not read.
pub fn with_queues(problem: &Problem, roster: &Roster) -> Roster {
    let known = roster.assignments.iter().filter(|shift| problem.agent_index(&shift.agent).is_some());
    let mut roster = Roster { assignments: known.cloned().collect() };
    name_queues(problem, &mut roster);
    roster
}

/// Writes the queue into every stretch on the queue: as many agents on each queue as the shares say, everybody staying
/// where they were as long as they can.
pub(super) fn name_queues(problem: &Problem, roster: &mut Roster) {
    let moments = Moments::new(problem, roster);
    let mut at_work: Vec<Vec<usize>> = vec![Vec::new(); moments.shares.len()];
    for (position, shift) in roster.assignments.iter().enumerate() {
        for (from, to) in on_queue(problem, shift) {
            at_work[from..to].iter_mut().for_each(|step| step.push(position));
        }
    }
    let mut queues: Vec<Vec<(usize, usize)>> = vec![Vec::new(); roster.assignments.len()];
    let agents: Vec<usize> =
        roster.assignments.iter().map(|shift| problem.agent_index(&shift.agent).unwrap_or(0)).collect();
    for (step, shares) in moments.shares.iter().enumerate() {
        for group in 0..moments.groups.all.len() {
            let at_work = at_work[step].iter().copied();
            let people: Vec<usize> = at_work.filter(|p| moments.group_of[agents[*p]] == group).collect();
            let list = &moments.groups.all[group].queues;
            let mut left: Vec<(usize, u32)> = (0..list.len())
                .map(|position| (list[position].0, moments.groups.agents(shares, group, position)))
                .collect();
            let mut movers = Vec::new();
            for person in people {
                let last = queues[person].last().map(|(_, queue)| *queue);
                match left.iter_mut().find(|(queue, count)| Some(*queue) == last && *count > 0) {
                    Some((queue, count)) => {
                        *count -= 1;
                        queues[person].push((step, *queue));
                    }
                    None => movers.push(person),
                }
            }
            for person in movers {
                if let Some((queue, count)) =
                    left.iter_mut().max_by_key(|(queue, count)| (*count, usize::MAX - queue))
                {
                    *count = count.saturating_sub(1);
                    queues[person].push((step, *queue));
                }
            }
        }
    }
    for (position, shift) in roster.assignments.iter_mut().enumerate() {
        let usual =
            moments.groups.all[moments.group_of[agents[position]]].queues.first().map(|(queue, _)| *queue);
        split(problem, shift, &queues[position], usual);
    }
}

/// Stretches on the queue that follow each other become one.
fn joined(segments: Vec<Segment>) -> Vec<Segment> {
    let mut joined: Vec<Segment> = Vec::new();
    for segment in segments {
        let serving = |segment: &Segment| segment.activity == Activity::OnQueue;
        match joined.last_mut() {
            Some(last) if serving(last) && serving(&segment) && last.end == segment.start => {
                last.end = segment.end
            }
            _ => joined.push(segment),
        }
    }
    joined
}

/// Cuts the stretches on the queue where the queue changes.
fn split(problem: &Problem, shift: &mut Assignment, queues: &[(usize, usize)], usual: Option<usize>) {
    let mut segments = Vec::new();
    let name = |queue: Option<usize>| -> Option<QueueId> { queue.map(|queue| problem.queues[queue].clone()) };
    for segment in joined(std::mem::take(&mut shift.segments)) {
        if segment.activity != Activity::OnQueue {
            segments.push(segment);
            continue;
        }
        let (from, to) = (problem.minute(segment.start), problem.minute_up(segment.end));
        let inside = queues.iter().filter(|(step, _)| {
            let start = *step as i64 * problem.step;
            from <= start && start + problem.step <= to
        });
        let mut part = segment.clone();
        let mut queue: Option<usize> = None;
        for (step, next) in inside {
            if queue.is_some_and(|queue| queue != *next) {
                let cut = problem.instant(*step as i64 * problem.step);
                segments.push(Segment { end: cut, queue: name(queue), ..part.clone() });
                part.start = cut;
            }
            queue = Some(*next);
        }
        part.queue = name(queue.or(usual));
        segments.push(part);
    }
    shift.segments = segments;
}
