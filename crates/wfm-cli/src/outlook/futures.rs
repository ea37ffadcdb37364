//! Futures of the volume: the rates of each forecast's sample paths.

use wfm_core::forecasting::sample_paths;
use wfm_core::model::Forecast;

/// Per forecast, `count` futures as rates per interval of its grid; none for a forecast that does not say how unsure it is.
///
/// # Errors
/// When the parts of a forecast do not fit together.
pub(super) fn paths(forecasts: &[Forecast], count: usize, seed: u64) -> anyhow::Result<Vec<Vec<Vec<f64>>>> {
    let of_queue = |forecast: &Forecast| {
        if !is_unsure(forecast) {
            return Ok(Vec::new());
        }
        Ok(sample_paths(forecast, count, seed)?.into_iter().map(|path| path.rates).collect())
    };
    forecasts.iter().map(of_queue).collect()
}

fn is_unsure(forecast: &Forecast) -> bool {
    let has_band = || forecast.quantile(0.1).is_some() && forecast.quantile(0.9).is_some();
    forecast.variation.is_some() || has_band()
}

#[cfg(test)]
mod tests {
    use wfm_core::model::{Grid, Quantile};

    use super::*;

    #[test]
    fn a_forecast_without_bands_has_one_future_and_one_with_bands_has_many() {
        let grid = Grid::new("2026-11-23T00:00:00Z".parse().unwrap(), 60, 48, chrono_tz::UTC).unwrap();
        let certain = Forecast::given("calls", grid, vec![true; 48], vec![100.0; 48]);
        let quantile = |probability, offered| Quantile { probability, offered: vec![offered; 48] };
        let unsure =
            Forecast { quantiles: vec![quantile(0.1, 70.0), quantile(0.9, 130.0)], ..certain.clone() };
        let paths = paths(&[certain, unsure], 400, 1).unwrap();
        assert!(paths[0].is_empty());
        let mean = paths[1].iter().map(|path| path[30]).sum::<f64>() / 400.0;
        assert!((mean - 100.0).abs() < 5.0 && paths[1][0] != paths[1][1], "{mean}");
    }
}
