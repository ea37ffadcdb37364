//! `[[shift]]`: when shifts may start, how long they are, which breaks they have.

use super::super::codes;
use super::section::Section;
use crate::model::{BreakRules, BreakTemplate, ShiftTemplate, StartWindow, WeekdaySet, parse_minutes};

const DAY: u32 = 1440;

pub(super) fn shifts(root: &Section, step: u32) -> Vec<ShiftTemplate> {
    let sections = root.named_tables("shift");
    sections.into_iter().map(|(id, section)| shift(id, &section, step)).collect()
}

fn shift(id: String, section: &Section, step: u32) -> ShiftTemplate {
    let days = section.parsed("days", "weekdays such as mon-fri", |text| text.parse::<WeekdaySet>().ok());
    let start = start(section, step);
    let start_every_minutes = section.whole("start_every_minutes", 1, DAY).unwrap_or(step);
    on_step(section, "start_every_minutes", start_every_minutes, step);
    let lengths = lengths(section, step);
    let break_every_minutes = section.whole("break_every_minutes", 1, DAY).unwrap_or(step);
    let breaks = breaks(section, &lengths, step);
    break_on_step(section, "break_every_minutes", break_every_minutes, step);
    let break_rules = break_rules(section);
    section.finish();
    ShiftTemplate {
        id: id.into(),
        days: days.unwrap_or(WeekdaySet::ALL),
        start,
        start_every_minutes,
        lengths,
        breaks,
        break_every_minutes,
        break_rules,
    }
}

fn break_rules(section: &Section) -> BreakRules {
    let minutes = |key| section.parsed(key, "hours and minutes such as \"0:45\"", parse_minutes);
    BreakRules {
        max_work: minutes("max_work_without_break"),
        min_between: minutes("min_between_breaks").unwrap_or(0),
        min_from_ends: minutes("min_from_shift_ends").unwrap_or(0),
    }
}

/// `07:00-14:30`, or one start.
fn start(section: &Section, step: u32) -> StartWindow {
    let expected = "times of day such as \"07:00-14:30\", the earlier first, before 24:00";
    let Some(text) = section.needed_text("start", expected) else {
        return StartWindow { earliest: 0, latest: 0 };
    };
    let window = window(&text).filter(|(_, latest)| *latest < DAY);
    let Some((earliest, latest)) = window else {
        section.not_understood("start", &text, expected);
        return StartWindow { earliest: 0, latest: 0 };
    };
    on_step(section, "start", earliest, step);
    StartWindow { earliest, latest }
}

/// Two durations with a hyphen between them, in order; one counts twice.
fn window(text: &str) -> Option<(u32, u32)> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last) = (parse_minutes(first)?, parse_minutes(last)?);
    (first <= last).then_some((first, last))
}

fn lengths(section: &Section, step: u32) -> Vec<u32> {
    let expected = "lengths such as [\"8:00\", \"9:00\"], hours and minutes";
    let Some(texts) = section.texts("length") else {
        if !section.is_there("length") {
            section.problem(codes::KEY_MISSING, "length", "length is missing", expected, "add length = …");
        }
        return Vec::new();
    };
    if texts.is_empty() {
        section.problem(codes::KEY_TEXT, "length", "length is empty", expected, "give at least one length");
    }
    texts.iter().filter_map(|text| length(section, text, expected, step)).collect()
}

fn length(section: &Section, text: &str, expected: &str, step: u32) -> Option<u32> {
    let Some(minutes) = parse_minutes(text).filter(|minutes| *minutes > 0) else {
        section.not_understood("length", text, expected);
        return None;
    };
    if minutes > DAY {
        let what = format!("the length {text} is longer than a day");
        section.problem(codes::SHIFT_TOO_LONG, "length", what, "at most 24:00", "correct the length");
        return None;
    }
    on_step(section, "length", minutes, step);
    Some(minutes)
}

/// Shifts are made of whole planning intervals.
fn on_step(section: &Section, key: &str, minutes: u32, step: u32) {
    if !minutes.is_multiple_of(step) {
        let what = format!("{key} of {minutes} minutes does not fit intervals of {step} minutes");
        let expected = format!("a multiple of {step} minutes");
        section.problem(codes::OFF_STEP, key, what, expected, "change it, or interval_minutes");
    }
}

/// A break may cut an interval, but then the interval is worked in part.
fn break_on_step(section: &Section, key: &str, minutes: u32, step: u32) {
    if !minutes.is_multiple_of(step) {
        let what = format!("{key} of {minutes} minutes does not fit intervals of {step} minutes");
        let remedy = "choose a shorter interval_minutes, or round it";
        section.problem(codes::BREAK_OFF_STEP, key, what, format!("a multiple of {step} minutes"), remedy);
    }
}

fn breaks(section: &Section, lengths: &[u32], step: u32) -> Vec<BreakTemplate> {
    let tables = section.named_tables("breaks");
    let breaks: Vec<BreakTemplate> =
        tables.into_iter().filter_map(|(id, part)| break_template(id, &part, lengths, step)).collect();
    for pair in breaks.windows(2) {
        if pair[0].earliest + pair[0].minutes > pair[1].latest {
            let what = format!("the break {:?} cannot end before {:?} must begin", pair[0].id, pair[1].id);
            let remedy = "write the breaks in the order they are taken, with windows that leave room";
            section.problem(codes::BREAK_OUTSIDE, "breaks", what, "breaks one after the other", remedy);
        }
    }
    breaks
}

fn break_template(id: String, part: &Section, lengths: &[u32], step: u32) -> Option<BreakTemplate> {
    let expected = "earliest and latest start after the shift's start, such as \"3:15-4:15\"";
    let minutes = part.whole("minutes", 1, 720);
    if !part.is_there("minutes") {
        part.problem(
            codes::KEY_MISSING,
            "minutes",
            "minutes is missing",
            "the break's length",
            "add minutes = …",
        );
    }
    let paid = part.flag("paid").unwrap_or(false);
    part.needed_text("window", expected);
    let window = part.parsed("window", expected, window);
    part.finish();
    let (minutes, (earliest, latest)) = (minutes?, window?);
    break_on_step(part, "minutes", minutes, step);
    break_on_step(part, "window", earliest, step);
    if let Some(shortest) = lengths.iter().min().filter(|length| latest + minutes > **length) {
        let what = format!(
            "a break of {minutes} minutes that starts as late as {}:{:02} ends after a shift of {}:{:02}",
            latest / 60,
            latest % 60,
            shortest / 60,
            shortest % 60
        );
        let remedy = "let the window end earlier, or give the short length a shift of its own";
        part.problem(
            codes::BREAK_OUTSIDE,
            "window",
            what,
            "a break inside every length of its shift",
            remedy,
        );
    }
    Some(BreakTemplate { id, minutes, paid, earliest, latest })
}
