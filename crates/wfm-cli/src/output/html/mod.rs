//! `report.html`: one self-contained page a supervisor can show to anybody.
//!
//! Comes in: the nouns of a plan ([`ReportInput`]). Goes out: HTML with its style, pictures and few lines of script
//! inside, which asks the network for nothing. `view` says everything in words and pictures, `chart` draws, and the
//! template only lays out. All text from files is escaped.

mod chart;
mod input;
mod view;
pub(crate) mod whatif;

#[cfg(test)]
pub(crate) mod sample_week;
#[cfg(test)]
mod tests;

use anyhow::{Context, Result};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior, context};

pub(crate) use input::{Ending, Origin, QueueService, ReportInput, Search, Wishes};

const TEMPLATE: &str = include_str!("page.html");
const STYLE: &str = concat!(include_str!("chart.css"), include_str!("page.css"));
const SCRIPT: &str = include_str!("page.js");

/// The page.
///
/// # Errors
/// When the built-in template does not fit the view: never in a tested build.
pub(crate) fn page(input: &ReportInput) -> Result<String> {
    let environment = environment("page.html", TEMPLATE)?;
    let template = environment.get_template("page.html").context("finding the template of the report")?;
    template
        .render(context! { page => Serde(view::Page::of(input)), style => STYLE, script => SCRIPT })
        .context("writing the report")
}

/// What renders a page; the ending `.html` of its name switches on the escaping of HTML.
fn environment(name: &'static str, template: &'static str) -> Result<Environment<'static>> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    let layout = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
    environment.set_syntax(layout.context("setting up the template of the page")?);
    environment.add_template(name, template).context("reading the template of the page")?;
    Ok(environment)
}
