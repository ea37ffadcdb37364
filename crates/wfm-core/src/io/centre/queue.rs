//! `[[queue]]`: what arrives, when, and what is promised.

use super::super::codes;
use super::super::names::suggestion;
use super::section::Section;
use super::shrinkage;
use crate::model::{
    Channel, OpeningHours, OpeningRule, Queue, QueueId, ResponseTarget, ServiceLevelDefinition as Definition,
    ServiceLevelTarget, StaffingModel, Target, TargetOver,
};

pub(super) fn queues(root: &Section) -> Vec<Queue> {
    let tables = root.named_tables("queue");
    let ids: Vec<&str> = tables.iter().map(|(id, _)| id.as_str()).collect();
    tables.iter().map(|(id, section)| queue(id.as_str().into(), section, &ids)).collect()
}

fn queue(id: QueueId, section: &Section, ids: &[&str]) -> Queue {
    let channel = channel(section);
    let usual = Queue::new(id, channel);
    let queue = Queue {
        opening: opening(section).unwrap_or_else(|| usual.opening.clone()),
        model: section.word("model", &StaffingModel::ALL.map(|model| (model.name(), model))),
        patience: section.number("patience_seconds", 1.0, 1e6),
        lines: section.whole("lines", 1, 1_000_000),
        redial_abandoned: section.share("redial_abandoned", 0.0, true),
        redial_blocked: section.share("redial_blocked", 0.0, true),
        callback_share: section.share("callback_share", 0.0, true),
        callback_after: section.positive("callback_after_seconds"),
        handle_time_cv: section.number("handle_time_cv", 0.0, 100.0),
        concurrency: section.whole("concurrency", 1, 20).unwrap_or(1),
        chat_speed: section.numbers("chat_speed", 0.01, 2.0).unwrap_or_default(),
        target: target(section),
        shrinkage: shrinkage(section),
        group: group(section),
        like: like(section, ids),
        expected_per_day: section.positive("expected_per_day"),
        ..usual
    };
    for key in ["lines", "redial_abandoned", "redial_blocked", "callback_share"] {
        needs(section, key, "patience_seconds");
    }
    needs(section, "callback_after_seconds", "callback_share");
    needs(section, "like", "expected_per_day");
    if !section.is_there("group") {
        needs(section, "expected_per_day", "like");
    }
    section.finish();
    queue
}

fn channel(section: &Section) -> Channel {
    let names = Channel::ALL.map(|channel| (channel.name(), channel));
    section.word("channel", &names).unwrap_or(Channel::Voice)
}

/// Names from the largest group to the smallest, none of them empty: `retail/cards`.
fn group(section: &Section) -> Option<String> {
    let path = section.text("group")?;
    if path.split('/').all(|name| !name.trim().is_empty()) {
        return Some(path);
    }
    let what = format!("a group of {path:?} has no name");
    let expected = "names from the largest group to the smallest, such as \"retail/cards\"";
    let remedy = "name it, or remove the slash; a queue without a group has no key group";
    section.problem(codes::KEY_TEXT, "group", what, expected, remedy);
    None
}

/// Another queue of the centre.
fn like(section: &Section, ids: &[&str]) -> Option<QueueId> {
    let name = section.text("like")?;
    if ids.contains(&name.as_str()) {
        return Some(name.into());
    }
    let remedy = suggestion(&name, ids.iter().copied(), "name a queue of this file");
    let what = format!("there is no queue {name:?}");
    section.problem(codes::KEY_UNKNOWN_NAME, "like", what, format!("one of {}", ids.join(", ")), remedy);
    None
}

/// `["mon-fri 07:00-21:00", "sat 09:00-17:00"]`
pub(super) fn opening(section: &Section) -> Option<OpeningHours> {
    let texts = section.texts("open")?;
    let rules = texts.iter().filter_map(|text| {
        let rule = rule(text);
        if rule.is_none() {
            section.not_understood("open", text, "days and hours such as \"mon-fri 07:00-21:00\"");
        }
        rule
    });
    Some(OpeningHours { rules: rules.collect() })
}

fn rule(text: &str) -> Option<OpeningRule> {
    // `mon, wed 09:00-17:00`: the hours are what follows the last space.
    let (days, hours) = text.trim().rsplit_once(' ')?;
    Some(OpeningRule { days: days.parse().ok()?, hours: hours.parse().ok()? })
}

fn target(section: &Section) -> Target {
    let over = [("interval", TargetOver::Interval), ("day", TargetOver::Day), ("week", TargetOver::Week)];
    Target {
        service_level: service_level(section),
        over: section.word("target_over", &over).unwrap_or_default(),
        max_abandonment: section.share("max_abandonment", 0.0, true),
        max_asa: section.positive("max_asa_seconds"),
        max_occupancy: section.share("max_occupancy", 0.01, true),
        minimum_agents: section.whole("minimum_agents", 0, 100_000).unwrap_or(0),
        response: response(section),
    }
}

fn service_level(section: &Section) -> Option<ServiceLevelTarget> {
    let definitions = Definition::ALL.map(|definition| (definition.name(), definition));
    let share = section.share("service_level", 0.0, false);
    let within = section.positive("within_seconds");
    let definition = section.word("service_level_definition", &definitions).unwrap_or_default();
    let short_abandon = section.positive("short_abandon_seconds");
    if matches!(definition, Definition::ShortAbandonsGood | Definition::ShortAbandonsRemoved) {
        // There is no usual limit; a tacit one would be another definition under the same name.
        needs(section, "service_level_definition", "short_abandon_seconds");
    }
    both(section, ("service_level", share), ("within_seconds", within))
        .map(|(share, within)| ServiceLevelTarget { share, within, definition, short_abandon })
}

fn response(section: &Section) -> Option<ResponseTarget> {
    let share = section.share("respond_share", 0.0, true);
    let within = section.number("respond_within_hours", 0.01, 8760.0);
    both(section, ("respond_share", share), ("respond_within_hours", within))
        .map(|(share, within_hours)| ResponseTarget { share, within_hours })
}

/// Two keys that mean something only together.
fn both(section: &Section, a: (&str, Option<f64>), b: (&str, Option<f64>)) -> Option<(f64, f64)> {
    needs(section, a.0, b.0);
    needs(section, b.0, a.0);
    a.1.zip(b.1)
}

/// A key that means something only beside another.
pub(super) fn needs(section: &Section, here: &str, other: &str) {
    if section.is_there(here) && !section.is_there(other) {
        let what = format!("{here} stands without {other}");
        let remedy = format!("add {other}, or remove {here}");
        section.problem(codes::KEY_MISSING, here, what, format!("{here} and {other}"), remedy);
    }
}
