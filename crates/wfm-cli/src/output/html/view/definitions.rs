//! What the words of the page mean, so that two people reading it mean the same thing.

use serde::Serialize;
use wfm_core::model::{QueueId, ServiceLevelDefinition, TargetOver};

use super::Reader;
use crate::output::html::input::Search;

/// A term and its meaning.
#[derive(Debug, Serialize)]
pub(super) struct Definition {
    term: String,
    meaning: String,
}

/// The terms this page uses.
pub(super) fn definitions(reader: &Reader) -> Vec<Definition> {
    let words = reader.words;
    let mut found = service_levels(reader);
    if !reader.input.forecasts.is_empty() {
        found.push(plain(reader, "term_band", "meaning_band"));
    }
    found.push(plain(reader, "term_scheduled", "meaning_scheduled"));
    found.extend(shrinkage(reader));
    found.push(plain(reader, "term_short", "meaning_short"));
    for term in ["asa", "abandonment", "occupancy"] {
        if !reader.input.service.is_empty() {
            found.push(plain(reader, term, &format!("meaning_{term}")));
        }
    }
    found.extend(reader.input.search.as_ref().map(|search| gap(reader, search)));
    found.push(Definition {
        term: words.text("term_time"),
        meaning: words.fill("meaning_time", &[("zone", reader.input.centre.zone.name())]),
    });
    found
}

/// What a queue promises: `80 % within 20 s`.
pub(super) fn promise(reader: &Reader, queue: &QueueId) -> Option<String> {
    let words = reader.words;
    let target = &reader.queue(queue)?.target;
    let live = target.service_level.map(|sl| (sl.share, words.seconds(sl.within)));
    let deferred = target.response.map(|r| (r.share, words.seconds(r.within_hours * 3600.0)));
    let (share, within) = live.or(deferred)?;
    Some(words.fill("promise", &[("share", &words.percent(share, 0)), ("within", &within)]))
}

fn plain(reader: &Reader, term: &str, meaning: &str) -> Definition {
    Definition { term: reader.words.text(term), meaning: reader.words.text(meaning) }
}

/// What the cost is made of, and why the search stopped.
fn gap(reader: &Reader, search: &Search) -> Definition {
    let words = reader.words;
    let cost = |cost: f64| words.number(cost, 1);
    let part = |(name, value): &(String, f64)| {
        let name = words.find(&format!("cost_{name}")).unwrap_or(name);
        format!("{name} {}", cost(*value))
    };
    let parts: Vec<String> = search.parts.iter().filter(|(_, value)| *value > 0.0).map(part).collect();
    let bound = search.lower_bound.map_or_else(|| "–".to_owned(), cost);
    let values = [
        ("cost", cost(search.objective)),
        ("parts", parts.join(", ")),
        ("bound", bound),
        ("ending", words.text(super::glance::ending_key(search.ending))),
    ];
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let figures = words.fill("cost_figures", &values);
    Definition { term: words.text("card_gap"), meaning: format!("{} {figures}", words.text("meaning_gap")) }
}

/// One entry for each definition in use, with the queues that use it.
fn service_levels(reader: &Reader) -> Vec<Definition> {
    let words = reader.words;
    let queues = |definition: ServiceLevelDefinition| -> Vec<&str> {
        let uses = |queue: &&wfm_core::model::Queue| {
            queue.target.service_level.is_some_and(|target| target.definition == definition)
        };
        reader.input.centre.queues.iter().filter(uses).map(|queue| queue.id.as_str()).collect()
    };
    ServiceLevelDefinition::ALL
        .into_iter()
        .map(|definition| (definition, queues(definition)))
        .filter(|(_, queues)| !queues.is_empty())
        .map(|(definition, queues)| Definition {
            term: format!("{} ({})", words.text("service_level"), queues.join(", ")),
            meaning: format!(
                "{} [{}] {}",
                words.text(&format!("definition_{}", definition.name())),
                definition.name(),
                over(reader, &queues)
            ),
        })
        .collect()
}

/// Where the target must hold, when these queues agree about it.
fn over(reader: &Reader, queues: &[&str]) -> String {
    let mut named = queues.iter().filter_map(|id| reader.queue(&QueueId::from(*id))).map(|q| q.target.over);
    let Some(first) = named.next() else { return String::new() };
    if !named.all(|other| other == first) {
        return String::new();
    }
    reader.words.text(match first {
        TargetOver::Interval => "over_interval",
        TargetOver::Day => "over_day",
        TargetOver::Week => "over_week",
    })
}

fn shrinkage(reader: &Reader) -> Option<Definition> {
    let (words, centre) = (reader.words, reader.input.centre);
    let mut totals: Vec<(f64, &str)> =
        centre.queues.iter().map(|queue| (centre.shrinkage_of(queue).total(), queue.id.as_str())).collect();
    let same = totals.windows(2).all(|pair| (pair[0].0 - pair[1].0).abs() < 1e-9);
    if same {
        totals.truncate(1);
    }
    let shown = |(total, queue): &(f64, &str)| {
        let total = words.percent(*total, 0);
        if same { total } else { format!("{queue} {total}") }
    };
    let shares: Vec<String> = totals.iter().map(shown).collect();
    (!shares.is_empty()).then(|| Definition {
        term: words.text("term_shrinkage"),
        meaning: words.fill("meaning_shrinkage", &[("shares", &shares.join(", "))]),
    })
}
