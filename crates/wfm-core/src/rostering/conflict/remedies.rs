//! The smallest change of a reason that gives a legal tour: figures by bisection, days of absence by trying.

use chrono::{DateTime, Duration, Utc};

use super::case::Case;
use super::words::rule_in_words;
use crate::model::{Availability, AvailabilityKind, Contract};
use crate::rostering::rules::RuleName;
use crate::rostering::terms::Item;

/// What would mend a conflict, the smallest change against what is asked for first; each is enough alone.
pub(super) fn remedies(case: &Case<'_>, needed: &[Item]) -> Vec<String> {
    let mut found: Vec<(f64, String)> = needed.iter().flat_map(|item| of_item(case, *item)).collect();
    found.sort_by(|a, b| a.0.total_cmp(&b.0));
    found.into_iter().map(|(_, words)| words).collect()
}

/// Remedies of one reason, with the size of the change as a share of what stands there.
fn of_item(case: &Case<'_>, item: Item) -> Vec<(f64, String)> {
    match item {
        Item::Row(row) => vec![of_row(case, row)],
        Item::Lock(date) => vec![(1.0, format!("unlock the shift of {date}"))],
        Item::Employment => Vec::new(),
        Item::Rule(rule) => of_rule(case, rule),
    }
}

fn of_row(case: &Case<'_>, position: usize) -> (f64, String) {
    let row = &case.problem.availability[0][position];
    let zone = case.problem.zone_of(0);
    let kind = row.kind.name();
    let day = |instant: DateTime<Utc>| instant.with_timezone(&zone).format("%Y-%m-%d");
    let days = (row.to - row.from).num_days();
    if matches!(row.kind, AvailabilityKind::Leave | AvailabilityKind::Unavailable) {
        for less in 1..days {
            let from = Availability { from: row.from + Duration::days(less), ..row.clone() };
            let to = Availability { to: row.to - Duration::days(less), ..row.clone() };
            let share = less as f64 / days as f64;
            if case.is_legal_with(position, to.clone()) {
                let last = day(to.to - Duration::seconds(1));
                return (share, format!("end the {kind} that begins on {} on {last}", day(row.from)));
            }
            if case.is_legal_with(position, from.clone()) {
                return (share, format!("begin the {kind} of {} on {}", day(row.from), day(from.from)));
            }
        }
    }
    (1.0, format!("do without the {kind} of {}", day(row.from)))
}

fn of_rule(case: &Case<'_>, rule: RuleName) -> Vec<(f64, String)> {
    let contract = &case.problem.contracts[0];
    let smallest = |relaxation: Relaxation| {
        let relaxed = |units: u32| {
            let mut contract = contract.clone();
            (relaxation.apply)(&mut contract, f64::from(units) * relaxation.unit);
            contract
        };
        let units = least(relaxation.most, |units| case.is_legal_under(relaxed(units)))?;
        let share = f64::from(units) * relaxation.unit / relaxation.figure.max(relaxation.unit);
        Some((share, format!("contract {}: {}", contract.id, rule_in_words(&relaxed(units), rule))))
    };
    relaxations(contract, rule).into_iter().filter_map(smallest).collect()
}

/// A figure of a contract that can be moved, in whole units.
struct Relaxation {
    /// What stands there.
    figure: f64,
    unit: f64,
    most: u32,
    apply: fn(&mut Contract, f64),
}

fn relaxations(contract: &Contract, rule: RuleName) -> Vec<Relaxation> {
    let hours = |figure: f64, apply| Relaxation { figure, unit: 1.0 / 60.0, most: 336 * 60, apply };
    let count = |figure: u32, apply| Relaxation { figure: f64::from(figure), unit: 1.0, most: 31, apply };
    match rule {
        RuleName::HoursPerWeek => vec![
            hours(contract.hours_per_week.0, |c, less| {
                c.hours_per_week.0 = (c.hours_per_week.0 - less).max(0.0);
            }),
            hours(contract.hours_per_week.1, |c, more| {
                c.hours_per_week.1 = (c.hours_per_week.1 + more).min(168.0);
            }),
        ],
        RuleName::DaysPerWeek => vec![
            count(contract.days_per_week.0, |c, less| {
                c.days_per_week.0 = c.days_per_week.0.saturating_sub(less as u32);
            }),
            count(contract.days_per_week.1, |c, more| {
                c.days_per_week.1 = (c.days_per_week.1 + more as u32).min(7);
            }),
        ],
        RuleName::HoursPerDay => vec![
            hours(contract.hours_per_day.map_or(0.0, |day| day.0), |c, less| {
                c.hours_per_day = c.hours_per_day.map(|(lo, hi)| ((lo - less).max(0.0), hi));
            }),
            hours(contract.hours_per_day.map_or(24.0, |day| day.1), |c, more| {
                c.hours_per_day = c.hours_per_day.map(|(lo, hi)| (lo, (hi + more).min(48.0)));
            }),
        ],
        RuleName::MinRestHours => vec![hours(contract.min_rest_hours, |c, less| {
            c.min_rest_hours = (c.min_rest_hours - less).max(0.0);
        })],
        RuleName::MaxConsecutiveDays => {
            vec![count(contract.max_consecutive_days.unwrap_or(0), |c, more| {
                c.max_consecutive_days = c.max_consecutive_days.map(|days| days + more as u32);
            })]
        }
        RuleName::ConsecutiveDaysOff => {
            vec![count(contract.consecutive_days_off.unwrap_or(0), |c, less| {
                c.consecutive_days_off = c.consecutive_days_off.map(|days| days.saturating_sub(less as u32));
            })]
        }
        RuleName::MaxStartSpreadHours => {
            vec![hours(contract.max_start_spread_hours.unwrap_or(0.0), |c, more| {
                c.max_start_spread_hours = c.max_start_spread_hours.map(|hours| (hours + more).min(24.0));
            })]
        }
        RuleName::WeekendsOffOf => {
            vec![count(contract.weekends_off_of.map_or(0, |(off, _)| off), |c, less| {
                c.weekends_off_of = c.weekends_off_of.map(|(off, of)| (off.saturating_sub(less as u32), of));
            })]
        }
        RuleName::MinWeeklyRestHours => {
            vec![hours(contract.min_weekly_rest_hours.unwrap_or(0.0), |c, less| {
                c.min_weekly_rest_hours = c.min_weekly_rest_hours.map(|hours| (hours - less).max(0.0));
            })]
        }
        RuleName::MinConsecutiveDays => vec![count(contract.min_consecutive_days.unwrap_or(0), |c, less| {
            c.min_consecutive_days = c.min_consecutive_days.map(|days| days.saturating_sub(less as u32));
        })],
        RuleName::MinConsecutiveDaysOff => {
            vec![count(contract.min_consecutive_days_off.unwrap_or(0), |c, less| {
                c.min_consecutive_days_off =
                    c.min_consecutive_days_off.map(|days| days.saturating_sub(less as u32));
            })]
        }
        RuleName::MaxConsecutiveWeekends => {
            vec![count(contract.max_consecutive_weekends.unwrap_or(0), |c, more| {
                c.max_consecutive_weekends =
                    c.max_consecutive_weekends.map(|most| (most + more as u32).min(26));
            })]
        }
        RuleName::MaxWeekends => vec![count(contract.max_weekends.unwrap_or(0), |c, more| {
            c.max_weekends = c.max_weekends.map(|most| most + more as u32);
        })],
        RuleName::HoursPerPeriod => vec![
            hours(contract.hours_per_period.map_or(0.0, |period| period.0), |c, less| {
                c.hours_per_period = c.hours_per_period.map(|(lo, hi)| ((lo - less).max(0.0), hi));
            }),
            hours(contract.hours_per_period.map_or(0.0, |period| period.1), |c, more| {
                c.hours_per_period = c.hours_per_period.map(|(lo, hi)| (lo, hi + more));
            }),
        ],
        RuleName::DaysOffPerPeriod => vec![
            count(contract.days_off_per_period.map_or(0, |period| period.0), |c, less| {
                c.days_off_per_period =
                    c.days_off_per_period.map(|(lo, hi)| (lo.saturating_sub(less as u32), hi));
            }),
            count(contract.days_off_per_period.map_or(0, |period| period.1), |c, more| {
                c.days_off_per_period = c.days_off_per_period.map(|(lo, hi)| (lo, hi + more as u32));
            }),
        ],
        RuleName::MaxStartChangeHours => {
            vec![hours(contract.max_start_change_hours.unwrap_or(0.0), |c, more| {
                c.max_start_change_hours = c.max_start_change_hours.map(|hours| (hours + more).min(24.0));
            })]
        }
        RuleName::RestAfter => {
            let longest = contract.rest_after.values().copied().fold(0.0, f64::max);
            vec![hours(longest, |c, less| {
                c.rest_after.values_mut().for_each(|hours| *hours = (*hours - less).max(0.0));
            })]
        }
        _ => Vec::new(),
    }
}

/// The least number from 1 on that is enough, if `most` is.
fn least(most: u32, enough: impl Fn(u32) -> bool) -> Option<u32> {
    if !enough(most) {
        return None;
    }
    let (mut too_few, mut plenty) = (0, most);
    while too_few + 1 < plenty {
        let middle = too_few + (plenty - too_few) / 2;
        match enough(middle) {
            true => plenty = middle,
            false => too_few = middle,
        }
    }
    Some(plenty)
}
