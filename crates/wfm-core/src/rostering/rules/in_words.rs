//! What a rule of a contract asks for, in words, for those who have to see why it cannot be met.

use super::RuleName;
use crate::model::{Contract, ShiftCount, ShiftId};

/// The rule with the contract's figures.
pub(in crate::rostering) fn in_words(contract: &Contract, rule: RuleName) -> String {
    let days = |days: Option<u32>| days.unwrap_or(0);
    match rule {
        RuleName::MinWeeklyRestHours => {
            let hours = contract.min_weekly_rest_hours.unwrap_or(0.0);
            format!("{hours} hours of rest in one piece every week")
        }
        RuleName::MinConsecutiveDays => {
            format!("at least {} days of work in a row", days(contract.min_consecutive_days))
        }
        RuleName::MinConsecutiveDaysOff => {
            format!("at least {} days off in a row", days(contract.min_consecutive_days_off))
        }
        RuleName::NotNextDay => {
            let pairs = contract.not_next_day.iter();
            let pairs: Vec<String> =
                pairs.map(|(first, next)| format!("no {} on the day after {first}", any(next))).collect();
            pairs.join(", ")
        }
        RuleName::DayOffAfter => format!("a day off after {}", any(&contract.day_off_after)),
        RuleName::DayOffBefore => format!("a day off before {}", any(&contract.day_off_before)),
        RuleName::MaxConsecutiveWeekends => {
            format!("at most {} weekends in a row", days(contract.max_consecutive_weekends))
        }
        RuleName::MaxWeekends => format!("at most {} weekends in the period", days(contract.max_weekends)),
        RuleName::ShiftCounts => {
            let counts: Vec<String> = contract.shift_counts.iter().map(count).collect();
            counts.join(", ")
        }
        RuleName::HoursPerPeriod => {
            let (lo, hi) = contract.hours_per_period.unwrap_or((0.0, 0.0));
            format!("{lo} to {hi} paid hours in the period")
        }
        RuleName::DaysOffPerPeriod => {
            let (lo, hi) = contract.days_off_per_period.unwrap_or((0, 0));
            format!("{lo} to {hi} days off in the period")
        }
        RuleName::MaxStartChangeHours => {
            let hours = contract.max_start_change_hours.unwrap_or(0.0);
            format!("starts of neighbouring days at most {hours} hours apart")
        }
        RuleName::RestAfter => {
            let rests = contract.rest_after.iter();
            let rests: Vec<String> =
                rests.map(|(shift, hours)| format!("{hours} hours of rest after {shift}")).collect();
            rests.join(", ")
        }
        RuleName::Rotation => "the weeks of its rotation".to_owned(),
        RuleName::SamePaidHoursInWeek => "the same paid hours on all days of a week".to_owned(),
        other => other.to_string(),
    }
}

fn any(shifts: &[ShiftId]) -> String {
    let names: Vec<&str> = shifts.iter().map(ShiftId::as_str).collect();
    names.join(" or ")
}

fn count(count: &ShiftCount) -> String {
    let span =
        |range: Option<(u32, u32)>, span: &str| range.map(|(lo, hi)| format!("{lo} to {hi} times {span}"));
    let spans = [span(count.per_week, "a week"), span(count.per_period, "in the period")];
    let spans: Vec<String> = spans.into_iter().flatten().collect();
    format!("{} {}", any(&count.shifts), spans.join(" and "))
}
