//! `report.html`: one self-contained page a supervisor can show to anybody.
//!
//! Comes in: the nouns of a plan ([`ReportInput`]). Goes out: HTML with its style, pictures and few lines of script
//! inside, which asks the network for nothing. `view` says everything in words and pictures, `chart` draws, and the
//! template only lays out. All text from files is escaped.

mod chart;
mod input;
mod view;

#[cfg(test)]
mod sample_week;
#[cfg(test)]
mod tests;

use anyhow::{Context, Result};
use chrono::NaiveDate;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior, context};
use wfm_core::model::QueueId;

pub(crate) use input::{Ending, Origin, QueueService, ReportInput, Search, Wishes};

const TEMPLATE: &str = include_str!("page.html");
const STYLE: &str = concat!(include_str!("chart.css"), include_str!("page.css"));
const CHART_STYLE: &str = include_str!("chart.css");
const SCRIPT: &str = include_str!("page.js");

/// The page.
///
/// # Errors
/// When the built-in template does not fit the view: never in a tested build.
pub(crate) fn page(input: &ReportInput) -> Result<String> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    let layout = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
    environment.set_syntax(layout.context("setting up the template of the report")?);
    // The name's ending switches on the escaping of HTML.
    environment.add_template("page.html", TEMPLATE).context("reading the template of the report")?;
    let template = environment.get_template("page.html").context("finding the template of the report")?;
    template
        .render(context! { page => Serde(view::Page::of(input)), style => STYLE, script => SCRIPT })
        .context("writing the report")
}

/// Requirement against roster of one queue and day as a picture of its own, if there is anything to draw.
pub(crate) fn picture(input: &ReportInput, queue: &QueueId, date: NaiveDate) -> Option<String> {
    let svg = view::picture(input, queue, date)?;
    Some(svg.replacen("><title>", &format!("><style>{CHART_STYLE}</style><title>"), 1))
}
