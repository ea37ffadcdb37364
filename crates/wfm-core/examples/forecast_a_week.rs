//! From plain counts to a forecast and the agents it needs, without a file.
//!
//! `cargo run -p wfm-core --example forecast_a_week`

use std::collections::BTreeMap;

use chrono_tz::Europe::London;
use wfm_core::model::{
    Channel, Grid, History, Measure, Observations, Queue, QueueCalendar, ServiceLevelDefinition,
    ServiceLevelTarget, Shrinkage,
};
use wfm_core::{Result, forecasting, staffing};

fn main() -> Result<()> {
    // Eight weeks of half hours: busier towards noon, quiet at the weekend, 240 seconds a call.
    let past = Grid::of_days("2026-09-07".parse().expect("a date"), 56, 30, London)?;
    let calls = |index: usize| {
        let busy = if past.local(index).format("%u").to_string() < "6".to_owned() { 40.0 } else { 15.0 };
        let noon = (f64::from(past.minute_of_day(index)) - 720.0) / 240.0;
        Some((busy * (-noon * noon).exp()).round())
    };
    let offered = Observations::new((0..past.len()).map(calls).collect())?;
    let seconds = offered.iter().map(|count| count.map(|count| 240.0 * count)).collect();
    let measures =
        BTreeMap::from([(Measure::Offered, offered), (Measure::HandleSeconds, Observations::new(seconds)?)]);
    let history = History::new("support".into(), past, measures)?;

    let mut queue = Queue::new("support", Channel::Voice);
    queue.patience = Some(180.0);
    queue.target.service_level = Some(ServiceLevelTarget {
        share: 0.80,
        within: 20.0,
        definition: ServiceLevelDefinition::Offered,
        short_abandon: None,
    });

    let week = Grid::of_days("2026-11-02".parse().expect("a date"), 7, 30, London)?;
    let calendar = QueueCalendar { opening: queue.opening.clone(), special: Vec::new() };
    let forecast = forecasting::forecast(&history, &calendar, &week, &forecasting::Options::default())?;
    let causes = vec![("leave and illness".to_owned(), 0.12)];
    let shrinkage = Shrinkage::new(causes, Default::default())?;
    let requirement = staffing::requirement(&forecast, &queue, &shrinkage, &staffing::Options::default())?;

    for day in week.days() {
        let cells = day.intervals;
        println!(
            "{}: {:>4.0} calls, at most {:>2.0} agents on the queue, {:>3.0} agent hours on the schedule",
            day.date.format("%a %-d %b"),
            forecast.offered[cells.clone()].iter().sum::<f64>(),
            requirement.agents[cells.clone()].iter().fold(0.0, |most: f64, n| most.max(*n)),
            requirement.scheduled[cells].iter().sum::<f64>() / 2.0
        );
    }
    Ok(())
}

#[test]
fn the_example_runs() -> Result<()> {
    main()
}
