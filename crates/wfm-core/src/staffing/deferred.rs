//! Deferred work: e-mail, back office, anything that may wait for hours.
//!
//! Comes in: what arrives per interval, and a promise such as 95 % within 8 open hours. Goes out: the most even work
//! per interval that keeps it, and for a given number of agents the share done in time and the backlog.
//!
//! Work is a fluid, done in the order it came. By each moment at least the work due must be done, and at most the work
//! that has come can be: two curves. The shortest string between them is the answer, because it never works faster
//! than it must: its peak, and any other convex cost, is the least there is.
//!
//! ```text
//! A(t) = work that came before t,   D(t) = A(t − H) − (1 − p)·(work of the interval at t − H),   D ≤ done ≤ A
//! ```
//!
//! `H` counts open time only; the share `1 − p` that may be late is done within one interval more. The stretch planned
//! is taken as one of many alike: it starts with the backlog that it leaves, unless one is given, with its ages. Right for work with hours of slack, wrong
//! for contacts answered within minutes, where chance matters: use an Erlang model for them.
//!
//! Source: Yao, Demers, Shenker (1995), *A Scheduling Model for Reduced CPU Energy*, for the least level of work.

use std::cmp::Ordering;
use std::collections::VecDeque;

use super::demand::Demand;
use super::outcome::Tally;
use super::workload;
use crate::erlang::Load;
use crate::error::{Error, Result};
use crate::model::{Queue, ResponseTarget, ServiceLevelDefinition, ServiceLevelTarget};
use crate::units::{Contacts, Seconds, Share};

/// Work waiting at the end of an interval.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Backlog {
    /// Contacts not done, in part or whole.
    pub contacts: Contacts,
    /// Open hours since the oldest of them came; 0 without a backlog.
    pub oldest_hours: f64,
}

/// Contacts that wait when a stretch begins.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Waiting {
    /// Open hours since they came, 0 or more.
    pub age_hours: f64,
    /// Contacts not done, 0 or more.
    pub contacts: Contacts,
}

/// How deferred work is promised and done.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Desk {
    response: ResponseTarget,
    /// Contacts an agent works on at once.
    concurrency: f64,
    /// Share of staffed time planned to be busy.
    occupancy: Share,
    /// What waits when the stretch begins, oldest first; none where the stretch is one of many alike.
    carried: Option<Vec<Batch>>,
}

impl Desk {
    /// The desk of a queue.
    ///
    /// # Errors
    /// When the response target is missing or outside its range.
    pub(super) fn of(queue: &Queue) -> Result<Desk> {
        let field = |name: &str| format!("{name} of queue {}", queue.id);
        let Some(response) = queue.target.response else {
            let expected = "hours within which respond_share of the work is to be done";
            return Err(Error::invalid(field("respond_within_hours"), "missing", expected));
        };
        if !(response.within_hours > 0.0 && response.within_hours.is_finite()) {
            return Err(Error::invalid(field("respond_within_hours"), response.within_hours, "above 0"));
        }
        if !(0.0..=1.0).contains(&response.share) {
            return Err(Error::invalid(field("respond_share"), response.share, "a share from 0 to 1"));
        }
        let concurrency = f64::from(queue.concurrency.max(1));
        Ok(Desk { response, concurrency, occupancy: workload::occupancy(queue)?, carried: None })
    }

    /// Erlangs of work an agent who is always busy gets through.
    pub(super) fn concurrency(&self) -> f64 {
        self.concurrency
    }

    /// Agents that a steady load needs.
    pub(super) fn mean_agents(&self, load: Load) -> f64 {
        workload::agents(load, self.concurrency, self.occupancy)
    }

    /// Agents per interval, not rounded, that keep the promise with the least peak.
    pub(super) fn agents(&self, demand: &Demand) -> Vec<f64> {
        let time = self.open_time(demand);
        let pace = self.pace(demand);
        let mut agents = vec![0.0; demand.grid.len()];
        let work = time.even_work(demand, self.response.share);
        for (index, work) in time.open.iter().zip(&work[time.first()..]) {
            agents[*index] = work / pace;
        }
        agents
    }

    /// Tallies by interval of arrival, and the backlog at the end of each interval, with these agents; before and after
    /// the stretch as much is done as needed.
    pub(super) fn service(&self, demand: &Demand, agents: &[f64]) -> (Vec<Tally>, Vec<Backlog>) {
        let time = self.open_time(demand);
        let step = demand.grid.step_seconds();
        let needed = time.even_work(demand, self.response.share);
        let mut tallies: Vec<Tally> = agents.iter().map(|agents| Tally::idle(agents * step)).collect();
        let mut backlogs = vec![Backlog::default(); agents.len()];
        let mut waiting: VecDeque<Batch> = time.carried.iter().copied().collect();
        for position in 0..time.len() {
            let (place, is_planned) = time.place(position);
            let index = time.open[place];
            let batch = Batch {
                came: position as i64,
                index,
                contacts: demand.offered[index],
                aht: demand.aht[index],
            };
            if is_planned {
                tallies[index].offered = batch.contacts;
                tallies[index].counted = batch.contacts;
                tallies[index].target = Some(promise(&self.response));
            }
            if batch.contacts > 0.0 {
                waiting.push_back(batch);
            }
            let seconds = match is_planned {
                true => agents[index] * self.pace(demand),
                false if self.carried.is_some() => needed[position],
                false => needed[time.first() + place],
            };
            work_off(&mut waiting, seconds, |batch, contacts| {
                if is_planned {
                    tallies[index].handling += contacts * batch.aht / self.concurrency;
                }
                let is_of_stretch = usize::try_from(batch.came).is_ok_and(|came| time.place(came).1);
                if is_of_stretch && (position as i64) < batch.came + time.slack as i64 {
                    tallies[batch.index].in_time += contacts;
                }
            });
            if is_planned {
                tallies[index].handling = tallies[index].handling.min(tallies[index].staffed);
                backlogs[index] = backlog(&waiting, position, step);
            }
        }
        (tallies, backlogs)
    }

    fn open_time(&self, demand: &Demand) -> OpenTime {
        let time = OpenTime::of(demand, self.response.within_hours);
        match &self.carried {
            Some(carried) => OpenTime { before: 0, carried: carried.clone(), ..time },
            None => time,
        }
    }

    /// Seconds of work an agent does in an interval.
    fn pace(&self, demand: &Demand) -> Seconds {
        demand.grid.step_seconds() * self.occupancy * self.concurrency
    }
}

/// The promise in the words of a service level: its threshold counts open time only.
pub(super) fn promise(response: &ResponseTarget) -> ServiceLevelTarget {
    ServiceLevelTarget {
        share: response.share,
        within: response.within_hours * 3600.0,
        definition: ServiceLevelDefinition::Offered,
        short_abandon: None,
    }
}

/// Contacts that came in one interval.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Batch {
    /// Its position in open time, below 0 before the stretch.
    came: i64,
    /// Its index on the grid; of no meaning before the stretch.
    index: usize,
    contacts: Contacts,
    aht: Seconds,
}

/// Works `seconds` at what came first, and tells of which batch how much was done.
fn work_off(waiting: &mut VecDeque<Batch>, mut seconds: Seconds, mut done: impl FnMut(&Batch, Contacts)) {
    while let Some(batch) = waiting.front_mut() {
        // Noise of a billionth is no work left, else every batch would leave a crumb that is late.
        let contacts = (seconds / batch.aht * (1.0 + 1e-9)).min(batch.contacts);
        done(batch, contacts);
        batch.contacts -= contacts;
        seconds -= contacts * batch.aht;
        if batch.contacts > 0.0 {
            break;
        }
        waiting.pop_front();
    }
}

fn backlog(waiting: &VecDeque<Batch>, position: usize, step: Seconds) -> Backlog {
    Backlog {
        contacts: waiting.iter().map(|batch| batch.contacts).sum(),
        oldest_hours: waiting
            .front()
            .map_or(0.0, |batch| (position as i64 + 1 - batch.came) as f64 * step / 3600.0),
    }
}

/// The open intervals of a stretch, in a row with copies of themselves before and after.
struct OpenTime {
    /// Indices of the open intervals on the grid.
    open: Vec<usize>,
    /// Copies before: none when it is known what waits at the start.
    before: usize,
    /// Copies after.
    after: usize,
    /// What waits at the start, oldest first.
    carried: Vec<Batch>,
    /// Open intervals, its own included, within which work is to be done.
    slack: usize,
}

impl OpenTime {
    fn of(demand: &Demand, within_hours: f64) -> OpenTime {
        let open: Vec<usize> = (0..demand.grid.len()).filter(|index| demand.open[*index]).collect();
        // More slack than a year of quarter hours changes nothing.
        let slack = (within_hours * 3600.0 / demand.grid.step_seconds() + 1e-9).clamp(1.0, 35_040.0) as usize;
        let copies = slack.div_ceil(open.len().max(1));
        OpenTime { open, before: copies, after: copies, carried: Vec::new(), slack }
    }

    fn len(&self) -> usize {
        self.open.len() * (self.before + 1 + self.after)
    }

    /// Position of the stretch's first open interval.
    fn first(&self) -> usize {
        self.open.len() * self.before
    }

    /// Where in `open` a position lies, and whether in the stretch itself.
    fn place(&self, position: usize) -> (usize, bool) {
        (position % self.open.len(), position / self.open.len() == self.before)
    }

    /// Seconds of work to be done in each open interval of the stretch and its copies.
    fn even_work(&self, demand: &Demand, share: Share) -> Vec<Seconds> {
        let work = |index: &usize| demand.offered[*index] * demand.aht[*index];
        let each: Vec<Seconds> = self.open.iter().map(work).collect();
        let came = |position: usize| each[position % each.len()];
        let waiting = self.carried.iter().map(|batch| batch.contacts * batch.aht).sum();
        let (mut arrived, mut due) = (vec![waiting], vec![0.0]);
        for position in 0..self.len() {
            arrived.push(arrived[position] + came(position));
            // Whole work of the interval before the one due, and the promised share of that.
            let end = (position + 1).checked_sub(self.slack);
            let new: Seconds = end.map_or(0.0, |last| arrived[last] + share * came(last));
            due.push(new.max(self.carried_due(position + 1, share)));
        }
        tightest(&due, &arrived)
    }

    /// Seconds of the carried work that are due by the start of a position. It is done in the order it came; what is
    /// late already is promised anew from the start.
    fn carried_due(&self, by: usize, share: Share) -> Seconds {
        let (mut before, mut due) = (0.0, 0.0);
        for batch in &self.carried {
            let left = usize::try_from(batch.came + self.slack as i64).ok().filter(|left| *left > 0);
            let work = batch.contacts * batch.aht;
            due = match left.unwrap_or(self.slack).cmp(&by) {
                Ordering::Less => before + work,
                Ordering::Equal => before + share * work,
                Ordering::Greater => due,
            };
            before += work;
        }
        due
    }
}

/// Steps of the shortest string from the start of two curves to the end of the upper one, between them all the way.
///
/// From each bend the string runs straight as far as it can see: to the lowest slope of the upper curve when the lower
/// one rises above it, to the highest slope of the lower one when the upper one falls below.
fn tightest(lower: &[f64], upper: &[f64]) -> Vec<f64> {
    let end = upper.len().saturating_sub(1);
    let mut steps = Vec::with_capacity(end);
    let (mut at, mut value) = (0, 0.0);
    while at < end {
        let (mut low, mut high) = ((f64::NEG_INFINITY, end), (f64::INFINITY, end));
        let mut bend = None;
        for next in at + 1..=end {
            let run = (next - at) as f64;
            let ceiling = (upper[next] - value) / run;
            let ground = if next == end { ceiling } else { (lower[next] - value) / run };
            if ground > high.0 {
                bend = Some(high);
                break;
            }
            if ceiling < low.0 {
                bend = Some(low);
                break;
            }
            low = if ground >= low.0 { (ground, next) } else { low };
            high = if ceiling <= high.0 { (ceiling, next) } else { high };
        }
        let (slope, until) = bend.unwrap_or((high.0, end));
        steps.resize(until, slope.max(0.0));
        value += slope * (until - at) as f64;
        at = until;
    }
    steps
}

mod carried;
#[cfg(test)]
mod tests;

pub use carried::worked_off;
