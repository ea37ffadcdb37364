//! What a scenario takes and gives.

use super::heads::{Head, Supply};
use super::named;
use super::sizing::Today;
use crate::error::{Error, Result};
use crate::model::{QueueId, Scenario, ServiceLevelTarget};
use crate::staffing::{self, Tally};
use crate::units::{Contacts, Share};

/// What a scenario takes and gives.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Outcome {
    /// The scenario's name.
    pub scenario: String,
    /// Each queue with a forecast, in the order of the centre.
    pub queues: Vec<(QueueId, Figures)>,
    /// All queues together. Service levels of different definitions or thresholds are not added up (W3): then there is
    /// none; the margin is that of the worst queue.
    pub total: Figures,
}

/// What a queue, or all of them, takes and gives over the whole stretch of the forecast.
#[derive(Debug, Clone, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Figures {
    /// Contacts expected.
    pub offered: Contacts,
    /// Hours of handling them.
    pub workload_hours: f64,
    /// The service level promised, by whose definition it is counted; absent where none is, or several.
    pub target: Option<ServiceLevelTarget>,
    /// The agents who would be required.
    pub required: Staffed,
    /// Those whom the base requires, with the people there would be and the shrinkage there would be.
    pub today: Staffed,
    /// Scheduled hours that the agents there would be have for it by their contracts, before leave; absent without agents.
    pub available_hours: Option<f64>,
}

/// A number of agents per interval, in hours, people, money and service.
#[derive(Debug, Clone, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Staffed {
    /// Hours on the queue.
    pub agent_hours: f64,
    /// Hours on the schedule, shrinkage included.
    pub scheduled_hours: f64,
    /// Hours paid, breaks included.
    pub paid_hours: f64,
    /// People, not rounded: scheduled hours over what a mean contract of those who serve the queue leaves on the schedule.
    pub heads: f64,
    /// Cost of the paid hours at the mean cost of those who serve the queue; absent where nobody's is known.
    pub cost: Option<f64>,
    /// Agent hours on the queue below the requirement, interval by interval.
    pub short_hours: f64,
    /// Counts from which the service to be expected follows.
    pub tally: Tally,
    /// Service level minus the one promised; of all queues the least.
    pub margin: Option<f64>,
    /// Probability that a contact arrives in an interval whose volume is one with which every promise is kept; absent
    /// for deferred work, without bands, or where it was not asked for.
    pub kept: Option<Share>,
    /// Agent hours missing on average over all volumes there may be; absent as `kept`.
    pub expected_short_hours: Option<f64>,
}

impl Staffed {
    /// Hours and money of so many hours, over so many weeks.
    pub(super) fn of_hours(agent_hours: f64, scheduled_hours: f64, head: &Head, weeks: f64) -> Staffed {
        let paid_hours = scheduled_hours / head.at_work;
        Staffed {
            agent_hours,
            scheduled_hours,
            paid_hours,
            heads: scheduled_hours / (head.hours() * weeks),
            cost: head.cost_per_hour.map(|cost| cost * paid_hours),
            ..Staffed::default()
        }
    }

    fn plus(&self, other: &Staffed, known: (Contacts, Contacts)) -> Staffed {
        let both = |one: Option<f64>, other: Option<f64>| one.zip(other).map(|(one, other)| one + other);
        let any = |one: Option<f64>, other: Option<f64>| match (one, other) {
            (Some(one), Some(other)) => Some(one + other),
            (one, other) => one.or(other),
        };
        let mass = known.0 + known.1;
        let part = |share: Option<Share>, contacts: f64| share.map(|share| share * contacts / mass);
        Staffed {
            agent_hours: self.agent_hours + other.agent_hours,
            scheduled_hours: self.scheduled_hours + other.scheduled_hours,
            paid_hours: self.paid_hours + other.paid_hours,
            heads: self.heads + other.heads,
            cost: both(self.cost, other.cost),
            short_hours: self.short_hours + other.short_hours,
            tally: self.tally + other.tally,
            margin: [self.margin, other.margin].into_iter().flatten().min_by(f64::total_cmp),
            kept: any(part(self.kept, known.0), part(other.kept, known.1)).filter(|_| mass > 0.0),
            expected_short_hours: any(self.expected_short_hours, other.expected_short_hours),
        }
    }
}

/// The sum of all queues; what cannot be added up is left out.
fn total(queues: &[(QueueId, Figures)]) -> Figures {
    let tallies: Vec<Tally> = queues.iter().map(|(_, figures)| figures.required.tally).collect();
    let are_alike = staffing::combine(&tallies).is_ok();
    let mut queues = queues.iter().map(|(_, figures)| figures);
    let Some(first) = queues.next() else { return Figures::default() };
    let mut sum = first.clone();
    // Contacts of queues whose promises have odds.
    let mut known = contacts_with_odds(first);
    for queue in queues {
        let more = contacts_with_odds(queue);
        sum.offered += queue.offered;
        sum.workload_hours += queue.workload_hours;
        sum.target = sum.target.filter(|target| queue.target == Some(*target));
        sum.required = sum.required.plus(&queue.required, (known, more));
        sum.today = sum.today.plus(&queue.today, (known, more));
        sum.available_hours = sum.available_hours.zip(queue.available_hours).map(|(sum, queue)| sum + queue);
        known += more;
    }
    if !are_alike {
        for staffed in [&mut sum.required, &mut sum.today] {
            staffed.tally = Tally { target: None, in_time: 0.0, counted: 0.0, ..staffed.tally };
        }
    }
    sum
}

fn contacts_with_odds(figures: &Figures) -> Contacts {
    if figures.required.kept.is_some() { figures.offered } else { 0.0 }
}

/// The answers of all queues, put together by scenario.
pub(super) fn gathered(
    today: &Today<'_>,
    scenarios: &[Scenario],
    supplies: Vec<Result<Supply>>,
    answers: impl Iterator<Item = (usize, usize, Result<Figures>)>,
) -> Vec<Result<Outcome>> {
    let mut found: Vec<Vec<Option<Figures>>> = vec![vec![None; today.places.len()]; scenarios.len()];
    let mut errors: Vec<Option<Error>> = supplies.into_iter().map(Result::err).collect();
    for (scenario, queue, figures) in answers {
        match figures {
            Ok(figures) => found[scenario][queue] = Some(figures),
            Err(error) if errors[scenario].is_none() => {
                errors[scenario] = Some(named(&scenarios[scenario], error))
            }
            Err(_) => {}
        }
    }
    let outcome = |((scenario, figures), error): ((&Scenario, Vec<Option<Figures>>), Option<Error>)| {
        if let Some(error) = error {
            return Err(error);
        }
        let ids = today.places.iter().map(|place| today.base.centre.queues[*place].id.clone());
        let queues: Vec<(QueueId, Figures)> =
            ids.zip(figures).filter_map(|(id, figures)| Some((id, figures?))).collect();
        Ok(Outcome { scenario: scenario.name.clone(), total: total(&queues), queues })
    };
    scenarios.iter().zip(found).zip(errors).map(outcome).collect()
}
