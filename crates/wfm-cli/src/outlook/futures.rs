//! Futures of the volume: the forecast times a factor of each day, as wide as the forecast's own bands.
//!
//! Of the spread that the bands of 10 and 90 % show, what Poisson arrivals explain by themselves is left out: the
//! simulation draws that itself. What remains is taken as a gamma factor of mean 1, the same for all intervals of a day
//! and independent between days and queues.

use rand::SeedableRng;
use rand_distr::{Distribution, Gamma};
use rand_pcg::Pcg64Mcg;
use wfm_core::model::Forecast;

/// Distance between the quantiles of 10 and 90 % of a normal distribution, in standard deviations.
const BAND: f64 = 2.563_103;

/// Below this variance a factor is 1.
const STEADY: f64 = 1e-6;

/// Per forecast, `count` futures as rates per interval of its grid; none for a forecast without bands.
///
/// # Errors
/// When a band is wider than any distribution.
pub(super) fn paths(forecasts: &[Forecast], count: usize, seed: u64) -> anyhow::Result<Vec<Vec<Vec<f64>>>> {
    forecasts
        .iter()
        .enumerate()
        .map(|(index, forecast)| of_queue(forecast, count, seed, index as u64))
        .collect()
}

fn of_queue(forecast: &Forecast, count: usize, seed: u64, index: u64) -> anyhow::Result<Vec<Vec<f64>>> {
    let Some(variance) = variance(forecast).filter(|variance| *variance > STEADY) else {
        return Ok(Vec::new());
    };
    let gamma = Gamma::new(variance.recip(), variance)?;
    let mut random = Pcg64Mcg::seed_from_u64(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(index));
    let days = forecast.grid.days();
    let mut path = || {
        let mut rates = forecast.offered.clone();
        for day in &days {
            let factor = gamma.sample(&mut random);
            rates[day.intervals.clone()].iter_mut().for_each(|rate| *rate *= factor);
        }
        rates
    };
    Ok((0..count).map(|_| path()).collect())
}

/// Variance of the factor: squared relative spread beyond that of Poisson counts, weighted by contacts.
fn variance(forecast: &Forecast) -> Option<f64> {
    let (low, high) = (forecast.quantile(0.1)?, forecast.quantile(0.9)?);
    let (mut sum, mut weight) = (0.0, 0.0);
    for ((low, high), mean) in low.offered.iter().zip(&high.offered).zip(&forecast.offered) {
        if *mean > 0.0 {
            let deviation = (high - low) / BAND;
            sum += (deviation * deviation - mean) / mean;
            weight += mean;
        }
    }
    (weight > 0.0).then(|| (sum / weight).max(0.0))
}

#[cfg(test)]
mod tests {
    use wfm_core::model::{Grid, Quantile};

    use super::*;

    #[test]
    fn futures_vary_by_day_as_far_as_the_bands_go_beyond_chance() {
        let grid = Grid::new("2026-11-23T00:00:00Z".parse().unwrap(), 60, 48, chrono_tz::UTC).unwrap();
        // A spread of 20 % beyond chance around 100 contacts: √(100 + 20²).
        let wide = BAND / 2.0 * 500f64.sqrt();
        let quantile = |probability, offered| Quantile { probability, offered: vec![offered; 48] };
        let forecast = Forecast {
            queue: "calls".into(),
            open: vec![true; 48],
            offered: vec![100.0; 48],
            aht: None,
            quantiles: vec![quantile(0.1, 100.0 - wide), quantile(0.9, 100.0 + wide)],
            days: Vec::new(),
            method: String::new(),
            notes: Vec::new(),
            grid,
        };
        assert!((variance(&forecast).unwrap() - 0.04).abs() < 1e-9);
        let paths = paths(std::slice::from_ref(&forecast), 2000, 1).unwrap().remove(0);
        assert_eq!(paths[0][0], paths[0][23]);
        assert_ne!(paths[0][0], paths[0][24]);
        let mean = paths.iter().map(|path| path[30]).sum::<f64>() / 2000.0;
        let spread = (paths.iter().map(|path| (path[30] - mean).powi(2)).sum::<f64>() / 2000.0).sqrt();
        assert!((mean - 100.0).abs() < 2.0 && (spread - 20.0).abs() < 1.5, "{mean} {spread}");
        let certain = Forecast { quantiles: Vec::new(), ..forecast };
        assert!(super::paths(&[certain], 5, 1).unwrap()[0].is_empty());
    }
}
