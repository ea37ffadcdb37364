//! A volume that is not sure.

use crate::model::Forecast;
use crate::units::Share;

/// Distance of the 10th and 90th percentile of a normal distribution, in standard deviations.
const P10_TO_P90: f64 = 2.563_103_131_089_2;

/// Standard deviation of a day's contacts as a share of them, from the day bands of the forecast; none without bands.
pub(super) fn day_spread(forecast: &Forecast) -> Option<Share> {
    let (mut band, mut offered) = (0.0, 0.0);
    for day in &forecast.days {
        let quantile =
            |p: f64| day.quantiles.iter().find(|(share, _)| (share - p).abs() < 1e-9).map(|(_, q)| *q);
        if let Some((low, high)) = quantile(0.1).zip(quantile(0.9)) {
            band += high - low;
            offered += day.offered;
        }
    }
    (offered > 0.0).then(|| band / P10_TO_P90 / offered)
}
