//! Every combination of the values of several assumptions.

use crate::error::{Error, Result};
use crate::model::{Scenario, ScenarioGrid};

/// Most scenarios of one grid.
const MOST: usize = 100_000;

/// The scenarios of a grid, the last axis the quickest; each is called after the grid and its steps.
///
/// # Errors
/// When there would be more than 100,000.
pub fn grid(grid: &ScenarioGrid) -> Result<Vec<Scenario>> {
    let counts = grid.axes.iter().map(|axis| axis.steps.len());
    let count = counts.clone().fold(1_usize, usize::saturating_mul);
    if count > MOST {
        let sizes: Vec<String> = counts.map(|count| count.to_string()).collect();
        let field = format!("scenarios of the grid {:?}", grid.name);
        return Err(Error::invalid(field, sizes.join(" × "), format!("at most {MOST}")));
    }
    let mut scenarios = vec![Scenario::new(format!("{}:", grid.name), Vec::new())];
    for (place, axis) in grid.axes.iter().enumerate() {
        let comma = if place > 0 { "," } else { "" };
        let with = |scenario: &Scenario| {
            let scenario = scenario.clone();
            axis.steps.iter().map(move |step| Scenario {
                name: format!("{}{comma} {}", scenario.name, step.name),
                changes: [&scenario.changes[..], &step.changes[..]].concat(),
            })
        };
        scenarios = scenarios.iter().flat_map(with).collect();
    }
    Ok(scenarios)
}
