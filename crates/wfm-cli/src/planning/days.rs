//! Which days are meant.

use anyhow::Context;
use chrono::{Datelike, NaiveDate};
use wfm_core::model::{Centre, History, date_of};

use crate::output::Terminal;

/// First day of the centre's week that contains `date`.
pub(crate) fn week_of(centre: &Centre, date: NaiveDate) -> NaiveDate {
    let into = date.weekday().days_since(centre.week_starts);
    date - chrono::Duration::days(i64::from(into))
}

/// First day of the first week that starts after the history ends.
pub(crate) fn week_after(centre: &Centre, history: &[History]) -> anyhow::Result<NaiveDate> {
    let end = history.iter().map(|history| history.grid().end()).max();
    let end = end.context("history.csv has no rows; name the first day with --from or --week")?;
    let next = date_of(end, centre.zone);
    let week = week_of(centre, next);
    Ok(if week == next { next } else { week + chrono::Duration::days(7) })
}

/// The week that contains `date`, with a word when another day than its first was named.
pub(crate) fn named_week(centre: &Centre, date: NaiveDate, terminal: &Terminal) -> NaiveDate {
    let week = week_of(centre, date);
    if week != date {
        terminal.say(format!("{date} lies in the week from {} {week}", week.format("%A")));
    }
    week
}
