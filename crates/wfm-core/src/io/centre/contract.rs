//! `[[contract]]`: working-time rules.

use std::collections::BTreeMap;

use super::super::codes;
use super::super::names::suggestion;
use super::super::value::parse_date;
use super::section::Section;
use crate::model::{Contract, Rotation, RotationDay, ShiftCount, ShiftId, ShiftTemplate};

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
    let hours_per_week = section.pair("hours_per_week", 168.0).unwrap_or((0.0, 168.0));
    let days_per_week = section.whole_pair("days_per_week", 7).unwrap_or((0, 7));
    let contract = Contract {
        hours_per_day: section.pair("hours_per_day", 24.0),
        min_rest_hours: section.number("min_rest_hours", 0.0, 168.0).unwrap_or(0.0),
        max_consecutive_days: section.whole("max_consecutive_days", 1, 366),
        consecutive_days_off: section.whole("consecutive_days_off", 0, 7),
        max_start_spread_hours: section.number("max_start_spread_hours", 0.0, 24.0),
        weekends_off_of: section.whole_pair("weekends_off_of", 52),
        leave_day_hours: section.number("leave_day_hours", 0.0, 24.0),
        shifts: section.texts("shifts").map(|names| shift_ids(section, "shifts", names, shifts)),
        min_weekly_rest_hours: section.number("min_weekly_rest_hours", 0.0, 168.0),
        min_consecutive_days: section.whole("min_consecutive_days", 1, 366),
        min_consecutive_days_off: section.whole("min_consecutive_days_off", 1, 366),
        not_next_day: not_next_day(section, shifts),
        day_off_after: some_shifts(section, "day_off_after", shifts),
        day_off_before: some_shifts(section, "day_off_before", shifts),
        max_consecutive_weekends: section.whole("max_consecutive_weekends", 0, 26),
        max_weekends: section.whole("max_weekends", 0, 53),
        shift_counts: shift_counts(section, shifts),
        hours_per_period: section.pair("hours_per_period", 8784.0),
        days_off_per_period: section.whole_pair("days_off_per_period", 366),
        max_start_change_hours: section.number("max_start_change_hours", 0.0, 24.0),
        same_paid_hours_in_week: section.flag("same_paid_hours_in_week").unwrap_or(false),
        rest_after: rest_after(section, shifts),
        rotation: rotation(section, shifts),
        ..Contract::new(id, hours_per_week, days_per_week)
    };
    section.finish();
    contract
}

/// Shifts under a key of their own; none when it is absent.
fn some_shifts(section: &Section, key: &str, shifts: &[ShiftTemplate]) -> Vec<ShiftId> {
    section.texts(key).map(|names| shift_ids(section, key, names, shifts)).unwrap_or_default()
}

/// `{ night = ["early", "day"] }`.
fn not_next_day(section: &Section, shifts: &[ShiftTemplate]) -> BTreeMap<ShiftId, Vec<ShiftId>> {
    let Some(table) = section.table("not_next_day") else { return BTreeMap::new() };
    let names = table.keys_in_file_order();
    let first = shift_ids(&table, "not_next_day", names.clone(), shifts);
    first.into_iter().zip(names).map(|(id, name)| (id, some_shifts(&table, &name, shifts))).collect()
}

/// `{ night = 48 }`.
fn rest_after(section: &Section, shifts: &[ShiftTemplate]) -> BTreeMap<ShiftId, f64> {
    let Some(table) = section.table("rest_after") else { return BTreeMap::new() };
    let names = table.keys_in_file_order();
    let ids = shift_ids(&table, "rest_after", names.clone(), shifts);
    let hours = |(id, name): (ShiftId, String)| Some((id, table.number(&name, 0.0, 336.0)?));
    ids.into_iter().zip(names).filter_map(hours).collect()
}

/// `[["early", "early", "early|late", "off", "any", "off", "off"], …]`.
fn rotation(section: &Section, shifts: &[ShiftTemplate]) -> Option<Rotation> {
    let expected = "a date such as 2026-01-05";
    let from = section.parsed("rotation_from", expected, parse_date);
    let weeks = section.lists("rotation")?;
    if weeks.is_empty() || weeks.len() > 32 || weeks.iter().any(|week| week.len() != 7) {
        let what = "rotation is no list of 1 to 32 weeks of seven days";
        let remedy = "write one list a week, from the day on which the week starts: off, any, work, or shifts with a \
                      bar between";
        section.problem(codes::KEY_TYPE, "rotation", what, "[[\"early\", … seven days], …]", remedy);
        return None;
    }
    let week = |days: Vec<String>| -> Option<[RotationDay; 7]> {
        let days: Vec<RotationDay> = days.iter().map(|text| rotation_day(section, text, shifts)).collect();
        days.try_into().ok()
    };
    Some(Rotation { weeks: weeks.into_iter().filter_map(week).collect(), from })
}

/// `off`, `any` (whatever there is, or off), `work` (any shift), or shifts with a bar between, `off` among them or not.
fn rotation_day(section: &Section, text: &str, shifts: &[ShiftTemplate]) -> RotationDay {
    match text.trim() {
        "any" => RotationDay { off: true, shifts: None },
        "work" => RotationDay { off: false, shifts: None },
        text => {
            let (off, named): (Vec<&str>, Vec<&str>) =
                text.split('|').map(str::trim).partition(|name| *name == "off");
            let named = named.into_iter().map(str::to_owned).collect();
            let shifts = Some(shift_ids(section, "rotation", named, shifts));
            RotationDay { off: !off.is_empty(), shifts }
        }
    }
}

/// `[{ shifts = ["night"], per_week = [0, 2] }]`.
fn shift_counts(section: &Section, shifts: &[ShiftTemplate]) -> Vec<ShiftCount> {
    let counts = section.tables("shift_counts").unwrap_or_default();
    counts.into_iter().map(|part| shift_count(&part, shifts)).collect()
}

fn shift_count(part: &Section, shifts: &[ShiftTemplate]) -> ShiftCount {
    if !part.is_there("shifts") {
        part.missing("shifts", "ids of the shifts to count");
    }
    let count = ShiftCount {
        shifts: some_shifts(part, "shifts", shifts),
        per_week: part.whole_pair("per_week", 7),
        per_period: part.whole_pair("per_period", 366),
    };
    if !part.is_there("per_week") && !part.is_there("per_period") {
        part.missing("per_week", "fewest and most, such as [0, 2], here or as per_period");
    }
    part.finish();
    count
}

fn shift_ids(section: &Section, key: &str, names: Vec<String>, shifts: &[ShiftTemplate]) -> Vec<ShiftId> {
    let known = || shifts.iter().map(|shift| shift.id.as_str());
    for name in names.iter().filter(|name| known().all(|id| id != name.as_str())) {
        let what = format!("there is no shift {name:?}");
        let remedy = suggestion(name, known(), "add a [[shift]] with this id, or correct the name");
        let expected = format!("ids of shifts: {}", known().collect::<Vec<_>>().join(", "));
        section.problem(codes::KEY_UNKNOWN_NAME, key, what, expected, remedy);
    }
    names.into_iter().map(ShiftId::from).collect()
}
