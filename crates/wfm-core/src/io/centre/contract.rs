//! `[[contract]]`: working-time rules.

use super::super::codes;
use super::super::names::suggestion;
use super::section::Section;
use crate::model::{Contract, ShiftId, ShiftTemplate};

pub(super) fn contracts(root: &Section, shifts: &[ShiftTemplate]) -> Vec<Contract> {
    let sections = root.named_tables("contract");
    sections.into_iter().map(|(id, section)| contract(id, &section, shifts)).collect()
}

fn contract(id: String, section: &Section, shifts: &[ShiftTemplate]) -> Contract {
    for key in ["hours_per_week", "days_per_week"] {
        if !section.is_there(key) {
            let what = format!("{key} is missing");
            section.problem(
                codes::KEY_MISSING,
                key,
                what,
                "[minimum, maximum]",
                format!("add {key} = [ … , … ]"),
            );
        }
    }
    let contract = Contract {
        id: id.into(),
        hours_per_week: section.pair("hours_per_week", 168.0).unwrap_or((0.0, 168.0)),
        days_per_week: section.whole_pair("days_per_week", 7).unwrap_or((0, 7)),
        hours_per_day: section.pair("hours_per_day", 24.0),
        min_rest_hours: section.number("min_rest_hours", 0.0, 168.0).unwrap_or(0.0),
        max_consecutive_days: section.whole("max_consecutive_days", 1, 366),
        consecutive_days_off: section.whole("consecutive_days_off", 0, 7),
        max_start_spread_hours: section.number("max_start_spread_hours", 0.0, 24.0),
        weekends_off_of: section.whole_pair("weekends_off_of", 52),
        leave_day_hours: section.number("leave_day_hours", 0.0, 24.0),
        shifts: section.texts("shifts").map(|names| shift_ids(section, names, shifts)),
    };
    section.finish();
    contract
}

fn shift_ids(section: &Section, names: Vec<String>, shifts: &[ShiftTemplate]) -> Vec<ShiftId> {
    let known = || shifts.iter().map(|shift| shift.id.as_str());
    for name in names.iter().filter(|name| known().all(|id| id != name.as_str())) {
        let what = format!("there is no shift {name:?}");
        let remedy = suggestion(name, known(), "add a [[shift]] with this id, or correct the name");
        let expected = format!("ids of shifts: {}", known().collect::<Vec<_>>().join(", "));
        section.problem(codes::KEY_UNKNOWN_NAME, "shifts", what, expected, remedy);
    }
    names.into_iter().map(ShiftId::from).collect()
}
