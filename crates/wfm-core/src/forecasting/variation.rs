//! What the bands of a forecast are made of, also where only the bands are known.

use crate::error::{Error, Result};
use crate::model::{Forecast, Quantile, Variation};

/// Distance of the 10th and 90th percentile of a normal distribution, in standard deviations.
const P10_TO_P90: f64 = 2.563_103_131_089_2;
/// Correlation of consecutive days that is assumed where nothing is known of it.
const USUAL_CORRELATION: f64 = 0.5;

/// The variation of `forecast`: its own, or for one read from a file what its bands of 10 and 90 % say.
///
/// ```text
/// e_i = max(0, (σ² − m) / m²),   σ = (p90 − p10) / 2.563         m expected contacts of interval i
/// of_days = the quarter of the day's contacts lies where e is no larger,   of_intervals = max(0, e_i − of_days)
/// ```
///
/// Bands of intervals do not say how much of them the intervals of a day share. Taken is what nearly all of them have,
/// which is cautious: what is shared does not average out over a day.
///
/// # Errors
/// When there is neither a variation nor quantiles of 10 and 90 %.
pub fn variation(forecast: &Forecast) -> Result<Variation> {
    if let Some(variation) = &forecast.variation {
        return Ok(variation.clone());
    }
    let Some((low, high)) = forecast.quantile(0.1).zip(forecast.quantile(0.9)) else {
        let field = format!("bands of the forecast of queue {}", forecast.queue);
        let expected = "quantiles of 0.1 and 0.9 (offered_p10 and offered_p90)";
        return Err(Error::invalid(field, "missing", expected));
    };
    let mut of_intervals = beyond_chance(&forecast.offered, low, high);
    let mut of_days = Vec::new();
    for day in forecast.grid.days() {
        let shared = common(&of_intervals[day.intervals.clone()], &forecast.offered[day.intervals.clone()]);
        of_intervals[day.intervals].iter_mut().for_each(|extra| *extra = (*extra - shared).max(0.0));
        of_days.push(shared);
    }
    Ok(Variation { of_days, of_intervals, day_correlation: USUAL_CORRELATION })
}

/// Squared relative spread of each interval beyond chance.
fn beyond_chance(offered: &[f64], low: &Quantile, high: &Quantile) -> Vec<f64> {
    let bands = low.offered.iter().zip(&high.offered).map(|(low, high)| (high - low) / P10_TO_P90);
    let extra = |(mean, deviation): (&f64, f64)| match *mean {
        mean if mean > 0.0 => ((deviation * deviation - mean) / (mean * mean)).max(0.0),
        _ => 0.0,
    };
    offered.iter().zip(bands).map(extra).collect()
}

/// The spread that a quarter of the contacts stays at or below.
fn common(extra: &[f64], offered: &[f64]) -> f64 {
    let mut cells: Vec<(f64, f64)> = extra.iter().copied().zip(offered.iter().copied()).collect();
    cells.sort_by(|a, b| a.0.total_cmp(&b.0));
    let quarter = offered.iter().sum::<f64>() / 4.0;
    let mut seen = 0.0;
    let reached = cells.iter().find(|(_, mean)| {
        seen += mean;
        *mean > 0.0 && seen >= quarter
    });
    reached.map_or(0.0, |(extra, _)| *extra)
}
