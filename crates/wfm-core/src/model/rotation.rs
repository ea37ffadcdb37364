//! Rotations: weeks whose days say which shifts may be worked, one after the other.

use chrono::{Duration, NaiveDate};

use super::ShiftId;

/// Weeks of a contract. Agents with a place in it work them in order, over and over; the others any one of them each week.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Rotation {
    /// The weeks, 1 to 32, each from the day on which the centre's week starts.
    pub weeks: Vec<[RotationDay; 7]>,
    /// A day of the week in which an agent with place 1 works the first of them; needed where agents have a place.
    pub from: Option<NaiveDate>,
}

/// What may be done on a day of a rotation.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct RotationDay {
    /// Whether the day may be off.
    pub off: bool,
    /// Shifts that may be worked; absent: all.
    pub shifts: Option<Vec<ShiftId>>,
}

impl RotationDay {
    /// Whether this shift, or a day off, is in order.
    pub fn allows(&self, shift: Option<&ShiftId>) -> bool {
        match shift {
            None => self.off,
            Some(shift) => self.shifts.as_ref().is_none_or(|shifts| shifts.contains(shift)),
        }
    }
}

impl Rotation {
    /// Position among the weeks for an agent whose place is `place`, from 1 on, in the week that starts on `first`; none
    /// without a start of the rotation or without weeks.
    pub fn week_at(&self, place: u32, first: NaiveDate) -> Option<usize> {
        // A week that starts up to six days before the date given is the one that holds it.
        let passed = (first + Duration::days(6) - self.from?).num_days().div_euclid(7);
        let position = (passed + i64::from(place) - 1).checked_rem_euclid(self.weeks.len() as i64)?;
        usize::try_from(position).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rotation_begins_anew_after_its_last_week() {
        let day = RotationDay { off: true, shifts: None };
        let week: [RotationDay; 7] = std::array::from_fn(|_| day.clone());
        let date = |text: &str| text.parse::<NaiveDate>().unwrap();
        // 2026-11-25 is a Wednesday.
        let rotation = Rotation { weeks: vec![week; 3], from: Some(date("2026-11-25")) };
        let at = |place, monday| rotation.week_at(place, date(monday)).unwrap();
        assert_eq!([at(1, "2026-11-23"), at(3, "2026-11-23")], [0, 2]);
        assert_eq!([at(1, "2026-11-30"), at(1, "2026-12-14"), at(1, "2026-11-16")], [1, 0, 2]);
        assert_eq!(Rotation { weeks: Vec::new(), ..rotation }.week_at(1, date("2026-11-23")), None);
    }
}
