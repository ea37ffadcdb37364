//! Cautions about a result, each with a stable code and the numbers that caused it. They never change the answer.
//!
//! | code | about |
//! |---|---|
//! | W1 | people who hang up: overstaffing by Erlang C, or a target met with many hang-ups |
//! | W2 | Erlang C near or over its load |
//! | W3 | service levels of different definitions |
//! | W4 | load that changes while contacts are handled |
//! | W5 | small samples, and whole people in small groups |
//! | W6 | agents of several queues |
//! | W7 | a volume that is not sure |
//! | W8 | handle times that differ much |
//! | W9 | a model that knows no waiting, or lacks an input |
//!
//! Thresholds are our judgement.

use super::demand::Demand;
use super::outcome::Tally;
use super::promises::Promises;
use super::service::Service;
use super::uncertainty;
use super::varying_load::mean_handle_time;
use crate::erlang::Patience;
use crate::error::Result;
use crate::model::{Forecast, Queue, StaffingModel, TargetOver, Warning};

/// Share of hang-ups above which a target met that way is worth a word.
const MANY_HANG_UPS: f64 = 0.05;
/// Spread of the day's volume, as a share of it, above which a plan for the expected volume is worth a word.
const UNSURE: f64 = 0.05;

/// What the cautions are about: agents on a queue, and what they give.
pub(super) struct Plan<'a> {
    pub(super) queue: &'a Queue,
    pub(super) forecast: &'a Forecast,
    pub(super) demand: &'a Demand,
    pub(super) service: &'a Service,
    pub(super) promises: &'a Promises,
    pub(super) agents: &'a [f64],
    pub(super) tallies: &'a [Tally],
}

impl Plan<'_> {
    /// All cautions, in order of their codes.
    pub(super) fn warnings(&self) -> Result<Vec<Warning>> {
        let whole: Tally = self.tallies.iter().copied().sum();
        if whole.offered <= 0.0 {
            return Ok(Vec::new());
        }
        let by_model = match self.queue.sizing_model() {
            StaffingModel::ErlangC => {
                vec![self.nobody_hangs_up(&whole)?, self.near_overload(), self.handle_time_spread()]
            }
            StaffingModel::ErlangA | StaffingModel::ErlangX => vec![self.hang_ups(&whole)],
            StaffingModel::Chat => vec![self.hang_ups(&whole), self.unknown_speed()],
            StaffingModel::Deferred => Vec::new(),
            StaffingModel::Workload => vec![self.plain_workload()],
        };
        let general = [self.changing_load(), self.lifted_by_rounding(&whole), self.unsure_volume(&whole)?];
        let mut warnings: Vec<Warning> = by_model.into_iter().chain(general).flatten().collect();
        warnings.sort_by(|one, other| one.code.cmp(&other.code));
        Ok(warnings)
    }

    /// W1: Erlang C supposes endless patience.
    fn nobody_hangs_up(&self, whole: &Tally) -> Result<Option<Warning>> {
        let Some(patience) = self.queue.patience else {
            let message = "Erlang C supposes that nobody hangs up; with real callers it asks for too many agents. \
                           Give patience_seconds to use Erlang A";
            return Ok(warning("W1", message.to_owned()));
        };
        let impatient = Service::ErlangA(Patience::new(patience)?);
        let (mut agents, mut truly) = (0.0, Tally::default());
        for (index, planned) in self.agents.iter().enumerate() {
            let Some(load) = self.demand.load(index)? else { continue };
            let minimum = f64::from(self.queue.target.minimum_agents);
            agents += planned - f64::from(impatient.agents(load, self.promises)?).max(minimum);
            if let Some(outcome) = impatient.outcome(load, *planned, &self.queue.target) {
                let level = self.queue.target.service_level.as_ref();
                truly = truly + Tally::of(&outcome, self.demand.offered[index], 0.0, level);
            }
        }
        let (said, true_level) = (whole.performance().service_level, truly.performance().service_level);
        let differ = said.zip(true_level).is_some_and(|(said, truly)| (said - truly).abs() > 0.01);
        if agents < 1.0 && !differ {
            return Ok(None);
        }
        Ok(warning(
            "W1",
            format!(
                "Erlang C asks for {agents:.0} agent-intervals more than Erlang A with a patience of {patience:.0} s; \
                 its {} is truly {} at these agents",
                level_text(said),
                level_text(true_level),
            ),
        ))
    }

    /// W1: a service level met by people giving up.
    fn hang_ups(&self, whole: &Tally) -> Option<Warning> {
        let target = &self.queue.target;
        let alone = target.service_level.is_some() && target.max_abandonment.is_none();
        let gone = whole.performance().abandonment.filter(|gone| alone && *gone > MANY_HANG_UPS)?;
        let message =
            format!("the service level is met while {} hang up; max_abandonment limits that", percent(gone));
        warning("W1", message)
    }

    /// W2: where Erlang C means little.
    fn near_overload(&self) -> Option<Warning> {
        let patience = self.queue.patience.unwrap_or(f64::INFINITY);
        let is_near = |tally: &&Tally| {
            let service = tally.performance();
            service.asa.is_some_and(|asa| asa > patience / 10.0)
                || (tally.offered > 0.0 && service.occupancy.is_some_and(|busy| busy > 0.92))
        };
        let near: Vec<&Tally> = self.tallies.iter().filter(is_near).collect();
        let worst = near.iter().filter_map(|tally| tally.performance().occupancy).fold(0.0, f64::max);
        let message = format!(
            "{} intervals are near or over their load (occupancy up to {}); there Erlang C means little, Erlang A \
             does better",
            near.len(),
            percent(worst),
        );
        if near.is_empty() { None } else { warning("W2", message) }
    }

    /// W4: contacts that outlast the interval, or a load that jumps.
    fn changing_load(&self) -> Option<Warning> {
        if matches!(self.service, Service::Deferred(_)) {
            return None;
        }
        let (demand, step) = (self.demand, self.demand.grid.step_seconds());
        let aht = mean_handle_time(&demand.aht, &demand.offered)?;
        let (is_long, is_very_long) = (aht > step / 6.0, aht > step / 2.0);
        let carried = self.is_carried();
        let jumps = demand
            .erlangs
            .windows(2)
            .filter(|pair| (pair[1] - pair[0]).abs() * aht / step > pair[0].max(pair[1]).sqrt())
            .count();
        let handle = format!("handle time {aht:.0} s against intervals of {step:.0} s");
        match (is_long, carried) {
            (true, true) => {
                warning("W4", format!("{handle}: contacts in hand are carried over (modified load)"))
            }
            (true, false) => {
                let worse = if is_very_long { "may be far worse than" } else { "can be worse than" };
                let rest = "each interval is staffed by itself, and the worst one";
                warning("W4", format!("{handle}: {rest} {worse} the day's average"))
            }
            (false, _) if jumps > 0 => {
                let rest = "more than a queue settles to within a handle time; the worst one can fall below its plan";
                warning("W4", format!("the load changes in {jumps} intervals by {rest}"))
            }
            (false, _) => None,
        }
    }

    /// Whether the load is not simply that of each interval's own arrivals.
    fn is_carried(&self) -> bool {
        let demand = self.demand;
        let step = demand.grid.step_seconds();
        (0..demand.offered.len()).any(|index| {
            let own = demand.offered[index] * demand.aht[index] / step;
            (own - demand.erlangs[index]).abs() > 1e-9 * own.max(1.0)
        })
    }

    /// W5: whole people in small groups give more than was asked for.
    fn lifted_by_rounding(&self, whole: &Tally) -> Option<Warning> {
        let target = self.queue.target.service_level?;
        let got = whole.performance().service_level?;
        if self.queue.target.over != TargetOver::Interval || got - target.share <= 0.03 {
            return None;
        }
        let message = format!(
            "whole agents in every interval give {} ({} within {:.0} s) where {} is asked for; a target over the day \
             needs fewer. Single intervals will still miss it by chance",
            percent(got),
            target.definition,
            target.within,
            percent(target.share),
        );
        warning("W5", message)
    }

    /// W7: a plan for the expected volume, where the volume is not sure.
    fn unsure_volume(&self, whole: &Tally) -> Result<Option<Warning>> {
        let Some(spread) = uncertainty::day_spread(self.forecast).filter(|spread| *spread > UNSURE) else {
            return Ok(None);
        };
        let planned = whole.performance().service_level.filter(|_| !self.service.is_divisible());
        let gives = match planned {
            Some(planned) => {
                let spreads = vec![spread; self.agents.len()];
                let risk =
                    uncertainty::risk_of(self.demand, self.queue, self.service, &spreads, self.agents)?;
                let expected: Tally = risk.expected.into_iter().sum();
                let expected = expected.performance().service_level.unwrap_or(planned);
                format!(
                    "a service level of {} can be expected instead of {}",
                    percent(expected),
                    percent(planned)
                )
            }
            None => "half of the days will be busier".to_owned(),
        };
        let off = percent(spread);
        Ok(warning(
            "W7",
            format!("staffed for the expected volume, which is off by {off} in a usual day: {gives}"),
        ))
    }

    /// W8: handle times that differ much, or little.
    fn handle_time_spread(&self) -> Option<Warning> {
        let cv = self.queue.handle_time_cv?;
        // Allen-Cunneen: the wait grows with the mean of the squared variations of arrivals, 1, and of handle times.
        let factor = (1.0 + cv * cv) / 2.0;
        let message = format!(
            "handle times vary with a coefficient of {cv:.2}: waits will be about {factor:.2} times what Erlang C says"
        );
        if (0.75..=1.25).contains(&factor) { None } else { warning("W8", message) }
    }

    /// W9: chat without speeds.
    fn unknown_speed(&self) -> Option<Warning> {
        if self.queue.concurrency <= 1 || !self.queue.chat_speed.is_empty() {
            return None;
        }
        let message = format!(
            "chat_speed is not given: the handle time is taken as that of an agent with {} chats, and the faster work \
             at part load is not seen",
            self.queue.concurrency,
        );
        warning("W9", message)
    }

    /// W9: no waiting, no promise.
    fn plain_workload(&self) -> Option<Warning> {
        let Service::Workload { concurrency, occupancy } = self.service else { return None };
        let at_once =
            if *concurrency > 1.0 { format!(", {concurrency} contacts at once") } else { String::new() };
        let message = format!(
            "sized by plain workload at an occupancy of {}{at_once}: no service level is promised",
            percent(*occupancy),
        );
        warning("W9", message)
    }
}

fn warning(code: &str, message: String) -> Option<Warning> {
    Some(Warning { code: code.to_owned(), message })
}

fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

fn level_text(level: Option<f64>) -> String {
    level.map_or("service".to_owned(), |level| format!("service level of {}", percent(level)))
}
