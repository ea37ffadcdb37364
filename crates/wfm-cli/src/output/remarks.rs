//! What a roster leaves undone without breaking a rule, and how evenly its burdens are shared, in words.

use wfm_core::model::Centre;
use wfm_core::rostering::{BurdenSpread, Misattended, Spread, Unplaced};

use super::changes;

/// Lines shown of a kind.
const SHOWN: usize = 8;

/// What was not placed, for whom, and why.
pub(crate) fn unplaced(missing: &Unplaced, centre: &Centre) -> String {
    let from = changes::moment(missing.from, centre.zone);
    let to = changes::moment(missing.to, centre.zone);
    format!(
        "{}: {} of {} minutes between {from} and {to} was not placed: {}",
        missing.agent,
        missing.kind.name(),
        missing.minutes,
        missing.reason
    )
}

/// Who is missing, too many or without the others, and when.
pub(crate) fn misattended(missing: &Misattended, centre: &Centre) -> String {
    let to = missing.to.with_timezone(&centre.zone).format("%H:%M");
    let asked = match (missing.at_most, missing.together) {
        _ if missing.people < missing.at_least => format!("at least {} asked for", missing.at_least),
        (Some(most), _) if missing.people > most => format!("at most {most} allowed"),
        (_, Some(all)) => format!("all {all} or none asked for"),
        _ => String::new(),
    };
    format!(
        "{}: {} at work {}–{to}, {asked}",
        missing.id,
        missing.people,
        changes::moment(missing.from, centre.zone)
    )
}

/// The first lines, and how many more there are.
pub(crate) fn shortened(mut lines: Vec<String>) -> Vec<String> {
    let more = lines.len().saturating_sub(SHOWN);
    if more > 1 {
        lines.truncate(SHOWN);
        lines.push(format!("and {more} more of the kind"));
    }
    lines
}

/// Who carries each burden: shifts a week of a forty-hour contract over eight weeks, from least to most.
pub(crate) fn burdens(spreads: &[BurdenSpread]) -> String {
    let range = |spread: &Spread| format!("{:.2} to {:.2}", spread.least, spread.most);
    let one = |spread: &BurdenSpread| {
        format!("{} {} a week (before {})", spread.kind.name(), range(&spread.after), range(&spread.before))
    };
    spreads.iter().map(one).collect::<Vec<String>>().join(", ")
}
