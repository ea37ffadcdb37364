//! The files of a plan, all of them or none.

use std::path::Path;

use wfm_core::io::{Files, write};
use wfm_core::model::Warning;
use wfm_core::rostering::Outcome;

use super::calendar::Calendars;
use super::html::{self, Ending, Origin, QueueService, ReportInput, Search, Wishes};
use super::workbook::{Sheets, workbook};
use crate::args::Handouts;
use crate::planning::{Forecasted, Rostered};
use crate::summary::Summary;

/// Writes the roster's tables, `summary.json` and `report.html` into `folder`; with forecasts, also their tables; and the
/// handouts that were asked for.
///
/// # Errors
/// When a file cannot be written; then none of them is changed.
pub(crate) fn write(
    folder: &Path,
    rostered: &Rostered,
    summary: &Summary,
    forecasted: &Forecasted,
    handouts: Handouts,
) -> anyhow::Result<()> {
    let zone = rostered.inputs.centre.zone;
    let roster = &rostered.solved.roster;
    let mut files = Files::new(folder);
    if !forecasted.forecasts.is_empty() {
        files.add("forecast.csv", |out| {
            write::forecast_over(out, &forecasted.forecasts, &forecasted.models)
        })?;
        files.add("cleaned.csv", |out| write::cleaned(out, &forecasted.forecasts))?;
        files.add("requirement.csv", |out| write::requirement(out, &rostered.requirements))?;
    }
    let page = page(rostered, summary, forecasted)?;
    files.add("report.html", |out| out.write_all(page.as_bytes()))?;
    files.add("roster.csv", |out| write::roster(out, roster, zone))?;
    files.add("activities.csv", |out| write::activities(out, roster, zone))?;
    files.add("coverage.csv", |out| {
        write::valued_coverage(out, &rostered.coverage, &rostered.solved.prices)
    })?;
    let days = Calendars { centre: &rostered.inputs.centre, first: rostered.first, days: rostered.days };
    if handouts.xlsx {
        let sheets = Sheets {
            days,
            agents: &rostered.inputs.agents,
            shifts: &roster.assignments,
            coverage: &rostered.coverage,
        };
        let book = workbook(&sheets)?;
        files.add("roster.xlsx", |out| out.write_all(&book))?;
    }
    if handouts.calendars {
        for (name, text) in days.all(&rostered.inputs.agents, &roster.assignments) {
            files.add(&format!("calendars/{name}"), |out| out.write_all(text.as_bytes()))?;
        }
    }
    let json = serde_json::to_string_pretty(summary)? + "\n";
    files.add("summary.json", |out| out.write_all(json.as_bytes()))?;
    Ok(files.commit()?)
}

/// The page of the plan.
fn page(rostered: &Rostered, summary: &Summary, forecasted: &Forecasted) -> anyhow::Result<String> {
    let inputs = &rostered.inputs;
    let service: Vec<QueueService> = summary
        .queues
        .iter()
        .map(|queue| QueueService {
            queue: queue.queue.as_str().into(),
            week: queue.week,
            days: queue.by_day.clone(),
        })
        .collect();
    let said = summary.remarks(&inputs.centre).into_iter().flatten();
    let said = said.map(|message| Warning { code: String::new(), message });
    let warnings: Vec<Warning> = summary.warnings.iter().cloned().chain(said).collect();
    html::page(&ReportInput {
        centre: &inputs.centre,
        calendar: &inputs.calendar,
        agents: &inputs.agents,
        availability: &inputs.availability,
        first: rostered.first,
        days: rostered.days,
        forecasts: &forecasted.forecasts,
        models: &forecasted.models,
        tested: &forecasted.tested,
        requirements: &rostered.requirements,
        coverage: &rostered.coverage,
        values: &rostered.solved.prices,
        roster: Some(&rostered.solved.roster),
        search: Some(search(rostered)),
        service: &service,
        outlook: summary.simulation.as_ref(),
        wishes: Some(Wishes {
            granted: summary.wishes.granted,
            refused: summary.wishes.wished - summary.wishes.granted,
        }),
        warnings: &warnings,
        origin: Origin {
            version: summary.wfm.to_owned(),
            seed: rostered.seed,
            input_hash: summary.inputs_sha256.clone(),
            sources: summary.inputs.clone(),
        },
    })
}

fn search(rostered: &Rostered) -> Search {
    let cost = &rostered.solved.cost;
    let parts = [
        ("understaffing", cost.understaffing),
        ("overstaffing", cost.overstaffing),
        ("paid_hours", cost.paid_hours),
        ("start_deviation", cost.start_deviation),
        ("wished_day_off", cost.wished_days_off),
        ("wished_work", cost.wished_work),
        ("changed_shift", cost.changed_shifts),
        ("unplaced_activities", cost.unplaced_activities),
        ("attendance", cost.attendance),
        ("fairness", cost.fairness),
    ];
    Search {
        ending: match rostered.solved.outcome {
            Outcome::Optimal => Ending::Optimal,
            Outcome::WithinGap => Ending::WithinGap,
            Outcome::Exhausted => Ending::Finished,
            Outcome::WorkLimit | Outcome::TimeLimit => Ending::TimeLimit,
            Outcome::Cancelled => Ending::Cancelled,
        },
        objective: cost.total(),
        lower_bound: rostered.solved.lower_bound,
        parts: parts
            .into_iter()
            .filter(|(_, cost)| *cost != 0.0)
            .map(|(name, cost)| (name.to_owned(), cost))
            .collect(),
    }
}
