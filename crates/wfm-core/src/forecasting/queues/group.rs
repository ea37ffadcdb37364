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

use chrono::NaiveDate;

use super::super::normal::normal_quantile;
use super::super::rescale::{rescale, with_total};
use super::super::{Options, forecast};
use super::{QueuePast, table};
use crate::error::Result;
use crate::model::{
    DayForecast, Forecast, Grid, History, Measure, Observations, OpeningHours, QueueCalendar, SpecialDay,
};
use crate::units::{Contacts, Share};

/// Contacts a day below which a queue takes a share of its group.
const THIN: Contacts = 20.0;
/// Days whose shares count, and the weight of a day against the one after it.
const SHARE_DAYS: usize = 56;
const DISCOUNT: f64 = 0.98;
/// Contacts that the share of all weekdays is worth.
const PRIOR_CONTACTS: f64 = 200.0;

/// Makes the forecasts of `members` and that of their sum agree, day by day. Nothing happens when a member has no forecast
/// or no history, or the sum cannot be forecast.
pub(super) fn reconcile(
    queues: &[QueuePast<'_>],
    members: &[usize],
    forecasts: &mut [Result<Forecast>],
    grid: &Grid,
    options: &Options,
) {
    let members: Vec<usize> = members.iter().copied().filter(|member| forecasts[*member].is_ok()).collect();
    let pasts: Vec<QueuePast<'_>> = members.iter().map(|member| queues[*member]).collect();
    let Some(total) = total_forecast(&pasts, grid, options) else { return };
    let mut days: Vec<Vec<DayForecast>> = members
        .iter()
        .filter_map(|member| forecasts[*member].as_ref().ok().map(|forecast| forecast.days.clone()))
        .collect();
    let first = total.days.first().map_or(NaiveDate::MAX, |day| day.date);
    for (position, past) in pasts.iter().enumerate() {
        if let Some(shares) = shares(past, &pasts, first) {
            take_shares(&mut days[position], &total.days, &shares);
        }
    }
    for (index, total) in total.days.iter().enumerate() {
        // The sum does not know the special days of single queues.
        let alone =
            |past: &QueuePast<'_>| past.calendar.special_on(total.date).any(|day| day.queue.is_some());
        if !pasts.iter().any(alone) {
            agree(&mut days, index, total);
        }
    }
    for (member, days) in members.iter().zip(days) {
        if let Ok(forecast) = &mut forecasts[*member] {
            let before: Contacts = forecast.days.iter().map(|day| day.offered).sum();
            rescale(forecast, days);
            let after: Contacts = forecast.days.iter().map(|day| day.offered).sum();
            let percent = if before > 0.0 { 100.0 * (after / before - 1.0) } else { 0.0 };
            let group = queues[*member].queue.group.as_deref().unwrap_or("");
            forecast
                .notes
                .push(format!("{percent:+.1} % so that the queues of {group} add up to its own forecast"));
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

/// The forecast of the sum of the queues.
fn total_forecast(pasts: &[QueuePast<'_>], grid: &Grid, options: &Options) -> Option<Forecast> {
    let histories: Option<Vec<&History>> = pasts.iter().map(|past| past.history).collect();
    let histories = histories.filter(|histories| histories.len() > 1)?;
    let base = histories[0].grid();
    if histories.iter().any(|history| history.grid() != base) {
        return None;
    }
    let open: Vec<Vec<bool>> = pasts.iter().map(|past| past.calendar.open_intervals(base)).collect();
    let sum = |index: usize| -> Option<f64> {
        let mut open_queues = histories.iter().zip(&open).filter(|(_, open)| open[index]).peekable();
        open_queues.peek()?;
        open_queues.map(|(history, _)| history.get(Measure::Offered, index)).sum()
    };
    let offered = Observations::new((0..base.len()).map(sum).collect()).ok()?;
    let measures = BTreeMap::from([(Measure::Offered, offered)]);
    let group = pasts[0].queue.group.clone().unwrap_or_default();
    let history = History::new(group.into(), base.clone(), measures).ok()?;
    forecast(&history, &common_calendar(pasts), grid, options).ok()
}

/// Open when any of the queues is; special when all are.
fn common_calendar(pasts: &[QueuePast<'_>]) -> QueueCalendar {
    let rules = pasts.iter().flat_map(|past| past.calendar.opening.rules.iter().copied()).collect();
    let special: Vec<SpecialDay> =
        pasts[0].calendar.special.iter().filter(|day| day.queue.is_none()).cloned().collect();
    QueueCalendar { opening: OpeningHours { rules }, special }
}

/// The share of a thin queue in the sum of the queues, by weekday; `None` for a queue that is not thin.
fn shares(past: &QueuePast<'_>, pasts: &[QueuePast<'_>], first: NaiveDate) -> Option<[Share; 7]> {
    let own = totals(past, first);
    let mean = own.values().sum::<f64>() / own.len() as f64;
    if own.is_empty() || mean >= THIN {
        return None;
    }
    let all: Vec<BTreeMap<NaiveDate, Contacts>> = pasts.iter().map(|past| totals(past, first)).collect();
    let mut sums = [(0.0, 0.0, 0.0); 7];
    let newest = *own.keys().next_back()?;
    for (date, contacts) in &own {
        let weight = f64::powi(DISCOUNT, (newest - *date).num_days() as i32);
        let total: f64 = all.iter().filter_map(|totals| totals.get(date)).sum();
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

/// Contacts of each of the last days.
fn totals(past: &QueuePast<'_>, first: NaiveDate) -> BTreeMap<NaiveDate, Contacts> {
    let Some(table) = table(past, first) else { return BTreeMap::new() };
    let newest = &table.days[table.days.len().saturating_sub(SHARE_DAYS)..];
    newest.iter().map(|day| (day.date, day.offered.iter().flatten().sum())).collect()
}

fn take_shares(days: &mut [DayForecast], total: &[DayForecast], shares: &[Share; 7]) {
    for (day, total) in days.iter_mut().zip(total).filter(|(day, _)| day.offered > 0.0) {
        *day = with_total(day, shares[weekday(day.date)] * total.offered);
    }
}

fn weekday(date: NaiveDate) -> usize {
    use chrono::Datelike;
    date.weekday().num_days_from_monday() as usize
}
