//! What the page says, in formatted words and pictures: nouns in, nothing left to compute for the template.

mod accuracy;
mod board;
mod coverage;
mod definitions;
mod forecast;
mod glance;
mod reasons;
mod service;
mod shortages;
mod simulation;
mod span;

use std::collections::BTreeMap;

use chrono::{Duration, NaiveDate};
use serde::Serialize;
use wfm_core::model::{Day, DayKind, Forecast, Grid, Queue, QueueId};

pub(super) use service::meets;

use super::input::ReportInput;
use crate::output::dates::Dates;
use crate::output::words::Words;

/// Queues that get charts; a page with more could not be read. Tables show all.
const CHARTED_QUEUES: usize = 12;

/// An agent is short when at least this much of one is missing: shares of people among queues are fractions.
const SHORT: f64 = 0.5;

/// The whole page.
#[derive(Debug, Serialize)]
pub(super) struct Page {
    language: &'static str,
    direction: &'static str,
    w: BTreeMap<&'static str, String>,
    centre: String,
    week: String,
    sources: String,
    verdict: glance::Verdict,
    cards: Vec<glance::Card>,
    service: Option<service::ServiceTable>,
    simulation: Option<simulation::Simulation>,
    forecasts: Vec<forecast::QueueForecast>,
    coverage: Vec<coverage::QueueCoverage>,
    more_queues: Option<String>,
    shortages: Vec<shortages::Shortage>,
    covered: bool,
    board: Option<board::Board>,
    notes: Vec<Note>,
    definitions: Vec<definitions::Definition>,
    origin: String,
}

#[derive(Debug, Serialize)]
struct Note {
    code: Option<String>,
    text: String,
}

/// The input with its words and dates at hand.
pub(super) struct Reader<'a> {
    pub(super) input: &'a ReportInput<'a>,
    pub(super) words: Words,
    pub(super) dates: Dates,
}

impl<'a> Reader<'a> {
    pub(super) fn new(input: &'a ReportInput<'a>) -> Self {
        let words = Words::of(input.centre.language);
        Reader { input, words, dates: Dates::new(input.centre.date_style, words) }
    }

    /// The local days of the page.
    fn page_days(&self) -> impl Iterator<Item = NaiveDate> {
        let first = self.input.first;
        (0..i64::from(self.input.days)).filter_map(move |day| first.checked_add_signed(Duration::days(day)))
    }

    /// The days of `grid` that are on the page.
    fn days_of(&self, grid: &Grid) -> Vec<Day> {
        let mut days = grid.days();
        days.retain(|day| self.shows(day.date));
        days
    }

    fn shows(&self, date: NaiveDate) -> bool {
        (0..i64::from(self.input.days)).contains(&(date - self.input.first).num_days())
    }

    /// Contacts expected on the days of the page.
    fn total(&self, forecast: &Forecast) -> f64 {
        let days = self.days_of(&forecast.grid).into_iter();
        days.map(|day| forecast.offered[day.intervals].iter().sum::<f64>()).sum()
    }

    fn queue(&self, id: &QueueId) -> Option<&'a Queue> {
        self.input.centre.queue(id)
    }

    /// What makes `date` special, in words; for one queue, or for the whole centre.
    fn special(&self, date: NaiveDate, queue: Option<&QueueId>) -> Option<String> {
        let concerns = |day: &QueueId| queue.is_some_and(|queue| queue == day);
        self.input
            .calendar
            .days
            .iter()
            .filter(|day| day.date == date && day.queue.as_ref().is_none_or(concerns))
            .map(|day| day.name.clone().unwrap_or_else(|| self.words.text(kind_key(day.kind))))
            .next()
    }

    /// `09:30` in the digits of the language, from minutes after midnight.
    fn clock(&self, minute: u32) -> String {
        self.words.digits(&format!("{:02}:{:02}", minute / 60, minute % 60))
    }

    /// `09:00–09:45`.
    fn stretch(&self, from: u32, to: u32) -> String {
        self.range(&self.clock(from), &self.clock(to))
    }

    /// `from–to`, marked so that it reads in the direction of the language whatever stands around it.
    fn range(&self, from: &str, to: &str) -> String {
        let direction = if self.words.right_to_left() { '\u{2067}' } else { '\u{2066}' };
        format!("{direction}{from}–{to}\u{2069}")
    }

    fn week(&self) -> String {
        let last = self.page_days().last().unwrap_or(self.input.first);
        self.dates.range(self.input.first, last)
    }

    fn origin(&self) -> String {
        let origin = &self.input.origin;
        let values = [
            ("version", origin.version.as_str()),
            ("seed", &origin.seed.to_string()),
            ("hash", origin.input_hash.as_str()),
        ];
        self.words.fill("origin", &values)
    }

    fn notes(&self) -> Vec<Note> {
        let warnings = self
            .input
            .warnings
            .iter()
            .map(|warning| Note { code: Some(warning.code.clone()), text: warning.message.clone() });
        let forecasts = self.input.forecasts.iter().flat_map(|forecast| {
            forecast.notes.iter().map(|note| Note { code: None, text: format!("{}: {note}", forecast.queue) })
        });
        warnings.chain(forecasts).collect()
    }
}

impl Page {
    /// Reads the input and says it in words.
    pub(super) fn of(input: &ReportInput) -> Self {
        let reader = Reader::new(input);
        let words = reader.words;
        let shortages = shortages::shortages(&reader);
        let queues = input.forecasts.len().max(input.requirements.len()).max(input.coverage.len());
        let more = queues.saturating_sub(CHARTED_QUEUES) as u64;
        Page {
            language: words.code(),
            direction: if words.right_to_left() { "rtl" } else { "ltr" },
            w: words.all(),
            centre: input.centre.name.clone(),
            week: reader.week(),
            sources: input.origin.sources.join(" · "),
            verdict: glance::verdict(&reader, &shortages),
            cards: glance::cards(&reader, &shortages),
            service: service::service(&reader),
            simulation: simulation::simulation(&reader),
            forecasts: forecast::forecasts(&reader),
            coverage: coverage::coverage(&reader),
            more_queues: (more > 0).then(|| words.count("more_queues", more)),
            shortages: shortages.into_iter().take(shortages::WORST).collect(),
            covered: !input.coverage.is_empty(),
            board: board::board(&reader),
            notes: reader.notes(),
            definitions: definitions::definitions(&reader),
            origin: reader.origin(),
        }
    }
}

/// A name from a file, marked so that its script does not disturb the direction of the text around it.
fn isolated(name: &str) -> String {
    format!("\u{2068}{name}\u{2069}")
}

fn kind_key(kind: DayKind) -> &'static str {
    match kind {
        DayKind::Closed => "day_closed",
        DayKind::Holiday => "day_holiday",
        DayKind::Event => "day_event",
        DayKind::Short => "day_short",
    }
}
