//! The headline figures of a plan, with the definitions they use: for the terminal, `summary.json` and the report.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset, NaiveDate};
use chrono_tz::Tz;
use serde::Serialize;
use wfm_core::forecasting::{Backtest, Method, Score};
use wfm_core::model::{
    AgentId, Assignment, AvailabilityKind, Centre, Coverage, Performance, Queue, Requirement, Roster,
    ShiftId, Target, TargetOver, Warning, date_of,
};
use wfm_core::rostering::{BurdenSpread, Cost, Misattended, Outcome, Unplaced};
use wfm_core::staffing::{self, Tally};

use crate::centre;
use crate::outlook::Outlook;
use crate::output::{Terminal, reasons, remarks};
use crate::planning::{Forecasted, Rostered};

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
    /// The files it was made from.
    pub(crate) inputs: Vec<String>,
    /// SHA-256 over their names and contents.
    pub(crate) inputs_sha256: String,
    /// By queue.
    pub(crate) queues: Vec<QueueSummary>,
    /// How good forecasts like this plan's have been on past days, by queue and distance.
    pub(crate) forecast_accuracy: Vec<QueueAccuracy>,
    /// What the roster gives when it is played at random; absent where it was not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) simulation: Option<Outlook>,
    /// The roster.
    pub(crate) roster: RosterSummary,
    /// Wishes for days off and for work.
    pub(crate) wishes: Wishes,
    /// Meetings and training that found no place, with the reason.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) unplaced: Vec<Unplaced>,
    /// Where too few or too many people of some kind are at work together.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) misattended: Vec<Misattended>,
    /// Who carries the burdens, before the roster and with it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) burdens: Vec<BurdenSpread>,
    /// What the reader should know of the requirement.
    pub(crate) warnings: Vec<Warning>,
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
    /// How often the promises of the queue are kept.
    pub(crate) promise: Promise,
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

/// How good forecasts of a queue have been at one distance. Shares are of the contacts that came.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct QueueAccuracy {
    /// The queue.
    pub(crate) queue: String,
    /// Nearest day, counted in open days from the first forecast day on.
    pub(crate) lead_first: usize,
    /// Farthest day; none to the end.
    pub(crate) lead_last: Option<usize>,
    /// Days scored; a day counts once for each forecast of it.
    pub(crate) days: usize,
    /// Error of intervals.
    pub(crate) wape: f64,
    /// The same of the mean of eight weekdays.
    pub(crate) wape_mean_of_8: Option<f64>,
    /// The same of chance alone.
    pub(crate) wape_floor: f64,
    /// Error of totals of days.
    pub(crate) day_wape: f64,
    /// Signed: above 0, too much was forecast.
    pub(crate) bias: f64,
    /// Share of intervals inside the band of 80 %.
    pub(crate) coverage_80: f64,
}

/// How often a queue is expected to keep what it promises: service level, abandonment, ASA.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub(crate) struct Promise {
    /// The stretch over which the promise holds.
    pub(crate) over: TargetOver,
    /// Stretches with contacts.
    pub(crate) stretches: usize,
    /// Those of them in which a promise is not kept.
    pub(crate) missed: usize,
}

/// A stretch in which too few agents are rostered.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Shortage {
    /// Start.
    pub(crate) start: DateTime<FixedOffset>,
    /// End.
    pub(crate) end: DateTime<FixedOffset>,
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
    pub(crate) paid_cost: Option<f64>,
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

/// The files a plan was made from.
#[derive(Debug, Clone)]
pub(crate) struct Inputs {
    /// Their names inside the centre.
    pub(crate) names: Vec<String>,
    /// SHA-256 over names and contents.
    pub(crate) sha256: String,
}

impl Inputs {
    /// The names and the hash of `files` of the centre in `folder`.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub(crate) fn of(folder: &Path, files: &[PathBuf]) -> anyhow::Result<Self> {
        let names = files.iter().map(|file| centre::name_in(folder, file)).collect();
        Ok(Inputs { names, sha256: centre::hash(folder, files)? })
    }
}

impl Summary {
    /// The figures of a roster and of the forecasts behind it, if any.
    ///
    /// # Errors
    /// When the service of a queue cannot be computed.
    pub(crate) fn of(
        rostered: &Rostered,
        forecasted: &Forecasted,
        inputs: Inputs,
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
        let notes = forecasted.forecasts.iter().flat_map(|forecast| {
            reasons::lines(forecast).into_iter().map(|line| format!("{}: {line}", forecast.queue))
        });
        let warnings = rostered.requirements.iter().flat_map(|requirement| {
            let of_queue = requirement.basis.iter().flat_map(|basis| &basis.warnings);
            of_queue.map(|warning| Warning {
                code: warning.code.clone(),
                message: format!("{}: {}", requirement.queue, warning.message),
            })
        });
        Ok(Summary {
            wfm: env!("CARGO_PKG_VERSION"),
            centre: centre.name.clone(),
            first_day: rostered.first,
            days: rostered.days,
            inputs: inputs.names,
            inputs_sha256: inputs.sha256,
            queues,
            forecast_accuracy: forecasted.tested.iter().flat_map(accuracy).collect(),
            simulation: None,
            roster: roster_summary(rostered),
            wishes: wishes(rostered),
            unplaced: rostered.remarks.unplaced.clone(),
            misattended: rostered.remarks.misattended.clone(),
            burdens: rostered.remarks.burdens.clone(),
            warnings: warnings.collect(),
            notes: notes
                .chain(rostered.solved.setbacks.iter().cloned())
                .chain(unknown_past(rostered))
                .collect(),
        })
    }

    /// Says which queues will miss their service level over the whole stretch: nobody should find out from the phones.
    pub(crate) fn warn_of_misses(&self, terminal: &Terminal) {
        for queue in &self.queues {
            if let (Some(expected), Some(target)) = (queue.service_level, queue.service_level_target)
                && expected < target
            {
                let (expected, target) = (100.0 * expected, 100.0 * target);
                terminal.warn(format!(
                    "{}: {expected:.1} % expected where {target:.0} % is promised",
                    queue.queue
                ));
            }
        }
    }

    /// Says what found no place, and where people of some kind are missing.
    pub(crate) fn warn_of_remarks(&self, terminal: &Terminal, centre: &Centre) {
        self.remarks(centre).into_iter().flatten().for_each(|line| terminal.warn(line));
    }

    /// What found no place, and where people of some kind are missing; the first lines of each.
    pub(crate) fn remarks(&self, centre: &Centre) -> [Vec<String>; 2] {
        let unplaced = self.unplaced.iter().map(|missing| remarks::unplaced(missing, centre));
        let misattended = self.misattended.iter().map(|missing| remarks::misattended(missing, centre));
        [remarks::shortened(unplaced.collect()), remarks::shortened(misattended.collect())]
    }

    /// Whether a queue is expected to break a promise, over the stretches for which it was given.
    pub(crate) fn misses_a_target(&self) -> bool {
        self.queues.iter().any(|queue| queue.promise.missed > 0)
    }
}

/// The scores of the automatic choice, as the model made it.
pub(crate) fn own_scores(backtest: &Backtest) -> impl Iterator<Item = &Score> {
    backtest.scores.iter().filter(|score| score.method == Method::Automatic && !score.changed)
}

/// The automatic choice at every distance, beside the mean of eight weekdays.
fn accuracy(backtest: &Backtest) -> Vec<QueueAccuracy> {
    let row = |score: &Score| {
        let mean = backtest.score(Method::MeanOfWeekdays { weeks: 8 }, score.lead);
        QueueAccuracy {
            queue: backtest.queue.to_string(),
            lead_first: score.lead.first,
            lead_last: Some(score.lead.last).filter(|last| *last < usize::MAX),
            days: score.accuracy.days,
            wape: tidy(score.accuracy.wape),
            wape_mean_of_8: mean.map(|mean| tidy(mean.accuracy.wape)),
            wape_floor: tidy(score.accuracy.floor),
            day_wape: tidy(score.accuracy.day_wape),
            bias: tidy(score.accuracy.bias),
            coverage_80: tidy(score.accuracy.coverage_80),
        }
    };
    own_scores(backtest).map(row).collect()
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
    let by_day: Vec<_> = grid.days().into_iter().map(|day| (day.date, service(day.intervals))).collect();
    let hours = |agents: f64| tidy(agents * f64::from(grid.step_minutes()) / 60.0);
    let promised = service_level_promise(&queue.target).filter(|_| week.service_level.is_some());
    Ok(QueueSummary {
        queue: queue.id.to_string(),
        offered: requirement.basis.as_ref().map(|basis| tidy(basis.offered.iter().sum())),
        required_hours: hours(coverage.required.iter().map(|n| f64::from(*n)).sum()),
        rostered_hours: hours(coverage.rostered.iter().sum()),
        short_hours: hours((0..grid.len()).map(|i| (-coverage.net(i)).max(0.0)).sum()),
        service_level: week.service_level.map(tidy),
        service_level_target: promised.map(|(share, ..)| share),
        within_seconds: promised.map(|(_, within, _)| within),
        service_level_definition: promised.map(|(.., definition)| definition.to_owned()),
        asa_seconds: week.asa.filter(|asa| asa.is_finite()).map(tidy),
        promise: promise(queue, coverage, &by_day, &week),
        abandonment: week.abandonment.map(tidy),
        occupancy: week.occupancy.map(tidy),
        worst: worst(coverage),
        week,
        by_day,
    })
}

/// How often what `queue` promises is expected to be kept, over the stretches for which it is promised.
fn promise(
    queue: &Queue,
    coverage: &Coverage,
    by_day: &[(NaiveDate, Performance)],
    week: &Performance,
) -> Promise {
    let over = queue.target.over;
    let judged: Vec<Performance> = match over {
        TargetOver::Interval => coverage.performance.clone(),
        TargetOver::Day => by_day.iter().map(|(_, performance)| *performance).collect(),
        TargetOver::Week => vec![*week],
    };
    let with_contacts =
        judged.iter().filter(|performance| performance.service_level.or(performance.asa).is_some());
    Promise {
        over,
        stretches: with_contacts.clone().count(),
        missed: with_contacts.filter(|performance| is_missed(&queue.target, performance)).count(),
    }
}

/// Share, seconds and definition of what is promised: to those who wait, or for work that may be done later.
fn service_level_promise(target: &Target) -> Option<(f64, f64, &'static str)> {
    let live = target.service_level.map(|level| (level.share, level.within, level.definition.name()));
    live.or(target.response.map(|response| (response.share, 3600.0 * response.within_hours, "done in time")))
}

fn is_missed(target: &Target, performance: &Performance) -> bool {
    // The arithmetic of a sum may fall short of a target that is met exactly.
    let above =
        |figure: Option<f64>, most: Option<f64>| matches!((figure, most), (Some(f), Some(m)) if f > m + 1e-9);
    let promised = service_level_promise(target).map(|(share, ..)| share);
    above(promised, performance.service_level)
        || above(performance.abandonment, target.max_abandonment)
        || above(performance.asa, target.max_asa)
}

/// Rounded to millionths: what adding up leaves behind is no figure.
fn tidy(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
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
    let at = |index: usize| grid.local(index).fixed_offset();
    Some(Shortage { start: at(first), end: at(last + 1), agents: tidy(short(deepest)) })
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
        paid_hours: tidy(shifts.iter().map(|shift| f64::from(shift.paid_minutes) / 60.0).sum()),
        paid_cost: paid_cost(rostered).map(tidy),
        objective: tidy(solved.cost.total()),
        cost: solved.cost,
        lower_bound: solved.lower_bound.map(tidy),
        gap_units: solved.gap_units().map(tidy),
        gap: solved.gap().map(tidy),
        gap_of_payroll: solved.gap_of_payroll().map(tidy),
        outcome: solved.outcome,
        work: solved.work,
        seed: rostered.seed,
    }
}

/// That nothing is known of the days before, which the rules then take for days off.
fn unknown_past(rostered: &Rostered) -> Option<String> {
    let published = &rostered.inputs.published.assignments;
    let first = rostered.first;
    published.iter().all(|shift| shift.date >= first).then(|| {
        format!(
            "published.csv has no shift before {first}: rest, runs of days, weekends and burdens begin as if everybody had been off"
        )
    })
}

fn paid_cost(rostered: &Rostered) -> Option<f64> {
    let agents = rostered.inputs.agents.iter();
    let rates: BTreeMap<&AgentId, Option<f64>> =
        agents.map(|agent| (&agent.id, agent.cost_per_hour)).collect();
    let cost = |shift: &Assignment| Some((*rates.get(&shift.agent)?)? * f64::from(shift.paid_minutes) / 60.0);
    rostered.solved.roster.assignments.iter().map(cost).sum()
}

/// Wishes for days off, for work and about shifts, each once per agent and day of the plan.
fn wishes(rostered: &Rostered) -> Wishes {
    let agents = rostered.inputs.agents.iter();
    let zones: BTreeMap<&AgentId, Tz> = agents.filter_map(|agent| Some((&agent.id, agent.zone?))).collect();
    let roster: &Roster = &rostered.solved.roster;
    let mut seen = std::collections::BTreeSet::new();
    for row in &rostered.inputs.availability {
        let work = match row.kind {
            AvailabilityKind::WishOff => false,
            AvailabilityKind::WishWork => true,
            _ => continue,
        };
        let zone = zones.get(&row.agent).copied().unwrap_or(rostered.inputs.centre.zone);
        let last = date_of(row.to - chrono::Duration::seconds(1), zone);
        let days = date_of(row.from, zone).iter_days().take_while(|day| *day <= last);
        for day in days.filter(|day| rostered.contains(*day)) {
            seen.insert((&row.agent, day, row.shift.as_ref(), work));
        }
    }
    let works = |agent: &AgentId, day: NaiveDate, wished: Option<&ShiftId>| {
        let mut of_day = roster.assignments.iter().filter(|shift| shift.agent == *agent && shift.date == day);
        of_day.any(|shift| wished.is_none_or(|id| shift.shift == *id))
    };
    let granted = seen.iter().filter(|(agent, day, shift, work)| works(agent, *day, *shift) == *work).count();
    Wishes { wished: seen.len() as u32, granted: granted as u32 }
}
