//! One row per scenario and queue, and one for all queues of a scenario: `whatif.csv` and the rows of `whatif.json`.

use serde_json::{Value, json};
use wfm_core::scenario::{Figures, Staffed};

use super::asked::{Answered, Asked};
use crate::output::{Table, rounded};

/// The queue of a row that sums all of them.
const ALL: &str = "all";

const COLUMNS: [&str; 30] = [
    "scenario",
    "kind",
    "queue",
    "offered",
    "workload_hours",
    "heads",
    "heads_difference",
    "agent_hours",
    "scheduled_hours",
    "paid_hours",
    "cost",
    "cost_difference",
    "service_level",
    "service_level_target",
    "within_seconds",
    "service_level_definition",
    "asa_seconds",
    "abandonment",
    "occupancy",
    "probability_kept",
    "available_hours",
    "today_scheduled_hours",
    "today_cost",
    "today_service_level",
    "today_margin",
    "today_asa_seconds",
    "today_abandonment",
    "today_short_hours",
    "today_probability_kept",
    "today_expected_short_hours",
];

const ROSTER_COLUMNS: [&str; 8] = [
    "roster_hours",
    "roster_short_hours",
    "roster_service_level",
    "roster_paid_hours",
    "roster_paid_cost",
    "roster_objective",
    "roster_lower_bound",
    "roster_outcome",
];

/// All rows; with columns of the rosters where there are any.
pub(super) fn table(asked: &Asked) -> Table {
    let with_rosters = asked.answers.iter().any(|answer| answer.roster.is_some());
    let mut columns = COLUMNS.map(str::to_owned).to_vec();
    if with_rosters {
        columns.extend(ROSTER_COLUMNS.map(str::to_owned));
    }
    let mut table = Table::of_columns(columns);
    for answer in &asked.answers {
        for (place, (queue, figures)) in answer.outcome.queues.iter().enumerate() {
            let base = &asked.base().queues[place].1;
            let mut row = row(answer, queue.as_str(), figures, base);
            if with_rosters {
                row.extend(roster_of_queue(answer, queue.as_str()));
            }
            table.push(row);
        }
        let mut row = row(answer, ALL, &answer.outcome.total, &asked.base().total);
        if with_rosters {
            row.extend(roster(answer));
        }
        table.push(row);
    }
    table
}

fn row(answer: &Answered, queue: &str, figures: &Figures, base: &Figures) -> Vec<Value> {
    let Figures { required, today, target, .. } = figures;
    let difference = |of: fn(&Staffed) -> f64| of(required) - of(&base.required);
    let dearer = required.cost.zip(base.required.cost).map(|(then, now)| then - now);
    let (service, then) = (required.tally.performance(), today.tally.performance());
    let mut row = vec![json!(answer.outcome.scenario), json!(answer.kind.name()), json!(queue)];
    row.extend([
        rounded(figures.offered, 1),
        hours(figures.workload_hours),
        rounded(required.heads, 2),
        rounded(difference(|staffed| staffed.heads), 2),
        hours(required.agent_hours),
        hours(required.scheduled_hours),
        hours(required.paid_hours),
        maybe(required.cost, 2),
        maybe(dearer, 2),
        maybe(service.service_level, 4),
        maybe(target.map(|target| target.share), 4),
        maybe(target.map(|target| target.within), 3),
        json!(target.map(|target| target.definition.name())),
        maybe(service.asa, 1),
        maybe(service.abandonment, 4),
        maybe(service.occupancy, 4),
        maybe(required.kept, 4),
        maybe(figures.available_hours, 2),
        hours(today.scheduled_hours),
        maybe(today.cost, 2),
        maybe(then.service_level, 4),
        maybe(today.margin, 4),
        maybe(then.asa, 1),
        maybe(then.abandonment, 4),
        hours(today.short_hours),
        maybe(today.kept, 4),
        maybe(today.expected_short_hours, 2),
    ]);
    row
}

fn roster_of_queue(answer: &Answered, queue: &str) -> [Value; 8] {
    let roster = answer.roster.as_ref();
    let queue = roster.and_then(|roster| roster.queues.iter().find(|of| of.queue == queue));
    let mut row = [const { Value::Null }; 8];
    if let Some(queue) = queue {
        row[0] = hours(queue.rostered_hours);
        row[1] = hours(queue.short_hours);
        row[2] = maybe(queue.service_level, 4);
    }
    row
}

fn roster(answer: &Answered) -> [Value; 8] {
    let Some(roster) = &answer.roster else { return [const { Value::Null }; 8] };
    [
        hours(roster.rostered_hours()),
        hours(roster.short_hours()),
        Value::Null,
        hours(roster.roster.paid_hours),
        maybe(roster.roster.paid_cost, 2),
        rounded(roster.roster.objective, 2),
        maybe(roster.roster.lower_bound, 2),
        json!(roster.roster.outcome),
    ]
}

fn hours(hours: f64) -> Value {
    rounded(hours, 2)
}

/// A figure, or nothing where it is not known or without limit.
fn maybe(value: Option<f64>, decimals: i32) -> Value {
    value.filter(|value| value.is_finite()).map_or(Value::Null, |value| rounded(value, decimals))
}
