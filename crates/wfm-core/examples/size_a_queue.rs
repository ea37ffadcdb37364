//! How many agents answer 240 calls in half an hour, 80 % of them within 20 seconds?
//!
//! `cargo run -p wfm-core --example size_a_queue`

use wfm_core::erlang::{Counted, Goal, Load, Patience, a, c};

fn main() -> wfm_core::Result<()> {
    let load = Load::new(240.0, 300.0, 1800.0)?;
    let patience = Patience::new(120.0)?;
    let promise = [Goal::service_level(0.80, 20.0)?];

    let patient = c::agents(load, &promise).agents;
    let real = a::agents(load, patience, &promise).agents;
    println!(
        "{:.0} erlangs need {patient} agents if nobody hangs up, {real} if callers wait two minutes",
        load.erlangs()
    );

    for agents in [real - 2, real, real + 2] {
        let ends = a::ends(load, patience, f64::from(agents), 20.0, 20.0);
        let figures = a::figures(load, patience, f64::from(agents));
        let in_time = ends.service_level(Counted::Offered).unwrap_or(0.0);
        println!(
            "{agents} agents: {:.1} % in 20 s, {:.1} % hang up, {:.1} % busy",
            100.0 * in_time,
            100.0 * figures.abandonment,
            100.0 * figures.occupancy
        );
    }
    Ok(())
}

#[test]
fn the_example_runs() -> wfm_core::Result<()> {
    main()
}
