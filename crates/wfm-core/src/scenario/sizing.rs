//! Queues sized once for all scenarios that ask the same of them.

use std::collections::BTreeMap;

use super::applied::{QueueCase, check, people, sizing_key};
use super::heads::{Head, Supply};
use super::outcome::{Figures, Staffed};
use super::supply::People;
use super::{Base, Options};
use crate::error::{Error, Result};
use crate::model::{Change, Requirement, Scenario, StaffingModel};
use crate::staffing::{self, Tally, Volumes};

/// Days of a week, in seconds.
const WEEK_SECONDS: f64 = 7.0 * 86_400.0;

/// The base as it is: what it requires and who there is.
pub(super) struct Today<'a> {
    pub(super) base: &'a Base,
    options: &'a Options,
    /// Queues with a forecast, by their place in the centre.
    pub(super) places: Vec<usize>,
    /// What they require.
    requirements: Vec<Requirement>,
    /// Scheduled hours a week that each queue of the centre needs.
    need: Vec<f64>,
    weeks: f64,
    supply: Supply,
}

/// A queue and the scenarios that ask the same of it: one sizing for all of them.
pub(super) struct Job<'a> {
    /// Which of the queues with a forecast.
    queue: usize,
    /// Place among the scenarios, the scenario, and who there is in it.
    scenarios: Vec<(usize, &'a Scenario, &'a Supply)>,
}

impl<'a> Today<'a> {
    /// # Errors
    /// When there is nothing to staff, or a queue cannot be staffed.
    pub(super) fn of(base: &'a Base, options: &'a Options) -> Result<Today<'a>> {
        let places: Vec<usize> =
            (0..base.centre.queues.len()).filter(|place| base.forecast(*place).is_some()).collect();
        let requirements = places
            .iter()
            .map(|place| {
                let as_it_is = QueueCase::of(base, *place, &Scenario::new("", Vec::new()))?;
                as_it_is.sized(options).map(|(requirement, _)| requirement)
            })
            .collect::<Result<Vec<Requirement>>>()?;
        let Some(first) = requirements.first() else {
            return Err(Error::invalid("forecasts", "none", "at least one, of a queue of the centre"));
        };
        let weeks =
            (first.grid.step_seconds() * first.grid.len() as f64 / WEEK_SECONDS).max(f64::MIN_POSITIVE);
        let mut need = vec![0.0; base.centre.queues.len()];
        for (place, requirement) in places.iter().zip(&requirements) {
            need[*place] = hours(&requirement.scheduled, requirement) / weeks;
        }
        let supply = Supply::of(&People::of(base), &base.agents, &base.centre.queues, &need);
        Ok(Today { base, options, places, requirements, need, weeks, supply })
    }

    /// Who there is under a scenario.
    ///
    /// # Errors
    /// When one of its changes finds nothing to change, or is outside its range.
    pub(super) fn supply_under(&self, scenario: &Scenario) -> Result<Supply> {
        check(self.base, scenario)?;
        if !scenario.changes.iter().any(|change| matches!(change, Change::Supply(_))) {
            return Ok(self.supply.clone());
        }
        let people = people(self.base, scenario)?;
        Ok(Supply::of(&people, &self.base.agents, &self.base.centre.queues, &self.need))
    }

    /// How many times as many hours of today's staff a queue has under another supply.
    fn growth(&self, place: usize, supply: &Supply) -> f64 {
        match (&self.supply.hours, &supply.hours) {
            (Some(today), Some(then)) if today[place] > 0.0 => then[place] / today[place],
            (Some(_), None) => 0.0,
            _ => 1.0,
        }
    }
}

/// Queues and scenarios, put together where they share a sizing, in one order whatever the threads.
pub(super) fn jobs<'a>(
    today: &Today<'_>,
    scenarios: &'a [Scenario],
    supplies: &'a [Result<Supply>],
) -> Vec<Job<'a>> {
    let mut jobs = Vec::new();
    for (queue, place) in today.places.iter().enumerate() {
        let mut by_key: BTreeMap<String, Vec<(usize, &Scenario, &Supply)>> = BTreeMap::new();
        for (index, (scenario, supply)) in scenarios.iter().zip(supplies).enumerate() {
            if let Ok(supply) = supply {
                let key = sizing_key(&today.base.centre.queues[*place].id, scenario);
                by_key.entry(key).or_default().push((index, scenario, supply));
            }
        }
        jobs.extend(by_key.into_values().map(|scenarios| Job { queue, scenarios }));
    }
    jobs
}

impl Job<'_> {
    /// The same error for every scenario.
    pub(super) fn refused(&self, error: Error) -> Vec<(usize, usize, Result<Figures>)> {
        self.scenarios.iter().map(|(index, ..)| (*index, self.queue, Err(error.clone()))).collect()
    }

    /// The figures of the queue, by scenario.
    pub(super) fn figures(&self, today: &Today<'_>) -> Vec<(usize, usize, Result<Figures>)> {
        let mut sized = None;
        let mut answer = |scenario: &Scenario, supply: &Supply| {
            let case = QueueCase::of(today.base, today.places[self.queue], scenario)?;
            let sized = match &mut sized {
                Some(sized) => sized,
                none => none.insert(Sized::of(case.clone(), today.options)?),
            };
            sized.figures(&case, self.queue, supply, today)
        };
        let each = self.scenarios.iter();
        each.map(|(index, scenario, supply)| (*index, self.queue, answer(scenario, supply))).collect()
    }
}

impl QueueCase {
    /// What the queue requires, and what that gives, per interval.
    fn sized(&self, options: &Options) -> Result<(Requirement, Vec<Tally>)> {
        staffing::requirement_with_tallies(&self.forecast, &self.queue, &self.shrinkage, &options.staffing)
    }
}

/// A queue sized for one demand and one promise.
struct Sized {
    case: QueueCase,
    requirement: Requirement,
    tally: Tally,
    /// The volumes there may be, if they are known and asked for.
    volumes: Option<Volumes>,
    odds: Odds,
}

/// How sure the promises are: probability, and agent hours missing on average.
type Odds = (Option<f64>, Option<f64>);

impl Sized {
    fn of(case: QueueCase, options: &Options) -> Result<Sized> {
        let (requirement, tallies) = case.sized(options)?;
        let has_bands = case.forecast.quantile(0.1).is_some() && case.forecast.quantile(0.9).is_some();
        let is_deferred = case.queue.sizing_model() == StaffingModel::Deferred;
        let volumes = match options.odds && has_bands && !is_deferred {
            true => Some(Volumes::of(&case.forecast, &case.queue, &requirement)?),
            false => None,
        };
        let mut sized =
            Sized { case, tally: tallies.into_iter().sum(), volumes, odds: (None, None), requirement };
        sized.odds = sized.odds_of(&sized.requirement.agents)?;
        Ok(sized)
    }

    /// Figures under a scenario of the same demand and promises as those of the sizing.
    fn figures(&self, case: &QueueCase, queue: usize, supply: &Supply, today: &Today<'_>) -> Result<Figures> {
        let place = today.places[queue];
        let head = &supply.heads[place];
        let offered = &self.case.forecast.offered;
        let aht = self.case.forecast.aht.as_deref().unwrap_or_default();
        let work: f64 = offered.iter().zip(aht).map(|(offered, aht)| offered * aht).sum();
        Ok(Figures {
            offered: offered.iter().sum(),
            workload_hours: work / 3600.0,
            target: self.tally.target,
            required: self.required(case, head, today.weeks),
            today: self.today(case, queue, supply, today)?,
            available_hours: supply.hours.as_ref().map(|hours| hours[place] * today.weeks),
        })
    }

    fn required(&self, case: &QueueCase, head: &Head, weeks: f64) -> Staffed {
        let agents = &self.requirement.agents;
        let scheduled: Vec<f64> =
            agents.iter().map(|agents| staffing::scheduled(*agents, &case.shrinkage)).collect();
        let agent_hours = hours(agents, &self.requirement);
        let scheduled_hours = hours(&scheduled, &self.requirement);
        self.told(Staffed::of_hours(agent_hours, scheduled_hours, head, weeks), self.tally, self.odds)
    }

    /// Today's staff: whom the base requires, more or fewer by the people there are, without those who are away, and
    /// not where the queue is closed.
    fn today(&self, case: &QueueCase, queue: usize, supply: &Supply, today: &Today<'_>) -> Result<Staffed> {
        let place = today.places[queue];
        let base = &today.requirements[queue];
        let growth = today.growth(place, supply);
        let there = |shrinkage: f64| 1.0 - shrinkage;
        let left = there(case.shrinkage.total()) / there(today.base.shrinkage(place).total());
        let while_open = |series: &[f64], factor: f64| -> Vec<f64> {
            let open = series.iter().zip(&self.requirement.open);
            open.map(|(agents, open)| if *open { agents * factor } else { 0.0 }).collect()
        };
        let agents = while_open(&base.agents, growth * left);
        let scheduled = while_open(&base.scheduled, growth);
        let head = &supply.heads[place];
        let mut staffed = Staffed::of_hours(
            hours(&agents, &self.requirement),
            hours(&scheduled, &self.requirement),
            head,
            today.weeks,
        );
        if agents == self.requirement.agents {
            return Ok(self.told(staffed, self.tally, self.odds));
        }
        let missing = |(needed, there): (&f64, &f64)| (needed - there).max(0.0);
        let short: Vec<f64> = self.requirement.agents.iter().zip(&agents).map(missing).collect();
        staffed.short_hours = hours(&short, &self.requirement);
        let tallies = staffing::tallies(&self.case.queue, &self.requirement, &agents)?.unwrap_or_default();
        Ok(self.told(staffed, tallies.into_iter().sum(), self.odds_of(&agents)?))
    }

    fn told(&self, staffed: Staffed, tally: Tally, (kept, expected_short_hours): Odds) -> Staffed {
        let level = tally.performance().service_level;
        let margin = level.zip(tally.target).map(|(level, target)| level - target.share);
        Staffed { tally, margin, kept, expected_short_hours, ..staffed }
    }

    fn odds_of(&self, agents: &[f64]) -> Result<Odds> {
        let Some(volumes) = &self.volumes else { return Ok((None, None)) };
        let (mut kept, mut contacts, mut short) = (0.0, 0.0, 0.0);
        for (odds, offered) in volumes.odds(agents)?.iter().zip(&self.case.forecast.offered) {
            let Some(odds) = odds else { continue };
            kept += odds.kept * offered;
            contacts += offered;
            short += odds.short * self.requirement.grid.step_seconds() / 3600.0;
        }
        Ok(((contacts > 0.0).then(|| kept / contacts), Some(short)))
    }
}

/// Hours of a number of agents per interval.
fn hours(agents: &[f64], requirement: &Requirement) -> f64 {
    agents.iter().sum::<f64>() * requirement.grid.step_seconds() / 3600.0
}
