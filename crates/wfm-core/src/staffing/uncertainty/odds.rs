//! How sure numbers of agents are of being enough: the same question asked many times.

use super::{POINTS, parts, rates};
use crate::erlang::Load;
use crate::error::{Error, Result};
use crate::model::{Forecast, Queue, Requirement};
use crate::staffing::promises::Promises;
use crate::staffing::service::Service;
use crate::units::Share;

/// How sure the agents of an interval are of being enough, over all volumes there may be.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Odds {
    /// Probability of a volume with which every promise is kept.
    pub kept: Share,
    /// Agents missing, on average over all volumes.
    pub short: f64,
}

/// The volumes there may be in the intervals of a requirement, laid out once to ask for the [`Odds`] of many numbers of
/// agents. Far quicker than [`risk`](super::risk), which also tells the service to be expected.
#[derive(Debug, Clone)]
pub struct Volumes {
    service: Service,
    promises: Promises,
    intervals: Vec<Option<Interval>>,
}

#[derive(Debug, Clone)]
struct Interval {
    /// Loads from the least on, and their probabilities.
    loads: Vec<(Load, Share)>,
    /// Agents required beyond the busy ones, over their square root.
    safety: f64,
}

impl Volumes {
    /// The volumes within the forecast's bands.
    ///
    /// # Errors
    /// As [`risk`](super::risk).
    pub fn of(forecast: &Forecast, queue: &Queue, requirement: &Requirement) -> Result<Volumes> {
        let (demand, spread, service) = parts(forecast, queue, requirement)?;
        let interval = |index: usize| -> Result<Option<Interval>> {
            let Some(load) = demand.load(index)? else { return Ok(None) };
            let at = |(factor, weight): (f64, Share)| {
                Ok((Load::of_erlangs(load.erlangs() * factor, load.aht())?, weight))
            };
            let loads = rates(spread[index], POINTS).into_iter().map(at).collect::<Result<_>>()?;
            let busy = load.erlangs() / service.capacity();
            let safety = (requirement.agents[index] - busy) / busy.sqrt();
            Ok(Some(Interval { loads, safety }))
        };
        let intervals = (0..requirement.grid.len()).map(interval).collect::<Result<_>>()?;
        Ok(Volumes { promises: Promises::of(queue, queue.sizing_model())?, service, intervals })
    }

    /// How sure `agents` on the queue, per interval, are of being enough; absent where nothing arrives.
    ///
    /// Agents for another volume than the expected one follow the square-root rule, with the safety `β` of the requirement:
    ///
    /// ```text
    /// n(f) = f·a + β·√(f·a),   β = (n − a) / √a,   short = E[(n(Λ/λ) − agents)⁺]
    /// ```
    ///
    /// # Errors
    /// When there are not as many numbers as intervals.
    pub fn odds(&self, agents: &[f64]) -> Result<Vec<Option<Odds>>> {
        let len = self.intervals.len();
        if agents.len() != len {
            let given = format!("{} values", agents.len());
            return Err(Error::invalid("agents", given, format!("{len}, one per interval")));
        }
        let each = self.intervals.iter().zip(agents);
        Ok(each.map(|(interval, agents)| Some(self.odds_of(interval.as_ref()?, *agents))).collect())
    }

    fn odds_of(&self, interval: &Interval, agents: f64) -> Odds {
        // More volume never keeps what less does not.
        let kept =
            interval.loads.partition_point(|(load, _)| self.service.keeps(*load, agents, &self.promises));
        let minimum = f64::from(self.promises.target().minimum_agents);
        let short = |(load, weight): &(Load, Share)| {
            let busy = load.erlangs() / self.service.capacity();
            let needed = busy + interval.safety * busy.sqrt();
            weight * (needed.max(minimum) - agents).max(0.0)
        };
        Odds {
            kept: interval.loads[..kept].iter().map(|(_, weight)| weight).sum::<f64>().min(1.0),
            short: interval.loads.iter().map(short).sum(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{one_interval, queue};
    use super::*;
    use crate::model::{Quantile, Shrinkage};
    use crate::staffing::{Options, requirement, risk};

    fn forecast(band: f64) -> Forecast {
        let demand = one_interval(50.0);
        let quantile = |probability, offered| Quantile { probability, offered: vec![offered] };
        let quantiles =
            vec![quantile(0.1, demand.offered[0] - band), quantile(0.9, demand.offered[0] + band)];
        let aht = Some(demand.aht);
        Forecast { quantiles, aht, ..Forecast::given("calls", demand.grid, vec![true], demand.offered) }
    }

    #[test]
    fn the_quick_probability_is_that_of_the_whole_distribution() {
        let queue = queue(Some(180.0));
        for band in [10.0, 60.0, 150.0] {
            let forecast = forecast(band);
            let needed = requirement(&forecast, &queue, &Shrinkage::default(), &Options::default()).unwrap();
            for agents in [45.0, 52.0, 60.0] {
                let slow = risk(&forecast, &queue, &needed, &[agents]).unwrap().kept[0].unwrap();
                let volumes = Volumes::of(&forecast, &queue, &needed).unwrap();
                let quick = volumes.odds(&[agents]).unwrap()[0].unwrap();
                assert!((slow - quick.kept).abs() < 1e-12, "{band} {agents}: {slow} {quick:?}");
            }
        }
    }

    #[test]
    fn an_unsure_volume_makes_even_the_required_agents_short_at_times() {
        let queue = queue(Some(180.0));
        let short = |band: f64, more: f64| {
            let forecast = forecast(band);
            let needed = requirement(&forecast, &queue, &Shrinkage::default(), &Options::default()).unwrap();
            let volumes = Volumes::of(&forecast, &queue, &needed).unwrap();
            volumes.odds(&[needed.agents[0] + more]).unwrap()[0].unwrap().short
        };
        assert_eq!(short(1.0, 0.0), 0.0, "a band of chance alone says nothing of the rate");
        assert!(short(60.0, 0.0) > 1.0 && short(120.0, 0.0) > short(60.0, 0.0));
        // Agents missing are agents one to one where every volume misses them.
        assert!((short(60.0, -40.0) - short(60.0, -39.0) - 1.0).abs() < 1e-3);
    }
}
