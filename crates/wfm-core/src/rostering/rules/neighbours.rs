//! Days beside each other, as checkers see them: shifts on neighbouring days, and runs of days of work or off.

use chrono::{Duration, NaiveDate};

use super::AgentRoster;
use crate::model::Assignment;

/// Days in a row that are all worked, or all off.
pub(super) struct Run {
    pub(super) first: NaiveDate,
    pub(super) days: u32,
    pub(super) worked: bool,
    /// Whether it may go on before or after what is known.
    pub(super) open: bool,
}

impl AgentRoster<'_> {
    /// Every shift of the horizon with that of the day before, if there is one; published ones included.
    pub(super) fn neighbours(&self) -> impl Iterator<Item = (&Assignment, &Assignment)> {
        let before = |date: NaiveDate| {
            let past = self.problem.past(self.agent);
            let mut all = past.chain(self.shifts.iter().copied());
            all.find(|shift| shift.date.succ_opt() == Some(date))
        };
        self.shifts.iter().filter_map(move |shift| Some((before(shift.date)?, *shift)))
    }

    /// Runs of days that end in the horizon, or the day before it.
    pub(super) fn runs(&self) -> Vec<Run> {
        let problem = self.problem;
        let known_from = problem.first() - Duration::days(i64::from(problem.known_days));
        let end = problem.first() + Duration::days(problem.dates.len() as i64);
        let past: Vec<NaiveDate> = problem.past(self.agent).map(|shift| shift.date).collect();
        let works = |date: &NaiveDate| past.contains(date) || self.works(*date);
        let days: Vec<NaiveDate> = known_from.iter_days().take_while(|date| *date < end).collect();
        let runs = days.chunk_by(|a, b| works(a) == works(b)).map(|run| Run {
            first: run[0],
            days: run.len() as u32,
            worked: works(&run[0]),
            open: run[0] == known_from || run.last().and_then(NaiveDate::succ_opt) == Some(end),
        });
        let matters = |run: &Run| run.first + Duration::days(i64::from(run.days)) >= problem.first();
        runs.filter(matters).collect()
    }
}
