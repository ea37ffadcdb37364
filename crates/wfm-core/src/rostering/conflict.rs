//! Why an agent has no legal tour at all: a smallest set of reasons that contradict each other, in words.
//!
//! Reasons are lifted one by one, first rows of availability and locks, then the contract's rules; one without which the
//! contradiction remains is left out for good. What stays is a minimal conflict: each reason in it is needed.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike;

use super::board::Board;
use super::breaks::BreakPlan;
use super::candidates::Candidates;
use super::choices::days;
use super::graph::Graph;
use super::problem::Problem;
use super::rules::{self, RuleName};
use super::terms::{Item, Terms};
use crate::error::{Conflict, Error};
use crate::model::{AvailabilityKind, Contract, Lock, ShiftTemplate};

/// The error that names all these agents, those with the same conflict together.
pub(super) fn explain(problem: &Problem, stuck: &[usize]) -> Error {
    let plans: Vec<BreakPlan> = problem.shifts.iter().map(|s| BreakPlan::new(s, problem.step)).collect();
    let mut zones: Vec<Candidates> = Vec::new();
    let mut by_reason: Vec<Conflict> = Vec::new();
    let mut known: BTreeMap<Vec<(String, Terms)>, String> = BTreeMap::new();
    for agent in stuck {
        let zone = problem.zone_of(*agent);
        let at = zones.iter().position(|known| known.zone == zone).unwrap_or_else(|| {
            zones.push(Candidates::new(problem, &plans, zone));
            zones.len() - 1
        });
        let legal = |without: &BTreeSet<Item>| {
            let terms = Terms::of(problem, *agent, without);
            let days = days(problem, &plans, &zones[at], *agent, without);
            Graph::new(&zones[at], &days.choices, &terms).is_some()
        };
        let signature = signature(problem, *agent);
        let reason = known.entry(signature).or_insert_with(|| reason(problem, *agent, &legal)).clone();
        let id = problem.agents[*agent].id.to_string();
        match by_reason.iter_mut().find(|conflict| conflict.reason == reason) {
            Some(conflict) => conflict.agents.push(id),
            None => by_reason.push(Conflict { agents: vec![id], reason }),
        }
    }
    Error::Conflict(by_reason)
}

/// What the conflict of an agent depends on, so that like agents are looked at once.
fn signature(problem: &Problem, agent: usize) -> Vec<(String, Terms)> {
    let terms = Terms::of(problem, agent, &BTreeSet::new());
    let rows =
        problem.availability[agent].iter().map(|row| format!("{:?} {} {}", row.kind, row.from, row.to));
    let locks =
        problem.published[agent].iter().map(|row| format!("{} {} {:?}", row.shift, row.start, row.locked));
    let employed = problem.dates.iter().map(|date| problem.employed(agent, *date).to_string());
    let contract = problem.contract_of[agent].to_string();
    let zone = problem.zone_of(agent).to_string();
    rows.chain(locks).chain(employed).chain([contract, zone]).map(|text| (text, terms.clone())).collect()
}

fn reason(problem: &Problem, agent: usize, legal: &dyn Fn(&BTreeSet<Item>) -> bool) -> String {
    if let Some(nothing) = nothing_to_work(problem, agent) {
        return nothing;
    }
    let items = items(problem, agent);
    let mut lifted: BTreeSet<Item> = BTreeSet::new();
    let mut needed = Vec::new();
    for item in items {
        lifted.insert(item);
        if legal(&lifted) {
            lifted.remove(&item);
            needed.push(item);
        }
    }
    let mut words: Vec<String> = needed.iter().map(|item| in_words(problem, agent, *item)).collect();
    // The rules come last: the first of them names the contract for all.
    if let Some(first) = needed.iter().position(|item| matches!(item, Item::Rule(_))) {
        words[first] = format!("contract {}: {}", problem.contract(agent).id, words[first]);
    }
    if needed.contains(&Item::Rule(RuleName::HoursPerWeek)) {
        words.extend(longest_week(problem, agent));
    }
    match words.as_slice() {
        [] => "no shift template gives any legal week".to_owned(),
        [one] => format!("no week can meet this: {one}"),
        // The second only says why.
        [one, why] if needed.len() == 1 => format!("no week can meet this: {one}; {why}"),
        several => format!("these cannot all hold: {}", several.join("; ")),
    }
}

/// That there is no shift at all which the agent's contract lets them work, if so.
fn nothing_to_work(problem: &Problem, agent: usize) -> Option<String> {
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
fn longest_week(problem: &Problem, agent: usize) -> Option<String> {
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

fn items(problem: &Problem, agent: usize) -> Vec<Item> {
    let rows = problem.availability[agent].iter().enumerate();
    let hard =
        rows.filter(|(_, row)| !matches!(row.kind, AvailabilityKind::WishOff | AvailabilityKind::WishWork));
    let locked = problem.published[agent].iter().filter(|row| row.locked != Lock::None);
    let locked = locked.filter(|row| problem.dates.contains(&row.date)).map(|row| Item::Lock(row.date));
    let rows = hard.map(|(row, _)| Item::Row(row));
    rows.chain(locked).chain([Item::Employment]).chain(RuleName::OF_CONTRACT.map(Item::Rule)).collect()
}

fn in_words(problem: &Problem, agent: usize, item: Item) -> String {
    let contract = problem.contract(agent);
    let rule = match item {
        Item::Row(row) => {
            let row = &problem.availability[agent][row];
            let zone = problem.zone_of(agent);
            let (from, to) = (row.from.with_timezone(&zone), row.to.with_timezone(&zone));
            let kind = row.kind.name();
            return format!(
                "{kind} from {} to {}",
                from.format("%Y-%m-%d %H:%M"),
                to.format("%Y-%m-%d %H:%M")
            );
        }
        Item::Lock(date) => return format!("the shift of {date} is locked"),
        Item::Employment => return employment(problem, agent),
        Item::Rule(rule) => rule,
    };
    match rule {
        RuleName::HoursPerWeek => {
            format!("{} paid hours a week", from_to(contract.hours_per_week.0, contract.hours_per_week.1))
        }
        RuleName::DaysPerWeek => {
            format!("{} days a week", from_to(contract.days_per_week.0, contract.days_per_week.1))
        }
        RuleName::HoursPerDay => {
            let (lo, hi) = contract.hours_per_day.unwrap_or((0.0, 24.0));
            format!("shifts of {lo} to {hi} hours")
        }
        RuleName::MinRestHours => format!("{} hours of rest between shifts", contract.min_rest_hours),
        RuleName::MaxConsecutiveDays => {
            format!("at most {} days in a row", contract.max_consecutive_days.unwrap_or(0))
        }
        RuleName::ConsecutiveDaysOff => {
            format!("{} days off together every week", contract.consecutive_days_off.unwrap_or(0))
        }
        RuleName::MaxStartSpreadHours => {
            format!("starts at most {} hours apart in a week", contract.max_start_spread_hours.unwrap_or(0.0))
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

/// Agents without a legal tour, if any.
pub(super) fn board(problem: &Problem) -> Result<Board<'_>, Error> {
    Board::new(problem).map_err(|stuck| explain(problem, &stuck))
}

/// `5` or `4 to 5`.
fn from_to<T: PartialEq + std::fmt::Display>(lo: T, hi: T) -> String {
    if lo == hi { lo.to_string() } else { format!("{lo} to {hi}") }
}
