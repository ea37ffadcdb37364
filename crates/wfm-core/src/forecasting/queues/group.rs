//! Queues that add up to their group.
//!
//! ```text
//! adjusted_q = max(0, f_q + v_q / (v_total + Σ v) (f_total − Σ f))
//! ```
//!
//! `f` are totals of a day, `v` their variances as the bands have them. What is left between the total and the sum goes to
//! whoever is least certain; then the total is the sum of the adjusted. A thin queue (fewer than 20 contacts a day) is first
//! given its share of the total:
//!
//! ```text
//! share_w = n/(n + 200) own_w + 200/(n + 200) own          by weekday, over eight weeks, days weighing 0.98 of the next
//! ```
//!
//! Source: Wickramasuriya, Athanasopoulos and Hyndman (2019), *JASA* 114:804, with diagonal weights.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::super::normal::normal_quantile;
use super::super::rescale::{rescale, with_total};
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
    /// Group of each queue.
    of_queue: Vec<Option<usize>>,
    groups: Vec<Group<'a>>,
}

/// The queues of a group and what they are together.
struct Group<'a> {
    name: &'a str,
    /// Positions of those that have a history and a forecast of their own.
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
        let mut named: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (position, turn) in queues.iter().enumerate() {
            if let Some(name) = &turn.queue.group {
                named.entry(name).or_default().push(position);
            }
        }
        let mut groups = Groups { of_queue: vec![None; queues.len()], groups: Vec::new() };
        for (name, positions) in named.into_iter().filter(|(_, positions)| positions.len() > 1) {
            positions.iter().for_each(|position| groups.of_queue[*position] = Some(groups.groups.len()));
            let (members, sum) = (Vec::new(), Sum::default());
            groups.groups.push(Group { name, members, left: positions.len(), sum, total: None });
        }
        groups
    }

    /// Adds a queue to its group, if it has one.
    pub(super) fn add(&mut self, position: usize, queue: &QueueInTurn<'_>, history: Option<&History>) {
        if let Some(group) = self.of_queue[position].map(|group| &mut self.groups[group]) {
            group.sum.add(queue, history);
            group.members.push(position);
            group.left -= 1;
        }
    }

    /// Leaves a queue out of its group: it is new, or has no forecast of its own.
    pub(super) fn pass(&mut self, position: usize) {
        if let Some(group) = self.of_queue[position].map(|group| &mut self.groups[group]) {
            group.left -= 1;
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
            with_wave(&history, &calendar, asked.grid, asked.options, &[]).ok()
        });
        let complete = self.groups.iter_mut().filter(|group| group.left == 0);
        for (group, total) in complete.zip(totals) {
            group.total = group.total.take().or(total);
        }
    }

    /// Makes the forecasts of every group and that of its sum agree, day by day.
    pub(super) fn reconcile(
        &self,
        asked: &Asked<'_>,
        recents: &[Option<Recent>],
        forecasts: &mut [Result<Forecast>],
    ) {
        for group in &self.groups {
            if let Some(total) = &group.total {
                group.reconcile(total, asked, recents, forecasts);
            }
        }
    }
}

impl Group<'_> {
    fn reconcile(
        &self,
        total: &Forecast,
        asked: &Asked<'_>,
        recents: &[Option<Recent>],
        forecasts: &mut [Result<Forecast>],
    ) {
        let members = &self.members;
        let recents: Vec<&Recent> = members.iter().filter_map(|member| recents[*member].as_ref()).collect();
        let mut days: Vec<Vec<DayForecast>> = members
            .iter()
            .filter_map(|member| forecasts[*member].as_ref().ok().map(|forecast| forecast.days.clone()))
            .collect();
        if recents.len() < members.len() || days.len() < members.len() {
            return;
        }
        for (days, recent) in days.iter_mut().zip(&recents) {
            if let Some(shares) = shares(recent, &recents) {
                take_shares(days, &total.days, &shares);
            }
        }
        for (index, total) in total.days.iter().enumerate() {
            // The sum does not know the special days of single queues.
            let alone = |member: &usize| {
                let calendar = asked.queues[*member].calendar;
                calendar.special_on(total.date).any(|day| day.queue.is_some())
            };
            if !members.iter().any(alone) {
                agree(&mut days, index, total);
            }
        }
        for (member, days) in members.iter().zip(days) {
            if let Ok(forecast) = &mut forecasts[*member] {
                let before = forecast.total();
                rescale(forecast, days);
                let percent = if before > 0.0 { 100.0 * (forecast.total() / before - 1.0) } else { 0.0 };
                let name = self.name;
                forecast
                    .notes
                    .push(format!("{percent:+.1} % so that the queues of {name} add up to its own forecast"));
            }
        }
    }
}

/// Shares what is left between the total of a day and the sum of the queues out among them.
fn agree(days: &mut [Vec<DayForecast>], index: usize, total: &DayForecast) {
    let sum: Contacts = days.iter().map(|queue| queue[index].offered).sum();
    let variances: Vec<f64> = days.iter().map(|queue| variance(&queue[index])).collect();
    let all = variance(total) + variances.iter().sum::<f64>();
    if all <= 0.0 {
        return;
    }
    for (queue, variance) in days.iter_mut().zip(variances) {
        let adjusted = queue[index].offered + variance / all * (total.offered - sum);
        queue[index] = with_total(&queue[index], adjusted.max(0.0));
    }
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

/// The share of a thin queue in the sum of the queues, by weekday; `None` for a queue that is not thin.
fn shares(own: &Recent, all: &[&Recent]) -> Option<[Share; 7]> {
    if own.mean() >= THIN {
        return None;
    }
    let mut sums = [(0.0, 0.0, 0.0); 7];
    let (newest, _) = own.totals.last()?;
    for (date, contacts) in &own.totals {
        let weight = f64::powi(DISCOUNT, (*newest - *date).num_days() as i32);
        let total: f64 = all.iter().filter_map(|queue| queue.on(*date)).sum();
        let (n, part, whole) = &mut sums[weekday(*date)];
        *n += contacts;
        *part += weight * contacts;
        *whole += weight * total;
    }
    let (part, whole) = sums.iter().fold((0.0, 0.0), |(a, b), (_, part, whole)| (a + part, b + whole));
    let share = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
    Some(sums.map(|(n, own_part, own_whole)| {
        let belief = if own_whole > 0.0 { n / (n + PRIOR_CONTACTS) } else { 0.0 };
        belief * share(own_part, own_whole) + (1.0 - belief) * share(part, whole)
    }))
}

fn take_shares(days: &mut [DayForecast], total: &[DayForecast], shares: &[Share; 7]) {
    for (day, total) in days.iter_mut().zip(total).filter(|(day, _)| day.offered > 0.0) {
        *day = with_total(day, shares[weekday(day.date)] * total.offered);
    }
}

fn weekday(date: NaiveDate) -> usize {
    date.weekday().num_days_from_monday() as usize
}
