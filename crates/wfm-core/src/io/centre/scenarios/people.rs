//! Who comes, who goes and who learns.

use super::super::section::Section;
use super::{one_of, queue};
use crate::model::{Agent, AgentGroup, Centre, Contract, Skill, SupplyChange};

/// Most people of one entry.
const MOST: u32 = 100_000;

/// `hire`, `leavers` and `train`: lists of tables each.
pub(super) fn changes(section: &Section, centre: &Centre, contracts: &[Contract]) -> Vec<SupplyChange> {
    let mut changes = Vec::new();
    let each = |key: &str| section.tables(key).unwrap_or_default();
    for part in each("leavers") {
        changes.extend(leavers(&part, centre, contracts));
        part.finish();
    }
    for part in each("hire") {
        changes.extend(hire(&part, centre, contracts));
        part.finish();
    }
    for part in each("train") {
        changes.extend(train(&part, centre, contracts));
        part.finish();
    }
    changes
}

fn leavers(part: &Section, centre: &Centre, contracts: &[Contract]) -> Option<SupplyChange> {
    let group = group(part, centre, contracts);
    Some(SupplyChange::Leavers { group, count: count(part)? })
}

fn hire(part: &Section, centre: &Centre, contracts: &[Contract]) -> Option<SupplyChange> {
    let count = count(part);
    let contract = part.needed_text("contract", "the id of a [[contract]]");
    let contract = contract.filter(|name| is_contract(part, name, contracts));
    let queues = part.texts("queues").unwrap_or_default();
    let skills = queues.into_iter().filter_map(|name| queue(part, "queues", name, centre));
    let agent = Agent {
        skills: skills.map(|queue| Skill { queue, speed: 1.0 }).collect(),
        team: part.text("team"),
        site: part.text("site"),
        cost_per_hour: part.positive("cost_per_hour"),
        ..Agent::new("new", contract.clone().unwrap_or_default())
    };
    contract.and(Some(SupplyChange::Hire { agent, count: count? }))
}

fn train(part: &Section, centre: &Centre, contracts: &[Contract]) -> Option<SupplyChange> {
    let group = group(part, centre, contracts);
    let speed = part.number("speed", 0.01, 10.0).unwrap_or(1.0);
    let name = part.needed_text("learn", "the queue they learn, by its id")?;
    let queue = queue(part, "learn", name, centre)?;
    Some(SupplyChange::Train { group, skill: Skill { queue, speed } })
}

fn count(part: &Section) -> Option<u32> {
    if !part.is_there("count") {
        part.missing("count", "a number of people");
    }
    part.whole("count", 1, MOST)
}

fn group(part: &Section, centre: &Centre, contracts: &[Contract]) -> AgentGroup {
    let contract = part.text("contract").filter(|name| is_contract(part, name, contracts));
    AgentGroup {
        contract: contract.map(Into::into),
        team: part.text("team"),
        site: part.text("site"),
        serves: part.text("serves").and_then(|name| queue(part, "serves", name, centre)),
    }
}

fn is_contract(part: &Section, name: &str, contracts: &[Contract]) -> bool {
    let known: Vec<&str> = contracts.iter().map(|contract| contract.id.as_str()).collect();
    one_of(part, "contract", name, "contract", &known)
}
