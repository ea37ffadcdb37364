//! A volume that is not sure: how good a plan is over all the volumes there may be, and what a safer one takes.
//!
//! The contacts of an interval vary for two reasons: chance within the hour, which every Erlang model counts already,
//! and an expected rate that is itself off. Only the second is taken from the bands of a forecast:
//!
//! ```text
//! Λ ~ Gamma with mean λ:   variance of the contacts = λ + (cv·λ)²,   cv² = (σ² − λ) / λ²,   σ = (p90 − p10) / 2.563
//! ```
//!
//! The service to be expected is that of an average contact, not of an average interval:
//!
//! ```text
//! E[Λ·SL(n, Λ)] / E[Λ]
//! ```
//!
//! Right for Erlang A; Erlang C has no answer above its load and counts it as nobody in time, which is pessimistic.
//!
//! Source: Jongbloed, Koole (2001), *Managing Uncertainty in Call Centers Using Poisson Mixtures*.

use super::coverage;
use super::demand::Demand;
use super::outcome::Tally;
use super::promises::Promises;
use super::service::Service;
use crate::erlang::Load;
use crate::error::{Error, Result};
use crate::model::{Forecast, Queue, Requirement};
use crate::units::{Contacts, Share};

/// Distance of the 10th and 90th percentile of a normal distribution, in standard deviations.
const P10_TO_P90: f64 = 2.563_103_131_089_2;
/// Points of a rate's distribution.
const POINTS: usize = 129;

/// What agents give over all the volumes there may be.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Risk {
    /// Service over all volumes, weighted by their contacts, per interval; the sum of a stretch is that of the stretch.
    pub expected: Vec<Tally>,
    /// Probability that the volume of an interval is one with which every promise is kept, per interval; absent where
    /// nothing arrives.
    pub kept: Vec<Option<Share>>,
}

/// The forecast in which every interval's expected contacts are those not exceeded with this probability: staff for
/// P80 and eight of ten intervals have the agents they need.
///
/// # Errors
/// When the probability is not between 0 and 1, or the forecast has no 10 % and 90 % bands.
pub fn at_quantile(forecast: &Forecast, probability: Share) -> Result<Forecast> {
    if !(probability > 0.0 && probability < 1.0) {
        return Err(Error::invalid("probability", probability, "between 0 and 1"));
    }
    let spread = rate_spread(forecast)?;
    let offered =
        forecast.offered.iter().zip(&spread).map(|(calls, cv)| calls * quantile(*cv, probability)).collect();
    let mut notes = forecast.notes.clone();
    notes
        .push(format!("contacts of the {:.0} % quantile in place of the expected ones", 100.0 * probability));
    // The bands of whole days and weeks are those of the expected contacts.
    Ok(Forecast { offered, notes, days: Vec::new(), weeks: Vec::new(), ..forecast.clone() })
}

/// What `agents` on the queue, per interval of a requirement, give over all volumes within the forecast's bands.
///
/// # Errors
/// When the forecast has no 10 % and 90 % bands or another length, when the requirement has no basis, or when the
/// queue's model lacks something or is one of deferred work, which knows no interval by itself.
pub fn risk(forecast: &Forecast, queue: &Queue, requirement: &Requirement, agents: &[f64]) -> Result<Risk> {
    coverage::check_agents("agents", agents, requirement)?;
    let (demand, spread, service) = parts(forecast, queue, requirement)?;
    risk_of(&demand, queue, &service, &spread, agents)
}

/// What there is to do, how far off it may be, and how it is served.
fn parts(
    forecast: &Forecast,
    queue: &Queue,
    requirement: &Requirement,
) -> Result<(Demand, Vec<f64>, Service)> {
    let Some(basis) = &requirement.basis else {
        return Err(Error::invalid("requirement", "one without a basis", "one computed from a forecast"));
    };
    let demand = Demand::of_basis(requirement, basis)?;
    let spread = rate_spread(forecast)?;
    let len = requirement.grid.len();
    if spread.len() != len {
        let given = format!("{} values", spread.len());
        return Err(Error::invalid("contacts of the forecast", given, format!("{len}, one per interval")));
    }
    let service = Service::of(queue)?;
    if matches!(service, Service::Deferred(_)) {
        let expected = "a model of work that is answered at once";
        return Err(Error::invalid("model", queue.sizing_model(), expected));
    }
    Ok((demand, spread, service))
}

/// The same for spreads given as coefficients of variation.
pub(super) fn risk_of(
    demand: &Demand,
    queue: &Queue,
    service: &Service,
    spread: &[f64],
    agents: &[f64],
) -> Result<Risk> {
    let promises = Promises::of(queue, queue.sizing_model())?;
    let seconds = demand.grid.step_seconds();
    let (mut expected, mut kept) = (vec![Tally::default(); agents.len()], Vec::with_capacity(agents.len()));
    for (index, agents) in agents.iter().enumerate() {
        let Some(load) = demand.load(index)? else {
            kept.push(None);
            continue;
        };
        let mut probability = 0.0;
        for (factor, weight) in rates(spread[index], POINTS) {
            let load = Load::of_erlangs(load.erlangs() * factor, load.aht())?;
            if service.keeps(load, *agents, &promises) {
                probability += weight;
            }
            let Some(outcome) = service.outcome(load, *agents, &queue.target) else { continue };
            let offered = demand.offered[index] * factor * weight;
            let level = queue.target.service_level.as_ref();
            expected[index] =
                expected[index] + Tally::of(&outcome, offered, agents * seconds * weight, level);
        }
        kept.push(Some(probability.min(1.0)));
    }
    Ok(Risk { expected, kept })
}

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

/// Coefficient of variation of the expected rate, per interval.
fn rate_spread(forecast: &Forecast) -> Result<Vec<f64>> {
    let Some((low, high)) = forecast.quantile(0.1).zip(forecast.quantile(0.9)) else {
        let field = format!("bands of the forecast of queue {}", forecast.queue);
        return Err(Error::invalid(
            field,
            "missing",
            "quantiles of 0.1 and 0.9 (offered_p10 and offered_p90)",
        ));
    };
    if low.offered.len() != forecast.offered.len() || high.offered.len() != forecast.offered.len() {
        let field = format!("bands of the forecast of queue {}", forecast.queue);
        return Err(Error::invalid(field, "of another length", "one value per interval"));
    }
    let bands = low.offered.iter().zip(&high.offered);
    Ok(forecast.offered.iter().zip(bands).map(|(calls, (low, high))| spread_of(*calls, high - low)).collect())
}

fn spread_of(calls: Contacts, band: Contacts) -> f64 {
    if calls <= 0.0 {
        return 0.0;
    }
    let deviation = band / P10_TO_P90;
    ((deviation * deviation - calls).max(0.0)).sqrt() / calls
}

/// Factors on a rate and their probabilities: a gamma distribution with mean 1, cut into equal steps.
///
/// The density needs no special function: its constant is what makes the weights add to 1. Spreads above 1 count as 1.
fn rates(cv: f64, points: usize) -> Vec<(f64, Share)> {
    if cv < 1e-6 {
        return vec![(1.0, 1.0)];
    }
    let cv = cv.min(1.0);
    let shape = 1.0 / (cv * cv);
    let (low, high) = ((1.0 - 6.0 * cv).max(0.0), 1.0 + (6.0 + 6.0 * cv) * cv);
    let step = (high - low) / points as f64;
    let points: Vec<f64> = (0..points).map(|i| low + (i as f64 + 0.5) * step).collect();
    // Relative to the density at 1, so that large shapes do not overflow.
    let weights: Vec<f64> =
        points.iter().map(|x| ((shape - 1.0) * x.ln() - shape * (x - 1.0)).exp()).collect();
    let total: f64 = weights.iter().sum();
    points.into_iter().zip(weights).map(|(x, weight)| (x, weight / total)).collect()
}

/// The factor that a rate does not exceed with a probability.
fn quantile(cv: f64, probability: Share) -> f64 {
    let rates = rates(cv, POINTS);
    let Some([first, second]) = rates.first_chunk::<2>() else { return 1.0 };
    let step = second.0 - first.0;
    let mut below = 0.0;
    for (factor, weight) in &rates {
        if below + weight >= probability {
            return factor + ((probability - below) / weight - 0.5) * step;
        }
        below += weight;
    }
    rates[rates.len() - 1].0
}

mod expected;
mod odds;

pub(super) use expected::agents_over_volumes;
pub use odds::{Odds, Volumes};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Channel, Grid, Quantile, ServiceLevelDefinition, ServiceLevelTarget};

    pub(super) fn queue(patience: Option<f64>) -> Queue {
        let mut queue = Queue { patience, ..Queue::new("calls", Channel::Voice) };
        queue.target.service_level = Some(ServiceLevelTarget {
            share: 0.80,
            within: 20.0,
            definition: ServiceLevelDefinition::Offered,
            short_abandon: None,
        });
        queue
    }

    pub(super) fn one_interval(erlangs: f64) -> Demand {
        Demand {
            grid: Grid::new("2026-11-23T08:00:00Z".parse().unwrap(), 30, 1, chrono_tz::UTC).unwrap(),
            open: vec![true],
            offered: vec![erlangs * 7.5],
            aht: vec![240.0],
            erlangs: vec![erlangs],
        }
    }

    /// 50 erlangs of 240 s, patience 180 s, 52 agents; a gamma factor on the day's rate, simulated elsewhere with a
    /// noise of some tenths of a point.
    #[test]
    fn an_unsure_volume_costs_service() {
        let (queue, demand) = (queue(Some(180.0)), one_interval(50.0));
        let service = Service::of(&queue).unwrap();
        for (cv, level, abandonment) in
            [(0.0, 0.817, 0.042), (0.05, 0.806, 0.045), (0.1, 0.768, 0.054), (0.2, 0.681, 0.081)]
        {
            let risk = risk_of(&demand, &queue, &service, &[cv], &[52.0]).unwrap();
            let got = risk.expected.iter().copied().sum::<Tally>().performance();
            assert!((got.service_level.unwrap() - level).abs() < 5e-3, "{cv}: {got:?}");
            assert!((got.abandonment.unwrap() - abandonment).abs() < 2e-3, "{cv}: {got:?}");
        }
    }

    #[test]
    fn a_cut_distribution_keeps_mean_and_spread() {
        let cuts = [(0.02, POINTS), (0.7, POINTS), (0.02, 33), (0.3, 33)];
        for (cv, points) in cuts {
            let rates = rates(cv, points);
            let mean: f64 = rates.iter().map(|(x, weight)| x * weight).sum();
            let variance: f64 = rates.iter().map(|(x, weight)| (x - mean).powi(2) * weight).sum();
            assert!((mean - 1.0).abs() < 1e-3, "{cv}: {mean}");
            assert!((variance.sqrt() / cv - 1.0).abs() < 5e-3, "{cv}: {}", variance.sqrt());
        }
    }

    /// Exponential: the quantile of probability p is −ln(1 − p).
    #[test]
    fn quantiles_are_those_of_the_gamma_distribution() {
        for p in [0.1, 0.5, 0.8, 0.9] {
            let exponential = -(1.0_f64 - p).ln();
            assert!((quantile(1.0, p) - exponential).abs() < 5e-3, "{p}: {}", quantile(1.0, p));
        }
        assert_eq!(quantile(0.0, 0.9), 1.0);
    }

    #[test]
    fn chance_within_the_hour_is_not_counted_twice() {
        let grid = one_interval(50.0).grid;
        let band = |probability, calls: f64| Quantile { probability, offered: vec![calls] };
        let forecast = |low, high| Forecast {
            aht: Some(vec![240.0]),
            quantiles: vec![band(0.1, low), band(0.9, high)],
            ..Forecast::given("calls", grid.clone(), vec![true], vec![400.0])
        };
        // A Poisson count of 400 has a standard deviation of 20: its bands say nothing about the rate.
        let sure = at_quantile(&forecast(374.4, 425.6), 0.9).unwrap();
        assert!((sure.offered[0] - 400.0).abs() < 4.0, "{:?}", sure.offered);
        // With one of √(20² + 40²) the rate is off by a tenth, and its 90 % quantile 1.28 tenths higher.
        let unsure = at_quantile(&forecast(342.7, 457.3), 0.9).unwrap();
        assert!((unsure.offered[0] - 452.0).abs() < 2.0, "{:?}", unsure.offered);
        assert!(at_quantile(&Forecast { quantiles: Vec::new(), ..forecast(1.0, 2.0) }, 0.9).is_err());
    }

    #[test]
    fn a_plan_for_the_90_percent_quantile_keeps_its_promise_nine_times_in_ten() {
        let (queue, cv) = (queue(Some(180.0)), 0.15);
        let service = Service::of(&queue).unwrap();
        let promises = Promises::of(&queue, queue.sizing_model()).unwrap();
        for probability in [0.5, 0.8, 0.9] {
            let high = Load::of_erlangs(200.0 * quantile(cv, probability), 240.0).unwrap();
            let agents = f64::from(service.agents(high, &promises).unwrap());
            let risk = risk_of(&one_interval(200.0), &queue, &service, &[cv], &[agents]).unwrap();
            let kept = risk.kept[0].unwrap();
            assert!((kept - probability).abs() < 0.02, "{kept} instead of {probability}");
        }
    }
}
