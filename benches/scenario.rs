//! How long a grid of scenarios takes, over a week and three queues of quarter hours.

use wfm_core::control::Control;
use wfm_core::model::*;
use wfm_core::scenario::{Base, Options, grid, outcomes};

fn main() {
    divan::main();
}

/// Three voice queues of some 13, 25 and 6 erlangs at the peak, open from seven to nine, with bands.
fn base() -> Base {
    let zone = chrono_tz::Europe::London;
    let time = Grid::of_days("2026-11-23".parse().expect("a date"), 7, 15, zone).expect("a grid");
    let queue = |id: &str, patience| {
        let rule = OpeningRule {
            days: "mon-sat".parse().expect("days"),
            hours: "07:00-21:00".parse().expect("hours"),
        };
        let mut queue = Queue {
            patience: Some(patience),
            opening: OpeningHours { rules: vec![rule] },
            ..Queue::new(id, Channel::Voice)
        };
        queue.target.service_level = Some(ServiceLevelTarget {
            share: 0.80,
            within: 20.0,
            definition: ServiceLevelDefinition::Offered,
            short_abandon: None,
        });
        queue.target.max_abandonment = Some(0.05);
        queue.target.max_asa = Some(30.0);
        queue.target.max_occupancy = Some(0.88);
        queue
    };
    let forecast = |queue: &Queue, peak: f64, aht: f64| {
        let open = Calendar::default().of_queue(&queue.id, &queue.opening).open_intervals(&time);
        let shape = |index: usize| {
            let part = (f64::from(time.minute_of_day(index)) - 420.0) / 840.0;
            0.3 + 0.7 * (std::f64::consts::PI * part).sin()
        };
        let offered: Vec<f64> =
            (0..time.len()).map(|index| if open[index] { peak * shape(index) } else { 0.0 }).collect();
        let band = |probability, factor: f64| Quantile {
            probability,
            offered: offered.iter().map(|calls| calls * factor).collect(),
        };
        Forecast {
            quantiles: vec![band(0.1, 0.65), band(0.9, 1.35)],
            aht: Some(vec![aht; open.len()]),
            ..Forecast::given(queue.id.clone(), time.clone(), open, offered)
        }
    };
    let queues = vec![queue("cards", 180.0), queue("loans", 300.0), queue("claims", 240.0)];
    let forecasts = vec![
        forecast(&queues[0], 40.0, 295.0),
        forecast(&queues[1], 45.0, 485.0),
        forecast(&queues[2], 12.0, 420.0),
    ];
    let centre = Centre {
        name: "bench".to_owned(),
        zone,
        week_starts: chrono::Weekday::Mon,
        weekend: "sat-sun".parse().expect("days"),
        interval_minutes: 15,
        language: Language::En,
        date_style: DateStyle::Gregorian,
        currency: None,
        queues,
        shrinkage: Shrinkage::default(),
        shifts: Vec::new(),
        contracts: Vec::new(),
        weights: RosterWeights::default(),
    };
    Base { centre, calendar: Calendar::default(), forecasts, agents: Vec::new() }
}

fn axis(name: &str, values: impl Iterator<Item = f64>, change: impl Fn(f64) -> Change) -> Axis {
    let step = |value: f64| Scenario::new(format!("{name} {value}"), vec![change(value)]);
    Axis { name: name.to_owned(), steps: values.map(step).collect() }
}

fn demand(change: DemandChange) -> Change {
    Change::Demand { queues: Vec::new(), change }
}

fn tenths() -> impl Iterator<Item = f64> {
    (0..10).map(|step| 0.9 + 0.02 * f64::from(step))
}

fn thousand(last: Axis) -> Vec<Scenario> {
    let volume = axis("volume", tenths(), |value| demand(DemandChange::Volume(value)));
    let aht = axis("aht", tenths(), |value| demand(DemandChange::Aht(value)));
    grid(&ScenarioGrid { name: "grid".to_owned(), axes: vec![volume, aht, last] }).expect("a grid")
}

fn run(bencher: divan::Bencher, scenarios: Vec<Scenario>, odds: bool) {
    let base = base();
    let options = Options { odds, ..Options::default() };
    bencher.bench_local(|| {
        let answers = outcomes(&base, &scenarios, &options, &Control::unlimited()).expect("a base");
        assert!(answers.iter().all(Result::is_ok));
        answers.len()
    });
}

/// Volume × handle time × shrinkage: a hundred sizings a queue.
#[divan::bench(sample_count = 1, sample_size = 1, args = [true, false])]
fn a_thousand_that_share_sizings(bencher: divan::Bencher, odds: bool) {
    let points = (0..10).map(|step| 0.01 * f64::from(step));
    let last = axis("shrinkage_points", points, |value| Change::Shrinkage {
        queues: Vec::new(),
        change: ShrinkageChange::Points(value),
    });
    run(bencher, thousand(last), odds);
}

/// Volume × handle time × service level: every one is sized anew.
#[divan::bench(sample_count = 1, sample_size = 1, args = [true, false])]
fn a_thousand_different_sizings(bencher: divan::Bencher, odds: bool) {
    let shares = (0..10).map(|step| 0.75 + 0.02 * f64::from(step));
    let last = axis("service_level", shares, |value| Change::Promise {
        queues: Vec::new(),
        change: PromiseChange::ServiceLevel(value),
    });
    run(bencher, thousand(last), odds);
}
