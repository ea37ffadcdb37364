//! The answer to one question: a few lines for people, one record for programs.

use std::io::Write;

use serde_json::{Map, Value, json};
use wfm_core::erlang::{Figures, Load};
use wfm_core::model::ServiceLevelDefinition as Definition;

use super::question::Model;
use super::rows::number;
use crate::Answer;
use crate::output::{Format, Table};

/// A service level and how it is counted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Service {
    pub(super) share: Option<f64>,
    pub(super) within: f64,
    pub(super) definition: Definition,
    pub(super) target: f64,
}

/// Everything there is to say.
#[derive(Debug)]
pub(super) struct Reply {
    model: Model,
    erlangs: f64,
    aht: f64,
    calls: f64,
    interval: f64,
    pub(super) agents: Option<f64>,
    pub(super) continuous: Option<f64>,
    pub(super) scheduled: Option<f64>,
    pub(super) binding: Option<&'static str>,
    pub(super) trunks: Option<u32>,
    pub(super) blocking: Option<f64>,
    pub(super) total_erlangs: Option<f64>,
    pub(super) served: Option<f64>,
    pub(super) is_largest_load: bool,
    /// Whether anything was promised.
    is_promised: bool,
    /// Names of the targets that these agents miss.
    pub(super) missed: Vec<&'static str>,
    /// What no number is enough of: agents or trunks.
    pub(super) lacking: Option<&'static str>,
    figures: Option<Figures>,
    service: Option<Service>,
    warnings: Vec<(&'static str, String)>,
}

impl Reply {
    pub(super) fn new(model: Model, load: Load, calls: f64, interval: f64, is_promised: bool) -> Reply {
        Reply {
            model,
            erlangs: load.erlangs(),
            aht: load.aht(),
            calls,
            interval,
            agents: None,
            continuous: None,
            scheduled: None,
            binding: None,
            trunks: None,
            blocking: None,
            total_erlangs: None,
            served: None,
            is_largest_load: false,
            is_promised,
            missed: Vec::new(),
            lacking: None,
            figures: None,
            service: None,
            warnings: Vec::new(),
        }
    }

    /// Takes the figures, and says what should be known about them.
    pub(super) fn judge(&mut self, figures: Figures, service: Option<Service>, targets: usize) {
        if matches!(self.model, Model::Limited(_) | Model::Redialling(..)) {
            self.blocking = Some(figures.blocking);
        }
        if self.erlangs > 0.0 {
            self.warnings = warnings(self.model, &figures, service.is_some() && targets == 1);
        }
        (self.figures, self.service) = (Some(figures), service);
    }

    /// Whether every target is met.
    fn is_met(&self) -> bool {
        self.missed.is_empty() && self.lacking.is_none()
    }

    fn model_name(&self) -> &'static str {
        match self.model {
            Model::Blocking => "erlang-b",
            Model::Waiting => "erlang-c",
            Model::Abandoning(_) => "erlang-a",
            Model::Limited(None) => "m/m/n/k",
            Model::Limited(Some(_)) => "m/m/n/k+m",
            Model::Redialling(..) => "erlang-x",
        }
    }
}

fn warnings(model: Model, figures: &Figures, level_alone: bool) -> Vec<(&'static str, String)> {
    let mut warnings = Vec::new();
    match model {
        Model::Waiting if !figures.stable || figures.occupancy > 0.92 => warnings.push((
            "W2",
            format!(
                "occupancy {}: so near its limit Erlang C means little; use --patience",
                percent(figures.occupancy)
            ),
        )),
        Model::Waiting => {
            warnings.push((
                "W1",
                "Erlang C supposes that nobody hangs up; with --patience fewer may do".to_owned(),
            ));
        }
        Model::Abandoning(_) | Model::Limited(Some(_)) if level_alone && figures.abandonment > 0.05 => {
            let share = percent(figures.abandonment);
            warnings.push(("W1", format!("{share} of the contacts hang up; set --max-abandonment")));
        }
        _ => {}
    }
    warnings
}

/// Prints the answer; it is no where no number is enough, and if `strict` also where a target is missed.
pub(super) fn print(
    reply: &Reply,
    format: Format,
    strict: bool,
    out: &mut dyn Write,
) -> anyhow::Result<Answer> {
    let fields = fields(reply, format);
    match format {
        Format::Table => {
            for line in sentences(reply) {
                writeln!(out, "{line}")?;
            }
        }
        Format::Csv => {
            let (names, values) = fields.into_iter().unzip();
            let mut table = Table::of_columns(names);
            table.push(values);
            table.print(format, out)?;
        }
        Format::Json => {
            serde_json::to_writer_pretty(&mut *out, &fields.into_iter().collect::<Map<_, _>>())?;
            writeln!(out)?;
        }
    }
    let is_no = reply.lacking.is_some() || (strict && !reply.is_met());
    Ok(if is_no { Answer::No } else { Answer::Done })
}

fn fields(reply: &Reply, format: Format) -> Vec<(String, Value)> {
    let real = |x: f64| number(x, format);
    let maybe = |x: Option<f64>| x.map_or(Value::Null, real);
    let figure = |of: fn(&Figures) -> f64| maybe(reply.figures.as_ref().map(of));
    let warned: Vec<String> = reply.warnings.iter().map(|(code, text)| format!("{code} {text}")).collect();
    let warnings = if format == Format::Json { json!(warned) } else { warned.join("; ").into() };
    let service = reply.service;
    let named = [
        ("model", reply.model_name().into()),
        ("calls", real(reply.calls)),
        ("interval_seconds", real(reply.interval)),
        ("erlangs", real(reply.erlangs)),
        ("aht_seconds", real(reply.aht)),
        ("agents", maybe(reply.agents)),
        ("agents_continuous", maybe(reply.continuous.filter(|_| reply.agents.is_some()))),
        ("binding", reply.binding.into()),
        ("met", reply.is_promised.then(|| reply.is_met()).into()),
        ("missed", reply.missed.join(" ").into()),
        ("scheduled", maybe(reply.scheduled)),
        ("scheduled_whole", maybe(reply.scheduled.map(ceil))),
        ("trunks", reply.trunks.into()),
        ("trunks_continuous", maybe(reply.continuous.filter(|_| reply.agents.is_none()))),
        ("service_level", maybe(service.and_then(|service| service.share))),
        ("service_level_definition", service.map(|service| service.definition.name()).into()),
        ("within_seconds", maybe(service.map(|service| service.within))),
        ("asa_seconds", figure(|f| f.asa)),
        ("mean_wait_all_seconds", figure(|f| f.mean_wait)),
        ("wait_probability", figure(|f| f.wait_probability)),
        ("abandonment", figure(|f| f.abandonment)),
        ("blocking", maybe(reply.blocking)),
        ("occupancy", figure(|f| f.occupancy)),
        ("queue_length", figure(|f| f.queue_length)),
        ("stable", reply.figures.map(|figures| figures.stable).into()),
        ("total_erlangs", maybe(reply.total_erlangs)),
        ("served_per_fresh", maybe(reply.served)),
        ("warnings", warnings),
    ];
    named.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn sentences(reply: &Reply) -> Vec<String> {
    let mut lines = vec![headline(reply)];
    if let (Some(scheduled), Some(_)) = (reply.scheduled, reply.agents) {
        lines.push(format!("{} on the schedule after shrinkage ({scheduled:.2})", ceil(scheduled)));
    }
    if let Some(figures) = &reply.figures {
        lines.push(how_it_goes(reply, figures));
    }
    if let (Some(total), Some(served)) = (reply.total_erlangs, reply.served) {
        lines.push(format!(
            "{total:.2} erlangs with redials, {} of the people are answered in the end",
            percent(served)
        ));
    }
    if !reply.missed.is_empty() {
        lines.push(format!("missed: {}", reply.missed.join(", ").replace('_', " ")));
    }
    lines.extend(reply.warnings.iter().map(|(code, text)| format!("{code}: {text}")));
    lines
}

/// `14 agents for 10.00 erlangs (erlang-c), decided by service level`
fn headline(reply: &Reply) -> String {
    if let Some(lacking) = reply.lacking {
        return nothing_is_enough(reply, lacking);
    }
    let whom = match (reply.agents, reply.trunks) {
        (Some(agents), Some(trunks)) => {
            format!("{} on {}", counted(agents, "agent"), counted(trunks, "trunk"))
        }
        (Some(agents), None) => counted(agents, "agent"),
        (None, trunks) => counted(trunks.unwrap_or_default(), "trunk"),
    };
    let mut line = match reply.is_largest_load {
        true => format!("{:.2} calls, {:.2} erlangs, for {whom} at most", reply.calls, reply.erlangs),
        false => format!("{whom} for {:.2} erlangs", reply.erlangs),
    };
    line.push_str(&format!(" ({})", reply.model_name()));
    if let Some(continuous) = reply.continuous {
        line.push_str(&format!(", exactly {continuous:.2}"));
    }
    if let Some(binding) = reply.binding {
        line.push_str(&format!(", decided by {}", binding.replace('_', " ")));
    }
    if let (None, Some(blocking)) = (&reply.figures, reply.blocking) {
        line.push_str(&format!(": {} find all trunks busy", percent(blocking)));
    }
    line
}

/// `no number of agents on 30 trunks is enough for 40.00 erlangs (m/m/n/k+m): more trunks are needed; with 30 agents:`
fn nothing_is_enough(reply: &Reply, lacking: &str) -> String {
    let (erlangs, model) = (reply.erlangs, reply.model_name());
    let agents = counted(reply.agents.unwrap_or_default(), "agent");
    match reply.trunks {
        Some(trunks) => format!(
            "no number of {lacking} on {} is enough for {erlangs:.2} erlangs ({model}): more trunks are needed; \
             with {agents}:",
            counted(trunks, "trunk"),
        ),
        None => format!(
            "no number of {lacking} is enough for {agents} and {erlangs:.2} erlangs ({model}): more agents are needed"
        ),
    }
}

fn how_it_goes(reply: &Reply, figures: &Figures) -> String {
    let mut parts = Vec::new();
    if let Some(service) = reply.service {
        let share = service.share.map_or("nobody counts".to_owned(), percent);
        let (within, name) = (service.within, service.definition);
        parts.push(format!(
            "service level {share} within {within} s ({name}; target {})",
            percent(service.target)
        ));
    }
    parts.push(format!("ASA {} s", seconds(figures.asa)));
    parts.push(format!("{} wait", percent(figures.wait_probability)));
    parts.push(format!("{} hang up", percent(figures.abandonment)));
    if let Some(blocking) = reply.blocking {
        parts.push(format!("{} find all trunks busy", percent(blocking)));
    }
    parts.push(format!("occupancy {}", percent(figures.occupancy)));
    parts.join(", ")
}

fn counted(number: impl Into<f64>, noun: &str) -> String {
    let number = number.into();
    format!("{number} {noun}{}", if number == 1.0 { "" } else { "s" })
}

fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

fn seconds(seconds: f64) -> String {
    if seconds.is_finite() { format!("{seconds:.1}") } else { "inf".to_owned() }
}

/// Rounds people up, forgiving the noise of floating point: 1/(1 − 0.8) is 5, not 6.
fn ceil(x: f64) -> f64 {
    (x - 1e-9 * x.max(1.0)).ceil()
}
