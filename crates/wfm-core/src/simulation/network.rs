//! Any number of call types and groups: a calendar of events.
//!
//! At an equal instant first patience ends, then the staffing changes, then calls arrive, then talks end. An arriving call takes a free agent
//! of the first group that has one, in order of `group_rank`; a freed agent takes the waiting call of the lowest
//! `call_rank`, of equal rank the longest waiting. Nobody is interrupted.

mod returning;

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rand_pcg::Pcg64Mcg;

use super::arrivals::Arrivals;
use super::counts::Counts;
use super::plan::Plan;
use super::presence::Step;
use super::simulated::Replication;
use super::streams::Purpose;
use super::team::{Team, Work};
use super::waiting::{Call, Waiting};
use crate::model::operation::{CallType, Serving};
use crate::units::Seconds;

/// Plays one replication.
pub(super) fn replication(plan: &Plan, number: u64) -> Replication {
    let mut network = Network::new(plan, number);
    network.play(&staffing(plan, number));
    network.finished()
}

/// What is on the calendar; at an equal instant the first of these comes first.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    HangUp { call_type: u32, number: u32 },
    Done { group: u32, work: Work },
    Redial { call_type: u32 },
}

/// A moment as a number that sorts like it: moments are never negative.
fn sortable(moment: Seconds) -> u64 {
    moment.to_bits()
}

/// The random numbers of a call type.
struct Streams {
    handle_times: Pcg64Mcg,
    patiences: Pcg64Mcg,
    redials: Pcg64Mcg,
    callbacks: Pcg64Mcg,
}

struct Network<'a> {
    plan: &'a Plan<'a>,
    now: Seconds,
    calendar: BinaryHeap<Reverse<(u64, Event)>>,
    arrivals: Vec<Arrivals<'a>>,
    /// Per call type: when and in which interval the next call arrives.
    next: Vec<(Seconds, usize)>,
    streams: Vec<Streams>,
    waiting: Vec<Waiting>,
    /// Per call type, those in talk.
    in_talk: Vec<u32>,
    teams: Vec<Team>,
    /// Per call type and interval; the last interval is where calls of the warm-up go.
    counts: Vec<Vec<Counts>>,
}

/// Changes of staffing in order of time: from when, which group, how many.
fn staffing(plan: &Plan, number: u64) -> Vec<(usize, Step)> {
    let groups = plan.groups.iter().enumerate();
    let mut changes: Vec<(usize, Step)> = groups
        .flat_map(|(index, group)| {
            let steps = group.presence.steps(|| plan.stream(number, index, Purpose::Absence));
            steps.into_iter().map(move |step| (index, step))
        })
        .collect();
    changes.sort_by(|a, b| a.1.from.total_cmp(&b.1.from));
    changes
}

impl<'a> Network<'a> {
    fn new(plan: &'a Plan<'a>, number: u64) -> Self {
        let types = 0..plan.types.len();
        let factor = plan.day_factor(number);
        let streams = types.clone().map(|index| Streams {
            handle_times: plan.stream(number, index, Purpose::HandleTime),
            patiences: plan.stream(number, index, Purpose::Patience),
            redials: plan.stream(number, index, Purpose::Redials),
            callbacks: plan.stream(number, index, Purpose::Callbacks),
        });
        let mut arrivals: Vec<Arrivals> =
            types.clone().map(|index| plan.arrivals(number, index, factor)).collect();
        Network {
            now: 0.0,
            calendar: BinaryHeap::new(),
            next: arrivals.iter_mut().map(|arrivals| arrivals.next().unwrap_or(NEVER)).collect(),
            arrivals,
            streams: streams.collect(),
            waiting: types.clone().map(|_| Waiting::default()).collect(),
            in_talk: vec![0; plan.types.len()],
            teams: plan.operation.groups.iter().map(|group| Team::new(&group.contact_speed)).collect(),
            counts: vec![vec![Counts::default(); plan.operation.intervals + 1]; plan.types.len()],
            plan,
        }
    }

    fn play(&mut self, mut changes: &[(usize, Step)]) {
        loop {
            let change = changes.first().map_or(f64::INFINITY, |(_, step)| step.from);
            let (arrival, call_type) = self.next_arrival();
            let ends = self.calendar.peek().map_or(f64::INFINITY, |Reverse((at, _))| f64::from_bits(*at));
            let leaves = matches!(self.calendar.peek(), Some(Reverse((_, Event::HangUp { .. }))));
            if change <= arrival && (change < ends || change == ends && !leaves) {
                let Some(((group, step), later)) = changes.split_first() else { return };
                changes = later;
                self.now = change;
                self.change(*group, step.agents);
            } else if arrival <= ends {
                self.now = arrival;
                self.arrival(call_type);
            } else if let Some(Reverse((_, event))) = self.calendar.pop() {
                self.now = ends;
                self.happen(event);
            }
        }
    }

    /// When the next call arrives, and of which type.
    fn next_arrival(&self) -> (Seconds, usize) {
        let mut first = (f64::INFINITY, 0);
        for (call_type, (at, _)) in self.next.iter().enumerate() {
            if *at < first.0 {
                first = (*at, call_type);
            }
        }
        first
    }

    fn finished(mut self) -> Replication {
        let end = self.plan.end.max(self.now);
        self.now = end;
        (0..self.teams.len()).for_each(|group| self.tick(group));
        let intervals = self.plan.operation.intervals;
        self.counts.iter_mut().for_each(|counts| counts.truncate(intervals));
        Replication { calls: self.counts, teams: self.teams.iter().map(|team| team.time).collect() }
    }

    fn schedule(&mut self, at: Seconds, event: Event) {
        self.calendar.push(Reverse((sortable(at), event)));
    }

    fn kind(&self, call_type: usize) -> &'a CallType {
        &self.plan.operation.call_types[call_type]
    }

    /// Where calls of a type that arrived then are counted.
    fn count(&mut self, call: &Call) -> &mut Counts {
        let operation = self.plan.operation;
        let cell = if call.arrived >= operation.warmup { call.interval } else { operation.intervals };
        &mut self.counts[call.call_type][cell]
    }

    fn tick(&mut self, group: usize) {
        let plan = self.plan;
        self.teams[group].tick(self.now, |from, to| plan.counted(from, to));
    }

    fn change(&mut self, group: usize, agents: u32) {
        self.tick(group);
        self.teams[group].set_on_duty(agents);
        self.pull(group);
    }

    fn arrival(&mut self, call_type: usize) {
        let (arrived, interval) = self.next[call_type];
        self.next[call_type] = self.arrivals[call_type].next().unwrap_or(NEVER);
        let (plan, streams) = (&self.plan.types[call_type], &mut self.streams[call_type]);
        let handling = plan.handle_time.next(&mut streams.handle_times);
        let patience = plan.patience.next(&mut streams.patiences);
        let call = self.call(call_type, arrived, interval, handling, patience);
        self.count(&call).offered += 1;
        self.connect(call);
    }

    fn call(&self, call_type: usize, arrived: f64, interval: usize, handling: f64, patience: f64) -> Call {
        let factor = self.kind(call_type).handle_time_factors.get(interval).unwrap_or(&1.0);
        let leaves = self.plan.types[call_type].leaves(arrived, interval, patience);
        Call { call_type, arrived, interval, handling: handling * factor, leaves }
    }

    /// A call looks for an agent, else a line, else waits.
    fn connect(&mut self, call: Call) {
        let plan = self.plan;
        let free =
            plan.types[call.call_type].asks.iter().find(|(group, serving)| self.is_free(*group, serving));
        if let Some((group, serving)) = free {
            return self.start(*group, serving.speed, &call);
        }
        let kind = self.kind(call.call_type);
        let present = self.waiting[call.call_type].len() + self.in_talk[call.call_type];
        if kind.lines.is_some_and(|lines| present >= lines) {
            self.count(&call).blocked += 1;
            let share = kind.redials.map_or(0.0, |redials| redials.blocked);
            return self.perhaps_redial(call.call_type, share);
        }
        if self.is_called_back(&call) {
            self.count(&call).called_back += 1;
            return self.call_back(&call);
        }
        self.wait(call);
    }

    fn is_free(&self, group: usize, serving: &Serving) -> bool {
        let team = &self.teams[group];
        team.has_room() && (serving.reserve == 0 || team.idle() > serving.reserve)
    }

    fn wait(&mut self, call: Call) {
        let number = self.waiting[call.call_type].push(call);
        if call.leaves < f64::INFINITY {
            self.schedule(call.leaves, Event::HangUp { call_type: call.call_type as u32, number });
        }
    }

    fn start(&mut self, group: usize, speed: f64, call: &Call) {
        self.tick(group);
        let (kind, plan) = (self.kind(call.call_type), &self.plan.types[call.call_type]);
        let wait = plan.wait(call.arrived, self.now, self.plan.operation.interval);
        let handling = call.handling / speed;
        self.count(call).answer(wait, kind.within, handling);
        self.in_talk[call.call_type] += 1;
        let (at, work) = self.teams[group].begin(call, handling, self.now);
        self.schedule(at, Event::Done { group: group as u32, work });
    }

    fn happen(&mut self, event: Event) {
        match event {
            Event::Done { group, work } => self.done(group as usize, work),
            Event::HangUp { call_type, number } => self.hang_up(call_type as usize, number),
            Event::Redial { call_type } => self.redial(call_type as usize),
        }
    }

    fn done(&mut self, group: usize, work: Work) {
        self.tick(group);
        let Some((call_type, next)) = self.teams[group].finish(work, self.now) else { return };
        self.in_talk[call_type] -= 1;
        if let Some((at, work)) = next {
            self.schedule(at, Event::Done { group: group as u32, work });
        }
        self.pull(group);
    }

    /// Free agents of a group take waiting calls.
    fn pull(&mut self, group: usize) {
        while let Some(serving) = self.choice(group) {
            let Some(call) = self.waiting[serving.call_type].pop() else { return };
            self.start(group, serving.speed, &call);
        }
    }

    /// The call type that a free agent of the group takes next, if there is one.
    fn choice(&self, group: usize) -> Option<Serving> {
        let mut best: Option<(Seconds, Serving)> = None;
        for serving in &self.plan.groups[group].takes {
            if best.is_some_and(|(_, best)| best.call_rank < serving.call_rank) {
                break;
            }
            if let Some(oldest) = self.waiting[serving.call_type].oldest()
                && best.is_none_or(|(since, _)| oldest < since)
                && self.is_free(group, serving)
            {
                best = Some((oldest, *serving));
            }
        }
        best.map(|(_, serving)| serving)
    }

    fn hang_up(&mut self, call_type: usize, number: u32) {
        let Some(call) = self.waiting[call_type].take(number) else { return };
        let kind = self.kind(call_type);
        let wait = self.plan.types[call_type].wait(call.arrived, self.now, self.plan.operation.interval);
        self.count(&call).abandon(wait, kind.within, kind.short_abandon);
        self.perhaps_redial(call_type, kind.redials.map_or(0.0, |redials| redials.abandoned));
    }
}

/// No call arrives any more.
const NEVER: (Seconds, usize) = (f64::INFINITY, 0);
