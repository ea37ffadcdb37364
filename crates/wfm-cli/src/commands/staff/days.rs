//! The table of `wfm staff`: one row per queue and day.

use std::ops::Range;

use serde_json::{Value, json};
use wfm_core::model::Requirement;
use wfm_core::staffing::{self, Tally};

use super::volume::Sized;
use crate::output::{Table, rounded};

const COLUMNS: [&str; 12] = [
    "queue",
    "date",
    "weekday",
    "offered",
    "agent_hours",
    "scheduled_hours",
    "most_agents",
    "service_level",
    "asa_seconds",
    "abandonment",
    "occupancy",
    "model",
];

/// One row per queue and day; `with_risk`, also how sure the promise is.
pub(super) fn table(sized: &[Sized<'_>], with_risk: bool) -> anyhow::Result<Table> {
    let mut columns = COLUMNS.map(str::to_owned).to_vec();
    if with_risk {
        columns.extend(["expected_service_level", "probability_kept"].map(str::to_owned));
    }
    let mut table = Table::of_columns(columns);
    for sized in sized {
        let requirement = &sized.requirement;
        let tallies = tallies(sized)?;
        for day in requirement.grid.days() {
            let mut row = vec![
                json!(requirement.queue.as_str()),
                json!(day.date),
                json!(day.date.format("%a").to_string()),
            ];
            row.extend(figures(requirement, tallies.as_deref(), day.intervals.clone()));
            if with_risk {
                row.extend(certainty(sized, day.intervals));
            }
            table.push(row);
        }
    }
    Ok(table)
}

fn figures(requirement: &Requirement, tallies: Option<&[Tally]>, cells: Range<usize>) -> [Value; 9] {
    let hours = f64::from(requirement.grid.step_minutes()) / 60.0;
    let tally = tallies.map(|tallies| tallies[cells.clone()].iter().copied().sum::<Tally>());
    let service = tally.as_ref().map(|tally| tally.performance()).unwrap_or_default();
    let most = requirement.agents[cells.clone()].iter().fold(0.0, |most: f64, agents| most.max(*agents));
    [
        json!(tally.map(|tally| rounded(tally.offered, 1))),
        rounded(hours * requirement.agents[cells.clone()].iter().sum::<f64>(), 2),
        rounded(hours * requirement.scheduled[cells].iter().sum::<f64>(), 2),
        rounded(most, 2),
        share(service.service_level),
        json!(service.asa.filter(|asa| asa.is_finite()).map(|asa| rounded(asa, 1))),
        share(service.abandonment),
        share(service.occupancy),
        json!(requirement.basis.as_ref().map(|basis| basis.model.name())),
    ]
}

/// The service of each interval. A backlog that was told is worked off before what comes.
fn tallies(sized: &Sized<'_>) -> wfm_core::Result<Option<Vec<Tally>>> {
    let Sized { queue, requirement, .. } = sized;
    match &sized.backlog {
        Some(backlog) => {
            let worked = staffing::worked_off(queue, requirement, &requirement.agents, backlog)?;
            Ok(worked.map(|(tallies, _)| tallies))
        }
        None => staffing::tallies(queue, requirement, &requirement.agents),
    }
}

/// The service level over all volumes, and the mean probability that an interval keeps its promises, both over the
/// contacts of the day.
fn certainty(sized: &Sized<'_>, cells: Range<usize>) -> [Value; 2] {
    let (Some(risk), Some(basis)) = (&sized.risk, &sized.requirement.basis) else {
        return [Value::Null, Value::Null];
    };
    let (mut kept, mut contacts) = (0.0, 0.0);
    for index in cells.clone() {
        if let Some(probability) = risk.kept[index] {
            kept += probability * basis.offered[index];
            contacts += basis.offered[index];
        }
    }
    let expected: Tally = risk.expected[cells].iter().copied().sum();
    [share(expected.performance().service_level), share((contacts > 0.0).then(|| kept / contacts))]
}

fn share(value: Option<f64>) -> Value {
    json!(value.map(|value| rounded(value, 4)))
}
