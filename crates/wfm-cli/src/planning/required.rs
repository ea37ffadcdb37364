//! The requirement to cover: computed from forecasts, or given in a file.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use chrono::{Duration, NaiveDate};
use wfm_core::io::{self, Inputs, Source};
use wfm_core::model::{Centre, Forecast, Requirement};
use wfm_core::staffing;

use super::{all, named_week, week_of};
use crate::centre;
use crate::output::Terminal;

/// Requirements of every queue that was forecast.
///
/// # Errors
/// For all queues at once, when one promises nothing or has no handle time.
pub(crate) fn requirements(centre: &Centre, forecasts: &[Forecast]) -> anyhow::Result<Vec<Requirement>> {
    let options = staffing::Options::default();
    all(forecasts.iter().filter_map(|forecast| {
        let queue = centre.queue(&forecast.queue)?;
        Some(staffing::requirement(forecast, queue, centre.shrinkage_of(queue), &options))
    }))
}

/// The requirement to cover and the file it stands in: the one named, else one that lies in the centre or in its output.
pub(crate) fn given_requirements(
    folder: &Path,
    named: &Option<PathBuf>,
    out: &Option<PathBuf>,
    centre: &Centre,
    strict: bool,
    terminal: &Terminal,
) -> anyhow::Result<(PathBuf, Vec<Requirement>)> {
    let lying = [
        folder.join("requirement.csv"),
        centre::out_folder(folder, out).join("requirement.csv"),
        folder.join("out/requirement.csv"),
    ];
    let path = named.clone().or_else(|| centre::first_existing(&lying)).with_context(|| {
        format!("{} has no requirement.csv; make one with: wfm staff {}", folder.display(), folder.display())
    })?;
    terminal.detail(format!("Covering the requirement in {}", path.display()));
    let requirements = centre::accept(io::requirement(Source::path(&path), centre), strict, terminal)?;
    Ok((path, requirements))
}

/// First day of the week named, else of the first week of the requirement, which must have rows in every one of the weeks.
pub(crate) fn required_week(
    inputs: &Inputs,
    requirements: &[Requirement],
    named: Option<NaiveDate>,
    weeks: u32,
    terminal: &Terminal,
) -> anyhow::Result<NaiveDate> {
    let rows: BTreeSet<NaiveDate> =
        requirements.iter().flat_map(|requirement| requirement.grid.days()).map(|day| day.date).collect();
    let first = match (named, rows.first()) {
        (Some(date), _) => named_week(&inputs.centre, date, terminal),
        (None, Some(date)) => week_of(&inputs.centre, *date),
        (None, None) => bail!("the requirement has no rows; name the week with --week"),
    };
    let begins = (0..i64::from(weeks)).map(|week| first + Duration::days(7 * week));
    let empty = begins.into_iter().find(|week| week.iter_days().take(7).all(|day| !rows.contains(&day)));
    match empty.filter(|_| named.is_some() || weeks > 1) {
        Some(week) => bail!(
            "the requirement has no rows in the week from {week}; make them with wfm staff --from {first}{}",
            if weeks > 1 { format!(" --days {}", 7 * weeks) } else { String::new() }
        ),
        None => Ok(first),
    }
}
