//! Method `mean-8`: the mean of the last ordinary days of the same weekday, slot by slot.

use chrono::Weekday;

use super::day_table::{DayTable, TableDay};

/// Expected contacts per slot for each weekday, Monday first.
///
/// A slot that no ordinary day of the weekday has seen, because the hours are new, takes the mean of all days that have.
pub(super) fn every_weekday(table: &DayTable, weeks: usize) -> Vec<Vec<f64>> {
    let newest_first = || table.days.iter().rev();
    let any_day = slot_means(newest_first(), table.slots, 7 * weeks);
    let mut weekday = Weekday::Mon;
    let mut expected = Vec::with_capacity(7);
    for _ in 0..7 {
        let same = newest_first().filter(|day| day.weekday() == weekday);
        let ordinary = slot_means(same.filter(|day| day.special.is_none()), table.slots, weeks);
        let volumes = ordinary.iter().zip(&any_day).map(|(own, any)| own.or(*any).unwrap_or(0.0));
        expected.push(volumes.collect());
        weekday = weekday.succ();
    }
    expected
}

/// Expected contacts per slot of day `index` of the table, from the ordinary days before it; `None` where there is none.
pub(super) fn before_day(table: &DayTable, index: usize, weeks: usize) -> Vec<Option<f64>> {
    let weekday = table.days[index].weekday();
    let earlier = table.days[..index].iter().rev();
    slot_means(earlier.filter(|day| day.weekday() == weekday && day.special.is_none()), table.slots, weeks)
}

/// Mean of the first `count` observations of each slot.
fn slot_means<'a>(days: impl Iterator<Item = &'a TableDay>, slots: usize, count: usize) -> Vec<Option<f64>> {
    let mut sums = vec![(0.0, 0usize); slots];
    // Days with gaps may be passed over slot by slot, but not without end.
    for day in days.take(2 * count) {
        for ((sum, seen), offered) in sums.iter_mut().zip(&day.offered) {
            if let Some(offered) = offered.filter(|_| *seen < count) {
                *sum += offered;
                *seen += 1;
            }
        }
    }
    sums.into_iter().map(|(sum, seen)| (seen > 0).then(|| sum / seen as f64)).collect()
}
