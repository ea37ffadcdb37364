//! Simulated groups of queues whose calendar is known: what one queue has never seen, the others tell it.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate};
use chrono_tz::Tz;
use rand::SeedableRng;
use rand_distr::{Distribution, Normal, Poisson};
use rand_pcg::Pcg64Mcg;
use wfm_core::control::Control;
use wfm_core::forecasting::{Options, QueuePast, forecasts};
use wfm_core::model::{
    Channel, DayKind, EffectBasis, Forecast, Grid, History, Measure, Observations, OpeningHours, OpeningRule,
    Queue, QueueCalendar, SpecialDay,
};

/// First day of the forecasts: a Monday, with a holiday on the Wednesday.
const NEXT: &str = "2026-11-02";

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Mondays to Fridays with a holiday every eight weeks or so.
fn calendar() -> QueueCalendar {
    let rule = OpeningRule { days: "mon-fri".parse().unwrap(), hours: "08:00-18:00".parse().unwrap() };
    let holidays = ["2026-01-14", "2026-03-12", "2026-05-06", "2026-07-07", "2026-11-04"];
    let special = holidays.map(|day| SpecialDay {
        date: date(day),
        kind: DayKind::Holiday,
        name: None,
        queue: None,
        open: Vec::new(),
        factor: None,
    });
    QueueCalendar { opening: OpeningHours { rules: vec![rule] }, special: special.to_vec() }
}

/// What a day of the calendar does, before queues differ.
fn truth(day: NaiveDate, holiday: f64) -> f64 {
    let first_days = if day.day() <= 3 { 1.2f64.ln() } else { 0.0 };
    let is_holiday = calendar().special.iter().any(|special| special.date == day);
    first_days + if is_holiday { holiday.ln() } else { 0.0 }
}

/// A simulated queue.
struct Simulated {
    history: History,
    /// Expected contacts of its next week, by day, were days not to wander.
    next: Vec<f64>,
}

/// A queue of about `contacts` a day, known since `from`, on which holidays have `holiday` times an ordinary day.
fn simulated(id: &str, seed: u64, contacts: f64, from: &str, holiday: f64) -> Simulated {
    let mut random = Pcg64Mcg::seed_from_u64(seed);
    let wander = Normal::new(0.0, 0.06).unwrap();
    let first = date("2026-01-05");
    let days = (date(NEXT) - first).num_days() as u32;
    let grid = Grid::of_days(first, days, 60, Tz::UTC).unwrap();
    let mut offered = Observations::missing(grid.len());
    let mean = |day: NaiveDate| match day.weekday().num_days_from_monday() {
        0 => 1.2 * contacts * truth(day, holiday).exp(),
        1..5 => contacts * truth(day, holiday).exp(),
        _ => 0.0,
    };
    for day in grid.days().into_iter().filter(|day| mean(day.date) > 0.0) {
        let factor = f64::exp(wander.sample(&mut random));
        for index in day.intervals.skip(8).take(10) {
            let count = Poisson::new(mean(day.date) * factor / 10.0).unwrap().sample(&mut random);
            if day.date >= date(from) {
                offered.set(index, count).unwrap();
            }
        }
    }
    let next = (0..5).map(|day| mean(date(NEXT) + Days::new(day))).collect();
    let history = History::new(id.into(), grid, BTreeMap::from([(Measure::Offered, offered)])).unwrap();
    Simulated { history, next }
}

/// Forecasts of the next week of queues of `group`.
fn together(queues: &[Simulated], group: Option<&str>) -> Vec<Forecast> {
    let calendar = calendar();
    let known: Vec<Queue> = queues
        .iter()
        .map(|queue| Queue {
            group: group.map(str::to_owned),
            ..Queue::new(queue.history.queue().clone(), Channel::Voice)
        })
        .collect();
    let pasts: Vec<QueuePast<'_>> = known
        .iter()
        .zip(queues)
        .map(|(queue, simulated)| QueuePast { queue, calendar: &calendar, history: Some(&simulated.history) })
        .collect();
    let grid = Grid::of_days(date(NEXT), 7, 60, Tz::UTC).unwrap();
    let found = forecasts(&pasts, &grid, &Options::default(), &Control::unlimited());
    found.into_iter().collect::<Result<_, _>>().unwrap()
}

/// Root mean square of the logarithms of what was expected over the truth of a day.
#[derive(Default)]
struct Errors {
    squares: f64,
    count: f64,
}

impl Errors {
    fn add(&mut self, forecast: &Forecast, queue: &Simulated, day: usize) {
        self.squares += (forecast.days[day].offered / queue.next[day]).ln().powi(2);
        self.count += 1.0;
    }

    fn size(&self) -> f64 {
        (self.squares / self.count).sqrt()
    }
}

#[test]
fn a_queue_that_has_never_seen_a_holiday_takes_its_effect_from_its_group() {
    let (mut alone, mut grouped) = (Errors::default(), Errors::default());
    for seed in 0..12 {
        let queues = [
            simulated("young", 10 * seed, 150.0, "2026-08-03", 0.5),
            simulated("old", 10 * seed + 1, 300.0, "2026-01-05", 0.47),
            simulated("large", 10 * seed + 2, 1000.0, "2026-01-05", 0.53),
        ];
        let (by_itself, found) = (together(&queues, None), together(&queues, Some("g")));
        assert_eq!(by_itself[0].days[2].effect.unwrap().basis, EffectBasis::Unknown);
        let EffectBasis::SameGroup { days } = found[0].days[2].effect.unwrap().basis else {
            panic!("{:?}", found[0].days[2].effect)
        };
        assert_eq!(days, 8, "four on each of the others");
        assert!(found[0].notes.iter().any(|note| note.contains("2 other queues of its group")));
        alone.add(&by_itself[0], &queues[0], 2);
        grouped.add(&found[0], &queues[0], 2);
    }
    assert!(alone.size() > 0.6, "{}", alone.size());
    assert!(grouped.size() < 0.15, "{}", grouped.size());
}

#[test]
fn thin_queues_know_the_calendar_better_together() {
    let (mut alone, mut grouped) = ([0; 2].map(|_| Errors::default()), [0; 2].map(|_| Errors::default()));
    for seed in 0..15 {
        let holidays = [0.45, 0.5, 0.55, 0.5];
        let queues = [0, 1, 2, 3].map(|n| {
            simulated(&format!("q{n}"), 100 + 10 * seed + n as u64, 40.0, "2026-01-05", holidays[n])
        });
        // The Monday is the first business day of the month, the Wednesday a holiday.
        for (errors, found) in
            [(&mut alone, together(&queues, None)), (&mut grouped, together(&queues, Some("g")))]
        {
            for (place, day) in [0, 2].into_iter().enumerate() {
                found.iter().zip(&queues).for_each(|(found, queue)| errors[place].add(found, queue, day));
            }
        }
    }
    for (alone, grouped) in alone.iter().zip(&grouped) {
        assert!(grouped.size() < 0.85 * alone.size(), "{} {}", grouped.size(), alone.size());
    }
}

#[test]
fn a_queue_too_young_for_a_model_of_its_own_takes_holidays_from_its_group_all_the_same() {
    let queues =
        [simulated("new", 1, 200.0, "2026-10-05", 0.5), simulated("old", 2, 300.0, "2026-01-05", 0.5)];
    let found = together(&queues, Some("g"));
    assert_eq!(found[0].method, "mean-8");
    let effect = found[0].days[2].effect.unwrap();
    assert_eq!(effect.basis, EffectBasis::SameGroup { days: 4 });
    assert!((effect.factor / 0.5 - 1.0).abs() < 0.2, "{effect:?}");
}

#[test]
fn a_group_of_groups_draws_its_queues_to_all_its_forecasts_in_whatever_order_they_come() {
    let groups = ["all/cards", "all/cards", "all/loans", "all/loans", "all"];
    let queues: Vec<Simulated> = (0..5)
        .map(|n| simulated(&format!("q{n}"), 50 + n, 60.0 + 100.0 * n as f64, "2026-01-05", 0.5))
        .collect();
    let calendar = calendar();
    let grid = Grid::of_days(date(NEXT), 7, 60, Tz::UTC).unwrap();
    let forecasts_in = |order: &[usize]| -> BTreeMap<usize, Forecast> {
        let known: Vec<Queue> = order
            .iter()
            .map(|n| Queue {
                group: Some(groups[*n].to_owned()),
                ..Queue::new(format!("q{n}"), Channel::Voice)
            })
            .collect();
        let pasts = order.iter().zip(&known).map(|(n, queue)| QueuePast {
            queue,
            calendar: &calendar,
            history: Some(&queues[*n].history),
        });
        let found = forecasts(&pasts.collect::<Vec<_>>(), &grid, &Options::default(), &Control::unlimited());
        order.iter().copied().zip(found.into_iter().map(Result::unwrap)).collect()
    };
    let (found, turned) = (forecasts_in(&[0, 1, 2, 3, 4]), forecasts_in(&[4, 2, 0, 3, 1]));
    for (n, forecast) in &found {
        let name = ["cards", "cards", "loans", "loans", "all"][*n];
        assert!(forecast.notes.last().unwrap().contains(&format!("{name} add up")), "{:?}", forecast.notes);
        for (day, again) in forecast.days.iter().zip(&turned[n].days) {
            assert!((day.offered - again.offered).abs() < 1e-6 * (1.0 + day.offered));
        }
    }
}

/// Three years of two queues, the grown one without the holiday of a name that the other has had twice.
#[test]
fn a_queue_of_more_than_two_years_takes_only_what_it_has_never_seen() {
    let first = date("2023-10-02");
    let days = (date(NEXT) - first).num_days() as u32;
    let named = |name: &str, day: &str, queue: Option<&str>| SpecialDay {
        date: date(day),
        kind: DayKind::Event,
        name: Some(name.to_owned()),
        queue: queue.map(Into::into),
        open: Vec::new(),
        factor: None,
    };
    let mut special = vec![named("sale", "2025-03-05", Some("b")), named("sale", "2026-03-04", Some("b"))];
    special.extend([named("bill", "2025-06-03", None), named("bill", "2026-06-02", None)]);
    special.extend([named("sale", "2026-11-03", None), named("bill", "2026-11-05", None)]);
    let calendar = wfm_core::model::Calendar { days: special };
    let queue = |id: &str, group: Option<&str>| Queue {
        group: group.map(str::to_owned),
        opening: OpeningHours {
            rules: vec![OpeningRule {
                days: "mon-fri".parse().unwrap(),
                hours: "08:00-18:00".parse().unwrap(),
            }],
        },
        ..Queue::new(id, Channel::Voice)
    };
    let history = |id: &str, seed: u64, bill: f64| {
        let mut random = Pcg64Mcg::seed_from_u64(seed);
        let grid = Grid::of_days(first, days, 60, Tz::UTC).unwrap();
        let of_queue = calendar.of_queue(&id.into(), &queue(id, None).opening);
        let open = of_queue.open_intervals(&grid);
        let mut offered = Observations::missing(grid.len());
        for index in (0..grid.len()).filter(|index| open[*index]) {
            let day = wfm_core::model::date_of(grid.instant(index), Tz::UTC);
            let factor = of_queue
                .special_on(day)
                .next()
                .map_or(1.0, |special| if special.name.as_deref() == Some("sale") { 1.6 } else { bill });
            offered.set(index, Poisson::new(30.0 * factor).unwrap().sample(&mut random)).unwrap();
        }
        History::new(id.into(), grid, BTreeMap::from([(Measure::Offered, offered)])).unwrap()
    };
    let pasts = [history("a", 1, 1.3), history("b", 2, 2.0)];
    let of_a = |group: Option<&str>| {
        let queues = ["a", "b"].map(|id| queue(id, group));
        let calendars = queues.each_ref().map(|queue| calendar.of_queue(&queue.id, &queue.opening));
        let known: Vec<QueuePast<'_>> = (0..2)
            .map(|n| QueuePast { queue: &queues[n], calendar: &calendars[n], history: Some(&pasts[n]) })
            .collect();
        let grid = Grid::of_days(date(NEXT), 7, 60, Tz::UTC).unwrap();
        let found = forecasts(&known, &grid, &Options::default(), &Control::unlimited());
        found.into_iter().next().unwrap().unwrap().days
    };
    let (alone, grouped) = (of_a(None), of_a(Some("g")));
    let (sale, bill) = (grouped[1].effect.unwrap(), grouped[3].effect.unwrap());
    assert_eq!(alone[1].effect.unwrap().basis, EffectBasis::Unknown);
    assert_eq!(sale.basis, EffectBasis::SameGroup { days: 2 });
    assert!((sale.factor / 1.6 - 1.0).abs() < 0.1, "{sale:?}");
    assert_eq!(bill.basis, EffectBasis::SameName { days: 2 });
    let own = alone[3].effect.unwrap().factor;
    assert!((bill.factor / own - 1.0).abs() < 0.01, "{bill:?} {own}");
}
