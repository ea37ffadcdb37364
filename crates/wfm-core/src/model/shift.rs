//! Families of shifts: when they may start, how long they are, which breaks they have.

use super::{ShiftId, WeekdaySet};

/// A family of shifts.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ShiftTemplate {
    /// Its id in every file.
    pub id: ShiftId,
    /// Days on which it may start.
    pub days: WeekdaySet,
    /// Earliest and latest start.
    pub start: StartWindow,
    /// Starts lie on this step, counted from the earliest.
    pub start_every_minutes: u32,
    /// Total lengths in minutes, unpaid breaks included.
    pub lengths: Vec<u32>,
    /// Breaks in the order they are taken.
    pub breaks: Vec<BreakTemplate>,
    /// Break starts lie on this step, counted from the start of each window.
    pub break_every_minutes: u32,
    /// How far breaks lie from each other and from the ends of the shift.
    #[cfg_attr(feature = "serde", serde(default))]
    pub break_rules: BreakRules,
}

/// How far the breaks of a shift lie from each other and from its ends, beside their windows. Time in a meeting is work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default))]
pub struct BreakRules {
    /// Longest stretch without a break, in minutes: from the start of the shift to the first, from one to the next, and
    /// from the last to the end.
    pub max_work: Option<u32>,
    /// Fewest minutes from the end of a break to the start of the next.
    pub min_between: u32,
    /// Fewest minutes from the start of the shift to a break, and from a break to the end of the shift.
    pub min_from_ends: u32,
}

/// A break of a shift.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct BreakTemplate {
    /// Its name, which is also the activity in the roster: `meal`.
    pub id: String,
    /// Length.
    pub minutes: u32,
    /// Whether it counts as working time.
    pub paid: bool,
    /// Earliest start, in minutes after the shift's start.
    pub earliest: u32,
    /// Latest start, in minutes after the shift's start.
    pub latest: u32,
}

impl ShiftTemplate {
    /// Paid minutes of a shift of `length` minutes.
    pub fn paid_minutes(&self, length: u32) -> u32 {
        let unpaid: u32 = self.breaks.iter().filter(|b| !b.paid).map(|b| b.minutes).sum();
        length.saturating_sub(unpaid)
    }

    /// Starts in minutes after local midnight of the shift's day, earliest first; `1440` and beyond never occur.
    pub fn starts(&self) -> Vec<u32> {
        let step = self.start_every_minutes.max(1) as usize;
        (self.start.earliest..=self.start.latest).step_by(step).filter(|minute| *minute < 1440).collect()
    }
}

/// Earliest and latest start of a shift, in minutes after local midnight, `earliest ≤ latest < 1440`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct StartWindow {
    /// Earliest start.
    pub earliest: u32,
    /// Latest start.
    pub latest: u32,
}
