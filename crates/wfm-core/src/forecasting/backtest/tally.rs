//! Forecasts compared with what came, summed by distance and by part.

use std::ops::Range;

use chrono::NaiveDate;

use super::super::accuracy::{PROBABILITIES, Sums};
use super::{Lead, Part};
use crate::model::{Forecast, History, Measure};

/// Sums of the scored intervals of some forecasts.
#[derive(Debug)]
pub(super) struct Tally {
    /// By distance, as [`Lead::buckets`] has them.
    leads: Vec<Sums>,
    /// By part.
    parts: [Sums; Part::ALL.len()],
}

impl Default for Tally {
    fn default() -> Self {
        Tally { leads: Vec::new(), parts: [Sums::default(); Part::ALL.len()] }
    }
}

impl Tally {
    /// `forecast` against `history`, on the open days that were observed, for a queue that is open on `week` days a week;
    /// `touched` are the days that were changed.
    pub(super) fn of(history: &History, forecast: &Forecast, week: usize, touched: &[NaiveDate]) -> Self {
        let buckets = Lead::buckets(week);
        let mut tally = Tally { leads: vec![Sums::default(); buckets.len()], ..Tally::default() };
        let days = forecast.grid.days().into_iter().zip(&forecast.days);
        let open_days = days.filter(|(day, _)| day.intervals.clone().any(|index| forecast.open[index]));
        for (before, (day, told)) in open_days.enumerate() {
            let seen = seen(history, forecast, day.intervals);
            if let Some(bucket) = buckets.iter().position(|bucket| bucket.contains(before + 1)) {
                add(&mut tally.leads[bucket], forecast, &seen, |_| true);
            }
            let is_touched = touched.contains(&told.date);
            for (sums, part) in tally.parts.iter_mut().zip(Part::ALL) {
                if part.contains_day(told, is_touched) {
                    add(sums, forecast, &seen, |minute| part.contains_minute(minute));
                }
            }
        }
        tally
    }

    pub(super) fn merge(&mut self, other: &Tally) {
        self.leads.resize(self.leads.len().max(other.leads.len()), Sums::default());
        self.leads.iter_mut().zip(&other.leads).for_each(|(sums, other)| sums.merge(other));
        self.parts.iter_mut().zip(&other.parts).for_each(|(sums, other)| sums.merge(other));
    }

    /// Whether anything of `part` was scored.
    pub(super) fn has(&self, part: Part) -> bool {
        self.parts().any(|(other, sums)| other == part && sums.accuracy(None).is_some())
    }

    /// The sums of each of `leads` and of all together.
    pub(super) fn leads(&self, leads: &[Lead]) -> Vec<(Lead, Sums)> {
        let mut all = Sums::default();
        self.leads.iter().for_each(|sums| all.merge(sums));
        leads.iter().copied().zip(self.leads.iter().copied()).chain([(Lead::ALL, all)]).collect()
    }

    /// The sums of each part.
    pub(super) fn parts(&self) -> impl Iterator<Item = (Part, &Sums)> {
        Part::ALL.into_iter().zip(&self.parts)
    }
}

/// An open interval that was observed: its place in the forecast, its minute of the local day, and what arrived.
struct Seen {
    index: usize,
    minute: u32,
    arrived: f64,
}

fn seen(history: &History, forecast: &Forecast, intervals: Range<usize>) -> Vec<Seen> {
    let open = intervals.filter(|index| forecast.open[*index]);
    open.filter_map(|index| {
        let past = history.grid().index_of(forecast.grid.instant(index))?;
        let arrived = history.get(Measure::Offered, past)?;
        Some(Seen { index, minute: forecast.grid.minute_of_day(index), arrived })
    })
    .collect()
}

/// Adds the intervals of a day that start at a minute for which `is` holds.
fn add(sums: &mut Sums, forecast: &Forecast, day: &[Seen], is: impl Fn(u32) -> bool) {
    let (mut actual, mut expected, mut any) = (0.0, 0.0, false);
    for cell in day.iter().filter(|cell| is(cell.minute)) {
        let mut quantiles = [0.0; PROBABILITIES.len()];
        for (value, quantile) in quantiles.iter_mut().zip(&forecast.quantiles) {
            *value = quantile.offered[cell.index];
        }
        sums.add(cell.arrived, forecast.offered[cell.index], quantiles);
        actual += cell.arrived;
        expected += forecast.offered[cell.index];
        any = true;
    }
    if any {
        sums.add_day(actual, expected);
    }
}
