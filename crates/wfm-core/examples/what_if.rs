//! Asks what a week of calls would take if things were different, from plain values.
//!
//! Run with `cargo run --release -p wfm-core --example what_if`.

use wfm_core::control::Control;
use wfm_core::model::*;
use wfm_core::scenario::{Base, Options, outcomes};

fn main() -> wfm_core::Result<()> {
    let base = help_desk()?;
    let demand = |change| Change::Demand { queues: Vec::new(), change };
    let absence = Change::Shrinkage { queues: Vec::new(), change: ShrinkageChange::Absence(0.05) };
    let bot = DemandChange::Deflection { share: 0.10, aht_ratio: 0.6, return_share: 0.0 };
    let asked = [
        Scenario::new("as it is", Vec::new()),
        Scenario::new("a tenth more calls", vec![demand(DemandChange::Volume(1.1))]),
        Scenario::new("a bot takes a tenth", vec![demand(bot)]),
        Scenario::new("one in twenty away", vec![absence]),
    ];

    for outcome in outcomes(&base, &asked, &Options::default(), &Control::unlimited())? {
        let outcome = outcome?;
        let (required, today) = (&outcome.total.required, &outcome.total.today);
        let level = today.tally.performance().service_level.unwrap_or(0.0);
        println!(
            "{:20} {:.1} heads; today's staff would answer {:.1} % in 20 s",
            outcome.scenario,
            required.heads,
            100.0 * level
        );
    }
    Ok(())
}

/// A line open from eight to six on weekdays, 30 calls of four minutes in every half hour.
fn help_desk() -> wfm_core::Result<Base> {
    let zone = chrono_tz::Tz::Europe__London;
    let grid = Grid::of_days("2026-11-23".parse().expect("a date"), 7, 30, zone)?;
    let rule = OpeningRule { days: "mon-fri".parse()?, hours: "08:00-18:00".parse()? };
    let mut queue = Queue {
        opening: OpeningHours { rules: vec![rule] },
        patience: Some(180.0),
        ..Queue::new("help", Channel::Voice)
    };
    queue.target.service_level = Some(ServiceLevelTarget {
        share: 0.80,
        within: 20.0,
        definition: ServiceLevelDefinition::Offered,
        short_abandon: None,
    });
    let calendar = Calendar::default();
    let open = calendar.of_queue(&queue.id, &queue.opening).open_intervals(&grid);
    let offered = open.iter().map(|open| if *open { 30.0 } else { 0.0 }).collect();
    let aht = Some(vec![240.0; grid.len()]);
    let forecast = Forecast { aht, ..Forecast::given(queue.id.clone(), grid, open, offered) };
    let centre = Centre {
        name: "Help desk".to_owned(),
        zone,
        week_starts: chrono::Weekday::Mon,
        weekend: "sat-sun".parse()?,
        interval_minutes: 30,
        language: Language::En,
        date_style: DateStyle::Gregorian,
        currency: None,
        queues: vec![queue],
        shrinkage: Shrinkage::new(vec![("away".to_owned(), 0.12)], Combine::Additive)?,
        shifts: Vec::new(),
        contracts: Vec::new(),
        weights: RosterWeights::default(),
    };
    Ok(Base { centre, calendar, forecasts: vec![forecast], agents: Vec::new() })
}

#[test]
fn the_example_runs() -> wfm_core::Result<()> {
    main()
}
