//! Agents for the service to be expected over all the volumes there may be.

use super::{rate_spread, rates};
use crate::erlang::Load;
use crate::error::Result;
use crate::model::Forecast;
use crate::staffing::demand::Demand;
use crate::staffing::outcome::Tally;
use crate::staffing::promises::Promises;
use crate::staffing::service::{Service, part_of};
use crate::units::Share;

/// Points of it in a search for agents, which asks for each many times.
const FEW_POINTS: usize = 33;

/// Agents per interval with whom the service level to be expected over all volumes is the promised one; every other
/// promise is kept at the expected volume.
///
/// # Errors
/// When the forecast has no 10 % and 90 % bands, or as [`Service::agents`].
pub(in crate::staffing) fn agents_over_volumes(
    forecast: &Forecast,
    demand: &Demand,
    service: &Service,
    promises: &Promises,
    fractional: bool,
) -> Result<Vec<f64>> {
    let spread = rate_spread(forecast)?;
    let minimum = f64::from(promises.target().minimum_agents);
    (0..demand.grid.len())
        .map(|index| match demand.load(index)? {
            _ if !demand.open[index] => Ok(0.0),
            Some(load) => {
                Ok(agents_over_rates(load, spread[index], service, promises, fractional)?.max(minimum))
            }
            None => Ok(minimum),
        })
        .collect()
}

fn agents_over_rates(
    load: Load,
    cv: f64,
    service: &Service,
    promises: &Promises,
    fractional: bool,
) -> Result<f64> {
    let level = promises.target().service_level;
    let others = promises.with_share(0.0)?;
    let loads: Vec<(Load, f64)> = rates(cv, FEW_POINTS)
        .into_iter()
        .map(|(factor, weight)| Ok((Load::of_erlangs(load.erlangs() * factor, load.aht())?, factor * weight)))
        .collect::<Result<_>>()?;
    let expected = |agents: f64| -> Option<Share> {
        let tally = |(load, offered): &(Load, f64)| {
            let outcome = service.outcome(*load, agents, promises.target())?;
            Some(Tally::of(&outcome, *offered, 0.0, level.as_ref()))
        };
        loads.iter().filter_map(tally).sum::<Tally>().performance().service_level
    };
    let keeps = |agents: f64| {
        service.keeps(load, agents, &others)
            && level.is_none_or(|level| expected(agents).is_some_and(|got| got >= level.share))
    };
    let enough = service.fewest(load, service.agents(load, promises)?, keeps)?;
    Ok(if fractional { part_of(enough, keeps) } else { f64::from(enough) })
}

#[cfg(test)]
mod tests {
    use super::super::risk_of;
    use super::super::tests::{one_interval, queue};
    use super::*;

    /// Sized and judged apart: the search cuts the distribution more coarsely than the risk it is judged by.
    #[test]
    fn agents_for_the_expected_service_give_it_and_one_fewer_does_not() {
        for (patience, cv) in [(Some(180.0), 0.05), (Some(180.0), 0.2), (Some(180.0), 0.6), (None, 0.1)] {
            let (queue, demand) = (queue(patience), one_interval(50.0));
            let service = Service::of(&queue).unwrap();
            let promises = Promises::of(&queue, queue.sizing_model()).unwrap();
            let load = demand.load(0).unwrap().unwrap();
            let sized = |fractional| agents_over_rates(load, cv, &service, &promises, fractional).unwrap();
            let level = |agents: f64| {
                let risk = risk_of(&demand, &queue, &service, &[cv], &[agents]).unwrap();
                risk.expected[0].performance().service_level.unwrap()
            };
            let agents = sized(false);
            assert!(level(agents) >= 0.799, "{cv}: {}", level(agents));
            assert!(level(agents - 1.0) < 0.801, "{cv}: {}", level(agents - 1.0));
            let part = sized(true);
            assert!((level(part) - 0.80).abs() < 1e-3 && part <= agents, "{cv}: {}", level(part));
            let sure = f64::from(service.agents(load, &promises).unwrap());
            assert!(agents >= sure, "an unsure volume takes no fewer agents");
        }
    }

    #[test]
    fn a_sure_volume_is_sized_as_ever() {
        let (mut queue, load) = (queue(Some(180.0)), Load::of_erlangs(50.0, 240.0).unwrap());
        for occupancy in [None, Some(0.7)] {
            queue.target.max_occupancy = occupancy;
            let service = Service::of(&queue).unwrap();
            let promises = Promises::of(&queue, queue.sizing_model()).unwrap();
            let sure = f64::from(service.agents(load, &promises).unwrap());
            assert_eq!(agents_over_rates(load, 0.0, &service, &promises, false), Ok(sure));
        }
    }
}
