//! Whatever is wrong with the input is said with code, line and remedy, all at once, and never with a panic.

use std::fs;
use std::io::Read;

use proptest::prelude::*;
use wfm_core::io::{self, Code, InputProblems, Reading, Severity, Source, Want, Wanted};
use wfm_core::model::*;

const CENTRE: &str = r#"time_zone = "Europe/London"
interval_minutes = 30

[[queue]]
id = "cards"
open = ["mon-fri 07:00-21:00"]

[[queue]]
id = "claims"
channel = "email"

[[shift]]
id = "long"
start = "07:00-14:30"
length = ["8:00"]
breaks = [{ id = "meal", minutes = 30, paid = false, window = "3:00-4:00" }]

[[contract]]
id = "full-time"
hours_per_week = [37.0, 42.0]
days_per_week = [5, 5]
shifts = ["long"]
"#;

const HISTORY: &str = "interval_start,queue,offered,handled,abandoned\n";

fn source(name: &'static str, text: impl Into<Vec<u8>>) -> Source<'static> {
    Source::new(name, std::io::Cursor::new(text.into()))
}

fn centre() -> Centre {
    io::centre(source("centre.toml", CENTRE)).accept(true).unwrap().0
}

fn agents() -> Vec<Agent> {
    vec![Agent::new("ann", "full-time"), Agent::new("bob", "full-time")]
}

fn history(text: impl Into<Vec<u8>>) -> InputProblems {
    io::history(vec![source("history.csv", text)], &centre(), &Calendar::default()).problems
}

fn rows(rows: &str) -> InputProblems {
    history(format!("{HISTORY}{rows}"))
}

fn availability(rows: &str) -> InputProblems {
    let text = format!("agent,from,to,kind,weekly\n{rows}");
    io::availability(source("availability.csv", text), &centre(), &agents()).problems
}

fn roster(rows: &str, activities: &str) -> InputProblems {
    let roster = source("roster.csv", format!("agent,date,shift,start,end\n{rows}"));
    let activities = source("activities.csv", format!("agent,start,end,activity\n{activities}"));
    io::roster(roster, Some(activities), &centre(), &agents()).problems
}

/// The centre with one text replaced.
fn centre_with(old: &str, new: &str) -> InputProblems {
    assert!(CENTRE.contains(old));
    io::centre(source("centre.toml", CENTRE.replacen(old, new, 1))).problems
}

/// There is a problem of this code in this line (0: in none) that says this; its remedy is not empty for an error.
#[track_caller]
fn says(problems: &InputProblems, code: &str, line: u64, phrase: &str) {
    let found = problems.iter().find(|problem| {
        problem.code.to_string() == code
            && problem.line.unwrap_or(0) == line
            && problem.to_string().contains(phrase)
    });
    let Some(found) = found else { panic!("no {code} in line {line} with {phrase:?}, but:\n{problems}") };
    assert!(found.severity() != Severity::Error || !found.remedy.is_empty(), "no remedy: {found}");
}

#[test]
fn no_file() {
    let folder = tempfile::tempdir().unwrap();
    let problems = io::read(folder.path(), &Wanted::default()).accept(false).unwrap_err();
    says(&problems, "E1001", 0, "wfm init");
    fs::write(folder.path().join("centre.toml"), CENTRE).unwrap();
    let wanted =
        Wanted { history: Want::Needed, agents: Want::Needed, states: Want::IfThere, ..Wanted::default() };
    let problems = io::read(folder.path(), &wanted).accept(false).unwrap_err();
    says(&problems, "E1101", 0, "history.csv: the file cannot be read");
    says(&problems, "E1201", 0, "agents.csv");
    assert_eq!(problems.iter().count(), 2);
}

#[test]
fn empty_file_and_header_only() {
    says(&history(""), "E1102", 0, "the columns interval_start, queue, offered");
    says(&history("\u{feff}\r\n\r\n"), "E1102", 0, "the file is empty");
    says(&history(HISTORY), "E1118", 1, "no row");
    says(&io::agents(source("agents.csv", ""), &centre()).problems, "E1202", 0, "agent, contract");
    says(
        &io::requirement(source("r", "interval_start,queue,agents"), &centre()).problems,
        "E1518",
        1,
        "no row",
    );
}

#[test]
fn keys_of_a_queue_out_of_range_or_without_what_they_need() {
    let with = |keys: &str| centre_with("channel = \"email\"", keys);
    says(&with("patience_seconds = 60\nlines = 0"), "E1008", 11, "lines is 0");
    says(&with("patience_seconds = 60\nlines = 2.5"), "E1007", 11, "a whole number");
    says(&with("patience_seconds = 60\nredial_abandoned = 50"), "E1009", 11, "write 0.5 for 50 %");
    says(&with("patience_seconds = 60\nredial_blocked = -0.1"), "E1009", 11, "redial_blocked is -0.1");
    says(&with("patience_seconds = 60\ncallback_share = 1.5"), "E1009", 11, "callback_share is 1.5");
    says(&with("callback_after_seconds = -1"), "E1008", 10, "callback_after_seconds is -1");
    says(&with("handle_time_cv = nan"), "E1008", 10, "handle_time_cv is NaN");
    says(&with("lines = 60"), "E1006", 10, "lines stands without patience_seconds");
    says(&with("redial_blocked = 0.5"), "E1006", 10, "add patience_seconds");
    says(&with("callback_after_seconds = 30"), "E1006", 10, "add callback_share");
    let definition =
        "service_level = 0.8\nwithin_seconds = 20\nservice_level_definition = \"short_abandons_good\"";
    says(&with(definition), "E1006", 12, "add short_abandon_seconds");
}

#[test]
fn groups_of_a_queue_without_a_name() {
    for group in ["retail//cards", "/retail", "retail/", "retail/ /cards", ""] {
        let problems = centre_with("channel = \"email\"", &format!("group = {group:?}"));
        says(&problems, "E1010", 10, &format!("queue \"claims\": a group of {group:?} has no name"));
        says(&problems, "E1010", 10, "such as \"retail/cards\"");
    }
    let problems = centre_with("channel = \"email\"", "group = \"retail/cards/gold\"");
    assert_eq!(problems.iter().count(), 0, "{problems}");
}

#[test]
fn missing_required_column() {
    let problems = history("interval_start,queue,offerd\n2026-03-02T07:00,cards,1\n");
    says(&problems, "E1105", 1, "rename the column \"offerd\" to offered");
    says(&history("interval_start,offered\n"), "E1105", 1, "add a column queue");
    says(&history("queue,queue,interval_start,offered\n"), "E1106", 1, "queue");
}

#[test]
fn text_in_a_number() {
    says(&rows("2026-03-02T07:00,cards,4l,,\n"), "E1109", 2, "\"4l\" is not a number");
    says(&rows("2026-03-02T07:00,cards,\"1,5\",,\n"), "E1109", 2, "(offered)");
}

#[test]
fn negative_and_infinite_numbers() {
    says(&rows("2026-03-02T07:00,cards,-4,,\n"), "E1110", 2, "-4 is negative");
    for infinite in ["inf", "NaN", "1e999"] {
        says(&rows(&format!("2026-03-02T07:00,cards,{infinite},,\n")), "E1110", 2, "is not finite");
    }
}

#[test]
fn all_problems_come_at_once_in_file_order() {
    let problems = rows("x,card,-1,y,\n2026-03-02T07:00,cards,1\n2026-03-02T07:30,cards,1,,\n");
    let found: Vec<(u64, String)> = problems.iter().map(|p| (p.line.unwrap(), p.code.to_string())).collect();
    let found: Vec<(u64, &str)> = found.iter().map(|(line, code)| (*line, code.as_str())).collect();
    assert_eq!(found, [(2, "E1109"), (2, "E1110"), (2, "E1113")]);
    // A row with too few cells is accepted only when what it lacks need not be there.
    says(&rows("2026-03-02T07:00,cards\n"), "E1107", 2, "the row has 2 cells");
}

#[test]
fn abandoned_above_offered() {
    says(&rows("2026-03-02T07:00,cards,4,0,5\n"), "E1123", 2, "abandoned is 5, above offered, which is 4");
}

#[test]
fn date_that_does_not_exist() {
    says(&rows("2026-02-30T07:00,cards,4,,\n"), "E1111", 2, "the date 2026-02-30 does not exist");
    says(&rows("2 March,cards,4,,\n"), "E1111", 2, "RFC 3339");
    says(&rows(",cards,4,,\n"), "E1108", 2, "interval_start");
    says(&availability("ann,2026-04-31,2026-05-02,leave,\n"), "E1311", 2, "2026-04-31 does not exist");
}

#[test]
fn hour_that_does_not_exist_in_spring() {
    let reading = io::history(
        vec![source(
            "history.csv",
            "interval_start,queue,offered\n2026-03-29T01:30,claims,4\n2026-03-29T03:00,claims,1\n",
        )],
        &centre(),
        &Calendar::default(),
    );
    says(&reading.problems, "W1115", 2, "2026-03-29 01:30:00 does not exist in Europe/London");
    let (histories, _) = reading.accept(false).unwrap();
    assert_eq!(histories[0].measure(Measure::Offered).unwrap().total(), 1.0);
    let problems = history("interval_start,queue,offered\n2026-03-29T01:30,claims,4\n");
    assert!(problems.refuse(true) && !problems.refuse(false));
    assert!(problems.iter().all(|problem| !problem.what.contains("further")));
}

#[test]
fn hours_that_do_not_exist_are_told_once_with_their_number() {
    let rows = ["2025-03-30T01:00", "2025-03-30T01:30", "2026-03-29T01:00", "2026-03-29T01:30"];
    let rows: String = rows.map(|time| format!("{time},claims,4\n")).concat();
    let problems = history(format!("interval_start,queue,offered\n{rows}"));
    says(&problems, "W1115", 2, "2025-03-30 01:00:00 does not exist in Europe/London");
    says(&problems, "W1115", 2, "the row is set aside, with 3 further rows of this file");
    assert_eq!(problems.count(Severity::Warning), 4);
    assert_eq!(problems.iter().filter(|problem| problem.code.to_string() == "W1115").count(), 1);
}

#[test]
fn hour_that_is_there_twice_in_autumn() {
    let once = history("interval_start,queue,offered\n2026-10-25T01:30,claims,4\n");
    says(&once, "N1116", 2, "comes twice on this day but stands here once; the earlier is taken");
    let thrice = history(
        "interval_start,queue,offered\n2026-10-25T01:30,claims,4\n2026-10-25T01:30,claims,5\n2026-10-25T01:30,claims,6\n",
    );
    says(&thrice, "E1114", 4, "stands already in line 3");
    let with_offset = history(
        "interval_start,queue,offered\n2026-10-25T01:30+01:00,claims,4\n2026-10-25T01:30+00:00,claims,4\n",
    );
    assert!(with_offset.is_empty(), "{with_offset}");
}

#[test]
fn duplicate_interval() {
    let problems =
        rows("2026-03-02T07:00,cards,4,,\n2026-03-02T07:30,cards,4,,\n2026-03-02 07:00Z,cards,4,,\n");
    says(&problems, "E1114", 4, "the interval 2026-03-02 07:00 of this queue stands already in line 2");
    let files = ["a.csv", "b.csv"].map(|name| source(name, format!("{HISTORY}2026-03-02T07:00,cards,4,,\n")));
    let problems = io::history(files.into(), &centre(), &Calendar::default()).problems;
    says(&problems, "E1114", 2, "a.csv:2");
}

#[test]
fn unknown_names() {
    let problems = rows("2026-03-02T07:00,card,4,,\n2026-03-02T07:30,card,4,,\n");
    says(&problems, "E1113", 2, "did you mean \"cards\"?");
    assert_eq!(problems.iter().count(), 1, "named once: {problems}");
    let agents =
        io::agents(source("agents.csv", "agent,contract,queues\nann,ful-time,cards|clams:0.9\n"), &centre());
    says(&agents.problems, "E1213", 2, "did you mean \"full-time\"?");
    says(&agents.problems, "E1213", 2, "did you mean \"claims\"?");
    says(&availability("anne,2026-03-02,2026-03-02,leave,\n"), "E1313", 2, "did you mean \"ann\"?");
    says(&availability("ann,2026-03-02,2026-03-02,leaf,\n"), "E1312", 2, "did you mean \"leave\"?");
    let shift = "ann,2026-03-02,lang,2026-03-02T08:00,2026-03-02T16:00\n";
    says(&roster(shift, ""), "E1613", 2, "did you mean \"long\"?");
    says(&centre_with("shifts = [\"long\"]", "shifts = [\"lung\"]"), "E1013", 22, "did you mean \"long\"?");
    says(&centre_with("Europe/London", "Europe/Lundon"), "E1013", 1, "did you mean \"Europe/London\"?");
}

#[test]
fn shift_longer_than_the_day() {
    says(&centre_with("[\"8:00\"]", "[\"24:30\"]"), "E1016", 15, "the length 24:30 is longer than a day");
}

#[test]
fn break_windows_outside_the_shift() {
    let problems = centre_with("3:00-4:00", "3:00-8:00");
    says(&problems, "E1017", 16, "starts as late as 8:00 ends after a shift of 8:00");
    let two = "{ id = \"rest\", minutes = 30, window = \"6:00-7:00\" }, { id = \"meal\", minutes = 30, window = \"1:00\" }";
    let problems = centre_with("{ id = \"meal\", minutes = 30, paid = false, window = \"3:00-4:00\" }", two);
    says(&problems, "E1017", 16, "cannot end before");
}

#[test]
fn shifts_off_the_planning_step() {
    says(&centre_with("07:00-14:30", "07:15-14:30"), "E1018", 14, "does not fit intervals of 30 minutes");
    says(&centre_with("minutes = 30, paid", "minutes = 15, paid"), "W1019", 16, "minutes of 15 minutes");
}

#[test]
fn overlapping_leave() {
    let problems = availability(
        "ann,2026-03-02,2026-03-06,leave,\nbob,2026-03-02,2026-03-06,leave,\nann,2026-03-06,2026-03-09,leave,\n",
    );
    says(&problems, "E1322", 4, "the leave of agent \"ann\" overlaps that of line 2");
    assert_eq!(problems.iter().count(), 1);
    let apart = availability("ann,2026-03-02,2026-03-05,leave,\nann,2026-03-06,2026-03-09,leave,\n");
    assert!(apart.is_empty(), "{apart}");
}

#[test]
fn availability_in_the_wrong_order() {
    says(&availability("ann,2026-03-06,2026-03-02,leave,\n"), "E1321", 2, "ends before it begins");
    says(&availability("ann,2026-03-02,2026-03-03,only,fri\n"), "E1323", 2, "none of the weekdays");
}

#[test]
fn a_line_of_one_gigabyte() {
    let start = std::io::Cursor::new(format!("{HISTORY}2026-03-02T07:00,cards,"));
    let endless = start.chain(std::io::repeat(b'9').take(1 << 30));
    let problems =
        io::history(vec![Source::new("history.csv", endless)], &centre(), &Calendar::default()).problems;
    says(&problems, "E1104", 2, "does not end within 1048576 bytes");
    let toml = Source::new("centre.toml", std::io::repeat(b'#').take(1 << 30));
    says(&io::centre(toml).problems, "E1004", 0, "longer than");
}

#[test]
fn a_quotation_mark_that_is_never_closed() {
    says(&rows("2026-03-02T07:00,\"cards,4,,\n2026-03-02T07:30,cards,4,,\n"), "E1104", 2, "never closed");
}

#[test]
fn a_delimiter_in_free_text_at_the_end_of_a_row_is_part_of_it() {
    let text = "date,kind,name\n1999-04-07,holiday,Passover, last day\n1999-04-08,event,a,\"b;\",\n1999-04-09,closed,,\n";
    let reading = io::calendar(source("calendar.csv", text), &centre());
    says(
        &reading.problems,
        "W1420",
        2,
        "the row has 4 cells, the header 3; \"Passover, last day\" is taken as one",
    );
    says(&reading.problems, "W1420", 2, "put it into quotation marks: \"Passover, last day\"");
    assert_eq!(reading.problems.iter().count(), 2, "{}", reading.problems);
    assert!(reading.problems.refuse(true) && !reading.problems.refuse(false));
    let names: Vec<Option<String>> = reading.value.unwrap().days.into_iter().map(|day| day.name).collect();
    assert_eq!(names, [Some("Passover, last day".into()), Some("a,b;,".into()), None]);

    let notes = "agent;from;to;kind;note\nann;2026-03-02;2026-03-02;leave;mail; says \"yes\"\n";
    let problems = io::availability(source("availability.csv", notes), &centre(), &agents()).problems;
    says(&problems, "W1320", 2, "\"mail; says \"\"yes\"\"\"");
    assert_eq!(problems.iter().count(), 1, "{problems}");
}

#[test]
fn a_rule_about_shifts_that_are_not_there_or_without_figures_is_refused() {
    let rules = "shifts = [\"long\"]\nday_off_after = [\"nihgt\"]\nnot_next_day = { long = [\"lnog\"] }\n\
                 shift_counts = [{ shifts = [\"long\"] }, { per_week = [3, 2] }]\nmin_weekly_rest_hours = 200\n";
    let problems = centre_with("shifts = [\"long\"]\n", rules);
    says(&problems, "E1013", 23, "there is no shift \"nihgt\"");
    says(&problems, "E1013", 24, "did you mean \"long\"?");
    says(&problems, "E1006", 25, "per_week is missing");
    says(&problems, "E1006", 25, "shifts is missing");
    says(&problems, "E1014", 25, "swap the two numbers");
    says(&problems, "E1008", 26, "min_weekly_rest_hours is 200");
}

#[test]
fn a_wish_for_a_shift_that_is_not_there_or_of_no_weight_is_refused() {
    let table = "agent,from,to,kind,shift,weight\nann,2026-03-02,2026-03-02,wish_work,lnog,1\n\
                 bob,2026-03-02,2026-03-02,wish_off,long,0\n";
    let problems = io::availability(source("availability.csv", table), &centre(), &agents()).problems;
    says(&problems, "E1313", 2, "did you mean \"long\"?");
    says(&problems, "E1312", 3, "a whole number from 1 on");
}

#[test]
fn a_surplus_cell_behind_any_other_column_is_an_error() {
    let name_inside = "date,name,kind\n1999-04-07,Passover, last day,holiday\n";
    let problems = io::calendar(source("calendar.csv", name_inside), &centre()).problems;
    says(&problems, "E1407", 2, "the row has 4 cells");
    let name_not_last = "date,kind,name,colour\n1999-04-07,holiday,Passover, last day,red\n";
    let problems = io::calendar(source("calendar.csv", name_not_last), &centre()).problems;
    says(&problems, "E1407", 2, "the row has 5 cells");
    says(&availability("ann,2026-03-02,2026-03-02,leave,mon,tue\n"), "E1307", 2, "the row has 6 cells");
}

#[test]
fn not_utf8() {
    let mut text = format!("{HISTORY}2026-03-02T07:00,cards,4,,\n2026-03-02T07:30,").into_bytes();
    text.extend(b"caf\xe9,4,,\nnonsense,cards,1,,\n");
    let problems = history(text);
    says(&problems, "E1103", 3, "byte 21 of the row is not UTF-8");
    says(&problems, "E1111", 4, "nonsense");
    says(&history(b"\xff\xfei\0n\0".to_vec()), "E1103", 1, "save the file as UTF-8");
    let mut toml = b"name = \"x\"\n# caf".to_vec();
    toml.push(0xe9);
    says(&io::centre(source("centre.toml", toml)).problems, "E1003", 2, "not UTF-8");
}

#[test]
fn rows_between_intervals_and_rows_too_coarse() {
    says(&rows("2026-03-02T07:00,cards,4,,\n2026-03-02T07:37,cards,4,,\n"), "E1121", 3, "2026-03-02 07:37");
    says(&rows("2026-03-02T07:00:30,cards,4,,\n"), "E1121", 2, "between two intervals");
    let hourly: String =
        (0..30).map(|row| format!("2026-03-{:02}T{:02}:00,claims,4,,\n", 2 + row / 24, row % 24)).collect();
    says(&rows(&hourly), "E1122", 0, "60 minutes apart");
    let quarters: String =
        (0..8).map(|row| format!("2026-03-02T{:02}:{:02},cards,2\n", 8 + row / 4, row % 4 * 15)).collect();
    let quarters = format!("interval_start,queue,agents\n{quarters}");
    says(
        &io::requirement(source("requirement.csv", quarters), &centre()).problems,
        "E1522",
        0,
        "15 minutes apart",
    );
}

#[test]
fn a_mistyped_year_does_not_fill_the_memory() {
    says(&rows("2026-03-02T07:00,cards,4,,\n0026-03-02T07:00,cards,4,,\n"), "E1127", 3, "at most 50 years");
}

#[test]
fn calendar_agents_states_and_calls_are_checked() {
    let calendar = io::calendar(
        source(
            "calendar.csv",
            "date,kind,open\n2026-12-24,short,\n2026-12-25,closed,\n2026-12-25,closed,\n2026-12-26,closed,09:00-10:00\n",
        ),
        &centre(),
    );
    says(&calendar.problems, "E1421", 2, "a short day needs its hours");
    says(&calendar.problems, "E1414", 4, "in line 3 already");
    says(&calendar.problems, "W1422", 5, "a closed day has hours");
    let agents_file = "agent,contract,queues,hire_date,leave_date\nann,full-time,cards:0,2026-01-01,\nann,full-time,,2026-01-01,2025-01-01\n";
    let problems = io::agents(source("agents.csv", agents_file), &centre()).problems;
    says(&problems, "E1210", 2, "gives no speed");
    says(&problems, "E1214", 3, "stands in line 2 already");
    says(&problems, "E1221", 3, "before being hired");
    let states = "agent,state,start,end\neve,ready,2026-03-02T09:00,2026-03-02T08:00\n";
    let problems = io::states(source("states.csv", states), &centre(), &agents()).problems;
    says(&problems, "W1722", 2, "no agent \"eve\"");
    says(&problems, "E1721", 2, "ends before it begins");
    let calls = "arrival,queue,answered,ended,outcome\n2026-03-02T09:00,cards,2026-03-02T08:59,,\n2026-03-02T09:00,cards,,,lost\n2026-03-02T09:00,,,,\n1026-03-02T09:00,cards,,,\n2026-03-02T09:00,cards,,,\n";
    let problems = io::calls(source("calls.csv", calls), &centre(), &Calendar::default()).problems;
    says(&problems, "E1821", 2, "before it begins");
    says(&problems, "E1812", 3, "answered, abandoned, blocked");
    says(&problems, "E1808", 4, "queue");
    says(&problems, "E1822", 6, "50 years");
}

#[test]
fn rosters_are_checked() {
    let two = "ann,2026-03-02,long,2026-03-02T08:00,2026-03-02T16:00\nann,2026-03-02,long,2026-03-02T08:00,2026-03-02T07:00\nbob,2026-03-03,long,2026-03-02T08:00,2026-03-02T16:00\n";
    let activities = "ann,2026-03-02T15:30,2026-03-02T16:30,meal\nann,2026-03-02T10:00,2026-03-02T11:00,meal\nann,2026-03-02T10:30,2026-03-02T11:00,meeting\n";
    let problems = roster(two, activities);
    says(&problems, "E1621", 3, "ends before it begins");
    says(&problems, "E1621", 4, "starts on 2026-03-02");
    says(&problems, "W1622", 2, "outside every shift");
    says(&problems, "E1623", 4, "meeting of agent \"ann\" begins before meal ends");
}

#[test]
fn every_mistake_in_a_centre_is_found_in_one_reading() {
    let toml = r#"time_zone = 1
interval_minutes = 7
weekned = ["fri"]
week_starts = "funday"
currency = "Pounds"
language = "de"

[[queue]]
id = "cards"
channel = "vioce"
open = ["mon-fri 7-21"]
service_level = 80
max_occupancy = 1.2

[[queue]]
id = "cards"
service_level = 1.0
within_seconds = "20"

[shrinkage]
leave = 0.6
training = 0.5
combine = "additive"

[[shift]]
id = "x"
start = "14:00-07:00"
length = []

[[contract]]
id = "c"
hours_per_week = [42, 37]
min_rest_hours = -1

[roster]
understaffing = [{ up_to_share = 0.1, cost = 30 }, { cost = 10 }]
gap = nan
"#;
    let problems = io::centre(source("centre.toml", toml)).problems;
    for (code, line, phrase) in [
        ("E1007", 1, "time_zone is a whole number"),
        ("E1008", 2, "5, 10, 15, 20, 30 or 60"),
        ("W1021", 3, "did you mean \"weekend\"?"),
        ("E1010", 4, "\"funday\""),
        ("E1010", 5, "three capital letters"),
        ("E1011", 6, "one of en, fa, ru"),
        ("E1011", 10, "did you mean \"voice\"?"),
        ("E1010", 11, "mon-fri 07:00-21:00"),
        ("E1009", 12, "write 0.8 for 80 %"),
        ("E1006", 12, "service_level stands without within_seconds"),
        ("E1009", 13, "max_occupancy is 1.2"),
        ("E1012", 16, "queue \"cards\""),
        ("E1009", 17, "0.99 or less"),
        ("E1007", 18, "write it without quotation marks"),
        ("E1020", 20, "shrinkage"),
        ("E1010", 27, "the earlier first"),
        ("E1010", 28, "length is empty"),
        ("E1014", 32, "swap the two numbers"),
        ("E1006", 30, "days_per_week is missing"),
        ("E1008", 33, "min_rest_hours is -1"),
        ("E1015", 36, "the cost falls"),
        ("E1009", 37, "gap is NaN"),
    ] {
        says(&problems, code, line, phrase);
    }
}

#[test]
fn a_centre_that_is_no_toml() {
    says(&centre_with("id = \"cards\"", "id = cards"), "E1005", 5, "mend the line");
    says(&io::centre(source("centre.toml", "time_zone = \"UTC\"\n")).problems, "E1022", 1, "no queue");
}

#[cfg(unix)]
#[test]
fn folder_not_writable() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("file"), b"").unwrap();
    let problems = io::write_atomically(&folder.path().join("file/out/roster.csv"), b"x").unwrap_err();
    says(&problems, "E1904", 0, "the folder cannot be made");
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
    match io::write_atomically(&folder.path().join("roster.csv"), b"x") {
        Err(problems) => says(&problems, "E1903", 0, "--out"),
        Ok(()) => println!("skipped in part: this user may write everywhere"),
    }
}

#[test]
fn disk_full_while_writing() {
    let folder = tempfile::tempdir().unwrap();
    let mut files = io::Files::new(folder.path());
    files.add("roster.csv", |out| out.write_all(b"complete")).unwrap();
    let problems = files.add("coverage.csv", |out| {
        out.write_all(b"half of it")?;
        Err(std::io::ErrorKind::StorageFull.into())
    });
    says(&problems.unwrap_err(), "E1902", 0, "make room");
    drop(files);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left behind");
    // The device that is always full, where there is one.
    let full = std::path::Path::new("/dev/full");
    if full.exists() {
        says(&io::write_atomically(full, b"x").unwrap_err(), "E1902", 0, "/dev/full");
        assert!(full.exists());
    }
}

/// Each code has a section in `docs/errors.md`, and each section is of codes that exist.
#[test]
fn every_code_is_documented() {
    let docs = include_str!("../docs/errors.md");
    let documented: Vec<&str> = docs
        .lines()
        .filter_map(|line| line.strip_prefix("### "))
        .flat_map(|heading| heading.split(':').next().unwrap_or("").split(' '))
        .map(|code| code.trim_matches(','))
        .collect();
    let codes: Vec<String> = Code::all().iter().map(|(code, _)| code.to_string()).collect();
    for code in &codes {
        assert_eq!(documented.iter().filter(|c| **c == code.as_str()).count(), 1, "{code} needs one section");
    }
    for code in documented {
        assert!(
            codes.iter().any(|known| known == code),
            "docs/errors.md explains {code}, which does not exist"
        );
    }
}

/// Everything that reads, on the same bytes.
fn read_all(bytes: &[u8]) {
    let (centre, agents, calendar) = (centre(), agents(), Calendar::default());
    let source = || Source::new("table", bytes);
    fn print<T>(reading: Reading<T>) {
        let _ = reading.problems.to_string();
    }
    print(io::centre(source()));
    print(io::calendar(source(), &centre));
    print(io::history(vec![source(), source()], &centre, &calendar));
    print(io::calls(source(), &centre, &calendar));
    print(io::agents(source(), &centre));
    print(io::availability(source(), &centre, &agents));
    print(io::requirement(source(), &centre));
    print(io::forecast(source(), &centre));
    print(io::roster(source(), Some(source()), &centre, &agents));
    print(io::states(source(), &centre, &agents));
    print(io::backlog(source(), &centre));
    print(io::daily(source(), &centre));
    print(io::overrides(source(), &centre));
    print(io::queue_changes(source(), &centre));
}

const HEADERS: [&str; 11] = [
    "date,from,to,share\n",
    "from,to,hours,queue,figure,factor,add,set,who\n",
    "date,queue,offered,handled\n",
    "queue,arrived,contacts\n",
    "interval_start,queue,offered,agents,aht_seconds\n",
    "date;kind;queue;open;factor\n",
    "agent,contract,queues,preferred_start,hire_date\n",
    "agent,from,to,kind,weekly\n",
    "agent,date,shift,start,end,activity\n",
    "agent,state,start,end\n",
    "arrival,queue,answered,ended,outcome\n",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        read_all(&bytes);
    }

    #[test]
    fn random_rows_never_panic(
        header in prop::sample::select(&HEADERS[..]),
        rows in "((2026-(02|03|10)-[0-3][0-9]|9999-12-31|cards|ann|long|full-time|leave|[^,]{0,3})(T[0-2][0-9]:[0-5]0)?(Z|[+-]1[0-9]:00)?[,;\n]){0,60}",
    ) {
        read_all(format!("{header}{rows}").as_bytes());
    }

    #[test]
    fn a_centre_with_a_part_cut_out_never_panics(from in 0..CENTRE.len(), len in 0usize..60) {
        let end = (from + len).min(CENTRE.len());
        read_all([&CENTRE.as_bytes()[..from], &CENTRE.as_bytes()[end..]].concat().as_slice());
    }
}
