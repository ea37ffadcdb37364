//! The names of the rules, as they stand in files and in messages.

use std::fmt;

/// The hard rules, called as in `centre.toml` where they stand there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum RuleName {
    /// The agent must be known and employed that day.
    Employment,
    /// At most one shift starts on a day, and all of them in the horizon.
    OneShiftADay,
    /// The shift must be one the template makes: day, start, length, activities without a hole, paid time.
    Template,
    /// The contract must name the shift.
    Shifts,
    /// Total length of a shift.
    HoursPerDay,
    /// Every break taken, once, in its window, on its step.
    Breaks,
    /// No work during leave and unavailability, and only inside `only` windows.
    Availability,
    /// Meetings and the like happen, at work.
    FixedActivities,
    /// A locked shift stays.
    Locked,
    /// Paid hours of a week.
    HoursPerWeek,
    /// Days worked in a week.
    DaysPerWeek,
    /// Hours between two shifts.
    MinRestHours,
    /// Days worked in a row.
    MaxConsecutiveDays,
    /// Days off together in a week.
    ConsecutiveDaysOff,
    /// Latest minus earliest start of a week.
    MaxStartSpreadHours,
    /// Weekends off.
    WeekendsOffOf,
    /// Rest in one piece in every week.
    MinWeeklyRestHours,
    /// Fewest days worked in a row.
    MinConsecutiveDays,
    /// Fewest days off in a row.
    MinConsecutiveDaysOff,
    /// Shifts that may not follow each other.
    NotNextDay,
    /// A day off after some shifts.
    DayOffAfter,
    /// A day off before some shifts.
    DayOffBefore,
    /// Weekends worked in a row.
    MaxConsecutiveWeekends,
    /// Weekends worked in the period.
    MaxWeekends,
    /// How often some shifts are worked.
    ShiftCounts,
    /// Paid hours of the period.
    HoursPerPeriod,
    /// Days off of the period.
    DaysOffPerPeriod,
    /// From one start to that of the next day.
    MaxStartChangeHours,
    /// The same paid hours on all days of a week.
    SamePaidHoursInWeek,
    /// Rest before the next shift of another kind.
    RestAfter,
    /// Weeks of a rotation.
    Rotation,
    /// Meetings and training that the program places.
    PlacedActivities,
    /// How far breaks lie from each other and from the ends of the shift.
    BreakDistances,
}

impl RuleName {
    /// The name, as in `centre.toml` where the rule stands there.
    pub fn as_str(self) -> &'static str {
        match self {
            RuleName::Employment => "employment",
            RuleName::OneShiftADay => "one_shift_a_day",
            RuleName::Template => "shift",
            RuleName::Shifts => "shifts",
            RuleName::HoursPerDay => "hours_per_day",
            RuleName::Breaks => "breaks",
            RuleName::Availability => "availability",
            RuleName::FixedActivities => "fixed_activities",
            RuleName::Locked => "locked",
            RuleName::HoursPerWeek => "hours_per_week",
            RuleName::DaysPerWeek => "days_per_week",
            RuleName::MinRestHours => "min_rest_hours",
            RuleName::MaxConsecutiveDays => "max_consecutive_days",
            RuleName::ConsecutiveDaysOff => "consecutive_days_off",
            RuleName::MaxStartSpreadHours => "max_start_spread_hours",
            RuleName::WeekendsOffOf => "weekends_off_of",
            RuleName::MinWeeklyRestHours => "min_weekly_rest_hours",
            RuleName::MinConsecutiveDays => "min_consecutive_days",
            RuleName::MinConsecutiveDaysOff => "min_consecutive_days_off",
            RuleName::NotNextDay => "not_next_day",
            RuleName::DayOffAfter => "day_off_after",
            RuleName::DayOffBefore => "day_off_before",
            RuleName::MaxConsecutiveWeekends => "max_consecutive_weekends",
            RuleName::MaxWeekends => "max_weekends",
            RuleName::ShiftCounts => "shift_counts",
            RuleName::HoursPerPeriod => "hours_per_period",
            RuleName::DaysOffPerPeriod => "days_off_per_period",
            RuleName::MaxStartChangeHours => "max_start_change_hours",
            RuleName::SamePaidHoursInWeek => "same_paid_hours_in_week",
            RuleName::RestAfter => "rest_after",
            RuleName::Rotation => "rotation",
            RuleName::PlacedActivities => "placed_activities",
            RuleName::BreakDistances => "break_distances",
        }
    }
}

impl fmt::Display for RuleName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl RuleName {
    /// The rules of a contract that its tours must keep, in the order in which a conflict is looked for among them.
    pub(in crate::rostering) const OF_CONTRACT: [RuleName; 24] = [
        RuleName::HoursPerWeek,
        RuleName::DaysPerWeek,
        RuleName::HoursPerDay,
        RuleName::MinRestHours,
        RuleName::MaxConsecutiveDays,
        RuleName::ConsecutiveDaysOff,
        RuleName::MaxStartSpreadHours,
        RuleName::WeekendsOffOf,
        RuleName::Shifts,
        RuleName::MinWeeklyRestHours,
        RuleName::MinConsecutiveDays,
        RuleName::MinConsecutiveDaysOff,
        RuleName::NotNextDay,
        RuleName::DayOffAfter,
        RuleName::DayOffBefore,
        RuleName::MaxConsecutiveWeekends,
        RuleName::MaxWeekends,
        RuleName::ShiftCounts,
        RuleName::HoursPerPeriod,
        RuleName::DaysOffPerPeriod,
        RuleName::MaxStartChangeHours,
        RuleName::SamePaidHoursInWeek,
        RuleName::RestAfter,
        RuleName::Rotation,
    ];
}
