//! The week at a glance: a sentence, a handful of figures, and the service to be expected by queue and day.

use chrono::NaiveDate;
use serde::Serialize;
use wfm_core::model::{AgentId, Performance, Roster};

use super::shortages::Shortage;
use super::{Reader, isolated};
use crate::output::html::input::{Ending, QueueService, Search};

/// Service levels are compared as they are printed: 79.96 % against a target of 80 % is met.
const ROUNDING: f64 = 0.0005;

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

/// Expected service by queue and day.
#[derive(Debug, Serialize)]
pub(super) struct ServiceTable {
    days: Vec<String>,
    rows: Vec<ServiceRow>,
}

#[derive(Debug, Serialize)]
struct ServiceRow {
    queue: String,
    promise: String,
    days: Vec<Level>,
    week: Level,
    contacts: String,
    asa: String,
    abandonment: String,
    occupancy: String,
}

#[derive(Debug, Serialize)]
struct Level {
    tone: &'static str,
    text: String,
}

/// Whether a service level meets its target, to the printed tenth of a percent.
pub(super) fn meets(level: f64, target: f64) -> bool {
    level >= target - ROUNDING
}

/// The week in one sentence.
pub(super) fn verdict(reader: &Reader, shortages: &[Shortage]) -> Verdict {
    let words = reader.words;
    if reader.input.coverage.is_empty() {
        return Verdict { tone: "plain", text: words.text("verdict_no_roster") };
    }
    let missed = targets(reader).iter().filter(|target| !target.met()).count();
    let worst = shortages.first().map(|worst| {
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
    let total: f64 = forecasts.iter().map(|forecast| forecast.total()).sum();
    let by_queue =
        |(queue, total): (&str, f64)| format!("{} {}", isolated(queue), reader.words.number(total, 0));
    let notes = if forecasts.len() > 1 {
        forecasts.iter().take(4).map(|f| by_queue((f.queue.as_str(), f.total()))).collect()
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
    let worst = shortages
        .iter()
        .max_by(|a, b| a.most.total_cmp(&b.most).then(a.agent_hours.total_cmp(&b.agent_hours)));
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
    let hours: f64 = roster.assignments.iter().map(|a| f64::from(a.paid_minutes) / 60.0).sum();
    let shifts = words.count("shifts", roster.assignments.len() as u64);
    let people = words.count("agents", reader.input.agents.len() as u64);
    let mut notes = vec![words.fill("shifts_for_agents", &[("shifts", &shifts), ("agents", &people)])];
    if let Some(pay) = pay(reader, roster) {
        notes.push(words.fill("paid", &[("amount", &pay)]));
    }
    Card { tone: "plain", label: words.text("card_hours"), value: words.number(hours, 0), notes }
}

/// What the shifts cost in money, when the pay of everybody who works is known.
fn pay(reader: &Reader, roster: &Roster) -> Option<String> {
    let rate = |agent: &AgentId| reader.input.agents.iter().find(|a| a.id == *agent)?.cost_per_hour;
    let paid = |a: &wfm_core::model::Assignment| Some(rate(&a.agent)? * f64::from(a.paid_minutes) / 60.0);
    let total: f64 = roster.assignments.iter().map(paid).sum::<Option<f64>>()?;
    let currency = reader.input.centre.currency.as_deref().unwrap_or_default();
    Some(format!("{} {currency}", reader.words.number(total, 0)).trim_end().to_owned())
}

fn cost(reader: &Reader, search: &Search) -> Card {
    let words = reader.words;
    let gap = search
        .lower_bound
        .filter(|bound| *bound > 0.0)
        .map(|bound| words.percent(((search.objective - bound) / bound).max(0.0), 1));
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

/// Service by queue and day, when any is known.
pub(super) fn service(reader: &Reader) -> Option<ServiceTable> {
    (!reader.input.service.is_empty()).then(|| ServiceTable {
        days: reader.dates().map(|date| reader.dates.weekday_short(date).to_owned()).collect(),
        rows: reader.input.service.iter().map(|service| row(reader, service)).collect(),
    })
}

fn row(reader: &Reader, service: &QueueService) -> ServiceRow {
    let words = reader.words;
    let target = reader.queue(&service.queue).and_then(|queue| queue.target.service_level).map(|sl| sl.share);
    let forecast = reader.input.forecasts.iter().find(|forecast| forecast.queue == service.queue);
    let on = |date: NaiveDate| service.days.iter().find(|(day, _)| *day == date).map(|(_, figures)| *figures);
    let or_dash = |text: Option<String>| text.unwrap_or_else(|| "–".to_owned());
    let percent = |share: Option<f64>| or_dash(share.map(|share| words.percent(share, 0)));
    ServiceRow {
        queue: service.queue.to_string(),
        promise: super::definitions::promise(reader, &service.queue).unwrap_or_default(),
        days: reader.dates().map(|date| level(reader, on(date).unwrap_or_default(), target)).collect(),
        week: level(reader, service.week, target),
        contacts: or_dash(forecast.map(|forecast| words.number(forecast.total(), 0))),
        asa: or_dash(service.week.asa.map(|asa| words.seconds(asa))),
        abandonment: percent(service.week.abandonment),
        occupancy: percent(service.week.occupancy),
    }
}

fn level(reader: &Reader, figures: Performance, target: Option<f64>) -> Level {
    match (figures.service_level, target) {
        (None, _) => Level { tone: "none", text: "–".to_owned() },
        (Some(level), target) => Level {
            tone: match target {
                Some(target) if !meets(level, target) => "short",
                Some(_) => "good",
                None => "plain",
            },
            text: percent_against(reader, level, target),
        },
    }
}

/// A share in whole percent, with a decimal where rounding would lift a missed target onto it.
fn percent_against(reader: &Reader, level: f64, target: Option<f64>) -> String {
    let whole = reader.words.percent(level, 0);
    match target {
        Some(target) if !meets(level, target) && whole == reader.words.percent(target, 0) => {
            reader.words.percent(level, 1)
        }
        _ => whole,
    }
}
