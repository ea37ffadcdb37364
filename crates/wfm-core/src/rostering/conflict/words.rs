//! Reasons in words.

use chrono::Datelike;

use crate::model::{Contract, ShiftTemplate};
use crate::rostering::problem::Problem;
use crate::rostering::rules::{self, RuleName};
use crate::rostering::terms::Item;

/// Reasons that contradict each other, one text each; the first rule names the contract for all.
pub(super) fn words(problem: &Problem, agent: usize, needed: &[Item]) -> Vec<String> {
    let mut words: Vec<String> = needed.iter().map(|item| in_words(problem, agent, *item)).collect();
    // The rules come last: the first of them names the contract for all.
    if let Some(first) = needed.iter().position(|item| matches!(item, Item::Rule(_))) {
        words[first] = format!("contract {}: {}", problem.contract(agent).id, words[first]);
    }
    words
}

/// That there is no shift at all which the agent's contract lets them work, if so.
pub(super) fn nothing_to_work(problem: &Problem, agent: usize) -> Option<String> {
    let contract = problem.contract(agent);
    if problem.shifts.is_empty() {
        return Some("there is no shift template".to_owned());
    }
    if lengths(problem, contract).next().is_some() {
        return None;
    }
    let rules = [
        contract.shifts.as_ref().map(|_| RuleName::Shifts),
        contract.hours_per_day.map(|_| RuleName::HoursPerDay),
    ];
    let words: Vec<String> =
        rules.into_iter().flatten().map(|rule| in_words(problem, agent, Item::Rule(rule))).collect();
    Some(format!("contract {} may work no shift template: {}", contract.id, words.join("; ")))
}

/// Templates and lengths in minutes that a contract may work, whatever the agent's calendar says.
fn lengths<'a>(
    problem: &'a Problem,
    contract: &'a Contract,
) -> impl Iterator<Item = (&'a ShiftTemplate, u32)> {
    let named = |shift: &ShiftTemplate| contract.shifts.as_ref().is_none_or(|ids| ids.contains(&shift.id));
    let is_allowed = |minutes: u32| {
        let hours = f64::from(minutes) / 60.0;
        contract.hours_per_day.is_none_or(|(lo, hi)| hours >= lo - 1e-6 && hours <= hi + 1e-6)
    };
    let shifts = problem.shifts.iter().filter(move |shift| named(shift));
    shifts
        .flat_map(|shift| shift.lengths.iter().map(move |minutes| (shift, *minutes)))
        .filter(move |(_, minutes)| is_allowed(*minutes))
}

/// The most paid hours of a week that the contract's shifts and days make, where that is less than it asks for.
pub(super) fn longest_week(problem: &Problem, agent: usize) -> Option<String> {
    let contract = problem.contract(agent);
    let longest = |date: &chrono::NaiveDate| {
        let of_day = lengths(problem, contract).filter(|(shift, _)| shift.days.contains(date.weekday()));
        of_day.map(|(shift, minutes)| shift.paid_minutes(minutes)).max().unwrap_or(0)
    };
    let mut days: Vec<u32> = problem.dates.iter().take(7).map(longest).collect();
    days.sort_unstable_by_key(|minutes| std::cmp::Reverse(*minutes));
    let minutes: u32 = days.iter().take(contract.days_per_week.1 as usize).sum();
    let hours = f64::from(minutes) / 60.0;
    (hours < contract.hours_per_week.0)
        .then(|| format!("the longest week its shifts and days allow is {hours} hours"))
}

fn in_words(problem: &Problem, agent: usize, item: Item) -> String {
    match item {
        Item::Row(row) => {
            let row = &problem.availability[agent][row];
            let zone = problem.zone_of(agent);
            let (from, to) = (row.from.with_timezone(&zone), row.to.with_timezone(&zone));
            let kind = row.kind.name();
            format!("{kind} from {} to {}", from.format("%Y-%m-%d %H:%M"), to.format("%Y-%m-%d %H:%M"))
        }
        Item::Lock(date) => format!("the shift of {date} is locked"),
        Item::Employment => employment(problem, agent),
        Item::Rule(rule) => rule_in_words(problem.contract(agent), rule),
    }
}

/// What a rule of a contract asks for.
pub(super) fn rule_in_words(contract: &Contract, rule: RuleName) -> String {
    match rule {
        RuleName::HoursPerWeek => {
            format!(
                "{} paid hours a week",
                from_to(tidy(contract.hours_per_week.0), tidy(contract.hours_per_week.1))
            )
        }
        RuleName::DaysPerWeek => {
            format!("{} days a week", from_to(contract.days_per_week.0, contract.days_per_week.1))
        }
        RuleName::HoursPerDay => {
            let (lo, hi) = contract.hours_per_day.unwrap_or((0.0, 24.0));
            format!("shifts of {} to {} hours", tidy(lo), tidy(hi))
        }
        RuleName::MinRestHours => format!("{} hours of rest between shifts", tidy(contract.min_rest_hours)),
        RuleName::MaxConsecutiveDays => {
            format!("at most {} days in a row", contract.max_consecutive_days.unwrap_or(0))
        }
        RuleName::ConsecutiveDaysOff => {
            format!("{} days off together every week", contract.consecutive_days_off.unwrap_or(0))
        }
        RuleName::MaxStartSpreadHours => {
            let hours = tidy(contract.max_start_spread_hours.unwrap_or(0.0));
            format!("starts at most {hours} hours apart in a week")
        }
        RuleName::WeekendsOffOf => {
            let (off, of) = contract.weekends_off_of.unwrap_or((0, 1));
            format!("{off} of every {of} weekends off")
        }
        RuleName::Shifts => {
            let shifts: Vec<&str> = contract.shifts.iter().flatten().map(|id| id.as_str()).collect();
            match shifts.is_empty() {
                true => "its list of shifts is empty".to_owned(),
                false => format!("only the shifts {}", shifts.join(", ")),
            }
        }
        further => rules::in_words(contract, further),
    }
}

fn employment(problem: &Problem, agent: usize) -> String {
    let agent = &problem.agents[agent];
    let mut parts = Vec::new();
    parts.extend(agent.hire_date.map(|date| format!("employed from {date}")));
    parts.extend(agent.leave_date.map(|date| format!("employed until {date}")));
    parts.join(", ")
}

/// `5` or `4 to 5`.
fn from_to<T: PartialEq + std::fmt::Display>(lo: T, hi: T) -> String {
    if lo == hi { lo.to_string() } else { format!("{lo} to {hi}") }
}

/// Hours to the hundredth.
fn tidy(hours: f64) -> f64 {
    (hours * 100.0).round() / 100.0
}
