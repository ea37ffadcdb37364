//! The question: people, shifts, rules and requirement of a few whole weeks, checked once and looked up often.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;

use super::contracts;
use crate::error::{Error, Result};
use crate::model::{
    Agent, AgentId, Assignment, Availability, Centre, Contract, CostBand, Grid, LocalInstant, QueueId,
    Requirement, Roster, RosterWeights, ShiftTemplate, WeekdaySet, date_of, first_instant, local_instant,
};
use crate::scheduling::places::BreakPlan;
use crate::scheduling::{gcd, whole_agents};

/// What a roster is made from.
#[derive(Debug, Clone)]
pub struct Input<'a> {
    /// Shifts, contracts, weights, zone, week and weekend; queues are taken from `requirements`.
    pub centre: &'a Centre,
    /// Who can work.
    pub agents: Vec<Agent>,
    /// Leave, wishes and fixed activities; rows of people not in `agents` are left aside.
    pub availability: Vec<Availability>,
    /// The roster of the past (dates before `first`) and what is already promised (dates inside the horizon).
    pub published: Roster,
    /// One per queue, at the centre's interval length; whole agents are `scheduled` rounded up, 0 where there is no row.
    pub requirements: Vec<Requirement>,
    /// First local day; a day on which the centre's week starts.
    pub first: NaiveDate,
    /// Days of the horizon: 7, 14, 21, …
    pub days: u32,
    /// Public holidays, which count as a burden.
    pub holidays: Vec<NaiveDate>,
}

/// A rostering problem whose data fit together; see [`Input`].
#[derive(Debug, Clone)]
pub struct Problem {
    pub(super) shifts: Vec<ShiftTemplate>,
    pub(super) contracts: Vec<Contract>,
    pub(super) weights: RosterWeights,
    pub(super) weekend: WeekdaySet,
    pub(super) agents: Vec<Agent>,
    pub(super) contract_of: Vec<usize>,
    pub(super) availability: Vec<Vec<Availability>>,
    pub(super) published: Vec<Vec<Assignment>>,
    pub(super) queues: Vec<QueueId>,
    pub(super) required: Vec<Vec<u32>>,
    pub(super) holidays: BTreeSet<NaiveDate>,
    pub(super) dates: Vec<NaiveDate>,
    /// Days before the horizon of which anything is known: from the first published date on, whoever's it is.
    pub(super) known_days: u32,
    pub(super) grid: Grid,
    pub(super) step: i64,
    index: BTreeMap<AgentId, usize>,
}

impl Problem {
    /// Puts the parts together.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] when the horizon is not whole weeks, an agent's contract or a contract's shift is unknown,
    /// a figure of a contract is out of its range, an id comes twice, a requirement has
    /// another interval length or series that do not fit its grid, or a cost falls from band to band.
    pub fn new(input: Input<'_>) -> Result<Problem> {
        let centre = input.centre;
        check_horizon(&input)?;
        check_bands("understaffing", &centre.weights.understaffing)?;
        check_bands("overstaffing", &centre.weights.overstaffing)?;
        check_weights(&centre.weights)?;
        centre.contracts.iter().try_for_each(|contract| contracts::check(contract, &centre.shifts))?;
        check_shifts(&centre.shifts)?;
        let contract_of = contracts_of(&input)?;
        check_places(&input.agents, &contract_of, &centre.contracts)?;
        let grid = Grid::of_days(input.first, input.days, centre.interval_minutes, centre.zone)?;
        let required = required(&input.requirements, &grid)?;
        let index: BTreeMap<AgentId, usize> =
            input.agents.iter().enumerate().map(|(index, agent)| (agent.id.clone(), index)).collect();
        if index.len() < input.agents.len() {
            return Err(Error::invalid("agents", "an id that comes twice", "every agent once"));
        }
        let known_days = known_days(&input);
        let mut problem = Problem {
            shifts: centre.shifts.clone(),
            contracts: centre.contracts.clone(),
            weights: centre.weights.clone(),
            weekend: centre.weekend,
            contract_of,
            availability: vec![Vec::new(); input.agents.len()],
            published: vec![Vec::new(); input.agents.len()],
            queues: input.requirements.iter().map(|r| r.queue.clone()).collect(),
            required,
            holidays: input.holidays.into_iter().collect(),
            known_days,
            dates: input.first.iter_days().take(input.days as usize).collect(),
            agents: input.agents,
            step: 1,
            grid,
            index,
        };
        problem.sort_in(input.availability, input.published);
        problem.step = base_step(&problem);
        Ok(problem)
    }

    /// The same question about one agent alone, who is then agent 0, without any requirement.
    pub(super) fn alone(&self, agent: usize) -> Problem {
        Problem {
            shifts: self.shifts.clone(),
            contracts: vec![self.contract(agent).clone()],
            weights: self.weights.clone(),
            agents: vec![self.agents[agent].clone()],
            contract_of: vec![0],
            availability: vec![self.availability[agent].clone()],
            published: vec![self.published[agent].clone()],
            queues: Vec::new(),
            required: Vec::new(),
            holidays: self.holidays.clone(),
            dates: self.dates.clone(),
            grid: self.grid.clone(),
            index: BTreeMap::from([(self.agents[agent].id.clone(), 0)]),
            ..*self
        }
    }

    /// The same question with other entries of availability, per agent.
    pub(super) fn with_availability(&self, availability: Vec<Vec<Availability>>) -> Problem {
        Problem { availability, ..self.clone() }
    }

    fn sort_in(&mut self, availability: Vec<Availability>, published: Roster) {
        for row in availability {
            if let Some(agent) = self.index.get(&row.agent) {
                self.availability[*agent].push(row);
            }
        }
        for row in published.assignments {
            if let Some(agent) = self.index.get(&row.agent) {
                self.published[*agent].push(row);
            }
        }
        for rows in &mut self.published {
            rows.sort_by_key(|row| row.start);
        }
    }

    /// Everybody who can work, in the order given.
    pub fn agents(&self) -> &[Agent] {
        &self.agents
    }

    /// The queues, in the order of the requirements.
    pub fn queues(&self) -> &[QueueId] {
        &self.queues
    }

    /// The intervals of the horizon.
    pub fn grid(&self) -> &Grid {
        &self.grid
    }

    /// The local days of the horizon.
    pub fn dates(&self) -> &[NaiveDate] {
        &self.dates
    }

    /// Whole agents required, per queue and interval of [`Problem::grid`].
    pub fn required(&self) -> &[Vec<u32>] {
        &self.required
    }

    pub(super) fn agent_index(&self, id: &AgentId) -> Option<usize> {
        self.index.get(id).copied()
    }

    pub(super) fn contract(&self, agent: usize) -> &Contract {
        &self.contracts[self.contract_of[agent]]
    }

    pub(super) fn zone_of(&self, agent: usize) -> Tz {
        self.agents[agent].zone.unwrap_or(self.grid.zone())
    }

    /// Whole minutes from the start of the grid; a begun minute counts as not yet begun.
    pub(super) fn minute(&self, instant: DateTime<Utc>) -> i64 {
        (instant - self.grid.start()).num_seconds().div_euclid(60)
    }

    /// As [`Problem::minute`], but a begun minute counts as over.
    pub(super) fn minute_up(&self, instant: DateTime<Utc>) -> i64 {
        -((self.grid.start() - instant).num_seconds().div_euclid(60))
    }

    pub(super) fn instant(&self, minute: i64) -> DateTime<Utc> {
        self.grid.start() + Duration::minutes(minute)
    }

    /// Base steps of the horizon.
    pub(super) fn steps(&self) -> usize {
        self.grid.len() * self.steps_per_interval()
    }

    pub(super) fn steps_per_interval(&self) -> usize {
        (i64::from(self.grid.step_minutes()) / self.step).max(1) as usize
    }

    /// Whether too few (or too many) agents cost nothing at all.
    pub(super) fn weights_are_silent(&self, under: bool) -> bool {
        let bands = if under { &self.weights.understaffing } else { &self.weights.overstaffing };
        bands.is_empty()
    }

    pub(super) fn first(&self) -> NaiveDate {
        self.dates[0]
    }

    /// Days of the horizon by week.
    pub(super) fn weeks(&self) -> impl Iterator<Item = &[NaiveDate]> {
        self.dates.chunks(7)
    }

    /// Past assignments of an agent: those dated before the horizon.
    pub(super) fn past(&self, agent: usize) -> impl DoubleEndedIterator<Item = &Assignment> {
        self.published[agent].iter().filter(|row| row.date < self.first())
    }

    /// What was promised to an agent for a day of the horizon.
    pub(super) fn promised(&self, agent: usize, date: NaiveDate) -> Option<&Assignment> {
        self.published[agent].iter().find(|row| row.date == date)
    }

    /// Whether any roster was promised for the horizon.
    pub(super) fn has_promises(&self) -> bool {
        let last = self.dates[self.dates.len() - 1];
        self.published.iter().flatten().any(|row| (self.first()..=last).contains(&row.date))
    }

    pub(super) fn employed(&self, agent: usize, date: NaiveDate) -> bool {
        let agent = &self.agents[agent];
        agent.hire_date.is_none_or(|first| first <= date) && agent.leave_date.is_none_or(|last| date <= last)
    }

    /// Local days of `agent` that a stretch of time touches, within the horizon.
    pub(super) fn touched(&self, agent: usize, row: &Availability) -> impl Iterator<Item = NaiveDate> {
        let zone = self.zone_of(agent);
        let (from, to) = (date_of(row.from, zone), date_of(row.to - Duration::seconds(1), zone));
        self.dates.iter().copied().filter(move |date| (from..=to).contains(date))
    }

    /// Local days of `agent` that a stretch of time covers whole, within the horizon.
    pub(super) fn whole_days(&self, agent: usize, row: &Availability) -> impl Iterator<Item = NaiveDate> {
        let zone = self.zone_of(agent);
        let (from, to) = (row.from, row.to);
        self.dates.iter().copied().filter(move |date| {
            let next = date.succ_opt().map(|next| first_instant(next, zone));
            from <= first_instant(*date, zone) && next.is_some_and(|next| next <= to)
        })
    }
}

fn known_days(input: &Input<'_>) -> u32 {
    let dates = input.published.assignments.iter().map(|row| row.date);
    let days = dates.min().map_or(0, |date| (input.first - date).num_days());
    days.clamp(0, 3660) as u32
}

/// The instant at which a shift of `date` starts, `minute` minutes after local midnight; none in the missing hour, the
/// first of the two in the repeated hour.
pub(super) fn start_instant(date: NaiveDate, minute: u32, zone: Tz) -> Option<DateTime<Utc>> {
    let time = NaiveTime::from_num_seconds_from_midnight_opt(minute * 60, 0)?;
    match local_instant(date.and_time(time), zone) {
        LocalInstant::Once(instant) | LocalInstant::Twice(instant, _) => Some(instant),
        LocalInstant::Never => None,
    }
}

fn check_horizon(input: &Input<'_>) -> Result<()> {
    if input.days == 0 || !input.days.is_multiple_of(7) {
        return Err(Error::invalid("days", input.days, "whole weeks: 7, 14, 21 or 28"));
    }
    if input.first.weekday() != input.centre.week_starts {
        let expected = format!("a {}, the day on which the week starts", input.centre.week_starts);
        return Err(Error::invalid("first day of the roster", input.first, expected));
    }
    Ok(())
}

fn check_bands(field: &str, bands: &[CostBand]) -> Result<()> {
    let wrong = |given: f64, expected: &str| Err(Error::invalid(format!("roster.{field}"), given, expected));
    let (mut cost, mut share) = (0.0, 0.0);
    for (position, band) in bands.iter().enumerate() {
        if !band.cost.is_finite() || band.cost < cost {
            return wrong(band.cost, "costs from 0 up that do not fall from band to band");
        }
        let last = position + 1 == bands.len();
        match band.up_to_share {
            None if !last => return wrong(band.cost, "only the last band without up_to_share"),
            Some(up_to) if last || !up_to.is_finite() || up_to < share => {
                return wrong(up_to, "rising shares, and a last band without up_to_share");
            }
            up_to => share = up_to.unwrap_or(share),
        }
        cost = band.cost;
    }
    Ok(())
}

fn check_weights(weights: &RosterWeights) -> Result<()> {
    let named = [
        ("paid_hour_above_minimum", weights.paid_hour_above_minimum),
        ("start_deviation_hour", weights.start_deviation_hour),
        ("start_deviation_cap", weights.start_deviation_cap.unwrap_or(0.0)),
        ("wished_day_off", weights.wished_day_off),
        ("wished_work", weights.wished_work),
        ("changed_shift", weights.changed_shift),
        ("unplaced_activity_hour", weights.unplaced_activity_hour),
        ("fairness", weights.fairness),
    ];
    if let Some(rule) = weights.attendance.iter().find(|rule| !(0.0..=1e9).contains(&rule.cost)) {
        return Err(Error::invalid(format!("cost of attendance {}", rule.id), rule.cost, "0 to 1e9"));
    }
    match named.into_iter().find(|(_, weight)| !(0.0..=1e9).contains(weight)) {
        Some((name, weight)) => Err(Error::invalid(format!("roster.{name}"), weight, "0 to 1e9")),
        None => Ok(()),
    }
}

/// Ways to work one day, as many as the search can number.
const MOST_SHIFTS: usize = 60_000;

fn check_shifts(shifts: &[ShiftTemplate]) -> Result<()> {
    let long = shifts.iter().flat_map(|shift| &shift.lengths).find(|minutes| **minutes > 1440);
    if let Some(minutes) = long {
        return Err(Error::invalid("length of a shift", format!("{minutes} minutes"), "at most a day"));
    }
    let has_room = |shift: &&ShiftTemplate| {
        let plan = BreakPlan::new(shift, 1);
        shift.lengths.is_empty() || shift.lengths.iter().any(|minutes| plan.fits(i64::from(*minutes)))
    };
    if let Some(shift) = shifts.iter().find(|shift| !has_room(shift)) {
        let expected = "windows in which they can keep their distances, inside the shift";
        return Err(Error::invalid(format!("breaks of shift {}", shift.id), "breaks without room", expected));
    }
    let ways: usize = shifts.iter().map(|shift| shift.starts().len() * shift.lengths.len()).sum();
    match ways > MOST_SHIFTS {
        true => Err(Error::invalid("starts and lengths of all shifts of a day", ways, "at most 60000")),
        false => Ok(()),
    }
}

fn contracts_of(input: &Input<'_>) -> Result<Vec<usize>> {
    let position = |agent: &Agent| {
        let found = input.centre.contracts.iter().position(|contract| contract.id == agent.contract);
        found.ok_or_else(|| {
            Error::invalid(format!("contract of agent {}", agent.id), &agent.contract, "the id of a contract")
        })
    };
    input.agents.iter().map(position).collect()
}

/// Places in a rotation must be there, and the rotation must say when it begins.
fn check_places(agents: &[Agent], contract_of: &[usize], contracts: &[Contract]) -> Result<()> {
    for (agent, contract) in agents.iter().zip(contract_of) {
        let Some(place) = agent.rotation_week else { continue };
        let contract = &contracts[*contract];
        let weeks = contract.rotation.as_ref().map_or(0, |rotation| rotation.weeks.len());
        if place == 0 || place as usize > weeks {
            let expected = format!("a week of the rotation of contract {}, which has {weeks}", contract.id);
            return Err(Error::invalid(format!("rotation_week of agent {}", agent.id), place, expected));
        }
        if contract.rotation.as_ref().is_some_and(|rotation| rotation.from.is_none()) {
            let field = format!("rotation_from of contract {}", contract.id);
            let expected = format!("the week in which it begins, as agent {} has a place in it", agent.id);
            return Err(Error::invalid(field, "missing", expected));
        }
    }
    Ok(())
}

fn required(requirements: &[Requirement], grid: &Grid) -> Result<Vec<Vec<u32>>> {
    let mut seen = BTreeSet::new();
    let mut required = Vec::new();
    for requirement in requirements {
        if !seen.insert(&requirement.queue) {
            return Err(Error::invalid("requirement", &requirement.queue, "one requirement per queue"));
        }
        requirement.check()?;
        if requirement.grid.step_minutes() != grid.step_minutes() {
            let given = format!("{} minutes", requirement.grid.step_minutes());
            let expected = format!("intervals of {} minutes", grid.step_minutes());
            return Err(Error::invalid(format!("requirement of {}", requirement.queue), given, expected));
        }
        required.push(whole_agents(requirement, grid));
    }
    Ok(required)
}

/// The greatest number of minutes that divides the interval and every start, length, break and break step.
fn base_step(problem: &Problem) -> i64 {
    let mut step = i64::from(problem.grid.step_minutes());
    let zones: BTreeSet<String> =
        (0..problem.agents.len()).map(|agent| problem.zone_of(agent).name().to_owned()).collect();
    let zones: Vec<Tz> = zones.iter().filter_map(|name| name.parse().ok()).collect();
    for shift in &problem.shifts {
        let breaks = shift.breaks.iter();
        let spans = breaks.flat_map(|b| {
            [b.minutes, b.earliest, if b.latest > b.earliest { shift.break_every_minutes } else { 0 }]
        });
        for minutes in spans.chain(shift.lengths.iter().copied()) {
            step = gcd(step, i64::from(minutes));
        }
        for (zone, date) in zones.iter().flat_map(|zone| problem.dates.iter().map(move |date| (*zone, *date)))
        {
            for start in shift.starts().into_iter().filter_map(|minute| start_instant(date, minute, zone)) {
                step = gcd(step, problem.minute(start));
            }
        }
    }
    step
}
