//! One call type, one group, first come first served: played call by call, without a calendar of events.
//!
//! Calls are looked at in the order they arrive. Each takes the agent who is free first, unless its patience ends before:
//! what later calls do cannot matter to it, so nothing but the moments at which the agents become free need be known. The
//! answer is the one of the calendar of events in [`network`](super::network), draw by draw, several times as fast.
//!
//! Source: J. Kiefer, J. Wolfowitz (1955), *On the Theory of Queues with Many Servers*, here with patience and a number
//! of agents that changes.

use super::counts::{Counts, TeamTime};
use super::plan::Plan;
use super::presence::Step;
use super::simulated::Replication;
use super::streams::Purpose;
use crate::model::operation::Operation;
use crate::units::Seconds;

/// Whether the operation is a single line.
pub(super) fn is_line(operation: &Operation) -> bool {
    let ([call_type], [group]) = (operation.call_types.as_slice(), operation.groups.as_slice()) else {
        return false;
    };
    let alone = call_type.lines.is_none() && call_type.redials.is_none() && call_type.callback.is_none();
    let plain = group.contact_speed.len() == 1 && group.serves.iter().all(|serving| serving.reserve == 0);
    alone && plain && group.serves.len() == 1
}

/// Plays one replication of a single line.
pub(super) fn replication(plan: &Plan, number: u64) -> Replication {
    let operation = plan.operation;
    let (call_type, kind) = (&operation.call_types[0], &plan.types[0]);
    let factors = &call_type.handle_time_factors;
    let speed = operation.groups[0].serves[0].speed * operation.groups[0].contact_speed[0];
    let (within, short) = (call_type.within, call_type.short_abandon);
    let steps = plan.groups[0].presence.steps(|| plan.stream(number, 0, Purpose::Absence));
    let mut agents = Agents::new(&steps);
    let mut arrivals = plan.arrivals(number, 0, plan.day_factor(number));
    let mut handle_times = plan.stream(number, 0, Purpose::HandleTime);
    let mut patiences = plan.stream(number, 0, Purpose::Patience);
    // The last is where calls of the warm-up go.
    let mut counts = vec![Counts::default(); operation.intervals + 1];
    let mut busy = 0.0;
    while let Some((arrived, interval)) = arrivals.next() {
        let handling =
            kind.handle_time.next(&mut handle_times) * factors.get(interval).unwrap_or(&1.0) / speed;
        let leaves = kind.leaves(arrived, interval, kind.patience.next(&mut patiences));
        let cell = &mut counts[if arrived >= operation.warmup { interval } else { operation.intervals }];
        cell.offered += 1;
        match agents.answer(arrived, leaves, handling) {
            Some(answered) => {
                cell.answer(kind.wait(arrived, answered, operation.interval), within, handling);
                busy += plan.counted(answered, answered + handling);
            }
            None if leaves < f64::INFINITY => {
                cell.abandon(kind.wait(arrived, leaves, operation.interval), within, short);
            }
            None => {}
        }
    }
    counts.truncate(operation.intervals);
    let team = TeamTime { busy, staffed: staffed(plan, &steps), contacts: busy };
    Replication { calls: vec![counts], teams: vec![team] }
}

/// Agent-seconds on duty between warm-up and end.
pub(super) fn staffed(plan: &Plan, steps: &[Step]) -> Seconds {
    let ends = steps.iter().skip(1).map(|step| step.from).chain([f64::INFINITY]);
    steps.iter().zip(ends).map(|(step, end)| f64::from(step.agents) * plan.counted(step.from, end)).sum()
}

/// The moments at which the agents on duty become free, and how their number changes.
struct Agents<'a> {
    /// A heap, the earliest first.
    free: Vec<Seconds>,
    /// Agents in a call who go as soon as it is done.
    leaving: u32,
    /// Changes to come, and the number of agents after the last one.
    steps: &'a [Step],
    on_duty: u32,
    next_change: Seconds,
    /// Nobody has been taken later than this, and nobody will be earlier.
    front: Seconds,
}

impl<'a> Agents<'a> {
    fn new(steps: &'a [Step]) -> Self {
        let mut agents =
            Agents { free: Vec::new(), leaving: 0, steps, on_duty: 0, next_change: 0.0, front: 0.0 };
        agents.next_change = agents.steps.first().map_or(f64::INFINITY, |step| step.from);
        agents
    }

    /// The moment at which a call is answered, if an agent is free before it `leaves`.
    #[inline]
    fn answer(&mut self, arrived: Seconds, leaves: Seconds, handling: Seconds) -> Option<Seconds> {
        let mut at = arrived.max(self.front);
        loop {
            while self.next_change <= at {
                self.change();
            }
            if self.leaving > 0 {
                self.send_home(at);
            }
            let free = self.free.first().copied().unwrap_or(f64::INFINITY);
            if free <= at {
                self.front = at;
                if at < leaves {
                    self.take(at + handling);
                    return Some(at);
                }
                return None;
            }
            let next = free.min(self.next_change);
            if next >= leaves {
                self.front = at;
                return None;
            }
            at = next;
        }
    }

    /// Those who go and whose call is done by then are gone.
    fn send_home(&mut self, by: Seconds) {
        while self.leaving > 0 && self.free.first().is_some_and(|free| *free <= by) {
            self.leaving -= 1;
            self.remove();
        }
    }

    #[cold]
    fn change(&mut self) {
        let step = self.steps[0];
        self.steps = &self.steps[1..];
        self.next_change = self.steps.first().map_or(f64::INFINITY, |step| step.from);
        self.send_home(step.from);
        let before = self.on_duty;
        self.on_duty = step.agents;
        // Those who come first of all make up for those who would have gone.
        let stay = self.leaving.min(step.agents.saturating_sub(before));
        self.leaving -= stay;
        for _ in before + stay..step.agents {
            self.add(step.from);
        }
        self.leaving += before.saturating_sub(step.agents);
        self.send_home(step.from);
    }

    /// The agent who is free first is free next at `until`.
    #[inline]
    fn take(&mut self, until: Seconds) {
        let heap = &mut self.free[..];
        let mut hole = 0;
        loop {
            let mut child = 2 * hole + 1;
            if child + 1 < heap.len() {
                child += usize::from(heap[child + 1] < heap[child]);
            } else if child >= heap.len() {
                break;
            }
            if heap[child] >= until {
                break;
            }
            heap[hole] = heap[child];
            hole = child;
        }
        heap[hole] = until;
    }

    fn add(&mut self, free: Seconds) {
        let mut hole = self.free.len();
        self.free.push(free);
        while hole > 0 && self.free[(hole - 1) / 2] > free {
            self.free[hole] = self.free[(hole - 1) / 2];
            hole = (hole - 1) / 2;
        }
        self.free[hole] = free;
    }

    /// Takes the agent who is free first out of the heap.
    fn remove(&mut self) {
        if let Some(last) = self.free.pop()
            && !self.free.is_empty()
        {
            self.take(last);
        }
    }
}
