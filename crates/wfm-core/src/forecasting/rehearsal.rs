//! The last weeks forecast again: what the bands and the choice of a method are judged by.

use super::day_model::DayModel;
use super::past::Past;
use super::profile::Profiles;

/// Forecasts that are made again.
const ORIGINS: usize = 8;
/// Weeks that must lie before each.
const WEEKS_BEFORE: usize = 10;
/// Weeks that each looks ahead.
const WEEKS_AHEAD: usize = 4;

/// The day model and the shapes as they were on a day of the past.
#[derive(Debug)]
pub(super) struct Rehearsal {
    /// Number of days that were known.
    pub(super) until: usize,
    pub(super) model: DayModel,
    /// Shapes of the weekdays as they were then.
    pub(super) profiles: Profiles,
}

impl Rehearsal {
    /// Forecasts a week apart, newest first; none where the history is short.
    pub(super) fn all(past: &Past<'_>, changes: &[usize]) -> Vec<Rehearsal> {
        let week = past.line.week;
        let enough = |back: &usize| past.known >= week * (back + WEEKS_BEFORE);
        let again = |back: usize| {
            let until = past.known - week * back;
            let model = DayModel::quick_fit(&past.line, &past.logs, until, changes);
            Rehearsal { until, model, profiles: Profiles::of(&past.ordinary_days(until), &past.open) }
        };
        (1..=ORIGINS).filter(enough).map(again).collect()
    }

    /// The days that are compared with what came.
    pub(super) fn days(&self, past: &Past<'_>) -> std::ops::Range<usize> {
        self.until..(self.until + WEEKS_AHEAD * past.line.week).min(past.known)
    }
}
