//! Queues that were split, merged or renamed: nothing is lost, and the days before count for those who take the contacts now.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use chrono_tz::Tz;
use proptest::prelude::*;
use wfm_core::Error;
use wfm_core::model::{
    Channel, DayKind, Grid, History, Measure, Observations, Queue, QueueCalendar, QueueChange, SpecialDay,
};

const DAYS: u32 = 20;

/// With queues of whose opening times nothing is known.
fn with_changes(histories: Vec<History>, changes: &[QueueChange]) -> wfm_core::Result<Vec<History>> {
    wfm_core::forecasting::with_changes(histories, changes, &BTreeMap::new())
}

fn first() -> NaiveDate {
    "2026-03-27".parse().unwrap()
}

/// Twenty days of hours, over the night on which clocks go forward.
fn grid() -> Grid {
    Grid::of_days(first(), DAYS, 60, Tz::Europe__London).unwrap()
}

fn history(queue: &str, offered: Vec<Option<f64>>, seconds: Option<Vec<Option<f64>>>) -> History {
    let mut measures = BTreeMap::from([(Measure::Offered, Observations::new(offered).unwrap())]);
    measures.extend(seconds.map(|values| (Measure::HandleSeconds, Observations::new(values).unwrap())));
    History::new(queue.into(), grid(), measures).unwrap()
}

fn change(day: u64, from: &str, to: &str, share: f64) -> QueueChange {
    QueueChange { date: first() + Days::new(day), from: from.into(), to: to.into(), share }
}

fn of<'a>(histories: &'a [History], queue: &str) -> &'a History {
    histories.iter().find(|history| history.queue().as_str() == queue).unwrap()
}

fn offered(histories: &[History], queue: &str) -> Vec<Option<f64>> {
    of(histories, queue).measure(Measure::Offered).unwrap().iter().collect()
}

/// Sum of a measure over all queues, per interval.
fn sums(histories: &[History], measure: Measure) -> Vec<f64> {
    (0..grid().len())
        .map(|index| histories.iter().filter_map(|history| history.get(measure, index)).sum())
        .collect()
}

prop_compose! {
    /// Rows whose shares of a queue on a day never exceed 1.
    fn changes()(rows in proptest::collection::vec((0..=u64::from(DAYS), 0..4usize, 1..4usize, 0.01..1.0f64), 0..7))
        -> Vec<QueueChange>
    {
        let name = |queue: usize| ["a", "b", "c", "d"][queue % 4];
        let mut left: BTreeMap<(u64, usize), f64> = BTreeMap::new();
        let mut changes: Vec<QueueChange> = Vec::new();
        for (day, from, step, share) in rows {
            let left = left.entry((day, from)).or_insert(1.0);
            // Two thirds of the time a part of what is left, else all of it.
            let share = if share < 0.66 { share * *left } else { *left };
            let next = change(day, name(from), name(from + step), share);
            let known = |other: &QueueChange| (other.date, &other.from, &other.to) == (next.date, &next.from, &next.to);
            if *left > 1e-3 && !changes.iter().any(known) {
                *left -= share;
                changes.push(next);
            }
        }
        changes
    }
}

proptest! {
    #[test]
    fn whole_contacts_are_conserved_to_the_last_bit(
        counts in proptest::collection::vec(proptest::collection::vec(0..5000u32, 479), 3),
        changes in changes(),
    ) {
        let len = grid().len();
        prop_assert_eq!(len, 479, "one hour is missing");
        let values = |counts: &[u32], times: f64| counts.iter().map(|count| Some(times * f64::from(*count))).collect();
        let before: Vec<History> = counts
            .iter()
            .zip(["a", "b", "c"])
            .map(|(counts, queue)| history(queue, values(counts, 1.0), Some(values(counts, 180.0))))
            .collect();
        let after = with_changes(before.clone(), &changes).unwrap();
        for measure in [Measure::Offered, Measure::HandleSeconds] {
            prop_assert_eq!(sums(&after, measure), sums(&before, measure));
        }
    }
}

#[test]
fn a_split_shares_the_days_before_out_and_leaves_those_after() {
    let len = grid().len();
    let recorded = [history("cards", vec![Some(10.0); len], Some(vec![Some(1800.0); len]))];
    let changes = [change(2, "cards", "credit", 0.6), change(2, "cards", "debit", 0.4)];
    let after = with_changes(recorded.to_vec(), &changes).unwrap();
    let names: Vec<&str> = after.iter().map(|history| history.queue().as_str()).collect();
    assert_eq!(names, ["cards", "credit", "debit"]);
    assert_eq!(offered(&after, "cards")[47..49], [None, Some(10.0)]);
    let credit = offered(&after, "credit");
    assert!((credit[47].unwrap() - 6.0).abs() < 1e-6 && credit[48].is_none());
    assert_eq!(credit[0].unwrap() + offered(&after, "debit")[0].unwrap(), 10.0);
    let seconds = of(&after, "debit").get(Measure::HandleSeconds, 0).unwrap();
    assert!(
        (seconds / offered(&after, "debit")[0].unwrap() - 180.0).abs() < 1e-3,
        "the handle time is the same"
    );
}

#[test]
fn days_that_were_moved_on_are_no_gap() {
    let len = grid().len();
    let recorded = ["a", "b"].map(|queue| history(queue, vec![Some(2.0); len], None));
    // The first days of "a" go to "b" and some of those of "b" back; then all goes to "c".
    let changes = [change(8, "a", "b", 1.0), change(2, "b", "a", 0.5), change(15, "a", "c", 1.0)];
    let after = with_changes(recorded.to_vec(), &changes).unwrap();
    assert_eq!(sums(&after, Measure::Offered), vec![4.0; len]);
}

#[test]
fn thirds_are_all_there_is() {
    let recorded = [history("a", vec![Some(10.0); grid().len()], None)];
    let changes = ["x", "y", "z"].map(|to| change(30, "a", to, 0.333_333));
    let after = with_changes(recorded.to_vec(), &changes).unwrap();
    assert_eq!(after.len(), 3, "nothing is left of the old queue");
    assert_eq!(sums(&after, Measure::Offered)[0], 10.0);
}

#[test]
fn merged_queues_are_one_and_what_one_of_them_lacks_is_not_known_of_both() {
    let len = grid().len();
    let mut a = vec![Some(3.0); len];
    let mut b = vec![Some(5.0); len];
    // The second queue is closed at night; the first lacks one hour in which it is always there.
    (0..len).filter(|index| index % 24 < 6).for_each(|index| b[index] = None);
    a[30] = None;
    let recorded = [history("a", a, Some(vec![Some(540.0); len])), history("b", b, None)];
    let changes = [change(30, "a", "ab", 1.0), change(30, "b", "ab", 1.0)];
    let after = with_changes(recorded.to_vec(), &changes).unwrap();
    assert_eq!(after.len(), 1);
    let found = offered(&after, "ab");
    assert_eq!((found[0], found[10], found[30]), (Some(3.0), Some(8.0), None));
    let ab = of(&after, "ab");
    assert_eq!(ab.get(Measure::HandleSeconds, 0), Some(540.0));
    assert_eq!(ab.get(Measure::HandleSeconds, 10), None);
}

#[test]
fn changes_of_one_day_happen_at_once_and_later_ones_take_along_what_came_before() {
    let len = grid().len();
    let recorded =
        || vec![history("a", vec![Some(1.0); len], None), history("b", vec![Some(2.0); len], None)];
    let swapped = with_changes(recorded(), &[change(9, "a", "b", 1.0), change(9, "b", "a", 1.0)]).unwrap();
    assert_eq!((offered(&swapped, "a")[0], offered(&swapped, "b")[0]), (Some(2.0), Some(1.0)));

    let chained = with_changes(recorded(), &[change(3, "b", "c", 1.0), change(1, "a", "b", 1.0)]).unwrap();
    let c = offered(&chained, "c");
    // The first day is of both, the second and third of the queue in the middle alone.
    assert_eq!((c[0], c[30], c[60], c[71]), (Some(3.0), Some(2.0), Some(2.0), None));
    assert_eq!(offered(&chained, "a")[30], Some(1.0));
}

#[test]
fn without_a_change_nothing_is_touched() {
    let recorded = vec![history("a", vec![None; grid().len()], None)];
    assert_eq!(with_changes(recorded.clone(), &[]).unwrap(), recorded);
    let other = [change(3, "x", "y", 1.0)];
    assert_eq!(with_changes(recorded.clone(), &other).unwrap(), recorded);
    assert_eq!(with_changes(Vec::new(), &other).unwrap(), []);
}

#[test]
fn a_queue_that_was_closed_is_no_gap_of_those_who_have_its_contacts() {
    let len = grid().len();
    let mut a = vec![Some(3.0); len];
    // Closed on the twelfth day, and without a record in an hour of the fourteenth.
    (11 * 24..12 * 24).for_each(|index| a[index - 1] = None);
    a[13 * 24] = None;
    let recorded = vec![history("a", a, None), history("b", vec![Some(5.0); len], None)];
    let closed = SpecialDay {
        date: first() + Days::new(11),
        kind: DayKind::Closed,
        name: None,
        queue: Some("a".into()),
        open: Vec::new(),
        factor: None,
    };
    let always = Queue::new("a", Channel::Voice).opening;
    let calendar = QueueCalendar { opening: always, special: vec![closed] };
    let calendars = BTreeMap::from([("a".into(), calendar)]);
    let changes = [change(18, "a", "b", 1.0)];
    let after = wfm_core::forecasting::with_changes(recorded.clone(), &changes, &calendars).unwrap();
    let b = offered(&after, "b");
    assert_eq!((b[11 * 24 + 5], b[13 * 24], b[13 * 24 + 1]), (Some(5.0), None, Some(8.0)));
    // Nobody says that it was closed: its contacts may be missing.
    assert_eq!(offered(&with_changes(recorded, &changes).unwrap(), "b")[11 * 24 + 5], None);
}

/// The error of these changes of queues that are all there.
#[track_caller]
fn refused(changes: &[QueueChange], phrase: &str) {
    let recorded = ["a", "b"].map(|queue| history(queue, vec![Some(2.0); grid().len()], None));
    let error = with_changes(recorded.to_vec(), changes).unwrap_err();
    assert!(matches!(error, Error::InvalidInput { .. }) && error.to_string().contains(phrase), "{error}");
}

#[test]
fn shares_that_are_no_parts_are_refused() {
    for share in [0.0, -0.1, 1.1, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        refused(&[change(3, "a", "b", share)], "share of a that goes to b on 2026-03-30 is");
    }
    let more = [change(3, "a", "b", 0.6), change(3, "a", "c", 0.5)];
    refused(&more, "sum of the shares of a on 2026-03-30 is 1.1; expected at most 1");
}

#[test]
fn sixths_with_six_digits_are_no_more_than_all() {
    let recorded = vec![history("a", vec![Some(12.0); grid().len()], None)];
    let changes = ["p", "q", "r", "s", "t", "u"].map(|to| change(30, "a", to, 0.166_667));
    let after = with_changes(recorded, &changes).unwrap();
    assert_eq!((after.len(), sums(&after, Measure::Offered)[0]), (6, 12.0));
}

#[test]
fn queues_that_change_have_one_grid_and_others_any() {
    let hours = |queue| history(queue, vec![Some(2.0); grid().len()], None);
    let other = |queue: &str| {
        let grid = Grid::of_days(first(), DAYS, 30, Tz::Europe__London).unwrap();
        let offered = Observations::new(vec![Some(1.0); grid.len()]).unwrap();
        History::new(queue.into(), grid, BTreeMap::from([(Measure::Offered, offered)])).unwrap()
    };
    let changes = [change(3, "a", "b", 1.0)];
    let error = with_changes(vec![hours("a"), other("b")], &changes).unwrap_err();
    assert_eq!(
        error.to_string(),
        "history is on another grid for b; expected one grid for all queues that change"
    );
    let after = with_changes(vec![other("x"), hours("a"), hours("b")], &changes).unwrap();
    assert_eq!(after[0], other("x"));
    assert_eq!(offered(&after, "b")[0], Some(4.0));
}
