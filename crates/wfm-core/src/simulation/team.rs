//! The agents of a group in one replication: who is free, and who works on what.

use super::counts::TeamTime;
use super::waiting::Call;
use crate::units::Seconds;

/// Something that ends at a moment: the contact first done of an agent, or of nobody in particular.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Work {
    /// The desk, for agents who hold several contacts; else the call type.
    pub(super) desk: u32,
    /// Changes of the desk so far: work announced before the last one is void.
    pub(super) version: u32,
}

/// The agents of a group.
#[derive(Debug)]
pub(super) struct Team {
    on_duty: u32,
    busy: u32,
    contacts: u32,
    desks: Option<Desks>,
    pub(super) time: TeamTime,
    since: Seconds,
}

impl Team {
    /// Nobody yet. `speeds` has one entry per contact held at once.
    pub(super) fn new(speeds: &[f64]) -> Self {
        let desks = (speeds.len() > 1).then(|| Desks::new(speeds));
        Team { on_duty: 0, busy: 0, contacts: 0, desks, time: TeamTime::default(), since: 0.0 }
    }

    pub(super) fn on_duty(&self) -> u32 {
        self.on_duty
    }

    /// Agents on duty without any contact.
    pub(super) fn idle(&self) -> u32 {
        match &self.desks {
            Some(desks) => desks.with_open[0].len() as u32,
            None => self.on_duty.saturating_sub(self.busy),
        }
    }

    /// Whether an agent on duty can take one more contact.
    pub(super) fn has_room(&self) -> bool {
        match &self.desks {
            Some(desks) => desks.least_busy().is_some(),
            None => self.busy < self.on_duty,
        }
    }

    /// Counts the time up to `now`, of which `counted` seconds matter.
    pub(super) fn tick(&mut self, now: Seconds, counted: impl Fn(Seconds, Seconds) -> Seconds) {
        let seconds = counted(self.since, now);
        self.since = now;
        self.time.busy += seconds * f64::from(self.busy);
        self.time.staffed += seconds * f64::from(self.on_duty);
        self.time.contacts += seconds * f64::from(self.contacts);
    }

    pub(super) fn set_on_duty(&mut self, agents: u32) {
        if let Some(desks) = &mut self.desks {
            (self.on_duty..agents).for_each(|_| desks.open_one());
            (agents..self.on_duty).for_each(|_| desks.close_one());
        }
        self.on_duty = agents;
    }

    /// An agent takes a call of `seconds`; the work that ends next there, and when.
    pub(super) fn begin(&mut self, call: &Call, seconds: Seconds, now: Seconds) -> (Seconds, Work) {
        self.contacts += 1;
        match &mut self.desks {
            Some(desks) => {
                let (begun, next) = desks.begin(call.call_type, seconds, now);
                self.busy += u32::from(begun);
                next
            }
            None => {
                self.busy += 1;
                (now + seconds, Work { desk: call.call_type as u32, version: 0 })
            }
        }
    }

    /// The call type of a contact that is done, unless the work is void, and the work that ends next there.
    pub(super) fn finish(&mut self, work: Work, now: Seconds) -> Option<(usize, Option<(Seconds, Work)>)> {
        let (call_type, done, next) = match &mut self.desks {
            Some(desks) => desks.finish(work, now)?,
            None => (work.desk as usize, true, None),
        };
        self.contacts -= 1;
        self.busy -= u32::from(done);
        Some((call_type, next))
    }
}

/// Desks of agents who hold several contacts at once.
#[derive(Debug)]
struct Desks {
    /// Speed of each contact while 1, 2, … are open.
    speeds: Vec<f64>,
    desks: Vec<Desk>,
    /// Desks of agents on duty, by open contacts.
    with_open: Vec<Vec<u32>>,
    /// Desks at which nobody sits.
    unused: Vec<u32>,
}

#[derive(Debug, Default)]
struct Desk {
    /// Work that a contact open from the first moment on would have got by `since`.
    done: Seconds,
    since: Seconds,
    /// Call types of the open contacts, and the `done` at which each is finished.
    open: Vec<(Seconds, usize)>,
    /// Position among the desks with as many open contacts; absent: the agent takes no more.
    place: Option<u32>,
    version: u32,
}

impl Desks {
    fn new(speeds: &[f64]) -> Self {
        let with_open = vec![Vec::new(); speeds.len() + 1];
        Desks { speeds: speeds.to_vec(), desks: Vec::new(), with_open, unused: Vec::new() }
    }

    fn least_busy(&self) -> Option<usize> {
        (0..self.speeds.len()).find(|open| !self.with_open[*open].is_empty())
    }

    fn open_one(&mut self) {
        let desk = self.unused.pop().unwrap_or_else(|| {
            self.desks.push(Desk::default());
            self.desks.len() as u32 - 1
        });
        self.enlist(desk);
    }

    /// The agent with the fewest contacts takes no more.
    fn close_one(&mut self) {
        let open = (0..self.with_open.len()).find(|open| !self.with_open[*open].is_empty());
        if let Some(desk) = open.and_then(|open| self.with_open[open].pop()) {
            let closed = &mut self.desks[desk as usize];
            closed.place = None;
            if closed.open.is_empty() {
                self.unused.push(desk);
            }
        }
    }

    /// Puts a desk on the list of its number of open contacts.
    fn enlist(&mut self, desk: u32) {
        let list = &mut self.with_open[self.desks[desk as usize].open.len()];
        self.desks[desk as usize].place = Some(list.len() as u32);
        list.push(desk);
    }

    /// Takes a desk off its list; whether it was on one.
    fn strike(&mut self, desk: u32) -> bool {
        let Some(place) = self.desks[desk as usize].place.take() else { return false };
        let list = &mut self.with_open[self.desks[desk as usize].open.len()];
        list.swap_remove(place as usize);
        if let Some(moved) = list.get(place as usize) {
            self.desks[*moved as usize].place = Some(place);
        }
        true
    }

    /// Whether the agent had nothing to do before, and the work that ends next.
    fn begin(&mut self, call_type: usize, seconds: Seconds, now: Seconds) -> (bool, (Seconds, Work)) {
        let desk = self.least_busy().and_then(|open| self.with_open[open].last().copied()).unwrap_or(0);
        self.strike(desk);
        let speeds = &self.speeds;
        let at = &mut self.desks[desk as usize];
        at.advance(speeds, now);
        let idle = at.open.is_empty();
        at.open.push((at.done + seconds, call_type));
        let next = at.next(speeds, desk, now);
        self.enlist(desk);
        (idle, next)
    }

    /// Call type, whether the agent has nothing to do now, and the work that ends next; nothing for void work.
    #[allow(clippy::type_complexity)]
    fn finish(&mut self, work: Work, now: Seconds) -> Option<(usize, bool, Option<(Seconds, Work)>)> {
        if self.desks[work.desk as usize].version != work.version {
            return None;
        }
        let on_duty = self.strike(work.desk);
        let speeds = &self.speeds;
        let at = &mut self.desks[work.desk as usize];
        at.advance(speeds, now);
        let (_, call_type) = at.open.swap_remove(at.first()?);
        let done = at.open.is_empty();
        let next = if done { None } else { Some(at.next(speeds, work.desk, now)) };
        if on_duty {
            self.enlist(work.desk);
        } else if done {
            self.unused.push(work.desk);
        }
        Some((call_type, done, next))
    }
}

impl Desk {
    fn advance(&mut self, speeds: &[f64], now: Seconds) {
        let speed = self.open.len().checked_sub(1).map_or(0.0, |open| speeds[open]);
        self.done += speed * (now - self.since);
        self.since = now;
    }

    /// Position of the contact done first.
    fn first(&self) -> Option<usize> {
        (0..self.open.len()).min_by(|a, b| self.open[*a].0.total_cmp(&self.open[*b].0))
    }

    fn next(&mut self, speeds: &[f64], desk: u32, now: Seconds) -> (Seconds, Work) {
        self.version = self.version.wrapping_add(1);
        let first = self.first().map_or(0.0, |first| self.open[first].0);
        let seconds = (first - self.done).max(0.0) / speeds[self.open.len() - 1];
        (now + seconds, Work { desk, version: self.version })
    }
}
