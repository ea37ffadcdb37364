//! The roster played at random: service by day with its band, beside what the formula expects.

use serde::Serialize;
use wfm_core::simulation::{Estimate, Realism};

use super::{CHARTED_QUEUES, Reader};
use crate::outlook::{Outlook, QueueOutlook, Reason, Stretch};
use crate::output::html::chart::{Picture, Scale, blocks};

const WIDTH: f64 = 340.0;
const HEIGHT: f64 = 120.0;
const LEFT: f64 = 42.0;

/// What a simulation says.
#[derive(Debug, Serialize)]
pub(super) struct Simulation {
    intro: String,
    queues: Vec<QueueSimulation>,
}

#[derive(Debug, Serialize)]
struct QueueSimulation {
    queue: String,
    promise: String,
    lines: Vec<String>,
    reasons: Vec<String>,
    svg: String,
}

/// The simulation, when there was one.
pub(super) fn simulation(reader: &Reader) -> Option<Simulation> {
    let outlook = reader.input.outlook.filter(|outlook| !outlook.queues.is_empty())?;
    let weeks = reader.words.number(outlook.replications as f64, 0);
    Some(Simulation {
        intro: reader.words.fill("simulation_intro", &[("n", &weeks)]),
        queues: queues(reader, outlook),
    })
}

fn queues(reader: &Reader, outlook: &Outlook) -> Vec<QueueSimulation> {
    let shown = outlook.queues.iter().take(CHARTED_QUEUES);
    shown
        .map(|queue| QueueSimulation {
            queue: queue.queue.to_string(),
            promise: super::definitions::promise(reader, &queue.queue).unwrap_or_default(),
            lines: lines(reader, queue),
            reasons: queue.reasons.iter().map(|reason| self::reason(reader, reason)).collect(),
            svg: chart(reader, queue),
        })
        .collect()
}

fn lines(reader: &Reader, queue: &QueueOutlook) -> Vec<String> {
    let words = reader.words;
    let percent = |share: f64| words.percent(share, 1);
    let service = &queue.week.service;
    let played = service.service_level.zip(service.band).map(|(level, (low, high))| {
        let band = reader.range(&percent(low), &percent(high));
        words.fill("simulation_week", &[("level", &percent(level.mean)), ("band", &band)])
    });
    let formula =
        queue.week.formula.map(|formula| words.fill("simulation_formula", &[("level", &percent(formula))]));
    let kept = queue.kept.map(|kept| words.fill("simulation_kept", &[("share", &words.percent(kept, 0))]));
    [played, formula, kept].into_iter().flatten().collect()
}

/// What a step of realism does, in words.
fn reason(reader: &Reader, reason: &Reason) -> String {
    let key = match reason.step {
        Realism::Cleared => "simulation_cleared",
        Realism::Alone => "simulation_alone",
        Realism::Shared => "simulation_shared",
        Realism::Absences => "simulation_absences",
        Realism::Uncertain => "simulation_uncertain",
    };
    let Estimate { mean, .. } = reason.effect;
    let sign = if mean > 0.0 { "+" } else { "" };
    let points = format!("{sign}{}", reader.words.number(100.0 * mean, 1));
    reader.words.fill(key, &[("points", &points)])
}

/// Days from left to right, service level upwards: band, mean, formula, and the promise as a dashed line.
fn chart(reader: &Reader, queue: &QueueOutlook) -> String {
    let days = &queue.days;
    let x = Scale::new((0.0, days.len() as f64), (LEFT, WIDTH - 2.0));
    let y = Scale::new((0.0, 1.0), (HEIGHT - 18.0, 8.0));
    let mut picture = Picture::new(WIDTH, HEIGHT);
    for share in [0.0, 0.5, 1.0] {
        picture.line("grid", (LEFT, y.at(share)), (WIDTH - 2.0, y.at(share)));
        picture.text("tick end", (LEFT - 4.0, y.at(share) + 3.0), &reader.words.percent(share, 0));
    }
    for (place, day) in days.iter().enumerate() {
        let label = reader.dates.weekday_short(day.start.date_naive());
        picture.text("tick mid", (x.at(place as f64 + 0.5), HEIGHT - 4.0), label);
    }
    picture.path("band", &blocks(x, y, days.len(), |day| days[day].service.band));
    picture.line("target", (LEFT, y.at(queue.promise.share)), (WIDTH - 2.0, y.at(queue.promise.share)));
    for (place, day) in days.iter().enumerate() {
        let mut mark = |class: &str, level: Option<f64>| {
            if let Some(level) = level {
                picture.line(
                    class,
                    (x.at(place as f64), y.at(level)),
                    (x.at(place as f64 + 1.0), y.at(level)),
                );
            }
        };
        mark("median", day.formula);
        mark("expected", mean(day));
    }
    let title = reader.words.fill("simulation_title", &[("queue", queue.queue.as_str())]);
    picture.finish(&title, &lines(reader, queue).join(" "))
}

fn mean(stretch: &Stretch) -> Option<f64> {
    stretch.service.service_level.map(|level| level.mean)
}
