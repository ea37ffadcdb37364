//! The file of scenarios: what might be other than `centre.toml` and the forecast say.

mod levers;
mod people;

use self::levers::{Beside, LEVERS};
use super::section::{Document, Section};
use super::{contract, shift, text};
use crate::io::codes;
use crate::io::names::suggestion;
use crate::io::problem::Report;
use crate::io::source::Source;
use crate::model::{Axis, Centre, Change, Questions, QueueId, Scenario, ScenarioGrid, SupplyChange};

/// Reads the questions of a file; nothing comes back when it cannot be read or is no TOML.
pub(in crate::io) fn read(source: Source, centre: &Centre, report: &Report) -> Option<Questions> {
    let name = source.name.clone();
    let text = text(source, "write one: docs/whatif.md shows how", report)?;
    let document = Document::parse(&text, &name, report)?;
    let root = document.root();
    let questions = Questions {
        scenarios: scenarios(&root, centre),
        grids: grids(&root, centre),
        sensitivity: root.table("sensitivity").map_or_else(Vec::new, |section| axes(&section, centre)),
    };
    let asks = ["scenario", "grid", "sensitivity"];
    if asks.iter().all(|key| !root.is_there(key)) {
        root.problem(
            codes::NO_SCENARIO,
            "scenario",
            "the file asks nothing",
            "at least one [[scenario]], [[grid]] or [sensitivity]",
            "add one",
        );
    }
    root.finish();
    Some(questions)
}

fn scenarios(root: &Section, centre: &Centre) -> Vec<Scenario> {
    let named = root.named_tables("scenario");
    named.into_iter().map(|(id, section)| Scenario::new(id, changes(&section, centre))).collect()
}

/// All changes of a scenario: its own, those of other queues, and those of people.
fn changes(section: &Section, centre: &Centre) -> Vec<Change> {
    let mut changes = queue_changes(section, centre);
    for part in section.tables("also").unwrap_or_default() {
        changes.extend(queue_changes(&part, centre));
        part.finish();
    }
    let shifts = shift::shifts(section, centre.interval_minutes);
    let all_shifts = [&centre.shifts[..], &shifts[..]].concat();
    let contracts = contract::contracts(section, &all_shifts);
    let all_contracts = [&centre.contracts[..], &contracts[..]].concat();
    changes.extend(shifts.into_iter().map(SupplyChange::Shift).map(Change::Supply));
    changes.extend(contracts.into_iter().map(SupplyChange::Contract).map(Change::Supply));
    changes.extend(people::changes(section, centre, &all_contracts).into_iter().map(Change::Supply));
    section.finish();
    changes
}

/// What is other for the queues that the table names.
fn queue_changes(section: &Section, centre: &Centre) -> Vec<Change> {
    let queues = queues(section, centre);
    let beside = Beside::of(section);
    let mut changes = Vec::new();
    for lever in LEVERS {
        if let Some(value) = section.value(lever.key).and_then(|value| lever.value(section, value)) {
            changes.push(lever.change(value, &beside, &queues));
        }
    }
    changes.extend(levers::opening(section, &queues));
    changes
}

fn grids(root: &Section, centre: &Centre) -> Vec<ScenarioGrid> {
    let named = root.named_tables("grid");
    named.into_iter().map(|(name, section)| ScenarioGrid { name, axes: axes(&section, centre) }).collect()
}

/// One axis per lever, in the order of the file.
fn axes(section: &Section, centre: &Centre) -> Vec<Axis> {
    let queues = queues(section, centre);
    let beside = Beside::of(section);
    let mut axes = Vec::new();
    for key in section.keys_in_file_order() {
        let Some(lever) = LEVERS.iter().find(|lever| lever.key == key) else { continue };
        let step =
            |value: f64| Scenario::new(format!("{key} {value}"), vec![lever.change(value, &beside, &queues)]);
        let items = section.items(&key);
        let steps: Vec<Scenario> =
            items.into_iter().filter_map(|item| lever.value(section, item)).map(step).collect();
        if steps.is_empty() {
            let expected = "one value or more, such as [0.9, 1.1]";
            section.problem(codes::KEY_TEXT, &key, format!("{key} has no value"), expected, "give some");
        }
        axes.push(Axis { name: key, steps });
    }
    if axes.is_empty() {
        let keys: Vec<&str> = LEVERS.iter().map(|lever| lever.key).collect();
        let expected = format!("values of one or more of {}", keys.join(", "));
        section.problem(
            codes::KEY_MISSING,
            "volume",
            "nothing is varied",
            expected,
            "add volume = [0.9, 1.1]",
        );
    }
    section.finish();
    axes
}

/// The queues a table names; none: all.
fn queues(section: &Section, centre: &Centre) -> Vec<QueueId> {
    let names = section.texts("queues").unwrap_or_default();
    names.into_iter().filter_map(|name| queue(section, "queues", name, centre)).collect()
}

/// A queue of the centre; others are reported.
fn queue(section: &Section, key: &str, name: String, centre: &Centre) -> Option<QueueId> {
    let known: Vec<&str> = centre.queues.iter().map(|queue| queue.id.as_str()).collect();
    one_of(section, key, &name, "queue", &known).then(|| name.into())
}

/// Whether `name` is one of those known; if not, that is reported.
fn one_of(section: &Section, key: &str, name: &str, kind: &str, known: &[&str]) -> bool {
    let is_known = known.contains(&name);
    if !is_known {
        let what = format!("there is no {kind} {name:?}");
        let expected = format!("one of {}", known.join(", "));
        let remedy = suggestion(name, known.iter().copied(), "use one of these names");
        section.problem(codes::KEY_UNKNOWN_NAME, key, what, expected, remedy);
    }
    is_known
}
