//! The headline figures of a plan, with the definitions they use: for the terminal, `summary.json` and the report.

use std::ops::Range;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use wfm_core::model::{
    AgentId, AvailabilityKind, Centre, Coverage, Forecast, Performance, Queue, Requirement, Roster, Warning,
    date_of,
};
use wfm_core::rostering::{Cost, Outcome};
use wfm_core::staffing::{self, Tally};

use crate::planning::Rostered;

/// Every headline figure of a plan.
#[derive(Debug, Serialize)]
pub(crate) struct Summary {
    /// Version of the program.
    pub(crate) wfm: &'static str,
    /// Name of the centre.
    pub(crate) centre: String,
    /// First local day.
    pub(crate) first_day: NaiveDate,
    /// Number of days.
    pub(crate) days: u32,
    /// SHA-256 of the input files.
    pub(crate) inputs_sha256: String,
    /// By queue.
    pub(crate) queues: Vec<QueueSummary>,
    /// The roster.
    pub(crate) roster: RosterSummary,
    /// Wishes for days off and for work.
    pub(crate) wishes: Wishes,
    /// What the reader should know of the requirement.
    pub(crate) cautions: Vec<Warning>,
    /// What was noticed in the history and done in the forecast.
    pub(crate) notes: Vec<String>,
}

/// A queue over all days.
#[derive(Debug, Serialize)]
pub(crate) struct QueueSummary {
    /// The queue.
    pub(crate) queue: String,
    /// Contacts expected, where they are known.
    pub(crate) offered: Option<f64>,
    /// Agent hours required on the schedule, in whole agents.
    pub(crate) required_hours: f64,
    /// Agent hours rostered to the queue.
    pub(crate) rostered_hours: f64,
    /// Agent hours short, in the intervals that are short.
    pub(crate) short_hours: f64,
    /// Share answered in time that this roster will give, after shrinkage.
    pub(crate) service_level: Option<f64>,
    /// What was promised.
    pub(crate) service_level_target: Option<f64>,
    /// The threshold.
    pub(crate) within_seconds: Option<f64>,
    /// How the service level is counted.
    pub(crate) service_level_definition: Option<String>,
    /// Average speed of answer; absent also where it is without limit.
    pub(crate) asa_seconds: Option<f64>,
    /// Share that hangs up.
    pub(crate) abandonment: Option<f64>,
    /// Handling time over staffed time.
    pub(crate) occupancy: Option<f64>,
    /// Where the queue is shortest.
    pub(crate) worst: Option<Shortage>,
    /// Expected service over all days.
    #[serde(skip)]
    pub(crate) week: Performance,
    /// Expected service by local day.
    #[serde(skip)]
    pub(crate) by_day: Vec<(NaiveDate, Performance)>,
}

/// A stretch in which too few agents are rostered.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Shortage {
    /// Start.
    pub(crate) start: DateTime<Utc>,
    /// End.
    pub(crate) end: DateTime<Utc>,
    /// Agents short at the worst of it.
    pub(crate) agents: f64,
}

/// How the search for the roster ended.
#[derive(Debug, Serialize)]
pub(crate) struct RosterSummary {
    /// Agents with at least one shift.
    pub(crate) agents_working: usize,
    /// Agents of the centre.
    pub(crate) agents: usize,
    /// Shifts.
    pub(crate) shifts: usize,
    /// Paid hours.
    pub(crate) paid_hours: f64,
    /// Cost of the paid hours in the centre's currency, when every working agent has a rate.
    pub(crate) payroll: Option<f64>,
    /// The objective, recomputed from the roster.
    pub(crate) objective: f64,
    /// Its parts.
    pub(crate) cost: Cost,
    /// No legal roster costs less.
    pub(crate) lower_bound: Option<f64>,
    /// Objective minus bound.
    pub(crate) gap_units: Option<f64>,
    /// The same against the bound.
    pub(crate) gap: Option<f64>,
    /// The same against all that is paid.
    pub(crate) gap_of_payroll: Option<f64>,
    /// Why the search ended.
    pub(crate) outcome: Outcome,
    /// Counted work.
    pub(crate) work: u64,
    /// Seed of every random choice.
    pub(crate) seed: u64,
}

/// Wishes that came true.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub(crate) struct Wishes {
    /// Wishes in the days of the plan.
    pub(crate) wished: u32,
    /// Those the roster grants.
    pub(crate) granted: u32,
}

impl Summary {
    /// The figures of a roster and of the forecasts behind it, if any.
    ///
    /// # Errors
    /// When the service of a queue cannot be computed.
    pub(crate) fn of(
        rostered: &Rostered,
        forecasts: &[Forecast],
        inputs_sha256: String,
    ) -> anyhow::Result<Summary> {
        let centre = &rostered.inputs.centre;
        let queues = rostered
            .requirements
            .iter()
            .zip(&rostered.coverage)
            .filter_map(|(requirement, coverage)| {
                Some((centre.queue(&requirement.queue)?, requirement, coverage))
            })
            .map(|(queue, requirement, coverage)| queue_summary(centre, queue, requirement, coverage))
            .collect::<anyhow::Result<Vec<QueueSummary>>>()?;
        let notes = forecasts
            .iter()
            .flat_map(|forecast| forecast.notes.iter().map(|note| format!("{}: {note}", forecast.queue)));
        let cautions = rostered.requirements.iter().flat_map(|requirement| {
            let warnings = requirement.basis.iter().flat_map(|basis| &basis.warnings);
            warnings.map(|warning| Warning {
                code: warning.code.clone(),
                message: format!("{}: {}", requirement.queue, warning.message),
            })
        });
        Ok(Summary {
            wfm: env!("CARGO_PKG_VERSION"),
            centre: centre.name.clone(),
            first_day: rostered.first,
            days: rostered.days,
            inputs_sha256,
            queues,
            roster: roster_summary(rostered),
            wishes: wishes(rostered),
            cautions: cautions.collect(),
            notes: notes.collect(),
        })
    }

    /// Whether a queue is expected to miss the service level it promises.
    pub(crate) fn misses_a_target(&self) -> bool {
        self.queues.iter().any(|queue| match (queue.service_level, queue.service_level_target) {
            (Some(expected), Some(target)) => expected < target,
            _ => false,
        })
    }
}

fn queue_summary(
    centre: &Centre,
    queue: &Queue,
    requirement: &Requirement,
    coverage: &Coverage,
) -> anyhow::Result<QueueSummary> {
    let grid = &requirement.grid;
    let shrinkage = centre.shrinkage_of(queue);
    let there: Vec<f64> =
        coverage.rostered.iter().map(|agents| staffing::on_queue(*agents, shrinkage)).collect();
    let tallies = staffing::tallies(queue, requirement, &there)?;
    let service = |intervals: Range<usize>| -> Performance {
        let of_stretch = tallies.as_ref().map(|tallies| tallies[intervals].iter().copied().sum::<Tally>());
        of_stretch.map(|tally| tally.performance()).unwrap_or_default()
    };
    let week = service(0..grid.len());
    let by_day = grid.days().into_iter().map(|day| (day.date, service(day.intervals))).collect();
    // In millionths: what adding up speeds such as 0.9 leaves behind is no figure.
    let hours = |agents: f64| (agents * f64::from(grid.step_minutes()) / 60.0 * 1e6).round() / 1e6;
    let target = queue.target.service_level.filter(|_| week.service_level.is_some());
    Ok(QueueSummary {
        queue: queue.id.to_string(),
        offered: requirement.basis.as_ref().map(|basis| basis.offered.iter().sum()),
        required_hours: hours(coverage.required.iter().map(|n| f64::from(*n)).sum()),
        rostered_hours: hours(coverage.rostered.iter().sum()),
        short_hours: hours((0..grid.len()).map(|i| (-coverage.net(i)).max(0.0)).sum()),
        service_level: week.service_level,
        service_level_target: target.map(|target| target.share),
        within_seconds: target.map(|target| target.within),
        service_level_definition: target.map(|target| target.definition.to_string()),
        asa_seconds: week.asa.filter(|asa| asa.is_finite()),
        abandonment: week.abandonment,
        occupancy: week.occupancy,
        worst: worst(coverage),
        week,
        by_day,
    })
}

/// The stretch around the interval in which most agents are missing.
fn worst(coverage: &Coverage) -> Option<Shortage> {
    let grid = &coverage.grid;
    let short = |index: usize| -coverage.net(index);
    let mut deepest = 0;
    for index in 0..grid.len() {
        if short(index) > short(deepest) {
            deepest = index;
        }
    }
    if grid.is_empty() || short(deepest) < 1.0 {
        return None;
    }
    let first = (0..=deepest).rev().take_while(|index| short(*index) >= 1.0).last()?;
    let last = (deepest..grid.len()).take_while(|index| short(*index) >= 1.0).last()?;
    Some(Shortage { start: grid.instant(first), end: grid.instant(last + 1), agents: short(deepest) })
}

fn roster_summary(rostered: &Rostered) -> RosterSummary {
    let solved = &rostered.solved;
    let shifts = &solved.roster.assignments;
    let mut working: Vec<_> = shifts.iter().map(|shift| &shift.agent).collect();
    working.sort();
    working.dedup();
    RosterSummary {
        agents_working: working.len(),
        agents: rostered.inputs.agents.len(),
        shifts: shifts.len(),
        paid_hours: shifts.iter().map(|shift| f64::from(shift.paid_minutes) / 60.0).sum(),
        payroll: payroll(rostered),
        objective: solved.cost.total(),
        cost: solved.cost,
        lower_bound: solved.lower_bound,
        gap_units: solved.gap_units(),
        gap: solved.gap(),
        gap_of_payroll: solved.gap_of_payroll(),
        outcome: solved.outcome,
        work: solved.work,
        seed: rostered.seed,
    }
}

fn payroll(rostered: &Rostered) -> Option<f64> {
    let rate = |shift: &wfm_core::model::Assignment| {
        let agent = rostered.inputs.agents.iter().find(|agent| agent.id == shift.agent)?;
        Some(agent.cost_per_hour? * f64::from(shift.paid_minutes) / 60.0)
    };
    rostered.solved.roster.assignments.iter().map(rate).sum()
}

/// Wishes for days off and for work, one per agent and day of the plan.
fn wishes(rostered: &Rostered) -> Wishes {
    let zone = rostered.inputs.centre.zone;
    let roster: &Roster = &rostered.solved.roster;
    let mut seen = std::collections::BTreeSet::new();
    for row in &rostered.inputs.availability {
        let work = match row.kind {
            AvailabilityKind::WishOff => false,
            AvailabilityKind::WishWork => true,
            _ => continue,
        };
        let last = date_of(row.to - chrono::Duration::seconds(1), zone);
        let days = date_of(row.from, zone).iter_days().take_while(|day| *day <= last);
        for day in days.filter(|day| rostered.contains(*day)) {
            seen.insert((&row.agent, day, work));
        }
    }
    let works = |agent: &AgentId, day: NaiveDate| {
        roster.assignments.iter().any(|shift| shift.agent == *agent && shift.date == day)
    };
    let granted = seen.iter().filter(|(agent, day, work)| works(agent, *day) == *work).count();
    Wishes { wished: seen.len() as u32, granted: granted as u32 }
}
