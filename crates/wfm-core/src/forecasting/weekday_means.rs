//! Methods `mean-8` and `median-8`: the mean or median of the last ordinary days of the same weekday, slot by slot.

use chrono::{Datelike, NaiveDate, Weekday};

use super::day_table::{DayTable, TableDay};

/// Mean or median of the newest observations of each slot: days newest first, slots, how many observations.
type Middle = fn(&[&TableDay], usize, usize) -> Vec<Option<f64>>;

/// Expected contacts per slot for each weekday, Monday first.
///
/// A slot that no ordinary day of the weekday has seen, because the hours are new, takes the mean of all days that have.
pub(super) fn every_weekday(table: &DayTable, weeks: usize) -> Vec<Vec<f64>> {
    middle_of_every_weekday(table, weeks, slot_means)
}

/// The same with the median of each slot.
pub(super) fn medians_of_every_weekday(table: &DayTable, weeks: usize) -> Vec<Vec<f64>> {
    middle_of_every_weekday(table, weeks, slot_medians)
}

fn middle_of_every_weekday(table: &DayTable, weeks: usize, middle: Middle) -> Vec<Vec<f64>> {
    let newest_first: Vec<&TableDay> = table.days.iter().rev().collect();
    let any_day = middle(&newest_first, table.slots, 7 * weeks);
    let mut weekday = Weekday::Mon;
    let mut expected = Vec::with_capacity(7);
    for _ in 0..7 {
        let same = newest_first.iter().filter(|day| day.weekday() == weekday && day.special.is_none());
        let ordinary = middle(&same.copied().collect::<Vec<_>>(), table.slots, weeks);
        expected.push(ordinary.iter().zip(&any_day).map(|(own, any)| own.or(*any).unwrap_or(0.0)).collect());
        weekday = weekday.succ();
    }
    expected
}

/// Expected contacts per slot of day `index` of the table, from the ordinary days before it; `None` where there is none.
pub(super) fn before_day(table: &DayTable, index: usize, weeks: usize) -> Vec<Option<f64>> {
    of_weekday_before(table, index, table.days[index].date, weeks)
}

/// Expected contacts per slot of each weekday, Monday first, from the ordinary days before row `index`; 0 where there is none.
pub(super) fn of_every_weekday_before(table: &DayTable, index: usize, weeks: usize) -> Vec<Vec<f64>> {
    let newest_first: Vec<&TableDay> = table.days[..index].iter().rev().collect();
    let of_weekday = |number: usize| {
        let same = newest_first
            .iter()
            .filter(|day| day.weekday().num_days_from_monday() as usize == number && day.special.is_none());
        let means = slot_means(&same.copied().take(2 * weeks).collect::<Vec<_>>(), table.slots, weeks);
        means.into_iter().map(|mean| mean.unwrap_or(0.0)).collect()
    };
    (0..7).map(of_weekday).collect()
}

/// Mean per slot of the last `count` ordinary days of the weekday of `date` before row `index` of the table.
pub(super) fn of_weekday_before(
    table: &DayTable,
    index: usize,
    date: NaiveDate,
    count: usize,
) -> Vec<Option<f64>> {
    let weekday = date.weekday();
    let same = table.days[..index].iter().rev();
    let same = same.filter(|day| day.weekday() == weekday && day.special.is_none());
    slot_means(&same.take(2 * count).collect::<Vec<_>>(), table.slots, count)
}

/// Mean of the first `count` observations of each slot.
fn slot_means(days: &[&TableDay], slots: usize, count: usize) -> Vec<Option<f64>> {
    let mut sums = vec![(0.0, 0usize); slots];
    // Days with gaps may be passed over slot by slot, but not without end.
    for day in days.iter().take(2 * count) {
        for ((sum, seen), offered) in sums.iter_mut().zip(&day.offered) {
            if let Some(offered) = offered.filter(|_| *seen < count) {
                *sum += offered;
                *seen += 1;
            }
        }
    }
    sums.into_iter().map(|(sum, seen)| (seen > 0).then(|| sum / seen as f64)).collect()
}

/// Median of the first `count` observations of each slot.
fn slot_medians(days: &[&TableDay], slots: usize, count: usize) -> Vec<Option<f64>> {
    let of_slot = |slot: usize| {
        let seen = days.iter().take(2 * count).filter_map(|day| day.offered[slot]);
        let mut seen: Vec<f64> = seen.take(count).collect();
        seen.sort_by(f64::total_cmp);
        let middle = seen.len() / 2;
        match seen.len() {
            0 => None,
            odd if odd % 2 == 1 => Some(seen[middle]),
            _ => Some(0.5 * (seen[middle - 1] + seen[middle])),
        }
    };
    (0..slots).map(of_slot).collect()
}
