//! `whatif.html`: scenarios side by side, in the look of the report.
//!
//! Comes in: the outcomes and the tornado. Goes out: one self-contained page. Everything is said in words and pictures
//! here; the template only lays out.

use anyhow::{Context, Result};
use chrono::{Duration, NaiveDate};
use minijinja::context;
use minijinja::value::Serde;
use serde::Serialize;
use wfm_core::model::{Centre, QueueId};
use wfm_core::scenario::{Bar, Figure, Figures, Outcome};

use super::chart::{Picture, Scale};
use super::view::meets;
use super::{STYLE, environment};
use crate::output::dates::Dates;
use crate::output::words::Words;
use crate::summary::Inputs;

const TEMPLATE: &str = include_str!("whatif.html");

/// Scenarios on the page; more could not be read.
const SHOWN: usize = 60;

/// Everything the page shows.
#[derive(Debug)]
pub(crate) struct PageInput<'a> {
    /// For names, language and currency.
    pub(crate) centre: &'a Centre,
    /// First local day.
    pub(crate) first: NaiveDate,
    /// The base first.
    pub(crate) outcomes: &'a [&'a Outcome],
    /// What the tornado ranks by.
    pub(crate) figure: Figure,
    /// Widest first; may be empty.
    pub(crate) bars: &'a [Bar],
    /// What was read.
    pub(crate) read: &'a Inputs,
}

#[derive(Debug, Serialize)]
struct Page {
    language: &'static str,
    direction: &'static str,
    w: std::collections::BTreeMap<&'static str, String>,
    centre: String,
    week: String,
    queues: Vec<String>,
    rows: Vec<Row>,
    more: Option<String>,
    currency: String,
    tornado: Option<Tornado>,
    definitions: Vec<(String, String)>,
    origin: String,
}

#[derive(Debug, Serialize)]
struct Row {
    name: String,
    contacts: String,
    heads: String,
    more_heads: String,
    /// Width of the bar in per cent of the widest.
    bar: f64,
    hours: String,
    cost: String,
    more_cost: String,
    levels: Vec<Level>,
    abandonment: String,
    short: String,
    kept: String,
}

#[derive(Debug, Serialize)]
struct Level {
    tone: &'static str,
    text: String,
}

#[derive(Debug, Serialize)]
struct Tornado {
    title: String,
    svg: String,
}

/// The page.
///
/// # Errors
/// When the built-in template does not fit: never in a tested build.
pub(crate) fn page(input: &PageInput<'_>) -> Result<String> {
    let environment = environment("whatif.html", TEMPLATE)?;
    let template = environment.get_template("whatif.html").context("finding the template of the page")?;
    template
        .render(context! { page => Serde(Reader::new(input).page()), style => STYLE })
        .context("writing the page")
}

struct Reader<'a> {
    input: &'a PageInput<'a>,
    words: Words,
}

impl<'a> Reader<'a> {
    fn new(input: &'a PageInput<'a>) -> Self {
        Reader { input, words: Words::of(input.centre.language) }
    }

    fn page(&self) -> Page {
        let (input, words) = (self.input, self.words);
        let dates = Dates::new(input.centre.date_style, words);
        let outcomes = input.outcomes;
        let more = outcomes.len().saturating_sub(SHOWN) as u64;
        let widest = outcomes.iter().take(SHOWN).map(|o| o.total.required.heads).fold(0.0, f64::max);
        let queues = outcomes.first().map(|base| base.queues.iter()).into_iter().flatten();
        Page {
            language: words.code(),
            direction: if words.right_to_left() { "rtl" } else { "ltr" },
            w: words.all(),
            centre: input.centre.name.clone(),
            week: dates.range(input.first, input.first + Duration::days(6)),
            queues: queues.map(|queue| self.queue(queue)).collect(),
            rows: outcomes.iter().take(SHOWN).map(|outcome| self.row(outcome, widest)).collect(),
            more: (more > 0).then(|| words.count("more_scenarios", more)),
            currency: input.centre.currency.clone().unwrap_or_default(),
            tornado: self.tornado(),
            definitions: self.definitions(),
            origin: format!("wfm {} · input {}", env!("CARGO_PKG_VERSION"), input.read.sha256),
        }
    }

    /// A queue, with what is promised.
    fn queue(&self, (queue, figures): &(QueueId, Figures)) -> String {
        match figures.target {
            Some(target) => format!("{queue} ({})", self.words.percent(target.share, 0)),
            None => queue.to_string(),
        }
    }

    fn row(&self, outcome: &Outcome, widest: f64) -> Row {
        let words = self.words;
        let (total, now) = (&outcome.total, &self.input.outcomes[0].total.required);
        let then = &total.required;
        let or_dash = |text: Option<String>| text.unwrap_or_else(|| "–".to_owned());
        let money = |cost: Option<f64>| or_dash(cost.map(|cost| words.number(cost, 0)));
        let dearer = then.cost.zip(now.cost).map(|(then, now)| self.signed(then - now, 0));
        Row {
            name: self.name(&outcome.scenario),
            contacts: words.number(total.offered, 0),
            heads: words.number(then.heads, 1),
            more_heads: self.signed(then.heads - now.heads, 1),
            bar: if widest > 0.0 { (100.0 * then.heads / widest).round() } else { 0.0 },
            hours: words.number(then.scheduled_hours, 0),
            cost: money(then.cost),
            more_cost: or_dash(dearer),
            levels: outcome.queues.iter().map(|queue| self.level(queue)).collect(),
            abandonment: or_dash(
                total.today.tally.performance().abandonment.map(|share| words.percent(share, 1)),
            ),
            short: words.number(total.today.short_hours, 0),
            kept: or_dash(total.today.kept.map(|share| words.percent(share, 0))),
        }
    }

    fn name(&self, scenario: &str) -> String {
        if scenario == self.input.outcomes[0].scenario {
            self.words.text("whatif_base")
        } else {
            scenario.to_owned()
        }
    }

    /// What today's staff gives a queue, to the tenth where whole per cents would hide a miss.
    fn level(&self, (_, figures): &(QueueId, Figures)) -> Level {
        let level = figures.today.tally.performance().service_level;
        let Some(level) = level else { return Level { tone: "none", text: "–".to_owned() } };
        let tone = match figures.target.map(|target| meets(level, target.share)) {
            Some(true) => "good",
            Some(false) => "short",
            None => "plain",
        };
        Level { tone, text: self.words.percent(level, 1) }
    }

    /// A difference with its sign; nothing where there is none.
    fn signed(&self, value: f64, decimals: usize) -> String {
        let text = self.words.number(value, decimals);
        match () {
            () if text == self.words.number(0.0, decimals) => String::new(),
            () if value > 0.0 => format!("+{text}"),
            () => text,
        }
    }

    fn definitions(&self) -> Vec<(String, String)> {
        ["required", "today", "heads", "short", "kept", "cost"]
            .map(|key| {
                (self.words.text(&format!("whatif_{key}")), self.words.text(&format!("whatif_{key}_meaning")))
            })
            .to_vec()
    }

    fn tornado(&self) -> Option<Tornado> {
        let base = self.input.figure.of(self.input.outcomes.first()?)?;
        if self.input.bars.is_empty() {
            return None;
        }
        let figure = self.words.text(&format!("whatif_by_{}", self.input.figure.name()));
        let title = self.words.fill("whatif_tornado", &[("figure", &figure), ("value", &self.value(base))]);
        Some(Tornado { svg: self.picture(base, &title), title })
    }

    /// A value of the figure in words.
    fn value(&self, value: f64) -> String {
        match self.input.figure {
            Figure::Heads | Figure::Short => self.words.number(value, 1),
            Figure::Hours | Figure::Cost => self.words.number(value, 0),
            Figure::Margin | Figure::Kept => self.words.percent(value, 1),
        }
    }

    fn picture(&self, base: f64, title: &str) -> String {
        const LINE: f64 = 34.0;
        let bars = self.input.bars;
        let height = LINE * bars.len() as f64;
        let reach = bars.iter().flat_map(|bar| [base - bar.low.value, bar.high.value - base]);
        let reach = reach.fold(f64::MIN_POSITIVE, f64::max);
        let x = Scale::new((base - reach, base + reach), (330.0, 870.0));
        let mut picture = Picture::new(1000.0, height + 4.0);
        for (index, bar) in bars.iter().enumerate() {
            let top = LINE * index as f64 + 6.0;
            let block = |from: f64, to: f64| {
                format!("M{:.1} {top:.1}H{:.1}V{:.1}H{:.1}Z", x.at(from), x.at(to), top + 20.0, x.at(from))
            };
            picture.path("met", &block(bar.low.value, base));
            picture.path("missed", &block(base, bar.high.value));
            let middle = top + 14.0;
            picture.text("tick", (0.0, middle), &bar.name.replace('_', " "));
            let low = format!("{} · {}", self.step(&bar.low.step), self.value(bar.low.value));
            let high = format!("{} · {}", self.step(&bar.high.step), self.value(bar.high.value));
            picture.text("tick end", (x.at(bar.low.value) - 6.0, middle), &low);
            picture.text("tick", (x.at(bar.high.value) + 6.0, middle), &high);
        }
        picture.line("base", (x.at(base), 0.0), (x.at(base), height));
        let widest = &bars[0];
        let ends =
            format!("{}: {} – {}", widest.name, self.value(widest.low.value), self.value(widest.high.value));
        picture.finish(title, &ends)
    }

    /// The value of a step, `1.1` of `volume 1.1`.
    fn step(&self, step: &str) -> String {
        let name = self.name(step);
        name.rsplit_once(' ')
            .filter(|_| name == step)
            .map_or(name.clone(), |(_, value)| self.words.digits(&value.replace('-', "\u{2212}")))
    }
}
