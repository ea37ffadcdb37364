//! Intervals in which nothing can have come by chance: the line was down, or the feed.

use std::ops::Range;

use crate::units::Contacts;

/// `−ln 10⁻⁶`: so many expected contacts are not absent by chance.
const EXPECTED: f64 = 13.8;
/// Intervals in a row, or minutes.
const INTERVALS: usize = 3;
const MINUTES: usize = 60;

/// Runs of intervals without a contact, three in a row or an hour, where together 14 or more were expected.
///
/// `counts` holds what came (`None` where unknown or closed, which ends a run) and what was expected.
pub(super) fn outages(counts: &[(Option<Contacts>, Contacts)], step_minutes: u32) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for run in counts.chunk_by(|(a, _), (b, _)| (*a == Some(0.0)) == (*b == Some(0.0))) {
        let range = start..start + run.len();
        start = range.end;
        let expected: f64 = run.iter().map(|(_, expected)| expected).sum();
        let long = run.len() >= INTERVALS || run.len() * step_minutes as usize >= MINUTES;
        if run[0].0 == Some(0.0) && long && expected > EXPECTED {
            found.push(range);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_silent_hour_of_a_busy_queue_is_an_outage_and_that_of_a_quiet_one_is_not() {
        let counts = |expected: f64| [10.0, 0.0, 0.0, 0.0, 0.0, 9.0].map(|count| (Some(count), expected));
        assert_eq!(outages(&counts(5.0), 15), [Range { start: 1, end: 5 }]);
        assert!(outages(&counts(2.0), 15).is_empty());
        let gap = [(Some(0.0), 20.0), (None, 20.0), (Some(0.0), 20.0)];
        assert!(outages(&gap, 15).is_empty(), "what is not known is no silence");
    }
}
