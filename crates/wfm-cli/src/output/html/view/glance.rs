//! The week at a glance: a sentence and a handful of figures.

use std::collections::BTreeMap;

use serde::Serialize;
use wfm_core::model::{AgentId, Assignment, Roster};

use super::service::{meets, percent_against};
use super::shortages::{Shortage, deepest};
use super::{Reader, isolated};
use crate::output::html::input::{Ending, QueueService, Search};

/// The sentence at the top.
#[derive(Debug, Serialize)]
pub(super) struct Verdict {
    tone: &'static str,
    text: String,
}

/// One figure with what it means.
#[derive(Debug, Serialize)]
pub(super) struct Card {
    tone: &'static str,
    label: String,
    value: String,
    notes: Vec<String>,
}

/// The week in one sentence.
pub(super) fn verdict(reader: &Reader, shortages: &[Shortage]) -> Verdict {
    let words = reader.words;
    if reader.input.coverage.is_empty() {
        return Verdict { tone: "plain", text: words.text("verdict_no_roster") };
    }
    let missed = targets(reader).iter().filter(|target| !target.met()).count();
    let worst = deepest(shortages).map(|worst| {
        words.fill(
            "verdict_worst",
            &[("when", &worst.when), ("queue", &isolated(&worst.queue)), ("short", &worst.text)],
        )
    });
    match (missed, worst) {
        (0, None) => Verdict { tone: "good", text: words.text("verdict_all_covered") },
        (0, Some(worst)) if targets(reader).is_empty() => Verdict { tone: "short", text: worst },
        (0, Some(worst)) => {
            Verdict { tone: "good", text: format!("{} {worst}", words.text("verdict_targets_met")) }
        }
        (missed, worst) => {
            let missed = words.count("verdict_targets_missed", missed as u64);
            Verdict { tone: "short", text: format!("{missed} {}", worst.unwrap_or_default()) }
        }
    }
}

/// The figures of the week that are known.
pub(super) fn cards(reader: &Reader, shortages: &[Shortage]) -> Vec<Card> {
    let known = [
        contacts(reader),
        service_level(reader),
        shortest(reader, shortages),
        reader.input.roster.map(|roster| hours(reader, roster)),
        reader.input.search.as_ref().map(|search| cost(reader, search)),
        wishes(reader),
    ];
    known.into_iter().flatten().collect()
}

fn contacts(reader: &Reader) -> Option<Card> {
    let forecasts = reader.input.forecasts;
    let total: f64 = forecasts.iter().map(|forecast| reader.total(forecast)).sum();
    let by_queue =
        |(queue, total): (&str, f64)| format!("{} {}", isolated(queue), reader.words.number(total, 0));
    let notes = if forecasts.len() > 1 {
        forecasts.iter().take(4).map(|f| by_queue((f.queue.as_str(), reader.total(f)))).collect()
    } else {
        Vec::new()
    };
    (!forecasts.is_empty()).then(|| Card {
        tone: "plain",
        label: reader.words.text("card_contacts"),
        value: reader.words.number(total, 0),
        notes,
    })
}

/// A queue's target and what it will get over the week.
struct WeekTarget<'a> {
    queue: &'a str,
    level: f64,
    share: f64,
    within: f64,
}

impl WeekTarget<'_> {
    fn met(&self) -> bool {
        meets(self.level, self.share)
    }
}

fn targets<'a>(reader: &Reader<'a>) -> Vec<WeekTarget<'a>> {
    let target = |service: &'a QueueService| {
        let target = reader.queue(&service.queue)?.target.service_level?;
        let level = service.week.service_level?;
        Some(WeekTarget { queue: service.queue.as_str(), level, share: target.share, within: target.within })
    };
    reader.input.service.iter().filter_map(target).collect()
}

fn service_level(reader: &Reader) -> Option<Card> {
    let (words, targets) = (reader.words, targets(reader));
    let worst = targets.iter().min_by(|a, b| (a.level - a.share).total_cmp(&(b.level - b.share)))?;
    let met = targets.iter().filter(|target| target.met()).count();
    let share = words.percent(worst.share, 0);
    let within = words.seconds(worst.within);
    let promise = words.fill("against_target", &[("share", &share), ("within", &within)]);
    let (value, note) = if targets.len() == 1 {
        (percent_against(reader, worst.level, Some(worst.share)), promise)
    } else {
        let (met, all) = (words.number(met as f64, 0), words.number(targets.len() as f64, 0));
        let value = words.fill("queues_on_target", &[("n", &met), ("all", &all)]);
        (
            value,
            format!(
                "{}: {} · {promise}",
                isolated(worst.queue),
                percent_against(reader, worst.level, Some(worst.share))
            ),
        )
    };
    Some(Card {
        tone: if met == targets.len() { "good" } else { "short" },
        label: words.text(if targets.len() == 1 { "card_service" } else { "card_service_queues" }),
        value,
        notes: vec![note],
    })
}

fn shortest(reader: &Reader, shortages: &[Shortage]) -> Option<Card> {
    let words = reader.words;
    let worst = deepest(shortages);
    let total: f64 = shortages.iter().map(|shortage| shortage.agent_hours).sum();
    let notes = worst.map(|worst| {
        let hours = words.fill("agent_hours_short", &[("n", &words.number(total, 1))]);
        vec![format!("{} · {}", isolated(&worst.queue), worst.when), hours]
    });
    (!reader.input.coverage.is_empty()).then(|| Card {
        tone: if worst.is_some() { "short" } else { "good" },
        label: words.text("card_short"),
        value: words.number(worst.map_or(0.0, |worst| worst.most.round()), 0),
        notes: notes.unwrap_or_else(|| vec![words.text("nowhere_short")]),
    })
}

fn hours(reader: &Reader, roster: &Roster) -> Card {
    let words = reader.words;
    let shifts: Vec<&Assignment> =
        roster.assignments.iter().filter(|shift| reader.shows(shift.date)).collect();
    let hours: f64 = shifts.iter().map(|a| f64::from(a.paid_minutes) / 60.0).sum();
    let count = words.count("shifts", shifts.len() as u64);
    let people = words.count("agents", reader.input.agents.len() as u64);
    let mut notes = vec![words.fill("shifts_for_agents", &[("shifts", &count), ("agents", &people)])];
    if let Some(pay) = pay(reader, &shifts) {
        notes.push(words.fill("paid", &[("amount", &pay)]));
    }
    Card { tone: "plain", label: words.text("card_hours"), value: words.number(hours, 0), notes }
}

/// What the shifts cost in money, when the pay of everybody who works is known.
fn pay(reader: &Reader, shifts: &[&Assignment]) -> Option<String> {
    let rates: BTreeMap<&AgentId, Option<f64>> =
        reader.input.agents.iter().map(|agent| (&agent.id, agent.cost_per_hour)).collect();
    let paid = |a: &&Assignment| Some((*rates.get(&a.agent)?)? * f64::from(a.paid_minutes) / 60.0);
    let total: f64 = shifts.iter().map(paid).sum::<Option<f64>>()?;
    let currency = reader.input.centre.currency.as_deref().unwrap_or_default();
    Some(format!("{} {currency}", reader.words.number(total, 0)).trim_end().to_owned())
}

/// Most that a better roster could save, as a share of this one's cost, rounded up to the printed tenth of a percent.
fn saving(search: &Search) -> Option<f64> {
    let bound = search.lower_bound.filter(|bound| *bound > 0.0 && search.objective > 0.0)?;
    let saving = ((search.objective - bound) / search.objective).max(0.0);
    Some((saving * 1000.0).ceil() / 1000.0)
}

fn cost(reader: &Reader, search: &Search) -> Card {
    let words = reader.words;
    let gap = saving(search).map(|saving| words.percent(saving, 1));
    let (value, meaning) = match (search.ending, gap) {
        (Ending::Optimal, _) => (words.text("gap_none"), words.text("gap_optimal")),
        (_, Some(gap)) => (gap.clone(), words.fill("gap_meaning", &[("gap", &gap)])),
        (_, None) => ("–".to_owned(), words.text("gap_unknown")),
    };
    let mut notes = vec![meaning];
    if matches!(search.ending, Ending::TimeLimit | Ending::Cancelled) {
        notes.push(words.text(ending_key(search.ending)));
    }
    Card { tone: "plain", label: words.text("card_gap"), value, notes }
}

/// Why the search stopped, as a key of the words.
pub(super) fn ending_key(ending: Ending) -> &'static str {
    match ending {
        Ending::Optimal => "ending_optimal",
        Ending::WithinGap => "ending_within_gap",
        Ending::Finished => "ending_finished",
        Ending::TimeLimit => "ending_time_limit",
        Ending::Cancelled => "ending_cancelled",
    }
}

fn wishes(reader: &Reader) -> Option<Card> {
    let words = reader.words;
    let wishes = reader.input.wishes.filter(|wishes| wishes.granted + wishes.refused > 0)?;
    let granted = words.number(f64::from(wishes.granted), 0);
    let all = words.number(f64::from(wishes.granted + wishes.refused), 0);
    Some(Card {
        tone: "plain",
        label: words.text("card_wishes"),
        value: words.fill("of", &[("n", &granted), ("all", &all)]),
        notes: vec![words.count("wishes_refused", u64::from(wishes.refused))],
    })
}
