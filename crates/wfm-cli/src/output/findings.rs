//! What a forecast has found in the history, in words: changes of level, and what was not taken at its word.

use std::collections::BTreeMap;

use wfm_core::model::{Cleaned, CleaningAction, CleaningReason, Forecast};

/// A sentence for each change of level and each kind of finding.
pub(crate) fn of(forecast: &Forecast) -> Vec<String> {
    let changes = forecast.level_changes.iter().map(|change| {
        format!("the level changed by {:+.0} % from {}", 100.0 * (change.factor - 1.0), change.from)
    });
    let mut kinds: BTreeMap<(CleaningReason, CleaningAction), Vec<&Cleaned>> = BTreeMap::new();
    for stretch in &forecast.cleaned {
        kinds.entry((stretch.reason, stretch.action)).or_default().push(stretch);
    }
    let cleaned = kinds.iter().map(|((reason, action), stretches)| {
        format!("{} {}, {}", things(*reason, stretches.len()), done(*action), when(stretches))
    });
    changes.chain(cleaned).collect()
}

fn things(reason: CleaningReason, count: usize) -> String {
    let (one, many) = match reason {
        CleaningReason::MissingDay => ("open day without a record", "open days without a record"),
        CleaningReason::MissingIntervals => ("stretch without a record", "stretches without a record"),
        CleaningReason::PartialLastDay => {
            ("last day that is not complete", "last days that are not complete")
        }
        CleaningReason::Outage => ("outage", "outages"),
        CleaningReason::FeedOutage => ("outage of the whole channel", "outages of the whole channel"),
        CleaningReason::UnusualInterval => ("unusual interval", "unusual intervals"),
        CleaningReason::UnusualDay => ("unusual day", "unusual days"),
        CleaningReason::ClosedHours => {
            ("day with contacts at closed hours", "days with contacts at closed hours")
        }
    };
    format!("{count} {}", if count == 1 { one } else { many })
}

fn done(action: CleaningAction) -> &'static str {
    match action {
        CleaningAction::LeftOut => "left out",
        CleaningAction::CountedLess => "counted less",
        CleaningAction::FilledUp => "filled up from the rest of the day",
    }
}

/// Where to look: the only one, or the first and the last.
fn when(stretches: &[&Cleaned]) -> String {
    match stretches {
        [one] => format!("{} {}", one.date, hours(one)),
        [first, .., last] => format!("from {} {} to {} {}", first.date, hours(first), last.date, hours(last)),
        [] => String::new(),
    }
}

fn hours(stretch: &Cleaned) -> String {
    let clock = |minute: u32| format!("{:02}:{:02}", minute / 60, minute % 60);
    format!("{}-{}", clock(stretch.from_minute), clock(stretch.to_minute))
}
