//! Queues that add up to their group, and groups to the group they are part of.
//!
//! The totals of a day give way as far as each is uncertain ([`agreement`](super::agreement)), with variances as the bands have
//! them. A thin queue (fewer than 20 contacts a day) is first given its share of the smallest group it is in:
//!
//! ```text
//! share_w = n/(n + 200) own_w + 200/(n + 200) own          by weekday, over eight weeks, days weighing 0.98 of the next
//! ```

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::super::Amid;
use super::super::normal::normal_quantile;
use super::super::rescale::{rescale, with_total};
use super::agreement::{Estimate, Tree};
use super::recent::Recent;
use super::sum::Sum;
use super::{Asked, QueueInTurn, in_parallel, with_wave};
use crate::error::Result;
use crate::model::{DayForecast, Forecast, History, QueueCalendar};
use crate::units::{Contacts, Share};

/// Contacts a day below which a queue takes a share of its group.
const THIN: Contacts = 20.0;
/// Weight of a day's shares against the one after it.
const DISCOUNT: f64 = 0.98;
/// Contacts that the share of all weekdays is worth.
const PRIOR_CONTACTS: f64 = 200.0;

/// All groups with several queues.
pub(super) struct Groups<'a> {
    /// The groups of each queue, the smallest first.
    of_queue: Vec<Vec<usize>>,
    /// Smaller groups before those they are part of.
    groups: Vec<Group<'a>>,
}

/// The queues of a group and what they are together.
struct Group<'a> {
    name: &'a str,
    /// The smallest group that it is part of.
    within: Option<usize>,
    /// Positions of those that have a history and a forecast of their own, those of its parts among them.
    members: Vec<usize>,
    /// Queues that have not had their turn.
    left: usize,
    sum: Sum,
    /// The forecast of the sum, when all had their turn.
    total: Option<Forecast>,
}

impl<'a> Groups<'a> {
    /// The groups of `queues`, none with a member yet.
    pub(super) fn of(queues: &[QueueInTurn<'a>]) -> Self {
        let mut named: BTreeMap<&str, usize> = BTreeMap::new();
        for name in queues.iter().flat_map(|turn| turn.queue.groups()) {
            *named.entry(name).or_default() += 1;
        }
        // A group of a single group is that group.
        let is_part =
            |part: &str, whole: &str| part.strip_prefix(whole).is_some_and(|rest| rest.starts_with('/'));
        let same =
            |name: &str, count: usize| named.iter().any(|(other, n)| *n == count && is_part(other, name));
        let mut kept: Vec<(&str, usize)> = named.iter().map(|(name, count)| (*name, *count)).collect();
        kept.retain(|(name, count)| *count > 1 && !same(name, *count));
        kept.sort_by_key(|(name, _)| std::cmp::Reverse(name.matches('/').count()));
        let place = |name: &str| kept.iter().position(|(kept, _)| *kept == name);
        let of_queue = queues.iter().map(|turn| {
            let mut groups: Vec<usize> = turn.queue.groups().filter_map(place).collect();
            groups.reverse();
            groups
        });
        let groups = kept.iter().enumerate().map(|(number, (name, left))| {
            let within = (number + 1..kept.len()).find(|whole| is_part(name, kept[*whole].0));
            let (members, sum) = (Vec::new(), Sum::default());
            Group { name, within, members, left: *left, sum, total: None }
        });
        Groups { of_queue: of_queue.collect(), groups: groups.collect() }
    }

    /// Adds a queue to its groups, if it has any.
    pub(super) fn add(&mut self, position: usize, queue: &QueueInTurn<'_>, history: Option<&History>) {
        for group in &self.of_queue[position] {
            let group = &mut self.groups[*group];
            group.sum.add(queue, history);
            group.members.push(position);
            group.left -= 1;
        }
    }

    /// Leaves a queue out of its groups: it is new, or has no forecast of its own.
    pub(super) fn pass(&mut self, position: usize) {
        for group in &self.of_queue[position] {
            self.groups[*group].left -= 1;
        }
    }

    /// Forecasts the sums of the groups of which every queue had its turn; a sum that cannot be forecast is let be.
    pub(super) fn forecast_complete(&mut self, asked: &Asked<'_>) {
        let complete: Vec<&mut Group<'_>> = self.groups.iter_mut().filter(|group| group.left == 0).collect();
        let sums: Vec<Option<(History, QueueCalendar)>> = complete
            .into_iter()
            .map(|group| {
                let sum = std::mem::take(&mut group.sum);
                (group.members.len() > 1).then(|| sum.finish(group.name.into(), 1)).flatten()
            })
            .collect();
        let totals = in_parallel(sums, |sum| {
            let (history, calendar) = sum?;
            with_wave(&history, &calendar, asked.grid, asked.options, Amid::default()).ok()
        });
        let complete = self.groups.iter_mut().filter(|group| group.left == 0);
        for (group, total) in complete.zip(totals) {
            group.total = group.total.take().or(total);
        }
    }

    /// Makes the forecasts of every group and those of its parts agree, day by day.
    pub(super) fn reconcile(
        &self,
        asked: &Asked<'_>,
        recents: &[Option<Recent>],
        forecasts: &mut [Result<Forecast>],
    ) {
        let mut days: Vec<Option<Vec<DayForecast>>> =
            (0..forecasts.len()).map(|position| self.days(position, recents, &forecasts[position])).collect();
        let tree = self.tree(forecasts.len());
        for day in 0..asked.grid.days().len() {
            let queues = days.iter().map(|days| Some(estimate(&days.as_ref()?[day])));
            let totals = self.groups.iter().map(|group| group.estimate(asked, day));
            let agreed = tree.agreed(&queues.chain(totals).collect::<Vec<_>>());
            for (days, contacts) in days.iter_mut().zip(agreed) {
                if let Some(days) = days {
                    days[day] = with_total(&days[day], contacts);
                }
            }
        }
        for ((days, forecast), groups) in days.into_iter().zip(forecasts).zip(&self.of_queue) {
            if let (Some(days), Ok(forecast), Some(group)) = (days, forecast, groups.first()) {
                self.groups[*group].move_to(days, forecast);
            }
        }
    }

    /// The days of a queue that takes part in the sum of a group, a thin one with its share of the group.
    fn days(
        &self,
        position: usize,
        recents: &[Option<Recent>],
        forecast: &Result<Forecast>,
    ) -> Option<Vec<DayForecast>> {
        let groups = self.of_queue[position].iter().map(|group| &self.groups[*group]);
        let (group, total) = groups
            .filter(|group| group.has(position))
            .find_map(|group| Some((group, group.total.as_ref()?)))?;
        let mut days = forecast.as_ref().ok()?.days.clone();
        if let Some(own) = recents[position].as_ref().filter(|own| own.mean() < THIN) {
            let all: Vec<&Recent> =
                group.members.iter().filter_map(|member| recents[*member].as_ref()).collect();
            take_shares(&mut days, &total.days, &shares(own, &all));
        }
        Some(days)
    }

    /// The queues, then the groups.
    fn tree(&self, queues: usize) -> Tree {
        let mut parts = vec![Vec::new(); queues + self.groups.len()];
        for (position, groups) in self.of_queue.iter().enumerate() {
            if let Some(group) = groups.first().filter(|group| self.groups[**group].has(position)) {
                parts[queues + group].push(position);
            }
        }
        for (number, group) in self.groups.iter().enumerate() {
            if let Some(whole) = group.within {
                parts[queues + whole].push(queues + number);
            }
        }
        Tree { parts }
    }
}

impl Group<'_> {
    /// Whether the queue at `position` takes part in the sum.
    fn has(&self, position: usize) -> bool {
        self.members.binary_search(&position).is_ok()
    }

    /// What the group expects of a day by itself; `None` where one of its queues has a special day of its own, of which
    /// the sum knows nothing.
    fn estimate(&self, asked: &Asked<'_>, day: usize) -> Option<Estimate> {
        let total = self.total.as_ref()?.days.get(day)?;
        let alone = |member: &usize| {
            let calendar = asked.queues[*member].calendar;
            calendar.special_on(total.date).any(|day| day.queue.is_some())
        };
        (!self.members.iter().any(alone)).then(|| estimate(total))
    }

    /// Brings the forecast of a queue to these days.
    fn move_to(&self, days: Vec<DayForecast>, forecast: &mut Forecast) {
        let before = forecast.total();
        rescale(forecast, days);
        let percent = if before > 0.0 { 100.0 * (forecast.total() / before - 1.0) } else { 0.0 };
        let name = self.name;
        forecast
            .notes
            .push(format!("{percent:+.1} % so that the queues of {name} add up to its own forecast"));
    }
}

fn estimate(day: &DayForecast) -> Estimate {
    Estimate { contacts: day.offered, variance: variance(day) }
}

/// Variance of the total of a day, from the width of its band; without one, that of chance alone.
fn variance(day: &DayForecast) -> f64 {
    match (day.quantiles.first(), day.quantiles.last()) {
        (Some((low, few)), Some((high, many))) if high > low && day.offered > 0.0 => {
            ((many - few) / (normal_quantile(*high) - normal_quantile(*low))).powi(2)
        }
        _ => day.offered,
    }
}

/// The share of a queue in the sum of the queues, by weekday.
fn shares(own: &Recent, all: &[&Recent]) -> [Share; 7] {
    let mut sums = [(0.0, 0.0, 0.0); 7];
    let newest = own.totals.last().map_or(NaiveDate::MIN, |(date, _)| *date);
    for (date, contacts) in &own.totals {
        let weight = f64::powi(DISCOUNT, (newest - *date).num_days() as i32);
        let total: f64 = all.iter().filter_map(|queue| queue.on(*date)).sum();
        let (n, part, whole) = &mut sums[weekday(*date)];
        *n += contacts;
        *part += weight * contacts;
        *whole += weight * total;
    }
    let (part, whole) = sums.iter().fold((0.0, 0.0), |(a, b), (_, part, whole)| (a + part, b + whole));
    let share = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
    sums.map(|(n, own_part, own_whole)| {
        let belief = if own_whole > 0.0 { n / (n + PRIOR_CONTACTS) } else { 0.0 };
        belief * share(own_part, own_whole) + (1.0 - belief) * share(part, whole)
    })
}

fn take_shares(days: &mut [DayForecast], total: &[DayForecast], shares: &[Share; 7]) {
    for (day, total) in days.iter_mut().zip(total).filter(|(day, _)| day.offered > 0.0) {
        *day = with_total(day, shares[weekday(day.date)] * total.offered);
    }
}

fn weekday(date: NaiveDate) -> usize {
    date.weekday().num_days_from_monday() as usize
}
