//! What a contract comes to: paid hours, and how much of them is spent at work.

use crate::model::{Agent, Contract, ShiftTemplate};
use crate::units::Share;

/// A week by a contract, before leave and other shrinkage.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct WorkingWeek {
    /// Paid hours: the middle of the contract's range.
    pub paid_hours: f64,
    /// Share of them not spent in paid breaks, on average over the contract's shifts.
    pub at_work: Share,
}

impl WorkingWeek {
    /// The week of a contract, with the breaks of the shifts it may work.
    pub fn of(contract: &Contract, shifts: &[ShiftTemplate]) -> WorkingWeek {
        let (least, most) = contract.hours_per_week;
        let works =
            |shift: &&ShiftTemplate| contract.shifts.as_ref().is_none_or(|ids| ids.contains(&shift.id));
        let (mut paid, mut breaks) = (0_u32, 0_u32);
        for shift in shifts.iter().filter(works) {
            let in_breaks: u32 = shift.breaks.iter().filter(|b| b.paid).map(|b| b.minutes).sum();
            for length in &shift.lengths {
                paid += shift.paid_minutes(*length);
                breaks += in_breaks.min(shift.paid_minutes(*length));
            }
        }
        let at_work = if paid > breaks { f64::from(paid - breaks) / f64::from(paid) } else { 1.0 };
        WorkingWeek { paid_hours: 0.5 * (least + most), at_work }
    }

    /// The week of an agent; none when the contract is unknown.
    pub fn of_agent(agent: &Agent, contracts: &[Contract], shifts: &[ShiftTemplate]) -> Option<WorkingWeek> {
        let contract = contracts.iter().find(|contract| contract.id == agent.contract)?;
        Some(WorkingWeek::of(contract, shifts))
    }

    /// Hours on the schedule.
    pub fn hours(&self) -> f64 {
        self.paid_hours * self.at_work
    }
}
